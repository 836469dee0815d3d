"""What other worlds might have said: worlds drawn again, and intervals that hold together.

The worlds are the independent units, however many runs each has: they are drawn again whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import FEWEST_FOR_BOOTSTRAP, RESAMPLING_SEED, ROUNDING
from smsim.experiments.stopping import FEWEST_UNLIKE
from smsim.measures import Floats

RESAMPLES = 5_000
MOST_AT_ONCE = 4_000_000
"""Numbers worked on at a time, so that many worlds do not fill the memory."""

LEAST_ERROR_SHARE = 0.25
"""A resample's standard error counts as at least this share of the original's.

Where few worlds differ, some resamples hold none of them: their error of 0 would make every interval
infinite.
"""

MAX_T = "simultaneous bootstrap (max-t)"
FEW_WORLDS = "simultaneous Student t (Bonferroni)"
FEW_UNLIKE = "bound on what few unlike worlds hide"


@dataclass(frozen=True, eq=False)
class Resamples:
    """How often each world was drawn in each resample: `counts` has the shape (resamples, worlds)."""

    counts: NDArray[np.int16]

    @property
    def worlds(self) -> int:
        """Number of worlds drawn from."""
        return int(self.counts.shape[1])

    def means(self, values: Floats) -> Floats:
        """Return the means of `values`, shape (worlds, columns), in each resample: (resamples, columns)."""
        rows = max(1, MOST_AT_ONCE // self.worlds)
        means = np.empty((len(self.counts), values.shape[1]))
        for start in range(0, len(self.counts), rows):
            drawn = self.counts[start : start + rows].astype(np.float64)
            means[start : start + rows] = drawn @ values / self.worlds
        return means


def resample_worlds(worlds: int, resamples: int = RESAMPLES, seed: int = RESAMPLING_SEED) -> Resamples:
    """Return resamples of `worlds` worlds, each drawn with replacement; the same for the same seed."""
    rng = np.random.default_rng(seed)
    counts = np.empty((resamples, worlds), dtype=np.int16)
    rows = max(1, MOST_AT_ONCE // worlds)
    for start in range(0, resamples, rows):
        some = min(rows, resamples - start)
        drawn = rng.integers(0, worlds, size=(some, worlds)) + worlds * np.arange(some)[:, None]
        of_block = np.bincount(drawn.ravel(), minlength=some * worlds)
        counts[start : start + some] = of_block.reshape(some, worlds)
    return Resamples(counts)


@dataclass(frozen=True, eq=False)
class JointIntervals:
    """Means over worlds and intervals that all hold together, each of shape (columns,).

    `unlike_worlds` counts the worlds that differ from the commonest value of their column.
    """

    means: Floats
    low: Floats
    high: Floats
    unlike_worlds: NDArray[np.int64]
    kinds: tuple[str, ...]
    coverage: float

    def within(self, lowest: float, highest: float) -> JointIntervals:
        """Return the intervals cut to where a mean can lie at all."""
        low, high = (np.clip(limits, lowest, highest) for limits in (self.low, self.high))
        return replace(self, low=low, high=high)

    def interval(self, column: int) -> Interval:
        """Return the interval of one column."""
        return Interval(float(self.low[column]), float(self.high[column]), self.kinds[column], self.coverage)


def joint_intervals(values: Floats, resamples: Resamples, coverage: float = COVERAGE) -> JointIntervals:
    """Return intervals for the means of all columns of `values`, shape (worlds, columns).

    With the chance `coverage` all of them hold at once. Each is the mean and so many standard errors to
    either side: as many as the largest of all columns' studentised deviations stays below in the share
    `coverage` of resamples, which allows for their number, their correlation and their skew. With fewer
    than ten worlds Bonferroni's correction of Student's interval takes its place. A column in which fewer
    than five worlds differ from the others shows too little of its own spread: its interval allows for as
    many unlike worlds as chance may have hidden, each as far off as the farthest of any column. One world
    has no interval.

    Source: Westfall & Young (1993), chapter 2; the studentised bootstrap of Hall (1992); Clopper & Pearson
    (1934) for what chance may hide.
    """
    worlds, columns = values.shape
    means = values.mean(axis=0)
    commonest, unlike = _commonest(values)
    if worlds < 2:
        missing = np.full(columns, np.nan)
        return JointIntervals(means, missing, missing, unlike, (FEW_WORLDS,) * columns, coverage)
    error_each = (1.0 - coverage) / columns
    is_known = unlike >= min(FEWEST_UNLIKE, worlds - 1)
    hidden = stats.beta.isf(error_each, unlike + 1, worlds - unlike)
    centre = np.where(is_known, means, commonest)
    half = hidden * np.abs(values - commonest).max()
    kind = MAX_T
    if is_known.any():
        # The columns left out of the maximum keep their part of the error.
        error = error_each * int(is_known.sum())
        centred = values[:, is_known] - means[is_known]
        errors = np.sqrt((centred**2).sum(axis=0) / (worlds - 1) / worlds)
        if worlds < FEWEST_FOR_BOOTSTRAP:
            kind, critical = FEW_WORLDS, float(stats.t.isf(error_each / 2, worlds - 1))
        else:
            critical = _critical(centred, errors, resamples, error)
        half[is_known] = critical * errors
    kinds = tuple(np.where(is_known, kind, FEW_UNLIKE).tolist())
    return JointIntervals(means, centre - half, centre + half, unlike, kinds, coverage)


def _critical(centred: Floats, errors: Floats, resamples: Resamples, error: float) -> float:
    """Return how many standard errors the largest deviation stays below in all but `error` of resamples."""
    worlds = len(centred)
    deviations, squares = np.hsplit(resamples.means(np.hstack([centred, centred**2])), 2)
    variances = squares - deviations**2
    own_errors = np.sqrt(np.maximum(variances, 0.0) / (worlds - 1))
    studentised = np.abs(deviations) / np.maximum(own_errors, LEAST_ERROR_SHARE * errors)
    return float(np.quantile(studentised.max(axis=1), 1.0 - error))


def _commonest(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return each column's commonest value and how many worlds differ from it by more than rounding."""
    step = ROUNDING * max(float(np.abs(values).max()), np.finfo(np.float64).tiny)
    mode = stats.mode(np.round(values / step), axis=0)
    return mode.mode * step, len(values) - mode.count


def percentile_interval(draws: Floats, coverage: float = COVERAGE) -> Interval:
    """Return the middle share `coverage` of resampled values, shape (resamples,)."""
    low, high = np.quantile(draws, [(1.0 - coverage) / 2, (1.0 + coverage) / 2])
    return Interval(float(low), float(high), "percentile bootstrap", coverage)
