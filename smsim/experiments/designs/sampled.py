"""Designs that spread their points over the ranges of all factors at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np

from smsim.experiments.designs.declaring import choice
from smsim.experiments.designs.design import DesignTable, Shares, generator
from smsim.experiments.designs.drawn import drawn_rows
from smsim.experiments.designs.factors import Factor
from smsim.parameters import Group
from smsim.scenarios.places import ContradictionError

MOST_POINTS = 2**24
Sampling = Literal["random", "latin_hypercube", "sobol_sequence"]


class LatinHypercube(Group):
    """Points such that each factor has one in each of as many equal parts of its range.

    Source: McKay, Beckman & Conover (1979), Technometrics 21, 239-245.
    """

    kind: ClassVar[str] = "latin_hypercube"
    points: int = choice(..., unit="points", bounds=(1, MOST_POINTS), meaning="number of points")

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points."""
        return DesignTable(tuple(factors), _latin_hypercube(self.points, len(factors), seed))


class SobolSequence(Group):
    """The scrambled Sobol' sequence, which leaves no gaps; more points keep the first ones.

    Source: Sobol' (1967); Owen (1998), Journal of Complexity 14, 466-489, for the scrambling.
    """

    kind: ClassVar[str] = "sobol_sequence"
    points: int = choice(
        ..., unit="points", bounds=(1, MOST_POINTS), meaning="number of points, a power of 2"
    )

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points. Raises: ContradictionError, unless they are a power of 2."""
        require_power_of_2("points", self.points)
        return DesignTable(tuple(factors), _sobol_sequence(self.points, len(factors), seed))


class Worlds(Group):
    """Worlds in which all scenarios are compared: one row each, with dice of its own.

    With `random` sampling more worlds leave the first ones as they are, and so does another factor. Values
    of `draws` come from its rows, each row whole; a [[factor]] of the same name takes a column's place.
    """

    kind: ClassVar[str] = "worlds"
    worlds: int = choice(..., unit="worlds", bounds=(1, MOST_POINTS), meaning="number of worlds")
    sampling: Sampling = choice("random", meaning="how the settings of the worlds are drawn")
    draws: str | None = choice(
        None, meaning="CSV or Parquet file beside this one: a column for each value, a row for each draw"
    )

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the worlds. Raises: ContradictionError, unless a Sobol' sequence has a power of 2."""
        free = [factor for factor in factors if not factor.draws]
        columns = dict(zip([factor.name for factor in free], self._shares(free, seed).T, strict=True))
        for factor in factors:
            if factor.draws:
                draws = len(factor.values)
                columns[factor.name] = (drawn_rows(draws, self.worlds, seed) + 0.5) / draws
        return DesignTable(tuple(factors), np.column_stack([columns[factor.name] for factor in factors]))

    def _shares(self, factors: Sequence[Factor], seed: int) -> Shares:
        """Return how far along each factor the worlds lie, shape (worlds, factors)."""
        if self.sampling == "sobol_sequence":
            require_power_of_2("worlds", self.worlds)
        if not factors:
            return np.empty((self.worlds, 0))
        if self.sampling == "latin_hypercube":
            return _latin_hypercube(self.worlds, len(factors), seed)
        if self.sampling == "sobol_sequence":
            return _sobol_sequence(self.worlds, len(factors), seed)
        names = [factor.name for factor in factors]
        return np.column_stack([generator(seed, "worlds", name).random(self.worlds) for name in names])


def _latin_hypercube(points: int, factors: int, seed: int) -> Shares:
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(d=factors, seed=generator(seed, "latin_hypercube"))
    return np.asarray(sampler.random(points), dtype=np.float64)


def _sobol_sequence(points: int, factors: int, seed: int) -> Shares:
    from scipy.stats import qmc

    sampler = qmc.Sobol(d=factors, scramble=True, seed=generator(seed, "sobol_sequence"))
    return np.asarray(sampler.random(points), dtype=np.float64)


def require_power_of_2(key: str, number: int) -> None:
    """Refuse a number of points at which a Sobol' sequence is not balanced. Raises: ContradictionError."""
    lower = 2 ** (number.bit_length() - 1)
    if number != lower:
        raise ContradictionError(
            ("design", key),
            f"{key} of [design] is {number}, but must be a power of 2: the nearest are {lower} "
            f"and {2 * lower}",
        )
