"""Intervals against published values and by counting how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.intervals import QUANTILES, Interval, mean_interval, quantile_bands, share_estimate


def test_wilson_interval_of_a_textbook_case() -> None:
    """Newcombe (1998), table I: 81 of 263 gives .2553 to .3662, and 0 of 20 gives 0 to .1611."""
    estimate = share_estimate(81, 263)
    assert (estimate.interval.low, estimate.interval.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (estimate.interval.kind, estimate.interval.coverage) == ("Wilson", 0.95)
    assert estimate.share == pytest.approx(81 / 263)
    none = share_estimate(0, 20)
    assert (none.interval.low, none.interval.high) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_wilson_interval_solves_its_own_equation() -> None:
    """Its limits are the shares whose normal test lies exactly at the edge."""
    interval = share_estimate(7, 30, coverage=0.9).interval
    z = stats.norm.ppf(0.95)
    for limit in (interval.low, interval.high):
        assert abs(7 / 30 - limit) == pytest.approx(z * np.sqrt(limit * (1 - limit) / 30))


@pytest.mark.parametrize(("count", "total"), [(-1, 5), (6, 5), (0, 0)])
def test_a_share_needs_runs(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        share_estimate(count, total)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_wilson_interval_covers_the_truth_about_as_often_as_it_says(share: float) -> None:
    """Exactly, by summing the binomial chances of all outcomes whose interval holds the truth."""
    chances = stats.binom.pmf(np.arange(51), 50, share)
    covered = [share_estimate(count, 50).interval.contains(share) for count in range(51)]
    assert 0.93 < chances[covered].sum() < 0.985


def test_student_interval_of_the_mean_covers_the_truth_and_a_shifted_one_does_not() -> None:
    rng = np.random.default_rng(11)
    samples = rng.normal(2.0, 3.0, size=(600, 12))
    intervals = [mean_interval(sample) for sample in samples]
    coverage = np.mean([interval.contains(2.0) for interval in intervals])
    assert 0.925 < coverage < 0.975
    shifted = np.mean([interval.contains(4.0) for interval in intervals])
    assert shifted < 0.6


def test_student_interval_is_the_one_worked_out_by_hand() -> None:
    """Mean 4, standard error 2/sqrt(3), t with two degrees of freedom 4.302653."""
    interval = mean_interval([2.0, 4.0, 6.0])
    half = 4.302653 * 2 / np.sqrt(3)
    assert (interval.low, interval.high) == pytest.approx((4 - half, 4 + half), abs=1e-5)


def test_one_run_has_no_interval() -> None:
    interval = mean_interval([3.0])
    assert np.isnan(interval.low)
    assert not interval.contains(3.0)


def test_limits_belong_to_the_interval() -> None:
    assert Interval(0.0, 1.0, "any").contains(1.0)
    assert not Interval(0.0, 1.0, "any").contains(1.0001)


def test_bands_are_quantiles_over_replications() -> None:
    values = np.arange(101.0)[:, None] * np.array([1.0, -2.0])
    bands = quantile_bands(values)
    assert bands.shape == (5, 2)
    np.testing.assert_allclose(bands[:, 0], [5, 25, 50, 75, 95])
    np.testing.assert_allclose(bands[:, 1], [-190, -150, -100, -50, -10])
    assert QUANTILES == (0.05, 0.25, 0.50, 0.75, 0.95)


def test_bands_leave_out_what_is_missing() -> None:
    values = np.array([[1.0, np.nan, 5.0], [3.0, np.nan, np.nan], [2.0, np.nan, 7.0]])
    median = quantile_bands(values, (0.5,))[0]
    np.testing.assert_array_equal(median, [2.0, np.nan, 6.0])


@pytest.mark.parametrize(("count", "total"), [(0, 1), (0, 30), (7, 20), (99, 100), (40, 40)])
def test_wilson_interval_is_scipys(count: int, total: int) -> None:
    limits = stats.binomtest(count, total).proportion_ci(confidence_level=0.9, method="wilson")
    interval = share_estimate(count, total, coverage=0.9).interval
    assert (interval.low, interval.high) == pytest.approx((limits.low, limits.high), abs=1e-12)
