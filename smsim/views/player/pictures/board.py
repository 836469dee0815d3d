"""The whole picture, laid out like the page: heading, one pane for each run, charts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from PIL import Image

from smsim.views.player.pictures.canvas import Box, Canvas, fitted, text_width
from smsim.views.player.pictures.charts import SHOWN, Panel
from smsim.views.player.pictures.colours import (
    INK,
    LINE,
    OUTLINE,
    PAPER,
    QUIET,
    RUN_COLOURS,
    STATE_COLOURS,
    STATE_INKS,
    WARNING,
)
from smsim.views.player.pictures.hands import hands_of
from smsim.views.player.pictures.ladder import draw_ladder
from smsim.views.player.pictures.moment import RUN_LETTERS, Moment, Recorded
from smsim.views.player.pictures.organisation import (
    Stage,
    after_hands,
    draw_ground,
    draw_organisation,
    stage_of,
)

LETTER_ACROSS, LETTER_DOWN = 0.011, 0.0196
"""Size of a letter, in widths and heights of the picture; all lengths below are in sizes of a letter."""

THIN_LINE = 1 / 19
MARGIN, GAP, PANE_GAP = 0.8, 0.5, 0.8
HEADING, PANE_HEAD, NEWS, CHARTS, SIDE = 3.2, 3.1, 2.9, 10.5, 18.4
TITLE_SIZE, MONTH_SIZE, LEGEND_SIZE, LADDER_SIZE = 1.35, 2.0, 0.9, 0.84
LEGEND_LINE, LEGEND_GAP, LEGEND_MARK = 1.6, 1.3, 1.8
NEWS_SHOWN = 2


@dataclass(frozen=True)
class _Pane:
    """The boxes of one run."""

    frame: Box
    head: Box
    stage: Stage
    side: Box
    news: Box


class Board:
    """A sheet of `width` by `height` dots on which the months of a recording can be drawn one by one."""

    def __init__(self, recording: Recorded, width: int, height: int, smoothness: int) -> None:
        self.recorded = recording
        self.letter = min(LETTER_ACROSS * width, LETTER_DOWN * height)
        self.unit = THIN_LINE * self.letter
        letter = self.letter
        sheet = Box(0, 0, width, height).inset(MARGIN * letter, GAP * letter)
        self.heading = Box(sheet.left, sheet.top, sheet.right, sheet.top + HEADING * letter)
        charts = Box(sheet.left, sheet.bottom - CHARTS * letter, sheet.right, sheet.bottom)
        middle = Box(sheet.left, self.heading.bottom, sheet.right, charts.top - GAP * letter)
        self.panes = [self._pane(box) for box in middle.columns(len(recording.runs), PANE_GAP * letter)]
        shown = recording.words["charts"][:SHOWN]
        boxes = charts.columns(SHOWN, PANE_GAP * letter)
        self.panels = [
            Panel(recording, chart, box, letter, self.unit) for chart, box in zip(shown, boxes, strict=True)
        ]
        self.heads = Canvas(width, height, smoothness)
        self._draw_heads(self.heads)
        self._grounds: dict[str, Canvas] = {}

    def picture(self, month: int) -> Image.Image:
        """Return one month drawn. Raises: ResultError, if there is no such month."""
        self.recorded.require_month(month)
        moment = Moment(self.recorded, month)
        canvas = self._ground(moment).copy()
        canvas.text((self.heading.right, self._baseline), f"Month {month}", MONTH_SIZE * self.letter,
                    is_bold=True, anchor="rs")  # fmt: skip
        for run in range(len(self.panes)):
            self._draw_pane(canvas, run, moment)
        for panel in self.panels:
            panel.draw(canvas, moment)
        return canvas.picture()

    @property
    def _baseline(self) -> float:
        return self.heading.top + 1.9 * self.letter

    def _pane(self, frame: Box) -> _Pane:
        letter = self.letter
        inner = frame.inset(0.6 * letter, 0.3 * letter)
        head = Box(inner.left, inner.top + 0.3 * letter, inner.right, inner.top + PANE_HEAD * letter)
        news = Box(inner.left, inner.bottom - NEWS * letter, inner.right, inner.bottom)
        side = Box(inner.right - SIDE * letter, head.bottom, inner.right, news.top - 0.2 * letter)
        drawn = Box(inner.left, head.bottom, side.left - 0.6 * letter, news.top)
        return _Pane(frame, head, stage_of(self.recorded, drawn, self.unit, self.letter), side, news)

    def _ground(self, moment: Moment) -> Canvas:
        """Return what is the same in all months with the same changes by hand."""
        key = json.dumps([hands_of(frame) for frame in moment.frames])
        if key not in self._grounds:
            ground = self.heads.copy()
            for run, pane in enumerate(self.panes):
                draw_ground(ground, pane.stage, moment, run)
            self._grounds = {key: ground}  # months come in order, so the one before is done with
        return self._grounds[key]

    def _draw_heads(self, canvas: Canvas) -> None:
        self._write_title(canvas)
        for run, pane in enumerate(self.panes):
            self._draw_frame(canvas, run, pane)
        for panel in self.panels:
            panel.draw_ground(canvas)

    def _write_title(self, canvas: Canvas) -> None:
        """Write what is shown, and the legend between it and the month."""
        heading, letter = self.heading, self.letter
        month_room = text_width(f"Month {self.recorded.months - 1}", MONTH_SIZE * letter, True)
        rows = self._legend_rows()
        wide = max(sum(self._legend_width(words) for _, words in row) for row in rows)
        right = heading.right - month_room - 2 * letter
        room = heading.width - month_room - wide - 4 * letter
        title = fitted(self.recorded.title, TITLE_SIZE * letter, room, True)
        canvas.text((heading.left, heading.top + 1.2 * letter), title, TITLE_SIZE * letter, is_bold=True)
        subtitle = fitted(self.recorded.subtitle, letter, room)
        canvas.text((heading.left, heading.top + 2.55 * letter), subtitle, letter, QUIET)
        for place, row in enumerate(rows):
            left = right - wide + (wide - sum(self._legend_width(words) for _, words in row)) / 2
            y = heading.top + (0.75 + place * LEGEND_LINE) * letter
            for sign, words in row:
                self._draw_legend_entry(canvas, sign, words, left, y)
                left += self._legend_width(words)

    def _legend_rows(self) -> list[list[tuple[str, str]]]:
        states = [(f"{digit}", words) for digit, words in enumerate(self.recorded.words["states"])]
        signs = [("ring", "changed this month"), ("lit", "passed on by colleagues")]
        if self.recorded.is_pair:
            signs.append(("square", "differs between A and B"))
        return [states, signs]

    def _legend_width(self, words: str) -> float:
        return text_width(words, LEGEND_SIZE * self.letter) + (LEGEND_MARK + LEGEND_GAP) * self.letter

    def _draw_legend_entry(self, canvas: Canvas, sign: str, words: str, left: float, y: float) -> None:
        letter, unit = self.letter, self.unit
        size = LEGEND_SIZE * letter
        centre = (left + 0.8 * letter, y)
        if sign.isdigit():
            state = int(sign)
            canvas.circle(centre, 0.6 * letter, STATE_COLOURS[state], OUTLINE, unit)
            canvas.text(centre, sign, 0.8 * size, STATE_INKS[state], anchor="mm")
        elif sign == "ring":
            for radius in (0.36, 0.56):
                canvas.circle(centre, radius * letter, None, INK, 1.5 * unit)
        elif sign == "lit":
            canvas.line([(left, y), (left + 1.45 * letter, y)], INK, 2.5 * unit)
        else:
            half = 0.45 * letter
            box = Box(centre[0] - half, y - half, centre[0] + half, y + half)
            canvas.rectangle(box, STATE_COLOURS[2], OUTLINE, unit)
        canvas.text((left + LEGEND_MARK * letter, y), words, size, anchor="lm")

    def _draw_frame(self, canvas: Canvas, run: int, pane: _Pane) -> None:
        frame, letter = pane.frame, self.letter
        canvas.rectangle(frame, PAPER, LINE, self.unit)
        y, wide = frame.top + 0.15 * letter, 0.3 * letter
        colour = RUN_COLOURS[run] if self.recorded.is_pair else INK
        dash = (2 * wide, wide) if run else None
        canvas.line([(frame.left, y), (frame.right, y)], colour, wide, dash)
        canvas.line([(pane.news.left, pane.news.top), (pane.news.right, pane.news.top)], LINE, self.unit)

    def _draw_pane(self, canvas: Canvas, run: int, moment: Moment) -> None:
        pane = self.panes[run]
        self._write_head(canvas, run, pane.head, moment)
        draw_organisation(canvas, after_hands(pane.stage, moment, run), moment, run)
        draw_ladder(canvas, pane.side, LADDER_SIZE * self.letter, moment, run)
        for place, (month, kind, words) in enumerate(moment.news(run, NEWS_SHOWN)):
            colour = QUIET if month != moment.month else WARNING if kind == "crisis" else INK
            baseline = pane.news.top + (1.2 + 1.3 * place) * self.letter
            start = f"Month {month} "
            after = pane.news.left + text_width(start, self.letter, True)
            canvas.text((pane.news.left, baseline), start, self.letter, colour, is_bold=True)
            canvas.text(
                (after, baseline), fitted(words, self.letter, pane.news.right - after), self.letter, colour
            )

    def _write_head(self, canvas: Canvas, run: int, box: Box, moment: Moment) -> None:
        letter = self.letter
        first, second = box.top + 1.3 * letter, box.top + 2.6 * letter
        level, users = moment.level_words(run), moment.users_words(run)
        canvas.text((box.right, first), level, TITLE_SIZE * letter, is_bold=True, anchor="rs")
        canvas.text((box.right, second), users, letter, anchor="rs")
        left = box.left
        if self.recorded.is_pair:
            badge = Box(left, first - 1.15 * letter, left + 1.7 * letter, first + 0.35 * letter)
            canvas.rectangle(badge, RUN_COLOURS[run])
            middle = (badge.left + badge.width / 2, badge.top + badge.height / 2)
            canvas.text(middle, RUN_LETTERS[run], 1.2 * letter, PAPER, is_bold=True, anchor="mm")
            left = badge.right + 0.5 * letter
        room = box.right - left - text_width(level, TITLE_SIZE * letter, True) - letter
        title = fitted(self.recorded.runs[run]["title"], 1.2 * letter, room, True)
        canvas.text((left, first), title, 1.2 * letter, is_bold=True)
        room = box.width - text_width(users, letter) - letter
        canvas.text((box.left, second), fitted(moment.charge_words(run), letter, room), letter)
