"""Known functions through the code users get: closed forms, coverage of intervals, wrong estimators.

The slow tests are the full simulations; the quick ones look at the same with fewer repetitions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from smsim.analysis.sensitivity import estimators
from smsim.analysis.sensitivity.analysing import PairIndex, Sensitivity, analyse
from smsim.analysis.sensitivity.grid import Floats
from smsim.analysis.sensitivity.sample import Method, Sample
from smsim.analysis.sensitivity.variance_components import variance_components
from smsim.experiments.designs import Factor, LatinHypercube, Morris, Saltelli
from tests.oracles.sensitivity import KnownFunction, ishigami, layout, linear, random_saltelli, sobol_g

KNOWN = (ishigami(), sobol_g(), linear())
by_name = pytest.mark.parametrize("known", KNOWN, ids=[known.name for known in KNOWN])


def factors_of(known: KnownFunction) -> list[Factor]:
    return [Factor(name, "share", low=0.0, high=1.0) for name in known.factors]


def sobol_sample(known: KnownFunction, shares: Floats) -> Sample:
    return Sample(Method.SOBOL, known.factors, shares, known.of(shares)[:, None])


def designed(known: KnownFunction, points: int, seed: int) -> Sample:
    return sobol_sample(known, Saltelli(points=points).settings(factors_of(known), seed).shares)


def found(sample: Sample) -> Sensitivity:
    return analyse(sample, scenario="known", measure="value")


def values(sensitivity: Sensitivity, kind: str) -> list[float]:
    return [index.value for index in sensitivity.of(kind)]


@by_name
def test_sobol_indices_are_those_of_the_closed_form(known):
    result = found(designed(known, 1024, 3))
    assert values(result, "first_order") == pytest.approx(known.first_order, abs=0.02)
    assert values(result, "total_order") == pytest.approx(known.total_order, abs=0.02)


def with_pairs(known: KnownFunction, shares: Floats) -> Sample:
    return replace(sobol_sample(known, shares), has_pairs=True)


def truth_of(known: KnownFunction, pairs: Sequence[PairIndex]) -> list[float]:
    return [
        float(known.second_order[tuple(known.factors.index(factor) for factor in pair.factors)])
        for pair in pairs
    ]


@pytest.mark.usefixtures("quick")
@by_name
def test_pairs_are_those_of_the_closed_form(known):
    shares = Saltelli(points=1024, second_order=True).settings(factors_of(known), 3).shares
    result = found(with_pairs(known, shares))
    truth = truth_of(known, result.pairs)
    assert [pair.value for pair in result.pairs] == pytest.approx(truth, abs=0.03)
    for pair, true in zip(result.pairs, truth, strict=True):
        assert pair.interval.low - 1e-9 <= true <= pair.interval.high + 1e-9
        assert (pair in result.clear_pairs) == (true > 0.1)


def test_the_closed_forms_are_the_published_numbers():
    """Ishigami's with a = 7, b = 0.1, to the digits in which they are printed everywhere."""
    assert ishigami().first_order == pytest.approx([0.3139, 0.4424, 0.0], abs=5e-5)
    assert ishigami().total_order == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)
    assert ishigami().second_order[0] == pytest.approx([0.0, 0.0, 0.2437], abs=5e-5)
    assert sobol_g().first_order.sum() < 1.0 < sobol_g().total_order.sum()


@pytest.mark.parametrize(
    "known",
    [linear(), *(pytest.param(known, marks=pytest.mark.slow) for known in (ishigami(), sobol_g()))],
    ids=["linear", "Ishigami", "Sobol' G"],
)
def test_given_data_find_the_first_order_from_a_latin_hypercube(known):
    shares = LatinHypercube(points=2000).settings(factors_of(known), 4).shares
    result = found(Sample(Method.GIVEN_DATA, known.factors, shares, known.of(shares)[:, None]))
    assert values(result, "first_order") == pytest.approx(known.first_order, abs=0.05)


