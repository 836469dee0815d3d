"""Work for one worker: some runs, carried out and told as tables, whatever becomes of each."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smsim.engine.inputs import RecordArray
from smsim.engine.outputs import MONTHLY_DTYPE, column_values
from smsim.engine.replacements import Replacement
from smsim.engine.replications import Replications, ReplicationsOfNewFirms, ReplicationsOfOneFirm
from smsim.engine.state import zero_records
from smsim.errors import StoreError
from smsim.experiments.rows import OUTPUT_BY_NAME, RUN_SCHEMA, monthly_schema, part_schema, row_version
from smsim.experiments.running.carrying import unpacked
from smsim.experiments.running.failures import Failure, failure_of
from smsim.measures import SHIPPED, OwnMeasure, measure_runs
from smsim.organisation.formation import form_organisation, formed_organisation, plan_formation
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, run_inputs

if TYPE_CHECKING:
    from smsim.experiments.experiment import Point

MEASURED_TOGETHER = 512
"""Runs whose monthly records are held at the same time, some 50 kB each."""

SMALL_FIRM = 20
"""People in the run with which a worker gets ready."""

POINTS_REMEMBERED = 2_048
"""Design points a worker keeps compiled, some 30 kB each, for the next of their replications."""


@dataclass(frozen=True, eq=False)
class OrganisationSource:
    """Who works in the runs of an experiment.

    Without an `imported` organisation every replication forms its own, or all form the first when
    `is_shared`. `key` stands for them in the key of a run.
    """

    imported: Organisation | None
    is_shared: bool
    key: str

    def replications_of(self, scenario: Scenario, seed: int) -> Replications:
        """Return a scenario of these people, ready to be run. Raises: OrganisationError."""
        inputs = run_inputs(scenario)
        if self.imported is not None:
            return ReplicationsOfOneFirm(inputs, self.imported)
        formation = plan_formation(scenario.firm, scenario.parameters.departments)
        if self.is_shared:
            return ReplicationsOfOneFirm(inputs, formed_organisation(formation, seed, 0))
        return ReplicationsOfNewFirms(inputs, formation)

    def first_organisation(self, scenario: Scenario, seed: int) -> Organisation:
        """Return the people of the first replication of a scenario. Raises: OrganisationError."""
        if self.imported is not None:
            return self.imported
        return form_organisation(scenario.firm, scenario.parameters.departments, seed, 0)


class PlannedRun(NamedTuple):
    """One run of a chunk and what is wanted of it: its row, and its months or numbers in other parts."""

    key: str
    point: int
    replication: int
    wants_row: bool
    parts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some runs for one worker. `points` holds every design point they belong to, with its hash.

    `rules` are functions from Python in the place of rules: a worker knows them by having received them.
    `own` holds the registered measures that are wanted, packed: see `packed`.
    """

    claim: int
    version: str
    seed: int
    horizon_months: int
    people: OrganisationSource
    points: Mapping[int, tuple[Point, str]]
    runs: tuple[PlannedRun, ...]
    rules: tuple[Replacement, ...] = ()
    time_limit_seconds: float | None = None
    own: bytes = b""

    def halves(self) -> tuple[Chunk, Chunk]:
        """Return the same work in two chunks."""
        middle = len(self.runs) // 2
        return replace(self, runs=self.runs[:middle]), replace(self, runs=self.runs[middle:])


@dataclass(frozen=True, eq=False)
class ChunkResult:
    """What a chunk came to: a table of rows, and one of each other part that was wanted.

    `causes` says of every run why it failed, None if it did not.
    """

    causes: tuple[str | None, ...]
    rows: pa.Table
    parts: Mapping[str, pa.Table]

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.causes)

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return self.runs - self.causes.count(None)


