"""Months to a level against a textbook's survival curve and against plain counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.analysis.survival import first_months, kaplan_meier, months_to_level

# Weeks in remission of 21 leukaemia patients on 6-MP and 21 on placebo: Freireich et al. (1963), the
# standard example of Kaplan-Meier in textbooks (Cox & Oakes 1984, table 1.1)
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_kaplan_meier_curve_of_the_textbook() -> None:
    curve = kaplan_meier(TREATED, RELAPSED)
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for week, share in published.items():
        assert curve.share_below_at(week) == pytest.approx(share, abs=5e-4)
        assert curve.share_below_at(week - 0.5) > share + 0.04
    assert curve.share_below_at(5.9) == 1.0
    assert curve.share_below_at(40) == pytest.approx(0.448, abs=5e-4)


def test_kaplan_meier_limits_follow_greenwood_on_the_log_log_scale() -> None:
    """At week 10: S = .7529, Greenwood's sum 3/(21*18) + 1/(17*16) + 1/(15*14)."""
    curve = kaplan_meier(TREATED, RELAPSED)
    step = int(np.flatnonzero(curve.months == 10)[0])
    below = (18 / 21) * (16 / 17) * (14 / 15)
    spread = 1.959964 * np.sqrt(3 / (21 * 18) + 1 / (17 * 16) + 1 / (15 * 14)) / np.log(below)
    assert curve.low[step] == pytest.approx(below ** np.exp(-spread), abs=1e-6)
    assert curve.high[step] == pytest.approx(below ** np.exp(spread), abs=1e-6)


def test_medians_and_restricted_mean_of_the_textbook() -> None:
    treated = kaplan_meier(TREATED, RELAPSED)
    assert treated.median_month == 23
    assert kaplan_meier(PLACEBO, np.ones(21, dtype=bool)).median_month == 8
    by_hand = 6 + 0.857143 * 1 + 0.806723 * 3 + 0.752941 * 3 + 0.690196 * 3 + 0.627451 * 6 + 0.537815 * 1
    assert treated.restricted_mean_months(23) == pytest.approx(by_hand, abs=1e-4)
    assert treated.restricted_mean_months(35) == pytest.approx(by_hand + 12 * 0.448179, abs=1e-4)
    assert treated.restricted_mean_months(4) == 4


def test_ignoring_the_censoring_would_be_seen() -> None:
    """The negative control: the same weeks taken as relapses give another curve."""
    wrong = kaplan_meier(TREATED, np.ones(21, dtype=bool))
    assert wrong.share_below_at(23) < 0.30
    assert wrong.median_month == 16


def levels_reaching(months: list[int | None], horizon: int, level: int = 3) -> np.ndarray:
    table = np.zeros((len(months), horizon))
    for row, month in enumerate(months):
        if month is not None:
            table[row, month:] = level
    return table


def test_the_first_month_of_a_level_counts_even_if_it_is_lost_again() -> None:
    levels = np.array([[0, 1, 2, 1, 1], [0, 0, 0, 0, 0], [2, 2, 3, 3, 2]])
    np.testing.assert_array_equal(first_months(levels, 2), [2, np.nan, 0])
    np.testing.assert_array_equal(first_months(levels, 1), [1, np.nan, 0])


def test_runs_that_never_arrive_count_as_later() -> None:
    table = levels_reaching([10, 20, 30, None, None], horizon=40)
    result = months_to_level(table, 3)
    assert result.median_month == 30
    assert (result.reached.count, result.reached.total) == (3, 5)
    assert result.restricted_mean_months == pytest.approx((10 + 20 + 30 + 40 + 40) / 5)
    assert months_to_level(levels_reaching([10, None, None], 40), 3).median_month is None


def test_if_exactly_half_arrive_the_median_is_when_the_last_of_them_does() -> None:
    assert months_to_level(levels_reaching([4, 9, None, None], 40), 3).median_month == 9


def test_a_level_reached_in_the_last_month_is_not_censored() -> None:
    result = months_to_level(levels_reaching([11] * 3 + [None], 12), 3)
    assert result.median_month == 11
    assert result.restricted_mean_months == pytest.approx((3 * 11 + 12) / 4)


def test_nobody_and_everybody_arriving_are_ordinary_cases() -> None:
    nobody = months_to_level(levels_reaching([None] * 8, 24), 3)
    assert (nobody.median_month, nobody.reached.share, nobody.restricted_mean_months) == (None, 0.0, 24.0)
    assert nobody.median_interval.low == np.inf
    everybody = months_to_level(levels_reaching([0] * 8, 24), 3)
    assert (everybody.median_month, everybody.reached.share) == (0.0, 1.0)
    assert everybody.restricted_mean_months == 0.0
    for curve in (nobody.curve, everybody.curve):
        assert np.isnan(curve.low).all()
        assert np.isnan(curve.high).all()


def test_the_median_interval_holds_the_true_median_as_often_as_it_says() -> None:
    """Months drawn evenly from 0 to 99, a horizon of 60: the true median is 49 or 50."""
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(200):
        drawn = rng.integers(0, 100, size=40)
        table = levels_reaching([int(m) if m < 60 else None for m in drawn], 60)
        held += months_to_level(table, 3).median_interval.contains(49.5)
    assert held >= 0.92 * 200
    assert held < 200


def test_few_runs_have_no_median_interval() -> None:
    assert np.isnan(months_to_level(levels_reaching([3, 4, None], 12), 3).median_interval.low)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="replications, months"):
        months_to_level(np.zeros(5), 3)
    with pytest.raises(ValueError, match="do not fit"):
        kaplan_meier([1, 2, 3], [True, False])
    with pytest.raises(ValueError, match="do not fit"):
        kaplan_meier([], [])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 29)), min_size=1, max_size=25))
def test_with_one_horizon_the_curve_is_plain_counting(months: list[int | None]) -> None:
    result = months_to_level(levels_reaching(months, 30), 3)
    for month in range(30):
        still_below = sum(m is None or m > month for m in months) / len(months)
        assert result.curve.share_below_at(month) == pytest.approx(still_below)
    assert result.restricted_mean_months == pytest.approx(np.mean([30 if m is None else m for m in months]))
    ordered = sorted(30 if m is None else m for m in months)
    middle = ordered[(len(ordered) - 1) // 2]
    assert result.median_month == (middle if middle < 30 else None)
