"""Shapley shares: the axioms, games worked out by hand, and intervals that hold the truth."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.analysis.shapley import (
    coalitions,
    shapley_shares,
)

BUNDLE = ("authority", "capacity", "hr_seat", "care_seat", "training", "sponsor")
WORLDS = 12


@st.composite
def games(draw, elements=("a", "b", "c", "d"), worlds=3):
    """Return outcomes of all coalitions in a few worlds."""
    numbers = st.lists(st.integers(-999, 999), min_size=worlds, max_size=worlds)
    return {coalition: np.array(draw(numbers)) / 10.0 for coalition in coalitions(elements)}


def values_of(elements, outcomes):
    return {share.element: share.value for share in shapley_shares(elements, outcomes).shares}


def by_definition(elements, outcomes):
    """Return the mean over all orders of what an element adds, the long way."""
    added = dict.fromkeys(elements, 0.0)
    orders = list(permutations(elements))
    for order in orders:
        for place, element in enumerate(order):
            before = frozenset(order[:place])
            added[element] += np.mean(outcomes[before | {element}] - outcomes[before]) / len(orders)
    return added


def additive(rng, worths, worlds=WORLDS, elements=BUNDLE):
    """Return outcomes in which every element adds its worth with luck of its own in each world."""
    luck = {name: worth + rng.normal(0, 1, worlds) for name, worth in zip(elements, worths, strict=True)}
    base = rng.normal(50, 20, worlds)
    return {c: base + sum((luck[element] for element in c), np.zeros(worlds)) for c in coalitions(elements)}


def test_the_glove_game() -> None:
    """One left and two right gloves; a pair is worth 1: 2/3, 1/6 and 1/6 (Shapley & Shubik 1969)."""
    outcomes = {c: [float("left" in c and len(c) > 1)] * WORLDS for c in coalitions(("left", "one", "two"))}
    shares = values_of(("left", "one", "two"), outcomes)
    assert shares == pytest.approx({"left": 2 / 3, "one": 1 / 6, "two": 1 / 6})


@settings(max_examples=40, deadline=None)
@given(games())
def test_shares_are_the_mean_over_all_orders_and_add_up(outcomes) -> None:
    elements = ("a", "b", "c", "d")
    result = shapley_shares(elements, outcomes)
    expected = by_definition(elements, outcomes)
    for share in result.shares:
        assert share.value == pytest.approx(expected[share.element], abs=1e-9)
    whole = np.mean(outcomes[frozenset(elements)] - outcomes[frozenset()])
    assert result.total.mean == pytest.approx(whole, abs=1e-9)
    assert sum(share.value for share in result.shares) == pytest.approx(whole, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(games(elements=("a", "b", "c")))
def test_elements_that_do_the_same_share_alike_and_idle_ones_get_nothing(outcomes) -> None:
    def merged(coalition):
        """`a` and `twin` do the same, together no more than one; `idle` does nothing."""
        return frozenset("a" if element == "twin" else element for element in coalition) - {"idle"}

    elements = ("a", "twin", "b", "c", "idle")
    shares = values_of(elements, {c: outcomes[merged(c)] for c in coalitions(elements)})
    assert shares["a"] == pytest.approx(shares["twin"], abs=1e-9)
    assert shares["idle"] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(games(), games(), st.floats(-3, 3))
def test_shares_of_a_sum_are_sums_of_shares(one, other, weight) -> None:
    elements = ("a", "b", "c", "d")
    added = {coalition: one[coalition] + weight * other[coalition] for coalition in one}
    ours, theirs = values_of(elements, one), values_of(elements, other)
    for element, value in values_of(elements, added).items():
        assert value == pytest.approx(ours[element] + weight * theirs[element], abs=1e-8)


def test_what_does_not_interact_is_not_flagged() -> None:
    result = shapley_shares(BUNDLE, additive(np.random.default_rng(1), (6, 5, 4, 3, 2, 0)))
    assert len(result.interactions) == 15
    assert result.clear_interactions == ()
    values = [share.value for share in result.shares]
    assert values == sorted(values, reverse=True)
    assert sum(share.portion for share in result.shares) == pytest.approx(1.0)


def test_rounding_is_no_interaction_and_no_share() -> None:
    """.1 + .2 is not quite .3 to a computer: without care that would be a clear difference of 5e-17."""
    worth = {"a": 0.1, "b": 0.2, "c": 0.7, "idle": 0.0}
    orders = [tuple(worth), ("c", "b", "a", "idle"), ("b", "c", "idle", "a")]
    for order in orders:
        outcomes = {c: [sum(worth[name] for name in order if name in c)] * WORLDS for c in coalitions(worth)}
        result = shapley_shares(tuple(worth), outcomes)
        assert result.clear_interactions == ()
        idle = result.shares[-1]
        assert (idle.value, idle.interval.low, idle.interval.high) == (0.0, 0.0, 0.0)


def test_a_pair_that_needs_each_other_and_a_pair_that_stands_in_are_told_apart() -> None:
    rng = np.random.default_rng(2)
    outcomes = additive(rng, (1, 1, 1, 1, 1, 1))
    for coalition in outcomes:
        extra = 4.0 * ({"authority", "capacity"} <= coalition) - 3.0 * ({"hr_seat", "sponsor"} <= coalition)
        outcomes[coalition] = outcomes[coalition] + extra + rng.normal(0, 0.2, WORLDS)
    result = shapley_shares(BUNDLE, outcomes)
    found = {pair.elements: pair.difference.mean for pair in result.clear_interactions}
    assert found == pytest.approx({("authority", "capacity"): 4.0, ("hr_seat", "sponsor"): -3.0}, abs=0.3)
    assert [pair.elements for pair in result.interactions[:2]] == list(found)


def test_interactions_of_chance_are_seldom_flagged() -> None:
    """The negative control: no pair interacts, and at most about one bundle in twenty has any flagged."""
    rng = np.random.default_rng(3)
    elements = BUNDLE[:4]
    flagged = 0
    for _ in range(100):
        noisy = {c: rng.normal(len(c), 1.0, 20) for c in coalitions(elements)}
        flagged += bool(shapley_shares(elements, noisy).clear_interactions)
    assert flagged <= 11


def test_intervals_hold_the_true_shares_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    held = total = 0
    for _ in range(40):
        outcomes = additive(rng, (3.0, -1.0, 0.5), worlds=40, elements=BUNDLE[:3])
        result = shapley_shares(BUNDLE[:3], outcomes)
        for share, truth in zip(result.shares, (3.0, -1.0, 0.5), strict=True):
            held += share.interval.contains(truth)
            total += 1
    assert 0.88 * total <= held < total


def test_a_total_that_may_be_nothing_is_not_divided() -> None:
    rng = np.random.default_rng(5)
    result = shapley_shares(("a", "b"), {c: rng.normal(0, 1, 30) for c in coalitions(("a", "b"))})
    assert all(np.isnan(share.portion) for share in result.shares)


def test_worlds_with_a_failed_run_are_left_out() -> None:
    outcomes = additive(np.random.default_rng(6), (1, 2, 3), elements=BUNDLE[:3])
    whole = values_of(BUNDLE[:3], {c: np.delete(row, 4) for c, row in outcomes.items()})
    outcomes[frozenset(BUNDLE[:1])][4] = np.nan
    result = shapley_shares(BUNDLE[:3], outcomes)
    assert (result.worlds, result.left_out) == (WORLDS - 1, 1)
    assert {share.element: share.value for share in result.shares} == pytest.approx(whole)


def test_bundles_that_cannot_be_shared_are_refused() -> None:
    game = {c: [1.0] * 3 for c in coalitions(("a", "b"))}
    with pytest.raises(ValueError, match="too many coalitions"):
        shapley_shares([str(number) for number in range(9)], {})
    with pytest.raises(ValueError, match="each named once"):
        shapley_shares(("a", "a"), game)
    with pytest.raises(ValueError, match=r"1 coalitions have no outcomes, a \+ b among them"):
        shapley_shares(("a", "b"), {c: row for c, row in game.items() if len(c) < 2})
    with pytest.raises(ValueError, match="the same worlds"):
        shapley_shares(("a", "b"), game | {frozenset("a"): [1.0]})
    with pytest.raises(ValueError, match="no world"):
        shapley_shares(("a", "b"), game | {frozenset("a"): [np.nan] * 3})
