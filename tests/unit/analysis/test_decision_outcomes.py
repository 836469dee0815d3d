"""Runs find their option, world and dice in any order, and worlds with a failed run stay out whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smsim.analysis.decision.outcomes import outcomes_from
from smsim.errors import ResultError
from tests.unit.analysis.decision_worlds import sample_runs

LEADS = {"lone": 0.0, "broad": 6.0, "hub": 3.0}


def test_runs_stand_where_they_belong_whatever_the_order_of_rows() -> None:
    runs = sample_runs(LEADS, worlds=7, replications=3)
    shuffled = runs.sample(frac=1.0, random_state=4)
    outcomes = outcomes_from(shuffled, "lone", 60, ["levers.executive_tone"])
    assert set(outcomes.options) == set(LEADS)
    assert outcomes.of("cost_keur").shape == (3, 7, 3)
    assert (outcomes.replications, outcomes.left_out) == (3, ())
    for option in LEADS:
        own = runs[runs["scenario"] == option]
        place = outcomes.place(option)
        np.testing.assert_array_equal(outcomes.of("cost_keur")[place].ravel(), own["cost_keur"])
        np.testing.assert_allclose(
            outcomes.world_means("cost_keur")[:, place], own.groupby("world")["cost_keur"].mean()
        )
    tones = runs.groupby("world")["levers.executive_tone"].first()
    np.testing.assert_array_equal(outcomes.settings["levers.executive_tone"], tones)


def test_replications_may_be_numbered_anew_in_every_world() -> None:
    runs = sample_runs(LEADS, worlds=7, replications=3)
    anew = runs.assign(replication=runs["replication"] % 3).sample(frac=1.0, random_state=4)
    own = runs[runs["scenario"] == "hub"]
    outcomes = outcomes_from(anew, "lone", 60)
    np.testing.assert_array_equal(outcomes.of("cost_keur")[outcomes.place("hub")].ravel(), own["cost_keur"])


def test_options_keep_the_order_of_the_table() -> None:
    assert outcomes_from(sample_runs(LEADS), "lone", 60).options == tuple(LEADS)


@pytest.mark.parametrize("loss", ["missing", "failed", "other dice"])
def test_a_world_in_which_one_run_is_lost_stays_out_for_all(loss: str) -> None:
    runs = sample_runs(LEADS, worlds=6, replications=2)
    lost = runs.index[(runs["scenario"] == "hub") & (runs["world"] == 4)][1]
    if loss == "missing":
        runs = runs.drop(index=lost)
    elif loss == "failed":
        runs.loc[lost, "cost_keur"] = np.nan
    else:
        runs.loc[lost, "replication"] = 999
    outcomes = outcomes_from(runs, "lone", 60, ["levers.executive_tone"])
    assert outcomes.left_out == (4,)
    np.testing.assert_array_equal(outcomes.worlds, [0, 1, 2, 3, 5])
    assert outcomes.of("cost_keur").shape == (3, 5, 2)
    whole = runs[(runs["world"] != 4) & (runs["scenario"] == "hub")]
    np.testing.assert_array_equal(outcomes.of("cost_keur")[2].ravel(), whole["cost_keur"])
    assert len(outcomes.settings) == 5


def test_without_a_whole_world_there_is_nothing_to_decide() -> None:
    runs = sample_runs(LEADS, worlds=3)
    runs.loc[runs["scenario"] == "hub", "cost_keur"] = np.nan
    with pytest.raises(ResultError, match="every option has finished"):
        outcomes_from(runs, "lone", 60)


def test_tables_that_do_not_fit_are_refused() -> None:
    runs = sample_runs(LEADS, worlds=3)
    with pytest.raises(ValueError, match="no column 'world'"):
        outcomes_from(runs.drop(columns="world"), "lone", 60)
    with pytest.raises(ValueError, match=r"no column 'firm\.silo'"):
        outcomes_from(runs, "lone", 60, ["firm.silo"])
    with pytest.raises(ValueError, match="a run twice"):
        outcomes_from(pd.concat([runs, runs.iloc[:1]]), "lone", 60)
    with pytest.raises(ValueError, match="'dandelion' is not among"):
        outcomes_from(runs, "dandelion", 60)
    with pytest.raises(ValueError, match="do not hold 'score_at_end'"):
        outcomes_from(runs, "lone", 60).of("score_at_end")
