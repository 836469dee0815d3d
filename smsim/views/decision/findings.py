"""What was looked at besides the options themselves."""

from __future__ import annotations

from dataclasses import dataclass

from smsim.analysis.decision.differences import OptionDifference
from smsim.analysis.decision.elements import ElementShares
from smsim.analysis.decision.flips import Flips
from smsim.analysis.decision.search import Search
from smsim.analysis.divergence.tracing import Divergence
from smsim.experiments.candidates.space import CandidateSpace


@dataclass(frozen=True, eq=False)
class Searched:
    """A search among plans: what it looked through, and what it found.

    `check` is the difference of the chosen plan to the recommended option in worlds that the search has not
    seen; None if the chosen plan is that option, or there is none.
    """

    space: CandidateSpace
    search: Search
    check: OptionDifference | None = None


TWIN_NAMES = ("run A", "run B")
"""What twin runs are called in their story, in which both are named in every sentence."""


@dataclass(frozen=True, eq=False)
class TwinRuns:
    """A pair of twin runs, told as TWIN_NAMES: which options they are of, and where they part."""

    titles: tuple[str, str]
    divergence: Divergence

    @property
    def words(self) -> str:
        """Which run is of which option."""
        told = [f"{name} is {title}" for name, title in zip(TWIN_NAMES, self.titles, strict=True)]
        return f"{told[0][:1].upper()}{told[0][1:]}, {told[1]}."


@dataclass(frozen=True, eq=False)
class Findings:
    """What was looked at besides the options; None stands for what nobody asked for.

    `flips`: where the advice changes; `searched`: better plans; `shares`: what each element of the best
    option is worth; `twins`: where a pair of twin runs parts.
    """

    flips: Flips | None = None
    searched: Searched | None = None
    shares: ElementShares | None = None
    twins: TwinRuns | None = None


NOTHING_ELSE = Findings()
