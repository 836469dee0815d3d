"""Decisions, contexts and reasons for the tests of printed and written reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from smsim.analysis.decision.checking import fresh_difference
from smsim.analysis.decision.decision import Decision, decide
from smsim.analysis.decision.elements import ElementShares
from smsim.analysis.decision.flips import Flips
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.decision.regret import Threshold, threshold_from
from smsim.analysis.decision.search import search_candidates
from smsim.analysis.discovery.switching import switching
from smsim.analysis.divergence.partings import Parting
from smsim.analysis.divergence.tracing import Divergence, LevelParting
from smsim.analysis.shapley import coalitions, shapley_shares
from smsim.experiments.assumptions import assumptions_of, uncertain_numbers
from smsim.experiments.candidates.candidate import Candidate
from smsim.experiments.candidates.space import CandidateSpace
from smsim.experiments.designs import Factor
from smsim.scenarios import load_scenario
from smsim.views.decision.context import OptionText, ReportContext, varied_factors
from smsim.views.decision.findings import TWIN_NAMES, Findings, Searched, TwinRuns
from smsim.views.decision.search import compared_option
from tests.unit.analysis.decision_worlds import sample_runs

TONE = Factor("levers.executive_tone", "share", low=0.0, high=1.0)
CLEAR = {"lone": 0.0, "broad": 9.0, "hub": 20.0}
TIED = {"lone": 0.0, "broad": 9.0, "hub": 8.8}
"""Months of lead by option: one option far in front, or two that hardly differ."""

LONE = load_scenario("lone-manager")
HOSTILE = "<script>alert(1)</script>"
ELEMENTS = ("human resources seat", "training", "sponsor")


def decision_between(leads: dict[str, float], worlds: int = 90, **wishes) -> Decision:
    outcomes = outcomes_from(sample_runs(leads, worlds=worlds, **wishes), next(iter(leads)), 60, (TONE.name,))
    return decide(outcomes, thresholds=[threshold_from("level_at_end>=3")])


def context_of(*options: OptionText, **changes) -> ReportContext:
    context = ReportContext(
        organisation="a synthetic firm of 300 people",
        employees=300,
        options=options,
        varied=varied_factors([TONE, Factor("adoption.peer_hazard", "per month", low=0.02, high=0.12)]),
        command="smsim decide lone broad hub",
        seed=7,
        versions={"smsim": "0.1.0"},
        hashes={"lone": "0123abcd"},
        assumptions=assumptions_of([LONE], [entry.name for entry in uncertain_numbers([LONE])]),
    )
    return replace(context, **changes)


def flips_between(names: tuple[str, str] = ("broad", "hub"), worlds: int = 80) -> Flips:
    """Return a factor that turns the advice round at .4."""
    tone = np.linspace(0.0, 1.0, worlds)
    noise = np.random.default_rng(3).normal(0.0, 1.0, worlds)
    return Flips((switching(TONE, tone, 20 * (tone - 0.4) + noise, np.zeros(worlds), names),))


def shares_of(decision: Decision, option: str = "hub") -> ElementShares:
    """Return a bundle of which training saves most: 6 of 9 months."""
    months = {"human resources seat": -2.0, "training": -6.0, "sponsor": -1.0}
    noise = np.random.default_rng(4).normal(0.0, 0.5, (8, 40))
    outcomes = {
        coalition: 50.0 + sum(months[element] for element in coalition) + noise[place]
        for place, coalition in enumerate(coalitions(ELEMENTS))
    }
    return ElementShares(option, decision.objectives[0], shapley_shares(ELEMENTS, outcomes))


def searched_among(
    decision: Decision, recommended: str = "hub", lead: float = 35.0, limits: Sequence[Threshold] = ()
) -> Searched:
    """Return a search in which a switch leads by so many months, before the recommended option with 20."""
    leads = {**dict.fromkeys(decision.outcomes.options, 0.0), recommended: 20.0, "switch": lead, "late": 4.0}
    plans = tuple(Candidate(LONE.model_copy(update={"name": name}), f"the plan {name}") for name in leads)
    runs = sample_runs(leads, worlds=80, seed=8)

    def trial(plans: Sequence[Candidate], worlds: int) -> pd.DataFrame:
        return runs[runs["scenario"].isin([plan.name for plan in plans]) & (runs["world"] < worlds)]

    objective = decision.objectives[0]
    search = search_candidates(plans, trial, objective, 40, limits=limits)
    rival, check = compared_option(search, decision), None
    if search.chosen is not None and rival is not None:
        check = fresh_difference(runs, (search.chosen.name, rival), objective, 60, 40)
    space = CandidateSpace(plans, ("marketing", "sales"), True, (24, 36), (9,), ())
    return Searched(space, search, check)


def all_of(decision: Decision) -> Findings:
    """Return all that a report can tell besides the options."""
    return Findings(flips_between(), searched_among(decision), shares_of(decision), twins_of())


def twins_of(titles: tuple[str, str] = ("hub", "lone")) -> TwinRuns:
    parting = Parting(12, "has_lead", -1, "", (1.0, 0.0), TWIN_NAMES)
    story = Divergence(
        names=TWIN_NAMES,
        department_names=("marketing",),
        first_month=12,
        firm=(parting,),
        departments=(),
        events=(),
        upheavals=(),
        people=(),
        people_by_month=np.zeros((60, 1), dtype=np.int64),
        chains=(),
        indicators=(),
        levels=(LevelParting(3, (30, None)),),
        level_steps=((), ()),
    )
    return TwinRuns(titles, story)
