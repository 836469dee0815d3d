"""The fast ways to a scenario and its hash say what the slow ones say."""

import pickle

import pytest

from smsim.errors import ScenarioError
from smsim.scenarios import canonical_form, load_scenario, preset_names, scenario_hash, with_values
from smsim.scenarios.variations import Variations, varied

SETTINGS = {
    "nothing": {},
    "a number": {"adoption.peer_hazard": 0.05},
    "a whole number for a real one": {"adoption.threshold_sharpness": 2},
    "negative zero": {"levers.ban_share": -0.0},
    "values of one table": {"forms.task_force.authority": 0.5, "forms.task_force.staff_fte": 2},
    "values of two tables": {"forms.intern.authority": 0.1, "levers.authority": 0.2, "risk.mistake_rate": 0},
    "the top": {"appointment_month": 3, "horizon_months": 90},
    "a truth": {"levers.has_onboarding": True},
    "a word": {"adoption.response": "linear"},
    "an override": {"levers.authority": 1},
    "an override taken back": {"levers.strategic_skill": "as_form"},
    "an override taken back in Python": {"levers.strategic_skill": None},
    "a list": {"levers.members": ("sales", "marketing")},
    "the same list": {"levers.members": ["marketing", "sales"]},
    "a whole table": {"levers": {"executive_tone": 0.1}},
    "a rule": {"when.1.then.ban_share": 0.25, "when.1.if.1.at_least": 2, "levers.executive_tone": 0.2},
    "all changes": {"change": [{"month": 50, "ban_share": 0.1}]},
}  # fmt: skip


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_variation(settings):
    base = load_scenario("clampdown")
    expected = with_values(base, settings)
    variations = Variations(base)
    assert variations.scenario(settings) == varied(base, settings) == expected
    assert variations.scenario_hash(settings) == scenario_hash(expected)
    assert variations.scenario_hash({}) == scenario_hash(base)


@pytest.mark.parametrize("name", preset_names())
def test_the_base_of_every_preset(name):
    base = load_scenario(name)
    settings = {"risk.crisis_probability": 0.5}
    assert Variations(base).scenario_hash(settings) == scenario_hash(with_values(base, settings))


def test_words_about_the_base_are_kept_but_do_not_count():
    base = load_scenario("clampdown")
    other = base.model_copy(update={"title": "another", "name": "other"})
    assert varied(other, {"appointment_month": 3}).title == "another"
    assert Variations(other).scenario_hash({}) == Variations(base).scenario_hash({})


REFUSED = {
    "out of bounds": {"levers.executive_tone": 2.0},
    "unknown": {"levers.executive_tne": 0.5},
    "contradiction": {"audit.lost_score": 0.9},
    "no such entry": {"when.2.then.ban_share": 0.1},
    "members without seats": {"levers.form": "intern"},
}


@pytest.mark.parametrize("settings", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_built_is_refused_alike_and_has_a_hash_of_its_own(settings):
    base = load_scenario("clampdown")
    with pytest.raises(ScenarioError) as slow:
        with_values(base, settings)
    with pytest.raises(ScenarioError) as fast:
        varied(base, settings)
    assert str(fast.value) == str(slow.value)
    variations = Variations(base)
    digest = variations.scenario_hash(settings)
    assert len(digest) == 32 and digest != scenario_hash(base)
    assert digest == Variations(base).scenario_hash(settings)
    assert digest != variations.scenario_hash({**settings, "appointment_month": 7})


def test_hashes_do_not_depend_on_what_was_asked_before():
    variations = Variations(load_scenario("dandelion"))
    first = variations.scenario_hash({"adoption.peer_hazard": 0.05})
    variations.scenario_hash({"adoption.peer_hazard": 0.07, "levers.ban_share": 0.2})
    assert variations.scenario_hash({"adoption.peer_hazard": 0.05}) == first


def test_variations_travel_to_other_processes():
    variations = Variations(load_scenario("dandelion"))
    again = pickle.loads(pickle.dumps(variations))
    assert again.scenario_hash({"levers.ban_share": 1}) == variations.scenario_hash({"levers.ban_share": 1})
    assert canonical_form(again.base) == canonical_form(variations.base)
