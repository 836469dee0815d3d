"""Every lever moved from where it stands by itself, whatever levers there are."""

from __future__ import annotations

from typing import Any

from smsim.parameters.levers import SHOWN_LEVERS, Span
from smsim.scenarios.schema import schema_at

A_THIRD = 1 / 3


def _moved(name: str, span: Span | None) -> Any:
    schema = schema_at(("change", 0, name)) or {}
    value = schema.get("anyOf", [schema])[0]
    if value["type"] == "boolean":
        return True
    if value["type"] == "array":
        return value["items"]["enum"][2:4]
    if value["type"] == "string":
        return value.get("enum", schema.get("examples"))[-1]
    low, high, _ = span or (value["minimum"], value["maximum"], 0)
    moved = low + A_THIRD * (high - low)
    return round(moved) if value["type"] == "integer" else moved


MOVED = {name: _moved(name, shown.span) for name, shown in SHOWN_LEVERS.items()}
"""A value for each lever and happening, a third of the way through what the page offers."""
