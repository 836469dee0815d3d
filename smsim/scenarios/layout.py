"""Between a scenario and the tables of its file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import PurePath
from typing import Any

import numpy as np

from smsim.parameters import FORM_WORDS, OVERRIDES, FormSettings, Parameters
from smsim.scenarios.dated import Change, Condition, Rearrangement, Rule
from smsim.scenarios.forms import EXTENDS, resolved_forms
from smsim.scenarios.scenario import Scenario

Document = dict[str, Any]
"""The tables of a scenario file: group names, `change` and `when` at the top."""


def as_in_file(value: Any) -> Any:
    """Return a value given in Python, tables and lists within it too, as a TOML file has it."""
    if isinstance(value, Mapping):
        return {key: as_in_file(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_in_file(inner) for inner in value]
    if isinstance(value, PurePath):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


AS_FORM = "as_form"
"""Written in a file where a lever goes back to what its form has; None in the model."""

PARAMETER_GROUPS = tuple(Parameters.model_fields)
SET_ONCE_GROUPS = ("firm", "audit", "economics", *PARAMETER_GROUPS)


def merged(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Document:
    """Return `lower` with the values of `upper` on top, table by table; lists are replaced whole."""
    result = dict(lower)
    for key, value in upper.items():
        below = result.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            result[key] = merged(below, value)
        else:
            result[key] = value
    return result


@cache
def default_parameters() -> Document:
    """Return the tables of all parameters at their defaults."""
    return Parameters().model_dump()


def to_values(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the tables of a file as the values a Scenario is validated from.

    Tables of parameters are laid over the defaults, so that a table may name one value and leave the rest.
    Raises: ContradictionError for a form that extends none.
    """
    own = {key: document[key] for key in PARAMETER_GROUPS if key in document}
    if isinstance(own.get("forms"), Mapping):
        own["forms"] = resolved_forms(own["forms"])
    values = {key: value for key, value in document.items() if key not in own}
    values["parameters"] = merged(default_parameters(), own)
    values["name"] = name
    if "levers" in values:
        values["levers"] = _without_words(values["levers"])
    if isinstance(values.get("change"), list):
        values["change"] = [_without_words(change) for change in values["change"]]
    if isinstance(values.get("when"), list):
        values["when"] = [_rule_without_words(rule) for rule in values["when"]]
    return values


def _rule_without_words(rule: Any) -> Any:
    if not isinstance(rule, Mapping) or "then" not in rule:
        return rule
    return {**rule, "then": _without_words(rule["then"])}


def _without_words(settings: Any) -> Any:
    if not isinstance(settings, Mapping):
        return settings
    return {key: None if key in OVERRIDES and value == AS_FORM else value for key, value in settings.items()}


def to_document(scenario: Scenario) -> Document:
    """Return every value of a scenario in the layout of its file, but for its name."""
    plain = scenario.model_dump(exclude={"name", "changes", "rearrangements", "rules"})
    parameters = plain.pop("parameters")
    parameters["forms"] = {name: _form_table(row) for name, row in scenario.forms.rows.items()}
    document: Document = _written({**plain, **parameters})
    document["change"] = [_change_table(change) for change in scenario.changes]
    document["rearrangement"] = [_given(table) for table in scenario.rearrangements]
    document["when"] = [_rule_table(rule) for rule in scenario.rules]
    return document


def _form_table(row: FormSettings) -> Document:
    """Return a form as a file has it: what it extends comes first."""
    return dict(sorted(row.model_dump().items(), key=lambda item: item[0] != EXTENDS))


def defaults_beside(document: Document) -> Document:
    """Return what a file has without setting it; of a scenario's own form, what the form it extends has."""
    defaults = to_document(Scenario())
    forms = document["forms"]
    for name in forms.keys() - defaults["forms"].keys():
        below = forms[forms[name][EXTENDS]]
        defaults["forms"][name] = {key: value for key, value in below.items() if key not in FORM_WORDS}
        defaults["forms"][name]["title"] = ""
    return defaults


def differing(document: Mapping[str, Any], defaults: Mapping[str, Any]) -> Document:
    """Return the values of `document` that are not those of `defaults`, without empty tables."""
    result: Document = {}
    for key, value in document.items():
        if isinstance(value, Mapping):
            inner = differing(value, defaults.get(key, {}))
            if inner:
                result[key] = inner
        elif key not in defaults or defaults[key] != value:
            result[key] = value
    return result


def _change_table(change: Change) -> Document:
    return {"month": change.month, **_written(change.given)}


def _given(rearrangement: Rearrangement) -> Document:
    plain: Document = _written(rearrangement.model_dump())
    return {key: value for key, value in plain.items() if key == "month" or value}


def _rule_table(rule: Rule) -> Document:
    table: Document = {
        "if": [_condition_table(condition) for condition in rule.conditions],
        "then": _written(rule.then.given),
        "again": rule.again,
    }
    if rule.for_months is not None:
        table["for_months"] = rule.for_months
    return table


def _condition_table(condition: Condition) -> Document:
    return {
        "output": condition.output,
        **condition.given_comparisons,
        "held_months": condition.held_months,
    }


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_written(inner) for inner in value]
    return AS_FORM if value is None else value