def run_chunk(chunk: Chunk) -> ChunkResult:
    """Carry out every run of a chunk; one that fails becomes a row with its error.

    Raises: StoreError, if this worker has another version of the model, or of a registered measure, than the
        chunk was made for; ExperimentError, if such a measure cannot be found of the runs.
    """
    if chunk.version != row_version():
        raise StoreError(
            f"A worker runs model version {row_version()}, the experiment {chunk.version}: install the same "
            "smsim everywhere."
        )
    if chunk.time_limit_seconds is not None:
        get_ready()
    shape = (min(MEASURED_TOGETHER, len(chunk.runs)), chunk.horizon_months)
    monthly = zero_records(MONTHLY_DTYPE, shape)
    parts = []
    for start in range(0, len(chunk.runs), MEASURED_TOGETHER):
        runs = chunk.runs[start : start + MEASURED_TOGETHER]
        failures: list[Failure | None] = [None] * len(runs)
        for places in _places_by_point(chunk, runs):
            with _time_limit(chunk.time_limit_seconds):
                _carry_out(chunk, runs, places, monthly, failures)
        parts.append(_told(chunk, runs, monthly[: len(runs)], failures))
    return _joined(parts)


@cache
def get_ready() -> None:
    """Load and, if need be, compile whatever a run needs, once for a process, so that no run pays for it."""
    from smsim.experiments.experiment import EMPLOYEES, Point, build_point

    scenario = build_point(Point(0, Scenario(), {"horizon_months": 1, EMPLOYEES: SMALL_FIRM}))
    monthly = zero_records(MONTHLY_DTYPE, (1, 1))
    for is_shared in (False, True):  # new firms and one firm take different ways through the engine
        OrganisationSource(None, is_shared, "").replications_of(scenario, 0).run(0, [0], monthly, [0])
    measure_runs(monthly)


def _places_by_point(chunk: Chunk, runs: Sequence[PlannedRun]) -> list[list[int]]:
    """Return which runs are carried out together: those of one point, or each alone under a limit of time."""
    if chunk.time_limit_seconds is not None:
        return [[place] for place in range(len(runs))]
    by_point: dict[int, list[int]] = {}
    for place, run in enumerate(runs):
        by_point.setdefault(run.point, []).append(place)
    return list(by_point.values())


def failed_chunk(chunk: Chunk, failure: Failure) -> ChunkResult:
    """Return the result of a chunk none of whose runs came back."""
    monthly = zero_records(MONTHLY_DTYPE, (len(chunk.runs), chunk.horizon_months))
    return _told(chunk, chunk.runs, monthly, [failure] * len(chunk.runs))


def _carry_out(
    chunk: Chunk,
    runs: Sequence[PlannedRun],
    places: Sequence[int],
    monthly: RecordArray,
    failures: list[Failure | None],
) -> None:
    """Fill the rows of `monthly`, shape (runs, months), at some places, or say why they have failed."""
    failure = _attempt(chunk, runs, places, monthly)
    if failure is not None and len(places) > 1:
        for place in places:  # the others may be sound
            failures[place] = _attempt(chunk, runs, [place], monthly)
    else:
        for place in places:
            failures[place] = failure


def _attempt(
    chunk: Chunk, runs: Sequence[PlannedRun], places: Sequence[int], monthly: RecordArray
) -> Failure | None:
    """Carry out runs of one point, or say why that is not possible."""
    try:
        prepared = _prepared(_WantedPoint(chunk, runs[places[0]].point))
        prepared.run(chunk.seed, [runs[place].replication for place in places], monthly, places)
    except Exception as error:  # whatever it is must not take the other runs with it
        return failure_of(error)
    return None


class _WantedPoint:
    """A design point and its people; equal to every other in which the same runs come out the same."""

    def __init__(self, chunk: Chunk, number: int) -> None:
        self.point, scenario_hash = chunk.points[number]
        self.people = chunk.people
        self.seed = chunk.seed
        self._identity = (scenario_hash, chunk.people.key, chunk.seed)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _WantedPoint) and self._identity == other._identity


