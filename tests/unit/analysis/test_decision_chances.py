"""Chances over worlds: counted by hand, Wilson's interval, and the two meanings of being best."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.decision.chances import best_chances, risks, shares_of_best, world_share
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.resampling import resample_worlds
from smsim.analysis.intervals import share_estimate
from tests.unit.analysis.decision_worlds import outcomes_of

LEVEL = objective_of("level_at_end", 60)
COST = objective_of("cost_keur", 60, margin=10.0)


def test_one_run_in_each_world_has_wilsons_interval() -> None:
    parts = np.zeros((40, 1))
    parts[:11] = 1.0
    share = world_share(parts)
    by_count = share_estimate(11, 40)
    assert (share.share, share.worlds) == (11 / 40, 40)
    assert (share.interval.low, share.interval.high) == pytest.approx(
        (by_count.interval.low, by_count.interval.high)
    )
    assert (share.interval.kind, share.interval.coverage) == ("Wilson", 0.95)


def test_runs_of_a_world_count_as_many_only_as_far_as_they_are_unrelated() -> None:
    rng = np.random.default_rng(1)
    alike = np.repeat(rng.random((50, 1)) < 0.3, 5, axis=1).astype(float)
    unrelated = (rng.random((400, 5)) < 0.3).astype(float)
    of_alike = share_estimate(int(alike[:, 0].sum()), 50).interval
    assert world_share(alike).interval.low == pytest.approx(of_alike.low, abs=0.003)
    of_all = share_estimate(int(unrelated.sum()), 2_000).interval
    found = world_share(unrelated).interval
    assert found.high - found.low == pytest.approx(of_all.high - of_all.low, rel=0.1)


@pytest.mark.parametrize("value", [0.0, 1.0, 0.5])
def test_worlds_all_alike_still_leave_room_for_chance(value: float) -> None:
    interval = world_share(np.full((20, 3), value)).interval
    assert interval.high - interval.low > 0.1
    assert interval.contains(value)
    assert np.isfinite(world_share(np.full((1, 3), value)).interval.low)


def test_ties_are_shared_and_rounding_is_a_tie() -> None:
    gains = np.array([[1.0, 0.3, -5.0], [1.0, 0.1 + 0.2, -4.0], [0.0, 0.0, -5.0]])
    np.testing.assert_array_equal(shares_of_best(gains), [[0.5, 0.5, 0], [0.5, 0.5, 1], [0, 0, 0]])


def test_the_chance_of_being_best_is_counted_run_by_run() -> None:
    level = [[3, 3, 2, 2], [3, 2, 2, 2], [1, 1, 4, 2]]
    chances = best_chances(outcomes_of(level_at_end=level), LEVEL, resample_worlds(4))
    assert [entry.option for entry in chances] == ["a", "b", "c"]
    assert [entry.best.share for entry in chances] == pytest.approx(
        [(0.5 + 1 + 1 / 3) / 4, (0.5 + 1 / 3) / 4, (1 + 1 / 3) / 4]
    )
    replicated = np.array(level, dtype=float).reshape(3, 2, 2)
    again = best_chances(outcomes_of(level_at_end=replicated), LEVEL, resample_worlds(2))
    assert [entry.best.share for entry in again] == pytest.approx([entry.best.share for entry in chances])


def test_less_is_best_where_less_is_better_and_near_enough_is_as_good() -> None:
    chances = best_chances(outcomes_of(cost_keur=[[100, 50], [90, 61], [111, 50]]), COST, resample_worlds(2))
    assert [entry.best.share for entry in chances] == [0.25, 0.5, 0.25]
    assert [entry.as_good.share for entry in chances] == [1.0, 0.5, 0.5]


def test_being_best_on_average_is_not_being_best_in_a_world() -> None:
    """An option a little cheaper in three of ten worlds and far cheaper in the mean of a fourth of them."""
    rng = np.random.default_rng(3)
    base = rng.normal(500, 50, size=400)
    other = np.where(rng.random(400) < 0.3, base - 100, base + 10)
    first, second = best_chances(outcomes_of(cost_keur=[base, other]), COST, resample_worlds(400))
    assert first.best.share == pytest.approx(0.7, abs=0.06)
    assert second.best.share < 0.4
    assert second.confidence > 0.99
    assert first.confidence + second.confidence == pytest.approx(1.0)


def test_confidence_is_that_of_the_one_sided_paired_t_test() -> None:
    rng = np.random.default_rng(4)
    base = rng.normal(size=100)
    other = base + stats.zscore(rng.normal(size=100), ddof=1) + 0.12
    chances = best_chances(outcomes_of(level_at_end=[base, other]), LEVEL, resample_worlds(100))
    p_value = stats.ttest_rel(other, base, alternative="greater").pvalue
    assert chances[1].confidence == pytest.approx(1 - p_value, abs=0.015)


def test_what_may_go_wrong_is_counted() -> None:
    first, second = risks(
        outcomes_of(
            has_reached_level_3=[[1, 0, 0, 0], [1, 1, 1, 0]],
            has_slid_back=[[0, 0, 1, 0], [0, 0, 0, 0]],
            crises_per_year=[[0, 0, 0, 0], [0.2, 0, 1.4, 0]],
        )
    )
    assert (first.stalling.share, first.sliding_back.share, first.crisis.share) == (0.75, 0.25, 0.0)
    assert (second.stalling.share, second.sliding_back.share, second.crisis.share) == (0.25, 0.0, 0.5)
