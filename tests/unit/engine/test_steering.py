"""Steps 1 and 2: form, seats, standing and staff, and leads who leave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.parameters import OVERRIDES
from smsim.vocabulary import DepartmentKind, EventKind
from tests.forms import NUMBER
from tests.simulations import BROAD, STILL, hand_made, needs_compiler, start, world

KINDS = ("marketing", "communications", "sales", "customer_service")
FIRM = hand_made(KINDS, [4, 4, 4, 4])


def lived(preset: str, months: int, values: dict[str, Any] | None = None, **more: Any) -> Simulation:
    """Live through the first months of four departments of four; appointed in month 0."""
    base = {**STILL, "appointment_month": 0, "horizon_months": 60, **(values or {}), **more}
    simulation = start(world(preset, base), FIRM)
    simulation.advance(months)
    return simulation


def events_of(simulation: Simulation, kind: EventKind) -> list[tuple[int, int]]:
    events = simulation.records().events
    return [(int(event.month), int(event.detail)) for event in events[events.kind == kind]]


# standing: (home marketing, communications, sales, care); affinities are 1, .71, .55, .26
STANDINGS = {
    "grassroots": ("grassroots", [], [0, 0, 0, 0]),
    "intern": ("intern-run", [], [0.5, 0.2, 0.05 * 0.55, 0.05 * 0.26]),
    "lone manager": ("lone-manager", [], [0.9, 0.6, 0.3 * 0.55, 0.3 * 0.26]),
    "manager with aide": ("manager-with-aide", [], [0.9, 0.6, 0.4 * 0.55, 0.4 * 0.26]),
    "task force": ("task-force-broad", ["customer_service"], [0.9, 0.6, 0.2, 0.8]),
    "task force with communications": ("task-force-broad", ["communications"], [0.9, 0.8, 0.2, 0.2]),
    "group head": ("group-head", [], [0.9, 0.6, 0.5, 0.5]),
    "dandelion": ("dandelion", ["marketing", "sales"], [0.9, 0.6, 0.85, 0.4]),
    "holistic": ("holistic-early", [], [0.4, 0.4, 0.4, 0.4]),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_standing_is_that_of_the_form(name: str) -> None:
    preset, members, expected = STANDINGS[name]
    values = {"levers.members": members} if members else {}
    state = lived(preset, 1, values).state
    assert state.departments.legitimacy.tolist() == pytest.approx(expected)
    assert state.kinds.legitimacy[:4].tolist() == pytest.approx(expected)
    assert not state.kinds.legitimacy[4:].any()


def test_overrides_take_the_place_of_the_form() -> None:
    overrides = {"legitimacy_home": 0.1, "legitimacy_member": 0.2, "legitimacy_other": 0.95, "authority": 0.9}
    overrides |= {"strategic_skill": 0.3, "publication_control": 0.8, "executive_visibility": 0.7}
    values: dict[str, Any] = {f"levers.{name}": value for name, value in overrides.items()}
    values |= {"levers.members": ["sales"], "levers.support_share": 0.0}
    state = lived("task-force-broad", 1, values).state
    assert state.departments.legitimacy.tolist() == [0.1, 0.95, 0.2, 0.95]
    firm = state.firm[0]
    for name in ("authority", "strategic_skill", "publication_control", "executive_visibility"):
        assert firm[name] == overrides[name], name
    assert firm.support_share == 0.0


def test_communications_keeps_its_minimum_when_others_are_lowered() -> None:
    state = lived("group-head", 1, {"levers.legitimacy_other": 0.1}).state
    assert state.departments.legitimacy.tolist() == [0.9, 0.6, 0.1, 0.1]


def test_standing_of_a_kind_is_weighted_by_people() -> None:
    firm = hand_made(["marketing", "marketing", "communications"], [6, 2, 2])
    simulation = start(world("lone-manager", {**STILL, "appointment_month": 0}), firm)
    simulation.advance()
    assert simulation.state.departments.legitimacy.tolist() == [0.9, 0.3, 0.6]
    assert simulation.state.kinds.legitimacy[0] == pytest.approx((6 * 0.9 + 2 * 0.3) / 8)


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
    simulation = lived(preset, 3, {"levers.staff_factor": factor})
    staff = simulation.records().monthly.staff_fte
    expected = first
    for month in range(3):
        expected += (target - expected) / 9
        assert staff[month] == pytest.approx(expected)


def test_a_later_form_keeps_the_staff_or_half_of_what_it_needs() -> None:
    change = [{"month": 10, "form": "group_head"}, {"month": 20, "form": "lone_manager"}]
    staff = lived("intern-run", 30, change=change).records().monthly.staff_fte
    assert staff[9] == pytest.approx(0.5)
    assert staff[10] == pytest.approx(1.0 + (2.0 - 1.0) / 9)  # half of two, and the month's hiring
    before = staff[19]
    assert staff[20] == pytest.approx(before + (1.0 - before) / 9)  # more than half of one: kept


def test_grassroots_sends_everyone_home_and_a_new_form_begins_with_half() -> None:
    change = [{"month": 10, "form": "grassroots"}, {"month": 15, "form": "group_head"}]
    monthly = lived("group-head", 30, change=change).records().monthly
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
    "strategic_skill": 0.31, "authority": 0.92, "legitimacy_home": 0.13, "legitimacy_member": 0.24,
    "legitimacy_other": 0.35, "publication_control": 0.86, "executive_visibility": 0.77,
    "support_share": 0.08,
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


def test_a_form_has_its_own_skill_and_standing_after_another_one() -> None:
    values = {f"levers.{name}": value for name, value in OVERRIDE_VALUES.items()}
    changed = lived("task-force-broad", 31, values, change=[{"month": 30, "form": "group_head"}]).state
    fresh = lived("group-head", 31).state
    for name in (name for name in OVERRIDES if not name.startswith("legitimacy")):
        assert changed.firm[0][name] == fresh.firm[0][name], name
    assert changed.departments.legitimacy.tolist() == fresh.departments.legitimacy.tolist()


# the lead


def test_a_successor_takes_over_on_the_same_terms() -> None:
    change = [{"month": 20, "lead_leaves": True}]
    simulation = lived("lone-manager", 30, {"levers.strategic_skill": 0.3}, change=change)
    assert simulation.state.firm[0].strategic_skill == 0.3


def test_a_small_team_stands_still_for_three_months() -> None:
    change = [{"month": 20, "lead_leaves": True}]
    simulation = lived("lone-manager", 30, change=change)
    monthly = simulation.records().monthly
    assert events_of(simulation, EventKind.LEAD_LEAVES) == [(20, NUMBER["lone_manager"])]
    assert np.flatnonzero(monthly.has_lead == 0).tolist() == [20, 21, 22]
    assert np.flatnonzero(monthly.capacity_hours == 0).tolist() == [20, 21, 22]
    assert np.flatnonzero(monthly.cost_keur == 0).tolist() == [20, 21, 22]
    factor = monthly.artefact[20:23] / monthly.artefact[19:22]
    assert factor == pytest.approx(0.99 * 0.97)
    assert monthly.artefact[23, 0] > 0.99 * monthly.artefact[22, 0]


def test_colleagues_cover_in_a_larger_team_with_less_skill() -> None:
    change = [{"month": 20, "lead_leaves": True}]
    simulation = lived("group-head", 20, change=change)
    assert simulation.state.firm[0].strategic_skill == 0.8
    simulation.advance()
    firm = simulation.state.firm[0]
    assert (firm.strategic_skill, firm.is_vacant, firm.is_staffed) == (0.45, 1, 1)
    assert firm.capacity_hours > 0
    simulation.advance(3)
    assert firm.strategic_skill == 0.8
    assert simulation.records().monthly.has_lead[19:25].tolist() == [1, 0, 0, 0, 1]


def test_covering_never_adds_skill() -> None:
    values = {"levers.strategic_skill": 0.2}
    simulation = lived("group-head", 21, values, change=[{"month": 20, "lead_leaves": True}])
    assert simulation.state.firm[0].strategic_skill == 0.2


def test_nobody_leaves_an_empty_seat() -> None:
    change = [{"month": month, "lead_leaves": True} for month in (20, 21, 22, 23)]
    simulation = lived("lone-manager", 30, change=change)
    assert [month for month, _ in events_of(simulation, EventKind.LEAD_LEAVES)] == [20, 23]


def test_a_change_of_form_fills_the_seat() -> None:
    change = [{"month": 20, "lead_leaves": True}, {"month": 21, "form": "manager_with_aide"}]
    assert lived("lone-manager", 25, change=change).records().monthly.has_lead[19:23].tolist() == [1, 0, 1, 1]


def test_grassroots_has_no_lead_to_lose() -> None:
    simulation = lived("grassroots", 30, change=[{"month": 5, "lead_leaves": True}])
    assert events_of(simulation, EventKind.LEAD_LEAVES) == []


def test_an_intern_leaves_too() -> None:
    simulation = lived("intern-run", 30, change=[{"month": 5, "lead_leaves": True}])
    monthly = simulation.records().monthly
    assert np.flatnonzero(monthly.capacity_hours == 0).tolist() == [5, 6, 7]


@needs_compiler
@pytest.mark.parametrize(("preset", "staff"), [("lone-manager", 1.0), ("group-head", 2.0)])
def test_leads_leave_as_often_as_described(preset: str, staff: float) -> None:
    values = {
        **STILL,
        "appointment_month": 0,
        "horizon_months": 1200,
        "turnover.turnover_probability": 0.02,
        "turnover.vacancy_months": 1,
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


def test_a_task_force_works_as_well_as_it_is_sponsored() -> None:
    for tone, expected in ((0.0, 0.25), (0.6, 0.7), (1.0, 1.0)):
        firm = lived("task-force-broad", 1, {"levers.executive_tone": tone}).state.firm[0]
        assert firm.effectiveness == pytest.approx(expected)
    assert lived("group-head", 1, {"levers.executive_tone": 0.0}).state.firm[0].effectiveness == 1.0


def test_members_leave_with_the_task_force() -> None:
    change = [{"month": 10, "form": "lone_manager"}]
    simulation = lived("task-force-broad", 10, {"levers.members": list(BROAD)}, change=change)
    assert simulation.state.departments.is_member.tolist() == [1, 1, 1, 1]
    simulation.advance()
    assert not simulation.state.departments.is_member.any()
    assert simulation.state.firm[0].members == 0


def test_kinds_here_are_those_of_the_vocabulary() -> None:
    assert [DepartmentKind(kind).key for kind in FIRM.department_kinds] == list(KINDS)
