"""Which factors of an experiment matter, how sure that is, and how much is luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd
from rich.console import RenderableType

from smsim.analysis.sensitivity.reporting import Report, sensitivity_report
from smsim.experiments.experiment import asking_for
from smsim.experiments.exporting import exported
from smsim.experiments.loading import GivenExperiment
from smsim.experiments.results import ResultContents
from smsim.experiments.running.schedule import Schedule
from smsim.measures import MEASURE_BY_NAME
from smsim.studies.arguments import REPLICATIONS, SEEDS, Work, WorkOptions, checked_call
from smsim.studies.experiment import KeptRounds, filled, one_of, planned
from smsim.studies.keeping import kept_runs
from smsim.studies.observing import NOBODY, Observer
from smsim.studies.study import Study
from smsim.views.folder import figure_files
from smsim.views.sensitivity.report import drawings, report_documents, report_tables, report_text

if TYPE_CHECKING:
    from smsim.views.style import Drawing


class SensitivityStudy(Study):
    """Which factors matter. Tables: `runs` and the monthly ones, and what the design allows to be said.

    That is `sensitivity`, `sensitivity_pairs`, `luck` and `sensitivity_by_month` or, where one factor is
    changed at a time, `setting_effects`. `summary` is the first of them, `report` holds the analyses.
    """

    def __init__(self, kept: KeptRounds, runs: ResultContents, report: Report, observer: Observer) -> None:
        """Make the answer of kept runs, read as tables, and their analyses."""
        super().__init__(observer)
        self.kept = kept
        self.report = report
        self._runs = runs

    def lines(self) -> Iterator[RenderableType]:
        """Yield what `smsim sensitivity` prints."""
        yield from self.kept.stop_lines()
        yield from report_text(self.report)
        yield from self.kept.rule_lines()

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tidy tables of the result folder, by name."""
        return {**self._runs.tables, **report_tables(self.report)}

    @property
    def summary(self) -> pd.DataFrame:
        """The indices, or the effects of single settings."""
        return self.tables["setting_effects" if self.report.effects else "sensitivity"]

    @property
    def documents(self) -> Mapping[str, Any]:
        """What `sensitivity.json` holds."""
        return {"sensitivity": report_documents(self.report)}

    def drawn(self) -> Iterator[tuple[str, Drawing]]:
        """Yield every figure with its folder inside ``figures/``."""
        return drawings(self.report)

    def contents(self) -> ResultContents:
        """Return what goes into the result folder."""
        return ResultContents(self._runs.provenance, self.tables, self.documents, figure_files(self.drawn()))


@checked_call(replications=REPLICATIONS, seed=SEEDS)
def sensitivity(
    experiment: GivenExperiment,
    *,
    measures: Sequence[str] = (),
    scenario: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    observer: Observer = NOBODY,
    **work: Unpack[WorkOptions],
) -> SensitivityStudy:
    """Say which factors of an experiment matter, how sure that is, and how much is luck.

    measures : by default those that the experiment reports
    scenario : only this one, by default all

    The rest is as for `experiment`; what is not kept yet is run. Raises: SmsimError.
    """
    schedule = planned(experiment, replications, seed)
    plan = schedule.experiment
    names = [entry.name for entry in plan.scenarios]
    chosen = [one_of(scenario, names, "--scenario")] if scenario else names
    wanted = [one_of(name, list(MEASURE_BY_NAME), "--measure") for name in measures]
    if wanted:
        plan = asking_for(plan, wanted)
        schedule = Schedule(plan)
    with kept_runs(Work(**work), observer) as kept:
        found = filled(kept, schedule)
        runs = exported(schedule, kept.store, found.rounds, observer.command)
    monthly = {name: runs.tables[f"monthly_{name}"] for name in plan.monthly}
    whole = schedule.after(schedule.rounds if found.rounds is None else found.rounds)
    report = sensitivity_report(whole, runs.tables["runs"], monthly, chosen, plan.measures)
    return SensitivityStudy(found, runs, report, observer)
