"""Sensitivity: what is left out and refused, what SALib says, and what may not move an index."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol

from smsim.analysis.sensitivity.analysing import analyse
from smsim.analysis.sensitivity.documents import (
    index_table,
    luck_table,
    monthly_index_table,
    pair_table,
    sensitivity_document,
)
from smsim.analysis.sensitivity.estimators import class_edges, elementary_effects
from smsim.analysis.sensitivity.monthly import analyse_months
from smsim.analysis.sensitivity.resampling import half_widths
from smsim.analysis.sensitivity.sample import Method, Sample
from smsim.analysis.sensitivity.variance_components import variance_components
from smsim.errors import ResultError
from smsim.experiments.designs import Factor, Grid, Morris, Saltelli
from smsim.experiments.own_files import without_missing

NAMES = ("adoption.peer_hazard", "levers.executive_tone", "firm.inert_raw")


def factors(names=NAMES) -> list[Factor]:
    return [Factor(name, "share", low=0.0, high=1.0) for name in names]


def luck(points: int, replications: int = 4, size: float = 0.1) -> np.ndarray:
    return np.random.default_rng(5).normal(0, size, (points, replications))


def sobol_sample(blocks: int = 64, *, has_pairs: bool = False, size: float = 0.0) -> Sample:
    shares = Saltelli(points=blocks, second_order=has_pairs).settings(factors(), 2).shares
    values = (2 * shares[:, 0] + shares[:, 0] * shares[:, 1])[:, None] + luck(len(shares), size=size)
    return Sample(Method.SOBOL, NAMES, shares, values, has_pairs=has_pairs)


def morris_sample(trajectories: int = 12, size: float = 0.0) -> Sample:
    shares = Morris(trajectories=trajectories).settings(factors(), 2).shares
    values = (2 * shares[:, 0] - 3 * shares[:, 0] * shares[:, 1])[:, None] + luck(len(shares), size=size)
    return Sample(Method.MORRIS, NAMES, shares, values)


def given_sample(points: int = 200, size: float = 0.0) -> Sample:
    shares = np.random.default_rng(3).random((points, 3))
    values = (2 * shares[:, 0] + shares[:, 1])[:, None] + luck(points, size=size)
    return Sample(Method.GIVEN_DATA, NAMES, shares, values)


def grid_sample(levels: int = 3, size: float = 0.0) -> Sample:
    shares = Grid(levels=levels).settings(factors(), 2).shares
    values = (2 * shares[:, 0] + shares[:, 0] * shares[:, 1])[:, None] + luck(len(shares), size=size)
    return Sample(Method.FACTORIAL, NAMES, shares, values)


SAMPLES = (morris_sample, sobol_sample, given_sample, grid_sample)
EVERY = pytest.mark.parametrize("sample", [make() for make in SAMPLES], ids=list(Method))
IN_BLOCKS = pytest.mark.parametrize("sample", [make() for make in SAMPLES[:3]], ids=list(Method)[:3])
"""What comes in blocks, which can be left out one by one."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Draw less often again: what is tested here does not hang on how often."""
    for name, number in (
        ("analysing.RESAMPLES", 60),
        ("variance_components.RESAMPLES", 60),
        ("analysing.SHUFFLES", 3),
    ):
        monkeypatch.setattr(f"smsim.analysis.sensitivity.{name}", number)


def found(sample: Sample):
    return analyse(sample, scenario="lone-manager", measure="net_value_keur")


def problem(names=NAMES):
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def test_sobol_indices_are_those_of_salib():
    sample = sobol_sample(has_pairs=True)
    result = found(sample)
    theirs = salib_sobol.analyze(problem(), sample.means, seed=4)
    assert [index.value for index in result.of("total_order")] == pytest.approx(theirs["ST"])
    assert [index.value for index in result.of("first_order")] == pytest.approx(theirs["S1"])
    assert [pair.factors for pair in result.pairs] == [NAMES[:2], (NAMES[0], NAMES[2]), NAMES[1:]]
    assert [pair.value for pair in result.pairs] == pytest.approx(theirs["S2"][np.triu_indices(3, 1)])
    half = [(index.interval.high - index.interval.low) / 2 for index in result.of("total_order")]
    assert half == pytest.approx(theirs["ST_conf"], rel=0.3)


