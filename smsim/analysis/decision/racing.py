"""Which of many candidates may still be the best: bounds that hold at every look of a race.

All candidates meet the same worlds with the same dice. At each look a candidate is dropped if its mean over
all worlds is surely below that of another that surely keeps the budget, or surely beyond the budget itself.
Each bound gives up so little of the error that all needed for the truth to survive hold together: with the
chance `coverage`, the best candidate within the budget is never dropped on such grounds. The bounds are
Student's, so that this is exact for normal differences and near it for others; only very skewed ones with few
worlds ask for more.

Source: Hoeffding races, Maron & Moore (1994); multiple comparisons with the best, Hsu (1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.decision.regret import Threshold
from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import ROUNDING
from smsim.experiments.stopping import FEWEST_UNLIKE
from smsim.measures import Floats

KIND = "Student t (Bonferroni over plans and looks)"


class BudgetState(Enum):
    """Whether the mean over worlds keeps all limits."""

    WITHIN = "within the budget"
    UNCLEAR = "may be beyond the budget"
    BEYOND = "beyond the budget"


@dataclass(frozen=True)
class RaceRules:
    """How strict a race is: how many candidates began, at how many looks, under how many limits.

    With limits, half of the error is for them.
    """

    candidates: int
    looks: int
    limits: int = 0
    coverage: float = COVERAGE

    @property
    def _error(self) -> float:
        return (1.0 - self.coverage) / self.looks

    @property
    def error_of_a_difference(self) -> float:
        """Error of one one-sided bound of the best candidate's difference to another one, at one look."""
        share = 0.5 if self.limits else 1.0
        return share * self._error / max(1, self.candidates - 1)

    @property
    def error_of_a_limit(self) -> float:
        """Error of one one-sided bound of a candidate's mean against a limit, at one look."""
        return 0.5 * self._error / (2 * self.candidates * max(1, self.limits))

    @property
    def error_of_a_pair(self) -> float:
        """Error of one side of an interval that holds together with those of all pairs, at every look."""
        pairs = max(1, self.candidates * (self.candidates - 1) // 2)
        return self._error / (2 * pairs)


def upper_bounds(values: Floats, error: float) -> Floats:
    """Return bounds that the means of `values`, shape (worlds, columns), exceed with the chance `error` each.

    A column in which fewer than five worlds differ from the commonest value shows too little of its own
    spread: its bound allows for as many unlike worlds as chance may have hidden, each as far off as the
    farthest of any column. Infinite with one world.

    Source: Student (1908); Clopper & Pearson (1934) for what chance may hide.
    """
    worlds, columns = values.shape
    if worlds < 2:
        return np.full(columns, np.inf)
    step = ROUNDING * max(float(np.abs(values).max()), float(np.finfo(np.float64).tiny))
    mode = stats.mode(np.round(values / step), axis=0)
    commonest, unlike = mode.mode * step, worlds - mode.count
    is_known = unlike >= min(FEWEST_UNLIKE, worlds - 1)
    hidden = stats.beta.isf(error, unlike + 1, worlds - unlike)
    of_mean = values.mean(axis=0) + stats.t.isf(error, worlds - 1) * stats.sem(values, axis=0)
    bounds: Floats = np.where(is_known, of_mean, commonest + hidden * np.abs(values - commonest).max())
    return bounds


def budget_states(
    values: Sequence[Floats], limits: Sequence[Threshold], rules: RaceRules
) -> tuple[BudgetState, ...]:
    """Return whether each candidate keeps the limits; `values` has (worlds, candidates) for each limit.

    A limit is one of the mean over worlds, as a budget is for the firm we have and the worlds it may be in.
    """
    if not limits:
        raise ValueError("there is no limit to keep")
    error = rules.error_of_a_limit
    excesses = [
        side
        for of_measure, limit in zip(values, limits, strict=True)
        for side in (of_measure - limit.high, limit.low - of_measure)
        if np.isfinite(side).all()
    ]
    is_within = np.all([upper_bounds(excess, error) <= 0.0 for excess in excesses], axis=0)
    is_beyond = np.any([-upper_bounds(-excess, error) > 0.0 for excess in excesses], axis=0)
    return tuple(
        BudgetState.WITHIN if within else BudgetState.BEYOND if beyond else BudgetState.UNCLEAR
        for within, beyond in zip(is_within, is_beyond, strict=True)
    )


def worse_on_average(gains: Floats, rivals: NDArray[np.int64], rules: RaceRules) -> NDArray[np.bool_]:
    """Return which candidates are worse on average than one of the `rivals`, shape (candidates,).

    `gains` has the shape (worlds, candidates), more being better; `rivals` are columns of it.
    """
    is_worse = np.zeros(gains.shape[1], dtype=np.bool_)
    for rival in rivals:
        leads = upper_bounds(gains - gains[:, [rival]], rules.error_of_a_difference)
        leads[rival] = 0.0
        is_worse |= leads < 0.0
    return is_worse


def shortfall(gains: Floats, leader: int, rules: RaceRules) -> float:
    """Return how far the leader may stay behind the best candidate still in the race; 0 or more.

    Holds with the chance `coverage`, together with every drop of the race.
    """
    leads = upper_bounds(gains - gains[:, [leader]], rules.error_of_a_difference)
    leads[leader] = 0.0
    return max(0.0, float(leads.max()))


def chance_of_lead(gains: Floats, leader: int) -> Floats:
    """Return the chance that each candidate is truly better than the leader, shape (candidates,).

    The worlds seen decide, without any knowledge beforehand. 0 for the leader itself; one half for one
    that differs in no world.
    """
    differences = gains - gains[:, [leader]]
    worlds = len(gains)
    means = differences.mean(axis=0)
    errors = stats.sem(differences, axis=0) if worlds > 1 else np.full(means.shape, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(means == 0.0, 0.0, means / errors)
    chances: Floats = stats.t.cdf(distance, max(1, worlds - 1))
    chances[leader] = 0.0
    return chances


def pair_interval(ours: Floats, theirs: Floats, rules: RaceRules) -> Interval:
    """Return an interval of the mean difference over worlds that holds together with those of all pairs."""
    differences = (ours - theirs)[:, None]
    high = float(upper_bounds(differences, rules.error_of_a_pair)[0])
    low = -float(upper_bounds(-differences, rules.error_of_a_pair)[0])
    return Interval(low, high, KIND, rules.coverage)
