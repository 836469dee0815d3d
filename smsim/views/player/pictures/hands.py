"""What was changed by hand, as a frame tells it: who was moved, which ties were drawn or cut."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.views.player.layout import GOLDEN_ANGLE

UNTOUCHED: Mapping[str, list[list[int]]] = {"moved": [], "drawn": [], "cut": []}


def hands_of(frame: Mapping[str, Any]) -> Mapping[str, list[list[int]]]:
    """Return all that holds at the month of a frame: moved [row, department]; drawn and cut [row, row]."""
    return frame.get("hands") or UNTOUCHED


def heeded(row: int, colleagues: NDArray[np.int64], hands: Mapping[str, list[list[int]]]) -> list[int]:
    """Return whom a person heeds, with what was changed by hand."""
    lost = _others(row, hands["cut"])
    return [*_others(row, hands["drawn"]), *(int(one) for one in colleagues if one not in lost)]


def _others(row: int, pairs: list[list[int]]) -> list[int]:
    return [other if one == row else one for one, other in pairs if row in (one, other)]


def places_after(
    homes: NDArray[np.float64],
    discs: NDArray[np.float64],
    department: NDArray[np.int64],
    moved: list[list[int]],
) -> NDArray[np.float64]:
    """Return where everyone stands: whoever was moved takes a place that others left, or one on the rim.

    homes, result : (employees, 2); discs : (departments, 3), centre and radius; department : (employees,)
    """
    places = homes.copy()
    free: dict[int, list[int]] = {}
    added: dict[int, int] = {}
    for row, _ in moved:
        free.setdefault(int(department[row]), []).append(row)
    for row, to in moved:
        if free.get(to):
            places[row] = homes[free[to].pop(0)]
            continue
        angle = added.get(to, 0) * GOLDEN_ANGLE - math.pi / 2
        added[to] = added.get(to, 0) + 1
        x, y, radius = discs[to]
        places[row] = x + radius * math.cos(angle), y + radius * math.sin(angle)
    return places
