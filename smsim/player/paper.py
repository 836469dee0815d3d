"""A sheet to draw on with Matplotlib, on which what stays the same is drawn once."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Circle, Patch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform
from PIL import Image

LETTER_ACROSS, LETTER_DOWN, POINTS = 0.011, 0.0196, 10.0
"""Size of a letter, in widths and heights of the sheet and in points."""

THIN, THIN_LINE = 1 / 19, POINTS / 19
"""Width of a thin line, in sizes of a letter and in points."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class Paper:
    """A sheet of `width` by `height` dots; all lengths are in sizes of a letter, y downwards."""

    def __init__(self, width: int, height: int) -> None:
        self.dots_of_letter = min(LETTER_ACROSS * width, LETTER_DOWN * height)
        self.across, self.down = width / self.dots_of_letter, height / self.dots_of_letter
        per_inch = 72 * self.dots_of_letter / POINTS
        size = ((width + 0.5) / per_inch, (height + 0.5) / per_inch)  # the part of a dot is cut off
        self.figure = Figure(size, per_inch)
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.renderer = self.canvas.get_renderer()  # type: ignore[no-untyped-call]
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, self.across), ylim=(self.down, 0))
        self.axes.axis("off")
        self._kept: dict[tuple[float, ...], tuple[Any, Any]] = {}

    def keep(self) -> None:
        """Draw all there is so far, as the ground of what follows."""
        self.canvas.draw()
        self._ground = self.canvas.copy_from_bbox(self.figure.bbox)

    def clear(self) -> None:
        """Take away all but the ground."""
        self.canvas.restore_region(self._ground)

    def draw(self, artists: Iterable[Artist]) -> None:
        """Draw what is there until the sheet is cleared."""
        for artist in artists:
            artist.draw(self.renderer)
            artist.remove()

    def draw_part(self, box: Box, shown: Any, artists: Iterable[Artist]) -> None:
        """Draw what fills a box of the ground, or leave there what it was if the same was `shown` last."""
        if self._is_new(box, shown):
            left, top, right, bottom = box
            area = self.axes.transData.transform_bbox(Bbox([[left, bottom], [right, top]]))
            self._keep(box, shown, area, artists)
        self.canvas.restore_region(self._kept[box][1])

    def write(self, x: float, y: float, words: str, size: float = 1.0, **looks: Any) -> None:
        """Draw a line of text on the ground, or leave it there if the same was written last."""
        place, shown = (x, y), (words, size, looks)
        if self._is_new(place, shown):
            line = self.text(x, y, words, size, **looks)
            self._keep(place, shown, line.get_window_extent(self.renderer), [line])
        self.canvas.restore_region(self._kept[place][1])

    def _is_new(self, place: tuple[float, ...], shown: Any) -> bool:
        return place not in self._kept or self._kept[place][0] != shown

    def _keep(self, place: tuple[float, ...], shown: Any, area: Bbox, artists: Iterable[Artist]) -> None:
        """Remember how an area looks with nothing else on the ground, not even an edge from beside."""
        area, high = area.padded(1), self.figure.bbox.height
        left, bottom, right, top = area.extents
        self.canvas.restore_region(self._ground, (left, high - top, right, high - bottom), (0, 0))
        self.draw(artists)
        self._kept[place] = shown, self.canvas.copy_from_bbox(area)

    def picture(self) -> Image.Image:
        """Return the sheet as it is now."""
        size = self.canvas.get_width_height()
        return Image.frombuffer("RGBA", size, self.canvas.buffer_rgba()).convert("RGB")

    def text(
        self, x: float, y: float, words: str, size: float = 1.0, *, room: float = math.inf, **looks: Any
    ) -> Text:
        """Return one line on the base line `y`, cut where it is longer than `room`."""
        line = "".join(sign if sign.isprintable() else " " for sign in " ".join(words.split()))
        font = FontProperties(family="DejaVu Sans", size=POINTS * size, weight=looks.pop("weight", "normal"))
        if room < math.inf and self._wide(line, font) > room:
            fits = bisect_right(range(1, len(line)), room, key=lambda end: self._wide(f"{line[:end]}…", font))
            line = f"{line[:fits].rstrip()}…"
        return self.axes.text(x, y, line, fontproperties=font, **looks)

    def _wide(self, line: str, font: FontProperties) -> float:
        return float(self.renderer.get_text_width_height_descent(line, font, False)[0]) / self.dots_of_letter

    def box(self, box: Box, **looks: Any) -> Patch:
        """Return a rectangle."""
        left, top, right, bottom = box
        return self.axes.add_patch(Rectangle((left, top), right - left, bottom - top, **looks))

    def circle(
        self, x: float, y: float, radius: float, colour: str = "none", width: float = 0, **looks: Any
    ) -> Patch:
        """Return a disc whose edge has a colour, and a width in thin lines."""
        looks = {"facecolor": "none", "edgecolor": colour, "linewidth": width * THIN_LINE} | looks
        return self.axes.add_patch(Circle((x, y), radius, **looks))

    def lines(self, ends: Any, colour: Any, width: float, **looks: Any) -> Artist:
        """Return straight lines, shape (lines, 2, 2), of a width in thin lines."""
        lines = LineCollection(ends, colors=colour, linewidths=width * THIN_LINE, **looks)
        return self.axes.add_collection(lines, autolim=False)

    def dots(self, marker: str, places: Any, radii: Any, colours: Any, **looks: Any) -> Artist:
        """Return a marker of Matplotlib's at each place, shape (dots, 2)."""
        style, areas = MarkerStyle(marker), (2 * radii * POINTS) ** 2
        path = style.get_path().transformed(style.get_transform())
        looks |= {"facecolors": colours, "offsets": places, "offset_transform": self.axes.transData}
        dots = PathCollection([path], areas, transform=IdentityTransform(), **looks)
        return self.axes.add_collection(dots, autolim=False)
