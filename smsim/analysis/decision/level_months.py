"""Months to a level for every option: curves, medians, months saved, and whether the options differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.decision.chances import WorldShare, world_share
from smsim.analysis.decision.differences import Differences, world_differences
from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.resampling import Resamples, joint_intervals
from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.survival import LogRank, SurvivalCurve, kaplan_meier, log_rank
from smsim.measures import LEVELS_TO_REACH, Floats

BY_MONTH = 60


@dataclass(frozen=True, eq=False)
class OptionMonths:
    """When the runs of an option first held a level; months count from 0.

    `median_month` is None if fewer than half got there; an infinite limit of its interval lies beyond the
    horizon. `months_below` is the mean number of months below the level within the first `by_month`
    months (the restricted mean); its interval holds together with those of the other options.
    """

    option: str
    level: int
    reached: WorldShare
    curve: SurvivalCurve
    median_interval: Interval
    by_month: int
    months_below: float
    months_below_interval: Interval

    @property
    def median_month(self) -> float | None:
        """First month by which half of the runs have got there."""
        return self.curve.median_month


@dataclass(frozen=True)
class SignTest:
    """Two options on their way to a level.

    `first` and `later` count the worlds in which `option` held the level before `against` or after it; in
    the others both did in the same month, or neither. Its `p_value` is that of the sign test, which keeps
    the pairs together; `adjusted_p_value` allows for all pairs of options (Holm). `log_rank` is the usual
    test; it takes all runs as unrelated, and is there for comparison.
    """

    level: int
    option: str
    against: str
    first: int
    later: int
    p_value: float
    adjusted_p_value: float
    log_rank: LogRank


@dataclass(frozen=True, eq=False)
class LevelMonths:
    """When options hold a level: each option, the months one saves against another, and sign tests of pairs.

    `saved` are the months by which one option is sooner than another within the first `by_month` months:
    the difference of their restricted means, above 0 where `option` is sooner.
    """

    level: int
    by_month: int
    options: tuple[OptionMonths, ...]
    saved: Differences
    sign_tests: tuple[SignTest, ...]


def months_to_levels(
    outcomes: Outcomes, resamples: Resamples, by_month: int = BY_MONTH
) -> tuple[LevelMonths, ...]:
    """Return when the options hold levels 2, 3 and 4.

    `by_month` is cut to the horizon. Raises: ValueError if the months to a level are not kept.
    """
    return tuple(months_to(outcomes, int(level), resamples, by_month) for level in LEVELS_TO_REACH)


def months_to(outcomes: Outcomes, level: int, resamples: Resamples, by_month: int = BY_MONTH) -> LevelMonths:
    """Return when the options hold one level. Raises: ValueError if its months are not kept."""
    months = outcomes.of(f"months_below_level_{level}")
    is_reached = outcomes.of(f"has_reached_level_{level}") > 0.0
    by_month = min(by_month, outcomes.horizon_months)
    restricted = np.minimum(months, by_month).mean(axis=2).T
    joint = joint_intervals(restricted, resamples).within(0.0, by_month)
    options = []
    for place, option in enumerate(outcomes.options):
        curve = world_curve(months[place], is_reached[place])
        options.append(
            OptionMonths(
                option=option,
                level=level,
                reached=world_share(is_reached[place].astype(np.float64)),
                curve=curve,
                median_interval=median_interval(curve),
                by_month=by_month,
                months_below=float(joint.means[place]),
                months_below_interval=joint.interval(place),
            )
        )
    return LevelMonths(
        level=level,
        by_month=by_month,
        options=tuple(options),
        saved=world_differences(outcomes, f"months_saved_to_level_{level}", by_month - restricted, resamples),
        sign_tests=_sign_tests(outcomes, level, months, is_reached),
    )


def world_curve(months: Floats, is_reached: NDArray[np.bool_], coverage: float = COVERAGE) -> SurvivalCurve:
    """Return the Kaplan-Meier curve of runs that resemble each other within a world.

    `months`, shape (worlds, replications): when the level was reached, or the horizon, which is the same
    for all; `is_reached`, same shape. The limits are Greenwood's on the log-log scale, with the variance
    between worlds in place of that between runs; with one run in each world they are the usual ones.

    Source: Kaplan & Meier (1958); Ying & Wei (1994) for related runs.
    """
    curve = kaplan_meier(months, is_reached, coverage)
    if months.shape[1] == 1:
        return curve
    is_below = ~(is_reached[:, :, None] & (months[:, :, None] <= curve.months))
    error = is_below.mean(axis=1).std(axis=0) / np.sqrt(len(months))
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithm = np.log(curve.share_below)
        factor = np.exp(stats.norm.ppf(0.5 + coverage / 2) * error / (curve.share_below * np.abs(logarithm)))
        return replace(curve, low=np.exp(logarithm * factor), high=np.exp(logarithm / factor))


def median_interval(curve: SurvivalCurve) -> Interval:
    """Return the months in which the limits of the curve fall to a half; infinite where they do not.

    Source: Brookmeyer & Crowley (1982).
    """
    is_over = curve.share_below == 0.0
    low, high = (np.where(is_over, 0.0, limits) for limits in (curve.low, curve.high))
    return Interval(
        _first_at_half(curve, low), _first_at_half(curve, high), "Brookmeyer-Crowley", curve.coverage
    )


def _first_at_half(curve: SurvivalCurve, limits: Floats) -> float:
    reached = np.flatnonzero(limits <= 0.5)
    return float(curve.months[reached[0]]) if reached.size else np.inf


def _sign_tests(
    outcomes: Outcomes, level: int, months: Floats, is_reached: NDArray[np.bool_]
) -> tuple[SignTest, ...]:
    """Return the sign tests of all pairs; a world of several runs goes to who won more of them."""
    pairs = list(combinations(range(len(outcomes.options)), 2))
    if not pairs:
        return ()
    won = [
        ((months[one] < months[other]).sum(axis=1), (months[other] < months[one]).sum(axis=1))
        for one, other in pairs
    ]
    counts = [(int((ours > theirs).sum()), int((theirs > ours).sum())) for ours, theirs in won]
    p_values = [
        float(stats.binomtest(first, first + later).pvalue) if first + later else 1.0
        for first, later in counts
    ]
    return tuple(
        SignTest(
            level=level,
            option=outcomes.options[one],
            against=outcomes.options[other],
            first=first,
            later=later,
            p_value=p_value,
            adjusted_p_value=float(adjusted_p_value),
            log_rank=log_rank(months[one], is_reached[one], months[other], is_reached[other]),
        )
        for (one, other), (first, later), p_value, adjusted_p_value in zip(
            pairs, counts, p_values, holm(p_values), strict=True
        )
    )


def holm(p_values: Sequence[float]) -> Floats:
    """Return p-values adjusted for their number: below .05, and fewer than 1 in 20 such families err.

    Source: Holm (1979).
    """
    order = np.argsort(p_values)
    steps = np.sort(p_values) * np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
