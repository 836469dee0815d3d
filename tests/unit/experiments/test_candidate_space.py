"""Which plans a search looks through: all that the options lead to, each once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smsim.experiments.candidates.candidate import trial_in
from smsim.experiments.candidates.decision_experiments import (
    DecisionRequest,
    Drawn,
    decision_experiment,
    world_table,
)
from smsim.experiments.candidates.space import candidate_space
from smsim.experiments.experiment import Experiment
from smsim.experiments.running.schedule import Schedule
from smsim.scenarios import load_scenario, scenario_hash, with_values
from tests.running import fill, store_in

NOT_HOME = ("communications", "sales", "customer_service", "human_resources", "research_development",
            "finance", "information_technology", "operations", "executive")  # fmt: skip


def experiment_of(*scenarios, months=None) -> Experiment:
    names = ("lone-manager", "group-head")
    factors = (Drawn("adoption.peer_hazard", 0.02, 0.1),)
    plain = decision_experiment(DecisionRequest(names, 4, 1, 1, months), factors, "t")
    return replace(plain, scenarios=tuple(scenarios)) if scenarios else plain


def few_kinds(name: str, *members: str, **values):
    """Return a preset with three kinds of department: marketing at home, sales and finance."""
    shares = dict.fromkeys(NOT_HOME, 0.0) | {"sales": 0.5, "finance": 0.2}
    values |= {f"departments.{kind}.headcount_share": share for kind, share in shares.items()}
    values |= {"departments.marketing.headcount_share": 0.3}
    values |= {"levers.members": list(members)} if members else {}
    return with_values(load_scenario(name), values)


LONE, HEAD = few_kinds("lone-manager"), few_kinds("group-head")
FORCE = few_kinds("task-force-narrow", "marketing", "sales")


def test_all_that_the_options_lead_to_is_there_once():
    space = candidate_space(experiment_of(LONE, FORCE))
    assert space.kinds == ("marketing", "sales", "finance")
    scenarios = [plan.scenario for plan in space.candidates]
    assert len({scenario_hash(scenario) for scenario in scenarios}) == len(scenarios)
    assert len({plan.words for plan in space.candidates}) == len(scenarios)
    seated = [s for s in scenarios if s.levers.form == "task_force" and not s.changes and not s.rules]
    assert {s.levers.members for s in seated} == {
        ("marketing", "sales"),
        ("marketing",),
        ("marketing", "finance"),
        ("marketing", "sales", "finance"),
    }
    dates = [(s.levers.form, s.changes[-1].month) for s in scenarios if s.changes]
    months = [24, 36, 48, 60, 72, 84, 96, 108]
    forms = ("lone_manager", "task_force")
    assert sorted(dates) == sorted((form, month) for form in forms for month in months)
    rules = [s for s in scenarios if s.rules]
    assert len(rules) == 5 * (1 + 2)  # finance beside the task force; sales and finance beside the manager
    assert {s.rules[0].conditions[0].held_months - s.appointment_month for s in rules} == {6, 9, 12, 18, 24}
    assert all(s.rules[0].then.form == "task_force" for s in rules)
    assert space.unvaried == () and space.not_switched == ""


def test_options_that_differ_in_their_seats_only_lead_to_the_same_sets():
    small = few_kinds("task-force-narrow", "marketing").model_copy(update={"name": "small"})
    plans = candidate_space(experiment_of(FORCE, small)).candidates
    words = [plan.words for plan in plans if " seats for " in plan.words and ";" not in plan.words]
    assert sorted(words) == [
        "a task force with seats for marketing and finance",
        "a task force with seats for marketing, sales and finance",
    ]
    weak = with_values(FORCE, {"levers.executive_tone": 0.1}, "weak")
    told = [plan.words for plan in candidate_space(experiment_of(FORCE, weak)).candidates]
    assert "a narrow task force with seats for marketing and finance" in told


def test_an_option_that_changes_its_form_is_taken_as_it_is():
    late = few_kinds("holistic-late")
    space = candidate_space(experiment_of(HEAD, late))
    assert space.unvaried == ("holistic-late",)
    assert not space.has_seats and space.switch_months == ()
    assert [plan.name for plan in space.candidates if "holistic" in plan.name] == ["holistic-late"]


def test_why_options_cannot_follow_one_another_is_told():
    larger = with_values(HEAD, {"firm.employees": 99})
    space = candidate_space(experiment_of(LONE, larger))
    assert "differ in firm too" in space.not_switched
    assert space.switch_months == ()


def test_short_runs_have_earlier_dates_and_no_rule_for_the_end():
    space = candidate_space(experiment_of(months=30))
    assert space.switch_months == (15, 18, 21, 24, 27)
    assert space.rule_months == (6, 9, 12)


def test_a_trial_runs_plans_in_the_first_worlds_of_the_decision(tmp_path):
    values = {"horizon_months": 14, "firm.employees": 20}
    options = [with_values(load_scenario(name), values) for name in ("lone-manager", "group-head")]
    decision = Schedule(experiment_of(*options))
    store = store_in(tmp_path)
    fill(decision, store)
    done = []

    def run(schedule):
        done.append(schedule.runs)
        fill(schedule, store)
        return world_table(schedule, store)

    plans = candidate_space(decision.experiment).candidates[:2]
    trial = trial_in(decision, run)
    few, more = trial(plans, 2), trial(plans, 4)
    assert done == [4, 8]
    assert sorted(few["world"].unique()) == [0, 1]
    first = more[more["world"] < 2]
    np.testing.assert_array_equal(first["cost_keur"], few["cost_keur"])
    assert set(few["run_key"]) <= set(decision.keys())
