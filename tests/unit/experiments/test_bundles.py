from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from smsim.errors import ExperimentError
from smsim.experiments.candidates.bundles import (
    REST,
    bundle_elements,
    coalition_experiment,
    coalition_outcomes,
    coalition_scenarios,
)
from smsim.experiments.candidates.decision_experiments import DecisionRequest, Drawn, decision_experiment
from smsim.experiments.running.schedule import Schedule
from smsim.scenarios import load_scenario, run_inputs, scenario_hash, with_values
from smsim.vocabulary import DepartmentKind
from tests.forms import NUMBER
from tests.simulations import people_of, start, world

OPTIONS = ("lone-manager", "task-force-broad", "group-head", "dandelion", "holistic-early")
SMALL = {"firm.employees": 30, "horizon_months": 30}
LONE = world("lone-manager", SMALL)
SEATED = (NUMBER["task_force"], NUMBER["dandelion"])
OF_KIND = {
    "human_resources_seat": ("human_resources",),
    "customer_service_seat": ("customer_service",),
    "further_seats": ("communications", "sales"),
}
OF_FORM = {
    "authority": ("authority", "contact"),
    "capacity": ("staff_fte",),
    "sponsor": ("executive_visibility",),
}
LEVERS = {
    "authority": ("authority", "contact", "lead_by", "representatives_by"),
    "capacity": ("staff_factor",),
    "training": ("training_push_share", "has_onboarding"),
    "sponsor": ("executive_tone", "sponsorship_floor", "executive_visibility"),
}


def names_of(elements):
    return tuple(element.name for element in elements)


def in_charge(scenario, month):
    """Return the form's row in a month, the levers beside it, and the kinds with a seat."""
    inputs = run_inputs(scenario)
    levers = inputs.plan[month]
    seated = {kind.key for kind in DepartmentKind if levers.members[kind] > 0.0}
    return inputs.forms[int(levers.form)], levers, seated


def monthly(scenario):
    simulation = start(scenario, people_of(scenario))
    simulation.run()
    return simulation.records().monthly


@pytest.mark.parametrize("pair", list(permutations(OPTIONS, 2)), ids=" against ".join)
def test_all_elements_are_the_option_none_is_the_reference_and_all_between_are_valid(pair):
    chosen, reference = map(load_scenario, pair)
    elements = bundle_elements(chosen, reference)
    scenarios = coalition_scenarios(chosen, reference, elements)
    assert len(scenarios) == 2 ** len(elements) <= 256
    assert scenarios[frozenset(names_of(elements))] is chosen
    assert scenarios[frozenset()] is reference
    hashes = {scenario.name: scenario_hash(scenario) for scenario in scenarios.values()}
    assert len(set(hashes.values())) == len(hashes)
    assert all(element.changes for element in elements)


@pytest.mark.parametrize("pair", list(permutations(OPTIONS, 2)), ids=" against ".join)
def test_each_element_off_has_the_reference_s_value_and_the_others_the_option_s(pair):
    chosen, reference = map(load_scenario, pair)
    elements = names_of(bundle_elements(chosen, reference))
    scenarios = coalition_scenarios(chosen, reference, bundle_elements(chosen, reference))
    month = chosen.appointment_month
    our_form, our_levers, our_seats = in_charge(chosen, month)
    their_form, their_levers, their_seats = in_charge(reference, month)
    for element in elements:
        form, levers, seats = in_charge(scenarios[frozenset(elements) - {element}], month)
        source = their_levers if element == REST else our_levers
        assert levers.form == source.form
        for name, columns in OF_FORM.items():
            expected = their_form if name == element else our_form
            assert [form[column] for column in columns] == [expected[column] for column in columns]
        for name, columns in LEVERS.items():
            expected = their_levers if name == element else our_levers
            values = np.array([levers[column] for column in columns])
            np.testing.assert_array_equal(values, [expected[column] for column in columns])
        for name, kinds in OF_KIND.items():
            expected_seats = their_seats if name == element else our_seats
            if int(levers.form) in SEATED:
                assert {kind in seats for kind in kinds} == {kind in expected_seats for kind in kinds}
            else:
                assert not seats


