"""Months to a level: curves of related runs, medians, months saved and sign tests, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.decision.level_months import holm, median_interval, months_to, world_curve
from smsim.analysis.decision.resampling import resample_worlds
from smsim.analysis.survival import kaplan_meier, log_rank
from tests.unit.analysis.decision_worlds import HORIZON, arrivals, outcomes_of

NEVER = np.inf


def drawn_months(worlds: int, replications: int, within: float, seed: int = 1) -> np.ndarray:
    """Return months of which a part is never reached; runs of a world differ by `within`."""
    rng = np.random.default_rng(seed)
    months = 45 + 20 * rng.normal(size=(worlds, 1)) + within * rng.normal(size=(worlds, replications))
    months = np.maximum(np.round(months), 0.0)
    return np.where(months < HORIZON, months, HORIZON)


def test_with_one_run_in_each_world_the_limits_are_the_usual_ones() -> None:
    months = drawn_months(60, 1, 5.0)
    ours, usual = world_curve(months, months < HORIZON), kaplan_meier(months, months < HORIZON)
    np.testing.assert_array_equal(ours.share_below, usual.share_below)
    np.testing.assert_array_equal(ours.low, usual.low)


def test_runs_that_repeat_their_world_add_nothing_to_what_is_known() -> None:
    months = drawn_months(60, 1, 5.0)
    copies = np.repeat(months, 4, axis=1)
    one, four = world_curve(months, months < HORIZON), world_curve(copies, copies < HORIZON)
    np.testing.assert_allclose(four.share_below, one.share_below)
    np.testing.assert_allclose(four.low, one.low)
    np.testing.assert_allclose(four.high, one.high)
    naive = kaplan_meier(copies, copies < HORIZON)
    assert np.nanmin(four.high - four.low - naive.high + naive.low) > 0


def test_unrelated_runs_count_each() -> None:
    rng = np.random.default_rng(2)
    months = rng.integers(0, 90, size=(500, 4)).clip(max=HORIZON).astype(float)
    ours, usual = world_curve(months, months < HORIZON), kaplan_meier(months, months < HORIZON)
    middle = slice(5, 55)
    np.testing.assert_allclose((ours.high - ours.low)[middle], (usual.high - usual.low)[middle], rtol=0.12)


def test_the_median_lies_where_the_limits_cross_a_half() -> None:
    months = drawn_months(80, 1, 5.0)
    curve = world_curve(months, months < HORIZON)
    interval = median_interval(curve)
    assert interval.low < curve.median_month < interval.high
    at_low = np.flatnonzero(curve.months == interval.low)[0]
    assert curve.low[at_low] <= 0.5 < curve.low[at_low - 1]
    at_once = median_interval(kaplan_meier([7.0] * 20, [True] * 20))
    assert (at_once.low, at_once.high) == (7.0, 7.0)
    never = median_interval(kaplan_meier([60.0] * 20, [False] * 20))
    assert (never.low, never.high) == (np.inf, np.inf)


def test_months_saved_are_differences_of_restricted_means() -> None:
    months = np.array([[10, 20, NEVER, 50, 58, 30], [5, 20, 40, 55, NEVER, 28]])
    outcomes = outcomes_of(**arrivals(months))
    found = months_to(outcomes, 3, resample_worlds(6), by_month=54)
    below = np.minimum(months, 54).mean(axis=1)
    assert [entry.months_below for entry in found.options] == pytest.approx(list(below))
    assert found.saved.between("b", "a").mean == pytest.approx(below[0] - below[1])
    assert found.saved.between("b", "a").mean > 0
    for place, entry in enumerate(found.options):
        assert entry.curve.restricted_mean_months(54) == pytest.approx(below[place])
        assert entry.reached.share == pytest.approx(5 / 6)
    assert (found.by_month, months_to(outcomes, 3, resample_worlds(6), by_month=999).by_month) == (54, 60)


def test_a_race_counts_worlds_and_the_last_month_is_sooner_than_never() -> None:
    months = np.array([[10, 20, NEVER, NEVER, 59, 30], [5, 20, 40, NEVER, NEVER, 31]])
    sign_test = months_to(outcomes_of(**arrivals(months)), 3, resample_worlds(6)).sign_tests[0]
    assert (sign_test.option, sign_test.against, sign_test.first, sign_test.later) == ("a", "b", 2, 2)
    assert sign_test.p_value == 1.0


def test_a_race_keeps_the_pairs_together_where_the_log_rank_test_does_not() -> None:
    """One month sooner in every world: plain to see in pairs, lost among worlds that differ by years."""
    months = np.round(np.linspace(2, 57, 40))
    found = months_to(outcomes_of(**arrivals([months - 1, months])), 3, resample_worlds(40))
    sign_test = found.sign_tests[0]
    assert (sign_test.first, sign_test.later) == (40, 0)
    assert sign_test.p_value == pytest.approx(2 * 0.5**40)
    assert sign_test.log_rank.p_value > 0.5
    usual = log_rank(months - 1, months > 0, months, months > 0)
    assert sign_test.log_rank == usual
    assert found.saved.pairs[0].interval.low == pytest.approx(1.0)


def test_several_runs_of_a_world_are_one_vote() -> None:
    ours = np.array([[1, 2, 9], [1, 9, 9], [5, 5, 5]], dtype=float)
    theirs = np.array([[2, 3, 1], [2, 1, 1], [5, 5, 5]], dtype=float)
    sign_test = months_to(outcomes_of(**arrivals([ours, theirs])), 3, resample_worlds(3)).sign_tests[0]
    assert (sign_test.first, sign_test.later) == (1, 1)


def test_the_stratified_log_rank_test_of_pairs_is_the_sign_test_without_its_correction() -> None:
    """So that the sign test is what a log-rank test comes to when it knows the worlds."""
    survdiff = pytest.importorskip("statsmodels.duration.survfunc").survdiff

    rng = np.random.default_rng(5)
    months = rng.integers(0, 80, size=(2, 60)).astype(float)
    months[1] += 5
    sign_test = months_to(outcomes_of(**arrivals(months)), 3, resample_worlds(60)).sign_tests[0]
    is_reached = (months < HORIZON).astype(float)
    chi_square, _ = survdiff(
        months.clip(max=HORIZON).ravel(),
        is_reached.ravel(),
        np.repeat([0, 1], 60),
        strata=np.tile(range(60), 2),
    )
    decided = sign_test.first + sign_test.later
    assert chi_square == pytest.approx((sign_test.first - sign_test.later) ** 2 / decided)
    assert sign_test.p_value == pytest.approx(stats.chi2.sf(chi_square, 1), abs=0.06)


def test_p_values_are_adjusted_as_statsmodels_does() -> None:
    p_values = [0.01, 0.04, 0.03, 0.005, 0.9, 0.03]
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    np.testing.assert_allclose(holm(p_values), multitest.multipletests(p_values, method="holm")[1])
    months = np.random.default_rng(6).integers(0, 80, size=(4, 30))
    sign_tests = months_to(outcomes_of(**arrivals(months)), 3, resample_worlds(30)).sign_tests
    adjusted = [sign_test.adjusted_p_value for sign_test in sign_tests]
    np.testing.assert_allclose(adjusted, holm([sign_test.p_value for sign_test in sign_tests]))
    assert len(sign_tests) == 6


def test_a_single_option_and_a_level_nobody_reaches_are_ordinary() -> None:
    alone = months_to(outcomes_of(**arrivals([[NEVER] * 12])), 3, resample_worlds(12))
    assert (alone.sign_tests, alone.saved.pairs) == ((), ())
    assert (alone.options[0].median_month, alone.options[0].months_below) == (None, 60.0)
    beside = months_to(outcomes_of(**arrivals([[NEVER] * 12, range(12)])), 3, resample_worlds(12))
    assert beside.options[0].months_below_interval.high == 60.0
    assert beside.options[0].months_below_interval.low < 60.0
    both = months_to(outcomes_of(**arrivals([[NEVER] * 12] * 2)), 3, resample_worlds(12))
    assert (both.sign_tests[0].first, both.sign_tests[0].p_value) == (0, 1.0)
    assert np.isnan(both.sign_tests[0].log_rank.p_value)
    with pytest.raises(ValueError, match="months_below_level_4"):
        months_to(outcomes_of(**arrivals([[1.0]])), 4, resample_worlds(1))
