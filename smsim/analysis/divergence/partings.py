"""From which month what twin runs record differs enough to notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.divergence.twins import SIDES, Twins, told_name
from smsim.analysis.explanation.causes import hundredths
from smsim.analysis.happened import HAPPENED, OF_A_PERSON, event_detail, happened_words
from smsim.analysis.tables import department_title
from smsim.engine.outputs import DEPARTMENT_OUTPUTS, KIND_NAMES, MONTHLY_OUTPUTS, column_values
from smsim.engine.processes import MONTHLY_PROCESSES, STEP_OF
from smsim.indicators import SCORED_INDICATORS, Indicator
from smsim.vocabulary import DepartmentKind, EventKind

FIRM = -1
NOTICEABLE: Mapping[str, float] = {
    "0-4": 0.5,
    "0 or 1": 0.5,
    "0-100": 2.0,
    "channels": 1.0,
    "departments": 0.5,
    "full-time equivalents": 0.25,
    "governance form": 0.5,
    "hours per month": 8.0,
    "people": 1.0,
    "score": 0.05,
    "share": 0.05,
    "weeks": 1.0,
}
"""Difference from which it is worth telling, by unit. What is counted or paid per month is not compared:
it follows from the rest."""

STATES: Mapping[str, str] = {
    "is_in_plan": "the plan includes {where}",
    "is_discovered": "{where} has discovered its use case",
    "is_approved": "the use case of {where} is approved",
    "has_lead": "a lead is in place",
}
"""What is so or not, in words."""

AMOUNTS: Mapping[str, str] = {
    "contact": "contact of those in charge with {where}",
    "endorsement": "backing by the head of {where}",
    "mandate": "weight of what those in charge say",
    "practice": "practice in {where}",
    "seen": "practice elsewhere that {where} sees",
    "support_hours": "hours of help for {where}",
}

OF_A_FORM = (EventKind.FORM_CHANGED, EventKind.LEAD_LEAVES)
"""Events whose detail is the number of a form."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parting:
    """A month from which a recorded quantity differs noticeably, and its two values then.

    `output` is a column of the monthly or department records; `department` its row, -1 for the firm;
    `where` the department in words, "" for the firm; `titles` what the values stand for if they are the
    numbers of words.
    """

    month: int
    output: str
    department: int
    where: str
    values: tuple[float, float]
    names: tuple[str, str]
    titles: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, int]:
        """Month, and the step of the month."""
        return self.month, STEP_OF.get(self.output, len(MONTHLY_PROCESSES))

    @property
    def higher_side(self) -> int:
        """The run, 0 or 1, in which there is more of it."""
        return int(self.values[1] > self.values[0])

    @property
    def words(self) -> str:
        """The parting as a part of a sentence."""
        if self.output == "form":
            forms = [self.titles[int(value)] for value in self.values]
            return f"{forms[0]} in charge in {self.names[0]}, {forms[1]} in {self.names[1]}"
        if self.output in STATES:
            return f"{STATES[self.output].format(where=self.where)} in {self.names[self.higher_side]} only"
        amounts = [hundredths(value) if abs(value) <= 1.0 else f"{value:,.0f}" for value in self.values]
        return f"{self._title}: {amounts[0]} in {self.names[0]}, {amounts[1]} in {self.names[1]}"

    @property
    def _title(self) -> str:
        if self.output == "active_employees":
            return f"users in {self.where}" if self.where else "users"
        return AMOUNTS.get(self.output, self.output.replace("_", " ")).format(where=self.where)


