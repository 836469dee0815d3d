"""How wide an interval will be: what a few pilot runs say about many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from smsim.analysis.intervals import COVERAGE, Interval
from smsim.experiments.stopping import StopRule, mean_half_width, share_limits

FEWEST_PILOTS = 3
"""Two runs leave the spread unknown by a factor of more than thirty."""


@dataclass(frozen=True)
class ExpectedWidth:
    """Half the width that Student's interval of a mean will about have after `replications`.

    `interval` says between which limits, the pilot's own spread being uncertain. NaN with too few pilots.
    """

    replications: int
    half_width: float
    interval: Interval
    pilots: int


def deviation_interval(deviation: float, runs: int, coverage: float = COVERAGE) -> Interval:
    """Return the interval of a standard deviation estimated from `runs` runs, two or more.

    Exact for normal values; for values with long tails it is somewhat too narrow.

    Source: the chi-square distribution of a normal sample's variance (Helmert 1876).
    """
    freedom = runs - 1
    tail = (1.0 - coverage) / 2
    high = deviation * np.sqrt(freedom / stats.chi2.ppf(tail, freedom))
    low = deviation * np.sqrt(freedom / stats.chi2.isf(tail, freedom))
    return Interval(float(low), float(high), "chi-square", coverage)


def expected_half_width(values: ArrayLike, replications: int, coverage: float = COVERAGE) -> ExpectedWidth:
    """Return how wide the interval of a mean will be after `replications`, two or more.

    `values`, shape (pilots,), are a measure of pilot runs or its paired differences; failed runs are NaN.

    Raises: ValueError for fewer than two replications.
    """
    if replications < 2:
        raise ValueError(f"{replications} replications have no interval")
    pilots = finite(values)
    if pilots.size < FEWEST_PILOTS:
        unknown = Interval(np.nan, np.nan, "chi-square", coverage)
        return ExpectedWidth(replications, np.nan, unknown, pilots.size)
    per_deviation = float(stats.t.ppf(0.5 + coverage / 2, replications - 1) / np.sqrt(replications))
    deviation = float(pilots.std(ddof=1))
    spread = deviation_interval(deviation, pilots.size, coverage)
    return ExpectedWidth(
        replications,
        per_deviation * deviation,
        Interval(per_deviation * spread.low, per_deviation * spread.high, spread.kind, coverage),
        pilots.size,
    )


def widest_half_width(samples: Iterable[ArrayLike], replications: int) -> ExpectedWidth:
    """Return the `expected_half_width` of the sample whose interval will be the widest, of those known.

    Raises: ValueError for fewer than two replications, or no sample.
    """
    widths = [expected_half_width(values, replications) for values in samples]
    return max(widths, key=lambda width: -1.0 if np.isnan(width.half_width) else width.half_width)


def expected_stop(values: ArrayLike, rule: StopRule, most: int, *, is_event: bool) -> int | None:
    """Return the look at which a stop rule will about be reached, None if not within `most` rounds.

    `values` are those of pilot rounds, as for `precision_of`; None also if they are too few or all alike.
    """
    pilots = finite(values)
    if pilots.size < FEWEST_PILOTS:
        return None
    is_share = is_event and rule.against is None and bool(np.isin(pilots, (0.0, 1.0)).all())
    deviation = float(pilots.std(ddof=1))
    if deviation == 0.0 and not is_share:
        return None
    for look in rule.looks(most):
        if is_share:
            low, high = share_limits(round(float(pilots.mean()) * look), look, rule.coverage)
            half = (high - low) / 2
        else:
            half = mean_half_width(look, deviation, rule)
        if half <= rule.half_width and look >= rule.first_look:
            return look
    return None


def finite(values: ArrayLike) -> NDArray[np.float64]:
    """Return the values of the runs that have one."""
    given = np.asarray(values, dtype=np.float64)
    return given[~np.isnan(given)]
