"""How an option fares where it is not the best, and how often it does all that is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smsim.analysis.decision.chances import WorldShare, world_share
from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.resampling import Resamples, joint_intervals
from smsim.analysis.intervals import Interval
from smsim.errors import ExperimentError
from smsim.measures import Floats, require_known

BAD_LUCK = 0.9
THRESHOLD = re.compile(r"\s*(\w+)\s*(<=|>=)\s*([-+.\w]+)\s*")


@dataclass(frozen=True)
class Regret:
    """How far an option stays behind the best option of each world, in the objective's unit; 0 or more.

    `nine_in_ten` is not exceeded in nine of ten worlds, `worst` in none. The interval of the mean holds
    together with those of the other options.
    """

    option: str
    objective: Objective
    mean: float
    interval: Interval
    nine_in_ten: float
    worst: float


@dataclass(frozen=True)
class Threshold:
    """What is asked of a measure: at least `low`, at most `high`, in its unit.

    Raises: ExperimentError for an unknown measure or limits that nothing meets.
    """

    measure: str
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        require_known(self.measure, "The measure")
        if not self.low <= self.high:
            raise ExperimentError(
                f"Of '{self.measure}' is asked at least {self.low} and at most {self.high}, "
                "which nothing meets."
            )

    def is_met(self, outcomes: Outcomes) -> Floats:
        """Return 1 for each run that meets it, else 0: shape (options, worlds, replications)."""
        values = outcomes.of(self.measure)
        return ((values >= self.low) & (values <= self.high)).astype(np.float64)


@dataclass(frozen=True)
class Satisficing:
    """The chance that an option meets all thresholds in a world, and each of them alone."""

    option: str
    all_met: WorldShare
    each_met: tuple[tuple[Threshold, WorldShare], ...]


def threshold_from(text: str) -> Threshold:
    """Return the threshold in words like "level_at_end>=3". Raises: ExperimentError."""
    parts = THRESHOLD.fullmatch(text)
    try:
        measure, sign, number = parts.groups() if parts else ("", "", "")
        limit = float(number)
    except ValueError:
        raise ExperimentError(
            f"'{text}' must be a measure, <= or >= and a number, as in level_at_end>=3."
        ) from None
    return Threshold(measure, low=limit) if sign == ">=" else Threshold(measure, high=limit)


def regrets(outcomes: Outcomes, objective: Objective, resamples: Resamples) -> tuple[Regret, ...]:
    """Return the regret of each option.

    The best option of a world is the one with the best mean over the world's replications: with one
    replication it is known with hindsight, luck included; with many, before the dice are thrown.

    Source: Savage (1951).
    """
    gains = objective.world_gains(outcomes)
    behind = gains.max(axis=1, keepdims=True) - gains
    joint = joint_intervals(behind, resamples).within(0.0, np.inf)
    return tuple(
        Regret(
            option=option,
            objective=objective,
            mean=float(joint.means[place]),
            interval=joint.interval(place),
            nine_in_ten=float(np.quantile(behind[:, place], BAD_LUCK)),
            worst=float(behind[:, place].max()),
        )
        for place, option in enumerate(outcomes.options)
    )


def satisficing(outcomes: Outcomes, thresholds: Sequence[Threshold]) -> tuple[Satisficing, ...]:
    """Return how often each option meets the thresholds, all in the same run; nothing without thresholds."""
    if not thresholds:
        return ()
    met = [threshold.is_met(outcomes) for threshold in thresholds]
    all_met = np.min(met, axis=0)
    return tuple(
        Satisficing(
            option=option,
            all_met=world_share(all_met[place]),
            each_met=tuple(
                (threshold, world_share(of_one[place]))
                for threshold, of_one in zip(thresholds, met, strict=True)
            ),
        )
        for place, option in enumerate(outcomes.options)
    )
