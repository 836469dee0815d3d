"""From tables of runs to samples, and what settings do alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from smsim.analysis.paired import paired_difference
from smsim.analysis.sensitivity.documents import effect_table, effects_document
from smsim.analysis.sensitivity.gathering import (
    effects_of,
    is_one_at_a_time,
    monthly_sample_of,
    sample_of,
)
from smsim.analysis.sensitivity.one_at_a_time import setting_effects
from smsim.analysis.sensitivity.sample import Method
from smsim.errors import ResultError
from smsim.experiments.designs import (
    Design,
    DesignTable,
    Factor,
    Grid,
    Morris,
    OneAtATime,
    Saltelli,
    SobolSequence,
    Worlds,
)
from smsim.experiments.experiment import Experiment
from smsim.scenarios import Scenario

RANGE = Factor("adoption.peer_hazard", "per month", low=0.0, high=1.0)
WORDS = Factor("levers.form", "choice", values=("none", "lone_manager", "task_force"))
WHOLE = Factor("firm.employees", "people", low=10.0, high=12.0, is_whole=True)


def experiment(design: Design, *factors: Factor, replications: int = 3, table: Any = None) -> Experiment:
    scenarios = tuple(Scenario(name=name, horizon_months=4) for name in ("a", "b"))
    return Experiment(
        "made-up", "", "", scenarios, factors, design, table or design.settings(factors, 1), replications,
        1, None, False, ("level_at_end",), (), None, {},
    )  # fmt: skip


def runs_of(experiment: Experiment) -> pd.DataFrame:
    """Return a run for each point and replication, the measure saying which it is, rows in no order."""
    rows = []
    for number in range(experiment.points):
        point = experiment.point(number)
        first = number // 2 * experiment.replications if experiment.is_by_world else 0
        for place in range(experiment.replications):
            rows.append((number, point.scenario.name, first + place, 100.0 * number + place))
    table = pd.DataFrame(rows, columns=["point", "scenario", "replication", "level_at_end"])
    return table.sample(frac=1.0, random_state=1)


@pytest.mark.parametrize(
    ("design", "method"),
    [
        (Morris(trajectories=2), Method.MORRIS),
        (Saltelli(points=2), Method.SOBOL),
        (Saltelli(points=2, second_order=True), Method.SOBOL),
        (Grid(levels=3), Method.FACTORIAL),
        (SobolSequence(points=16), Method.GIVEN_DATA),
        (Worlds(worlds=5), Method.GIVEN_DATA),
    ],
)
def test_every_run_stands_where_its_point_and_dice_say(design, method):
    made = experiment(design, RANGE, WORDS)
    sample = sample_of(made, runs_of(made), "b", "level_at_end")
    assert sample.method is method
    points = 2 * np.arange(len(made.table)) + 1
    assert sample.values == pytest.approx(100.0 * points[:, None] + np.arange(3))
    assert len(sample.positions) == len(points)
    assert sample.has_common_dice != made.is_by_world
    assert len(points) == sample.blocks * sample.block_size


def test_what_the_sampler_drew_is_handed_on_as_it_is():
    made = experiment(Morris(trajectories=3, levels=6), RANGE, WORDS)
    sample = sample_of(made, runs_of(made), "a", "level_at_end")
    assert (sample.positions == made.table.shares).all()
    assert sample.levels == 6
    made = experiment(Saltelli(points=2, second_order=True), RANGE, WORDS)
    assert sample_of(made, runs_of(made), "a", "level_at_end").has_pairs


def test_points_with_the_same_setting_are_at_the_same_place():
    shares = np.array([[0.1, 0.0, 0.1], [0.2, 0.3, 0.3], [0.3, 0.34, 0.4], [0.4, 1.0, 0.99], [np.nan] * 3])
    factors = (RANGE, WORDS, WHOLE)
    made = experiment(Grid(), *factors, table=DesignTable(factors, shares))
    positions = sample_of(made, runs_of(made), "a", "level_at_end").positions
    assert positions[:, 0].tolist() == [0.1, 0.2, 0.3, 0.4, -1.0]
    assert positions[:, 1].tolist() == [0, 0, 1, 2, -1]
    assert positions[:, 2].tolist() == [10, 10, 11, 12, -1]


def test_rows_that_name_their_scenario_are_their_own_points():
    table = DesignTable((RANGE,), np.array([[0.1], [0.2], [0.3]]), ("a", "b", "a"))
    made = experiment(Grid(), RANGE, table=table)
    sample = sample_of(made, runs_of(made), "a", "level_at_end")
    assert sample.positions[:, 0].tolist() == [0.0, 1.0]
    assert sample.values[:, 0].tolist() == [0.0, 200.0]


def test_runs_that_are_not_there_have_no_value():
    made = experiment(Grid(levels=3), RANGE)
    runs = runs_of(made)
    sample = sample_of(made, runs[runs["point"] != 2], "a", "level_at_end")
    assert np.isnan(sample.values).all(axis=1).tolist() == [False, True, False]


def test_months_are_the_last_axis():
    made = experiment(Grid(levels=3), RANGE)
    runs = runs_of(made).merge(pd.DataFrame({"month": range(4)}), how="cross")
    runs["level"] = runs["level_at_end"] + 10 * runs["month"]
    sample = monthly_sample_of(made, runs, "b", "level")
    assert sample.values.shape == (3, 3, 4)
    assert sample.values[1, 2].tolist() == [302, 312, 322, 332]


def test_without_factors_there_is_nothing_to_find():
    made = experiment(Grid(), table=DesignTable((), np.zeros((1, 0))))
    with pytest.raises(ResultError, match=r"'made-up' has no \[\[factor\]\]"):
        sample_of(made, runs_of(made), "a", "level_at_end")


# --- one factor at a time ---------------------------------------------------------------------------------


def test_each_setting_is_held_against_the_scenario_as_it_is():
    made = experiment(OneAtATime(), RANGE, WORDS, replications=12)
    runs = runs_of(made)
    runs["level_at_end"] += np.random.default_rng(1).normal(size=len(runs))
    values = sample_of(made, runs, "a", "level_at_end").values
    effects = effects_of(made, runs, "a", "level_at_end")
    assert is_one_at_a_time(made)
    assert not is_one_at_a_time(experiment(Grid(), RANGE))
    assert [(effect.factor, effect.setting) for effect in effects.effects] == [
        (RANGE.name, 0.0), (RANGE.name, 1.0), (WORDS.name, "none"), (WORDS.name, "lone_manager"),
        (WORDS.name, "task_force"),
    ]  # fmt: skip
    assert effects.effects[2].paired == paired_difference(values[3], values[0])
    assert effects.factors == (WORDS.name, RANGE.name)
    assert effects.base == pytest.approx(values[0].mean())


def test_pairs_with_a_failed_run_are_left_out_and_settings_without_any_counted():
    values = np.array([[0.0, 1.0, np.nan, 3.0], [5.0, np.nan, 6.0, 9.0], [np.nan] * 4])
    effects = setting_effects([{}, {"x": 1}, {"x": 2}], values, scenario="a", measure="level_at_end")
    (effect,) = effects.effects
    assert effect.paired.mean == pytest.approx(5.5)
    assert effect.paired.replications == 2
    assert (effects.missing, effects.replications) == (1, 3)
    with pytest.raises(ResultError, match="No run of 'a' as it is"):
        setting_effects([{}, {"x": 1}], values[[2, 0]], scenario="a", measure="level_at_end")


def test_effects_are_tables_and_documents_with_lists_as_words():
    values = np.arange(24.0).reshape(2, 12)
    effects = setting_effects(
        [{}, {"levers.invited": ("sales", "executive")}], values, scenario="a", measure="level_at_end"
    )
    assert effect_table(effects)["setting"].item() == "sales + executive"
    assert effect_table(effects)["mean_difference"].item() == 12.0
    assert effects_document(effects)["effects"][0]["setting"] == "sales + executive"
