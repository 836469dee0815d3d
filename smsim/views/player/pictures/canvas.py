"""A sheet to draw on: shapes with smooth edges, and letters."""

from __future__ import annotations

import io
import itertools
import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from smsim.views.player.pictures.colours import INK, PAPER

FONT_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
ELLIPSIS = "…"
HALO = 0.14
"""Width of the white edge around letters on a drawing, in sizes of a letter."""

Point = tuple[float, float]
Anchor = Literal["ls", "ms", "rs", "lm", "mm", "rm"]


@dataclass(frozen=True)
class Box:
    """A rectangle of the sheet, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def inset(self, across: float, down: float) -> Box:
        """Return the box without a margin on all sides."""
        return Box(self.left + across, self.top + down, self.right - across, self.bottom - down)

    def columns(self, count: int, gap: float) -> list[Box]:
        """Return boxes of the same width beside each other."""
        width = (self.width - gap * (count - 1)) / count
        lefts = [self.left + place * (width + gap) for place in range(count)]
        return [Box(left, self.top, left + width, self.bottom) for left in lefts]


class Canvas:
    """Shapes are drawn `smoothness` times as large and reduced in the end; letters stand above all shapes.

    All lengths are in dots of the finished picture.
    """

    def __init__(self, width: int, height: int, smoothness: int) -> None:
        self.size = (width, height)
        self.smoothness = smoothness
        self._image = Image.new("RGB", (width * smoothness, height * smoothness), PAPER)
        self._pencil = ImageDraw.Draw(self._image)
        self._letters: list[dict[str, Any]] = []

    def copy(self) -> Canvas:
        """Return a sheet with all that was drawn so far, to go on from here."""
        copied = object.__new__(Canvas)
        copied.size, copied.smoothness = self.size, self.smoothness
        copied._image = self._image.copy()
        copied._pencil = ImageDraw.Draw(copied._image)
        copied._letters = list(self._letters)
        return copied

    def picture(self) -> Image.Image:
        """Return the finished picture."""
        image = self._image.reduce(self.smoothness) if self.smoothness > 1 else self._image.copy()
        pencil = ImageDraw.Draw(image)
        for letters in self._letters:
            pencil.text(**letters)
        return image

    def rectangle(
        self, box: Box, fill: str | None = None, outline: str | None = None, width: float = 1.0
    ) -> None:
        """Fill a box, or draw its edge inside it."""
        edges = [self._dots(length) for length in (box.left, box.top, box.right, box.bottom)]
        right, bottom = max(edges[0], edges[2] - 1), max(edges[1], edges[3] - 1)
        self._pencil.rectangle((edges[0], edges[1], right, bottom), fill, outline, self._wide(width))

    def circle(
        self,
        centre: Point,
        radius: float,
        fill: str | None = None,
        outline: str | None = None,
        width: float = 1.0,
    ) -> None:
        """Draw a disc, and a line half inside and half outside it."""
        x, y = centre
        around = radius + (width / 2 if outline else 0.0)
        edges = [length * self.smoothness for length in (x - around, y - around, x + around, y + around)]
        self._pencil.ellipse(edges, fill, outline, self._wide(width) if outline else 0)

    def dashed_circle(self, centre: Point, radius: float, colour: str, width: float, dash: Point) -> None:
        """Draw a circle of dashes: `dash` is their length and that of the gaps."""
        x, y = centre
        around = radius + width / 2
        edges = [length * self.smoothness for length in (x - around, y - around, x + around, y + around)]
        pieces = max(1, round(2 * math.pi * radius / sum(dash)))
        for piece in range(pieces):
            start = 360.0 * piece / pieces
            end = start + 360.0 / pieces * dash[0] / sum(dash)
            self._pencil.arc(edges, start, end, colour, self._wide(width))

    def half_disc(self, centre: Point, radius: float, fill: str) -> None:
        """Fill the upper half of a disc."""
        x, y = centre
        edges = [length * self.smoothness for length in (x - radius, y - radius, x + radius, y + radius)]
        self._pencil.pieslice(edges, 180, 360, fill)

    def line(self, points: Sequence[Point], colour: str, width: float, dash: Point | None = None) -> None:
        """Draw a line through `points`; with `dash`, in dashes of its length and gaps."""
        for piece in [points] if dash is None else dashes(points, dash):
            dots = [(x * self.smoothness, y * self.smoothness) for x, y in piece]
            self._pencil.line(dots, colour, self._wide(width), joint="curve")

    def faint_lines(
        self, lines: Iterable[tuple[Point, Point]], colour: str, opacity: float, width: float
    ) -> None:
        """Draw lines through which the ground is seen, no darker where they cross."""
        mask = Image.new("L", self._image.size, 0)
        pencil = ImageDraw.Draw(mask)
        wide = self._wide(width)
        for (x, y), (to_x, to_y) in lines:
            ends = [length * self.smoothness for length in (x, y, to_x, to_y)]
            pencil.line(ends, round(255 * opacity), wide)
        self._image.paste(Image.new("RGB", self._image.size, colour), (0, 0), mask)

    def text(
        self, at: Point, words: str, size: float, colour: str = INK, *,
        is_bold: bool = False, anchor: Anchor = "ls", has_halo: bool = False,
    ) -> None:  # fmt: skip
        """Write one line; `anchor` is that of Pillow: left, middle, right and baseline or middle."""
        letters = {"xy": at, "text": words, "fill": colour, "font": font(size, is_bold), "anchor": anchor}
        if has_halo:
            letters |= {"stroke_width": max(1, round(HALO * size)), "stroke_fill": PAPER}
        self._letters.append(letters)

    def _dots(self, length: float) -> int:
        return round(length * self.smoothness)

    def _wide(self, width: float) -> int:
        return max(1, self._dots(width))


def dashes(points: Sequence[Point], dash: Point) -> list[list[Point]]:
    """Return the pieces of a line that are drawn: dash[0] long, dash[1] apart."""
    pieces: list[list[Point]] = []
    is_drawn, left = True, dash[0]
    piece = [points[0]]
    for (x, y), (to_x, to_y) in itertools.pairwise(points):
        length = math.hypot(to_x - x, to_y - y)
        gone = 0.0
        while length - gone > left:
            gone += left
            turn = (x + (to_x - x) * gone / length, y + (to_y - y) * gone / length)
            if is_drawn:
                pieces.append([*piece, turn])
            piece = [turn]
            is_drawn = not is_drawn
            left = dash[0] if is_drawn else dash[1]
        left -= length - gone
        piece.append((to_x, to_y))
    if is_drawn and len(piece) > 1:
        pieces.append(piece)
    return pieces


@cache
def font(size: float, is_bold: bool) -> ImageFont.FreeTypeFont:
    """Return the font that comes with Matplotlib; the plain layout, so that all machines draw the same."""
    file = Path(mpl.get_data_path(), "fonts", "ttf", FONT_FILES[is_bold])
    return ImageFont.truetype(file, max(1.0, size), layout_engine=ImageFont.Layout.BASIC)


def text_width(words: str, size: float, is_bold: bool = False) -> float:
    """Return how wide one line is."""
    return float(font(size, is_bold).getlength(words))


def one_line(words: str) -> str:
    """Return `words` without line ends and other signs that cannot be drawn."""
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(words.split()))


def fitted(words: str, size: float, width: float, is_bold: bool = False) -> str:
    """Return as much of `words` as fits into `width`, with an ellipsis where something is left out."""
    line = one_line(words)
    if text_width(line, size, is_bold) <= width:
        return line
    fits, too_long = 0, len(line)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        is_fitting = text_width(line[:middle].rstrip() + ELLIPSIS, size, is_bold) <= width
        fits, too_long = (middle, too_long) if is_fitting else (fits, middle)
    return line[:fits].rstrip() + ELLIPSIS


def wrapped(words: str, size: float, width: float, is_bold: bool = False) -> list[str]:
    """Return `words` as lines that fit into `width`; words that are too long alone are cut."""
    lines: list[str] = []
    for word in one_line(words).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(fitted(word, size, width, is_bold))
    return lines


def name_lines(name: str, letters: int) -> list[str]:
    """Return a label as lines of so many letters, as the layout reckoned with."""
    return textwrap.wrap(one_line(name), letters) or [""]


def png_bytes(image: Image.Image, title: str, description: str) -> bytes:
    """Return the picture as a PNG that carries words for those who cannot see it."""
    information = PngInfo()
    for key, words in {"Software": "smsim", "Title": title, "Description": description}.items():
        information.add_itxt(key, words)
    written = io.BytesIO()
    image.save(written, "PNG", pnginfo=information, optimize=False)
    return written.getvalue()
