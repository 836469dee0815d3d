"""The state before month 0."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.engine.setup import home_department
from smsim.errors import OrganisationError
from smsim.vocabulary import DepartmentKind
from tests.forms import NUMBER
from tests.simulations import hand_made, people_of, start, with_kinds, world

MARKETING, SALES = int(DepartmentKind.MARKETING), int(DepartmentKind.SALES)


def test_the_own_manager_is_heeded_more_in_that_direction_only() -> None:
    organisation = hand_made(
        ["marketing"], [4], ties=[(0, 1, 64), (0, 2, 5), (1, 2, 64), (2, 3, 3)], manager=[-1, 0, 0, -1]
    )
    state = start(world("grassroots", {"firm.manager_tie_weight": 2.5}), organisation).state
    weights = {
        (row, int(state.ties.targets[tie])): int(state.ties.weights[tie])
        for row in range(4)
        for tie in range(state.ties.starts[row], state.ties.starts[row + 1])
    }
    # 64 * 2.5 = 160; 5 * 2.5 = 12.5 counts as 13
    assert weights == {
        (0, 1): 160,
        (0, 2): 13,
        (1, 0): 64,
        (1, 2): 64,
        (2, 0): 5,
        (2, 1): 64,
        (2, 3): 3,
        (3, 2): 3,
    }
    assert state.people.total_weight.tolist() == [64 + 5, 160 + 64, 13 + 64 + 3, 3]


def test_a_tie_to_the_manager_never_vanishes() -> None:
    organisation = hand_made(["marketing"], [2], ties=[(0, 1, 1)], manager=[-1, 0])
    scenario = world("grassroots", {"firm.manager_tie_weight": 0.015625})
    assert start(scenario, organisation).state.ties.weights.tolist() == [1, 1]


@pytest.mark.parametrize(("size", "expected"), [(1, 0), (2, 1), (7, 1)])
def test_the_first_user_is_the_second_at_home_or_the_only_one(size: int, expected: int) -> None:
    organisation = hand_made(["sales", "marketing", "sales"], [3, size, 4])
    people = start(world("grassroots"), organisation).state.people
    assert np.flatnonzero(people.is_active).tolist() == [3 + expected]
    assert people.innovativeness[3 + expected] == 0.95
    assert people.was_active[3 + expected]


def test_there_may_be_no_first_user() -> None:
    state = start(world("grassroots", {"adoption.has_first_user": False})).state
    assert not state.people.is_active.any()
    assert state.firm[0].active_employees == 0


def test_colleagues_see_the_first_user_from_the_start() -> None:
    organisation = hand_made(["marketing"], [3], ties=[(0, 1, 64), (0, 2, 192)])
    people = start(world("grassroots"), organisation).state.people
    assert people.active_weight.tolist() == [64, 0, 0]
    assert people.total_weight.tolist() == [256, 64, 192]
    exposure, threshold = 0.25, people.threshold[0]
    assert people.peer_response[0] == pytest.approx(exposure**2 / (exposure**2 + threshold**2))


def test_home_is_the_largest_department_of_its_kind() -> None:
    organisation = hand_made(["sales", "marketing", "marketing", "marketing"], [9, 2, 5, 5])
    assert home_department(organisation, MARKETING) == 2
    departments = start(world("grassroots"), organisation).state.departments
    assert departments.is_discovered.tolist() == departments.is_approved.tolist() == [0, 0, 1, 0]
    assert departments.endorsement.tolist() == [0, 0, 0.2, 0]
    assert departments.affinity.tolist() == [0.55, 1, 1, 1]


def test_affinity_is_one_in_another_home() -> None:
    organisation = hand_made(["sales", "finance"], [3, 3])
    departments = start(world("grassroots", {"firm.home": "finance"}), organisation).state.departments
    assert departments.affinity.tolist() == [0.55, 1]


def test_a_firm_without_a_home_is_refused_in_a_sentence_with_the_kinds_there_are() -> None:
    organisation = with_kinds(people_of(world("grassroots")), {"marketing": "operations"})
    with pytest.raises(OrganisationError, match=r"no marketing department .*set firm\.home to one of comm"):
        start(world("grassroots"), organisation)


def test_the_firm_starts_as_described() -> None:
    scenario = world("task-force-broad", {"levers.executive_tone": 0.35, "echo.initial_reputation": 44.0})
    state = start(scenario).state
    firm = state.firm[0]
    assert firm.form == NUMBER["grassroots"]
    assert (firm.sponsorship, firm.reputation, firm.channels) == (0.35, 44, 1)
    assert firm.employees == 300
    assert firm.ceo == 294  # the first of the executives, the last department
    for name in (
        "staff_fte",
        "unrest",
        "habit",
        "crisis_weeks_left",
        "convincing_value",
        "mentions_before",
        "incidents_before",
        "events",
    ):
        assert firm[name] == 0, name
    assert not firm.artefacts.any()
    people = state.people
    fit = state.departments.use_case_fit[people.department]
    assert people.usefulness == pytest.approx(0.4 * fit)
    assert (people.skill == 0.1).all()
    assert not people.training.any()
    assert state.kinds.employees.sum() == 300
    assert state.departments.managers.sum() == people.is_manager.sum()


def test_traits_and_plan_luck_come_from_the_seed_alone() -> None:
    one, same, other = (start(world("grassroots"), None, seed) for seed in (4, 4, 5))
    for name in ("innovativeness", "threshold"):
        column = getattr(one.state.people, name)
        assert np.array_equal(column, getattr(same.state.people, name))
        assert not np.array_equal(column, getattr(other.state.people, name))
    assert np.array_equal(one.state.departments.plan_luck, same.state.departments.plan_luck)
    assert np.unique(one.state.departments.plan_luck).size == 10


def test_a_run_leaves_its_organisation_and_inputs_alone() -> None:
    scenario = world("clampdown", {"firm.employees": 60, "risk.external_rate": 2.0})
    organisation = people_of(scenario)
    before = organisation.department.copy(), organisation.tie_weights.copy()
    simulation = start(scenario, organisation)
    plan = simulation.inputs.plan.tobytes()
    records = simulation.run()
    assert records.monthly.crises.sum() > 0
    assert simulation.inputs.plan.tobytes() == plan
    assert np.array_equal(organisation.department, before[0])
    assert np.array_equal(organisation.tie_weights, before[1])
