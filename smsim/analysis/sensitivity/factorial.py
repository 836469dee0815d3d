"""Shares of the variance over a grid: found exactly, less what luck puts there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.sensitivity.grid import Floats, alone, cells, in_all, overall, pairs_of, together
from smsim.analysis.sensitivity.resampling import Estimates

PRECISION = 1e-9
FURTHEST = 2.0
"""To so much of the whole limits are found, and so far from the estimate: beyond none and all in any case."""


@dataclass(frozen=True, eq=False)
class FactorialEstimator:
    """Shares of the variance over the settings of a grid, each point counting alike.

    The settings are all there are, so a mean over them is exact and only luck is uncertain. The mean square
    of an effect in the means holds that of luck too; the mean product of the effects in two different
    replications does not, whatever luck the points share. The limits are those of a ratio of two such mean
    products, whose variance has a linear part and, as an effect may be none, a quadratic one.

    Source: Hoeffding (1948), Annals of Mathematical Statistics 19, 293-325, for both the decomposition and
    the variance of mean products; Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185,
    for the ratio, with Student's quantile.
    """

    positions: Floats

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the indices."""
        return ("total_order", "first_order")

    def estimate(self, values: Floats) -> Floats:
        """Return the shares, shape (kinds, factors), in one value for each point, its luck included."""
        return self.shares(np.asarray(values, dtype=np.float64)[:, None]).values

    def shares(self, values: Floats, coverage: float = COVERAGE) -> Estimates:
        """Return total and first order, shape (kinds, factors), from `values`, shape (points, replications).

        With one replication luck is not taken off, and there are no limits.
        """
        grid = cells(self.positions, values)
        factors = range(self.positions.shape[1])
        effects = [effect(grid, axis) for effect in (in_all, alone) for axis in factors]
        return Estimates(*(part.reshape(len(self.kinds), -1) for part in _shares(grid, effects, coverage)))

    def pair_shares(self, values: Floats, coverage: float = COVERAGE) -> Estimates:
        """Return the shares of what every two factors do beyond each alone, in the order of `pairs_of`."""
        grid = cells(self.positions, values)
        return _shares(grid, (together(grid, pair) for pair in pairs_of(self.positions.shape[1])), coverage)


def _shares(grid: Floats, effects: Iterable[Floats], coverage: float) -> Estimates:
    whole = _Effect(grid - overall(grid))
    found = [_Effect(effect).share_of(whole, coverage) for effect in effects]
    return Estimates(*np.array(found, dtype=np.float64).reshape(-1, 3).T)


class _Effect:
    """The mean square of an effect over a grid, without that of luck.

    `values` has an axis for each factor, of length 1 where the effect does not depend on it, and one for
    replications.
    """

    def __init__(self, values: Floats) -> None:
        self.replications = values.shape[-1]
        rows = values.reshape(-1, self.replications)
        means = rows.mean(axis=1) / np.sqrt(len(rows))
        self.luck = rows / np.sqrt(len(rows)) - means[:, None]
        self.slopes = 2.0 * means @ self.luck
        self.mean_square = float(means @ means)
        if self.replications > 1:
            self.mean_square -= float((self.luck**2).sum()) / (self.replications * (self.replications - 1))

    def luck_with(self, other: _Effect) -> tuple[float, float]:
        """Return the covariance of two mean squares in its linear and its quadratic part.

        `other` is the whole of which this is an effect, or this effect itself.
        """
        pairs = self.replications * (self.replications - 1)
        # the same sum of squares, over points or over replications, whichever are fewer
        if len(self.luck) * len(other.luck) <= self.replications**2:
            products = ((self.luck @ other.luck.T) ** 2).sum()
        else:
            products = ((self.luck.T @ self.luck) * (other.luck.T @ other.luck)).sum()
        linear = float(self.slopes @ other.slopes) / pairs
        return linear, 2.0 * float(products) / (pairs * (self.replications - 1) ** 2)

    def share_of(self, whole: _Effect, coverage: float) -> tuple[float, float, float]:
        """Return the share of this effect in the whole with its limits: 0 and 1 if luck alone may be all."""
        share = self.mean_square / whole.mean_square if whole.mean_square > 0.0 else np.nan
        if self.replications == 1:
            return share, np.nan, np.nan
        quantile = float(stats.t.ppf(0.5 + coverage / 2, self.replications - 1))
        parts = np.array([self.luck_with(self), self.luck_with(whole), whole.luck_with(whole)])

        def half_width(ours: float, of_whole: float) -> float:
            """Return that of so much of the effect and so much of the whole together.

            The deviations of both parts add up: where one makes an effect look small, so it does the other.
            """
            variances = np.array([ours**2, 2.0 * ours * of_whole, of_whole**2]) @ parts
            return quantile * float(np.sqrt(np.maximum(variances, 0.0)).sum())

        if whole.mean_square <= half_width(0.0, 1.0):
            return share, 0.0, 1.0

        def limit(side: float) -> float:
            """Return the furthest share that is not told from 0 when taken off; there is one on each side."""
            near, step = share, 1.0
            while step > PRECISION and abs(near - share) < FURTHEST:
                there = near + side * step
                left_over = side * (there * whole.mean_square - self.mean_square)
                if left_over <= half_width(1.0, -there):
                    near = there
                    step *= 2.0
                else:
                    step *= 0.5
            return near

        return share, limit(-1.0), limit(1.0)
