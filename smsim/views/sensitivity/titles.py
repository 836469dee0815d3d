"""What sensitivity is called in sentences, tables and figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from smsim.analysis.intervals import Interval
from smsim.analysis.sensitivity.analysing import Sensitivity
from smsim.analysis.sensitivity.documents import SECOND_ORDER
from smsim.analysis.sensitivity.sample import Method
from smsim.experiments.words import join_words, setting_number, setting_text
from smsim.measures import MEASURE_BY_NAME
from smsim.views.quantities import UNKNOWN, even_amounts, number, unit_of
from smsim.views.shortening import shorten

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


def index_words(sensitivity: Sensitivity, *values: float) -> list[str]:
    """Return values of indices without unit: per cent from 0 to 100, or the measure's own.

    The estimate of a share may lie outside by chance.
    """
    if sensitivity.method is Method.MORRIS:
        return even_amounts(sensitivity.measure, *values, largest=sensitivity.ranked()[0].value)
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
    unit = unit_of(sensitivity.measure)
    return "" if unit.is_scale else f" {unit.short_words}"


def in_unit(measure: str) -> str:
    """Return in which unit differences of a measure are told: "in months"."""
    unit = unit_of(measure)
    return f"on the scale {unit.name}" if unit.is_scale else f"in {unit.short_words}"


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
