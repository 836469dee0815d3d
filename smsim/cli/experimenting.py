"""What the experiment commands do between their options and what is printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsim.cli.main import EXIT_INTERRUPTED
from smsim.cli.session import announce_compiling, command_line, voice, write_result
from smsim.errors import ExperimentError, StoreError, nearest

if TYPE_CHECKING:
    from smsim.experiments.experiment import Experiment
    from smsim.experiments.running.filling import OnProgress, Progress
    from smsim.experiments.running.schedule import Schedule
    from smsim.experiments.running.workers import Workers
    from smsim.experiments.store import RunStore


@dataclass(frozen=True)
class Opened:
    """An experiment and the store its runs are kept in."""

    schedule: Schedule
    store: RunStore

    @property
    def experiment(self) -> Experiment:
        """The experiment."""
        return self.schedule.experiment


def planned(experiment: str, replications: int | None, seed: int | None) -> Schedule:
    """Return the runs of an experiment, read from a file. Raises: ExperimentError, ScenarioError."""
    from smsim.experiments.loading import load_experiment
    from smsim.experiments.running.schedule import Schedule

    return Schedule(load_experiment(experiment, replications=replications, seed=seed))


def opened(schedule: Schedule, folder: Path, say: Callable[[str], None]) -> Opened:
    """Return an experiment with its store, made if need be; say what it holds of other models."""
    from smsim.experiments.rows import row_version
    from smsim.experiments.store import RunStore

    store = RunStore.open(folder, row_version(), on_damage=_tell)
    for version, runs in store.other_versions().items():
        say(f"smsim: {folder} also holds {runs:,} runs of model version {version}; they are not used.")
    return Opened(schedule, store)


def _tell(sentence: str) -> None:
    """Say on standard error what is to be known however quiet a command is."""
    click.echo(f"smsim: {sentence}", err=True)


def filled(at: Opened, options: dict[str, Any], quiet: bool) -> int:
    """Run what the store lacks of an experiment; return how many rounds count.

    An interrupt ends the command: what is done is kept.

    Raises: ExperimentError, if a scenario can never run, or all runs failed; see `fill_store`.
    """
    from smsim.experiments.progress import error_groups
    from smsim.experiments.running.filling import fill_store
    from smsim.experiments.trying import require_runnable
    from smsim.views.experiments import failure_words
    from smsim.views.precision import outcome_text
    from smsim.views.text import print_lines, text_console

    announce_compiling(quiet)
    require_runnable(at.schedule)
    counted = [0, at.schedule.runs]
    try:
        with shown_progress(at.schedule, quiet) as on_progress:

            def count(progress: Progress) -> None:
                counted[:] = progress.finished, progress.runs
                if on_progress is not None:
                    on_progress(progress)

            result = fill_store(
                at.schedule,
                at.store,
                wanted_workers(options),
                retry_failed=options["retry_failed"],
                on_progress=count,
            )
    except KeyboardInterrupt:
        most = "at most " if at.experiment.stop is not None else ""
        _tell(f"stopped; {counted[0]:,} of {most}{counted[1]:,} runs are kept. Repeat the command to go on.")
        sys.exit(EXIT_INTERRUPTED)
    if len(at.store.failed_runs()):
        groups = error_groups(at.schedule, at.store, result.rounds)
        runs = result.rounds * at.schedule.runs_per_round
        if sum(group.count for group in groups) == runs:
            raise ExperimentError(failure_words(groups, runs))
        if groups:
            _tell(failure_words(groups, runs))
    if at.experiment.stop is not None:
        lines = outcome_text(at.experiment.stop, result.looks[-1], at.schedule.rounds)
        print_lines(lines, text_console())
    return result.rounds


def wanted_workers(options: dict[str, Any]) -> Workers:
    """Return the workers that the options ask for. Raises: click.UsageError."""
    from smsim.experiments.running.workers import LOCAL_CLUSTER, WorkerKind, Workers

    if options["processes"] and options["dask"]:
        raise click.UsageError("--processes and --dask exclude each other; name one.")
    kind: WorkerKind = "dask" if options["dask"] else "processes" if options["processes"] else "threads"
    return Workers(
        kind=kind,
        number=options["workers"],
        dask=options["dask"] or LOCAL_CLUSTER,
        time_limit_seconds=options["time_limit"],
        memory_limit_mb=options["memory_limit"],
    )


@contextmanager
def shown_progress(schedule: Schedule, quiet: bool) -> Iterator[OnProgress | None]:
    """Show how many runs are done, how fast, and how long the rest will take; on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("runs", total=schedule.runs, rate="")

        def show(progress: Progress) -> None:
            elapsed = bars.tasks[0].elapsed or 0.0
            rate = f"{progress.done_here / elapsed:,.0f}/s" if elapsed and progress.done_here else ""
            bars.update(task, completed=progress.finished, rate=rate)

        yield show


