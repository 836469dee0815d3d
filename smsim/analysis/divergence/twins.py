"""Twin runs: the same people, the same ties, the same luck, but different governance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.users import users_by_month
from smsim.engine.records import RunRecords
from smsim.experiments.comparing import ObservedRun
from smsim.organisation.organisation import Organisation

Bools = NDArray[np.bool_]
SIDES = (0, 1)


def told_name(what: str, name: str) -> str:
    """Return a name from a file as it stands in a sentence: a mere number says what it is of."""
    return f"{what} {name}" if name.isdigit() else name


@dataclass(frozen=True, eq=False)
class Twins:
    """Two runs that pair up, and who used social media in them.

    `names` tells them apart in sentences. `is_active` holds for each run the users at the end of every
    month, shape (months, employees); `was_active` those at its start.
    """

    names: tuple[str, str]
    records: tuple[RunRecords, RunRecords]
    is_active: tuple[Bools, Bools]
    was_active: tuple[Bools, Bools]

    @property
    def organisation(self) -> Organisation:
        """The people and ties of both."""
        return self.records[0].organisation

    @property
    def horizon_months(self) -> int:
        """Months of both."""
        return self.records[0].horizon_months

    @property
    def form_titles(self) -> dict[str, str]:
        """The governance forms of both, titles by name: each scenario numbers its own forms by itself."""
        one, other = (run.form_titles for run in self.records)
        return {**one, **other}

    def form_numbers(self, side: int) -> NDArray[np.float64]:
        """Return the place among the forms of both, for each number by which a run records a form."""
        places = list(self.form_titles)
        return np.array([places.index(name) for name in self.records[side].form_titles], dtype=np.float64)

    def changes(self, side: int) -> NDArray[np.int8]:
        """Return a run's changes of use, shape (months, employees)."""
        recorded = self.records[side].use_changes
        assert recorded is not None, "twin_runs refuses runs without people"
        return recorded


def twin_runs(names: tuple[str, str], one: ObservedRun, other: ObservedRun) -> Twins:
    """Return two finished runs as twins.

    Raises: ValueError if people were not recorded, the runs differ in seed, replication, people, ties or
    horizon, or do not start with the same users.
    """
    records = one.records, other.records
    if any(run.use_changes is None for run in records):
        raise ValueError("the runs were not recorded with their people")
    if len({(run.seed, run.replication) for run in records}) > 1:
        raise ValueError("the runs have different seeds or replications, and so different luck")
    if len({run.horizon_months for run in records}) > 1:
        raise ValueError("the runs have different horizons")
    if not _are_same_people(*(run.organisation for run in records)):
        raise ValueError("the runs have different people or ties")
    if not np.array_equal(one.is_active_at_start, other.is_active_at_start):
        raise ValueError("the runs do not start with the same users")
    active = [users_by_month(run) for run in (one, other)]
    before = [
        np.vstack([run.is_active_at_start, users[:-1]])
        for run, users in zip((one, other), active, strict=True)
    ]
    return Twins(names, records, (active[0], active[1]), (before[0], before[1]))


def _are_same_people(one: Organisation, other: Organisation) -> bool:
    columns = ("person_keys", "department", "manager", "tie_starts", "tie_targets", "tie_weights")
    return one.is_complete == other.is_complete and all(
        np.array_equal(getattr(one, column), getattr(other, column)) for column in columns
    )
