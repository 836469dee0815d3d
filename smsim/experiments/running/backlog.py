"""What of an experiment is still to be done: by nobody yet, by this command, or by another process."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from smsim.experiments.running.chunks import Chunk
from smsim.experiments.running.failures import Prospects
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Workers
from smsim.experiments.store import RunStore


class Backlog:
    """The chunks of some rounds that still lack something, as far as no other process is at them."""

    def __init__(
        self,
        schedule: Schedule,
        store: RunStore,
        workers: Workers,
        retry_failed: bool,
        prospects: Prospects,
    ) -> None:
        self.store = store
        self.prospects = prospects
        self.retry_failed = retry_failed
        self.schedule = schedule
        self.workers = workers
        self.finished = 0
        self._planned: Iterator[Chunk] = iter(())
        self._by_others: deque[Chunk] = deque()
        self._again: list[Chunk] = []

    def plan(self, first: int, last: int) -> None:
        """Take up the rounds from `first` up to `last`."""
        self._planned = self.schedule.chunks(first, last, self.workers.time_limit_seconds)

    def take(self) -> Chunk | None:
        """Return a chunk that is now ours; None if there is none, or none that others are not at."""
        if self._again:
            return self._again.pop()
        for chunk in self._planned:
            if taken := self._claimed(chunk):
                return taken
        if self._by_others:
            self.store.refresh()
        for _ in range(len(self._by_others)):
            if taken := self._claimed(self._by_others.popleft()):
                return taken
        return None

    @property
    def waits_for_others(self) -> bool:
        """Whether what is left is being done by other processes."""
        return bool(self._by_others)

    def give_back(self, *chunks: Chunk) -> None:
        """Take back work that a worker did not survive."""
        self._again.extend(chunks)

    def _claimed(self, chunk: Chunk) -> Chunk | None:
        if self._missing(chunk) is None:
            self.finished += len(chunk.runs)
            return None
        if not self.store.claim(chunk.claim):
            self._by_others.append(chunk)
            return None
        # another process may have finished it since the store was last read
        self.store.refresh()
        missing = self._missing(chunk)
        if missing is None:
            self.store.release(chunk.claim)
            self.finished += len(chunk.runs)
            return None
        self.finished += len(chunk.runs) - len(missing.runs)
        return missing

    def _missing(self, chunk: Chunk) -> Chunk | None:
        """Return the part of a chunk that the store lacks, each run once; None if it lacks nothing."""
        keys = [run.key for run in chunk.runs]
        has_row = self.store.kept_runs().contains(keys)
        has_failed = self.store.failed_runs().contains(keys)
        if self.retry_failed:
            has_row &= ~has_failed
        wanted = chunk.runs[0].parts
        has_part = {name: self.store.kept_part(name).contains(keys) for name in wanted}
        runs = {}
        for place, run in enumerate(chunk.runs):
            if has_row[place] and not has_failed[place]:
                self.prospects.note_result(self.schedule.scenario_name(run.point))
            is_settled = has_row[place] and has_failed[place]  # a failed run has nothing else to keep
            parts = tuple(name for name in wanted if not is_settled and not has_part[name][place])
            if parts or not has_row[place]:
                # points that coincide have the same run
                runs[run.key] = run._replace(wants_row=not has_row[place], parts=parts)
        return replace(chunk, runs=tuple(runs.values())) if runs else None
