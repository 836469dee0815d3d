"""Grids: shares of the variance against a plain analysis of variance, what luck may do, and effects."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from smsim.analysis.paired import paired_difference
from smsim.analysis.sensitivity import factorial
from smsim.analysis.sensitivity.analysing import Sensitivity, analyse
from smsim.analysis.sensitivity.axes import axes_of
from smsim.analysis.sensitivity.documents import sensitivity_document
from smsim.analysis.sensitivity.effects import (
    ALL_SCENARIOS,
    grid_effects,
    interaction_table,
    main_effect_table,
)
from smsim.analysis.sensitivity.estimators import GivenDataEstimator
from smsim.analysis.sensitivity.factorial import FactorialEstimator
from smsim.analysis.sensitivity.gathering import sample_of
from smsim.analysis.sensitivity.grid import is_grid, largest_whole, subset_words
from smsim.analysis.sensitivity.monthly import analyse_months
from smsim.analysis.sensitivity.sample import Method, Sample
from smsim.errors import ResultError
from smsim.experiments.designs import DesignTable, Factor, Grid, SobolSequence, WrittenTable
from smsim.experiments.experiment import Experiment
from smsim.experiments.words import setting_text
from smsim.scenarios import Scenario

NAMES = "abcdef"


def points(*settings: int) -> np.ndarray:
    """Return every combination of so many settings of each factor."""
    return np.array(list(product(*map(range, settings))), dtype=float)


def grid(positions: np.ndarray, values: np.ndarray) -> Sample:
    return Sample(Method.FACTORIAL, tuple(NAMES[: positions.shape[1]]), positions, values)


def found(sample: Sample) -> Sensitivity:
    return analyse(sample, scenario="lone-manager", measure="net_value_keur")


def plain_shares(positions: np.ndarray, values: np.ndarray) -> dict[tuple[int, ...], float]:
    """Return what each group of factors does beyond its parts, by means of groups: an independent ANOVA."""
    table = pd.DataFrame(positions)
    effects: dict[tuple[int, ...], np.ndarray] = {(): np.full(len(values), values.mean())}
    for size in range(1, positions.shape[1] + 1):
        for group in combinations(range(positions.shape[1]), size):
            mean = pd.Series(values).groupby([table[place] for place in group]).transform("mean").to_numpy()
            parts = [effects[part] for less in range(size) for part in combinations(group, less)]
            effects[group] = mean - np.sum(parts, axis=0)
    return {group: float((effect**2).mean() / values.var()) for group, effect in effects.items() if group}


# --- shares -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [(2, 3), (4, 2, 3), (2, 2, 2, 2), (5,)])
def test_shares_are_those_of_a_plain_analysis_of_variance(settings):
    positions = points(*settings)
    order = np.random.default_rng(1).permutation(len(positions))
    positions = positions[order]
    values = np.random.default_rng(2).normal(size=len(positions)).cumsum()
    plain = plain_shares(positions, values)
    result = found(grid(positions, np.repeat(values[:, None], 3, axis=1)))
    for place, (first, total) in enumerate(
        zip(result.of("first_order"), result.of("total_order"), strict=True)
    ):
        assert first.value == pytest.approx(plain[(place,)])
        assert total.value == pytest.approx(sum(share for group, share in plain.items() if place in group))
        assert (first.interval.low, first.interval.high) == pytest.approx((first.value,) * 2, abs=1e-6)
    for pair in result.pairs:
        places = tuple(NAMES.index(factor) for factor in pair.factors)
        assert pair.value == pytest.approx(plain[places])


def test_planted_effects_have_the_shares_they_were_given():
    """4 a + 2 b + 2 ab with a, b in -1, 1 has the variances 16, 4 and 4: two thirds, a sixth, a sixth."""
    positions = points(2, 2, 2)
    a, b = 2 * positions[:, 0] - 1, 2 * positions[:, 1] - 1
    result = found(grid(positions, (4 * a + 2 * b + 2 * a * b)[:, None] + np.arange(4.0)))
    assert [index.value for index in result.of("first_order")] == pytest.approx([2 / 3, 1 / 6, 0])
    assert [index.value for index in result.of("total_order")] == pytest.approx([5 / 6, 1 / 3, 0])
    assert [pair.value for pair in result.pairs] == pytest.approx([1 / 6, 0, 0])
    assert result.negligible == ("c",)


def test_a_small_effect_of_a_short_grid_is_not_adjusted_to_none():
    """The fault that was: with 6 points for 5 settings, adjusted R squared made 0 % of a planted 5 %."""
    positions = points(6, 5)
    strong, weak = positions[:, 0] / 5, positions[:, 1] / 4
    values = strong / strong.std() * np.sqrt(0.95) + weak / weak.std() * np.sqrt(0.05)
    dice = np.random.default_rng(1).normal(0, 0.05, (30, 20))
    small = found(grid(positions, values[:, None] + dice)).of("first_order")[1]
    assert small.value == pytest.approx(0.05, abs=0.01)
    assert 0.03 < small.interval.low < 0.05 < small.interval.high < 0.07
    given = found(replace(grid(positions, values[:, None] + dice), method=Method.GIVEN_DATA))
    assert given.of("first_order")[1].value < 0.0


def test_luck_is_taken_off_by_products_of_different_replications():
    positions = points(2, 3)
    values = positions[:, [0]] + np.random.default_rng(3).normal(size=(6, 4))
    by_setting = values.reshape(2, 3, 4).mean(axis=1)
    effect = by_setting - by_setting.mean(axis=0)
    whole = values - values.mean(axis=0)

    def product_of(rows: np.ndarray) -> float:
        products = [(rows[:, r] * rows[:, s]).mean() for r in range(4) for s in range(4) if r != s]
        return float(np.mean(products))

    shares = FactorialEstimator(positions).shares(values)
    assert shares.values[1, 0] == pytest.approx(product_of(effect) / product_of(whole))


def test_points_and_replications_give_the_same_limits_whichever_are_fewer():
    """The sum of squared products is over points or over replications: both must come to the same."""
    rng = np.random.default_rng(4)
    for replications in (3, 40):
        grid_values = rng.normal(size=(4, 3, replications))
        whole = factorial._Effect(grid_values - grid_values.mean(axis=(0, 1), keepdims=True))
        part = factorial._Effect(grid_values.mean(axis=1, keepdims=True))
        explicit = ((whole.luck @ part.luck.T) ** 2).sum()
        pairs = replications * (replications - 1)
        assert part.luck_with(whole)[1] == pytest.approx(2 * explicit / (pairs * (replications - 1) ** 2))


def test_without_replications_there_is_no_interval():
    result = found(grid(points(2, 2), np.array([[0.0], [1.0], [2.0], [4.0]])))
    assert all(np.isnan([index.interval.low, index.interval.high]).all() for index in result.indices)
    assert result.negligible == ()
    assert result.clear_pairs == ()


def test_what_may_be_luck_alone_may_be_any_share():
    values = np.random.default_rng(1).normal(size=(6, 5))
    result = found(grid(points(2, 3), values))
    assert all((index.interval.low, index.interval.high) == (0.0, 1.0) for index in result.indices)


def test_shares_of_luck_are_uncertain_by_replications_only():
    """Points of a grid are not drawn again, which would move the share of the factors."""
    values = points(3, 4)[:, [0]] + np.tile([-1.0, 1.0], 10)
    luck = [found(replace(grid(points(3, 4), values), method=method)).luck for method in Method][-2:]
    given, whole = (entry.parameters.interval for entry in luck)
    assert whole.high - whole.low < 0.5 * (given.high - given.low)


def test_months_in_which_all_may_be_luck_have_no_shares():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(6, 5, 2))
    values[:, :, 1] += 100.0 * points(2, 3)[:, [0]]
    result = analyse_months(grid(points(2, 3), values), scenario="a", output="level")
    assert np.isnan(result.values[:, 0]).all()
    assert result.main()[1] == pytest.approx([1.0, 0.0], abs=0.01)
    assert (result.low[:, 1] <= result.values[:, 1]).all()


# --- how sure ---------------------------------------------------------------------------------------------


def simulated(weights, settings, replications, rng):
    """Return a grid's values with luck that points share, each in its own measure, and luck of their own."""
    positions = points(*settings)
    centred = 2 * positions / (np.array(settings) - 1) - 1
    a, b = centred[:, 0], centred[:, 1]
    truth = weights[0] * a + weights[1] * b + weights[2] * a * b
    shared = rng.normal(size=replications) * rng.normal(1, 0.5, (len(positions), 1))
    return positions, truth, truth[:, None] + shared + rng.normal(size=(len(positions), replications))


