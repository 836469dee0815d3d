"""What a grid shows: the mean at each setting and at every two, and what two do beyond the sum of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.paired import FEWEST_FOR_SIGNIFICANCE, ROUNDING
from smsim.analysis.sensitivity.analysing import Sensitivity, analyse
from smsim.analysis.sensitivity.axes import SCENARIO, Axis, axes_of, scenario_axis
from smsim.analysis.sensitivity.gathering import grid_sample, rows_of, sample_of
from smsim.analysis.sensitivity.grid import Floats, cells, pairs_of
from smsim.analysis.sensitivity.resampling import Estimates
from smsim.analysis.sensitivity.sample import Sample
from smsim.errors import ResultError
from smsim.experiments.words import setting_number, setting_text

if TYPE_CHECKING:
    from smsim.experiments.experiment import Experiment

ALL_SCENARIOS = "all scenarios"
INTERVAL = "Student t"


@dataclass(frozen=True, eq=False)
class MainEffect:
    """One factor: the mean at each setting over all others, and its paired difference to the first setting.

    All have the shape (settings,), in the unit of the measure; `is_significant` is of the differences.
    """

    factor: str
    settings: tuple[Any, ...]
    means: Estimates
    differences: Estimates
    is_significant: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Interaction:
    """Two factors: the mean at every two settings over all others, and what both do beyond the sum of each.

    Both have the shape (settings, other settings). The sum is that of what each changes alone, starting from
    the first settings of both; there the other is 0 by definition.
    """

    factors: tuple[str, str]
    settings: tuple[tuple[Any, ...], tuple[Any, ...]]
    means: Estimates
    beyond: Estimates


@dataclass(frozen=True, eq=False)
class GridEffects:
    """What the factors of a grid do to one measure, in one scenario or with the scenario as a factor."""

    scenario: str
    measure: str
    replications: int
    mains: tuple[MainEffect, ...]
    interactions: tuple[Interaction, ...]
    sensitivity: Sensitivity


def grid_effects(experiment: Experiment, runs: pd.DataFrame) -> tuple[list[GridEffects], list[str]]:
    """Return the effects on every measure the experiment reports, and in words what could not be had.

    Those of each scenario alone and, where all of several meet the same points, with the scenario as a
    further factor. Nothing, if the design is no grid. `runs` is as for `sample_of`.
    """
    found: list[GridEffects] = []
    refusals: dict[str, None] = {}
    for scenario, axes, samples in _grids(experiment, runs):
        for measure, sample in zip(experiment.measures, samples, strict=True):
            try:
                entry = effects_of_grid(axes, sample, scenario=scenario, measure=measure)
            except ResultError as error:
                refusals[f"No effects of {scenario}: {error}"] = None
                continue
            if scenario != ALL_SCENARIOS or entry.mains[0].factor == SCENARIO:  # else one is left of them
                found.append(entry)
    return found, list(refusals)


def _grids(
    experiment: Experiment, runs: pd.DataFrame
) -> Iterator[tuple[str, tuple[Axis, ...], list[Sample]]]:
    """Yield the name, the axes and the samples of every measure, for each grid of an experiment."""
    names = [scenario.name for scenario in experiment.scenarios]
    axes = {name: axes_of(experiment, rows_of(experiment, name)) for name in names}
    alone = {
        name: [sample_of(experiment, runs, name, measure) for measure in experiment.measures]
        for name in names
        if axes[name]
    }
    yield from ((name, axes[name], samples) for name, samples in alone.items())
    if len(alone) == len(names) > 1 and experiment.table.scenarios is None:
        points = len(experiment.table)
        tiled = (Axis(axis.name, axis.settings, np.tile(axis.places, len(names))) for axis in axes[names[0]])
        every = (scenario_axis(names, points), *tiled)
        by_measure = zip(*alone.values(), strict=True)
        stacked = (np.concatenate([sample.values for sample in group]) for group in by_measure)
        yield ALL_SCENARIOS, every, [grid_sample(every, values) for values in stacked]


def effects_of_grid(
    axes: Sequence[Axis], sample: Sample, *, scenario: str, measure: str, coverage: float = COVERAGE
) -> GridEffects:
    """Return what the settings of a grid do, from the replications in which every point has a value.

    Raises: ResultError, if too little is left.
    """
    kept, _ = sample.complete()
    grid = cells(kept.positions, kept.values)
    names, all_settings = kept.factors, {axis.name: axis.settings for axis in axes}
    settings = [
        tuple(all_settings[name][int(place)] for place in np.unique(column))
        for name, column in zip(names, kept.positions.T, strict=True)
    ]
    return GridEffects(
        scenario=scenario,
        measure=measure,
        replications=kept.replications,
        mains=tuple(
            _main_effect(grid, place, name, settings[place], coverage) for place, name in enumerate(names)
        ),
        interactions=tuple(
            _interaction(
                grid, (one, other), (names[one], names[other]), (settings[one], settings[other]), coverage
            )
            for one, other in pairs_of(len(names))
        ),
        sensitivity=analyse(sample, scenario=scenario, measure=measure, coverage=coverage),
    )


def _main_effect(
    grid: Floats, place: int, factor: str, settings: tuple[Any, ...], coverage: float
) -> MainEffect:
    means = _averaged(grid, (place,))
    differences = _estimates(means - means[:1], coverage, means)
    leaves_0_out = (differences.low > 0.0) | (differences.high < 0.0)
    is_significant = leaves_0_out & (means.shape[-1] >= FEWEST_FOR_SIGNIFICANCE)
    return MainEffect(factor, settings, _estimates(means, coverage), differences, is_significant)


def _interaction(
    grid: Floats,
    places: tuple[int, int],
    factors: tuple[str, str],
    settings: tuple[tuple[Any, ...], tuple[Any, ...]],
    coverage: float,
) -> Interaction:
    means = _averaged(grid, places)
    beyond = means - means[:, :1] - means[:1] + means[:1, :1]
    return Interaction(factors, settings, _estimates(means, coverage), _estimates(beyond, coverage, means))


def _averaged(grid: Floats, places: tuple[int, ...]) -> Floats:
    """Return means over all factors but some, replication by replication."""
    others = tuple(axis for axis in range(grid.ndim - 1) if axis not in places)
    return np.asarray(grid.mean(axis=others))


def _estimates(values: Floats, coverage: float, of: Floats | None = None) -> Estimates:
    """Return means over replications, the last axis, with Student's limits: NaN with one replication.

    Differences `of` some values are 0 where they are mere rounding of those.
    """
    if of is not None:
        values = np.where(np.abs(values) <= ROUNDING * np.abs(of).max(), 0.0, values)
    replications = values.shape[-1]
    means = values.mean(axis=-1)
    if replications < 2:
        return Estimates(means, np.full_like(means, np.nan), np.full_like(means, np.nan))
    half = stats.t.ppf(0.5 + coverage / 2, replications - 1) * stats.sem(values, axis=-1)
    return Estimates(means, means - half, means + half)


def main_effect_table(effects: Sequence[GridEffects]) -> pd.DataFrame:
    """Return one row for each setting of each factor: its mean, and its difference to the first setting.

    `setting_number` is missing where a setting is no number.
    """
    return pd.DataFrame(
        [
            {
                "scenario": entry.scenario,
                "measure": entry.measure,
                "factor": main.factor,
                **_setting("setting", setting),
                **_limits("mean", main.means, place),
                **_limits("difference", main.differences, place),
                "is_significant": bool(main.is_significant[place]),
                "interval": INTERVAL,
                "coverage": COVERAGE,
                "replications": entry.replications,
            }
            for entry in effects
            for main in entry.mains
            for place, setting in enumerate(main.settings)
        ]
    )


def interaction_table(effects: Sequence[GridEffects]) -> pd.DataFrame:
    """Return one row for every two settings of two factors: their mean, and what they do beyond the sum."""
    return pd.DataFrame(
        [
            {
                "scenario": entry.scenario,
                "measure": entry.measure,
                "factor": pair.factors[0],
                **_setting("setting", setting),
                "other_factor": pair.factors[1],
                **_setting("other_setting", other),
                **_limits("mean", pair.means, (row, column)),
                **_limits("beyond_sum", pair.beyond, (row, column)),
                "interval": INTERVAL,
                "coverage": COVERAGE,
                "replications": entry.replications,
            }
            for entry in effects
            for pair in entry.interactions
            for row, setting in enumerate(pair.settings[0])
            for column, other in enumerate(pair.settings[1])
        ]
    )


def _setting(name: str, setting: Any) -> dict[str, Any]:
    return {name: setting_text(setting), f"{name}_number": setting_number(setting)}


def _limits(name: str, estimates: Estimates, place: Any) -> dict[str, float]:
    values, low, high = estimates
    return {
        name: float(values[place]),
        f"{name}_low": float(low[place]),
        f"{name}_high": float(high[place]),
    }


def effect_tables(effects: Sequence[GridEffects]) -> dict[str, pd.DataFrame]:
    """Return the tables of effects by name, none where there is nothing to tell."""
    found = {"main_effects": main_effect_table(effects), "interactions": interaction_table(effects)}
    return {name: table for name, table in found.items() if len(table)}
