"""How far options lie apart: paired differences whose intervals hold together, and what they amount to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations

import numpy as np

from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.resampling import Resamples, joint_intervals
from smsim.analysis.intervals import COVERAGE, Interval, ShareEstimate, share_estimate
from smsim.analysis.paired import FEWEST_FOR_SIGNIFICANCE, ROUNDING
from smsim.measures import Floats

MOST_CONTRARY = 0.05
"""What is clear is otherwise in so few worlds at most: the upper end of the share's interval counts."""


class Finding(Enum):
    """What a difference in an objective amounts to.

    On average over the worlds is one thing: more worlds make it ever surer, though it may be otherwise in
    many of them. Clear is what hardly any world contradicts, whatever was assumed in it.
    """

    BETTER = "clearly better"
    AHEAD = "better on average"
    ALIKE = "no practical difference"
    UNCLEAR = "cannot be told apart"
    BEHIND = "worse on average"
    WORSE = "clearly worse"

    @property
    def is_better(self) -> bool:
        """Whether it is better on average, clearly or not."""
        return self in (Finding.BETTER, Finding.AHEAD)

    @property
    def is_worse(self) -> bool:
        """Whether it is worse on average, clearly or not."""
        return self in (Finding.WORSE, Finding.BEHIND)


@dataclass(frozen=True)
class OptionDifference:
    """Mean of (option - against) over worlds, in the measure's unit; both met the same worlds and dice.

    The interval holds together with those of all other differences in the same measure. `unlike_worlds`
    of `worlds` differ from the commonest difference, and `contrary_worlds` have the other sign than the mean.
    """

    option: str
    against: str
    mean: float
    interval: Interval
    worlds: int
    unlike_worlds: int
    contrary_worlds: int

    @property
    def is_significant(self) -> bool:
        """Whether the interval leaves 0 out and there are six worlds or more."""
        leaves_0_out = self.interval.low > 0.0 or self.interval.high < 0.0
        return leaves_0_out and self.worlds >= FEWEST_FOR_SIGNIFICANCE

    @property
    def contrary(self) -> ShareEstimate:
        """The share of worlds in which it is the other way round, with its interval."""
        return share_estimate(self.contrary_worlds, self.worlds)

    @property
    def is_robust(self) -> bool:
        """Whether nearly all worlds agree with the mean, so that it survives what was drawn in them."""
        return self.contrary.interval.high <= MOST_CONTRARY

    def is_within(self, margin: float) -> bool:
        """Return whether the whole interval is nearer to 0 than `margin`: equivalence, by two tests."""
        return -margin < self.interval.low and self.interval.high < margin

    def is_beyond(self, margin: float) -> bool:
        """Return whether the whole interval is farther from 0 than `margin`."""
        return self.is_significant and (self.interval.low > margin or self.interval.high < -margin)

    def finding(self, objective: Objective) -> Finding:
        """Return what the difference amounts to; one that is wholly too small to matter is none."""
        if self.is_within(objective.margin):
            return Finding.ALIKE
        if not self.is_significant:
            return Finding.UNCLEAR
        if self.mean * objective.better > 0.0:
            return Finding.BETTER if self.is_robust else Finding.AHEAD
        return Finding.WORSE if self.is_robust else Finding.BEHIND

    @property
    def reversed(self) -> OptionDifference:
        """The same difference seen from the other option."""
        turned = replace(self.interval, low=-self.interval.high, high=-self.interval.low)
        return replace(self, option=self.against, against=self.option, mean=-self.mean, interval=turned)


@dataclass(frozen=True, eq=False)
class Differences:
    """The differences between options in one measure; all intervals hold together."""

    measure: str
    pairs: tuple[OptionDifference, ...]

    def between(self, option: str, against: str) -> OptionDifference:
        """Return the difference of two options. Raises: KeyError if it was not looked at."""
        for pair in self.pairs:
            if (pair.option, pair.against) == (option, against):
                return pair
            if (pair.option, pair.against) == (against, option):
                return pair.reversed
        raise KeyError((option, against))


def option_differences(
    outcomes: Outcomes,
    measure: str,
    resamples: Resamples,
    *,
    against: str | None = None,
    coverage: float = COVERAGE,
) -> Differences:
    """Return the differences between all options in a measure, or of all others against one.

    The fewer are asked for, the narrower their intervals: all those returned hold together.

    Raises: ValueError if the measure is not kept or `against` is not among the options.
    """
    return world_differences(
        outcomes, measure, outcomes.world_means(measure), resamples, against=against, coverage=coverage
    )


def world_differences(
    outcomes: Outcomes,
    measure: str,
    values: Floats,
    resamples: Resamples,
    *,
    against: str | None = None,
    coverage: float = COVERAGE,
) -> Differences:
    """Return the differences between options in `values`, shape (worlds, options), called `measure`.

    Raises: ValueError if `against` is not among the options.
    """
    places = _pairs(outcomes, against)
    if not places:
        return Differences(measure, ())
    ours, theirs = np.array(places).T
    gaps = values[:, ours] - values[:, theirs]
    joint = joint_intervals(gaps, resamples, coverage)
    contrary = (gaps * np.sign(joint.means) < -ROUNDING * np.abs(values).max()).sum(axis=0)
    return Differences(
        measure,
        tuple(
            OptionDifference(
                option=outcomes.options[one],
                against=outcomes.options[other],
                mean=float(joint.means[column]),
                interval=joint.interval(column),
                worlds=outcomes.worlds.size,
                unlike_worlds=int(joint.unlike_worlds[column]),
                contrary_worlds=int(contrary[column]),
            )
            for column, (one, other) in enumerate(places)
        ),
    )


def _pairs(outcomes: Outcomes, against: str | None) -> list[tuple[int, int]]:
    if against is not None:
        base = outcomes.place(against)
        return [(place, base) for place in range(len(outcomes.options)) if place != base]
    return list(combinations(range(len(outcomes.options)), 2))
