"""Small matters of wording that figures and printed tables share."""

from __future__ import annotations

from collections.abc import Iterable


def shorten(text: str, letters: int) -> str:
    """Return `text`, cut with an ellipsis where it is longer than `letters`."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def join_words(words: Iterable[str]) -> str:
    """Return the words as a list in a sentence: "a, b and c"."""
    entries = list(words)
    if len(entries) < 2:
        return "".join(entries)
    return ", ".join(entries[:-1]) + " and " + entries[-1]
