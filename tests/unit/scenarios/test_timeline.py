"""What a scenario will do, month by month, and what it sets in vain."""

import json

import pytest
from click.testing import CliRunner

from smsim.cli.main import smsim
from smsim.scenarios import load_scenario, parse_scenario, preset_names, remarks
from smsim.scenarios.timeline import Setting, timeline, timeline_document
from smsim.views.timeline import timeline_lines

TEXT = """
extends = "promoted-initiator"
[levers]
lead_by = "anyone"
has_onboarding = true
[[change]]
month = 24
executive_tone = 0.2
[[change]]
month = 36
form = "task_force"
members = ["marketing", "human_resources"]
[[change]]
month = 48
authority = 0.9
[[change]]
month = 60
lead_leaves = true
champions = 4
[[rearrangement]]
month = 70
transfers = [["ann", "sales"]]
[[when]]
if = [{ output = "crises", at_least = 1 }]
then = { ban_share = 0.5 }
for_months = 6
"""


def test_the_months_in_which_something_changes():
    moments = {moment.month: moment for moment in timeline(parse_scenario(TEXT))}
    assert list(moments) == [0, 12, 24, 36, 48, 60, 70]
    assert (moments[0].form, moments[12].form) == ("grassroots", "lone_manager")
    assert moments[0].settings == (Setting("has_onboarding", False, True),)
    assert moments[12].settings == (Setting("strategic_skill", None, 0.3, 0.45),)
    assert (moments[24].form, moments[24].members) == (None, None)
    assert moments[24].settings == (Setting("executive_tone", 0.6, 0.2),)
    assert moments[36].members == ("marketing", "human_resources")
    assert moments[36].settings == (Setting("strategic_skill", 0.3, None, 0.7),)
    assert moments[48].settings == (Setting("authority", None, 0.9, 0.65),)
    assert moments[60].happenings == {
        "lead_leaves": True,
        "champions": 4,
        "champions_by": "degree",
        "champions_in": "any",
    }
    assert len(moments[70].rearrangements) == 1


def test_the_lines_say_it_in_80_columns():
    lines = list(timeline_lines(parse_scenario(TEXT)))
    assert max(map(len, lines)) < 80
    assert lines == [
        "  month 0     nobody in charge",
        "              has_onboarding: true",
        "  month 12    lone manager in charge",
        "              strategic_skill: the form's own 0.45 -> 0.3 share",
        "  month 24    executive_tone: 0.6 -> 0.2 share",
        "  month 36    task force in charge, with marketing and human resources",
        "              strategic_skill: 0.3 share -> the form's own 0.7",
        "  month 48    authority: the form's own 0.65 -> 0.9 share",
        "  month 60    the lead leaves; a successor takes over on the same terms",
        "              champions: 4 named (by degree, in any)",
        "  month 70    by hand: ann moves to sales",
        "  rule 1      the first time crises is at least 1, ban_share is 0.5 share of",
        "                employees for 6 months",
    ]


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_has_a_timeline(name):
    scenario = load_scenario(name)
    document = timeline_document(scenario)
    assert document["months"][0]["form"] == "grassroots"
    assert len(document["rules"]) == len(scenario.rules)
    assert all(len(line) < 80 for line in timeline_lines(scenario))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[[change]]\nmonth = 5\nauthority = 0.8\n",
            "authority 0.8 share, set in month 5, has no effect: nobody is in charge before month 12.",
        ),
        (
            '[[change]]\nmonth = 40\nform = "grassroots"\n[[change]]\nmonth = 50\nstrategic_skill = 0.8\n',
            "strategic_skill 0.8 share, set in month 50, has no effect: nobody is in charge then.",
        ),
        (
            "[levers]\nstrategic_skill = 0.3\n[[change]]\nmonth = 12\nstrategic_skill = 0.8\n",
            "strategic_skill 0.3 share of [levers] has no effect: month 12, that of the appointment, sets "
            "0.8 share.",
        ),
        (
            '[levers]\nform = "grassroots"\nauthority = 0.3\n',
            "authority 0.3 share of [levers] has no effect: nobody is in charge then.",
        ),
        (
            '[[change]]\nmonth = 20\nrepresentatives_by = "head"\n',
            "representatives_by 'head', set in month 20, has no effect: nobody has a seat while it holds.",
        ),
        (
            '[levers]\nrepresentatives_by = "most_ties"\n',
            "representatives_by 'most_ties' of [levers] has no effect: nobody has a seat while it holds.",
        ),
        (
            '[levers]\nform = "grassroots"\nlead_by = "first_user"\n',
            "lead_by 'first_user' of [levers] has no effect: nobody is in charge while it holds.",
        ),
        (
            '[[change]]\nmonth = 3\nlead_by = "first_user"\n[[change]]\nmonth = 9\nlead_by = "most_ties"\n',
            "lead_by 'first_user', set in month 3, has no effect: nobody is in charge while it holds.",
        ),
        (
            "[[change]]\nmonth = 5\ncontact = 0.8\n",
            "contact 0.8 share, set in month 5, has no effect: nobody is in charge before month 12.",
        ),
        (
            "[[change]]\nmonth = 3\nlead_leaves = true\n",
            "lead_leaves true, set in month 3, has no effect: nobody is in charge before month 12.",
        ),
        (
            "[[change]]\nmonth = 30\nexecutive_tone = 0.6\n",
            "executive_tone 0.6 share, set in month 30, has no effect: it is so already.",
        ),
        (
            '[[change]]\nmonth = 30\nform = "lone_manager"\n',
            "form 'lone_manager', set in month 30, has no effect: it is so already.",
        ),
    ],
)
def test_what_is_set_in_vain_is_told(text, sentence):
    assert remarks(parse_scenario(text)) == (sentence,)


