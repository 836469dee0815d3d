"""The store of runs: what was ever made under one version of the model, by any number of processes."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smsim.experiments.rows import OWN_PART, RUN_SCHEMA, part_schema
from smsim.experiments.store import folder as layout
from smsim.experiments.store.claims import Claims, only_one
from smsim.experiments.store.dataset import Dataset, OnDamage
from smsim.experiments.store.extents import FAILED, RESULT, TO_BE_TRIED_AGAIN
from smsim.experiments.store.folder import told_as_store_error
from smsim.experiments.store.keys import KeySet, key_pairs
from smsim.experiments.store.merging import merge

NOT_WRITTEN = "No more runs could be written to the store '{folder}': {why}; what it held before is whole."
NOT_MERGED = "The files of the store '{folder}' could not be merged: {why}; its runs are whole."
NOT_READ = "The store of runs '{folder}' cannot be read: {why}."


def warn(sentence: str) -> None:
    """Tell of damage as a library does, where no command does it better."""
    warnings.warn(sentence, stacklevel=2)


class RunStore:
    """A row for each run, and if asked for its months and own measures, by run keys alone; see `open`.

    A part is what stands beside the rows: the months of an output, or the numbers of a registered measure.

    Several processes may use a store at once, and several threads one object. A process should have one
    object for a folder, see `Claims`. Whatever happens to a process, the store holds whole runs only.
    """

    def __init__(self, folder: Path, version: str, on_damage: OnDamage = warn) -> None:
        self.folder = folder
        self.version = version
        self._on_damage = on_damage
        self._place = folder / version
        self._runs = self._dataset(self._place / layout.RUNS, RUN_SCHEMA)
        self._parts: dict[str, Dataset] = {}
        self._claims = Claims(self._place / layout.CLAIMS)
        self._merging = threading.Lock()

    @classmethod
    def open(cls, folder: Path, version: str, on_damage: OnDamage = warn) -> RunStore:
        """Open the store in `folder`, made if need be, for the rows of one `version`; see `row_version`.

        `on_damage` is told in a sentence of every file that is found damaged and put aside.

        Raises: StoreError, if the folder is a file, is not empty and no store, was written by a newer
            smsim, or cannot be written.
        """
        layout.prepare(folder, version)
        return cls(folder, version, on_damage)

    def _dataset(self, folder: Path, schema: pa.Schema) -> Dataset:
        drafts, damaged = self._place / layout.DRAFTS, self._place / layout.DAMAGED
        return Dataset(
            folder, schema, self.version, drafts=drafts, damaged=damaged, on_damage=self._on_damage
        )

    def _part(self, part: str) -> Dataset:
        if part not in self._parts:
            self._parts[part] = self._dataset(self.part_folder(part), part_schema(part))
        return self._parts[part]

    def _parts_there(self) -> list[str]:
        """Return the parts that have a folder, those of measures that are registered no more among them."""
        monthly, measures = (
            sorted(path.name for path in self._place.glob(f"{folder}/*"))
            for folder in (layout.MONTHLY, layout.MEASURES)
        )
        return [*monthly, *filter(OWN_PART.fullmatch, measures)]

    @property
    def rows_folder(self) -> Path:
        """The folder of Parquet files with a row for each run of this version.

        While the store is being filled a run may stand there twice; `merge(all_sizes=True)` ends that.
        """
        return self._runs.folder

    def part_folder(self, part: str) -> Path:
        """Return the folder of Parquet files with an output's months, or with the numbers of an own measure.

        It is made with the first of them.
        """
        return self._place / (layout.MEASURES if OWN_PART.fullmatch(part) else layout.MONTHLY) / part

    def other_versions(self) -> dict[str, int]:
        """Return the number of runs kept of each other model version that has any; none is ever read.

        Raises: StoreError, if they cannot be looked at.
        """
        with told_as_store_error(self.folder, NOT_READ):
            return layout.runs_of_other_versions(self.folder, self.version)

    def refresh(self) -> None:
        """Take note of what other processes have written since; only new files are read.

        A damaged file is put aside and told of, and its runs are not kept.

        Raises: StoreError, if the store cannot be read.
        """
        with told_as_store_error(self.folder, NOT_READ):
            for dataset in (self._runs, *self._parts.values()):
                dataset.refresh()

    def kept_runs(self, *, without_retryable: bool = True) -> KeySet:
        """Return the runs that have a row, by the last `refresh` or first look, and those appended here.

        A run that failed and may succeed next time counts as not kept, unless `without_retryable` is
        False.

        Raises: StoreError, if the store cannot be read.
        """
        with told_as_store_error(self.folder, NOT_READ):
            return self._runs.kept(RESULT, FAILED, *(() if without_retryable else (TO_BE_TRIED_AGAIN,)))

    def failed_runs(self) -> KeySet:
        """Return the runs that have an error and no result, whether they are to be tried again or not.

        Raises: StoreError, if the store cannot be read.
        """
        with told_as_store_error(self.folder, NOT_READ):
            return self._runs.kept(FAILED, TO_BE_TRIED_AGAIN)

    def kept_part(self, part: str) -> KeySet:
        """Return the runs of which a part is kept, an output's months or an own measure, as `kept_runs` does.

        A run that failed has neither and so is never among them.

        Raises: StoreError, if the store cannot be read or there is no such output.
        """
        with told_as_store_error(self.folder, NOT_READ):
            return self._part(part).kept(RESULT)

    def has_whole(
        self, keys: Sequence[str], parts: Sequence[str], *, without_retryable: bool = True
    ) -> NDArray[np.bool_]:
        """Return whether each run has its row and, unless it failed, what belongs to it in every part.

        That is as `kept_runs` and `kept_part` have it.

        Raises: StoreError, if the store cannot be read or there is no such output.
        """
        pairs = key_pairs(keys)
        has_parts = np.ones(len(pairs), dtype=np.bool_)
        for part in parts:
            has_parts &= self.kept_part(part).contains(pairs)
        has_row = self.kept_runs(without_retryable=without_retryable).contains(pairs)
        return has_row & (has_parts | self.failed_runs().contains(pairs))

    def append(self, rows: pa.Table | None, parts: Mapping[str, pa.Table]) -> None:
        """Keep the rows of some runs, with the columns of `RUN_SCHEMA`, and their other parts by name.

        Each table becomes one file, whole or not at all; rows come last, so that a run whose row is
        kept is complete. All months of a run stand together and rise. A run given twice is kept once.

        Raises:
            StoreError: it cannot be written or there is no such output.
            KeyError: a column is missing.
            ValueError: a column is of another type, or a run key has not 32 hexadecimal digits.

        """
        with told_as_store_error(self.folder, NOT_WRITTEN):
            for part, table in parts.items():
                self._part(part).append(table)
            if rows is not None:
                self._runs.append(rows)

    def read_runs(self, keys: Sequence[str] | None, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of runs, one for each of `keys` and in their order, or all by ascending key.

        Where a run has several rows a result counts before a failure.

        Raises: StoreError, if one of the runs is not kept or the store cannot be read.
        """
        with told_as_store_error(self.folder, NOT_READ):
            return self._runs.read(keys, columns)

    def read_part(self, part: str, keys: Sequence[str] | None) -> pa.Table:
        """Return what a part has of each of `keys` in their order, or of all runs by ascending key.

        Raises: StoreError, if it lacks one of the runs, the store cannot be read or there is no such output.
        """
        with told_as_store_error(self.folder, NOT_READ):
            return self._part(part).read(keys)

    def claim(self, number: int) -> bool:
        """Take a part of the work, `number` from 0 to 2**40 - 1; False if it is taken.

        It is free again after `release` or the end of this process. Where the system has no such locks
        every first claim of a process succeeds.

        Raises: StoreError, if the file of claims cannot be opened; ValueError, if there is no such number.
        """
        with told_as_store_error(self.folder, NOT_WRITTEN):
            return self._claims.claim(number)

    def release(self, number: int) -> None:
        """Give up a claim; nothing happens if this store does not hold it."""
        self._claims.release(number)

    def merge(self, *, all_sizes: bool = False) -> None:
        """Merge small files into larger ones where there are many; whatever befalls, no run is lost.

        With `all_sizes` as few files as can be remain, with each run once: for the end of an experiment.
        While another process merges this store that is waited for, and otherwise nothing happens.

        Raises: StoreError, if the store cannot be read or written; it holds the same runs then.
        """
        with (
            told_as_store_error(self.folder, NOT_MERGED),
            self._merging,
            only_one(self._place / layout.MERGING, is_waiting=all_sizes) as is_alone,
        ):
            if is_alone:
                for part in self._parts_there():
                    merge(self._part(part), all_sizes=all_sizes)
                merge(self._runs, all_sizes=all_sizes)
