"""Worker processes of which one may die without the others.

The standard library's pool of processes is lost as a whole when one of them dies, and waits forever if that
happens while a result is being sent; other libraries share a lock among theirs that the dead one takes with
it. Here every process has a pipe of its own, of which the coordinator holds one end only: whenever the
process ends, the pipe does too.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from typing import Any

WORKER_NAME = "smsim-worker"
NO_MEMORY = 12
"""Exit code of a worker without memory, as the system numbers it."""
IN_A_SCRIPT = 13
"""Exit code of a worker that began by running the script of its coordinator once more."""


def end_if_in_a_worker() -> None:
    """End this process if it is a worker that is about to have work done, as in a script without a guard.

    It would wait for what its coordinator has claimed, and that for it.
    """
    if current_process().name == WORKER_NAME:
        os._exit(IN_A_SCRIPT)


class WorkerDiedError(Exception):
    """A worker process ended during its work; `exit_code` is minus the signal that ended it."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code


class ProcessExecutor(Executor):
    """Some worker processes, each with at most so much memory and a thread here that waits for it."""

    def __init__(self, number: int, memory_limit_mb: int | None = None) -> None:
        self._memory_limit_mb = memory_limit_mb
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="smsim-process")
        self._of_thread = threading.local()
        self._workers: list[_Worker] = []

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Hand a call to the next free worker. Its future fails with WorkerDiedError if that dies."""
        return self._threads.submit(self._call, function, arguments, named)

    def _call(self, function: Callable[..., Any], arguments: Any, named: Any) -> Any:
        if not hasattr(self._of_thread, "worker"):
            self._of_thread.worker = _Worker(self._memory_limit_mb)
            self._workers.append(self._of_thread.worker)
        return self._of_thread.worker.call(function, arguments, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when what they are at is done."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        for worker in self._workers:
            worker.end()


class _Worker:
    """One process, and the next one if that dies."""

    def __init__(self, memory_limit_mb: int | None) -> None:
        self._memory_limit_mb = memory_limit_mb
        self._begin()

    def _begin(self) -> None:
        # a fork would copy the locks of this process's threads in whatever state they are
        context = get_context("spawn")
        self._pipe, its_end = context.Pipe()
        self._process = context.Process(
            target=_work, args=(its_end, self._memory_limit_mb), daemon=True, name=WORKER_NAME
        )
        self._process.start()
        its_end.close()

    def call(self, function: Callable[..., Any], arguments: Any, named: Any) -> Any:
        try:
            self._pipe.send((function, arguments, named))
            error, result = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            exit_code = self._process.exitcode
            self._pipe.close()
            self._begin()
            raise WorkerDiedError(exit_code) from None
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        self._pipe.close()
        self._process.join()


def _work(pipe: Connection[Any, Any], memory_limit_mb: int | None) -> None:
    """Answer calls until the coordinator is gone; Ctrl-C is for the coordinator alone.

    A process without memory even for its answer ends without a word: the coordinator will see to it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory_limit_mb is not None:
        import resource

        limit = memory_limit_mb * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    while True:
        try:
            call = pipe.recv_bytes()
        except EOFError:
            return
        try:
            function, arguments, named = pickle.loads(call)  # imports what the call needs, and so may fail
            answer: tuple[Exception | None, Any] = (None, function(*arguments, **named))
        except Exception as error:
            answer = (error, None)
        try:
            pipe.send(answer)
        except MemoryError:
            os._exit(NO_MEMORY)
