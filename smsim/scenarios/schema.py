"""The JSON Schema of scenario files, for editors and for the words of error messages."""

from __future__ import annotations

from functools import cache
from typing import Any

from smsim.engine.outputs import MONTHLY_COLUMNS
from smsim.parameters import OVERRIDES, TABLE_GROUPS, Forms, OwnForm, Parameters
from smsim.parameters.levers import SHOWN
from smsim.parameters.refusing import Schema, schema_in
from smsim.scenarios.dated import COMPARISONS
from smsim.scenarios.layout import AS_FORM
from smsim.scenarios.places import LISTS_OF_TABLES
from smsim.scenarios.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def scenario_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of scenario files.

    Each value carries its unit and its source beside the bounds. What only several values together can
    break (members without a task force, shares that do not add up) is checked on loading, not here.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    tables = schema["$defs"]
    properties = schema["properties"]
    del properties["name"], properties["parameters"]
    properties.update(tables.pop("Parameters")["properties"])
    properties["extends"] = {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
        "description": "a preset or a file beside this one, whose values hold where this file has none, and "
        "whose changes and rules hold beside those of this file; of several, the last named wins",
    }
    properties["extends_without"] = {
        "type": "array",
        "items": {"enum": list(LISTS_OF_TABLES)},
        "description": "lists of tables that are not taken over from what is extended",
    }
    for name in ("Change", "Settings", OwnForm.__name__, *_row_tables(tables)):
        # no default of their own: an earlier month, or the row in the table above, gives it
        for value in tables[name]["properties"].values():
            value.pop("default", None)
    for name in ("Levers", "Change", "Settings"):
        tables[name]["properties"]["form"]["examples"] = list(Forms.model_fields)
        for lever in OVERRIDES:
            _allow_word(tables[name]["properties"][lever])
    _describe_rules(tables)
    tidy(schema)
    return {"$schema": DIALECT, **schema, "title": "smsim scenario"}


def _row_tables(tables: Schema) -> set[str]:
    """Return the names of the tables that are one row of a table of parameters."""
    groups = [type(getattr(Parameters(), group)).__name__ for group in TABLE_GROUPS]
    rows = [row for group in groups for row in tables[group]["properties"].values()]
    return {row["$ref"].rsplit("/", 1)[-1] for row in rows}


def _allow_word(value: Schema) -> None:
    value["anyOf"][-1] = {"const": AS_FORM}
    if "default" in value:
        value["default"] = AS_FORM


def _describe_rules(tables: Schema) -> None:
    condition = tables["Condition"]
    condition["properties"]["output"]["enum"] = list(MONTHLY_COLUMNS)
    for name in COMPARISONS:
        condition["properties"][name] = {
            "type": "number",
            "description": condition["properties"][name]["description"],
        }
    condition["oneOf"] = [{"required": [name]} for name in COMPARISONS]
    for_months = tables["Rule"]["properties"]["for_months"]
    for_months.update(for_months.pop("anyOf")[0])
    del for_months["default"]
    tables["Rule"]["properties"]["if"]["minItems"] = 1


def tidy(node: Any) -> None:
    """Drop generated titles, the names of classes in docstrings and notes that say nothing."""
    if isinstance(node, list):
        for inner in node:
            tidy(inner)
    if not isinstance(node, dict):
        return
    node.pop(SHOWN, None)
    for note in ("title", "symbol", "sensitivity_range"):
        if note in node and (node[note] in ("", None) or (note == "title" and isinstance(node[note], str))):
            del node[note]
    for inner in node.values():
        tidy(inner)


def schema_at(path: tuple[str | int, ...]) -> Schema | None:
    """Return the schema of the value a path of keys and positions leads to; None where there is none."""
    return schema_in(scenario_schema(), path)


def meaning_at(path: tuple[str | int, ...]) -> str:
    """Return what the value at a path means, "" where that is not declared."""
    return str((schema_at(path) or {}).get("description", ""))
