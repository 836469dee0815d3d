"""Locks between processes: who makes which part of the work, and who merges.

The kernel keeps the locks and frees those of a process that dies. Where there are none (Windows, some
network disks) every claim succeeds: then work is done twice, which a store bears.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

NUMBERS = 2**40
"""Numbers that can be claimed are below this."""


class Claims:
    """Numbers that one process at a time may hold: each is a byte of a file, which itself stays empty.

    A process must use one object for a file: the system gives up all its locks on the file as soon as
    one of several is closed.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: set[int] = set()
        self._lock = threading.Lock()
        self._descriptor: int | None = None

    def claim(self, number: int) -> bool:
        """Take a number; return False if it is taken, by another process or in this one.

        Raises: ValueError, if it is not from 0 to `NUMBERS` - 1.
        """
        if not 0 <= number < NUMBERS:
            raise ValueError(f"The claim {number} is not from 0 to {NUMBERS - 1}.")
        with self._lock:
            if number in self._held or not _locks(self._open(), number):
                return False
            self._held.add(number)
            return True

    def release(self, number: int) -> None:
        """Give a number back; nothing happens if it is not held."""
        with self._lock:
            if number in self._held:
                self._held.remove(number)
                _unlocks(self._open(), number)

    def _open(self) -> int:
        if self._descriptor is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o666)
            weakref.finalize(self, os.close, self._descriptor)
        return self._descriptor


@contextmanager
def only_one(file: Path, *, is_waiting: bool) -> Iterator[bool]:
    """Hold the lock of `file` and yield True; if another process has it, wait for it or yield False."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        yield _locks(descriptor, 0, is_waiting=is_waiting)
    finally:
        os.close(descriptor)


def is_held(file: Path) -> bool:
    """Return whether another process holds a number of a file of claims, or the lock of a file."""
    if fcntl is None or not file.exists():
        return False
    descriptor = os.open(file, os.O_RDWR)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:  # this disk has no locks
        return False
    else:
        return False
    finally:
        os.close(descriptor)


def _locks(descriptor: int, number: int, *, is_waiting: bool = False) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB), 1, number)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # this disk has no locks
        return True
    return True


def _unlocks(descriptor: int, number: int) -> None:
    if fcntl is not None:
        with suppress(OSError):
            fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, number)
