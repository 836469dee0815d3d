"""One scenario explained, or several side by side, under equal luck.

Figures bring Matplotlib, which takes long to import: it waits until it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import RenderableType

from smsim.analysis.explanation.explanation import Explanation, explain
from smsim.analysis.summary import Summary, summarise
from smsim.analysis.tables import summary_table
from smsim.errors import ArgumentError
from smsim.experiments.apart import apart_words, require_one_firm
from smsim.experiments.comparing import (
    Comparison,
    ObservedRun,
    Request,
    RunPlan,
    observe_run,
    plan_runs,
    run_plan,
)
from smsim.experiments.provenance import provenance
from smsim.experiments.results import ResultContents
from smsim.experiments.trying import require_runnable_plan
from smsim.scenarios.loading import ScenarioSource
from smsim.studies.arguments import (
    COMPARED_REPLICATIONS,
    MONTHS,
    ONE_PER_PROCESSOR,
    REPLICATIONS,
    SEEDS,
    WORKERS,
    as_path,
    checked_call,
)
from smsim.studies.observing import NOBODY, Observer, announce_compiling
from smsim.studies.study import Study
from smsim.views import text

if TYPE_CHECKING:
    from smsim.views.style import Drawing


class ComparisonStudy(Study):
    """What runs come to. Tables: `monthly`, `departments`, `events`, `levels`.

    Of one scenario there may be `people` and `use_changes` too. `summary` has a row for each scenario and
    measure, with the mean, its interval and the difference to the baseline. `comparison` holds the records.
    """

    def __init__(self, comparison: Comparison, observer: Observer, *, has_people: bool = False) -> None:
        """Make the answer of runs; `has_people` lists who took up or gave up use in the first run."""
        super().__init__(observer)
        self.comparison = comparison
        self.has_people = has_people

    @cached_property
    def findings(self) -> Summary:
        """What the runs come to, with intervals, differences and winners."""
        return summarise(self.comparison.batches, self.comparison.plan.baseline)

    @cached_property
    def explanation(self) -> Explanation | None:
        """Why the first run of a single scenario went as it did; None for several."""
        plan, batches = self.comparison.plan, self.comparison.batches
        if len(batches) > 1:
            return None
        first = batches[0]
        return explain(
            first.monthly[0],
            first.by_department[0],
            first.events[0],
            plan.organisation_of(0, 0),
            plan.inputs[0],
            plan.scenarios[0].audit,
            scenario=first.name,
        )

    @cached_property
    def _observed(self) -> ObservedRun | None:
        if self.explanation is None:
            return None
        return observe_run(self.comparison.plan, record_people=self.has_people)

    def lines(self) -> Iterator[RenderableType]:
        """Yield the tables and sentences that `smsim run` and `smsim compare` print."""
        plan = self.comparison.plan
        if self.explanation is None:
            return text.comparison_text(self.findings, plan.assumptions, apart_words(plan.apart))
        words = plan.assumptions.rules
        if plan.request.replications == 1:
            return text.single_run_text(self.findings, self.explanation, plan.request.seed, words)
        return text.batch_text(self.findings, self.explanation, words)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tidy tables of the result folder, by name."""
        from smsim.views.folder import folder_tables

        return folder_tables(self.comparison, self._observed if self.has_people else None)

    @property
    def summary(self) -> pd.DataFrame:
        """A row for each scenario and measure."""
        return summary_table(self.findings)

    @property
    def documents(self) -> Mapping[str, Any]:
        """What `summary.json` and, of one scenario, `explanation.json` hold."""
        from smsim.views.folder import folder_documents

        return folder_documents(self.comparison, self.findings, self.explanation)

    def drawn(self) -> Iterator[tuple[str, Drawing]]:
        """Yield every figure with its folder inside ``figures/``."""
        from smsim.views.folder import drawings

        return drawings(self.comparison, self.findings, self._observed)

    def contents(self) -> ResultContents:
        """Return what goes into the result folder."""
        from smsim.views.folder import figure_files

        return ResultContents(
            provenance=provenance(self.comparison.plan, self._observer.command),
            tables=self.tables,
            documents=self.documents,
            files=figure_files(self.drawn()),
        )


@checked_call(months=MONTHS, replications=REPLICATIONS, seed=SEEDS, workers=WORKERS)
def run(
    scenario: ScenarioSource,
    *,
    organisation: str | Path | None = None,
    kinds: str | Path | None = None,
    mutual_only: bool = False,
    months: int | None = None,
    replications: int = 1,
    seed: int = 1,
    workers: int = ONE_PER_PROCESSOR,
    people: bool = False,
    observer: Observer = NOBODY,
) -> ComparisonStudy:
    """Run one scenario, a preset's name, a file or a Scenario, and explain where it gets to.

    organisation : folder of a real organisation; `kinds` and `mutual_only` say how it is read
    months : horizon, in place of the scenario's
    replications : runs, each with its own luck; the same `seed` gives the same result
    workers : runs at the same time
    people : list who took up or gave up use, and when (first run)

    Raises: SmsimError, one sentence about what is wrong, before anything is run.
    """
    request = Request(
        scenarios=(scenario,),
        replications=replications,
        seed=seed,
        workers=workers,
        months=months,
        organisation=as_path(organisation),
        kinds=as_path(kinds),
        mutual_only=mutual_only,
    )
    return ComparisonStudy(_carried_out(plan_runs(request), observer), observer, has_people=people)


@checked_call(months=MONTHS, replications=REPLICATIONS, seed=SEEDS, workers=WORKERS)
def compare(
    *scenarios: ScenarioSource,
    organisation: str | Path | None = None,
    kinds: str | Path | None = None,
    mutual_only: bool = False,
    same_organisation: bool = False,
    baseline: str | None = None,
    different_firms: bool = False,
    months: int | None = None,
    replications: int = COMPARED_REPLICATIONS,
    seed: int = 1,
    workers: int = ONE_PER_PROCESSOR,
    observer: Observer = NOBODY,
) -> ComparisonStudy:
    """Compare scenarios, presets' names, files or Scenarios, run by run with the same luck.

    same_organisation : one synthetic organisation for all runs
    baseline : scenario the others are held against, by default the first
    different_firms : answer even if the scenarios are about different firms

    The rest is as for `run`. Raises: SmsimError, one sentence about what is wrong, before anything is run.
    """
    if len(scenarios) < 2:
        raise ArgumentError("Name at least two scenarios to compare; `smsim run` takes a single one.")
    request = Request(
        scenarios=scenarios,
        replications=replications,
        seed=seed,
        workers=workers,
        months=months,
        organisation=as_path(organisation),
        kinds=as_path(kinds),
        mutual_only=mutual_only,
        same_organisation=same_organisation,
        baseline=baseline,
    )
    plan = plan_runs(request)
    if not different_firms:
        require_one_firm(plan.apart, scenarios)
    return ComparisonStudy(_carried_out(plan, observer), observer)


def _carried_out(plan: RunPlan, observer: Observer) -> Comparison:
    """Run a plan whose remarks are told first. Raises: ExperimentError, if a scenario can never run."""
    for remark in plan.remarks:
        observer.remark(remark)
    announce_compiling(observer, {inputs.replaced_rules for inputs in plan.inputs})
    require_runnable_plan(plan)
    numbers = count(1)
    with observer.progress(plan.runs) as on_progress:
        if on_progress is None:
            return run_plan(plan)
        from smsim.experiments.running.filling import Progress  # brings the store, which is not used here

        def on_done(name: str) -> None:
            number = next(numbers)
            on_progress(Progress(number, plan.runs, number, 0))

        return run_plan(plan, on_done)
