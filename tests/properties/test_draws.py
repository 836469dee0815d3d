"""What holds for quantile functions whatever the numbers."""

import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from smsim.randomness.draws import beta_2_2, binomial_quantile, block, poisson_quantile, words_to_uniform

WORDS = st.integers(0, 2**32 - 1)
SHARES = st.builds(lambda high, low: float(words_to_uniform(high, low)), WORDS, WORDS)
MEANS = st.floats(0, 2000)
PROBABILITIES = st.floats(0, 1)


@example(1.0, 1e-308, 0.999999)  # a mean of which floating point has no high powers
@given(MEANS, MEANS, SHARES)
def test_a_higher_mean_never_gives_fewer(one, other, share):
    assert poisson_quantile(min(one, other), share) <= poisson_quantile(max(one, other), share)


@given(MEANS, SHARES, SHARES)
def test_more_luck_never_gives_fewer(mean, one, other):
    assert poisson_quantile(mean, min(one, other)) <= poisson_quantile(mean, max(one, other))


@given(MEANS, SHARES)
def test_a_poisson_count_is_never_absurd(mean, share):
    # beyond nine standard deviations and 40 there is less than can be drawn
    assert abs(poisson_quantile(mean, share) - mean) <= 9 * math.sqrt(mean) + 40


@given(st.integers(0, 1000), PROBABILITIES, PROBABILITIES, SHARES)
def test_binomial_counts_grow_with_the_probability(trials, one, other, share):
    fewer = binomial_quantile(trials, min(one, other), share)
    more = binomial_quantile(trials, max(one, other), share)
    assert 0 <= fewer <= more <= trials


@given(SHARES, SHARES)
def test_beta_quantile_grows_and_solves_its_equation(one, other):
    low, high = beta_2_2(min(one, other)), beta_2_2(max(one, other))
    assert 0 <= low <= high <= 1
    assert math.isclose(3 * low**2 - 2 * low**3, min(one, other), abs_tol=1e-12)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), WORDS, st.integers(1, 12))
def test_a_block_is_four_words_and_always_the_same(key, owner, month, decision):
    run, who = np.uint64(key), np.uint64(owner)
    words = block(run, who, month, decision)
    assert len(words) == 4
    assert all(0 <= int(word) < 2**32 for word in words)
    assert tuple(words) == tuple(block(run, who, month, decision))