@lru_cache(maxsize=POINTS_REMEMBERED)
def _prepared(wanted: _WantedPoint) -> Replications:
    from smsim.experiments.experiment import build_point

    return wanted.people.replications_of(build_point(wanted.point), wanted.seed)


def _told(
    chunk: Chunk, runs: Sequence[PlannedRun], monthly: RecordArray, failures: Sequence[Failure | None]
) -> ChunkResult:
    has_failed = np.array([failure is not None for failure in failures])
    measures = measure_runs(monthly)
    measures[has_failed] = np.nan
    wants_row = np.array([run.wants_row for run in runs])
    wanted = dict.fromkeys(part for run in runs for part in run.parts)
    own = unpacked(chunk.own)
    is_wanted = {part: np.array([part in run.parts for run in runs]) & ~has_failed for part in wanted}
    return ChunkResult(
        causes=tuple(failure and failure.sentence for failure in failures),
        rows=_rows(chunk, runs, measures, failures).filter(pa.array(wants_row)),
        parts={
            part: _own_rows(runs, monthly, own[part], is_told)
            if part in own
            else _monthly_rows(runs, monthly, part, is_told)
            for part, is_told in is_wanted.items()
        },
    )


def _rows(
    chunk: Chunk,
    runs: Sequence[PlannedRun],
    measures: NDArray[np.float64],
    failures: Sequence[Failure | None],
) -> pa.Table:
    columns = [
        pa.array([run.key for run in runs]),
        pa.array([chunk.points[run.point][1] for run in runs]),
        pa.array([chunk.people.key] * len(runs)),
        pa.array([chunk.seed] * len(runs), pa.int64()),
        pa.array([run.replication for run in runs], pa.int64()),
        pa.array([failure and failure.kind.value for failure in failures], pa.string()),
        pa.array([failure and failure.sentence for failure in failures], pa.string()),
        *(pa.array(measures[:, place], from_pandas=True) for place in range(len(SHIPPED))),
    ]
    return pa.Table.from_arrays(columns, schema=RUN_SCHEMA)


def _monthly_rows(
    runs: Sequence[PlannedRun], monthly: RecordArray, name: str, is_wanted: NDArray[np.bool_]
) -> pa.Table:
    output = OUTPUT_BY_NAME[name]
    rows = np.flatnonzero(is_wanted)
    months = monthly.shape[1]
    keys = pa.array([runs[row].key for row in rows.tolist()], pa.string())
    columns = [
        keys.take(pa.array(np.repeat(np.arange(rows.size), months))),
        pa.array(np.tile(np.arange(months, dtype=np.int32), rows.size)),
        *(pa.array(values[rows].ravel()) for values in column_values(monthly, output).values()),
    ]
    return pa.Table.from_arrays(columns, schema=monthly_schema(output))


def _own_rows(
    runs: Sequence[PlannedRun], monthly: RecordArray, own: OwnMeasure, is_wanted: NDArray[np.bool_]
) -> pa.Table:
    rows = np.flatnonzero(is_wanted)
    keys = [runs[row].key for row in rows.tolist()]
    values = own.measure.of(monthly[rows]) if rows.size else np.zeros(0)
    return pa.Table.from_arrays([pa.array(keys, pa.string()), pa.array(values)], schema=part_schema(own.part))


def _joined(parts: Sequence[ChunkResult]) -> ChunkResult:
    names = dict.fromkeys(name for part in parts for name in part.parts)
    return ChunkResult(
        causes=tuple(cause for part in parts for cause in part.causes),
        rows=pa.concat_tables([part.rows for part in parts]),
        parts={
            name: pa.concat_tables([part.parts[name] for part in parts if name in part.parts])
            for name in names
        },
    )


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    """Let the system end this process when what is done here takes longer than `seconds`.

    Compiled code cannot be interrupted from within, so a limit is only for workers that are processes
    of their own: what becomes of the others in the chunk is the coordinator's task.
    """
    if seconds is None:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
