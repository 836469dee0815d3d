"""Which people went different ways in twin runs, from which month, and what was recorded of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.divergence.twins import SIDES, Twins, told_name
from smsim.analysis.nearness import nearest_colleague, nearness_of, ties_of
from smsim.analysis.users import STARTS
from smsim.engine.leadership import settle_who_leads
from smsim.engine.processes import MONTHLY_PROCESSES
from smsim.engine.steering import take_up_plan
from smsim.engine.turnover import replace_leavers
from smsim.engine.use import take_up_or_give_up
from smsim.vocabulary import UseChange

CHANGE_WORDS: Mapping[UseChange, str] = {
    UseChange.SPONTANEOUS: "starts unprompted",
    UseChange.PEERS: "starts because of colleagues",
    UseChange.DIRECTIVE: "starts because the head wants it",
    UseChange.CEO: "starts as the CEO",
    UseChange.CHAMPION: "is made a champion",
    UseChange.DISCONTINUED: "gives up",
    UseChange.REPLACED_NON_USER: "is replaced by somebody new",
    UseChange.REPLACED_USER: "is replaced by somebody new",
    UseChange.IN_CHARGE: "starts because put in charge",
}

COLLEAGUES_ACT = (UseChange.SPONTANEOUS, UseChange.PEERS, UseChange.DIRECTIVE)
"""Changes whose chance rises with colleagues who are users, whatever cause was drawn (E4)."""

SEEN_AT_ONCE = (UseChange.CHAMPION, UseChange.IN_CHARGE)

SETTLED_BY: Mapping[UseChange, Callable[..., None]] = {
    UseChange.CHAMPION: take_up_plan,
    UseChange.IN_CHARGE: settle_who_leads,
    UseChange.CEO: replace_leavers,
    UseChange.REPLACED_NON_USER: replace_leavers,
    UseChange.REPLACED_USER: replace_leavers,
}
"""The process in which a change comes about, where it is not the one in which employees decide."""

STEP_OF_PROCESS = {process.advance: step for step, process in enumerate(MONTHLY_PROCESSES, start=1)}

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class PersonApart:
    """The first month at whose end a person is a user in one of the twin runs only, and how that came.

    `row` numbers the employees from 0. `side` is the run, 0 or 1, in which something happened to the person:
    `change`. `colleagues` are the rows of those tied to the person who were already users in that run only,
    strongest tie first, of equals the nearest; empty where colleagues have no part in a change. `manager`
    is the row of the own manager if among them, else -1. `nearest` is the nearest colleague who used it,
    in the other run too or not, -1 without one or if colleagues have no part.
    """

    row: int
    id: str
    department: int
    month: int
    side: int
    change: UseChange
    colleagues: tuple[int, ...]
    manager: int
    nearest: int

    @property
    def order(self) -> tuple[int, int]:
        """Month, and the step of the month."""
        return self.month, STEP_OF_PROCESS[SETTLED_BY.get(self.change, take_up_or_give_up)]

    @property
    def user_side(self) -> int:
        """The run, 0 or 1, in which the person is a user."""
        return self.side if self.change in STARTS else 1 - self.side

    @property
    def words(self) -> str:
        """What happened, as a part of a sentence without the run."""
        return f"{told_name('person', self.id)} {CHANGE_WORDS[self.change]}"


def people_apart(twins: Twins) -> tuple[PersonApart, ...]:
    """Return all people who are ever users in one run only, in order of their first month, then by row."""
    is_apart = twins.is_active[0] != twins.is_active[1]
    months = np.where(is_apart.any(axis=0), is_apart.argmax(axis=0), twins.horizon_months)
    rows = np.argsort(months, kind="stable")
    return tuple(_person(twins, int(row), int(months[row])) for row in rows if months[row] < len(is_apart))


def apart_by_month(twins: Twins) -> NDArray[np.int64]:
    """Return how many people of each department are users in one run only, shape (months, departments)."""
    is_apart = twins.is_active[0] != twins.is_active[1]
    departments = twins.organisation.department
    counts = np.zeros((twins.horizon_months, twins.organisation.departments), dtype=np.int64)
    for department in range(twins.organisation.departments):
        counts[:, department] = is_apart[:, departments == department].sum(axis=1)
    return counts


def _person(twins: Twins, row: int, month: int) -> PersonApart:
    # both were alike before, so one of the two stayed as it was
    side = next(
        side for side in SIDES if twins.is_active[side][month, row] != twins.was_active[side][month, row]
    )
    change = UseChange(int(twins.changes(side)[month, row]))
    colleagues = _colleagues_apart(twins, row, month, side) if change in COLLEAGUES_ACT else ()
    manager = int(twins.organisation.manager[row])
    nearest = -1
    if change in COLLEAGUES_ACT:
        nearest = nearest_colleague(twins.organisation, row, _seen(twins, side, month))
    return PersonApart(
        row=row,
        id=twins.organisation.ids[row],
        department=int(twins.organisation.department[row]),
        month=month,
        side=side,
        change=change,
        colleagues=colleagues,
        manager=manager if manager in colleagues else -1,
        nearest=nearest,
    )


def _colleagues_apart(twins: Twins, row: int, month: int, side: int) -> tuple[int, ...]:
    """Return the colleagues who were seen as users in this run and not in the other.

    People act on what they saw at the end of the month before; champions and those in charge are seen at
    once.
    """
    pulls = _seen(twins, side, month) & ~_seen(twins, 1 - side, month)
    rows, weights = ties_of(twins.organisation, row)
    is_pulling = pulls[rows]
    rows, weights = rows[is_pulling], weights[is_pulling]
    near = nearness_of(twins.organisation, row, rows)
    return tuple(int(rows[place]) for place in np.lexsort((rows, near, -weights)))


def _seen(twins: Twins, side: int, month: int) -> Bools:
    """Return whom colleagues take for a user when they decide in a month."""
    has_started = np.isin(twins.changes(side)[month], SEEN_AT_ONCE)
    return np.asarray(twins.was_active[side][month] | has_started, dtype=np.bool_)
