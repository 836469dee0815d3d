"""Quantile functions against scipy, uniform numbers against theory, draws against each other."""

import numpy as np
import pytest
from scipy import stats

from smsim.randomness.draws import (
    beta_2_2,
    binomial_quantile,
    block,
    draw_month,
    normal_quantile,
    poisson_quantile,
    standard_normal,
    uniform,
    word_to_uniform,
    words_to_uniform,
)
from smsim.randomness.keys import DrawPurpose, person_keys, run_key
from smsim.randomness.philox import philox

KEY = np.uint64(run_key(0, 0))
PEOPLE = 4000
OWNERS = person_keys(["marketing", "sales"], [PEOPLE // 2, PEOPLE // 2])
HIGHEST = 0xFFFFFFFF
EMPLOYEE_MONTH = int(DrawPurpose.EMPLOYEE_MONTH)
IMPROBABLE = 1e-4
"""Smallest p-value a test of randomness accepts: the draws are fixed, so a test once passed stays passed."""

UNIFORMS = (np.arange(400) + 0.5) / 400
TAILS = np.array([1e-9, 1e-6, 1e-4, 1 - 1e-4, 1 - 1e-6, 1 - 1e-9])


def month_of_draws(month=0, decision=EMPLOYEE_MONTH, key=KEY, owners=OWNERS):
    """Return the draws of everybody in a month as uniform numbers, shape (4, people)."""
    words = np.empty((4, owners.size), dtype=np.uint32)
    draw_month(key, owners, month, decision, words)
    return (words + 0.5) * 2.0**-32


# --- words to numbers ------------------------------------------------------------------------------


def test_a_word_becomes_a_number_strictly_between_0_and_1():
    assert word_to_uniform(0) == 0.5 * 2.0**-32
    assert word_to_uniform(1 << 31) == 0.5 + 0.5 * 2.0**-32
    assert word_to_uniform(HIGHEST) == 1 - 0.5 * 2.0**-32


def test_two_words_become_a_number_strictly_between_0_and_1():
    assert 0 < words_to_uniform(0, 0) < 2.0**-51
    assert 1 - 2.0**-51 < words_to_uniform(HIGHEST, HIGHEST) < 1
    assert words_to_uniform(1 << 31, 0) == pytest.approx(0.5, abs=2.0**-50)


def test_both_words_count():
    assert words_to_uniform(5, 0) < words_to_uniform(5, 1 << 31) < words_to_uniform(6, 0)
    assert words_to_uniform(5, 1 << 31) - words_to_uniform(5, 0) == pytest.approx(2.0**-33, rel=1e-6)


# --- draws -----------------------------------------------------------------------------------------


def test_a_month_of_draws_is_the_block_of_each_owner():
    words = np.empty((4, 5), dtype=np.uint32)
    draw_month(KEY, OWNERS[10:15], 7, EMPLOYEE_MONTH, words)
    for place in range(5):
        expected = block(KEY, OWNERS[10 + place], 7, EMPLOYEE_MONTH)
        assert [int(word) for word in words[:, place]] == [int(word) for word in expected]


def test_a_block_takes_owner_month_decision_and_run_in_full():
    run, owner = np.uint64(0x0123456789ABCDEF), np.uint64(0xFEDCBA9876543210)
    expected = philox(0x76543210, 0xFEDCBA98, 17, 3, 0x89ABCDEF, 0x01234567)
    assert tuple(block(run, owner, 17, 3)) == tuple(expected)


def test_one_number_is_made_of_the_first_two_words_of_its_block():
    words = block(KEY, OWNERS[3], 9, int(DrawPurpose.CEO_JOINS))
    assert uniform(KEY, OWNERS[3], 9, int(DrawPurpose.CEO_JOINS)) == words_to_uniform(words[0], words[1])


def test_draws_do_not_depend_on_who_else_draws():
    assert (month_of_draws(owners=OWNERS[:10]) == month_of_draws()[:, :10]).all()
    assert (month_of_draws(owners=OWNERS[::-1])[:, ::-1] == month_of_draws()).all()


def test_every_lane_is_uniform():
    for month in (0, 1, 119):
        for lane in month_of_draws(month):
            assert stats.kstest(lane, "uniform").pvalue > IMPROBABLE


def test_one_person_draws_uniformly_over_the_months():
    numbers = [uniform(KEY, OWNERS[0], month, EMPLOYEE_MONTH) for month in range(2000)]
    assert stats.kstest(numbers, "uniform").pvalue > IMPROBABLE


def test_uniformity_test_would_notice_a_bias():
    assert stats.kstest(month_of_draws()[0] ** 1.1, "uniform").pvalue < IMPROBABLE


def independence_p_value(first, second):
    """Return the p-value of a chi-squared test on an 8 by 8 table."""
    table = np.histogram2d(first, second, bins=8, range=[[0, 1], [0, 1]])[0]
    return stats.chi2_contingency(table).pvalue


def test_lanes_are_independent():
    lanes = month_of_draws()
    for one in range(4):
        for other in range(one):
            assert independence_p_value(lanes[one], lanes[other]) > IMPROBABLE


def test_months_runs_decisions_and_neighbours_are_independent():
    draws = month_of_draws()[0]
    others = {
        "the next month": month_of_draws(month=1)[0],
        "another replication": month_of_draws(key=np.uint64(run_key(0, 1)))[0],
        "another seed": month_of_draws(key=np.uint64(run_key(1, 0)))[0],
        "another decision": month_of_draws(decision=int(DrawPurpose.NEWCOMER))[0],
        "the next colleague": np.roll(draws, 1),
        "another department": np.roll(draws, PEOPLE // 2),
    }
    for name, other in others.items():
        assert independence_p_value(draws, other) > IMPROBABLE, name


def test_independence_test_would_notice_a_dependence():
    draws = month_of_draws()[0]
    noise = np.random.default_rng(1).random(PEOPLE)
    assert independence_p_value(draws, 0.2 * draws + 0.8 * noise) < IMPROBABLE


# --- distributions ---------------------------------------------------------------------------------


def test_beta_quantile():
    for share in np.concatenate([UNIFORMS, TAILS]):
        assert beta_2_2(share) == pytest.approx(stats.beta.ppf(share, 2, 2), abs=1e-7)
    assert beta_2_2(0.5) == 0.5
    assert [beta_2_2(share) for share in (0.0, 1.0)] == pytest.approx([0, 1], abs=1e-15)


def test_normal_numbers_are_standard_normal():
    draws = month_of_draws()
    numbers = [standard_normal(first, second) for first, second in draws[1:3].T]
    assert stats.kstest(numbers, "norm").pvalue > IMPROBABLE
    assert standard_normal(np.exp(-0.5), 1.0) == pytest.approx(1)
    assert standard_normal(np.exp(-2.0), 0.5) == pytest.approx(-2)
    assert standard_normal(0.3, 0.25) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("mean", [1e-6, 1e-3, 0.05, 0.3, 1.0, 4.7, 20.0, 143.9, 144.1, 400.0, 2000.0])
def test_poisson_quantile(mean):
    shares = np.concatenate([UNIFORMS[::8], TAILS])
    ours = [poisson_quantile(mean, share) for share in shares]
    assert ours == stats.poisson.ppf(shares, mean).astype(int).tolist()


@pytest.mark.parametrize("mean", [1.1e5, 1e6, 3e8, 1e10])
def test_poisson_quantile_of_a_high_mean_is_at_most_one_beside(mean):
    ours = np.array([poisson_quantile(mean, share) for share in UNIFORMS])
    beside = ours - stats.poisson.ppf(UNIFORMS, mean)
    assert np.abs(beside).max() <= 1
    assert np.count_nonzero(beside) <= 0.01 * UNIFORMS.size


@pytest.mark.parametrize("share", [2.0**-53, 1e-9, 0.02, 0.5, 0.98, 1.0 - 1e-9, 1.0 - 2.0**-53])
def test_poisson_quantile_is_seamless_where_it_changes_over(share):
    summed, by_moments = poisson_quantile(1e5, share), poisson_quantile(np.nextafter(1e5, 1e6), share)
    assert abs(summed - by_moments) <= 1


def test_normal_quantile():
    for share in np.concatenate([UNIFORMS[::8], TAILS]):
        assert normal_quantile(share) == pytest.approx(stats.norm.ppf(share), abs=1e-12)
    assert normal_quantile(0.5) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(
    ("trials", "probability"),
    [(1001, 0.5), (1200, 0.6), (5000, 0.11), (10**6, 0.3), (10**6, 0.999), (10**12, 1e-8)],
)
def test_binomial_quantile_of_many_successes_is_at_most_one_beside(trials, probability):
    ours = np.array([binomial_quantile(trials, probability, share) for share in UNIFORMS])
    beside = ours - stats.binom.ppf(UNIFORMS, trials, probability)
    assert np.abs(beside).max() <= 1
    assert np.count_nonzero(beside) <= 0.01 * UNIFORMS.size


@pytest.mark.parametrize(
    ("trials", "probability"), [(5000, 0.09), (10**6, 4e-4), (10**12, 3e-11), (10**12, 1e-14)]
)
def test_binomial_quantile_of_few_successes_among_many_trials_is_exact(trials, probability):
    ours = [binomial_quantile(trials, probability, share) for share in UNIFORMS[::8]]
    assert ours == stats.binom.ppf(UNIFORMS[::8], trials, probability).astype(int).tolist()


@pytest.mark.parametrize("share", [2.0**-53, 1.0 - 2.0**-53])
@pytest.mark.parametrize("probability", [1e-15, 1e-9, 1e-3, 0.5, 1.0 - 1e-9])
def test_the_luckiest_binomial_draw_ends_within_ten_deviations(share, probability):
    trials = 10**12
    variance = trials * probability * (1.0 - probability)
    count = binomial_quantile(trials, probability, share)
    assert 0 <= count <= trials
    assert abs(count - trials * probability) <= 10 * np.sqrt(variance) + 30


def test_poisson_without_a_mean_is_0():
    assert poisson_quantile(0.0, 0.999) == 0
    assert poisson_quantile(-1.0, 0.5) == 0


@pytest.mark.parametrize(
    ("trials", "probability"),
    [(1, 0.5), (6, 0.06), (10, 0.15), (10, 0.85), (20, 0.5), (100, 0.02), (1000, 0.15), (1000, 0.45)],
)
def test_binomial_quantile(trials, probability):
    shares = np.concatenate([UNIFORMS[::8], TAILS])
    ours = [binomial_quantile(trials, probability, share) for share in shares]
    assert ours == stats.binom.ppf(shares, trials, probability).astype(int).tolist()


@pytest.mark.parametrize("probability", [0.6, 0.8, 0.95])
def test_binomial_quantile_of_many_likely_trials(probability):
    # a firm may ask for up to 1,000 ties a person and for all of them elsewhere
    shares = np.concatenate([UNIFORMS[::8], TAILS])
    ours = [binomial_quantile(1000, probability, share) for share in shares]
    assert ours == stats.binom.ppf(shares, 1000, probability).astype(int).tolist()


def test_binomial_at_its_limits():
    assert binomial_quantile(0, 0.5, 0.9) == 0
    assert binomial_quantile(-1, 0.5, 0.9) == 0
    assert binomial_quantile(7, 0.0, 0.9) == 0
    assert binomial_quantile(7, 1.0, 0.1) == 7
    assert binomial_quantile(7, 1.5, 0.1) == 7
