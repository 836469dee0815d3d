"""What an option costs for what it brings: means, cost for each level, and the efficient set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.resampling import Resamples, joint_intervals, percentile_interval
from smsim.analysis.intervals import Interval
from smsim.analysis.paired import FEWEST_FOR_BOOTSTRAP, ROUNDING
from smsim.measures import Floats, quantity_of

LEVEL, COST = "level_at_end", "cost_keur"
CRITERIA = (LEVEL, COST, "crises_per_year")
"""Level, cost and risk: measures of the efficient set."""

NO_INTERVAL = Interval(np.nan, np.nan, "percentile bootstrap")


@dataclass(frozen=True)
class OptionMean:
    """The mean of a measure over worlds; its interval holds together with those of the other options."""

    option: str
    measure: str
    mean: float
    interval: Interval


@dataclass(frozen=True)
class CostPerLevel:
    """Thousand euro for each level held at the end: mean cost over mean level.

    `extra` is what each level more than the reference's costs beyond the reference's cost: below 0 if the
    one is had with less of the other. Missing (NaN) where no level is held, or none is surely gained or
    lost against the reference: a division by what may be 0 has no meaning.
    """

    option: str
    cost: float
    interval: Interval
    extra: float
    extra_interval: Interval


@dataclass(frozen=True)
class Efficiency:
    """Whether no other option is at least as good in all of level, cost and crises, and better in one.

    `dominated_by` are the options that are, by their means; `support` is the share of resamples of the
    worlds in which none is.
    """

    option: str
    dominated_by: tuple[str, ...]
    support: float

    @property
    def is_efficient(self) -> bool:
        """Whether no other option dominates it by its means."""
        return not self.dominated_by


def option_means(outcomes: Outcomes, measure: str, resamples: Resamples) -> tuple[OptionMean, ...]:
    """Return the mean of a measure for each option. Raises: ValueError if it is not kept."""
    joint = joint_intervals(outcomes.world_means(measure), resamples)
    joint = joint.within(*quantity_of(measure).bounds(outcomes.horizon_months))
    return tuple(
        OptionMean(option, measure, float(joint.means[place]), joint.interval(place))
        for place, option in enumerate(outcomes.options)
    )


def costs_per_level(outcomes: Outcomes, resamples: Resamples) -> tuple[CostPerLevel, ...]:
    """Return what a level costs with each option. Raises: ValueError if level or cost are not kept."""
    level, cost = outcomes.world_means(LEVEL), outcomes.world_means(COST)
    drawn_level, drawn_cost = resamples.means(level), resamples.means(cost)
    base = outcomes.place(outcomes.reference)
    results = []
    for place, option in enumerate(outcomes.options):
        own = _ratio(cost[:, place], level[:, place], drawn_cost[:, place], drawn_level[:, place])
        extra = _ratio(
            cost[:, place] - cost[:, base],
            level[:, place] - level[:, base],
            drawn_cost[:, place] - drawn_cost[:, base],
            drawn_level[:, place] - drawn_level[:, base],
        )
        results.append(CostPerLevel(option, *own, *extra))
    return tuple(results)


def _ratio(
    costs: Floats, levels: Floats, drawn_costs: Floats, drawn_levels: Floats
) -> tuple[float, Interval]:
    """Return a ratio of means with its interval; missing if the levels of a single resample are none.

    With fewer than ten worlds there is no interval: resamples of so few are too much alike.
    """
    if not (drawn_levels > 0.0).all() and not (drawn_levels < 0.0).all():
        return np.nan, NO_INTERVAL
    has_interval = len(levels) >= FEWEST_FOR_BOOTSTRAP
    interval = percentile_interval(drawn_costs / drawn_levels) if has_interval else NO_INTERVAL
    return float(costs.mean() / levels.mean()), interval


def efficient_set(
    outcomes: Outcomes, resamples: Resamples, criteria: Sequence[str] = CRITERIA
) -> tuple[Efficiency, ...]:
    """Return which options are efficient over `criteria`: measures of which more or less is better.

    Raises: ValueError if a measure is not kept.
    """
    gains = [quantity_of(measure).better * outcomes.world_means(measure) for measure in criteria]
    means = np.stack([values.mean(axis=0) for values in gains], axis=-1)
    drawn = np.stack([resamples.means(values) for values in gains], axis=-1)
    support = 1.0 - dominance(drawn).any(axis=2).mean(axis=0)
    dominators = dominance(means[None])[0]
    return tuple(
        Efficiency(
            option=option,
            dominated_by=tuple(outcomes.options[other] for other in np.flatnonzero(dominators[place])),
            support=float(support[place]),
        )
        for place, option in enumerate(outcomes.options)
    )


def dominance(gains: Floats) -> NDArray[np.bool_]:
    """Return who is dominated by whom: entry (..., one, other) says that `other` dominates `one`.

    `gains` has the shape (..., options, criteria), more being better; what differs by rounding only is
    equal.
    """
    slack = ROUNDING * np.abs(gains).max(axis=tuple(range(gains.ndim - 1)))
    ours, theirs = gains[..., :, None, :], gains[..., None, :, :]
    is_as_good = (theirs >= ours - slack).all(axis=-1)
    is_better = (theirs > ours + slack).any(axis=-1)
    is_dominated: NDArray[np.bool_] = is_as_good & is_better
    return is_dominated