@dataclass(frozen=True, eq=False)
class RecordedPair:
    """A recorded quantity in both runs: its values, each of shape (months,); `noticeable` is a difference."""

    output: str
    department: int
    where: str
    values: tuple[Floats, Floats]
    noticeable: float
    names: tuple[str, str]
    titles: tuple[str, ...] = ()

    def first_parting(self) -> Parting | None:
        """Return where the runs part for the first time, None if they never do."""
        month = first_month_apart(*self.values, self.noticeable)
        return None if month is None else self._parting(month)

    def last_parting(self, month: int, higher_side: int | None) -> Parting | None:
        """Return where the runs parted for as long as they were apart in `month`, None if they were not.

        With a `higher_side` only as far as that run had more of it.
        """
        gap = self.values[0] - self.values[1]
        gap = np.abs(gap) if higher_side is None else (gap if higher_side == 0 else -gap)
        is_together = ~(gap[: month + 1] >= self.noticeable)
        if month < 0 or is_together[month]:
            return None
        return self._parting(int(np.flatnonzero(is_together)[-1]) + 1 if is_together.any() else 0)

    def _parting(self, month: int) -> Parting:
        values = float(self.values[0][month]), float(self.values[1][month])
        return Parting(month, self.output, self.department, self.where, values, self.names, self.titles)


@dataclass(frozen=True)
class EventApart:
    """Something that happened in a month of one of the twin runs only; `side` is that run, 0 or 1.

    `department` is its row, -1 for the firm; `happened` says it in words.
    """

    month: int
    kind: EventKind
    department: int
    side: int
    happened: str
    name: str

    @property
    def order(self) -> tuple[int, int]:
        """Month, and the step of the month in which it is settled who is in charge; others follow nothing."""
        return self.month, STEP_OF["has_lead"]

    @property
    def words(self) -> str:
        """What happened, as a part of a sentence."""
        return f"{self.happened} in {self.name} only"


@dataclass(frozen=True)
class EventParting:
    """An event whose first months differ, None for a run in which it never happens."""

    event: str
    where: str
    detail: str
    months: tuple[int | None, int | None]


@dataclass(frozen=True)
class IndicatorParting:
    """An indicator the twins part on: the first month with another score, and of being met in one only.

    `met_in` is the name of that run; months are None, and the name "", where this never happens.
    """

    indicator: Indicator
    score_month: int | None
    met_month: int | None
    met_in: str


def recorded_quantities(twins: Twins) -> tuple[RecordedPair, ...]:
    """Return all that is compared: of the firm first, then department by department."""
    return (*_of_firm(twins), *_of_departments(twins))


def _of_firm(twins: Twins) -> Iterator[RecordedPair]:
    for output in MONTHLY_OUTPUTS:
        if output.unit in NOTICEABLE and output.name not in ("indicator", "met", "sign"):
            one, other = (column_values(run.monthly, output) for run in twins.records)
            for column in output.columns:
                values = one[column], other[column]
                titles: tuple[str, ...] = ()
                if column == "form":
                    first, second = (twins.form_numbers(side)[values[side].astype(int)] for side in SIDES)
                    values, titles = (first, second), tuple(twins.form_titles.values())
                yield RecordedPair(column, FIRM, "", values, NOTICEABLE[output.unit], twins.names, titles)


def _of_departments(twins: Twins) -> Iterator[RecordedPair]:
    for row in range(twins.organisation.departments):
        where = department_words(twins, row)
        for output in DEPARTMENT_OUTPUTS:
            one, other = (np.asarray(run.by_department[output.name])[:, row] for run in twins.records)
            yield RecordedPair(output.name, row, where, (one, other), NOTICEABLE[output.unit], twins.names)


def department_words(twins: Twins, row: int) -> str:
    """Return a department as it is told in sentences, "" for the firm."""
    name = department_title(twins.organisation.department_names, row)
    return DepartmentKind.of(name).title if name in KIND_NAMES else told_name("department", name)


def first_partings(quantities: Iterable[RecordedPair]) -> tuple[Parting, ...]:
    """Return where quantities part for the first time, in order of month and of the steps of the month."""
    found = (quantity.first_parting() for quantity in quantities)
    return tuple(sorted((parting for parting in found if parting), key=lambda parting: parting.order))


