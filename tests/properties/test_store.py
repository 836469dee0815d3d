"""Whatever is appended, merged and left twice: a store gives back each run once and unchanged."""

import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.experiments.rows import ErrorKind
from smsim.experiments.store import RunStore, merging, segments
from tests.stores import MONTHS, VERSION, keys_of, make_months, make_rows

some_runs = st.lists(st.integers(0, 30), min_size=1, max_size=8)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), some_runs),
        st.tuples(st.just("append months"), some_runs),
        st.tuples(st.just("append failures"), some_runs, st.sampled_from(ErrorKind)),
        st.tuples(st.just("merge"), st.booleans()),
        st.tuples(st.just("merge, cut short"), st.booleans()),
        st.tuples(st.just("open anew")),
        st.tuples(st.just("look")),
    ),
    max_size=20,
)


@pytest.fixture(autouse=True)
def small_segments(monkeypatch):
    monkeypatch.setattr(merging, "FULL", 20)
    monkeypatch.setattr(merging, "FACTOR", 3)
    for module in (merging, segments):
        monkeypatch.setattr(module, "ROW_GROUP", 5)


class Expected:
    """What the store should hold, kept in plain sets."""

    def __init__(self):
        self.results: set[int] = set()
        self.failed: set[int] = set()
        self.to_be_tried_again: set[int] = set()
        self.months: set[int] = set()

    def append(self, step):
        numbers = set(step[1])
        if step[0] == "append":
            self.results |= numbers
        elif step[0] == "append months":
            self.months |= numbers
        elif step[2].is_tried_again:
            self.to_be_tried_again |= numbers
        else:
            self.failed |= numbers

    def check(self, store):
        every = keys_of(range(31))
        settled = self.results | self.failed
        held = settled | self.to_be_tried_again
        assert store.kept_runs().contains(every).nonzero()[0].tolist() == sorted(settled)
        assert store.kept_runs(without_retryable=False).contains(every).nonzero()[0].tolist() == sorted(held)
        assert store.failed_runs().contains(every).nonzero()[0].tolist() == sorted(held - self.results)
        assert len(store.kept_runs()) == len(settled)
        assert len(store.kept_runs(without_retryable=False)) == len(held)
        results = sorted(self.results)
        assert store.read_runs(keys_of(results)).equals(make_rows(results))
        kinds = store.read_runs(keys_of(sorted(held)), ["error_kind"])["error_kind"].to_pylist()
        for number, kind in zip(sorted(held), kinds, strict=True):
            assert (kind is None) == (number in self.results)
            assert kind is None or ErrorKind(kind).is_tried_again == (number not in self.failed)
        assert len(store.read_runs(None)) == len(held)
        months = sorted(self.months, reverse=True)
        assert store.read_part("level", keys_of(months)).equals(make_months(months))
        assert len(store.read_part("level", None)) == MONTHS * len(months)


def cut_short(store, all_sizes):
    """Leave what a merge that was killed before it removed anything leaves."""
    folders = [folder for folder in (store.rows_folder, store.part_folder("level")) if folder.exists()]
    parts = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}
    store.merge(all_sizes=all_sizes)
    for path, content in parts.items():
        path.write_bytes(content)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_a_store_gives_back_what_was_put_in(all_steps):
    folder = Path(tempfile.mkdtemp())
    try:
        store, expected = RunStore.open(folder, VERSION), Expected()
        for step in all_steps:
            if step[0] == "append":
                store.append(make_rows(step[1]), {})
            elif step[0] == "append months":
                store.append(None, {"level": make_months(step[1])})
            elif step[0] == "append failures":
                store.append(make_rows(step[1], step[2]), {})
            elif step[0] == "merge":
                store.merge(all_sizes=step[1])
            elif step[0] == "merge, cut short":
                cut_short(store, step[1])
            elif step[0] == "open anew":
                store = RunStore.open(folder, VERSION)
            else:
                expected.check(store)
            if step[0].startswith("append"):
                expected.append(step)
        expected.check(store)
        expected.check(RunStore.open(folder, VERSION))
        store.merge(all_sizes=True)
        expected.check(store)
        sizes = [len(pd.read_parquet(path)) for path in store.rows_folder.iterdir()]
        assert sum(sizes) == len(store.kept_runs(without_retryable=False))
        assert all(size <= 20 for size in sizes)
    finally:
        shutil.rmtree(folder)
