"""The value of one factor at which the better of two options becomes the worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline, make_interp_spline

from smsim.analysis.discovery.cuts import bracket_interval
from smsim.analysis.discovery.restrictions import (
    PEOPLE,
    joined,
    spoken_limit,
    spoken_range,
    spoken_value,
    title_of,
)
from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import RESAMPLING_SEED
from smsim.experiments.designs.factors import Factor

KNOTS = 4
FEWEST_WORLDS = 40
GRID = 201
BAND_DRAWS = 4_000
KIND = "percentile bootstrap of the change of sign"

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Verdict(Enum):
    """What the range of the factor shows."""

    SWITCHES = "the better option changes within the range"
    NO_SWITCH = "no switch within the range"
    PERHAPS = "one option is ahead in a part of the range, the rest is too close to tell"
    UNDECIDED = "too close to tell anywhere in the range"


@dataclass(frozen=True)
class SwitchPoint:
    """Where the mean difference changes its sign; `rises` says that ours is ahead above it."""

    value: float
    interval: Interval
    rises: bool


@dataclass(frozen=True, eq=False)
class Switching:
    """How the mean difference of two options, ours less theirs, depends on one factor.

    `values`, shape (points,), cover the factor's range evenly; `mean`, and `low` and `high`, the limits of
    a band that holds the whole curve with the coverage, have the same shape. Differences are turned so that
    more is better.
    """

    factor: Factor
    ours: str
    theirs: str
    verdict: Verdict
    points: tuple[SwitchPoint, ...]
    values: Floats
    mean: Floats
    low: Floats
    high: Floats
    worlds: int
    coverage: float = COVERAGE

    @property
    def words(self) -> str:
        """The verdict as a sentence without its full stop."""
        if self.verdict is Verdict.SWITCHES:
            return joined([self._switch_words(point) for point in self.points], "and")
        ends = self._range_words([(float(self.values[0]), float(self.values[-1]))])
        if self.verdict is Verdict.UNDECIDED:
            return f"with {ends} it is too close to tell whether {self.ours} or {self.theirs} is better"
        leader = self.ours if (self.low > 0.0).any() else self.theirs
        if self.verdict is Verdict.NO_SWITCH:
            return f"{leader} is better throughout, with {ends}: no switch within the range"
        is_sure = (self.low > 0.0) | (self.high < 0.0)
        where = self._range_words(list(_stretches(self.values, is_sure)))
        return f"{leader} is better with {where}; elsewhere it is too close to tell"

    @property
    def headline(self) -> str:
        """The switches in few words, without intervals; the verdict if there is none."""
        if self.verdict is not Verdict.SWITCHES:
            return self.words
        told = [
            self._switch_told(point, spoken_value(self.factor, point.value, point.interval))
            for point in self.points
        ]
        return joined(told, "and")

    def _range_words(self, stretches: Sequence[tuple[float, float]]) -> str:
        told = joined([spoken_range(low, high) for low, high in stretches], "and")
        title = title_of(self.factor)
        return f"{told} {title}" if self.factor.unit in PEOPLE else f"{title} of {told}"

    def _switch_words(self, point: SwitchPoint) -> str:
        return self._switch_told(point, spoken_limit(self.factor, point.value, point.interval))

    def _switch_told(self, point: SwitchPoint, limit: str) -> str:
        above, below = (self.ours, self.theirs) if point.rises else (self.theirs, self.ours)
        return f"{above} is better than {below} with {title_of(self.factor)} above {limit}"


def switching(
    factor: Factor,
    settings: ArrayLike,
    ours: ArrayLike,
    theirs: ArrayLike,
    names: tuple[str, str],
    *,
    better: int = 1,
    coverage: float = COVERAGE,
) -> Switching:
    """Return where the better of two options changes with a factor, if it does.

    `settings` of the factor and the outcomes of both options, all of shape (worlds,), NaN where a run
    failed; entry w of all is world w, the same dice for both. The other factors vary as they may: the
    answer is about the mean over them.

    Whether it switches is judged by a natural cubic spline through the paired differences: neither a
    straight line (outcomes level off) nor a monotone curve (some factors help only up to a point) can be
    relied on. A switch is claimed where the band around the whole curve lies above 0 on one side and below
    on the other, which keeps the error rate over the whole range; noise may differ along it (HC3). A spline
    would smooth a leap away, so the place is found without it: around each switch, it is where a curve that
    only rises or only falls (isotonic regression) passes 0, with a bootstrap over worlds that proved to
    hold a smooth crossing and a leap alike.
    Source: Scheffé (1953) on bands; MacKinnon & White (1985); Barlow et al. (1972) on isotonic regression.

    Raises: ValueError for shapes that differ, too few worlds, or a factor that does not vary.
    """
    x, differences = _complete(settings, ours, theirs, better)
    curve = _fitted(x, differences, coverage)
    is_above, is_below = curve.mean - curve.band > 0.0, curve.mean + curve.band < 0.0
    points = tuple(_switch_points(curve.values, is_above, is_below, x, differences, coverage))
    return Switching(
        factor=factor,
        ours=names[0],
        theirs=names[1],
        verdict=_verdict(is_above, is_below),
        points=points,
        values=curve.values,
        mean=curve.mean,
        low=curve.mean - curve.band,
        high=curve.mean + curve.band,
        worlds=x.size,
        coverage=coverage,
    )


@dataclass(frozen=True, eq=False)
class _Curve:
    """A fitted curve on a grid: its mean, and half the width of the band around all of it."""

    values: Floats
    mean: Floats
    band: Floats


def _complete(settings: ArrayLike, ours: ArrayLike, theirs: ArrayLike, better: int) -> tuple[Floats, Floats]:
    x, one, other = (np.asarray(values, dtype=np.float64) for values in (settings, ours, theirs))
    if x.ndim != 1 or x.shape != one.shape or x.shape != other.shape:
        raise ValueError(f"worlds do not pair up: {x.shape}, {one.shape} and {other.shape}")
    is_whole = np.isfinite(x + one + other)
    if is_whole.sum() < FEWEST_WORLDS:
        raise ValueError(
            f"{int(is_whole.sum())} worlds are too few to find a switch; {FEWEST_WORLDS} are needed"
        )
    if np.unique(x[is_whole]).size < 2:
        raise ValueError("a factor with one setting has no switch")
    return x[is_whole], better * (one - other)[is_whole]


def _fitted(x: Floats, differences: Floats, coverage: float) -> _Curve:
    knots = np.unique(np.quantile(np.unique(x), np.linspace(0.0, 1.0, KNOTS), method="nearest"))
    # one curve for each knot, 1 there and 0 at the others: coefficients are heights at the knots
    corners = np.eye(knots.size)
    basis = (
        CubicSpline(knots, corners, bc_type="natural")
        if knots.size > 2
        else make_interp_spline(knots, corners, k=1)  # scipy's natural spline through two points is no line
    )
    design = basis(x)
    inverse = np.linalg.pinv(design.T @ design)
    heights = inverse @ design.T @ differences
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    errors = (differences - design @ heights) / np.maximum(1.0 - leverage, np.finfo(float).eps)
    covariance = inverse @ (design.T * errors**2) @ design @ inverse
    values = np.linspace(knots[0], knots[-1], GRID)
    shape = basis(values)
    deviation = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", shape, covariance, shape), 0.0))
    freedom = x.size - knots.size
    return _Curve(
        values=values,
        mean=shape @ heights,
        band=_band_factor(shape, covariance, deviation, freedom, coverage) * deviation,
    )


def _band_factor(
    shape: Floats, covariance: Floats, deviation: Floats, freedom: int, coverage: float
) -> float:
    """Return how many standard errors wide a band must be to hold the whole curve, by simulation."""
    rng = np.random.default_rng(RESAMPLING_SEED)
    drawn = rng.multivariate_normal(np.zeros(len(covariance)), covariance, BAND_DRAWS, method="svd")
    is_uncertain = deviation > 0.0
    if not is_uncertain.any():
        return 0.0
    farthest = np.abs(drawn @ shape[is_uncertain].T / deviation[is_uncertain]).max(axis=1)
    return float(np.quantile(farthest / np.sqrt(rng.chisquare(freedom, BAND_DRAWS) / freedom), coverage))


def _verdict(is_above: Bools, is_below: Bools) -> Verdict:
    if is_above.any() and is_below.any():
        return Verdict.SWITCHES
    if is_above.all() or is_below.all():
        return Verdict.NO_SWITCH
    return Verdict.PERHAPS if is_above.any() or is_below.any() else Verdict.UNDECIDED


def _switch_points(
    values: Floats,
    is_above: Bools,
    is_below: Bools,
    settings: Floats,
    differences: Floats,
    coverage: float,
) -> Iterator[SwitchPoint]:
    """Yield a point for each pair of neighbouring stretches of the grid with different leaders.

    It is looked for as far as no other switch interferes.
    """
    sure = np.flatnonzero(is_above | is_below)
    changes = np.flatnonzero(is_above[sure[:-1]] != is_above[sure[1:]])
    for number, change in enumerate(changes):
        low = values[sure[changes[number - 1] + 1]] if number else -np.inf
        high = values[sure[changes[number + 1]]] if number + 1 < changes.size else np.inf
        is_near = (settings >= low) & (settings <= high)
        rises = bool(is_above[sure[change + 1]])
        signed = differences[is_near] if rises else -differences[is_near]
        yield _switch_point(settings[is_near], signed, coverage, rises=rises)


def _switch_point(settings: Floats, differences: Floats, coverage: float, *, rises: bool) -> SwitchPoint:
    order = np.argsort(settings, kind="stable")
    ordered, rising = settings[order], differences[order]
    below, above = _sign_change(ordered, rising)

    def resampled(chosen: NDArray[np.int64]) -> tuple[float, float]:
        return _sign_change(ordered[chosen], rising[chosen])

    value = (below + above) / 2
    return SwitchPoint(value, bracket_interval(resampled, settings.size, value, KIND, coverage), rises)


def _sign_change(settings: Floats, differences: Floats) -> tuple[float, float]:
    """Return the neighbouring settings between which a rising curve through the differences passes 0.

    Both of shape (worlds,), by setting. An isotonic curve passes 0 where the sum of all differences up to
    there is smallest.
    """
    ends = np.flatnonzero(settings[1:] > settings[:-1]) + 1
    places = np.concatenate([[0], ends, [settings.size]])
    sums = np.concatenate([[0.0], np.cumsum(differences)])
    smallest = int(places[sums[places].argmin()])
    return float(settings[max(smallest - 1, 0)]), float(settings[min(smallest, settings.size - 1)])


def _stretches(values: Floats, is_true: Bools) -> Iterator[tuple[float, float]]:
    """Yield the first and the last value of every stretch in which something is true."""
    padded = np.concatenate([[False], is_true, [False]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    for start, end in zip(starts, ends, strict=True):
        yield float(values[start]), float(values[end - 1])
