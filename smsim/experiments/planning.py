"""What an experiment will cost, from a short trial of its own runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smsim.errors import ScenarioError
from smsim.experiments.experiment import Experiment, build_point
from smsim.experiments.running.chunks import ChunkResult, run_chunk
from smsim.experiments.running.progress import whole_rounds
from smsim.experiments.running.reading import round_means
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.store import RunStore, encoded_bytes
from smsim.measures import SHIPPED

TRIAL_SECONDS = 2.0
ROWS_TRIED = 3
FEWEST_UNITS = 4
"""Replications, or worlds, below which a trial says nothing of how much they differ."""

PROBED_POINTS = 200
BYTES_PER_KEY = 64
"""What the coordinator remembers of a run: its key, of those kept and of those planned."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Some runs of an experiment, made to see what they cost; nothing of them is kept.

    `table` has one row for each run: `row` of the design, `scenario`, `unit` (the replication or the
    world) and every measure. Times are those of one worker.
    """

    table: pd.DataFrame
    runs: int
    seconds_per_run: float
    bytes_per_run: float
    peak_memory_bytes: float

    def values(self, measure: str, scenario: str, against: str | None) -> NDArray[np.float64]:
        """Return a measure of a scenario, or its paired differences to another one, shape (pilots,).

        What rows of the design differ by is taken out, so that what is left is the luck of a replication.
        """
        by_scenario = self.table.pivot(index=["row", "unit"], columns="scenario", values=measure)
        values = by_scenario[scenario]
        if against is not None:
            values = values - by_scenario[against]
        of_row = values.groupby("row").transform("mean")
        return (values - of_row + values.mean()).to_numpy(dtype=np.float64)

    def differences(self, measure: str, scenarios: Sequence[str]) -> tuple[NDArray[np.float64], ...]:
        """Return `values` of each scenario against the first of them; of a single one, its own."""
        first, *others = scenarios
        if not others:
            return (self.values(measure, first, None),)
        return tuple(self.values(measure, other, first) for other in others)


def try_out(schedule: Schedule, seconds: float = TRIAL_SECONDS) -> Trial:
    """Run a few design points, some replications each, for about so many seconds."""
    batches = _trial_runs(schedule)
    run_chunk(schedule.chunk(next(_trial_runs(schedule))[:1]))  # compiles the engine, which is not to count
    results: list[ChunkResult] = []
    runs: list[tuple[int, int]] = []
    began = time.perf_counter()
    for number, batch in enumerate(batches, start=1):
        results.append(run_chunk(schedule.chunk(batch)))
        runs += batch
        if time.perf_counter() - began > seconds and number >= FEWEST_UNITS:
            break
    spent = time.perf_counter() - began
    return Trial(
        table=_table(schedule, runs, results),
        runs=len(runs),
        seconds_per_run=spent / len(runs),
        bytes_per_run=_bytes_per_run(results, len(runs)),
        peak_memory_bytes=_peak_memory_bytes(),
    )


def _trial_runs(schedule: Schedule) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of one replication of a few rows of the design, or of one world, at a time."""
    experiment = schedule.experiment
    if experiment.is_by_world:
        for world in range(schedule.rounds):
            yield list(schedule.order(world, world + 1))
        return
    rows = len(experiment.table)
    per_row = experiment.points // rows
    chosen = np.unique(np.linspace(0, rows - 1, ROWS_TRIED).round().astype(int))
    for replication in range(experiment.replications):
        yield [(int(row) * per_row + place, replication) for row in chosen for place in range(per_row)]


def _table(
    schedule: Schedule, runs: Sequence[tuple[int, int]], results: Sequence[ChunkResult]
) -> pd.DataFrame:
    experiment = schedule.experiment
    rows = pa.concat_tables([result.rows for result in results])
    keys = pd.Index(rows["run_key"].to_pandas())
    own = {
        entry.measure.name: pa.concat_tables([result.parts[entry.part] for result in results]).to_pandas()
        for entry in schedule.own
    }
    per_row = experiment.points // len(experiment.table)
    by_world = experiment.is_by_world
    return pd.DataFrame(
        {
            "row": [0 if by_world else point // per_row for point, _ in runs],
            "scenario": [experiment.point(point).scenario.name for point, _ in runs],
            "unit": [replication for _, replication in runs],
            **{measure.name: rows[measure.name].to_numpy() for measure in SHIPPED},
            **{name: of.set_index("run_key")[name].reindex(keys).to_numpy() for name, of in own.items()},
        }
    )


def _bytes_per_run(results: Sequence[ChunkResult], runs: int) -> float:
    tables = [pa.concat_tables([result.rows for result in results])]
    for part in dict.fromkeys(part for result in results for part in result.parts):
        tables.append(pa.concat_tables([result.parts[part] for result in results if part in result.parts]))
    return sum(encoded_bytes(table) for table in tables) / runs


def _peak_memory_bytes() -> float:
    try:
        import resource
    except ImportError:  # Windows does not tell
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 2**10
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def expected_memory_bytes(schedule: Schedule, trial: Trial, workers: int, *, has_processes: bool) -> float:
    """Return the memory all processes of a command will about take together."""
    processes = workers + 1 if has_processes else 1
    return trial.peak_memory_bytes * processes + schedule.runs * BYTES_PER_KEY


def kept_runs(schedule: Schedule, store: RunStore | None, rounds: int | None = None) -> int:
    """Return how many runs of the first `rounds` rounds are kept; a store that is None holds nothing."""
    if store is None:
        return 0
    return int(store.has_whole(schedule.keys(0, rounds), schedule.parts).sum())


def unbuildable_points(experiment: Experiment) -> dict[int, str]:
    """Return why design points contradict themselves, by their number.

    Looks at all points, or at 200 spread over the design.
    """
    probed = np.linspace(0, experiment.points - 1, min(experiment.points, PROBED_POINTS))
    faults = {}
    for number in np.unique(probed.round().astype(int)).tolist():
        try:
            build_point(experiment.point(number))
        except ScenarioError as error:
            faults[number] = str(error)
    return faults


def pilot(
    schedule: Schedule, store: RunStore | None, measure: str, changed: str, baseline: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a measure of two scenarios under equal luck, shape (pairs,), from runs kept or else a trial.

    A pair is a round: the means over all design points of it.
    """
    if store is not None:
        rounds = whole_rounds(schedule, store)
        if rounds >= FEWEST_UNITS:
            means = [round_means(schedule, store, rounds, measure, name) for name in (changed, baseline)]
            return means[0], means[1]
    table = try_out(schedule).table
    by_unit = table.groupby(["scenario", "unit"])[measure].mean()
    return by_unit[changed].to_numpy(), by_unit[baseline].to_numpy()
