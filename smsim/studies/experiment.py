"""An experiment: run whatever is not kept yet, and hand its runs on as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from smsim.analysis.sensitivity.axes import may_be_grid
from smsim.analysis.sensitivity.effects import (
    GridEffects,
    effect_tables,
    grid_effects,
)
from smsim.errors import ExperimentError, StoreError, nearest
from smsim.experiments.apart import apart_words, experiment_apart
from smsim.experiments.exporting import exported
from smsim.experiments.loading import GivenExperiment, load_experiment
from smsim.experiments.results import ResultContents
from smsim.experiments.rules_in_use import rules_words
from smsim.experiments.running.progress import counted
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.stopping import Precision
from smsim.experiments.store import RunStore
from smsim.studies.arguments import REPLICATIONS, SEEDS, STORE, Work, WorkOptions, checked_call
from smsim.studies.keeping import KeptRuns, existing, kept_runs
from smsim.studies.observing import NOBODY, Observer
from smsim.studies.study import Study
from smsim.views.folder import figure_files
from smsim.views.precision import outcome_text
from smsim.views.text import sentence

if TYPE_CHECKING:
    from smsim.views.style import Drawing


@dataclass(frozen=True)
class KeptRounds:
    """The runs of an experiment in a store: of the first `rounds` rounds, or all that are kept if None.

    `looks` is what the stop rule saw. `folder` is None where nothing is kept for later.
    """

    schedule: Schedule
    store: RunStore
    folder: Path | None
    rounds: int | None
    looks: tuple[Precision, ...]

    @property
    def runs(self) -> int:
        """How many runs the rounds have."""
        rounds = self.schedule.rounds if self.rounds is None else self.rounds
        return rounds * self.schedule.runs_per_round

    def stop_lines(self) -> Iterator[RenderableType]:
        """Yield how the stop rule stands, if there is one and it has looked."""
        rule = self.schedule.experiment.stop
        if rule is not None and self.looks:
            yield from outcome_text(rule, self.looks[-1], self.schedule.rounds)

    def rule_lines(self) -> Iterator[RenderableType]:
        """Yield which rules are from Python, if some are."""
        experiment = self.schedule.experiment
        words = rules_words(experiment.scenarios, experiment.factors)
        if words:
            yield sentence(words)


class ExperimentStudy(Study):
    """The runs of an experiment. Tables: `runs`, and `monthly_<output>` for each output that is kept.

    A grid has `main_effects` and `interactions` too.

    `summary` has a row for each scenario with the mean of every measure that the experiment reports.
    """

    def __init__(self, kept: KeptRounds, observer: Observer, export: str = "") -> None:
        """Make the answer of kept runs; `export` is the command that writes them as tables."""
        super().__init__(observer)
        self.kept = kept
        self._export = export

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be run."""
        return self.kept.rounds is not None

    def lines(self) -> Iterator[RenderableType]:
        """Yield what `smsim experiment run` prints."""
        yield from self.kept.stop_lines()
        name, folder = self.kept.schedule.experiment.name, self.kept.folder
        runs = f"all {self.kept.runs:,} runs" if self.is_complete else f"so far {len(self.runs):,} runs"
        end = "done" if folder is None else f"kept in {folder}"
        yield Text(f"{name}: {runs} are {end}.", no_wrap=True, overflow="ignore")
        yield from self.kept.rule_lines()
        if self._export:
            yield Text(self._export, no_wrap=True, overflow="ignore")

    @cached_property
    def _exported(self) -> ResultContents:
        return exported(self.kept.schedule, self.kept.store, self.kept.rounds, self._observer.command)

    @cached_property
    def effects(self) -> tuple[GridEffects, ...]:
        """What the settings of a grid do to each measure that is reported; none of another design."""
        experiment = self.kept.schedule.experiment
        if self.is_empty or not may_be_grid(experiment):
            return ()
        effects, refusals = grid_effects(experiment, self._exported.tables["runs"])
        for refusal in refusals:
            self._observer.remark(refusal)
        return tuple(effects)

    @property
    def is_empty(self) -> bool:
        """Whether no run is kept whole."""
        return bool(self._exported.tables["runs"].empty)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tidy tables of the result folder, by name."""
        return {**self._exported.tables, **effect_tables(self.effects)}

    @property
    def summary(self) -> pd.DataFrame:
        """A row for each scenario, with means over all its runs that did not fail."""
        experiment = self.kept.schedule.experiment
        by_scenario = self.tables["runs"].groupby("scenario", sort=False)
        return by_scenario[list(experiment.measures)].mean().reset_index()

    @property
    def documents(self) -> Mapping[str, Any]:
        """None: all there is stands in the tables."""
        return {}

    def drawn(self) -> Iterator[tuple[str, Drawing]]:
        """Yield the looks of the stop rule, if there is one, and the effects of a grid."""
        rule = self.kept.schedule.experiment.stop
        if rule is not None:
            from smsim.views.stopping import draw_stopping  # brings Matplotlib, which tables do not need

            yield "", draw_stopping(rule, self.kept.looks, self.kept.schedule.rounds)
        if self.effects:
            from smsim.views.sensitivity.effects_report import effect_drawings

            yield from effect_drawings(self.effects)

    def contents(self) -> ResultContents:
        """Return what goes into the result folder."""
        has_figure = bool(self.effects) or self.kept.schedule.experiment.stop is not None
        return ResultContents(
            provenance=self._exported.provenance,
            tables=self.tables,
            files=figure_files(self.drawn()) if has_figure else {},
        )


@checked_call(replications=REPLICATIONS, seed=SEEDS)
def experiment(
    experiment: GivenExperiment,
    *,
    replications: int | None = None,
    seed: int | None = None,
    observer: Observer = NOBODY,
    **work: Unpack[WorkOptions],
) -> ExperimentStudy:
    """Run whatever of an experiment is not kept yet: a shipped one's name, a file, a dict or an Experiment.

    replications, seed : in place of the experiment's
    store : folder in which runs are kept, by default that of the command; None keeps nothing for later
    work : further keywords of `Work`: `workers`, `processes`, `dask`, `time_limit`, `memory_limit`,
        `retry_failed`

    Raises: SmsimError, one sentence about what is wrong; StoppedError at an interrupt.
    """
    schedule = planned(experiment, replications, seed)
    with kept_runs(Work(**work), observer) as kept:
        apart = apart_words(experiment_apart(schedule.experiment))
        if apart:
            observer.remark(apart)
        study = ExperimentStudy(filled(kept, schedule), observer, _export_words(experiment, kept.folder))
        if kept.folder is None:
            _ = study.tables  # read while there is a store
    return study


@checked_call(replications=REPLICATIONS, seed=SEEDS)
def export(
    experiment: GivenExperiment,
    *,
    replications: int | None = None,
    seed: int | None = None,
    store: str | Path = STORE,
    observer: Observer = NOBODY,
) -> ExperimentStudy:
    """Return what a store holds of an experiment, whole or so far, without running anything.

    Raises: SmsimError; StoreError, if it holds no run of it.
    """
    schedule = planned(experiment, replications, seed)
    runs = existing(Path(store), observer)
    whole = counted(schedule, runs)
    rounds = whole.rounds if whole.is_complete else None
    study = ExperimentStudy(KeptRounds(schedule, runs, Path(store), rounds, whole.looks), observer)
    if study.is_empty:
        raise StoreError(
            f"No run of '{schedule.experiment.name}' is kept whole in '{store}'; smsim experiment run makes "
            "them."
        )
    return study


def planned(experiment: GivenExperiment, replications: int | None, seed: int | None) -> Schedule:
    """Return the runs of an experiment. Raises: ExperimentError, ScenarioError."""
    return Schedule(load_experiment(experiment, replications=replications, seed=seed))


def filled(kept: KeptRuns, schedule: Schedule) -> KeptRounds:
    """Return the runs of an experiment, run now where they are not kept. Raises: see `KeptRuns.fill`."""
    found = kept.fill(schedule)
    return KeptRounds(schedule, kept.store, kept.folder, found.rounds, found.looks)


def one_of(word: str, known: list[str], option: str) -> str:
    """Return a word that is known. Raises: ExperimentError, naming the nearest."""
    if word not in known:
        raise ExperimentError(
            f"{option} is '{word}'{nearest(word, known)}, but must be one of {', '.join(known)}."
        )
    return word


def _export_words(experiment: GivenExperiment, folder: Path | None) -> str:
    """Return the command that writes the runs as tables, "" where there is none."""
    if folder is None or not isinstance(experiment, str | Path):
        return ""
    return f"smsim experiment export {experiment} --store {folder} --out DIR writes them as tables."
