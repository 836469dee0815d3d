"""A decision between options: everything the runs say about it, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smsim.analysis.decision.chances import BestChance, Risks, best_chances, risks
from smsim.analysis.decision.differences import Differences, option_differences
from smsim.analysis.decision.efficiency import (
    CostPerLevel,
    Efficiency,
    OptionMean,
    costs_per_level,
    efficient_set,
    option_means,
)
from smsim.analysis.decision.level_months import BY_MONTH, LevelMonths, months_to_levels
from smsim.analysis.decision.objectives import Objective, combined_objective, default_objectives
from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.regret import Regret, Satisficing, Threshold, regrets, satisficing
from smsim.analysis.decision.resampling import resample_worlds
from smsim.analysis.decision.verdict import (
    ObjectiveVerdict,
    Recommendation,
    objective_verdict,
    recommend,
)
from smsim.measures import Table, in_table


@dataclass(frozen=True, eq=False)
class Decision:
    """What the worlds say about the options; the first of `objectives` is the main one.

    `differences`, `best`, `regrets` and `verdicts` have one entry for each objective, in their order; `means`
    are of the objectives and of the measures that scenarios are compared in.
    """

    outcomes: Outcomes
    objectives: tuple[Objective, ...]
    recommendation: Recommendation
    verdicts: tuple[ObjectiveVerdict, ...]
    differences: tuple[Differences, ...]
    best: tuple[tuple[BestChance, ...], ...]
    regrets: tuple[tuple[Regret, ...], ...]
    satisficing: tuple[Satisficing, ...]
    months: tuple[LevelMonths, ...]
    risks: tuple[Risks, ...]
    means: Mapping[str, tuple[OptionMean, ...]]
    costs: tuple[CostPerLevel, ...]
    efficiency: tuple[Efficiency, ...]


def decide(
    outcomes: Outcomes,
    objectives: Sequence[Objective] = (),
    thresholds: Sequence[Threshold] = (),
    by_month: int = BY_MONTH,
) -> Decision:
    """Return what the worlds say about the options.

    Without `objectives` the declared ones are taken. If any of them has a weight, the combined value is
    put in front as the main objective. Months saved are counted up to `by_month`.

    Raises: ValueError if a measure needed is not kept.
    """
    chosen = tuple(objectives) or default_objectives(outcomes.horizon_months)
    if any(objective.weight for objective in chosen):
        outcomes, combined = combined_objective(outcomes, chosen)
        chosen = (combined, *chosen)
    resamples = resample_worlds(outcomes.worlds.size)
    differences = tuple(option_differences(outcomes, entry.measure, resamples) for entry in chosen)
    verdicts = tuple(
        objective_verdict(outcomes, objective, of_measure)
        for objective, of_measure in zip(chosen, differences, strict=True)
    )
    told = (measure.name for measure in in_table(Table.COMPARED) if measure.name in outcomes.values)
    measures = dict.fromkeys((*(objective.measure for objective in chosen), *told))
    return Decision(
        outcomes=outcomes,
        objectives=chosen,
        recommendation=recommend(outcomes, verdicts, differences),
        verdicts=verdicts,
        differences=differences,
        best=tuple(best_chances(outcomes, objective, resamples) for objective in chosen),
        regrets=tuple(regrets(outcomes, objective, resamples) for objective in chosen),
        satisficing=satisficing(outcomes, thresholds),
        months=months_to_levels(outcomes, resamples, by_month),
        risks=risks(outcomes),
        means={measure: option_means(outcomes, measure, resamples) for measure in measures},
        costs=costs_per_level(outcomes, resamples),
        efficiency=efficient_set(outcomes, resamples),
    )
