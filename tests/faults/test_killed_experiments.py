"""An experiment whose coordinator or workers are killed ends with the rows of one left alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest

from smsim.compilation import is_compiler_on
from smsim.experiments.running.schedule import Schedule
from tests.running import fill, schedule_of, store_in

pytestmark = pytest.mark.skipif(
    not hasattr(os, "killpg") or not is_compiler_on(), reason="needs signals, and enough runs to hit one"
)

TEXT = """
scenarios = ["lone-manager", "group-head"]
replications = {replications}
seed = 3
horizon_months = 24
[outputs]
monthly = ["level"]
[design]
kind = "grid"
[[factor]]
name = "levers.executive_tone"
values = [0.2, 0.8]
[[factor]]
name = "firm.employees"
values = [60, 100]
"""
PROGRAM = """
import sys
from pathlib import Path
from smsim.experiments.loading import load_experiment
from smsim.experiments.rows import row_version
from smsim.experiments.running import schedule
from smsim.experiments.running.filling import fill_store
from smsim.experiments.running.workers import Workers
from smsim.experiments.store import RunStore

schedule.LARGEST_CHUNK = 40
if __name__ == "__main__":
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    experiment = load_experiment(folder / "small.toml")
    store = RunStore.open(folder / "store", row_version())
    print("ready", flush=True)
    filled = fill_store(schedule.Schedule(experiment), store, Workers(kind=kind, number=2))
    print(filled.failed_here)
"""
STANDSTILL_SECONDS = 240
"""An experiment that keeps nothing for so long hangs; how long all of it takes is up to the machine."""


def begin(folder: Path, kind: str) -> subprocess.Popen[str]:
    """Start the experiment in a process group of its own; return when its imports are done."""
    program = folder / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(program), str(folder), kind],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def end(process: subprocess.Popen[str]) -> None:
    """Leave nothing of the group behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def expected_tables(folder: Path, schedule: Schedule) -> tuple[pa.Table, pa.Table]:
    """Return rows and months of the same experiment left alone, in a store elsewhere."""
    alone = store_in(folder / "alone")
    fill(schedule, alone)
    return alone.read_runs(schedule.keys()), alone.read_part("level", schedule.keys())


def assert_whole(folder: Path, schedule: Schedule) -> None:
    rows, months = expected_tables(folder, schedule)
    store = store_in(folder)
    assert store.read_runs(schedule.keys()).equals(rows)
    assert store.read_part("level", schedule.keys()).equals(months)


def wait_for_rows(folder: Path, process: subprocess.Popen[str]) -> None:
    """Return when the first runs are kept: what is killed is to be at work, not at birth."""
    while not any((folder / "store").glob("*/runs/*.parquet")) and process.poll() is None:
        time.sleep(0.02)


def kill_coordinator(folder: Path, kind: str, kills: int, span_seconds: float) -> int:
    """Kill the whole experiment at random moments and begin again; return how many kills found it at work."""
    moments = random.Random(kills)
    hits = 0
    for _ in range(kills):
        process = begin(folder, kind)
        wait_for_rows(folder, process)
        time.sleep(moments.uniform(0.0, span_seconds))
        hits += process.poll() is None
        # workers are not killed with it: they have to notice by themselves
        process.kill()
        process.wait()
        end(process)
    return hits


def kept_files(folder: Path) -> set[Path]:
    """Return the files of the store; whatever is kept or merged has a name that never was."""
    return set((folder / "store").glob("*/*/*.parquet"))


def outcome(folder: Path, process: subprocess.Popen[str]) -> int:
    """Wait for the end of an experiment as long as it gets on; return how many runs failed for good."""
    before = kept_files(folder)
    while True:
        try:
            said, wrong = process.communicate(timeout=STANDSTILL_SECONDS)
        except subprocess.TimeoutExpired:
            now = kept_files(folder)
            if now == before:
                end(process)
                raise
            before = now
        else:
            assert process.returncode == 0, wrong
            return int(said.split()[-1])


def finish(folder: Path, kind: str) -> int:
    """Let the experiment come to its end; return how many runs failed on the way."""
    return outcome(folder, begin(folder, kind))


def children(parent: int) -> list[int]:
    """Return the processes that `parent` has started, and theirs."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found += [int(entry.parent.name), *children(int(entry.parent.name))]
    return found


def workers_of(parent: int) -> list[int]:
    """Return the worker processes, without the one that Python keeps for shared resources."""
    found = []
    for child in children(parent):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            found.append(child)
    return found


def kill_workers(folder: Path, kind: str, kills: int) -> int:
    """Kill workers of one experiment at random moments; return how many runs failed for good."""
    moments = random.Random(kills)
    process = begin(folder, kind)
    wait_for_rows(folder, process)
    for _ in range(kills):
        time.sleep(moments.uniform(0.05, 0.8))
        alive = workers_of(process.pid)
        if alive and process.poll() is None:
            os.kill(moments.choice(alive), signal.SIGKILL)
    return outcome(folder, process)


def test_a_killed_experiment_goes_on(tmp_path):
    schedule = schedule_of(tmp_path, TEXT.format(replications=300))
    assert kill_coordinator(tmp_path, "threads", 1, 0.3) == 1
    assert finish(tmp_path, "threads") == 0
    assert_whole(tmp_path, schedule)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs to see the worker processes")
def test_killed_processes_cost_no_run(tmp_path):
    schedule = schedule_of(tmp_path, TEXT.format(replications=300))
    kill_workers(tmp_path, "processes", 2)
    finish(tmp_path, "threads")
    assert_whole(tmp_path, schedule)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_fifty_kills_of_the_coordinator(tmp_path, kind):
    schedule = schedule_of(tmp_path, TEXT.format(replications=6_000))
    hits = kill_coordinator(tmp_path, kind, 25, 1.5)
    assert hits >= 20
    print(f"{kind}: {hits} of 25 kills found the experiment at work")
    finish(tmp_path, kind)
    assert_whole(tmp_path, schedule)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs to see the worker processes")
@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_kills_of_workers(tmp_path, kind):
    schedule = schedule_of(tmp_path, TEXT.format(replications=6_000))
    lost = kill_workers(tmp_path, kind, 25 if kind == "processes" else 8)
    print(f"{kind}: {lost} runs were given up and made by the next command")
    finish(tmp_path, "threads")
    assert_whole(tmp_path, schedule)
