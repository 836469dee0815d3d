"""What every design is, and the points it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from smsim.experiments.designs.factors import Factor

Shares = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DesignTable:
    """The points of a design: one row each, one column for each factor.

    `shares`, shape (points, factors), says how far along each factor the row lies, 0 to 1; NaN where the
    row leaves the scenario's own value. `scenarios` has a name for each row, if the rows name theirs.
    """

    factors: tuple[Factor, ...]
    shares: Shares
    scenarios: tuple[str, ...] | None = None
    _latest: dict[int, dict[str, Any]] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.shares)

    def settings_of(self, row: int) -> dict[str, Any]:
        """Return the settings of a row by dotted name. Made when asked for: a design may have a million.

        The latest row is kept, as all scenarios of a row ask for it one after the other.
        """
        known = self._latest.get(row)
        if known is None:
            shares = self.shares[row].tolist()
            known = {
                factor.name: factor.at(share)
                for factor, share in zip(self.factors, shares, strict=True)
                if share == share  # not NaN
            }
            self._latest.clear()
            self._latest[row] = known
        return dict(known)

    def scenario_of(self, row: int) -> str | None:
        """Return the name of the only scenario a row is for, None if it is for every one."""
        return None if self.scenarios is None else self.scenarios[row]


class Design(Protocol):
    """A way to choose points. `kind` is its name in files."""

    kind: ClassVar[str]

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points: the same for the same factors and seed.

        Raises: ContradictionError, if this design cannot vary these factors.
        """


def generator(seed: int, *words: str) -> np.random.Generator:
    """Return random numbers that belong to a seed and to what the words say, and to nothing else."""
    key = np.random.SeedSequence(seed, spawn_key=tuple(crc32(word.encode()) for word in words))
    return np.random.Generator(np.random.Philox(key))
