"""The levers a room can move: every one that may change in time, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smsim.engine.simulation import Simulation
from smsim.parameters import OVERRIDES, Forms, Happenings, Levers
from smsim.parameters.levers import SHOWN_LEVERS, Shown
from smsim.scenarios.compile import WORDS, setting_value
from smsim.scenarios.schema import schema_at
from smsim.vocabulary import DepartmentKind

AS_THE_FORM_HAS_IT: tuple[Any, str] = (None, "as the form has it")
SHARES = (0, 1, 0.05)
NO_SPAN = (None, None, None)

CHOICE_WORDS = {
    "social_trained": "staff trained for social media",
    "call_centre": "a scripted call centre",
    "first": "the first in the list",
    "degree": "most ties",
    "bridging": "ties to most departments",
    "anyone": "anybody, by chance",
    "most_ties": "most ties elsewhere",
    "fewest_ties": "fewest ties elsewhere",
    "first_user": "the first who used it",
    "head": "the head of the department",
    "any": "anywhere",
}


def lever_documents(forms: Forms) -> tuple[dict[str, Any], ...]:
    """Return all levers as the page needs them: name, words, unit, kind, limits, group and key.

    `forms` are those a room can choose from.
    """
    return tuple(_document(name, shown, forms) for name, shown in SHOWN_LEVERS.items())


def _document(name: str, shown: Shown, forms: Forms) -> dict[str, Any]:
    schema = schema_at(("change", 0, name)) or {}
    kind = lever_kind(name, schema)
    low, high, step = shown.span or (SHARES if kind == "share" else NO_SPAN)
    return {
        "name": name,
        "title": shown.title,
        "meaning": schema["description"],
        "unit": schema["unit"],
        "kind": kind,
        "choices": _choices(name, schema, forms),
        "low": low,
        "high": high,
        "step": step,
        "group": shown.group,
        "key": shown.key,
    }


def lever_kind(name: str, schema: Mapping[str, Any]) -> str:
    """Return how a lever is moved: "choice", "kinds", "switch", "event", "share" or "number"."""
    if name == "members":
        return "kinds"
    if name == "form" or name in WORDS:
        return "choice"
    if name in Happenings.model_fields:
        return "event"
    number = schema.get("anyOf", [schema])[0]
    if number["type"] == "boolean":
        return "switch"
    return "share" if (number["minimum"], number["maximum"]) == (0, 1) else "number"


def _choices(name: str, schema: Mapping[str, Any], forms: Forms) -> list[list[Any]]:
    if name in OVERRIDES:
        return [list(AS_THE_FORM_HAS_IT)]
    if name == "form":
        return [[form, forms.in_charge(form)] for form in forms.rows]
    if name == "members":
        return [[kind.key, kind.title] for kind in DepartmentKind]
    if name == "champions_in":
        return [["any", CHOICE_WORDS["any"]], *([kind.key, kind.title] for kind in DepartmentKind)]
    if name in WORDS:
        return [[key, CHOICE_WORDS[key]] for key in schema["enum"]]
    return []


def values_in_force(simulation: Simulation) -> dict[str, Any]:
    """Return every lever as it stands for the coming month of a run, rules that have fired included.

    None stands for "as the form has it". At the end of a run the last month is told.
    """
    row = simulation.state.plan.months[_coming(simulation)]
    names = tuple(simulation.inputs.form_titles)
    settings = (*Levers.model_fields, *Happenings.model_fields)
    return {name: setting_value(name, row[name], names) for name in settings}


def _coming(simulation: Simulation) -> int:
    return min(simulation.month, simulation.inputs.horizon_months - 1)


def values_of_form(simulation: Simulation) -> dict[str, float]:
    """Return what the form of the coming month has for each lever that may be left to it."""
    state = simulation.state
    settings = state.constants.forms[int(state.plan.months[_coming(simulation)].form)]
    return {name: float(settings[name]) for name in OVERRIDES}
