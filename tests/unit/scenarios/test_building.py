"""Scenarios made from values rather than files."""

import json
import pickle

import numpy as np
import pytest

from smsim.errors import ScenarioError
from smsim.parameters import Levers
from smsim.scenarios import (
    Change,
    Condition,
    Rule,
    Scenario,
    Settings,
    load_scenario,
    parse_scenario,
    with_values,
)


def test_values_are_replaced_by_their_dotted_key():
    base = load_scenario("task-force-broad")
    changed = with_values(
        base,
        {
            "levers.executive_tone": 0.25,
            "forms.task_force.authority": 0.1,
            "appointment_month": 3,
            "departments.sales.affinity": 0.2,
        },
        name="other",
    )
    assert changed.name == "other"
    assert changed.levers.executive_tone == 0.25
    assert changed.levers.members == base.levers.members
    assert changed.parameters.forms.task_force.authority == 0.1
    assert changed.parameters.forms.task_force.strategic_skill == 0.70
    assert changed.appointment_month == 3
    assert base.levers.executive_tone == 0.6


def test_no_values_give_the_same_scenario():
    for name in ("clampdown", "lead-leaves", "promoted-initiator"):
        scenario = load_scenario(name)
        assert with_values(scenario, {}) == scenario


def test_changes_and_rules_are_replaced_whole():
    new = [{"month": 50, "ban_share": 0.5}]
    changed = with_values(load_scenario("lead-leaves"), {"change": new, "when": []})
    assert [(change.month, change.given) for change in changed.changes] == [(50, {"ban_share": 0.5})]


def test_values_of_one_change_or_rule_are_counted_from_1():
    base = parse_scenario(
        "[[change]]\nmonth = 30\nban_share = 0.1\n[[change]]\nmonth = 40\nban_share = 0.2\n"
        '[[when]]\nif = [{ output = "crisis_weeks", above = 1 }, { output = "crises", above = 2 }]\n'
        "then = { ban_share = 1 }\n"
    )
    changed = with_values(
        base,
        {
            "change.2.month": 50,
            "change.1.executive_tone": 0.3,
            "when.1.if.2.above": 4,
            "when.1.then.ban_share": 0.5,
            "when.1.for_months": 6,
        },
    )
    assert [(change.month, change.given) for change in changed.changes] == [
        (30, {"executive_tone": 0.3, "ban_share": 0.1}),
        (50, {"ban_share": 0.2}),
    ]
    (rule,) = changed.rules
    assert [condition.above for condition in rule.conditions] == [1, 4]
    assert (rule.then.given, rule.for_months) == ({"ban_share": 0.5}, 6)
    assert base.changes[1].month == 40


@pytest.mark.parametrize("name", ["change.2.month", "when.1.then.ban_share", "change.12.month"])
def test_entries_that_are_not_there_cannot_be_set(name):
    base = parse_scenario("[[change]]\nmonth = 30\nban_share = 0.1\n", "mine")
    with pytest.raises(ScenarioError) as raised:
        with_values(base, {name: 3})
    assert str(raised.value) == f"scenario 'mine': {name} cannot be set: there is no such entry."


def test_an_override_can_be_given_back_to_the_form():
    scenario = parse_scenario(
        'extends = "promoted-initiator"\n[levers]\nstrategic_skill = "as_form"\n'
        '[[change]]\nmonth = 30\nauthority = "as_form"\n'
        '[[when]]\nif = [{ output = "crisis_weeks", above = 1 }]\nthen = { support_share = "as_form" }\n'
    )
    assert scenario.levers.strategic_skill is None
    assert scenario.changes[0].given == {"authority": None}
    assert scenario.rules[0].then.given == {"support_share": None}


def test_unknown_dotted_keys_are_refused():
    with pytest.raises(ScenarioError, match=r"\[levers\] has no key 'exec'; allowed"):
        with_values(Scenario(), {"levers.exec": 1})
    with pytest.raises(ScenarioError, match=r"levers\.form is a table"):
        with_values(Scenario(), {"levers.form.x": 1})


def test_settings_are_equal_when_the_same_were_given():
    assert Settings(ban_share=0.0) != Settings()
    assert Settings(ban_share=0.0) == Settings(ban_share=0.0)
    assert hash(Settings(ban_share=0.0)) == hash(Settings(ban_share=0.0))
    assert Change(month=3, ban_share=0.1) != Change(month=4, ban_share=0.1)


def test_a_scenario_travels_to_another_process():
    scenario = load_scenario("clampdown")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert len({scenario, load_scenario("clampdown"), load_scenario("dandelion")}) == 2


