"""Ctrl-C between two steps that belong together waits until both are done; between others it is obeyed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType


class StoppedError(KeyboardInterrupt):
    """An interrupt after which something is kept; its text says what."""


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Let an interrupt that comes during the block take effect after it.

    Only the main thread is ever interrupted; elsewhere the block runs as it is.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if came:
        handler(*came[0])


_OF_THIS_THREAD = threading.local()


@contextmanager
def thread_pool(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Yield threads that leave what they are at, at its next pause, when the block ends in an exception.

    An interrupt reaches the main thread only: without this it would wait for whatever the others are at.
    """
    is_over = threading.Event()

    def join() -> None:
        _OF_THIS_THREAD.is_over = is_over

    pool = ThreadPoolExecutor(threads, thread_name_prefix="smsim", initializer=join)
    try:
        yield pool
    except BaseException:
        is_over.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def pause() -> None:
    """Leave long work between two of its steps, in a thread whose pool is over.

    Raises: KeyboardInterrupt.
    """
    is_over = getattr(_OF_THIS_THREAD, "is_over", None)
    if is_over is not None and is_over.is_set():
        raise KeyboardInterrupt
