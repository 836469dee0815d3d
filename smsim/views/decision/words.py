"""Amounts of a decision as a board reads them: "27 of 100", "17 months sooner (12 to 23)"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smsim.analysis.decision.chances import WorldShare
from smsim.analysis.decision.differences import OptionDifference
from smsim.analysis.decision.months import OptionMonths
from smsim.analysis.decision.objectives import COMBINED, Objective
from smsim.analysis.intervals import Interval, ShareEstimate
from smsim.experiments.measures import LEVELS_TO_REACH, MEASURE_BY_NAME
from smsim.views.quantities import POINTS, is_share, number, unit_words
from smsim.views.text import amounts

ORGANISATIONS = "organisations like yours"
UNKNOWN = "-"


@dataclass(frozen=True)
class Comparison:
    """How a difference is told: its unit, the words for more and less, and what follows them."""

    unit: str
    more: str
    less: str
    noun: str = ""


COMPARISONS: Mapping[str, Comparison] = {
    **{
        f"months_below_level_{level:d}": Comparison("months", "later", "sooner", f"at level {level:d}")
        for level in LEVELS_TO_REACH
    },
    "level_at_end": Comparison("levels", "higher", "lower", "at the end"),
    "net_value_keur": Comparison("thousand euro", "more", "less", "net value"),
    "value_keur": Comparison("thousand euro", "more", "less", "value"),
    "cost_keur": Comparison("thousand euro", "dearer", "cheaper"),
    "crises_per_year": Comparison("", "more", "fewer", "crises a year"),
    "incidents_per_year": Comparison("", "more", "fewer", "incidents a year"),
}
"""How differences in a measure are told; in all others it is more or less of the measure."""

AIMS: Mapping[str, str] = {
    **{f"months_below_level_{level:d}": f"reaching level {level:d} soon" for level in LEVELS_TO_REACH},
    "level_at_end": "a high level at the end",
    "cost_keur": "low cost",
    "crises_per_year": "few crises",
    "incidents_per_year": "few incidents",
    "combined_value": "all objectives weighted together",
}
"""What an objective aims at, after "for"; otherwise it is the measure's title."""


def aim(objective: Objective) -> str:
    """Return what an objective aims at, as it stands after "for"."""
    return AIMS.get(objective.measure, objective.title)


def hundred(share: float) -> str:
    """Return a share as a number out of 100; what is not all or none is not told as that."""
    count = round(100.0 * share)
    if count == 100 and share < 1.0:
        return "more than 99"
    return "fewer than 1" if count == 0 and share > 0.0 else f"{count}"


def hundred_short(share: float) -> str:
    """Return a share as a number out of 100 where there is little room: "27", "< 1", "> 99"."""
    return hundred(share).replace("more than ", "> ").replace("fewer than ", "< ")


def of_hundred(estimate: WorldShare | ShareEstimate) -> str:
    """Return a chance as "27 of 100 (20 to 35)"."""
    return f"{hundred(estimate.share)} of 100 ({_percent(estimate.interval)})"


def of_hundred_worlds(difference: OptionDifference) -> str:
    """Return in how many worlds a difference has the other sign than on average: "27 of 100 (20 to 35)"."""
    return of_hundred(difference.contrary)


def short_hundred(estimate: WorldShare) -> str:
    """Return a chance for a column of numbers out of 100: "27 (20 to 35)"."""
    return f"{hundred_short(estimate.share)} ({_percent(estimate.interval)})"


def _percent(interval: Interval) -> str:
    return f"{100 * interval.low:.0f} to {100 * interval.high:.0f}"


def value_words(measure: str, value: float, interval: Interval, *, is_signed: bool = False) -> str:
    """Return a value with its interval and without unit: "571 (402 to 740)", shares in per cent."""
    values = (value, interval.low, interval.high)
    words = even_amounts(measure, *values[: 3 if np.isfinite(values).all() else 1], is_signed=is_signed)
    return words[0] if len(words) == 1 else "{} ({} to {})".format(*words)


def even_amounts(measure: str, *values: float, is_signed: bool = False) -> list[str]:
    """Return values of a measure without unit and with the same digits, shares in per cent."""
    if measure in MEASURE_BY_NAME and is_share(measure):
        return [f"{100 * value + 0.0:{'+' if is_signed else ''}.0f}" for value in values]
    return amounts(measure, *values, is_signed=is_signed)


def difference_words(objective: Objective, difference: OptionDifference) -> str:
    """Return a difference as it is told of the first option: "17 months sooner at level 3 (12 to 23)"."""
    return compared_words(objective, difference.mean, difference.interval)


def compared_words(objective: Objective, mean: float, interval: Interval) -> str:
    """Return by how much something differs in an objective's measure."""
    measure = objective.measure
    told = COMPARISONS.get(measure) or Comparison(_unit(measure), "more", "less", objective.title)
    return amount_words(measure, told, mean, interval)


def amount_words(measure: str, told: Comparison, mean: float, interval: Interval) -> str:
    """Return more or less of a measure with its interval, both as positive amounts."""
    word = told.more if mean > 0.0 else told.less
    values = [abs(value) for value in (mean, interval.low, interval.high) if np.isfinite(value)]
    amount, *ends = even_amounts(measure, *values)
    words = " ".join(filter(None, (amount, told.unit, word, told.noun)))
    if len(ends) < 2:
        return words
    if interval.low < 0.0 < interval.high:
        return f"{words} ({ends[0]} {told.less} to {ends[1]} {told.more})"
    low, high = ends if mean > 0.0 else ends[::-1]
    return f"{words} ({low} to {high})"


def _unit(measure: str) -> str:
    """Return the unit behind a number, "" for a scale such as 0-4."""
    if measure not in MEASURE_BY_NAME:
        return "margins"
    unit = POINTS if is_share(measure) else unit_words(measure).replace("k€", "thousand euro")
    return "" if unit[:1].isdigit() else unit


def with_unit(measure: str, value: float) -> str:
    """Return a value of a measure with its unit: "500 thousand euro", "12.3 months", "45%"."""
    (amount,) = even_amounts(measure, value)
    if measure in MEASURE_BY_NAME and is_share(measure):
        return f"{amount}%"
    return f"{amount} {_unit(measure)}".strip()


def limit_words(measure: str, value: float) -> str:
    """Return a limit that was asked for, as it was written: "500 thousand euro", "0.5%"."""
    if measure in MEASURE_BY_NAME and is_share(measure):
        return f"{number(100.0 * value)}%"
    return f"{number(value)} {_unit(measure)}".strip()


def margin_words(objective: Objective) -> str:
    """Return the margin of an objective with its unit."""
    told = COMPARISONS.get(objective.measure)
    unit = _unit(objective.measure) if told is None else told.unit or told.noun
    scale = 100.0 if objective.measure in MEASURE_BY_NAME and is_share(objective.measure) else 1.0
    if objective.measure == COMBINED:
        unit = unit.removesuffix("s")  # its margin is 1
    return f"{number(scale * objective.margin)} {unit}".strip()


def median_words(months: OptionMonths, horizon_months: int) -> str:
    """Return after how many months half of the runs hold the level: "54 (51 to 57)" or "over 120"."""
    # months count from 0, and a level held in month t is held after t + 1 months
    limits = months.median_interval
    low, high = (
        f"{limit + 1:.0f}" if np.isfinite(limit) else f"over {horizon_months}"
        for limit in (limits.low, limits.high)
    )
    if months.median_month is None:
        return f"over {horizon_months}" if low == high else f"over {horizon_months} ({low} at the least)"
    return f"{months.median_month + 1:.0f} ({low} to {high})"
