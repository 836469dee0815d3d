"""Who is put in charge: leads and representatives are people, found, lost and followed by others."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.organisation.organisation import Organisation
from smsim.randomness.draws import block as block_of
from smsim.randomness.draws import standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import EventKind, UseChange
from tests.simulations import ALIKE, STILL, hand_made, set_users, start, world
from tests.soundness import assert_sound

# marketing 0-4, sales 5-9, finance 10: row 3 and row 7 bridge most, row 2 and row 8 least
FIRM = hand_made(
    ["marketing", "sales", "finance"],
    [5, 5, 1],
    ties=[
        *((3, other, 64) for other in (5, 6, 7)),
        *((one, 7, 64) for one in (0, 1, 4)),
        *((0, other, 64) for other in (5, 6, 9)),
        *((one, 10, 64) for one in (4, 7, 8)),
        (1, 2, 64),
        (8, 9, 64),
    ],
    manager=[1, -1, 1, 1, 1, 6, -1, 6, 6, 6, -1],
)
NOBODY = np.uint64(0)


def led(
    values: dict[str, Any] | None = None,
    preset: str = "lone-manager",
    months: int = 1,
    organisation: Organisation = FIRM,
    seed: int = 1,
) -> Simulation:
    base = {**STILL, **ALIKE, "appointment_month": 0, "horizon_months": 60}
    simulation = start(world(preset, {**base, **(values or {})}), organisation, seed, record_people=True)
    simulation.advance(months)
    return simulation


def seats(simulation: Simulation) -> list[int]:
    return simulation.state.departments.representative.tolist()


def events(simulation: Simulation, kind: EventKind) -> list[tuple[int, int, int]]:
    found = simulation.records().events
    return [(int(e.month), int(e.department), int(e.detail)) for e in found[found.kind == kind]]


# who leads


@pytest.mark.parametrize(("by", "lead"), [("most_ties", 0), ("fewest_ties", 2), ("first_user", 1)])
def test_a_lead_is_picked_at_home(by: str, lead: int) -> None:
    """The first user is the second person at home."""
    simulation = led({"levers.lead_by": by})
    assert simulation.state.firm[0].lead == lead
    assert events(simulation, EventKind.LEAD_APPOINTED) == [(0, 0, lead)]


@pytest.mark.parametrize("seed", range(6))
def test_a_lead_picked_by_luck_is_the_one_the_draw_says(seed: int) -> None:
    simulation = led(seed=seed)
    luck = uniform(simulation.state.firm[0].key, NOBODY, 0, int(DrawPurpose.LEAD_CHOSEN))
    assert simulation.state.firm[0].lead == int(5 * luck)


def test_without_a_user_at_home_anyone_is_picked() -> None:
    simulation = led({"levers.lead_by": "first_user", "adoption.has_first_user": False})
    luck = uniform(simulation.state.firm[0].key, NOBODY, 0, int(DrawPurpose.LEAD_CHOSEN))
    assert simulation.state.firm[0].lead == int(5 * luck)


def test_a_search_takes_as_long_as_its_draw_says() -> None:
    for seed in range(4):
        simulation = led({"turnover.mean_vacancy_months": 5.0}, months=60, seed=seed)
        luck = uniform(simulation.state.firm[0].key, NOBODY, 0, int(DrawPurpose.LEAD_SEARCH))
        found = math.floor(-5.0 * math.log(1.0 - luck))
        assert [month for month, _, _ in events(simulation, EventKind.LEAD_APPOINTED)] == [found]
        has_lead = simulation.records().monthly.has_lead
        assert not has_lead[:found].any() and has_lead[found:].all()


def test_leads_differ_in_skill_by_the_log_odds_of_their_draw() -> None:
    values = {"turnover.lead_spread": 0.8, "change": [{"month": 10, "lead_leaves": True}]}
    simulation = led(values, months=10)
    firm = simulation.state.firm[0]
    skills = []
    for month in (0, 11):
        words = block_of(firm.key, np.uint64(1), month, int(DrawPurpose.LEAD_CHOSEN))
        shift = 0.8 * standard_normal(word_to_uniform(words[0]), word_to_uniform(words[1]))
        skills.append(1.0 / (1.0 + (1.0 - 0.45) / 0.45 * math.exp(-shift)))
    assert firm.strategic_skill == pytest.approx(skills[0])
    simulation.advance(2)
    assert firm.strategic_skill == pytest.approx(skills[1]) != skills[0]


def test_a_skill_that_is_set_is_every_leads() -> None:
    values = {"turnover.lead_spread": 3.0, "levers.strategic_skill": 0.37}
    assert led(values).state.firm[0].strategic_skill == 0.37


def test_a_lead_never_leaves_by_ordinary_turnover() -> None:
    values = {"turnover.turnover_probability": 1.0, "turnover.lead_turnover_factor": 0.0}
    simulation = led(values, months=1)
    lead, traits = simulation.state.firm[0].lead, simulation.state.people.innovativeness.copy()
    simulation.advance()
    kept = np.flatnonzero(simulation.state.people.innovativeness == traits)
    assert kept.tolist() == [lead]
    assert events(simulation, EventKind.LEAD_LEAVES) == []


def test_a_lead_who_leaves_makes_place_for_a_newcomer() -> None:
    simulation = led({"change": [{"month": 5, "lead_leaves": True}]}, months=5)
    lead = int(simulation.state.firm[0].lead)
    assert simulation.state.people.is_active[lead]
    trait = simulation.state.people.innovativeness[lead]
    simulation.advance()
    assert simulation.state.firm[0].lead == -1
    assert not simulation.state.people.is_in_charge.any()
    assert not simulation.state.people.is_active[lead]
    assert simulation.state.people.innovativeness[lead] != trait
    records = simulation.records()
    assert records.use_changes is not None and records.use_changes[5, lead] == UseChange.REPLACED_USER
    assert records.monthly.leavers[5] == 1


def test_nobody_in_charge_means_nobody() -> None:
    change = [{"month": 5, "form": "grassroots"}]
    simulation = led({"change": change, "levers.members": ["sales"]}, "task-force-broad", months=6)
    assert simulation.state.firm[0].lead == -1 and seats(simulation) == [-1, -1, -1]
    assert not simulation.state.people.is_in_charge.any()
    assert simulation.records().monthly.leavers.sum() == 0  # who was in charge stays in the firm


# seats

EVERYBODY = {"levers.members": ["marketing", "sales", "finance"], "levers.lead_by": "most_ties"}


@pytest.mark.parametrize(("by", "expected"), [("most_ties", 7), ("fewest_ties", 8), ("head", 6)])
def test_seats_are_taken_as_the_lever_says(by: str, expected: int) -> None:
    """The lead speaks for the home department; who is alone in a department has its seat."""
    simulation = led({**EVERYBODY, "levers.representatives_by": by}, "task-force-broad")
    assert seats(simulation) == [-1, expected, 10]
    assert events(simulation, EventKind.SEAT_FILLED) == [(0, 1, expected), (0, 2, 10)]
    assert np.flatnonzero(simulation.state.people.is_in_charge).tolist() == [0, expected, 10]


def test_a_seat_taken_by_luck_is_the_draws() -> None:
    simulation = led(EVERYBODY, "task-force-broad")
    key = simulation.state.departments.key[1]
    luck = uniform(simulation.state.firm[0].key, key, 0, int(DrawPurpose.REPRESENTATIVE))
    assert seats(simulation) == [-1, 5 + int(5 * luck), 10]


def test_seats_follow_the_members() -> None:
    change = [{"month": 3, "members": ["finance"]}, {"month": 6, "members": ["sales"]}]
    simulation = led({**EVERYBODY, "change": change}, "task-force-broad", months=3)
    assert [row >= 0 for row in seats(simulation)] == [False, True, True]
    simulation.advance(3)
    assert seats(simulation) == [-1, -1, 10]
    simulation.advance()
    assert seats(simulation)[0] == seats(simulation)[2] == -1 and 5 <= seats(simulation)[1] < 10
    in_charge = {int(simulation.state.firm[0].lead), seats(simulation)[1]}
    assert set(np.flatnonzero(simulation.state.people.is_in_charge)) == in_charge


def test_who_leaves_a_seat_is_followed_in_the_next_month() -> None:
    values = {**EVERYBODY, "levers.representatives_by": "most_ties", "turnover.lead_turnover_factor": 0.0}
    simulation = led({**values, "turnover.turnover_probability": 1.0}, "task-force-broad")
    assert seats(simulation) == [-1, -1, -1]  # turnover comes at the end of the month
    assert np.flatnonzero(simulation.state.people.is_in_charge).tolist() == [simulation.state.firm[0].lead]
    simulation.advance(2)
    filled = events(simulation, EventKind.SEAT_FILLED)
    assert filled == [(month, row, 7 if row == 1 else 10) for month in range(3) for row in (1, 2)]


def test_who_is_moved_leaves_the_seat() -> None:
    simulation = led({**EVERYBODY, "levers.representatives_by": "most_ties"}, "task-force-broad", months=2)
    simulation.transfer(7, 2)
    assert seats(simulation) == [-1, -1, 10] and not simulation.state.people.is_in_charge[7]
    simulation.advance()
    assert seats(simulation)[1] in (5, 6, 8, 9)


def test_a_head_who_leaves_takes_the_endorsement_along() -> None:
    values = {"turnover.turnover_probability": 1.0, "turnover.lead_turnover_factor": 0.0}
    simulation = led({**values, "levers.lead_by": "fewest_ties"})
    simulation.state.departments.endorsement[:] = 0.7
    simulation.advance()
    assert simulation.state.departments.head.tolist() == [1, 6, 10]
    assert simulation.state.departments.endorsement.tolist() == [0, 0, 0]
    assert not simulation.state.kinds.endorsement.any()
    assert events(simulation, EventKind.HEAD_CHANGED)[-3:] == [(1, 0, 1), (1, 1, 6), (1, 2, 10)]


# use


def test_those_in_charge_are_users_at_once_and_seen() -> None:
    values = {**EVERYBODY, "levers.representatives_by": "most_ties", "adoption.has_first_user": False}
    simulation = led(values, "task-force-broad")
    records = simulation.records()
    assert np.flatnonzero(simulation.state.people.is_active).tolist() == [0, 7, 10]
    assert records.use_changes is not None
    assert np.flatnonzero(records.use_changes[0] == UseChange.IN_CHARGE).tolist() == [0, 7, 10]
    assert records.monthly.adoptions[0] == 3 and records.monthly.active_employees[0] == 3
    assert simulation.state.people.active_weight[3] == 64  # row 3 knows row 7


def test_they_do_not_give_up_while_in_charge() -> None:
    values = {"adoption.discontinuance_hazard": 10.0, "adoption.spontaneous_hazard": 0.0}
    simulation = led(
        {**values, **EVERYBODY, "levers.representatives_by": "head"}, "task-force-broad", months=3
    )
    set_users(simulation, np.ones(11, bool))
    simulation.state.people.usefulness[:] = 0.0
    simulation.advance()
    assert np.flatnonzero(simulation.state.people.is_active).tolist() == [0, 6, 10]


def test_a_ban_takes_access_from_the_same_places_every_time() -> None:
    change = [{"month": 2, "ban_share": 0.5}, {"month": 4, "ban_share": 0.0}, {"month": 6, "ban_share": 0.7}]
    simulation = led({"change": change}, months=2)
    set_users(simulation, np.ones(11, bool))
    people = simulation.state.people
    owners = [
        uniform(simulation.state.firm[0].key, key, -1 % 2**32, int(DrawPurpose.ACCESS)) for key in people.key
    ]
    simulation.advance()
    half = np.flatnonzero(people.is_blocked)
    assert 0 < half.size < 11 and len(owners) == 11
    assert not people.is_active[half].any() and people.is_active.sum() == 11 - half.size
    simulation.advance(2)
    assert not people.is_blocked.any()
    simulation.advance(2)
    assert set(half) <= set(np.flatnonzero(people.is_blocked))


def test_whoever_is_in_charge_without_access_is_no_user() -> None:
    simulation = led({**EVERYBODY, "levers.ban_share": 1.0}, "task-force-broad", months=5)
    assert simulation.state.firm[0].lead == 0 and not simulation.state.people.is_active.any()
    assert simulation.records().monthly.adoptions.sum() == 0
    assert_sound(simulation.records())


# small and odd firms


@pytest.mark.parametrize("preset", ["lone-manager", "task-force-broad", "group-head", "dandelion"])
@pytest.mark.parametrize(
    ("kinds", "sizes"),
    [(["marketing"], [1]), (["marketing"], [2]), (["marketing", "sales"], [1, 1]), (["marketing"], [6])],
    ids=["one", "two", "two apart", "only the home"],
)
def test_the_smallest_firms_live(preset: str, kinds: list[str], sizes: list[int]) -> None:
    values = {"horizon_months": 60, "appointment_month": 2, "turnover.turnover_probability": 0.2}
    values |= {"change": [{"month": 20, "is_reorganised": True, "executives_change": True}]}
    simulation = start(world(preset, values), hand_made(kinds, sizes))
    records = simulation.run()
    assert_sound(records)
    assert not np.isnan(records.by_department.contact).any()
    assert not np.isnan(records.monthly.mandate).any()


def test_a_home_department_that_was_emptied_finds_no_lead() -> None:
    simulation = led({"change": [{"month": 4, "lead_leaves": True}]}, months=2)
    for row in range(5):
        simulation.transfer(row, 1)
    simulation.advance(20)
    assert simulation.state.firm[0].lead == -1
    assert not simulation.state.people.is_in_charge.any()
    assert [month for month, _, _ in events(simulation, EventKind.LEAD_APPOINTED)] == [0]
    assert_sound(simulation.records())
