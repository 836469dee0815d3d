"""What a report is made of, before it is laid out: chapters of paragraphs, lists, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from smsim.views.style import Drawing


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; quiet ones explain."""

    kind: ClassVar[str] = "paragraph"
    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Subheading:
    """A heading inside a chapter."""

    kind: ClassVar[str] = "subheading"
    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Text to be typed as it is."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True)
class TableBlock:
    """Rows of cells under a head, the first cell of each row naming it; `marked` are rows, from 0.

    `words` are columns, from 0, that hold words rather than numbers.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: tuple[int, ...] = ()
    words: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure with its text for those who cannot see it."""

    kind: ClassVar[str] = "picture"
    drawing: Drawing


Block = Paragraph | Subheading | Bullets | Code | TableBlock | Picture


@dataclass(frozen=True)
class Chapter:
    """A heading with what stands under it; `key` is its anchor in the page."""

    key: str
    title: str
    blocks: Sequence[Block]
