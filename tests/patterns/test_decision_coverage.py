"""How often the statements of a decision are right, counted in worlds whose truth is known.

`pytest -rP` shows what was counted; the slow ones count in more worlds and more shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.decision.chances import best_chances, shares_of_best, world_share
from smsim.analysis.decision.differences import Finding, option_differences
from smsim.analysis.decision.level_months import months_to
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.resampling import joint_intervals, resample_worlds
from tests.unit.analysis.decision_worlds import arrivals, outcomes_of

Floats = NDArray[np.float64]

OPTIONS = 6
STEPS = np.arange(OPTIONS) / (OPTIONS - 1)
PAIRS = np.array(list(combinations(range(OPTIONS), 2))).T
RESAMPLES = 800
MANY = 1_000_000
LEVEL = objective_of("level_at_end", 60)


def normal(worlds: int, rng: np.random.Generator) -> Floats:
    """Return worlds that move all options alike, and unequal luck."""
    return 3 * rng.normal(size=(worlds, 1)) + rng.normal(size=(worlds, OPTIONS)) * (1 + STEPS) + STEPS


def skewed(worlds: int, rng: np.random.Generator) -> Floats:
    """Return money with a long tail, longer for some options than for others."""
    return rng.normal(size=(worlds, 1)) + np.exp((0.2 + STEPS) * rng.normal(size=(worlds, OPTIONS)))


def censored(worlds: int, rng: np.random.Generator) -> Floats:
    """Return whole months, cut at a horizon of 60 that many runs do not reach."""
    luck = 0.5 * rng.normal(size=(worlds, 1)) + 0.6 * rng.normal(size=(worlds, OPTIONS))
    return np.minimum(np.floor(np.exp(luck) * (30 + 50 * STEPS)), 60.0)


def levels(worlds: int, rng: np.random.Generator) -> Floats:
    """Return levels, alike in most worlds."""
    ability = rng.normal(size=(worlds, 1)) + 0.3 * rng.normal(size=(worlds, OPTIONS)) + STEPS - 0.5
    return np.digitize(ability, [-1.5, -0.5, 0.5, 1.5]).astype(np.float64)


def crises(worlds: int, rng: np.random.Generator) -> Floats:
    """Return crises a year: few, and far more in some worlds than in others."""
    risk = rng.gamma(0.5, 2.0, size=(worlds, 1)) * (0.1 + 0.5 * STEPS)
    return rng.poisson(risk) / 5


def rare(worlds: int, rng: np.random.Generator) -> Floats:
    """Return events of a chance of 2 to 15 %."""
    return (rng.random((worlds, OPTIONS)) < 0.02 + 0.13 * STEPS).astype(np.float64)


Worlds = Callable[[int, np.random.Generator], Floats]
SHAPES: tuple[Worlds, ...] = (normal, skewed, censored, levels, crises, rare)


@dataclass(frozen=True)
class Counted:
    """Shares of experiments: all joint intervals hold, all unadjusted ones do, a pair alone does."""

    joint: float
    unadjusted: float
    each: float


def gaps(values: Floats) -> Floats:
    """Return the differences of all pairs of options, shape (worlds, pairs)."""
    return values[:, PAIRS[0]] - values[:, PAIRS[1]]


def count(shape: Worlds, worlds: int, experiments: int) -> Counted:
    """Return how often intervals of all fifteen differences hold the truth."""
    rng = np.random.default_rng(7)
    truth = gaps(np.mean([shape(MANY // 10, rng).mean(axis=0) for _ in range(10)], axis=0)[None])[0]
    holds = np.zeros((experiments, 3))
    for experiment in range(experiments):
        found = gaps(shape(worlds, rng))
        joint = joint_intervals(found, resample_worlds(worlds, RESAMPLES, seed=experiment))
        is_held = (joint.low <= truth) & (truth <= joint.high)
        half = stats.t.isf(0.025, worlds - 1) * stats.sem(found, axis=0)
        is_held_alone = np.abs(found.mean(axis=0) - truth) <= half
        holds[experiment] = is_held.all(), is_held_alone.all(), is_held.mean()
    counted = Counted(*map(float, holds.mean(axis=0)))
    print(f"{shape.__name__}, {worlds} worlds: {counted}")
    return counted


@pytest.mark.parametrize("shape", [skewed, censored], ids=lambda shape: shape.__name__)
def test_fifteen_intervals_hold_together(shape: Worlds) -> None:
    counted = count(shape, worlds=50, experiments=150)
    assert counted.joint >= 0.89
    assert counted.each > counted.joint


def test_unadjusted_intervals_do_not_hold_together() -> None:
    """The negative control: of fifteen intervals, each right in 95 of 100 cases, one is often wrong."""
    assert count(normal, worlds=50, experiments=150).unadjusted < 0.8


@pytest.mark.slow
@pytest.mark.parametrize("worlds", [20, 50, 200])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_fifteen_intervals_hold_together_in_all_shapes(shape: Worlds, worlds: int) -> None:
    """In about 950 of 1,000 experiments; the long tails of a lognormal cost some of that."""
    counted = count(shape, worlds, experiments=1_000)
    assert counted.joint >= (0.90 if shape is skewed else 0.925)
    if shape is not rare:
        assert counted.unadjusted < 0.85


@pytest.mark.slow
def test_intervals_are_not_wider_than_they_need_to_be() -> None:
    assert count(normal, worlds=200, experiments=1_000).joint <= 0.97
    assert count(censored, worlds=200, experiments=1_000).joint <= 0.97


@pytest.mark.parametrize("within", [0.2, 3.0], ids=["runs alike", "runs unlike"])
def test_the_chance_of_being_best_lies_in_its_interval(within: float) -> None:
    """Three replications in each of 60 worlds, with ties: the truth from a million worlds."""
    rng = np.random.default_rng(8)

    def parts(worlds: int) -> Floats:
        bias = rng.normal(size=(4, worlds, 1)) + np.array([0.0, 0.2, 0.4, 0.6])[:, None, None]
        return shares_of_best(np.round(bias + within * rng.normal(size=(4, worlds, 3))))

    truth = parts(MANY // 5).mean(axis=(1, 2))
    assert truth.sum() == pytest.approx(1.0)
    held = [
        world_share(of_option).interval.contains(chance)
        for _ in range(150)
        for of_option, chance in zip(parts(60), truth, strict=True)
    ]
    print(f"{np.mean(held):.3f} of {len(held)}")
    assert 0.92 < np.mean(held) < 0.995


def confidences(experiments: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the confidence that each of four options is best on average, and whether it is.

    Their true means are drawn anew each time, so that every degree of confidence comes up.
    """
    rng = np.random.default_rng(9)
    told, true = [], []
    for experiment in range(experiments):
        means = rng.normal(0.0, 0.3, size=4)
        values = means[:, None] + rng.normal(0, 3, size=60) + rng.gamma(1.0, 1.0, size=(4, 60)) - 1.0
        chances = best_chances(
            outcomes_of(level_at_end=values), LEVEL, resample_worlds(60, RESAMPLES, seed=experiment)
        )
        told += [chance.confidence for chance in chances]
        true += list(means == means.max())
    return np.array(told), np.array(true)


