"""Sentences about a value that its declaration does not allow: what it is, and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from smsim.errors import nearest
from smsim.parameters.gone import instead_or_nearest

Schema = dict[str, Any]
KINDS_OF_VALUE = {
    "boolean": "true or false",
    "string": "a text",
    "object": "a table",
    "number": "a number",
    "integer": "a whole number",
}
KINDS_OF_ENTRY = {"object": "tables", "string": "texts", "array": "lists"}
NUMBERS: dict[str, Any] = {"number": int | float, "integer": int}
LONGEST_VALUE = 60


def quoted(words: Iterable[str]) -> str:
    """Return words in quotes, separated by commas."""
    return ", ".join(f"'{word}'" for word in words)


def refusal(key_words: str, value: Any, schema: Schema) -> str:
    """Return a sentence about a value that its schema does not allow."""
    words = _words(schema)
    hint = ""
    if isinstance(value, str):
        hint = instead_or_nearest(value, words) or nearest(value.lower(), words)
    return f"{key_words} is {shortened(written(value))}, but must be {allowed(schema)}{hint}"


def first_refusal(error: ValidationError, noun: str, schema: Schema) -> str:
    """Return a sentence about the first value that pydantic refuses of a `noun` with this schema."""
    details = error.errors(include_url=False)[0]
    *table, key = details["loc"]
    words = ".".join(map(str, (*table, key)))
    where = ".".join(map(str, table)) or noun
    if details["type"] == "extra_forbidden":
        known = (schema_in(schema, table) or schema).get("properties", {})
        hint = instead_or_nearest(str(key), known)
        return f"{where} has no key '{key}'{hint}; allowed are {', '.join(known)}"
    own = schema_in(schema, details["loc"]) or {"type": "object"}
    if details["type"] == "missing":
        return f"{where} needs the key {key} ({allowed(own)})"
    return refusal(words, details["input"], own)


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


def shortened(text: str) -> str:
    """Return a text, or its beginning."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def is_allowed(value: Any, schema: Schema) -> bool:
    """Return whether the schema of one value, which is not a table, lets `value` in."""
    words = _words(schema)
    if words:
        return isinstance(value, str) and value in words
    if "anyOf" in schema:
        number, word = schema["anyOf"]
        return bool(value == word["const"]) or is_allowed(value, number)
    if schema["type"] == "array":
        return isinstance(value, list | tuple) and all(is_allowed(entry, schema["items"]) for entry in value)
    if schema["type"] not in NUMBERS or isinstance(value, bool):
        return isinstance(value, bool if schema["type"] == "boolean" else str)
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    return isinstance(value, NUMBERS[schema["type"]]) and math.isfinite(value) and bool(low <= value <= high)


def allowed(schema: Schema) -> str:
    """Return in words what a schema allows, with its unit."""
    words = _words(schema)
    if words:
        return "one of " + quoted(words)
    if "anyOf" in schema:
        number, word = schema["anyOf"]
        if word.get("type") == "null":
            return f"{allowed({**number, 'unit': schema.get('unit')})} or None"
        return f"{allowed({**number, 'unit': schema['unit']})} or '{word['const']}'"
    if schema.get("type") == "array":
        return _allowed_list(schema)
    text = KINDS_OF_VALUE[schema["type"]]
    if "minimum" in schema:
        text += f" from {_bound(schema['minimum'])} to {_bound(schema['maximum'])}"
    unit = schema.get("unit")
    return f"{text} ({unit})" if unit and schema["type"] in NUMBERS else text


def _words(schema: Schema) -> list[str]:
    """Return the words a schema allows, if it allows words only."""
    alternatives = [inner.get("enum", [inner.get("const")]) for inner in schema.get("anyOf", ())]
    words = [word for inner in alternatives for word in inner] or schema.get("enum", [])
    return words if all(isinstance(word, str) for word in words) else []


def _allowed_list(schema: Schema) -> str:
    words = schema["items"].get("enum")
    return f"a list of {quoted(words) if words else KINDS_OF_ENTRY[schema['items'].get('type', 'object')]}"


def _bound(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else f"{number:g}"


def schema_in(whole: Schema, path: Sequence[str | int]) -> Schema | None:
    """Return the schema at a path of keys and positions in `whole`; None where there is none."""
    node = whole
    for part in path:
        inner = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part)
        inner = node.get("additionalProperties") if inner is None else inner
        if not isinstance(inner, dict):
            return None
        node = _resolved(inner, whole.get("$defs", {}))
    return node


def _resolved(node: Schema, tables: Schema) -> Schema:
    if "$ref" not in node:
        return node
    return {**tables[node["$ref"].rsplit("/", 1)[-1]], **node}
