"""What is printed about precision: how a stop rule ended, and how many replications an effect needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from smsim.measures import MEASURE_BY_NAME
from smsim.views.quantities import quantity, quantity_range, told_value
from smsim.views.text import sentence

if TYPE_CHECKING:
    from smsim.analysis.power import PowerAnalysis, Range
    from smsim.experiments.stopping import Precision, StopRule


def stop_words(rule: StopRule) -> str:
    """Return what a stop rule watches: a measure in a scenario, or how far two scenarios differ in it."""
    title = MEASURE_BY_NAME[rule.measure].title
    return f"{title} ({rule.scenario}{'' if rule.against is None else f' against {rule.against}'})"


def value_words(rule: StopRule, precision: Precision) -> str:
    """Return an estimate with its unit and, if there is one, its interval."""
    told = told_value if rule.against is None else quantity
    value = told(rule.measure, precision.estimate)
    if np.isnan(precision.low):
        return value
    return f"{value} ({quantity_range(rule.measure, precision.low, precision.high)})"


def outcome_text(
    rule: StopRule, precision: Precision, most: int, needed: int | None = None
) -> Iterator[RenderableType]:
    """Yield how a stop rule ended: reached at which round and with which interval, or not.

    `needed` is the number of rounds that would about be enough where `most` were not.
    """
    rounds = f"{precision.rounds:,} of at most {most:,} rounds"
    wanted = f"to within {quantity(rule.measure, rule.half_width)}"
    if np.isnan(precision.half_width):
        yield sentence(
            f"No interval after {rounds}: {stop_words(rule)} is {value_words(rule, precision)}, but the "
            "rounds are too few or hardly any two differ. That is no proof that none ever will."
        )
        return
    if precision.is_reached:
        yield sentence(f"Precise enough after {rounds}: {stop_words(rule)} is known {wanted}.")
    else:
        more = f" About {needed:,} rounds would be needed." if needed is not None else ""
        yield sentence(
            f"Not yet precise enough after {rounds}: {stop_words(rule)} is known to within "
            f"{quantity(rule.measure, precision.half_width)}, not {wanted}.{more}"
        )
    yield sentence(
        f"It is {value_words(rule, precision)}. In {100 * precision.coverage:.4g} of 100 experiments such "
        f"intervals hold the truth at every look ({precision.kind})."
    )


def power_text(
    analysis: PowerAnalysis, measure: str, scenario: str, against: str
) -> Iterator[RenderableType]:
    """Yield how many replications an effect needs, and what the planned ones can find."""
    effect = quantity(measure, abs(analysis.effect))
    yield sentence(f"{MEASURE_BY_NAME[measure].title}: {scenario} against {against}")
    yield sentence(
        f"In {analysis.pairs:,} pilot pairs the mean difference is {quantity(measure, analysis.mean)}; "
        f"{_noise_words(analysis, measure)}."
    )
    if not analysis.is_known:
        yield sentence("A pilot whose differences are all alike says nothing about power; run a larger one.")
        return
    test = "McNemar's test" if analysis.is_event else "a paired t-test"
    yield sentence(f"Replications with which {test} at 5% finds a difference of {effect}, so often:")
    table = plain_table("Power", "replications", "the pilot being uncertain")
    for power, needed in zip(analysis.powers, analysis.needed, strict=True):
        table.add_row(f"{100 * power:.0f}%", *_range_words(needed, _count_words))
    yield table
    yield Text()
    table = plain_table("Replications", "power", "the pilot being uncertain")
    for point in analysis.curve:
        planned = " (planned)" if point.replications == analysis.planned else ""
        table.add_row(f"{point.replications:,}{planned}", *_range_words(point.power, _power_words))
    yield table
    yield Text()
    for power, found in zip(analysis.powers, analysis.detectable, strict=True):
        yield sentence(
            f"- The {analysis.planned:,} replications planned find {_detectable_words(found, measure)} with "
            f"{100 * power:.0f}% power.",
            "  ",
        )
    if np.isfinite(analysis.variance_ratio):
        yield sentence(
            f"- Independent dice would need {analysis.variance_ratio:.2g} times the replications.",
            "  ",
        )


def _noise_words(analysis: PowerAnalysis, measure: str) -> str:
    if analysis.is_event:
        share, low, high = (
            f"{value:.0%}" for value in (analysis.noise_estimate, analysis.noise.low, analysis.noise.high)
        )
        return f"in {share} of them ({low} to {high}) only one of the two has the event"
    spread = quantity(measure, analysis.noise_estimate)
    limits = quantity_range(measure, analysis.noise.low, analysis.noise.high)
    return f"the standard deviation of the differences is {spread} ({limits})"


def _detectable_words(found: Range, measure: str) -> str:
    if not np.isfinite(found.value):
        return "no difference at all"
    if not np.isfinite(found.high):
        return f"differences of {quantity(measure, found.value)}, if the pilot is right,"
    limits = quantity_range(measure, found.low, found.high)
    return f"differences of {quantity(measure, found.value)} ({limits}) or more"


def _range_words(found: Range, words: Callable[[float], str]) -> tuple[str, str]:
    return words(found.value), f"{words(found.low)} to {words(found.high)}"


def _power_words(power: float) -> str:
    # Rounding must not make a power of 99.6% a certainty.
    return "> 99%" if power > 0.99 else f"{power:.0%}"


def _count_words(count: float) -> str:
    return f"{count:,.0f}" if np.isfinite(count) else "over 1,000,000,000"


def plain_table(*columns: str) -> Table:
    """Return an empty table: words in the first column, numbers to the right."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False, pad_edge=False)
    table.add_column(columns[0], no_wrap=True)
    for name in columns[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    return table
