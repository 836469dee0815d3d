"""Uniform, normal, binomial and Poisson draws, each a function of its key."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import Number, compiled, inlined
from smsim.randomness.philox import HALF, LOW, philox

UNIT_32 = 2.0**-32
UNIT_52 = 2.0**-52
RARE = 1e-6
"""Chance of the upper tail in which a Poisson inversion counts downwards."""
POISSON_REACH = 12.0
"""Standard deviations below the mean at which a Poisson inversion starts; less than 1e-30 lies below."""
POISSON_SUMMED = 1e5
"""Highest mean for which Poisson probabilities are added up: some thousand terms."""
BINOMIAL_SUMMED = 500.0
"""Highest mean for which binomial probabilities are added up from 0; the first would vanish beyond 700."""
NORMAL_REACH = 9.0
"""Standard deviations within which a normal quantile is looked for; no uniform number lies beyond."""
HALVINGS = 60
"""Steps that bring an interval of twice that reach down to the precision of a number."""


@compiled
def word_to_uniform(word: Number) -> float:
    """Return a word of 32 bits as a number strictly between 0 and 1."""
    return (np.float64(word) + 0.5) * UNIT_32


@compiled
def words_to_uniform(high: Number, low: Number) -> float:
    """Return two words of 32 bits as a number in (0, 1) with 52 random bits.

    A 53rd bit would let the half below round up to 1.
    """
    bits = (np.uint64(high) << np.uint64(20)) | (np.uint64(low) >> np.uint64(12))
    return (np.float64(bits) + 0.5) * UNIT_52


@inlined
def _words(
    key: Number, owner: Number, month: Number, purpose: Number
) -> tuple[Number, Number, Number, Number]:
    run, who = np.uint64(key), np.uint64(owner)
    return philox(who & LOW, who >> HALF, month, purpose, run & LOW, run >> HALF)


@compiled
def block(
    key: Number, owner: Number, month: Number, purpose: Number
) -> tuple[Number, Number, Number, Number]:
    """Return the four words drawn for `purpose` of `owner` (person or department) in `month`."""
    return _words(key, owner, month, purpose)


@compiled
def uniform(key: Number, owner: Number, month: int, purpose: int) -> float:
    """Return one uniform number in (0, 1) with 52 random bits."""
    words = block(key, owner, month, purpose)
    return words_to_uniform(words[0], words[1])


@compiled
def draw_month(
    key: Number, owners: NDArray[np.uint64], month: int, purpose: int, words: NDArray[np.uint32]
) -> None:
    """Fill `words`, shape (4, owners), with the block of every owner: one purpose in one month."""
    first, second, third, fourth = words[0], words[1], words[2], words[3]
    for row in range(owners.size):
        lanes = _words(key, owners[row], month, purpose)
        first[row] = np.uint32(lanes[0])
        second[row] = np.uint32(lanes[1])
        third[row] = np.uint32(lanes[2])
        fourth[row] = np.uint32(lanes[3])


@compiled
def beta_2_2(uniform_number: float) -> float:
    """Return the quantile of the Beta(2, 2) distribution: the root of 3x² - 2x³ = u in [0, 1]."""
    return 0.5 - math.sin(math.asin(1.0 - 2.0 * uniform_number) / 3.0)


@compiled
def standard_normal(first: float, second: float) -> float:
    """Return a standard normal number from two uniform ones (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


@compiled
def normal_quantile(uniform_number: float) -> float:
    """Return the standard normal number below which a share `uniform_number` in (0, 1) lies.

    Found by halving an interval: for draws that are rare.
    """
    tail = min(uniform_number, 1.0 - uniform_number)
    low, high = -NORMAL_REACH, 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if 0.5 * math.erfc(-middle / math.sqrt(2.0)) < tail:
            low = middle
        else:
            high = middle
    return high if uniform_number < 0.5 else -high


@compiled
def _count_quantile(
    mean: float, deviation: float, skewness: float, excess: float, uniform_number: float
) -> int:
    """Return the quantile of a distribution of counts that is almost normal, by its moments.

    For a Poisson or binomial distribution with a variance of 250 or more it is the exact count in 99.7 % of
    draws, else one beside it. Source: Cornish & Fisher (1938), terms up to the fourth moment.
    """
    z = normal_quantile(uniform_number)
    skewed = skewness * (z**2 - 1.0) / 6.0 - skewness**2 * (2.0 * z**3 - 5.0 * z) / 36.0
    peaked = excess * (z**3 - 3.0 * z) / 24.0
    return math.ceil(mean + deviation * (z + skewed + peaked) - 0.5)


@compiled
def _poisson_probability(mean: float, count: int) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0))