@pytest.mark.parametrize(
    "text",
    [
        "[[change]]\nmonth = 12\nstrategic_skill = 0.8\n",
        "[levers]\nstrategic_skill = 0.3\n[[change]]\nmonth = 30\nstrategic_skill = 'as_form'\n",
        "[levers]\nstrategic_skill = 0.3\n"
        "[[change]]\nmonth = 30\nform = 'group_head'\nstrategic_skill = 0.3\n",
        "[[change]]\nmonth = 5\nauthority = 0.8\n"
        "[[when]]\nif = [{ output = 'crises', above = 0 }]\nthen = { form = 'intern' }\n",
        "[[change]]\nmonth = 5\nban_share = 0.5\n[[change]]\nmonth = 7\nban_share = 0.0\n",
        "[[change]]\nmonth = 5\nchampions = 2\n",
        "[[change]]\nmonth = 5\nis_reorganised = true\nexecutives_change = true\nis_budget_cut = true\n",
        '[levers]\nlead_by = "first_user"\nrouting_share = 0.5\n',
        '[[change]]\nmonth = 20\nrepresentatives_by = "head"\n'
        '[[change]]\nmonth = 30\nform = "task_force"\nmembers = ["sales"]\n',
        '[[change]]\nmonth = 20\nrepresentatives_by = "head"\n'
        '[[when]]\nif = [{ output = "crises", above = 0 }]\n'
        'then = { form = "task_force", members = ["sales"] }\n',
    ],
)
def test_what_may_have_an_effect_is_not_told(text):
    assert remarks(parse_scenario(text)) == ()


def test_the_command_prints_it_for_people_and_for_programs(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(TEXT + "[[change]]\nmonth = 80\nexecutive_tone = 0.2\n", encoding="utf-8")
    said = CliRunner().invoke(smsim, ["scenarios", "check", str(file), "group-head"]).output
    assert f"{file} is sound. What it will do, months from 0 to 119:\n  month 0 " in said
    assert "\n  But: executive_tone 0.2 share, set in month 80, has no effect: it is so\n    already." in said
    assert said.endswith("  month 12    group head in charge\n")
    told = CliRunner().invoke(smsim, ["scenarios", "check", "--format", "json", str(file)]).output
    document = json.loads(told)[0]
    assert (document["name"], len(document["months"]), len(document["remarks"])) == ("mine", 7, 1)
