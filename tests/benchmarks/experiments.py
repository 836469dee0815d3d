"""What many runs cost beside the runs themselves: the store, the workers, memory, and Mesa's own batches."""

import os
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mesa

from smsim.engine.outputs import MONTHLY_DTYPE
from smsim.engine.replications import ReplicationsOfNewFirms
from smsim.engine.state import zero_records
from smsim.experiments.experiment import build_point
from smsim.experiments.loading import load_experiment
from smsim.experiments.rows import row_version
from smsim.experiments.running.filling import fill_store
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Workers
from smsim.experiments.store import RunStore
from smsim.organisation.formation import plan_formation
from smsim.scenarios import run_inputs
from tests.benchmarks.measuring import Row

FILE = """
title = "A benchmark"
scenarios = ["lone-manager", "task-force-broad", "group-head", "grassroots"]
replications = {replications}
horizon_months = 60
[design]
kind = "grid"
[[factor]]
name = "levers.executive_tone"
values = [0.2, 0.4, 0.6, 0.8, 1.0]
[[factor]]
name = "firm.within_department_share"
values = [0.6, 0.7, 0.8, 0.9, 0.95]
"""
"""One hundred design points of 300 people and 60 months."""

POINTS, MONTHS = 100, 60
WORK = "300 people, 60 months"


def _schedule(replications: int) -> Schedule:
    return Schedule(load_experiment(tomllib.loads(FILE.format(replications=replications))))


def _experiment_seconds(replications: int, workers: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        schedule = _schedule(replications)
        began = time.perf_counter()
        fill_store(schedule, RunStore.open(Path(folder), row_version()), Workers(number=workers))
        return time.perf_counter() - began


def _engine_seconds(replications: int) -> float:
    """Return the time of the same runs with nothing around them: organisations formed, months lived."""
    experiment = _schedule(replications).experiment
    prepared = []
    for number in range(experiment.points):
        scenario = build_point(experiment.point(number))
        plan = plan_formation(scenario.firm, scenario.parameters.departments)
        prepared.append(ReplicationsOfNewFirms(run_inputs(scenario), plan))
    monthly = zero_records(MONTHLY_DTYPE, (replications, MONTHS))
    began = time.perf_counter()
    for point in prepared:
        point.run(experiment.seed, range(replications), monthly, range(replications))
    return time.perf_counter() - began


def overhead(replications: int, rounds: int) -> list[Row]:
    """The same runs with store and scheduling, and without; then with two workers."""
    _experiment_seconds(1, 1)
    engine, one, two = [], [], []
    for _ in range(rounds):
        engine.append(_engine_seconds(replications))
        one.append(_experiment_seconds(replications, 1))
        two.append(_experiment_seconds(replications, 2))
    runs = replications * POINTS
    work = f"{runs:,} runs, {WORK}"
    return [
        Row("engine alone", work, f"{runs / min(engine):,.0f} runs/s"),
        Row("with store and scheduling", work, f"{min(one) / min(engine) - 1:+.0%}"),
        Row("two threads against one", work, f"{min(one) / min(two):.2f} times"),
    ]


@contextmanager
def _memory_watched(every_seconds: float) -> Iterator[list[tuple[float, float]]]:
    """Yield a list that fills with seconds and resident MiB of this process."""
    watched: list[tuple[float, float]] = []
    is_over = threading.Event()
    began = time.perf_counter()
    page = os.sysconf("SC_PAGE_SIZE")

    def watch() -> None:
        while not is_over.wait(every_seconds):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            watched.append((time.perf_counter() - began, pages * page / 2**20))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield watched
    finally:
        is_over.set()
        thread.join()


def endurance(replications: int, workers: int) -> tuple[list[Row], list[tuple[float, float]]]:
    """Many runs in one go: wall time, memory over time, and what they take on disk."""
    schedule = _schedule(replications)
    with tempfile.TemporaryDirectory() as folder, _memory_watched(0.25) as memory:
        store = RunStore.open(Path(folder), row_version())
        began = time.perf_counter()
        fill_store(schedule, store, Workers(number=workers))
        seconds = time.perf_counter() - began
        files = list(store.rows_folder.glob("*.parquet"))
        size = sum(file.stat().st_size for file in files)
    work = f"{schedule.runs:,} runs, {WORK}, {workers} workers"
    tenth = max(1, len(memory) // 10)
    parts = (memory[tenth : 2 * tenth], memory[-tenth:])
    early, late = (sum(mb for _, mb in part) / len(part) for part in parts)
    rows = [
        Row("one long experiment", work, f"{seconds:,.0f} s, {schedule.runs / seconds:,.0f} runs/s"),
        Row("memory", work, f"{early:,.0f} MiB early, {late:,.0f} MiB at the end"),
        Row("on disk", work, f"{size / schedule.runs:,.0f} bytes a run in {len(files)} files"),
    ]
    return rows, memory


MESA_BATCH = """
import resource, sys, time
import mesa
from smsim.model import OrganisationModel
began = time.perf_counter()
rows = mesa.batch_run(
    OrganisationModel,
    {{"scenario": "task-force-broad", "months": 60, "employees": 300, "seed": 1,
      "replication": list(range({replications}))}},
    number_processes=1, iterations=1, max_steps=60, data_collection_period=-1, display_progress=False,
)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
EXPERIMENT_BATCH = """
import resource, sys, tempfile, time
from pathlib import Path
from smsim.experiments.loading import load_experiment
from smsim.experiments.rows import row_version
from smsim.experiments.running.filling import fill_store
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Workers
from smsim.experiments.store import RunStore
experiment = load_experiment({{
    "scenarios": ["task-force-broad"], "replications": {replications}, "horizon_months": 60, "seed": 1,
}})
with tempfile.TemporaryDirectory() as folder:
    began = time.perf_counter()
    fill_store(Schedule(experiment), RunStore.open(Path(folder), row_version()), Workers(number=1))
    print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def against_mesa_batches(replications: int) -> list[Row]:
    """The same replications by mesa.batch_run on the Mesa face, and by an experiment: time and memory."""
    rows = []
    for name, program in (("mesa.batch_run", MESA_BATCH), ("smsim experiment", EXPERIMENT_BATCH)):
        asked = [sys.executable, "-c", program.format(replications=replications)]
        subprocess.run([*asked[:2], program.format(replications=2)], check=True, capture_output=True)
        answer = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
        seconds, megabytes = map(float, answer[-2:])
        rows.append(
            Row(
                f"{name} (Mesa {mesa.__version__}), one process" if "mesa" in name else f"{name}, one worker",
                f"{replications:,} replications, {WORK}",
                f"{seconds:.1f} s, {megabytes:,.0f} MiB at most",
            )
        )
    return rows
