"""Starting and stopping, learning, training seats, turnover, champions, the CEO."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.organisation.organisation import Organisation
from smsim.randomness.draws import block, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import UseChange
from tests.simulations import ALIKE, STILL, hand_made, people_of, set_users, start, world


def still(
    values: dict[str, Any] | None = None, organisation: Organisation | None = None, preset: str = "grassroots"
) -> Simulation:
    base = {**STILL, **ALIKE, "firm.employees": 100, "horizon_months": 24, "appointment_month": 0}
    return start(world(preset, {**base, **(values or {})}), organisation, record_people=True)


def changes_of(simulation: Simulation, month: int = 0) -> list[UseChange]:
    changes = simulation.records().use_changes
    assert changes is not None
    return [UseChange(int(change)) for change in changes[month]]


def lane(simulation: Simulation, month: int, number: int) -> np.ndarray[Any, Any]:
    """Return everyone's uniform number of one lane of the monthly draw."""
    state = simulation.state
    words = [
        block(state.firm[0].key, key, month, int(DrawPurpose.EMPLOYEE_MONTH))[number]
        for key in state.people.key
    ]
    return np.array([word_to_uniform(word) for word in words])


# starting and stopping


def test_who_starts_is_whose_luck_is_below_the_chance() -> None:
    simulation = still({"adoption.spontaneous_hazard": 0.5})
    people = simulation.state.people
    hazard = 0.5 * 0.85 * 2 * people.usefulness * 2 * people.innovativeness * 0.5
    expected = people.is_active | (lane(simulation, 0, 0) < 1 - np.exp(-hazard))
    simulation.advance()
    assert np.array_equal(people.is_active, expected)
    assert simulation.records().monthly.adoptions[0] == expected.sum() - 1 > 5
    assert set(changes_of(simulation)) == {UseChange.NONE, UseChange.SPONTANEOUS}


def test_who_stops_is_whose_luck_is_below_the_chance() -> None:
    simulation = still({"adoption.discontinuance_hazard": 0.4})
    set_users(simulation, True)
    people = simulation.state.people
    hazard = 0.4 * 2 * (1 - people.usefulness)
    expected = lane(simulation, 0, 0) >= 1 - np.exp(-hazard)
    simulation.advance()
    assert np.array_equal(people.is_active, expected)
    assert simulation.records().monthly.discontinuances[0] == (~expected).sum() > 10
    assert set(changes_of(simulation)) == {UseChange.NONE, UseChange.DISCONTINUED}


def test_everyone_decides_by_the_start_of_the_month() -> None:
    """A chain of people ready to follow at once: use moves one link a month."""
    chain = hand_made(["marketing"], [6], ties=[(row, row + 1, 64) for row in range(5)])
    simulation = still({"adoption.peer_hazard": 10.0, "adoption.threshold_sharpness": 1e9}, chain)
    people = simulation.state.people
    people.threshold[:] = 0.3
    people.usefulness[:] = 1.0
    set_users(simulation, [True] + [False] * 5)
    reached = []
    for _ in range(5):
        simulation.advance()
        people.usefulness[:] = 1.0
        reached.append(int(people.is_active.sum()))
    assert reached == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ({"adoption.spontaneous_hazard": 1.0}, UseChange.SPONTANEOUS),
        ({"adoption.peer_hazard": 10.0}, UseChange.PEERS),
        ({"levers.directive_hazard": 10.0}, UseChange.DIRECTIVE),
    ],
)
def test_the_cause_of_a_start_is_recorded(values: dict[str, Any], cause: UseChange) -> None:
    simulation = still(values, preset="group-head")
    set_users(simulation, np.arange(100) % 3 == 0)
    simulation.advance(2)
    assert set(changes_of(simulation, 1)) == {UseChange.NONE, cause}


def test_a_ban_and_a_full_day_keep_people_from_starting() -> None:
    for lever in ("ban_share", "workload_share"):
        simulation = still({"adoption.spontaneous_hazard": 1.0, f"levers.{lever}": 1.0})
        assert simulation.run().monthly.adoptions.sum() == 0


