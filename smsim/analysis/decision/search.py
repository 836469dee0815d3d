"""The search for the best candidate: all of them in all worlds if they are few, else a race over worlds.

The candidates still in the race meet ever more worlds. At each look those that are clearly worse than
another, or clearly beyond the budget, are dropped. If the runs allowed do not suffice for the rest, only the
best so far go on (successive halving), and the chance that the best was among those cut is told.

Source: successive halving, Karnin, Koren & Somekh (2013); racing, Maron & Moore (1994).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smsim.analysis.decision.contenders import Fate, Race, Standing
from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.racing import RaceRules
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.intervals import COVERAGE
from smsim.errors import ExperimentError
from smsim.experiments.candidates.candidate import Candidate, Trial

FIRST_LOOK = 16
FEW_RUNS = 2_000
"""Candidates times worlds up to which all candidates meet all worlds; a race would save little."""


@dataclass(frozen=True, eq=False)
class Search:
    """What a search found: `standings` are ranked, the leading candidate first.

    The leader is the best candidate of those that surely keep the budget or, if none does, of those that may.
    With the chance `coverage` the best candidate within the budget was neither dropped nor is it better than
    the leader by more than `shortfall`, in the objective's unit - unless it was cut: `chance_cut` is the
    chance of that, as the worlds seen until then tell it. It is 0 if nothing was cut.
    """

    objective: Objective
    limits: tuple[Threshold, ...]
    standings: tuple[Standing, ...]
    shortfall: float
    chance_cut: float
    coverage: float
    looks: tuple[int, ...]
    runs: int
    is_exhaustive: bool

    @property
    def chosen(self) -> Candidate | None:
        """The best candidate that surely keeps the budget, None if there is none."""
        leader = self.standings[0]
        return leader.candidate if leader.fate is Fate.CHOSEN else None

    @property
    def is_settled(self) -> bool:
        """Whether none still in the race can be better than the chosen one by more than the margin."""
        return self.chosen is not None and self.shortfall <= self.objective.margin

    @property
    def chance_lost(self) -> float:
        """The chance, at most, that the best candidate within the budget was dropped or cut."""
        gone = {standing.fate for standing in self.standings}
        of_drops = 1.0 - self.coverage if gone & {Fate.DROPPED, Fate.BEYOND} else 0.0
        return min(1.0, of_drops + self.chance_cut)


def search_candidates(
    candidates: Sequence[Candidate],
    trial: Trial,
    objective: Objective,
    worlds: int,
    *,
    limits: Sequence[Threshold] = (),
    weighted: Sequence[Objective] = (),
    most_runs: int | None = None,
    coverage: float = COVERAGE,
) -> Search:
    """Return the best of the candidates within the limits, as far as at most `worlds` worlds tell.

    A limit holds for the mean over worlds. If the objective is a combined value, `weighted` are those it is
    made of. `most_runs` counts a candidate in a world as one. The race ends when one candidate is left, when
    none left can be better than the leader by more than the objective's margin, or with the worlds. Nothing
    in it is drawn by chance: the same trial gives the same search.

    Raises: ExperimentError without candidates, for two of one name, or for too few runs to look at every
    candidate; ResultError, if there is no world that all candidates left have finished.
    """
    of_all = len(candidates) * worlds
    is_exhaustive = of_all <= FEW_RUNS and (most_runs is None or of_all <= most_runs)
    looks = (worlds,) if is_exhaustive else race_looks(worlds)
    _check(candidates, worlds, most_runs)
    rules = RaceRules(len(candidates), len(looks), len(limits), coverage)
    race = Race(tuple(candidates), trial, objective, tuple(limits), rules, tuple(weighted))
    for place, look in enumerate(looks):
        if place and most_runs is not None:
            race.cut(look, (most_runs - race.runs) // (len(looks) - place))
        race.run(look)
        race.drop()
        if race.is_over:
            break
    return Search(
        objective=objective,
        limits=race.limits,
        standings=race.standings(),
        shortfall=race.shortfall,
        chance_cut=race.chance_cut,
        coverage=coverage,
        looks=looks[: place + 1],
        runs=race.runs,
        is_exhaustive=is_exhaustive,
    )


def race_looks(worlds: int) -> tuple[int, ...]:
    """Return the numbers of worlds at which a race is looked at: doubling, the last being `worlds`."""
    looks = []
    look = FIRST_LOOK
    while look < worlds:
        looks.append(look)
        look *= 2
    return (*looks, worlds)


def fewest_runs(candidates: int, worlds: int) -> int:
    """Return how many runs a first look at every candidate takes; with fewer there is no search."""
    return candidates * race_looks(worlds)[0]


def _check(candidates: Sequence[Candidate], worlds: int, most_runs: int | None) -> None:
    if not candidates:
        raise ExperimentError("There is no plan to search among.")
    names = [candidate.name for candidate in candidates]
    for name in names:
        if names.count(name) > 1:
            raise ExperimentError(f"Two plans are called '{name}'.")
    fewest = fewest_runs(len(candidates), worlds)
    if most_runs is not None and most_runs < fewest:
        raise ExperimentError(
            f"A search among {len(candidates)} plans needs {fewest} runs or more, but may only make "
            f"{most_runs}."
        )
