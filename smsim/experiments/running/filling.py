"""Fills a store with the runs of an experiment: what is there is not run again, what is done is not lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from smsim.errors import ExperimentError, SmsimError
from smsim.experiments.running.backlog import Backlog
from smsim.experiments.running.chunks import Chunk, ChunkResult, failed_chunk, run_chunk
from smsim.experiments.running.failures import Prospects
from smsim.experiments.running.progress import look, look_rounds
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Crew, Workers, at_work, cause_of_death
from smsim.experiments.stopping import Precision
from smsim.experiments.store import RunStore
from smsim.interrupts import interrupts_held_back

TRIES = 2
"""How often a run that its worker did not survive is tried before it becomes a row with an error."""

MOST_DEATHS = 60
"""How many chunks in a row may be lost before the fault is sought in the workers, not in the runs."""

KEPT_BETWEEN_MERGES = 50
"""How many chunks are kept before small files are merged again."""

OTHERS_SECONDS = 0.3
"""How long to wait before looking again whether another process has done its share."""


@dataclass(frozen=True)
class Progress:
    """How far a command is: runs that need nothing more, of all; done by itself, and failed."""

    finished: int
    runs: int
    done_here: int
    failed_here: int


@dataclass(frozen=True)
class Filled:
    """A store that holds what the experiment asked for.

    `rounds` is how many count: all, or those up to the look at which the stop rule was content.
    `looks` is what the rule saw, one entry for each look.
    """

    rounds: int
    done_here: int
    failed_here: int
    looks: tuple[Precision, ...]


OnProgress = Callable[[Progress], None]


def fill_store(
    schedule: Schedule,
    store: RunStore,
    workers: Workers,
    *,
    retry_failed: bool = False,
    on_progress: OnProgress | None = None,
) -> Filled:
    """Run whatever of an experiment the store does not hold yet.

    The rows do not depend on the kind and number of workers, on interruptions, nor on other processes
    that fill the same store. With `retry_failed` every run that failed is tried again. An interrupt lets
    the runs at work come to their end and be kept.

    Raises: ExperimentError, also where all runs of a scenario fail for one reason; MissingExtraError or
        StoreError.
    """
    prospects = Prospects(scenario.name for scenario in schedule.experiment.scenarios)
    filling = _Filling(Backlog(schedule, store, workers, retry_failed, prospects), on_progress)
    looks: list[Precision] = []
    rounds = 0
    with at_work(workers) as crew:
        for last in look_rounds(schedule):
            filling.fill(crew, rounds, last)
            rounds = last
            if schedule.experiment.stop is not None:
                looks.append(look(schedule, store, rounds))
                if looks[-1].is_reached:
                    break
    store.merge(all_sizes=True)
    return Filled(rounds, filling.done_here, filling.failed_here, tuple(looks))


class _Filling:
    """One command at work on a store: what is at the workers, what has come back."""

    def __init__(self, work: Backlog, on_progress: OnProgress | None) -> None:
        self.work = work
        self.store = work.store
        self.prospects = work.prospects
        self.on_progress = on_progress
        self.done_here = 0
        self.failed_here = 0
        self._pending: dict[Future[ChunkResult], Chunk] = {}
        self._open_runs: dict[int, int] = {}
        self._tries: Counter[str] = Counter()
        self._deaths = 0
        self._kept = 0

    def fill(self, crew: Crew, first: int, last: int) -> None:
        """Run what is missing of the rounds from `first` up to `last`."""
        self.work.plan(first, last)
        try:
            while self._hand_in(crew) or self._pending or self.work.waits_for_others:
                if self._pending:
                    self._collect()
                else:
                    time.sleep(OTHERS_SECONDS)
        except KeyboardInterrupt:
            self._bring_home()
            raise
        finally:
            for claim in self._open_runs:  # of work that is given up
                self.store.release(claim)
            self._open_runs.clear()

    def _hand_in(self, crew: Crew) -> bool:
        """Give the workers as much as they take; return whether there was anything."""
        handed_in = 0
        while len(self._pending) < crew.open_chunks():
            chunk = self.work.take()
            if chunk is None:
                break
            self._open_runs.setdefault(chunk.claim, len(chunk.runs))
            with interrupts_held_back():
                self._pending[crew.executor.submit(run_chunk, chunk)] = chunk
            handed_in += 1
        self._tell()
        return handed_in > 0

    def _collect(self) -> None:
        """Wait until something comes back, and keep it."""
        finished, _ = wait(self._pending, return_when=FIRST_COMPLETED)
        for future in finished:
            # a chunk between worker and count would be kept without being told
            with interrupts_held_back():
                self._take_back(future)

    def _take_back(self, future: Future[ChunkResult]) -> None:
        chunk = self._pending.pop(future)
        error = future.exception()
        if error is None:
            self._deaths = 0
            self._keep(chunk, future.result())
        else:
            self._mourn(chunk, error)

    def _keep(self, chunk: Chunk, result: ChunkResult) -> None:
        self.store.append(result.rows, result.parts)
        self._kept += 1
        if self._kept % KEPT_BETWEEN_MERGES == 0:
            self.store.merge()
        self.done_here += result.runs
        self.failed_here += result.failed
        self.work.finished += result.runs
        self._open_runs[chunk.claim] -= result.runs
        if self._open_runs[chunk.claim] == 0:
            del self._open_runs[chunk.claim]
            self.store.release(chunk.claim)
        self._tell()
        self._look_ahead(chunk, result)

    def _look_ahead(self, chunk: Chunk, result: ChunkResult) -> None:
        """Give up where a scenario fails whatever is tried. Raises: ExperimentError."""
        scenarios = [self.work.schedule.scenario_name(run.point) for run in chunk.runs]
        told = list(zip(scenarios, result.causes, strict=True))
        for scenario in {scenario for scenario, cause in told if cause is None}:
            self.prospects.note_result(scenario)
        for scenario, cause in told:
            if cause is not None:
                self.prospects.note_failure(scenario, cause)

    def _mourn(self, chunk: Chunk, error: BaseException) -> None:
        """Find the run that a worker did not survive by halving its chunk, and give that up alone."""
        failure = cause_of_death(error)
        if failure is None:
            if isinstance(error, SmsimError) or not isinstance(error, Exception):
                raise error
            if isinstance(error, MemoryError):
                raise ExperimentError(
                    "A worker has too little memory to begin its runs; what is done is kept. Give workers "
                    "more, or use threads."
                ) from error
            why = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":.")
            raise ExperimentError(
                f"A worker failed outside its runs ({why}); what is done is kept."
            ) from error
        self._deaths += 1
        if self._deaths > MOST_DEATHS:
            raise ExperimentError(
                f"{self._deaths} workers in a row died without a result; what is done is kept. Give them "
                "more memory or time, or use threads."
            )
        if len(chunk.runs) > 1:
            self.work.give_back(*chunk.halves())
            return
        key = chunk.runs[0].key
        self._tries[key] += 1
        if self._tries[key] < TRIES:
            self.work.give_back(chunk)
        else:
            self._keep(chunk, failed_chunk(chunk, failure))

    def _bring_home(self) -> None:
        """Keep what the workers are at; hand nothing in any more. A second interrupt ends this too."""
        for future in list(self._pending):
            if future.exception() is None:
                with interrupts_held_back():
                    self._take_back(future)

    def _tell(self) -> None:
        if self.on_progress is not None:
            schedule = self.work.schedule
            self.on_progress(Progress(self.work.finished, schedule.runs, self.done_here, self.failed_here))
