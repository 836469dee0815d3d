"""The hash follows every value that can change a result, and nothing else."""

import json

from smsim.errors import ScenarioError
from smsim.parameters import declarations
from smsim.scenarios import (
    Scenario,
    canonical_form,
    load_scenario,
    parse_scenario,
    preset_names,
    scenario_hash,
    with_values,
)


def test_presets_have_different_hashes():
    hashes = {name: scenario_hash(load_scenario(name)) for name in preset_names()}
    assert len(set(hashes.values())) == len(hashes)


def test_words_about_a_scenario_do_not_count():
    scenario = load_scenario("clampdown")
    renamed = scenario.model_copy(update={"name": "a", "title": "b", "description": "c"})
    assert scenario_hash(renamed) == scenario_hash(scenario)


def test_the_way_a_file_is_written_does_not_count():
    one = parse_scenario(
        '[levers]\nform = "dandelion"\nmembers = ["sales", "finance"]\nexecutive_tone = 1\nban_share = -0.0\n'
        "[[change]]\nmonth = 30\nban_share = 0.5\n[[change]]\nmonth = 20\nban_share = 0.4\n"
        "workload_share = 0.1\n"
    )
    other = parse_scenario(
        "[[change]]\nmonth = 20\nworkload_share = 0.1\n[[change]]\nmonth = 20\nban_share = 0.4\n"
        "[[change]]\nmonth = 30\nban_share = 0.5\n"
        '[levers]\nexecutive_tone = 1.0\nmembers = ["finance", "sales"]\nform = "dandelion"\n'
    )
    assert scenario_hash(one) == scenario_hash(other)


def nudged(declared):
    """Return another allowed value, or None where the choice is of words."""
    value = declared.default
    if isinstance(value, bool):
        return not value
    if declared.name.endswith("headcount_share") or not isinstance(value, int | float) or not declared.bounds:
        return None
    low, high = declared.bounds
    step = 1 if isinstance(value, int) else 1e-3 * (high - low)
    return value + step if value + step <= high else value - step


NUMBERS = {d.name: nudged(d) for d in declarations() if not d.name.startswith("happenings.")}
NUMBERS = {name: value for name, value in NUMBERS.items() if value is not None}


def test_every_number_counts():
    assert len(NUMBERS) > 200
    base = Scenario()
    tried = (with_value_if_sound(base, name, value) for name, value in NUMBERS.items())
    changed = [scenario for scenario in tried if scenario is not None]
    hashes = {scenario_hash(scenario) for scenario in [base, *changed]}
    assert len(hashes) == len(changed) + 1 > 0.9 * len(NUMBERS)


def with_value_if_sound(base, name, value):
    """Return the base with another value, None for a trait that a form cannot have by itself."""
    try:
        return with_values(base, {name: value})
    except ScenarioError:
        assert isinstance(value, bool) and name.startswith("forms.")
        return None


CHOICES = [
    "horizon_months = 121",
    "appointment_month = 13",
    "[levers]\nauthority = 0.5",
    "[firm]\nhome = 'sales'",
    "[audit]\nignored_indicators = ['L3.7']",
    "[adoption]\nresponse = 'linear'",
    "[[change]]\nmonth = 20\nban_share = 0.0",
    "[[change]]\nmonth = 21\nban_share = 0.0",
    "[[change]]\nmonth = 20\nchampions = 1",
    "[[change]]\nmonth = 20\nchampions = 1\nchampions_by = 'first'",
    "[[when]]\nif = [{ output = 'crisis_weeks', above = 1 }]\nthen = { ban_share = 1 }",
    "[[when]]\nif = [{ output = 'crisis_weeks', at_least = 1 }]\nthen = { ban_share = 1 }",
    "[[when]]\nif = [{ output = 'crisis_weeks', above = 1 }]\nthen = { ban_share = 1 }\nfor_months = 3",
    "[[when]]\nif = [{ output = 'crisis_weeks', above = 1 }]\nthen = { ban_share = 1 }\nagain = true",
    "[[when]]\nif = [{ output = 'crisis_weeks', above = 1, held_months = 2 }]\nthen = { ban_share = 1 }",
]


def test_choices_dates_and_rules_count():
    hashes = {scenario_hash(parse_scenario(text)) for text in ("", *CHOICES)}
    assert len(hashes) == len(CHOICES) + 1


def test_the_canonical_form_is_plain_json():
    table = json.loads(canonical_form(load_scenario("holistic-late")))
    assert table["change"] == [[132, {"form": "holistic"}]]
    assert "title" not in table and table["levers"]["strategic_skill"] == "as_form"


def test_the_hash_is_short_hexadecimal():
    digest = scenario_hash(Scenario())
    assert len(digest) == 32 and int(digest, 16)
