"""What a decision looks at besides the options: where it flips, better plans, what each element is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from smsim.analysis.decision.checking import fresh_difference
from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.elements import ElementShares, element_shares
from smsim.analysis.decision.flips import Flips, flips_of
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.decision.search import search_candidates
from smsim.analysis.divergence.tracing import trace_divergence
from smsim.experiments.candidates.bundles import bundle_between, coalition_experiment
from smsim.experiments.candidates.candidate import trial_in
from smsim.experiments.candidates.decision_experiments import (
    DecisionRequest,
    other_situations,
    own_worlds,
    twin_plan,
    world_table,
)
from smsim.experiments.candidates.space import CandidateSpace
from smsim.experiments.comparing import observe_run
from smsim.experiments.running.schedule import Schedule
from smsim.studies.keeping import KeptRuns
from smsim.views.decision.context import ReportContext
from smsim.views.decision.findings import TWIN_NAMES, Searched, TwinRuns
from smsim.views.decision.lookup import ranked_options
from smsim.views.decision.search import compared_option


@dataclass(frozen=True)
class Inquiry:
    """A request, the runs that answer it, and the store in which they and all further ones are kept."""

    request: DecisionRequest
    schedule: Schedule
    kept: KeptRuns

    def runs(self, schedule: Schedule) -> pd.DataFrame:
        """Return every run of a schedule with its world, run now where it is not kept."""
        self.kept.fill(schedule)
        return world_table(schedule, self.kept.store)

    def flips(self, decision: Decision, context: ReportContext) -> Flips:
        """Return where the advice changes, from worlds in which the situation of the firm differs too."""
        experiment, situation = other_situations(self.request, self.schedule.experiment)
        runs = self.runs(Schedule(experiment))
        return flips_of(runs, experiment.factors, situation, decision, context.named)

    def searched(
        self, space: CandidateSpace, decision: Decision, limits: list[Threshold], most_runs: int | None
    ) -> Searched:
        """Return the best plan, and how it does in as many worlds again that the search has not seen."""
        worlds = self.request.worlds
        further = Schedule(own_worlds(replace(self.request, worlds=2 * worlds)))
        trial = trial_in(further, self.runs)
        objective, weighted = decision.objectives[0], [entry for entry in decision.objectives if entry.weight]
        search = search_candidates(
            space.candidates, trial, objective, worlds, limits=limits, weighted=weighted, most_runs=most_runs
        )
        compared = compared_option(search, decision)
        rival = next((entry for entry in space.candidates if entry.name == compared), None)
        if search.chosen is None or rival is None:
            return Searched(space, search)
        check = fresh_difference(
            trial((search.chosen, rival), 2 * worlds),
            (search.chosen.name, rival.name),
            objective,
            decision.outcomes.horizon_months,
            worlds,
            weighted,
        )
        return Searched(space, search, check)

    def shares(self, decision: Decision) -> ElementShares | None:
        """Return what each thing that the best option does unlike the first other option is worth.

        None if the two do not differ. Every set of elements meets the worlds of the decision.
        """
        experiment = self.schedule.experiment
        by_name = {scenario.name: scenario for scenario in experiment.scenarios}
        best = ranked_options(decision)[0]
        reference = next(name for name in by_name if name != best)
        bundle = bundle_between(by_name[best], by_name[reference])
        if bundle is None:
            return None
        runs = self.runs(Schedule(coalition_experiment(experiment, bundle.coalitions)))
        return element_shares(bundle, runs, decision.objectives)

    def twins(self, decision: Decision, context: ReportContext) -> TwinRuns:
        """Return where twin runs of the best option and its next rival part: same people, same luck."""
        best, rival = ranked_options(decision)[:2]
        plan = twin_plan(self.request, decision.outcomes.options, best, rival)
        one, other = (observe_run(plan, place, record_people=True) for place in (0, 1))
        story = trace_divergence(TWIN_NAMES, one, other, plan.scenarios[0].audit)
        return TwinRuns((context.named(best), context.named(rival)), story)