def run_experiment(
    experiment: str, store: Path, replications: int | None, seed: int | None, quiet: bool, **options: Any
) -> None:
    """Run whatever the store does not hold yet, and say how to go on."""
    from smsim.experiments.apart import apart_words, experiment_apart

    at = opened(planned(experiment, replications, seed), store, voice(quiet))
    wanted_workers(options)  # wrong use is to be told before anything is run
    apart = apart_words(experiment_apart(at.experiment))
    if apart:
        voice(quiet)(f"smsim: {apart}")
    rounds = filled(at, options, quiet)
    runs = rounds * at.schedule.runs_per_round
    click.echo(
        f"{at.experiment.name}: all {runs:,} runs are kept in {store}.\n"
        f"smsim experiment export {experiment} --store {store} --out DIR writes them as tables."
    )


def plan_experiment(
    experiment: str, store: Path, replications: int | None, seed: int | None, quiet: bool, **options: Any
) -> None:
    """Say what an experiment will take, after a short trial."""
    from smsim.analysis.precision import expected_stop, widest_half_width
    from smsim.experiments import planning
    from smsim.experiments.apart import apart_words, experiment_apart
    from smsim.experiments.progress import counted
    from smsim.experiments.trying import require_runnable
    from smsim.measures import MEASURE_BY_NAME
    from smsim.views.experiments import Outlook, plan_text
    from smsim.views.text import print_lines, text_console

    schedule = planned(experiment, replications, seed)
    workers = wanted_workers(options)
    at = opened(schedule, store, voice(quiet)) if store.exists() else None
    announce_compiling(quiet)
    require_runnable(schedule)
    trial = planning.try_out(schedule)
    plan = schedule.experiment
    store_of_runs = at.store if at else None
    whole = counted(schedule, at.store) if at else None
    rounds = whole.rounds if whole and whole.is_complete else schedule.rounds
    missing = rounds * schedule.runs_per_round - planning.kept_runs(schedule, store_of_runs, rounds)
    stop = plan.stop
    names = [scenario.name for scenario in plan.scenarios]
    outlook = Outlook(
        rounds=schedule.rounds,
        kept=planning.kept_runs(schedule, store_of_runs),
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
        stops_at=None
        if stop is None
        else expected_stop(
            trial.values(stop.measure, stop.scenario, stop.against),
            stop,
            schedule.rounds,
            is_event=MEASURE_BY_NAME[stop.measure].is_event,
        ),
        faults=planning.unbuildable_points(plan),
        apart=apart_words(experiment_apart(plan)),
    )
    print_lines(plan_text(plan, outlook), text_console())


def status_experiment(experiment: str, store: Path, replications: int | None, seed: int | None) -> None:
    """Say how much of an experiment is kept."""
    from smsim.experiments.progress import counted, error_groups, progress_by_scenario
    from smsim.views.experiments import Rounds, status_text
    from smsim.views.text import print_lines, text_console

    at = existing(planned(experiment, replications, seed), store)
    whole = counted(at.schedule, at.store)
    wanted = whole.rounds if whole.is_complete else at.schedule.rounds
    lines = status_text(
        at.experiment.name,
        progress_by_scenario(at.schedule, at.store, wanted),
        error_groups(at.schedule, at.store, wanted),
        at.store.rows_folder,
        stop=None
        if at.experiment.stop is None
        else Rounds(whole.rounds, at.schedule.rounds, is_enough=whole.is_reached),
    )
    print_lines(lines, text_console())


def existing(schedule: Schedule, folder: Path) -> Opened:
    """Return an experiment with a store that is there already. Raises: StoreError if there is none."""
    if not folder.is_dir():
        raise StoreError(
            f"There is no store at '{folder}': name another one with --store, or begin it with smsim "
            "experiment run."
        )
    return opened(schedule, folder, voice(quiet=False))


