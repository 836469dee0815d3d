"""One segment of a store: a Parquet file that appears whole or not at all and is never changed.

Its name says how many runs it holds and ends in a checksum of its bytes, so that a single flipped bit is
noticed wherever it is: Parquet's own checksums leave out the footer, without which the rows mean nothing. A
segment of an earlier smsim has no checksum; of such a one all columns are read before it is believed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from importlib.metadata import version
from io import BufferedIOBase, BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smsim import __version__
from smsim.errors import StoreError

SUFFIX = ".parquet"
ROW_GROUP = 50_000
"""Rows held in memory at a time when segments are merged."""
CHECKSUM_DIGITS = 16
_NAME = re.compile(
    rf"[0-9a-f]{{32}}-(?P<runs>[0-9]+)-(?P<checksum>[0-9a-f]{{{CHECKSUM_DIGITS}}}){re.escape(SUFFIX)}"
)
_OWN_STEM = re.compile(rf"[0-9a-f]{{32}}(-[0-9]+-[0-9a-f]{{{CHECKSUM_DIGITS}}})?")
SEGMENTS_REMEMBERED = 100_000
"""Segments of which a process remembers that they are whole, so that each is checked once."""

COMPRESSION_LEVEL = 1  # higher ones take longer and save nothing on numbers that are random to the last digit
_ENCODING_OF_DIFFERING = {
    pa.string(): "DELTA_LENGTH_BYTE_ARRAY",
    pa.float64(): "BYTE_STREAM_SPLIT",
    pa.int64(): "DELTA_BINARY_PACKED",
    pa.int32(): "DELTA_BINARY_PACKED",
}


class SegmentGoneError(Exception):
    """A segment that was listed is there no more: another process has merged it."""


class SegmentDamagedError(Exception):
    """A file is no whole segment."""

    def __init__(self, place: Path) -> None:
        super().__init__(str(place))
        self.place = place


def has_own_name(file: Path) -> bool:
    """Return whether a segment or draft has a name that `write_segment` gives; only such are ever removed."""
    return _OWN_STEM.fullmatch(file.stem) is not None


def runs_by_name(segment: Path) -> int | None:
    """Return how many runs a segment holds by its name, None for one of an earlier smsim."""
    named = _NAME.fullmatch(segment.name)
    return int(named["runs"]) if named else None


@cache
def origin(row_version: str) -> Mapping[str, str]:
    """Return what rows are made with, as it stands in their segment."""
    return {
        "smsim": __version__,
        "row_version": row_version,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
    }


def runs_said(segment: Path) -> int:
    """Return how many runs a segment of runs says that it holds, without looking at its rows."""
    runs = runs_by_name(segment)
    if runs is not None:
        return runs
    try:
        return int(pq.read_metadata(segment).num_rows)
    except Exception:  # what a damaged one says of itself counts for nothing, however it is damaged
        return 0


def write_segment(
    tables: Iterable[pa.Table], folder: Path, drafts: Path, origins: Sequence[Mapping[str, str]]
) -> Path:
    """Write tables as one segment into `folder`: whole and safe from a power cut, or not at all.

    It grows among the `drafts`, on the same disk, because whoever reads `folder` takes every file there
    for a whole one. `tables` are written one at a time; `origins` say what their rows were made with.
    """
    draft = drafts / f"{uuid4().hex}.draft"
    try:
        with draft.open("w+b") as file:
            runs = _write_tables(tables, file, origins)
            file.flush()
            os.fsync(file.fileno())
            place = folder / f"{draft.stem}-{runs}-{_checksum(file)}{SUFFIX}"
        draft.rename(place)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    _keep_name(folder)
    return place


def _checksum(file: BufferedIOBase) -> str:
    """Return a checksum of all bytes of a file."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()[:CHECKSUM_DIGITS]


def encoded_bytes(table: pa.Table) -> float:
    """Return the bytes that the rows of `table` would take in a large segment, judged by these few."""
    whole, first = (_column_bytes(rows) for rows in (table, table.slice(0, 1)))
    # what a column takes by itself, in a large segment next to nothing, is in both
    return (whole - first) * len(table) / (len(table) - 1) if len(table) > 1 else whole


def _column_bytes(table: pa.Table) -> float:
    file = BytesIO()
    _write_tables([table], file, [])
    metadata = pq.ParquetFile(file).metadata
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    columns = [group.column(number) for group in groups for number in range(group.num_columns)]
    return float(sum(column.total_compressed_size for column in columns))


