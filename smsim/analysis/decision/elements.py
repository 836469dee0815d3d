"""What each element of an option's bundle adds to an objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from smsim.analysis.decision.objectives import Objective
from smsim.analysis.shapley import ShapleyShares, shapley_shares
from smsim.experiments.candidates.bundles import Bundle, coalition_outcomes
from smsim.measures import MEASURE_BY_NAME


@dataclass(frozen=True)
class ElementShares:
    """What each element of an option's bundle adds to an objective, in the measure's unit."""

    option: str
    objective: Objective
    shares: ShapleyShares


def element_shares(bundle: Bundle, runs: pd.DataFrame, objectives: Sequence[Objective]) -> ElementShares:
    """Return the Shapley shares of a bundle's elements in the first objective that is a measure.

    `runs` has a row for each run of every coalition with `scenario`, `world` and the measures.
    """
    objective = next(entry for entry in objectives if entry.measure in MEASURE_BY_NAME)
    titles = {element.name: element.title for element in bundle.elements}
    outcomes = {
        frozenset(titles[name] for name in coalition): values
        for coalition, values in coalition_outcomes(runs, bundle.coalitions, objective.measure).items()
    }
    return ElementShares(bundle.chosen.name, objective, shapley_shares(list(titles.values()), outcomes))
