"""How sure a number is: intervals with their kind and coverage, and bands over replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

COVERAGE = 0.95
QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)


@dataclass(frozen=True)
class Interval:
    """Limits that hold the truth in the share `coverage` of repetitions; NaN if there are too few runs."""

    low: float
    high: float
    kind: str
    coverage: float = COVERAGE

    def contains(self, value: float) -> bool:
        """Return whether `value` lies inside, limits included."""
        return self.low <= value <= self.high


def interval_document(interval: Interval) -> dict[str, Any]:
    """Return an interval as plain words and numbers, ready for JSON."""
    return {
        "low": interval.low,
        "high": interval.high,
        "interval": interval.kind,
        "coverage": interval.coverage,
    }


@dataclass(frozen=True)
class ShareEstimate:
    """So many of so many runs: the share (0-1) and its interval."""

    count: int
    total: int
    share: float
    interval: Interval


def wilson_interval(share: float, number: float, coverage: float = COVERAGE) -> Interval:
    """Return Wilson's interval of a share (0-1) found in `number` cases, which need not be a whole number.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    square = float(stats.norm.ppf(0.5 + coverage / 2)) ** 2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = np.sqrt(square * (share * (1 - share) / number + square / (4 * number**2))) / (1 + square / number)
    return Interval(max(0.0, float(middle - half)), min(1.0, float(middle + half)), "Wilson", coverage)


def share_estimate(count: int, total: int, coverage: float = COVERAGE) -> ShareEstimate:
    """Return a share with Wilson's interval, sound also for none or all of few runs.

    Raises: ValueError unless 0 <= count <= total and total >= 1.
    """
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"{count} of {total} runs is not a share")
    return ShareEstimate(count, total, count / total, wilson_interval(count / total, total, coverage))


def mean_interval(values: ArrayLike, coverage: float = COVERAGE) -> Interval:
    """Return Student's interval of the mean of independent runs, `values` of shape (replications,)."""
    sample = np.asarray(values, dtype=np.float64)
    if sample.size < 2:
        return Interval(np.nan, np.nan, "Student t", coverage)
    half = stats.t.ppf(0.5 + coverage / 2, sample.size - 1) * stats.sem(sample)
    mean = float(sample.mean())
    return Interval(mean - float(half), mean + float(half), "Student t", coverage)


def quantile_bands(
    values: NDArray[np.float64], quantiles: Sequence[float] = QUANTILES
) -> NDArray[np.float64]:
    """Return quantiles over replications, the first axis of `values`.

    (replications, months) gives (quantiles, months). Missing values (NaN) are left out; where all are
    missing, so is the result.
    """
    values = np.asarray(values, dtype=np.float64)
    bands = np.full((len(quantiles), *values.shape[1:]), np.nan)
    has_any = (~np.isnan(values)).any(axis=0)
    bands[:, has_any] = np.nanquantile(values[:, has_any], quantiles, axis=0)
    return bands