def test_the_option_stripped_of_everything_but_its_form_seats_the_home_alone():
    chosen, reference = load_scenario("task-force-broad"), load_scenario("lone-manager")
    stripped = coalition_scenarios(chosen, reference, bundle_elements(chosen, reference))[frozenset({REST})]
    assert (stripped.levers.form, stripped.levers.members) == ("task_force", ("marketing",))
    assert stripped.parameters.centre.member_hours == 0.0
    assert stripped.parameters.forms.task_force.authority == reference.parameters.forms.lone_manager.authority
    assert stripped.parameters.forms.grassroots == chosen.parameters.forms.grassroots


def test_a_body_left_without_a_seat_gives_one_to_the_home():
    chosen = with_values(load_scenario("task-force-broad"), {"levers.members": ["sales"]}, "sales alone")
    scenarios = coalition_scenarios(
        chosen, load_scenario("lone-manager"), bundle_elements(chosen, load_scenario("lone-manager"))
    )
    assert scenarios[frozenset({REST})].levers.members == ("marketing",)


def test_nobody_in_charge_takes_nothing_from_a_form():
    chosen, reference = load_scenario("task-force-broad"), load_scenario("grassroots")
    elements = bundle_elements(chosen, reference)
    scenarios = coalition_scenarios(chosen, reference, elements)
    assert scenarios[frozenset({"authority", "sponsor", "capacity"})] is reference
    assert all(
        s.parameters.forms.grassroots == reference.parameters.forms.grassroots for s in scenarios.values()
    )


def test_options_that_differ_in_seats_only_have_no_other_element():
    broad, narrow = load_scenario("task-force-broad"), load_scenario("task-force-narrow")
    assert names_of(bundle_elements(broad, narrow)) == ("human_resources_seat", "customer_service_seat")
    assert bundle_elements(broad, broad) == ()
    assert coalition_scenarios(broad, broad, ()) == {frozenset(): broad}


def test_who_is_put_in_charge_goes_with_authority():
    reference = load_scenario("task-force-broad")
    picked = {"levers.lead_by": "most_ties", "levers.representatives_by": "head", "levers.contact": 0.4}
    chosen = with_values(reference, picked, "picked")
    elements = bundle_elements(chosen, reference)
    assert names_of(elements) == ("authority",)
    assert all(
        any(name.removeprefix("levers.") in change for change in elements[0].changes) for name in picked
    )


def test_a_budget_cut_and_new_executives_go_with_capacity_and_sponsor():
    happens = [{"month": 20, "is_budget_cut": True}, {"month": 30, "executives_change": True}]
    chosen, reference = dated("task-force-broad", happens, "shaken"), load_scenario("task-force-broad")
    elements = bundle_elements(chosen, reference)
    assert names_of(elements) == ("capacity", "sponsor")
    cut = run_inputs(coalition_scenarios(chosen, reference, elements)[frozenset({"capacity"})]).plan
    assert (cut.is_budget_cut[20], cut.executives_change[30]) == (1.0, 0.0)


def test_training_and_a_sponsor_are_elements_where_levers_set_them():
    reference = load_scenario("task-force-broad")
    chosen = with_values(
        reference, {"levers.has_onboarding": True, "levers.sponsorship_floor": 0.3}, "backed"
    )
    elements = bundle_elements(chosen, reference)
    assert names_of(elements) == ("training", "sponsor")
    scenarios = coalition_scenarios(chosen, reference, elements)
    trained = scenarios[frozenset({"training"})].levers
    assert (trained.has_onboarding, trained.sponsorship_floor) == (True, 0.0)
    assert "sponsorship_floor" in elements[1].changes[0]


def test_the_home_department_s_seat_is_no_element():
    at_hr = {"firm.home": "human_resources"}
    chosen = with_values(load_scenario("task-force-broad"), at_hr)
    reference = with_values(load_scenario("lone-manager"), at_hr)
    assert "human_resources_seat" not in names_of(bundle_elements(chosen, reference))


def dated(base, changes, name, rules=()):
    return with_values(load_scenario(base), {"change": list(changes), "when": list(rules)}, name)


