from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from smsim.errors import StoreError
from smsim.experiments.rows import ErrorKind
from smsim.experiments.store import RunStore, segments
from smsim.experiments.store import folder as layout
from tests.stores import MONTHS, VERSION, key_of, keys_of, make_months, make_rows

REPOSITORY = Path(__file__).parents[3]
OTHER_VERSION = "ffeeddcc00112233"
FULL_DISK = """
import resource, sys
from pathlib import Path
from smsim.errors import StoreError
from smsim.experiments.store import RunStore
from tests.stores import VERSION, make_rows
store = RunStore.open(Path(sys.argv[1]), VERSION)
store.append(make_rows(range(10)), {})
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    store.append(make_rows(range(10, 3000)), {})
except StoreError as error:
    print(error)
"""


@pytest.fixture
def store(tmp_path):
    return RunStore.open(tmp_path / "store", VERSION)


def again(store):
    """Open the same store as another process would."""
    return RunStore.open(store.folder, store.version)


def files(store):
    return sorted(store.rows_folder.glob("*.parquet"))


def test_what_is_appended_is_read_in_the_order_asked_for(store):
    store.append(make_rows(range(5)), {})
    store.append(make_rows(range(5, 9)), {})
    for numbers in ([7, 0, 4, 8], [3, 3, 8, 3], list(range(9)), []):
        assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))
    read = store.read_runs(keys_of([8, 2]), ["replication", "cost_keur"])
    assert read.equals(make_rows([8, 2]).select(["replication", "cost_keur"]))
    every = sorted(range(9), key=key_of)
    assert store.read_runs(None).equals(make_rows(every))
    assert again(store).read_runs(None).equals(make_rows(every))


def test_an_empty_store_holds_nothing(store):
    assert len(store.kept_runs()) == 0
    assert len(store.kept_part("level")) == 0
    assert len(store.read_runs(None)) == 0
    assert len(store.read_part("level", None)) == 0
    store.append(None, {})
    store.append(make_rows([]), {"level": make_months([])})
    store.merge(all_sizes=True)
    assert files(store) == []
    assert store.other_versions() == {}


def test_kept_runs_are_those_with_rows(store):
    assert not store.kept_runs().contains(keys_of([1])).any()
    store.append(make_rows([1, 2]), {})
    assert store.kept_runs().contains(keys_of([0, 1, 2])).tolist() == [False, True, True]
    assert len(again(store).kept_runs()) == 2


def test_refreshing_shows_what_others_wrote_and_reads_only_that(store, monkeypatch):
    store.append(make_rows([1]), {"level": make_months([1])})
    assert len(store.kept_runs()) == len(store.kept_part("level")) == 1
    other = again(store)
    other.append(make_rows([2, 3]), {"level": make_months([2])})
    assert len(store.kept_runs()) == 1
    read = []
    read_segment = segments.read_segment
    monkeypatch.setattr(
        "smsim.experiments.store.dataset.read_segment",
        lambda place, *rest: (read.append(place), read_segment(place, *rest))[1],
    )
    for _ in range(2):
        store.refresh()
        assert len(store.kept_runs()) == 3
        assert len(store.kept_part("level")) == 2
        assert len(read) == 2


def test_a_missing_run_is_a_sentence(store):
    store.append(make_rows([1]), {"level": make_months([1])})
    with pytest.raises(StoreError) as problem:
        store.read_runs(keys_of([1, 2, 3]))
    assert str(problem.value) == (
        f"2 of the 3 runs asked for are not in '{store.rows_folder}'; run the experiment again to make them."
    )
    with pytest.raises(StoreError, match="1 of the 2 runs asked for are not in"):
        store.read_part("level", keys_of([1, 2]))


@pytest.mark.parametrize("kind", ErrorKind)
@pytest.mark.parametrize("result_comes", ["before", "after", "with", "never"])
def test_a_result_counts_before_a_failure(store, kind, result_comes):
    failed, whole = make_rows([1, 2], kind), make_rows([1])
    appended = {
        "before": [whole, failed],
        "after": [failed, whole],
        "with": [pa.concat_tables([failed, whole, failed])],
        "never": [failed, failed],
    }[result_comes]
    for rows in appended:
        store.append(rows, {})
    has_result = result_comes != "never"
    for merged in (False, True):
        for one in (store, again(store)):
            assert one.kept_runs().contains(keys_of([1, 2])).tolist() == (
                [has_result or not kind.is_tried_again, not kind.is_tried_again]
            )
            assert one.failed_runs().contains(keys_of([1, 2])).tolist() == [not has_result, True]
            assert len(one.failed_runs()) == 2 - has_result
            assert len(one.kept_runs(without_retryable=False)) == 2
            read = one.read_runs(keys_of([2, 1]))
            assert read["error_kind"].to_pylist() == [kind.value, None if has_result else kind.value]
            assert read.slice(1).equals(whole if has_result else make_rows([1], kind))
        if not merged:
            store.merge(all_sizes=True)
            assert sum(len(pd.read_parquet(file)) for file in files(store)) == 2


