"""The axes of a grid: its factors, with the words of a list that has every subset as factors of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smsim.analysis.sensitivity.grid import Floats, is_grid, subset_words
from smsim.experiments.designs import Factor, Grid, WrittenTable

if TYPE_CHECKING:
    from smsim.experiments.experiment import Experiment

OWN_VALUE = -1.0
"""The place, before all others, of points that leave a factor as the scenario has it."""

SCENARIO = "scenario"


@dataclass(frozen=True, eq=False)
class Axis:
    """One factor of a grid: its settings in order, None for the scenario's own, and that of each point.

    `places`, shape (points,), counts settings from 0.
    """

    name: str
    settings: tuple[Any, ...]
    places: Floats


def may_be_grid(experiment: Experiment) -> bool:
    """Return whether the settings of a design are listed, not drawn, so that they can be all there are."""
    return isinstance(experiment.design, Grid | WrittenTable) and bool(experiment.table.factors)


def axes_of(experiment: Experiment, rows: Sequence[int]) -> tuple[Axis, ...]:
    """Return the axes that some rows of a design span as a grid; () if they are none.

    A table may list a grid. Points that were drawn are none, even where they come to every combination: they
    stand for others.
    """
    if not may_be_grid(experiment):
        return ()
    shares = experiment.table.shares[rows]
    pairs = zip(experiment.table.factors, shares.T, strict=True)
    axes = tuple(axis for factor, column in pairs for axis in _axes(factor, column))
    return axes if is_grid(np.column_stack([axis.places for axis in axes])) else ()


def scenario_axis(names: Sequence[str], points: int) -> Axis:
    """Return the scenarios as an axis, each with so many points, one scenario after the other."""
    return Axis(SCENARIO, tuple(names), np.repeat(np.arange(float(len(names))), points))


def positions(factor: Factor, shares: Floats) -> Floats:
    """Return where on a factor points lie, the same for all that have the same setting."""
    is_own = np.isnan(shares)
    if factor.values:
        places = np.minimum(np.floor(shares * len(factor.values)), len(factor.values) - 1)
    elif factor.is_whole:
        places = np.array([factor.at(share) for share in np.where(is_own, 0.0, shares)], dtype=np.float64)
    else:
        places = shares
    return np.where(is_own, OWN_VALUE, places)


def _axes(factor: Factor, shares: Floats) -> Iterator[Axis]:
    _, first, places = np.unique(positions(factor, shares), return_index=True, return_inverse=True)
    settings = tuple(None if np.isnan(share) else factor.at(share) for share in shares[first])
    words = subset_words(settings)
    if not words:
        yield Axis(factor.name, settings, places.astype(np.float64))
    for word in words:
        has_word = np.array([word in (setting or ()) for setting in settings], dtype=np.float64)
        yield Axis(f"{factor.name}: {word}", (False, True), has_word[places])
