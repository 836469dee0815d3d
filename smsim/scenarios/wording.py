"""Sentences about values that cannot be used: key, value, what is allowed, and the nearest match."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from smsim.errors import nearest
from smsim.scenarios.layout import SET_ONCE_GROUPS
from smsim.scenarios.places import LISTS_OF_TABLES, Path, place_words, quoted
from smsim.scenarios.schema import Schema, scenario_schema, schema_at

KINDS_OF_VALUE = {
    "boolean": "true or false", "string": "a text", "object": "a table", "number": "a number",
    "integer": "a whole number",
}
LONGEST_VALUE = 60


def first_problem(error: ValidationError) -> tuple[Path, str]:
    """Return the path of the first value pydantic refuses, and a sentence about it without its file."""
    details = error.errors(include_url=False)[0]
    path = _known_path(details["loc"])
    if details["type"] == "extra_forbidden":
        return path, unknown_key(path)
    if details["type"] == "missing":
        return path[:-1], f"{place_words(path[:-1])} needs the key {path[-1]} ({_allowed(_schema(path))})"
    return path, _refused_value(path, details)


def _known_path(location: tuple[str | int, ...]) -> Path:
    """Return a location in the model as a path in the file, cut where only the model goes on."""
    parts = location[1:] if location[:1] == ("parameters",) and len(location) > 1 else location
    path: Path = ()
    for part in parts:
        if path and schema_at(path) is not None and schema_at((*path, part)) is None:
            inner = schema_at(path) or {}
            return (*path, part) if "properties" in inner else path
        path = (*path, part)
    return path


def unknown_key(path: Path) -> str:
    """Return a sentence about the key at the end of `path`, which its table does not have."""
    key = str(path[-1])
    table = path[:-1]
    known = list((schema_at(table) or scenario_schema())["properties"])
    where = place_words(table) if table else "a scenario"
    homes = _tables_with(key)
    is_set_once = any(home and home[0] in SET_ONCE_GROUPS for home in homes)
    if is_set_once and table and table[0] in LISTS_OF_TABLES:
        return (
            f"{where} sets '{key}', but that is set once for the whole run, in {place_words(homes[0])}; "
            f"what may change is {', '.join(known)}"
        )
    hint = nearest(key, known)
    if not hint and homes:
        hint = f" (it belongs {' or '.join(_home_words(home) for home in homes)})"
    return f"{where} has no key '{key}'{hint}; allowed are {', '.join(known)}"


def _home_words(table: Path) -> str:
    return f"in {place_words(table)}" if table else "at the top of the file"


def _tables_with(key: str) -> list[Path]:
    """Return the tables at the top of a file that have `key`, first those set once."""
    properties = scenario_schema()["properties"]
    groups = (*SET_ONCE_GROUPS, "levers")
    found: list[Path] = [(group,) for group in groups if key in (schema_at((group,)) or {})["properties"]]
    if not found and key in (schema_at(("change", 0)) or {})["properties"]:
        found.append(("change",))
    if key in properties:
        found.append(())
    return found


def _refused_value(path: Path, details: ErrorDetails) -> str:
    value = details["input"]
    schema = _schema(path)
    words = _words(schema)
    hint = (nearest(value, words) or nearest(value.lower(), words)) if isinstance(value, str) else ""
    is_list_of_tables = len(path) == 1 and path[0] in LISTS_OF_TABLES
    allowed = f"tables headed [[{path[0]}]]" if is_list_of_tables else _allowed(schema)
    return f"{_key_words(path)} is {_shortened(written(value))}, but must be {allowed}{hint}"


def _key_words(path: Path) -> str:
    if len(path) == 1:
        return str(path[0])
    if isinstance(path[-1], int) and isinstance(path[0], str) and path[0] not in LISTS_OF_TABLES:
        return f"entry {path[-1] + 1} of {place_words(path[:-1])}"
    return place_words(path)


def written(value: Any) -> str:
    """Return a value much as a file has it; a table only by that word."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(entry) for entry in value) + "]"
    return str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def _schema(path: Path) -> Schema:
    # only the name, a text, is in a scenario but not in its file
    return schema_at(path) or {"type": "string"}


def _allowed(schema: Schema) -> str:
    """Return in words what a schema allows, with its unit."""
    words = _words(schema)
    if words:
        return "one of " + quoted(words)
    if "anyOf" in schema:
        number, word = schema["anyOf"]
        return f"{_allowed({**number, 'unit': schema['unit']})} or '{word['const']}'"
    if schema.get("type") == "array":
        return _allowed_list(schema)
    text = KINDS_OF_VALUE[schema["type"]]
    if "minimum" in schema:
        text += f" from {_bound(schema['minimum'])} to {_bound(schema['maximum'])}"
    unit = schema.get("unit")
    return f"{text} ({unit})" if unit and schema["type"] in ("number", "integer") else text


def _words(schema: Schema) -> list[str]:
    """Return the words a schema allows, if it allows words only."""
    alternatives = [inner.get("enum", [inner.get("const")]) for inner in schema.get("anyOf", ())]
    words = [word for inner in alternatives for word in inner] or schema.get("enum", [])
    return words if all(isinstance(word, str) for word in words) else []


def _allowed_list(schema: Schema) -> str:
    words = schema["items"].get("enum")
    return f"a list of {quoted(words)}" if words else "a list of tables"


def _bound(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else f"{number:g}"