def test_morris_finds_elementary_effects_known_by_hand():
    """Steps of 2/3: 3 x1 has effect 3 everywhere, -2 x2 has -2, x3 x4 has the other factor's value.

    That is 0, 1/3, 2/3 or 1, each as often: mean 1/2, variance 5/36.
    """
    factors = [Factor(f"x{place}", "share", low=0.0, high=1.0) for place in range(1, 6)]
    shares = Morris(trajectories=3000).settings(factors, 5).shares
    outcome = 3 * shares[:, 0] - 2 * shares[:, 1] + shares[:, 2] * shares[:, 3]
    result = found(Sample(Method.MORRIS, tuple(f.name for f in factors), shares, outcome[:, None]))
    assert values(result, "mu") == pytest.approx([3, -2, 0.5, 0.5, 0], abs=0.02)
    assert values(result, "mu_star") == pytest.approx([3, 2, 0.5, 0.5, 0], abs=0.02)
    assert values(result, "sigma") == pytest.approx([0, 0, *[np.sqrt(5 / 36)] * 2, 0], abs=0.02)


# --- intervals ------------------------------------------------------------------------------------------

Estimate = Callable[[int], Sensitivity]


def coverage(estimate: Estimate, kind: str, truth: Floats, repetitions: int) -> Floats:
    """Return in which share of repetitions each factor's interval holds the truth, up to rounding."""
    held = np.zeros(len(truth))
    for repetition in range(repetitions):
        indices = estimate(repetition).of(kind)
        limits = np.array([(index.interval.low, index.interval.high) for index in indices])
        held += (limits[:, 0] - 1e-9 <= truth) & (truth <= limits[:, 1] + 1e-9)
    return held / repetitions


def random_blocks(known: KnownFunction, blocks: int) -> Estimate:
    def estimate(repetition: int) -> Sensitivity:
        rng = np.random.default_rng([7, repetition])
        return found(sobol_sample(known, random_saltelli(len(known.factors), blocks, rng)))

    return estimate


def least(repetitions: int, floor: float) -> float:
    """Return the share that a coverage of `floor` stays above in 999 of 1,000 simulations."""
    return floor - 3.1 * float(np.sqrt(floor * (1.0 - floor) / repetitions))


@pytest.fixture
def quick(monkeypatch):
    """Spare what a test of intervals does not look at."""
    from smsim.analysis.sensitivity import analysing, variance_components

    monkeypatch.setattr(variance_components, "RESAMPLES", 2)
    monkeypatch.setattr(analysing, "SHUFFLES", 1)
    monkeypatch.setattr(analysing, "RESAMPLES", 100)


FLOOR = 0.90


