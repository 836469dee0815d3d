"""Months to a level against lifelines, an independent library for survival analysis."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray

from smsim.analysis.decision.level_months import median_interval, months_to
from smsim.analysis.decision.resampling import resample_worlds
from smsim.analysis.survival import kaplan_meier, log_rank
from tests.unit.analysis.decision_worlds import HORIZON, arrivals, outcomes_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    lifelines = pytest.importorskip("lifelines")
    from lifelines.statistics import logrank_test
    from lifelines.utils import median_survival_times, restricted_mean_survival_time

Floats = NDArray[np.float64]
pytestmark = pytest.mark.filterwarnings("ignore::Warning:lifelines")


def drawn(runs: int, seed: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return months with ties, some of them censored before the horizon, some at it."""
    rng = np.random.default_rng(seed)
    arrival = np.round(rng.gamma(3.0, 15.0 + 5 * seed, size=runs))
    watched = np.where(rng.random(runs) < 0.3, rng.integers(5, HORIZON, size=runs), HORIZON)
    return np.minimum(arrival, watched).astype(np.float64), arrival < watched


@pytest.mark.parametrize(("runs", "seed"), [(25, 0), (80, 1), (300, 2)])
def test_the_curve_and_its_limits_are_those_of_lifelines(runs: int, seed: int) -> None:
    months, is_reached = drawn(runs, seed)
    curve = kaplan_meier(months, is_reached)
    fitted = lifelines.KaplanMeierFitter().fit(months, is_reached)
    theirs = fitted.survival_function_.loc[curve.months, "KM_estimate"]
    np.testing.assert_allclose(curve.share_below, theirs, atol=1e-12)
    limits = fitted.confidence_interval_.loc[curve.months].to_numpy()
    is_inside = (curve.share_below > 0) & (curve.share_below < 1)
    np.testing.assert_allclose(
        np.column_stack([curve.low, curve.high])[is_inside], limits[is_inside], atol=1e-9
    )


@pytest.mark.parametrize(("runs", "seed"), [(80, 1), (300, 2)])
def test_medians_and_restricted_means_are_those_of_lifelines(runs: int, seed: int) -> None:
    months, is_reached = drawn(runs, seed)
    curve = kaplan_meier(months, is_reached)
    fitted = lifelines.KaplanMeierFitter().fit(months, is_reached)
    median = curve.median_month
    assert (np.inf if median is None else median) == fitted.median_survival_time_
    for by_month in (24, 36, HORIZON):
        assert curve.restricted_mean_months(by_month) == pytest.approx(
            restricted_mean_survival_time(fitted, t=by_month)
        )
    interval = median_interval(curve)
    theirs = median_survival_times(fitted.confidence_interval_).to_numpy()[0]
    np.testing.assert_allclose([interval.low, interval.high], theirs)


@pytest.mark.parametrize("seeds", [(0, 1), (1, 2), (2, 2)])
def test_the_log_rank_test_is_that_of_lifelines(seeds: tuple[int, int]) -> None:
    months, is_reached = drawn(80, seeds[0])
    others, others_reached = drawn(60, seeds[1])
    theirs = logrank_test(months, others, is_reached, others_reached)
    ours = log_rank(months, is_reached, others, others_reached)
    assert ours.statistic**2 == pytest.approx(theirs.test_statistic)
    assert ours.p_value == pytest.approx(theirs.p_value)


def test_months_saved_are_differences_of_lifelines_restricted_means() -> None:
    rng = np.random.default_rng(3)
    world = 45 + 15 * rng.normal(size=120)
    months = np.maximum(np.round([world, world - 6 + 3 * rng.normal(size=120)]), 0)
    found = months_to(outcomes_of(**arrivals(months)), 3, resample_worlds(120), by_month=48)
    means, bands = [], []
    for arrival, entry in zip(months, found.options, strict=True):
        fitted = lifelines.KaplanMeierFitter().fit(np.minimum(arrival, HORIZON), arrival < HORIZON)
        mean, variance = restricted_mean_survival_time(fitted, t=48, return_variance=True)
        means.append(mean)
        bands.append(variance)
        assert entry.months_below == pytest.approx(mean)
        assert entry.curve.median_month == fitted.median_survival_time_
    saved = found.saved.between("b", "a")
    assert saved.mean == pytest.approx(means[0] - means[1])
    # lifelines takes the two as unrelated; in pairs the same months are known far better.
    unrelated = 2 * 1.96 * np.sqrt(sum(bands) / 120)
    assert saved.interval.high - saved.interval.low < 0.5 * unrelated


def test_lifelines_would_see_censoring_ignored() -> None:
    """The negative control: censored months taken as arrivals give another curve."""
    months, _ = drawn(300, 2)
    wrong = kaplan_meier(months, np.ones(300, dtype=bool))
    fitted = lifelines.KaplanMeierFitter().fit(*drawn(300, 2))
    assert abs(wrong.restricted_mean_months(48) - restricted_mean_survival_time(fitted, t=48)) > 1.0