def _write_tables(
    tables: Iterable[pa.Table], file: BufferedIOBase, origins: Sequence[Mapping[str, str]]
) -> int:
    """Write tables as one Parquet file and return of how many runs they are."""
    runs = 0
    rest = iter(tables)
    first = next(rest)
    repeated = [name for name in first.column_names if _repeats_itself(first[name])]
    with pq.ParquetWriter(
        file,
        first.schema,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=repeated,
        column_encoding={
            field.name: _ENCODING_OF_DIFFERING[field.type]
            for field in first.schema
            if field.name not in repeated
        },
        write_statistics=[name for name in first.column_names if name != "run_key"],  # keys are random
        write_page_checksum=True,
        store_schema=False,  # Parquet's own types say it all
    ) as writer:
        writer.add_key_value_metadata(_united(origins))
        for table in chain([first], rest):
            writer.write_table(table, row_group_size=ROW_GROUP)
            runs += _runs_in(table)
    return runs


def _runs_in(table: pa.Table) -> int:
    """Return of how many runs a table has the row or the first month."""
    if "month" not in table.column_names:
        return len(table)
    return int(pc.sum(pc.equal(table["month"], 0)).as_py() or 0)


def _repeats_itself(column: pa.ChunkedArray) -> bool:
    return bool(2 * pc.count_distinct(column, mode="all").as_py() <= len(column))


def _united(origins: Sequence[Mapping[str, str]]) -> dict[str, str]:
    names = dict.fromkeys(name for entry in origins for name in entry)
    return {name: ", ".join(sorted({entry[name] for entry in origins if name in entry})) for name in names}


def _keep_name(folder: Path) -> None:
    """See to it that a new name in `folder` outlives a power cut, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        except OSError as problem:
            if problem.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks know no such thing
                raise
        finally:
            os.close(descriptor)


@contextmanager
def _opened(place: Path, schema: pa.Schema | None) -> Iterator[Any]:
    try:
        stamp = place.stat()
        if not _is_whole(place, stamp.st_size, stamp.st_mtime_ns):
            raise SegmentDamagedError(place)
        with pq.ParquetFile(place, page_checksum_verification=True) as file:
            if schema is not None and not file.schema_arrow.equals(schema):
                raise StoreError(
                    f"The file '{place}' of the store has other columns than it should; move it away."
                )
            yield file
    except FileNotFoundError:
        raise SegmentGoneError from None
    except MemoryError:
        raise
    except pa.ArrowException as problem:
        raise SegmentDamagedError(place) from problem
    except OSError as problem:
        if problem.errno is not None:  # the disk's or the system's fault, which leaves the file as it is
            raise
        raise SegmentDamagedError(place) from problem


@lru_cache(SEGMENTS_REMEMBERED)
def _is_whole(place: Path, size: int, changed_ns: int) -> bool:
    """Return whether the bytes of a segment, known by their number and date, are those once written."""
    named = _NAME.fullmatch(place.name)
    if named is None:
        return _has_all_rows(place)
    with place.open("rb") as file:
        return _checksum(file) == named["checksum"]


def _has_all_rows(place: Path) -> bool:
    """Return whether every column of a segment without a checksum can be read from first row to last."""
    try:
        with pq.ParquetFile(place, page_checksum_verification=True) as file:
            rows = file.metadata.num_rows
            return all(len(file.read(columns=[name])) == rows for name in file.schema_arrow.names)
    except (OSError, MemoryError):
        raise
    except Exception:  # a reader may stumble over a flipped bit in any way, not by Arrow's errors alone
        return False


def read_segment(place: Path, schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
    """Return some columns of a segment, in its order of rows.

    Raises: SegmentGoneError, SegmentDamagedError; StoreError, if it has other columns.
    """
    with _opened(place, schema) as file:
        return file.read(columns=list(columns)).select(list(columns))


def pieces_of(place: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield a segment in pieces of at most `ROW_GROUP` rows.

    Raises: SegmentGoneError, SegmentDamagedError; StoreError, if it has other columns.
    """
    with _opened(place, schema) as file:
        for batch in file.iter_batches(batch_size=ROW_GROUP):
            yield pa.Table.from_batches([batch], schema)


def rows_and_origin(place: Path, schema: pa.Schema | None = None) -> tuple[int, dict[str, str]]:
    """Return the number of rows of a segment, of whatever table without a schema, and what made them.

    Raises: SegmentGoneError, SegmentDamagedError.
    """
    with _opened(place, schema) as file:
        metadata = file.metadata.metadata or {}
        return file.metadata.num_rows, {
            key.decode(errors="replace"): value.decode(errors="replace") for key, value in metadata.items()
        }
