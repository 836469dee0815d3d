"""Indices of sensitivity: Morris, Sobol' and from points drawn in any way by SALib, and over a grid exactly.

An estimator belongs to one complete sample; it takes one value for each point. Every estimate is an array
with one row for each of `kinds` and one column for each factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.sensitivity.factorial import FactorialEstimator
from smsim.analysis.sensitivity.grid import Floats
from smsim.analysis.sensitivity.resampling import RESAMPLING_SEED, Estimates, half_widths
from smsim.analysis.sensitivity.sample import Method, Sample

FEWEST_RESAMPLES = 2
"""SALib cannot estimate without resampling; where its intervals are not wanted, this costs least."""

MOST_CLASSES = 48
MOST_RESAMPLED = 20_000_000
LEAST_RESAMPLES = 20
"""Positions that are sorted again in all, for any number of points; but so many resamples at the least."""

DENSITY_POINTS = 100
CHANCE = 0.95
"""What so many of factors without any effect stay below is no sign of one."""


class Estimator(Protocol):
    """A way to find the indices of all factors from one value for each point."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the indices, the one that factors are ranked by first."""

    def estimate(self, values: Floats) -> Floats:
        """Return the indices, shape (kinds, factors), of `values`, shape (points,)."""


class BlockEstimator(Estimator, Protocol):
    """An estimator whose points are one draw of many: other blocks would have said something else."""

    def resample(self, values: Floats, resamples: int) -> Floats:
        """Return the indices of blocks drawn with replacement, shape (resamples, kinds, factors)."""


def estimator_of(sample: Sample) -> BlockEstimator | FactorialEstimator:
    """Return the estimator that belongs to a complete sample."""
    if sample.method is Method.FACTORIAL:
        return FactorialEstimator(sample.positions)
    if sample.method is Method.MORRIS:
        return MorrisEstimator(sample.positions, sample.levels)
    if sample.method is Method.SOBOL:
        return SobolEstimator(len(sample.factors), sample.has_pairs)
    return GivenDataEstimator(sample.positions)


def with_limits(
    estimator: BlockEstimator | FactorialEstimator, sample: Sample, resamples: int, coverage: float
) -> Estimates:
    """Return the indices of a complete sample, shape (kinds, factors), with their limits.

    `resamples` is how often blocks are drawn again; a grid has none to draw from.
    """
    if isinstance(estimator, FactorialEstimator):
        return estimator.shares(sample.values, coverage)
    values = estimator.estimate(sample.means)
    errors = np.std(estimator.resample(sample.means, resamples), axis=0, ddof=1)
    return around(values, errors, sample.blocks, coverage)


def around(values: Floats, errors: Floats, blocks: int, coverage: float) -> Estimates:
    """Return estimates from `blocks` blocks with limits from their standard errors."""
    half = half_widths(errors, blocks, coverage)
    return Estimates(values, values - half, values + half)


