"""Boxes: parts of the space of worlds that a few restrictions of single factors cut out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """What a box allows of one factor: numbers from `low` up to, not including, `high`, or some words."""

    low: float = -np.inf
    high: float = np.inf
    allowed: frozenset[str] | None = None
    known: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        if self.allowed is not None:
            return self.allowed == self.known
        return self.low == -np.inf and self.high == np.inf

    def holds(self, values: pd.Series) -> Bools:
        """Return which of the values are allowed."""
        if self.allowed is not None:
            return np.asarray(values.astype(str).isin(self.allowed), dtype=np.bool_)
        numbers = values.to_numpy(dtype=np.float64)
        return np.asarray((numbers >= self.low) & (numbers < self.high), dtype=np.bool_)

    def is_within(self, other: "Span") -> bool:
        """Return whether everything allowed here is allowed there."""
        if self.allowed is not None and other.allowed is not None:
            return self.allowed <= other.allowed
        return self.low >= other.low and self.high <= other.high

    def loosened(self) -> Iterator[tuple["Span", "Span"]]:
        """Yield the span with one of its limits gone, and what that adds to it."""
        if self.allowed is not None:
            if not self.is_everything:
                yield replace(self, allowed=self.known), replace(self, allowed=self.known - self.allowed)
            return
        if self.low > -np.inf:
            yield replace(self, low=-np.inf), replace(self, low=-np.inf, high=self.low)
        if self.high < np.inf:
            yield replace(self, high=np.inf), replace(self, low=self.high, high=np.inf)


Box = Mapping[str, Span]
"""A span for every factor by name; a world is inside if all of its values are."""


def is_inside(box: Box, worlds: pd.DataFrame) -> Bools:
    """Return which of the worlds, one a row and one column for each factor, lie inside, shape (worlds,)."""
    inside = np.ones(len(worlds), dtype=np.bool_)
    for name, span in box.items():
        if not span.is_everything:
            inside &= span.holds(worlds[name])
    return inside


def is_inside_any(boxes: Sequence[Box], worlds: pd.DataFrame) -> Bools:
    """Return which of the worlds lie in at least one of the boxes, shape (worlds,)."""
    inside = np.zeros(len(worlds), dtype=np.bool_)
    for box in boxes:
        inside |= is_inside(box, worlds)
    return inside


def simplified(boxes: Sequence[Box]) -> list[Box]:
    """Return fewer boxes with fewer restrictions that together hold the same worlds.

    A limit goes where all it keeps out lies in another box. What a tree says as "below a, or above a and
    below b" becomes "below a or below b": boxes may overlap afterwards.
    """
    current = list(boxes)
    place = 0
    while place < len(current):
        others = current[:place] + current[place + 1 :]
        if any(_is_box_within(current[place], other) for other in others):
            del current[place]
            place = 0
            continue
        looser = _loosened_box(current[place], others)
        if looser is None:
            place += 1
        else:
            current[place] = looser
            place = 0
    return current


def _loosened_box(box: Box, others: Sequence[Box]) -> Box | None:
    for name, span in box.items():
        for looser, added in span.loosened():
            if any(_is_box_within({**box, name: added}, other) for other in others):
                return {**box, name: looser}
    return None


def _is_box_within(box: Box, other: Box) -> bool:
    return all(span.is_within(other[name]) for name, span in box.items())
