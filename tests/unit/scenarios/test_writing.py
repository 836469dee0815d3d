"""What is written loads back to the same scenario."""

import tomllib

import pytest

from smsim.scenarios import Scenario, load_scenario, parse_scenario, preset_names, to_toml
from tests.forms import NAMES


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("name", preset_names())
def test_round_trip(name, full):
    scenario = load_scenario(name)
    text = to_toml(scenario, full=full)
    assert parse_scenario(text, name) == scenario
    assert to_toml(parse_scenario(text, name), full=full) == text


def test_only_what_differs_is_written():
    assert to_toml(Scenario()) == ""
    assert to_toml(load_scenario("holistic-late")).endswith(
        'horizon_months = 180\n\n[levers]\nform = "group_head"\n\n[[change]]\nmonth = 132\nform '
        '= "holistic"\n'
    )
    partial = parse_scenario("[forms.task_force]\nauthority = 0.5\n")
    assert to_toml(partial) == "[forms.task_force]\nauthority = 0.5\n"


def test_everything_is_written_with_its_unit():
    text = to_toml(load_scenario("clampdown"), full=True)
    table = tomllib.loads(text)
    assert tuple(table["forms"]) == NAMES and len(table["departments"]) == 10
    assert "employees = 300  # people\n" in text
    assert 'strategic_skill = "as_form"  # share\n' in text
    assert "then = { ban_share = 0.5 }\n" in text


def test_odd_texts_and_numbers_survive():
    title = 'quote " backslash \\ tab \t new\nline \x7f \x00 é 🌻 \u2028'
    scenario = Scenario(title=title, description="'''").model_copy()
    assert parse_scenario(to_toml(scenario)).title == title
    small = parse_scenario("[adoption]\nspontaneous_hazard = 1e-7\n[centre]\nfte_hours = 0.1\n")
    assert parse_scenario(to_toml(small)) == small
