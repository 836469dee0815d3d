"""The arrays the engine reads say what the scenario says."""

import numpy as np
import pytest

from smsim.engine.inputs import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    HAPPENING_COLUMNS,
    OUTPUT_COLUMNS,
    PLAN_COLUMNS,
    PLAN_DTYPE,
    PLAN_WIDTH,
)
from smsim.scenarios import load_scenario, parse_scenario, run_inputs
from smsim.vocabulary import CareModel, ChampionChoice, DepartmentKind
from tests.forms import NUMBER


def marked(inputs):
    """Return (month, field) of everything marked in the plan."""
    return {
        (month, name)
        for month, row in enumerate(inputs.plan_marks)
        for name, columns in PLAN_COLUMNS.items()
        if row[columns].any()
    }


def seats(inputs, month):
    return {DepartmentKind(kind).key for kind in np.flatnonzero(inputs.plan.members[month])}


def test_shapes_and_records():
    inputs = run_inputs(load_scenario("task-force-broad"))
    assert inputs.horizon_months == 120
    assert inputs.home == DepartmentKind.MARKETING
    assert inputs.manager_tie_weight == 3.0
    assert inputs.plan.dtype == PLAN_DTYPE or inputs.plan.dtype.descr == PLAN_DTYPE.descr
    assert inputs.plan.shape == (120,) and inputs.plan_marks.shape == (120, PLAN_WIDTH)
    shapes = [table.shape for table in (inputs.kinds, inputs.forms, inputs.artefacts)]
    assert shapes == [(10,), (len(NUMBER),), (6,)]
    assert inputs.parameters.peer_hazard[0] == 0.06
    assert inputs.forms.authority[NUMBER["task_force"]] == 0.65
    assert inputs.audit.interval_months[0] == 3.0
    assert inputs.economics.fte_cost_keur[0] == 7.0
    assert not inputs.is_ignored.any()
    assert (len(inputs.conditions), len(inputs.actions), len(inputs.rules)) == (0, 0, 0)


def test_set_once_values_reach_the_engine():
    tables = (
        "[firm]\nhome = 'finance'\nmanager_tie_weight = 2.5",
        "[audit]\nignored_indicators = ['L3.7', 'L2.1']\nmet_share = 0.8",
        "[economics]\ntraining_cost_eur = 3\n[artefacts.goals]\nwork_hours = 9",
    )
    inputs = run_inputs(parse_scenario("\n".join(tables)))
    assert inputs.home == DepartmentKind.FINANCE
    assert inputs.manager_tie_weight == 2.5
    assert list(np.flatnonzero(inputs.is_ignored)) == [0, 10]
    assert (inputs.audit.met_share[0], inputs.economics.training_cost_eur[0]) == (0.8, 3.0)
    assert inputs.artefacts.work_hours[0] == 9.0


def test_nobody_is_in_charge_before_the_appointment():
    inputs = run_inputs(load_scenario("task-force-narrow"))
    assert (inputs.plan.form[:12] == NUMBER["grassroots"]).all()
    assert (inputs.plan.form[12:] == NUMBER["task_force"]).all()
    assert seats(inputs, 11) == set()
    assert seats(inputs, 12) == {"marketing", "communications", "sales"}
    assert (inputs.plan.executive_tone == 0.6).all()
    assert marked(inputs) == {(12, "form"), (12, "members")}


@pytest.mark.parametrize(("appointment", "in_charge"), [(0, 24), (23, 1), (24, 0), (1000, 0)])
def test_the_appointment_may_be_early_late_or_never(appointment, in_charge):
    inputs = run_inputs(parse_scenario(f"horizon_months = 24\nappointment_month = {appointment}"))
    assert (inputs.plan.form == NUMBER["lone_manager"]).sum() == in_charge
    assert marked(inputs) == ({(appointment, "form"), (appointment, "members")} if in_charge else set())


def test_levers_the_form_decides_are_missing():
    plan = run_inputs(load_scenario("promoted-initiator")).plan
    assert (plan.strategic_skill[12:] == 0.30).all() and np.isnan(plan.strategic_skill[:12]).all()
    assert np.isnan(plan.authority).all()