@pytest.mark.usefixtures("quick")
class TestCoverage:
    """Of 100 intervals at 95 %, 90 or more hold the truth for each factor, from 64 blocks on."""

    @pytest.mark.parametrize("kind", ["first_order", "total_order"])
    def test_sobol_with_random_blocks(self, kind):
        known = ishigami()
        held = coverage(random_blocks(known, 128), kind, getattr(known, kind), 60)
        assert held.min() >= least(60, FLOOR)
        assert held.mean() < 1.0

    @pytest.mark.slow
    @by_name
    @pytest.mark.parametrize("blocks", [64, 256])
    @pytest.mark.parametrize("kind", ["first_order", "total_order"])
    def test_sobol_with_random_blocks_in_full(self, known, blocks, kind):
        held = coverage(random_blocks(known, blocks), kind, getattr(known, kind), 400)
        assert held.min() >= least(400, FLOOR), held

    @pytest.mark.slow
    @by_name
    @pytest.mark.parametrize("blocks", [64, 256])
    def test_pairs_with_random_blocks(self, known, blocks):
        held = np.zeros(len(known.factors) * (len(known.factors) - 1) // 2)
        for repetition in range(200):
            rng = np.random.default_rng([9, repetition])
            shares = random_saltelli(len(known.factors), blocks, rng, has_pairs=True)
            pairs = found(with_pairs(known, shares)).pairs
            held += [
                pair.interval.low <= true <= pair.interval.high
                for pair, true in zip(pairs, truth_of(known, pairs), strict=True)
            ]
        assert held.min() / 200 >= least(200, FLOOR), held

    @pytest.mark.slow
    @by_name
    def test_a_sobol_sequence_is_better_than_its_intervals_say(self, known):
        """Factors that matter are held more often than 95 in 100; the bootstrap does not see the sequence."""
        is_of_weight = known.total_order > 0.01
        for kind in ("first_order", "total_order"):
            held = coverage(lambda seed: found(designed(known, 128, seed)), kind, getattr(known, kind), 200)
            assert held[is_of_weight].mean() >= least(200, 0.95), (kind, held)

    @pytest.mark.slow
    @by_name
    def test_given_data(self, known):
        def estimate(repetition: int) -> Sensitivity:
            shares = np.random.default_rng([8, repetition]).random((256, len(known.factors)))
            return found(Sample(Method.GIVEN_DATA, known.factors, shares, known.of(shares)[:, None]))

        held = coverage(estimate, "first_order", known.first_order, 150)
        assert held.min() >= least(150, FLOOR), held

    @pytest.mark.slow
    @by_name
    @pytest.mark.parametrize("trajectories", [10, 40])
    def test_morris(self, known, trajectories):
        def sample(number: int, seed: int) -> Sample:
            shares = Morris(trajectories=number).settings(factors_of(known), seed).shares
            return Sample(Method.MORRIS, known.factors, shares, known.of(shares)[:, None])

        truth = found(sample(20_000, 99))
        for kind in ("mu_star", "mu", "sigma"):
            held = coverage(
                lambda seed: found(sample(trajectories, seed)), kind, np.array(values(truth, kind)), 200
            )
            assert held.min() >= least(200, FLOOR), (kind, held)


def test_delta_sees_what_leaves_the_mean_alone_and_ranks():
    """Of x1 x2 around their middles no mean depends on either; x3 does nothing."""
    shares = np.random.default_rng(9).random((512, 3))
    outcome = np.prod(shares[:, :2] - 0.5, axis=1)
    result = found(Sample(Method.GIVEN_DATA, ("x1", "x2", "x3"), shares, outcome[:, None]))
    assert values(result, "first_order") == pytest.approx([0, 0, 0], abs=0.1)
    assert [shift.value > shift.by_chance for shift in result.shifts] == [True, True, False]
    known = linear()
    shares = np.random.default_rng(9).random((512, 4))
    delta = [
        shift.value
        for shift in found(Sample(Method.GIVEN_DATA, known.factors, shares, known.of(shares)[:, None])).shifts
    ]
    assert delta == sorted(delta, reverse=True)


# --- wrong on purpose -----------------------------------------------------------------------------------


def columns_swapped(sample: Sample) -> Sample:
    """Return the sample with A and B exchanged in the block of the first factor: B with its column of A."""
    known = ishigami()
    shares = sample.positions.reshape(sample.blocks, sample.block_size, -1).copy()
    shares[:, 1] = shares[:, -1]
    shares[:, 1, 0] = shares[:, 0, 0]
    shares = shares.reshape(sample.positions.shape)
    return replace(sample, positions=shares, values=known.of(shares)[:, None])


@pytest.mark.usefixtures("quick")
class TestWrongEstimatorsFail:
    """The very checks above, on what is wrong on purpose."""

    def is_recovered(self, sample: Sample) -> bool:
        known, result = ishigami(), found(sample)
        return all(
            values(result, kind) == pytest.approx(getattr(known, kind), abs=0.02)
            for kind in ("first_order", "total_order")
        )

    def is_covered(self, kind: str = "total_order") -> bool:
        known = ishigami()
        held = coverage(random_blocks(known, 128), kind, getattr(known, kind), 60)
        return bool(held.min() >= least(60, FLOOR))

    def test_the_right_one_passes(self):
        assert self.is_recovered(designed(ishigami(), 1024, 3))

    def test_blocks_swapped_for_one_factor(self):
        assert not self.is_recovered(columns_swapped(designed(ishigami(), 1024, 3)))

    def test_total_order_found_as_first_order(self, monkeypatch):
        right = estimators.SobolEstimator.estimate
        monkeypatch.setattr(
            estimators.SobolEstimator, "estimate", lambda self, values: right(self, values)[[1, 1]]
        )
        assert not self.is_recovered(designed(ishigami(), 1024, 3))
        assert not self.is_covered()

    def test_intervals_of_half_the_width(self, monkeypatch):
        right = estimators.half_widths
        monkeypatch.setattr(estimators, "half_widths", lambda *words: right(*words) / 2)
        assert not self.is_covered("first_order")
        assert not self.is_covered("total_order")


# --- luck -----------------------------------------------------------------------------------------------


def components(table: Floats, has_common_dice: bool = True) -> tuple[Sample, Floats]:
    rows = np.arange(len(table), dtype=np.float64)[:, None]
    sample = Sample(Method.GIVEN_DATA, ("x",), rows, table, has_common_dice=has_common_dice)
    found = variance_components(sample)
    common = found.common_luck.variance if found.common_luck else 0.0
    return sample, np.array([found.parameters.variance, common, found.interplay.variance])


def test_variance_components_are_those_of_the_analysis_of_variance():
    """Mean squares by hand, from the two-way table without repetition."""
    table = layout((2.0, 0.5, 1.0), 12, 6, np.random.default_rng(1))
    points, replications = table.shape
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    of_points = replications * rows.var(ddof=1)
    of_luck = points * columns.var(ddof=1)
    rest = table - rows[:, None] - columns + table.mean()
    of_both = (rest**2).sum() / ((points - 1) * (replications - 1))
    by_hand = [(of_points - of_both) / replications, (of_luck - of_both) / points, of_both]
    assert components(table)[1] == pytest.approx(by_hand)


@pytest.mark.parametrize("variances", [(1.0, 0.5, 0.5), (0.1, 0.2, 2.0), (0.0, 0.0, 1.0)])
def test_variance_components_are_unbiased(variances, monkeypatch):
    monkeypatch.setattr("smsim.analysis.sensitivity.variance_components.RESAMPLES", 2)
    rng = np.random.default_rng(2)
    drawn = np.array([components(layout(variances, 20, 8, rng))[1] for _ in range(400)])
    standard_errors = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - variances) <= 3.5 * standard_errors).all()


