"""How far options lie apart: paired differences whose intervals hold together, and what they amount to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations

import numpy as np

from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.outcomes import Outcomes
from smsim.analysis.decision.resampling import Resamples, joint_intervals
from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import FEWEST_FOR_CLEAR
from smsim.experiments.measures import Floats


class Finding(Enum):
    """What a difference in an objective amounts to."""

    BETTER = "clearly better"
    WORSE = "clearly worse"
    ALIKE = "no practical difference"
    UNCLEAR = "cannot be told apart"


@dataclass(frozen=True)
class OptionDifference:
    """Mean of (option - against) over worlds, in the measure's unit; both met the same worlds and dice.

    The interval holds together with those of all other differences in the same measure. `unlike_worlds`
    of `worlds` differ from the commonest difference.
    """

    option: str
    against: str
    mean: float
    interval: Interval
    worlds: int
    unlike_worlds: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 0 out and there are six worlds or more."""
        leaves_0_out = self.interval.low > 0.0 or self.interval.high < 0.0
        return leaves_0_out and self.worlds >= FEWEST_FOR_CLEAR

    def is_within(self, margin: float) -> bool:
        """Return whether the whole interval is nearer to 0 than `margin`: equivalence, by two tests."""
        return -margin < self.interval.low and self.interval.high < margin

    def is_beyond(self, margin: float) -> bool:
        """Return whether the whole interval is farther from 0 than `margin`."""
        return self.is_clear and (self.interval.low > margin or self.interval.high < -margin)

    def finding(self, objective: Objective) -> Finding:
        """Return what the difference amounts to; a clear one that is surely too small to matter is none."""
        if self.is_within(objective.margin):
            return Finding.ALIKE
        if not self.is_clear:
            return Finding.UNCLEAR
        return Finding.BETTER if self.mean * objective.better > 0.0 else Finding.WORSE

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
    joint = joint_intervals(values[:, ours] - values[:, theirs], resamples, coverage)
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
            )
            for column, (one, other) in enumerate(places)
        ),
    )


def _pairs(outcomes: Outcomes, against: str | None) -> list[tuple[int, int]]:
    if against is not None:
        base = outcomes.place(against)
        return [(place, base) for place in range(len(outcomes.options)) if place != base]
    return list(combinations(range(len(outcomes.options)), 2))
