"""From the runs of an experiment to what an analysis takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.sensitivity.axes import Axis, axes_of, positions
from smsim.analysis.sensitivity.grid import Floats
from smsim.analysis.sensitivity.one_at_a_time import SettingEffects, setting_effects
from smsim.analysis.sensitivity.sample import Method, Sample
from smsim.errors import ResultError
from smsim.experiments.designs import Morris, OneAtATime, Saltelli

if TYPE_CHECKING:
    from smsim.experiments.experiment import Experiment


def is_one_at_a_time(experiment: Experiment) -> bool:
    """Return whether the design changes one factor at a time, which asks for `effects_of`."""
    return isinstance(experiment.design, OneAtATime)


def sample_of(experiment: Experiment, runs: pd.DataFrame, scenario: str, measure: str) -> Sample:
    """Return the points of one scenario with the values of a measure, shape (points, replications).

    `runs` has the columns `point`, `scenario`, `replication` and the measure; runs that are not there, and
    those that failed, have no value. Raises: ResultError, if the experiment has no factors.
    """
    rows = rows_of(experiment, scenario)
    values = np.full((len(rows), experiment.replications), np.nan)
    ours = runs[runs["scenario"] == scenario]
    values[_places(experiment, rows, ours)] = ours[measure].to_numpy(dtype=np.float64)
    return _sample(experiment, rows, values)


def monthly_sample_of(experiment: Experiment, runs: pd.DataFrame, scenario: str, column: str) -> Sample:
    """Return the points of one scenario with a monthly output, shape (points, replications, months).

    `runs` has one row for each run and month, as `sample_of` takes it with `month` and the output's column.
    Raises: ResultError, if the experiment has no factors.
    """
    rows = rows_of(experiment, scenario)
    months = experiment.scenarios[0].horizon_months
    values = np.full((len(rows), experiment.replications, months), np.nan)
    ours = runs[runs["scenario"] == scenario]
    places = (*_places(experiment, rows, ours), ours["month"].to_numpy())
    values[places] = ours[column].to_numpy(dtype=np.float64)
    return _sample(experiment, rows, values)


def effects_of(
    experiment: Experiment, runs: pd.DataFrame, scenario: str, measure: str, coverage: float = COVERAGE
) -> SettingEffects:
    """Return what each setting does alone in one scenario, for a design that changes one at a time.

    `runs` is as for `sample_of`. Raises: ResultError, if the scenario as it is has no run with a value.
    """
    sample = sample_of(experiment, runs, scenario, measure)
    settings = [experiment.table.settings_of(row) for row in range(len(experiment.table))]
    return setting_effects(settings, sample.values, scenario=scenario, measure=measure, coverage=coverage)


def rows_of(experiment: Experiment, scenario: str) -> list[int]:
    """Return the rows of the design that a scenario meets."""
    table = experiment.table
    return [row for row in range(len(table)) if table.scenario_of(row) in (None, scenario)]


def _places(experiment: Experiment, rows: list[int], runs: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return point and replication of every run as places in an array of one scenario's points."""
    points = runs["point"].to_numpy()
    # explicit tables that name scenarios have one point for each row
    row = points if experiment.table.scenarios else points // len(experiment.scenarios)
    place = np.full(len(experiment.table), -1)
    place[rows] = np.arange(len(rows))
    replication = runs["replication"].to_numpy()
    return place[row], replication % experiment.replications if experiment.is_by_world else replication


def _sample(experiment: Experiment, rows: list[int], values: Floats) -> Sample:
    design, table = experiment.design, experiment.table
    names = tuple(factor.name for factor in table.factors)
    if not names:
        raise ResultError(f"Experiment '{experiment.name}' has no [[factor]] whose effect could be found.")
    shares = table.shares[rows]
    if isinstance(design, Morris):
        return Sample(Method.MORRIS, names, shares, values, levels=design.levels)
    if isinstance(design, Saltelli):
        return Sample(Method.SOBOL, names, shares, values, has_pairs=design.second_order)
    axes = axes_of(experiment, rows)
    if axes:
        return grid_sample(axes, values)
    columns = [positions(factor, column) for factor, column in zip(table.factors, shares.T, strict=True)]
    has_common_dice = not experiment.is_by_world
    return Sample(Method.GIVEN_DATA, names, np.column_stack(columns), values, has_common_dice=has_common_dice)


def grid_sample(axes: Sequence[Axis], values: Floats) -> Sample:
    """Return a grid as a sample; `values` has the shape (points, replications) or one of months behind."""
    places = np.column_stack([axis.places for axis in axes])
    return Sample(Method.FACTORIAL, tuple(axis.name for axis in axes), places, values)
