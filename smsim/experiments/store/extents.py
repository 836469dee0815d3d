"""Which rows of a table belong to which run, and which of several copies of a run counts.

A copy arises where two processes made the same run, where a failed run was tried again, and where a merge
was cut short before it had removed what it merged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smsim.experiments.rows import ErrorKind
from smsim.experiments.store.keys import KeyPairs, SortedKeys, is_new_key, key_pairs

Places = NDArray[np.int64]
EXTENT_COLUMNS = ("run_key", "month", "error_kind")
"""The columns that `extents_of` reads, as far as a table has them."""
RANKS = RESULT, FAILED, TO_BE_TRIED_AGAIN = range(3)
"""Ranks of a copy; the lowest one counts."""
_UNRANKED = 127
_TRIED_AGAIN = pa.array([kind.value for kind in ErrorKind if kind.is_tried_again])


@dataclass(frozen=True, eq=False)
class Extents:
    """The runs of a table in its order: keys, shape (runs, 2); first row, number of rows and rank of each."""

    keys: KeyPairs
    starts: Places
    lengths: Places
    ranks: NDArray[np.int8]


def extents_of(table: pa.Table) -> Extents:
    """Return the runs of a table of runs, a row each, or of a monthly table, rows with rising months each.

    Raises: ValueError, if a run key has not 32 hexadecimal digits.
    """
    keys = key_pairs(table["run_key"])
    is_start = np.ones(len(keys), dtype=np.bool_)
    if "month" in table.column_names:
        months = table["month"].to_numpy()
        is_start = is_new_key(keys)
        is_start[1:] |= months[1:] <= months[:-1]
    starts = np.flatnonzero(is_start)
    return Extents(keys[starts], starts, np.diff(starts, append=len(keys)), _ranks(table)[starts])


def _ranks(table: pa.Table) -> NDArray[np.int8]:
    ranks = np.full(len(table), RESULT, dtype=np.int8)
    if "error_kind" in table.column_names:
        kinds = table["error_kind"]
        ranks[pc.is_valid(kinds).to_numpy()] = FAILED
        ranks[pc.is_in(kinds, value_set=_TRIED_AGAIN).to_numpy()] = TO_BE_TRIED_AGAIN
    return ranks


class Choice:
    """For each wanted run the part (a number of the caller's) and the rows of it that count.

    A result counts before a failure, a failure before one that is to be tried again, and among equals the
    one offered first. All arrays have the shape (wanted,); `parts` is -1 for a run not found so far.
    """

    def __init__(self, wanted: SortedKeys) -> None:
        self.wanted = wanted
        self.parts = np.full(len(wanted), -1, dtype=np.int32)
        self.starts = np.zeros(len(wanted), dtype=np.int64)
        self.lengths = np.zeros(len(wanted), dtype=np.int64)
        self._ranks = np.full(len(wanted), _UNRANKED, dtype=np.int8)

    def offer(self, part: int, extents: Extents) -> None:
        """Consider the runs of one more part."""
        places = self.wanted.places(extents.keys)
        # the best of several copies in this part comes last and so is the one assigned
        order = np.argsort(extents.ranks, kind="stable")[::-1]
        order = order[places[order] >= 0]
        order = order[extents.ranks[order] < self._ranks[places[order]]]
        better = places[order]
        self.parts[better] = part
        self.starts[better] = extents.starts[order]
        self.lengths[better] = extents.lengths[order]
        self._ranks[better] = extents.ranks[order]

    def rows_of(self, part: int) -> Places:
        """Return the rows of a part that count, in its own order."""
        chosen = np.flatnonzero(self.parts == part)
        return np.sort(rows_between(self.starts[chosen], self.lengths[chosen]))


def rows_between(starts: Places, lengths: Places) -> Places:
    """Return the row numbers of stretches of rows, one stretch after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum(), dtype=np.int64)


def without_copies(table: pa.Table) -> pa.Table:
    """Return a table with each of its runs once."""
    extents = extents_of(table)
    wanted = SortedKeys.of(extents.keys)
    if len(wanted) == len(extents.keys):
        return table
    choice = Choice(wanted)
    choice.offer(0, extents)
    return table.take(choice.rows_of(0))
