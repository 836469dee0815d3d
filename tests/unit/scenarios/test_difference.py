"""Two scenarios, told apart in words."""

from smsim.scenarios import differences, load_scenario, parse_scenario, with_values


def test_a_scenario_does_not_differ_from_itself():
    scenario = load_scenario("clampdown")
    assert differences(scenario, scenario) == ()
    assert differences(scenario, scenario.model_copy(update={"title": "x", "name": "y"})) == ()


def test_values_in_words():
    assert differences(load_scenario("playground-2005"), load_scenario("playground-2014")) == (
        "appointment_month is 18 months in playground-2005 and 6 months in playground-2014: first month in "
        "which the form is in force; grassroots before.",
        "levers.executive_tone is 0.2 share in playground-2005 and 0.6 share in playground-2014: "
        "how much the "
        "executives care by themselves.",
    )
    assert differences(load_scenario("lone-manager"), load_scenario("promoted-initiator")) == (
        "levers.strategic_skill is 'as_form' in lone-manager and 0.3 share in "
        "promoted-initiator: overrides the "
        "form's strategic skill.",
        "levers.lead_by is 'anyone' in lone-manager and 'first_user' in promoted-initiator: who of the home "
        "department is put in charge: anyone, by ties elsewhere, the first user.",
    )


def test_changes_and_rules_in_words():
    calm = load_scenario("task-force-broad")
    assert differences(calm, load_scenario("clampdown")) == (
        "Only in clampdown: every time crises is at least 1, ban_share is 0.5 share of employees for 6 "
        "months.",
    )
    assert differences(load_scenario("lead-leaves"), load_scenario("lone-manager")) == (
        "Only in lead-leaves: in month 60, lead_leaves is true.",
    )
    ruled = parse_scenario(
        '[[when]]\nif = [{ output = "workload_ratio", above = 1.5, held_months = 6 }, '
        '{ output = "sponsorship", at_most = 0.5 }]\nthen = { form = "group_head", authority = "as_form" }\n',
        "ruled",
    )
    assert differences(ruled, with_values(ruled, {"when": []}, name="plain")) == (
        "Only in ruled: the first time workload_ratio is above 1.5 for 6 months and sponsorship "
        "is at most 0.5, "
        "form is 'group_head', authority is 'as_form' for good.",
    )


def test_scenarios_of_one_name_are_the_first_and_the_second():
    scenario = load_scenario("lone-manager")
    (sentence,) = differences(scenario, with_values(scenario, {"firm.employees": 20}))
    assert sentence == (
        "firm.employees is 300 people in the first and 20 people in the second: size of a synthetic firm."
    )
