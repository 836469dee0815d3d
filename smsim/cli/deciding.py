"""From options to an answer, and to the report that defends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsim.cli.experimenting import filled, opened
from smsim.cli.session import command_line, voice, write_result
from smsim.errors import StoreError

if TYPE_CHECKING:
    import pandas as pd

    from smsim.analysis.decision.decision import Decision
    from smsim.analysis.decision.elements import ElementShares
    from smsim.analysis.decision.flips import Flips
    from smsim.analysis.decision.regret import Threshold
    from smsim.experiments.deciding import Question
    from smsim.experiments.plan_space import PlanSpace
    from smsim.experiments.results import ResultContents
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision.context import ReportContext
    from smsim.views.decision.findings import Findings, Searched, TwinRuns


@dataclass(frozen=True)
class Asked:
    """A question, the runs that answer it, and who carries them out and keeps them where."""

    question: Question
    schedule: Schedule
    store: Path
    workers: dict[str, Any]
    quiet: bool

    def runs(self, schedule: Schedule) -> pd.DataFrame:
        """Return every run of a schedule with its world, run now where it is not kept."""
        from smsim.experiments.deciding import world_table

        at = opened(schedule, self.store, voice(self.quiet))
        filled(at, self.workers, self.quiet)
        return world_table(schedule, at.store)


def decide_between(
    options: tuple[str, ...],
    organisation: Path | None,
    kinds: Path | None,
    mutual_only: bool,
    different_firms: bool,
    worlds: int,
    replications: int,
    months: int | None,
    seed: int,
    draws: Path | None,
    objectives: tuple[str, ...],
    margins: tuple[str, ...],
    thresholds: tuple[str, ...],
    why: bool,
    search: bool,
    limits: tuple[str, ...],
    most_runs: int | None,
    no_flips: bool,
    store: Path,
    out: Path | None,
    has_csv: bool,
    quiet: bool,
    **workers: Any,
) -> None:
    """Run what is missing, print the answer, and write the report if wished."""
    from smsim.analysis.decision.decision import decide
    from smsim.analysis.decision.objectives import objectives_asked
    from smsim.analysis.decision.outcomes import outcomes_from
    from smsim.analysis.decision.regret import threshold_from
    from smsim.experiments.apart import experiment_apart, require_one_firm, require_one_horizon
    from smsim.experiments.deciding import Question, own_worlds
    from smsim.experiments.experiment import fitted_scenario
    from smsim.experiments.plan_space import plan_space
    from smsim.experiments.results import require_usable_folder
    from smsim.experiments.running.schedule import Schedule
    from smsim.scenarios import load_scenario
    from smsim.views.decision.context import report_context
    from smsim.views.decision.findings import Findings
    from smsim.views.decision_text import decision_text
    from smsim.views.text import print_lines, text_console

    if out is not None:
        require_usable_folder(out)
    elif has_csv:
        raise StoreError("--csv writes to a result folder; name one with --out.")
    if not search and (limits or most_runs is not None):
        raise click.UsageError("--limit and --most-runs are for the search among plans; add --search.")
    described = [fitted_scenario(load_scenario(option), months, None) for option in options]
    require_one_horizon(described)
    horizon = described[0].horizon_months
    chosen = objectives_asked(objectives, margins, horizon)
    wanted, kept = ([threshold_from(words) for words in asked] for asked in (thresholds, limits))
    measures = (*(entry.measure for entry in chosen), *(entry.measure for entry in (*wanted, *kept)))
    question = Question(
        options, worlds, replications, seed, months, organisation, kinds, mutual_only, draws, measures
    )
    schedule = Schedule(own_worlds(question))
    experiment = schedule.experiment
    if not different_firms:
        require_one_firm(experiment_apart(experiment), options)
    space = plan_space(experiment) if search else None
    if space is not None:
        _require_runs(space, worlds, most_runs)
    asked = Asked(question, schedule, store, workers, quiet)
    runs = asked.runs(schedule)
    names = [factor.name for factor in experiment.factors]
    reference = experiment.scenarios[0].name
    decision = decide(outcomes_from(runs, reference, horizon, names), chosen, wanted)
    context = report_context(schedule, question, command_line())
    findings = Findings(
        flips=None if no_flips else _flips(asked, decision, context),
        searched=None if space is None else _searched(asked, space, decision, kept, most_runs),
        shares=_shares(asked, decision) if why else None,
        twins=_twins(question, decision, context) if why else None,
    )
    print_lines(decision_text(decision, context, findings), text_console())
    if out is not None:
        say = voice(quiet)
        write_result(out, _contents(schedule, runs, decision, context, findings), has_csv, say)
        say(f"smsim: written to {out}; open {out / 'report.html'} in a browser.")


def _require_runs(space: PlanSpace, worlds: int, most_runs: int | None) -> None:
    """Refuse a limit of runs with which not every plan can be looked at, before anything is run."""
    from smsim.analysis.decision.search import fewest_runs

    fewest = fewest_runs(len(space.plans), worlds)
    if most_runs is not None and most_runs < fewest:
        raise click.UsageError(
            f"--most-runs is {most_runs}, but a first look at all {len(space.plans)} plans takes {fewest}."
        )


def _flips(asked: Asked, decision: Decision, context: ReportContext) -> Flips:
    """Return where the advice changes, from worlds in which the situation of the firm differs too."""
    from smsim.analysis.decision.flips import flips_of
    from smsim.experiments.deciding import other_situations
    from smsim.experiments.running.schedule import Schedule

    experiment, situation = other_situations(asked.question, asked.schedule.experiment)
    runs = asked.runs(Schedule(experiment))
    return flips_of(runs, experiment.factors, situation, decision, context.named)


def _searched(
    asked: Asked, space: PlanSpace, decision: Decision, limits: list[Threshold], most_runs: int | None
) -> Searched:
    """Return the best plan, and how it does in as many worlds again that the search has not seen."""
    from smsim.analysis.decision.checking import fresh_difference
    from smsim.analysis.decision.search import search_plans
    from smsim.experiments.deciding import own_worlds
    from smsim.experiments.plans import trial_in
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision.findings import Searched
    from smsim.views.decision.plans import compared_option

    worlds = asked.question.worlds
    further = Schedule(own_worlds(replace(asked.question, worlds=2 * worlds)))
    trial = trial_in(further, asked.runs)
    objective, weighted = decision.objectives[0], [entry for entry in decision.objectives if entry.weight]
    search = search_plans(
        space.plans, trial, objective, worlds, limits=limits, weighted=weighted, most_runs=most_runs
    )
    rival = next((plan for plan in space.plans if plan.name == compared_option(search, decision)), None)
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


def _shares(asked: Asked, decision: Decision) -> ElementShares | None:
    """Return what each thing that the best option does unlike the first other option is worth.

    None if the two do not differ. Every set of elements meets the worlds of the decision.
    """
    from smsim.analysis.decision.elements import element_shares
    from smsim.experiments.bundles import bundle_between, coalition_experiment
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision.lookup import ranked_options

    experiment = asked.schedule.experiment
    by_name = {scenario.name: scenario for scenario in experiment.scenarios}
    best = ranked_options(decision)[0]
    reference = next(name for name in by_name if name != best)
    bundle = bundle_between(by_name[best], by_name[reference])
    if bundle is None:
        return None
    runs = asked.runs(Schedule(coalition_experiment(experiment, bundle.coalitions)))
    return element_shares(bundle, runs, decision.objectives)


def _twins(question: Question, decision: Decision, context: ReportContext) -> TwinRuns:
    """Return where twin runs of the best option and its next rival part: same people, same luck."""
    from smsim.analysis.divergence.tracing import trace_divergence
    from smsim.experiments.comparing import observe_run
    from smsim.experiments.deciding import twin_plan
    from smsim.views.decision.findings import TWIN_NAMES, TwinRuns
    from smsim.views.decision.lookup import ranked_options

    best, rival = ranked_options(decision)[:2]
    plan = twin_plan(question, decision.outcomes.options, best, rival)
    one, other = (observe_run(plan, place, record_people=True) for place in (0, 1))
    story = trace_divergence(TWIN_NAMES, one, other, plan.scenarios[0].audit)
    return TwinRuns((context.named(best), context.named(rival)), story)


def _contents(
    schedule: Schedule, runs: pd.DataFrame, decision: Decision, context: ReportContext, findings: Findings
) -> ResultContents:
    from smsim.analysis.decision.search_tables import search_document, search_table
    from smsim.analysis.decision.tables import assumption_table, decision_document, decision_tables
    from smsim.experiments.apart import apart_document, experiment_apart
    from smsim.experiments.exporting import provenance_of
    from smsim.experiments.results import ResultContents
    from smsim.scenarios import to_toml
    from smsim.views.report.page import report_html
    from smsim.views.report.searching import PLAN_FILE

    tables = {
        "runs": runs,
        "assumptions": assumption_table(context.assumptions, schedule.experiment.factors),
        **decision_tables(decision),
    }
    document = {
        **decision_document(decision),
        "assumptions": context.assumptions.document(),
        "besides_governance": apart_document(experiment_apart(schedule.experiment)),
    }
    files = {"report.html": report_html(decision, context, findings).encode("utf-8")}
    if findings.searched is not None:
        search = findings.searched.search
        tables["search"] = search_table(search)
        document["search"] = search_document(search, findings.searched.check)
        files[PLAN_FILE] = to_toml(search.standings[0].plan.scenario).encode("utf-8")
    return ResultContents(
        provenance={
            **provenance_of(schedule, schedule.rounds, command_line()),
            "margins": {entry.measure: entry.margin for entry in decision.objectives if entry.has_own_margin},
        },
        tables=tables,
        documents={"decision": document},
        files=files,
    )
