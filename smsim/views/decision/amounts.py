"""Amounts of a decision as a board reads them: "27 of 100", "17 months sooner (12 to 23)"."""

from __future__ import annotations

import numpy as np

from smsim.analysis.decision.chances import WorldShare
from smsim.analysis.decision.differences import OptionDifference
from smsim.analysis.decision.level_months import OptionMonths
from smsim.analysis.decision.objectives import Objective
from smsim.analysis.intervals import Interval, ShareEstimate
from smsim.views.quantities import even_amounts, number, unit_of

ORGANISATIONS = "organisations like yours"


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


def difference_words(objective: Objective, difference: OptionDifference) -> str:
    """Return a difference as it is told of the first option: "17 months sooner at level 3 (12 to 23)"."""
    return compared_words(objective, difference.mean, difference.interval)


def compared_words(objective: Objective, mean: float, interval: Interval) -> str:
    """Return by how much something differs in an objective's measure."""
    told = objective.quantity
    return amount_words(objective.measure, mean, interval, told.more, told.less, told.told_noun())


def amount_words(measure: str, mean: float, interval: Interval, more: str, less: str, noun: str = "") -> str:
    """Return more or less of a measure with its interval, both as positive amounts."""
    values = [abs(value) for value in (mean, interval.low, interval.high) if np.isfinite(value)]
    amount, *ends = even_amounts(measure, *values)
    unit = unit_of(measure).difference_words
    words = " ".join(filter(None, (amount, unit, more if mean > 0.0 else less, noun)))
    if len(ends) < 2:
        return words
    if interval.low < 0.0 < interval.high:
        return f"{words} ({ends[0]} {less} to {ends[1]} {more})"
    low, high = ends if mean > 0.0 else ends[::-1]
    return f"{words} ({low} to {high})"


def with_unit(measure: str, value: float) -> str:
    """Return a value of a measure with its unit: "500 thousand euro", "12.3 months", "45%"."""
    return _behind(measure, even_amounts(measure, value)[0])


def limit_words(measure: str, value: float) -> str:
    """Return a limit that was asked for, as it was written: "500 thousand euro", "0.5%"."""
    return _behind(measure, number(unit_of(measure).scale * value))


def _behind(measure: str, amount: str) -> str:
    unit = unit_of(measure)
    return f"{amount}%" if unit.is_share else f"{amount} {unit.spoken_words}".strip()


def gap_words(objective: Objective, gap: float) -> str:
    """Return how large a difference is, with its unit: "3 months", "5 percentage points"."""
    quantity = objective.quantity
    unit = quantity.unit.difference_words or quantity.told_noun()
    amount = number(quantity.unit.scale * gap)
    return f"{amount} {unit.removesuffix('s') if amount == '1' else unit}"


def margin_words(objective: Objective) -> str:
    """Return the margin of an objective with its unit."""
    return gap_words(objective, objective.margin)


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
