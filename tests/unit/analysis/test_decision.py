"""A whole decision from a table of runs, its tables and its document."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smsim.analysis.decision.decision import Decision, decide
from smsim.analysis.decision.differences import Finding
from smsim.analysis.decision.objectives import default_objectives, objective_of
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.decision.regret import threshold_from
from smsim.analysis.decision.tables import decision_document, decision_tables
from smsim.experiments.own_files import without_missing
from smsim.measures import COMBINED, Table, in_table
from tests.unit.analysis.decision_worlds import sample_runs

LEADS = {"lone": 0.0, "broad": 9.0, "hub": 8.8}


@pytest.fixture(scope="module")
def decision() -> Decision:
    outcomes = outcomes_from(sample_runs(LEADS, worlds=60, replications=2), "lone", 60)
    return decide(outcomes, thresholds=[threshold_from("level_at_end>=3")])


def test_a_decision_finds_what_was_put_into_the_worlds(decision: Decision) -> None:
    """broad and hub gain nine months on lone; .2 months between them do not matter."""
    main = decision.verdicts[0]
    assert decision.objectives == default_objectives(60)
    assert {main.best, *main.alike} == {"broad", "hub"}
    assert main.winner is None
    assert set(decision.recommendation.in_front) == {"broad", "hub"}
    saved = decision.months[1].saved.between("broad", "lone")
    assert saved.interval.low > 5.0
    of_lone = next(entry for entry in decision.best[0] if entry.option == "lone")
    assert of_lone.best.share == 0.0
    assert set(decision.means) == {measure.name for measure in in_table(Table.COMPARED)}


def test_the_objectives_keep_their_order_throughout(decision: Decision) -> None:
    measures = [entry.measure for entry in decision.objectives]
    assert [entry.objective.measure for entry in decision.verdicts] == measures
    assert [entry.measure for entry in decision.differences] == measures
    assert [of_objective[0].objective.measure for of_objective in decision.best] == measures
    assert [of_objective[0].objective.measure for of_objective in decision.regrets] == measures
    assert [entry.level for entry in decision.months] == [2, 3, 4]


def test_chosen_objectives_come_first_to_last_and_weights_put_their_value_in_front() -> None:
    outcomes = outcomes_from(sample_runs(LEADS, worlds=20), "lone", 60)
    cost = objective_of("cost_keur", 60)
    assert decide(outcomes, [cost]).recommendation.main == cost
    weighted = [replace(cost, weight=1.0), objective_of("level_at_end", 60, weight=1.0)]
    found = decide(outcomes, weighted)
    assert [entry.measure for entry in found.objectives] == [COMBINED.name, "cost_keur", "level_at_end"]
    assert found.recommendation.main.measure == COMBINED.name
    assert COMBINED.name in found.means


def test_the_same_runs_give_the_same_decision_in_any_order_of_rows() -> None:
    runs = sample_runs(LEADS, worlds=20)
    shuffled = pd.concat(
        [runs[runs["scenario"] == option].sample(frac=1.0, random_state=1) for option in LEADS]
    )
    documents = [decision_document(decide(outcomes_from(table, "lone", 60))) for table in (runs, shuffled)]
    assert json.dumps(documents[0]) == json.dumps(documents[1])


def test_renaming_and_reordering_options_changes_no_statement(decision: Decision) -> None:
    runs = sample_runs(LEADS, worlds=60, replications=2)
    names = {"lone": "x", "broad": "y", "hub": "z"}
    turned = runs.replace({"scenario": names}).sort_values("scenario", ascending=False, kind="stable")
    other = decide(outcomes_from(turned, "x", 60))
    assert other.verdicts[0].best == names[decision.verdicts[0].best]
    ours = decision.differences[0].between("broad", "lone")
    theirs = other.differences[0].between("y", "x")
    assert theirs.interval.low == pytest.approx(ours.interval.low)


def test_the_tables_are_tidy(decision: Decision) -> None:
    tables = decision_tables(decision)
    assert len(tables["objectives"]) == 4
    assert len(tables["differences"]) == len(tables["chances_of_best"]) == 12
    assert len(tables["months_saved"]) == len(tables["months_to_levels"]) == 9
    assert len(tables["satisficing"]) == 6
    assert list(tables["efficient_set"]["option"]) == list(LEADS)
    by_objective = tables["chances_of_best"].groupby("objective")
    np.testing.assert_allclose(by_objective["chance_best"].sum(), 1.0)
    np.testing.assert_allclose(by_objective["confidence_mean_is_best"].sum(), 1.0)
    for table in tables.values():
        assert not table.map(lambda cell: isinstance(cell, list | dict)).any(axis=None)
    without = decision_tables(decide(outcomes_from(sample_runs(LEADS, worlds=12), "lone", 60)))
    assert "satisficing" not in without


def test_months_saved_have_the_sign_of_their_words(decision: Decision) -> None:
    table = decision_tables(decision)["months_saved"].query("level == 3 and option == 'lone'")
    assert (table["months_saved"] < 0).all()
    assert (table["worlds_first"] < table["worlds_later"]).all()


def test_the_document_is_plain_and_says_what_the_tables_say(decision: Decision) -> None:
    document = decision_document(decision)
    again = json.loads(json.dumps(without_missing(document), allow_nan=False))
    assert again["options"] == list(LEADS)
    assert (again["worlds"], again["replications_per_world"], again["horizon_months"]) == (60, 2, 60)
    assert again["recommendation"]["main_objective"] == "months_below_level_3"
    assert again["recommendation"]["words"] == decision.recommendation.words
    first = again["differences"][0]
    assert first["low"] == decision.differences[0].pairs[0].interval.low
    assert first["finding"] in {finding.value for finding in Finding if finding.is_better or finding.is_worse}


@pytest.mark.parametrize("worlds", [1, 2, 7])
def test_few_worlds_are_decided_without_being_sure(worlds: int) -> None:
    runs = sample_runs({"lone": 0.0, "broad": 0.5}, worlds=worlds)
    found = decide(outcomes_from(runs, "lone", 60))
    assert found.recommendation.option is None
    json.dumps(without_missing(decision_document(found)), allow_nan=False)


def test_failed_worlds_are_told() -> None:
    runs = sample_runs(LEADS, worlds=12)
    runs.loc[3, "cost_keur"] = np.nan
    document = decision_document(decide(outcomes_from(runs, "lone", 60)))
    assert (document["worlds"], document["worlds_left_out"]) == (11, [3])
