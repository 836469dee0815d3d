"""Which option for this organisation, how sure, and why: an answer with the report that defends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd
from rich.console import RenderableType

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.decision import decide as decided
from smsim.analysis.decision.objectives import objectives_asked
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.decision.regret import threshold_from
from smsim.analysis.decision.search import fewest_runs
from smsim.analysis.decision.search_tables import search_document, search_table
from smsim.analysis.decision.tables import assumption_table, decision_document, decision_tables
from smsim.analysis.discovery.switching import FEWEST_WORLDS
from smsim.errors import ArgumentError
from smsim.experiments.apart import apart_document, experiment_apart, require_one_firm, require_one_horizon
from smsim.experiments.candidates.decision_experiments import DecisionRequest, own_worlds
from smsim.experiments.candidates.space import CandidateSpace, candidate_space
from smsim.experiments.experiment import fitted_scenario
from smsim.experiments.exporting import provenance_of
from smsim.experiments.results import ResultContents
from smsim.experiments.rules_in_use import rules_document
from smsim.experiments.running.schedule import Schedule
from smsim.scenarios import load_scenario, to_toml
from smsim.scenarios.loading import ScenarioSource
from smsim.studies.arguments import (
    DECISION_WORLDS,
    MONTHS_OF_DECISION,
    REPLICATIONS_OF_DECISION,
    RUNS_OF_SEARCH,
    SEEDS,
    WORLDS,
    Work,
    WorkOptions,
    as_path,
    checked_call,
)
from smsim.studies.findings import Inquiry
from smsim.studies.keeping import kept_runs
from smsim.studies.observing import NOBODY, Observer
from smsim.studies.study import Study
from smsim.views.decision.context import ReportContext, report_context
from smsim.views.decision.findings import Findings
from smsim.views.decision_text import decision_text

if TYPE_CHECKING:
    from smsim.views.style import Drawing

MAIN_TABLE = "chances_of_best"


class DecisionStudy(Study):
    """Which option, how sure and why. Tables: `runs`, `assumptions`, `search`, and those of the decision.

    `summary` has a row for each option: its chance to be best in what matters most. `decision` holds the
    statistics, `findings` what was looked at besides. Saved, it has a `report.html`.
    """

    def __init__(
        self,
        schedule: Schedule,
        runs: pd.DataFrame,
        decision: Decision,
        context: ReportContext,
        findings: Findings,
        observer: Observer,
    ) -> None:
        """Make the answer of the runs of a schedule, with the words that a report needs."""
        super().__init__(observer)
        self.schedule = schedule
        self.decision = decision
        self.findings = findings
        self._runs = runs
        self._context = context

    def lines(self) -> Iterator[RenderableType]:
        """Yield what `smsim decide` prints."""
        return decision_text(self.decision, self._context, self.findings)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tidy tables of the result folder, by name."""
        tables = {
            "runs": self._runs,
            "assumptions": assumption_table(self._context.assumptions, self.schedule.experiment.factors),
            **decision_tables(self.decision),
        }
        if self.findings.searched is not None:
            tables["search"] = search_table(self.findings.searched.search)
        return tables

    @property
    def summary(self) -> pd.DataFrame:
        """A row for each option: its chance to be best in what matters most."""
        table = self.tables[MAIN_TABLE]
        is_main = table["objective"] == self.decision.objectives[0].measure
        return table[is_main].drop(columns="objective").reset_index(drop=True)

    @property
    def documents(self) -> Mapping[str, Any]:
        """What `decision.json` holds."""
        document = {
            **decision_document(self.decision),
            "assumptions": self._context.assumptions.document(),
            "besides_governance": apart_document(experiment_apart(self.schedule.experiment)),
            **rules_document(self.schedule.experiment.scenarios),
        }
        if self.findings.searched is not None:
            searched = self.findings.searched
            document["search"] = search_document(searched.search, searched.check)
        return {"decision": document}

    @property
    def report(self) -> str:
        """The report as one page of HTML, which loads nothing."""
        from smsim.views.report.page import report_html  # brings Matplotlib, as do the other two

        return report_html(self.decision, self._context, self.findings)

    def drawn(self) -> Iterator[tuple[str, Drawing]]:
        """Yield every figure of the report."""
        from smsim.views.report.page import report_drawings

        for drawing in report_drawings(self.decision, self._context, self.findings):
            yield "", drawing

    def contents(self) -> ResultContents:
        """Return what goes into the result folder."""
        from smsim.views.report.searching import PLAN_FILE

        files = {"report.html": self.report.encode("utf-8")}
        if self.findings.searched is not None:
            best = self.findings.searched.search.standings[0].candidate.scenario
            files[PLAN_FILE] = to_toml(best).encode("utf-8")
        return ResultContents(
            provenance={
                **provenance_of(self.schedule, self.schedule.rounds, self._observer.command),
                "margins": {
                    entry.measure: entry.margin for entry in self.decision.objectives if entry.has_own_margin
                },
            },
            tables=self.tables,
            documents=self.documents,
            files=files,
        )


