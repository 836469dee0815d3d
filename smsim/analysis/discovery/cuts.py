"""How sure the limit of a region is: the best cut, found again in resampled worlds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import RESAMPLES, RESAMPLING_SEED

KIND = "percentile bootstrap of the cut"

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def cut_interval(
    values: Floats, is_case: Bools, cut: float, leaf: int, *, cases_below: bool, coverage: float = COVERAGE
) -> Interval:
    """Return the interval of the value that best parts cases from others.

    `values` and `is_case`, shape (worlds,), are the worlds the limit decides about; `cut` is the limit
    found, `leaf` how many worlds each side needs, `cases_below` the side on which cases are frequent.
    Where a resample has no such cut it could be anywhere.
    Source: Banerjee & McKeague (2007) on split points.
    """
    order = np.argsort(values, kind="stable")
    ordered, is_expected = values[order], is_case[order] == cases_below

    def resampled(chosen: NDArray[np.int64]) -> tuple[float, float]:
        return _bracket(ordered[chosen], is_expected[chosen], leaf)

    return bracket_interval(resampled, values.size, cut, KIND, coverage)


def bracket_interval(
    bracket: Callable[[NDArray[np.int64]], tuple[float, float]],
    worlds: int,
    found: float,
    kind: str,
    coverage: float,
) -> Interval:
    """Return the percentile interval of a place that data know only as lying between two neighbours.

    `bracket` gives the two for resampled worlds, numbered by their order and sorted. The interval runs from
    the lower of the two to the upper and holds `found`: it errs on the safe side.
    """
    rng = np.random.default_rng(RESAMPLING_SEED)
    drawn = [bracket(np.sort(rng.integers(worlds, size=worlds))) for _ in range(RESAMPLES)]
    lower, upper = np.array(drawn).T
    tail = (1.0 - coverage) / 2
    low = float(np.quantile(lower, tail, method="lower"))
    high = float(np.quantile(upper, 1.0 - tail, method="higher"))
    return Interval(min(low, found), max(high, found), kind, coverage)


def _bracket(values: Floats, is_expected_below: Bools, leaf: int) -> tuple[float, float]:
    """Return the two neighbouring values between which the cut with the purest sides lies.

    `values` are sorted. Cases and others weigh alike as groups, as in the tree.
    """
    below = np.cumsum(is_expected_below)[:-1]
    expected = int(below[-1] + is_expected_below[-1]) if below.size else 0
    others = values.size - expected
    places = np.arange(1, values.size)
    is_allowed = (values[1:] > values[:-1]) & (places >= leaf) & (values.size - places >= leaf)
    if not expected or not others or not is_allowed.any():
        return float(values[0]), float(values[-1])
    left, left_others = below / expected, (places - below) / others
    # the Gini impurity of two groups of equal weight falls with the squared gap between their shares below
    # the cut, relative to how evenly the cut divides all
    gap = left - left_others
    weight = left + left_others
    gain = np.where(is_allowed & (gap > 0.0), gap**2 / (weight * (2.0 - weight)), -1.0)
    best = int(gain.argmax())
    if gain[best] < 0.0:
        return float(values[0]), float(values[-1])
    return float(values[best]), float(values[best + 1])
