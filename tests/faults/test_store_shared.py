"""Two processes append to one store and merge it, while a third reads it."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest

from smsim.experiments.store import RunStore
from tests.stores import MONTHS, VERSION, keys_of, make_months, make_rows

REPOSITORY = Path(__file__).parents[2]
BATCHES = 20
ROWS = 10
PROGRAM = """
import sys
from pathlib import Path
from smsim.experiments.store import RunStore, claims, merging, segments
from tests.faults.test_store_shared import BATCHES, ROWS
from tests.stores import VERSION, make_months, make_rows

folder, first, has_locks = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "True"
if not has_locks:
    claims.fcntl = None
merging.FACTOR = 3
merging.ROW_GROUP = segments.ROW_GROUP = 20
merging.FULL = 200
store = RunStore.open(folder, VERSION)
print("ready", flush=True)
sys.stdin.readline()
for batch in range(first, first + BATCHES):
    numbers = range(batch * ROWS, batch * ROWS + ROWS)
    store.append(make_rows(numbers), {"level": make_months(numbers)})
    store.refresh()
    store.merge(all_sizes=batch % 7 == 0)
"""


def start(folder, first, has_locks):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(first), str(has_locks)],
        cwd=REPOSITORY,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("has_locks", [True, False])
def test_two_processes_lose_and_double_nothing(tmp_path, has_locks):
    folder = tmp_path / "store"
    writers = [start(folder, first, has_locks) for first in (0, BATCHES // 2)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # no file is damaged
        reader = RunStore.open(folder, VERSION)
        seen = 0
        while any(writer.poll() is None for writer in writers):
            reader.refresh()
            rows = reader.read_runs(None).sort_by("replication")
            numbers = rows["replication"].to_pylist()
            assert rows.equals(make_rows(numbers))
            assert len(set(numbers)) == len(numbers) >= max(seen, len(reader.kept_runs()))
            seen = len(numbers)
        for writer in writers:
            assert writer.communicate()[1] == ""
            assert writer.returncode == 0
        numbers = range(BATCHES * 3 // 2 * ROWS)
        for store in (reader, RunStore.open(folder, VERSION)):
            store.refresh()
            assert len(store.kept_runs()) == len(store.kept_part("level")) == len(numbers)
            assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))
            assert len(store.read_runs(None)) == len(numbers)
            assert store.read_part("level", keys_of(numbers)).equals(make_months(numbers))
        reader.merge(all_sizes=True)
        assert len(pd.read_parquet(reader.rows_folder)) == len(numbers)
        assert len(pd.read_parquet(reader.part_folder("level"))) == len(numbers) * MONTHS
        assert reader.read_runs(keys_of(numbers)).equals(make_rows(numbers))
