"""Writes a scenario as the text of a file that loads back to the same scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from smsim.scenarios.layout import Document, defaults_beside, differing, to_document
from smsim.scenarios.places import LISTS_OF_TABLES, Path
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.schema import schema_at

DELETE = "\x7f"


def to_toml(scenario: Scenario, *, full: bool = False) -> str:
    """Return a scenario as TOML: what differs from the defaults, or every value with its unit.

    The text extends nothing; only the name, which a scenario takes from its file, is not in it.
    """
    document = to_document(scenario)
    if not full:
        document = differing(document, defaults_beside(document))
    lists = {name: document.pop(name, []) for name in LISTS_OF_TABLES}
    blocks = list(_tables(document, (), full))
    for name, tables in lists.items():
        blocks.extend("\n".join([f"[[{name}]]", *_assignments(table)]) for table in tables)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _tables(table: Document, path: Path, with_units: bool) -> Iterator[str]:
    """Yield a table's own values and then each table in it, as blocks of lines."""
    values = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if values:
        header = ["[" + ".".join(str(part) for part in path) + "]"] if path else []
        yield "\n".join(header + _assignments(values, path if with_units else None))
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _tables(value, (*path, key), with_units)  # type: ignore[arg-type]


def _assignments(values: Mapping[str, Any], path: Path | None = None) -> list[str]:
    """Return one line for each value, with its unit as a comment where the table's `path` is given."""
    return [f"{key} = {_value(value)}{_unit(path, key)}" for key, value in values.items()]


def _unit(path: Path | None, key: str) -> str:
    schema = schema_at((*path, key)) if path is not None else None
    return f"  # {schema['unit']}" if schema and "unit" in schema else ""


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_assignments(value)) + " }"
    return repr(value)


def toml_text(text: str) -> str:
    """Return a text as TOML has it."""
    # a JSON text is a TOML text, but for the one control character JSON leaves as it is
    return json.dumps(text, ensure_ascii=False).replace(DELETE, "\\u007f")
