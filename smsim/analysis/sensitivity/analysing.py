"""The sensitivity of one measure: indices with intervals, how far they hang on the dice, and what is luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import ROUNDING
from smsim.analysis.sensitivity.estimators import (
    CHANCE,
    Estimator,
    GivenDataEstimator,
    SobolEstimator,
    around,
    class_edges,
    density_shift,
    estimator_of,
    with_limits,
)
from smsim.analysis.sensitivity.factorial import FactorialEstimator
from smsim.analysis.sensitivity.grid import Floats, pairs_of
from smsim.analysis.sensitivity.resampling import RESAMPLES, RESAMPLING_SEED, Estimates
from smsim.analysis.sensitivity.sample import Method, Missing, Sample
from smsim.analysis.sensitivity.variance_components import VarianceComponents, variance_components

ENOUGH_BLOCKS = {Method.MORRIS: 10, Method.SOBOL: 64, Method.GIVEN_DATA: 128, Method.FACTORIAL: 1}
"""From so many on the 95 % intervals held the truth in 90 or more of 100 simulations with random points.

Those over a grid need no number of points, as it is no draw of others.
"""

NEGLIGIBLE = 0.05
"""Surely below this share of the variance, or of the largest mu*, a factor can be left alone."""

SHUFFLES = 100


@dataclass(frozen=True)
class Spread:
    """An index found from each replication alone: mean, standard deviation, smallest, largest.

    `first_in` is the number of replications in which no other factor has a larger index.
    """

    replications: int
    mean: float
    deviation: float
    low: float
    high: float
    first_in: int


@dataclass(frozen=True)
class Index:
    """One index of one factor; `spread` is None where there is one replication only.

    In the unit of the measure per whole range for Morris, a share of variance (about 0-1) for Sobol'.
    """

    kind: str
    factor: str
    value: float
    interval: Interval
    spread: Spread | None


@dataclass(frozen=True)
class PairIndex:
    """The share of variance that two factors have together beyond what each has alone: second order."""

    factors: tuple[str, str]
    value: float
    interval: Interval


@dataclass(frozen=True)
class DensityShift:
    """Borgonovo's delta of one factor, and what 95 of 100 factors without any effect stay below."""

    factor: str
    value: float
    by_chance: float


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What the factors do to one measure in one scenario.

    `pairs` is empty where the design has no points for it, `shifts` with another method than given data and
    for values without a density, such as levels. `settings` counts those met of each factor. `detectable`,
    for given data only, is the share of each factor below which it cannot be told from one without effect.
    """

    method: Method
    scenario: str
    measure: str
    factors: tuple[str, ...]
    kinds: tuple[str, ...]
    indices: tuple[Index, ...]
    pairs: tuple[PairIndex, ...]
    shifts: tuple[DensityShift, ...]
    luck: VarianceComponents
    blocks: int
    missing: Missing
    settings: tuple[int, ...]
    detectable: tuple[float, ...] = ()

    def of(self, kind: str) -> tuple[Index, ...]:
        """Return one index of all factors, in their order."""
        return tuple(index for index in self.indices if index.kind == kind)

    def ranked(self) -> tuple[Index, ...]:
        """Return the index that factors are ranked by, largest first, those without one last."""
        found = self.of(self.kinds[0])
        return tuple(sorted(found, key=lambda index: -index.value if np.isfinite(index.value) else np.inf))

    @property
    def ranked_pairs(self) -> tuple[PairIndex, ...]:
        """Pairs, the largest first."""
        return tuple(sorted(self.pairs, key=lambda pair: -pair.value))

    @property
    def clear_pairs(self) -> tuple[PairIndex, ...]:
        """Pairs that surely do something beyond what each factor does alone, the largest first."""
        return tuple(pair for pair in self.ranked_pairs if pair.interval.low > 0.0)

    @property
    def is_first_clear(self) -> bool:
        """Whether the interval of the largest index lies above all others."""
        first, *others = self.ranked()
        return all(first.interval.low > other.interval.high for other in others if np.isfinite(other.value))

    @property
    def negligible(self) -> tuple[str, ...]:
        """Factors whose index is surely small: its interval, if it holds, lies below `NEGLIGIBLE`."""
        if self.is_too_small:
            return ()
        ranked = self.ranked()
        unit = ranked[0].value if self.method is Method.MORRIS else 1.0
        return tuple(index.factor for index in ranked if index.interval.high < NEGLIGIBLE * unit)

    @property
    def is_too_small(self) -> bool:
        """Whether there are so few blocks that the intervals are too narrow."""
        return self.blocks < ENOUGH_BLOCKS[self.method]

    @property
    def untold(self) -> tuple[str, ...]:
        """Factors of which so few points cannot tell whether they matter or do nothing at all."""
        if not self.detectable:
            return ()
        values = np.array([index.value for index in self.of("first_order")])
        return tuple(np.array(self.factors, dtype=object)[is_untold(values, self.detectable)])


def is_untold(values: Floats, detectable: Sequence[float]) -> NDArray[np.bool_]:
    """Return which shares may be those of factors without effect, where these need not be negligible."""
    least = np.array(detectable)
    return np.asarray((values < least) & (least > NEGLIGIBLE))


def analyse(sample: Sample, *, scenario: str, measure: str, coverage: float = COVERAGE) -> Sensitivity:
    """Return the sensitivity of a measure; `sample.values` has the shape (points, replications).

    Indices are those of the mean over replications. Points with failed runs are left out, block by block.

    Raises: ResultError, if too little is left.
    """
    kept, missing = sample.complete()
    estimator = estimator_of(kept)
    if varies(kept.means):
        found = with_limits(estimator, kept, RESAMPLES, coverage)
    else:
        found = Estimates(*np.full((3, len(estimator.kinds), len(kept.factors)), np.nan))
    spreads = _spreads(estimator, kept)
    return Sensitivity(
        method=kept.method,
        scenario=scenario,
        measure=measure,
        factors=kept.factors,
        kinds=estimator.kinds,
        indices=tuple(
            Index(
                kind,
                factor,
                float(found.values[row, column]),
                _interval(found, (row, column), kept.method, coverage),
                spreads[row][column] if spreads else None,
            )
            for row, kind in enumerate(estimator.kinds)
            for column, factor in enumerate(kept.factors)
        ),
        pairs=_pairs(kept, coverage),
        shifts=_shifts(kept) if kept.method is Method.GIVEN_DATA else (),
        luck=variance_components(kept, coverage),
        blocks=kept.blocks,
        missing=missing,
        settings=tuple(len(np.unique(column)) for column in kept.positions.T),
        detectable=estimator.detectable() if isinstance(estimator, GivenDataEstimator) else (),
    )


def _interval(found: Estimates, place: tuple[int, ...], method: Method, coverage: float) -> Interval:
    return Interval(float(found.low[place]), float(found.high[place]), method.interval, coverage)


def varies(values: Floats) -> bool:
    """Return whether values differ by more than rounding; not if one is missing."""
    return bool(np.ptp(values) > ROUNDING * np.abs(values).max())


def _spreads(estimator: Estimator, sample: Sample) -> list[list[Spread]]:
    """Return the spread of every index over single replications, [] if there is one only."""
    if sample.replications < 2:
        return []
    nothing = np.full((len(estimator.kinds), len(sample.factors)), np.nan)
    found = np.stack([estimator.estimate(one) if varies(one) else nothing for one in sample.values.T])
    # what holds in every replication is not judged by those in which nothing varies
    found = found[np.isfinite(found).any(axis=(1, 2))]
    columns = range(len(sample.factors))
    return [[_spread(found[:, row], column) for column in columns] for row in range(len(nothing))]


def _spread(found: Floats, column: int) -> Spread:
    """Return the spread of one factor; `found` has the shape (replications, factors)."""
    values = found[:, column]
    if not np.isfinite(values).any():
        return Spread(len(values), np.nan, np.nan, np.nan, np.nan, 0)
    deviation = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    first_in = int((values >= np.nanmax(found, axis=1)).sum())
    return Spread(
        len(values), float(values.mean()), deviation, float(values.min()), float(values.max()), first_in
    )


def _pairs(sample: Sample, coverage: float) -> tuple[PairIndex, ...]:
    estimator, means, factors = estimator_of(sample), sample.means, sample.factors
    if not varies(means):
        return ()
    if isinstance(estimator, FactorialEstimator):
        found = estimator.pair_shares(sample.values, coverage)
    elif isinstance(estimator, SobolEstimator) and estimator.has_pairs:
        above = tuple(np.array(pairs_of(len(factors))).T)
        values, errors = (part[above] for part in estimator.estimate_pairs(means, RESAMPLES))
        found = around(values, errors, sample.blocks, coverage)
    else:
        return ()
    return tuple(
        PairIndex(
            (factors[one], factors[other]),
            float(found.values[place]),
            _interval(found, (place,), sample.method, coverage),
        )
        for place, (one, other) in enumerate(pairs_of(len(factors)))
    )


def _shifts(sample: Sample) -> tuple[DensityShift, ...]:
    means = sample.means
    if not varies(means):
        return ()
    by_chance: dict[bytes, float] = {}
    shifts = []
    for factor, positions in zip(sample.factors, sample.positions.T, strict=True):
        # what chance does depends on the sizes of the classes alone, which most factors share
        edges = class_edges(positions).tobytes()
        if edges not in by_chance:
            by_chance[edges] = _shift_by_chance(positions, means)
        if len(np.unique(positions)) > 1:
            shifts.append(DensityShift(factor, density_shift(positions, means), by_chance[edges]))
    has_density = all(np.isfinite(shift.value + shift.by_chance) for shift in shifts)
    return tuple(shifts) if has_density else ()


def _shift_by_chance(positions: Floats, values: Floats) -> float:
    rng = np.random.default_rng(RESAMPLING_SEED)
    shuffled: list[Any] = [density_shift(positions, rng.permutation(values)) for _ in range(SHUFFLES)]
    return float(np.quantile(shuffled, CHANCE))
