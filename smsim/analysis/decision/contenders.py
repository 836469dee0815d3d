"""The candidates in a race: who is left, what was seen of each, and what became of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
import pandas as pd

from smsim.analysis.decision.objectives import Objective, combined_objective
from smsim.analysis.decision.outcomes import Outcomes, outcomes_from
from smsim.analysis.decision.racing import (
    BudgetState,
    RaceRules,
    budget_states,
    chance_of_lead,
    pair_interval,
    shortfall,
    worse_on_average,
)
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.intervals import Interval
from smsim.experiments.candidates.candidate import Candidate, Trial
from smsim.measures import Floats


class Fate(Enum):
    """What became of a candidate."""

    CHOSEN = "chosen"
    CLOSE = "not worse on average"
    CUT = "cut for want of runs"
    DROPPED = "worse on average"
    BEYOND = "beyond the budget"
    FAILED = "never finished a run"


@dataclass(frozen=True, eq=False)
class Standing:
    """How a candidate came out after `worlds` worlds.

    `mean` is that of the objective's measure, `difference` its paired difference to the leading candidate in
    the same worlds, (candidate - leader); the interval holds together with those of all candidates. `limited`
    are the means of the measures with a limit, in the order of the limits. Numbers are NaN where nothing is
    known.
    """

    candidate: Candidate
    fate: Fate
    budget: BudgetState
    worlds: int
    mean: float
    difference: float
    interval: Interval
    limited: tuple[float, ...]


@dataclass(eq=False)
class Race:
    """A race under way: the candidates left, what was seen of every candidate, and those out with their fate.

    `weighted` are the objectives of which a combined value is made.
    """

    left: tuple[Candidate, ...]
    trial: Trial
    objective: Objective
    limits: tuple[Threshold, ...]
    rules: RaceRules
    weighted: tuple[Objective, ...] = ()
    runs: int = 0
    worlds: int = 0
    chance_cut: float = 0.0
    out: dict[Candidate, Fate] = field(default_factory=dict)
    seen: dict[Candidate, pd.DataFrame] = field(default_factory=dict)  # by world: the measures
    budget: dict[Candidate, BudgetState] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether more worlds could not change what to do."""
        if not self.left:
            return True
        leader = self.leader
        is_known = leader is not None and self.budget[leader] is BudgetState.WITHIN
        return is_known and (len(self.left) == 1 or self.shortfall <= self.objective.margin)

    @property
    def leader(self) -> Candidate | None:
        """The best candidate left of those that surely keep the budget or else may; None if none is left."""
        return min(self.left, key=self._rank, default=None)

    @property
    def shortfall(self) -> float:
        """How far the leader may stay behind the best candidate left; NaN without a leader."""
        if self.leader is None:
            return np.nan
        return shortfall(self._gains(), self.left.index(self.leader), self.rules)

    def run(self, worlds: int) -> None:
        """Let the candidates left meet the first so many worlds."""
        self.runs += len(self.left) * (worlds - self.worlds)
        self.worlds = worlds
        outcomes = self._outcomes(self.trial(self.left, worlds))
        if outcomes is None:
            return
        measures = dict.fromkeys([self.objective.measure, *(limit.measure for limit in self.limits)])
        means = {measure: outcomes.world_means(measure) for measure in measures}
        for candidate in self.left:
            place = outcomes.place(candidate.name)
            columns = {measure: values[:, place] for measure, values in means.items()}
            self.seen[candidate] = pd.DataFrame(columns, index=outcomes.worlds)
        self.budget.update(zip(self.left, self._budget_states(), strict=True))

    def _outcomes(self, runs: pd.DataFrame) -> Outcomes | None:
        """Return what the worlds say of the candidates that can finish a run; the others are out."""
        told = self.weighted[0].measure if self.weighted else self.objective.measure
        finished = set(runs.loc[runs[told].notna(), "scenario"])
        self._leave({candidate: Fate.FAILED for candidate in self.left if candidate.name not in finished})
        if not self.left:
            return None
        names = [candidate.name for candidate in self.left]
        horizon = self.left[0].scenario.horizon_months
        outcomes = outcomes_from(runs[runs["scenario"].isin(names)], names[0], horizon)
        return combined_objective(outcomes, self.weighted)[0] if self.weighted else outcomes

    def _budget_states(self) -> Sequence[BudgetState]:
        if not self.limits:
            return [BudgetState.WITHIN] * len(self.left)
        values = [self._values(limit.measure) for limit in self.limits]
        return budget_states(values, self.limits, self.rules)

    def _values(self, measure: str) -> Floats:
        """Return a measure of the candidates left, shape (worlds, candidates)."""
        return np.column_stack([self.seen[candidate][measure] for candidate in self.left])

    def _gains(self) -> Floats:
        return self.objective.better * self._values(self.objective.measure)

    def drop(self) -> None:
        """Drop what is clearly beyond the budget, then what is worse on average than one surely within."""
        self._leave({p: Fate.BEYOND for p in self.left if self.budget[p] is BudgetState.BEYOND})
        rivals = [row for row, p in enumerate(self.left) if self.budget[p] is BudgetState.WITHIN]
        if rivals:
            is_worse = worse_on_average(self._gains(), np.array(rivals), self.rules)
            self._leave({p: Fate.DROPPED for p, worse in zip(self.left, is_worse, strict=True) if worse})

    def cut(self, worlds: int, allowed: int) -> None:
        """Keep only the best so far, as many as meet the worlds up to `worlds` with `allowed` runs."""
        going_on = max(1, allowed // (worlds - self.worlds))
        ranked = sorted(self.left, key=self._rank)
        gone = ranked[going_on:]
        if gone:
            chances = chance_of_lead(self._gains(), self.left.index(ranked[0]))
            self.chance_cut += float(sum(chances[self.left.index(candidate)] for candidate in gone))
            self.chance_cut = min(1.0, self.chance_cut)
            self._leave(dict.fromkeys(gone, Fate.CUT))

    def _leave(self, fates: dict[Candidate, Fate]) -> None:
        self.out.update(fates)
        self.left = tuple(candidate for candidate in self.left if candidate not in fates)

    def _rank(self, candidate: Candidate) -> tuple[int, float, str]:
        order = list(BudgetState).index(self.budget[candidate])
        mean = float(self.seen[candidate][self.objective.measure].mean())
        return order, -self.objective.better * mean, candidate.name

    def standings(self) -> tuple[Standing, ...]:
        """Return how every candidate came out, the leader first, then by what became of them and how good."""
        leader = self.leader
        found = [self._standing(candidate, leader) for candidate in (*self.left, *self.out)]
        if leader is not None and self.budget[leader] is BudgetState.WITHIN:
            found = [replace(s, fate=Fate.CHOSEN) if s.candidate is leader else s for s in found]
        fates = list(Fate)
        better = self.objective.better

        def rank(standing: Standing) -> tuple[bool, int, float]:
            lag = -better * standing.difference
            is_beaten = standing.candidate is not leader
            return is_beaten, fates.index(standing.fate), np.nan_to_num(lag, nan=np.inf)

        return tuple(sorted(found, key=rank))

    def _standing(self, candidate: Candidate, leader: Candidate | None) -> Standing:
        fate = self.out.get(candidate, Fate.CLOSE)
        if candidate not in self.seen:
            nothing = Interval(np.nan, np.nan, "none", self.rules.coverage)
            return Standing(candidate, fate, BudgetState.UNCLEAR, 0, np.nan, np.nan, nothing, ())
        own = self.seen[candidate]
        difference, interval = self._difference(candidate, leader)
        return Standing(
            candidate=candidate,
            fate=fate,
            budget=self.budget[candidate],
            worlds=len(own),
            mean=float(own[self.objective.measure].mean()),
            difference=difference,
            interval=interval,
            limited=tuple(float(own[limit.measure].mean()) for limit in self.limits),
        )

    def _difference(self, candidate: Candidate, leader: Candidate | None) -> tuple[float, Interval]:
        """Return the paired difference to the leader, in the worlds that both have seen."""
        if leader is None or candidate is leader:
            value = np.nan if leader is None else 0.0
            return value, Interval(value, value, "none", self.rules.coverage)
        both = self.seen[candidate].index.intersection(self.seen[leader].index)
        measure = self.objective.measure
        ours, theirs = (self.seen[one].loc[both, measure].to_numpy() for one in (candidate, leader))
        return float((ours - theirs).mean()), pair_interval(ours, theirs, self.rules)