def test_a_failure_that_stays_counts_before_one_to_be_tried_again(store):
    for kind in (ErrorKind.TIME_OUT, ErrorKind.ENGINE, ErrorKind.WORKER_DEATH):
        store.append(make_rows([1], kind), {})
    assert store.read_runs(keys_of([1]))["error_kind"].to_pylist() == ["engine"]
    assert store.kept_runs().contains(keys_of([1])).all()


def test_a_run_made_twice_is_kept_once(store):
    store.append(make_rows([1, 2]), {"level": make_months([1, 2])})
    again(store).append(make_rows([2, 3, 3]), {"level": make_months([2, 3, 3])})
    store.refresh()
    assert len(store.kept_runs()) == len(store.kept_part("level")) == 3
    assert store.read_runs(None).sort_by("replication").equals(make_rows([1, 2, 3]))
    assert len(store.read_part("level", None)) == 3 * MONTHS
    assert store.read_part("level", keys_of([3, 2])).equals(make_months([3, 2]))


def test_months_stand_beside_runs(store):
    store.append(make_rows([1, 2]), {"level": make_months([1, 2]), "met": make_months([2], "met")})
    store.append(None, {"level": make_months([3])})
    assert store.kept_part("level").contains(keys_of([1, 2, 3])).all()
    assert store.kept_part("met").contains(keys_of([1, 2, 3])).tolist() == [False, True, False]
    assert store.read_part("level", keys_of([3, 1, 3])).equals(make_months([3, 1, 3]))
    assert store.read_part("met", None).equals(make_months([2], "met"))
    assert not store.kept_runs().contains(keys_of([3])).any()
    assert pd.read_parquet(store.part_folder("level"))["level"].nunique() == 3


def test_an_unknown_output_is_a_sentence(store):
    with pytest.raises(StoreError) as problem:
        store.kept_part("scores")
    assert str(problem.value) == "There is no monthly output 'scores' (did you mean 'score'?)."


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        (make_rows([1]).drop_columns("cost_keur"), KeyError),
        (make_rows([1]).set_column(0, "run_key", pa.array(["not a key"])), ValueError),
        (make_rows([1]).set_column(3, "seed", pa.array(["one"])), ValueError),
    ],
)
def test_rows_of_another_form_are_refused(store, rows, error):
    with pytest.raises(error):
        store.append(rows, {})
    assert files(store) == []


def test_versions_never_mix(store):
    store.append(make_rows([1, 2, 3]), {"level": make_months([1])})
    store.append(make_rows([4]), {})
    other = RunStore.open(store.folder, OTHER_VERSION)
    assert other.other_versions() == {VERSION: 4}
    assert len(other.kept_runs()) == len(other.kept_part("level")) == 0
    other.append(make_rows([1]), {})
    other.merge(all_sizes=True)
    assert store.other_versions() == {OTHER_VERSION: 1}
    assert len(again(store).kept_runs()) == 4
    assert len(pd.read_parquet(other.rows_folder)) == 1
    files(store)[0].write_bytes(b"")  # what is not used is not looked at either
    assert other.other_versions() == {VERSION: 4}
    assert len(files(store)) == 2


def test_places_of_versions_that_hold_nothing_are_removed(store):
    other = RunStore.open(store.folder, OTHER_VERSION)
    place = other.rows_folder.parent
    other.claim(3)
    other.release(3)
    other.merge()
    draft = place / "drafts" / f"{'0' * 32}.draft"
    draft.write_bytes(b"half")
    again(store)
    assert store.other_versions() == {}
    assert place.exists()  # somebody may be writing
    os.utime(draft, (0, 0))
    again(store)
    assert not place.exists()
    # who was about to write there is not disturbed
    assert other.claim(3)
    other.append(make_rows([1]), {"level": make_months([1])})
    other.merge(all_sizes=True)
    again(store)
    assert store.other_versions() == {OTHER_VERSION: 1}


def test_only_what_is_ours_and_empty_is_removed(store):
    for name in ("0123456789abcdef", "fedcba9876543210"):
        (store.folder / name / "runs").mkdir(parents=True)
    (store.folder / "mine" / "runs").mkdir(parents=True)
    (store.folder / "0123456789abcdef" / "notes.txt").write_text("mine")
    (store.folder / "fedcba9876543210" / "claims").write_text("mine")
    again(store)
    assert (store.folder / "0123456789abcdef" / "runs").exists()
    assert (store.folder / "fedcba9876543210" / "claims").read_text() == "mine"
    assert (store.folder / "mine" / "runs").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
