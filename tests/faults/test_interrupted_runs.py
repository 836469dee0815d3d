"""Ctrl-C ends a long run of a large firm within a few months, whoever carries it out."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from smsim.compilation import is_compiler_on
from smsim.interrupts import pause, thread_pool

PROGRAM = textwrap.dedent(
    """
    import sys
    from smsim.cli.main import main
    from smsim.engine import simulation

    carry_out = simulation.run_months

    def told(run, first, last):
        print("month", first, flush=True)
        carry_out(run, first, last)

    simulation.run_months = told
    main()
    """
)
"""The command, which tells the first month of every piece of work."""

EXPERIMENT = """
scenarios = ["grassroots"]
replications = 2
horizon_months = 1200
[design]
kind = "grid"
[[factor]]
name = "firm.employees"
values = [400000]
"""
PEOPLE = "[firm]\nemployees = 400000\nties_per_person = 2\n"
COMPILING_SECONDS = 600


def interrupted(arguments: list[str], folder: Path, times: int) -> tuple[int, list[int], str]:
    """Interrupt a command in its third piece of work; return exit code, months begun, standard error."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = (line for line in process.stdout if line.startswith("month "))
    begun = [next(told) for _ in range(3)]
    for place in range(times):
        begun += [next(told)] if place else []  # the one before has been noticed
        process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=COMPILING_SECONDS)
    begun += [line for line in rest.splitlines() if line.startswith("month ")]
    return process.returncode, [int(line.split()[1]) for line in begun], errors


pytestmark = pytest.mark.skipif(not is_compiler_on(), reason="interpreted months are interrupted anyway")


@pytest.mark.parametrize("workers", ["1", "2"], ids=["main thread", "threads"])
def test_an_interrupt_ends_a_long_run_within_a_few_months(workers: str, tmp_path: Path) -> None:
    (tmp_path / "large.toml").write_text(f'extends = "lone-manager"\nhorizon_months = 1200\n{PEOPLE}')
    command = ["run", "large.toml", "--workers", workers, "--replications", workers, "--out", "result"]
    code, begun, errors = interrupted(command, tmp_path, 1)
    assert code == 130, errors
    assert errors.splitlines()[-1] == "smsim: interrupted; nothing is half-written."
    assert len(begun) <= 10
    assert max(begun) < 200
    assert not (tmp_path / "result").exists()


@pytest.mark.slow
def test_a_second_interrupt_ends_the_runs_of_an_experiment_too(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(EXPERIMENT)
    code, begun, errors = interrupted(["experiment", "run", "long.toml", "--workers", "2"], tmp_path, 2)
    assert code == 130, errors
    assert "0 of 2 runs are kept" in errors
    assert max(begun) < 400


def test_threads_leave_their_work_at_a_pause_only_if_the_block_fails() -> None:
    with thread_pool(2) as pool:
        assert pool.submit(pause).result() is None
    left = []

    def work() -> None:
        try:
            while True:
                pause()
        finally:
            left.append("left")

    with pytest.raises(ValueError, match="own"), thread_pool(2) as pool:
        pool.submit(work)
        raise ValueError("own")
    assert left == ["left"]
    pause()  # the main thread is nobody's
