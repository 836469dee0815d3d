"""Months until a level is first held, with runs that do not reach it within the horizon (right-censored)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from smsim.analysis.intervals import COVERAGE, Interval, ShareEstimate, share_estimate
from smsim.measures import first_months

ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """Share of runs still below the level: steps at `months`, one entry each.

    `low` and `high` are pointwise log-log (Greenwood) limits of coverage `coverage`, missing (NaN)
    while no run has got there and once all have.
    """

    months: NDArray[np.float64]
    share_below: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    coverage: float

    def share_below_at(self, month: float) -> float:
        """Return the share of runs still below at the end of `month`."""
        step = int(np.searchsorted(self.months, month, side="right"))
        return float(self.share_below[step - 1]) if step else 1.0

    @property
    def median_month(self) -> float | None:
        """First month by which half of the runs have got there; None if later than the data reach."""
        reached = np.flatnonzero(self.share_below <= 0.5 + ROUNDING)
        return float(self.months[reached[0]]) if reached.size else None

    def restricted_mean_months(self, horizon_months: float) -> float:
        """Return the mean number of months below the level within the horizon: the area under the curve."""
        edges = np.concatenate([[0.0], np.minimum(self.months, horizon_months), [horizon_months]])
        return float(np.sum(np.diff(edges) * np.concatenate([[1.0], self.share_below])))


def kaplan_meier(months: ArrayLike, is_reached: ArrayLike, coverage: float = COVERAGE) -> SurvivalCurve:
    """Return the Kaplan-Meier curve.

    `months`, shape (replications,) or any other: when the level was reached, or until when a run that did
    not reach it was watched; `is_reached`, same shape, tells them apart.
    Source: Kaplan & Meier (1958), Greenwood (1926), as in scipy.

    Raises: ValueError if the shapes differ or there is no run.
    """
    curve = stats.ecdf(_censored(months, is_reached)).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined at shares of 0 and 1, as said above
        limits = curve.confidence_interval(confidence_level=coverage, method="log-log")
    return SurvivalCurve(
        months=np.asarray(curve.quantiles, dtype=np.float64),
        share_below=np.asarray(curve.probabilities, dtype=np.float64),
        low=np.asarray(limits.low.probabilities, dtype=np.float64),
        high=np.asarray(limits.high.probabilities, dtype=np.float64),
        coverage=coverage,
    )


@dataclass(frozen=True)
class LogRank:
    """The log-rank test of two groups of runs: its statistic (standard normal) and two-sided p-value."""

    statistic: float
    p_value: float


def log_rank(
    months: ArrayLike, is_reached: ArrayLike, other_months: ArrayLike, other_is_reached: ArrayLike
) -> LogRank:
    """Return whether two groups of unrelated runs reach a level at different speed.

    The arguments are those of `kaplan_meier` for either group, of any shape; above 0, the first group gets
    there sooner than expected. Missing (NaN) if no run reached the level.
    Source: Mantel (1966), as in scipy.

    Raises: ValueError if shapes differ within a group or a group has no run.
    """
    ours, theirs = _censored(months, is_reached), _censored(other_months, other_is_reached)
    with np.errstate(invalid="ignore"):
        result = stats.logrank(ours, theirs)
    return LogRank(float(result.statistic), float(result.pvalue))


def _censored(months: ArrayLike, is_reached: ArrayLike) -> stats.CensoredData:
    times = np.asarray(months, dtype=np.float64)
    reached = np.asarray(is_reached, dtype=np.bool_)
    if times.shape != reached.shape or not times.size:
        raise ValueError(f"months of shape {times.shape} do not fit is_reached of shape {reached.shape}")
    return stats.CensoredData.right_censored(times.ravel(), ~reached.ravel())


@dataclass(frozen=True, eq=False)
class MonthsToLevel:
    """When runs first held a level.

    Months count from 0; a sentence for people says "after t + 1 months". `first_months` has the shape
    (replications,), missing (NaN) where the level was not reached within the horizon.
    """

    level: int
    horizon_months: int
    first_months: NDArray[np.float64]
    reached: ShareEstimate
    curve: SurvivalCurve
    median_interval: Interval  # infinite where later than the horizon

    @property
    def median_month(self) -> float | None:
        """Median over all runs, not reached counting as later; None if fewer than half got there."""
        return self.curve.median_month

    @property
    def restricted_mean_months(self) -> float:
        """Mean months below the level within the horizon."""
        return self.curve.restricted_mean_months(self.horizon_months)


def months_to_level(levels: ArrayLike, level: int, coverage: float = COVERAGE) -> MonthsToLevel:
    """Return when runs first hold `level`, censored at the end of the horizon.

    `levels` has the shape (replications, months).

    Raises: ValueError if there is no run or no month.
    """
    table = np.asarray(levels, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"levels have the shape {table.shape}, not (replications, months)")
    months = first_months(table, level)
    is_reached = np.isfinite(months)
    horizon = table.shape[1]
    return MonthsToLevel(
        level=level,
        horizon_months=horizon,
        first_months=months,
        reached=share_estimate(int(is_reached.sum()), len(months), coverage),
        curve=kaplan_meier(np.where(is_reached, months, horizon), is_reached, coverage),
        median_interval=_median_interval(np.where(is_reached, months, np.inf), coverage),
    )


def _median_interval(months: NDArray[np.float64], coverage: float) -> Interval:
    """Return the order-statistic interval of the median; it needs no distribution, so inf may be in it."""
    limits = stats.quantile_test(months, q=0.0, p=0.5).confidence_interval(confidence_level=coverage)
    return Interval(float(limits.low), float(limits.high), "order statistics", coverage)
