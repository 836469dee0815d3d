"""Finds what a decision says of an option, and the order in which options are told."""

from __future__ import annotations

from smsim.analysis.decision.chances import BestChance
from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.differences import OptionDifference
from smsim.analysis.decision.efficiency import OptionMean
from smsim.analysis.decision.level_months import LevelMonths, OptionMonths
from smsim.measures import MEASURE_BY_NAME, USUAL_LEVEL


def ranked_options(decision: Decision) -> tuple[str, ...]:
    """Return the options, the best mean in the main objective first and the recommended one before all."""
    objective = decision.objectives[0]
    means = {entry.option: objective.better * entry.mean for entry in decision.means[objective.measure]}
    chosen = decision.recommendation.option
    return tuple(sorted(means, key=lambda option: (option != chosen, -means[option])))


def rivals(decision: Decision) -> tuple[str, str]:
    """Return the two options to be told apart: the recommended one, or the first, and the next best.

    Without a clear winner both are among those that remain, the best by their means first.
    """
    ranked = ranked_options(decision)
    if decision.recommendation.option is not None:
        return ranked[0], ranked[1]
    remaining = [option for option in ranked if option in decision.recommendation.remaining]
    return remaining[0], remaining[1]


def difference_of(decision: Decision, option: str, against: str, place: int = 0) -> OptionDifference:
    """Return the difference of two options in the objective at `place`."""
    return decision.differences[place].between(option, against)


def chance_of(decision: Decision, option: str) -> BestChance:
    """Return the chance of an option to be the best in the main objective."""
    return next(entry for entry in decision.best[0] if entry.option == option)


def mean_of(decision: Decision, measure: str, option: str) -> OptionMean:
    """Return the mean of a measure for an option."""
    return next(entry for entry in decision.means[measure] if entry.option == option)


def level_aimed_at(measure: str) -> int:
    """Return the level to which a measure tells the way, 0 if it tells of something else."""
    return MEASURE_BY_NAME[measure].level if measure in MEASURE_BY_NAME else 0


def main_level(decision: Decision) -> LevelMonths:
    """Return the months to the level the main objective is about, else to the usual one."""
    level = level_aimed_at(decision.objectives[0].measure) or int(USUAL_LEVEL)
    return next(entry for entry in decision.months if entry.level == level)


def months_of(level: LevelMonths, option: str) -> OptionMonths:
    """Return the months of one option."""
    return next(entry for entry in level.options if entry.option == option)
