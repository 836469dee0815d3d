"""What theory says: Bass's curve, the balance of starting and giving up, Granovetter's crowd, S-curves."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import curve_fit
from scipy.stats import norm

FIXED_POINT_ITERATIONS = 100_000


def bass_shares(
    spontaneous: float, peers: float, months: int, start_share: float = 0.0
) -> NDArray[np.float64]:
    """Return the share of users in a large, fully connected firm, shape (months + 1,), month by month.

    `spontaneous` and `peers` are hazards per month; nobody gives up and nobody leaves.
    Source: Bass (1969), in discrete time.
    """
    shares = np.empty(months + 1)
    shares[0] = start_share
    for month in range(months):
        hazard = spontaneous + peers * shares[month]
        shares[month + 1] = shares[month] + (1.0 - shares[month]) * -math.expm1(-hazard)
    return shares


def bass_curve(spontaneous: float, peers: float, months: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Bass's continuous curve at `months`, from a share of 0; needs a positive `spontaneous`.

    Source: Bass (1969).
    """
    fading = np.exp(-(spontaneous + peers) * months)
    return (1.0 - fading) / (1.0 + peers / spontaneous * fading)


def exit_probability(discontinuance_probability: float, turnover_probability: float) -> float:
    """Return the chance that a user of one month is none in the next."""
    return 1.0 - (1.0 - discontinuance_probability) * (1.0 - turnover_probability)


def equilibrium_share(spontaneous: float, peers: float, exit_per_month: float) -> float:
    """Return the share of users at which starting (1-A)(p+qA) balances exit kA, in continuous time."""
    if peers == 0.0:
        return spontaneous / (spontaneous + exit_per_month)
    surplus = peers - spontaneous - exit_per_month
    return (surplus + math.sqrt(surplus**2 + 4.0 * peers * spontaneous)) / (2.0 * peers)


def granovetter_final_share(thresholds: NDArray[np.float64]) -> float:
    """Return the share that ends up joining; each joins once the share of the others reaches the threshold.

    `thresholds`, shape (people,): those at or below 0 join unprompted; nobody withdraws.
    Source: Granovetter (1978).
    """
    people = thresholds.size
    joined = thresholds <= 0.0
    while True:
        seen = joined.sum() / (people - 1) if people > 1 else 0.0
        joined_next = joined | (thresholds <= seen)
        if joined_next.sum() == joined.sum():
            return float(joined.mean())
        joined = joined_next


def granovetter_normal_share(mean: float, spread: float) -> float:
    """Return the final share of an endless crowd with normal thresholds: the lowest fixed point.

    Source: Granovetter (1978), who finds a jump at a spread of .122 for a mean of .25.
    """
    share = 0.0
    for _ in range(FIXED_POINT_ITERATIONS):
        share_next = float(norm.cdf(share, mean, spread))
        if share_next - share < 1e-12:
            return share_next
        share = share_next
    return share


class LogisticFit(NamedTuple):
    """A logistic curve through a trajectory and how well it fits."""

    ceiling: float
    growth_per_month: float
    inflection_month: float
    r_squared: float
    is_inflection_interior: bool


def _logistic(
    months: NDArray[np.float64], ceiling: float, growth: float, inflection: float
) -> NDArray[np.float64]:
    return ceiling / (1.0 + np.exp(np.clip(-growth * (months - inflection), -500.0, 500.0)))


def fit_logistic(shares: NDArray[np.float64]) -> LogisticFit:
    """Return the least-squares logistic curve through `shares`, shape (months,), month 0 first.

    The trajectory must vary. An interior inflection lies after the first and before the last month.
    """
    months = np.arange(shares.size, dtype=np.float64)
    highest = float(shares.max())
    middle = float(np.argmax(shares >= highest / 2.0))
    (ceiling, growth, inflection), _ = curve_fit(
        _logistic,
        months,
        shares,
        p0=(highest, 8.0 / shares.size, middle),
        bounds=((0.0, 0.0, -10.0 * shares.size), (10.0 * highest, 10.0, 10.0 * shares.size)),
        max_nfev=20_000,
    )
    residual = shares - _logistic(months, ceiling, growth, inflection)
    variation = float(((shares - shares.mean()) ** 2).sum())
    return LogisticFit(
        ceiling=float(ceiling),
        growth_per_month=float(growth),
        inflection_month=float(inflection),
        r_squared=1.0 - float((residual**2).sum()) / variation,
        is_inflection_interior=bool(0.0 < inflection < shares.size - 1),
    )
