"""Form, seats and staff, what overrides a form, and leads who leave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.parameters import OVERRIDES
from smsim.vocabulary import DepartmentKind, EventKind
from tests.forms import NUMBER
from tests.simulations import ALIKE, BROAD, STILL, hand_made, needs_compiler, start, world

KINDS = ("marketing", "communications", "sales", "customer_service")
FIRM = hand_made(KINDS, [4, 4, 4, 4])
BACKED = {"contact.unsponsored_backing": 1.0}
"""Executives back whatever the people in charge do."""


def lived(preset: str, months: int, values: dict[str, Any] | None = None, **more: Any) -> Simulation:
    """Live through the first months of four departments of four; appointed in month 0."""
    base = {**STILL, **ALIKE, "appointment_month": 0, "horizon_months": 60, **(values or {}), **more}
    simulation = start(world(preset, base), FIRM)
    simulation.advance(months)
    return simulation


def events_of(simulation: Simulation, kind: EventKind) -> list[tuple[int, int]]:
    events = simulation.records().events
    return [(int(event.month), int(event.detail)) for event in events[events.kind == kind]]


def test_overrides_take_the_place_of_the_form() -> None:
    overrides = {"contact": 0.95, "authority": 0.9, "strategic_skill": 0.3, "publication_control": 0.8}
    overrides |= {"executive_visibility": 0.7, "support_share": 0.0}
    values: dict[str, Any] = {f"levers.{name}": value for name, value in overrides.items()}
    firm = lived("task-force-broad", 1, {**values, "levers.members": ["sales"]}).state.firm[0]
    for name, value in overrides.items():
        assert firm["office_contact" if name == "contact" else name] == value, name


def test_a_seat_is_a_kind_and_absent_kinds_have_none() -> None:
    firm = hand_made(["marketing", "sales", "sales"], [4, 4, 4])
    values = {**STILL, "appointment_month": 0, "levers.members": ["sales", "human_resources"]}
    simulation = start(world("task-force-broad", values), firm)
    simulation.advance()
    assert simulation.state.firm[0].members == 1
    assert simulation.state.departments.is_member.tolist() == [0, 1, 1]


def test_nobody_is_in_charge_before_the_appointment() -> None:
    simulation = lived("task-force-broad", 5, appointment_month=5)
    firm = simulation.state.firm[0]
    assert (firm.form, firm.members, firm.staff_fte, firm.was_appointed) == (0, 0, 0, 0)
    simulation.advance()
    assert firm.form == NUMBER["task_force"]
    assert firm.appointed_month == 5
    assert events_of(simulation, EventKind.FORM_CHANGED) == [(5, NUMBER["task_force"])]


@pytest.mark.parametrize(
    ("preset", "factor", "first", "target"),
    [
        ("intern-run", 1.0, 0.5, 0.5),
        ("lone-manager", 1.0, 1.0, 1.0),
        ("lone-manager", 0.25, 0.25, 0.25),
        ("manager-with-aide", 1.0, 1.0, 1.5),
        ("group-head", 1.0, 1.0, 2.0),
        ("group-head", 3.0, 1.0, 6.0),
        ("dandelion", 1.0, 1.0, 2.0 + 0.3 * 4),
    ],
)
def test_staff_starts_with_one_and_closes_a_ninth_of_the_gap(
    preset: str, factor: float, first: float, target: float
) -> None:
    simulation = lived(preset, 3, {**BACKED, "levers.staff_factor": factor})
    staff = simulation.records().monthly.staff_fte
    expected = first
    for month in range(3):
        expected += (target - expected) / 9
        assert staff[month] == pytest.approx(expected)


@pytest.mark.parametrize("tone", [0.0, 0.6, 1.0])
def test_posts_beyond_the_first_follow_the_backing(tone: float) -> None:
    values = {"levers.executive_tone": tone, "levers.sponsorship_floor": tone}
    backing = 0.25 + 0.75 * tone
    assert lived("group-head", 1, values).state.firm[0].founding_fte == pytest.approx(1.0 + 1.0 * backing)
    assert lived("lone-manager", 1, values).state.firm[0].founding_fte == 1.0
    hubs = lived("dandelion", 1, values).state.firm[0]
    assert hubs.founding_fte == pytest.approx(1.0 + (1.0 + 0.3 * 4) * backing)


@pytest.mark.parametrize(("people", "scale"), [(75, 0.5), (300, 1.0), (1200, 2.0)])
def test_a_larger_firm_has_more_staff(people: int, scale: float) -> None:
    values = {**STILL, **BACKED, "firm.employees": people, "appointment_month": 0, "horizon_months": 1}
    simulation = start(world("group-head", {**values, "centre.staff_exponent": 0.5}))
    simulation.advance()
    assert simulation.state.firm[0].scale == pytest.approx(scale)
    assert simulation.state.firm[0].founding_fte == pytest.approx(2.0 * scale)


def test_a_later_form_keeps_the_staff_or_half_of_what_it_needs() -> None:
    change = [{"month": 10, "form": "group_head"}, {"month": 20, "form": "lone_manager"}]
    staff = lived("intern-run", 30, BACKED, change=change).records().monthly.staff_fte
    assert staff[9] == pytest.approx(0.5)
    assert staff[10] == pytest.approx(1.0 + (2.0 - 1.0) / 9)  # half of two, and the month's hiring
    before = staff[19]
    assert staff[20] == pytest.approx(before + (1.0 - before) / 9)  # more than half of one: kept


def test_grassroots_sends_everyone_home_and_a_new_form_begins_with_half() -> None:
    change = [{"month": 10, "form": "grassroots"}, {"month": 15, "form": "group_head"}]
    monthly = lived("group-head", 30, BACKED, change=change).records().monthly
    assert monthly.staff_fte[10:15].tolist() == [0] * 5
    assert monthly.capacity_hours[10:15].tolist() == [0] * 5
    assert monthly.staff_fte[15] == pytest.approx(1.0 + 1.0 / 9)


def test_a_change_of_form_keeps_what_was_built() -> None:
    simulation = lived("group-head", 59, change=[{"month": 59, "form": "grassroots"}])
    before = simulation.state.departments.copy()
    artefacts = simulation.state.firm[0].artefacts.copy()
    simulation.advance()
    after = simulation.state.departments
    for name in ("is_discovered", "is_approved", "is_in_plan"):
        assert np.array_equal(before[name], after[name]), name
    assert simulation.state.firm[0].artefacts == pytest.approx(0.99 * artefacts)
    assert (after.practice <= before.practice).all()
    assert after.practice == pytest.approx(before.practice, abs=0.03)


# what overrides a form's own

OVERRIDE_VALUES = {
    "strategic_skill": 0.31, "authority": 0.92, "contact": 0.35, "publication_control": 0.86,
    "executive_visibility": 0.77, "support_share": 0.08,
}  # fmt: skip


def test_all_that_overrides_a_form_is_here() -> None:
    assert OVERRIDE_VALUES.keys() == set(OVERRIDES)


@pytest.mark.parametrize("name", OVERRIDES)
def test_an_override_ends_with_the_form_it_was_set_for(name: str) -> None:
    def plan(*change: dict[str, Any], **more: Any) -> list[float | None]:
        values = {f"levers.{name}": OVERRIDE_VALUES[name]}
        simulation = lived("task-force-broad", 30, values, change=list(change), **more)
        return [None if np.isnan(value) else value for value in simulation.state.plan.months[name][:30]]

    set_once = OVERRIDE_VALUES[name]
    assert plan() == [set_once] * 30
    assert plan({"month": 10, "form": "group_head"}) == [set_once] * 10 + [None] * 20
    assert plan({"month": 10, "members": ["sales"]}) == [set_once] * 30, "the same body"
    assert plan({"month": 10, "form": "task_force", "members": ["sales"]}) == [set_once] * 30
    again = plan({"month": 10, "form": "group_head", name: 0.5}, {"month": 20, "form": "intern"})
    assert again == [set_once] * 10 + [0.5] * 10 + [None] * 10
    back = plan({"month": 10, "form": "intern"}, {"month": 20, "form": "task_force", "members": ["sales"]})
    assert back == [set_once] * 10 + [None] * 20
    early = plan({"month": 3, name: 0.5}, appointment_month=8)
    assert early[8:] == [set_once] * 22, "nobody is in charge before"
    at_once = plan({"month": 8, name: 0.5}, appointment_month=8)
    assert at_once[8:] == [0.5] * 22


def test_a_form_has_its_own_skill_and_contact_after_another_one() -> None:
    values = {f"levers.{name}": value for name, value in OVERRIDE_VALUES.items()}
    changed = lived("task-force-broad", 31, values, change=[{"month": 30, "form": "group_head"}]).state
    fresh = lived("group-head", 31).state
    for name in OVERRIDES:
        column = "office_contact" if name == "contact" else name
        assert changed.firm[0][column] == fresh.firm[0][column], name


# the lead


def test_a_successor_takes_over_on_the_same_terms() -> None:
    change = [{"month": 20, "lead_leaves": True}]
    simulation = lived("lone-manager", 30, {"levers.strategic_skill": 0.3}, change=change)
    assert simulation.state.firm[0].strategic_skill == 0.3


def vacant_months(simulation: Simulation) -> list[int]:
    return np.flatnonzero(simulation.records().monthly.has_lead == 0).tolist()


def test_a_small_team_stands_still_until_somebody_is_found() -> None:
    simulation = lived("lone-manager", 20, change=[{"month": 20, "lead_leaves": True}])
    simulation.state.constants.science["mean_vacancy_months"] = 8.0
    simulation.advance(30)
    monthly = simulation.records().monthly
    assert events_of(simulation, EventKind.LEAD_LEAVES) == [(20, NUMBER["lone_manager"])]
    vacant = list(range(20, int(simulation.state.firm[0].vacant_until)))
    assert len(vacant) > 1 and vacant_months(simulation) == vacant
    assert np.flatnonzero(monthly.capacity_hours == 0).tolist() == vacant
    assert np.flatnonzero(monthly.cost_keur == 0).tolist() == vacant
    assert not monthly.mandate[vacant].any()
    factor = monthly.artefact[vacant] / monthly.artefact[[month - 1 for month in vacant]]
    assert factor == pytest.approx(0.99 * 0.97)
    assert monthly.artefact[vacant[-1] + 1, 0] > 0.99 * monthly.artefact[vacant[-1], 0]


def test_colleagues_cover_in_a_larger_team_with_less_skill() -> None:
    change = [{"month": 20, "lead_leaves": True}]
    simulation = lived("group-head", 20, BACKED, change=change)
    assert simulation.state.firm[0].strategic_skill == 0.8
    simulation.advance()
    firm = simulation.state.firm[0]
    assert (firm.strategic_skill, firm.is_vacant, firm.is_staffed) == (0.45, 1, 1)
    assert firm.capacity_hours > 0
    simulation.advance()
    assert firm.strategic_skill == 0.8
    assert vacant_months(simulation) == [20]


def test_covering_never_adds_skill() -> None:
    values = {"levers.strategic_skill": 0.2}
    simulation = lived("group-head", 21, values, change=[{"month": 20, "lead_leaves": True}])
    assert simulation.state.firm[0].strategic_skill == 0.2


def test_nobody_leaves_an_empty_seat() -> None:
    change = [{"month": month, "lead_leaves": True} for month in range(20, 60)]
    simulation = lived("lone-manager", 20, change=change)
    simulation.state.constants.science["mean_vacancy_months"] = 4.0
    simulation.advance(40)
    left = [month for month, _ in events_of(simulation, EventKind.LEAD_LEAVES)]
    found = [month for month, _ in events_of(simulation, EventKind.LEAD_APPOINTED)]
    assert left[0] == 20 and 2 < len(left) < 40
    assert found[1:] == [month - 1 for month in left[1:]], "who is found leaves a month later, nobody else"


def test_a_running_search_outlives_a_change_of_form() -> None:
    change = [{"month": 20, "lead_leaves": True}]
    changed = [*change, {"month": 21, "form": "manager_with_aide"}]
    vacant = []
    for dated in (change, changed):
        simulation = lived("lone-manager", 20, change=dated)
        simulation.state.constants.science["mean_vacancy_months"] = 8.0
        simulation.advance(40)
        vacant.append(vacant_months(simulation))
    assert vacant[0] == vacant[1] and len(vacant[0]) > 1


def test_a_lead_in_place_outlives_a_change_of_form() -> None:
    simulation = lived("lone-manager", 30, change=[{"month": 20, "form": "group_head"}])
    assert vacant_months(simulation) == []
    assert [month for month, _ in events_of(simulation, EventKind.LEAD_APPOINTED)] == [0]


def test_grassroots_has_no_lead_to_lose() -> None:
    simulation = lived("grassroots", 30, change=[{"month": 5, "lead_leaves": True}])
    assert events_of(simulation, EventKind.LEAD_LEAVES) == []


def test_an_intern_leaves_too() -> None:
    simulation = lived("intern-run", 30, change=[{"month": 5, "lead_leaves": True}])
    monthly = simulation.records().monthly
    assert np.flatnonzero(monthly.capacity_hours == 0).tolist() == [5]


@needs_compiler
@pytest.mark.parametrize(("preset", "staff"), [("lone-manager", 1.0), ("group-head", 2.0)])
def test_leads_leave_as_often_as_described(preset: str, staff: float) -> None:
    values = {
        **STILL,
        **ALIKE,
        **BACKED,
        "appointment_month": 0,
        "horizon_months": 1200,
        "turnover.turnover_probability": 0.02,
        "sponsorship.value_staffing": 0.0,
    }
    months = departures = 0
    for seed in range(20):
        simulation = start(world(preset, values), FIRM, seed)
        simulation.state.firm[0].staff_fte = staff
        departures += len(events_of_run(simulation))
        months += 1200
    assert departures / months == pytest.approx(0.02 * 1.5 / staff, rel=0.15)


def events_of_run(simulation: Simulation) -> list[tuple[int, int]]:
    simulation.run()
    return events_of(simulation, EventKind.LEAD_LEAVES)


def test_members_leave_with_the_task_force() -> None:
    change = [{"month": 10, "form": "lone_manager"}]
    simulation = lived("task-force-broad", 10, {"levers.members": list(BROAD)}, change=change)
    assert simulation.state.departments.is_member.tolist() == [1, 1, 1, 1]
    simulation.advance()
    assert not simulation.state.departments.is_member.any()
    assert simulation.state.firm[0].members == 0


def test_kinds_here_are_those_of_the_vocabulary() -> None:
    assert [DepartmentKind(kind).key for kind in FIRM.department_kinds] == list(KINDS)
