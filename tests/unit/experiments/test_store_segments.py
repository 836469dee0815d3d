from __future__ import annotations

import os
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smsim.errors import StoreError
from smsim.experiments.rows import RUN_SCHEMA
from smsim.experiments.store import encoded_bytes, segments
from smsim.experiments.store.segments import (
    SegmentDamagedError,
    SegmentGoneError,
    origin,
    pieces_of,
    read_segment,
    rows_and_origin,
    write_segment,
)
from tests.stores import VERSION, make_months, make_rows

SCHEMA = pa.schema([pa.field("run_key", pa.string(), nullable=False), pa.field("value", pa.float64())])


def write(tmp_path, *tables, origins=None):
    for name in ("runs", "drafts"):
        (tmp_path / name).mkdir(exist_ok=True)
    return write_segment(tables, tmp_path / "runs", tmp_path / "drafts", origins or [origin(VERSION)])


def numbers(values):
    return pa.table([[f"{place:032x}" for place in range(len(values))], values], schema=SCHEMA)


@pytest.mark.parametrize("repeats", [1, 40])
def test_numbers_come_back_to_the_bit(tmp_path, repeats):
    values = np.array([0.0, -0.0, 5e-324, -np.inf, np.nan, 0.1 + 0.2, 1e308, 3.0] * repeats)
    place = write(tmp_path, numbers(values))
    back = read_segment(place, SCHEMA, ["value"])["value"].to_numpy()
    assert np.array_equal(back.view(np.uint64), values.view(np.uint64))


@pytest.mark.parametrize("table", [make_rows(range(30)), make_rows([1, 1, 1]), make_months(range(3), "met")])
def test_a_segment_gives_back_its_table(tmp_path, table):
    place = write(tmp_path, table.slice(0, 2), table.slice(2))
    assert read_segment(place, table.schema, table.column_names).equals(table)
    some = table.column_names[::-2]
    assert read_segment(place, table.schema, some).equals(table.select(some))
    assert pa.concat_tables(pieces_of(place, table.schema)).equals(table)
    assert rows_and_origin(place, table.schema)[0] == len(table)
    assert not list((tmp_path / "drafts").iterdir())


def test_pieces_are_small(tmp_path, monkeypatch):
    monkeypatch.setattr(segments, "ROW_GROUP", 7)
    table = make_rows(range(30))
    place = write(tmp_path, table)
    pieces = list(pieces_of(place, RUN_SCHEMA))
    assert max(map(len, pieces)) == 7
    assert pa.concat_tables(pieces).equals(table)


def test_a_segment_says_what_made_it(tmp_path):
    place = write(tmp_path, make_rows([1]))
    _, made_with = rows_and_origin(place)
    assert made_with["row_version"] == VERSION
    assert made_with["numpy"] == np.__version__
    assert {"smsim", "python", "numba"} <= set(made_with)
    origins = [{"numpy": "3", "a": "x"}, {"numpy": "2"}, {"numpy": "3"}]
    place = write(tmp_path, make_rows([1]), origins=origins)
    assert rows_and_origin(place)[1] == {"numpy": "2, 3", "a": "x"}