def miscalibration(told: Floats, true: NDArray[np.bool_]) -> float:
    """Return how far what is told is from what is true, over tenths of confidence, weighted by number."""
    tenths = np.minimum((10 * told).astype(int), 9)
    for tenth in np.unique(tenths):
        of_tenth = tenths == tenth
        print(f"told {told[of_tenth].mean():.2f}, true {true[of_tenth].mean():.2f} of {of_tenth.sum()}")
    misses = [
        abs(told[tenths == tenth].mean() - true[tenths == tenth].mean()) * (tenths == tenth).mean()
        for tenth in np.unique(tenths)
    ]
    return float(np.sum(misses))


def test_confidence_in_the_best_mean_is_as_often_right_as_it_says() -> None:
    told, true = confidences(400)
    assert miscalibration(told, true) < 0.04
    assert true[told > 0.9].mean() > 0.85
    assert true[told < 0.1].mean() < 0.1


def test_taking_the_share_of_worlds_for_confidence_would_be_seen() -> None:
    """The negative control: the chance of being best in a world is not how sure the mean is best."""
    rng = np.random.default_rng(10)
    told, true = [], []
    for experiment in range(200):
        means = rng.normal(0.0, 1.0, size=4)
        values = means[:, None] + 4 * rng.normal(size=(4, 60))
        chances = best_chances(
            outcomes_of(level_at_end=values), LEVEL, resample_worlds(60, 10, seed=experiment)
        )
        told += [chance.best.share for chance in chances]
        true += list(means == means.max())
    assert miscalibration(np.array(told), np.array(true)) > 0.15


