from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from smsim.analysis.decision.contenders import Fate
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.racing import BudgetState
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.decision.search import FEW_RUNS, race_looks, search_candidates
from smsim.errors import ExperimentError
from smsim.experiments.candidates.candidate import Candidate
from smsim.scenarios import load_scenario

MONTHS = objective_of("months_below_level_3", 120)
BUDGET = (Threshold("cost_keur", high=320.0),)
LONE = load_scenario("lone-manager")
WORLDS = 256


def plans_for(truths):
    return tuple(Candidate(LONE.model_copy(update={"name": f"plan {n:02d}"}), "") for n in range(len(truths)))


class FakeTrial:
    """Runs of plans whose true months and costs are known; remembers what was asked for."""

    def __init__(self, truths, costs=300.0, seed=1, worlds=WORLDS, luck=8.0, failed=()):
        rng = np.random.default_rng(seed)
        shape = (worlds, len(truths))
        self.months = np.asarray(truths) + 10 * rng.normal(size=(worlds, 1)) + luck * rng.normal(size=shape)
        self.costs = costs + 20 * rng.normal(size=shape)
        self.failed = failed
        self.asked = []

    def __call__(self, candidates, worlds):
        self.asked.append((tuple(candidate.name for candidate in candidates), worlds))
        return pd.concat([self.runs(candidate, worlds) for candidate in candidates])

    def runs(self, candidate, worlds):
        number = int(candidate.name.split()[1])
        months = self.months[:worlds, number].copy()
        if number in self.failed:
            months[:] = np.nan
        return pd.DataFrame(
            {
                "scenario": candidate.name,
                "world": np.arange(worlds),
                "replication": np.arange(worlds),
                "months_below_level_3": months,
                "cost_keur": self.costs[:worlds, number],
            }
        )


def search(truths, trial=None, worlds=WORLDS, **wishes):
    return search_candidates(plans_for(truths), trial or FakeTrial(truths), MONTHS, worlds, **wishes)


def fates(found):
    return {int(standing.candidate.name.split()[1]): standing.fate for standing in found.standings}


def chosen_of(found):
    return None if found.chosen is None else int(found.chosen.name.split()[1])


SPREAD = 40.0 + 3.0 * np.arange(20)


def test_few_plans_in_few_worlds_all_meet_all_worlds():
    truths = SPREAD[:5]
    trial = FakeTrial(truths)
    found = search(truths, trial, worlds=100)
    assert found.is_exhaustive and found.looks == (100,)
    assert found.runs == 500 <= FEW_RUNS
    assert [worlds for _, worlds in trial.asked] == [100]
    assert {standing.worlds for standing in found.standings} == {100}


def test_a_race_drops_the_worse_ones_early_and_stops():
    trial = FakeTrial(SPREAD[::-1])
    found = search(SPREAD, trial)
    assert chosen_of(found) == 19
    assert found.runs < 20 * WORLDS / 4
    asked = [names for names, _ in trial.asked]
    assert all(set(later) < set(earlier) for earlier, later in pairwise(asked))
    assert (
        [worlds for _, worlds in trial.asked] == list(found.looks) == list(race_looks(WORLDS))[: len(asked)]
    )
    spent = len(asked[0]) * 16 + sum(
        len(names) * (now - before)
        for (names, now), (_, before) in zip(trial.asked[1:], trial.asked, strict=False)
    )
    assert found.runs == spent
    assert found.is_settled and found.chance_cut == 0.0
    assert found.chance_lost == pytest.approx(0.05)


def test_standings_tell_the_paired_difference_the_worlds_and_the_fate():
    trial = FakeTrial(SPREAD)
    found = search(SPREAD, trial)
    first, *others = found.standings
    assert (first.fate, first.difference) == (Fate.CHOSEN, 0.0)
    leader = int(first.candidate.name.split()[1])
    for standing in others:
        number = int(standing.candidate.name.split()[1])
        both = trial.months[: standing.worlds]
        assert standing.difference == pytest.approx((both[:, number] - both[:, leader]).mean())
        assert standing.interval.low < standing.difference < standing.interval.high
        assert standing.budget is BudgetState.WITHIN
    dropped = [standing for standing in others if standing.fate is Fate.DROPPED]
    assert min(standing.difference for standing in dropped) > 0.0  # months: fewer are better
    lags = [standing.difference for standing in dropped]
    assert lags == sorted(lags)


def test_the_same_trial_gives_the_same_search():
    one, other = search(SPREAD), search(SPREAD)
    assert [(s.candidate.name, s.fate, s.mean) for s in one.standings] == [
        (s.candidate.name, s.fate, s.mean) for s in other.standings
    ]


def test_plans_that_do_not_differ_stop_when_none_can_be_better_by_the_margin():
    truths = np.full(12, 40.0)
    found = search(truths, FakeTrial(truths, luck=1.0))
    assert found.looks == (16,) and found.is_settled
    assert set(fates(found).values()) == {Fate.CHOSEN, Fate.CLOSE}
    assert 0.0 < found.shortfall <= MONTHS.margin


