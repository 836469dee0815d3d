"""Objectives: declared directions and margins, what is refused, and a combined value worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from smsim.analysis.decision.objectives import (
    COMBINED,
    combined_objective,
    default_objectives,
    objective_of,
)
from smsim.errors import ExperimentError
from smsim.measures import MEASURE_BY_NAME
from smsim.parameters import Economics
from tests.unit.analysis.decision_worlds import outcomes_of


def test_the_declared_objectives_have_direction_margin_and_reason() -> None:
    objectives = default_objectives(60)
    assert [(entry.measure, entry.better, entry.margin) for entry in objectives] == [
        ("months_below_level_3", -1, 3.0),
        ("level_at_end", 1, 0.25),
        ("net_value_keur", 1, pytest.approx(0.1 * 60 * Economics().fte_cost_keur)),
        ("crises_per_year", -1, 0.02),
    ]
    for entry in objectives:
        assert entry.reason
        assert (entry.title, entry.unit) == (
            MEASURE_BY_NAME[entry.measure].title,
            MEASURE_BY_NAME[entry.measure].unit,
        )
    cost = objective_of("cost_keur", 120)
    assert (cost.better, cost.margin) == (-1, pytest.approx(84.0))


def test_a_margin_in_money_grows_with_the_horizon() -> None:
    assert objective_of("net_value_keur", 120).margin == 2 * objective_of("net_value_keur", 60).margin


@pytest.mark.parametrize(
    ("measure", "options", "message"),
    [
        ("level_at_ends", {}, r"not known \(did you mean 'level_at_end'\?\)"),
        ("reputation_at_end", {}, r"needs a margin.*\(0-100\)"),
        ("staff_fte_at_end", {"margin": 1.0}, "neither more nor less is better"),
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
    values = widened.of(COMBINED)[:, 0, 0]
    # One level is 4 margins, 84 thousand euro are 2: (3 * 4 - 1 * 2) / 4.
    assert values[1] - values[0] == pytest.approx(2.5)
    assert (combined.measure, combined.better, combined.margin) == (COMBINED, 1, 1.0)
    assert COMBINED not in outcomes.values
    with pytest.raises(ExperimentError, match="weight above 0"):
        combined_objective(outcomes, [unweighted])
