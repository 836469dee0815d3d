"""The events log tells the same story as the records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.records import RunRecords
from smsim.vocabulary import EventKind, UseChange
from tests.forms import NUMBER
from tests.simulations import start, world

CHANGEFUL = {
    "firm.employees": 100,
    "risk.external_rate": 0.1,
    "appointment_month": 2,
    "change": [
        {"month": 30, "form": "task_force", "members": ["marketing", "sales", "customer_service"]},
        {"month": 50, "lead_leaves": True},
        {"month": 80, "form": "lone_manager"},
        {"month": 95, "form": "grassroots"},
    ],
    "when": [
        {
            "if": [{"output": "crises", "at_least": 1}],
            "then": {"ban_share": 0.3},
            "for_months": 3,
            "again": True,
        }
    ],
}
WORLDS = {
    "task force": ("task-force-broad", {"firm.employees": 80}),
    "group head": ("group-head", {"firm.employees": 90, "risk.external_rate": 0.05}),
    "one form after another": ("group-head", CHANGEFUL),
    "fifteen people": ("lone-manager", {"firm.employees": 15}),
}


JOINING = [UseChange.SPONTANEOUS, UseChange.PEERS, UseChange.DIRECTIVE, UseChange.CEO]
JOINING += [UseChange.CHAMPION, UseChange.IN_CHARGE]


@pytest.fixture(params=WORLDS, scope="module")
def records(request: pytest.FixtureRequest) -> RunRecords:
    preset, values = WORLDS[request.param]
    return start(world(preset, values), None, 3, record_people=True).run()


def rows(records: RunRecords, kind: EventKind) -> Any:
    return records.events[records.events.kind == kind]


def pairs(month: Any, department: Any) -> set[tuple[int, int]]:
    return set(zip(np.asarray(month).tolist(), np.asarray(department).tolist(), strict=True))


@pytest.mark.parametrize(
    ("kind", "field", "threshold"),
    [
        (EventKind.USE_CASE_DISCOVERED, "is_discovered", 1.0),
        (EventKind.USE_CASE_APPROVED, "is_approved", 1.0),
        (EventKind.USE_CASE_OPERATING, "practice", 0.4),
        (EventKind.PLAN_WIDENED, "is_in_plan", 1.0),
    ],
)
def test_every_step_of_a_department_is_logged_once(
    records: RunRecords, kind: EventKind, field: str, threshold: float
) -> None:
    is_there = records.by_department[field] >= threshold
    before = np.zeros_like(is_there)
    before[1:] = is_there[:-1]
    if field in ("is_discovered", "is_approved"):
        before[0, 0] = True  # home begins with a use case
    expected = pairs(*np.nonzero(is_there & ~before))
    logged = rows(records, kind)
    assert pairs(logged.month, logged.department) == expected
    assert len(logged) == len(expected)


def test_departments_that_leave_the_plan_are_logged(records: RunRecords) -> None:
    is_in = records.by_department.is_in_plan > 0
    month, department = np.nonzero(is_in[:-1] & ~is_in[1:])
    expected = pairs(month + 1, department)
    logged = rows(records, EventKind.PLAN_NARROWED)
    assert pairs(logged.month, logged.department) == expected


def test_use_cases_are_never_forgotten(records: RunRecords) -> None:
    for field in ("is_discovered", "is_approved"):
        assert (np.diff(records.by_department[field], axis=0) >= 0).all()
    assert (records.by_department.is_approved <= records.by_department.is_discovered).all()


def test_forms_leads_levels_and_crises_are_logged(records: RunRecords) -> None:
    monthly = records.monthly
    form = rows(records, EventKind.FORM_CHANGED)
    before = np.concatenate([[float(NUMBER["grassroots"])], monthly.form[:-1]])
    assert form.month.tolist() == np.flatnonzero(monthly.form != before).tolist()
    assert form.detail.tolist() == monthly.form[form.month].tolist()
    left = rows(records, EventKind.LEAD_LEAVES)
    assert (monthly.has_lead[left.month] == 0).all()
    level = rows(records, EventKind.LEVEL_CHANGED)
    assert level.detail.tolist() == monthly.level[level.month].tolist()
    crises = rows(records, EventKind.CRISIS)
    assert crises["count"].sum() == monthly.crises.sum()


def test_events_stand_in_order_and_name_what_there_is(records: RunRecords) -> None:
    events = records.events
    assert (np.diff(events.month) >= 0).all()
    assert set(events.kind) <= {int(kind) for kind in EventKind}
    assert events.department.min() >= -1
    assert events.department.max() < records.organisation.departments
    assert (events["count"] >= 1).all()
    assert (events["count"][events.kind != EventKind.CRISIS] == 1).all()


def test_users_are_those_who_came_less_those_who_went(records: RunRecords) -> None:
    changes = records.use_changes
    assert changes is not None
    came = np.isin(changes, JOINING).sum(axis=1)
    replaced = np.isin(changes, (UseChange.REPLACED_USER, UseChange.REPLACED_NON_USER)).sum(axis=1)
    monthly = records.monthly
    # of two changes of a place in one month the last one shows: a user who leaves, a newcomer put in charge
    assert (came <= monthly.adoptions).all()
    assert (replaced <= monthly.leavers).all()
    assert (monthly.leavers - replaced <= came).all()


def test_people_in_charge_are_logged_and_no_other(records: RunRecords) -> None:
    changes = records.use_changes
    assert changes is not None
    named = rows(records, EventKind.LEAD_APPOINTED), rows(records, EventKind.SEAT_FILLED)
    people = records.organisation.department
    for logged in named:
        assert np.array_equal(people[logged.detail], logged.department)
    first: dict[int, int] = {}
    for logged in named:
        for event in logged:
            first[int(event.detail)] = min(
                int(event.month), first.get(int(event.detail), records.horizon_months)
            )
    # in the month itself, unless a ban kept them from it until later
    assert all(month >= first[row] for month, row in np.argwhere(changes == UseChange.IN_CHARGE).tolist())
    heads = rows(records, EventKind.HEAD_CHANGED)
    assert np.array_equal(people[heads.detail], heads.department)


def test_the_changeful_world_fires_its_rule() -> None:
    preset, values = WORLDS["one form after another"]
    records = start(world(preset, {**values, "risk.external_rate": 0.5}), None, 3).run()
    fired = rows(records, EventKind.RULE_FIRED)
    assert fired.month.tolist() == np.flatnonzero(records.monthly.crises >= 1).tolist()
    assert len(fired) > 3
