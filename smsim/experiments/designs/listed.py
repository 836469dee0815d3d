"""Designs that list their points: every combination, and one factor at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import ClassVar

import numpy as np

from smsim.experiments.designs.declaring import choice
from smsim.experiments.designs.design import DesignTable
from smsim.experiments.designs.factors import Factor
from smsim.parameters import Group
from smsim.scenarios.places import ContradictionError

MOST_POINTS = 10_000_000


class Grid(Group):
    """Every combination of the settings of all factors; the last factor changes fastest."""

    kind: ClassVar[str] = "grid"
    levels: int = choice(
        2,
        unit="settings",
        bounds=(2, 1000),
        meaning="settings of each factor with a range, at equal distances from low to high",
    )

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points; they do not depend on the seed. Raises: ContradictionError."""
        shares = [factor.shares(self.levels) for factor in factors]
        points = float(np.prod([float(len(column)) for column in shares]))
        if points > MOST_POINTS:
            raise ContradictionError(
                ("design", "kind"),
                f"a grid of these factors has {points:,.0f} points, but must have at most {MOST_POINTS:,}",
            )
        for place, (factor, column) in enumerate(zip(factors, shares, strict=True)):
            _check_levels(place, factor, column)
        rows = list(product(*shares))
        return DesignTable(tuple(factors), np.array(rows, dtype=np.float64).reshape(len(rows), len(factors)))


def _check_levels(place: int, factor: Factor, shares: Sequence[float]) -> None:
    found = {repr(factor.at(share)) for share in shares}
    if not factor.values and len(found) < len(shares):
        raise ContradictionError(
            ("factor", place, "name"),
            f"the range of {factor.name} has no {len(shares)} different whole numbers at these distances, "
            "as levels in [design] asks; list them in values",
        )


class OneAtATime(Group):
    """The scenario as it is, and then each factor alone at each of its values, or at low and at high."""

    kind: ClassVar[str] = "one_at_a_time"

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points; they do not depend on the seed. The first sets nothing."""
        steps = [(place, share) for place, factor in enumerate(factors) for share in factor.shares(2)]
        shares = np.full((1 + len(steps), len(factors)), np.nan)
        for row, (place, share) in enumerate(steps, start=1):
            shares[row, place] = share
        return DesignTable(tuple(factors), shares)
