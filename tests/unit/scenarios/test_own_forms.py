"""A scenario file may bring governance forms of its own: read, checked, told, written and told apart."""

from __future__ import annotations

import dataclasses

import jsonschema
import pytest

from smsim.engine.state import TRAITS
from smsim.errors import ScenarioError
from smsim.parameters import FORM_WORDS
from smsim.scenarios import (
    ENSEMBLES,
    Scenario,
    differences,
    load_scenario,
    parse_scenario,
    remarks,
    run_inputs,
    sample_firm,
    scenario_hash,
    scenario_schema,
    sharing_forms,
    to_toml,
    with_values,
)
from smsim.scenarios.timeline import timeline
from smsim.scenarios.variations import Variations, varied
from smsim.views.timeline import timeline_lines
from tests.forms import EITHER, FORMS, NAMES, NUMBER, SEATED

BROUGHT = """
[forms.steering_committee]
extends = "task_force"
title = "steering committee"
has_hubs = true
authority = 0.9

[forms.advisers]
extends = "steering_committee"
is_body = false
"""
COMMITTEE = (
    BROUGHT
    + """
[levers]
form = "steering_committee"
members = ["marketing", "sales"]

[[change]]
month = 30
form = "advisers"

[[when]]
if = [{ output = "crisis_weeks", above = 1 }]
then = { form = "steering_committee", members = ["finance"] }
"""
)
SCENARIO = parse_scenario(COMMITTEE, "committee")


def test_a_form_of_one_s_own_is_like_what_it_extends_but_for_what_it_sets():
    rows = SCENARIO.forms.rows
    assert tuple(rows) == (*NAMES, "advisers", "steering_committee")
    for name, parent, own in (
        ("steering_committee", "task_force", {"has_hubs": True, "authority": 0.9}),
        ("advisers", "steering_committee", {"is_body": False}),
    ):
        differing = {key: value for key, value in rows[name] if value != getattr(rows[parent], key, None)}
        assert {key: value for key, value in differing.items() if key not in FORM_WORDS} == own
    assert SCENARIO.forms.titles["advisers"] == "advisers"


def test_it_takes_over_what_the_other_form_has_in_the_file():
    changed = parse_scenario("[forms.task_force]\nsupport_share = 0.1\n" + BROUGHT).forms.rows
    assert changed["advisers"].support_share == changed["task_force"].support_share == 0.1
    later = with_values(SCENARIO, {"forms.task_force.support_share": 0.1}).forms.rows
    assert later["advisers"].support_share == FORMS.rows["task_force"].support_share


def test_the_engine_s_table_and_plan_know_it():
    inputs = run_inputs(SCENARIO)
    assert inputs.forms.authority.tolist()[len(NAMES) :] == [0.9, 0.9]
    assert list(inputs.form_titles)[len(NAMES) :] == ["advisers", "steering_committee"]
    assert set(inputs.plan.form[:12]) == {NUMBER["grassroots"]}
    assert set(inputs.plan.form[12:30]) == {len(NAMES) + 1} and set(inputs.plan.form[30:]) == {len(NAMES)}
    assert inputs.plan.members[40].sum() == 2  # a form with seats keeps the members


def test_it_is_told_month_by_month():
    lines = list(timeline_lines(SCENARIO))
    assert lines[1] == "  month 12    steering committee in charge, with marketing and sales"
    assert "advisers in charge" in lines[2]
    assert [moment.form for moment in timeline(SCENARIO)] == ["grassroots", "steering_committee", "advisers"]
    assert remarks(SCENARIO) == ()


def test_what_it_cannot_use_is_told():
    text = BROUGHT + '[forms.crowd]\nextends = "grassroots"\ntitle = "the crowd"\n[levers]\nform = "crowd"\n'
    assert remarks(parse_scenario(text + "authority = 0.5")) == (
        "authority 0.5 share of [levers] has no effect: nobody is in charge then.",
    )
    text = '[forms.pair]\nextends = "lone_manager"\n[levers]\nform = "pair"\nrepresentatives_by = "head"'
    assert remarks(parse_scenario(text)) == (
        "representatives_by 'head' of [levers] has no effect: nobody has a seat while it holds.",
    )


@pytest.mark.parametrize("full", [False, True])
def test_written_and_read_it_is_the_same(full):
    text = to_toml(SCENARIO, full=full)
    assert parse_scenario(text, "committee") == SCENARIO
    assert full or '[forms.advisers]\nextends = "steering_committee"\nis_body = false\n' in text
    apart = with_values(SCENARIO, {"forms.task_force.support_share": 0.1})
    assert parse_scenario(to_toml(apart, full=full), "committee") == apart


