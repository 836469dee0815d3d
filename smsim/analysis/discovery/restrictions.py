"""Conditions on a factor, in words whose digits are no finer than what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

import numpy as np

from smsim.analysis.intervals import Interval
from smsim.experiments.designs.factors import Factor

PEOPLE = ("people", "employees")
UNSPOKEN_UNITS = ("share", "factor", "choice", "score", "exponent", "weight", "governance form")
DIGITS_OF_EXACT = 3
DIGITS_OF_RANGE = 2
STEPS_PER_INTERVAL = 3
ROUNDING = 1e-9
TITLES = {"economics.value_unit_keur": "worth of use"}
"""What factors are called whose names do not say it."""


@dataclass(frozen=True)
class Restriction:
    """What must hold of a factor: at least `low` and less than `high`, or one of some words.

    `low_interval` and `high_interval` say how sure the limits are, None where there is no limit;
    `known` is the number of words the factor takes in all worlds.
    """

    factor: Factor
    low: float = -np.inf
    high: float = np.inf
    low_interval: Interval | None = None
    high_interval: Interval | None = None
    allowed: tuple[str, ...] = ()
    known: int = 0
    is_whole: bool = False

    @property
    def words(self) -> str:
        """The restriction as a part of a sentence: "executive tone is below .35 (.31 to .39)"."""
        title = title_of(self.factor)
        if self.allowed:
            return f"{title} is {joined([word.replace('_', ' ') for word in self.allowed], 'or')}"
        low, high = self._limit(self.low, self.low_interval), self._limit(self.high, self.high_interval)
        if self.factor.unit in PEOPLE:
            if low and high:
                return f"there are at least {low} and fewer than {high}"
            return f"there are fewer than {high}" if high else f"there are at least {low}"
        if low and high:
            return f"{title} is from {low} to {high}"
        return f"{title} is below {high}" if high else f"{title} is at least {low}"

    def _limit(self, cut: float, interval: Interval | None) -> str:
        if not isfinite(cut) or interval is None:
            return ""
        return spoken_limit(self.factor, ceil(cut) if self.is_whole else cut, interval)


def spoken_limit(factor: Factor, value: float, interval: Interval) -> str:
    """Return a limit with its unit and interval: ".35 (95% interval .31 to .39)"."""
    width = interval.high - interval.low
    limits = f"{_spoken(interval.low, width)} to {_spoken(interval.high, width)}"
    unit = title_of(factor) if factor.unit in PEOPLE else factor.unit
    unit = "" if unit.split(" of ")[0] in UNSPOKEN_UNITS else f" {unit}"
    return f"{_spoken(value, width)}{unit} ({interval.coverage:.0%} interval {limits})"


def spoken_value(factor: Factor, value: float, interval: Interval) -> str:
    """Return a limit without its interval and, unless it counts people, its unit: "180 employees"."""
    words = _spoken(value, interval.high - interval.low)
    return f"{words} {title_of(factor)}" if factor.unit in PEOPLE else words


def spoken_range(low: float, high: float) -> str:
    """Return the two ends of a stretch of which only the order of size is known: "130 to 2,000"."""
    return f"{_coarse(low)} to {_coarse(high)}"


def title_of(factor: Factor) -> str:
    """Return a factor in sentences: "executive tone", or "authority (task force)" of a longer name."""
    if factor.name in TITLES:
        return TITLES[factor.name]
    *path, last = [part.replace("_", " ") for part in factor.name.split(".")]
    return f"{last} ({' '.join(path[1:])})" if len(path) > 1 else last


def joined(parts: Sequence[str], word: str) -> str:
    """Return parts of a sentence as a list with commas and `word` before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _spoken(value: float, width: float) -> str:
    """Return a number as coarse as an interval of that width allows, shares as ".35"."""
    if width > 0.0:
        return _with_decimals(value, -floor(log10(width / STEPS_PER_INTERVAL) + ROUNDING))
    return _with_decimals(value, _decimals(value, DIGITS_OF_EXACT))


def _coarse(value: float) -> str:
    rounded = round(value, _decimals(value, DIGITS_OF_RANGE))
    return _with_decimals(rounded, _decimals(rounded, DIGITS_OF_RANGE))


def _decimals(value: float, digits: int) -> int:
    """Return how many decimals show so many digits that count; fewer than 0 for those before the point."""
    return digits - 1 - (floor(log10(abs(value))) if value else 0)


def _with_decimals(value: float, decimals: int) -> str:
    rounded = round(value, decimals)
    text = f"{rounded:,.{max(0, decimals)}f}"
    return text.replace("0.", ".", 1) if 0.0 < abs(rounded) < 1.0 else text
