"""Differences between options and what they amount to."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.decision.differences import Finding, OptionDifference, option_differences
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.resampling import resample_worlds
from smsim.analysis.intervals import Interval
from tests.unit.analysis.decision_worlds import outcomes_of

LEVEL = objective_of("level_at_end", 60)  # margin .25
COST = objective_of("cost_keur", 60, margin=0.25)


def difference(low: float, high: float, worlds: int = 100, contrary: int = 0) -> OptionDifference:
    return OptionDifference("a", "b", (low + high) / 2, Interval(low, high, "any"), worlds, worlds, contrary)


@pytest.mark.parametrize(
    ("low", "high", "of_more", "of_less"),
    [
        (0.1, 0.9, Finding.BETTER, Finding.WORSE),
        (-0.9, -0.1, Finding.WORSE, Finding.BETTER),
        (-0.1, 0.9, Finding.UNCLEAR, Finding.UNCLEAR),
        (-0.1, 0.2, Finding.ALIKE, Finding.ALIKE),
        (0.1, 0.2, Finding.ALIKE, Finding.ALIKE),
        (0.1, 0.25, Finding.BETTER, Finding.WORSE),
        (np.nan, np.nan, Finding.UNCLEAR, Finding.UNCLEAR),
    ],
)
def test_what_a_difference_amounts_to(low: float, high: float, of_more: Finding, of_less: Finding) -> None:
    assert difference(low, high).finding(LEVEL) is of_more
    assert difference(low, high).finding(COST) is of_less


def test_five_worlds_make_nothing_clear_and_beyond_the_margin_is_more_than_clear() -> None:
    assert difference(0.5, 0.9, worlds=5).finding(LEVEL) is Finding.UNCLEAR
    assert difference(0.5, 0.9, worlds=6).is_beyond(0.25)
    assert difference(-0.9, -0.5).is_beyond(0.25)
    assert not difference(0.1, 0.9).is_beyond(0.25)
    assert not difference(0.5, 0.9, worlds=5).is_beyond(0.25)


def test_what_few_worlds_may_contradict_is_not_called_clear() -> None:
    """Sixty worlds that all agree still leave room for 6 of 100 that do not; seventy-three leave 5."""
    assert difference(0.5, 0.9, worlds=60).finding(LEVEL) is Finding.AHEAD
    assert difference(0.5, 0.9, worlds=73).finding(LEVEL) is Finding.BETTER
    assert difference(0.5, 0.9, worlds=200, contrary=3).finding(COST) is Finding.WORSE
    assert difference(0.5, 0.9, worlds=200, contrary=5).finding(COST) is Finding.BEHIND
    assert Finding.AHEAD.is_better and Finding.BEHIND.is_worse
    assert not Finding.UNCLEAR.is_better and not Finding.ALIKE.is_worse


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_contrary_worlds_are_those_with_the_other_sign_and_ties_are_none(sign: float) -> None:
    gaps = sign * np.array([2.0] * 80 + [0.0] * 30 + [-1.0] * 10)
    outcomes = outcomes_of(level_at_end=[gaps, np.zeros(120)])
    (found,) = option_differences(outcomes, "level_at_end", resample_worlds(120)).pairs
    assert (found.contrary_worlds, found.contrary.share) == (10, pytest.approx(10 / 120))
    assert found.reversed.contrary_worlds == 10
    assert found.finding(LEVEL) is (Finding.AHEAD if sign > 0 else Finding.BEHIND)


def test_differences_are_paired_and_can_be_seen_from_either_side() -> None:
    rng = np.random.default_rng(1)
    world = rng.normal(2, 3, size=60)
    outcomes = outcomes_of(level_at_end=[world, world + 0.5 + rng.normal(0, 0.1, 60), world + 1])
    differences = option_differences(outcomes, "level_at_end", resample_worlds(60))
    assert [(pair.option, pair.against) for pair in differences.pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    one = differences.between("b", "a")
    assert one.mean == pytest.approx(0.5, abs=0.05)
    assert one.interval.high - one.interval.low < 0.1
    other = differences.between("a", "b")
    assert (other.mean, other.interval.low) == (-one.mean, -one.interval.high)
    assert (other.option, other.against) == ("a", "b")
    assert (one.reversed, one.worlds) == (other, 60)
    with pytest.raises(KeyError):
        differences.between("a", "a")


def test_fewer_comparisons_have_narrower_intervals() -> None:
    outcomes = outcomes_of(level_at_end=np.random.default_rng(2).normal(size=(5, 100)))
    resamples = resample_worlds(100)
    of_all = option_differences(outcomes, "level_at_end", resamples).between("c", "a").interval
    against = option_differences(outcomes, "level_at_end", resamples, against="a")
    assert {(pair.option, pair.against) for pair in against.pairs} == {(other, "a") for other in "bcde"}
    narrower = against.between("c", "a").interval
    assert of_all.low < narrower.low < narrower.high < of_all.high


def test_replications_of_a_world_are_one_unit() -> None:
    """The same runs given as worlds of their own look surer than they are."""
    rng = np.random.default_rng(3)
    effect = rng.normal(0.3, 1.0, size=(40, 1)) + rng.normal(0, 0.05, size=(40, 5))
    clustered = outcomes_of(level_at_end=np.stack([np.zeros((40, 5)), effect]))
    as_worlds = outcomes_of(level_at_end=np.stack([np.zeros(200), effect.ravel()]))
    honest = option_differences(clustered, "level_at_end", resample_worlds(40)).pairs[0]
    naive = option_differences(as_worlds, "level_at_end", resample_worlds(200)).pairs[0]
    assert honest.mean == pytest.approx(naive.mean)
    assert honest.interval.high - honest.interval.low > 2 * (naive.interval.high - naive.interval.low)


@pytest.mark.parametrize("shift", [0.0, 0.16, 0.22, 0.4])
def test_within_the_margin_agrees_with_two_one_sided_tests(shift: float) -> None:
    """An interval of 95 % inside the margin is a pair of t-tests at 2.5 % each."""
    rng = np.random.default_rng(4)
    base = rng.normal(size=80)
    other = base + shift + 0.2 * rng.normal(size=80)
    pair = option_differences(outcomes_of(level_at_end=[other, base]), "level_at_end", resample_worlds(80))
    weightstats = pytest.importorskip("statsmodels.stats.weightstats")
    p_value = weightstats.ttost_paired(other, base, -LEVEL.margin, LEVEL.margin)[0]
    assert (pair.pairs[0].finding(LEVEL) is Finding.ALIKE) == (p_value < 0.025)


def test_one_option_has_no_differences() -> None:
    assert not option_differences(
        outcomes_of(level_at_end=[[1, 2]]), "level_at_end", resample_worlds(2)
    ).pairs
