"""A factor: one value of a scenario that an experiment varies, and the settings it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

Scale = Literal["linear", "log"]


@dataclass(frozen=True)
class Factor:
    """A scenario value by its dotted name, with listed settings (`values`) or a range.

    Entries of [[change]] and [[when]] are counted from 1: ``change.1.month``, ``when.1.if.1.below``.
    `low` and `high` are in `unit`; both belong to the range. `draws` is the file of which the values are one
    column, in the order of its rows: factors of one file take the same row.
    """

    name: str
    unit: str
    values: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    is_whole: bool = False
    draws: str = ""

    def at(self, share: float) -> Any:
        """Return the setting at a share of the way, 0 to 1, through the values or the range.

        Listed values, and the whole numbers of a linear range, have equal parts of the way.
        """
        share = min(max(float(share), 0.0), 1.0)
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = self._range
        if not self.is_whole:
            return min(max(self._between(low, high, share), low), high)
        # half a unit beyond both ends, so that the first and the last number have as much room as the others
        number = math.floor(self._between(low - 0.5, high + 0.5, share) + 0.5)
        return int(min(max(number, low), high))

    def share_of(self, place: int) -> float:
        """Return the share at which `at` gives the value at `place` of the list, counted from 0."""
        return (place + 0.5) / len(self.values)

    def shares(self, levels: int) -> tuple[float, ...]:
        """Return the shares of all listed values or, for a range, of `levels` of it at equal distances."""
        if self.values:
            return tuple(self.share_of(place) for place in range(len(self.values)))
        return tuple(place / (levels - 1) for place in range(levels))

    @property
    def _range(self) -> tuple[float, float]:
        assert self.low is not None and self.high is not None, f"{self.name} has neither values nor a range"
        return self.low, self.high

    def _between(self, low: float, high: float, share: float) -> float:
        if self.scale == "log":
            return float(low ** (1.0 - share) * high**share)
        return low * (1.0 - share) + high * share
