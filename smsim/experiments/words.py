"""How several words become one text: in a sentence, and in a cell of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def join_words(words: Iterable[str]) -> str:
    """Return the words as a list in a sentence: "a, b and c"."""
    entries = list(words)
    if len(entries) < 2:
        return "".join(entries)
    return ", ".join(entries[:-1]) + " and " + entries[-1]


def setting_cell(setting: Any) -> Any:
    """Return a factor setting as one word or number; lists are joined, since a cell holds one value."""
    if isinstance(setting, list | tuple):
        return " + ".join(map(str, setting)) or "none"
    return setting