def power_experiment(
    experiment: str,
    store: Path,
    replications: int | None,
    seed: int | None,
    effect: float,
    measure: str | None,
    scenario: str | None,
    against: str | None,
    quiet: bool,
) -> None:
    """Say how many replications find an effect, judged by the runs kept or by a trial."""
    import numpy as np

    from smsim.analysis.power import power_analysis
    from smsim.analysis.precision import FEWEST_PILOTS
    from smsim.experiments.experiment import asking_for
    from smsim.experiments.planning import pilot
    from smsim.experiments.running.schedule import Schedule
    from smsim.experiments.trying import require_runnable
    from smsim.measures import MEASURE_BY_NAME
    from smsim.views.precision import power_text
    from smsim.views.text import print_lines, text_console

    schedule = planned(experiment, replications, seed)
    plan = schedule.experiment
    names = [entry.name for entry in plan.scenarios]
    if len(names) < 2:
        raise ExperimentError(f"'{plan.name}' has one scenario; power is for a difference between two.")
    changed = _one_of(scenario or names[1], names, "--scenario")
    baseline = _one_of(against or next(name for name in names if name != changed), names, "--against")
    chosen = _one_of(measure or plan.measures[0], list(MEASURE_BY_NAME), "--measure")
    schedule = Schedule(asking_for(plan, [chosen]))
    at = opened(schedule, store, voice(quiet)) if store.is_dir() else None
    announce_compiling(quiet)
    require_runnable(schedule)
    ours, theirs = pilot(schedule, at.store if at else None, chosen, changed, baseline)
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
    print_lines(power_text(analysis, chosen, changed, baseline), text_console())


def _one_of(word: str, known: list[str], option: str) -> str:
    if word not in known:
        raise ExperimentError(
            f"{option} is '{word}'{nearest(word, known)}, but must be one of {', '.join(known)}."
        )
    return word


def export_experiment(
    experiment: str, store: Path, replications: int | None, seed: int | None, out: Path, has_csv: bool
) -> None:
    """Write the runs of an experiment as tidy tables, and the looks of its stop rule as a figure."""
    from smsim.experiments.exporting import exported
    from smsim.experiments.progress import counted
    from smsim.experiments.results import require_usable_folder

    require_usable_folder(out)
    at = existing(planned(experiment, replications, seed), store)
    whole = counted(at.schedule, at.store)
    rounds = whole.rounds if whole.is_complete else None
    contents = exported(at.schedule, at.store, rounds, command_line())
    rows = len(contents.tables["runs"])
    if not rows:
        raise StoreError(
            f"No run of '{at.experiment.name}' is kept whole in '{store}'; smsim experiment run makes them."
        )
    if at.experiment.stop is not None:
        from smsim.views.stopping import with_stopping  # brings Matplotlib, which tables alone do not need

        contents = with_stopping(contents, at.experiment.stop, whole.looks, at.schedule.rounds)
    write_result(out, contents, has_csv, voice(quiet=False))
    so_far = "" if whole.is_complete else " so far; the rest is not run yet"
    click.echo(f"{rows:,} runs are written to {out}{so_far}.")


def analyse_sensitivity(
    experiment: str,
    store: Path,
    replications: int | None,
    seed: int | None,
    measures: tuple[str, ...],
    scenario: str | None,
    out: Path | None,
    has_csv: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run what is missing, and say which factors matter."""
    from smsim.analysis.sensitivity.reporting import sensitivity_report
    from smsim.experiments.experiment import asking_for
    from smsim.experiments.exporting import exported
    from smsim.experiments.results import require_usable_folder
    from smsim.experiments.running.schedule import Schedule
    from smsim.measures import MEASURE_BY_NAME
    from smsim.views.sensitivity.report import report_contents, report_text
    from smsim.views.text import print_lines, text_console

    if out is not None:
        require_usable_folder(out)
    elif has_csv:
        raise StoreError("--csv writes to a result folder; name one with --out.")
    schedule = planned(experiment, replications, seed)
    names = [entry.name for entry in schedule.experiment.scenarios]
    chosen = [_one_of(scenario, names, "--scenario")] if scenario else names
    wanted = [_one_of(name, list(MEASURE_BY_NAME), "--measure") for name in measures]
    if wanted:
        schedule = Schedule(asking_for(schedule.experiment, wanted))
    at = opened(schedule, store, voice(quiet))
    rounds = filled(at, options, quiet)
    runs = exported(at.schedule, at.store, rounds, command_line())
    monthly = {name: runs.tables[f"monthly_{name}"] for name in at.experiment.monthly}
    report = sensitivity_report(
        at.schedule.after(rounds), runs.tables["runs"], monthly, chosen, at.experiment.measures
    )
    print_lines(report_text(report), text_console())
    if out is not None:
        say = voice(quiet)
        write_result(out, report_contents(report, runs), has_csv, say)
        say(f"smsim: written to {out}")
