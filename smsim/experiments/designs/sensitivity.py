"""Designs whose points SALib draws and analyses: Morris' trajectories and Saltelli's blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from smsim.experiments.designs.declaring import choice
from smsim.experiments.designs.design import DesignTable, generator
from smsim.experiments.designs.factors import Factor
from smsim.experiments.designs.sampled import require_power_of_2
from smsim.parameters import Group
from smsim.scenarios.places import ContradictionError


def salib_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return the factors as SALib's samplers and analyses take them, each on [0, 1].

    A new one each time: SALib writes into it.
    """
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }


class Morris(Group):
    """Trajectories in each step of which one factor moves; each costs one point more than there are factors.

    With `optimal_trajectories` so many of them are kept as lie furthest apart.

    Source: Morris (1991), Technometrics 33, 161-174; Campolongo, Cariboni & Saltelli (2007), Environmental
    Modelling & Software 22, 1509-1518.
    """

    kind: ClassVar[str] = "morris"
    trajectories: int = choice(
        ..., unit="trajectories", bounds=(2, 100_000), meaning="number of trajectories that are drawn"
    )
    levels: int = choice(
        4, unit="settings", bounds=(2, 100), meaning="settings of each factor on a trajectory, an even number"
    )
    optimal_trajectories: int | None = choice(
        None, unit="trajectories", bounds=(2, 1000), meaning="number of trajectories that are kept"
    )

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points, trajectory after trajectory. Raises: ContradictionError."""
        self._check()
        from SALib.sample import morris

        shares = morris.sample(
            salib_problem(factors),
            self.trajectories,
            num_levels=self.levels,
            optimal_trajectories=self.optimal_trajectories,
            seed=generator(seed, self.kind),
        )
        return DesignTable(tuple(factors), np.asarray(shares, dtype=np.float64))

    def _check(self) -> None:
        if self.levels % 2:
            raise ContradictionError(
                ("design", "levels"), f"levels of [design] is {self.levels}, but must be an even number"
            )
        if self.optimal_trajectories is not None and self.optimal_trajectories >= self.trajectories:
            raise ContradictionError(
                ("design", "optimal_trajectories"),
                f"optimal_trajectories of [design] is {self.optimal_trajectories}, but must be below "
                f"trajectories, which is {self.trajectories}",
            )


class Saltelli(Group):
    """Two samples A and B, and for each factor A with the factor's column from B.

    Each of `points` becomes a block of rows: A, one for each factor, with `second_order` as many again with
    the parts of A and B changed, and B.

    Source: Saltelli et al. (2010), Computer Physics Communications 181, 259-270.
    """

    kind: ClassVar[str] = "saltelli"
    points: int = choice(
        ..., unit="points", bounds=(1, 2**20), meaning="size of the sample that is varied, a power of 2"
    )
    second_order: bool = choice(False, meaning="whether effects of two factors together are wanted")

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points, block after block. Raises: ContradictionError, unless a power of 2."""
        require_power_of_2("points", self.points)
        from SALib.sample import sobol

        shares = sobol.sample(
            salib_problem(factors),
            self.points,
            calc_second_order=self.second_order,
            seed=generator(seed, self.kind),
        )
        return DesignTable(tuple(factors), np.asarray(shares, dtype=np.float64))
