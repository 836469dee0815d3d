"""Which runs an experiment consists of, in which order, and by which keys they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from smsim.engine.replacements import RuleLabels
from smsim.experiments.designs.design import DesignTable, generator
from smsim.experiments.experiment import Experiment
from smsim.experiments.rows import row_version, run_key
from smsim.experiments.rules_in_use import engines_of, rules_in_use
from smsim.experiments.running.carrying import packed
from smsim.experiments.running.chunks import POINTS_REMEMBERED, Chunk, OrganisationSource, PlannedRun
from smsim.measures import own_measures
from smsim.organisation.organisation import Organisation
from smsim.scenarios.variations import Variations

CHUNK_EMPLOYEE_MONTHS = 30_000_000
"""Work of a chunk: a second or less, so that storing and scheduling it weigh little."""

FIXED_EMPLOYEE_MONTHS = 10_000
"""What forming and preparing a small organisation costs, in the same unit."""

LARGEST_CHUNK = 1_000
BLOCK_OF_ROUNDS = 8
CLAIMS = 2**40


class Schedule:
    """The runs of an experiment in an order in which any beginning is balanced.

    A round is the independent unit: one replication of every design point or, where every world has dice
    of its own, one world. Within a round the rows of the design are shuffled, and all scenarios meet a row
    one after the other.

    `own` are the registered measures that the experiment asks for, `parts` what is kept of a run beside its
    row: months of outputs, and these measures.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.people = OrganisationSource(
            imported=experiment.organisation,
            is_shared=experiment.same_organisation,
            key=_people_key(experiment.organisation, experiment.same_organisation),
        )
        self._variations = {scenario.name: Variations(scenario) for scenario in experiment.scenarios}
        self._hashes: dict[int, str] = {}
        stop = () if experiment.stop is None else (experiment.stop.measure,)
        self.own = own_measures((*experiment.measures, *stop))
        self.parts = (*experiment.monthly, *(entry.part for entry in self.own))

    @property
    def rounds(self) -> int:
        """Number of rounds; with a stop rule, the most there can be."""
        return self._rows if self.experiment.is_by_world else self.experiment.replications

    @property
    def runs_per_round(self) -> int:
        """Number of runs of a round."""
        if self.experiment.is_by_world:
            return self.experiment.replications * self._scenarios
        return self.experiment.points

    @property
    def runs(self) -> int:
        """Number of runs of all rounds."""
        return self.rounds * self.runs_per_round

    def after(self, rounds: int) -> Experiment:
        """Return the experiment as if it had been planned with so many rounds."""
        if self.experiment.is_by_world:
            table = self.experiment.table
            first = DesignTable(table.factors, table.shares[:rounds], table.scenarios)
            return replace(self.experiment, table=first)
        return replace(self.experiment, replications=rounds)

    @property
    def _scenarios(self) -> int:
        return self.experiment.points // self._rows

    @property
    def _rows(self) -> int:
        return len(self.experiment.table)

    @cached_property
    def _shuffled_rows(self) -> NDArray[np.int64]:
        return generator(self.experiment.seed, "order of runs").permutation(self._rows)

    def order(self, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield design point and replication of every run of the rounds from `first` up to `last`."""
        last = self.rounds if last is None else last
        if self.experiment.is_by_world:
            yield from self._worlds(first, last)
            return
        # a point that is still compiled costs less: beyond what workers remember, take a few rounds at once
        block = 1 if self.experiment.points <= POINTS_REMEMBERED else BLOCK_OF_ROUNDS
        for start in range(first, last, block):
            for row in self._shuffled_rows:
                for replication in range(start, min(start + block, last)):
                    for place in range(self._scenarios):
                        yield int(row) * self._scenarios + place, replication

    def _worlds(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        replications = self.experiment.replications
        for world in range(first, last):
            for replication in range(world * replications, (world + 1) * replications):
                for place in range(self._scenarios):
                    yield world * self._scenarios + place, replication

    def round_of(self, point: int, replication: int) -> int:
        """Return the round a run belongs to."""
        return point // self._scenarios if self.experiment.is_by_world else replication

    def scenario_name(self, point: int) -> str:
        """Return the name of a point's scenario."""
        owner = self.experiment.table.scenario_of(point // self._scenarios)
        return self.experiment.scenarios[point % self._scenarios].name if owner is None else owner

    def scenario_hash(self, point: int) -> str:
        """Return the hash of a point's scenario; one that cannot be built has a hash of its own too."""
        known = self._hashes.get(point)
        if known is None:
            own = self.experiment.point(point)
            known = self._variations[own.scenario.name].scenario_hash(own.settings)
            self._hashes[point] = known
        return known

    @property
    def engines(self) -> tuple[RuleLabels, ...]:
        """The rules in the place of shipped ones, in each engine that the runs need."""
        return engines_of(self.experiment.scenarios, self.experiment.factors)

    def key(self, point: int, replication: int) -> str:
        """Return the key of a run."""
        return run_key(self.scenario_hash(point), self.people.key, self.experiment.seed, replication)

    def keys(self, first: int = 0, last: int | None = None) -> list[str]:
        """Return the keys of the runs of some rounds, in their order."""
        return [self.key(point, replication) for point, replication in self.order(first, last)]

    def chunks(self, first: int, last: int, time_limit_seconds: float | None = None) -> Iterator[Chunk]:
        """Yield the work of some rounds, with every row and every monthly output still to be done.

        Where a chunk begins and ends depends on the experiment alone, so that processes that share a
        store agree on it.
        """
        runs = self.order(first, last)
        size = self._runs_per_chunk()
        while part := list(islice(runs, size)):
            yield self.chunk(part, time_limit_seconds)

    def chunk(self, runs: Sequence[tuple[int, int]], time_limit_seconds: float | None = None) -> Chunk:
        """Return some runs, given by design point and replication, as work for one worker."""
        planned = tuple(PlannedRun(self.key(*run), *run, True, self.parts) for run in runs)
        return Chunk(
            claim=int(planned[0].key, 16) % CLAIMS,
            version=row_version(),
            seed=self.experiment.seed,
            horizon_months=self.experiment.scenarios[0].horizon_months,
            people=self.people,
            points={
                point: (self.experiment.point(point), self.scenario_hash(point))
                for point in dict.fromkeys(point for point, _ in runs)
            },
            runs=planned,
            rules=rules_in_use(self.experiment.scenarios, self.experiment.factors),
            time_limit_seconds=time_limit_seconds,
            own=self._packed,
        )

    @cached_property
    def _packed(self) -> bytes:
        return packed(self.own)

    def _runs_per_chunk(self) -> int:
        employees = self.experiment.most_employees
        months = self.experiment.scenarios[0].horizon_months
        wanted = CHUNK_EMPLOYEE_MONTHS // (employees * months + FIXED_EMPLOYEE_MONTHS)
        return int(np.clip(wanted, 1, LARGEST_CHUNK))


def _people_key(imported: Organisation | None, is_shared: bool) -> str:
    if imported is None:
        return "formed-once" if is_shared else "formed"
    digest = blake2b("\x1f".join(imported.department_names).encode(), digest_size=16)
    columns = (
        imported.department_kinds, imported.department, imported.team, imported.manager,
        imported.is_manager, imported.person_keys, imported.tie_starts, imported.tie_targets,
        imported.tie_weights,
    )  # fmt: skip
    for column in columns:
        digest.update(column.tobytes())
    digest.update(str(imported.ceo).encode())
    return f"imported-{digest.hexdigest()}"