def test_dated_levers_go_with_their_element_and_other_dated_ones_stay():
    chosen = dated(
        "task-force-broad",
        [{"month": 20, "executive_tone": 0.9, "ban_share": 0.1}, {"month": 30, "has_onboarding": True}],
        "pushed",
    )
    reference = dated("task-force-broad", [{"month": 25, "executive_tone": 0.1}], "let down")
    elements = bundle_elements(chosen, reference)
    assert names_of(elements) == ("training", "sponsor", REST)
    scenarios = coalition_scenarios(chosen, reference, elements)
    plan = run_inputs(scenarios[frozenset({"training", REST})]).plan
    np.testing.assert_array_equal(plan.executive_tone, run_inputs(reference).plan.executive_tone)
    np.testing.assert_array_equal(plan.has_onboarding, run_inputs(chosen).plan.has_onboarding)
    np.testing.assert_array_equal(plan.ban_share, run_inputs(chosen).plan.ban_share)


def test_seats_given_later_go_with_their_element():
    broad = ["marketing", "sales", "human_resources"]
    chosen = dated("task-force-narrow", [{"month": 40, "members": broad}], "seats HR")
    reference = load_scenario("task-force-narrow")
    elements = bundle_elements(chosen, reference)
    assert names_of(elements) == ("human_resources_seat", "further_seats")
    scenarios = coalition_scenarios(chosen, reference, elements)
    with_hr = scenarios[frozenset({"human_resources_seat"})]
    assert in_charge(with_hr, 39)[2] == {"marketing", "communications", "sales"}
    assert in_charge(with_hr, 40)[2] == {"marketing", "communications", "sales", "human_resources"}
    without_hr = scenarios[frozenset({"further_seats"})]
    assert in_charge(without_hr, 40)[2] == {"marketing", "sales"}


def test_a_reference_that_seats_a_kind_later_gives_the_seat_later():
    chosen = load_scenario("task-force-narrow")
    reference = dated("task-force-broad", [{"month": 40, "members": ["marketing", "sales"]}], "shrinks")
    elements = bundle_elements(chosen, reference)
    everything = frozenset(names_of(elements))
    off = coalition_scenarios(chosen, reference, elements)[everything - {"human_resources_seat"}]
    assert in_charge(off, 39)[2] == {"marketing", "communications", "sales", "human_resources"}
    assert in_charge(off, 40)[2] == {"marketing", "communications", "sales"}


def test_a_switch_takes_the_values_of_the_form_the_other_has_at_the_time():
    switch = {"month": 36, "form": "group_head"}
    chosen = dated("lone-manager", [switch], "later head")
    reference = dated("lone-manager", [{"month": 60, "form": "holistic"}], "later all")
    elements = bundle_elements(chosen, reference)
    off = coalition_scenarios(chosen, reference, elements)[frozenset(names_of(elements)) - {"authority"}]
    forms = off.parameters.forms
    assert forms.group_head.authority == forms.lone_manager.authority == 0.45
    assert forms.group_head.staff_fte == 2.0


def test_rules_keep_their_conditions_and_lose_what_the_element_sets():
    condition = {"output": "practice_of_sales", "below": 0.2, "held_months": 20}
    then = {
        "form": "task_force",
        "members": ["marketing", "human_resources"],
        "executive_tone": 0.9,
    }
    rules = [{"if": [condition], "then": then}, {"if": [condition], "then": {"has_onboarding": True}}]
    chosen, reference = dated("lone-manager", [], "reacts", rules), load_scenario("lone-manager")
    elements = bundle_elements(chosen, reference)
    everything = frozenset(names_of(elements))
    assert {"human_resources_seat", "training", "sponsor", REST} <= everything
    scenarios = coalition_scenarios(chosen, reference, elements)
    bare = scenarios[everything - {"human_resources_seat", "training", "sponsor"}]
    assert [rule.then.given for rule in bare.rules] == [{"form": "task_force", "members": ("marketing",)}]
    backed = scenarios[frozenset({"sponsor"})]
    assert [rule.then.given for rule in backed.rules] == [{"executive_tone": 0.9}]
    assert backed.rules[0].conditions == chosen.rules[0].conditions


