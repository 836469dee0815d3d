"""One result in place of another, file by file: the folder stays, and so does what is not smsim's own.

A provenance that names the files of both results stands in the folder while they are exchanged. So whatever
ends the command, everything smsim wrote is still known as its own, the next command mends the folder, and
nobody takes it for a whole result.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import ModuleType

from smsim.experiments.own_files import (
    FORMAT_VERSION,
    PROVENANCE_FILE,
    UNFINISHED_FORMAT,
    OwnFile,
    own_files,
    sealed,
)
from smsim.interrupts import interrupts_held_back
from smsim.placing import digest, is_as_written, is_there, keep_aside, put_file, put_new_folder

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

ANNOUNCEMENT = ".announcement"


@dataclass(frozen=True)
class Bystanders:
    """What in a result folder is not smsim's own.

    `staying` are the paths of what is as it was, those of folders with a slash at the end; `kept` are those
    of what stood where the result needed the place, with the names they have now.
    """

    staying: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


def put_in_place(unfinished: Path, place: Path, files: Mapping[str, str]) -> Bystanders:
    """Make the result in the folder `unfinished` the one in `place`.

    `files` are the hashes of its files, its provenance apart. A new folder is renamed. In an existing one
    the result takes the place of an earlier one; Ctrl-C waits until it has.

    Raises: OSError.
    """
    if put_new_folder(unfinished, place):
        return Bystanders()
    with _alone_in(place), interrupts_held_back():
        return _Exchange(unfinished, place, files).carry_out()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process exchanges results in `folder`, where the system has such locks."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # this disk has no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class _Exchange:
    def __init__(self, unfinished: Path, place: Path, files: Mapping[str, str]) -> None:
        self._unfinished = unfinished
        self._place = place
        self._files = files
        self._folders = {folder for path in files for folder in _folders_of(path)}
        self._earlier: frozenset[OwnFile] = own_files(place) or frozenset()
        self._replaceable: dict[str, set[str]] = defaultdict(set)
        for path, known in (*self._earlier, *files.items()):
            self._replaceable[path].add(known)
        self._kept: dict[str, str] = {}

    def carry_out(self) -> Bystanders:
        announcement = self._announce()
        self._remove_stale()
        for path in sorted(self._files):
            self._make_folders(path)
            self._put(path, path)
        self._replaceable[PROVENANCE_FILE] = {announcement}
        self._put(PROVENANCE_FILE, PROVENANCE_FILE)
        kept = self._kept.values()
        return Bystanders(tuple(path for path in self._foreign() if path.rstrip("/") not in kept), self._kept)

    def _announce(self) -> str:
        """Make both results known as smsim's own, and neither as whole; return the hash of what says so."""
        earlier = {entry for entry in self._earlier if entry[0] != PROVENANCE_FILE}
        unfinished = {**self._files, PROVENANCE_FILE: digest(self._unfinished / PROVENANCE_FILE)}
        earlier |= {(f"{self._unfinished.name}/{path}", known) for path, known in unfinished.items()}
        file = self._unfinished / ANNOUNCEMENT
        document = {"files": self._files, "earlier_files": sorted(earlier)}
        file.write_bytes(sealed({"format": UNFINISHED_FORMAT, "format_version": FORMAT_VERSION, **document}))
        announcement = digest(file)
        self._put(ANNOUNCEMENT, PROVENANCE_FILE)
        return announcement

    def _remove_stale(self) -> None:
        """Remove what the earlier result had and the new one has not, if it is as it was written."""
        stale = [entry for entry in sorted(self._earlier) if entry[0] not in (*self._files, PROVENANCE_FILE)]
        for path, known in stale:
            if self._is_reached(path) and is_as_written(self._place / path, (known,)):
                (self._place / path).unlink()
        left = {folder for path, _ in stale for folder in _folders_of(path)} - self._folders
        for folder in sorted(left, key=len, reverse=True):
            if self._is_reached(folder):
                with suppress(OSError):  # it is not empty, or gone
                    (self._place / folder).rmdir()

    def _is_reached(self, path: str) -> bool:
        """Return whether no link leads from the folder to somewhere else on the way to `path`."""
        folders = [self._place / folder for folder in _folders_of(path)]
        return all(folder.is_dir() and not folder.is_symlink() for folder in folders)

    def _make_folders(self, path: str) -> None:
        for folder in _folders_of(path):
            place = self._place / folder
            if is_there(place) and (place.is_symlink() or not place.is_dir()):
                self._note(folder, keep_aside(place))
            place.mkdir(exist_ok=True)

    def _put(self, finished: str, path: str) -> None:
        self._note(path, put_file(self._unfinished / finished, self._place / path, self._replaceable[path]))

    def _note(self, path: str, kept: Path | None) -> None:
        if kept is not None:
            self._kept[path] = kept.relative_to(self._place).as_posix()

    def _foreign(self, folder: str = "") -> Iterator[str]:
        """Yield what is not of the result, without looking into folders that are not."""
        for entry in sorted(os.scandir(self._place / folder), key=lambda entry: entry.name):
            path = f"{folder}{entry.name}"
            if path in self._folders:
                yield from self._foreign(f"{path}/")
            elif path not in (*self._files, PROVENANCE_FILE, self._unfinished.name):
                yield f"{path}/" if entry.is_dir(follow_symlinks=False) else path


def _folders_of(path: str) -> list[str]:
    """Return the folders on the way to a path, the outermost first."""
    return [folder.as_posix() for folder in reversed(PurePosixPath(path).parents[:-1])]
