"""The runs of a study: carried out where they are not kept yet, in a store that is opened once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from smsim.errors import ExperimentError, StoreError
from smsim.experiments.rows import row_version
from smsim.experiments.running.filling import Filled, Progress, fill_store
from smsim.experiments.running.progress import error_groups
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import LOCAL_CLUSTER, WorkerKind, Workers
from smsim.experiments.store import RunStore
from smsim.experiments.trying import require_runnable
from smsim.interrupts import StoppedError
from smsim.studies.arguments import Work
from smsim.studies.observing import Observer, announce_compiling
from smsim.views.experiments import failure_words


@dataclass(frozen=True)
class KeptRuns:
    """A store of runs, and who fills it for whom. `folder` is None where nothing is kept for later."""

    store: RunStore
    folder: Path | None
    work: Work
    observer: Observer

    def fill(self, schedule: Schedule) -> Filled:
        """Run what the store lacks of an experiment; return which rounds count.

        What failed is told. Raises: ExperimentError, if a scenario can never run, or all runs failed; see
        `fill_store`; StoppedError at an interrupt: what is done is kept.
        """
        announce_compiling(self.observer, schedule.engines)
        require_runnable(schedule)
        counted = [0, schedule.runs]
        try:
            with self.observer.progress(schedule.runs) as on_progress:

                def count(progress: Progress) -> None:
                    counted[:] = progress.finished, progress.runs
                    if on_progress is not None:
                        on_progress(progress)

                filled = fill_store(
                    schedule,
                    self.store,
                    crew(self.work),
                    retry_failed=self.work.retry_failed,
                    on_progress=count,
                )
        except KeyboardInterrupt:
            most = "at most " if schedule.experiment.stop is not None else ""
            raise StoppedError(
                f"stopped; {counted[0]:,} of {most}{counted[1]:,} runs are kept. Repeat the command to go on."
            ) from None
        self._tell_failures(schedule, filled.rounds)
        return filled

    def _tell_failures(self, schedule: Schedule, rounds: int) -> None:
        if not len(self.store.failed_runs()):
            return
        groups = error_groups(schedule, self.store, rounds)
        runs = rounds * schedule.runs_per_round
        if sum(group.count for group in groups) == runs:
            raise ExperimentError(failure_words(groups, runs))
        if groups:
            self.observer.warn(failure_words(groups, runs))


def crew(work: Work) -> Workers:
    """Return the workers that carry out the runs."""
    kind: WorkerKind = "dask" if work.dask else "processes" if work.processes else "threads"
    return Workers(
        kind=kind,
        number=work.workers,
        dask=work.dask or LOCAL_CLUSTER,
        time_limit_seconds=work.time_limit,
        memory_limit_mb=work.memory_limit,
    )


@contextmanager
def kept_runs(work: Work, observer: Observer) -> Iterator[KeptRuns]:
    """Open a store for the block, made if need be; without a folder it is gone after the block."""
    if work.store is not None:
        folder = Path(work.store)
        yield KeptRuns(opened(folder, observer), folder, work, observer)
        return
    with TemporaryDirectory(prefix="smsim-store-") as place:
        yield KeptRuns(opened(Path(place), observer), None, work, observer)


def opened(folder: Path, observer: Observer) -> RunStore:
    """Return a store, made if need be; tell what it holds of other models."""
    store = RunStore.open(folder, row_version(), on_damage=observer.warn)
    for version, runs in store.other_versions().items():
        observer.remark(f"{folder} also holds {runs:,} runs of model version {version}; they are not used.")
    return store


def existing(folder: Path, observer: Observer) -> RunStore:
    """Return a store that is there already. Raises: StoreError if there is none."""
    if not folder.is_dir():
        raise StoreError(
            f"There is no store at '{folder}': name another one with --store, or begin it with smsim "
            "experiment run."
        )
    return opened(folder, observer)
