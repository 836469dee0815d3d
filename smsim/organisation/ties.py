"""From a list of ties to sorted rows of colleagues, in time linear in the ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, entry_point

TieRows = tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint32]]


@entry_point
def symmetric_rows(
    people: int, sources: NDArray[np.uint32], targets: NDArray[np.uint32], weights: NDArray[np.uint32]
) -> TieRows:
    """Return starts (people + 1,), colleagues and weights of everyone's ties, both ways, sorted in a row.

    `sources`, `targets`, `weights`, shape (ties listed,), name rows below `people` and nobody tied to
    oneself; the order and the direction of a tie do not matter. A tie listed more than once counts once,
    with the greatest of its weights.
    """
    starts = _row_starts(people, sources, targets)
    loose_targets, loose_weights = _in_rows(starts, sources, targets, weights)
    return _merge_repeated(*_mirror(starts, loose_targets, loose_weights))


@compiled
def _row_starts(people: int, sources: NDArray[np.uint32], targets: NDArray[np.uint32]) -> NDArray[np.int64]:
    starts = np.zeros(people + 1, dtype=np.int64)
    for tie in range(sources.size):
        starts[np.int64(sources[tie]) + 1] += 1
        starts[np.int64(targets[tie]) + 1] += 1
    for row in range(people):
        starts[row + 1] += starts[row]
    return starts


@compiled
def _in_rows(
    starts: NDArray[np.int64],
    sources: NDArray[np.uint32],
    targets: NDArray[np.uint32],
    weights: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    free = starts.copy()
    row_targets = np.empty(2 * sources.size, dtype=np.uint32)
    row_weights = np.empty(2 * sources.size, dtype=np.uint32)
    for tie in range(sources.size):
        source, target = sources[tie], targets[tie]
        row_targets[free[source]] = target
        row_weights[free[source]] = weights[tie]
        free[source] += 1
        row_targets[free[target]] = source
        row_weights[free[target]] = weights[tie]
        free[target] += 1
    return row_targets, row_weights


@compiled
def _mirror(
    starts: NDArray[np.int64], row_targets: NDArray[np.uint32], row_weights: NDArray[np.uint32]
) -> TieRows:
    # ties run both ways, so the mirrored table is the same one; filled row by row it comes out sorted
    free = starts.copy()
    mirrored_targets = np.empty_like(row_targets)
    mirrored_weights = np.empty_like(row_weights)
    for row in range(starts.size - 1):
        for place in range(starts[row], starts[row + 1]):
            target = row_targets[place]
            mirrored_targets[free[target]] = row
            mirrored_weights[free[target]] = row_weights[place]
            free[target] += 1
    return starts, mirrored_targets, mirrored_weights


@compiled
def _merge_repeated(
    starts: NDArray[np.int64], row_targets: NDArray[np.uint32], row_weights: NDArray[np.uint32]
) -> TieRows:
    merged = np.zeros_like(starts)
    kept = 0
    for row in range(starts.size - 1):
        for place in range(starts[row], starts[row + 1]):
            if kept > merged[row] and row_targets[kept - 1] == row_targets[place]:
                row_weights[kept - 1] = max(row_weights[kept - 1], row_weights[place])
            else:
                row_targets[kept] = row_targets[place]
                row_weights[kept] = row_weights[place]
                kept += 1
        merged[row + 1] = kept
    return merged, row_targets[:kept].copy(), row_weights[:kept].copy()
