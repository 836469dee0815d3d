"""Every lever moved from where it stands by itself, whatever levers there are."""

from __future__ import annotations

from typing import Any

from smsim.parameters import Forms
from smsim.scenarios.schema import schema_at
from smsim.workshop.levers import lever_documents

A_THIRD = 1 / 3


def _moved(lever: dict[str, Any]) -> Any:
    schema = schema_at(("change", 0, lever["name"])) or {}
    number = schema.get("anyOf", [schema])[0]
    if number.get("type") == "boolean":
        return True
    if lever["low"] is None:
        names = [name for name, _ in lever["choices"]]
        return names[2:4] if lever["kind"] == "kinds" else names[-1]
    value = lever["low"] + A_THIRD * (lever["high"] - lever["low"])
    return round(value) if number["type"] == "integer" else value


MOVED = {lever["name"]: _moved(lever) for lever in lever_documents(Forms())}
"""A value for each lever and happening, a third of the way through what the page offers."""
