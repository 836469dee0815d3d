"""Simulated experiments whose truth is known, stopped by smsim's rule or, as a control, naively."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.intervals import mean_interval
from smsim.experiments.stopping import StopRule, precision_of

Floats = NDArray[np.float64]
MOST = 3_000
HORIZON = 60


@dataclass(frozen=True)
class Kind:
    """Rounds of one kind: how they are drawn, their true mean, and the half-width to stop at."""

    draw: Callable[[np.random.Generator, int], Floats]
    truth: float
    half_width: float
    is_event: bool = False
    is_paired: bool = True


@dataclass(frozen=True)
class Counts:
    """How many of `experiments` stopped with an interval that misses the truth, or ever had one."""

    experiments: int
    misses: int
    ever: int
    mean_rounds: float
    stopped_early: int


def _event(chance: float, half_width: float) -> Kind:
    return Kind(
        lambda rng, rounds: (rng.random(rounds) < chance).astype(np.float64), chance, half_width, True, False
    )


def _event_difference(rng: np.random.Generator, rounds: int) -> Floats:
    """Return -1, 0 and 1 with the chances .01, .95 and .04."""
    luck = rng.random(rounds)
    return (luck < 0.04).astype(np.float64) - (luck > 0.99)


def _months_saved(rng: np.random.Generator, rounds: int) -> Floats:
    """Return differences of months to a level, both cut off at the horizon; equal in nine of ten rounds."""
    slow = np.minimum(rng.geometric(1 / 60, rounds), HORIZON)
    other = np.minimum(rng.geometric(1 / 30, rounds), HORIZON)
    return np.where(rng.random(rounds) < 0.9, 0, other - slow).astype(np.float64)


def _cut_mean(chance: float) -> float:
    """Return the mean of a geometric number of months, at most the horizon."""
    return (1 - (1 - chance) ** HORIZON) / chance


def _bimodal(rng: np.random.Generator, rounds: int) -> Floats:
    """Return -20 in four of five rounds and 5 in the others, each with a little noise."""
    return np.where(rng.random(rounds) < 0.8, -20.0, 5.0) + rng.normal(0.0, 0.5, rounds)


KINDS = {
    "normal": Kind(lambda rng, rounds: rng.normal(3.0, 1.0, rounds), 3.0, 0.4),
    "exponential": Kind(lambda rng, rounds: rng.exponential(1.0, rounds), 1.0, 0.45),
    "bimodal": Kind(_bimodal, -15.0, 3.0),
    "months": Kind(_months_saved, 0.1 * (_cut_mean(1 / 30) - _cut_mean(1 / 60)), 2.0),
    "event difference": Kind(_event_difference, 0.03, 0.05, is_event=True),
    "rare event": _event(0.02, 0.04),
    "event .3": _event(0.3, 0.12),
    "event .5": _event(0.5, 0.12),
}
"""Truths by closed form; half-widths so that most experiments stop long before the last round."""


def error_counts(kind: Kind, *, experiments: int, seed: int, is_naive: bool = False) -> Counts:
    """Run experiments until each stops, and count the intervals that miss the truth.

    The naive rule looks at the same rounds, but at Student's interval.
    """
    rule = StopRule(
        "has_reached_level_3" if kind.is_event else "level_at_end",
        "a",
        "b" if kind.is_paired else None,
        kind.half_width,
    )
    rng = np.random.default_rng(seed)
    misses = ever = early = rounds = 0
    for _ in range(experiments):
        values = kind.draw(rng, MOST)
        has_missed = False
        for look in rule.looks(MOST):
            low, high, is_reached = _look(values[:look], rule, kind, is_naive)
            is_missed = low > kind.truth or high < kind.truth
            has_missed |= is_missed
            if is_reached:
                break
        misses += is_missed
        ever += has_missed
        early += look < MOST
        rounds += look
    return Counts(experiments, misses, ever, rounds / experiments, early)


def _look(values: Floats, rule: StopRule, kind: Kind, is_naive: bool) -> tuple[float, float, bool]:
    if is_naive:
        student = mean_interval(values)
        return student.low, student.high, student.high - student.low <= 2 * rule.half_width
    known = precision_of(values, rule, is_event=kind.is_event)
    return known.low, known.high, known.is_reached
