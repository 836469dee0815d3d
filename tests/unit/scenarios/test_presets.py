"""The scenarios that travel with smsim say what they are meant to say."""

import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

from smsim.scenarios import list_scenarios, load_scenario, preset_names, scenario_schema
from smsim.scenarios import presets as presets_module

FIVE = ("marketing", "communications", "sales", "customer_service", "human_resources")

# form, members, executive tone, appointment, horizon
EXPECTED = {
    "grassroots": ("grassroots", (), 0.6, 12, 120),
    "lone-manager": ("lone_manager", (), 0.6, 12, 120),
    "playground-2005": ("lone_manager", (), 0.2, 18, 120),
    "playground-2014": ("lone_manager", (), 0.6, 6, 120),
    "promoted-initiator": ("lone_manager", (), 0.6, 12, 120),
    "sales-manager": ("lone_manager", (), 0.6, 12, 120),
    "manager-with-aide": ("manager_with_aide", (), 0.6, 12, 120),
    "task-force-narrow": ("task_force", FIVE[:3], 0.6, 12, 120),
    "task-force-broad": ("task_force", FIVE, 0.6, 12, 120),
    "task-force-unsponsored": ("task_force", FIVE, 0.1, 12, 120),
    "group-head": ("group_head", (), 0.6, 12, 120),
    "dandelion": ("dandelion", FIVE, 0.6, 12, 120),
    "holistic-early": ("holistic", (), 0.6, 12, 120),
    "holistic-late": ("group_head", (), 0.6, 12, 180),
    "intern-run": ("intern", (), 0.6, 12, 120),
    "clampdown": ("task_force", FIVE, 0.6, 12, 120),
    "lead-leaves": ("lone_manager", (), 0.6, 12, 120),
    "call-centre-care": ("task_force", FIVE, 0.6, 12, 120),
}


def test_all_presets_are_there():
    assert set(preset_names()) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_preset(name):
    scenario = load_scenario(name)
    levers = scenario.levers
    found = (
        levers.form,
        levers.members,
        levers.executive_tone,
        scenario.appointment_month,
        scenario.horizon_months,
    )
    assert found == EXPECTED[name]
    assert scenario.name == name
    assert scenario.firm.employees == 300


def test_what_single_presets_are_about():
    assert load_scenario("promoted-initiator").levers.strategic_skill == 0.30
    assert load_scenario("promoted-initiator").levers.lead_by == "first_user"
    assert load_scenario("sales-manager").firm.home == "sales"
    assert load_scenario("call-centre-care").levers.care_model == "call_centre"
    (late,) = load_scenario("holistic-late").changes
    assert (late.month, late.given) == (132, {"form": "holistic"})
    (leaving,) = load_scenario("lead-leaves").changes
    assert (leaving.month, leaving.given) == (60, {"lead_leaves": True})
    (rule,) = load_scenario("clampdown").rules
    assert rule.conditions[0].output == "crises"
    assert rule.conditions[0].given_comparisons == {"at_least": 1.0}
    assert (rule.then.given, rule.for_months, rule.again) == ({"ban_share": 0.5}, 6, True)


def test_nothing_else_differs_from_the_defaults():
    without_events = {"clampdown", "lead-leaves", "holistic-late"}
    for name in set(EXPECTED) - without_events:
        assert not load_scenario(name).changes and not load_scenario(name).rules, name
    default = load_scenario("lone-manager")
    for name in EXPECTED:
        scenario = load_scenario(name)
        assert scenario.parameters == default.parameters
        assert name == "sales-manager" or scenario.firm == default.firm
        assert (scenario.audit, scenario.economics) == (default.audit, default.economics)


def test_every_preset_has_a_title_and_a_description_of_its_own():
    listed = list_scenarios()
    assert [preset.name for preset in listed] == sorted(EXPECTED)
    for texts in ([preset.title for preset in listed], [preset.description for preset in listed]):
        assert all(texts) and len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", EXPECTED)
def test_preset_files_satisfy_the_schema(name):
    table = tomllib.loads(presets_module.preset_file(name)[0].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(scenario_schema()).validate(table)


def test_an_installed_package_reads_its_own_copy(tmp_path, monkeypatch):
    copy = tmp_path / "data" / "scenarios"
    copy.mkdir(parents=True)
    (copy / "only.toml").write_text("title = 'Only'\n")
    monkeypatch.setattr(presets_module, "files", lambda package: tmp_path)
    for cached in (presets_module.preset_folder, presets_module.preset_names):
        cached.cache_clear()
    try:
        assert [preset.title for preset in list_scenarios()] == ["Only"]
        assert load_scenario("only").title == "Only"
    finally:
        monkeypatch.undo()
        for cached in (presets_module.preset_folder, presets_module.preset_names):
            cached.cache_clear()


def test_a_checkout_reads_the_folder_beside_the_package():
    assert presets_module.preset_folder() == Path(presets_module.__file__).parents[2] / "scenarios"


def test_loading_a_scenario_needs_no_heavy_library():
    code = (
        "import sys; from smsim.scenarios import load_scenario, run_inputs; "
        "run_inputs(load_scenario('clampdown'));"
        "print([name for name in ('numba', 'mesa', 'matplotlib', 'scipy', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
