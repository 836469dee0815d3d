"""What one run comes to: the numbers kept of every run, each declared once.

A measure takes the monthly records of several runs, shape (runs, months), and gives one number for each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smsim.engine.inputs import RecordArray
from smsim.vocabulary import DepartmentKind, MaturityLevel

Floats = NDArray[np.float64]
LEVELS_TO_REACH = (MaturityLevel.EMERGING, MaturityLevel.ADVANCED, MaturityLevel.INTEGRATED)
YEAR = 12


@dataclass(frozen=True)
class Measure:
    """One number per run: what it is called, its unit, which way is better (0: neither), how it is found.

    `is_event` says that the number is 0 or 1, so that its mean is a probability.
    """

    name: str
    title: str
    unit: str
    better: int  # +1 more, -1 less, 0 neither
    of: Callable[[RecordArray], Floats]  # (runs, months) -> (runs,)
    is_event: bool = False


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


def _at_end(output: str) -> Callable[[RecordArray], Floats]:
    return lambda monthly: _values(monthly, output)[:, -1]


def _in_total(output: str) -> Callable[[RecordArray], Floats]:
    return lambda monthly: _values(monthly, output).sum(axis=1)


def _per_year(output: str) -> Callable[[RecordArray], Floats]:
    return lambda monthly: YEAR * _values(monthly, output).mean(axis=1)


def _last_year(output: str) -> Callable[[RecordArray], Floats]:
    return lambda monthly: _values(monthly, output)[:, -YEAR:].mean(axis=1)


def _months_below(level: MaturityLevel) -> Measure:
    return Measure(
        f"months_below_level_{int(level)}",
        f"months before level {int(level)}",
        "months, at most the horizon",
        -1,
        lambda monthly: months_below(monthly["level"], int(level)),
    )


def _has_reached(level: MaturityLevel) -> Measure:
    return Measure(
        f"has_reached_level_{int(level)}",
        f"level {int(level)} reached",
        "0 or 1",
        +1,
        lambda monthly: np.isfinite(first_months(monthly["level"], int(level))).astype(np.float64),
        is_event=True,
    )


def _has_at_end(level: MaturityLevel) -> Measure:
    return Measure(
        f"has_level_{int(level)}_at_end",
        f"level {int(level)} or higher at the end",
        "0 or 1",
        +1,
        lambda monthly: (_at_end("level")(monthly) >= int(level)).astype(np.float64),
        is_event=True,
    )


def _has_slid_back(monthly: RecordArray) -> Floats:
    levels = _values(monthly, "level")
    has_slid_back: NDArray[np.bool_] = levels[:, -1] < levels.max(axis=1)
    return has_slid_back.astype(np.float64)


def _practice(kind: DepartmentKind) -> Measure:
    return Measure(
        f"practice_of_{kind.key}_at_end",
        f"practice of {kind.title}",
        "share",
        +1,
        lambda monthly: _values(monthly, "practice_of")[:, -1, int(kind)],
    )


PRACTICE_MEASURES = {kind: _practice(kind) for kind in DepartmentKind}
MEASURES = (
    Measure("level_at_end", "level at the end", "0-4", +1, _at_end("level")),
    Measure("score_at_end", "maturity score at the end", "0-4", +1, _at_end("score")),
    *(_months_below(level) for level in LEVELS_TO_REACH),
    *(_has_reached(level) for level in LEVELS_TO_REACH),
    *(_has_at_end(level) for level in LEVELS_TO_REACH),
    Measure(
        "has_slid_back", "a level held before and lost by the end", "0 or 1", -1, _has_slid_back,
        is_event=True,
    ),
    Measure("active_share_at_end", "users at the end", "share of employees", +1, _at_end("active_share")),
    Measure("incidents_per_year", "incidents", "per year", -1, _per_year("incidents")),
    Measure("crises_per_year", "crises", "per year", -1, _per_year("crises")),
    Measure("cost_keur", "cost", "thousand euro in total", -1, _in_total("cost_keur")),
    Measure("value_keur", "value", "thousand euro in total", +1, _in_total("value_keur")),
    Measure("net_value_keur", "net value", "thousand euro in total", +1, _in_total("net_value_keur")),
    Measure(
        "measured_value_keur", "value the measurement shows", "thousand euro in total", 0,
        _in_total("measured_value_keur"),
    ),
    Measure(
        "response_share_last_year", "complaints answered, last year", "share", +1,
        _last_year("response_share"),
    ),
    Measure(
        "response_hours_last_year", "time to an answer, last year", "hours", -1,
        _last_year("response_hours"),
    ),
    Measure("reputation_at_end", "reputation at the end", "0-100", +1, _at_end("reputation")),
    Measure("sponsorship_at_end", "sponsorship at the end", "share", +1, _at_end("sponsorship")),
    Measure("staff_fte_at_end", "staff at the end", "full-time equivalents", 0, _at_end("staff_fte")),
    *PRACTICE_MEASURES.values(),
)  # fmt: skip
"""What is kept of every run, in this order."""

MEASURE_BY_NAME = {measure.name: measure for measure in MEASURES}


def measure_runs(monthly: RecordArray) -> Floats:
    """Return every measure of runs with the same horizon, shape (runs, measures).

    `monthly` holds their monthly records, shape (runs, months).
    """
    return np.column_stack([measure.of(monthly) for measure in MEASURES])
