"""What is allowed but should be known."""

import pytest

from smsim.scenarios import Scenario, load_scenario, parse_scenario, preset_names, remarks


@pytest.mark.parametrize("name", preset_names())
def test_presets_need_no_remark(name):
    assert remarks(load_scenario(name)) == ()


def test_remarks():
    text = (
        'appointment_month = 120\n[firm]\nemployees = 19\n[levers]\nform = "dandelion"\nmembers '
        '= ["finance"]\n'
        "[departments]\nfinance.headcount_share = 0.0\nsales.headcount_share = 0.22\n"
        '[[when]]\nif = [{ output = "crisis_weeks", above = 1, held_months = 120 }]\n'
        "then = { ban_share = 1 }\n"
    )
    assert remarks(parse_scenario(text)) == (
        "The firm has 19 people; the model's claims were tested for 20 to 2000.",
        "The form dandelion is never in force: it is appointed in month 120, and the run ends "
        "with month 119.",
        "Rule 1 cannot fire: its condition must hold for 120 months, and the run has 120.",
        "The kind finance has a seat but nobody works in it, so its seat does not count.",
    )


@pytest.mark.parametrize("employees", [20, 2000])
def test_tested_sizes(employees):
    assert remarks(parse_scenario(f"[firm]\nemployees = {employees}")) == ()


def test_the_default_needs_no_remark():
    assert remarks(Scenario()) == ()
