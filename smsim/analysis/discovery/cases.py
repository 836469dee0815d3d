"""Which worlds are cases of what one asks about: 1 where they are, 0 where not, NaN where a run failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def is_best(outcomes: ArrayLike, better: int, margin: float = 0.0) -> Floats:
    """Return where each option is ahead of all others by more than `margin`.

    `outcomes` has the shape (worlds, options), as the result; `better` is +1 if more is better, -1 if less
    is; `margin`, in the unit of the outcome, is the smallest difference that matters. Equals are not best.

    Raises: ValueError for fewer than two options, or if neither more nor less is better.
    """
    values = _turned(outcomes, better)
    if values.ndim != 2 or values.shape[1] < 2:
        raise ValueError(f"outcomes of shape {values.shape} have no options to choose from")
    ahead = np.zeros_like(values)
    for option in range(values.shape[1]):
        others = np.delete(values, option, axis=1).max(axis=1)
        ahead[:, option] = values[:, option] - others > margin
    ahead[np.isnan(values).any(axis=1)] = np.nan
    return ahead


def is_ahead(ours: ArrayLike, theirs: ArrayLike, better: int, margin: float = 0.0) -> Floats:
    """Return where one option beats another by more than `margin`; all of shape (worlds,).

    Raises: ValueError as `is_best`.
    """
    return is_best(np.column_stack([np.asarray(ours), np.asarray(theirs)]), better, margin)[:, 0]


def _turned(outcomes: ArrayLike, better: int) -> Floats:
    """Return outcomes of which more is better."""
    if better not in (1, -1):
        raise ValueError(f"better is {better}, but must be 1 (more is better) or -1 (less is)")
    return better * np.asarray(outcomes, dtype=np.float64)
