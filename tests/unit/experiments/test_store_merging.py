from __future__ import annotations

import pandas as pd
import pytest

from smsim.errors import StoreError
from smsim.experiments.rows import ErrorKind
from smsim.experiments.store import RunStore, merging, segments
from tests.stores import MONTHS, VERSION, keys_of, make_months, make_rows


@pytest.fixture
def store(tmp_path):
    return RunStore.open(tmp_path / "store", VERSION)


def files(store):
    return sorted(store.rows_folder.glob("*.parquet"))


def sizes(store):
    return sorted(len(pd.read_parquet(file)) for file in files(store))


def fill(store, *counts):
    first = 0
    for count in counts:
        store.append(make_rows(range(first, first + count)), {})
        first += count
    return list(range(first))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1] * 15, [1] * 15),
        ([1] * 16, [16]),
        ([15] * 15 + [16], [15] * 15 + [16]),
        ([16] * 16, [256]),
        ([1, 40] * 16, [16, 640]),
        ([1] * 10 + [20] * 10, [1] * 10 + [20] * 10),
    ],
)
def test_segments_of_one_size_are_merged_when_there_are_enough(store, before, after):
    numbers = fill(store, *before)
    store.merge()
    assert sizes(store) == sorted(after)
    assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))


@pytest.mark.parametrize("all_sizes", [False, True])
def test_no_segment_becomes_too_large(store, monkeypatch, all_sizes):
    monkeypatch.setattr(merging, "FULL", 100)
    monkeypatch.setattr(merging, "ROW_GROUP", 25)
    monkeypatch.setattr(segments, "ROW_GROUP", 25)
    numbers = fill(store, *[30] * 16, 60, 100)
    store.merge(all_sizes=all_sizes)
    assert sizes(store) == sorted([90] * 5 + [30, 60, 100]) if not all_sizes else [90] * 6 + [100]
    assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))


def test_merging_to_the_end_leaves_few_files_and_does_nothing_twice(store):
    numbers = fill(store, 3, 50, 1, 700)
    store.merge(all_sizes=True)
    assert sizes(store) == [754]
    left = files(store)
    store.merge(all_sizes=True)
    assert files(store) == left
    assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))


def test_merging_many_times_writes_each_run_few_times(store, monkeypatch):
    written = []
    write_segment = segments.write_segment

    def counted(tables, *rest):
        kept = list(tables)
        written.append(sum(map(len, kept)))
        return write_segment(iter(kept), *rest)

    monkeypatch.setattr("smsim.experiments.store.dataset.write_segment", counted)
    monkeypatch.setattr(merging, "FACTOR", 4)
    for number in range(64):
        store.append(make_rows([number]), {})
        store.merge()
    while len(files(store)) > 1:
        store.merge()
    assert sizes(store) == [64]
    assert sum(written) == 4 * 64


def test_copies_in_different_files_are_left_out_at_the_end(store, monkeypatch):
    monkeypatch.setattr(merging, "FULL", 50)
    monkeypatch.setattr(merging, "ROW_GROUP", 10)
    store.append(make_rows(range(40)), {"level": make_months(range(4))})
    store.append(make_rows(range(30, 70)), {"level": make_months(range(3, 9))})
    store.append(make_rows([100, 101], ErrorKind.TIME_OUT), {})
    store.append(make_rows(range(69, 102)), {})
    store.merge(all_sizes=True)
    assert sum(sizes(store)) == 102
    assert max(sizes(store)) <= 50
    assert len(pd.read_parquet(store.part_folder("level"))) == 9 * MONTHS
    assert store.read_runs(keys_of(range(102))).equals(make_rows(range(102)))
    assert store.read_part("level", keys_of(range(9))).equals(make_months(range(9)))


def test_months_are_merged_too(store):
    for number in range(16):
        store.append(None, {"met": make_months([number], "met")})
    store.merge()
    assert len(list(store.part_folder("met").iterdir())) == 1
    assert store.read_part("met", keys_of(range(16))).equals(make_months(range(16), "met"))


