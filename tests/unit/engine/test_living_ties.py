"""Ties are lost with leavers and made by introduction, and every count of them stays true."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from smsim.engine.setup import FURTHER_MADE_TIES
from smsim.engine.simulation import Simulation
from smsim.organisation.formation import complete_organisation
from smsim.organisation.organisation import Organisation
from smsim.randomness.draws import block, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import EventKind
from tests.simulations import ALIKE, STILL, hand_made, start, world
from tests.ties import assert_ties_sound, formed_ties, free_places, made_ties

LIVING = {**STILL, **ALIKE, "ties.are_ties_living": True, "appointment_month": 0, "horizon_months": 200}
NOTHING_MADE = {"ties.meeting_ties": 0.0, "ties.ties_made": 0.0}
STAR = hand_made(
    ["marketing", "sales", "finance"],
    [3, 6, 2],
    ties=[(0, 1, 64), (0, 9, 64), *((0, row, 64) for row in range(3, 9)), (3, 4, 64)],
)
"""Row 0 of marketing knows everybody in sales, one in finance and one at home."""
LED_BY_STAR = {"levers.lead_by": "most_ties"}
EVERYBODY_SITS = ["marketing", "communications", "sales", "customer_service", "human_resources"]
EVERYBODY_SITS += ["research_development", "finance", "information_technology", "operations", "executive"]


def living(
    values: dict[str, Any] | None = None,
    organisation: Organisation | None = None,
    preset: str = "lone-manager",
    months: int = 0,
) -> Simulation:
    simulation = start(world(preset, {**LIVING, **(values or {})}), organisation)
    simulation.advance(months)
    return simulation


def unlucky(simulation: Simulation, row: int, month: int, ties: int, share: float) -> list[bool]:
    """Return which of somebody's ties across departments are lost, by the draws alone."""
    state = simulation.state
    found: list[bool] = []
    for number in range(-(-ties // 4)):
        later = month + 65536 * number
        words = block(state.firm[0].key, state.people.key[row], later, int(DrawPurpose.TIES_LOST))
        found += [word_to_uniform(word) < share for word in words]
    return found[:ties]


# lost with leavers


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_leaver_loses_the_ties_elsewhere_that_luck_says_both_ways(share: float) -> None:
    values = {**NOTHING_MADE, **LED_BY_STAR, "ties.ties_lost_share": share}
    simulation = living({**values, "change": [{"month": 5, "lead_leaves": True}]}, STAR, months=5)
    assert simulation.state.firm[0].lead == 0
    elsewhere = [3, 4, 5, 6, 7, 8, 9]
    lost = {
        other
        for other, is_lost in zip(elsewhere, unlucky(simulation, 0, 5, 7, share), strict=True)
        if is_lost
    }
    assert lost if share else not lost
    before = set(formed_ties(simulation))
    simulation.advance()
    gone = before - set(formed_ties(simulation))
    assert gone == {(0, other) for other in lost} | {(other, 0) for other in lost}
    assert_ties_sound(simulation)


def test_whoever_follows_keeps_the_ties_at_home() -> None:
    values = {**NOTHING_MADE, **LED_BY_STAR, "ties.ties_lost_share": 1.0}
    simulation = living({**values, "change": [{"month": 5, "lead_leaves": True}]}, STAR, months=6)
    assert set(formed_ties(simulation)) == {(0, 1), (1, 0), (3, 4), (4, 3)}


@pytest.mark.parametrize("practice", [0.39, 0.4])
def test_ties_into_departments_one_works_with_stay(practice: float) -> None:
    values = {**NOTHING_MADE, **LED_BY_STAR, "ties.ties_lost_share": 1.0, "practice.practice_decay": 0.0}
    values |= {"practice.practice_growth": 0.0, "change": [{"month": 5, "lead_leaves": True}]}
    simulation = living(values, STAR, months=5)
    simulation.state.departments.practice[:] = [0.4, practice, 0.0]
    simulation.advance()
    others = {other for one, other in formed_ties(simulation) if one == 0}
    assert others == ({1, *range(3, 9)} if practice >= 0.4 else {1})


def test_ties_between_two_seats_stay() -> None:
    values = {**NOTHING_MADE, **LED_BY_STAR, "ties.ties_lost_share": 1.0}
    values |= {"levers.members": ["marketing", "finance"], "change": [{"month": 5, "lead_leaves": True}]}
    simulation = living(values, STAR, "task-force-broad", months=6)
    assert {other for one, other in formed_ties(simulation) if one == 0} == {1, 9}


def test_ordinary_turnover_loses_ties_too() -> None:
    values = {**NOTHING_MADE, "turnover.turnover_probability": 0.05, "ties.ties_lost_share": 1.0}
    simulation = living({**values, "firm.employees": 60}, months=120)
    state = simulation.state
    assert state.ties.between.sum() == 0.0
    assert_ties_sound(simulation)


@pytest.mark.parametrize("values", [{"ties.are_ties_living": False}, {"ties.ties_lost_share": 0.0}])
def test_ties_may_stay_for_good(values: dict[str, Any]) -> None:
    base = {"turnover.turnover_probability": 0.05, "turnover.reorganisation_hazard": 0.05}
    base |= {"ties.reorganised_ties_share": 0.0, "firm.employees": 60, **NOTHING_MADE}
    simulation = living({**base, **values})
    before = formed_ties(simulation)
    simulation.advance(100)
    assert formed_ties(simulation) == before and not made_ties(simulation)


def test_a_reorganisation_cuts_a_share_of_ties_across_departments_and_none_within() -> None:
    values = {**NOTHING_MADE, "ties.reorganised_ties_share": 0.3, "firm.employees": 1500}
    values |= {"turnover.replaced_share": 0.0, "change": [{"month": 3, "is_reorganised": True}]}
    simulation = living(values, months=3)
    department = simulation.state.people.department
    before = formed_ties(simulation)
    simulation.advance()
    after = formed_ties(simulation)
    across = [tie for tie in before if department[tie[0]] != department[tie[1]]]
    lost = before.keys() - after.keys()
    assert lost <= set(across)
    pairs = len(across) / 2
    assert len(lost) / 2 == pytest.approx(0.3 * pairs, abs=4 * np.sqrt(0.21 * pairs))
    assert_ties_sound(simulation)


# made by introduction


def test_people_in_charge_meet_colleagues_of_colleagues() -> None:
    """Row 0 leads and knows only row 1, who knows row 2 of sales; row 3 of finance is out of reach."""
    chain = hand_made(["marketing", "sales", "finance"], [2, 1, 1], ties=[(0, 1, 64), (1, 2, 64), (2, 3, 64)])
    values = {"ties.meeting_ties": 1.0, "ties.ties_made": 0.0, "levers.lead_by": "fewest_ties"}
    simulation = living(values, chain)
    met = []
    for _ in range(40):
        simulation.advance()
        assert_ties_sound(simulation)
        met.append({other for one, other in made_ties(simulation) if one == 0})
    assert simulation.state.firm[0].lead == 0
    first = next(others for others in met if others)
    assert first == {2}
    assert met[-1] == {2, 3}
    assert all(before <= after for before, after in pairwise(met))


def test_whom_nobody_knows_meets_nobody() -> None:
    apart = hand_made(["marketing", "sales"], [2, 4], ties=[(2, 3, 64), (3, 4, 64)])
    simulation = living({"ties.meeting_ties": 1.0, "ties.ties_made": 1.0}, apart, months=60)
    assert not made_ties(simulation)


def test_departments_that_work_together_make_as_many_ties_as_described() -> None:
    """An attempt that leads to somebody known, at home or in a third department makes none."""
    values = {"ties.meeting_ties": 0.0, "ties.ties_made": 0.02, "firm.employees": 300}
    members = {"levers.members": ["sales", "finance"]}
    simulation = living({**values, **members}, preset="task-force-broad", months=120)
    department, names = simulation.state.people.department, simulation.organisation.department_names
    joined = {frozenset((names[department[a]], names[department[b]])) for a, b in made_ties(simulation)}
    assert joined == {frozenset(("sales", "finance"))}
    attempts = (48 + 18) * 0.02 * 120
    assert 0 < len(made_ties(simulation)) / 2 < attempts


def test_departments_that_do_not_work_together_make_none() -> None:
    values = {"ties.meeting_ties": 0.0, "ties.ties_made": 1.0, "levers.members": ["sales"]}
    values |= {"practice.practice_growth": 0.0, "firm.employees": 100}
    assert not made_ties(living(values, preset="task-force-broad", months=60))


def test_a_made_tie_counts_like_any_other() -> None:
    chain = hand_made(["marketing", "sales"], [2, 1], ties=[(0, 1, 64), (1, 2, 64)])
    values = {"ties.meeting_ties": 1.0, "levers.lead_by": "fewest_ties"}
    simulation = living(values, chain)
    while not made_ties(simulation):
        simulation.advance()
    people = simulation.state.people
    assert people.total_weight.tolist() == [128, 128, 128]
    assert people.is_active[0]  # in charge
    assert people.active_weight[2] == 64 * (1 + people.is_active[1])
    assert simulation.state.ties.between.tolist() == [[0, 2], [2, 0]]


# places


FULL = {
    "firm.employees": 40,
    "firm.ties_per_person": 4,
    "levers.members": EVERYBODY_SITS,
    "ties.meeting_ties": 1.0,
    "ties.ties_made": 1.0,
}


def test_no_more_ties_are_made_than_there_are_places() -> None:
    simulation = living(FULL, preset="task-force-broad", months=60)
    assert free_places(simulation) == [] and simulation.state.firm[0].free_tie == -1
    assert len(made_ties(simulation)) == 2 * (40 + FURTHER_MADE_TIES)
    assert_ties_sound(simulation)
    simulation.advance(20)
    assert_ties_sound(simulation)


def test_freed_places_are_used_again() -> None:
    values = {**FULL, "ties.reorganised_ties_share": 0.5, "turnover.replaced_share": 0.0}
    values |= {"change": [{"month": 60, "is_reorganised": True, "members": ["marketing"]}]}
    values["change"] += [{"month": 70, "members": EVERYBODY_SITS}]
    simulation = living(values, preset="task-force-broad", months=61)
    left = len(made_ties(simulation))
    assert 0 < left < 2 * (40 + FURTHER_MADE_TIES)
    assert_ties_sound(simulation)
    simulation.advance(60)
    assert len(made_ties(simulation)) == 2 * (40 + FURTHER_MADE_TIES)
    assert_ties_sound(simulation)


def test_a_lost_tie_of_the_start_may_be_made_again() -> None:
    values = {**FULL, "firm.employees": 20, "ties.reorganised_ties_share": 0.5}
    simulation = living(
        {**values, "change": [{"month": 2, "is_reorganised": True}]}, preset="task-force-broad"
    )
    before = set(formed_ties(simulation))
    simulation.advance(60)
    lost = before - set(formed_ties(simulation))
    assert lost & set(made_ties(simulation))


# complete organisations, copies and hands


def test_ties_of_a_complete_organisation_never_change() -> None:
    values = {"firm.employees": 30, "turnover.turnover_probability": 0.1, "ties.ties_lost_share": 1.0}
    values |= {"ties.meeting_ties": 1.0, "turnover.reorganisation_hazard": 0.1}
    scenario = world("lone-manager", {**LIVING, **values})
    everyone = complete_organisation(scenario.firm, scenario.parameters.departments)
    simulation = start(scenario, everyone)
    between = simulation.state.ties.between.copy()
    sizes = simulation.state.departments.employees
    assert between == pytest.approx(np.outer(sizes, sizes) - np.diag(sizes**2))
    for _ in range(60):
        simulation.advance()
        assert np.array_equal(simulation.state.ties.between, between)
        users = simulation.state.departments.active
        expected = np.outer(sizes, users) - np.diag(sizes * users)
        assert simulation.state.ties.to_users == pytest.approx(expected)


RESTLESS = {
    "firm.employees": 50,
    "turnover.turnover_probability": 0.05,
    "turnover.reorganisation_hazard": 0.05,
    "turnover.executive_change_hazard": 0.05,
    "adoption.spontaneous_hazard": 0.02,
    "adoption.discontinuance_hazard": 0.05,
    "ties.ties_made": 0.1,
    "ties.meeting_ties": 0.5,
    "ties.ties_lost_share": 0.5,
    "levers.members": ["marketing", "sales", "finance"],
}


def test_a_branch_shares_no_tie_with_its_trunk() -> None:
    simulation = living(RESTLESS, preset="task-force-broad", months=40)
    branch = simulation.copy()
    before = formed_ties(simulation), made_ties(simulation), free_places(simulation)
    branch.advance(40)
    assert (formed_ties(simulation), made_ties(simulation), free_places(simulation)) == before
    assert (formed_ties(branch), made_ties(branch)) != before[:2]
    assert_ties_sound(simulation)
    assert_ties_sound(branch)
    simulation.advance(40)
    assert formed_ties(simulation) == formed_ties(branch) and made_ties(simulation) == made_ties(branch)


def test_the_living_organisation_has_the_ties_of_now() -> None:
    simulation = living(RESTLESS, preset="task-force-broad", months=80)
    assert made_ties(simulation) and len(formed_ties(simulation)) < simulation.organisation.tie_targets.size
    now = simulation.living_organisation()
    sources = np.repeat(np.arange(50), np.diff(now.tie_starts))
    pairs = set(zip(sources.tolist(), now.tie_targets.tolist(), strict=True))
    assert pairs == set(formed_ties(simulation)) | set(made_ties(simulation))


def test_rearranging_by_hand_keeps_lost_ties_lost_and_made_ties_made() -> None:
    simulation = living(RESTLESS, preset="task-force-broad", months=80)
    weights = formed_ties(simulation) + made_ties(simulation)
    counts = simulation.state.people.active_weight.copy()
    simulation.replace_ties(simulation.living_organisation())
    assert not made_ties(simulation)
    again = formed_ties(simulation)
    assert again.keys() == weights.keys()
    managers = {(int(row), number) for number, row in enumerate(simulation.organisation.manager)}
    assert {tie for tie in again if again[tie] != weights[tie]} <= managers  # who is made to be heard more
    assert (simulation.state.people.active_weight >= counts).all()
    assert_ties_sound(simulation)
    simulation.advance(20)
    assert_ties_sound(simulation)


def test_who_is_moved_takes_the_ties_along() -> None:
    simulation = living(RESTLESS, preset="task-force-broad", months=30)
    for row in (0, 3, 11):
        simulation.transfer(row, 5)
        assert_ties_sound(simulation)
    simulation.advance(30)
    assert_ties_sound(simulation)


def test_events_name_the_reorganisation() -> None:
    simulation = living({"change": [{"month": 4, "is_reorganised": True}]}, STAR, months=6)
    events = simulation.records().events
    assert events.month[events.kind == EventKind.REORGANISED].tolist() == [4]
