"""When an experiment is precise enough: a stop rule that may look often and keeps its error rate.

An interval made for one look is wrong too often when runs go on until it pleases. The intervals here belong
to a confidence sequence: with the chance `coverage` all of them hold the truth, at every round, however
often one looks and whenever one stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.errors import ExperimentError, nearest
from smsim.measures import MEASURE_BY_NAME

MEAN_KIND = "asymptotic confidence sequence"
SHARE_KIND = "beta-binomial confidence sequence"

FEWEST_AT_FIRST_LOOK = 10
"""Below, the spread of the rounds is too poorly known even for a boundary that allows for it."""

FEWEST_UNLIKE = 5
"""So many rounds must differ from the commonest value before their spread is believed.

If all rounds came out alike so far, the width is 0 and nothing is known: a rare large difference may not
have come up yet. With fewer than five rounds of a rare kind the interval misses the truth far too often (a
2 % chance: in half of all experiments), with five it holds. Scenarios that never differ thus run to the end.
"""

TIGHTEST_AT = 3
"""The boundary is tightest at so many times the first look, and hardly wider for long after that."""

TINY = 1e-15
"""Where the search for a chance begins, next to 0 and 1."""

ALIKE = 1e-6
"""Values nearer to each other than this share of the wanted half-width count as the same."""


@dataclass(frozen=True)
class StopRule:
    """Stop when the mean of `measure` in `scenario`, or its difference to `against`, is known well enough.

    `half_width` is in the measure's unit. Looks are taken at the round `first_look` and then at rounds
    `growth` times as many; a round is one replication of all points, or one world.

    Raises: ExperimentError for a value that cannot be used.
    """

    measure: str
    scenario: str
    against: str | None
    half_width: float
    coverage: float = 0.95
    first_look: int = 30
    growth: float = 1.3

    def __post_init__(self) -> None:
        known = MEASURE_BY_NAME
        if self.measure not in known:
            raise ExperimentError(
                f"The stop rule's measure '{self.measure}' is not known{nearest(self.measure, known)}; "
                f"allowed are {', '.join(known)}."
            )
        if self.against == self.scenario:
            raise ExperimentError(f"The stop rule holds '{self.scenario}' against itself; name another one.")
        for key, is_sound, allowed in (
            ("half_width", 0.0 < self.half_width < np.inf, "a number above 0"),
            ("coverage", 0.5 <= self.coverage < 1.0, "0.5 or more and below 1"),
            ("first_look", self.first_look >= FEWEST_AT_FIRST_LOOK, f"{FEWEST_AT_FIRST_LOOK} or more"),
            ("growth", 1.0 < self.growth < np.inf, "above 1"),
        ):
            if not is_sound:
                value = getattr(self, key)
                raise ExperimentError(f"The stop rule's {key} is {value}, but must be {allowed}.")

    @property
    def is_of_event(self) -> bool:
        """Whether the measure is 0 or 1, so that its mean is a probability."""
        return MEASURE_BY_NAME[self.measure].is_event

    def looks(self, most: int) -> tuple[int, ...]:
        """Return the numbers of rounds at which to look, rising, the last being `most`."""
        rounds: list[int] = []
        look = self.first_look
        while look < most:
            rounds.append(look)
            # A growth of 1.1 makes 11 rounds of 10, not 12 for the last bit of a product.
            look = max(look + 1, int(np.ceil(look * self.growth - 1e-9)))
        return (*rounds, most)


@dataclass(frozen=True)
class Precision:
    """How well a stop rule's number is known after `rounds` rounds; rounds without a value are left out.

    `low` and `high` are NaN while no interval can be trusted: before the first look, or with too few
    rounds that differ from the others.
    """

    rounds: int
    estimate: float
    low: float
    high: float
    kind: str
    coverage: float
    is_reached: bool

    @property
    def half_width(self) -> float:
        """Half the width of the interval, in the measure's unit."""
        return (self.high - self.low) / 2


