"""Paired differences: closed forms, coverage by simulation, and a negative control."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.paired import paired_difference, variance_ratio


def test_the_t_interval_is_that_of_the_paired_t_test() -> None:
    """Student's (1908) sleep data: ten patients, two drugs; mean difference 1.58, interval .70 to 2.46."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    result = paired_difference(second, first, kind="t")
    assert result.mean == pytest.approx(1.58)
    assert (result.interval.low, result.interval.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-6)
    assert (result.interval.kind, result.interval.coverage) == ("Student t", 0.95)
    assert result.standard_error == pytest.approx(0.3889587, abs=1e-6)
    assert result.is_significant


def test_the_bootstrap_interval_is_named_repeatable_and_near_the_t_interval() -> None:
    rng = np.random.default_rng(2)
    luck = rng.normal(size=60)
    changed, baseline = luck + 0.3 + 0.2 * rng.normal(size=60), luck
    bootstrap, again = paired_difference(changed, baseline), paired_difference(changed, baseline)
    student = paired_difference(changed, baseline, kind="t")
    assert bootstrap.interval.kind == "BCa bootstrap"
    assert bootstrap == again
    width = student.interval.high - student.interval.low
    assert bootstrap.interval.low == pytest.approx(student.interval.low, abs=0.1 * width)
    assert bootstrap.interval.high == pytest.approx(student.interval.high, abs=0.1 * width)


def test_the_sign_says_which_side_is_larger() -> None:
    one, two = np.arange(12.0) + 1.5 + 0.1 * np.sin(np.arange(12)), np.arange(12.0)
    assert paired_difference(one, two).mean > 0
    assert paired_difference(two, one).interval.high < 0
    assert paired_difference(two, one).is_significant


@pytest.mark.parametrize("kind", ["bootstrap", "t"])
def test_intervals_cover_the_truth_about_as_often_as_they_say(kind: str) -> None:
    rng = np.random.default_rng(4)
    held = shifted = 0
    for _ in range(150):
        luck = rng.normal(0, 5, size=40)
        result = paired_difference(luck + rng.normal(1.0, 1.0, size=40), luck, kind=kind)  # type: ignore[arg-type]
        held += result.interval.contains(1.0)
        shifted += result.interval.contains(0.0)
    assert 0.89 * 150 <= held < 150
    assert shifted == 0


def test_pairing_by_the_wrong_replication_loses_the_effect() -> None:
    """The negative control: shuffled pairs blow the interval up."""
    rng = np.random.default_rng(6)
    luck = rng.normal(0, 5, size=50)
    changed = luck + 0.5 + rng.normal(0, 0.3, size=50)
    assert paired_difference(changed, luck).is_significant
    assert not paired_difference(rng.permutation(changed), luck).is_significant


def test_the_variance_ratio_has_its_closed_form() -> None:
    """Equal variances and correlation r give 1 / (1 - r)."""
    rng = np.random.default_rng(7)
    one, two = stats.zscore(rng.normal(size=(2, 400)), axis=1)
    two = stats.zscore(two - (one @ two) / 400 * one)
    correlated = 0.9 * one + np.sqrt(1 - 0.81) * two
    assert variance_ratio(correlated, one) == pytest.approx(1 / (1 - 0.9))
    assert variance_ratio(two, one) == pytest.approx(1.0)
    assert variance_ratio(-one, one) == pytest.approx(0.5)


def test_differences_all_alike_need_no_resampling() -> None:
    rng = np.random.default_rng(9)
    baseline = rng.normal(size=20)
    result = paired_difference(baseline + 0.1, baseline)
    assert (result.interval.low, result.interval.high) == pytest.approx((0.1, 0.1))
    assert result.variance_ratio == np.inf
    same = paired_difference(baseline, baseline)
    assert (same.mean, same.interval.low, same.interval.high, same.is_significant) == (0.0, 0.0, 0.0, False)
    assert np.isnan(paired_difference(np.ones(20), np.zeros(20)).variance_ratio)


def test_what_rounding_leaves_is_no_difference() -> None:
    baseline = np.full(20, 1e6)
    residue = paired_difference(baseline * (1 + 2e-16), baseline)
    assert (residue.mean, residue.interval.low, residue.interval.high) == (0.0, 0.0, 0.0)
    assert not residue.is_significant
    few = paired_difference(baseline + np.r_[np.full(18, 1e-9), 3.0, 5.0], baseline)
    assert few.mean == pytest.approx(0.4)


def test_few_replications_use_student_and_are_never_clear() -> None:
    few = paired_difference([1.0, 1.1, 1.2, 1.0, 1.1], [0.0] * 5)
    assert few.interval.kind == "Student t"
    assert few.interval.low > 0
    assert not few.is_significant
    assert paired_difference([1.0, 1.1, 1.2, 1.0, 1.1, 1.1], [0.0] * 6).is_significant
    alone = paired_difference([1.0], [0.0])
    assert alone.mean == 1.0
    assert np.isnan(alone.interval.low)
    assert np.isnan(alone.standard_error)
    assert np.isnan(alone.variance_ratio)
    assert not alone.is_significant


def test_replications_that_do_not_pair_up_are_refused() -> None:
    for changed, baseline in [([1.0, 2.0], [1.0]), ([], []), ([[1.0]], [[1.0]])]:
        with pytest.raises(ValueError, match="pair up"):
            paired_difference(changed, baseline)