def test_pairs_become_a_table_and_are_ranked():
    result = found(sobol_sample(has_pairs=True))
    table = pair_table(result)
    assert table["value"].to_list() == [pair.value for pair in result.pairs]
    assert list(zip(table["factor"], table["other_factor"], strict=True)) == [
        pair.factors for pair in result.pairs
    ]
    assert (table["low"] < table["value"]).all() and (table["value"] < table["high"]).all()
    assert result.ranked_pairs[0].value == table["value"].max()
    assert pair_table(found(sobol_sample())).empty


def test_morris_indices_are_those_of_salib_and_so_are_the_effects_drawn_again(monkeypatch):
    monkeypatch.setattr("smsim.analysis.sensitivity.analysing.RESAMPLES", 5000)
    sample = morris_sample(size=0.2)
    result = found(sample)
    theirs = salib_morris.analyze(problem(), sample.positions, sample.means, num_levels=4, seed=4)
    for kind in ("mu", "mu_star", "sigma"):
        assert [index.value for index in result.of(kind)] == pytest.approx(list(theirs[kind]))
    effects = elementary_effects(sample.positions, sample.means)
    assert effects.mean(axis=0) == pytest.approx(list(theirs["mu"]))
    assert effects.std(axis=0, ddof=1) == pytest.approx(list(theirs["sigma"]))
    errors = {"mu": effects.std(axis=0), "mu_star": np.abs(effects).std(axis=0)}
    for kind, error in errors.items():
        half = [(index.interval.high - index.interval.low) / 2 for index in result.of(kind)]
        assert half == pytest.approx(half_widths(error / np.sqrt(12), 12), rel=0.05)


def test_the_length_of_a_step_follows_from_the_levels():
    shares = Morris(trajectories=5, levels=8).settings(factors(), 2).shares
    result = found(Sample(Method.MORRIS, NAMES, shares, 3 * shares[:, [0]], levels=8))
    assert [index.value for index in result.of("mu")] == pytest.approx([3, 0, 0])


@pytest.mark.parametrize("sample", [sobol_sample(), morris_sample()], ids=["sobol", "morris"])
def test_a_factor_without_effect_has_none_at_all(sample):
    """Common dice: nothing changes where only such a factor moved."""
    index = found(sample).of("total_order" if sample.method is Method.SOBOL else "mu_star")[2]
    assert (index.value, index.interval.low, index.interval.high) == (0.0, 0.0, 0.0)
    assert NAMES[2] in found(sample).negligible


@EVERY
def test_luck_that_all_points_share_moves_no_index(sample):
    shifted = replace(sample, values=sample.values + np.array([0.0, 5.0, -7.0, 20.0]))
    before, after = found(sample), found(shifted)
    for ours, theirs in zip(before.indices, after.indices, strict=True):
        assert ours.value == pytest.approx(theirs.value, abs=1e-9)
        assert ours.interval.low == pytest.approx(theirs.interval.low, abs=1e-9)
    assert after.luck.common_luck is not None
    assert after.luck.common_luck.share > 0.9
    assert after.luck.luck_left == pytest.approx(0.0, abs=1e-9)


@EVERY
def test_the_same_runs_give_the_same_intervals_and_the_global_dice_are_left_alone(sample):
    np.random.seed(3)
    before, filters = np.random.get_state()[1].copy(), list(warnings.filters)
    first, again = found(sample), found(sample)
    assert first.indices == again.indices
    assert first.luck == again.luck
    assert (np.random.get_state()[1] == before).all()
    assert warnings.filters == filters


@EVERY
def test_the_unit_of_a_measure_scales_effects_but_not_shares(sample):
    scaled = found(replace(sample, values=1000.0 * sample.values - 3.0))
    factor = 1000.0 if sample.method is Method.MORRIS else 1.0
    for ours, theirs in zip(found(sample).indices, scaled.indices, strict=True):
        assert factor * ours.value == pytest.approx(theirs.value, abs=1e-6)


