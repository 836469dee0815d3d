"""What sensitivity is called in sentences, tables and figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from smsim.analysis.intervals import Interval
from smsim.analysis.sensitivity.analysing import Sensitivity
from smsim.analysis.sensitivity.documents import SECOND_ORDER
from smsim.analysis.sensitivity.sample import Method
from smsim.experiments.measures import MEASURE_BY_NAME
from smsim.experiments.words import join_words, setting_number, setting_text
from smsim.views.quantities import is_share, number, quantity, unit_words
from smsim.views.text import DIGITS
from smsim.views.words import shorten

UNKNOWN = "-"
KIND_TITLES = {
    "total_order": "total order",
    "first_order": "first order",
    "mu_star": "mu*",
    "mu": "mu",
    "sigma": "sigma",
}
KIND_MEANINGS = {
    "total_order": "share of the variance in which the factor has a part, alone or with others",
    "first_order": "share of the variance that the factor explains on its own",
    SECOND_ORDER: "share of the variance that two factors explain together, beyond each on its own",
    "mu_star": "how much moving the factor over its whole range changes, up or down, on average",
    "mu": "the same with its sign",
    "sigma": "how much that differs with the place and the other factors: 0 is a straight line alone",
}


def measure_title(measure: str) -> str:
    """Return what a measure is called in sentences."""
    return MEASURE_BY_NAME[measure].title


def count_words(replications: int) -> str:
    """Return how many replications there are."""
    return "one replication" if replications == 1 else f"{replications:,} replications"


def per_cent(share: float) -> str:
    """Return a share in per cent, without digits after the point."""
    return f"{100 * share + 0.0:.0f}%" if np.isfinite(share) else UNKNOWN


def even_words(measure: str, values: Iterable[float], largest: float) -> list[str]:
    """Return values of a measure without unit, all with the digits that the largest of them needs."""
    scale = 100.0 if is_share(measure) else 1.0
    digits = next((digits for limit, digits in DIGITS if abs(scale * largest) >= limit), 3)
    return [
        f"{round(scale * value, digits) + 0.0:,.{digits}f}" if np.isfinite(value) else UNKNOWN  # no "-0"
        for value in values
    ]


def index_words(sensitivity: Sensitivity, *values: float) -> list[str]:
    """Return values of indices without unit: per cent from 0 to 100, or the measure's own.

    The estimate of a share may lie outside by chance.
    """
    if sensitivity.method is Method.MORRIS:
        return even_words(sensitivity.measure, values, sensitivity.ranked()[0].value)
    return [per_cent(float(np.clip(value, 0.0, 1.0))).removesuffix("%") for value in values]


def index_estimate(sensitivity: Sensitivity, value: float, interval: Interval) -> str:
    """Return the value of an index with its unit and, if it has them, its limits: "12% (3 to 45)"."""
    (estimate,) = index_words(sensitivity, value)
    limits = f" ({index_limits(sensitivity, interval)})" if np.isfinite(interval.low) else ""
    return f"{estimate}{_unit(sensitivity)}{limits}"


def index_limits(sensitivity: Sensitivity, interval: Interval) -> str:
    """Return the limits of an index that cannot be below 0, as "3 to 45"."""
    return " to ".join(index_words(sensitivity, max(interval.low, 0.0), interval.high))


def _unit(sensitivity: Sensitivity) -> str:
    if sensitivity.method is not Method.MORRIS:
        return "%"
    unit = unit_words(sensitivity.measure)
    return "" if is_scale(unit) else f" {unit}"


def is_scale(unit: str) -> bool:
    """Return whether a unit is a scale such as 0-4, which does not stand behind a number."""
    return unit[:1].isdigit()


def in_unit(measure: str) -> str:
    """Return in which unit differences of a measure are told: "in months"."""
    unit = unit_words(measure)
    return f"on the scale {unit}" if is_scale(unit) else f"in {unit}"


def level_words(measure: str, value: float) -> str:
    """Return how high a measure stands; a share is so many per cent, not percentage points."""
    return f"{number(100 * value)}%" if is_share(measure) else quantity(measure, value)


def setting_words(setting: Any) -> str:
    """Return a factor setting as it is read aloud."""
    return setting_text(setting) if np.isnan(setting_number(setting)) else number(setting)


def factor_words(factor: str, letters: int) -> str:
    """Return the name of a factor in at most so many letters: whole, or the last parts of it that fit."""
    return next((name for name in factor_names(factor) if len(name) <= letters), shorten(factor, letters))


def factor_names(factor: str) -> tuple[str, str, str]:
    """Return the whole name of a factor, that without its group, and the mere word of a list with words."""
    without_group = factor[factor.rfind(".") + 1 :]
    return factor, without_group, without_group.split(": ")[-1]


def finding(sensitivity: Sensitivity) -> str:
    """Return in one sentence which factor matters most for a measure, and whether that is clear."""
    title = measure_title(sensitivity.measure)
    ranked = sensitivity.ranked()
    if ranked[0].factor in sensitivity.untold:
        return f"Too few points to tell which factor moves {title}"
    if sensitivity.method is Method.FACTORIAL and np.isfinite(ranked[0].interval.low):
        if ranked[0].interval.low <= 0.0:
            return f"No factor surely moves {title}"
        if len(ranked) == 1:
            return f"{ranked[0].factor} moves {title}"
    if not ranked[0].value > 0.0:
        return f"No factor moves {title}"
    if np.isnan(ranked[0].interval.low):
        return f"{ranked[0].factor} matters most for {title}, by the luck of one replication"
    if sensitivity.is_first_clear:
        return f"{ranked[0].factor} matters most for {title}"
    rivals = [ranked[0].factor] + [
        index.factor for index in ranked[1:] if index.interval.high >= ranked[0].interval.low
    ]
    if len(rivals) > 2:
        return f"No factor clearly matters most for {title}: {len(rivals)} may"
    return f"{join_words(rivals)} matter most for {title}, in no clear order"