def test_a_merged_file_says_what_made_its_rows(store, monkeypatch):
    store.append(make_rows([1]), {})
    monkeypatch.setattr(segments, "version", lambda name: f"{name} of old")
    segments.origin.cache_clear()
    store.append(make_rows([2]), {})
    segments.origin.cache_clear()
    store.merge(all_sizes=True)
    _, made_with = segments.rows_and_origin(*files(store))
    assert made_with["row_version"] == VERSION
    assert made_with["numpy"].endswith(", numpy of old")


@pytest.mark.parametrize("failing", ["write", "unlink", "put in place"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_merge_that_is_cut_short_loses_and_doubles_nothing(store, monkeypatch, failing, error):
    numbers = fill(store, *[2] * 20)
    place = type(store.folder)
    left = {"write": 1, "unlink": 5, "put in place": 0}[failing]

    def failing_after(real):
        def function(*given, **options):
            nonlocal left
            if left == 0:
                raise error
            left -= 1
            return real(*given, **options)

        return function

    owner, name = {
        "write": (segments.pq.ParquetWriter, "write_table"),
        "unlink": (place, "unlink"),
        "put in place": (place, "rename"),
    }[failing]
    monkeypatch.setattr(merging, "ROW_GROUP", 10)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing_after(getattr(owner, name)))
        with pytest.raises(KeyboardInterrupt if error is KeyboardInterrupt else StoreError):
            store.merge(all_sizes=True)
    for one in (store, RunStore.open(store.folder, VERSION)):
        assert len(one.kept_runs()) == len(numbers)
        assert one.read_runs(keys_of(numbers)).equals(make_rows(numbers))
        assert len(one.read_runs(None)) == len(numbers)
    assert len(files(store)) == (20 if failing != "unlink" else 1 + 20 - 5)
    store.merge(all_sizes=True)
    assert sizes(store) == [40]
    assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))


def test_reading_lists_the_folder_again_when_a_file_has_gone(store, monkeypatch):
    numbers = fill(store, *[2] * 16)
    reader = RunStore.open(store.folder, VERSION)
    dataset = reader._runs
    listed = dataset.segments

    def stale():
        found = listed()
        monkeypatch.setattr(dataset, "segments", listed)
        store.merge()
        return found

    monkeypatch.setattr(dataset, "segments", stale)
    assert reader.read_runs(keys_of(numbers)).equals(make_rows(numbers))
    fill(store, 1)
    monkeypatch.setattr(dataset, "segments", stale)
    assert len(reader.kept_runs()) == len(numbers)


def test_files_that_go_without_end_are_told(store):
    (store.rows_folder / "a.parquet").symlink_to("nowhere")
    with pytest.raises(StoreError, match=r"The store's folder '.*runs' lists files that cannot be opened\."):
        store.kept_runs()


def test_a_merged_file_is_not_read_again_by_the_one_who_merged(store, monkeypatch):
    fill(store, *[1] * 16)
    assert len(store.kept_runs()) == 16
    store.merge()
    monkeypatch.setattr("smsim.experiments.store.dataset.read_segment", None)
    store.refresh()
    assert len(store.kept_runs()) == 16


@pytest.mark.parametrize("all_sizes", [False, True])
def test_a_file_of_somebody_else_is_read_and_never_removed(store, all_sizes):
    numbers = fill(store, *[1] * 17)
    mine = store.rows_folder / "backup of May.parquet"
    mine.write_bytes(files(store)[0].read_bytes())
    before = mine.read_bytes()
    files(store)[1].rename(store.rows_folder / "renamed.parquet")
    again = RunStore.open(store.folder, VERSION)
    for _ in range(2):
        again.merge(all_sizes=all_sizes)
    assert mine.read_bytes() == before
    assert (store.rows_folder / "renamed.parquet").exists()
    assert again.read_runs(keys_of(numbers)).equals(make_rows(numbers))
