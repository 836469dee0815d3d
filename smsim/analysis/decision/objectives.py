"""What a decision aims at: measures with the better direction and the difference that matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smsim.analysis.decision.outcomes import Outcomes
from smsim.errors import ExperimentError, nearest
from smsim.measures import COMBINED, Floats, Quantity, quantity_of, require_known
from smsim.measures import default_objectives as declared_objectives

BY_USER = "set by the user"
SIDES = {"more": 1, "less": -1}
NO_MARGINS: Mapping[str, float] = {}


@dataclass(frozen=True)
class Objective:
    """A measure to make large (`better` 1) or small (-1).

    Differences up to `margin`, in the measure's unit, have no practical meaning; `reason` says why. In a
    combined value `weight` says how much a difference of one margin counts.

    Raises: ExperimentError for a value that cannot be used.
    """

    measure: str
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

    @property
    def quantity(self) -> Quantity:
        """What is declared of the measure: its title, its unit and its words."""
        return quantity_of(self.measure)

    @property
    def title(self) -> str:
        """What the measure is called in sentences."""
        return self.quantity.title

    @property
    def aim(self) -> str:
        """What is aimed at, as it stands after "for"."""
        return self.quantity.aimed(self.better)

    @property
    def has_own_margin(self) -> bool:
        """Whether the margin is the user's and not the declared one."""
        return self.reason == BY_USER

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
    declared = require_known(measure, "The objective")
    direction = declared.better if better is None else better
    if not direction:
        raise ExperimentError(
            f"Of '{measure}' neither more nor less is better by itself; say which: {measure}:more or "
            f"{measure}:less."
        )
    reason = BY_USER
    if margin is None:
        if declared.margin is None:
            raise ExperimentError(
                f"The objective '{measure}' needs a margin, a difference too small to matter, in its unit "
                f"({declared.unit.name}): --margin {measure}=X."
            )
        margin, reason = declared.margin.within(horizon_months), declared.margin.reason
    return Objective(measure, direction, margin, reason, weight)


def objective_from(words: str, horizon_months: int, margins: Mapping[str, float] = NO_MARGINS) -> Objective:
    """Return the objective of words like "net_value_keur", "staff_fte_at_end:less" or "cost_keur=2".

    Behind the measure may stand which way is better, and its weight; `margins` are by measure.

    Raises: ExperimentError.
    """
    asked, sign, weight = words.partition("=")
    measure, colon, side = asked.partition(":")
    if colon and side not in SIDES:
        raise ExperimentError(
            f"The objective '{words}' says '{side}'{nearest(side, SIDES)} where it must say more or less."
        )
    try:
        weighed = float(weight) if sign else 0.0
    except ValueError:
        raise ExperimentError(f"The objective is '{words}', but a weight must be a number.") from None
    return objective_of(
        measure, horizon_months, better=SIDES.get(side), margin=margins.get(measure), weight=weighed
    )


def margin_from(words: str) -> tuple[str, float]:
    """Return the measure and the margin of words like "reputation_at_end=5". Raises: ExperimentError."""
    measure, _, amount = words.partition("=")
    require_known(measure, "The margin's measure")
    try:
        margin = float(amount)
    except ValueError:
        margin = np.nan
    if not 0.0 < margin < np.inf:
        raise ExperimentError(
            f"The margin of '{measure}' is '{amount}', but must be a number above 0, as in {measure}=5."
        )
    return measure, margin


def objectives_asked(
    words: Sequence[str], margins: Sequence[str], horizon_months: int
) -> tuple[Objective, ...]:
    """Return the objectives in words, or the declared ones without any, with the margins in words.

    Raises: ExperimentError, also for a margin of what is no objective or for two of one measure.
    """
    given = [margin_from(entry) for entry in margins]
    by_measure = dict(given)
    asked = words or [entry.name for entry in declared_objectives()]
    objectives = tuple(objective_from(entry, horizon_months, by_measure) for entry in asked)
    judged = [objective.measure for objective in objectives]
    for measure, _ in given:
        if measure not in judged:
            raise ExperimentError(
                f"There is a margin of '{measure}', which is no objective; objectives are "
                f"{', '.join(judged)}."
            )
        if [name for name, _ in given].count(measure) > 1:
            raise ExperimentError(f"There are two margins of '{measure}'; give one.")
    return objectives


def default_objectives(horizon_months: int) -> tuple[Objective, ...]:
    """Return what options are judged by unless something else is asked for, the main objective first."""
    return objectives_asked((), (), horizon_months)


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
        measure=COMBINED.name,
        better=1,
        margin=1.0,
        reason="one margin in every weighted objective",
    )
    return outcomes.with_measure(COMBINED.name, np.sum(terms, axis=0)), objective
