"""What an experiment will take, how far it is, and how many replications an effect needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

import numpy as np
from rich.console import RenderableType

from smsim.analysis.power import PowerAnalysis, power_analysis
from smsim.analysis.precision import FEWEST_PILOTS, expected_stop, widest_half_width
from smsim.errors import ExperimentError
from smsim.experiments import planning
from smsim.experiments.apart import apart_words, experiment_apart
from smsim.experiments.experiment import Experiment, asking_for
from smsim.experiments.loading import GivenExperiment
from smsim.experiments.planning import Trial
from smsim.experiments.running.progress import (
    ErrorGroup,
    ScenarioProgress,
    counted,
    error_groups,
    progress_by_scenario,
)
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.trying import require_runnable
from smsim.measures import MEASURE_BY_NAME
from smsim.studies.arguments import REPLICATIONS, SEEDS, STORE, Work, WorkOptions, checked_call
from smsim.studies.experiment import one_of, planned
from smsim.studies.keeping import crew, existing, opened
from smsim.studies.observing import NOBODY, Observer, announce_compiling
from smsim.studies.study import Told
from smsim.views.experiments import Outlook, Rounds, plan_text, status_text
from smsim.views.precision import power_text


@dataclass(frozen=True, repr=False)
class PlanStudy(Told):
    """What an experiment consists of, and what running it will take."""

    experiment: Experiment
    outlook: Outlook

    def lines(self) -> Iterator[RenderableType]:
        """Yield what `smsim experiment plan` prints."""
        return plan_text(self.experiment, self.outlook)


@dataclass(frozen=True, repr=False)
class StatusStudy(Told):
    """How far a store is with an experiment; `rows_folder` holds the Parquet files of its runs."""

    name: str
    progress: tuple[ScenarioProgress, ...]
    errors: tuple[ErrorGroup, ...]
    rows_folder: Path
    stop: Rounds | None

    def lines(self) -> Iterator[RenderableType]:
        """Yield what `smsim experiment status` prints."""
        return status_text(self.name, self.progress, self.errors, self.rows_folder, self.stop)


@dataclass(frozen=True, repr=False)
class PowerStudy(Told):
    """How many replications find a difference in a measure between a scenario and another one."""

    analysis: PowerAnalysis
    measure: str
    scenario: str
    against: str

    def lines(self) -> Iterator[RenderableType]:
        """Yield what `smsim experiment power` prints."""
        return power_text(self.analysis, self.measure, self.scenario, self.against)


@checked_call(replications=REPLICATIONS, seed=SEEDS)
def plan(
    experiment: GivenExperiment,
    *,
    replications: int | None = None,
    seed: int | None = None,
    observer: Observer = NOBODY,
    **work: Unpack[WorkOptions],
) -> PlanStudy:
    """Say how many runs an experiment has and what they will take, after a short trial.

    Raises: SmsimError.
    """
    schedule, chosen = planned(experiment, replications, seed), Work(**work)
    workers = crew(chosen)
    is_there = chosen.store is not None and Path(chosen.store).exists()
    store = opened(Path(chosen.store), observer) if is_there and chosen.store is not None else None
    trial = _trial(schedule, observer)
    plan = schedule.experiment
    whole = counted(schedule, store) if store is not None else None
    rounds = whole.rounds if whole and whole.is_complete else schedule.rounds
    missing = rounds * schedule.runs_per_round - planning.kept_runs(schedule, store, rounds)
    names = [scenario.name for scenario in plan.scenarios]
    outlook = Outlook(
        rounds=schedule.rounds,
        kept=planning.kept_runs(schedule, store),
        workers=workers.number,
        seconds=trial.seconds_per_run * missing / workers.number,
        memory_bytes=planning.expected_memory_bytes(
            schedule, trial, workers.number, has_processes=workers.kind != "threads"
        ),
        disk_bytes=trial.bytes_per_run * missing,
        widths={
            measure: widest_half_width(trial.differences(measure, names), schedule.rounds)
            for measure in (plan.measures if schedule.rounds > 1 else ())
        },
        stopped_at=rounds if rounds < schedule.rounds else None,
        stops_at=_expected_stop(schedule, trial),
        faults=planning.unbuildable_points(plan),
        apart=apart_words(experiment_apart(plan)),
    )
    return PlanStudy(plan, outlook)


def _trial(schedule: Schedule, observer: Observer) -> Trial:
    announce_compiling(observer, schedule.engines)
    require_runnable(schedule)
    return planning.try_out(schedule)


def _expected_stop(schedule: Schedule, trial: Trial) -> int | None:
    stop = schedule.experiment.stop
    if stop is None:
        return None
    return expected_stop(
        trial.values(stop.measure, stop.scenario, stop.against),
        stop,
        schedule.rounds,
        is_event=MEASURE_BY_NAME[stop.measure].is_event,
    )


@checked_call(replications=REPLICATIONS, seed=SEEDS)
def status(
    experiment: GivenExperiment,
    *,
    replications: int | None = None,
    seed: int | None = None,
    store: str | Path = STORE,
    observer: Observer = NOBODY,
) -> StatusStudy:
    """Say how much of an experiment a store holds, what failed, and how to read the runs.

    Raises: SmsimError.
    """
    schedule = planned(experiment, replications, seed)
    runs = existing(Path(store), observer)
    whole = counted(schedule, runs)
    wanted = whole.rounds if whole.is_complete else schedule.rounds
    return StatusStudy(
        schedule.experiment.name,
        progress_by_scenario(schedule, runs, wanted),
        error_groups(schedule, runs, wanted),
        runs.rows_folder,
        stop=None
        if schedule.experiment.stop is None
        else Rounds(whole.rounds, schedule.rounds, is_enough=whole.is_reached),
    )


@checked_call(replications=REPLICATIONS, seed=SEEDS)
def power(
    experiment: GivenExperiment,
    *,
    effect: float,
    measure: str | None = None,
    scenario: str | None = None,
    against: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    store: str | Path = STORE,
    observer: Observer = NOBODY,
) -> PowerStudy:
    """Say how many replications find an effect, judged by the runs kept or by a trial.

    Raises: SmsimError.
    """
    schedule = planned(experiment, replications, seed)
    plan = schedule.experiment
    names = [entry.name for entry in plan.scenarios]
    if len(names) < 2:
        raise ExperimentError(f"'{plan.name}' has one scenario; power is for a difference between two.")
    changed = one_of(scenario or names[1], names, "--scenario")
    baseline = one_of(against or next(name for name in names if name != changed), names, "--against")
    chosen = one_of(measure or plan.measures[0], list(MEASURE_BY_NAME), "--measure")
    schedule = Schedule(asking_for(plan, [chosen]))
    runs = opened(Path(store), observer) if Path(store).is_dir() else None
    announce_compiling(observer, schedule.engines)
    require_runnable(schedule)
    ours, theirs = planning.pilot(schedule, runs, chosen, changed, baseline)
    is_event = MEASURE_BY_NAME[chosen].is_event
    if effect == 0 or (is_event and abs(effect) > 1):
        raise ExperimentError(f"--effect is {effect:g}, but must be a difference in {chosen}, other than 0.")
    pairs = int((np.isfinite(ours) & np.isfinite(theirs)).sum())
    if pairs < FEWEST_PILOTS or schedule.rounds < 2:
        raise ExperimentError(
            f"Power needs {FEWEST_PILOTS} pairs of runs and 2 replications or more, but there are {pairs} "
            f"pairs and {schedule.rounds} replications: raise the number with --replications."
        )
    analysis = power_analysis(ours, theirs, effect, schedule.rounds, is_event=is_event)
    return PowerStudy(analysis, chosen, changed, baseline)
