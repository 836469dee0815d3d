"""One moment of a recording as a picture to show or to print, laid out like the page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from smsim.errors import ResultError
from smsim.player.moment import RUN_LETTERS, Moment, Recorded
from smsim.player.pane import OUTLINE, RUN_COLOURS, RUN_LINES, STATE_COLOURS, Pane
from smsim.player.paper import POINTS, THIN_LINE, Paper
from smsim.views.style import INK, QUIET, figure_style, month_axis

SMALLEST, LARGEST = (960, 540), (7680, 4320)
EDGE, GAP, HEADING, CHARTS = 0.8, 0.8, 3.7, 11.0
MONTH_ROOM, VALUE_ROOM = 13.5, 5.0
CHARTS_SHOWN = 3


def picture_png(recording: Mapping[str, Any], month: int, *, width: int = 1920, height: int = 1080) -> bytes:
    """Return one month of a recording as a PNG of `width` by `height` dots.

    The recording has the frames of all months up to this one at least.

    Raises: ResultError, if it has no such month, or the picture would be too small or too large.
    """
    require_size(width, height)
    recorded = Recorded(recording)
    moment = Moment(recorded, month)
    information = PngInfo()
    told = {"Software": "smsim", "Title": recorded.title, "Description": moment.description()}
    for key, words in told.items():
        information.add_itxt(key, words)
    written = io.BytesIO()
    Board(recorded, width, height).picture(moment).save(written, "PNG", pnginfo=information)
    return written.getvalue()


def require_size(width: int, height: int) -> None:
    """Refuse a picture on which nothing could be read, or that no memory holds. Raises: ResultError."""
    for length, least, most, name in zip((width, height), SMALLEST, LARGEST, ("wide", "high"), strict=True):
        if not least <= length <= most:
            raise ResultError(f"A picture is {least} to {most} dots {name}, not {length}.")


class Board:
    """A sheet of `width` by `height` dots on which the months of a recording can be drawn one by one."""

    def __init__(self, recorded: Recorded, width: int, height: int) -> None:
        self.recorded, self.shown = recorded, recorded.words["charts"][:CHARTS_SHOWN]
        with figure_style():
            self.paper = Paper(width, height)
            self.middle = self.paper.down - CHARTS - EDGE
            self._draw_heading()
            self.panes = [
                Pane(self.paper, recorded, run, (left, HEADING, right, self.middle))
                for run, (left, right) in enumerate(self._columns(len(recorded.runs)))
            ]
            self.columns = self._columns(len(self.shown))
            self.charts = [self._chart(*each) for each in zip(self.shown, self.columns, strict=True)]
            self.paper.keep()

    def picture(self, moment: Moment) -> Image.Image:
        """Return one month drawn."""
        paper, month = self.paper, f"Month {moment.month}"
        with figure_style():
            paper.clear()
            paper.write(paper.across - EDGE, 2.5, month, 2.0, weight="bold", ha="right")
            for pane in self.panes:
                pane.draw(moment)
            for axes, chart, (_, right) in zip(self.charts, self.shown, self.columns, strict=True):
                paper.draw(self._lines(axes, chart, right, moment))
        return paper.picture()

    def _columns(self, count: int) -> list[tuple[float, float]]:
        """Return left and right of so many columns beside each other."""
        wide = (self.paper.across - 2 * EDGE + GAP) / count
        return [(EDGE + place * wide, EDGE + (place + 1) * wide - GAP) for place in range(count)]

    def _draw_heading(self) -> None:
        """Write what is shown, and what the signs mean."""
        dot: dict[str, Any] = {"color": "none", "markeredgecolor": OUTLINE, "markersize": 0.95 * POINTS}
        states = [
            Line2D([], [], marker="o", markerfacecolor=colour, label=words, **dot)
            for colour, words in zip(STATE_COLOURS, self.recorded.words["states"], strict=True)
        ]
        ring = dot | {"markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 3 * THIN_LINE}
        diamond = dot | {"markerfacecolor": INK, "markersize": 0.65 * POINTS}
        bar: dict[str, Any] = {"color": INK, "linewidth": 0.5 * POINTS, "solid_capstyle": "butt"}
        signs = [
            Line2D([], [], marker="D", label="has a seat", **diamond),
            Line2D([], [], marker="o", label="reached by those in charge", **ring),
            Line2D([], [], label="works with it", **bar),
        ]
        if self.recorded.is_pair:
            square = dot | {"marker": "s", "markerfacecolor": STATE_COLOURS[2]}
            signs.append(Line2D([], [], label="A and B differ", **square))
        room = min(self._legend(0.9, states), self._legend(2.5, signs)) - EDGE - 1
        self.paper.text(EDGE, 1.7, self.recorded.title, 1.35, room=room, weight="bold")
        self.paper.text(EDGE, 3.05, self.recorded.subtitle, room=room, color=QUIET)

    def _legend(self, y: float, signs: list[Line2D]) -> float:
        """Draw a row of signs, and return how far to the left it reaches."""
        paper = self.paper
        legend = paper.figure.legend(
            handles=signs, ncols=len(signs), loc="center right", frameon=False, fontsize=0.9 * POINTS,
            bbox_to_anchor=(paper.across - EDGE - MONTH_ROOM, y), bbox_transform=paper.axes.transData,
            borderpad=0, borderaxespad=0, handlelength=1.3, handletextpad=0.5, columnspacing=1.3,
        )  # fmt: skip
        return float(legend.get_window_extent(paper.renderer).x0) / paper.dots_of_letter

    def _chart(self, chart: Mapping[str, Any], column: tuple[float, float]) -> Axes:
        """Draw what a chart has in all months, and return its axes."""
        left, right = column
        top, room = self.middle + 1.7, right - left - VALUE_ROOM * len(self.panes)
        self.paper.text(left, top, chart["title"], room=room, weight="bold")
        across, down = self.paper.across, self.paper.down
        wide, high = right - left - 3.4, down - top - 2.9
        axes = self.paper.figure.add_axes(((left + 2.8) / across, 2 / down, wide / across, high / down))
        known = [frame["numbers"][chart["name"]] for run in self.recorded.runs for frame in run["frames"]]
        numbers = [0.0, *(number for number in known if number is not None)]
        least = 1.08 * min(numbers) if chart["low"] is None else chart["low"]
        most = 1.08 * max(numbers) if chart["high"] is None else chart["high"]
        axes.set_ylim(least, most if most > least else least + 1)
        month_axis(axes, self.recorded.months)
        axes.set_xlabel("")
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=chart["is_whole"]))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}" + chart["unit"]))
        axes.tick_params(length=0, labelsize=0.75 * POINTS, pad=0.3 * POINTS)
        axes.grid(linewidth=THIN_LINE)
        axes.spines[:].set_visible(False)
        return axes

    def _lines(self, axes: Axes, chart: Mapping[str, Any], right: float, moment: Moment) -> Iterator[Artist]:
        """Draw the months so far of a chart, and its values."""
        look: dict[str, Any] = {"linewidth": 3 * THIN_LINE, "clip_on": False}
        look["drawstyle"] = "steps-post" if chart["is_whole"] else "default"
        for run, kept in enumerate(self.recorded.runs):
            colour = RUN_COLOURS[run]
            numbers = [frame["numbers"][chart["name"]] for frame in kept["frames"][: moment.month + 1]]
            yield axes.plot(np.array(numbers, float), color=colour, linestyle=RUN_LINES[run], **look)[0]
            letter = f"{RUN_LETTERS[run]} " if self.recorded.is_pair else ""
            place = right - VALUE_ROOM * (len(self.panes) - 1 - run), self.middle + 1.7
            words = f"{letter}{moment.value_words(run, chart)}"
            self.paper.write(*place, words, color=colour, weight="bold", ha="right")
        yield axes.axvline(moment.month, color=QUIET, linewidth=1.5 * THIN_LINE)