@pytest.mark.parametrize("damage", ["cut", "empty", "zeros", "other", "bit"])
def test_damage_is_noticed(tmp_path, damage):
    place = write(tmp_path, make_rows(range(200)))
    whole = place.read_bytes()
    middle = len(whole) // 3
    place.write_bytes(
        {
            "cut": whole[:-10],
            "empty": b"",
            "zeros": bytes(len(whole)),
            "other": b"point,level\n1,2\n",
            "bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        }[damage]
    )
    with pytest.raises(SegmentDamagedError) as problem:
        read_segment(place, RUN_SCHEMA, RUN_SCHEMA.names)
    assert problem.value.place == place


@pytest.mark.parametrize("table", [make_rows(range(12)), make_months(range(12))])
def test_one_flipped_bit_is_noticed_wherever_it_is(tmp_path, table):
    place = write(tmp_path, table)
    whole = place.read_bytes()
    for bit in range(0, 8 * len(whole), len(whole) // 50 | 1):  # all bits of a byte in turn
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        place.write_bytes(flipped)
        # within one tick of the disk's clock the file looks the same
        segments._is_whole.cache_clear()
        with pytest.raises(SegmentDamagedError):
            read_segment(place, table.schema, table.column_names)
    place.write_bytes(whole)
    segments._is_whole.cache_clear()
    assert read_segment(place, table.schema, table.column_names).equals(table)


def test_a_segment_is_looked_at_once(tmp_path, monkeypatch):
    place = write(tmp_path, make_rows(range(12)))
    read_segment(place, RUN_SCHEMA, ["run_key"])
    with monkeypatch.context() as patched:
        patched.setattr(segments, "_checksum", None)  # a call would raise
        read_segment(place, RUN_SCHEMA, ["seed"])
    flipped = bytearray(place.read_bytes())
    flipped[-20] ^= 1
    place.write_bytes(flipped)
    os.utime(place, (1, 1))
    with pytest.raises(SegmentDamagedError):
        read_segment(place, RUN_SCHEMA, ["seed"])


def test_a_name_says_of_how_many_runs_there_are_rows_or_months(tmp_path, monkeypatch):
    monkeypatch.setattr(segments, "ROW_GROUP", 7)
    table = make_months(range(5))
    assert segments.runs_by_name(write(tmp_path, table.slice(0, 6), table.slice(6))) == 5
    place = write(tmp_path, make_rows(range(12)))
    assert segments.runs_by_name(place) == segments.runs_said(place) == 12
    old = as_of_old(place)
    assert segments.runs_by_name(old) is None
    assert segments.runs_said(old) == 12
    old.write_bytes(b"PAR1")
    assert segments.runs_said(old) == 0


def test_one_flipped_bit_of_an_old_segment_never_ends_a_command(tmp_path):
    """Its name has no checksum, so what it says of itself may be wrong; but nothing else is raised."""
    old = as_of_old(write(tmp_path, make_rows(range(12))))
    whole = old.read_bytes()
    footer = range(8 * (len(whole) - 4000), 8 * len(whole), 59)
    for bit in (*range(0, 8 * len(whole), len(whole) // 20 | 1), *footer):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        old.write_bytes(flipped)
        segments._is_whole.cache_clear()
        assert isinstance(segments.runs_said(old), int)
        with suppress(SegmentDamagedError):
            rows_and_origin(old)


def as_of_old(place):
    """Return a segment under the name that it would have without a checksum."""
    return place.rename(place.with_name(place.name.partition("-")[0] + ".parquet"))


def test_a_segment_without_a_checksum_is_read_and_its_rows_are_counted(tmp_path, monkeypatch):
    table = make_rows(range(12))
    old = as_of_old(write(tmp_path, table))
    assert read_segment(old, RUN_SCHEMA, RUN_SCHEMA.names).equals(table)

    def short(file, columns):
        return table.select(columns).slice(0, 11 if "cost_keur" in columns else 12)

    def stumbling(file, columns):
        raise UnicodeDecodeError("utf-8", b"", 0, 1, "a flipped bit")

    for read in (short, stumbling):
        segments._is_whole.cache_clear()
        with monkeypatch.context() as patched, pytest.raises(SegmentDamagedError):
            patched.setattr(pq.ParquetFile, "read", read)
            read_segment(old, RUN_SCHEMA, ["run_key"])


def test_what_is_not_damage_is_told_apart(tmp_path, monkeypatch):
    place = write(tmp_path, make_rows(range(3)))
    with pytest.raises(SegmentGoneError):
        read_segment(tmp_path / "runs" / "none.parquet", RUN_SCHEMA, ["run_key"])
    with pytest.raises(
        StoreError, match=r"The file '.*' of the store has other columns than it should; move it"
    ):
        read_segment(place, SCHEMA, ["run_key"])
    for error in (MemoryError(), pa.ArrowMemoryError(), OSError(5, "Input/output error")):

        def failing(*_, error=error, **__):
            raise error

        monkeypatch.setattr(segments.pq, "ParquetFile", failing)
        with pytest.raises(type(error)):
            read_segment(place, RUN_SCHEMA, ["run_key"])


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, OSError])
@pytest.mark.parametrize("where", ["fsync", "rename"])
def test_an_interrupt_while_writing_leaves_nothing(tmp_path, monkeypatch, error, where):
    def interrupted(*_):
        assert len(list((tmp_path / "drafts").iterdir())) == 1
        assert not list((tmp_path / "runs").iterdir())
        raise error

    monkeypatch.setattr(os if where == "fsync" else type(tmp_path), where, interrupted)
    with pytest.raises(error):
        write(tmp_path, make_rows(range(3)))
    assert not list((tmp_path / "drafts").iterdir())
    assert not list((tmp_path / "runs").iterdir())


def test_a_segment_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    done = []
    for owner, name in ((os, "fsync"), (type(tmp_path), "rename")):
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given, n=name, r=real: (done.append(n), r(*given))[1])
    write(tmp_path, make_rows(range(3)))
    assert done[:2] == ["fsync", "rename"]


def test_bytes_of_many_rows_are_judged_by_few(tmp_path):
    values = np.random.default_rng(1).random(20_000)
    few, many = (encoded_bytes(numbers(values[:count])) / count for count in (100, 20_000))
    assert many < few < 1.4 * many
    assert many == pytest.approx(write(tmp_path, numbers(values)).stat().st_size / 20_000, rel=0.05)
    assert encoded_bytes(numbers(values[:1])) > 0


def test_rows_take_few_bytes():
    count = 5_000
    keys = [os.urandom(16).hex() for _ in range(count)]
    with_keys_alone = encoded_bytes(pa.table([keys, [3.0] * count], schema=SCHEMA)) / count
    assert with_keys_alone < 17.5  # 16 of them are a random key


def test_the_encodings_are_those_that_other_readers_know(tmp_path):
    place = write(tmp_path, make_rows(range(100)))
    group = pq.ParquetFile(place).metadata.row_group(0)
    columns = {group.column(place).path_in_schema: group.column(place) for place in range(group.num_columns)}
    assert "DELTA_LENGTH_BYTE_ARRAY" in columns["run_key"].encodings
    assert "RLE_DICTIONARY" in columns["organisation"].encodings
    assert "BYTE_STREAM_SPLIT" in columns["cost_keur"].encodings
    assert all(column.compression == "ZSTD" for column in columns.values())
    assert columns["replication"].statistics.max == 99
    assert columns["run_key"].statistics is None