def coverage(repetitions, *case):
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(repetitions):
        positions, truth, values = simulated(*case, rng)
        estimator = FactorialEstimator(positions)
        right, shares = estimator.estimate(truth), estimator.shares(values)
        inside.append((shares.low <= right + 1e-9) & (right <= shares.high + 1e-9))
    return np.mean(inside, axis=0)


def test_intervals_hold_the_truth():
    assert (coverage(150, (1.0, 0.3, 0.2), (3, 4), 12) > 0.90).all()


@pytest.mark.slow
@pytest.mark.parametrize("replications", [2, 3, 5, 10, 50])
@pytest.mark.parametrize("settings", [(2, 2, 2), (5, 6), (4, 3, 3, 2)])
@pytest.mark.parametrize("weights", [(1.0, 0.3, 0.2), (1.0, 0.1, 0.0)])
def test_intervals_hold_the_truth_whatever_the_grid(weights, settings, replications):
    """Nominal are 95 of 100; 600 repetitions tell 0.95 from 0.92."""
    assert (coverage(600, weights, settings, replications) > 0.92).all()


def test_without_any_effect_hardly_anything_is_sure():
    rng = np.random.default_rng(8)
    sure = [
        (FactorialEstimator(positions).shares(values).low > 0.0).any()
        for positions, _, values in (simulated((0, 0, 0), (3, 4), 8, rng) for _ in range(300))
    ]
    assert np.mean(sure) < 0.05


