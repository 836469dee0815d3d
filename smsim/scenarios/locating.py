"""On which line of a TOML text each key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smsim.scenarios.places import Path


@dataclass(frozen=True)
class Place:
    """A line of a file, counted from 1; 0 stands for the file as a whole, no file for Python.

    `entry` is the number of a list's entry in its own file, where the list was joined with that of another.
    """

    file: str
    line: int
    entry: int = 0

    def __str__(self) -> str:
        """Return the place as errors begin: ``trial.toml, line 4``."""
        return f"{self.file}, line {self.line}" if self.line else self.file

    def says(self, sentence: str) -> str:
        """Return a sentence with the place before it; what was given in Python stands in no file."""
        return f"{self}: {sentence}" if self.file else sentence


Places = dict[Path, Place]


def places_of(text: str, file: str) -> Places:
    """Return the place of every key, table and list entry in `text`, which must be valid TOML."""
    places: Places = {}
    table: Path = ()
    entries: dict[Path, int] = {}
    for line, statement in _statements(text):
        if statement.lstrip().startswith("["):
            table = _header_path(statement, entries)
            _note(places, table, Place(file, line))
        else:
            for path, offset in _keys_of(statement):
                _note(places, (*table, *path), Place(file, line + offset))
    return places


def _note(places: Places, path: Path, place: Place) -> None:
    for end in range(1, len(path) + 1):
        places.setdefault(path[:end], place)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each header or assignment with the number of its first line."""
    pending = ""
    first = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not pending and (not line.strip() or line.lstrip().startswith("#")):
            continue
        first = first if pending else number
        pending += line + "\n"
        try:
            tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        yield first, pending
        pending = ""


def _header_path(statement: str, entries: dict[Path, int]) -> Path:
    """Return the path of a table; `entries` counts those of each list of tables and is kept up to date."""
    parsed: Any = tomllib.loads(statement)
    path: Path = ()
    while parsed:
        ((key, inner),) = parsed.items()
        path = (*path, key)
        is_entry = isinstance(inner, list)
        parsed = inner[0] if is_entry else inner
        if is_entry:
            entries[path] = entries.get(path, -1) + 1
        if path in entries:
            path = (*path, entries[path])
    return path


def _keys_of(statement: str) -> Iterator[tuple[Path, int]]:
    """Yield the path of every key and list entry of an assignment, with its line within the statement."""
    reader = _Reader(statement)
    yield from reader.walk((), tomllib.loads(statement))


class _Reader:
    """Follows parsed values through their text: TOML keeps the order in which keys are written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def walk(self, path: Path, value: Any) -> Iterator[tuple[Path, int]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield (*path, key), self._line_of(rf"(?<![\w-]){re.escape(key)}(?=[\"']?\s*[.=])")
                yield from self.walk((*path, key), inner)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                sign = r"\{" if isinstance(inner, dict) else _text_pattern(inner)
                yield (*path, number), self._line_of(sign)
                yield from self.walk((*path, number), inner)

    def _line_of(self, pattern: str) -> int:
        found = re.compile(pattern).search(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return self.text.count("\n", 0, self.position)


def _text_pattern(value: Any) -> str:
    return re.escape(value if isinstance(value, str) else str(value).lower())
