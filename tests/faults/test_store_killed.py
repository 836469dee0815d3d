"""Processes that write a store are killed at any moment; what they said is kept is there, and whole."""

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
ROWS = 20
PROGRAM = """
import os, random, signal, sys, time
from pathlib import Path
from smsim.experiments.store import RunStore, merging, segments
from tests.faults.test_store_killed import ROWS
from tests.stores import VERSION, make_months, make_rows

merging.FACTOR = 3
merging.ROW_GROUP = segments.ROW_GROUP = 30
merging.FULL = 300

def write(life, pipe):
    store = RunStore.open(Path(sys.argv[1]), VERSION)
    for batch in range(life * 1000, life * 1000 + 1000):
        numbers = range(batch * ROWS, batch * ROWS + ROWS)
        store.append(make_rows(numbers), {"level": make_months(numbers)})
        os.write(pipe, f"{batch}\\n".encode())
        store.merge(all_sizes=batch % 5 == 0)

chance = random.Random(1)
for life in range(int(sys.argv[2])):
    reading, writing = os.pipe()
    child = os.fork()  # nothing has been read or written here, so there are no threads to lose
    if child == 0:
        write(life, writing)
    os.close(writing)
    said = os.read(reading, 4096)
    time.sleep(chance.random() * 0.06)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 4096):
        said += more
    os.close(reading)
    print(said.decode(), end="")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not killed and forked so there")
@pytest.mark.parametrize("lives", [12, pytest.param(100, marks=pytest.mark.slow)])
def test_what_was_kept_survives_a_kill(tmp_path, lives):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "store"), str(lives)],
        cwd=REPOSITORY,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    kept = [int(line) for line in done.stdout.split()]
    assert len({batch // 1000 for batch in kept}) == lives
    store = RunStore.open(tmp_path / "store", VERSION)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # no file is damaged
        numbers = [number for batch in kept for number in range(batch * ROWS, batch * ROWS + ROWS)]
        assert store.read_runs(keys_of(numbers)).equals(make_rows(numbers))
        assert store.read_part("level", keys_of(numbers)).equals(make_months(numbers))
        every = sorted(store.read_runs(None)["replication"].to_pylist())
        assert len(every) == len(set(every)) == len(store.kept_runs())
        assert len(every) % ROWS == 0  # a batch that nobody spoke of is there as a whole or not at all
        assert len(every) - len(numbers) <= ROWS * lives
        assert len(store.read_part("level", keys_of(every))) == MONTHS * len(every)
        assert set(pd.read_parquet(store.rows_folder)["replication"]) == set(every)
        store.merge(all_sizes=True)
        assert len(pd.read_parquet(store.rows_folder)) == len(every)
        assert store.read_runs(keys_of(every)).equals(make_rows(every))
