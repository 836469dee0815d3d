from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.decision.racing import (
    BudgetState,
    RaceRules,
    budget_states,
    chance_of_lead,
    pair_interval,
    shortfall,
    upper_bounds,
    worse_on_average,
)
from smsim.analysis.decision.regret import Threshold

ONE = RaceRules(candidates=2, looks=1)


def test_a_bound_is_student_s():
    values = np.random.default_rng(1).normal(size=(20, 3))
    for column, bound in enumerate(upper_bounds(values, 0.025)):
        interval = stats.ttest_1samp(values[:, column], 0.0).confidence_interval(0.95)
        assert bound == pytest.approx(interval.high)


def test_few_unlike_worlds_are_not_believed():
    values = np.zeros((20, 2))
    values[:3, 0] = -1.0  # three of twenty
    values[:, 1] = np.linspace(-1.0, 1.0, 20)
    bound = upper_bounds(values, 0.01)[0]
    assert bound == pytest.approx(2.0 * stats.beta.isf(0.01, 4, 17))  # the other column spans 2
    values[:5, 0] = -1.0
    assert upper_bounds(values, 0.05)[0] < 0.0


def test_one_world_bounds_nothing():
    assert np.isinf(upper_bounds(np.ones((1, 2)), 0.1)).all()


def test_the_errors_of_all_that_must_hold_add_up_to_what_is_given_up():
    rules = RaceRules(candidates=7, looks=4, limits=2, coverage=0.9)
    differences = 4 * 6 * rules.error_of_a_difference
    limits = 4 * 2 * 7 * 2 * rules.error_of_a_limit  # both sides
    assert differences + limits == pytest.approx(0.1)
    assert 4 * 2 * 21 * rules.error_of_a_pair == pytest.approx(0.1)
    assert RaceRules(7, 4).error_of_a_difference == pytest.approx(0.05 / 24)


def test_worse_than_a_rival_is_told_from_behind_one_that_does_not_count():
    luck = np.random.default_rng(2).normal(size=(40, 1))
    own = np.random.default_rng(3).normal(size=(40, 3))
    gains = 10 * luck + own + [0.0, 5.0, 5.0]
    assert worse_on_average(gains, np.array([0]), ONE).tolist() == [False, False, False]
    assert worse_on_average(gains, np.array([0, 2]), ONE).tolist() == [True, False, False]


def test_the_shortfall_is_what_another_may_be_ahead_by():
    gains = np.random.default_rng(4).normal([0.0, 0.1, -9.0], size=(30, 3))
    leads = upper_bounds(gains - gains[:, [1]], ONE.error_of_a_difference)
    assert leads[0] > 0.0
    assert shortfall(gains, 1, ONE) == pytest.approx(leads[0])
    assert shortfall(gains[:, [1, 2]], 0, ONE) == 0.0


def test_a_budget_is_kept_broken_or_unclear():
    costs = np.random.default_rng(5).normal([90.0, 100.0, 110.0], size=(30, 3))
    states = budget_states([costs], [Threshold("cost_keur", high=100.0)], RaceRules(3, 1, 1))
    assert states == (BudgetState.WITHIN, BudgetState.UNCLEAR, BudgetState.BEYOND)
    least = budget_states([costs], [Threshold("cost_keur", low=100.0)], RaceRules(3, 1, 1))
    assert least == states[::-1]
    with pytest.raises(ValueError, match="no limit"):
        budget_states([], [], ONE)


def test_every_limit_counts():
    costs = np.random.default_rng(6).normal(size=(30, 2))
    limits = [Threshold("cost_keur", high=5.0), Threshold("staff_fte_at_end", high=5.0)]
    states = budget_states([costs, costs + np.array([0.0, 9.0])], limits, RaceRules(2, 1, 2))
    assert states == (BudgetState.WITHIN, BudgetState.BEYOND)


def test_the_chance_of_a_lead_is_a_half_for_twins_and_none_for_oneself():
    gains = np.random.default_rng(7).normal(size=(50, 4))
    gains[:, 1] = gains[:, 0]
    gains[:, 2] = gains[:, 0] - 1.0
    chances = chance_of_lead(gains, 0)
    assert chances[:3].tolist() == [0.0, 0.5, 0.0]
    one_sided = stats.ttest_rel(gains[:, 3], gains[:, 0], alternative="less").pvalue
    assert chances[3] == pytest.approx(one_sided)


def test_the_interval_of_a_pair_allows_for_all_pairs():
    ours, theirs = np.random.default_rng(8).normal(size=(2, 30))
    narrow, wide = (pair_interval(ours, theirs, RaceRules(number, 1)) for number in (2, 9))
    plain = stats.ttest_rel(ours, theirs).confidence_interval(0.95)
    assert (narrow.low, narrow.high) == pytest.approx((plain.low, plain.high))
    assert wide.low < narrow.low < narrow.high < wide.high
