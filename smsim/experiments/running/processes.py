"""Worker processes of which one may die without the others.

The standard library's pool of processes is lost as a whole when one of them dies, and other libraries share
a lock among theirs that the dead one takes with it. So every worker is a pool of one, made anew when its
process has died.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext
from typing import Any


class WorkerDiedError(Exception):
    """A worker process ended during its work; `exit_code` is minus the signal that ended it."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code


class ProcessExecutor(Executor):
    """Some worker processes, each with at most so much memory."""

    def __init__(self, number: int, memory_limit_mb: int | None = None) -> None:
        self._workers = [_Worker(memory_limit_mb) for _ in range(number)]

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Hand a call to the worker with least to do. Its future fails with WorkerDiedError if that dies."""
        return min(self._workers, key=lambda worker: worker.calls).submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when what they are at is done."""
        for worker in self._workers:
            worker.pool.shutdown(wait=False, cancel_futures=cancel_futures)
        if wait:
            for worker in self._workers:
                worker.pool.shutdown(wait=True)


class _Worker:
    """One process, and the next one if that dies."""

    def __init__(self, memory_limit_mb: int | None) -> None:
        self._memory_limit_mb = memory_limit_mb
        self._lock = threading.Lock()
        self.calls = 0
        self._begin()

    def _begin(self) -> None:
        self._context = _RememberingContext()
        self.pool = ProcessPoolExecutor(
            1, mp_context=self._context, initializer=_be_a_worker, initargs=(self._memory_limit_mb,)
        )

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        told: Future[Any] = Future()
        with self._lock:
            self.calls += 1
            try:
                own = self.pool.submit(function, *arguments, **named)
            except BrokenProcessPool:
                self._begin()
                own = self.pool.submit(function, *arguments, **named)
            context = self._context
        own.add_done_callback(lambda future: self._tell(future, told, context))
        return told

    def _tell(self, own: Future[Any], told: Future[Any], context: _RememberingContext) -> None:
        with self._lock:
            self.calls -= 1
        if own.cancelled():
            told.cancel()
            return
        error = own.exception()
        if isinstance(error, BrokenProcessPool):
            told.set_exception(WorkerDiedError(context.exit_code()))
        elif error is not None:
            told.set_exception(error)
        else:
            told.set_result(own.result())


class _RememberingContext(SpawnContext):
    """Starts processes afresh, not as copies, which would have this process's locks; remembers them.

    The pool itself does not tell how its process ended.
    """

    def __init__(self) -> None:
        super().__init__()
        self._started: list[Any] = []

    def Process(self, *arguments: Any, **named: Any) -> Any:  # type: ignore[override]  # noqa: N802
        """Return a process that is not started yet."""
        process = super().Process(*arguments, **named)
        self._started.append(process)
        return process

    def exit_code(self) -> int | None:
        """Return how the process ended, None if that is not known."""
        for process in self._started:
            process.join(timeout=1.0)
        return next((int(process.exitcode) for process in self._started if process.exitcode), None)


def _be_a_worker(memory_limit_mb: int | None) -> None:
    """Leave Ctrl-C to the coordinator, end when it is gone, and keep within the limit of memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if memory_limit_mb is not None:
        import resource

        limit = memory_limit_mb * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "a worker has a parent"
    connection.wait([parent.sentinel])
    os._exit(1)
