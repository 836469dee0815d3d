"""Sentences about values that cannot be used: key, value, what is allowed, and the nearest match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from smsim.parameters.gone import instead_or_nearest
from smsim.parameters.refusing import Schema, allowed, refusal, shortened, written
from smsim.scenarios.layout import SET_ONCE_GROUPS
from smsim.scenarios.places import LISTS_OF_TABLES, Path, place_words
from smsim.scenarios.schema import schema_at


@dataclass(frozen=True)
class FileKind:
    """What sentences need to know of a kind of file.

    `noun` is what it holds; `schema_at` gives the schema at a path, None where there is nothing;
    `tables` are where a stray key may belong, and those of `set_once` cannot change within a run.
    """

    noun: str
    schema_at: Callable[[Path], Schema | None]
    lists_of_tables: tuple[str, ...] = LISTS_OF_TABLES
    tables: tuple[str, ...] = ()
    set_once: tuple[str, ...] = ()

    def place_words(self, path: Path) -> str:
        """Return a path as a reader of the file names it, the file as a whole by its noun."""
        return place_words(path, self.lists_of_tables) if path else self.noun

    def properties_at(self, path: Path) -> Schema:
        """Return the schemas of the keys of a table, by key."""
        properties: Schema = (self.schema_at(path) or {}).get("properties", {})
        return properties


SCENARIO_FILES = FileKind(
    "a scenario", schema_at, tables=(*SET_ONCE_GROUPS, "levers"), set_once=SET_ONCE_GROUPS
)


def first_problem(
    error: ValidationError, kind: FileKind = SCENARIO_FILES, table: Path = ()
) -> tuple[Path, str]:
    """Return the path of the first value pydantic refuses, and a sentence about it without its file.

    `table` is the path of what was validated, if it was not the file as a whole.
    """
    details = error.errors(include_url=False)[0]
    path = _known_path((*table, *details["loc"]), kind)
    if details["type"] == "extra_forbidden":
        return path, unknown_key(path, kind)
    if details["type"] == "missing":
        needed = allowed(_schema(path, kind))
        return path[:-1], f"{kind.place_words(path[:-1])} needs the key {path[-1]} ({needed})"
    return path, _refused_value(path, details, kind)


def _known_path(location: tuple[str | int, ...], kind: FileKind) -> Path:
    """Return a location in the model as a path in the file, cut where only the model goes on."""
    parts = location[1:] if location[:1] == ("parameters",) and len(location) > 1 else location
    path: Path = ()
    for part in parts:
        if path and kind.schema_at(path) is not None and kind.schema_at((*path, part)) is None:
            inner = kind.schema_at(path) or {}
            return (*path, part) if "properties" in inner else path
        path = (*path, part)
    return path


def unknown_key(path: Path, kind: FileKind = SCENARIO_FILES) -> str:
    """Return a sentence about the key at the end of `path`, which its table does not have."""
    key = str(path[-1])
    table = path[:-1]
    known = list(kind.properties_at(table))
    where = kind.place_words(table)
    homes = _tables_with(key, kind)
    is_set_once = any(home and home[0] in kind.set_once for home in homes)
    if is_set_once and table and table[0] in kind.lists_of_tables:
        return (
            f"{where} sets '{key}', but that is set once for the whole run, in {place_words(homes[0])}; "
            f"what may change is {', '.join(known)}"
        )
    hint = instead_or_nearest(key, known)
    if not hint and homes:
        hint = f" (it belongs {' or '.join(_home_words(home) for home in homes)})"
    return f"{where} has no key '{key}'{hint}; allowed are {', '.join(known)}"


def _home_words(table: Path) -> str:
    return f"in {place_words(table)}" if table else "at the top of the file"


def _tables_with(key: str, kind: FileKind) -> list[Path]:
    """Return the tables at the top of a file that have `key`, first those set once."""
    found: list[Path] = [(table,) for table in kind.tables if key in kind.properties_at((table,))]
    if not found:
        lists = [table for table in kind.lists_of_tables if key in kind.properties_at((table, 0))]
        found.extend((table,) for table in lists[:1])
    if key in kind.properties_at(()):
        found.append(())
    return found


def _refused_value(path: Path, details: ErrorDetails, kind: FileKind) -> str:
    words = _key_words(path, kind)
    if len(path) == 1 and path[0] in kind.lists_of_tables:
        return f"{words} is {shortened(written(details['input']))}, but must be tables headed [[{path[0]}]]"
    return refusal(words, details["input"], _schema(path, kind))


def _key_words(path: Path, kind: FileKind) -> str:
    if len(path) == 1:
        return str(path[0])
    if isinstance(path[-1], int) and isinstance(path[0], str) and path[0] not in kind.lists_of_tables:
        return f"entry {path[-1] + 1} of {_key_words(path[:-1], kind)}"
    return kind.place_words(path)


def _schema(path: Path, kind: FileKind) -> Schema:
    # only the name, a text, is in a scenario but not in its file
    return kind.schema_at(path) or {"type": "string"}
