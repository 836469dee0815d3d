"""What a sensitivity analysis looks at: the points of a design, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.sensitivity.grid import Floats, largest_whole
from smsim.errors import ResultError

Flags = NDArray[np.bool_]
MOST_MISSING = 0.5
"""A replication in which a larger share of the points has no value is left out whole: it was not finished."""


class Method(StrEnum):
    """How indices are found: as the points were drawn, over a grid, or from points of any kind."""

    MORRIS = "morris"
    SOBOL = "sobol"
    GIVEN_DATA = "given_data"
    FACTORIAL = "factorial"

    @property
    def block(self) -> str:
        """What the points of this method come in, in the plural."""
        return {"morris": "trajectories", "sobol": "blocks"}.get(self.value, "points")

    @property
    def interval(self) -> str:
        """The kind of interval that indices have with this method."""
        return "replications, Student" if self is Method.FACTORIAL else "bootstrap, Student"


FEWEST_BLOCKS = {Method.MORRIS: 2, Method.SOBOL: 2, Method.GIVEN_DATA: 10, Method.FACTORIAL: 2}
"""With fewer there is no spread to estimate."""


@dataclass(frozen=True)
class Missing:
    """What was left out for want of a value: `blocks` of `planned_blocks`, and whole replications.

    `factors` are those of a grid of which one setting remains, so that they have no effect to find.
    """

    blocks: int = 0
    planned_blocks: int = 0
    replications: int = 0
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Sample:
    """Points of a design and the values of one measure there, or of a monthly output.

    `positions`, shape (points, factors), says where on each factor a point lies: shares in [0, 1] as the
    sampler drew them for Morris and Sobol', anything that can be ordered otherwise. `values` has the
    shape (points, replications) or (points, replications, months); a run without a result is NaN.
    `levels` belongs to Morris' design; `has_pairs` says that Saltelli's design has the points for effects of
    two factors together; `has_common_dice` that replication r has the same dice at every point.
    """

    method: Method
    factors: tuple[str, ...]
    positions: Floats
    values: Floats
    levels: int = 4
    has_pairs: bool = False
    has_common_dice: bool = True

    @property
    def block_size(self) -> int:
        """Points that are of use only together: a trajectory, a block of Saltelli's, one point."""
        if self.method in (Method.GIVEN_DATA, Method.FACTORIAL):
            return 1
        if self.method is Method.MORRIS:
            return len(self.factors) + 1
        return (2 if self.has_pairs else 1) * len(self.factors) + 2

    @property
    def blocks(self) -> int:
        """Number of blocks, which are independent of each other."""
        return len(self.positions) // self.block_size

    @property
    def replications(self) -> int:
        """Number of replications of each point."""
        return int(self.values.shape[1])

    @property
    def means(self) -> Floats:
        """Mean over replications, shape (points,) or (points, months)."""
        means: Floats = self.values.mean(axis=1)
        return means

    def complete(self) -> tuple[Sample, Missing]:
        """Return what can be analysed, every run of it with a value, and what was left out for that.

        A block with a failed run is left out whole, since its points are of use only together. Of a grid a
        whole one must remain: settings with points that hardly ever have a value are left out, and then
        replications with a failed run.

        Raises: ResultError, if too little is left.
        """
        has_value: Flags = np.isfinite(self.values)
        if self.values.ndim == 3:  # an output may be missing in some months of a sound run
            has_value = np.any(has_value, axis=2)
        size, planned = self.block_size, self.blocks
        is_whole, is_finished = self._whole(has_value)
        left = int(is_whole.sum()) if is_finished.any() else 0
        if left < FEWEST_BLOCKS[self.method]:
            raise ResultError(
                f"Only {left} of {planned} {self.method.block} have a value in every run, but an analysis "
                f"needs {FEWEST_BLOCKS[self.method]} or more."
            )
        rows = np.repeat(is_whole, size)
        kept = replace(self, positions=self.positions[rows], values=self.values[rows][:, is_finished])
        kept, single = kept._varied() if self.method is Method.FACTORIAL else (kept, ())
        left_out = int((~is_finished).sum())
        return kept, Missing(int((~is_whole).sum()), planned, left_out, single)

    def _varied(self) -> tuple[Sample, tuple[str, ...]]:
        """Return the sample without factors that have one setting, and their names."""
        is_varied = np.ptp(self.positions, axis=0) > 0.0
        names = np.array(self.factors, dtype=object)
        kept = replace(self, factors=tuple(names[is_varied]), positions=self.positions[:, is_varied])
        return kept, tuple(names[~is_varied])

    def _whole(self, has_value: Flags) -> tuple[Flags, Flags]:
        """Return which blocks and which replications can be kept, every run of both having a value."""
        is_finished: Flags = has_value.mean(axis=0) >= 1.0 - MOST_MISSING
        if self.method is Method.FACTORIAL:
            is_usual = has_value[:, is_finished].sum(axis=1) >= (1.0 - MOST_MISSING) * is_finished.sum()
            is_whole = largest_whole(self.positions, is_usual)
            has_all: Flags = np.all(has_value[is_whole], axis=0)
            return is_whole, is_finished & has_all
        is_sound = has_value[:, is_finished].all(axis=1)
        is_whole = np.all(is_sound.reshape(self.blocks, self.block_size), axis=1)
        return is_whole, is_finished