@pytest.mark.parametrize("replications", [1, 3])
def test_curves_and_medians_hold_the_truth(replications: int) -> None:
    """Months of related runs, a third of which is never reached: limits at five months, and the median."""
    rng = np.random.default_rng(11)

    def months(worlds: int) -> Floats:
        luck = rng.normal(size=(1, worlds, 1)) + 0.5 * rng.normal(size=(1, worlds, replications))
        return np.floor(45 + 20 * luck).clip(min=0)

    looks = np.array([20, 30, 40, 50, 59])
    truth = np.array([(months(MANY // 5) > look).mean() for look in looks])
    resamples = resample_worlds(80, 10)
    held, medians = [], []
    for _ in range(150):
        entry = months_to(outcomes_of(**arrivals(months(80))), 3, resamples).options[0]
        steps = np.searchsorted(entry.curve.months, looks, side="right") - 1
        held += list((entry.curve.low[steps] <= truth) & (truth <= entry.curve.high[steps]))
        medians.append(entry.median_interval.low <= 45 and entry.median_interval.high >= 44)
    print(f"limits {np.mean(held):.3f}, medians {np.mean(medians):.3f}")
    assert 0.91 < np.mean(held) < 0.985
    assert np.mean(medians) > 0.91


@pytest.mark.slow
def test_sign_tests_of_equals_rarely_find_a_difference() -> None:
    """Ten pairs of five options that differ by luck only: in 5 of 100 experiments one may look unequal."""
    rng = np.random.default_rng(12)
    resamples = resample_worlds(60, 10)
    is_found = []
    for _ in range(300):
        months = np.floor(45 + 15 * rng.normal(size=60) + 8 * rng.normal(size=(5, 60))).clip(min=0)
        tests = months_to(outcomes_of(**arrivals(months)), 3, resamples).sign_tests
        is_found.append(any(test.adjusted_p_value < 0.05 for test in tests))
    print(f"{np.mean(is_found):.3f}")
    assert np.mean(is_found) < 0.08


@pytest.mark.parametrize("luck", [0.0, 1.0])
def test_of_what_is_called_clear_few_models_say_otherwise(luck: float) -> None:
    """The truth is one more draw of the assumptions; in expectation the second option leads by `lead` there.

    Of verdicts called clear at most 5 % meet a truth that contradicts them. Those that only ask whether the
    mean differs from 0 are wrong in up to a third.
    """
    rng = np.random.default_rng(41)
    contradicted: dict[Finding, list[float]] = {finding: [] for finding in Finding}
    for lead in np.repeat([0.5, 1.0, 1.5, 1.7, 2.0, 2.5, 3.0], 12):
        effects = lead + rng.normal(size=200) + luck * rng.normal(size=200)
        outcomes = outcomes_of(level_at_end=[np.zeros(200), effects])
        (pair,) = option_differences(outcomes, LEVEL.measure, resample_worlds(200, RESAMPLES)).pairs
        contradicted[pair.reversed.finding(LEVEL)].append(float(stats.norm.cdf(-lead)))
    wrong = {finding: float(np.mean(chances)) for finding, chances in contradicted.items() if chances}
    print(luck, {finding.value: (len(contradicted[finding]), share) for finding, share in wrong.items()})
    assert set(wrong) == {Finding.BETTER, Finding.AHEAD}
    assert wrong[Finding.BETTER] < 0.05 and max(contradicted[Finding.BETTER]) < 0.07
    assert wrong[Finding.AHEAD] > 0.05
