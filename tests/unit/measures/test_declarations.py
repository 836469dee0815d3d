"""Measures are declared whole, and a share is told in per cent wherever it stands."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.intervals import Interval
from smsim.errors import ExperimentError
from smsim.experiments.rows import OUTPUT_BY_NAME
from smsim.measures import (
    COMBINED,
    MEASURE_BY_NAME,
    SHIPPED,
    Best,
    Formula,
    Margin,
    Measure,
    Unit,
    default_objectives,
    told_winners,
)
from smsim.measures.units import MONTHS
from smsim.views.decision import amounts
from smsim.views.quantities import even_amounts, quantity, quantity_range, told_value
from smsim.views.report.reasons import _threshold_words
from smsim.views.sensitivity.titles import in_unit
from tests.measures import OWN
from tests.running import fill, rows_of, schedule_of, store_in

measures = pytest.mark.parametrize("measure", SHIPPED, ids=lambda measure: measure.name)


@pytest.mark.parametrize(
    ("half", "sentence"),
    [
        ({"name": "Best Reputation"}, "must be named by small letters, digits and _"),
        ({"title": ""}, "needs a title"),
        ({"unit": "points"}, r"needs a unit, such as Unit\('people'\)"),
        ({"unit": Unit("")}, "needs a unit"),
        ({"better": 2}, "has better = 2, not 1, -1 or 0"),
        ({"more": ""}, "needs words for more and for less"),
        ({"less": ""}, "needs words for more and for less"),
        ({"margin": Margin(0.0, "none")}, "has the margin 0.0, not a number above 0"),
        ({"margin": Margin(math.nan, "none")}, "has the margin nan"),
        ({"margin": Margin(2.0, "")}, "has a margin without a reason"),
        ({"formula": max}, "needs a Formula"),
        ({"formula": Formula("", np.max)}, "needs its formula in words"),
        ({"objective": 5, "better": 0}, "is judged by, so more or less of it"),
        ({"best": Best("Best", "is best"), "better": 0}, "is judged by, so more or less of it"),
        ({"objective": 5, "margin": None}, "is an objective, so it needs a margin"),
    ],
)
def test_half_a_declaration_is_refused_in_a_sentence(half: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ExperimentError, match=rf"^The measure '.*' {sentence}"):
        replace(OWN, **half)


@measures
def test_whatever_is_shipped_can_be_an_objective_as_it_is(measure: Measure) -> None:
    assert measure.margin is not None
    lowest, highest = measure.bounds(60)
    assert 0.0 < measure.margin.within(60) < (highest - max(lowest, 0.0))
    if measure.better:
        assert objective_of(measure.name, 60).reason == measure.margin.reason


def test_names_and_places_are_each_taken_once() -> None:
    names = [measure.name for measure in SHIPPED]
    assert len(set(names)) == len(names)
    places = [measure.objective for measure in SHIPPED if measure.objective]
    assert sorted(places) == list(range(1, len(places) + 1))
    assert default_objectives()[0].level
    assert told_winners()[0] is default_objectives()[0]


def test_the_formulas_of_rows_are_those_that_their_version_covers() -> None:
    """It is made of the module of formulas and of their words; code elsewhere could change unseen."""
    assert {measure.formula.of.__module__ for measure in SHIPPED} == {"smsim.measures.formulas"}
    words = [measure.formula.words for measure in SHIPPED]
    assert len(set(words)) == len(words)


def test_what_the_records_hold_as_a_share_is_a_share_as_a_measure() -> None:
    for measure in SHIPPED:
        outputs = [OUTPUT_BY_NAME[name] for name in re.findall(r"`(\w+)`", measure.formula.words)]
        assert outputs, measure.name
        is_share = outputs[0].unit.startswith("share")
        assert measure.unit.is_event or measure.unit.is_share == is_share, measure.name


def test_the_values_of_real_runs_lie_within_the_declared_bounds(tmp_path) -> None:
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    fill(schedule, store)
    rows = rows_of(schedule, store)
    for measure in SHIPPED:
        values = rows[measure.name].to_numpy()
        lowest, highest = measure.bounds(14)
        assert (values >= lowest).all() and (values <= highest).all(), measure.name
        assert not measure.is_event or np.isin(values, (0.0, 1.0)).all(), measure.name


def test_bounds_follow_from_the_unit_and_the_horizon() -> None:
    known = {name: measure.bounds(60) for name, measure in MEASURE_BY_NAME.items()}
    assert known["level_at_end"] == (0.0, 4.0)
    assert known["months_below_level_2"] == (0.0, 60.0)
    assert known["has_slid_back"] == known["active_share_at_end"] == (0.0, 1.0)
    assert known["cost_keur"] == known["crises_per_year"] == (0.0, math.inf)
    assert known["net_value_keur"] == COMBINED.bounds(60) == (-math.inf, math.inf)


@measures
def test_a_share_is_told_in_per_cent_everywhere(measure: Measure) -> None:
    """.35 of a share is 35 wherever it stands; of anything else it is .35."""
    name, is_share = measure.name, measure.unit.is_share
    objective = objective_of(name, 60, better=1, margin=0.35)
    none = Interval(math.nan, math.nan, "none")
    told = {
        "amount": even_amounts(name, 0.35)[0],
        "value": told_value(name, 0.35),
        "difference": quantity(name, 0.35),
        "range": quantity_range(name, 0.35, 0.35),
        "of an option": amounts.value_words(name, 0.35, none),
        "between options": amounts.compared_words(objective, 0.35, none),
        "with its unit": amounts.with_unit(name, 0.35),
        "limit": amounts.limit_words(name, 0.35),
        "margin": amounts.margin_words(objective),
        "threshold": _threshold_words(Threshold(name, low=0.35)),
    }
    for place, said in told.items():
        assert ("35" in said and "0.35" not in said) if is_share else "0.35" in said, (place, said)
    units = (in_unit(name), measure.unit.difference_head, measure.unit.value_head, measure.unit.column_words)
    assert [("percentage points" in unit, unit.startswith("%")) for unit in units] == (
        [(True, False), (True, False), (False, True), (False, True)] if is_share else [(False, False)] * 4
    )
    assert ("(%)" in measure.heading) == is_share


def test_one_of_something_is_told_without_an_s() -> None:
    assert amounts.margin_words(objective_of("months_below_level_3", 60, margin=1.0)) == "1 month"
    assert amounts.margin_words(objective_of("level_at_end", 60, margin=0.25)) == "0.25 levels"
    assert amounts.margin_words(objective_of("crises_per_year", 60)) == "0.02 crises a year"


def test_what_tells_the_way_to_a_level_says_so() -> None:
    assert {measure.unit for measure in SHIPPED if measure.name.startswith("months_")} == {MONTHS}
    assert {measure.level for measure in SHIPPED} == {0, 2, 3, 4}
