"""What a file takes over from the files it extends."""

import numpy as np
import pytest

from smsim.errors import ScenarioError
from smsim.scenarios import load_scenario, parse_scenario, run_inputs, to_toml
from smsim.scenarios.dated import settings_by_month
from tests.forms import NUMBER

SEATS = ("marketing", "communications", "sales")


def loaded(folder, text, **files):
    """Return the scenario of `text`, whose files beside it are `files`."""
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return parse_scenario(text, "child", folder)


def months(scenario):
    return settings_by_month(scenario.changes)


def change(month, **settings):
    lines = [f"{key} = {value}" for key, value in settings.items()]
    return "\n".join(["[[change]]", f"month = {month}", *lines, ""])


def test_changes_add_up_over_a_chain_and_the_nearest_wins_on_the_same_lever_and_month(tmp_path):
    child = loaded(
        tmp_path,
        'extends = "parent.toml"\n' + change(30, ban_share=0.3) + change(20, workload_share=0.5),
        parent='extends = "grand.toml"\n' + change(30, ban_share=0.2, has_onboarding="true"),
        grand=change(20, ban_share=0.1) + change(30, ban_share=0.9) + change(50, ban_share=0.0),
    )
    assert months(child) == {
        20: {"ban_share": 0.1, "workload_share": 0.5},
        30: {"has_onboarding": True, "ban_share": 0.3},
        50: {"ban_share": 0.0},
    }
    assert [change.month for change in child.changes] == sorted(change.month for change in child.changes)
    assert parse_scenario(to_toml(child), "child") == child


def test_a_later_form_does_not_fill_the_seats_of_the_one_it_replaces(tmp_path):
    parent = change(36, form='"task_force"', members=list(SEATS), executive_tone=0.4)
    child = loaded(tmp_path, 'extends = "parent.toml"\n' + change(36, form='"group_head"'), parent=parent)
    assert months(child) == {36: {"executive_tone": 0.4, "form": "group_head"}}
    seated = loaded(tmp_path, 'extends = "parent.toml"\n' + change(36, form='"dandelion"'), parent=parent)
    assert months(seated)[36]["members"] == SEATS


def test_champions_are_named_once_in_a_month(tmp_path):
    child = loaded(
        tmp_path,
        'extends = "parent.toml"\n' + change(24, champions=5),
        parent=change(24, champions=3, champions_by='"bridging"'),
    )
    assert months(child) == {24: {"champions": 5}}


def test_rules_and_rearrangements_add_up_those_of_the_parent_first(tmp_path):
    rule = '[[when]]\nif = [{{ output = "{}", above = 1 }}]\nthen = {{ ban_share = 0.5 }}\n'
    hand = '[[rearrangement]]\nmonth = {}\nchampions = ["{}"]\n'
    child = loaded(
        tmp_path,
        'extends = "parent.toml"\n' + rule.format("crisis_weeks") + hand.format(3, "ann"),
        parent=rule.format("crises") + hand.format(5, "bob"),
    )
    assert [rule.conditions[0].output for rule in child.rules] == ["crises", "crisis_weeks"]
    assert [(done.month, done.champions) for done in child.rearrangements] == [(3, ("ann",)), (5, ("bob",))]


def test_what_two_parents_both_have_from_a_third_is_there_once(tmp_path):
    rule = '[[when]]\nif = [{ output = "crises", above = 1 }]\nthen = { ban_share = 0.5 }\n'
    child = loaded(
        tmp_path,
        'extends = ["a.toml", "b.toml"]\n',
        third=rule + change(40, ban_share=0.1),
        a='extends = "third.toml"\n[firm]\nemployees = 90\n',
        b='extends = "third.toml"\n',
    )
    assert (len(child.rules), len(child.changes), child.firm.employees) == (1, 1, 90)


@pytest.mark.parametrize(
    ("left_out", "changes", "rules"), [('["change"]', 0, 1), ('["change", "when"]', 0, 0), ("[]", 1, 1)]
)
def test_lists_may_be_left_behind(tmp_path, left_out, changes, rules):
    parent = change(40, ban_share=0.1) + (
        '[[when]]\nif = [{ output = "crises", above = 1 }]\nthen = { ban_share = 0.5 }\n'
    )
    child = loaded(tmp_path, f'extends = "parent.toml"\nextends_without = {left_out}\n', parent=parent)
    assert (len(child.changes), len(child.rules)) == (changes, rules)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('extends_without = ["change"]\n', "child.toml, line 1: extends_without needs extends beside it."),
        (
            'extends = "lone-manager"\nextends_without = ["changes"]\n',
            "child.toml, line 2: extends_without is ['changes'], but must be a list of 'change', "
            "'rearrangement', 'when' (did you mean 'change'?).",
        ),
        (
            'extends = "lone-manager"\nextends_without = "change"\n',
            "child.toml, line 2: extends_without is 'change', but must be a list of 'change', "
            "'rearrangement', 'when'.",
        ),
        (
            "extends = []\n",
            "child.toml, line 1: extends is [], but must be the name of a preset or of a file ending in "
            ".toml, or a list of such names.",
        ),
        (
            'extends = ["lone-manager",\n  "lone-manger"]\n',
            "child.toml, line 2: extends is 'lone-manger', but there is no scenario 'lone-manger'",
        ),
    ],
)
def test_what_cannot_be_extended_is_told(tmp_path, text, sentence):
    with pytest.raises(ScenarioError) as raised:
        loaded(tmp_path, text)
    assert str(raised.value).startswith(sentence)


# an option on a firm


FIRM = """
horizon_months = 90
appointment_month = 6
[firm]
employees = 900
[levers]
form = "task_force"
members = ["marketing", "sales"]
strategic_skill = 0.3
staff_factor = 1.5
executive_tone = 0.2
"""


def test_a_preset_on_a_firm_gives_the_presets_governance_and_the_firms_people(tmp_path):
    option = loaded(tmp_path, 'extends = ["our-firm.toml", "group-head"]\n', **{"our-firm": FIRM})
    assert (option.firm.employees, option.horizon_months, option.appointment_month) == (900, 90, 6)
    levers, preset = option.levers, load_scenario("group-head").levers
    assert (levers.form, levers.members, levers.executive_tone) == ("group_head", (), preset.executive_tone)
    assert levers.strategic_skill is None, "it was set for the task force"
    assert levers.staff_factor == 1.5, "the budget is the firm's"


def test_all_that_a_presets_own_parents_write_comes_along(tmp_path):
    option = loaded(tmp_path, 'extends = ["our-firm.toml", "task-force-broad"]\n', **{"our-firm": FIRM})
    assert option.levers.members == load_scenario("task-force-broad").levers.members
    assert option.levers.strategic_skill == 0.3, "the same body stays in charge"


def test_an_option_that_names_another_form_is_led_as_that_form_is(tmp_path):
    for text in ('form = "group_head"', 'form = "group_head"\nstrategic_skill = 0.9'):
        option = loaded(tmp_path, f'extends = "our-firm.toml"\n[levers]\n{text}\n', **{"our-firm": FIRM})
        skill = run_inputs(option).plan.strategic_skill[6:]
        assert np.isnan(skill).all() if "skill" not in text else (skill == 0.9).all()
        assert (run_inputs(option).plan.form[6:] == NUMBER["group_head"]).all()