def test_a_factor_whose_settings_are_shuffled_has_a_share_around_none():
    """Beside a factor with an effect, one whose settings change hands at random in every replication."""
    rng = np.random.default_rng(9)
    first, sure = [], []
    for _ in range(300):
        positions, truth, _ = simulated((1.0, 0.6, 0.0), (3, 4), 1, rng)
        cells = truth.reshape(3, 4)[:, rng.permuted(np.tile(np.arange(4), (12, 1)), axis=1)]
        values = np.moveaxis(cells, 1, 2).reshape(12, 12) + rng.normal(0, 0.3, (12, 12))
        shares = FactorialEstimator(positions).shares(values)
        first.append(shares.values[1, 1])
        sure.append(shares.low[1, 1] > 0.0)
    assert np.mean(first) == pytest.approx(0.0, abs=3 * np.std(first) / np.sqrt(len(first)))
    assert np.mean(sure) < 0.05


# --- what is a grid, and what is left of it ---------------------------------------------------------------


def test_every_combination_once_is_a_grid():
    assert is_grid(points(2, 3))
    assert not is_grid(points(2, 3)[:-1])
    assert not is_grid(np.concatenate([points(2, 3), points(2, 3)]))
    assert not is_grid(np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]))


def test_a_setting_that_lacks_its_points_goes_and_no_other():
    positions = points(3, 4)
    has_value = positions[:, 1] != 2.0
    assert (largest_whole(positions, has_value) == has_value).all()
    has_value = np.ones(12, dtype=bool)
    has_value[0] = False
    kept = largest_whole(positions, has_value)
    assert kept.sum() == 9  # one of four settings goes, not one of three
    assert is_grid(positions[kept])


def test_failed_runs_take_their_replication_and_settings_that_never_run_their_points():
    rng = np.random.default_rng(1)
    values = points(3, 4)[:, [0]] + rng.normal(0, 0.1, (12, 6))
    gap = values.copy()
    gap[5, 2] = np.nan
    result = found(grid(points(3, 4), gap))
    assert (result.missing.blocks, result.missing.replications) == (0, 1)
    assert result.indices == found(grid(points(3, 4), np.delete(values, 2, axis=1))).indices
    gap[points(3, 4)[:, 1] == 3.0] = np.nan
    result = found(grid(points(3, 4), gap))
    assert (result.missing.blocks, result.missing.planned_blocks) == (3, 12)
    assert result.settings == (3, 3)


def test_a_factor_of_which_one_setting_is_left_has_no_share():
    values = points(2, 3)[:, [1]] + np.arange(4.0)
    values[:3] = np.nan
    result = found(grid(points(2, 3), values))
    assert (result.factors, result.missing.factors) == (("b",), ("a",))
    assert result.of("first_order")[0].value == pytest.approx(1.0)


