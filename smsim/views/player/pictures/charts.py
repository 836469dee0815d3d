"""Three charts that grow with the months: A solid, B dashed, a line at the month shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from smsim.views.player.pictures.canvas import Box, Canvas, Point, fitted, text_width
from smsim.views.player.pictures.colours import CHART_GRID, INK, QUIET, RUN_COLOURS
from smsim.views.player.pictures.moment import RUN_LETTERS, Moment, Recorded

SHOWN = 3
HEADROOM = 1.08
MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240)
ROUND_STEPS = (1.0, 2.0, 2.5, 5.0)
WHOLE_STEPS = (1.0, 2.0, 5.0)
TICK_SIZE = 0.72
TITLE_HEIGHT, LEFT_ROOM, RIGHT_ROOM, FOOT = 1.8, 2.75, 0.6, 1.35
"""Room around a plot, in sizes of the page's letters."""

TICK_ACROSS, TICK_DOWN = 4.0, 1.7
"""Least room between ticks, in sizes of their letters."""


class Panel:
    """One quantity over the months, in its box; `letter` is the size of the page's letters."""

    def __init__(
        self, recorded: Recorded, chart: Mapping[str, Any], box: Box, letter: float, unit: float
    ) -> None:
        self.recorded, self.chart, self.box = recorded, chart, box
        self.letter, self.unit = letter, unit
        self.plot = Box(
            box.left + LEFT_ROOM * letter,
            box.top + TITLE_HEIGHT * letter,
            box.right - RIGHT_ROOM * letter,
            box.bottom - FOOT * letter,
        )
        self.limits = value_limits(recorded, chart)

    def draw_ground(self, canvas: Canvas) -> None:
        """Draw grid and numbers of the axes."""
        plot, size = self.plot, TICK_SIZE * self.letter
        room = max(1, math.floor(plot.width / (TICK_ACROSS * size)))
        last = self._last
        step = next((step for step in MONTH_STEPS if last / step <= room), MONTH_STEPS[-1])
        for month in range(0, last + 1, step):
            x = self._at(month, self.limits[0])[0]
            canvas.line([(x, plot.top), (x, plot.bottom)], CHART_GRID, self.unit)
            canvas.text((x, plot.bottom + 1.35 * size), f"{month}", size, anchor="ms")
        most = int(plot.height / (TICK_DOWN * size))
        for tick in value_ticks(*self.limits, most, is_whole=self.chart["is_whole"]):
            y = self._at(0, tick)[1]
            canvas.line([(plot.left, y), (plot.right, y)], CHART_GRID, self.unit)
            canvas.text((plot.left - 0.5 * size, y), f"{tick:g}{self.chart['unit']}", size, anchor="rm")

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw the months so far."""
        self._write_heading(canvas, moment)
        plot, unit = self.plot, self.unit
        for run, colour in enumerate(RUN_COLOURS[: len(moment.frames)]):
            for month in moment.decision_months(run):
                x = self._at(month + run * 0.25, self.limits[0])[0]
                canvas.line([(x, plot.top), (x, plot.bottom)], colour, 1.5 * unit, (2 * unit, 4 * unit))
        now = self._at(moment.month, self.limits[0])[0]
        for run, colour in enumerate(RUN_COLOURS[: len(moment.frames)]):
            for points in self._lines(run, moment.month):
                dash = (10 * unit, 6 * unit) if run else None
                canvas.line(points, colour, 3 * unit, dash)
        canvas.line([(now, plot.top), (now, plot.bottom)], QUIET, 1.5 * unit)

    def _write_heading(self, canvas: Canvas, moment: Moment) -> None:
        letter = self.letter
        baseline, right = self.box.top + letter, self.box.right
        for run in reversed(range(len(moment.frames))):
            name = f"{RUN_LETTERS[run]} " if moment.recorded.is_pair else ""
            words = f"{name}{moment.value_words(run, self.chart)}"
            canvas.text((right, baseline), words, letter, RUN_COLOURS[run], is_bold=True, anchor="rs")
            right -= text_width(words, letter, True) + 0.8 * letter
        title = fitted(self.chart["title"], letter, right - self.box.left, True)
        canvas.text((self.box.left, baseline), title, letter, INK, is_bold=True)

    @property
    def _last(self) -> int:
        return max(1, self.recorded.months - 1)

    def _at(self, month: float, value: float) -> Point:
        low, high = self.limits
        share = (value - low) / (high - low)
        return (
            self.plot.left + self.plot.width * month / self._last,
            self.plot.bottom - self.plot.height * share,
        )

    def _lines(self, run: int, month: int) -> list[list[Point]]:
        """Return the line up to `month`, in pieces where numbers are missing; steps where it counts."""
        frames = self.recorded.runs[run]["frames"][: month + 1]
        lines: list[list[Point]] = [[]]
        for place, frame in enumerate(frames):
            number = frame["numbers"][self.chart["name"]]
            if number is None:
                lines.append([])
                continue
            here = self._at(place, number)
            if self.chart["is_whole"] and lines[-1]:
                lines[-1].append((here[0], lines[-1][-1][1]))
            lines[-1].append(here)
        return [line for line in lines if len(line) > 1]


def value_limits(recorded: Recorded, chart: Mapping[str, Any]) -> tuple[float, float]:
    """Return the limits of the upright axis: those of the quantity, else of all that is known, and 0."""
    known = [frame["numbers"][chart["name"]] for run in recorded.runs for frame in run["frames"]]
    numbers = [number for number in known if number is not None]
    high = max([0.0, *numbers]) * HEADROOM if chart["high"] is None else chart["high"]
    low = min([0.0, *numbers]) * HEADROOM if chart["low"] is None else chart["low"]
    return (low, high) if high > low else (low, low + 1.0)


def value_ticks(low: float, high: float, most: int, *, is_whole: bool) -> list[float]:
    """Return at most `most` and one more round numbers from `low` to `high`, whole ones for counts."""
    step = _round_step((high - low) / max(1, most), WHOLE_STEPS if is_whole else ROUND_STEPS)
    step = max(1.0, step) if is_whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [step * place for place in range(first, last + 1)]


def _round_step(least: float, mantissas: Sequence[float]) -> float:
    """Return the smallest round number from `least` on."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(
        (power * mantissa for mantissa in mantissas if power * mantissa >= least * (1 - 1e-9)), 10 * power
    )