def test_the_best_plan_beyond_the_budget_is_not_chosen_and_drops_nobody():
    truths = np.array([10.0, 40.0, *([45.0] * 10)])
    costs = np.array([400.0, 300.0, *([250.0] * 10)])
    found = search(truths, FakeTrial(truths, costs), limits=BUDGET)
    assert chosen_of(found) == 1
    assert fates(found)[0] is Fate.BEYOND
    assert next(s for s in found.standings if s.fate is Fate.BEYOND).limited[0] == pytest.approx(400, abs=20)


def test_a_plan_that_may_break_the_budget_is_not_chosen_nor_a_rival():
    truths = np.array([10.0, 40.0])
    found = search(truths, FakeTrial(truths, np.array([319.9, 250.0])), worlds=64, limits=BUDGET)
    assert fates(found) == {0: Fate.CLOSE, 1: Fate.CHOSEN}
    assert found.standings[1].budget is BudgetState.UNCLEAR
    assert not found.is_settled  # the other one may be better by far
    alone = search(truths, FakeTrial(truths, 319.9), worlds=64, limits=BUDGET)
    assert alone.chosen is None and not alone.is_settled


def test_without_a_plan_within_the_budget_none_is_chosen_and_the_race_ends():
    found = search(SPREAD, FakeTrial(SPREAD, 400.0), limits=BUDGET)
    assert found.chosen is None and np.isnan(found.shortfall)
    assert set(fates(found).values()) == {Fate.BEYOND}
    assert found.looks == (16,)


def test_too_few_runs_cut_the_last_of_the_field_and_tell_the_chance_that_the_best_was_among_them():
    truths = np.full(20, 40.0)
    found = search(truths, most_runs=1_000)
    assert found.runs <= 1_000
    cut = [number for number, fate in fates(found).items() if fate is Fate.CUT]
    assert len(cut) >= 10
    assert found.chance_cut > 0.5
    assert found.chance_lost >= found.chance_cut
    worst_kept = max(s.mean for s in found.standings if s.fate in (Fate.CHOSEN, Fate.CLOSE))
    assert worst_kept < np.mean([s.mean for s in found.standings if s.fate is Fate.CUT])


def test_few_plans_race_too_when_their_runs_are_limited():
    found = search(SPREAD[:5], worlds=100, most_runs=200)
    assert not found.is_exhaustive and found.runs <= 200


def test_a_plan_that_never_finishes_is_out_and_stops_nobody_else():
    found = search(SPREAD, FakeTrial(SPREAD, failed=(0, 7)))
    assert chosen_of(found) == 1
    assert fates(found)[0] is fates(found)[7] is Fate.FAILED
    nothing = search(SPREAD[:2], FakeTrial(SPREAD[:2], failed=(0, 1)))
    assert nothing.chosen is None and set(fates(nothing).values()) == {Fate.FAILED}


def test_a_search_that_cannot_be_made_is_refused():
    with pytest.raises(ExperimentError, match="no plan"):
        search([])
    with pytest.raises(ExperimentError, match="320 runs or more, but may only make 300"):
        search(SPREAD, most_runs=300)
    twice = plans_for([1.0]) * 2
    with pytest.raises(ExperimentError, match="Two plans are called 'plan 00'"):
        search_candidates(twice, FakeTrial([1.0]), MONTHS, 10)


def count(trials, gap, **wishes):
    """Return how often the best was chosen, was dropped, was better than told, and the budget broken."""
    found_best = lost = understated = broken = counted = 0
    for seed in range(trials):
        rng = np.random.default_rng(seed)
        truths = rng.permutation(40.0 + np.r_[0.0, gap + gap * np.arange(11)])
        costs = rng.choice([250.0, 300.0, 340.0, 400.0], 12) if wishes else np.full(12, 300.0)
        keeps = costs <= 320.0
        if not keeps.any():
            continue
        best = int(np.argmin(np.where(keeps, truths, np.inf)))
        found = search(truths, FakeTrial(truths, costs, seed=seed), **wishes)
        counted += 1
        lost += fates(found)[best] in (Fate.DROPPED, Fate.BEYOND)
        chosen = chosen_of(found)
        if chosen is not None:
            found_best += chosen == best
            understated += truths[chosen] - truths[best] > found.shortfall + 1e-9
            broken += not keeps[chosen]
    return found_best / counted, lost / counted, understated / counted, broken / counted


@pytest.mark.parametrize(
    "wishes",
    [
        pytest.param({}, id="any cost", marks=pytest.mark.slow),
        pytest.param({"limits": BUDGET}, id="within a budget"),
    ],
)
def test_the_best_is_found_in_95_of_100_searches_and_the_budget_kept(wishes):
    found_best, lost, understated, broken = count(60, 5.0, **wishes)
    print(f"found {found_best:.3f}, dropped {lost:.3f}, understated {understated:.3f}, broken {broken:.3f}")
    assert found_best >= 0.95
    assert max(lost, understated, broken) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.0, 0.5, 1.5, 4.0])
@pytest.mark.parametrize("wishes", [{}, {"limits": BUDGET}], ids=["any cost", "within a budget"])
def test_the_guarantee_holds_however_close_the_plans_are(gap, wishes):
    found_best, lost, understated, broken = count(150, gap, **wishes)
    print(f"found {found_best:.3f}, dropped {lost:.3f}, understated {understated:.3f}, broken {broken:.3f}")
    assert max(lost, understated, broken) <= 0.05