# learning


def test_learning_by_hand() -> None:
    firm = hand_made(["marketing", "sales"], [3, 2], ties=[(0, 1, 64)])
    simulation = still({"learning.training_fade": 0.1, "practice.practice_decay": 0.0}, firm)
    state = simulation.state
    people = state.people
    state.departments.practice[:] = [0.5, 0.3]
    state.departments.is_discovered[:] = 0.0
    people.training[:] = [0.0, 0.5, 1.0, 0.2, 0.0]
    people.usefulness[:] = 0.3
    assert people.is_active.tolist() == [False, True, False, False, False]
    simulation.advance()
    # user, neighbour of a user, and those who see nobody; grassroots measure nothing
    aims = [0.95 * (0.4 + 0.6 * 0.7 * 0.5), 0.95 * (0.4 + 0.6 * 0.5), 0.95 * 0.4, 0.8 * 0.4, 0.8 * 0.4]
    assert people.usefulness == pytest.approx([0.3 + 0.15 * (aim - 0.3) for aim in aims])
    assert people.skill == pytest.approx([0.1, 0.1 + 0.1 * 0.9 * (0.5 + 0.5 * 0.5), 0.1, 0.1, 0.1])
    assert people.training == pytest.approx([0.0, 0.45, 0.9, 0.18, 0.0])


def test_measured_practice_elsewhere_is_heard_of() -> None:
    firm = hand_made(["marketing", "sales", "finance"], [3, 2, 2])
    simulation = still({"practice.practice_decay": 0.0, "centre.artefact_decay": 0.0}, firm)
    state = simulation.state
    state.departments.practice[:] = [0.8, 0.4, 0.5]  # .4 itself does not count as operating here
    state.departments.is_discovered[:] = 0.0
    state.firm[0].artefacts[3] = 0.6
    state.people.usefulness[:] = 0.3
    simulation.advance()
    mean = (3 * 0.8 + 2 * 0.5) / 5
    aim = 0.5 * (0.4 + 0.6 * 0.3 * 0.6 * mean)
    assert state.people.usefulness[6] == pytest.approx(0.3 + 0.15 * (aim - 0.3))


@pytest.mark.parametrize(
    ("programme", "push", "seats"),
    [(0.0, 0.0, 0), (0.5, 0.0, 3), (0.0, 0.025, 3), (1.0, 0.034, 9), (1.0, 1.0, 100)],
)
def test_training_seats_are_filled_by_claim(programme: float, push: float, seats: int) -> None:
    simulation = still({"levers.training_push_share": push, "centre.artefact_decay": 0.0})
    people = simulation.state.people
    set_users(simulation, np.arange(100) % 5 == 0)
    people.training[::7] = 0.6
    simulation.state.firm[0].artefacts[5] = programme
    claim = people.is_active + 0.9 * lane(simulation, 0, 2) - people.training * 23 / 24
    simulation.advance()
    assert np.flatnonzero(people.training == 1).tolist() == sorted(np.argsort(-claim)[:seats])


def test_equal_claims_go_by_row() -> None:
    values = {"learning.training_luck_weight": 0.0, "levers.training_push_share": 0.04}
    simulation = still({**values, "adoption.has_first_user": False})
    simulation.advance()
    assert np.flatnonzero(simulation.state.people.training == 1).tolist() == [0, 1, 2, 3]
    simulation.advance()
    assert np.flatnonzero(simulation.state.people.training == 1).tolist() == [4, 5, 6, 7]


# turnover


