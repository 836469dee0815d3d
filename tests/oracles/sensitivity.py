"""Functions whose sensitivity is known in closed form, all on the unit cube, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class KnownFunction:
    """A function of points, shape (points, factors), with its first and total order indices.

    `second_order`, shape (factors, factors), holds those of pairs above the diagonal.
    """

    name: str
    of: Callable[[Floats], Floats]
    first_order: Floats
    total_order: Floats
    second_order: Floats

    @property
    def factors(self) -> tuple[str, ...]:
        return tuple(f"x{place + 1}" for place in range(len(self.first_order)))


def ishigami(a: float = 7.0, b: float = 0.1) -> KnownFunction:
    """Return sin x1 + a sin² x2 + b x3⁴ sin x1 with each x between -pi and pi.

    Source: Ishigami & Homma (1990); variances as in Saltelli et al. (2000), Sensitivity Analysis, p. 24.
    """

    def of(points: Floats) -> Floats:
        x = np.pi * (2.0 * points - 1.0)
        return np.asarray(np.sin(x[:, 0]) * (1.0 + b * x[:, 2] ** 4) + a * np.sin(x[:, 1]) ** 2)

    alone = np.array([(1.0 + b * np.pi**4 / 5.0) ** 2 / 2.0, a**2 / 8.0, 0.0])
    of_one_and_three = b**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    variance = alone.sum() + of_one_and_three
    together = np.array([of_one_and_three, 0.0, of_one_and_three])
    pairs = np.zeros((3, 3))
    pairs[0, 2] = of_one_and_three / variance
    return KnownFunction("Ishigami", of, alone / variance, (alone + together) / variance, pairs)


def sobol_g(weights: tuple[float, ...] = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0)) -> KnownFunction:
    """Return the product of (|4x - 2| + a) / (1 + a); the larger a, the less the factor matters.

    Source: Saltelli & Sobol' (1995).
    """
    a = np.array(weights)

    def of(points: Floats) -> Floats:
        return np.asarray(np.prod((np.abs(4.0 * points - 2.0) + a) / (1.0 + a), axis=1))

    alone = 1.0 / (3.0 * (1.0 + a) ** 2)
    variance = np.prod(1.0 + alone) - 1.0
    with_all_others = alone * np.prod(1.0 + alone) / (1.0 + alone)
    pairs = np.triu(np.outer(alone, alone), 1) / variance
    return KnownFunction("Sobol' G", of, alone / variance, with_all_others / variance, pairs)


def linear(slopes: tuple[float, ...] = (4.0, 2.0, 1.0, 0.0)) -> KnownFunction:
    """Return a weighted sum: without interplay first and total order are the same."""
    weights = np.array(slopes)
    shares = weights**2 / (weights**2).sum()
    none = np.zeros((len(weights), len(weights)))
    return KnownFunction("linear", lambda points: np.asarray(points @ weights), shares, shares, none)


def random_saltelli(
    factors: int, blocks: int, rng: np.random.Generator, *, has_pairs: bool = False
) -> Floats:
    """Return blocks A, A with one column of B for each factor, B, from independent random points.

    For pairs, B with one column of A for each factor comes before the last.
    The bootstrap takes blocks for independent: here they are, which those of a Sobol' sequence are not.
    """
    ours, theirs = rng.random((2, blocks, 1, factors))
    mixed = [_mixed(ours, theirs), *([_mixed(theirs, ours)] if has_pairs else [])]
    return np.concatenate([ours, *mixed, theirs], axis=1).reshape(-1, factors)


def _mixed(base: Floats, other: Floats) -> Floats:
    places = np.arange(base.shape[2])
    mixed = np.repeat(base, len(places), axis=1)
    mixed[:, places, places] = other[:, 0]
    return mixed


def layout(
    variances: tuple[float, float, float], points: int, replications: int, rng: np.random.Generator
) -> Floats:
    """Return values with known variances of points, of replications and of the two together."""
    of_points, of_luck, of_both = np.sqrt(variances)
    values = 5.0 + of_points * rng.normal(size=(points, 1)) + of_luck * rng.normal(size=(1, replications))
    return np.asarray(values + of_both * rng.normal(size=(points, replications)))