@pytest.mark.parametrize("lock", ["claims", "merging"])
def test_a_version_that_another_process_has_begun_with_is_left_alone(store, lock):
    place = RunStore.open(store.folder, OTHER_VERSION).rows_folder.parent
    holding = (
        "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.lockf(file, fcntl.LOCK_EX, 1, 77);"
        "print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", holding, str(place / lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout.readline() == b"held\n"
    again(store)
    assert place.exists()
    other.communicate()
    again(store)
    assert not place.exists()


def test_the_folder_says_what_it_is(store):
    document = json.loads((store.folder / "store.json").read_text())
    assert document == {"format": "smsim store", "format_version": 1}
    assert layout.is_store(store.folder)
    assert not layout.is_store(store.folder.parent)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "smsim result"}', "\xff"])
def test_somebody_elses_folder_is_left_alone(tmp_path, text):
    (tmp_path / "store.json").write_text(text, encoding="latin-1")
    with pytest.raises(StoreError, match="is not empty and holds no store of runs; name another one"):
        RunStore.open(tmp_path, VERSION)
    assert [path.name for path in tmp_path.iterdir()] == ["store.json"]


def test_places_that_cannot_be_a_store(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match=r"'.*file' is a file; name a folder for the store of runs"):
        RunStore.open(tmp_path / "file", VERSION)
    with pytest.raises(StoreError, match=r"The store of runs cannot be written to the folder '.*below': Not"):
        RunStore.open(tmp_path / "file" / "below", VERSION)


def test_a_disk_for_reading_only_is_told(store, monkeypatch):
    def refused(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(layout.tempfile, "TemporaryFile", refused)
    with pytest.raises(StoreError) as problem:
        again(store)
    assert str(problem.value) == (
        f"The store of runs cannot be written to the folder '{store.folder}': Read-only file system."
    )


def test_a_newer_format_is_left_alone(store):
    (store.folder / "store.json").write_text('{"format": "smsim store", "format_version": 2}')
    with pytest.raises(StoreError, match="has format 2, this smsim knows 1; update smsim or name"):
        again(store)


def test_two_processes_may_found_one_store(tmp_path, monkeypatch):
    folder = tmp_path / "store"
    found = layout._found_store

    def slower(place):
        monkeypatch.setattr(layout, "_found_store", found)
        RunStore.open(folder, VERSION).append(make_rows([1]), {})
        found(place)

    monkeypatch.setattr(layout, "_found_store", slower)
    assert len(RunStore.open(folder, VERSION).kept_runs()) == 1
    assert not list(folder.glob(".*"))


def test_an_old_draft_is_removed_and_a_young_one_left(store):
    drafts = store.rows_folder.parent / "drafts"
    old, young, foreign = f"{'0' * 32}.draft", f"{'1' * 32}.draft", "thesis.draft"
    for name in (old, young, foreign):
        (drafts / name).write_bytes(b"half")
    for name in (old, foreign):
        os.utime(drafts / name, (0, 0))
    again(store)
    assert sorted(path.name for path in drafts.iterdir()) == [young, foreign]


def test_pandas_reads_a_folder(store):
    store.append(make_rows(range(6)), {"level": make_months([1])})
    (store.rows_folder.parent / "drafts" / "half.draft").write_bytes(b"half")
    store.append(make_rows([6], ErrorKind.ENGINE), {})
    table = pd.read_parquet(store.rows_folder)
    assert sorted(table["replication"]) == list(range(7))
    assert table["error"].notna().sum() == 1


@pytest.mark.parametrize("library", ["polars", "duckdb"])
def test_other_libraries_read_the_files(store, library):
    module = pytest.importorskip(library)
    for first in range(0, 200, 100):
        store.append(make_rows(range(first, first + 100)), {"met": make_months([first, first + 1], "met")})
    store.append(make_rows([200], ErrorKind.ENGINE), {})
    runs, months = f"{store.rows_folder}/*.parquet", f"{store.part_folder('met')}/*.parquet"
    if library == "polars":
        table, monthly = module.read_parquet(runs).to_arrow(), module.read_parquet(months)
    else:
        table = pa.table(module.sql(f"select * from '{runs}'").to_arrow_table())
        monthly = module.sql(f"select * from '{months}'").df()
    table = table.cast(make_rows([]).schema).sort_by("replication")
    assert table.slice(0, 200).equals(make_rows(range(200)))
    assert table["error_kind"].to_pylist()[200:] == ["engine"]
    assert len(monthly) == 4 * MONTHS


@pytest.mark.parametrize("moment", ["opened", "seen", "read", "merged"])
def test_a_damaged_file_is_put_aside_and_its_runs_are_made_again(store, moment):
    store.append(make_rows([1, 2]), {})
    store.append(make_rows([3]), {})
    if moment in ("seen", "read"):
        assert len(store.kept_runs()) == 3
    damaged = next(file for file in files(store) if len(pd.read_parquet(file)) == 2)
    damaged.write_bytes(damaged.read_bytes()[:-100])
    lost = r"was damaged and is now '.*\.damaged'; its 2 runs count as missing until a command that needs"
    with pytest.warns(UserWarning, match=lost):
        if moment == "read":
            with pytest.raises(StoreError, match="2 of the 3 runs asked for are not in"):
                store.read_runs(keys_of([1, 2, 3]))
        elif moment == "merged":
            store.merge(all_sizes=True)
        else:
            store = again(store)
            store.refresh()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert store.kept_runs().contains(keys_of([1, 2, 3])).tolist() == [False, False, True]
        assert len(pd.read_parquet(store.rows_folder)) == 1
        assert len(list((store.rows_folder.parent / "damaged").iterdir())) == 1
        store.append(make_rows([1, 2]), {})
        assert len(store.read_runs(keys_of([1, 2, 3]))) == 3


def test_damage_is_told_to_whom_it_concerns(store):
    store.append(make_rows([1]), {"level": make_months([1])})
    (months,) = store.part_folder("level").iterdir()
    months.write_bytes(months.read_bytes()[:-1])
    told = []
    other = RunStore.open(store.folder, VERSION, on_damage=told.append)
    assert other.has_whole(keys_of([1, 2]), []).tolist() == [True, False]
    assert other.has_whole(keys_of([1, 2]), ["level"]).tolist() == [False, False]
    place = store.rows_folder.parent / "damaged" / f"level-{months.name}.damaged"
    assert told == [
        f"The store's file '{months}' was damaged and is now '{place}'; the months of its 1 run count as "
        "missing until a command that needs them has run them again."
    ]


@pytest.mark.parametrize("kind", ErrorKind)
def test_a_failed_run_is_whole_without_months(store, kind):
    store.append(make_rows([1], kind), {})
    assert store.has_whole(keys_of([1]), ["level"]).tolist() == [not kind.is_tried_again]
    assert store.has_whole(keys_of([1]), ["level"], without_retryable=False).all()


def test_a_file_with_other_columns_is_nobodys_damage(store):
    store.append(make_rows([1]), {})
    pd.DataFrame({"a": [1]}).to_parquet(store.rows_folder / "mine.parquet")
    with pytest.raises(StoreError, match=r"The file '.*mine.parquet' of the store has other columns"):
        again(store).kept_runs()
    assert (store.rows_folder / "mine.parquet").exists()


@pytest.mark.parametrize("failing", ["fsync", "replace or rename"])
def test_a_failing_disk_is_a_sentence_and_leaves_earlier_work(store, monkeypatch, failing):
    store.append(make_rows([1]), {"level": make_months([1])})

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync", full) if failing == "fsync" else (Path, "rename", full)))
        with pytest.raises(StoreError) as problem:
            store.append(make_rows([2]), {"level": make_months([2])})
    assert str(problem.value) == (
        f"No more runs could be written to the store '{store.folder}': No space left on device; "
        "what it held before is whole."
    )
    assert not list((store.rows_folder.parent / "drafts").iterdir())
    assert len(store.kept_runs()) == len(again(store).kept_runs()) == 1
    store.append(make_rows([2]), {"level": make_months([2])})
    assert len(store.kept_runs()) == len(store.kept_part("level")) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on file sizes there")
def test_a_file_that_may_not_grow_leaves_nothing_half_written(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "store")],
        cwd=REPOSITORY,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("No more runs could be written")
    assert done.stdout.count("\n") == 1
    store = RunStore.open(tmp_path / "store", VERSION)
    assert not list((store.rows_folder.parent / "drafts").iterdir())
    assert store.read_runs(keys_of(range(10))).equals(make_rows(range(10)))
    assert len(files(store)) == 1


def test_months_are_whole_before_the_row_says_so(store, monkeypatch):
    written = []
    write_segment = segments.write_segment
    monkeypatch.setattr(
        "smsim.experiments.store.dataset.write_segment",
        lambda tables, folder, *rest: (written.append(folder.name), write_segment(tables, folder, *rest))[1],
    )
    store.append(make_rows([1]), {"level": make_months([1]), "met": make_months([1], "met")})
    assert written == ["level", "met", "runs"]
