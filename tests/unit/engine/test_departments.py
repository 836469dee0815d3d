"""Plans and approvals, endorsement, discovery, practice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.organisation.organisation import Organisation
from smsim.vocabulary import EventKind
from tests.simulations import STILL, hand_made, needs_compiler, set_users, start, world

KINDS = ("marketing", "communications", "sales", "customer_service")
MANAGERS = [-1, 0, 0, 0, -1, 4, 4, 4, -1, 8, 8, 8, -1, 12, 12, 12]
FIRM = hand_made(KINDS, [4, 4, 4, 4], manager=MANAGERS)
NO_DISCOVERY = {"practice.own_discovery_hazard": 0.0, "practice.contact_discovery_hazard": 0.0}


def still(
    preset: str, values: dict[str, Any] | None = None, organisation: Organisation = FIRM, months: int = 0
) -> Simulation:
    base = {**STILL, **NO_DISCOVERY, "appointment_month": 0, "horizon_months": 60, "risk.external_rate": 0.0}
    simulation = start(world(preset, {**base, **(values or {})}), organisation)
    simulation.advance(months)
    return simulation


def months_of(simulation: Simulation, kind: EventKind) -> list[tuple[int, int]]:
    events = simulation.records().events
    return [(int(event.month), int(event.department)) for event in events[events.kind == kind]]


# decisions


@pytest.mark.parametrize(
    ("preset", "members", "tone", "interval"),
    [
        ("group-head", [], 0.6, 1),
        ("group-head", [], 0.0, 2),  # 1.6 rounds to 2
        ("task-force-broad", ["sales", "marketing"], 0.6, 2),  # 1.5 * 1.0 = 1.5, halves upwards
        ("task-force-broad", [*KINDS], 0.1, 3),  # 2 * 1.5
        ("dandelion", [*KINDS], 0.6, 2),
    ],
)
def test_bodies_decide_at_their_meetings(preset: str, members: list[str], tone: float, interval: int) -> None:
    values: dict[str, Any] = {"levers.executive_tone": tone, "levers.sponsorship_floor": tone}
    if members:
        values["levers.members"] = members
    simulation = still(preset, values)
    met = []
    for month in range(24):
        simulation.state.firm[0].sponsorship = tone
        simulation.state.departments.is_approved[0] = 0.0
        simulation.advance()
        if simulation.state.departments.is_approved[0] > 0:
            met.append(month)
    assert met == [month for month in range(24) if month % interval == 0]


def test_a_meeting_approves_the_one_kind_with_standing_and_fit() -> None:
    firm = hand_made([*KINDS, "sales"], [4, 4, 4, 4, 4])
    simulation = still("group-head", organisation=firm)
    departments = simulation.state.departments
    departments.is_discovered[:] = 1.0
    # standing * fit: communications .6 * .9, sales and care .5 * .8; equals go by order
    for expected in ([1, 1, 0, 0, 0], [1, 1, 1, 0, 1], [1, 1, 1, 1, 1]):
        simulation.advance()
        assert departments.is_approved.tolist() == expected


def test_a_body_cannot_approve_where_it_has_no_access() -> None:
    simulation = still("group-head", {"levers.legitimacy_other": 0.1}, months=1)
    simulation.state.departments.is_discovered[:] = 1.0
    simulation.advance(10)
    assert simulation.state.departments.is_approved.tolist() == [1, 1, 0, 0]


def test_a_lead_alone_approves_what_is_endorsed_or_within_reach() -> None:
    simulation = still("lone-manager", months=1)
    departments = simulation.state.departments
    departments.is_discovered[:] = 1.0
    departments.endorsement[:] = [0.0, 0.0, 0.15, 0.16]
    simulation.advance()
    assert departments.is_approved.tolist() == [1, 1, 0, 1]


@pytest.mark.parametrize("preset", ["grassroots", "intern-run"])
def test_without_a_planning_lead_nothing_is_decided(preset: str) -> None:
    simulation = still(preset)
    departments = simulation.state.departments
    departments.is_discovered[:] = 1.0
    departments.is_in_plan[:] = [0, 1, 0, 1]
    for _ in range(12):
        simulation.state.firm[0].artefacts[:] = 0.9
        departments.endorsement[:] = 0.9
        simulation.advance()
    assert departments.is_approved.tolist() == [1, 0, 0, 0]
    assert departments.is_in_plan.tolist() == [0, 1, 0, 1]


def test_an_empty_seat_decides_nothing_but_a_task_force_meets() -> None:
    leaving = {"change": [{"month": 10, "lead_leaves": True}]}
    for preset, approves in (("lone-manager", False), ("task-force-broad", True)):
        simulation = still(preset, leaving, months=10)
        simulation.state.firm[0].staff_fte = 1.0
        simulation.state.firm[0].sponsorship = 1.0
        departments = simulation.state.departments
        departments.is_discovered[:] = 1.0
        before = departments.is_approved.sum()
        simulation.advance(3)
        assert bool(departments.is_approved.sum() > before) is approves


def plan_after(goals: float, luck: float, **department: Any) -> list[float]:
    simulation = still("group-head", months=1)
    state = simulation.state
    state.firm[0].artefacts[0] = goals
    state.firm[0].strategic_skill = 0.0
    state.departments.plan_luck[:] = luck
    for name, values in department.items():
        state.departments[name][:] = values
    simulation.advance()
    return list(state.departments.is_in_plan)


def test_the_plan_needs_goals() -> None:
    assert plan_after(0.0, 0.0, is_in_plan=1.0) == [0, 0, 0, 0]
    assert plan_after(0.5, 0.0) == [1, 1, 1, 1]


def test_the_plan_thinks_of_departments_by_affinity() -> None:
    assert plan_after(0.5, 0.26) == [1, 1, 1, 0]
    assert plan_after(0.5, 0.6) == [1, 1, 0, 0]
    assert plan_after(0.5, 0.99) == [1, 0, 0, 0]


def test_the_plan_takes_in_discovered_use_with_a_backing_head() -> None:
    taken = {"is_discovered": [1, 1, 1, 0], "endorsement": [0.3, 0.26, 0.25, 0.9]}
    assert plan_after(0.5, 0.99, **taken) == [1, 1, 0, 0]


def test_members_are_in_the_plan() -> None:
    values = {"levers.members": ["customer_service"], "levers.executive_tone": 1.0}
    simulation = still("task-force-broad", values, months=1)
    simulation.state.departments.plan_luck[:] = 0.99
    simulation.state.firm[0].artefacts[0] = 0.6
    simulation.advance()
    assert simulation.state.departments.is_in_plan.tolist() == [1, 0, 0, 1]


def test_changes_of_the_plan_are_logged() -> None:
    simulation = still("group-head", months=1)
    state = simulation.state
    state.departments.plan_luck[:] = 0.99
    state.firm[0].artefacts[0] = 0.6
    state.departments.is_in_plan[3] = 1.0
    simulation.advance()
    assert months_of(simulation, EventKind.PLAN_WIDENED) == [(1, 0)]
    assert months_of(simulation, EventKind.PLAN_NARROWED) == [(1, 3)]


# endorsement


def test_endorsement_by_hand() -> None:
    simulation = still("group-head", months=1)
    state = simulation.state
    firm, departments = state.firm[0], state.departments
    users = np.zeros(16, bool)
    users[[4, 5, 8]] = True
    set_users(simulation, users)
    state.people.usefulness[:] = 0.5
    simulation.transfer(0, 0)  # counts anew
    departments.endorsement[:] = [0.2, 0.1, 0.3, 0.0]
    departments.is_in_plan[:] = [0, 1, 0, 0]
    firm.sponsorship, firm.artefacts[0] = 0.6, 0.9
    departments.plan_luck[:] = [0.99, 0.0, 0.99, 0.99]
    simulation.advance()
    backing = 0.4 + 0.6 * 0.6
    above = [
        max(1.2 * 0.9 * 0.65 * backing, 1.2 * 0.65),  # home
        1.2 * 0.6 * 0.65 * backing,
        0.4 * 1.2 * 0.5 * 0.65 * backing,
        0.4 * 1.2 * 0.5 * 0.65 * backing,
    ]
    seen = [0.0, 0.5 * 1.0, 0.5 * 0.5, 0.0]  # managers' view, doubled share of users
    target = [1 - (1 - top) * (1 - 0.6 * view) for top, view in zip(above, seen, strict=True)]
    before = [0.2, 0.1, 0.3, 0.0]
    expected = [e + 0.15 * (t - e) for e, t in zip(before, target, strict=True)]
    assert departments.endorsement == pytest.approx(expected)
    assert departments.directive == pytest.approx(0.0)  # the mandate is switched off here


def test_the_mandate_is_endorsement_times_authority() -> None:
    simulation = still("group-head", {"levers.directive_hazard": 0.08}, months=1)
    departments = simulation.state.departments
    assert departments.directive == pytest.approx(0.08 * 0.65 * departments.endorsement)


# discovery


@needs_compiler
def test_discovery_is_as_frequent_as_described() -> None:
    values = {"practice.own_discovery_hazard": 0.03, "practice.contact_discovery_hazard": 0.06}
    found = np.zeros(4)
    runs = 1_500
    for seed in range(runs):
        base = {**STILL, "appointment_month": 0, "horizon_months": 1, "adoption.has_first_user": False}
        if seed == 0:
            scenario = world("group-head", {**base, **values})
        simulation = start(scenario, FIRM, seed)
        simulation.advance()
        found += simulation.state.departments.is_discovered
    fit = np.array([0.9, 0.8, 0.8])
    standing = np.array([0.6, 0.5, 0.5])
    expected = 1 - np.exp(-0.06 * standing * fit)  # 133 hours are free: more than full contact
    assert found[0] == runs
    assert found[1:] / runs == pytest.approx(expected, abs=0.013)


@needs_compiler
def test_own_users_discover_without_a_centre() -> None:
    base = {**STILL, "horizon_months": 1}
    scenario = world("grassroots", base)
    found = np.zeros(4)
    for seed in range(1_000):
        simulation = start(scenario, FIRM, seed)
        simulation.state.departments.active[:] = [4, 4, 2, 0]
        simulation.advance()
        found += simulation.state.departments.is_discovered
    expected = 1 - np.exp(-2 * 0.03 * np.array([0.9, 0.5 * 0.8, 0.0]))
    assert found[1:] / 1_000 == pytest.approx(expected, abs=0.02)


# practice


def practised(values: dict[str, Any] | None = None, **department: Any) -> Simulation:
    simulation = still("group-head", values, months=1)
    set_users(simulation, np.arange(16) % 2 == 0)
    state = simulation.state
    state.people.skill[:] = 0.6
    simulation.transfer(0, 0)
    state.firm[0].staff_fte = 2.0
    for name, entries in department.items():
        state.departments[name][:] = entries
    simulation.advance()
    return simulation


def test_practice_by_hand() -> None:
    before = [0.5, 0.2, 0.1, 0.3]
    simulation = practised(
        is_discovered=[1, 1, 1, 0],
        is_approved=[1, 1, 0, 0],
        practice=before,
        legitimacy=0.0,
        is_in_plan=0.0,
    )
    firm, departments = simulation.state.firm[0], simulation.state.departments
    # claims of the approved: go * (1 - P) * fit * standing; sales is approved by this month's meeting
    assert departments.is_approved.tolist() == [1, 1, 1, 0]
    claims = np.array([0.5 * 0.95 * 0.9, 0.8 * 0.9 * 0.6, 0.9 * 0.8 * 0.5, 0.0])
    hours = firm.free_hours * 0.45 * claims / claims.sum()
    assert departments.support_hours == pytest.approx(hours)
    standing = np.array([0.9, 0.6, 0.5, 0.5])
    own = 0.65 * np.sqrt(0.5) * 0.6 * (0.15 + 0.85 * departments.endorsement)
    helped = np.minimum(1, hours * standing / 30)
    may = np.array([1, 1, 1, 0])
    grown = may * 0.12 * np.minimum(1, own + helped) * (1 - np.array(before))
    lost = 0.02 * np.array(before) * (1 - departments.endorsement)
    assert departments.practice == pytest.approx(np.array(before) + grown - lost)


def test_without_approval_practice_grows_at_three_tenths() -> None:
    values = {"levers.support_share": 0.0, "levers.legitimacy_other": 0.05, "practice.practice_decay": 0.0}
    simulation = practised(values, is_discovered=1.0, practice=0.0, endorsement=0.0)
    departments = simulation.state.departments
    assert departments.is_approved.tolist() == [1, 1, 0, 0]
    own = 0.65 * np.sqrt(0.5) * 0.6 * (0.15 + 0.85 * departments.endorsement)
    assert departments.practice == pytest.approx(np.array([1, 1, 0.3, 0.3]) * 0.12 * own)


def test_no_practice_without_practitioners() -> None:
    firm = hand_made(["marketing", "sales"], [4, 100])
    simulation = still("group-head", {"practice.practice_decay": 0.0}, firm, months=1)
    users = np.zeros(104, bool)
    users[[4, 5]] = True
    set_users(simulation, users)
    departments = simulation.state.departments
    departments.is_discovered[:] = departments.is_approved[:] = 1.0
    departments.practice[:] = 0.0
    skill = 0.1
    simulation.advance()
    own = 0.65 * np.sqrt(0.02) * skill * (0.15 + 0.85 * departments.endorsement[1])
    helped = min(1.0, departments.support_hours[1] * 0.5 / 30)
    assert departments.practice[0] == 0.0
    assert departments.practice[1] == pytest.approx(0.12 * min(1, own + helped) * 2 / 5)


def test_splitting_a_department_brings_no_more_help() -> None:
    one = hand_made(["marketing", "sales", "customer_service"], [4, 8, 4])
    two = hand_made(["marketing", "sales", "sales", "customer_service"], [4, 2, 6, 4])
    hours = []
    for firm in (one, two):
        for preset in ("group-head", "dandelion"):
            simulation = still(preset, organisation=firm, months=20)
            departments = simulation.state.departments
            departments.is_discovered[:] = departments.is_approved[:] = 1.0
            departments.practice[:] = 0.2
            simulation.advance()
            is_sales = departments.kind == 2
            hours.append(departments.support_hours[is_sales].sum())
    assert hours[:2] == pytest.approx(hours[2:])
    assert min(hours) > 0


def test_use_cases_begin_to_operate_once_at_two_fifths() -> None:
    simulation = practised(is_discovered=1.0, is_approved=1.0, practice=[0.395, 0.41, 0.2, 0.399])
    assert {row for _, row in months_of(simulation, EventKind.USE_CASE_OPERATING)} == {0, 3}
    assert simulation.records().monthly.departments_operating[1] == 3
