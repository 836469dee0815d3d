"""How many replications tell an effect that matters from chance, judged by pilot runs in pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from smsim.analysis.intervals import COVERAGE, Interval, share_estimate
from smsim.analysis.paired import FEWEST_FOR_SIGNIFICANCE, paired_difference
from smsim.analysis.precision import FEWEST_PILOTS, deviation_interval

SIGNIFICANCE = 0.05
POWERS = (0.8, 0.9)
MOST_REPLICATIONS = 10**9
SHOWN_REPLICATIONS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000)
NEARLY_SURE = 0.99

PowerOf = Callable[[float, float, int], float]
"""(effect, noise, replications) to power; the noise is a standard deviation or a share of unlike pairs."""


@dataclass(frozen=True)
class Range:
    """A number worked out from the pilot, and between which limits it lies as the pilot is uncertain.

    Infinite: not within a thousand million replications; NaN: nothing can be said, or no effect is enough.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class PowerPoint:
    """The power (0-1) of so many replications."""

    replications: int
    power: Range


@dataclass(frozen=True)
class PowerAnalysis:
    """What a paired test at `significance` can tell, two-sided.

    `noise` is the standard deviation of the paired differences or, for events, the share of pairs in which
    only one of the two has the event. `needed` are replications and `detectable` effects (with the planned
    replications), each for every power of `powers`. `variance_ratio`: how many times more replications
    independent dice would need. All NaN and no curve if the pilot's differences are all alike.
    """

    pairs: int
    mean: float
    effect: float
    is_event: bool
    noise: Interval
    noise_estimate: float
    variance_ratio: float
    powers: tuple[float, ...]
    needed: tuple[Range, ...]
    planned: int
    detectable: tuple[Range, ...]
    curve: tuple[PowerPoint, ...]
    significance: float = SIGNIFICANCE

    @property
    def is_known(self) -> bool:
        """Whether the pilot says anything about the noise."""
        return self.noise.high > 0.0


def power_analysis(
    changed: ArrayLike,
    baseline: ArrayLike,
    effect: float,
    planned: int,
    *,
    is_event: bool = False,
    powers: tuple[float, ...] = POWERS,
) -> PowerAnalysis:
    """Return how many replications tell a difference of `effect` from none.

    `changed` and `baseline`, shape (pairs,), are a measure in two scenarios under equal luck; pairs with a
    failed run (NaN) are left out. `effect` is in the measure's unit. For `is_event` with 0/1 values the test
    is McNemar's, otherwise the paired t-test.

    Raises: ValueError for an effect of 0 or, for events, of more than 1, fewer than three pairs, or fewer
    than two replications planned.
    """
    ours, theirs = np.asarray(changed, dtype=np.float64), np.asarray(baseline, dtype=np.float64)
    if ours.shape != theirs.shape:
        raise ValueError(f"replications do not pair up: {ours.shape} against {theirs.shape}")
    is_whole = ~(np.isnan(ours) | np.isnan(theirs))
    ours, theirs = ours[is_whole], theirs[is_whole]
    if ours.size < FEWEST_PILOTS:
        raise ValueError(f"{ours.size} pairs are too few to judge their noise")
    is_event = is_event and bool(np.isin(np.concatenate([ours, theirs]), (0.0, 1.0)).all())
    if effect == 0.0 or not np.isfinite(effect) or (is_event and abs(effect) > 1.0):
        raise ValueError(f"{effect} is not an effect that could be looked for")
    if planned < 2:
        raise ValueError(f"{planned} replications have no test")
    paired = paired_difference(ours, theirs, kind="t")
    if is_event:
        estimate, noise = _unlike_share(ours, theirs)
        power_of: PowerOf = mcnemar_power
    else:
        estimate = paired.standard_error * float(np.sqrt(ours.size))
        noise = deviation_interval(estimate, ours.size)
        power_of = paired_t_power
    largest = 1.0 if is_event else np.inf
    ranges = _Ranges(power_of, largest, (estimate, noise.low, noise.high))
    return PowerAnalysis(
        pairs=ours.size,
        mean=paired.mean,
        effect=effect,
        is_event=is_event,
        noise=noise,
        noise_estimate=estimate,
        variance_ratio=paired.variance_ratio,
        powers=powers,
        needed=tuple(ranges.needed(effect, power) for power in powers),
        planned=planned,
        detectable=tuple(ranges.detectable(planned, power) for power in powers),
        curve=ranges.curve(effect, planned),
    )