def event_partings(twins: Twins) -> tuple[EventParting, ...]:
    """Return the events that happen first in different months, or in one run only, in order of time."""
    one, other = (_first_events(twins, side) for side in SIDES)
    apart = [event for event in {**one, **other} if one.get(event) != other.get(event)]
    return tuple(
        EventParting(
            event=EventKind(kind).key,
            where=told_name("department", department_title(twins.organisation.department_names, department)),
            detail=event_detail(EventKind(kind), detail, tuple(twins.form_titles), twins.organisation.ids),
            months=(one.get((kind, department, detail)), other.get((kind, department, detail))),
        )
        for kind, department, detail in sorted(
            apart, key=lambda event: min(months[event] for months in (one, other) if event in months)
        )
    )


def events_apart(twins: Twins) -> tuple[EventApart, ...]:
    """Return what was told of one run only in a month, in order of time."""
    one, other = (
        {(int(event["month"]), int(event["kind"]), int(event["department"])): event for event in run.events}
        for run in twins.records
    )
    return tuple(
        _event_apart(twins, key, int(key in other), int({**one, **other}[key]["detail"]))
        for key in sorted(one.keys() ^ other.keys())
        if EventKind(key[1]) in HAPPENED
    )


def _event_apart(twins: Twins, key: tuple[int, int, int], side: int, detail: int) -> EventApart:
    month, kind, department = key[0], EventKind(key[1]), key[2]
    who = told_name("person", twins.organisation.ids[detail]) if kind in OF_A_PERSON else ""
    happened = happened_words(kind, department_words(twins, department), who)
    return EventApart(month, kind, department, side, happened, twins.names[side])


def _first_events(twins: Twins, side: int) -> dict[tuple[int, int, int], int]:
    """Return the first month of every event of a run, by kind, department and detail."""
    events = twins.records[side].events
    numbers = twins.form_numbers(side)
    first: dict[tuple[int, int, int], int] = {}
    for event in events:
        kind, detail = int(event["kind"]), int(event["detail"])
        if kind in OF_A_FORM:
            detail = int(numbers[detail])
        first.setdefault((kind, int(event["department"]), detail), int(event["month"]))
    return first


def indicator_partings(twins: Twins) -> tuple[IndicatorParting, ...]:
    """Return the indicators the runs part on, the earliest first."""
    one, other = (run.monthly for run in twins.records)
    found = []
    for place, indicator in enumerate(SCORED_INDICATORS):
        scores = one["indicator"][:, place], other["indicator"][:, place]
        met = one["met"][:, place], other["met"][:, place]
        met_month = first_month_apart(*met, NOTICEABLE["0 or 1"])
        parting = IndicatorParting(
            indicator=indicator,
            score_month=first_month_apart(*scores, NOTICEABLE["score"]),
            met_month=met_month,
            met_in="" if met_month is None else twins.names[int(met[1][met_month] > met[0][met_month])],
        )
        if parting.score_month is not None or met_month is not None:
            found.append(parting)
    return tuple(sorted(found, key=_first_of_indicator))


def _first_of_indicator(parting: IndicatorParting) -> int:
    return min(month for month in (parting.score_month, parting.met_month) if month is not None)


def first_difference(twins: Twins) -> int | None:
    """Return the first month in which anything recorded differs at all, None if nothing ever does."""
    differs = np.zeros(twins.horizon_months, dtype=np.bool_)
    one, other = twins.records
    for month in range(twins.horizon_months):
        differs[month] = (
            one.monthly[month].tobytes() != other.monthly[month].tobytes()
            or one.by_department[month].tobytes() != other.by_department[month].tobytes()
            or not np.array_equal(twins.changes(0)[month], twins.changes(1)[month])
        )
    for month in _event_differences(twins):
        differs[month] = True
    return int(differs.argmax()) if differs.any() else None


def _event_differences(twins: Twins) -> Iterator[int]:
    one, other = (list(map(tuple, run.events.tolist())) for run in twins.records)
    yield from {event[0] for event in set(one).symmetric_difference(other)}


def first_month_apart(one: Floats, other: Floats, noticeable: float) -> int | None:
    """Return the first month in which two series differ by `noticeable`, or only one of them is missing."""
    is_apart = np.abs(one - other) >= noticeable
    is_apart |= np.isnan(one) != np.isnan(other)
    return int(is_apart.argmax()) if is_apart.any() else None
