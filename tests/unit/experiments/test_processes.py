from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest

from smsim.experiments.rows import ErrorKind
from smsim.experiments.running.processes import ProcessExecutor, WorkerDiedError
from smsim.experiments.running.workers import cause_of_death

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


def test_workers_end_with_their_executor():
    executor = ProcessExecutor(1)
    pid = executor.submit(os.getpid).result()
    executor.shutdown()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
