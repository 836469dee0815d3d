"""How measures follow from the monthly records of runs, shape (runs, months): one number for each run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smsim.engine.inputs import RecordArray
from smsim.vocabulary import DepartmentKind

Floats = NDArray[np.float64]
YEAR = 12


@dataclass(frozen=True)
class Formula:
    """A formula in words, as documents have it, and as a function of monthly records.

    `of` takes records of the shape (runs, months) and returns one finite number for each run, shape (runs,).
    """

    words: str
    of: Callable[[RecordArray], Floats]


def first_months(levels: ArrayLike, level: int) -> Floats:
    """Return the month (from 0) in which each run first holds `level` or more, NaN if never.

    `levels` has the shape (runs, months); the result (runs,).
    """
    is_held = np.asarray(levels, dtype=np.float64) >= level
    return np.where(is_held.any(axis=1), np.argmax(is_held, axis=1), np.nan)


def months_below(levels: ArrayLike, level: int) -> Floats:
    """Return the months each run spends before it first holds `level`: the horizon if it never does.

    `levels` has the shape (runs, months); the result (runs,).
    """
    months = first_months(levels, level)
    return np.where(np.isnan(months), float(np.shape(levels)[1]), months)


def _values(monthly: RecordArray, output: str) -> Floats:
    return np.asarray(monthly[output], dtype=np.float64)


def at_end(output: str) -> Formula:
    """Return an output in the last month."""
    return Formula(f"`{output}` in the last month", lambda monthly: _values(monthly, output)[:, -1])


def in_total(output: str) -> Formula:
    """Return the sum of an output."""
    return Formula(f"sum of `{output}` over all months", lambda monthly: _values(monthly, output).sum(axis=1))


def per_year(output: str) -> Formula:
    """Return the mean of an output in a year."""
    return Formula(
        f"mean of `{output}` over all months, times {YEAR}",
        lambda monthly: YEAR * _values(monthly, output).mean(axis=1),
    )


def last_year(output: str) -> Formula:
    """Return the mean of an output over the last twelve months."""
    return Formula(
        f"mean of `{output}` over the last {YEAR} months",
        lambda monthly: _values(monthly, output)[:, -YEAR:].mean(axis=1),
    )


def before_level(level: int) -> Formula:
    """Return the months before a level is first held."""
    return Formula(
        f"months before `level` is first {level} or more; the horizon if it never is",
        lambda monthly: months_below(monthly["level"], level),
    )


def has_reached(level: int) -> Formula:
    """Return whether a level was ever held."""
    return Formula(
        f"1 if `level` is {level} or more in any month, else 0",
        lambda monthly: np.isfinite(first_months(monthly["level"], level)).astype(np.float64),
    )


def has_at_end(level: int) -> Formula:
    """Return whether a level is held in the last month."""
    return Formula(
        f"1 if `level` is {level} or more in the last month, else 0",
        lambda monthly: (_values(monthly, "level")[:, -1] >= level).astype(np.float64),
    )


def _has_slid_back(monthly: RecordArray) -> Floats:
    levels = _values(monthly, "level")
    has_slid_back: NDArray[np.bool_] = levels[:, -1] < levels.max(axis=1)
    return has_slid_back.astype(np.float64)


def has_slid_back() -> Formula:
    """Return whether the level in the end is below one held before."""
    return Formula("1 if `level` in the last month is below its highest, else 0", _has_slid_back)


def practice_at_end(kind: DepartmentKind) -> Formula:
    """Return the practice of a kind of department in the last month, 0 without such a department."""
    return Formula(
        f"`practice_of` {kind.title} in the last month",
        lambda monthly: _values(monthly, "practice_of")[:, -1, int(kind)],
    )