def _problem(factors: int) -> dict[str, Any]:
    """Return the factors as SALib takes them, under names of their own: it refuses some endings."""
    return {
        "num_vars": factors,
        "names": [f"x{place}" for place in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }


def _generator() -> np.random.Generator:
    return np.random.default_rng(RESAMPLING_SEED)


@dataclass(frozen=True, eq=False)
class MorrisEstimator:
    """Means and spread of elementary effects: what a step along one factor does, per whole range.

    mu_star is the mean of their absolute values, mu their mean and sigma their standard deviation, all in
    the unit of the measure. `shares`, shape (points, factors), holds one trajectory after the other.

    Source: Morris (1991), Technometrics 33, 161-174; Campolongo, Cariboni & Saltelli (2007), Environmental
    Modelling & Software 22, 1509-1518.
    """

    shares: Floats
    levels: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the indices."""
        return ("mu_star", "mu", "sigma")

    def estimate(self, values: Floats) -> Floats:
        """Return mu_star, mu and sigma, by SALib."""
        from SALib.analyze import morris

        found = morris.analyze(
            _problem(self.shares.shape[1]),
            self.shares,
            np.array(values, dtype=np.float64),
            num_levels=self.levels,
            num_resamples=FEWEST_RESAMPLES,
            seed=RESAMPLING_SEED,
        )
        return np.array([np.asarray(found[kind], dtype=np.float64) for kind in self.kinds])

    def resample(self, values: Floats, resamples: int) -> Floats:
        """Return mu_star, mu and sigma of whole trajectories drawn with replacement."""
        effects = elementary_effects(self.shares, values)
        drawn = effects[_generator().integers(len(effects), size=(resamples, len(effects)))]
        return np.stack([np.abs(drawn).mean(axis=1), drawn.mean(axis=1), drawn.std(axis=1, ddof=1)], axis=1)


def elementary_effects(shares: Floats, values: Floats) -> Floats:
    """Return what each step of each trajectory does per whole range, shape (trajectories, factors).

    SALib gives their means only; to draw trajectories again one needs them one by one.
    """
    factors = shares.shape[1]
    steps = np.diff(shares.reshape(-1, factors + 1, factors), axis=1)
    changes = np.diff(np.asarray(values, dtype=np.float64).reshape(-1, factors + 1), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    lengths = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty_like(changes)
    np.put_along_axis(effects, moved, changes / lengths, axis=1)
    return effects


@dataclass(frozen=True, eq=False)
class SobolEstimator:
    """Shares of the variance: due to a factor in all it does (total order), and on its own (first order).

    Points come block after block: A, A with one column of B for each factor, and B.

    Source: Saltelli et al. (2010), Computer Physics Communications 181, 259-270, first order by (b) and total
    order by (f) of their table 2, the latter after Jansen (1999), Computer Physics Communications 117, 35-43.
    """

    factors: int
    has_pairs: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the indices."""
        return ("total_order", "first_order")

    def estimate(self, values: Floats) -> Floats:
        """Return total and first order, by SALib."""
        found = self._analyse(values, FEWEST_RESAMPLES)
        return np.array([found["ST"], found["S1"]], dtype=np.float64)

    def resample(self, values: Floats, resamples: int) -> Floats:
        """Return total and first order of whole blocks drawn with replacement, by SALib."""
        found = self._analyse(values, resamples)
        return np.stack([found["ST_conf_all"], found["S1_conf_all"]], axis=1)

    def estimate_pairs(self, values: Floats, resamples: int) -> tuple[Floats, Floats]:
        """Return what two factors do together beyond each alone, and its standard errors, by SALib.

        Both have the shape (factors, factors) and are filled above the diagonal.
        """
        found = self._analyse(values, resamples)
        errors = np.asarray(found["S2_conf"]) / stats.norm.ppf(0.975)
        return np.asarray(found["S2"], dtype=np.float64), np.asarray(errors, dtype=np.float64)

    def _analyse(self, values: Floats, resamples: int) -> Any:
        from SALib.analyze import sobol

        return sobol.analyze(
            _problem(self.factors),
            np.asarray(values, dtype=np.float64),
            calc_second_order=self.has_pairs,
            num_resamples=resamples,
            keep_resamples=True,
            seed=RESAMPLING_SEED,
        )


@dataclass(frozen=True, eq=False)
class GivenDataEstimator:
    """First order from points drawn in any way: how much the mean moves between classes of a factor.

    `positions`, shape (points, factors), need only be in order. SALib finds the share of the variance
    between classes; chance alone puts some there, which is taken off as in an adjusted R squared. A factor
    with one setting only has no index.

    Source: Plischke, Borgonovo & Smith (2013), European Journal of Operational Research 226, 536-550;
    Kelley (1935), PNAS 21, 554-559, for the adjustment.
    """

    positions: Floats

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the indices."""
        return ("first_order",)

    def estimate(self, values: Floats) -> Floats:
        """Return the first order, by SALib, less what chance puts between classes."""
        return self._of_rows(np.arange(len(self.positions)), np.asarray(values, dtype=np.float64))

    def resample(self, values: Floats, resamples: int) -> Floats:
        """Return the first order of points drawn with replacement."""
        values = np.asarray(values, dtype=np.float64)
        points, rng = len(values), _generator()
        affordable = max(LEAST_RESAMPLES, MOST_RESAMPLED // self.positions.size)
        drawn = (rng.integers(points, size=points) for _ in range(min(resamples, affordable)))
        return np.stack([self._of_rows(rows, values) for rows in drawn])

    def detectable(self) -> tuple[float, ...]:
        """Return the share of each factor that 95 of 100 without any effect stay below; NaN with one setting.

        Source: the F test of one-way analysis of variance, for the share that `estimate` adjusts.
        """
        points = len(self.positions)
        classes = np.array([len(class_edges(column)) - 1 for column in self.positions.T])
        between = stats.beta.ppf(CHANCE, (classes - 1) / 2, (points - classes) / 2)
        return tuple(_less_chance(between, points, classes).tolist())

    def _of_rows(self, rows: NDArray[np.int64], values: Floats) -> Floats:
        from SALib.analyze.delta import sobol_first

        found = [_adjusted(sobol_first, values[rows], column[rows]) for column in self.positions.T]
        return np.array([found])


def _adjusted(sobol_first: Any, values: Floats, positions: Floats) -> float:
    edges = class_edges(positions)
    points, classes = len(values), len(edges) - 1
    if classes < 2 or np.ptp(values) == 0.0:
        return np.nan
    between = float(sobol_first(values, positions, edges))
    return float(_less_chance(between, points, classes))


def _less_chance(between: Any, points: int, classes: Any) -> Any:
    """Return a share of the variance between classes, or an array of them, as adjusted R squared is."""
    return 1.0 - (1.0 - between) * (points - 1) / (points - classes)


def class_edges(positions: Floats) -> NDArray[np.int64]:
    """Return the ranks at which classes of about equal size end, the first entry being 0.

    There are about as many classes as points in each. Points with the same setting share a class: SALib
    ranks equal positions by their row, and in a grid the row goes with the other factors.
    """
    points = len(positions)
    classes = min(int(np.sqrt(points)), MOST_CLASSES)
    ordered = np.sort(positions)
    ends = np.linspace(0, points, classes + 1)[1:].round().astype(np.int64)
    moved = np.searchsorted(ordered, ordered[ends - 1], side="right")
    return np.unique(np.append(0, moved))


def density_shift(positions: Floats, values: Floats) -> float:
    """Return Borgonovo's delta, by SALib: how much of the values' density moves when the factor is known.

    It sees effects that leave the mean alone. Kernels smooth it, so it is for ranking: it comes out 0.05 to
    0.2 too low for a factor that matters, and no interval of it held the truth in more than half of the
    simulations. NaN where a class has one value only, as those of levels and events have: no density.

    Source: Borgonovo (2007), Reliability Engineering & System Safety 92, 771-784; Plischke et al. (2013).
    """
    from SALib.analyze.delta import calc_delta

    edges = class_edges(positions)
    ranked = values[np.argsort(positions, kind="stable")]
    if len(edges) < 3 or any(np.ptp(part) == 0.0 for part in np.split(ranked, edges[1:-1])):
        return np.nan
    grid = np.linspace(values.min(), values.max(), DENSITY_POINTS)
    return float(calc_delta(values, grid, positions, edges))
