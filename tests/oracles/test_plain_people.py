"""Plain people and their ties against what is worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smsim.organisation.formation import complete_organisation
from smsim.parameters import Firm, Parameters
from smsim.randomness.draws import block
from smsim.randomness.keys import run_key
from tests.oracles.given_luck import GivenLuck
from tests.oracles.plain_luck import Luck, place_among
from tests.oracles.plain_numbers import PURPOSES, numbers
from tests.oracles.plain_people import People, Person
from tests.simulations import hand_made

N = numbers()
TIES = [(0, 1, 64), (0, 3, 64), (1, 4, 32), (2, 3, 64)]


def people(ties=TIES, sizes=(3, 2), manager=None, **other) -> People:
    """Seat two departments, marketing and sales; nobody is a user."""
    organisation = hand_made(("marketing", "sales"), sizes, ties, manager)
    n = numbers(has_first_user=False, **other)
    return People.of_organisation(organisation, [0.95, 0.8], 0, GivenLuck(), n)


def person(**traits) -> Person:
    given = {"row": 0, "key": 1, "department": 0, "manager": -1, "is_manager": False, "fit": 0.8}
    return Person(**{**given, **traits})


# ties


def test_ties_are_counted_between_people_and_between_departments() -> None:
    firm = people()
    assert (firm.ties_into(0, 0), firm.ties_into(0, 1), firm.ties_elsewhere(3)) == (1, 1, 2)
    assert firm.ties_between(0, 1) == firm.ties_between(1, 0) == 3
    assert firm.ties_of(0, to_users=True)[1] == 0
    firm.everyone[3].is_active = True
    assert firm.ties_of(0, to_users=True)[1] == 2
    assert firm.ties_of(1, to_users=True)[0] == 0
    firm.everyone[0].is_active = True
    assert firm.ties_of(1, to_users=True)[0] == 1


def test_a_lost_tie_counts_for_nothing_either_way() -> None:
    firm = people()
    firm.everyone[0].is_active = firm.everyone[3].is_active = True
    firm.untie(3, 0)
    assert not firm.are_tied(0, 3)
    assert not firm.are_tied(3, 0)
    assert firm.ties_between(0, 1) == firm.ties_between(1, 0) == 2
    assert (firm.ties_of(0, to_users=True)[1], firm.ties_of(1, to_users=True)[0]) == (1, 0)
    firm.look_around()
    assert [p.exposure for p in firm] == [0, 1 * 64 / 96, 1, 0, 0]


def test_a_tie_is_made_once_and_may_be_made_anew_when_it_was_lost() -> None:
    firm = people()
    firm.tie(0, 3)
    firm.tie(2, 2)
    assert firm.made == []
    firm.untie(0, 3)
    firm.tie(3, 0)
    firm.tie(0, 3)
    firm.tie(0, 4)
    assert firm.ties_elsewhere(0) == 2
    assert firm.made_by(0) == [4, 3]  # newest first
    firm.untie(3, 0)
    assert firm.made_by(0) == [4]
    assert not firm.are_tied(0, 3)


def test_a_made_tie_weighs_one_both_ways_whoever_leads_whom() -> None:
    firm = people(ties=[(0, 1, 64)], manager=[1, -1, -1, 1, -1])
    assert firm.colleagues(0) == {1: 192}
    firm.tie(3, 1)
    assert firm.colleagues(3) == {1: 64}
    assert firm.colleagues(1) == {0: 64, 3: 64}


def test_no_more_ties_are_made_than_people_and_64() -> None:
    firm = people(ties=[], sizes=(13, 1))
    pairs = [(one, other) for one in range(14) for other in range(one)]
    for one, other in pairs:
        firm.tie(one, other)
    assert len(firm.made) == 14 + 64 < len(pairs)


def test_ties_elsewhere_are_numbered_by_row_as_far_as_they_live() -> None:
    firm = people(ties=[(0, 3, 64), (0, 4, 64), (0, 1, 64)])
    firm.tie(0, 2)
    assert firm.numbered(0) == [(0, 3), (1, 4)]
    firm.untie(0, 3)
    assert firm.numbered(0) == [(0, 4)]
    firm.tie(3, 0)
    assert firm.numbered(0) == [(0, 4), (1, 3)]
    assert firm.numbered(4) == [(0, 0)]
    assert firm.numbered(4, is_upwards=True) == []
    assert firm.numbered(0, is_upwards=True) == [(0, 4), (1, 3)]


def test_each_tie_is_lost_by_a_word_of_its_own() -> None:
    luck = Luck(5, 1)
    firm = people(ties=[(0, other, 64) for other in range(3, 12)], sizes=(3, 9))
    one = firm.everyone[0]
    firm.lose_by_chance("ties lost", one, firm.numbered(0), 0.4, luck, 17)
    expected = []
    for number in range(9):
        month = 17 + 65536 * (number // 4)
        words = block(np.uint64(run_key(5, 1)), np.uint64(one.key), month, PURPOSES["ties lost"])
        if (int(words[number % 4]) + 0.5) / 2**32 >= 0.4:
            expected.append(3 + number)
    assert sorted(firm.colleagues(0)) == expected
    assert 0 < len(expected) < 9


def test_places_are_as_likely_as_each_other() -> None:
    assert [place_among(word, 3) for word in (0, 2**32 // 3, 2**32 // 3 + 1, 2**32 - 1)] == [0, 0, 1, 2]


def test_everyone_is_tied_to_everyone_in_a_complete_organisation() -> None:
    organisation = complete_organisation(Firm(employees=20), Parameters().departments)
    firm = People.of_organisation(organisation, [0.5] * organisation.departments, 0, Luck(1, 0), N)
    sizes = organisation.department_sizes.tolist()
    assert firm.ties_between(0, 1) == sizes[0] * sizes[1]
    users = sum(p.is_active for p in firm.of(0))
    assert firm.ties_of(1, to_users=True)[0] == sizes[1] * users > 0


# use and learning


def test_the_reasons_of_starting_by_hand() -> None:
    somebody = person(training=0.6, usefulness=0.3, innovativeness=0.7, threshold=0.2, exposure=0.4)
    # facilitation (.5 + .5 * .6) * .8 = .64, times 2 * .3 = .384
    expected = (0.384 * 2 * 0.7 * 0.002, 0.384 * 0.06 * 0.8, 0.384 * 2 * 0.3 * 0.015)
    assert tuple(somebody.reasons(N, 0.2, 0.015).values()) == pytest.approx(expected, rel=1e-14)


def test_the_threshold_is_met_half_way_and_may_be_a_step() -> None:
    somebody = person(threshold=0.2, exposure=0.2)
    assert somebody.response(N) == pytest.approx(0.5)
    assert somebody.response(numbers(response="linear")) == 0.2
    somebody.exposure = 0.199
    assert somebody.response(numbers(threshold_sharpness=1e9)) == 0
    somebody.exposure = 0.0
    assert somebody.response(N) == 0


@pytest.mark.parametrize(
    ("has_access", "is_held", "deciding", "change"),
    [
        (True, False, 0.0095, "discontinued"),
        (True, False, 0.0097, "none"),
        (True, True, 0.0001, "none"),
        (False, True, 0.99, "discontinued"),
    ],
)
def test_users_stop_by_disappointment_or_without_access(has_access, is_held, deciding, change) -> None:
    somebody = person(is_active=True, usefulness=0.6, draws=(deciding, 1, 1, 1))
    assert 1 - math.exp(-0.012 * 0.8) == pytest.approx(0.00955, abs=1e-5)
    somebody.decide(N, has_access=has_access, is_held=is_held, workload=0.15, directive=0.0)
    assert (somebody.change, somebody.is_active) == (change, change == "none")


def test_nobody_starts_without_access_and_others_start_by_a_reason_in_proportion() -> None:
    traits = {"usefulness": 10.0, "innovativeness": 0.5, "exposure": 1.0, "threshold": 1e-9}
    n = numbers(spontaneous_hazard=1.0, peer_hazard=2.0)
    for cause, reason in ((0.24, "spontaneous"), (0.26, "peers"), (0.74, "peers"), (0.76, "directive")):
        somebody = person(**traits, draws=(0.5, 1, 1, cause))
        somebody.decide(n, has_access=False, is_held=True, workload=0.0, directive=1.0)
        assert not somebody.is_active
        somebody.decide(n, has_access=True, is_held=False, workload=0.0, directive=1.0)
        assert somebody.change == reason


def test_learning_by_hand() -> None:
    user = person(is_active=True, usefulness=0.3, skill=0.2, training=0.48)
    user.learn(N, practice=0.5, measured=1.0)
    assert user.usefulness == pytest.approx(0.3 + 0.15 * (0.8 * 0.7 - 0.3))
    assert user.skill == pytest.approx(0.2 + 0.1 * 0.8 * 0.74)
    assert user.training == pytest.approx(0.46)
    other = person(usefulness=0.3, exposure=0.1)
    other.learn(N, practice=0.5, measured=0.4)
    assert other.usefulness == pytest.approx(0.3 + 0.15 * (0.8 * (0.4 + 0.6 * 0.47) - 0.3))
    alone = person(usefulness=0.3)
    alone.learn(N, practice=0.5, measured=0.4)
    assert alone.usefulness == pytest.approx(0.3 + 0.15 * (0.8 * (0.4 + 0.6 * 0.12) - 0.3))


def test_seats_go_to_users_then_to_the_lucky_then_by_row() -> None:
    firm = people()
    for somebody, luck in zip(firm, (0.1, 0.5, 0.5, 0.1, 0.1), strict=True):
        somebody.draws = (1, 1, luck, 1)
    firm.everyone[4].is_active = True
    firm.train(N, 0.3)  # 1.5 of 5, rounded up
    assert [p.training for p in firm] == [0, 1, 0, 0, 1]


def test_newcomers_and_the_first_user() -> None:
    organisation = hand_made(("marketing", "sales"), (2, 2))
    firm = People.of_organisation(organisation, [0.95, 0.8], 0, Luck(2, 0), N)
    assert [p.is_active for p in firm] == [False, True, False, False]
    assert firm.everyone[1].innovativeness == 0.95
    assert firm.everyone[2].usefulness == pytest.approx(0.8 * 0.4)
    before = firm.everyone[1].innovativeness, firm.everyone[1].threshold, firm.everyone[1].access_luck
    firm.everyone[1].start_afresh(Luck(2, 0), 4, N)
    newcomer = firm.everyone[1]
    assert (newcomer.is_active, newcomer.skill, newcomer.training) == (False, 0.1, 0)
    assert newcomer.innovativeness != before[0]
    assert newcomer.threshold != before[1]
    assert newcomer.access_luck == before[2]
