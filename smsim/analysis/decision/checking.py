"""Whether what a search chose holds in worlds that the search has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smsim.analysis.decision.differences import OptionDifference, option_differences
from smsim.analysis.decision.objectives import Objective, combined_objective
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.decision.resampling import resample_worlds
from smsim.errors import ResultError


def fresh_difference(
    runs: pd.DataFrame,
    names: tuple[str, str],
    objective: Objective,
    horizon_months: int,
    first_world: int,
    weighted: Sequence[Objective] = (),
) -> OptionDifference | None:
    """Return the difference of two plans, (first - second), over the worlds from `first_world` on.

    The best of many plans is partly the luckiest, and looks better than it is in the worlds it was chosen
    in; in others it does not. `runs` is as for `outcomes_from`; if the objective is a combined value,
    `weighted` are those it is made of. None if no world is whole.
    """
    one, other = names
    fresh = runs[(runs["world"] >= first_world) & runs["scenario"].isin(names)]
    if fresh["scenario"].nunique() < len(names):
        return None
    try:
        outcomes = outcomes_from(fresh, other, horizon_months)
    except ResultError:
        return None
    if weighted:
        outcomes, _ = combined_objective(outcomes, weighted)
    resamples = resample_worlds(outcomes.worlds.size)
    return option_differences(outcomes, objective.measure, resamples).between(one, other)
