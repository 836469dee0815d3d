"""Small matters of wording that figures and printed tables share."""

from __future__ import annotations


def shorten(text: str, letters: int) -> str:
    """Return `text`, cut with an ellipsis where it is longer than `letters`."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
