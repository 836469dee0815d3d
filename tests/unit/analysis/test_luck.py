"""Luck: natural frequencies and the place of one run among others, against counts done by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smsim.analysis.intervals import share_estimate
from smsim.analysis.luck import (
    RankCounts,
    chance,
    frequency,
    rank_counts,
    rank_in_time,
    ranks_by_month,
    reached_by,
    typical_month,
)

LEVELS = np.array(
    [
        [0, 1, 2, 2, 2],
        [0, 1, 1, 2, 1],
        [0, 0, 1, 1, 2],
        [0, 0, 0, 1, 1],
    ]
)  # level 2 in months 2, 3, 4 and never


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's limits in closed form, 95 %."""
    z = 1.959963984540054
    share = count / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * math.sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    return middle - half, middle + half


@pytest.mark.parametrize(("count", "total"), [(126, 200), (1, 200), (199, 200), (3, 7), (50, 100)])
def test_a_frequency_holds_wilsons_interval(count: int, total: int) -> None:
    told = frequency(share_estimate(count, total))
    low, high = wilson(count, total)
    assert told.low == math.floor(100 * low)
    assert told.high == math.ceil(100 * high)
    assert abs(told.count - 100 * count / total) <= 0.5


def test_none_and_all_are_told_apart_from_nearly_so() -> None:
    assert frequency(share_estimate(0, 1000)).count == 0
    assert frequency(share_estimate(1, 1000)).count == 1
    assert frequency(share_estimate(999, 1000)).count == 99
    assert frequency(share_estimate(1000, 1000)).count == 100
    assert frequency(share_estimate(0, 200)).low == 0
    assert frequency(share_estimate(200, 200)).high == 100


def test_chance_counts_runs() -> None:
    estimate = chance([True, False, True, True])
    assert (estimate.count, estimate.total) == (3, 4)
    with pytest.raises(ValueError, match="share"):
        chance([])


def test_reached_by_counts_the_month_itself_and_levels_lost_again() -> None:
    assert reached_by(LEVELS, 2, 1).tolist() == [False, False, False, False]
    assert reached_by(LEVELS, 2, 2).tolist() == [True, False, False, False]
    assert reached_by(LEVELS, 2, 3).tolist() == [True, True, False, False]
    assert reached_by(LEVELS, 2, 4).tolist() == [True, True, True, False]


def test_half_of_the_runs() -> None:
    assert typical_month(LEVELS, 2) == 3
    assert typical_month(LEVELS[:3], 2) == 3
    assert typical_month(LEVELS[2:], 2) == 4
    assert typical_month(LEVELS[3:], 2) is None


def test_standing_counts_ties_apart() -> None:
    place = rank_counts(2.0, [1.0, 2.0, 2.0, 5.0, np.inf])
    assert (place.less, place.same, place.more, place.total) == (1, 2, 2, 5)
    assert place.rank == pytest.approx((1 + 1) / 5)
    assert rank_counts(np.inf, [np.inf, 1.0]) == RankCounts(1, 1, 0)
    with pytest.raises(ValueError, match="known"):
        rank_counts(1.0, [1.0, np.nan])
    with pytest.raises(ValueError, match="known"):
        rank_counts(1.0, [])


def test_of_a_hundred() -> None:
    assert RankCounts(162, 0, 38).of_hundred(162) == 81
    assert RankCounts(199, 1, 0).of_hundred(1) == 1
    assert RankCounts(200, 0, 0).of_hundred(0) == 0


def test_time_to_a_level_stands_among_times_and_never_is_last() -> None:
    assert rank_in_time([0, 0, 0, 2, 2], LEVELS, 2) == RankCounts(less=1, same=1, more=2)
    assert rank_in_time([0, 0, 0, 0, 0], LEVELS, 2) == RankCounts(less=3, same=1, more=0)
    assert rank_in_time([2, 2, 2, 2, 2], LEVELS, 2) == RankCounts(less=0, same=0, more=4)


def test_ranks_by_month() -> None:
    others = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 3.0], [3.0, 3.0]])
    assert ranks_by_month([1.5, 1.0], others).tolist() == [0.5, 0.25]


def test_a_run_like_all_others_has_a_middling_rank() -> None:
    rng = np.random.default_rng(1)
    runs = rng.normal(size=(4001, 1))
    ranks = [ranks_by_month(runs[place], np.delete(runs, place, axis=0))[0] for place in range(200)]
    assert np.mean(ranks) == pytest.approx(0.5, abs=3 * math.sqrt(1 / 12 / 200))
