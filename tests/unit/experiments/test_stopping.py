"""The stop rule: its boundary against closed forms, its guard, and a small count of its errors.

The long count, over 500 experiments of every kind, is in tests/patterns/test_stopping_error_rate.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from smsim.errors import ExperimentError
from smsim.experiments.stopping import (
    FEWEST_UNLIKE,
    MEAN_KIND,
    SHARE_KIND,
    StopRule,
    mean_half_width,
    precision_of,
    precision_path,
    share_limits,
)
from tests.patterns.stopping import KINDS, error_counts


def rule(
    half_width: float = 0.5, *, measure: str = "level_at_end", against: str | None = "b", **more
) -> StopRule:
    return StopRule(measure, "a", against, half_width, **more)


def test_looks_grow_and_end_with_the_last_round():
    assert rule().looks(100) == (30, 39, 51, 67, 88, 100)
    assert rule(first_look=10, growth=1.1).looks(16) == (10, 11, 13, 15, 16)
    assert rule(first_look=100, growth=1.1).looks(120) == (100, 110, 120)  # in floating point a bit over 110
    assert rule(growth=1.0001).looks(33) == (30, 31, 32, 33)
    assert rule().looks(30) == (30,)
    assert rule().looks(12) == (12,)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"measure": "level_at_edn"}, "did you mean 'level_at_end'"),
        ({"half_width": 0.0}, "half_width is 0.0, but must be a number above 0"),
        ({"half_width": np.nan}, "half_width"),
        ({"coverage": 1.0}, "coverage is 1.0"),
        ({"coverage": 0.05}, "coverage is 0.05"),
        ({"first_look": 9}, "first_look is 9, but must be 10 or more"),
        ({"growth": 1.0}, "growth is 1.0, but must be above 1"),
        ({"against": "a"}, "'a' against itself"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_in_a_sentence(values, said):
    sound = {"measure": "level_at_end", "scenario": "a", "against": "b", "half_width": 1.0}
    with pytest.raises(ExperimentError, match=said):
        StopRule(**{**sound, **values})


def test_the_boundary_is_the_normal_mixture_tightest_at_three_first_looks():
    """Found here from its meaning: where the mixture of likelihood ratios comes to 1 / error."""
    wanted, looked = rule(first_look=2_000, coverage=0.9), 9_000

    def boundary(precision: float, rounds: int) -> float:
        """Return the total at which the ratio, mixed over normal means of that variance, is 10."""

        def log_excess(total: float) -> float:
            weighted = integrate.quad(
                lambda mean: stats.norm.pdf(mean, 0, precision) * np.exp(mean * total - rounds * mean**2 / 2),
                -12 * precision, 12 * precision, points=[total / rounds], limit=400,
            )[0]  # fmt: skip
            return np.log(weighted) - np.log(10.0)

        return optimize.brentq(log_excess, 0.5 * np.sqrt(rounds), 8 * np.sqrt(rounds))

    best = optimize.minimize_scalar(
        lambda log: boundary(np.exp(log), 6_000), bounds=(-7, -1), method="bounded"
    )
    expected = boundary(float(np.exp(best.x)), looked) / looked
    assert mean_half_width(looked, 1.0, wanted) == pytest.approx(expected, rel=2e-3)


def test_few_rounds_get_a_wider_boundary_in_proportion_to_the_spread():
    few, many = (mean_half_width(rounds, 1.0, rule(first_look=10)) * np.sqrt(rounds) for rounds in (10, 30))
    assert few > 1.3 * many
    assert mean_half_width(40, 6.0, rule()) == pytest.approx(6 * mean_half_width(40, 1.0, rule()))
    student = stats.t.ppf(0.975, 39) / np.sqrt(40)
    assert mean_half_width(40, 1.0, rule()) > 1.4 * student


def test_limits_of_a_chance_have_their_closed_forms():
    """Without events (n + 1)(1 - p)^n = error; and either limit solves (n + 1) P(events) = error."""
    low, high = share_limits(0, 50, 0.95)
    assert (low, high) == pytest.approx((0.0, 1 - (0.05 / 51) ** (1 / 50)))
    assert share_limits(50, 50, 0.95) == pytest.approx((1 - high, 1.0))
    for limit in share_limits(7, 50, 0.9):
        assert 51 * stats.binom.pmf(7, 50, limit) == pytest.approx(0.1)
    assert share_limits(0, 0, 0.95) == (0.0, 1.0)


def test_limits_of_a_chance_hold_at_all_looks_together():
    """Exactly: the chance of ever leaving them within 150 rounds, summed over all paths."""
    for chance in (0.02, 0.3):
        inside = np.array([1.0])
        for rounds in range(1, 151):
            inside = np.convolve(inside, [1 - chance, chance])
            for events in np.flatnonzero(inside > 1e-12):
                low, high = share_limits(int(events), rounds, 0.95) if rounds % 10 == 0 else (0.0, 1.0)
                inside[events] *= low <= chance <= high
        assert 0.95 <= inside.sum() < 1.0


def test_the_mean_is_stopped_at_when_its_interval_is_narrow_enough():
    values = np.random.default_rng(1).normal(2.0, 1.0, 200)
    known = precision_of(values, rule(0.3), is_event=False)
    assert (known.rounds, known.kind, known.coverage) == (200, MEAN_KIND, 0.95)
    assert known.estimate == pytest.approx(values.mean())
    assert (known.low + known.high) / 2 == pytest.approx(values.mean())
    assert known.half_width == pytest.approx(mean_half_width(200, values.std(ddof=1), rule(0.3)))
    assert known.is_reached
    assert precision_of(values, rule(known.half_width), is_event=False).is_reached
    assert not precision_of(values, rule(0.999 * known.half_width), is_event=False).is_reached


def test_events_have_exact_limits_unless_they_are_differences_or_means_over_points():
    values = (np.random.default_rng(2).random(100) < 0.3).astype(float)
    alone = rule(0.2, measure="has_reached_level_3", against=None)
    exact = precision_of(values, alone, is_event=True)
    assert (exact.kind, exact.low, exact.high) == (SHARE_KIND, *share_limits(int(values.sum()), 100, 0.95))
    assert exact.is_reached
    paired = rule(0.2, measure="has_reached_level_3")
    assert precision_of(values - values[::-1], paired, is_event=True).kind == MEAN_KIND
    assert precision_of(values, paired, is_event=True).kind == MEAN_KIND
    assert precision_of((values + values[::-1]) / 2, alone, is_event=True).kind == MEAN_KIND
    assert precision_of(values, alone, is_event=False).kind == MEAN_KIND


def test_rounds_all_alike_prove_nothing():
    """Neither equal differences, nor equal but for rounding, nor a few exceptions stop an experiment."""
    equal = np.full(400, 0.3)
    noisy = equal + 1e-15 * np.arange(400)
    for values in (equal, noisy):
        known = precision_of(values, rule(), is_event=False)
        assert np.isnan(known.half_width)
        assert not known.is_reached
    for unlike, is_reached in ((FEWEST_UNLIKE - 1, False), (FEWEST_UNLIKE, True)):
        values = equal.copy()
        values[7 : 7 + unlike] += 1.0
        assert precision_of(values, rule(), is_event=False).is_reached == is_reached


def test_events_that_never_come_are_known_exactly():
    never = precision_of(
        np.zeros(100), rule(0.05, measure="has_reached_level_4", against=None), is_event=True
    )
    assert never.is_reached
    assert (never.low, never.high) == share_limits(0, 100, 0.95)


def test_nothing_is_reached_before_the_first_look():
    values = np.random.default_rng(3).normal(0.0, 1e-3, 100)
    assert np.isnan(precision_of(values[:29], rule(), is_event=False).low)
    assert not precision_of(values[:29], rule(), is_event=False).is_reached
    assert precision_of(values[:30], rule(), is_event=False).is_reached
    event = rule(0.4, measure="has_reached_level_3", against=None)
    assert not precision_of(np.zeros(29), event, is_event=True).is_reached
    empty = precision_of(np.empty(0), event, is_event=True)
    assert (empty.rounds, empty.low, empty.high, empty.is_reached) == (0, 0.0, 1.0, False)


def test_failed_rounds_are_left_out():
    values = np.random.default_rng(4).normal(0.0, 1.0, 60)
    gaps = np.insert(values, [3, 40, 60], np.nan)
    assert precision_of(gaps, rule(), is_event=False) == precision_of(values, rule(), is_event=False)


def test_a_path_has_the_looks_the_rounds_have_come_to():
    values = np.random.default_rng(5).normal(0.0, 1.0, 60)
    path = precision_path(values, rule(), rule().looks(500), is_event=False)
    assert [known.rounds for known in path] == [30, 39, 51]
    assert path[-1] == precision_of(values[:51], rule(), is_event=False)


@pytest.mark.parametrize("kind", ["event difference", "rare event", "months"])
def test_stopping_keeps_its_error_rate_and_the_naive_rule_does_not(kind):
    """At least 95 of 100 intervals at the moment of stopping hold the truth."""
    ours, naive = (
        error_counts(KINDS[kind], experiments=120, seed=6, is_naive=naive) for naive in (False, True)
    )
    assert ours.misses <= 6
    assert naive.misses > 6
