"""The segments of one table: appended to, looked through and read as if they were one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from smsim.errors import StoreError
from smsim.experiments.store.extents import (
    EXTENT_COLUMNS,
    RANKS,
    Choice,
    Extents,
    Places,
    extents_of,
    rows_between,
    without_copies,
)
from smsim.experiments.store.keys import KeySet, SortedKeys, key_pairs, no_keys
from smsim.experiments.store.segments import (
    SUFFIX,
    SegmentDamagedError,
    SegmentGoneError,
    origin,
    read_segment,
    rows_and_origin,
    runs_by_name,
    write_segment,
)

Result = TypeVar("Result")
OnDamage = Callable[[str], None]
"""Is told in a sentence of a damaged file, what was in it and what has become of it."""

ATTEMPTS = 20
"""Times a folder is listed anew because a segment has gone; each is the end of another process's merge."""


class Dataset:
    """One table of a store: the runs, or an output's months.

    `folder` holds its whole segments and nothing else, `drafts` those being written and `damaged` what
    was found to be none, of which `on_damage` is told; `row_version` stands in each. May be used by several
    threads.
    """

    def __init__(
        self,
        folder: Path,
        schema: pa.Schema,
        row_version: str,
        *,
        drafts: Path,
        damaged: Path,
        on_damage: OnDamage,
    ) -> None:
        self.folder = folder
        self.schema = schema
        self._row_version = row_version
        self._drafts = drafts
        self._damaged = damaged
        self._on_damage = on_damage
        self._lock = threading.RLock()
        self._rows: dict[str, int] = {}
        self._forget()

    def _forget(self) -> None:
        self._seen: set[str] = set()
        self._kept = [KeySet() for _ in RANKS]
        self._is_known = False

    def segments(self) -> list[Path]:
        """Return the segments there are now, by name."""
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def rows_of(self, segment: Path) -> int:
        """Return the number of rows of a segment.

        Raises: SegmentGoneError, SegmentDamagedError.
        """
        if segment.name not in self._rows:
            self._rows[segment.name], _ = rows_and_origin(segment, self.schema)
        return self._rows[segment.name]

    def extents_of(self, segment: Path) -> Extents:
        """Return the runs of a segment.

        Raises: SegmentGoneError, SegmentDamagedError.
        """
        columns = [name for name in EXTENT_COLUMNS if name in self.schema.names]
        return extents_of(read_segment(segment, self.schema, columns))

    def append(self, table: pa.Table) -> None:
        """Keep the rows of some runs, each of them whole, as one new segment; a copy of a run is dropped.

        Raises: KeyError, if a column is missing; ValueError, if a column is of another type or a key has
            not 32 hexadecimal digits; OSError, if the rows cannot be written.
        """
        table = without_copies(table.select(self.schema.names).cast(self.schema))
        if len(table):
            segment = self.write([table], [origin(self._row_version)])
            with self._lock:
                self._note(segment, extents_of(table))

    def write(self, tables: Iterable[pa.Table], origins: Sequence[Mapping[str, str]]) -> Path:
        """Write tables as one segment; see `write_segment`."""
        for folder in (self.folder, self._drafts):
            folder.mkdir(parents=True, exist_ok=True)
        return write_segment(tables, self.folder, self._drafts, origins)

    def refresh(self) -> None:
        """Take note of what other processes have appended; only segments not seen before are read."""
        with self._lock:
            self.patiently(self._look)
            self._is_known = True

    def kept(self, *ranks: int) -> KeySet:
        """Return the runs whose best row has one of these ranks.

        That is as of the last `refresh`, or of the first time this is asked, and what was appended here.
        """
        with self._lock:
            if not self._is_known:
                self.refresh()
            return KeySet(tuple(block for rank in ranks for block in self._kept[rank].blocks))

    def _look(self) -> None:
        for segment in self.segments():
            if segment.name not in self._seen:
                self._note(segment, self.extents_of(segment))

    def _note(self, segment: Path, extents: Extents) -> None:
        for rank in RANKS:
            keys = extents.keys[extents.ranks == rank]
            for better in RANKS[:rank]:
                keys = keys[~self._kept[better].contains(keys)]
            for worse in RANKS[rank + 1 :]:
                self._kept[worse] = self._kept[worse].without_keys(keys)
            self._kept[rank] = self._kept[rank].with_keys(keys)
        self._seen.add(segment.name)

    def has_seen(self, parts: Iterable[Path], merged: Iterable[Path]) -> None:
        """Know that the `merged` segments hold the runs of `parts` and no others."""
        with self._lock:
            if self._seen.issuperset(part.name for part in parts):
                self._seen.update(segment.name for segment in merged)

    def patiently(self, look: Callable[[], Result]) -> Result:
        """Return what `look` finds, beginning again where a segment has gone or has to be put aside.

        Raises: StoreError, if segments go without end.
        """
        attempts = 0
        while attempts < ATTEMPTS:
            try:
                return look()
            except SegmentGoneError:
                attempts += 1
            except SegmentDamagedError as damage:
                self.put_aside(damage.place)
        raise StoreError(f"The store's folder '{self.folder}' lists files that cannot be opened.")

    def put_aside(self, segment: Path) -> None:
        """Move a damaged segment out of the way, and tell of it: its runs are missing from now on."""
        place = self._damaged / f"{self.folder.name}-{segment.name}.damaged"
        place.parent.mkdir(exist_ok=True)
        try:
            segment.rename(place)
        except FileNotFoundError:  # another process was faster
            return
        finally:
            with self._lock:
                self._forget()
        runs = runs_by_name(segment)
        number = "its runs" if runs is None else f"its {runs:,} run{'s' if runs > 1 else ''}"
        held = self._held(number)
        self._on_damage(
            f"The store's file '{segment}' was damaged and is now '{place}'; {held} count as missing until a "
            "command that needs them has run them again."
        )

    def _held(self, number: str) -> str:
        """Return what a segment holds of its runs: all of them, their months or one measure of them."""
        names = self.schema.names
        if "month" in names:
            return f"the months of {number}"
        return f"the measure '{names[1]}' of {number}" if len(names) == 2 else number

    def read(self, keys: Sequence[str] | None, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of runs in the order of `keys`, or of all runs in the order of their keys.

        Raises: StoreError, if a run is not kept.
        """
        names = self.schema.names if columns is None else columns
        return self.patiently(lambda: self._read(keys, names))

    def _read(self, keys: Sequence[str] | None, columns: Sequence[str]) -> pa.Table:
        parts = self.segments()
        if keys is None:
            pairs = np.concatenate([no_keys(), *(self.extents_of(part).keys for part in parts)])
            wanted = SortedKeys.of(pairs)
            places = np.arange(len(wanted))
        else:
            pairs = key_pairs(keys)
            wanted = SortedKeys.of(pairs)
            places = wanted.places(pairs)
        choice = Choice(wanted)
        for number, part in enumerate(parts):
            choice.offer(number, self.extents_of(part))
        self._require_all(choice)
        starts = np.zeros(len(wanted), dtype=np.int64)
        rows = pa.concat_tables([self._none(columns), *self._chosen_rows(parts, choice, columns, starts)])
        return rows.take(rows_between(starts[places], choice.lengths[places]))

    def _none(self, columns: Sequence[str]) -> pa.Table:
        return self.schema.empty_table().select(list(columns))

    def _require_all(self, choice: Choice) -> None:
        missing = int((choice.parts < 0).sum())
        if missing:
            raise StoreError(
                f"{missing:,} of the {len(choice.wanted):,} runs asked for are not in '{self.folder}'; run "
                "the experiment again to make them."
            )

    def _chosen_rows(
        self, parts: Sequence[Path], choice: Choice, columns: Sequence[str], starts: Places
    ) -> Iterator[pa.Table]:
        """Yield the rows that count, part by part, and note in `starts` where those of each run begin."""
        before = 0
        for number, part in enumerate(parts):
            chosen = np.flatnonzero(choice.parts == number)
            if chosen.size:
                lengths = choice.lengths[chosen]
                starts[chosen] = before + np.cumsum(lengths) - lengths
                before += int(lengths.sum())
                yield read_segment(part, self.schema, columns).take(
                    rows_between(choice.starts[chosen], lengths)
                )
