"""From options to an answer, and to the report that defends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsim.cli.experimenting import filled, opened
from smsim.cli.session import command_line, voice
from smsim.errors import StoreError

if TYPE_CHECKING:
    import pandas as pd

    from smsim.analysis.decision.decision import Decision
    from smsim.analysis.decision.objectives import Objective
    from smsim.analysis.divergence.tracing import Divergence
    from smsim.experiments.deciding import Question
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision.context import ElementShares, Flips, ReportContext

    Reasons = tuple[ElementShares | None, Divergence]

OUR_WORLDS, OTHER_SITUATIONS = "The options in worlds of our own", "The options in other situations"


def decide_between(
    options: tuple[str, ...],
    organisation: Path | None,
    kinds: Path | None,
    mutual_only: bool,
    worlds: int,
    replications: int,
    months: int | None,
    seed: int,
    objectives: tuple[str, ...],
    thresholds: tuple[str, ...],
    why: bool,
    no_flips: bool,
    store: Path,
    out: Path | None,
    has_csv: bool,
    quiet: bool,
    **workers: Any,
) -> None:
    """Run what is missing, print the answer, and write the report if wished."""
    from smsim.analysis.decision.decision import decide
    from smsim.analysis.decision.objectives import default_objectives
    from smsim.analysis.decision.outcomes import outcomes_from
    from smsim.analysis.decision.regret import threshold_from
    from smsim.experiments.deciding import Question, decision_experiment, uncertain_factors
    from smsim.experiments.results import require_usable_folder
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision_text import decision_text, reasons_text
    from smsim.views.text import print_lines, text_console

    if out is not None:
        require_usable_folder(out)
    elif has_csv:
        raise StoreError("--csv writes to a result folder; name one with --out.")
    question = Question(options, worlds, replications, seed, months, organisation, kinds, mutual_only)
    factors = uncertain_factors(has_real_people=organisation is not None)
    schedule = Schedule(decision_experiment(question, factors, OUR_WORLDS))
    horizon = schedule.experiment.scenarios[0].horizon_months
    chosen = [_objective(words, horizon) for words in objectives] or default_objectives(horizon)
    wanted = [threshold_from(words) for words in thresholds]
    runs = _runs(schedule, store, workers, quiet)
    names = [factor.name for factor in schedule.experiment.factors]
    reference = schedule.experiment.scenarios[0].name
    decision = decide(outcomes_from(runs, reference, horizon, names), chosen, wanted)
    context = _context(schedule, question)
    flips = None if no_flips else _flips(question, schedule, decision, context, store, workers, quiet)
    reasons = _reasons(question, schedule, decision, context, store, workers, quiet) if why else None
    print_lines(decision_text(decision, context, flips), text_console())
    if reasons is not None:
        print_lines(reasons_text(*reasons), text_console())
    if out is not None:
        _write(out, has_csv, schedule, runs, decision, context, flips, reasons)
        voice(quiet)(f"smsim: written to {out}; open {out / 'report.html'} in a browser.")


def _objective(words: str, horizon_months: int) -> Objective:
    """Return the objective of words like "net_value_keur" or "net_value_keur=2"."""
    from smsim.analysis.decision.objectives import objective_of

    measure, sign, weight = words.partition("=")
    try:
        return objective_of(measure, horizon_months, weight=float(weight) if sign else 0.0)
    except ValueError:
        raise click.UsageError(f"--objective is '{words}', but a weight must be a number.") from None


def _runs(schedule: Schedule, store: Path, workers: dict[str, Any], quiet: bool) -> pd.DataFrame:
    """Return every run of an experiment with its world, run now where it is not kept."""
    from smsim.experiments.deciding import world_table

    at = opened(schedule, store, voice(quiet))
    filled(at, workers, quiet)
    return world_table(schedule, at.store)


def _context(schedule: Schedule, question: Question) -> ReportContext:
    from smsim.experiments.deciding import firm_words
    from smsim.experiments.provenance import circumstances
    from smsim.scenarios import scenario_hash
    from smsim.views.decision.context import OptionText, ReportContext, varied_factors

    experiment = schedule.experiment
    about = circumstances(command_line())
    words, employees = firm_words(experiment, question)
    return ReportContext(
        organisation=words,
        employees=employees,
        options=tuple(OptionText(s.name, s.title, s.description) for s in experiment.scenarios),
        varied=varied_factors(experiment.factors),
        command=about["command"],
        seed=question.seed,
        versions={"smsim": about["smsim"], "Python": about["python"], **about["libraries"]},
        hashes={
            "model": about["model_version"],
            "people": schedule.people.key,
            **{scenario.name: scenario_hash(scenario) for scenario in experiment.scenarios},
        },
    )


def _flips(
    question: Question,
    ours: Schedule,
    decision: Decision,
    context: ReportContext,
    store: Path,
    workers: dict[str, Any],
    quiet: bool,
) -> Flips:
    """Return where the advice changes, from worlds in which the situation of the firm differs too."""
    from smsim.analysis.decision.flips import flips_of
    from smsim.experiments.deciding import decision_experiment, situation_factors, uncertain_factors
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision.context import Flips

    has_real_people = question.organisation is not None
    situation = situation_factors(ours.experiment.scenarios, has_real_people=has_real_people)
    uncertain = uncertain_factors(has_real_people=has_real_people)
    schedule = Schedule(decision_experiment(question, (*uncertain, *situation), OTHER_SITUATIONS))
    runs = _runs(schedule, store, workers, quiet)
    switching, regions = flips_of(
        runs, schedule.experiment.factors, [entry.name for entry in situation], decision, context.named
    )
    return Flips(switching, regions)


def _reasons(
    question: Question,
    schedule: Schedule,
    decision: Decision,
    context: ReportContext,
    store: Path,
    workers: dict[str, Any],
    quiet: bool,
) -> Reasons:
    """Return what each element of the best option is worth, and where its twin runs with a rival part."""
    shares = _shares(schedule, decision, store, workers, quiet)
    return shares, _twins(question, decision, context)


def _shares(
    schedule: Schedule, decision: Decision, store: Path, workers: dict[str, Any], quiet: bool
) -> ElementShares | None:
    """Return the Shapley shares of what the best option does differently from the first other option.

    None if the two do not differ. Every set of elements meets the worlds of the decision.
    """
    from smsim.analysis.shapley import shapley_shares
    from smsim.experiments import bundles
    from smsim.experiments.measures import MEASURE_BY_NAME
    from smsim.experiments.running.schedule import Schedule
    from smsim.views.decision.context import ElementShares
    from smsim.views.decision.lookup import ranked_options

    by_name = {scenario.name: scenario for scenario in schedule.experiment.scenarios}
    best = ranked_options(decision)[0]
    reference = next(name for name in by_name if name != best)
    elements = bundles.bundle_elements(by_name[best], by_name[reference])
    if not elements:
        return None
    objective = next(entry for entry in decision.objectives if entry.measure in MEASURE_BY_NAME)
    coalitions = bundles.coalition_scenarios(by_name[best], by_name[reference], elements)
    runs = _runs(
        Schedule(bundles.coalition_experiment(schedule.experiment, coalitions)), store, workers, quiet
    )
    titles = {element.name: element.title for element in elements}
    outcomes = {
        frozenset(titles[name] for name in coalition): values
        for coalition, values in bundles.coalition_outcomes(runs, coalitions, objective.measure).items()
    }
    return ElementShares(best, objective, shapley_shares(list(titles.values()), outcomes))


def _twins(question: Question, decision: Decision, context: ReportContext) -> Divergence:
    """Return where twin runs of the best option and its next rival part: same people, same luck."""
    from smsim.analysis.divergence.tracing import trace_divergence
    from smsim.experiments.comparing import observe_run
    from smsim.experiments.deciding import twin_plan
    from smsim.views.decision.lookup import ranked_options

    best, rival = ranked_options(decision)[:2]
    plan = twin_plan(question, decision.outcomes.options, best, rival)
    one, other = (observe_run(plan, place, record_people=True) for place in (0, 1))
    names = (context.named(best), context.named(rival))
    return trace_divergence(names, one, other, plan.scenarios[0].audit)


def _write(
    out: Path,
    has_csv: bool,
    schedule: Schedule,
    runs: pd.DataFrame,
    decision: Decision,
    context: ReportContext,
    flips: Flips | None,
    reasons: Reasons | None,
) -> None:
    from smsim.analysis.decision.tables import decision_document, decision_tables
    from smsim.experiments.exporting import provenance_of
    from smsim.experiments.results import ResultContents, write_result_folder
    from smsim.views.report.page import report_html

    shares, twins = reasons or (None, None)
    contents = ResultContents(
        provenance=provenance_of(schedule, schedule.rounds, command_line()),
        tables={"runs": runs, **decision_tables(decision)},
        documents={"decision": decision_document(decision)},
        files={"report.html": report_html(decision, context, flips, shares, twins).encode("utf-8")},
    )
    write_result_folder(out, contents, has_csv=has_csv)
