"""Objectives: declared directions and margins, what is refused, and a combined value worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from smsim.analysis.decision.objectives import (
    BY_USER,
    combined_objective,
    default_objectives,
    objective_of,
    objectives_asked,
)
from smsim.errors import ExperimentError
from smsim.measures import COMBINED, MEASURE_BY_NAME
from smsim.parameters import Economics
from tests.unit.analysis.decision_worlds import outcomes_of


def test_the_declared_objectives_have_direction_and_margin() -> None:
    objectives = default_objectives(60)
    assert [(entry.measure, entry.better, entry.margin) for entry in objectives] == [
        ("months_below_level_3", -1, 3.0),
        ("level_at_end", 1, 0.25),
        ("net_value_keur", 1, pytest.approx(0.1 * 60 * Economics().fte_cost_keur)),
        ("crises_per_year", -1, 0.02),
    ]
    cost = objective_of("cost_keur", 120)
    assert (cost.better, cost.margin) == (-1, pytest.approx(84.0))


def test_a_margin_in_money_grows_with_the_horizon() -> None:
    assert objective_of("net_value_keur", 120).margin == 2 * objective_of("net_value_keur", 60).margin


@pytest.mark.parametrize(
    ("measure", "options", "message"),
    [
        ("level_at_ends", {}, r"not known \(did you mean 'level_at_end'\?\)"),
        ("staff_fte_at_end", {}, "neither more nor less is better by itself; say which: staff_fte_at_end:m"),
        ("level_at_end", {"margin": 0.0}, "margin of objective 'level_at_end' is 0.0"),
        ("level_at_end", {"margin": np.nan}, "margin"),
        ("level_at_end", {"better": 2}, "better"),
        ("level_at_end", {"weight": -1.0}, "weight"),
    ],
)
def test_objectives_that_cannot_be_used_are_refused_in_a_sentence(
    measure: str, options: dict[str, float], message: str
) -> None:
    with pytest.raises(ExperimentError, match=message):
        objective_of(measure, 60, **options)  # type: ignore[arg-type]


def test_direction_and_margin_may_be_set() -> None:
    staff = objective_of("staff_fte_at_end", 60, better=-1, margin=0.5)
    outcomes = outcomes_of(staff_fte_at_end=[[1.0, 2.0], [3.0, 5.0]])
    np.testing.assert_array_equal(staff.world_gains(outcomes), [[-1.0, -3.0], [-2.0, -5.0]])


def test_the_combined_value_counts_in_margins_and_weights() -> None:
    outcomes = outcomes_of(level_at_end=[[2.0], [3.0]], cost_keur=[[100.0], [184.0]])
    level, cost = objective_of("level_at_end", 60, weight=3.0), objective_of("cost_keur", 60, weight=1.0)
    unweighted = replace(default_objectives(60)[0])
    widened, combined = combined_objective(outcomes, [level, cost, unweighted])
    values = widened.of(COMBINED.name)[:, 0, 0]
    # One level is 4 margins, 84 thousand euro are 2: (3 * 4 - 1 * 2) / 4.
    assert values[1] - values[0] == pytest.approx(2.5)
    assert (combined.measure, combined.better, combined.margin) == (COMBINED.name, 1, 1.0)
    assert COMBINED.name not in outcomes.values
    with pytest.raises(ExperimentError, match="weight above 0"):
        combined_objective(outcomes, [unweighted])


def test_words_say_direction_weight_and_margin() -> None:
    staff, cost = objectives_asked(["staff_fte_at_end:less", "cost_keur=2"], ["staff_fte_at_end=0.5"], 60)
    assert (staff.better, staff.margin, staff.weight, staff.reason) == (-1, 0.5, 0.0, BY_USER)
    assert (staff.aim, cost.aim) == ("fewer staff at the end", "low cost")
    assert (cost.better, cost.weight, cost.has_own_margin) == (-1, 2.0, False)
    main = objectives_asked([], ["net_value_keur=7"], 60)[2]
    assert (main.measure, main.margin) == ("net_value_keur", 7.0)


@pytest.mark.parametrize(
    ("objectives", "margins", "message"),
    [
        (["staff_fte_at_end:les"], [], r"'les' \(did you mean 'less'\?\) where it must say more or less"),
        (["cost_keur=dear"], [], "'cost_keur=dear', but a weight must be a number"),
        (["cost_keur"], ["cost_keurs=1"], r"margin's measure 'cost_keurs' is not known \(did you mean"),
        (["cost_keur"], ["cost_keur"], "margin of 'cost_keur' is '', but must be a number above 0"),
        (["cost_keur"], ["cost_keur=0"], "is '0', but must be a number above 0"),
        (["cost_keur"], ["cost_keur=nan"], "is 'nan', but"),
        (["cost_keur"], ["level_at_end=1"], "margin of 'level_at_end', which is no objective"),
        (["cost_keur"], ["cost_keur=1", "cost_keur=2"], "two margins of 'cost_keur'"),
    ],
)
def test_words_that_cannot_be_used_are_refused(
    objectives: list[str], margins: list[str], message: str
) -> None:
    with pytest.raises(ExperimentError, match=message):
        objectives_asked(objectives, margins, 60)


@pytest.mark.parametrize("name", MEASURE_BY_NAME)
def test_every_measure_can_be_an_objective(name: str) -> None:
    objective = objectives_asked([f"{name}:more"], [], 60)[0]
    assert objective.margin > 0
    assert objective.reason
    assert objective.aim
