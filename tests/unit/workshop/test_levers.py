"""No lever is forgotten, and what stands in the plan is what the page is told."""

from __future__ import annotations

import pytest

from smsim.parameters import Forms, Happenings, Levers
from smsim.parameters.levers import GROUPS
from smsim.scenarios.compile import WORDS
from smsim.scenarios.dated import SETTING_NAMES
from smsim.scenarios.layout import AS_FORM, OVERRIDES
from smsim.scenarios.schema import schema_at
from smsim.vocabulary import DepartmentKind
from smsim.workshop.levers import (
    CHOICE_WORDS,
    lever_documents,
    values_in_force,
    values_of_form,
)
from tests.levers import MOVED
from tests.simulations import start, world

LEVERS = lever_documents(Forms())
BY_NAME = {lever["name"]: lever for lever in LEVERS}
SOME = {**MOVED, "form": "dandelion"}
"""With a form that has seats."""


def test_every_lever_and_happening_is_shown_once():
    assert sorted(lever["name"] for lever in LEVERS) == sorted(SETTING_NAMES)
    places = [(GROUPS.index(lever["group"]), not lever["key"]) for lever in LEVERS]
    assert places == sorted(places)


def test_titles_and_keys_tell_levers_apart():
    titles = [lever["title"] for lever in LEVERS]
    keys = [lever["key"] for lever in LEVERS if lever["key"]]
    assert len(set(titles)) == len(titles) and max(map(len, titles)) <= 26
    assert sorted(keys) == list("0123456789")
    assert {lever["group"] for lever in LEVERS} == set(GROUPS)


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_what_the_page_offers_is_allowed(name):
    lever = BY_NAME[name]
    schema = schema_at(("change", 0, name))
    assert lever["meaning"] == schema["description"] and lever["unit"] == schema["unit"]
    if lever["kind"] in ("share", "number"):
        assert lever["low"] < lever["high"] and 0 < lever["step"] <= lever["high"] - lever["low"]
    if lever["low"] is not None:
        number = schema.get("anyOf", [schema])[0]
        assert number["minimum"] <= lever["low"] and lever["high"] <= number["maximum"]
    assert (lever["choices"] == [[None, "as the form has it"]]) == (name in OVERRIDES)
    if name in WORDS and name != "champions_in":
        assert [key for key, _ in lever["choices"]] == schema["enum"]
        assert set(schema["enum"]) <= set(WORDS[name].keys())


def test_every_word_of_a_choice_has_words():
    used = {word.key for words in WORDS.values() if words is not DepartmentKind for word in words}
    assert set(CHOICE_WORDS) == {*used, "any"}


def test_values_in_force_are_what_the_plan_says():
    assert SOME.keys() == set(SETTING_NAMES)
    scenario = world(
        "lone-manager", {"firm.employees": 30, "change": [{"month": 2, **SOME}]}, appointment_month=1
    )
    simulation = start(scenario)
    seen = []
    for _ in range(4):
        seen.append(values_in_force(simulation))
        simulation.advance()
    before, at_once, then = seen[1], seen[2], seen[3]
    assert before["form"] == "lone_manager" and before["members"] == [] and before["authority"] is None
    assert at_once == SOME
    lasting = {name: value for name, value in SOME.items() if name in Levers.model_fields}
    assert then == {**lasting, **dict(Happenings())}
    assert all(type(at_once[name]) is type(SOME[name]) for name in SOME)


def test_a_rule_that_fired_is_in_force():
    rule = {"if": [{"output": "active_share", "at_least": 0.0}], "then": {"has_onboarding": True}}
    simulation = start(world("lone-manager", {"firm.employees": 30, "when": [rule]}))
    assert values_in_force(simulation)["has_onboarding"] is False
    simulation.advance()
    assert values_in_force(simulation)["has_onboarding"] is True


def test_the_last_month_is_told_at_the_end():
    simulation = start(world("lone-manager", {"firm.employees": 30}, horizon_months=3, appointment_month=0))
    simulation.run()
    assert values_in_force(simulation)["form"] == "lone_manager"


def test_what_is_left_to_the_form_has_the_value_of_the_form():
    changes = [{"month": 2, "form": "group_head"}, {"month": 3, "authority": AS_FORM}]
    scenario = world("lone-manager", {"firm.employees": 60, "change": changes}, appointment_month=1)
    simulation = start(scenario)
    forms = scenario.parameters.forms
    assert values_of_form(simulation)["authority"] == forms.grassroots.authority
    simulation.advance()
    of_lone = values_of_form(simulation)
    assert of_lone.keys() == set(OVERRIDES)
    assert of_lone["publication_control"] == forms.lone_manager.publication_control
    assert of_lone["contact"] == forms.lone_manager.contact
    simulation.advance()
    assert values_of_form(simulation)["authority"] == forms.group_head.authority


def test_what_happens_once_is_set_for_a_month():
    once = {lever["name"] for lever in LEVERS if lever["kind"] == "event"}
    assert once == {"lead_leaves", "executives_change", "is_reorganised", "is_budget_cut", "champions"}
