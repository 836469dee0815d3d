from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from smsim.experiments.candidates.decision_experiments import (
    EMPLOYEES,
    TONE,
    WORTH,
    DecisionRequest,
    Drawn,
    decision_experiment,
    firm_words,
    situation_factors,
    uncertain_factors,
    world_table,
    worlds_document,
)
from smsim.experiments.loading import load_experiment
from smsim.experiments.running.schedule import Schedule
from smsim.parameters.registry import declarations
from smsim.scenarios import Scenario, load_scenario, with_values
from tests.running import fill, store_in

QUESTION = DecisionRequest(("lone-manager", "group-head"), worlds=6, replications=2, seed=3, months=14)


def names(factors: tuple[Drawn, ...]) -> set[str]:
    return {factor.name for factor in factors}


def test_all_that_has_a_declared_range_is_uncertain_the_forms_and_the_mandate_too():
    declared = {entry.name: entry for entry in declarations() if entry.sensitivity is not None}
    found = uncertain_factors([Scenario()], has_real_people=False)
    assert names(found) == set(declared)
    assert {"levers.directive_hazard", "forms.group_head.authority", "audit.met_share"} <= names(found)
    assert all((factor.low, factor.high) == declared[factor.name].sensitivity for factor in found)
    assert all(factor.is_log == declared[factor.name].is_range_in_ratio for factor in found)


def test_real_people_have_no_uncertain_ties():
    found = uncertain_factors([Scenario()], has_real_people=True)
    # what a tie to one's manager weighs is assumed of real people too
    assert {name for name in names(found) if name.startswith("firm.")} == {"firm.manager_tie_weight"}


def test_what_an_option_sets_is_known_and_not_drawn_over():
    """Else a firm's own cost of staff, or the number in which two options differ, would be lost."""
    ours = with_values(Scenario(), {"economics.fte_cost_keur": 9.0})
    strong = with_values(Scenario(), {"forms.task_force.authority": 0.9})
    dated = with_values(Scenario(), {"change": [{"month": 20, "directive_hazard": 0.08}]})
    found = names(uncertain_factors([ours, strong, dated], has_real_people=False))
    known = {"economics.fte_cost_keur", "forms.task_force.authority", "levers.directive_hazard"}
    assert names(uncertain_factors([Scenario()], has_real_people=False)) - found == known


def test_every_drawn_number_leaves_the_scenario_sound():
    """No corner of the ranges contradicts another: thresholds, and scores that are met and lost."""
    factors = uncertain_factors([Scenario()], has_real_people=False)
    for end in ("low", "high"):
        with_values(Scenario(), {entry.name: whole(entry, getattr(entry, end)) for entry in factors})
    by_name = {entry.name: entry for entry in factors}
    ordered = (
        ("audit.lost_score", "audit.met_score"), ("adoption.threshold_lowest", "adoption.threshold_highest"),
    )  # fmt: skip
    for lower, upper in ordered:
        values = {lower: by_name[lower].high, upper: by_name[upper].low}
        assert values[lower] <= values[upper]
        with_values(Scenario(), values)


def whole(factor: Drawn, value: float) -> float:
    return int(value) if isinstance(factor.low, int) else float(value)


def test_situations_surround_the_firm_within_the_sizes_the_model_is_for():
    scenarios = [with_values(load_scenario("lone-manager"), {"firm.employees": n}) for n in (60, 900)]
    size, tone, worth = situation_factors(scenarios, has_real_people=False)
    assert (size.name, size.low, size.high, size.is_log) == (EMPLOYEES, 20, 2000, True)
    assert (tone.name, worth.name) == (TONE, WORTH)
    assert worth.low < 0.02 < worth.high
    assert names(situation_factors(scenarios, has_real_people=True)) == {TONE, WORTH}
    large = [with_values(scenarios[0], {"firm.employees": 5000})]
    assert situation_factors(large, has_real_people=False)[0].high == 5000


def test_the_tables_are_an_experiment_that_can_be_repeated():
    drawn = (Drawn(TONE, 0.1, 0.9), Drawn(WORTH, 0.01, 0.04, is_log=True))
    experiment = load_experiment(worlds_document(QUESTION, drawn, 'A "title"'))
    assert experiment.title == 'A "title"'
    assert experiment.is_by_world
    assert [factor.scale for factor in experiment.factors] == ["linear", "log"]
    assert experiment.scenarios[0].horizon_months == 14


def test_all_options_meet_the_same_worlds_with_the_same_dice(tmp_path):
    factors = (Drawn(TONE, 0.1, 0.9), Drawn("adoption.peer_hazard", 0.02, 0.12))
    schedule = Schedule(decision_experiment(QUESTION, factors, "t"))
    fill(schedule, store_in(tmp_path))
    runs = world_table(schedule, store_in(tmp_path))
    assert len(runs) == 6 * 2 * 2
    for _, world in runs.groupby("world"):
        one, other = (rows for _, rows in world.groupby("scenario"))
        assert one[TONE].nunique() == 1
        assert list(one[TONE]) == list(other[TONE])
        assert list(one["replication"]) == list(other["replication"])
    tones = runs.groupby("world")[TONE].first()
    assert tones.nunique() == 6
    assert tones.between(0.1, 0.9).all()


def test_files_are_found_from_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text('extends = "lone-manager"\n')
    request = DecisionRequest(("mine.toml", "lone-manager"), 2, 1, 1)
    assert decision_experiment(request, (Drawn(TONE, 0, 1),), "t").scenarios[0].name == "mine"


def test_a_firm_is_told_by_its_size():
    words, employees = firm_words(decision_experiment(QUESTION, (Drawn(TONE, 0, 1),), "t"), QUESTION)
    assert (words, employees) == ("a synthetic firm of 300 people", 300)


@pytest.mark.parametrize("more", [8, 20])
def test_more_worlds_leave_the_first_ones_as_they_were(more):
    factors = uncertain_factors([Scenario()], has_real_people=False)
    few = decision_experiment(QUESTION, factors, "t").table.shares
    many = decision_experiment(DecisionRequest(QUESTION.options, more, 2, 3), factors, "t").table.shares
    np.testing.assert_array_equal(many[:6], few)