def test_its_values_count_and_its_words_do_not():
    base = scenario_hash(SCENARIO)
    changed = [("authority", 0.8), ("has_hubs", False), ("has_member_hours", False), ("is_supervised", False)]
    hashes = {
        scenario_hash(with_values(SCENARIO, {f"forms.steering_committee.{name}": value}))
        for name, value in changed
    }
    assert len(hashes | {base}) == len(changed) + 1
    renamed = with_values(SCENARIO, {"forms.steering_committee.title": "council"})
    assert scenario_hash(renamed) == base and renamed != SCENARIO
    assert scenario_hash(load_scenario("lone-manager")) != scenario_hash(
        parse_scenario('extends = "lone-manager"' + BROUGHT)
    )


def test_variations_are_as_fast_and_the_same():
    variations = Variations(SCENARIO)
    for settings in (
        {"forms.steering_committee.authority": 0.25},
        {"forms.advisers.is_body": True, "levers.form": "advisers"},
        {"forms.advisers.title": "council"},
    ):
        assert varied(SCENARIO, settings) == with_values(SCENARIO, settings)
        assert variations.scenario_hash(settings) == scenario_hash(with_values(SCENARIO, settings))


def test_what_is_set_of_a_form_only_others_bring_changes_nothing():
    lone = load_scenario("lone-manager")
    settings = {"forms.steering_committee.authority": 0.25}
    assert varied(lone, settings) == lone
    assert Variations(lone).scenario_hash(settings) == scenario_hash(lone)


def test_files_may_extend_a_file_that_brings_one(tmp_path):
    (tmp_path / "committee.toml").write_text(COMMITTEE, encoding="utf-8")
    (tmp_path / "ours.toml").write_text(
        'extends = "committee.toml"\n[forms.steering_committee]\nauthority = 0.3\n[forms.task_force]\n'
        "support_share = 0.1\n",
        encoding="utf-8",
    )
    ours = load_scenario(tmp_path / "ours.toml")
    assert ours.levers == SCENARIO.levers and ours.changes == SCENARIO.changes
    assert ours.forms.rows["advisers"].authority == 0.3
    assert ours.forms.rows["steering_committee"].support_share == 0.1
    text = 'extends = "committee.toml"\nextends_without = ["change", "when"]\n[levers]\nform = "{}"\n'
    kept = parse_scenario(text.format("advisers"), folder=tmp_path)
    assert kept.levers.members == ("marketing", "sales")  # a form with seats keeps them
    assert parse_scenario(text.format("group_head"), folder=tmp_path).levers.members == ()


SENTENCES = {
    "unknown parent": (
        '[forms.a]\nextends = "taskforce"',
        "trial.toml, line 2: forms.a.extends is 'taskforce', but must be one of 'grassroots'",
        "(did you mean 'task_force'?).",
    ),
    "its own parent": (
        '[forms.a]\nextends = "b"\n[forms.b]\nextends = "a"',
        "trial.toml, line 2: forms.a.extends is 'b', but that leads back to itself: a → b → a.",
        "",
    ),
    "unknown form": (
        BROUGHT + '[levers]\nform = "stearing_committee"',
        "trial.toml, line 12: levers.form is 'stearing_committee', but must be one of 'grassroots'",
        "'advisers', 'steering_committee' (did you mean 'steering_committee'?).",
    ),
    "unknown form in a rule": (
        '[[when]]\nif = [{ output = "crisis_weeks", above = 1 }]\nthen = { form = "taskforce" }',
        "trial.toml, line 3: form of then of [[when]] 1 is 'taskforce', but must be one of",
        "(did you mean 'task_force'?).",
    ),
    "no members": (
        BROUGHT + '[levers]\nform = "steering_committee"',
        "trial.toml, line 12: form in [levers] is 'steering_committee', which needs at least one of ",
        "executive.",
    ),
    "members without seats": (
        '[forms.pair]\nextends = "lone_manager"\n[levers]\nform = "pair"\nmembers = ["sales"]',
        f"trial.toml, line 5: members in [levers] are 'sales', but only {EITHER} has members, ",
        "and the form is 'pair'.",
    ),
    "unknown key": (
        '[forms.a]\nextends = "task_force"\nauthorty = 0.1',
        "trial.toml, line 3: forms.a has no key 'authorty' (did you mean 'authority'?); allowed are title, ",
        "",
    ),
    "a number too high": (
        '[forms.a]\nextends = "task_force"\nauthority = 2',
        "trial.toml, line 3: forms.a.authority is 2, but must be a number from 0 to 1 (share).",
        "",
    ),
    "hubs without seats": (
        '[forms.a]\nextends = "lone_manager"\nhas_hubs = true',
        "trial.toml, line 3: forms.a.has_hubs is true, which needs has_seats to be true as well: a hub is a ",
        "member's.",
    ),
    "a lead from the start": (
        "[forms.grassroots]\nhas_lead = true",
        "trial.toml, line 2: forms.grassroots.has_lead is true, but it is in force until somebody is ",
        "",
    ),
    "two of one title": (
        '[forms.a]\nextends = "task_force"\ntitle = "lone manager"',
        "trial.toml, line 3: forms.a is called 'lone manager', but so is forms.lone_manager",
        "",
    ),
    "a name with a capital": (
        '[forms.Council]\nextends = "task_force"',
        "trial.toml, line 1: 'Council' in [forms] cannot name a form",
        "",
    ),
    "no table": ("[forms]\na = 3", "trial.toml, line 2: forms.a is 3, but must be a table.", ""),
    "an extended form of the model": (
        '[forms.task_force]\nextends = "dandelion"',
        "trial.toml, line 2: forms.task_force has no key 'extends'",
        "",
    ),
    "like what is no table": (
        '[forms]\ntask_force = 3\na = { extends = "task_force" }',
        "trial.toml, line 2: forms.task_force is 3, but must be a table.",
        "",
    ),
    "no text": (
        '[forms.a]\nextends = "b"\n[forms.b]\nextends = ["a"]',
        "trial.toml, line 4: forms.b.extends is",
        "",
    ),
}


