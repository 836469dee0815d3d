"""Reads the runs of an experiment back from a store, in the order of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smsim.errors import StoreError
from smsim.experiments.words import setting_cell
from smsim.measures import SHIPPED

if TYPE_CHECKING:
    from smsim.experiments.running.schedule import Schedule
    from smsim.experiments.store import RunStore

"""What identifies a run in every table, before one column for each factor."""


def planned_runs(schedule: Schedule, rounds: int | None = None) -> pd.DataFrame:
    """Return one row for each run of the first `rounds` rounds, by point and replication.

    Columns: `point`, `scenario`, `replication`, `round`, `run_key`, and the factors by their dotted names;
    a factor that a run leaves as its scenario has it is missing there.
    """
    experiment = schedule.experiment
    runs = sorted(schedule.order(0, rounds))
    points = {number: experiment.point(number) for number in dict.fromkeys(run[0] for run in runs)}
    settings = {
        factor.name: [setting_cell(points[point].settings.get(factor.name)) for point, _ in runs]
        for factor in experiment.factors
    }
    return pd.DataFrame(
        {
            "point": [point for point, _ in runs],
            "scenario": [points[point].scenario.name for point, _ in runs],
            "replication": [replication for _, replication in runs],
            "round": [schedule.round_of(*run) for run in runs],
            "run_key": [schedule.key(*run) for run in runs],
            **settings,
        }
    )


def run_table(schedule: Schedule, store: RunStore, rounds: int | None = None) -> pd.DataFrame:
    """Return every run of the first `rounds` rounds that is kept whole, by point and replication.

    Columns: those of `planned_runs`, then `error_kind`, `error`, every measure of smsim and the registered
    ones that the experiment asks for. A run is not whole that lacks its row or, unless it failed, such a
    measure or months of an output that the experiment keeps.
    """
    planned = _kept_runs(schedule, store, rounds)
    keys = planned["run_key"].to_list()
    columns = ["error_kind", "error", *(measure.name for measure in SHIPPED)]
    kept: pd.DataFrame = store.read_runs(keys, columns).to_pandas()
    names = [entry.measure.name for entry in schedule.own]
    own = {name: measure_values(schedule, store, name, keys) for name in names}
    return pd.concat([planned, kept, pd.DataFrame(own, index=planned.index)], axis=1)


def measure_values(
    schedule: Schedule, store: RunStore, measure: str, keys: Sequence[str]
) -> NDArray[np.float64]:
    """Return a measure of kept runs, shape (keys,); NaN for those that failed.

    Raises: StoreError, if it is not kept of one that did not fail.
    """
    own = next((entry for entry in schedule.own if entry.measure.name == measure), None)
    if own is None:
        kept = store.read_runs(keys, [measure])[measure]
        return np.asarray(kept.to_numpy(zero_copy_only=False), dtype=np.float64)
    values = np.full(len(keys), np.nan)
    done = np.flatnonzero(~store.failed_runs().contains(keys)).tolist()
    found = store.read_part(own.part, [keys[place] for place in done])
    values[done] = found[measure].to_numpy()
    return values


def monthly_run_table(
    schedule: Schedule, store: RunStore, output: str, rounds: int | None = None
) -> pd.DataFrame:
    """Return one row for each month of every run in `run_table` that did not fail.

    Columns: those of `planned_runs`, `month`, and the columns of one output, which the experiment keeps.

    Raises: StoreError, if a run has not the months of the horizon, each once.
    """
    planned = _kept_runs(schedule, store, rounds)
    keys = planned["run_key"].to_list()
    has_months = store.kept_part(output).contains(keys) & ~store.failed_runs().contains(keys)
    planned = planned[has_months]
    monthly: pd.DataFrame = store.read_part(output, planned["run_key"].to_list()).to_pandas()
    # months stand run after run, as they were asked for: points that coincide have the same ones each
    horizon = schedule.experiment.scenarios[0].horizon_months
    runs = planned.loc[planned.index.repeat(horizon)].reset_index(drop=True)
    months = np.tile(np.arange(horizon), len(planned))
    if not monthly["run_key"].equals(runs["run_key"]) or not np.array_equal(monthly["month"], months):
        raise StoreError(
            f"The months of some runs in '{store.part_folder(output)}' are not the {horizon} of their "
            "horizon; move this folder away and repeat the experiment, which makes them again."
        )
    return pd.concat([runs, monthly.drop(columns="run_key")], axis=1)


def _kept_runs(schedule: Schedule, store: RunStore, rounds: int | None) -> pd.DataFrame:
    """Return what `planned_runs` does of the runs that are kept whole, as failures are."""
    planned = planned_runs(schedule, rounds)
    keys = planned["run_key"].to_list()
    is_kept = store.has_whole(keys, schedule.parts, without_retryable=False)
    return planned[is_kept].reset_index(drop=True)


def round_values(schedule: Schedule, store: RunStore, rounds: int) -> NDArray[np.float64]:
    """Return what the stop rule looks at in each of the first `rounds` rounds, shape (rounds,).

    A round's value is the mean, over its design points, of the rule's measure in its scenario or of the
    difference to the scenario it is held against; NaN where a run of the round failed.
    """
    rule = schedule.experiment.stop
    assert rule is not None, "the experiment has no stop rule"
    values = round_means(schedule, store, rounds, rule.measure, rule.scenario)
    if rule.against is None:
        return values
    return values - round_means(schedule, store, rounds, rule.measure, rule.against)


def round_means(
    schedule: Schedule, store: RunStore, rounds: int, measure: str, scenario: str
) -> NDArray[np.float64]:
    """Return the mean of a measure over the design points of a scenario, for each round, shape (rounds,).

    NaN where a run of the round failed.
    """
    chosen = [run for run in schedule.order(0, rounds) if schedule.scenario_name(run[0]) == scenario]
    values = measure_values(schedule, store, measure, [schedule.key(*run) for run in chosen])
    numbers = np.array([schedule.round_of(*run) for run in chosen])
    # a missing value makes the mean of its round missing
    return np.bincount(numbers, weights=values, minlength=rounds) / np.bincount(numbers, minlength=rounds)
