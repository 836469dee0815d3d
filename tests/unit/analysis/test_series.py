from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis import series
from smsim.maturity.facts import INDICATORS
from smsim.vocabulary import DepartmentKind
from tests.batches import make_batch


def test_shares_of_levels_add_up_and_count_runs():
    shares = series.level_shares(make_batch([[0, 1, 2], [0, 2, 4], [1, 2, 3], [0, 2, 3]]))
    assert np.allclose(shares.shares.sum(axis=0), 1)
    assert shares.shares[:, 2].tolist() == [0, 0, 0.25, 0.5, 0.25]
    assert shares.at_least(3).tolist() == [0, 0, 0.75]


def test_a_trajectory_has_mean_and_quantiles_over_replications():
    values = [[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]]
    trajectory = series.trajectory(make_batch(np.ones((3, 2)), sponsorship=values), "sponsorship")
    assert trajectory.mean.tolist() == [2, 1]
    assert trajectory.median.tolist() == [2, 1]
    assert trajectory.quantiles.shape == (5, 2)
    assert trajectory.unit == "share"


def test_an_unknown_output_is_refused():
    with pytest.raises(KeyError):
        series.trajectory(make_batch([[1]]), "happiness")


def test_indicators_that_never_apply_are_missing_without_a_warning():
    indicator = np.full((2, 3, INDICATORS), 0.5)
    indicator[:, :, 3] = np.nan
    indicator[0, 2, 0] = np.nan
    indicator[1, 2, 0] = 0.9
    with np.errstate(all="raise"):
        shown = series.indicator_map(make_batch(np.ones((2, 3)), indicator=indicator))
    assert shown.scores.shape == (INDICATORS, 3)
    assert np.isnan(shown.scores[3]).all()
    assert shown.scores[0, 2] == 0.9


def test_practice_is_told_for_kinds_that_are_there_best_first():
    practice = np.zeros((3, 2, 10))
    practice[:, 1, DepartmentKind.CUSTOMER_SERVICE] = [0.1, 0.8, 0.9]
    practice[:, 1, DepartmentKind.MARKETING] = 0.3
    shown = series.department_practice(make_batch(np.ones((3, 2)), practice_of=practice))
    assert shown.kinds == (DepartmentKind.CUSTOMER_SERVICE, DepartmentKind.MARKETING)
    assert shown.practice[:, -1].tolist() == [0.8, 0.3]