def test_when_nothing_is_left_it_is_refused_in_words():
    with pytest.raises(ResultError, match="Only 0 of 4 points have a value in every run"):
        found(grid(points(2, 2), np.full((4, 3), np.nan)))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ([(), ("a",), ("b",), ("a", "b")], ("a", "b")),
        ([("z",), ("z", "a"), ("z", "b"), ("z", "b", "a")], ("a", "b")),
        ([(), ("a",), ("b",)], ()),
        ([(), ("a",)], ()),
        ([("a",), ("b",), ("c",), ("d",)], ()),
        ([1, 2, 3, 4], ()),
        ([None, (), ("a",), ("b",)], ()),
    ],
)
def test_every_subset_is_a_grid_of_its_words(settings, words):
    assert subset_words(settings) == words


# --- experiments ------------------------------------------------------------------------------------------

TONE = Factor("levers.executive_tone", "share", values=(0.2, 0.5, 0.8))
FORM = Factor("levers.form", "choice", values=("none", "lone_manager"))
SUBSETS = (("hr",), ("hr", "sales"), ("hr", "it"), ("hr", "sales", "it"))
SEATS = Factor("levers.members", "choice", values=SUBSETS)


def experiment(*factors: Factor, design: Any = None, table: Any = None, replications: int = 8) -> Experiment:
    design = design or Grid()
    scenarios = tuple(Scenario(name=name, horizon_months=4) for name in ("a", "b"))
    return Experiment(
        "made-up", "", "", scenarios, factors, design, table or design.settings(factors, 1), replications,
        1, None, False, ("level_at_end", "net_value_keur"), (), None, {},
    )  # fmt: skip


def runs_of(made: Experiment) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    rows = []
    for number in range(made.points):
        point = made.point(number)
        words = {name: setting_text(setting) for name, setting in point.settings.items()}
        for replication in range(made.replications):
            rows.append({
                "point": number, "scenario": point.scenario.name, "replication": replication,
                "level_at_end": rng.normal(), "net_value_keur": number + rng.normal(), **words,
            })  # fmt: skip
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)


def test_a_table_that_lists_a_grid_is_one_and_points_that_were_drawn_are_none():
    shares = np.array(list(product((0.1, 0.5, 0.9), (0.25, 0.75))))
    table = DesignTable((TONE, FORM), shares[::-1])
    made = experiment(TONE, FORM, design=WrittenTable("rows.csv", table.shares, None), table=table)
    assert sample_of(made, runs_of(made), "a", "level_at_end").method is Method.FACTORIAL
    halved = DesignTable((TONE, FORM), shares[1:])
    made = experiment(TONE, FORM, design=WrittenTable("rows.csv", halved.shares, None), table=halved)
    assert axes_of(made, range(5)) == ()
    both = (FORM, Factor("levers.hr_policy", "choice", values=(False, True)))
    drawn = experiment(*both, design=SobolSequence(points=4))
    assert axes_of(drawn, range(4)) == ()


def test_seats_that_are_taken_or_not_are_factors_of_their_own():
    made = experiment(SEATS, TONE)
    axes = axes_of(made, range(12))
    assert [(axis.name, axis.settings) for axis in axes] == [
        ("levers.members: sales", (False, True)),
        ("levers.members: it", (False, True)),
        ("levers.executive_tone", (0.2, 0.5, 0.8)),
    ]
    for row in range(12):
        settings = made.table.settings_of(row)
        assert axes[0].places[row] == ("sales" in settings["levers.members"])
        assert axes[2].settings[int(axes[2].places[row])] == settings["levers.executive_tone"]


def test_effects_are_means_of_groups_and_paired_differences():
    made = experiment(TONE, FORM)
    runs = runs_of(made)
    effects, refusals = grid_effects(made, runs)
    assert refusals == []
    table = main_effect_table(effects)
    assert len(table) == 2 * (2 * (3 + 2) + (2 + 3 + 2))
    of_one = runs[runs["scenario"] == "b"]
    for setting in ("0.2", "0.5", "0.8"):
        row, = table.query(
            "scenario == 'b' and measure == 'net_value_keur' and factor == 'levers.executive_tone' "
            f"and setting == '{setting}'"
        ).to_dict("records")  # fmt: skip
        by_replication = of_one[of_one[TONE.name] == setting].groupby("replication")["net_value_keur"].mean()
        first = of_one[of_one[TONE.name] == "0.2"].groupby("replication")["net_value_keur"].mean()
        paired = paired_difference(by_replication, first, kind="t")
        assert row["mean"] == pytest.approx(by_replication.mean())
        assert row["difference"] == pytest.approx(paired.mean)
        assert row["difference_low"] == pytest.approx(paired.interval.low)
        assert row["difference_high"] == pytest.approx(paired.interval.high)
        assert row["is_significant"] == paired.is_significant
        assert (row["replications"], row["setting_number"]) == (8, float(setting))