@checked_call(
    worlds=WORLDS,
    replications=REPLICATIONS_OF_DECISION,
    months=MONTHS_OF_DECISION,
    seed=SEEDS,
    most_runs=RUNS_OF_SEARCH,
)
def decide(
    *options: ScenarioSource,
    organisation: str | Path | None = None,
    kinds: str | Path | None = None,
    mutual_only: bool = False,
    different_firms: bool = False,
    worlds: int = DECISION_WORLDS,
    replications: int = 1,
    months: int | None = None,
    seed: int = 1,
    objectives: Sequence[str] = (),
    margins: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    draws: str | Path | pd.DataFrame | None = None,
    why: bool = False,
    search: bool = False,
    limits: Sequence[str] = (),
    most_runs: int | None = None,
    no_flips: bool = False,
    observer: Observer = NOBODY,
    **work: Unpack[WorkOptions],
) -> DecisionStudy:
    """Say which option suits an organisation: presets' names, files or Scenarios that meet the same worlds.

    organisation : folder of a real organisation; `kinds` and `mutual_only` say how it is read
    different_firms : answer even if the options are about different firms
    worlds : draws of what nobody knows; `replications` are runs of each option in each of them
    months : horizon, in place of the options'
    objectives : what matters, the first most, as "net_value_keur", with a weight, "net_value_keur=2", or with
        less being better, "staff_fte_at_end:less"
    margins : a difference too small to matter, as "reputation_at_end=5", where the declared one does not suit
    thresholds : what is good enough, as "level_at_end>=3"
    draws : draws of a posterior, a file or a DataFrame; columns are dotted names
    why : say what each element of the best option is worth, and where twin runs part
    search : search for a better plan that keeps the `limits` ("cost_keur<=500") in `most_runs` runs
    no_flips : do not look for where the advice changes
    store : folder in which runs are kept, by default that of the command; None keeps nothing for later
    work : further keywords of `Work`: `workers`, `processes`, `dask`, `time_limit`, `memory_limit`,
        `retry_failed`

    Raises: SmsimError, one sentence about what is wrong; StoppedError at an interrupt.
    """
    if len(options) < 2:
        raise ArgumentError("Name at least two options to decide between.")
    if not search and (limits or most_runs is not None):
        raise ArgumentError("--limit and --most-runs are for the search among plans; add --search.")
    if not no_flips and worlds < FEWEST_WORLDS:
        raise ArgumentError(
            f"--worlds is {worlds}, but where the advice changes is seen in {FEWEST_WORLDS} or more: raise "
            "it, or add --no-flips."
        )
    described = [fitted_scenario(load_scenario(option), months, None) for option in options]
    require_one_horizon(described)
    horizon = described[0].horizon_months
    chosen = objectives_asked(objectives, margins, horizon)
    wanted, kept_limits = ([threshold_from(words) for words in given] for given in (thresholds, limits))
    matters = [entry.measure for entry in chosen]
    request = DecisionRequest(
        options=options,
        worlds=worlds,
        replications=replications,
        seed=seed,
        months=months,
        organisation=as_path(organisation),
        kinds=as_path(kinds),
        mutual_only=mutual_only,
        draws=draws if isinstance(draws, pd.DataFrame) else as_path(draws),
        measures=(*matters, *(entry.measure for entry in (*wanted, *kept_limits))),
    )
    schedule = Schedule(own_worlds(request))
    experiment = schedule.experiment
    if not different_firms:
        require_one_firm(experiment_apart(experiment), options)
    space = candidate_space(experiment) if search else None
    if space is not None:
        _require_runs(space, worlds, most_runs)
    with kept_runs(Work(**work), observer) as kept:
        inquiry = Inquiry(request, schedule, kept)
        runs = inquiry.runs(schedule)
        names = [factor.name for factor in experiment.factors]
        outcomes = outcomes_from(runs, experiment.scenarios[0].name, horizon, names)
        decision = decided(outcomes, chosen, wanted)
        context = report_context(schedule, request, observer.command)
        findings = Findings(
            flips=None if no_flips else inquiry.flips(decision, context),
            searched=None if space is None else inquiry.searched(space, decision, kept_limits, most_runs),
            shares=inquiry.shares(decision) if why else None,
            twins=inquiry.twins(decision, context) if why else None,
        )
    return DecisionStudy(schedule, runs, decision, context, findings, observer)


def _require_runs(space: CandidateSpace, worlds: int, most_runs: int | None) -> None:
    """Refuse a limit of runs with which not every plan can be looked at, before anything is run."""
    fewest = fewest_runs(len(space.candidates), worlds)
    if most_runs is not None and most_runs < fewest:
        raise ArgumentError(
            f"--most-runs is {most_runs}, but a first look at all {len(space.candidates)} plans takes "
            f"{fewest}."
        )
