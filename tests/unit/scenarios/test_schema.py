"""The schema accepts what loads and refuses what cannot load."""

import tomllib

import jsonschema
import pytest

from smsim.engine.outputs import MONTHLY_COLUMNS
from smsim.scenarios import load_scenario, preset_names, scenario_schema, to_toml
from smsim.scenarios.schema import schema_at

VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(scenario_schema())


@pytest.mark.parametrize("name", preset_names())
def test_full_texts_satisfy_it(name):
    VALIDATOR.validate(tomllib.loads(to_toml(load_scenario(name), full=True)))


@pytest.mark.parametrize(
    "text",
    [
        "[levers]\nexecutive_tone = 1.1",
        "[levers]\nexecutive_tne = 1",
        "leevers = {}",
        "name = 'x'",
        "[levers]\nexecutive_tone = 'as_form'",
        "[levers]\nauthority = 'as_firm'",
        "[firm]\nemployees = true",
        "[[change]]\nban_share = 1",
        "[[change]]\nmonth = 3\nemployees = 4",
        "parameters = {}",
        "[[when]]\nif = []",
        "[[when]]\nif = []\nthen = {}",
        '[[when]]\nif = [{ output = "crises" }]\nthen = {}',
        '[[when]]\nif = [{ output = "crisis", above = 1 }]\nthen = {}',
        "[forms.taskforce]\nauthority = 1",
        '[[when]]\nif = [{ output = "crises", above = 1, below = 2 }]\nthen = {}',
        "extends = 3",
        '[levers]\nmembers = ["HR"]',
        "[departments.sales]\naffinity = 2",
    ],
)
def test_it_refuses(text):
    assert not VALIDATOR.is_valid(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[levers]\nauthority = 'as_form'",
        "[[change]]\nmonth = 3\nauthority = 0.5",
        "extends = 'dandelion'",
        '[[when]]\nif = [{ output = "indicator_L3.7", above = 1 }]\nthen = { champions = 3 }\nfor_months = 3',
    ],
)
def test_it_accepts(text):
    VALIDATOR.validate(tomllib.loads(text))


def test_values_carry_unit_meaning_and_bounds():
    tone = schema_at(("levers", "executive_tone"))
    assert (tone["minimum"], tone["maximum"], tone["unit"], tone["default"]) == (0, 1, "share", 0.6)
    assert "executives" in tone["description"]
    assert schema_at(("when", 0, "if", 0, "output"))["enum"] == list(MONTHLY_COLUMNS)
    assert schema_at(("levers", "nothing")) is None


def test_rows_of_tables_promise_no_default():
    for path in (("forms", "task_force"), ("departments", "sales"), ("artefacts", "goals"), ("change", 0)):
        assert all("default" not in value for value in schema_at(path)["properties"].values())
    assert schema_at(("forms", "task_force"))["default"]["authority"] == 0.65
