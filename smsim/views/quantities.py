"""Amounts in words: values of measures with their units, lengths of time, and sizes."""

from __future__ import annotations

import numpy as np

from smsim.measures import quantity_of
from smsim.measures.units import Unit

UNKNOWN = "-"
DIGITS = ((20.0, 0), (1.0, 1), (0.2, 2))
"""Digits after the point for values of that size or more; below, as many as the unit has at most."""

TIMES = ((60.0, "second", 1.0), (3_600.0, "minute", 60.0), (172_800.0, "hour", 3_600.0))
"""Below so many seconds: the unit to use, and its length in seconds."""

BYTES = ("bytes", "kB", "MB", "GB", "TB")
MOST_DIGITS = 6


def unit_of(measure: str) -> Unit:
    """Return the unit of a measure."""
    return quantity_of(measure).unit


def quantity(measure: str, value: float, *, has_unit: bool = True) -> str:
    """Return a difference in a measure with its unit; shares and chances in percentage points."""
    unit = unit_of(measure)
    words = number(unit.scale * value)
    return words if not has_unit or unit.is_scale else f"{words} {unit.short_words}"


def told_value(measure: str, value: float) -> str:
    """Return a value of a measure with its unit; shares and chances in per cent."""
    unit = unit_of(measure)
    return f"{number(unit.scale * value)}%" if unit.is_share else quantity(measure, value)


def even_amounts(
    measure: str, *values: float, is_signed: bool = False, largest: float | None = None
) -> list[str]:
    """Return values of a measure without unit, shares in per cent, missing ones as a dash.

    All have the same number of digits, as many as the `largest` needs, which is among them unless given.
    """
    unit = unit_of(measure)
    scale = unit.scale
    size = scale * (max(map(abs, filter(np.isfinite, values)), default=0.0) if largest is None else largest)
    if size == 0.0:
        return ["0" if np.isfinite(value) else UNKNOWN for value in values]
    wanted = next((digits for limit, digits in DIGITS if abs(size) >= limit), unit.most_digits)
    digits = min(wanted, unit.most_digits)
    return [_rounded(scale * value, digits, is_signed) if np.isfinite(value) else UNKNOWN for value in values]


def _rounded(value: float, digits: int, is_signed: bool) -> str:
    rounded = round(value, digits) + 0.0  # no "-0"
    return f"{rounded:{'+' if is_signed and rounded else ''},.{digits}f}"


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
