from __future__ import annotations

import numpy as np
import pytest

from smsim.errors import ExperimentError, ScenarioError
from smsim.experiments.candidates.candidate import (
    candidate_experiment,
    distinct_candidates,
    option_candidates,
    reactive_candidates,
    seat_candidates,
    switch_candidates,
)
from smsim.experiments.candidates.decision_experiments import DecisionRequest, Drawn, decision_experiment
from smsim.experiments.running.schedule import Schedule
from smsim.scenarios import load_scenario, run_inputs, scenario_hash, with_values
from smsim.scenarios.compile import plan_numbers
from smsim.vocabulary import DepartmentKind
from tests.forms import NUMBER, SEATED
from tests.simulations import people_of, start, world

LONE, BROAD, HEAD = map(load_scenario, ("lone-manager", "task-force-broad", "group-head"))


def test_every_subset_of_seats_is_a_plan_and_the_empty_one_is_none():
    plans = seat_candidates(BROAD, ["sales", "human_resources", "customer_service"], always=["marketing"])
    members = [plan.scenario.levers.members for plan in plans]
    assert len(members) == len(set(members)) == 8
    assert members[0] == ("marketing",)
    assert all("marketing" in seats for seats in members)
    assert len(seat_candidates(BROAD, ["sales", "human_resources"])) == 3
    seats = "marketing, sales, customer service and human resources"
    assert plans[-1].words == f"a broad task force with seats for {seats}"
    assert len({plan.name for plan in plans}) == 8


def test_the_order_of_kinds_does_not_matter():
    one = seat_candidates(BROAD, ["sales", "finance"], ["marketing"])
    other = seat_candidates(BROAD, ["finance", "sales", "marketing"], ["marketing"])
    assert [plan.name for plan in one] == [plan.name for plan in other]


def test_seats_need_a_form_with_seats_and_kinds_that_there_are():
    with pytest.raises(ExperimentError, match=r"form of 'lone-manager' is lone_manager, which has no seats"):
        seat_candidates(LONE, ["sales"])
    with pytest.raises(ScenarioError, match="did you mean 'sales'"):
        seat_candidates(BROAD, ["salse"])


def test_a_switch_has_all_levers_of_the_other_from_its_month_on():
    for month, plan in zip((18, 40), switch_candidates(LONE, BROAD, [40, 18, 40]), strict=True):
        before, after, own = (plan_numbers(one)[0] for one in (LONE, BROAD, plan.scenario))
        np.testing.assert_array_equal(own[:month], before[:month])
        np.testing.assert_array_equal(own[month:], after[month:])
        assert plan.words == f"a lone manager, from month {month} on a broad task force"


def test_a_switch_away_from_seats_dissolves_them():
    plan = switch_candidates(BROAD, HEAD, [30])[0]
    months = run_inputs(plan.scenario).plan
    assert months.form[30] == NUMBER["group_head"]
    assert not months.members[30].any()


def test_a_switch_takes_up_what_both_options_set_for_their_lead():
    before, after = (with_values(option, {"levers.authority": 0.9}) for option in (LONE, BROAD))
    plan = switch_candidates(before, after, [30])[0]
    assert set(run_inputs(plan.scenario).plan.authority[12:]) == {0.9}


@pytest.mark.parametrize(
    ("before", "after", "month", "said"),
    [
        (LONE, BROAD, 12, "must come after month 12"),
        (LONE, BROAD, 120, "the run ends with month 119"),
        (LONE, with_values(BROAD, {"firm.employees": 99}), 30, "differ in firm too"),
        (LONE, with_values(LONE, {}, "the same"), 30, "have the same levers"),
        (load_scenario("holistic-late"), LONE, 30, r"'holistic-late' changes them in a \[\[change\]\]"),
    ],
)
def test_a_switch_that_cannot_be_made_is_refused(before, after, month, said):
    with pytest.raises((ExperimentError, ScenarioError), match=said):
        switch_candidates(before, after, [month])


