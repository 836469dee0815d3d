"""The four levels and what an audit asks for at each: met, missing, just lost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from smsim.views.player.pictures.canvas import Box, Canvas, Point, text_width, wrapped
from smsim.views.player.pictures.colours import BAR_EDGE, HERE, INK, LINE, PAPER, QUIET, WARNING
from smsim.views.player.pictures.moment import Moment

STATES = {"1": "met", "+": "met", "0": "missing", "x": "lost", "-": "absent"}
FLAGS = {"+": "new", "x": "lost"}
LINE_HEIGHT = 1.28
"""Height of a line in sizes of a letter; so are the lengths below."""

HEAD_SIZE, HEAD_HEIGHT, RUNG_GAP, RUNG_FOOT = 1.16, 1.62, 0.22, 0.2
EDGE, MARGIN, MARK, MARK_GAP = 0.42, 0.5, 0.42, 0.5
SMALLEST_SHARE, STEP = 0.55, 0.97


@dataclass(frozen=True)
class _Item:
    """What an audit asks for: one letter of the frame, and its title in lines."""

    letter: str
    lines: list[str]


@dataclass(frozen=True)
class _Rung:
    """One level: number, word, how much of it is met, and what it asks for."""

    level: int
    word: str
    count: str
    items: list[_Item]

    @property
    def height(self) -> float:
        """Height in sizes of a letter."""
        lines = sum(len(item.lines) for item in self.items)
        return HEAD_HEIGHT + lines * LINE_HEIGHT + (RUNG_FOOT if self.items else 0.0) + RUNG_GAP


def draw_ladder(canvas: Canvas, box: Box, letter: float, moment: Moment, run: int) -> None:
    """Draw the levels from the highest down; `letter` is the largest size, taken where all fits."""
    size, rungs = _fitting(box, letter, moment, run)
    level = moment.frames[run]["level"]
    top = box.top
    for rung in rungs:
        _draw_rung(
            canvas, Box(box.left, top, box.right, top + (rung.height - RUNG_GAP) * size), size, rung, level
        )
        top += rung.height * size


def _fitting(box: Box, letter: float, moment: Moment, run: int) -> tuple[float, list[_Rung]]:
    size = letter
    while True:
        rungs = _rungs(box.width - (EDGE + 2 * MARGIN) * size, size, moment, run)
        if sum(rung.height for rung in rungs) * size <= box.height or size <= SMALLEST_SHARE * letter:
            return size, rungs
        size *= STEP


def _rungs(width: float, size: float, moment: Moment, run: int) -> list[_Rung]:
    words, letters = moment.recorded.words, moment.frames[run]["indicators"]
    rungs = []
    for level in range(len(words["levels"]) - 1, 0, -1):
        asked = [
            (letters[place], entry)
            for place, entry in enumerate(words["indicators"])
            if entry["level"] == level
        ]
        items = [_item(code, entry, width, size) for code, entry in asked]
        states = [STATES[code] for code, _ in asked]
        applicable = len(states) - states.count("absent")
        count = f"{states.count('met')} of {applicable}" if items else "somebody uses it"
        rungs.append(_Rung(level, str(words["levels"][level]).capitalize(), count, items))
    return rungs


def _item(letter: str, indicator: dict[str, Any], width: float, size: float) -> _Item:
    is_bold = letter == "x"
    flag = text_width(f" {FLAGS[letter]}", size, True) if letter in FLAGS else 0.0
    room = width - (2 * MARK + MARK_GAP) * size - flag
    return _Item(letter, wrapped(indicator["title"], size, room, is_bold))


def _draw_rung(canvas: Canvas, box: Box, size: float, rung: _Rung, level: int) -> None:
    if rung.level == level:
        canvas.rectangle(box, HERE)
    edge = Box(box.left, box.top, box.left + EDGE * size, box.bottom)
    canvas.rectangle(edge, INK if rung.level <= level else LINE)
    left, right = box.left + (EDGE + MARGIN) * size, box.right - MARGIN * size
    head = HEAD_SIZE * size
    baseline = box.top + 1.2 * size
    canvas.text((left, baseline), f"{rung.level}  {rung.word}", head, is_bold=True)
    canvas.text((right, baseline), rung.count, head, anchor="rs")
    top = box.top + HEAD_HEIGHT * size
    for item in rung.items:
        _draw_item(canvas, (left, right, top), size, item)
        top += len(item.lines) * LINE_HEIGHT * size


def _draw_item(canvas: Canvas, edges: tuple[float, float, float], size: float, item: _Item) -> None:
    left, right, top = edges
    state = STATES[item.letter]
    colour = {"met": INK, "lost": WARNING}.get(state, QUIET)
    middle = top + len(item.lines) * LINE_HEIGHT * size / 2
    _draw_mark(canvas, (left + MARK * size, middle), size, state)
    for place, line in enumerate(item.lines):
        baseline = top + (place * LINE_HEIGHT + 0.98) * size
        at = (left + (2 * MARK + MARK_GAP) * size, baseline)
        canvas.text(at, line, size, colour, is_bold=state == "lost")
    if item.letter in FLAGS:
        canvas.text((right, middle), FLAGS[item.letter], size, colour, is_bold=True, anchor="rm")


def _draw_mark(canvas: Canvas, centre: Point, size: float, state: str) -> None:
    x, y = centre
    radius, wide = MARK * size * 0.9, size * 0.12
    if state == "absent":
        canvas.line([(x - radius, y), (x + radius, y)], BAR_EDGE, wide / 2)
        return
    if state == "met":
        canvas.circle(centre, radius + wide / 2, INK)
        tick = [(x - 0.5 * radius, y + 0.05 * radius), (x - 0.1 * radius, y + 0.48 * radius)]
        canvas.line([*tick, (x + 0.52 * radius, y - 0.45 * radius)], PAPER, wide)
        return
    canvas.circle(centre, radius, PAPER, WARNING if state == "lost" else BAR_EDGE, wide)
    if state == "lost":
        slant = radius * math.sqrt(0.5)
        canvas.line([(x - slant, y + slant), (x + slant, y - slant)], WARNING, wide)