def test_newcomers_take_the_seat_and_start_afresh() -> None:
    simulation = still({"turnover.turnover_probability": 0.3})
    people = simulation.state.people
    set_users(simulation, np.arange(100) % 2 == 0)
    people.skill[:] = 0.9
    people.training[:] = 0.8
    before = people.innovativeness.copy(), people.is_active.copy()
    leaving = lane(simulation, 0, 1) < 0.3
    ceo = simulation.organisation.ceo
    leaving[ceo] = False
    simulation.advance()
    assert np.array_equal(people.innovativeness != before[0], leaving)
    assert not people.is_active[leaving].any()
    assert (people.skill[leaving] == 0.1).all()
    assert (people.training[leaving] == 0.0).all()
    assert (people.skill[~leaving] >= 0.9).all()
    assert simulation.records().monthly.leavers[0] == leaving.sum()
    changes = np.array(changes_of(simulation))
    assert np.array_equal(changes == UseChange.REPLACED_USER, leaving & before[1])
    assert np.array_equal(changes == UseChange.REPLACED_NON_USER, leaving & ~before[1])


@pytest.mark.parametrize(
    ("values", "programme", "is_trained"),
    [({}, 0.5, False), ({}, 0.51, True), ({"levers.has_onboarding": True}, 0.0, True)],
)
def test_newcomers_are_trained_by_a_programme_or_a_rule(
    values: dict[str, Any], programme: float, is_trained: bool
) -> None:
    values = {**values, "turnover.turnover_probability": 1.0, "centre.artefact_decay": 0.0}
    simulation = still({**values, "learning.training_capacity_share": 0.0})
    simulation.state.firm[0].artefacts[5] = programme
    simulation.advance()
    is_ceo = np.arange(100) == simulation.organisation.ceo
    assert set(simulation.state.people.training[~is_ceo]) == {float(is_trained)}


def test_the_ceo_stays() -> None:
    simulation = still({"turnover.turnover_probability": 1.0, "levers.has_onboarding": True})
    people, ceo = simulation.state.people, simulation.organisation.ceo
    before = people.innovativeness.copy()
    simulation.advance()
    assert np.flatnonzero(people.innovativeness == before).tolist() == [ceo]
    assert np.flatnonzero(people.training == 0.0).tolist() == [ceo]
    assert simulation.records().monthly.leavers[0] == 99


def test_colleagues_notice_who_has_gone() -> None:
    pair = hand_made(["marketing"], [2], ties=[(0, 1, 64)])
    simulation = still({"turnover.turnover_probability": 1.0}, pair)
    assert simulation.state.people.active_weight.tolist() == [64, 0]
    simulation.advance()
    assert simulation.state.people.active_weight.tolist() == [0, 0]
    assert simulation.state.people.peer_response.tolist() == [0, 0]
    assert simulation.state.departments.active.tolist() == [0]


# the CEO


@pytest.mark.parametrize(
    ("values", "joins"),
    [
        ({}, True),
        ({"adoption.is_ceo_rule_on": False}, False),
        ({"levers.ban_share": 1.0}, False),
        ({"levers.executive_tone": 0.0}, False),
    ],
)
def test_the_ceo_joins_a_convinced_firm(values: dict[str, Any], joins: bool) -> None:
    base = {"adoption.is_ceo_rule_on": True, "adoption.ceo_probability": 1.0, "levers.executive_tone": 1.0}
    simulation = still({**base, "adoption.ceo_base_share": 1.0, **values})
    simulation.advance()
    ceo = simulation.organisation.ceo
    assert bool(simulation.state.people.is_active[ceo]) is joins
    assert (changes_of(simulation)[ceo] is UseChange.CEO) is joins
    assert simulation.records().monthly.adoptions[0] == joins


def test_without_executives_nobody_is_asked() -> None:
    organisation = dataclasses.replace(people_of(world("grassroots", {"firm.employees": 100})), ceo=-1)
    simulation = still({"adoption.is_ceo_rule_on": True, "adoption.ceo_probability": 1.0}, organisation)
    assert simulation.run().monthly.adoptions.sum() == 0


# champions

STAR = [(3, other, 64) for other in (0, 1, 2, 4, 5, 6)]  # row 3 knows six
BRIDGE = [(5, 8, 64), (5, 9, 64), (5, 12, 64), (9, 12, 64)]  # row 5 knows two other departments


