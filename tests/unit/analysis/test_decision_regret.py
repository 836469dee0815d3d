"""Regret and thresholds, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.regret import Threshold, regrets, satisficing, threshold_from
from smsim.analysis.decision.resampling import resample_worlds
from smsim.errors import ExperimentError
from tests.unit.analysis.decision_worlds import outcomes_of

COST = objective_of("cost_keur", 60)


def test_regret_is_how_far_the_best_of_each_world_is_away() -> None:
    cost = [[10, 20, 30, 10], [15, 10, 30, 50]]
    first, second = regrets(outcomes_of(cost_keur=cost), COST, resample_worlds(4))
    assert (first.mean, first.worst) == (2.5, 10.0)
    assert (second.mean, second.worst) == (45 / 4, 40.0)
    assert second.nine_in_ten == pytest.approx(np.quantile([5, 0, 0, 40], 0.9))
    assert (first.option, first.objective) == ("a", COST)
    more = objective_of("level_at_end", 60)
    first, second = regrets(outcomes_of(level_at_end=cost), more, resample_worlds(4))
    assert (first.mean, second.mean) == (45 / 4, 2.5)


def test_an_option_that_is_always_best_regrets_nothing() -> None:
    rng = np.random.default_rng(1)
    cost = rng.random((2, 50, 3)) + np.array([0.0, 2.0])[:, None, None]
    first, second = regrets(outcomes_of(cost_keur=cost), COST, resample_worlds(50))
    assert (first.mean, first.worst, first.interval.low) == (0.0, 0.0, 0.0)
    assert second.interval.low > 1.0
    assert second.interval.contains(second.mean)


def test_the_best_of_a_world_is_found_over_its_replications() -> None:
    """Either option has good luck once; on average of the world they are equal."""
    cost = np.array([[[0.0, 10.0]], [[10.0, 0.0]]])
    assert [entry.mean for entry in regrets(outcomes_of(cost_keur=cost), COST, resample_worlds(1))] == [0, 0]


def test_thresholds_must_be_met_in_the_same_run() -> None:
    outcomes = outcomes_of(
        level_at_end=[[3, 3, 2, 2], [3, 3, 3, 3]], cost_keur=[[400, 600, 400, 400], [500, 501, 499, 700]]
    )
    level, cost = threshold_from("level_at_end >= 3"), threshold_from("cost_keur<=500")
    first, second = satisficing(outcomes, [level, cost])
    assert (first.all_met.share, second.all_met.share) == (0.25, 0.5)
    assert [share.share for _, share in first.each_met] == [0.5, 0.75]
    assert [threshold for threshold, _ in second.each_met] == [level, cost]
    assert first.all_met.interval.contains(0.25)
    assert satisficing(outcomes, []) == ()


def test_a_threshold_may_have_two_limits() -> None:
    between = Threshold("cost_keur", low=400, high=500)
    met = between.is_met(outcomes_of(cost_keur=[[399.9, 400, 500, 500.1]]))
    np.testing.assert_array_equal(met[0, :, 0], [0, 1, 1, 0])


def test_thresholds_are_read_as_written() -> None:
    assert threshold_from("crises_per_year<=0.1") == Threshold("crises_per_year", high=0.1)
    assert threshold_from(" net_value_keur >= -1e2 ") == Threshold("net_value_keur", low=-100.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("level_at_end>3", "must be a measure, <= or >= and a number"),
        ("level_at_end>=three", "must be a measure"),
        ("", "must be a measure"),
        ("level_at_end>=nan", "nothing meets"),
        ("level_at_the_end>=3", r"did you mean 'level_at_end'\?"),
    ],
)
def test_thresholds_that_cannot_be_used_are_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(ExperimentError, match=message):
        threshold_from(text)
    with pytest.raises(ExperimentError, match="nothing meets"):
        Threshold("level_at_end", low=3, high=2)
