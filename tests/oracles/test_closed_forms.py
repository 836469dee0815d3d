"""The closed forms hold against each other and against numbers known from the literature."""

import numpy as np
import pytest

from tests.oracles.closed_forms import (
    bass_curve,
    bass_shares,
    equilibrium_share,
    exit_probability,
    fit_logistic,
    granovetter_final_share,
    granovetter_normal_share,
)


def test_first_steps_of_the_recursion_by_hand():
    shares = bass_shares(0.1, 0.5, 2)
    first = 1 - np.exp(-0.1)
    second = first + (1 - first) * (1 - np.exp(-(0.1 + 0.5 * first)))
    assert shares == pytest.approx([0, first, second], abs=1e-15)


def test_recursion_follows_the_continuous_curve():
    months = np.arange(61.0)
    assert np.abs(bass_shares(0.01, 0.1, 60) - bass_curve(0.01, 0.1, months)).max() < 0.03
    # finer steps come nearer: the two differ by the step only
    fine = bass_shares(0.001, 0.01, 600)[::10]
    assert np.abs(fine - bass_curve(0.01, 0.1, months)).max() < 0.003


def test_curve_solves_the_equation_of_bass():
    months = np.linspace(0, 40, 4001)
    share = bass_curve(0.02, 0.3, months)
    slope = np.gradient(share, months)
    assert slope[1:-1] == pytest.approx(((1 - share) * (0.02 + 0.3 * share))[1:-1], abs=1e-5)


@pytest.mark.parametrize(
    ("spontaneous", "peers", "leaving"),
    [(0.02, 0.3, 0.01), (0.002, 0.06, 0.022), (0.002, 0.02, 0.1), (0.01, 0, 0.03)],
)
def test_equilibrium_balances_starting_and_exit(spontaneous, peers, leaving):
    share = equilibrium_share(spontaneous, peers, leaving)
    assert 0 < share < 1
    assert (1 - share) * (spontaneous + peers * share) == pytest.approx(leaving * share, rel=1e-12)


def test_exit_probability_counts_nobody_twice():
    assert exit_probability(0.5, 0.5) == 0.75
    assert exit_probability(0.0, 0.2) == pytest.approx(0.2)


def test_granovetters_crowd_of_a_hundred():
    riot = np.arange(100) / 99
    assert granovetter_final_share(riot) == 1.0
    # one person a little less willing, and the riot is one broken window
    riot[1] = riot[2]
    assert granovetter_final_share(riot) == 0.01


def test_crowd_without_instigator_stays_still():
    assert granovetter_final_share(np.full(10, 0.01)) == 0.0
    assert granovetter_final_share(np.array([-0.1])) == 1.0


def test_normal_crowd_jumps_where_granovetter_found_it():
    assert granovetter_normal_share(0.25, 0.12) < 0.1
    assert granovetter_normal_share(0.25, 0.125) > 0.95


def test_drawn_crowds_cascade_seldom_before_and_often_after_the_jump():
    rng = np.random.default_rng(1)

    def cascade_share(spread):
        final = [granovetter_final_share(rng.normal(0.25, spread, 100)) for _ in range(200)]
        return np.mean(np.array(final) > 0.5)

    assert cascade_share(0.10) <= 0.1
    assert cascade_share(0.15) >= 0.7


def test_logistic_fit_finds_a_logistic_curve_again():
    months = np.arange(120)
    fit = fit_logistic(0.7 / (1 + np.exp(-0.09 * (months - 55))))
    assert fit.ceiling == pytest.approx(0.7, rel=1e-4)
    assert fit.growth_per_month == pytest.approx(0.09, rel=1e-4)
    assert fit.inflection_month == pytest.approx(55, rel=1e-4)
    assert fit.r_squared == pytest.approx(1, abs=1e-8)
    assert fit.is_inflection_interior


def test_logistic_fit_tells_other_shapes_apart():
    months = np.arange(120.0)
    saturating = fit_logistic(1 - np.exp(-0.05 * months))
    assert saturating.r_squared < 0.999
    back_and_forth = fit_logistic(0.3 + 0.2 * np.sin(months / 6))
    assert back_and_forth.r_squared < 0.5
    explosive = fit_logistic(np.exp(0.03 * (months - 119)))
    assert not explosive.is_inflection_interior
