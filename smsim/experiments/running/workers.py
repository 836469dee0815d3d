"""Who carries out the chunks: threads, processes, or the workers of a Dask cluster.

All of them are a `concurrent.futures.Executor`, and all come to the same rows.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from smsim.errors import ExperimentError, MissingExtraError
from smsim.experiments.rows import ErrorKind
from smsim.experiments.running.failures import Failure
from smsim.experiments.running.processes import (
    IN_A_SCRIPT,
    ProcessExecutor,
    WorkerDiedError,
    end_if_in_a_worker,
)
from smsim.interrupts import thread_pool

WorkerKind = Literal["threads", "processes", "dask"]
LOCAL_CLUSTER = "local"
CONNECTION_SECONDS = 30


@dataclass(frozen=True)
class Workers:
    """How many workers of which kind, and what each may take.

    `dask` is the address of a scheduler, or "local" for a cluster on this machine. Limits are for
    workers that are processes: a thread cannot be ended without ending its neighbours.
    """

    kind: WorkerKind = "threads"
    number: int = 1
    dask: str = LOCAL_CLUSTER
    time_limit_seconds: float | None = None
    memory_limit_mb: int | None = None


@dataclass(frozen=True)
class Crew:
    """Workers at work: where to hand chunks in, and how many at most wait or run at a time."""

    executor: Executor
    open_chunks: Callable[[], int]


@contextmanager
def at_work(workers: Workers) -> Iterator[Crew]:
    """Yield the workers, and end them.

    Raises: ExperimentError, if a limit is asked for that such workers cannot keep, or if the cluster does
    not answer; MissingExtraError without Dask.
    """
    end_if_in_a_worker()
    _require_limits(workers)
    start = {"threads": _threads, "processes": _processes, "dask": _dask}[workers.kind]
    with start(workers) as crew:
        yield crew


def _require_limits(workers: Workers) -> None:
    has_limit = workers.time_limit_seconds is not None or workers.memory_limit_mb is not None
    if has_limit and workers.kind == "threads":
        raise ExperimentError(
            "A limit of time or memory needs workers that can be ended one by one: use processes or Dask."
        )
    if has_limit and not hasattr(signal, "setitimer"):
        raise ExperimentError("Limits of time and memory are not to be had on this operating system.")


@contextmanager
def _threads(workers: Workers) -> Iterator[Crew]:
    with thread_pool(workers.number) as pool:
        yield Crew(pool, lambda: 2 * workers.number)


@contextmanager
def _processes(workers: Workers) -> Iterator[Crew]:
    executor = ProcessExecutor(workers.number, workers.memory_limit_mb)
    try:
        yield Crew(executor, lambda: 2 * workers.number)
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _dask(workers: Workers) -> Iterator[Crew]:
    if find_spec("distributed") is None:
        raise MissingExtraError(
            "Running on Dask needs the library distributed: install it with pip install 'smsim[dask]'."
        )
    from distributed import Client

    with _cluster(workers) as address:
        try:
            client = Client(address, timeout=CONNECTION_SECONDS, set_as_default=False)
        except OSError as error:
            raise ExperimentError(f"No Dask scheduler answers at '{workers.dask}': {error}.") from None
        with client:
            # results are kept by us: the same chunk handed in again is to be carried out again
            executor = client.get_executor(pure=False)
            yield Crew(executor, lambda: 2 * max(1, sum(client.nthreads().values())))
            executor.shutdown(wait=False)


@contextmanager
def _cluster(workers: Workers) -> Iterator[Any]:
    if workers.dask != LOCAL_CLUSTER:
        yield workers.dask
        return
    from distributed import LocalCluster

    memory = "auto" if workers.memory_limit_mb is None else f"{workers.memory_limit_mb}MiB"
    with LocalCluster(
        n_workers=workers.number, threads_per_worker=1, memory_limit=memory, dashboard_address=None
    ) as cluster:
        yield cluster


def cause_of_death(error: BaseException) -> Failure | None:
    """Return why a worker did not bring a chunk back, None if the worker is not to blame.

    Raises: ExperimentError, if no worker could do otherwise.
    """
    if isinstance(error, WorkerDiedError):
        if error.exit_code == IN_A_SCRIPT:
            raise ExperimentError(
                "Every worker process runs the script anew, as Python has it: put what the script does under "
                "if __name__ == '__main__':."
            )
        return _failure_of(error)
    # a library that was never imported raised nothing
    distributed = sys.modules.get("distributed")
    if distributed and isinstance(error, distributed.scheduler.KilledWorker):
        return Failure(
            ErrorKind.WORKER_DEATH,
            "The Dask worker died during the run: it was ended from outside, or took more memory or time "
            "than it may.",
        )
    return None


def _failure_of(death: WorkerDiedError) -> Failure:
    if death.exit_code == -getattr(signal, "SIGALRM", 0):
        return Failure(ErrorKind.TIME_OUT, "The run took longer than the limit of time.")
    return Failure(
        ErrorKind.WORKER_DEATH, f"The worker process died during the run, with exit code {death.exit_code}."
    )
