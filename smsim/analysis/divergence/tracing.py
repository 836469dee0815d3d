"""The whole story of twin runs: what parted when, who went another way through whom, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.divergence.chains import Chain, Chains
from smsim.analysis.divergence.partings import (
    FIRM,
    EventApart,
    EventParting,
    IndicatorParting,
    Parting,
    event_partings,
    events_apart,
    first_difference,
    first_partings,
    indicator_partings,
    recorded_quantities,
)
from smsim.analysis.divergence.people import PersonApart, apart_by_month, people_apart
from smsim.analysis.divergence.twins import Twins, twin_runs
from smsim.analysis.explanation.explanation import LevelStep, level_steps
from smsim.analysis.happened import UPHEAVALS
from smsim.experiments.comparing import ObservedRun
from smsim.measures import LEVELS_TO_REACH, first_months
from smsim.parameters import Audit

PARTINGS_TOLD = 5
"""Departments, people and indicators named in sentences; the lists hold all of them."""


@dataclass(frozen=True)
class LevelParting:
    """A level first held in different months, None for a run that never holds it."""

    level: int
    months: tuple[int | None, int | None]


@dataclass(frozen=True, eq=False)
class Divergence:
    """Why twin runs went different ways; months count from 0, and all tuples are in order of time.

    `first_month` is the first in which anything recorded differs, by however little, None if nothing does.
    `people_by_month`, shape (months, departments), counts users in one run only. `chains` lead to the first
    person of every department in which anybody is apart. `level_steps` are those of either run, `upheavals`
    what set only one of them back in a month.
    """

    names: tuple[str, str]
    department_names: tuple[str, ...]
    first_month: int | None
    firm: tuple[Parting, ...]
    departments: tuple[Parting, ...]
    events: tuple[EventParting, ...]
    upheavals: tuple[EventApart, ...]
    people: tuple[PersonApart, ...]
    people_by_month: NDArray[np.int64]
    chains: tuple[Chain, ...]
    indicators: tuple[IndicatorParting, ...]
    levels: tuple[LevelParting, ...]
    level_steps: tuple[tuple[LevelStep, ...], tuple[LevelStep, ...]]

    @property
    def first_people(self) -> tuple[PersonApart, ...]:
        """Those who were apart before anybody else."""
        return tuple(person for person in self.people if person.month == self.people[0].month)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The story in words, one sentence each."""
        return tuple(f"{part[:1].upper()}{part[1:]}." for part in self._parts())

    def _parts(self) -> Iterator[str]:
        one, other = self.names
        if self.first_month is None:
            yield f"{one} and {other} never differ"
            return
        yield (
            f"{one} and {other} are alike up to month {self.first_month - 1}"
            if self.first_month
            else (f"{one} and {other} differ from the first month")
        )
        for parting in (*self.firm[:1], *self._first_of_departments()):
            yield f"month {parting.month}: {parting.words}"
        for upheaval in self.upheavals[:PARTINGS_TOLD]:
            yield f"month {upheaval.month}: {upheaval.words}"
        yield from self._people_parts()
        for indicator in [part for part in self.indicators if part.met_month is not None][:PARTINGS_TOLD]:
            words = f"the audit's mark '{indicator.indicator.title}' is met in {indicator.met_in} only"
            yield f"from month {indicator.met_month} {words}"
        for level in self.levels:
            told = [_month_words(name, month) for name, month in zip(self.names, level.months, strict=True)]
            yield f"level {level.level}: {' and '.join(told)}"

    def _first_of_departments(self) -> Iterator[Parting]:
        """Yield what parts first in each department, where anything does."""
        first = {parting.department: parting for parting in reversed(self.departments)}
        yield from sorted(first.values(), key=lambda parting: parting.month)[:PARTINGS_TOLD]

    def _people_parts(self) -> Iterator[str]:
        if not self.people:
            yield "every person does the same in both"
            return
        at_end = int(self.people_by_month[-1].sum())
        go = "person goes" if len(self.people) == 1 else "people go"
        yield (
            f"{len(self.people)} {go} another way at some time, the first in month {self.people[0].month}; "
            f"users in one of them only at the end: {at_end}"
        )
        for chain in self.chains[:PARTINGS_TOLD]:
            yield chain.words


def _month_words(name: str, month: int | None) -> str:
    return f"never in {name}" if month is None else f"from month {month} in {name}"


def trace_divergence(
    names: tuple[str, str], one: ObservedRun, other: ObservedRun, audit: Audit
) -> Divergence:
    """Return why two finished runs went different ways.

    Both are runs of the same people, ties, seed and replication, recorded with their people; `names` tell
    them apart, `audit` is the rule both were assessed by.

    Raises: ValueError if the runs are no twins.
    """
    twins = twin_runs(names, one, other)
    quantities, people = recorded_quantities(twins), people_apart(twins)
    partings = first_partings(quantities)
    chains = Chains(twins, people, quantities)
    first_of = {person.department: person for person in reversed(people)}
    return Divergence(
        names=names,
        department_names=twins.organisation.department_names,
        first_month=first_difference(twins),
        firm=tuple(parting for parting in partings if parting.department == FIRM),
        departments=tuple(parting for parting in partings if parting.department != FIRM),
        events=event_partings(twins),
        upheavals=tuple(event for event in events_apart(twins) if event.kind in UPHEAVALS),
        people=people,
        people_by_month=apart_by_month(twins),
        chains=tuple(chains.of(person) for person in people if first_of[person.department] is person),
        indicators=indicator_partings(twins),
        levels=tuple(_level_partings(twins)),
        level_steps=(
            tuple(level_steps(twins.records[0].monthly, audit)),
            tuple(level_steps(twins.records[1].monthly, audit)),
        ),
    )


def _level_partings(twins: Twins) -> Iterator[LevelParting]:
    levels = np.stack([np.asarray(run.monthly["level"]) for run in twins.records])
    for level in LEVELS_TO_REACH:
        one, other = (None if np.isnan(month) else int(month) for month in first_months(levels, int(level)))
        if one != other:
            yield LevelParting(int(level), (one, other))
