from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from smsim.interrupts import interrupts_held_back


def test_an_interrupt_waits_for_the_end_of_the_block():
    steps = []
    with pytest.raises(KeyboardInterrupt), interrupts_held_back():
        signal.raise_signal(signal.SIGINT)
        steps.append("both steps are done")
    assert steps == ["both steps are done"]


def test_an_error_of_the_block_comes_through_and_interrupts_work_again():
    with pytest.raises(ValueError, match="own"), interrupts_held_back():
        raise ValueError("own")
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_threads_run_the_block_as_it_is():
    def block() -> str:
        with interrupts_held_back():
            return "done"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(block).result() == "done"