def test_an_element_off_changes_the_run_and_all_on_give_it_back_to_the_bit():
    chosen, reference = world("task-force-broad", SMALL), world("lone-manager", SMALL)
    elements = bundle_elements(chosen, reference)
    everything = frozenset(names_of(elements))
    scenarios = coalition_scenarios(chosen, reference, elements)
    ours = monthly(chosen)
    assert monthly(scenarios[everything]).tobytes() == ours.tobytes()
    assert monthly(scenarios[frozenset()]).tobytes() == monthly(reference).tobytes()
    without_hours = monthly(scenarios[everything - {"capacity"}])
    assert without_hours.capacity_hours[20] < ours.capacity_hours[20]
    assert without_hours.cost_keur[20] < ours.cost_keur[20]


FACTORS = (Drawn("adoption.peer_hazard", 0.02, 0.12),)


def decision(options=("lone-manager", "task-force-broad")):
    request = DecisionRequest(options, worlds=4, replications=2, seed=3, months=20)
    return decision_experiment(request, FACTORS, "Which")


def test_coalitions_meet_the_worlds_of_the_decision_and_share_its_runs():
    ours = decision()
    reference, chosen = ours.scenarios
    scenarios = coalition_scenarios(chosen, reference, bundle_elements(chosen, reference))
    theirs = coalition_experiment(ours, scenarios)
    assert {scenario.name for scenario in theirs.scenarios} == {s.name for s in scenarios.values()}
    assert theirs.table is ours.table
    assert (theirs.seed, theirs.replications, theirs.factors) == (ours.seed, ours.replications, ours.factors)
    assert set(Schedule(ours).keys()) < set(Schedule(theirs).keys())
    assert theirs.document["scenario_hashes"].keys() == {s.name for s in theirs.scenarios}
    assert len(theirs.document["scenario"]) == len(theirs.scenarios)


def test_scenarios_of_another_horizon_or_one_name_are_refused():
    ours = decision()
    with pytest.raises(ExperimentError, match=r"horizon_months of 'group-head' is 120, but must be 20"):
        coalition_experiment(ours, {frozenset(): load_scenario("group-head")})


def test_outcomes_are_means_over_the_runs_of_a_world_and_missing_where_one_failed():
    broad, narrow = load_scenario("task-force-broad"), load_scenario("task-force-narrow")
    runs = pd.DataFrame(
        {
            "scenario": ["task-force-broad", "task-force-narrow"] * 4,
            "world": [1, 1, 1, 1, 0, 0, 0, 0],
            "score_at_end": [3.0, 1.0, 4.0, 1.0, 2.0, 7.0, np.nan, 8.0],
        }
    )
    outcomes = coalition_outcomes(runs, {frozenset(): narrow, frozenset({"x"}): broad}, "score_at_end")
    np.testing.assert_array_equal(outcomes[frozenset()], [7.5, 1.0])
    np.testing.assert_array_equal(outcomes[frozenset({"x"})], [np.nan, 3.5])


def test_what_overrides_a_form_is_taken_as_the_other_has_it_whoever_is_in_charge():
    dated = [{"month": 20, "form": "group_head"}]
    changing = with_values(world("lone-manager", SMALL), {"change": dated}, "changing")
    steady = world("task-force-broad", {**SMALL, "levers.authority": 0.9})
    scenarios = coalition_scenarios(steady, changing, bundle_elements(steady, changing))
    taken = run_inputs(scenarios[frozenset({"authority"})]).plan
    assert set(taken.authority[12:]) == {0.9}, "the base's change of form does not end it"
    assert set(taken.form[20:]) == {NUMBER["group_head"]}
    ended = with_values(steady, {"change": dated}, "ended")
    alone = coalition_scenarios(ended, LONE, bundle_elements(ended, LONE))
    taken = run_inputs(alone[frozenset({"authority"})]).plan
    assert set(taken.authority[12:20]) == {0.9} and np.isnan(taken.authority[20:]).all()
