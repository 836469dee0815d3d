"""Resamples and joint intervals against closed forms; how often they hold is counted in the patterns."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.decision import resampling
from smsim.analysis.decision.resampling import (
    FEW_UNLIKE,
    FEW_WORLDS,
    MAX_T,
    joint_intervals,
    percentile_interval,
    resample_worlds,
)


def test_every_resample_draws_as_many_worlds_as_there_are() -> None:
    resamples = resample_worlds(30, 400)
    np.testing.assert_array_equal(resamples.counts.sum(axis=1), 30)
    assert resamples.counts.mean() == 1.0
    assert resamples.counts.var() == pytest.approx(29 / 30, abs=0.05)
    np.testing.assert_array_equal(resamples.counts, resample_worlds(30, 400).counts)
    assert (resamples.counts != resample_worlds(30, 400, seed=1).counts).any()


def test_means_are_those_of_the_worlds_drawn() -> None:
    values = np.random.default_rng(1).normal(size=(12, 3))
    resamples = resample_worlds(12, 50)
    for row in (0, 49):
        drawn = np.repeat(np.arange(12), resamples.counts[row])
        np.testing.assert_allclose(resamples.means(values)[row], values[drawn].mean(axis=0))


def test_working_in_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).normal(size=(12, 3))
    whole = resample_worlds(12, 50)
    monkeypatch.setattr(resampling, "MOST_AT_ONCE", 100)
    np.testing.assert_allclose(resample_worlds(12, 50).means(values), whole.means(values))
    np.testing.assert_array_equal(resample_worlds(12, 50).counts, whole.counts)


def test_one_column_of_normal_values_has_nearly_students_interval() -> None:
    values = stats.zscore(np.random.default_rng(3).normal(size=(80, 1)), ddof=1)
    joint = joint_intervals(values, resample_worlds(80))
    half = stats.t.isf(0.025, 79) / np.sqrt(80)
    assert joint.kinds == (MAX_T,)
    assert (joint.low[0], joint.high[0]) == pytest.approx((-half, half), rel=0.05)
    interval = joint.interval(0)
    assert (interval.low, interval.kind, interval.coverage) == (joint.low[0], MAX_T, 0.95)


def test_unrelated_columns_cost_as_much_as_sidak_says_and_copies_cost_nothing() -> None:
    values = stats.zscore(np.random.default_rng(4).normal(size=(300, 8)), ddof=1)
    resamples = resample_worlds(300)
    sidak = stats.t.isf((1 - 0.95 ** (1 / 8)) / 2, 299) / np.sqrt(300)
    joint = joint_intervals(values, resamples)
    np.testing.assert_allclose(joint.high - joint.means, sidak, rtol=0.06)
    copies = joint_intervals(np.repeat(values[:, :1], 8, axis=1), resamples)
    alone = joint_intervals(values[:, :1], resamples)
    np.testing.assert_allclose(copies.high, alone.high[0], rtol=1e-9)


def test_more_coverage_is_wider_and_the_order_of_columns_does_not_matter() -> None:
    values = np.random.default_rng(5).exponential(size=(60, 3))
    resamples = resample_worlds(60)
    joint = joint_intervals(values, resamples)
    assert (joint_intervals(values, resamples, coverage=0.99).high > joint.high).all()
    turned = joint_intervals(-values[:, ::-1], resamples)
    np.testing.assert_allclose(turned.low, -joint.high[::-1])


def test_few_worlds_have_bonferronis_student_interval() -> None:
    values = np.random.default_rng(6).normal(size=(8, 2))
    joint = joint_intervals(values, resample_worlds(8))
    half = stats.t.isf(0.0125, 7) * stats.sem(values, axis=0)
    assert joint.kinds == (FEW_WORLDS,) * 2
    np.testing.assert_allclose(joint.high, values.mean(axis=0) + half)
    assert np.isnan(joint_intervals(values[:1], resample_worlds(1)).low).all()


def test_a_rare_difference_allows_for_the_worlds_that_chance_may_have_hidden() -> None:
    """3 of 100 worlds lie 2 above the others; the other column, all alike, may hide as much."""
    rare = np.zeros((100, 2))
    rare[:3, 0] = 2.0
    joint = joint_intervals(rare, resample_worlds(100))
    assert joint.kinds == (FEW_UNLIKE,) * 2
    np.testing.assert_array_equal(joint.unlike_worlds, [3, 0])
    np.testing.assert_allclose(joint.means, [0.06, 0.0])
    hidden = [stats.binomtest(seen, 100, alternative="less").proportion_ci(0.975).high for seen in (3, 0)]
    np.testing.assert_allclose(joint.high, 2 * np.array(hidden))
    np.testing.assert_allclose(joint.low, -joint.high)


def test_columns_that_never_vary_have_no_width() -> None:
    joint = joint_intervals(np.tile([1.0, -2.5, 0.1 + 0.2], (40, 1)), resample_worlds(40))
    np.testing.assert_allclose(joint.low, [1.0, -2.5, 0.3])
    np.testing.assert_allclose(joint.high, joint.low)
    np.testing.assert_array_equal(joint.unlike_worlds, 0)


def test_a_rare_column_does_not_widen_the_others() -> None:
    values = np.random.default_rng(7).normal(size=(100, 2))
    resamples = resample_worlds(100)
    alone = joint_intervals(values, resamples)
    rare = np.zeros(100)
    rare[:2] = 1.0
    beside = joint_intervals(np.column_stack([values, rare]), resamples)
    assert beside.kinds == (MAX_T, MAX_T, FEW_UNLIKE)
    # The three share the error, so the two are a little wider, as for three columns.
    np.testing.assert_allclose(beside.high[:2] - beside.means[:2], alone.high - alone.means, rtol=0.12)


def test_the_percentile_interval_is_the_middle_of_the_draws() -> None:
    interval = percentile_interval(np.arange(1001.0))
    assert (interval.low, interval.high) == pytest.approx((25.0, 975.0))
