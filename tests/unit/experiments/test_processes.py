from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import numpy as np
import pytest

from smsim.experiments.rows import ErrorKind
from smsim.experiments.running import chunks
from smsim.experiments.running.chunks import run_chunk
from smsim.experiments.running.processes import ProcessExecutor, WorkerDiedError
from smsim.experiments.running.workers import cause_of_death
from tests.running import schedule_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals")


def fail(sentence: str) -> None:
    raise ValueError(sentence)


class Slow:
    """An answer that its worker does not survive sending."""

    def __reduce__(self):
        os.kill(os.getpid(), signal.SIGKILL)
        return int, ()


def slow_answer() -> tuple[np.ndarray, Slow]:
    return np.zeros(10**6), Slow()


@pytest.fixture
def workers():
    executor = ProcessExecutor(2)
    yield executor
    executor.shutdown()


def test_calls_are_answered(workers):
    futures = [workers.submit(pow, number, 2) for number in range(20)]
    assert [future.result() for future in futures] == [number**2 for number in range(20)]


def test_what_a_call_raises_is_raised(workers):
    with pytest.raises(ValueError, match="so it is"):
        workers.submit(fail, "so it is").result()
    assert workers.submit(abs, -1).result() == 1


def test_a_dead_worker_fails_its_own_call_only(workers):
    pids = {workers.submit(os.getpid).result() for _ in range(8)}
    futures = [workers.submit(abs, -place) for place in (0, 2, 4)]
    dead = workers.submit(signal.raise_signal, signal.SIGKILL)
    with pytest.raises(WorkerDiedError) as raised:
        dead.result()
    assert raised.value.exit_code == -signal.SIGKILL
    assert [future.result() for future in futures] == [0, 2, 4]
    assert workers.submit(abs, -7).result() == 7
    assert {workers.submit(os.getpid).result() for _ in range(8)} - pids


def test_death_while_an_answer_is_sent_is_noticed(workers):
    with pytest.raises(WorkerDiedError):
        workers.submit(slow_answer).result(timeout=60)
    assert workers.submit(abs, -7).result() == 7


def test_the_alarm_is_told_from_other_deaths(workers):
    with pytest.raises(WorkerDiedError) as raised:
        workers.submit(signal.raise_signal, signal.SIGALRM).result()
    assert cause_of_death(raised.value).kind is ErrorKind.TIME_OUT
    assert cause_of_death(WorkerDiedError(-9)).kind is ErrorKind.WORKER_DEATH
    assert cause_of_death(ValueError("ours")) is None


def test_an_interrupt_is_not_for_the_workers(workers):
    pid = workers.submit(os.getpid).result()
    os.kill(pid, signal.SIGINT)
    time.sleep(0.1)
    assert workers.submit(abs, -1).result() == 1
    os.kill(pid, 0)


class Unreadable:
    """What a worker cannot even read."""

    def __reduce__(self):
        return fail, ("what is this",)


def test_a_call_that_cannot_be_read_is_an_error_and_no_death(workers):
    with pytest.raises(ValueError, match="what is this"):
        workers.submit(abs, Unreadable()).result(timeout=60)
    assert workers.submit(abs, -7).result() == 7


SLOW_SECONDS, LIMIT_SECONDS = 2.5, 1.0


def start_slowly() -> None:
    """Let the first run of this process take longer than the limit, as loading or compiling it may."""
    from smsim.engine.replications import ReplicationsOfNewFirms

    run = ReplicationsOfNewFirms.run

    def slow_at_first(*given):
        ReplicationsOfNewFirms.run = run
        time.sleep(SLOW_SECONDS)
        run(*given)

    ReplicationsOfNewFirms.run = slow_at_first


def tell_slowly() -> None:
    """Let it take longer than the limit to make tables of what the runs of this process came to."""
    measure_runs = chunks.measure_runs

    def slow(monthly):
        time.sleep(SLOW_SECONDS)
        return measure_runs(monthly)

    chunks.measure_runs = slow


@pytest.mark.slow
def test_a_limit_of_time_is_for_a_run_and_not_for_getting_ready(tmp_path):
    schedule = schedule_of(tmp_path)
    chunk = schedule.chunk(list(schedule.order())[:3], time_limit_seconds=LIMIT_SECONDS)
    executor = ProcessExecutor(1)
    try:
        executor.submit(run_chunk, replace(chunk, time_limit_seconds=None)).result()  # compiles, if need be
        executor.submit(chunks.get_ready.cache_clear).result()
        executor.submit(start_slowly).result()
        executor.submit(tell_slowly).result()
        assert executor.submit(run_chunk, chunk).result().failed == 0
        executor.submit(start_slowly).result()
        with pytest.raises(WorkerDiedError) as raised:
            executor.submit(run_chunk, chunk).result()
    finally:
        executor.shutdown()
    assert cause_of_death(raised.value).kind is ErrorKind.TIME_OUT


def test_workers_end_with_their_executor():
    executor = ProcessExecutor(1)
    pid = executor.submit(os.getpid).result()
    executor.shutdown()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
