"""What each element of a bundle is worth: Shapley shares of the difference the whole bundle makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.paired import PairedDifference, paired_difference

MOST_EXACT = 8
"""Elements up to which all coalitions are run (2^8 of them)."""

Coalition = frozenset[str]
Outcomes = Mapping[Coalition, ArrayLike]
"""The outcome of every coalition in each world, shape (worlds,); entry w of all of them is world w."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ShapleyShare:
    """An element's part of the total, in the unit of the outcome.

    `portion` is the same as a part of the total: missing (NaN) if the total may be nothing, negative or
    above 1 where elements work against each other.
    """

    element: str
    value: float
    interval: Interval
    portion: float


@dataclass(frozen=True)
class ShapleyInteraction:
    """What two elements achieve together beyond what each adds without the other.

    Positive: each needs the other; negative: one can stand in for the other. The interval holds for all
    pairs of the bundle at once.
    """

    elements: tuple[str, str]
    difference: PairedDifference

    @property
    def is_significant(self) -> bool:
        """Whether the pair does more or less together than apart, beyond chance."""
        return self.difference.is_significant


@dataclass(frozen=True)
class ShapleyShares:
    """How the difference between the whole bundle and nothing is shared among its elements.

    The values of `shares` add up to `total.mean`. `left_out` worlds had a failed run. `interactions` are
    all pairs, strongest first.
    """

    total: PairedDifference
    shares: tuple[ShapleyShare, ...]
    interactions: tuple[ShapleyInteraction, ...]
    worlds: int
    left_out: int

    @property
    def clear_interactions(self) -> tuple[ShapleyInteraction, ...]:
        """Pairs that are more or less than the sum of the two."""
        return tuple(pair for pair in self.interactions if pair.is_significant)


def coalitions(elements: Sequence[str]) -> tuple[Coalition, ...]:
    """Return all subsets of the elements, the empty one first and the whole bundle last."""
    return tuple(
        frozenset(chosen) for size in range(len(elements) + 1) for chosen in combinations(elements, size)
    )


def shapley_shares(elements: Sequence[str], outcomes: Outcomes, coverage: float = COVERAGE) -> ShapleyShares:
    """Return the exact Shapley shares of up to eight elements, given the outcomes of all coalitions.

    An element's share is what it adds on average over all orders in which the bundle can be put together.
    Worlds with a missing outcome (NaN) are left out. Intervals are those of a paired difference over
    worlds; those of the interactions are Student's, widened for the number of pairs (Bonferroni).

    Source: Shapley (1953); Grabisch & Roubens (1999) for the interactions.

    Raises: ValueError for elements named twice, none or more than eight of them, a coalition without
    outcomes, or no world in which all of them have one.
    """
    if len(elements) > MOST_EXACT:
        raise ValueError(f"{len(elements)} elements have too many coalitions")
    table, left_out = _outcome_table(elements, coalitions(elements), outcomes)
    total = paired_difference(table[frozenset(elements)], table[frozenset()], coverage=coverage)
    contributions = [_contribution(elements, element, table, coverage) for element in elements]
    return ShapleyShares(
        total=total,
        shares=tuple(
            ShapleyShare(element, added.mean, added.interval, _portion(added.mean, total))
            for element, added in zip(elements, contributions, strict=True)
        ),
        interactions=_interactions(elements, table, coverage),
        worlds=total.replications,
        left_out=left_out,
    )


def _contribution(
    elements: Sequence[str], element: str, table: Mapping[Coalition, Floats], coverage: float
) -> PairedDifference:
    """Return the mean over orders of the outcome with the element less that without it, over worlds."""
    others = [other for other in elements if other != element]
    weights = {size: 1.0 / (len(elements) * comb(len(others), size)) for size in range(len(elements))}
    before = coalitions(others)
    without = np.sum([weights[len(c)] * table[c] for c in before], axis=0)
    with_it = np.sum([weights[len(c)] * table[c | {element}] for c in before], axis=0)
    return paired_difference(with_it, without, coverage=coverage)


def _interactions(
    elements: Sequence[str], table: Mapping[Coalition, Floats], coverage: float
) -> tuple[ShapleyInteraction, ...]:
    pairs = list(combinations(elements, 2))
    together = 1.0 - (1.0 - coverage) / max(1, len(pairs))
    found = [ShapleyInteraction(pair, _interaction(elements, pair, table, together)) for pair in pairs]
    return tuple(sorted(found, key=lambda pair: -abs(pair.difference.mean)))


def _interaction(
    elements: Sequence[str], pair: tuple[str, str], table: Mapping[Coalition, Floats], coverage: float
) -> PairedDifference:
    one, other = pair
    others = [element for element in elements if element not in pair]
    weights = {size: 1.0 / ((len(elements) - 1) * comb(len(others), size)) for size in range(len(others) + 1)}
    rest = coalitions(others)
    alike = np.sum([weights[len(c)] * (table[c | {one, other}] + table[c]) for c in rest], axis=0)
    apart = np.sum([weights[len(c)] * (table[c | {one}] + table[c | {other}]) for c in rest], axis=0)
    # far out in the tails, where the limits of many pairs lie, a bootstrap has too few resamples
    return paired_difference(alike, apart, kind="t", coverage=coverage)


def _portion(value: float, total: PairedDifference) -> float:
    return value / total.mean if total.is_significant else np.nan


def _outcome_table(
    elements: Sequence[str], needed: Sequence[Coalition], outcomes: Outcomes
) -> tuple[dict[Coalition, Floats], int]:
    """Return the outcomes of the worlds in which no coalition failed, and how many worlds did."""
    _check_elements(elements)
    missing = [coalition for coalition in needed if coalition not in outcomes]
    if missing:
        words = " + ".join(sorted(missing[0])) or "nothing"
        raise ValueError(f"{len(missing)} coalitions have no outcomes, {words} among them")
    rows = [np.asarray(outcomes[coalition], dtype=np.float64) for coalition in needed]
    if any(row.shape != rows[0].shape or row.ndim != 1 for row in rows):
        raise ValueError("the outcomes of all coalitions need the same worlds")
    table = np.stack(rows)
    is_whole = np.isfinite(table).all(axis=0)
    if not is_whole.any():
        raise ValueError("there is no world in which every coalition has an outcome")
    return dict(zip(needed, table[:, is_whole], strict=True)), int((~is_whole).sum())


def _check_elements(elements: Sequence[str]) -> None:
    if not elements or len(set(elements)) < len(elements):
        raise ValueError("a bundle needs elements, each named once")
