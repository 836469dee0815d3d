"""Grids: points that are every combination of the settings of all factors, each once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def is_grid(positions: Floats) -> bool:
    """Return whether points, shape (points, factors), are every combination of settings, each once."""
    if not positions.size:
        return False
    settings = np.prod([float(len(np.unique(column))) for column in positions.T])
    return bool(settings == len(positions)) and len(np.unique(positions, axis=0)) == len(positions)


def cells(positions: Floats, values: Floats) -> Floats:
    """Return the values of a grid with an axis for each factor, its settings in order, for that of points.

    Other axes of `values`, shape (points, ...), stay behind these.
    """
    shape = tuple(len(np.unique(column)) for column in positions.T)
    order = np.lexsort(positions.T[::-1])
    return np.asarray(values[order].reshape(*shape, *values.shape[1:]))


def largest_whole(positions: Floats, has_value: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points remain if settings are left out until every remaining point has a value.

    That setting goes first which lacks the larger share of its points. Both have one entry for each point.
    """
    kept = np.ones(len(positions), dtype=np.bool_)
    while not has_value[kept].all():
        lacking = [
            (float((~has_value[at]).mean()), -int(at.sum()), at)
            for column in positions.T
            for setting in np.unique(column[kept])
            if (at := kept & (column == setting)).any()
        ]
        kept &= ~max(lacking, key=lambda entry: entry[:2])[2]
    return kept


def subset_words(settings: Sequence[Any]) -> tuple[str, ...]:
    """Return the words that settings, lists of words, hold or lack in every combination; () if they do not.

    Such settings are a grid of their own, with the presence of each word as a factor.
    """
    if not all(isinstance(setting, list | tuple) for setting in settings):
        return ()
    sets = {frozenset(setting) for setting in settings}
    always = frozenset.intersection(*sets)
    words = tuple(dict.fromkeys(word for setting in settings for word in setting if word not in always))
    return words if len(words) > 1 and len(settings) == len(sets) == 2 ** len(words) else ()


def alone(values: Floats, axis: int) -> Floats:
    """Return what each setting of one factor moves the mean, on average over all others.

    `values` has an axis for each factor and one more; axes that are averaged keep the length 1.
    """
    others = tuple(other for other in range(values.ndim - 1) if other != axis)
    return np.asarray(values.mean(axis=others, keepdims=True)) - overall(values)


def together(values: Floats, axes: tuple[int, int]) -> Floats:
    """Return what two settings move the mean beyond what each does alone."""
    others = tuple(other for other in range(values.ndim - 1) if other not in axes)
    joint: Floats = values.mean(axis=others, keepdims=True) - overall(values)
    return joint - alone(values, axes[0]) - alone(values, axes[1])


def in_all(values: Floats, axis: int) -> Floats:
    """Return what a factor does at each point, alone and with others."""
    return np.asarray(values - values.mean(axis=axis, keepdims=True))


def overall(values: Floats) -> Floats:
    """Return the mean over all points."""
    return np.asarray(values.mean(axis=tuple(range(values.ndim - 1)), keepdims=True))


def pairs_of(factors: int) -> list[tuple[int, int]]:
    """Return every two factors by their place."""
    return list(combinations(range(factors), 2))
