"""One run of a picture: its organisation, ladder of levels and news."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba_array
from matplotlib.patches import Wedge
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from smsim.player.layout import TABLE_LETTERS, label_lines
from smsim.player.moment import RUN_LETTERS, Moment, Recorded
from smsim.player.paper import POINTS, THIN, THIN_LINE, Box, Paper
from smsim.views.style import GRID, INK, LEVEL_COLOURS, QUIET, WARNING

PAPER, DISC, HERE, TIE = LIGHT = ("#ffffff", "#f4f5f6", "#eceff2", "#e4e7e9")
OUTLINE, GOVERNANCE, BAR, BAR_EDGE = DARK = ("#555555", "#8b96a1", "#9aa2aa", "#767d85")
STATE_COLOURS, STATE_SIZES = LEVEL_COLOURS[1:], np.array([0.6, 0.7, 0.82, 0.92])
RUN_COLOURS, RUN_LINES = ("#0072b2", "#c24e00"), ("-", (0, (3, 1.5)))
"""Colours, sizes and lines of the page."""

MARKS = {"1": (INK, "✔", ""), "+": (INK, "✔", "new"), "0": (QUIET, "○", ""), "x": (WARNING, "✘", "lost"),
         "-": (BAR_EDGE, "-", "")}  # fmt: skip
"""Of indicators, by their letter in a frame: colour, mark, and a word for what has just changed."""

HEAD, NEWS, SIDE, INSET = 3.4, 2.9, 18.4, 0.6
LEVEL_ROOM, USERS_ROOM, MONTH_ROOM = 14.0, 14.0, 6.2
LADDER_SIZE, LADDER_LINE, LADDER_HEAD, LADDER_GAP, LADDER_LETTERS = 0.84, 1.28, 1.8, 0.2, 28
NEWS_SHOWN, MOST_TIES = 2, 4_000
LABEL_LINE, LABEL_DROP, BAR_WIDTH, BAR_HEIGHT = 1.1, 0.95, 5.0, 0.55
"""Of the label of a department and the bar below it, in sizes of a label's letter."""

SMALLEST_MARK, HALO, SQUARE_TIP = 9 * THIN, 2 * THIN, math.sqrt(2)
"""Of the signs of those in charge, as on the page; from the middle of a square to its tip, in half sides."""

IndicatorLines = list[tuple[int, list[str]]]
"""What an audit asks for at a level: place among all indicators, and title in lines."""


