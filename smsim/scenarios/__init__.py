"""A world but for the seed: the frozen Scenario, its files, presets and ensembles."""

from smsim.scenarios.building import sharing_forms, with_values
from smsim.scenarios.compile import run_inputs
from smsim.scenarios.dated import Change, Condition, Rule, Settings
from smsim.scenarios.difference import differences
from smsim.scenarios.ensembles import ENSEMBLES, Ensemble, FirmDraw, sample_firm
from smsim.scenarios.identity import canonical_form, scenario_hash
from smsim.scenarios.loading import load_scenario, parse_scenario
from smsim.scenarios.presets import Preset, list_scenarios, preset_names
from smsim.scenarios.remarks import remarks
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.schema import scenario_schema
from smsim.scenarios.writing import to_toml

__all__ = [
    "Change",
    "Condition",
    "ENSEMBLES",
    "Ensemble",
    "FirmDraw",
    "Preset",
    "Rule",
    "Scenario",
    "Settings",
    "canonical_form",
    "differences",
    "list_scenarios",
    "load_scenario",
    "parse_scenario",
    "preset_names",
    "remarks",
    "run_inputs",
    "sample_firm",
    "scenario_hash",
    "scenario_schema",
    "sharing_forms",
    "to_toml",
    "with_values",
]
