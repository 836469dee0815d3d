"""Draws from a file: each world meets a row whole, and what a file can get wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smsim.errors import SmsimError
from smsim.experiments.candidates.decision_experiments import (
    WORTH,
    DecisionRequest,
    other_situations,
    own_worlds,
)
from smsim.experiments.designs.drawn import drawn_rows
from smsim.experiments.experiment import Experiment, build_point
from smsim.experiments.loading import load_experiment
from tests.unit.experiments.experiment_files import sentence, written

WORLDS = """
scenarios = ["lone-manager", "group-head"]
replications = 1
[design]
kind = "worlds"
worlds = 7
draws = "posterior.csv"
[[factor]]
name = "turnover.turnover_probability"
low = 0.01
high = 0.02
"""
POSTERIOR = pd.DataFrame(
    {
        "adoption.peer_hazard": [0.021, 0.042, 0.063],
        "risk.crisis_probability": [0.15, 0.35, 0.55],
        "firm.ties_per_person": [8, 12, 16],
    }
)
NAMES = list(POSTERIOR.columns)


def experiment_of(folder: Path, posterior: pd.DataFrame = POSTERIOR, text: str = WORLDS) -> Experiment:
    posterior.to_csv(folder / "posterior.csv", index=False)
    return load_experiment(written(folder, text))


def settings_of(experiment: Experiment) -> pd.DataFrame:
    return pd.DataFrame([experiment.table.settings_of(row) for row in range(len(experiment.table))])


def test_each_world_meets_one_draw_whole(tmp_path):
    experiment = experiment_of(tmp_path)
    drawn = settings_of(experiment)
    rows = set(POSTERIOR.itertuples(index=False, name=None))
    assert set(drawn[NAMES].itertuples(index=False, name=None)) == rows
    assert drawn["turnover.turnover_probability"].between(0.01, 0.02).all()
    assert drawn["turnover.turnover_probability"].nunique() == 7
    scenario = build_point(experiment.point(3))
    assert scenario.parameters.adoption.peer_hazard == drawn["adoption.peer_hazard"][1]
    assert scenario.firm.ties_per_person == drawn["firm.ties_per_person"][1]


def test_every_draw_comes_once_before_any_comes_again_and_more_worlds_keep_the_first():
    rows = drawn_rows(30, 75, seed=4)
    assert sorted(rows[:30]) == sorted(rows[30:60]) == list(range(30))
    assert len(set(rows[60:])) == 15
    assert list(rows[:30]) != list(rows[30:60])
    np.testing.assert_array_equal(drawn_rows(30, 20, seed=4), rows[:20])
    assert list(drawn_rows(30, 20, seed=5)) != list(rows[:20])


@pytest.mark.parametrize("sampling", ["random", "latin_hypercube"])
def test_draws_leave_the_other_factors_as_they_were(tmp_path, sampling):
    text = WORLDS.replace("worlds = 7", f'worlds = 8\nsampling = "{sampling}"')
    alone = text.replace('draws = "posterior.csv"\n', "")
    name = "turnover.turnover_probability"
    with_draws, without = (settings_of(experiment_of(tmp_path, text=one)) for one in (text, alone))
    np.testing.assert_array_equal(with_draws[name], without[name])
    assert set(with_draws) - set(without) == set(NAMES)


def test_a_factor_of_the_file_takes_the_place_of_a_column(tmp_path):
    own = WORLDS + '[[factor]]\nname = "risk.crisis_probability"\nvalues = [0.6]\n'
    drawn = settings_of(experiment_of(tmp_path, text=own))
    assert set(drawn["risk.crisis_probability"]) == {0.6}
    assert set(drawn["adoption.peer_hazard"]) == {0.021, 0.042, 0.063}


def test_the_document_tells_how_many_draws_and_which_whatever_their_format(tmp_path):
    as_csv = experiment_of(tmp_path).document
    POSTERIOR.to_parquet(tmp_path / "posterior.parquet")
    as_parquet = experiment_of(tmp_path, text=WORLDS.replace(".csv", ".parquet")).document
    assert as_csv["draws"] == as_parquet["draws"] == 3
    assert as_csv["draws_digest"] == as_parquet["draws_digest"]
    other = experiment_of(tmp_path, POSTERIOR + 0.0 * POSTERIOR.assign(**{NAMES[0]: 1}) + [1e-6, 0, 0])
    assert other.document["draws_digest"] != as_csv["draws_digest"]
    plain = written(tmp_path, WORLDS.replace('draws = "posterior.csv"\n', ""))
    assert not {"draws", "draws_digest"} & load_experiment(plain).document.keys()


HAZARD, CRISIS, TIES = "adoption.peer_hazard", "risk.crisis_probability", "firm.ties_per_person"
FAULTS = {
    "unknown": ("adoption.peer_hazrd\n.1\n", f"did you mean '{HAZARD}'"),
    "a lever": ("levers.executive_tone\n.1\n", "levers are what the options choose"),
    "a date": ("appointment_month\n9\n", "dates are what the options choose"),
    "a change": ("change.1.month\n9\n", "dates and rules are what the options choose"),
    "the size": ("firm.employees\n90\n", "the size of the firm is that of the options"),
    "a word": ("firm.home\nsales\n", "it is not a number"),
    "a hole": (f"{HAZARD},{CRISIS}\n.1,.2\n.3,\n", f"line 3: {CRISIS} is nothing"),
    "a text": (f"{HAZARD}\nhigh\n", f"{HAZARD} is 'high', but every draw needs a number"),
    "no number": (f"{HAZARD}\n.1\nnan\n", "line 3: "),
    "too large": (f"{CRISIS}\n.1\n.2\n1.5\n", f"line 4: the draw ({CRISIS}) is 1.5"),
    "too small": (f"{CRISIS}\n.1\n-.2\n", "line 3: "),
    "a part": (f"{TIES}\n8\n8.5\n", f"line 3: the draw ({TIES}) is 8.5"),
    "twice": (f"{HAZARD},{HAZARD}\n.1,.2\n", "stands there twice"),
    "no draws": (f"{HAZARD}\n", "at least one point is needed"),
    "ragged": (f"{HAZARD}\n.1,.2\n", "line 2: there are 2 values for the 1 columns"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(tmp_path, text, said):
    written(tmp_path, text, "posterior.csv")
    told = sentence(tmp_path, WORLDS)
    assert told.startswith("posterior.csv")
    assert said in told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.csv", "missing.csv does not exist"),
        ("missing.parquet", "missing.parquet does not exist"),
        ("draws.xlsx", "must be a file ending in .csv or .parquet"),
        ("broken.parquet", "is not a Parquet file"),
        ("empty.parquet", "at least one draw is needed"),
        ("words.parquet", "words.parquet, draw 2: adoption.peer_hazard is 'b'"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(tmp_path, name, said):
    written(tmp_path, "no Parquet", "broken.parquet")
    POSTERIOR[:0].to_parquet(tmp_path / "empty.parquet")
    pd.DataFrame({"adoption.peer_hazard": ["0.1", "b"]}).to_parquet(tmp_path / "words.parquet")
    assert said in sentence(tmp_path, WORLDS.replace("posterior.csv", name))


def test_a_decision_draws_the_rest_from_declared_ranges(tmp_path):
    file = tmp_path / "posterior.csv"
    POSTERIOR.assign(**{WORTH: [0.01, 0.02, 0.03]}).to_csv(file, index=False)
    request = DecisionRequest(("lone-manager", "group-head"), worlds=5, replications=1, seed=2, draws=file)
    ours = own_worlds(request)
    plain = own_worlds(DecisionRequest(request.options, 5, 1, 2))
    assert {factor.name for factor in plain.factors} | {WORTH} == {factor.name for factor in ours.factors}
    drawn = {factor.name for factor in ours.factors if factor.draws}
    assert drawn == {*NAMES, WORTH}
    others, situation = other_situations(request, ours)
    assert WORTH in situation
    assert {factor.name for factor in others.factors if factor.draws} == set(NAMES)


def test_real_people_have_their_ties_already(tmp_path):
    file = tmp_path / "posterior.csv"
    POSTERIOR.to_csv(file, index=False)
    people = tmp_path / "people"
    people.mkdir()
    (people / "employees.csv").write_text("id,department\na,sales\nb,marketing\nc,marketing\n")
    (people / "ties.csv").write_text("source,target\na,b\nb,c\n")
    request = DecisionRequest(("lone-manager",), 5, 1, 2, organisation=people, draws=file)
    with pytest.raises(SmsimError, match=r"'firm\.ties_per_person' cannot be a factor"):
        own_worlds(request)


def test_draws_may_be_a_table_in_python(tmp_path):
    POSTERIOR.to_parquet(tmp_path / "posterior.parquet")
    names = ("lone-manager", "group-head")
    from_file, given = (
        own_worlds(DecisionRequest(names, worlds=5, replications=1, seed=2, draws=draws))
        for draws in (tmp_path / "posterior.parquet", POSTERIOR)
    )
    np.testing.assert_array_equal(given.table.shares, from_file.table.shares)
    assert [factor.values for factor in given.factors] == [factor.values for factor in from_file.factors]
    twice = pd.concat([POSTERIOR, POSTERIOR], axis="columns")
    for table, said in ((twice, "stands there twice"), (POSTERIOR[:0], "at least one draw is needed")):
        with pytest.raises(SmsimError, match=said):
            own_worlds(DecisionRequest(names, worlds=5, replications=1, seed=2, draws=table))
