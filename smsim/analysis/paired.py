"""What a change does under equal luck: differences between runs of the same replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from smsim.analysis.intervals import COVERAGE, Interval, mean_interval

FEWEST_FOR_BOOTSTRAP = 10
FEWEST_FOR_SIGNIFICANCE = 6
"""With fewer pairs even a sign test that all agree on cannot exclude chance at 5 %."""

ROUNDING = 1e-12
RESAMPLES = 2_000
RESAMPLING_SEED = 20_100
"""Fixed, so that the same runs always give the same interval."""


@dataclass(frozen=True)
class PairedDifference:
    """Mean of (changed - baseline) over replications that share their dice, with its interval.

    `variance_ratio`: how many times more replications independent dice would need for the same
    precision; infinite if the paired differences are all alike, NaN if nothing varies at all.
    """

    mean: float
    interval: Interval
    standard_error: float
    replications: int
    variance_ratio: float

    @property
    def is_significant(self) -> bool:
        """Whether the interval leaves 0 out and there are six replications or more."""
        leaves_0_out = self.interval.low > 0.0 or self.interval.high < 0.0
        return leaves_0_out and self.replications >= FEWEST_FOR_SIGNIFICANCE


def paired_difference(
    changed: ArrayLike,
    baseline: ArrayLike,
    kind: Literal["bootstrap", "t"] = "bootstrap",
    coverage: float = COVERAGE,
) -> PairedDifference:
    """Return the mean difference between two scenarios, replication by replication.

    `changed` and `baseline` have the shape (replications,), row r of both being replication r. The
    bootstrap is bias-corrected and accelerated; below ten replications, where it is too narrow, Student's
    interval takes its place, and `interval.kind` says so.
    Source: Efron (1987), as in scipy.

    Raises: ValueError if the two do not have the same replications, or none.
    """
    ours = np.asarray(changed, dtype=np.float64)
    theirs = np.asarray(baseline, dtype=np.float64)
    if ours.shape != theirs.shape or ours.ndim != 1 or not ours.size:
        raise ValueError(f"replications do not pair up: {ours.shape} against {theirs.shape}")
    differences = _differences(ours, theirs)
    if kind == "bootstrap" and ours.size >= FEWEST_FOR_BOOTSTRAP and np.ptp(differences) > 0.0:
        interval = _bootstrap_interval(differences, coverage)
    else:
        interval = mean_interval(differences, coverage)
    return PairedDifference(
        mean=float(differences.mean()),
        interval=interval,
        standard_error=float(stats.sem(differences)) if ours.size > 1 else np.nan,
        replications=ours.size,
        variance_ratio=variance_ratio(ours, theirs),
    )


def variance_ratio(changed: NDArray[np.float64], baseline: NDArray[np.float64]) -> float:
    """Return the variance of a difference of independent runs over that of paired ones.

    Both of shape (replications,); NaN with fewer than two.
    """
    if changed.size < 2:
        return np.nan
    differences = _differences(changed, baseline)
    if np.ptp(differences) == 0.0:
        return np.inf if max(np.ptp(changed), np.ptp(baseline)) > 0.0 else np.nan
    unpaired = np.var(changed, ddof=1) + np.var(baseline, ddof=1)
    return float(unpaired / np.var(differences, ddof=1))


def _differences(changed: NDArray[np.float64], baseline: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the differences; those that are mere rounding are 0, those alike but for it come out alike."""
    differences = changed - baseline
    rounding = ROUNDING * max(np.abs(changed).max(), np.abs(baseline).max())
    differences[np.abs(differences) <= rounding] = 0.0
    if np.ptp(differences) <= rounding:
        return np.full_like(differences, differences[0])
    return differences


def _bootstrap_interval(differences: NDArray[np.float64], coverage: float) -> Interval:
    result = stats.bootstrap(
        (differences,),
        np.mean,
        confidence_level=coverage,
        n_resamples=RESAMPLES,
        method="BCa",
        batch=RESAMPLES,
        random_state=np.random.default_rng(RESAMPLING_SEED),
    )
    limits = result.confidence_interval
    return Interval(float(limits.low), float(limits.high), "BCa bootstrap", coverage)
