"""Small experiments, and stores filled with them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from smsim.experiments.loading import load_experiment
from smsim.experiments.rows import row_version
from smsim.experiments.running.filling import Filled, fill_store
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Workers
from smsim.experiments.store import RunStore

SMALL = """
title = "A small one"
scenarios = ["lone-manager", "group-head"]
replications = 3
seed = 5
horizon_months = 14

[design]
kind = "grid"

[[factor]]
name = "levers.executive_tone"
values = [0.2, 0.8]

[[factor]]
name = "firm.employees"
values = [20, 40]
"""
"""Eight points, three replications, tiny firms."""

MONTHLY = '[outputs]\nmonthly = ["level", "practice_of"]\n'
ONE_WORKER = Workers()


def schedule_of(folder: Path, text: str = SMALL) -> Schedule:
    """Return the runs of an experiment file with this text."""
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    return Schedule(load_experiment(file))


def store_in(folder: Path) -> RunStore:
    """Return a store of rows of this version of the model."""
    return RunStore.open(folder / "store", row_version())


def fill(schedule: Schedule, store: RunStore, workers: Workers = ONE_WORKER, **wishes: bool) -> Filled:
    """Run whatever the store lacks."""
    return fill_store(schedule, store, workers, **wishes)


def rows_of(schedule: Schedule, store: RunStore) -> pa.Table:
    """Return the rows of all planned runs, in their order."""
    return store.read_runs(schedule.keys())


def table(rows: pa.Table) -> pd.DataFrame:
    """Return rows as a table of pandas."""
    return rows.to_pandas()
