"""Plans and approvals, discovery, practice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.organisation.organisation import Organisation
from smsim.vocabulary import EventKind
from tests.simulations import ALIKE, STILL, hand_made, needs_compiler, set_users, start, world

KINDS = ("marketing", "communications", "sales", "customer_service")
MANAGERS = [-1, 0, 0, 0, -1, 4, 4, 4, -1, 8, 8, 8, -1, 12, 12, 12]
FIRM = hand_made(KINDS, [4, 4, 4, 4], manager=MANAGERS)
NO_DISCOVERY = {"practice.own_discovery_hazard": 0.0, "practice.contact_discovery_hazard": 0.0}


def still(
    preset: str, values: dict[str, Any] | None = None, organisation: Organisation = FIRM, months: int = 0
) -> Simulation:
    base = {
        **STILL,
        **ALIKE,
        **NO_DISCOVERY,
        "appointment_month": 0,
        "horizon_months": 60,
        "risk.external_rate": 0.0,
    }
    simulation = start(world(preset, {**base, **(values or {})}), organisation)
    simulation.advance(months)
    return simulation


def months_of(simulation: Simulation, kind: EventKind) -> list[tuple[int, int]]:
    events = simulation.records().events
    return [(int(event.month), int(event.department)) for event in events[events.kind == kind]]


# decisions


def ready(preset: str, endorsement: list[float], values: dict[str, Any] | None = None) -> Simulation:
    """Return month 1 of a firm whose departments know their use case; heads stand as they do."""
    base = {"practice.endorsement_learning": 0.0, **(values or {})}
    firm = hand_made([*KINDS, "sales"], [4, 4, 4, 4, 4])
    simulation = still(preset, base, firm, months=1)
    departments = simulation.state.departments
    departments.is_discovered[:] = 1.0
    departments.is_approved[:] = [1, 0, 0, 0, 0]
    departments.endorsement[:] = endorsement
    return simulation


def test_a_body_approves_one_kind_a_month_by_endorsement_and_fit() -> None:
    """.3 * .9 of communications, .31 * .8 of one sales department, .2 * .8 of care; a kind goes together."""
    simulation = ready("group-head", [0.0, 0.3, 0.31, 0.2, 0.0])
    departments = simulation.state.departments
    for expected in ([1, 1, 0, 0, 0], [1, 1, 1, 0, 1], [1, 1, 1, 1, 1]):
        simulation.advance()
        assert departments.is_approved.tolist() == expected


def test_of_equal_kinds_a_body_takes_the_first() -> None:
    simulation = ready("group-head", [0.0, 0.0, 0.3, 0.3, 0.0])
    for expected in ([1, 0, 1, 0, 1], [1, 0, 1, 1, 1]):
        simulation.advance()
        assert simulation.state.departments.is_approved.tolist() == expected


@pytest.mark.parametrize("preset", ["lone-manager", "group-head"])
def test_without_a_backing_head_nothing_is_approved(preset: str) -> None:
    simulation = ready(preset, [0.0, 0.15, 0.15, 0.15, 0.15])
    simulation.advance(10)
    assert simulation.state.departments.is_approved.tolist() == [1, 0, 0, 0, 0]


def test_a_seat_is_enough_for_an_approval() -> None:
    simulation = ready("task-force-broad", [0.0] * 5, {"levers.members": ["customer_service"]})
    simulation.advance()
    assert simulation.state.departments.is_approved.tolist() == [1, 0, 0, 1, 0]


def test_a_lead_alone_approves_all_that_is_endorsed_at_once() -> None:
    simulation = ready("lone-manager", [0.0, 0.16, 0.15, 0.5, 0.2])
    simulation.advance()
    assert simulation.state.departments.is_approved.tolist() == [1, 1, 0, 1, 1]


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


@pytest.mark.parametrize(("staff", "decides"), [(1.0, False), (3.0, True)])
def test_without_anybody_to_decide_nothing_is_decided(staff: float, decides: bool) -> None:
    simulation = ready(
        "lone-manager", [0.0, 0.5, 0.5, 0.5, 0.5], {"change": [{"month": 1, "lead_leaves": True}]}
    )
    simulation.state.firm[0].staff_fte = staff
    simulation.advance()
    assert bool(simulation.state.departments.is_approved[1:].any()) is decides
    simulation.advance()
    assert simulation.state.departments.is_approved.all()


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


# discovery


@needs_compiler
def test_discovery_is_as_frequent_as_described() -> None:
    """Office gives half contact, and hours are free for all of it; the public tells those who hear it."""
    base = {**STILL, **ALIKE, "appointment_month": 0, "horizon_months": 1, "adoption.has_first_user": False}
    values = {"practice.own_discovery_hazard": 0.0, "practice.contact_discovery_hazard": 0.3}
    scenario = world("group-head", {**base, **values})
    found = np.zeros(4)
    runs = 1_000
    for seed in range(runs):
        simulation = start(scenario, FIRM, seed)
        simulation.state.firm[0].artefacts[2] = 0.4
        simulation.advance()
        found += simulation.state.departments.is_discovered
    fit, hears = np.array([0.9, 0.8, 0.8]), np.array([1, 0, 1])
    listening = simulation.state.firm[0].artefacts[2]  # as written this month, the same in every run
    learned = 1 - 0.5 * (1 - hears * listening)
    assert found[0] == runs
    assert found[1:] / runs == pytest.approx(1 - np.exp(-0.3 * fit * learned), abs=0.045)


def test_practice_seen_elsewhere_is_discovered_too() -> None:
    """Nobody is in charge and nobody hears the public: only ties to users where it is practised tell."""
    firm = hand_made(["sales", "marketing", "operations"], [2, 2, 2], ties=[(0, 2, 64), (1, 3, 64)])
    values = {**STILL, "horizon_months": 40, "practice.own_discovery_hazard": 0.0, "firm.home": "sales"}
    values |= {"practice.contact_discovery_hazard": 10.0, "practice.practice_decay": 0.0}
    simulation = start(world("grassroots", values), firm)
    set_users(simulation, [True, True, False, False, False, False])
    simulation.state.departments.practice[0] = 0.9
    simulation.advance(40)
    assert simulation.state.departments.is_discovered.tolist() == [1, 1, 0]


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
    before = np.array([0.5, 0.2, 0.1, 0.3])
    simulation = practised(
        {"practice.endorsement_learning": 0.0},
        is_discovered=[1, 1, 1, 0],
        is_approved=[1, 1, 0, 0],
        practice=before,
        endorsement=[0.8, 0.6, 0.4, 0.2],
        is_in_plan=0.0,
    )
    firm, departments = simulation.state.firm[0], simulation.state.departments
    assert departments.is_approved.tolist() == [1, 1, 1, 0]  # sales by this month's decision
    claims = np.array([0.5 * 0.95, 0.8 * 0.9, 0.9 * 0.8, 0.0])
    hours = firm.free_hours * 0.45 * claims / claims.sum()
    assert departments.support_hours == pytest.approx(hours)
    users = departments.active  # whoever leads may be one more at home
    own = 0.65 * np.sqrt(users / 4) * departments.skill_sum / users
    needed = 50 * np.sqrt(4 / 30)
    endorsement = np.array([0.8, 0.6, 0.4, 0.2])
    effort = endorsement * (own + np.minimum(1, hours / needed))
    grown = np.array([1, 1, 1, 0]) * 0.10 * np.minimum(1, effort) * (1 - before)
    assert departments.practice == pytest.approx(before + grown - 0.03 * before * (1 - endorsement), rel=0.01)


def test_know_how_is_copied_where_it_is_seen_and_endorsed() -> None:
    firm = hand_made(["marketing", "sales"], [4, 4], ties=[(row, row + 4, 64) for row in range(4)])
    values = {
        "practice.endorsement_learning": 0.0,
        "practice.practice_decay": 0.0,
        "levers.support_share": 0.0,
    }
    grown = []
    for know_how in (0.0, 0.6):
        simulation = still("lone-manager", {**values, "practice.know_how": know_how}, firm, months=1)
        set_users(simulation, True)
        departments = simulation.state.departments
        departments.is_discovered[:] = departments.is_approved[:] = 1.0
        departments.practice[:] = [0.8, 0.0]
        departments.endorsement[:] = 0.5
        simulation.advance()
        seen = (1 - np.exp(-1.0)) * 0.8
        assert departments.seen == pytest.approx([0.0, seen])
        grown.append(departments.practice[1])
    assert grown[1] - grown[0] == pytest.approx(0.10 * 0.5 * 0.6 * seen)


def test_without_a_head_behind_it_no_effort_counts() -> None:
    values = {"practice.endorsement_learning": 0.0, "practice.practice_decay": 0.0}
    simulation = practised(
        values, is_discovered=1.0, is_approved=1.0, practice=0.0, endorsement=[0.5, 0, 0, 0.5]
    )
    assert (simulation.state.departments.practice > 0).tolist() == [True, False, False, True]


def test_without_approval_practice_grows_at_three_tenths() -> None:
    values = {
        "levers.support_share": 0.0,
        "practice.practice_decay": 0.0,
        "practice.endorsement_learning": 0.0,
    }
    simulation = practised(values, is_discovered=1.0, practice=0.0, endorsement=0.14)
    departments = simulation.state.departments
    assert departments.is_approved.tolist() == [1, 0, 0, 0]
    own = 0.65 * np.sqrt(departments.active / 4) * 0.6
    assert departments.practice == pytest.approx(np.array([1, 0.3, 0.3, 0.3]) * 0.10 * 0.14 * own)


def test_no_practice_without_practitioners() -> None:
    firm = hand_made(["marketing", "sales"], [4, 100])
    simulation = still("group-head", {"practice.practice_decay": 0.0}, firm, months=4)
    users = np.zeros(104, bool)
    users[[4, 5]] = True
    set_users(simulation, users)
    departments = simulation.state.departments
    departments.is_discovered[:] = departments.is_approved[:] = 1.0
    departments.practice[:] = 0.0
    skill = 0.1
    simulation.advance()
    own = 0.65 * np.sqrt(0.02) * skill
    helped = min(1.0, departments.support_hours[1] / (50 * np.sqrt(100 / 30)))
    effort = departments.endorsement[1] * (own + helped + 0.6 * departments.seen[1])
    assert effort > 0
    assert departments.practice[1] == pytest.approx(0.10 * min(1, effort) * 2 / 5)


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
    assert hours[:2] == pytest.approx(hours[2:], rel=5e-3)  # one representative more is seen and asks
    assert min(hours) > 0


def test_use_cases_begin_to_operate_once_at_two_fifths() -> None:
    simulation = practised(
        {"practice.endorsement_learning": 0.0},
        is_discovered=1.0,
        is_approved=1.0,
        practice=[0.395, 0.41, 0.2, 0.399],
        endorsement=0.9,
    )
    assert {row for _, row in months_of(simulation, EventKind.USE_CASE_OPERATING)} == {0, 3}
    assert simulation.records().monthly.departments_operating[1] == 3