def precision_of(values: NDArray[np.float64], rule: StopRule, *, is_event: bool) -> Precision:
    """Return how well the mean of `values`, shape (rounds,), is known, and whether that is well enough.

    `values` are the measure, or its paired differences when the rule has `against`; failed rounds are NaN.
    `is_event` says that the measure is 0 or 1. Shares of 0/1 rounds have exact limits; everything else,
    differences of events and means over several points among them, those of the mean.
    """
    kept = np.asarray(values, dtype=np.float64)
    kept = kept[~np.isnan(kept)]
    estimate = float(kept.mean()) if kept.size else np.nan
    # Rounds of several points may all be 0 or 1 for a while: the exact limits hold for any values in 0-1.
    is_share = is_event and rule.against is None and bool(np.isin(kept, (0.0, 1.0)).all())
    if is_share:
        low, high = share_limits(int(kept.sum()), kept.size, rule.coverage)
    elif kept.size >= rule.first_look and _unlike(kept, rule) >= FEWEST_UNLIKE:
        half = mean_half_width(kept.size, float(kept.std(ddof=1)), rule)
        low, high = estimate - half, estimate + half
    else:
        low, high = np.nan, np.nan
    return Precision(
        rounds=kept.size,
        estimate=estimate,
        low=low,
        high=high,
        kind=SHARE_KIND if is_share else MEAN_KIND,
        coverage=rule.coverage,
        is_reached=kept.size >= rule.first_look and (high - low) / 2 <= rule.half_width,
    )


def precision_path(
    values: NDArray[np.float64], rule: StopRule, looks: Sequence[int], *, is_event: bool
) -> tuple[Precision, ...]:
    """Return the precision at each look of `looks` that the rounds in `values` have come to."""
    return tuple(
        precision_of(values[:look], rule, is_event=is_event) for look in looks if look <= len(values)
    )


def mean_half_width(rounds: int, standard_deviation: float, rule: StopRule) -> float:
    """Return the half-width of the interval of a mean after `rounds` rounds with that standard deviation.

    The boundary is the normal mixture, in standard errors; so that it allows for a standard deviation
    estimated from few rounds, the same tail is taken from Student's distribution.

    Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), theorem 2.2; the mixture's width from
    Howard, Ramdas, McAuliffe & Sekhon (2021), proposition 3.
    """
    from scipy import special, stats  # takes long to import, and no worker needs it

    error = 1.0 - rule.coverage
    best = -float(special.lambertw(-(error**2) / np.e, -1).real) - 1.0
    scaled = rounds * best / (TIGHTEST_AT * rule.first_look)
    boundary = np.sqrt((1.0 + 1.0 / scaled) * np.log((1.0 + scaled) / error**2))
    student = stats.t.isf(stats.norm.sf(boundary), rounds - 1)
    return float(student * standard_deviation / np.sqrt(rounds))


def share_limits(events: int, rounds: int, coverage: float) -> tuple[float, float]:
    """Return the limits of a chance after `events` in `rounds` rounds, valid at all rounds together.

    They are the chances p with (rounds + 1) P(events | p) above 1 - `coverage`; without rounds, 0 and 1.

    Source: Robbins (1970); Howard, Ramdas, McAuliffe & Sekhon (2021).
    """
    from scipy import optimize, stats

    enough = np.log((1.0 - coverage) / (rounds + 1.0))

    def excess(chance: float) -> float:
        return float(stats.binom.logpmf(events, rounds, chance) - enough)

    share = events / rounds if rounds else 0.5
    low = 0.0 if events == 0 else float(optimize.brentq(excess, TINY, share))
    high = 1.0 if events == rounds else float(optimize.brentq(excess, share, 1.0 - TINY))
    return low, high


def _unlike(values: NDArray[np.float64], rule: StopRule) -> int:
    """Return how many values differ from the commonest one."""
    steps = np.round(values / (ALIKE * rule.half_width))
    return int(values.size - np.unique(steps, return_counts=True)[1].max())