def test_python_and_files_build_the_same_scenario():
    in_python = Scenario(
        name="x",
        changes=(Change(month=20, ban_share=0.2),),
        rules=(Rule(conditions=(Condition(output="crises", above=1.0),), then=Settings(ban_share=1.0)),),
    )
    in_a_file = parse_scenario(
        "[[change]]\nmonth = 20\nban_share = 0.2\n"
        '[[when]]\nif = [{ output = "crises", above = 1 }]\nthen = { ban_share = 1 }\n',
        "x",
    )
    assert in_python == in_a_file


def test_python_is_refused_the_same_contradictions():
    with pytest.raises(ScenarioError, match="month of"):
        Scenario(horizon_months=10, changes=(Change(month=10, ban_share=0.1),))


def test_shares_of_headcount_need_not_add_up_to_the_last_digit():
    with_values(Scenario(), {"departments.sales.headcount_share": 0.16 + 9e-10})
    with pytest.raises(ScenarioError, match="must add up to 1"):
        with_values(Scenario(), {"departments.sales.headcount_share": 0.16 + 2e-9})


def test_a_task_force_may_become_a_dandelion_with_the_same_members():
    change = [{"month": 40, "form": "dandelion"}]
    scenario = with_values(load_scenario("task-force-broad"), {"change": change})
    assert scenario.changes[0].given == {"form": "dandelion"}
    two_tables = [{"month": 40, "members": ["sales"]}, {"month": 40, "form": "dandelion"}]
    with_values(load_scenario("lone-manager"), {"change": two_tables})


def test_months_need_not_be_in_order():
    backwards = [
        {"month": 60, "form": "lone_manager"},
        {"month": 40, "form": "dandelion", "members": ["sales"]},
    ]
    with_values(load_scenario("lone-manager"), {"change": backwards})
    with pytest.raises(ScenarioError, match=r"form in \[\[change\]\] 1 is 'dandelion'"):
        with_values(
            load_scenario("task-force-broad"),
            {"change": [{"month": 60, "form": "dandelion"}, {"month": 40, "form": "intern"}]},
        )


MISTAKES = [
    {"levers": {"executive_tone": 3}},
    {"levers": {"executiv_tone": 0.3}},
    {"horizon_months": "long"},
    {"levers": {"form": "task_force", "members": []}},
    {"audit": {"met_share": 2.0}},
    {"change": [{"month": -1, "executive_tone": 0.3}]},
    {"change": [{"month": 3}]},
    {"change": [{"executive_tone": 0.3}]},
]


@pytest.mark.parametrize("tables", MISTAKES, ids=str)
def test_the_same_mistake_is_told_in_the_same_words_wherever_it_is_made(tables, tmp_path):
    def told(make):
        with pytest.raises(ScenarioError) as caught:
            make()
        assert type(caught.value) is ScenarioError
        return str(caught.value)

    file = tmp_path / "trial.toml"
    file.write_text(as_toml(tables), encoding="utf-8")
    in_file = told(lambda: load_scenario(file))
    where, _, sentence = in_file.partition(": ")
    assert where.startswith(str(file))
    assert told(lambda: Scenario(**tables)) == sentence
    assert told(lambda: load_scenario(tables)) == sentence
    assert told(lambda: with_values(Scenario(), tables)) == f"scenario 'unnamed': {sentence}"


def as_toml(tables):
    """Return tables as inline TOML: JSON with other signs between key and value."""
    return "\n".join(f"{key} = {inline(value)}" for key, value in tables.items())


def inline(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


def test_a_group_made_in_python_is_refused_in_the_same_words():
    for make in (lambda: Levers(executive_tone=3), lambda: Scenario(levers=Levers(executive_tone=3))):
        with pytest.raises(ScenarioError, match=r"^executive_tone is 3, but must be a number from 0 to 1 \("):
            make()
    with pytest.raises(ScenarioError, match=r"Levers has no key 'executiv_tone' \(did you"):
        Levers(executiv_tone=0.3)
    with pytest.raises(ScenarioError, match=r"authority is 7, but must be a number from 0 to 1 .* or None"):
        Levers(authority=7)


def test_a_scenario_from_the_tables_of_a_file_extends_as_a_file_does(tmp_path):
    tables = {"title": "Louder", "extends": "lone-manager", "levers": {"executive_tone": np.float64(0.9)}}
    (tmp_path / "louder.toml").write_text(
        'title = "Louder"\nextends = "lone-manager"\n[levers]\nexecutive_tone = 0.9\n', encoding="utf-8"
    )
    made = load_scenario(tables, name="louder")
    assert made == load_scenario(tmp_path / "louder.toml")
    assert load_scenario(made) is made
    assert tables["extends"] == "lone-manager"