@compiled
def poisson_quantile(mean: float, uniform_number: float) -> int:
    """Return the smallest count whose Poisson distribution function reaches `uniform_number`.

    For means up to 1e15; above 100,000 it may be the count beside it. A higher mean never gives a lower
    count for the same uniform number, but for this one count.
    """
    if mean <= 0.0:
        return 0
    if mean > POISSON_SUMMED:
        deviation = math.sqrt(mean)
        return _count_quantile(mean, deviation, 1.0 / deviation, 1.0 / mean, uniform_number)
    last = int(mean + POISSON_REACH * math.sqrt(mean) + 40.0)
    if uniform_number > 1.0 - RARE:
        return _rare_poisson_quantile(mean, uniform_number, last)
    count = max(0, int(mean - POISSON_REACH * math.sqrt(mean)))
    probability = _poisson_probability(mean, count)
    below = probability
    while below < uniform_number and count < last:
        count += 1
        probability *= mean / count
        below += probability
    return count


@compiled
def _rare_poisson_quantile(mean: float, uniform_number: float, last: int) -> int:
    """Count down from `last`: sums near 1 round too coarsely, so what lies above is added up.

    Each probability is worked out by itself: of a small mean those of high counts are 0, and nothing can be
    told from them.
    """
    above = 0.0
    count = last
    probability = _poisson_probability(mean, count)
    while count > 0 and above + probability <= 1.0 - uniform_number:
        above += probability
        count -= 1
        probability = _poisson_probability(mean, count)
    return count


@compiled
def binomial_quantile(trials: int, probability: float, uniform_number: float) -> int:
    """Return the smallest count whose binomial distribution function reaches `uniform_number`.

    For up to 1e15 trials; where more than 500 successes and as many failures are expected it may be the
    count beside it.
    """
    if probability > 0.5:
        # counted from the other end: the chance of no success among many would be 0 in floating point
        return trials - _rare_successes(trials, 1.0 - probability, 1.0 - uniform_number)
    return _rare_successes(trials, probability, uniform_number)


@compiled
def _rare_successes(trials: int, probability: float, uniform_number: float) -> int:
    if trials <= 0 or probability <= 0.0:
        return 0
    mean = trials * probability
    if mean > BINOMIAL_SUMMED:
        return _many_successes(trials, mean, probability, uniform_number)
    odds = probability / (1.0 - probability)
    mass = math.exp(trials * math.log1p(-probability))
    below = mass
    count = 0
    while below < uniform_number and count < trials:
        mass *= odds * (trials - count) / (count + 1)
        if below + mass == below:  # so near 1 that the rest of the sum is lost in rounding
            break
        below += mass
        count += 1
    return count


@compiled
def _many_successes(trials: int, mean: float, probability: float, uniform_number: float) -> int:
    variance = mean * (1.0 - probability)
    deviation = math.sqrt(variance)
    count = _count_quantile(
        mean,
        deviation,
        (1.0 - 2.0 * probability) / deviation,
        (1.0 - 6.0 * probability * (1.0 - probability)) / variance,
        uniform_number,
    )
    return max(0, min(trials, count))