def test_words_become_their_numbers():
    plan = run_inputs(
        parse_scenario(
            '[levers]\nis_policy_first = true\ncare_model = "call_centre"\n'
            '[[change]]\nmonth = 5\nchampions = 4\nchampions_by = "bridging"\nchampions_in = "sales"\n'
        )
    ).plan
    assert (plan.care_model == CareModel.CALL_CENTRE).all()
    assert (plan.is_policy_first == 1.0).all() and (plan.has_onboarding == 0.0).all()
    assert (plan.champions[5], plan.champions_by[5], plan.champions_in[5]) == (
        4.0,
        ChampionChoice.BRIDGING,
        DepartmentKind.SALES,
    )
    assert (plan.champions[6], plan.champions_by[6], plan.champions_in[6]) == (
        0.0,
        ChampionChoice.DEGREE,
        -1.0,
    )


def test_happenings_stay_in_their_month():
    inputs = run_inputs(load_scenario("lead-leaves"))
    assert list(np.flatnonzero(inputs.plan.lead_leaves)) == [60]
    assert (60, "lead_leaves") in marked(inputs)


def test_changes_before_the_appointment_hold_but_for_the_form():
    inputs = run_inputs(parse_scenario("[[change]]\nmonth = 3\nban_share = 0.5\n"))
    assert list(inputs.plan.ban_share[2:5]) == [0.0, 0.5, 0.5]
    assert inputs.plan.ban_share[119] == 0.5
    assert inputs.plan.form[5] == NUMBER["grassroots"]


def test_form_and_members_change_together():
    inputs = run_inputs(
        parse_scenario(
            'extends = "task-force-broad"\n[[change]]\nmonth = 40\nform = "dandelion"\n'
            '[[change]]\nmonth = 50\nmembers = ["finance"]\n[[change]]\nmonth = 60\nform = "lone_manager"\n'
        )
    )
    assert len(seats(inputs, 45)) == 5
    assert seats(inputs, 55) == {"finance"}
    assert seats(inputs, 65) == set()
    assert marked(inputs) == {(month, name) for month in (12, 40, 50, 60) for name in ("form", "members")}


def test_an_override_given_back_is_missing_again():
    plan = run_inputs(
        parse_scenario(
            'extends = "promoted-initiator"\n[[change]]\nmonth = 30\nstrategic_skill = "as_form"\n'
        )
    ).plan
    assert plan.strategic_skill[29] == 0.30 and np.isnan(plan.strategic_skill[30])


def test_rules_become_conditions_and_actions():
    inputs = run_inputs(
        parse_scenario(
            '[[when]]\nif = [{ output = "crises", at_least = 1 }]\nthen = { ban_share = 0.5, '
            "lead_leaves = true }\n"
            "for_months = 6\nagain = true\n"
            '[[when]]\nif = [{ output = "met_L3.7", below = 0.5 }, '
            '{ output = "crisis_weeks", above = 2, held_months = 3 }, '
            '{ output = "sponsorship", at_most = 0.2 }]\n'
            'then = { form = "task_force", members = ["sales", "executive"] }\n'
            '[[when]]\nif = [{ output = "crisis_weeks", above = 2 }]\nthen = { form = "lone_manager", '
            'authority = "as_form" }\n'
        )
    )
    assert inputs.conditions.tolist() == [
        (0, OUTPUT_COLUMNS["crises"], AT_LEAST, 1.0, 1),
        (1, OUTPUT_COLUMNS["met_L3.7"], BELOW, 0.5, 1),
        (1, OUTPUT_COLUMNS["crisis_weeks"], ABOVE, 2.0, 3),
        (1, OUTPUT_COLUMNS["sponsorship"], AT_MOST, 0.2, 1),
        (2, OUTPUT_COLUMNS["crisis_weeks"], ABOVE, 2.0, 1),
    ]
    assert inputs.rules.tolist() == [(6, 1), (0, 0), (0, 0)]
    actions = inputs.actions
    first = actions[actions.rule == 0]
    assert [(a.column, a.value, a.is_happening) for a in first] == [
        (PLAN_COLUMNS["ban_share"].start, 0.5, 0),
        (PLAN_COLUMNS["lead_leaves"].start, 1.0, 1),
    ]
    assert all(
        (column in HAPPENING_COLUMNS) == happening
        for column, happening in zip(actions.column, actions.is_happening == 1, strict=True)
    )
    second = {a.column: a.value for a in actions[actions.rule == 1]}
    seats_at = range(PLAN_COLUMNS["members"].start, PLAN_COLUMNS["members"].stop)
    assert [second[column] for column in seats_at] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert second[PLAN_COLUMNS["form"].start] == NUMBER["task_force"]
    third = {a.column: a.value for a in actions[actions.rule == 2]}
    assert len(third) == 12 and np.isnan(third[PLAN_COLUMNS["authority"].start])
    assert all(third[column] == 0.0 for column in seats_at)
