from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from smsim.errors import ScenarioError
from smsim.experiments.comparing import Request, observe_run, plan_runs, run_plan
from smsim.experiments.provenance import provenance


def request(*scenarios: str, **values) -> Request:
    return Request(scenarios, **{"replications": 2, "seed": 3, "workers": 1, "months": 15, **values})


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    people = "".join(f"p{row},{'sales' if row % 3 else 'press'}\n" for row in range(24))
    ties = "".join(f"p{row},p{(row + 1) % 24}\n" for row in range(24))
    (tmp_path / "employees.csv").write_text("id,department\n" + people)
    (tmp_path / "ties.csv").write_text("source,target\n" + ties)
    (tmp_path / "kinds.toml").write_text('[kinds]\npress = "marketing"\nsales = "sales"\n')
    return tmp_path


def test_scenarios_share_people_and_dice():
    comparison = run_plan(plan_runs(request("lone-manager", "group-head")))
    one, other = comparison.batches
    assert (one.name, other.name) == ("lone-manager", "group-head")
    # nobody is in charge before month 12, so nothing differs until then
    assert np.array_equal(one.monthly["active_employees"][:, :12], other.monthly["active_employees"][:, :12])
    assert not np.array_equal(one.monthly["capacity_hours"], other.monthly["capacity_hours"])


def test_each_replication_has_people_of_its_own_unless_told_otherwise():
    plan = plan_runs(request("lone-manager"))
    formed = [plan.organisation_of(0, replication).tie_targets for replication in (0, 1)]
    assert not np.array_equal(*formed)
    plan = plan_runs(request("lone-manager", same_organisation=True))
    formed = [plan.organisation_of(0, replication).tie_targets for replication in (0, 1)]
    assert np.array_equal(*formed)


def test_a_real_organisation_is_used_as_it_is(firm):
    plan = plan_runs(request("lone-manager", organisation=firm, kinds=firm / "kinds.toml"))
    assert plan.organisation_of(0, 1) is plan.imported
    assert plan.scenarios[0].firm.employees == 24
    assert run_plan(plan).batches[0].employees == 24
    assert plan.remarks


def test_on_done_is_called_once_for_each_run():
    done: list[str] = []
    plan = plan_runs(request("lone-manager", "grassroots", months=3))
    run_plan(plan, done.append)
    assert sorted(done) == ["grassroots"] * 2 + ["lone-manager"] * 2
    assert plan.runs == 4


def test_the_first_run_can_be_seen_again_person_by_person():
    plan = plan_runs(request("group-head"))
    batch = run_plan(plan).batches[0]
    observed = observe_run(plan)
    assert observed.records.use_changes is None
    assert observed.is_active_at_end.sum() == batch.monthly["active_employees"][0, -1]
    assert observed.is_active_at_start.sum() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"scenarios": ("lone-manager", "lone-manager")},
            "Two scenarios are called 'lone-manager'; give one of the files another name.",
        ),
        (
            {"scenarios": ("lone-manager", "group-head"), "baseline": "grouphead"},
            "The baseline 'grouphead' is not among the scenarios (did you mean 'group-head'?): "
            "they are lone-manager, group-head.",
        ),
        (
            {"scenarios": ("group-head", "holistic-late"), "months": None},
            "horizon_months is 120 months in group-head and 180 months in holistic-late; give all the same "
            "one with --months 180.",
        ),
    ],
)
def test_what_does_not_fit_is_told_before_anything_runs(values, sentence):
    with pytest.raises(ScenarioError) as problem:
        plan_runs(Request(**{"replications": 1, "seed": 0, "workers": 1, **values}))
    assert str(problem.value) == sentence


def test_provenance_names_all_that_is_needed_to_run_again(firm):
    document = provenance(
        plan_runs(request("lone-manager", organisation=firm, kinds=firm / "kinds.toml")),
        "smsim run lone-manager",
    )
    assert json.loads(json.dumps(document)) == document
    assert document["seed"] == 3
    assert document["command"] == "smsim run lone-manager"
    assert len(document["model_version"]) == 16
    assert {"numpy", "numba", "mesa"} <= set(document["libraries"])
    assert document["scenarios"][0]["values"]["horizon_months"] == 15
    assert len(document["scenarios"][0]["hash"]) == 32
    assert document["organisation"]["employees"] == 24
    assert document["organisation"]["kind"] == "imported"
