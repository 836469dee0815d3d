"""Every answer says which rules are from Python: in its words, its documents and its provenance."""

from __future__ import annotations

import inspect

import pytest

import smsim
from tests.unit.experiments.test_rules_in_use import as_seen

SMALL = {"extends": "lone-manager", "horizon_months": 14, "firm": {"employees": 40}}
RULE = "threshold_response"
PLAN = {
    "scenarios": ["lone-manager"],
    "replications": 2,
    "horizon_months": 14,
    "same_organisation": True,
    "design": {"kind": "latin_hypercube", "points": 10},
    "factor": [{"name": "levers.executive_tone"}, {"name": "firm.employees", "low": 20, "high": 40}],
}


@pytest.fixture
def in_place():
    with smsim.rules(**{RULE: as_seen}) as own:
        yield own


def alone():
    return smsim.load_scenario(SMALL, name="alone")


def together():
    return smsim.load_scenario({**SMALL, "extends": "task-force-broad"}, name="together")


ASKED = {
    "run": lambda: smsim.run(alone()),
    "runs": lambda: smsim.run(alone(), replications=2),
    "compare": lambda: smsim.compare(alone(), together(), replications=2),
    "decide": lambda: smsim.decide(alone(), together(), worlds=10, no_flips=True, store=None),
    "experiment": lambda: smsim.experiment(PLAN, store=None),
    "sensitivity": lambda: smsim.sensitivity(PLAN, store=None),
}


@pytest.mark.parametrize("asked", ASKED)
def test_an_answer_names_the_rules_from_python(in_place, asked):
    study = ASKED[asked]()
    words = f"Rules from Python: {in_place[RULE]} in the place of {RULE}."
    assert words in " ".join(str(study).split())
    written = [{"rule": RULE, "label": in_place[RULE], "source": inspect.getsource(as_seen)}]
    assert study.contents().provenance["replaced_rules"] == written
    if asked == "decide":
        assert study.documents["decision"]["replaced_rules"] == written
        assert words in study.report


def test_an_answer_under_shipped_rules_says_nothing_of_them():
    study = smsim.compare(alone(), together(), replications=2)
    assert "Python" not in str(study)
    assert "replaced_rules" not in study.contents().provenance
