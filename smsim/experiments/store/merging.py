"""Few large files: segments of like size are merged into one of the next.

A file of somebody else's that was put among them is read, and neither merged nor removed.

At every moment each run stands in a whole segment, because a segment is removed only after all its runs
stand in new ones that the same process has written. So a merge may be cut short, and even two at a time
lose nothing; what they leave twice is told apart by reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa

from smsim.experiments.store.dataset import Dataset
from smsim.experiments.store.extents import Choice
from smsim.experiments.store.keys import SortedKeys
from smsim.experiments.store.segments import (
    ROW_GROUP,
    SegmentDamagedError,
    SegmentGoneError,
    has_own_name,
    pieces_of,
    rows_and_origin,
)

FULL = 500_000
"""Rows of a segment at most: about 60 MB of runs."""
FACTOR = 16
"""As many segments of one size are merged; sizes differ by the same factor."""


def merge(dataset: Dataset, *, all_sizes: bool) -> None:
    """Merge where there are enough segments of one size, or with `all_sizes` into as few as can be.

    `all_sizes` also removes copies of runs that stand in different segments. A damaged segment is put
    aside.

    Raises: OSError, if a merged segment cannot be written; all is as it was then.
    """
    if all_sizes:
        for group in dataset.patiently(lambda: _sharing_runs(dataset)):
            _merge_group(dataset, group)
    elif len(_own_segments(dataset)) < FACTOR:
        return
    for group in dataset.patiently(lambda: _of_like_size(dataset, all_sizes)):
        _merge_group(dataset, group)


def _own_segments(dataset: Dataset) -> list[Path]:
    return list(filter(has_own_name, dataset.segments()))


def _of_like_size(dataset: Dataset, all_sizes: bool) -> list[list[Path]]:
    """Return groups of two or more segments that fit into one."""
    by_class: dict[int, list[tuple[int, Path]]] = defaultdict(list)
    for segment in _own_segments(dataset):
        rows = dataset.rows_of(segment)
        if 2 * rows <= FULL or all_sizes:
            by_class[0 if all_sizes else _size_class(rows)].append((rows, segment))
    enough = 2 if all_sizes else FACTOR
    classes = [sorted(sized) for sized in by_class.values() if len(sized) >= enough]
    return [group for sized in classes for group in _fitting(sized) if len(group) > 1]


def _size_class(rows: int) -> int:
    size = 0
    while rows >= FACTOR:
        rows //= FACTOR
        size += 1
    return size


def _fitting(sized: Sequence[tuple[int, Path]]) -> Iterator[list[Path]]:
    """Yield the segments, smallest first, in groups that come to at most `FULL` rows."""
    group: list[Path] = []
    total = 0
    for rows, segment in sized:
        if group and total + rows > FULL:
            yield group
            group, total = [], 0
        group.append(segment)
        total += rows
    yield group


def _sharing_runs(dataset: Dataset) -> list[list[Path]]:
    """Return groups of segments that are linked by runs they share."""
    segments = _own_segments(dataset)
    keys = [dataset.extents_of(segment).keys for segment in segments]
    if not keys:
        return []
    every = SortedKeys.of(np.concatenate(keys))
    group_of_run = np.full(len(every), -1)
    group_of = np.arange(len(segments))
    for number, pairs in enumerate(keys):
        places = every.places(pairs)
        linked = np.unique(group_of[group_of_run[places][group_of_run[places] >= 0]])
        group_of[np.isin(group_of, linked)] = number
        group_of_run[places] = number
    groups = [[segments[place] for place in np.flatnonzero(group_of == one)] for one in np.unique(group_of)]
    return [group for group in groups if len(group) > 1]


def _merge_group(dataset: Dataset, parts: Sequence[Path]) -> None:
    merged: list[Path] = []
    try:
        _write_merged(dataset, parts, merged)
    except SegmentGoneError:  # by a process that no lock could stop: what is written stands there twice
        return
    except SegmentDamagedError as damage:
        dataset.put_aside(damage.place)
        return
    dataset.has_seen(parts, merged)
    for part in parts:
        with suppress(FileNotFoundError, PermissionError):  # gone, or being read under Windows
            part.unlink()


def _write_merged(dataset: Dataset, parts: Sequence[Path], merged: list[Path]) -> None:
    extents = [dataset.extents_of(part) for part in parts]
    choice = Choice(SortedKeys.of(np.concatenate([entry.keys for entry in extents])))
    for number, entry in enumerate(extents):
        choice.offer(number, entry)
    origins = [rows_and_origin(part, dataset.schema)[1] for part in parts]
    pieces = _gathered(_counting_rows(dataset, parts, choice))
    for piece in pieces:
        merged.append(dataset.write(_until_full(piece, pieces), origins))


def _counting_rows(dataset: Dataset, parts: Sequence[Path], choice: Choice) -> Iterator[pa.Table]:
    """Yield the rows that count, piece by piece."""
    for number, part in enumerate(parts):
        rows = choice.rows_of(number)
        before = 0
        for piece in pieces_of(part, dataset.schema):
            first, last = np.searchsorted(rows, [before, before + len(piece)])
            if last > first:
                yield piece.take(rows[first:last] - before)
            before += len(piece)


def _gathered(pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield the same rows in tables of `ROW_GROUP` rows; the last one may be shorter."""
    waiting: list[pa.Table] = []
    rows = 0
    for piece in pieces:
        waiting.append(piece)
        rows += len(piece)
        while rows >= ROW_GROUP:
            gathered = pa.concat_tables(waiting)
            yield gathered.slice(0, ROW_GROUP)
            waiting, rows = [gathered.slice(ROW_GROUP)], rows - ROW_GROUP
    if rows:
        yield pa.concat_tables(waiting)


def _until_full(first: pa.Table, pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield `first` and then from `pieces` until a segment is full."""
    yield first
    rows = len(first)
    while rows + ROW_GROUP <= FULL:
        piece = next(pieces, None)
        if piece is None:
            return
        yield piece
        rows += len(piece)