def test_interactions_are_what_two_settings_do_beyond_the_sum_of_both():
    made = experiment(TONE, FORM)
    runs = runs_of(made)
    table = interaction_table(grid_effects(made, runs)[0]).query(
        "scenario == 'a' and measure == 'net_value_keur'"
    )
    cells = runs[runs["scenario"] == "a"].groupby([TONE.name, FORM.name])["net_value_keur"].mean()
    for row in table.to_dict("records"):
        one, other = row["setting"], row["other_setting"]
        assert row["mean"] == pytest.approx(cells[one, other])
        beyond = cells[one, other] - cells["0.2", other] - cells[one, "none"] + cells["0.2", "none"]
        assert row["beyond_sum"] == pytest.approx(beyond)
        is_first = one == "0.2" or other == "none"
        assert (row["beyond_sum_low"] == row["beyond_sum_high"] == 0.0) == is_first


def test_scenarios_that_meet_the_same_points_are_a_further_factor():
    made = experiment(TONE, FORM)
    runs = runs_of(made)
    effects, _ = grid_effects(made, runs)
    assert [entry.scenario for entry in effects] == ["a", "a", "b", "b", ALL_SCENARIOS, ALL_SCENARIOS]
    main = effects[-1].mains[0]
    assert (main.factor, main.settings) == ("scenario", ("a", "b"))
    assert main.means.values == pytest.approx(runs.groupby("scenario")["net_value_keur"].mean())


def test_settings_that_never_run_are_in_no_table_and_what_cannot_be_had_is_told():
    made = experiment(TONE, FORM)
    runs = runs_of(made)
    left = runs[(runs[TONE.name] != "0.8") & (runs["scenario"] == "a")]
    effects, refusals = grid_effects(made, left)
    assert [(entry.scenario, entry.mains[0].settings) for entry in effects][:1] == [("a", (0.2, 0.5))]
    assert any(sentence.startswith("No effects of b: Only 0 of 6 points") for sentence in refusals)


def test_one_replication_has_means_without_intervals():
    made = experiment(TONE, FORM, replications=1)
    table = main_effect_table(grid_effects(made, runs_of(made))[0])
    assert np.isfinite(table["mean"]).all()
    assert np.isnan(table[["mean_low", "difference_high"]]).all(axis=None)
    assert not table["is_significant"].any()


def test_tables_hold_settings_of_every_kind(tmp_path):
    made = experiment(SEATS, FORM, TONE)
    effects, _ = grid_effects(made, runs_of(made))
    for table in (main_effect_table(effects), interaction_table(effects)):
        table.to_parquet(tmp_path / "table.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table)
        settings = {*table["setting"], *table.get("other_setting", ())}
        assert {"0.2", "no", "yes", "lone_manager"} <= settings


def test_what_is_drawn_has_no_effects():
    assert grid_effects(experiment(FORM, design=SobolSequence(points=2)), pd.DataFrame()) == ([], [])


# --- points of any kind, too few to tell ------------------------------------------------------------------


def test_so_few_points_that_they_tell_nothing_are_no_share_of_none():
    rng = np.random.default_rng(6)
    positions = rng.random((40, 3))
    values = (3 * positions[:, 0] + 0.3 * positions[:, 1])[:, None] + rng.normal(0, 0.2, (40, 4))
    few = found(Sample(Method.GIVEN_DATA, ("a", "b", "c"), positions, values))
    assert few.untold == ("b", "c")
    months = replace(grid(positions, values[:, :, None]), method=Method.GIVEN_DATA)
    main = analyse_months(months, scenario="a", output="level").main()[0]
    assert np.isfinite(main).tolist() == [True, False, False]
    assert few.negligible == ()
    assert sensitivity_document(few)["too_few_points_to_tell"] == ["b", "c"]


def test_what_is_detectable_is_what_95_of_100_factors_without_effect_stay_below():
    rng = np.random.default_rng(7)
    shares, least = [], 0.0
    for _ in range(400):
        sample = Sample(Method.GIVEN_DATA, ("a",), rng.random((60, 1)), rng.random((60, 1)))
        estimator = GivenDataEstimator(sample.positions)
        shares.append(float(estimator.estimate(sample.means)[0, 0]))
        (least,) = estimator.detectable()
    assert np.mean(np.array(shares) < least) == pytest.approx(0.95, abs=3 * np.sqrt(0.05 * 0.95 / 400))
