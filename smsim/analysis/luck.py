"""How much of a run is luck: other runs of the same plan, and where one run stands among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smsim.analysis.intervals import ShareEstimate, share_estimate
from smsim.measures import first_months

HUNDRED = 100
ROUNDING = 1e-9


@dataclass(frozen=True)
class Frequency:
    """So many of a hundred runs, as people say it; `low` and `high` are the limits of its interval."""

    count: int
    low: int
    high: int


def frequency(estimate: ShareEstimate) -> Frequency:
    """Return a share as a number of 100 runs.

    The limits are rounded away from it, and 0 and 100 are kept for what happened in none or in all runs.
    """
    count = round(HUNDRED * estimate.share)
    if 0 < estimate.count < estimate.total:
        count = min(max(count, 1), HUNDRED - 1)
    limits = estimate.interval
    return Frequency(
        count=count,
        low=max(0, floor(HUNDRED * limits.low + ROUNDING)),
        high=min(HUNDRED, ceil(HUNDRED * limits.high - ROUNDING)),
    )


def chance(happened: ArrayLike) -> ShareEstimate:
    """Return the share of runs in which something happened, `happened` of shape (runs,), with its interval.

    Raises: ValueError if there is no run.
    """
    runs = np.asarray(happened, dtype=np.bool_)
    return share_estimate(int(runs.sum()), int(runs.size))


def reached_by(levels: ArrayLike, level: int, month: int) -> NDArray[np.bool_]:
    """Return which runs have held `level` or more in some month up to `month`, counted from 0.

    `levels` has the shape (runs, months); the result (runs,).
    """
    months = first_months(np.asarray(levels)[:, : month + 1], level)
    is_reached: NDArray[np.bool_] = np.isfinite(months)
    return is_reached


def typical_month(levels: ArrayLike, level: int) -> int | None:
    """Return the first month by which at least half of the runs have held `level`; None if fewer ever do.

    `levels` has the shape (runs, months).
    """
    months = np.sort(first_months(levels, level))  # never (NaN) comes last
    middle = months[(months.size - 1) // 2]
    return int(middle) if np.isfinite(middle) else None


@dataclass(frozen=True)
class RankCounts:
    """Where one run stands among others: how many have less, the same, and more of something."""

    less: int
    same: int
    more: int

    @property
    def total(self) -> int:
        """Number of other runs."""
        return self.less + self.same + self.more

    @property
    def rank(self) -> float:
        """Share of the others that have less, those with the same counted by half."""
        return (self.less + self.same / 2) / self.total

    def of_hundred(self, count: int) -> int:
        """Return a number of the others as one of 100; 0 and 100 are kept for none and all."""
        return frequency(share_estimate(count, self.total)).count


def rank_counts(value: float, others: ArrayLike) -> RankCounts:
    """Return where `value` stands among `others`, shape (runs,); infinity stands for never.

    Raises: ValueError if a number is missing or there is no other run.
    """
    numbers = np.asarray(others, dtype=np.float64)
    if not numbers.size or np.isnan(numbers).any() or np.isnan(value):
        raise ValueError("a run can only stand among others whose numbers are known")
    less, more = int((numbers < value).sum()), int((numbers > value).sum())
    return RankCounts(less, numbers.size - less - more, more)


def rank_in_time(shown: ArrayLike, others: ArrayLike, level: int) -> RankCounts:
    """Return where a run stands in the month in which it first holds `level`; never is later than any.

    `shown` holds its levels, shape (months,), `others` those of the others, shape (runs, months). `less`
    are those that were sooner.
    """
    own = first_months(np.asarray(shown)[np.newaxis], level)
    theirs = first_months(others, level)
    return rank_counts(float(_never_last(own)[0]), _never_last(theirs))


def _never_last(months: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isnan(months), np.inf, months)


def ranks_by_month(shown: ArrayLike, others: ArrayLike) -> NDArray[np.float64]:
    """Return the rank of one run in every month: the share of others with less, the same by half.

    `shown` has the shape (months,), `others` (runs, months); the result (months,).
    """
    own, theirs = np.asarray(shown, dtype=np.float64), np.asarray(others, dtype=np.float64)
    ranks: NDArray[np.float64] = ((theirs < own) + (theirs == own) / 2).mean(axis=0)
    return ranks
