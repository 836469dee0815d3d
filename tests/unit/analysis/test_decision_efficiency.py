"""Means, cost for each level and the efficient set, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.decision.efficiency import (
    costs_per_level,
    dominance,
    efficient_set,
    option_means,
)
from smsim.analysis.decision.resampling import resample_worlds
from tests.unit.analysis.decision_worlds import outcomes_of

WORLDS = 60


def outcomes_with_means(*means: tuple[float, float, float], spread: float = 0.0, seed: int = 1):
    """Return options with these means of level, cost and crises; `spread` is each world's own."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(3, len(means), WORLDS))
    noise -= noise.mean(axis=2, keepdims=True)
    values = np.array(means).T[:, :, None] + spread * noise
    return outcomes_of(level_at_end=values[0], cost_keur=values[1], crises_per_year=values[2])


def test_who_is_dominated_by_whom() -> None:
    gains = np.array([[3.0, -5.0], [3.0, -6.0], [2.0, -4.0], [3.0, -5.0]])
    expected = np.zeros((4, 4), dtype=bool)
    expected[1, [0, 3]] = True
    np.testing.assert_array_equal(dominance(gains), expected)
    np.testing.assert_array_equal(dominance(np.stack([gains, -gains]))[0], expected)


def test_rounding_dominates_nobody() -> None:
    assert not dominance(np.array([[0.1 + 0.2, 100.0], [0.3, 100.0]])).any()


def test_the_efficient_set_weighs_level_cost_and_crises() -> None:
    """a: cheap; b: high; c: dearer than b for less; d: few crises for much money."""
    outcomes = outcomes_with_means((1, 100, 0.1), (3, 300, 0.1), (2, 310, 0.1), (2, 900, 0.0))
    found = efficient_set(outcomes, resample_worlds(WORLDS))
    assert [entry.is_efficient for entry in found] == [True, True, False, True]
    assert found[2].dominated_by == ("b",)
    assert [entry.support for entry in found] == [1.0, 1.0, 0.0, 1.0]


def test_support_says_how_sure_the_efficient_set_is() -> None:
    """b is a little dearer and hardly higher than a; c lies far behind."""
    outcomes = outcomes_with_means((2, 100, 0.1), (2.001, 101, 0.1), (1, 200, 0.3), spread=0.05)
    first, second, third = efficient_set(outcomes, resample_worlds(WORLDS))
    assert first.is_efficient
    assert second.is_efficient
    assert 0.6 < second.support < 0.99
    assert (third.support, set(third.dominated_by)) == (0.0, {"a", "b"})


def test_criteria_may_be_others() -> None:
    outcomes = outcomes_with_means((1, 100, 0.1), (3, 300, 0.1))
    found = efficient_set(outcomes, resample_worlds(WORLDS), ["cost_keur"])
    assert [entry.is_efficient for entry in found] == [True, False]


def test_cost_for_each_level_is_mean_cost_over_mean_level() -> None:
    outcomes = outcomes_with_means((2, 100, 0), (3, 250, 0), (1.5, 50, 0), spread=0.05)
    base, higher, lower = costs_per_level(outcomes, resample_worlds(WORLDS))
    assert [entry.cost for entry in (base, higher, lower)] == pytest.approx([50, 250 / 3, 50 / 1.5])
    assert higher.interval.low < higher.cost < higher.interval.high
    assert higher.interval.high - higher.interval.low < 2.0
    assert np.isnan(base.extra)
    assert higher.extra == pytest.approx(150.0)
    assert lower.extra == pytest.approx(100.0)
    assert higher.extra_interval.contains(150.0)


def test_an_extra_level_that_is_not_sure_has_no_price() -> None:
    outcomes = outcomes_with_means((2, 100, 0), (2.01, 250, 0), spread=0.5)
    assert np.isnan(costs_per_level(outcomes, resample_worlds(WORLDS))[1].extra)
    none = outcomes_with_means((0, 100, 0), (1, 250, 0))
    base, other = costs_per_level(none, resample_worlds(WORLDS))
    assert np.isnan(base.cost)
    assert np.isnan(base.interval.low)
    assert other.cost == 250.0
    few = outcomes_of(level_at_end=[[1, 2, 2]] * 2, cost_keur=[[100, 200, 200], [300, 300, 200]])
    base, other = costs_per_level(few, resample_worlds(3))
    assert (base.cost, other.cost) == pytest.approx((100.0, 160.0))
    assert np.isnan(other.interval.low)
    assert np.isnan(other.extra)


def test_no_interval_reaches_beyond_what_is_possible() -> None:
    rng = np.random.default_rng(2)
    never = np.stack([np.full(40, 60.0), np.where(rng.random(40) < 0.5, 20.0, 60.0)])
    rare = np.zeros((2, 40))
    rare[0, 0] = 0.2
    outcomes = outcomes_of(months_below_level_3=never, crises_per_year=rare, net_value_keur=rare - 0.1)
    resamples = resample_worlds(40)
    first, second = option_means(outcomes, "months_below_level_3", resamples)
    assert (first.mean, first.interval.high) == (60.0, 60.0)
    assert first.interval.low < 60.0
    assert second.interval.high < 60.0
    assert [entry.interval.low for entry in option_means(outcomes, "crises_per_year", resamples)] == [0, 0]
    assert option_means(outcomes, "net_value_keur", resamples)[0].interval.low < -0.1


def test_means_have_intervals_that_hold_together() -> None:
    outcomes = outcomes_with_means((2, 100, 0), (3, 250, 0), spread=0.5)
    first, second = option_means(outcomes, "level_at_end", resample_worlds(WORLDS))
    assert (first.option, first.measure, first.mean) == ("a", "level_at_end", pytest.approx(2.0))
    assert second.interval.contains(3.0)
    assert not second.interval.contains(2.5)