def named(month: int = 0, **happening: Any) -> Simulation:
    firm = hand_made(["marketing", "sales", "customer_service"], [8, 4, 4], ties=STAR + BRIDGE)
    simulation = still({"change": [{"month": month, **happening}], "adoption.has_first_user": False}, firm)
    simulation.advance(month + 1)
    return simulation


@pytest.mark.parametrize(
    ("happening", "expected"),
    [
        ({"champions": 3, "champions_by": "first"}, [0, 1, 2]),
        ({"champions": 1, "champions_by": "degree"}, [3]),
        ({"champions": 2, "champions_by": "degree"}, [3, 5]),
        ({"champions": 1, "champions_by": "bridging"}, [5]),
        ({"champions": 3, "champions_by": "bridging"}, [5, 9, 12]),
        ({"champions": 4, "champions_by": "bridging"}, [5, 8, 9, 12]),
        ({"champions": 1, "champions_by": "degree", "champions_in": "sales"}, [9]),
        ({"champions": 9, "champions_by": "degree", "champions_in": "customer_service"}, [12, 13, 14, 15]),
        ({"champions": 99}, list(range(16))),
    ],
)
def test_champions_are_picked_by_their_merit(happening: dict[str, Any], expected: list[int]) -> None:
    simulation = named(**happening)
    people = simulation.state.people
    assert np.flatnonzero(people.is_active).tolist() == expected
    assert (people.innovativeness[expected] == 0.95).all()
    assert simulation.records().monthly.adoptions[0] == len(expected)
    changes = np.array(changes_of(simulation))
    assert np.flatnonzero(changes == UseChange.CHAMPION).tolist() == expected


def test_champions_are_named_in_their_month_and_seen_in_it() -> None:
    simulation = named(month=4, champions=1, champions_by="degree")
    assert simulation.records().monthly.active_employees.tolist() == [0, 0, 0, 0, 1]
    assert simulation.state.people.active_weight[[0, 1, 2, 4, 5, 6]].tolist() == [64] * 6
    assert simulation.records().by_department.active_employees[4].tolist() == [1, 0, 0]
    # the mentions of the month already count the champion: presence by use
    by_use = 0.8 * 16 * 1.006**4 * (0.4 + 0.6 * (1 / 12 + (1 / 8) / 3))
    assert simulation.records().monthly.mentions[4] == pytest.approx(by_use)


def test_a_user_named_champion_counts_as_no_new_user() -> None:
    simulation = still({"change": [{"month": 0, "champions": 2, "champions_by": "first"}]})
    simulation.advance()
    assert simulation.records().monthly.adoptions[0] == 1  # the second person was the first user
    assert changes_of(simulation)[:2] == [UseChange.CHAMPION, UseChange.NONE]


# counting


def test_counts_are_those_of_the_people() -> None:
    values = {
        "firm.employees": 90,
        "turnover.turnover_probability": 0.05,
        "adoption.spontaneous_hazard": 0.05,
    }
    simulation = start(world("task-force-broad", values))
    simulation.advance(40)
    state = simulation.state
    people = state.people
    for row, department in enumerate(state.departments):
        is_here = people.department == row
        is_user = is_here & people.is_active
        assert department.active == is_user.sum()
        assert department.skill_sum == pytest.approx(people.skill[is_user].sum())
        assert department.user_training_sum == pytest.approx(people.training[is_user].sum())
        assert department.mistake_sum == pytest.approx((1 - 0.7 * people.training[is_user]).sum())
        heads = people.usefulness[is_here & people.is_manager]
        assert department.manager_usefulness_sum == pytest.approx(heads.sum())
    assert state.firm[0].training_sum == pytest.approx(people.training.sum())
    shares = state.departments.active / state.departments.employees
    assert state.firm[0].mean_active_share == pytest.approx(shares.mean())
