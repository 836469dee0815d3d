"""Where the advice changes, from worlds in which the situation of the firm differs too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.objectives import combined_objective
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.discovery.cases import is_best
from smsim.analysis.discovery.regions import Discovery, discover_best
from smsim.analysis.discovery.switching import Switching, switching
from smsim.experiments.designs import Factor


@dataclass(frozen=True)
class Flips:
    """Where the advice changes: with one factor each, and in which worlds each option is best.

    The names of options inside are told as they are: give titles to the search.
    """

    switching: tuple[Switching, ...] = ()
    regions: tuple[Discovery, ...] = ()


def flips_of(
    runs: pd.DataFrame,
    factors: Sequence[Factor],
    situation: Sequence[str],
    decision: Decision,
    title: Callable[[str], str],
) -> Flips:
    """Return where the best option on the main objective is another one, and with which value it changes.

    `runs` is as for `outcomes_from`; `situation` names the factors that differ from firm to firm. Single
    values are looked at for the two options with the best means; regions for every option and all factors.

    Raises: ResultError if not a single world is whole.
    """
    objective, *others = decision.objectives
    names = [factor.name for factor in factors]
    outcomes = outcomes_from(runs, decision.outcomes.reference, decision.outcomes.horizon_months, names)
    if objective.measure not in outcomes.values:  # the combined value of the others
        outcomes, objective = combined_objective(outcomes, others)
    means = outcomes.world_means(objective.measure)
    order = np.argsort(-objective.better * means.mean(axis=0), kind="stable")
    first, second = (int(place) for place in order[:2])
    by_name = {factor.name: factor for factor in factors}
    switches = tuple(
        switching(
            by_name[name],
            outcomes.settings[name].to_numpy(dtype=np.float64),
            means[:, first],
            means[:, second],
            (title(outcomes.options[first]), title(outcomes.options[second])),
            better=objective.better,
        )
        for name in situation
    )
    best = is_best(means, objective.better, objective.margin)
    titles = [title(option) for option in outcomes.options]
    return Flips(switches, discover_best(outcomes.settings[names], list(factors), best, titles))