class Pane:
    """The box of one run."""

    def __init__(self, paper: Paper, recorded: Recorded, run: int, box: Box) -> None:
        self.paper, self.recorded, self.run = paper, recorded, run
        left, self.top, right, self.bottom = box
        self.left, self.right, self.news = left + INSET, right - INSET, self.bottom - NEWS
        self.side, self.middle = self.right - SIDE, self.top + HEAD
        wide, high = self.side - INSET - self.left, self.news - self.middle
        self.stage = recorded.stage(self.left, self.middle, wide, high, THIN)
        departments = recorded.workforce["departments"]
        self.named = np.flatnonzero([letter == "1" for letter in departments["has_label"]])
        self.labels = [label_lines(departments["names"][row]) for row in self.named]
        self.rungs = self._rungs()
        lines = sum(len(lines) for _, indicators in self.rungs for _, lines in indicators)
        needed = (LADDER_HEAD + LADDER_GAP) * len(self.rungs) + LADDER_LINE * lines
        self.letter = min(LADDER_SIZE, high / needed)
        self._draw_frame(box)

    def draw(self, moment: Moment) -> None:
        """Draw a month."""
        frame, run = moment.frames[self.run], self.run
        departments = frame["departments"]
        governance = [departments[name] for name in ("seat", "representative", "contact")]
        shown = moment.table_words(run), frame["lead"], governance, moment.rearranged(run)
        box = self.left, self.middle, self.side - INSET, self.news
        self.paper.draw_part(box, shown, self._organisation(moment))
        self._write(moment)
        self._draw_ladder(moment)
        self.paper.draw(self._people(moment))
        self.paper.draw(self._in_charge(moment))

    def _draw_frame(self, box: Box) -> None:
        """Draw what is the same in all months."""
        paper, left, y = self.paper, self.left, self.top + 1.6
        colour = RUN_COLOURS[self.run] if self.recorded.is_pair else INK
        paper.box(box, facecolor=PAPER, edgecolor=GRID, linewidth=THIN_LINE)
        edge = [[(box[0], self.top), (box[2], self.top)]]
        paper.lines(edge, colour, 6, linestyle=RUN_LINES[self.run])
        paper.lines([[(self.left, self.news), (self.right, self.news)]], GRID, 1)
        if self.recorded.is_pair:
            paper.box((left, y - 1.2, left + 1.7, y + 0.4), facecolor=colour)
            paper.text(left + 0.85, y, RUN_LETTERS[self.run], 1.2, weight="bold", color=PAPER, ha="center")
            left += 2.2
        title, room = self.recorded.runs[self.run]["title"], self.right - left - LEVEL_ROOM
        paper.text(left, y, title, 1.2, room=room, weight="bold")

    def _write(self, moment: Moment) -> None:
        """Write level, users, who is in charge, and the news."""
        paper, run, left, right, y = self.paper, self.run, self.left, self.right, self.top + 1.6
        paper.write(right, y, moment.level_words(run), 1.35, weight="bold", ha="right")
        paper.write(right, y + 1.4, moment.users_words(run), ha="right")
        paper.write(left, y + 1.4, moment.charge_words(run), room=right - left - USERS_ROOM)
        for place, (month, kind, words) in enumerate(moment.news(run, NEWS_SHOWN)):
            y = self.news + 1.2 + 1.3 * place
            colour = QUIET if month != moment.month else WARNING if kind == "crisis" else INK
            paper.write(left, y, f"Month {month}", weight="bold", color=colour)
            paper.write(left + MONTH_ROOM, y, words, room=right - left - MONTH_ROOM, color=colour)

    def _organisation(self, moment: Moment) -> Iterator[Artist]:
        """Draw departments, ties, how far those in charge reach, and lines to them from the table."""
        paper, stage, frame = self.paper, self.stage, moment.frames[self.run]
        for x, y, radius in stage.discs:
            yield paper.circle(x, y, radius + 2 * THIN, facecolor=DISC)
        ties = moment.ties(self.run)
        ties = ties[ties[:, 0] < ties[:, 1]]
        ties = ties[:: math.ceil(len(ties) / MOST_TIES) or 1]
        yield paper.lines(moment.people(stage, self.run)[ties], TIE, 1)
        for (x, y, radius), contact in zip(stage.discs, frame["departments"]["contact"], strict=True):
            if contact:
                yield self._rim(x, y, radius + 3 * THIN, contact / 100)
        yield from self._lines_to_the_table(frame, moment.people(stage, self.run))
        yield from self._table(*stage.table, has_lead=frame["lead"] >= 0)
        yield from self._seat_signs(frame, moment.people(stage, self.run))
        yield from self._names(moment)
        yield self._bars(1, BAR_EDGE, 1.5 * THIN)
        yield self._bars(1, PAPER)

    def _rim(self, x: float, y: float, radius: float, share: float) -> Artist:
        """Draw the rim of a department, closed from the top on as far as those in charge reach it."""
        half = 1.5 * THIN
        rim = Wedge((x, y), radius + half, -90, 360 * share - 90, width=2 * half, facecolor=INK)
        return self.paper.axes.add_patch(rim)

    def _lines_to_the_table(self, frame: Mapping[str, Any], people: NDArray[np.float64]) -> Iterator[Artist]:
        """Draw a line to everybody in charge, a dashed one to a department whose seat is empty."""
        table, lead, departments = self.stage.table[:2], frame["lead"], frame["departments"]
        if lead >= 0:
            yield self.paper.lines([[table, people[lead]]], GOVERNANCE, 2.5)
        home = self.recorded.runs[self.run]["home"] if lead >= 0 else None
        seats = zip(departments["representative"], departments["seat"], strict=True)
        for department, (row, seat) in enumerate(seats):
            if row >= 0:
                yield self.paper.lines([[table, people[row]]], GOVERNANCE, 4)
            elif seat == "1" and department != home:
                ends = [table, self.stage.discs[department, :2]]
                yield self.paper.lines([ends], GOVERNANCE, 2.5, linestyle="--")

    def _table(self, x: float, y: float, radius: float, *, has_lead: bool) -> Iterator[Artist]:
        """Draw the table, and who leads."""
        colour, line = (INK, "-") if has_lead else (QUIET, "--")
        yield self.paper.circle(x, y, radius, colour, 2.5, facecolor=PAPER, linestyle=line)
        if has_lead:
            yield from self._figure(x, y, 0.62 * radius)

    def _figure(
        self, x: float, y: float, size: float, colour: str = INK, more: float = 0.0
    ) -> Iterator[Artist]:
        """Draw head and shoulders, `more` larger all around."""
        yield self.paper.circle(x, y - 0.35 * size, 0.36 * size + more, facecolor=colour)
        shoulders = Wedge((x, y + 0.75 * size + more), 0.68 * size + more, 180, 360, facecolor=colour)
        yield self.paper.axes.add_patch(shoulders)

    def _diamonds(self, places: Any, size: float, colour: str = INK) -> Artist:
        """Draw squares on their tips, `size` from the middle to each tip."""
        return self.paper.dots("D", places, np.full(len(places), size / SQUARE_TIP), colour)

    def _seat_signs(self, frame: Mapping[str, Any], people: NDArray[np.float64]) -> Iterator[Artist]:
        """Draw a square on its tip at the table for everybody who has a seat."""
        table, radius = np.array(self.stage.table[:2]), self.stage.table[2]
        seated = [row for row in frame["departments"]["representative"] if row >= 0]
        if seated:
            away = people[seated] - table
            rim = table + radius * away / np.hypot(*away.T)[:, None]
            yield self._diamonds(rim, 0.3 * radius + HALO / 2, PAPER)
            yield self._diamonds(rim, 0.3 * radius)

    def _in_charge(self, moment: Moment) -> Iterator[Artist]:
        """Draw who has a seat as a square on its tip, and who leads as head and shoulders."""
        frame, people = moment.frames[self.run], moment.people(self.stage, self.run)
        size = max(SMALLEST_MARK, 1.5 * self.stage.dot)
        seated = [row for row in frame["departments"]["representative"] if row >= 0]
        if seated:
            yield self._diamonds(people[seated], size + HALO * SQUARE_TIP, PAPER)
            yield self._diamonds(people[seated], size)
            colours = to_rgba_array(STATE_COLOURS)[moment.states[self.run][seated]]
            yield self.paper.dots("o", people[seated], np.full(len(seated), 0.4 * size), colours)
        if frame["lead"] >= 0:
            x, y = people[frame["lead"]]
            yield from self._figure(x, y, 1.2 * size, PAPER, HALO)
            yield from self._figure(x, y, 1.2 * size)

    def _names(self, moment: Moment) -> Iterator[Artist]:
        letter = self.stage.letter
        halo = [withStroke(linewidth=0.28 * letter * POINTS, foreground=PAPER)]
        table = textwrap.wrap(moment.table_words(self.run), TABLE_LETTERS)
        discs = [self.stage.table, *self.stage.discs[self.named].tolist()]
        for row, ((x, y, radius), lines) in enumerate(zip(discs, [table, *self.labels], strict=True)):
            look: dict[str, Any] = {"ha": "center", "path_effects": halo}
            look["weight"] = "normal" if row else "bold"
            for place, line in enumerate(lines):
                drop = (LABEL_DROP + place * LABEL_LINE) * letter + 3 * THIN
                yield self.paper.text(x, y + radius + drop, line, letter, **look)

    def _bars(self, ends: Any, colour: Any, more: float = 0.0) -> Artist:
        """Draw bars below all names: parts of a bar at which they end, and how much larger they are."""
        letter, (x, y, radius) = self.stage.letter, self.stage.discs[self.named].T
        lines = np.array([len(lines) for lines in self.labels])
        y = y + radius + (LABEL_LINE * lines + 0.4) * letter + 3 * THIN
        left = x - BAR_WIDTH * letter / 2
        right = left + BAR_WIDTH * letter * ends
        bars = np.transpose([[left - more, y], [right + more, y]], (2, 0, 1))
        high = (BAR_HEIGHT * letter + 2 * more) / THIN
        return self.paper.lines(bars, colour, high, capstyle="butt", snap=False)

    def _people(self, moment: Moment) -> Iterator[Artist]:
        """Draw everybody, those of higher states above the others, and how far departments work with it."""
        states, dot = moment.states[self.run], self.stage.dot
        order, places = np.argsort(states, kind="stable"), moment.people(self.stage, self.run)
        edge = (1.0 if dot > 4 * THIN else 0.5) * THIN_LINE
        for differs, marker in ((False, "o"), (True, "s")):
            rows = order[moment.differing[order] == differs]
            colours, radii = to_rgba_array(STATE_COLOURS)[states[rows]], dot * STATE_SIZES[states[rows]]
            yield self.paper.dots(marker, places[rows], radii, colours, edgecolors=OUTLINE, linewidths=edge)
        practice = np.array(moment.frames[self.run]["departments"]["practice"])[self.named]
        operating = self.recorded.runs[self.run]["operating"]
        colours = [INK if part >= operating else BAR for part in practice]
        yield self._bars(practice / 100, colours)

    def _rungs(self) -> list[tuple[int, IndicatorLines]]:
        """Return the levels from the highest down, each with place and lines of what an audit asks for."""
        words = self.recorded.words
        indicators = [
            (entry["level"], place, textwrap.wrap(entry["title"], LADDER_LETTERS))
            for place, entry in enumerate(words["indicators"])
        ]
        levels = range(len(words["levels"]) - 1, 0, -1)
        return [
            (level, [(place, lines) for of, place, lines in indicators if of == level]) for level in levels
        ]

    def _draw_ladder(self, moment: Moment) -> None:
        """Draw the levels and what an audit asks for at each: met, missing, just lost."""
        frame, top = moment.frames[self.run], self.middle
        for level, indicators in self.rungs:
            codes = "".join(frame["indicators"][place] for place, _ in indicators)
            lines = sum(len(lines) for _, lines in indicators)
            bottom = top + (LADDER_HEAD + LADDER_LINE * lines) * self.letter
            box = self.side, top, self.right, bottom
            artists = self._rung(box, level, frame["level"], indicators, codes)
            self.paper.draw_part(box, (codes, frame["level"]), artists)
            top = bottom + LADDER_GAP * self.letter

    def _rung(
        self, box: Box, level: int, now: int, indicators: IndicatorLines, codes: str
    ) -> Iterator[Artist]:
        paper, size, (left, top, right, bottom) = self.paper, self.letter, box
        if level == now:
            yield paper.box(box, facecolor=HERE)
        yield paper.box((left, top, left + 0.42 * size, bottom), facecolor=INK if level <= now else GRID)
        start, end, y = left + 0.9 * size, right - 0.5 * size, top + 1.2 * size
        met, applicable = sum(code in "1+" for code in codes), len(codes) - codes.count("-")
        count = f"{met} of {applicable}" if indicators else "somebody uses it"
        word = self.recorded.words["levels"][level].capitalize()
        yield paper.text(start, y, f"{level} {word}", 1.16 * size, weight="bold")
        yield paper.text(end, y, count, 1.16 * size, ha="right")
        y += 1.4 * size
        for code, (_, lines) in zip(codes, indicators, strict=True):
            colour, mark, flag = MARKS[code]
            yield paper.text(start + 0.5 * size, y, mark, size, color=colour, ha="center")
            yield paper.text(end, y, flag, size, color=colour, weight="bold", ha="right")
            for line in lines:
                yield paper.text(start + 1.4 * size, y, line, size, color=colour)
                y += LADDER_LINE * size
