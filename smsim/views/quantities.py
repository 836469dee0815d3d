"""Amounts in words: values of measures with their units, lengths of time, and sizes."""

from __future__ import annotations

import numpy as np

from smsim.experiments.measures import MEASURE_BY_NAME

UNITS = {
    "months, at most the horizon": "months",
    "thousand euro in total": "k€",
    "full-time equivalents": "full-time jobs",
}
POINTS = "percentage points"
TIMES = ((60.0, "second", 1.0), (3_600.0, "minute", 60.0), (172_800.0, "hour", 3_600.0))
"""Below so many seconds: the unit to use, and its length in seconds."""

BYTES = ("bytes", "kB", "MB", "GB", "TB")
MOST_DIGITS = 6


def is_share(measure: str) -> bool:
    """Return whether a measure is a share or a chance, told in percentage points."""
    entry = MEASURE_BY_NAME[measure]
    return entry.is_event or entry.unit.startswith("share")


def unit_words(measure: str) -> str:
    """Return the unit of a measure, short enough to stand behind a number."""
    unit = MEASURE_BY_NAME[measure].unit
    return POINTS if is_share(measure) else UNITS.get(unit, unit)


def quantity(measure: str, value: float, *, has_unit: bool = True) -> str:
    """Return a value of a measure with its unit; shares and chances in percentage points."""
    words = number(100 * value if is_share(measure) else value)
    unit = unit_words(measure)
    # A scale such as 0-4 is no unit to write behind a number.
    return words if not has_unit or unit[:1].isdigit() else f"{words} {unit}"


def quantity_range(measure: str, low: float, high: float) -> str:
    """Return two limits of a measure, without the unit, as "1.2 to 3.4"."""
    return f"{quantity(measure, low, has_unit=False)} to {quantity(measure, high, has_unit=False)}"


def number(value: float) -> str:
    """Return a number with three digits that count, or all before the point, and no zeros at the end."""
    if value == 0.0 or not np.isfinite(value):
        return f"{value:.0f}"
    digits = 2 - int(np.floor(np.log10(abs(value))))
    if digits > MOST_DIGITS:
        return f"{value:.2g}"
    words = f"{value:,.{max(0, digits)}f}"
    return words.rstrip("0").removesuffix(".") if "." in words else words


def duration_words(seconds: float) -> str:
    """Return a length of time in the unit that suits it."""
    unit, length = next(
        ((unit, length) for below, unit, length in TIMES if seconds < below), ("day", 86_400.0)
    )
    amount = max(1.0, seconds / length)
    words = (f"{amount:.1f}" if amount < 10.0 else f"{amount:,.0f}").removesuffix(".0")
    return f"{words} {unit}{'' if words == '1' else 's'}"


def size_words(size: float) -> str:
    """Return an amount of memory in bytes, kB, MB, GB or TB."""
    place = 0
    while size >= 1_000.0 and place < len(BYTES) - 1:
        size /= 1_000.0
        place += 1
    return f"{number(size)} {BYTES[place]}"
