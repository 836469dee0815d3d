"""Places in a scenario file: how a path of keys is read, and what cannot stay there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from smsim.errors import ScenarioError

Path = tuple[str | int, ...]
"""Keys from the top of a scenario file, and positions in lists, counted from 0."""

LISTS_OF_TABLES = ("change", "rearrangement", "when")
NUMBERED_TABLE = re.compile(r"\[\[(" + "|".join(LISTS_OF_TABLES) + r")\]\] (\d+)")
"""An entry of a list of tables, as sentences name it."""

LONGEST_VALUE = 60

COUNTED = (*LISTS_OF_TABLES, "if")
"""Lists whose entries have a number in dotted names."""


class ContradictionError(ScenarioError):
    """Values that contradict each other; `path` leads to the key to be mended."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


def quoted(words: Iterable[str]) -> str:
    """Return words in quotes, separated by commas."""
    return ", ".join(f"'{word}'" for word in words)


def shortened(text: str) -> str:
    """Return a value as sentences show it, cut where it is long."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def path_of(name: str) -> Path:
    """Return the path of a dotted name, in which entries are counted from 1: ``when.1.if.2.below``."""
    parts = name.split(".")
    return tuple(
        int(part) - 1 if before in COUNTED and part.isdecimal() and int(part) > 0 else part
        for before, part in zip(["", *parts], parts, strict=False)
    )


def place_words(path: Path, lists_of_tables: Collection[str] = LISTS_OF_TABLES) -> str:
    """Return a path as a reader of the file names it: ``members of [[change]] 2``, ``[levers]``."""
    if len(path) == 1:
        return f"[[{path[0]}]]" if path[0] in lists_of_tables else f"[{path[0]}]"
    table, number = path[0], path[1]
    if not isinstance(number, int):
        return ".".join(str(part) for part in path)
    words = f"[[{table}]] {number + 1}"
    rest = list(path[2:])
    while rest:
        part = rest.pop(0)
        if part == "if" and rest:
            part = f"condition {int(rest.pop(0)) + 1}"
        elif isinstance(part, int):
            part = f"name {part + 1}"
        elif rest and isinstance(rest[0], int):
            part = f"entry {int(rest.pop(0)) + 1} of {part}"
        words = f"{part} of {words}"
    return words
