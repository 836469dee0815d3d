"""What a decision aims at: measures with the better direction and the difference that matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smsim.analysis.decision.outcomes import Outcomes
from smsim.errors import ExperimentError, nearest
from smsim.experiments.measures import MEASURE_BY_NAME, Floats
from smsim.parameters import Economics

COMBINED = "combined_value"
POST_SHARE = 0.1
OF_A_POST = "a tenth of a full-time post over the whole horizon"

MARGINS = {
    "months_below_level_3": (3.0, "one interval between audits: nobody in the firm could tell it apart"),
    "level_at_end": (0.25, "one level more in one of four organisations"),
    "crises_per_year": (0.02, "one crisis more or less in fifty years"),
}
"""Differences without practical meaning, in the measure's unit, and why; money depends on the horizon."""

IN_MONEY = ("net_value_keur", "cost_keur")
DEFAULTS = ("months_below_level_3", "level_at_end", "net_value_keur", "crises_per_year")
"""What options are judged by, the main objective first. Cost is already part of net value."""


@dataclass(frozen=True)
class Objective:
    """A measure to make large (`better` 1) or small (-1).

    Differences up to `margin`, in the measure's unit, have no practical meaning; `reason` says why. In a
    combined value `weight` says how much a difference of one margin counts.

    Raises: ExperimentError for a value that cannot be used.
    """

    measure: str
    title: str
    unit: str
    better: int
    margin: float
    reason: str
    weight: float = 0.0

    def __post_init__(self) -> None:
        for key, is_sound, allowed in (
            ("better", self.better in (-1, 1), "1 (more) or -1 (less)"),
            ("margin", 0.0 < self.margin < np.inf, "a number above 0"),
            ("weight", 0.0 <= self.weight < np.inf, "0 or more"),
        ):
            if not is_sound:
                value = getattr(self, key)
                raise ExperimentError(f"The {key} of objective '{self.measure}' is {value}, not {allowed}.")

    def gains(self, outcomes: Outcomes) -> Floats:
        """Return the measure so that more is better, shape (options, worlds, replications)."""
        return self.better * outcomes.of(self.measure)

    def world_gains(self, outcomes: Outcomes) -> Floats:
        """Return the measure's means so that more is better, shape (worlds, options)."""
        return self.better * outcomes.world_means(self.measure)


def objective_of(
    measure: str,
    horizon_months: int,
    *,
    better: int | None = None,
    margin: float | None = None,
    weight: float = 0.0,
) -> Objective:
    """Return a measure as an objective; direction and margin are the declared ones unless given.

    Raises: ExperimentError for an unknown measure, one without a declared direction or margin where none
    is given, or a value that cannot be used.
    """
    if measure not in MEASURE_BY_NAME:
        raise ExperimentError(
            f"The objective '{measure}' is not known{nearest(measure, MEASURE_BY_NAME)}; "
            f"allowed are {', '.join(MEASURE_BY_NAME)}."
        )
    declared = MEASURE_BY_NAME[measure]
    direction = declared.better if better is None else better
    if not direction:
        raise ExperimentError(f"Of '{measure}' neither more nor less is better; say which.")
    reason = "set by the user"
    if margin is None:
        margin, reason = declared_margin(measure, horizon_months)
    return Objective(measure, declared.title, declared.unit, direction, margin, reason, weight)


def declared_margin(measure: str, horizon_months: int) -> tuple[float, str]:
    """Return the largest difference of a measure without practical meaning, and why.

    Raises: ExperimentError if none is declared.
    """
    if measure in IN_MONEY:
        return POST_SHARE * Economics().fte_cost_keur * horizon_months, OF_A_POST
    if measure not in MARGINS:
        raise ExperimentError(
            f"The objective '{measure}' needs a margin: a difference too small to matter, in its unit "
            f"({MEASURE_BY_NAME[measure].unit})."
        )
    return MARGINS[measure]


def default_objectives(horizon_months: int) -> tuple[Objective, ...]:
    """Return what options are judged by unless something else is asked for, the main objective first."""
    return tuple(objective_of(measure, horizon_months) for measure in DEFAULTS)


def combined_objective(outcomes: Outcomes, objectives: Sequence[Objective]) -> tuple[Outcomes, Objective]:
    """Return the weighted value of each run as a further measure, and the objective to make it large.

    Every objective counts in margins, weights adding up to 1: a difference of 1 is worth as much as one
    margin in every objective. Unlike values scaled to the best and worst option, this does not depend on
    which other options are looked at.

    Raises: ExperimentError if no objective has a weight.
    """
    total = sum(objective.weight for objective in objectives)
    if not total:
        raise ExperimentError("A combined value needs an objective with a weight above 0.")
    weighted = [objective for objective in objectives if objective.weight]
    terms = [
        (objective.weight / total / objective.margin) * objective.gains(outcomes) for objective in weighted
    ]
    objective = Objective(
        measure=COMBINED,
        title="combined value",
        unit="margins",
        better=1,
        margin=1.0,
        reason="one margin in every weighted objective",
    )
    return outcomes.with_measure(COMBINED, np.sum(terms, axis=0)), objective
