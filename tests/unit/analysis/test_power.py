"""Power: published sample sizes, counts of simulated tests, and honesty about small pilots."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smsim.analysis.paired import FEWEST_FOR_SIGNIFICANCE, variance_ratio
from smsim.analysis.power import mcnemar_power, paired_t_power, power_analysis


def pilot(pairs: int, effect: float = 0.3, deviation: float = 1.0, seed: int = 1):
    """Return pairs whose differences have exactly that mean and standard deviation."""
    rng = np.random.default_rng(seed)
    luck = rng.normal(0.0, 5.0, pairs)
    differences = stats.zscore(rng.normal(size=pairs), ddof=1) * deviation + effect
    return luck + differences, luck


def test_replications_for_the_paired_t_test_are_the_published_ones() -> None:
    """Half a standard deviation needs 34 pairs for a power of .8, 44 for .9 (Cohen 1988; G*Power)."""
    analysis = power_analysis(*pilot(50), 0.5, 100)
    assert [needed.value for needed in analysis.needed] == [34, 44]
    assert paired_t_power(0.5, 1.0, 34) >= 0.8 > paired_t_power(0.5, 1.0, 33)
    assert power_analysis(*pilot(50), -0.5, 100).needed == analysis.needed


def test_replications_for_mcnemars_test_are_connors() -> None:
    """Connor (1987): chances .05 and .45 of the two kinds of unlike pairs; 22 pairs have a power of .7998."""
    assert mcnemar_power(0.40, 0.50, 22) == pytest.approx(0.79977, abs=1e-5)
    ours = np.array([1.0] * 9 + [0.0] * 11)
    theirs = np.array([0.0] * 9 + [1.0] + [0.0] * 10)
    analysis = power_analysis(ours, theirs, 0.40, 100, is_event=True)
    assert analysis.noise_estimate == 0.5
    assert analysis.needed[0].value == 23


def test_the_power_of_the_t_test_is_what_tests_come_to() -> None:
    samples = np.random.default_rng(2).normal(0.7, 1.5, (4_000, 20))
    found = stats.ttest_1samp(samples, 0.0, axis=1).pvalue < 0.05
    assert paired_t_power(0.7, 1.5, 20) == pytest.approx(found.mean(), abs=0.02)


def test_the_power_of_mcnemars_test_is_what_tests_come_to() -> None:
    """.25 and .10 of 80 pairs are unlike in one way and the other."""
    counts = np.random.default_rng(3).multinomial(80, [0.25, 0.10, 0.65], 4_000)
    more, less = counts[:, 0], counts[:, 1]
    found = np.abs(more - less) / np.sqrt(more + less) > stats.norm.isf(0.025)
    assert mcnemar_power(0.15, 0.35, 80) == pytest.approx(found.mean(), abs=0.025)


@pytest.mark.parametrize("power_of", [paired_t_power, mcnemar_power])
def test_without_an_effect_power_is_the_error_rate(power_of) -> None:
    assert power_of(0.0, 0.5, 40) == pytest.approx(0.05)
    assert mcnemar_power(0.0, 0.0, 40) == pytest.approx(0.05)


def test_the_far_tails_are_numbers() -> None:
    assert paired_t_power(1_000.0, 1.0, 30) == pytest.approx(1.0)
    assert paired_t_power(141.0, 1.0, 2) == pytest.approx(1.0)
    assert mcnemar_power(1.0, 0.2, 10) == pytest.approx(1.0)


def test_a_small_pilot_says_so() -> None:
    """With the same spread, ten pairs leave a wider range than a hundred, and both hold the estimate."""
    few, many = (power_analysis(*pilot(pairs), 0.5, 100).needed[0] for pairs in (10, 100))
    assert few.value == many.value == 34
    assert few.low < many.low < 34 < many.high < few.high
    # The chi-square limit with 9 degrees of freedom makes the deviation 1.8256 times as large.
    normal = (stats.norm.isf(0.025) + stats.norm.isf(0.2)) ** 2 / 0.5**2
    assert few.high == pytest.approx(1.8256**2 * normal + 1.92, abs=1)


def test_the_range_holds_the_true_need_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(60):
        needed = power_analysis(rng.normal(0.0, 1.0, 15), np.zeros(15), 0.5, 10).needed[0]
        held += needed.low <= 34 <= needed.high
    assert held >= 53


def test_the_detectable_effect_has_the_power_it_is_for() -> None:
    analysis = power_analysis(*pilot(40, deviation=2.0), 0.5, 60)
    for power, found in zip(analysis.powers, analysis.detectable, strict=True):
        assert paired_t_power(found.value, 2.0, 60) == pytest.approx(power)
        assert found.low < found.value < found.high
    events = power_analysis([1.0, 0.0] * 10, [1.0, 1.0] * 10, 0.2, 60, is_event=True)
    assert mcnemar_power(events.detectable[0].value, 0.5, 60) == pytest.approx(0.8)
    hopeless = power_analysis([1.0, 0.0] * 10, [1.0, 1.0] * 10, 0.2, 2, is_event=True)
    assert np.isnan(hopeless.detectable[1].value)


def test_the_curve_rises_through_the_planned_number() -> None:
    analysis = power_analysis(*pilot(50), 0.5, 34)
    powers = [point.power.value for point in analysis.curve]
    assert powers == sorted(powers)
    at = {point.replications: point.power for point in analysis.curve}
    assert at[34].value == pytest.approx(paired_t_power(0.5, 1.0, 34))
    assert at[34].low < at[34].value < at[34].high
    assert powers[-1] >= 0.99
    assert max(at) < 1_000


def test_the_gain_of_equal_luck_is_told() -> None:
    ours, theirs = pilot(50)
    analysis = power_analysis(ours, theirs, 0.5, 100)
    assert analysis.variance_ratio == variance_ratio(ours, theirs)
    assert analysis.variance_ratio > 20


def test_needs_are_never_fewer_than_can_be_clear_nor_endless() -> None:
    assert power_analysis(*pilot(50), 100.0, 10).needed[0].value == FEWEST_FOR_SIGNIFICANCE
    assert power_analysis(*pilot(50), 1e-6, 10).needed[0].value == np.inf


def test_pilots_all_alike_say_nothing_about_means_but_something_about_events() -> None:
    alike = power_analysis(np.full(20, 3.3), np.full(20, 3.0), 0.5, 10)
    assert not alike.is_known
    assert alike.curve == ()
    assert np.isnan(alike.needed[0].value)
    assert np.isnan(alike.detectable[0].value)
    events = power_analysis(np.ones(20), np.ones(20), 0.1, 100, is_event=True)
    assert events.is_known
    assert events.needed[0].value < events.needed[0].high


def test_failed_runs_are_left_out_in_pairs() -> None:
    ours, theirs = pilot(20)
    gaps = ours.copy(), theirs.copy()
    gaps[0][3], gaps[1][7] = np.nan, np.nan
    whole = np.delete(ours, [3, 7]), np.delete(theirs, [3, 7])
    assert power_analysis(*gaps, 0.5, 10) == power_analysis(*whole, 0.5, 10)


def test_means_of_events_over_points_are_no_longer_events() -> None:
    shares = np.random.default_rng(5).integers(0, 9, (2, 30)) / 8
    assert not power_analysis(*shares, 0.1, 10, is_event=True).is_event


@pytest.mark.parametrize(
    ("effect", "planned", "pairs", "is_event", "said"),
    [
        (0.0, 10, 20, False, "not an effect"),
        (np.nan, 10, 20, False, "not an effect"),
        (1.5, 10, 20, True, "not an effect"),
        (0.5, 1, 20, False, "no test"),
        (0.5, 10, 2, False, "too few"),
    ],
)
def test_questions_without_an_answer_are_refused(effect, planned, pairs, is_event, said) -> None:
    ours = np.arange(pairs) % 2.0
    with pytest.raises(ValueError, match=said):
        power_analysis(ours, 1 - ours, effect, planned, is_event=is_event)
    with pytest.raises(ValueError, match="pair up"):
        power_analysis(ours, ours[1:], 0.5, 10)