def paired_t_power(effect: float, deviation: float, replications: int) -> float:
    """Return the power of the paired t-test, two-sided, for differences with that standard deviation.

    Source: the noncentral t distribution, as in Cohen (1988), chapter 2.
    """
    freedom = replications - 1
    shift = abs(effect) / deviation * np.sqrt(replications)
    limit = stats.t.isf(SIGNIFICANCE / 2, freedom)
    # The far tail is a chance of nothing, for which scipy may answer NaN.
    return float(stats.nct.sf(limit, freedom, shift) + np.nan_to_num(stats.nct.cdf(-limit, freedom, shift)))


def mcnemar_power(effect: float, unlike_share: float, replications: int) -> float:
    """Return the power of McNemar's test, two-sided, for a difference `effect` of two chances.

    `unlike_share` is the share of pairs in which only one of the two has the event; it cannot be less
    than the effect.

    Source: Connor (1987), after Miettinen (1968).
    """
    shift = abs(effect)
    if shift == 0.0:
        return SIGNIFICANCE  # also where no pair is unlike and the formula has no answer
    share = max(unlike_share, shift)
    deviation = np.sqrt(max(share - shift**2, np.finfo(float).tiny))
    limit = stats.norm.isf(SIGNIFICANCE / 2) * np.sqrt(share)
    moved = shift * np.sqrt(replications)
    return float(stats.norm.cdf((moved - limit) / deviation) + stats.norm.cdf((-moved - limit) / deviation))


def _unlike_share(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> tuple[float, Interval]:
    unlike = share_estimate(int((ours != theirs).sum()), ours.size, COVERAGE)
    return unlike.share, unlike.interval


@dataclass(frozen=True)
class _Ranges:
    """Works a question out for the estimated noise and for its limits."""

    power_of: PowerOf
    largest_effect: float
    noises: tuple[float, float, float]

    def _range(self, answer: Callable[[float], float]) -> Range:
        if self.noises[2] == 0.0:
            return Range(np.nan, np.nan, np.nan)
        value, *limits = (answer(noise) for noise in self.noises)
        return Range(value, min(value, *limits), max(value, *limits))

    def needed(self, effect: float, power: float) -> Range:
        return self._range(lambda noise: self._fewest(effect, noise, power))

    def detectable(self, replications: int, power: float) -> Range:
        return self._range(lambda noise: self._smallest(noise, replications, power))

    def curve(self, effect: float, planned: int) -> tuple[PowerPoint, ...]:
        if self.noises[2] == 0.0:
            return ()
        points: list[PowerPoint] = []
        for replications in sorted({*SHOWN_REPLICATIONS, planned}):
            point = PowerPoint(replications, self._power(effect, replications))
            points.append(point)
            if replications >= planned and point.power.value >= NEARLY_SURE:
                break
        return tuple(points)

    def _power(self, effect: float, replications: int) -> Range:
        return self._range(lambda noise: self.power_of(effect, noise, replications))

    def _fewest(self, effect: float, noise: float, power: float) -> float:
        """Return the fewest replications with that power, by doubling and then halving the gap."""
        enough, too_few = FEWEST_FOR_SIGNIFICANCE, FEWEST_FOR_SIGNIFICANCE - 1
        while self.power_of(effect, noise, enough) < power:
            too_few, enough = enough, 2 * enough
            if enough > MOST_REPLICATIONS:
                return np.inf
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            if self.power_of(effect, noise, middle) < power:
                too_few = middle
            else:
                enough = middle
        return float(enough)

    def _smallest(self, noise: float, replications: int, power: float) -> float:
        """Return the smallest effect found with that power, NaN if not even the largest is."""

        def excess(effect: float) -> float:
            return self.power_of(effect, noise, replications) - power

        largest = min(self.noises[2], self.largest_effect)
        while excess(largest) < 0.0:
            if largest >= self.largest_effect:
                return np.nan
            largest = min(2 * largest, self.largest_effect)
        return float(optimize.brentq(excess, 0.0, largest))
