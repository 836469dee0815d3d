"""How often things happen over the worlds: being best, stalling, sliding back, meeting what is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.resampling import Resamples
from smsim.analysis.intervals import COVERAGE, Interval, wilson_interval
from smsim.analysis.paired import ROUNDING
from smsim.measures import Floats


@dataclass(frozen=True)
class WorldShare:
    """The chance of something in a world like those sampled (0-1), seen in `worlds` of them."""

    share: float
    interval: Interval
    worlds: int


@dataclass(frozen=True)
class BestChance:
    """How good the claim of an option is to be the best in one objective.

    `best`: the chance that it is the best in a single world, with that world's luck; ties are shared, so
    that the options add up to 1. `as_good`: the chance that it is at most a margin behind the best there.
    `confidence` is something else: how sure it is that its mean over all worlds is the best, which comes
    near 0 or 1 with enough worlds, however much the worlds differ.
    """

    option: str
    objective: Objective
    best: WorldShare
    as_good: WorldShare
    confidence: float


@dataclass(frozen=True)
class Risks:
    """What may go wrong with an option: chances over worlds.

    `stalling`: level 3 is not reached within the horizon; `sliding_back`: a level held before is lost by
    the end; `crisis`: at least one crisis.
    """

    option: str
    stalling: WorldShare
    sliding_back: WorldShare
    crisis: WorldShare


def world_share(parts: Floats, coverage: float = COVERAGE) -> WorldShare:
    """Return the mean of `parts`, shape (worlds, replications) from 0 to 1, with Wilson's interval.

    Runs of one world resemble each other: all runs together count as as many unrelated ones as give a mean
    so uncertain, at least one and at most all in each world.

    Source: the effective number of Korn & Graubard (1998).
    """
    worlds, replications = parts.shape
    share = float(parts.mean())
    number = float(worlds)
    if worlds > 1:
        variance = float(parts.mean(axis=1).var(ddof=1))
        unrelated = share * (1.0 - share)
        most = float(worlds * replications)
        number = min(most, max(number, worlds * unrelated / variance)) if variance > 0.0 else number
    return WorldShare(share, wilson_interval(share, number, coverage), worlds)


def shares_of_best(gains: Floats) -> Floats:
    """Return who is best: 1 for the option with the largest gain, parts of 1 for options that tie.

    `gains` has the options on its first axis; the result has its shape.
    """
    is_best = gains >= gains.max(axis=0) - ROUNDING * np.abs(gains).max()
    shares: Floats = is_best / is_best.sum(axis=0)
    return shares


def best_chances(outcomes: Outcomes, objective: Objective, resamples: Resamples) -> tuple[BestChance, ...]:
    """Return for every option the chance of being best in a world, and how sure it is best on average.

    `resamples` are of the outcomes' worlds.
    """
    gains = objective.gains(outcomes)
    best = shares_of_best(gains)
    as_good = (gains >= gains.max(axis=0) - objective.margin).astype(np.float64)
    confidence = shares_of_best(resamples.means(objective.world_gains(outcomes)).T).mean(axis=1)
    return tuple(
        BestChance(
            option=option,
            objective=objective,
            best=world_share(best[place]),
            as_good=world_share(as_good[place]),
            confidence=float(confidence[place]),
        )
        for place, option in enumerate(outcomes.options)
    )


def risks(outcomes: Outcomes) -> tuple[Risks, ...]:
    """Return what may go wrong with each option."""
    stalling = 1.0 - outcomes.of("has_reached_level_3")
    sliding_back = outcomes.of("has_slid_back")
    crisis = (outcomes.of("crises_per_year") > 0.0).astype(np.float64)
    return tuple(
        Risks(
            option=option,
            stalling=world_share(stalling[place]),
            sliding_back=world_share(sliding_back[place]),
            crisis=world_share(crisis[place]),
        )
        for place, option in enumerate(outcomes.options)
    )
