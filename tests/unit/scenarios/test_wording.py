"""What a scenario file can get wrong, and the one sentence that says so: file, line, key, value, allowed."""

import pytest

from smsim.errors import ScenarioError
from smsim.indicators import SCORED_INDICATORS
from smsim.scenarios import Scenario, parse_scenario, with_values
from tests.forms import EITHER, QUOTED

KINDS = (
    "'marketing', 'communications', 'sales', 'customer_service', 'human_resources', "
    "'research_development', 'finance', 'information_technology', 'operations', 'executive'"
)

CODES = ", ".join(f"'{indicator.code}'" for indicator in SCORED_INDICATORS)

WHOLE_SENTENCES = {
    "out of range": (
        "[levers]\nexecutive_tone = 1.4",
        "trial.toml, line 2: levers.executive_tone is 1.4, but must be a number from 0 to 1 (share).",
    ),
    "text for a number": (
        "\n# a comment\n[firm]\nemployees = 'many'",
        "trial.toml, line 4: firm.employees is 'many', but must be a whole number from 1 to "
        "1000000 (people).",
    ),
    "truth for a number": (
        "[firm]\nemployees = true",
        "trial.toml, line 2: firm.employees is true, but must be a whole number from 1 to 1000000 (people).",
    ),
    "fraction for a count": (
        "[firm]\nemployees = 30.0",
        "trial.toml, line 2: firm.employees is 30.0, but must be a whole number from 1 to 1000000 (people).",
    ),
    "number for a truth": (
        "[levers]\nhas_onboarding = 1",
        "trial.toml, line 2: levers.has_onboarding is 1, but must be true or false.",
    ),
    "not a number": (
        "[adoption]\npeer_hazard = nan",
        "trial.toml, line 2: adoption.peer_hazard is nan, but must be a number from 0 to 10 (per month).",
    ),
    "infinite": (
        "[forms.task_force]\nauthority = -inf",
        "trial.toml, line 2: forms.task_force.authority is -inf, but must be a number from 0 to 1 (share).",
    ),
    "unknown word": (
        '[levers]\ncare_model = "callcentre"',
        "trial.toml, line 2: levers.care_model is 'callcentre', but must be one of 'social_trained', "
        "'call_centre' (did you mean 'call_centre'?).",
    ),
    "unknown kind in a list over several lines": (
        '[levers]\nform = "dandelion"\nmembers = [\n  "sales",\n  "Human-Resources",\n]',
        f"trial.toml, line 5: entry 2 of levers.members is 'Human-Resources', but must be one of {KINDS} "
        "(did you mean 'human_resources'?).",
    ),
    "override": (
        '[levers]\nauthority = "none"',
        "trial.toml, line 2: levers.authority is 'none', but must be a number from 0 to 1 "
        "(share) or 'as_form'.",
    ),
    "unknown form": (
        "[forms.taskforce]\nauthority = 0.5",
        "trial.toml, line 1: [forms] has no form 'taskforce' (did you mean 'task_force'?); a form of your "
        f"own needs extends, the form whose values hold where it sets none: one of {QUOTED}.",
    ),
    "unknown key in a condition": (
        '[[when]]\nthen = { ban_share = 1.0 }\nif = [\n  { output = "crises", abov = 1 },\n]',
        "trial.toml, line 4: condition 1 of [[when]] 1 has no key 'abov' (did you mean "
        "'above'?); allowed are "
        "output, above, at_least, below, at_most, held_months.",
    ),
    "value for a table": (
        "departments = { marketing = 3 }",
        "trial.toml, line 1: departments.marketing is 3, but must be a table.",
    ),
    "one bracket too few": (
        "[change]\nmonth = 3",
        "trial.toml, line 1: change is a table, but must be tables headed [[change]].",
    ),
    "change without a month": (
        "[[change]]\nmonth = 3\nban_share = 0.1\n\n[[change]]\nban_share = 0.2",
        "trial.toml, line 5: [[change]] 2 needs the key month (a whole number from 0 to 1199 (months)).",
    ),
    "month outside the horizon": (
        "horizon_months = 24\n[[change]]\nmonth = 24\nban_share = 0.2",
        "trial.toml, line 3: month of [[change]] 1 is 24, but the run ends with month 23 "
        "(horizon_months is 24).",
    ),
    "set twice": (
        "[[change]]\nmonth = 24\nban_share = 0.1\n[[change]]\nmonth = 24\nban_share = 0.2",
        "trial.toml, line 6: ban_share is set twice in month 24, by [[change]] 1 and 2.",
    ),
    "nothing set": (
        "[[change]]\nmonth = 24",
        "trial.toml, line 1: [[change]] 1 sets nothing, but must set a lever or a happening.",
    ),
    "form before the appointment": (
        '[[change]]\nmonth = 12\nform = "intern"',
        "trial.toml, line 3: [[change]] 1 sets form in month 12, but must come after month 12, when the form "
        "of [levers] is appointed (appointment_month).",
    ),
    "seats without members": (
        '[levers]\nform = "task_force"',
        "trial.toml, line 2: form in [levers] is 'task_force', which needs at least one of these in members: "
        + KINDS.replace("'", "")
        + ".",
    ),
    "members without seats": (
        '[levers]\nmembers = ["sales", "finance"]',
        f"trial.toml, line 2: members in [levers] are 'sales', 'finance', but only {EITHER} has members, "
        "and the form is 'lone_manager'.",
    ),
    "shouted word": (
        "[firm]\nhome = 'SALES'",
        f"trial.toml, line 2: firm.home is 'SALES', but must be one of {KINDS} (did you mean 'sales'?).",
    ),
    "unknown kind in a change": (
        '[[change]]\nmonth = 20\nform = "dandelion"\nmembers = ["sale"]',
        f"trial.toml, line 4: entry 1 of members of [[change]] 1 is 'sale', but must be one of {KINDS} "
        "(did you mean 'sales'?).",
    ),
    "form and members in two changes of a month": (
        '[[change]]\nmonth = 20\nmembers = ["sales"]\n[[change]]\nmonth = 20\nform = "holistic"',
        f"trial.toml, line 4: members in [[change]] 2 are 'sales', but only {EITHER} has members, "
        "and the form is 'holistic'.",
    ),
    "list for a text": (
        "title = ['a']",
        "trial.toml, line 1: title is ['a'], but must be a text.",
    ),
    "text for a list": (
        "[audit]\nignored_indicators = 'L3.7'",
        "trial.toml, line 2: audit.ignored_indicators is 'L3.7', but must be a list of " + CODES + ".",
    ),
    "member named twice": (
        '[levers]\nform = "dandelion"\nmembers = ["sales", "sales"]',
        "trial.toml, line 3: 'sales' is named more than once in levers.members.",
    ),
    "seats in a change, members gone before": (
        '[levers]\nform = "task_force"\nmembers = ["sales"]\n[[change]]\nmonth = 20\nform = "intern"\n'
        '[[change]]\nmonth = 30\nform = "dandelion"',
        "trial.toml, line 9: form in [[change]] 2 is 'dandelion', which needs at least one of "
        "these in members: " + KINDS.replace("'", "") + ".",
    ),
    "members of a form without seats in a change": (
        '[[change]]\nmonth = 20\nmembers = ["sales"]',
        f"trial.toml, line 3: members in [[change]] 1 are 'sales', but only {EITHER} has members, "
        "and the form is 'lone_manager'.",
    ),
    "seats in a rule": (
        '[[when]]\nif = [{ output = "crises", above = 1.0 }]\nthen = { form = "dandelion" }',
        "trial.toml, line 3: form in then of [[when]] 1 is 'dandelion', which needs at least one of these in "
        "members: " + KINDS.replace("'", "") + ".",
    ),
    "members alone in a rule": (
        '[[when]]\nif = [{ output = "crises", above = 1.0 }]\nthen = { members = ["sales"] }',
        "trial.toml, line 3: then of [[when]] 1 sets members, which needs form beside it.",
    ),
    "champions of no number": (
        '[[change]]\nmonth = 20\nchampions_in = "any"',
        "trial.toml, line 3: [[change]] 1 sets champions_in, which needs champions (people) beside it.",
    ),
    "two comparisons": (
        '[[when]]\nif = [\n  { output = "crisis_weeks", above = 1.0 },\n'
        '  { output = "crisis_weeks", above = 1.0, at_most = 3 },\n]\nthen = { ban_share = 0.4 }',
        "trial.toml, line 4: condition 2 of [[when]] 1 needs exactly one of above, at_least, below, at_most, "
        "but has above and at_most.",
    ),
    "no comparison": (
        '[[when]]\nif = [{ output = "crisis_weeks" }]\nthen = { ban_share = 0.4 }',
        "trial.toml, line 2: condition 1 of [[when]] 1 needs exactly one of above, at_least, below, at_most, "
        "but has none.",
    ),
    "unknown output": (
        '[[when]]\nif = [{ output = "workload_rato", above = 1.0 }]\nthen = { ban_share = 0.4 }',
        "trial.toml, line 2: output of condition 1 of [[when]] 1 is 'workload_rato', which is "
        "not a column of "
        "the monthly outputs (did you mean 'workload_ratio'?).",
    ),
    "no condition": (
        "[[when]]\nif = []\nthen = { ban_share = 0.4 }",
        "trial.toml, line 2: [[when]] 1 needs at least one condition in if.",
    ),
    "a name of Python": (
        "[[when]]\nconditions = []\nif = []\nthen = { ban_share = 0.4 }",
        "trial.toml, line 2: [[when]] 1 has no key 'conditions'; allowed are if, then, for_months, again.",
    ),
    "shares that do not add up": (
        "\n[departments.marketing]\nheadcount_share = 0.2",
        "trial.toml, line 2: the headcount_share of the ten [departments] must add up to 1, but they add up "
        "to 1.12.",
    ),
    "empty home": (
        "[departments]\nmarketing.headcount_share = 0.0\nsales.headcount_share = 0.24",
        "trial.toml: firm.home is 'marketing', but departments.marketing.headcount_share is 0, and somebody "
        "must work in the home department.",
    ),
    "more ties than memory": (
        "[firm]\nemployees = 1_000_000\nties_per_person = 200",
        "trial.toml, line 3: firm.ties_per_person is 200 and firm.employees is 1,000,000, but the two "
        "multiplied must be at most 100,000,000: so many people may have 100.",
    ),
    "teams of more ties than memory": (
        "[firm]\nteam_size = 1000\nemployees = 200_000",
        "trial.toml, line 2: firm.team_size is 1,000 and firm.employees is 200,000, but the two "
        "multiplied must be at most 100,000,000: so many people may have 500.",
    ),
    "more talk than people": (
        "[firm]\nemployees = 1_000_000\n[public]\nmentions_per_employee = 10_000.0\n"
        "consumer_exposure = 10.0\nmention_growth = 0.05",
        "trial.toml, line 6: public.mentions_per_employee is 10000, public.consumer_exposure 10, "
        "public.mention_growth 0.05 and firm.employees 1,000,000, which makes 3.32e+13 mentions a month "
        "within horizon_months of 120, but at most 1e+12 are allowed.",
    ),
    "talk that grows without end": (
        "horizon_months = 1200\n[public]\nmention_growth = 0.1",
        "trial.toml, line 3: public.mentions_per_employee is 0.8, public.consumer_exposure 1, "
        "public.mention_growth 0.1 and firm.employees 300, which makes 1.02e+52 mentions a month within "
        "horizon_months of 1200, but at most 1e+12 are allowed.",
    ),
    "thresholds the wrong way round": (
        "[adoption]\nthreshold_lowest = 0.95",
        "trial.toml, line 2: adoption.threshold_lowest is 0.95, but must not be above "
        "adoption.threshold_highest, which is 0.9.",
    ),
    "audit the wrong way round": (
        "[audit]\nlost_score = 0.6",
        "trial.toml, line 2: audit.lost_score is 0.6, but must not be above audit.met_score, which is 0.5.",
    ),
    "indicator ignored twice": (
        '[audit]\nignored_indicators = ["L3.7", "L3.7"]',
        "trial.toml, line 2: 'L3.7' is named more than once in audit.ignored_indicators.",
    ),
    "invalid TOML": (
        '[levers]\n\nform = "intern\n',
        "trial.toml, line 3: this is not valid TOML: illegal character '\\n'.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), WHOLE_SENTENCES.values(), ids=WHOLE_SENTENCES)
def test_sentence(text, sentence):
    with pytest.raises(ScenarioError) as raised:
        parse_scenario(text, "trial")
    assert str(raised.value) == sentence


BEGINNINGS = {
    "near match": (
        "[levers]\nexecutive_tne = 0.3",
        "trial.toml, line 2: [levers] has no key 'executive_tne' (did you mean "
        "'executive_tone'?); allowed are "
        "form, members, executive_tone, ",
    ),
    "unknown table": (
        "\n[leevers]\nform = 'intern'",
        "trial.toml, line 2: a scenario has no key 'leevers' (did you mean 'levers'?); allowed are title, ",
    ),
    "key of another table": (
        "[levers]\npeer_hazard = 0.1",
        "trial.toml, line 2: [levers] has no key 'peer_hazard' (it belongs in [adoption]); "
        "allowed are form, ",
    ),
    "key of the top": (
        "[levers]\nhorizon_months = 100",
        "trial.toml, line 2: [levers] has no key 'horizon_months' (it belongs at the top of the file); ",
    ),
    "happening among the levers": (
        "[levers]\nlead_leaves = true",
        "trial.toml, line 2: [levers] has no key 'lead_leaves' (it belongs in [[change]]); "
        "allowed are form, ",
    ),
    "set once, in a change": (
        "[[change]]\nmonth = 24\nwithin_department_share = 0.5",
        "trial.toml, line 3: [[change]] 1 sets 'within_department_share', but that is set once for the whole "
        "run, in [firm]; what may change is form, members, ",
    ),
    "set once, in a rule": (
        '[[when]]\nif = [{ output = "crises", above = 1.0 }]\nthen = { peer_hazard = 0.4 }',
        "trial.toml, line 3: then of [[when]] 1 sets 'peer_hazard', but that is set once for the "
        "whole run, in "
        "[adoption]; what may change is form, ",
    ),
    "a name of Python": (
        "name = 'x'",
        "trial.toml, line 1: a scenario has no key 'name'; allowed are title, ",
    ),
    "parameters are at the top": (
        "[parameters.adoption]\npeer_hazard = 0.1",
        "trial.toml, line 1: a scenario has no key 'parameters'",
    ),
}


@pytest.mark.parametrize(("text", "beginning"), BEGINNINGS.values(), ids=BEGINNINGS)
def test_beginning(text, beginning):
    with pytest.raises(ScenarioError) as raised:
        parse_scenario(text, "trial")
    sentence = str(raised.value)
    assert sentence[: len(beginning)] == beginning
    assert sentence.endswith(".") and "\n" not in sentence


def test_values_without_a_file():
    with pytest.raises(ScenarioError) as raised:
        with_values(Scenario(name="mine"), {"levers.executive_tone": -1})
    assert str(raised.value) == (
        "scenario 'mine': levers.executive_tone is -1, but must be a number from 0 to 1 (share)."
    )


def test_a_name_is_a_text():
    with pytest.raises(ScenarioError, match="name is 3, but must be a text"):
        with_values(Scenario(), {}, name=3)


def test_long_values_are_cut():
    with pytest.raises(ScenarioError, match=r"form is 'x{56}\.\.\., but must"):
        with_values(Scenario(), {"levers.form": "x" * 500})


@pytest.mark.parametrize(
    "text",
    [
        "when = [3]",
        "change = [3]",
        "levers = 3",
        "[[when]]\nif = 3\nthen = 4",
        "[[when]]\nif = [4]\nthen = {}",
        "forms = { task_force = [1] }",
        "[levers.form]\nx = 1",
        "extends = 3",
        "extends = ''",
    ],
)
def test_wrong_shapes_are_refused_with_a_sentence(text):
    with pytest.raises(ScenarioError, match=r"^trial.toml, line \d: .*\.$"):
        parse_scenario(text, "trial")