@EVERY
def test_a_measure_that_never_varies_has_no_index(sample):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = found(replace(sample, values=np.full_like(sample.values, 0.3)))
    assert all(np.isnan(index.value) for index in result.indices)
    assert np.isnan(result.luck.luck_left)
    assert result.shifts == ()


# --- what is missing --------------------------------------------------------------------------------------


@IN_BLOCKS
def test_a_failed_run_takes_its_whole_block_along_and_no_other(sample):
    values = sample.values.copy()
    size = sample.block_size
    values[3 * size + size - 1, 2] = np.nan
    result = found(replace(sample, values=values))
    rest = np.delete(np.arange(len(values)), np.arange(3 * size, 4 * size))
    alone = found(replace(sample, positions=sample.positions[rest], values=sample.values[rest]))
    assert (result.missing.blocks, result.missing.planned_blocks) == (1, sample.blocks)
    assert result.indices == alone.indices


@EVERY
def test_a_replication_that_was_hardly_begun_is_left_out_whole(sample):
    values = sample.values.copy()
    values[len(values) // 3 :, 3] = np.nan
    result = found(replace(sample, values=values))
    assert (result.missing.blocks, result.missing.replications) == (0, 1)
    assert result.indices == found(replace(sample, values=sample.values[:, :3])).indices


@IN_BLOCKS
def test_when_too_little_is_left_it_is_refused_in_words(sample):
    values = sample.values.copy()
    values[::2, 1] = np.nan
    values[1::2, 2] = np.nan
    with pytest.raises(ResultError, match=rf"Only 0 of {sample.blocks} {sample.method.block} have a value"):
        found(replace(sample, values=values))
    with pytest.raises(ResultError, match="Only 0 of"):
        found(replace(sample, values=np.full_like(values, np.nan)))


def test_few_blocks_are_told():
    assert found(sobol_sample(32)).is_too_small
    assert not found(sobol_sample(64)).is_too_small


def test_half_widths_are_students():
    """Of the mean of 5 blocks whose bootstrap error is s sqrt(4/5) / sqrt(5): t s / sqrt(5)."""
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    bootstrap = values.std() / np.sqrt(5)
    assert half_widths(np.array(bootstrap), 5) == pytest.approx(2.7764451 * values.std(ddof=1) / np.sqrt(5))


# --- single replications ----------------------------------------------------------------------------------


@EVERY
def test_indices_of_single_replications_are_found_one_by_one(sample):
    noisy = replace(sample, values=sample.values + luck(len(sample.values), size=0.4))
    result = found(noisy)
    alone = [found(replace(noisy, values=noisy.values[:, [place]])) for place in range(4)]
    for place, index in enumerate(result.indices):
        single = [other.indices[place].value for other in alone]
        assert index.spread is not None
        assert (index.spread.low, index.spread.high) == pytest.approx((min(single), max(single)))
        assert index.spread.deviation == pytest.approx(np.std(single, ddof=1))
    first = [other.ranked()[0].factor for other in alone]
    leader = result.ranked()[0]
    assert leader.spread.first_in == first.count(leader.factor)
    assert alone[0].indices[0].spread is None
    assert np.isnan(alone[0].luck.parameters.share)
    assert np.isnan(alone[0].luck.luck_left)


@pytest.mark.parametrize(
    ("limits", "is_significant"),
    [
        ([(0.5, 0.7), (0.3, 0.49)], True),
        ([(0.5, 0.7), (0.3, 0.51)], False),
        ([(0.5, 0.7), (0.6, 0.61)], False),
    ],
)
def test_the_first_is_clear_if_its_interval_lies_above_all_others(limits, is_significant):
    result = found(sobol_sample())
    indices = tuple(
        replace(index, value=sum(ends) / 2, interval=replace(index.interval, low=ends[0], high=ends[1]))
        for index, ends in zip(result.indices, limits, strict=False)
    )
    assert replace(result, indices=indices).is_first_clear == is_significant


# --- given data -------------------------------------------------------------------------------------------


def test_the_order_of_rows_in_a_grid_leaks_into_no_factor():
    """SALib ranks equal positions by row, and the row goes with the factor that changes slowest."""
    table = Grid(levels=16).settings([Factor(name, "share", low=0.0, high=1.0) for name in "ab"], 0)
    result = found(Sample(Method.GIVEN_DATA, ("a", "b"), table.shares, table.shares[:, [0]] ** 2))
    slow, fast = result.of("first_order")
    assert slow.value == pytest.approx(1.0)
    assert fast.value == pytest.approx(0.0, abs=0.07)


def test_what_chance_puts_between_classes_is_taken_off():
    """Ten classes of ten points each hold a share of 9 in 99 by chance alone."""
    rng = np.random.default_rng(1)
    first = [
        found(Sample(Method.GIVEN_DATA, ("x",), rng.random((100, 1)), rng.random((100, 1)))).indices[0].value
        for _ in range(25)
    ]
    assert np.mean(first) == pytest.approx(0.0, abs=3.5 * np.std(first) / np.sqrt(25))
    assert 3.5 * np.std(first) / np.sqrt(25) < 9 / 99


@pytest.mark.parametrize(
    ("positions", "edges"),
    [
        ([0.3, 0.1, 0.2, 0.4, 0.6, 0.5, 0.7, 0.9, 0.8], [0, 3, 6, 9]),
        ([1, 1, 1, 1, 1, 0, 0, 0, 0], [0, 4, 9]),
        ([0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 8, 9]),
        ([2] * 9, [0, 9]),
    ],
)
def test_classes_end_where_settings_end(positions, edges):
    assert class_edges(np.array(positions, dtype=float)).tolist() == edges


def test_a_factor_with_one_setting_has_no_index_and_is_ranked_last():
    sample = given_sample()
    positions = sample.positions.copy()
    positions[:, 1] = 4.0
    result = found(replace(sample, positions=positions))
    assert result.settings == (200, 1, 200)
    assert np.isnan(result.of("first_order")[1].value)
    assert result.ranked()[-1].factor == NAMES[1]


def test_values_such_as_levels_have_no_density():
    sample = given_sample()
    continuous = found(sample).shifts
    assert [shift.factor for shift in continuous] == list(NAMES)
    assert all(np.isfinite(shift.value) for shift in continuous)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert found(replace(sample, values=np.rint(sample.values))).shifts == ()


# --- luck -------------------------------------------------------------------------------------------------


def test_luck_left_is_what_more_replications_would_take_away():
    """Variance 1 of points and 4 of both, 8 replications: 0.5 of 1.5 is luck; 36 bring it to a tenth."""
    rng = np.random.default_rng(1)
    table = rng.normal(size=(20_000, 1)) + 2 * rng.normal(size=(20_000, 8))
    sample = Sample(Method.GIVEN_DATA, ("x",), np.arange(20_000.0)[:, None], table)
    result = variance_components(sample)
    assert result.luck_left == pytest.approx(1 / 3, abs=0.01)
    assert result.luck_left_interval.contains(1 / 3)
    assert result.is_luck_large
    assert result.replications_needed == pytest.approx(36, abs=3)


def test_components_are_means_over_pairs_of_different_blocks_and_replications():
    """The definition, pair by pair: points of one block are never held against each other."""
    sample = morris_sample(4, size=1.0)
    values, size = sample.values, sample.block_size
    gaps = [
        values[one] - values[other]
        for one in range(len(values))
        for other in range(len(values))
        if one // size != other // size
    ]
    twice = [(first, second) for first in range(4) for second in range(4) if first != second]
    parameters = np.mean([gap[first] * gap[second] / 2 for gap in gaps for first, second in twice])
    of_both = np.mean([gap**2 / 2 for gap in gaps]) - parameters
    within = np.mean(values.var(axis=1, ddof=1))
    result = variance_components(sample)
    assert result.parameters.variance == pytest.approx(parameters)
    assert result.interplay.variance == pytest.approx(of_both)
    assert result.common_luck.variance == pytest.approx(within - of_both)


def test_the_order_of_dice_of_their_own_says_nothing():
    table = np.random.default_rng(3).normal(size=(50, 4)) + np.arange(50)[:, None] / 10
    shuffled = np.random.default_rng(4).permuted(table, axis=1)
    rows = np.arange(50.0)[:, None]
    ours, theirs = (
        variance_components(Sample(Method.GIVEN_DATA, ("x",), rows, values, has_common_dice=False))
        for values in (table, shuffled)
    )
    assert ours.interplay.interval.low == pytest.approx(theirs.interplay.interval.low)
    assert ours.luck_left_interval.high == pytest.approx(theirs.luck_left_interval.high)


def test_dice_of_their_own_have_no_common_luck():
    rng = np.random.default_rng(2)
    table = rng.normal(size=(5000, 1)) + rng.normal(size=(5000, 4))
    sample = Sample(Method.GIVEN_DATA, ("x",), np.arange(5000.0)[:, None], table, has_common_dice=False)
    result = variance_components(sample)
    assert result.common_luck is None
    assert result.parameters.variance == pytest.approx(1.0, abs=0.08)
    assert result.interplay.variance == pytest.approx(1.0, abs=0.05)
    assert result.parameters.share + result.interplay.share == pytest.approx(1.0)
    assert result.interplay.interval.high - result.interplay.interval.low < 0.1


# --- months -----------------------------------------------------------------------------------------------


@EVERY
def test_every_month_is_analysed_as_if_alone(sample):
    months = np.array([0.0, 1.0, 2.0])
    values = sample.values[:, :, None] * months + 3.0
    values[:, :, 2] += 4 * sample.positions[:, [1]]
    result = analyse_months(replace(sample, values=values), scenario="x", output="level")
    assert np.isnan(result.values[:, 0]).all()
    for month in (1, 2):
        alone = found(replace(sample, values=values[:, :, month]))
        for row, kind in enumerate(result.kinds):
            wanted = [index.value for index in alone.of(kind)]
            assert result.values[row, month] == pytest.approx(wanted)
            widths = [index.interval.high - index.interval.low for index in alone.of(kind)]
            found_widths = result.high[row, month] - result.low[row, month]
            assert found_widths == pytest.approx(widths, rel=0.6, abs=1e-9)


def test_a_month_in_which_an_output_is_missing_has_no_index_but_its_run_is_kept():
    sample = sobol_sample()
    values = np.repeat(sample.values[:, :, None], 3, axis=2)
    values[7, 1, 1] = np.nan
    result = analyse_months(replace(sample, values=values), scenario="x", output="workload_ratio")
    assert result.missing.blocks == 0
    assert np.isnan(result.main()[1]).all()
    assert np.isfinite(result.main()[[0, 2]]).all()


# --- tables -----------------------------------------------------------------------------------------------


def test_tables_have_one_row_for_each_index_month_and_component():
    result = found(sobol_sample(size=0.1))
    table = index_table(result)
    assert list(table["index"]) == ["total_order"] * 3 + ["first_order"] * 3
    assert list(table["factor"]) == [*NAMES, *NAMES]
    assert table["value"].to_list() == [index.value for index in result.indices]
    assert (table["low"] < table["value"]).all()
    assert set(luck_table(result)["component"]) == {"parameters", "common_luck", "interplay"}
    sample = sobol_sample()
    monthly = analyse_months(
        replace(sample, values=sample.values[:, :, None] * np.array([1.0, 2.0])), scenario="x", output="level"
    )
    assert monthly.values - monthly.low == pytest.approx(monthly.high - monthly.values)
    long = monthly_index_table(monthly)
    assert sorted(set(long["month"])) == [0, 1]
    assert len(long) == 2 * 2 * 3
    chosen = long[(long["index"] == "first_order") & (long["month"] == 1) & (long["factor"] == NAMES[0])]
    assert chosen["value"].item() == monthly.values[1, 1, 0]


@EVERY
def test_documents_are_plain_and_complete(sample):
    import json

    document = sensitivity_document(found(replace(sample, values=sample.values + luck(len(sample.values)))))
    assert json.loads(json.dumps(without_missing(document), allow_nan=False)) == without_missing(document)
    assert document["method"] == str(sample.method)
    assert document["blocks"] == sample.blocks
    assert set(document["luck"]["components"]) == {"parameters", "common_luck", "interplay"}
