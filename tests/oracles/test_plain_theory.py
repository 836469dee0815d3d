"""Plain people against what theory says of them, so that they may judge the engine."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest

from smsim.organisation.organisation import Organisation
from tests.oracles.closed_forms import bass_shares, granovetter_final_share
from tests.oracles.plain_luck import Luck
from tests.oracles.plain_numbers import numbers
from tests.oracles.plain_people import People
from tests.simulations import hand_made

ALONE = {"has_first_user": False, "discontinuance_hazard": 0.0, "spontaneous_hazard": 0.0}


class Crowd:
    """People of one department who do nothing but take up and give up use, and leave."""

    def __init__(self, organisation: Organisation, seed: int, **given: object) -> None:
        self.n, self.luck, self.month = numbers(**{**ALONE, **given}), Luck(seed, 0), 0
        self.people = People.of_organisation(organisation, [1.0], 0, self.luck, self.n)

    def live(self) -> int:
        """Let a month pass; return the number of users."""
        self.people.draw(self.luck, self.month)
        self.people.look_around()
        for person in self.people:
            person.decide(self.n, has_access=True, is_held=False, workload=0.0, directive=0.0)
        for person in self.people:
            if person.draws[1] < self.n.turnover_probability:
                person.start_afresh(self.luck, self.month, self.n)
        self.month += 1
        return sum(person.is_active for person in self.people)

    def make_neutral(self) -> None:
        for person in self.people:
            person.usefulness = person.innovativeness = 0.5


def complete(people: int) -> Organisation:
    return dataclasses.replace(hand_made(("marketing",), (people,)), is_complete=True)


def neutral(people: int, seed: int = 1, **given: object) -> Crowd:
    return Crowd(complete(people), seed, response="linear", untrained_facilitation=1.0, **given)


def test_a_neutral_firm_follows_bass() -> None:
    crowd = neutral(800, spontaneous_hazard=0.02, peer_hazard=0.4, turnover_probability=0.0)
    crowd.make_neutral()
    shares = [0.0, *(crowd.live() / 800 for _ in range(20))]
    assert np.abs(np.array(shares) - bass_shares(0.02, 0.4, 20)).max() < 0.05


def balanced_share(spontaneous: float, peers: float, giving_up: float, leaving: float) -> float:
    """Return the share of users that starting, giving up and leaving, in this order, leave as it is."""
    share = 0.5
    for _ in range(1000):
        started = (1 - share) * (1 - math.exp(-spontaneous - peers * share))
        share = (started + share * math.exp(-giving_up)) * (1 - leaving)
    return share


def test_starting_and_giving_up_come_to_balance() -> None:
    rates = {"spontaneous_hazard": 0.02, "peer_hazard": 0.3, "discontinuance_hazard": 0.1}
    crowd = neutral(800, **rates, turnover_probability=0.05)
    shares = []
    for month in range(90):
        crowd.make_neutral()
        active = crowd.live()
        if month >= 30:
            shares.append(active / 800)
    assert np.mean(shares) == pytest.approx(balanced_share(0.02, 0.3, 0.1, 0.05), abs=0.025)


@pytest.mark.parametrize(("spread", "seed"), [(0.10, 1), (0.2, 2), (0.15, 3), (0.12, 5)])
def test_very_sharp_thresholds_give_granovetters_crowd(spread: float, seed: int) -> None:
    thresholds = np.random.default_rng(seed).normal(0.25, spread, 60)
    sharp = {"threshold_sharpness": 1e9, "peer_hazard": 10.0, "untrained_facilitation": 1.0}
    crowd = Crowd(complete(60), 1, **sharp, turnover_probability=0.0)
    for person, threshold in zip(crowd.people, thresholds, strict=True):
        person.threshold, person.usefulness = max(float(threshold), 1e-9), 0.95
        person.is_active = bool(threshold <= 0)  # nobody responds to no exposure: the first are given
    assert [crowd.live() for _ in range(60)][-1] / 60 == granovetter_final_share(thresholds)


def test_nobody_starts_without_a_cause() -> None:
    crowd = Crowd(complete(50), 1, peer_hazard=0.0)
    assert [crowd.live() for _ in range(24)] == [0] * 24


def ring(order: Sequence[int], seed: int) -> list[list[bool]]:
    """Return who is active after each of 12 months in a ring of 40 people, numbered in another order."""
    row_of = np.argsort(order)
    ties = [(row_of[p], row_of[(p + step) % 40], 64 * step) for p in range(40) for step in (1, 2)]
    organisation = hand_made(("marketing",), (40,), ties)
    organisation = dataclasses.replace(organisation, person_keys=organisation.person_keys[np.array(order)])
    rates = {"spontaneous_hazard": 0.05, "peer_hazard": 0.5, "discontinuance_hazard": 0.1}
    crowd = Crowd(organisation, seed, **rates)
    trace = []
    for _ in range(12):
        crowd.live()
        trace.append([crowd.people.everyone[row].is_active for row in row_of])
    return trace


def test_the_order_of_people_does_not_matter_but_the_seed_does() -> None:
    order = np.random.default_rng(5).permutation(40).tolist()
    assert ring(order, 3) == ring(range(40), 3) != ring(range(40), 4)


def test_traits_follow_their_distributions() -> None:
    people = Crowd(hand_made(("marketing",), (1500,)), 1).people
    innovativeness = np.array([person.innovativeness for person in people])
    threshold = np.array([person.threshold for person in people])
    access = np.array([person.access_luck for person in people])
    assert innovativeness.mean() == pytest.approx(0.5, abs=0.03)
    assert innovativeness.std() == pytest.approx(np.sqrt(1 / 20), abs=0.02)
    assert threshold.mean() == pytest.approx(0.2, abs=0.01)
    assert threshold.std() == pytest.approx(0.08, abs=0.01)
    assert threshold.min() >= 0.03
    assert access.mean() == pytest.approx(0.5, abs=0.03)
    assert np.abs(np.corrcoef([innovativeness, threshold, access]) - np.eye(3)).max() < 0.1
