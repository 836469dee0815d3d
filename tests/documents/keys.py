"""Every key of scenario and experiment files as Markdown, read from their schemas so that none can miss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smsim.experiments.experiment_file import experiment_schema
from smsim.parameters.refusing import written
from smsim.scenarios.schema import scenario_schema

Schema = dict[str, Any]
MOST_WORDS = 12
KINDS = {
    "boolean": "true or false", "string": "text", "number": "number", "integer": "whole number",
    "object": "table", "array": "list",
}  # fmt: skip
ANY_VALUE = "anything the value may be"
NONE = "-"


def key_sections(file: str) -> str:
    """Return a heading and a table for each table of a kind of file. Raises: KeyError for another kind."""
    return "\n\n".join(_sections(SCHEMAS[file](), file))


def _experiment_tables() -> Schema:
    """Return the schema of experiment files; a [[scenario]] in one has the keys of a scenario file."""
    whole = experiment_schema()
    scenario = {**whole["properties"]["scenario"], "items": {"type": "object"}}
    return {**whole, "properties": {**whole["properties"], "scenario": scenario}}


SCHEMAS = {"scenario": scenario_schema, "experiment": _experiment_tables}


def _sections(whole: Schema, file: str) -> Iterator[str]:
    tables = list(_tables(whole))
    names = {name for name, *_ in tables}
    plain = {key: value for key, value in whole["properties"].items() if key not in names}
    yield f"### At the top of {file} files\n\n" + key_table(plain, whole, set(whole.get("required", ())))
    for name, heading, table in tables:
        described = whole["properties"][name.partition(".")[0]].get("description", "")
        meaning = table.get("description", "") if "." in name or table.get("description") else described
        yield f"### {heading}\n\n{_sentence(meaning)}\n\n" + _keys_of(table, whole)


def _tables(whole: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Yield name, heading and schema of every table, those inside others after them."""
    for key, value in whole["properties"].items():
        inner = _resolved(value, whole)
        if "oneOf" in inner:
            for number, choice in enumerate(inner["oneOf"]):
                table = _resolved(choice, whole)
                name = key if number == 0 else f"{key}.{number}"
                yield name, f'`[{key}]` with `kind = "{table["properties"]["kind"]["const"]}"`', table
        elif inner.get("type") == "object":
            yield key, f"`[{key}]`", inner
            own = inner.get("additionalProperties")
            if isinstance(own, dict) and "properties" in _resolved(own, whole):
                yield f"{key}.own", f"`[{key}.NAME]`, under a name of its own", _resolved(own, whole)
        elif "$ref" in inner.get("items", {}):
            table = _resolved(inner["items"], whole)
            yield key, f"`[[{key}]]`", table
            yield from _inner_lists(key, table, whole)


def _inner_lists(key: str, table: Schema, whole: Schema) -> Iterator[tuple[str, str, Schema]]:
    for inner, value in table["properties"].items():
        entry = _resolved(value.get("items", value), whole)
        if "properties" in entry:
            heading = f"`{inner}` of `[[{key}]]`"
            yield f"{key}.{inner}", heading, entry


def _keys_of(table: Schema, whole: Schema) -> str:
    """Return the keys of a table; where all its keys are tables of the same keys, those of one of them."""
    own = table.get("additionalProperties")
    if isinstance(own, dict) and not table.get("properties"):
        name = {"NAME": {**own, "description": "any name that is known there"}}
        return key_table(name, whole, set())
    rows = [_resolved(value, whole).get("properties") for value in table.get("properties", {}).values()]
    if rows and rows[0] and all(row and row.keys() == rows[0].keys() for row in rows):
        named = ", ".join(f"`{name}`" for name in table["properties"])
        return f"A table for each of {named}, with these keys:\n\n" + key_table(rows[0], whole, set())
    return key_table(table.get("properties", {}), whole, set(table.get("required", ())))


def key_table(properties: Mapping[str, Schema], whole: Schema, required: set[str]) -> str:
    """Return a Markdown table with a row for each key: what it may be, its default and its meaning."""
    lines = ["| key | may be | default | meaning |", "|---|---|---|---|"]
    for key, value in properties.items():
        cells = (
            f"`{key}`",
            allowed_words(value, whole),
            "needed" if key in required else _default(value),
            value.get("description", "") or _resolved(value, whole).get("description", ""),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") or NONE for cell in cells) + " |")
    return "\n".join(lines)


def allowed_words(value: Schema, whole: Schema) -> str:
    """Return in a few words what a key may be, with its unit and its bounds."""
    schema = _resolved(value, whole)
    if "anyOf" in schema:
        choices = [allowed_words({**choice, "unit": schema.get("unit")}, whole) for choice in schema["anyOf"]]
        return " or ".join(dict.fromkeys(choices))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return _listed(schema["enum"])
    if "type" not in schema:
        return ANY_VALUE
    text = KINDS[schema["type"]]
    if schema["type"] == "array":
        return f"list of {_entries(_resolved(schema.get('items', {}), whole))}"
    if "minimum" in schema:
        text += f", {_number(schema['minimum'])} to {_number(schema['maximum'])}"
    unit = schema.get("unit")
    return f"{text} ({unit})" if unit and schema["type"] in ("number", "integer") else text


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def _entries(entry: Schema) -> str:
    if "enum" in entry:
        return _listed(entry["enum"])
    kinds = {"array": "pairs of texts", "object": "tables", "string": "texts"}
    return kinds.get(entry.get("type", ""), "values")


def _listed(words: list[str]) -> str:
    if len(words) > MOST_WORDS:
        return "one of the names listed elsewhere"
    return ", ".join(f"`{word}`" for word in words)


def _default(value: Schema) -> str:
    if "default" not in value or isinstance(value["default"], dict):
        return NONE
    text = written(value["default"])
    return "none" if text == "[]" else f"`{text}`"


def _resolved(node: Schema, whole: Schema) -> Schema:
    if "$ref" not in node:
        return node
    own = {key: value for key, value in node.items() if key != "$ref"}
    return {**whole["$defs"][node["$ref"].rsplit("/", 1)[-1]], **own}


def _sentence(text: str) -> str:
    text = text.split("\n\n")[0].replace("\n", " ")
    return text if text.endswith(".") else f"{text[:1].upper()}{text[1:]}."


def keys_in_schema(file: str) -> set[str]:
    """Return every key that a kind of file may hold anywhere, but for those of scenarios in experiments."""
    found: set[str] = set()
    _collect(SCHEMAS[file](), SCHEMAS[file](), found)
    return found


def _collect(node: Any, whole: Schema, found: set[str]) -> None:
    if isinstance(node, list):
        for inner in node:
            _collect(inner, whole, found)
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        _collect(whole["$defs"][node["$ref"].rsplit("/", 1)[-1]], whole, found)
    for key, inner in node.get("properties", {}).items():
        found.add(key)
        _collect(inner, whole, found)
    for part in ("items", "oneOf", "anyOf", "additionalProperties"):
        _collect(node.get(part), whole, found)