def test_a_rule_seats_the_kind_that_stays_behind_and_nobody_else():
    plans = reactive_candidates(BROAD, ["sales", "finance", "research_development"], [9, 24])
    assert [plan.name.split(" or else ")[1] for plan in plans] == [
        "finance by 9", "finance by 24", "research_development by 9", "research_development by 24",
    ]  # sales has a seat already  # fmt: skip
    rule = plans[0].scenario.rules[0]
    assert rule.then.given == {"form": "task_force", "members": (*BROAD.levers.members, "finance")}
    assert rule.conditions[0].held_months == BROAD.appointment_month + 9
    assert rule.for_months is None


def test_the_rule_fires_in_its_month_after_the_appointment():
    small = {"firm.employees": 30, "horizon_months": 30, "appointment_month": 5}
    option = world("lone-manager", small)
    plan = reactive_candidates(option, ["finance"], [9], below=0.99, form="task_force")[0]
    simulation = start(plan.scenario, people_of(plan.scenario))
    simulation.run()
    form = simulation.records().monthly.form
    assert (form[5:14] == NUMBER["lone_manager"]).all()
    assert (form[14:] == NUMBER["task_force"]).all()


def test_a_rule_for_seats_needs_a_form_with_seats_and_a_known_kind():
    with pytest.raises(ExperimentError, match=f"name {' or '.join(SEATED)} for the rule"):
        reactive_candidates(LONE, ["sales"], [9])
    with pytest.raises(ScenarioError, match="did you mean 'sales'"):
        reactive_candidates(BROAD, ["salse"], [9])
    seated = reactive_candidates(LONE, ["sales"], [9], form="dandelion")[0].scenario.rules[0].then
    assert seated.members == ("marketing", "sales")
    with pytest.raises(ExperimentError, match=r"changes them in a \[\[when\]\]"):
        reactive_candidates(reactive_candidates(BROAD, ["finance"], [9])[0].scenario, ["operations"], [9])


def test_equal_plans_are_kept_once_and_one_name_means_one_plan():
    subset = seat_candidates(BROAD, [], BROAD.levers.members)
    kept = distinct_candidates([*option_candidates([BROAD, HEAD]), *subset])
    assert [plan.name for plan in kept] == ["task-force-broad", "group-head"]
    assert scenario_hash(subset[0].scenario) == scenario_hash(BROAD)
    with pytest.raises(ExperimentError, match="called 'group-head'"):
        distinct_candidates(option_candidates([HEAD, with_values(BROAD, {}, "group-head")]))


def test_plans_meet_the_worlds_of_the_decision_and_those_left_meet_more():
    request = DecisionRequest(
        ("lone-manager", "task-force-broad"), worlds=8, replications=1, seed=3, months=40
    )
    decision = decision_experiment(request, (Drawn("adoption.peer_hazard", 0.02, 0.12),), "Which")
    lone, broad = decision.scenarios
    plans = distinct_candidates([*option_candidates([broad]), *switch_candidates(lone, broad, [20, 30])])
    schedule = Schedule(candidate_experiment(decision, plans))
    few = Schedule(schedule.after(2))
    assert few.runs == 6
    assert set(few.keys()) < set(schedule.keys())
    assert len(set(Schedule(decision).keys()) & set(schedule.keys())) == 8
    fewer_plans = Schedule(candidate_experiment(decision, plans[1:]))
    assert set(fewer_plans.keys()) < set(schedule.keys())


def test_kinds_are_said_in_words():
    called = ("", "a task force")
    words = [seat_candidates(BROAD, [], ["human_resources"], name)[0].words for name in called]
    seat = f"with seats for {DepartmentKind.HUMAN_RESOURCES.title}"
    assert words == [f"a broad task force {seat}", f"a task force {seat}"]
    hubs = seat_candidates(load_scenario("dandelion"), [], ["human_resources"])[0].words
    assert hubs == f"a centre with hubs in {DepartmentKind.HUMAN_RESOURCES.title}"
    one, other = (reactive_candidates(option, ["finance"], [9], form=form)[0].words
                  for option, form in ((BROAD, None), (LONE, "task_force")))  # fmt: skip
    assert one.endswith("by month 9 after the appointment, a seat for finance")
    assert other.endswith("the appointment, a task force with seats for marketing and finance")
