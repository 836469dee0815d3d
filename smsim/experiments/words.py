"""How several words become one text: in a sentence, and in a cell of a table."""

from __future__ import annotations

import math
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


def setting_text(setting: Any) -> str:
    """Return a factor setting as a text, so that one column holds those of all factors.

    Numbers keep all their digits; None is the scenario's own setting.
    """
    if setting is None:
        return "as it is"
    if isinstance(setting, bool):
        return "yes" if setting else "no"
    return str(setting_cell(setting))


def setting_number(setting: Any) -> float:
    """Return a factor setting that is a number, NaN for any other."""
    is_number = isinstance(setting, int | float) and not isinstance(setting, bool)
    return float(setting) if is_number else math.nan