@pytest.mark.parametrize(("text", "beginning", "end"), SENTENCES.values(), ids=SENTENCES)
def test_what_makes_no_sense_is_refused_in_a_sentence(text, beginning, end):
    with pytest.raises(ScenarioError) as raised:
        parse_scenario(text, "trial")
    assert str(raised.value).startswith(beginning) and str(raised.value).endswith(end)


def test_a_refused_form_does_not_keep_files_from_being_laid_over_each_other(tmp_path):
    (tmp_path / "below.toml").write_text('[forms.a]\nextends = "a"\n[levers]\nform = "a"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"below\.toml, line 2: forms\.a\.extends is 'a', but must"):
        parse_scenario('extends = "below.toml"\n[levers]\nform = "task_force"', folder=tmp_path)


def test_scenarios_that_differ_in_one_are_told_apart():
    told = differences(SCENARIO, load_scenario("lone-manager"))
    assert (
        "Only in committee: the form steering_committee, extends is 'task_force', title is 'steering "
        "committee', has_hubs is true, authority is 0.9 share." in told
    )
    other = with_values(SCENARIO, {"forms.advisers.authority": 0.4})
    assert differences(SCENARIO, other) == (
        "forms.advisers.authority is 0.9 share in the first and 0.4 share in the second: authority across "
        "departments.",
    )


def test_the_schema_for_editors_lets_it_in():
    validator = jsonschema.Draft202012Validator(scenario_schema())
    row = {"extends": "task_force", "has_hubs": True, "authority": 0.9}
    validator.validate({"forms": {"steering_committee": row}, "levers": {"form": "steering_committee"}})
    for wrong in ({**row, "authority": 2}, {**row, "unheard_of": 1}, {"authority": 0.5}):
        assert not validator.is_valid({"forms": {"steering_committee": wrong}})


def test_scenarios_can_share_their_forms():
    lone = load_scenario("lone-manager")
    one, other = sharing_forms(lone, SCENARIO)
    assert other is SCENARIO
    assert one.forms.own == SCENARIO.forms.own and one.levers == lone.levers
    ours = with_values(lone, {"forms.advisers": {"extends": "dandelion"}})
    assert sharing_forms(ours, SCENARIO)[0].forms.rows["advisers"] == ours.forms.rows["advisers"]


def test_a_population_may_have_one():
    population = dataclasses.replace(ENSEMBLES["general"], name="ours", form_shares={"advisers": 1.0})
    firm = sample_firm(population, 1, 0, base=parse_scenario(BROUGHT)).scenario
    assert firm.levers.form == "advisers" and firm.levers.members


def test_traits_of_the_model_s_own_forms_can_be_changed_too():
    values = {"forms.lone_manager.has_seats": True, "levers.members": ["sales"]}
    assert with_values(Scenario(), values).forms.seated == ("lone_manager", *SEATED)
    assert set(TRAITS) <= set(SCENARIO.forms.rows["advisers"].model_dump())
