"""The chosen plan in worlds that the search has not seen: no luck of the choice is left in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smsim.analysis.decision.checking import fresh_difference
from smsim.analysis.decision.contenders import Fate
from smsim.analysis.decision.decision import decide
from smsim.analysis.decision.differences import Finding
from smsim.analysis.decision.objectives import combined_objective, objective_of
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.decision.search import fewest_runs, search_candidates
from smsim.analysis.decision.search_tables import search_document, search_table
from smsim.experiments.own_files import without_missing
from tests.unit.analysis.decision_worlds import sample_runs
from tests.unit.analysis.test_decision_search import BUDGET, MONTHS, SPREAD, FakeTrial, plans_for, search


def test_the_luck_of_the_choice_is_left_behind():
    """Forty plans with the same truth: the best of them looks better where it was chosen, and only there."""
    seen, fresh = [], []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        months = 40 + 6 * rng.normal(size=(40, 60))
        chosen = int(months[:, :30].mean(axis=1).argmin())
        other = (chosen + 1) % 40
        runs = pd.concat(
            pd.DataFrame(
                {"scenario": f"plan {n}", "world": range(60), "replication": range(60),
                 "months_below_level_3": months[n]}
            )
            for n in (chosen, other)
        )  # fmt: skip
        pair = (f"plan {chosen}", f"plan {other}")
        seen.append((months[chosen] - months[other])[:30].mean())
        found = fresh_difference(runs, pair, MONTHS, 120, 30)
        assert found.mean == pytest.approx((months[chosen] - months[other])[30:].mean())
        assert (found.option, found.against, found.worlds) == (*pair, 30)
        fresh.append(found)
    assert np.mean(seen) < -2.0
    assert abs(np.mean([found.mean for found in fresh])) < 1.0
    assert sum(found.interval.contains(0.0) for found in fresh) >= 22


def test_a_plan_that_is_better_is_found_better_and_a_failed_one_is_not_compared():
    runs = sample_runs({"one": 12.0, "other": 0.0}, worlds=100)
    found = fresh_difference(runs, ("one", "other"), MONTHS, 60, 20)
    assert found.finding(MONTHS) is Finding.BETTER
    assert fresh_difference(runs, ("one", "third"), MONTHS, 60, 20) is None
    runs.loc[runs["scenario"] == "other", "months_below_level_3"] = np.nan
    assert fresh_difference(runs, ("one", "other"), MONTHS, 60, 20) is None


def test_a_combined_value_is_made_anew():
    weighted = [objective_of(name, 60, weight=1.0) for name in ("months_below_level_3", "cost_keur")]
    runs = sample_runs({"one": 12.0, "other": 0.0}, worlds=40)
    combined = decide(outcomes_from(runs, "one", 60), weighted).objectives[0]
    found = fresh_difference(runs, ("one", "other"), combined, 60, 0, weighted)
    months, cost = (
        runs.pivot(index="world", columns="scenario", values=name).eval("one - other").mean()
        for name in ("months_below_level_3", "cost_keur")
    )
    expected = -(months / weighted[0].margin + cost / weighted[1].margin) / 2
    assert found.mean == pytest.approx(expected)


def test_a_search_can_aim_at_a_combined_value():
    truths = 40.0 + 9.0 * np.arange(6)
    trial = FakeTrial(truths, costs=np.array([9_000.0, 300.0, 300.0, 300.0, 300.0, 300.0]))
    weighted = [objective_of(name, 120, weight=1.0) for name in ("months_below_level_3", "cost_keur")]
    plans = plans_for(truths)
    _, combined = combined_objective(outcomes_from(trial(plans, 8), plans[0].name, 120), weighted)
    found = search_candidates(plans, trial, combined, 64, weighted=weighted)
    assert found.chosen.name == "plan 01"  # the quickest is far dearer
    assert search_candidates(plans, trial, MONTHS, 64).chosen.name == "plan 00"


def test_a_first_look_takes_sixteen_worlds_or_all_of_them():
    assert fewest_runs(20, 256) == 320
    assert fewest_runs(20, 10) == 200


def test_the_table_has_a_row_for_each_plan_the_best_first():
    truths, costs = SPREAD[:5], np.array([400.0, 300.0, 250.0, 250.0, 250.0])
    found = search(truths, FakeTrial(truths, costs, failed=(4,)), worlds=64, limits=BUDGET)
    table = search_table(found)
    assert list(table["rank"]) == [1, 2, 3, 4, 5]
    assert table["plan"][0] == "plan 01" and table["difference_to_best"][0] == 0.0
    rows = table.set_index("plan")
    assert rows.loc["plan 00", "fate"] == Fate.BEYOND.value
    assert rows.loc["plan 00", "mean_cost_keur"] == pytest.approx(400, abs=20)
    assert np.isnan(rows.loc["plan 04", "mean"])
    third = rows.loc["plan 02"]
    assert third["low"] < third["difference_to_best"] < third["high"]


def test_the_document_says_what_was_looked_for_and_how_sure_it_is():
    found = search(SPREAD[:5], worlds=64, limits=(Threshold("cost_keur", high=320.0),))
    runs = sample_runs({"plan 00": 12.0, "plan 01": 0.0}, worlds=100)
    check = fresh_difference(runs, ("plan 00", "plan 01"), MONTHS, 60, 20)
    document = without_missing(search_document(found, check))
    assert document["limits"] == [{"measure": "cost_keur", "at_least": None, "at_most": 320.0}]
    assert (document["chosen"], document["plans"], document["is_settled"]) == ("plan 00", 5, found.is_settled)
    assert document["check"]["finding"] == "clearly better"
    assert len(document["standings"]) == 5
    assert search_document(found, None)["check"] is None