def test_points_of_one_block_do_not_bias_them(monkeypatch):
    """The points of a trajectory are alike: taken for independent they hide variance, which shows."""
    monkeypatch.setattr("smsim.analysis.sensitivity.variance_components.RESAMPLES", 2)
    rng = np.random.default_rng(3)
    right, naive = [], []
    for _ in range(400):
        table = np.repeat(layout((1.0, 0.0, 0.0), 5, 3, rng)[:, :1], 4, axis=0)
        table = table + layout((0.0, 0.5, 0.2), 20, 3, rng)
        sample = Sample(Method.MORRIS, ("a", "b", "c"), np.zeros((20, 3)), table)
        right.append(variance_components(sample).parameters.variance)
        naive.append(components(table)[1][0])
    assert np.mean(right) == pytest.approx(1.0, abs=3.5 * np.std(right) / 20)
    assert np.mean(naive) < 0.9


def shares_held(
    variances: tuple[float, float, float], points: int, replications: int, repetitions: int
) -> Floats:
    truth = np.array(variances) / sum(variances)
    held = np.zeros(3)
    for repetition in range(repetitions):
        table = layout(variances, points, replications, np.random.default_rng([4, repetition]))
        result = variance_components(components(table)[0])
        parts = (result.parameters, result.common_luck, result.interplay)
        held += [part.interval.contains(share) for part, share in zip(parts, truth, strict=True)]
    return held / repetitions


def test_intervals_of_variance_shares_hold_the_truth(monkeypatch):
    monkeypatch.setattr("smsim.analysis.sensitivity.variance_components.RESAMPLES", 100)
    assert shares_held((1.0, 0.3, 0.7), 64, 20, 60).min() >= least(60, 0.87)


@pytest.mark.slow
@pytest.mark.parametrize("variances", [(1.0, 0.3, 0.7), (1.0, 0.2, 2.0), (0.1, 0.1, 2.0)])
@pytest.mark.parametrize("replications", [10, 30])
def test_intervals_of_variance_shares_hold_the_truth_in_full(variances, replications):
    floor = 0.80 if replications < 20 else 0.88
    assert shares_held(variances, 128, replications, 200).min() >= least(200, floor)


def test_intervals_over_points_alone_do_not(monkeypatch):
    """Drawing points but never dice takes these dice for all there are: the same check finds out."""
    monkeypatch.setattr("smsim.analysis.sensitivity.variance_components.RESAMPLES", 100)
    drawn = "smsim.analysis.sensitivity.variance_components._Layout.draw"
    monkeypatch.setattr(drawn, lambda self, rng: (_counts(self.blocks, rng), np.ones(self.replications)))
    assert shares_held((1.0, 0.3, 0.7), 64, 20, 60).min() < least(60, 0.87)


def _counts(number: int, rng: np.random.Generator) -> Floats:
    return np.bincount(rng.integers(number, size=number), minlength=number).astype(np.float64)
