"""One organisation drawn: departments as discs, people as dots, those in charge at a table."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.views.player.layout import LABEL_LETTERS, PLACE_UNIT, TABLE_LETTERS
from smsim.views.player.pictures.canvas import Box, Canvas, Point, name_lines
from smsim.views.player.pictures.colours import (
    BAR,
    BAR_EDGE,
    DISC,
    GOVERNANCE,
    INK,
    OUTLINE,
    PAPER,
    QUIET,
    STATE_COLOURS,
    TIE,
    TIE_OPACITY,
)
from smsim.views.player.pictures.hands import hands_of, places_after
from smsim.views.player.pictures.moment import Moment, Recorded

STATE_SIZES = (0.6, 0.7, 0.82, 0.92)
MOST_TIES = 12_000
DOT_SHARE, SMALLEST_DOT = 0.88, 1.5
INSET, SMALLER = 8.0, 0.74
"""As on the page, spots.js: room left around, and letters of labels as a part of those of words beside."""

LABEL_LINE = 1.1
"""Height of a line of a label, in sizes of its letters; so is all of the label."""

LABEL_DROP, BAR_WIDTH, BAR_HEIGHT, BAR_DROP, BAR_TICK = 0.95, 5.0, 0.55, 0.3, 0.2


@dataclass(frozen=True, eq=False)
class Stage:
    """Where everything stands in a box of the picture, all in its dots.

    discs : (departments, 3), centre and radius; people : (employees, 2)
    table : centre, radius; dot : radius of a person; letter : size of labels; unit : width of a thin line
    """

    discs: NDArray[np.float64]
    people: NDArray[np.float64]
    table: tuple[float, float, float]
    dot: float
    letter: float
    unit: float


def stage_of(recorded: Recorded, box: Box, unit: float, letter: float) -> Stage:
    """Return the layout that fits best, spread over the box; discs move apart, but stay round.

    It has the nearest shape, and labels that can be read beside words in letters of the size `letter`.
    """
    cast = recorded.cast
    inset = INSET * unit
    layout = _layout_for(cast["layouts"], box, inset, SMALLER * letter)
    across = (box.width - 2 * inset) / layout["shape"] / PLACE_UNIT
    down = (box.height - 2 * inset) / PLACE_UNIT
    scale = min(across, down)
    start, spread = np.array([box.left + inset, box.top + inset]), np.array([across, down])
    centres = start + np.column_stack([layout["x"], layout["y"]]) * spread
    radii = np.array(layout["radius"]) * scale
    offsets = np.column_stack([cast["people"]["x"], cast["people"]["y"]]) / PLACE_UNIT
    table = start + np.array(layout["table"]) * spread
    return Stage(
        discs=np.column_stack([centres, radii]),
        people=centres[recorded.department] + offsets * radii[recorded.department, None],
        table=(float(table[0]), float(table[1]), layout["table_radius"] * scale),
        dot=max(SMALLEST_DOT * unit, layout["person"] * scale * DOT_SHARE),
        letter=layout["letter"] * scale,
        unit=unit,
    )


def _layout_for(layouts: Sequence[dict[str, Any]], box: Box, inset: float, wanted: float) -> dict[str, Any]:
    """Return the layout of the nearest shape whose letters are `wanted` large, else that with the largest."""

    def distance(layout: dict[str, Any]) -> float:
        return abs(math.log(layout["shape"] * box.height / box.width))

    def letter(layout: dict[str, Any]) -> float:
        scale = min((box.width - 2 * inset) / layout["shape"], box.height - 2 * inset) / PLACE_UNIT
        return float(layout["letter"] * scale)

    nearest = min(map(distance, layouts))
    near = [layout for layout in layouts if distance(layout) == nearest]
    return next((layout for layout in near if letter(layout) >= wanted), near[-1])


def after_hands(stage: Stage, moment: Moment, run: int) -> Stage:
    """Return where everything stands once people were moved by hand."""
    moved = hands_of(moment.frames[run])["moved"]
    return replace(stage, people=places_after(stage.people, stage.discs, moment.recorded.department, moved))


def draw_ground(canvas: Canvas, home: Stage, moment: Moment, run: int) -> None:
    """Draw what stays until the next change by hand: discs, ties and names of departments.

    `home` is where everybody stood at the start.
    """
    stage, hands, recorded = after_hands(home, moment, run), hands_of(moment.frames[run]), moment.recorded
    for x, y, radius in stage.discs:
        canvas.circle((x, y), radius + 2 * stage.unit, DISC)
    canvas.faint_lines(_shown_ties(stage, recorded, hands["cut"]), TIE, TIE_OPACITY, stage.unit)
    for one, other in hands["drawn"]:
        canvas.line([_place(stage, one), _place(stage, other)], QUIET, 2 * stage.unit)
    for row, _ in hands["moved"]:
        canvas.circle(_place(home, row), stage.dot * STATE_SIZES[0], None, QUIET, stage.unit)
    departments = recorded.cast["departments"]
    for row, name in enumerate(departments["names"]):
        if departments["has_label"][row] == "1":
            x, y, radius = stage.discs[row]
            _write_label(canvas, stage, (x, y + radius), name_lines(name, LABEL_LETTERS))


def _shown_ties(stage: Stage, recorded: Recorded, cut: list[list[int]]) -> list[tuple[Point, Point]]:
    """Return the ends of the ties that are drawn: not all where there are very many."""
    sources = np.repeat(np.arange(recorded.employees), np.diff(recorded.tie_starts))
    ties = np.flatnonzero(recorded.colleagues > sources)
    every = max(1, math.ceil(recorded.colleagues.size / 2 / MOST_TIES))
    gone = {(min(pair), max(pair)) for pair in cut}
    pairs = zip(sources[ties].tolist(), recorded.colleagues[ties].tolist(), strict=True)
    return [
        (_place(stage, one), _place(stage, other))
        for one, other in itertools.islice(pairs, every - 1, None, every)
        if (one, other) not in gone
    ]


def draw_organisation(canvas: Canvas, stage: Stage, moment: Moment, run: int) -> None:
    """Draw what a month is like; the ground is drawn already."""
    _draw_governance(canvas, stage, moment, run)
    for giver, follower in moment.lit_ties(run):
        ends = [_place(stage, giver), _place(stage, follower)]
        canvas.line(ends, INK, 2.5 * stage.unit)
    _draw_people(canvas, stage, moment, run)
    for row in moment.changed(run):
        for gap in (2, 5):
            canvas.circle(_place(stage, row), stage.dot + gap * stage.unit, None, INK, 1.5 * stage.unit)
    draw_practice(canvas, stage, moment, run)


def _place(stage: Stage, row: int) -> Point:
    x, y = stage.people[row]
    return float(x), float(y)


def _draw_people(canvas: Canvas, stage: Stage, moment: Moment, run: int) -> None:
    edge = (1.0 if stage.dot > 4 * stage.unit else 0.5) * stage.unit
    places = stage.people.tolist()
    states, differing = moment.states[run].tolist(), moment.differing.tolist()
    # those in higher states stand above the others
    for state, colour in enumerate(STATE_COLOURS):
        radius = stage.dot * STATE_SIZES[state]
        for row, (x, y) in enumerate(places):
            if states[row] != state:
                continue
            if differing[row]:
                around = radius + edge / 2
                square = Box(x - around, y - around, x + around, y + around)
                canvas.rectangle(square, colour, OUTLINE, edge)
            else:
                canvas.circle((x, y), radius, colour, OUTLINE, edge)


def _draw_governance(canvas: Canvas, stage: Stage, moment: Moment, run: int) -> None:
    """Draw lines to the home department and to every seat, the table, and who leads."""
    frame, home = moment.frames[run], moment.recorded.runs[run]["home"]
    x, y, radius = stage.table
    for row, disc in enumerate(stage.discs.tolist()):
        has_seat = frame["departments"]["seat"][row] == "1"
        if has_seat or (frame["lead"] and row == home):
            _draw_place_at_table(canvas, stage, disc, has_seat)
    unit = stage.unit
    canvas.circle((x, y), radius, PAPER)
    if frame["lead"]:
        canvas.circle((x, y), radius, None, INK, 2.5 * unit)
        _draw_figure(canvas, x, y, radius * 0.62)
    else:
        canvas.dashed_circle((x, y), radius, QUIET, 2.5 * unit, (4 * unit, 4 * unit))
    _write_label(
        canvas, stage, (x, y + radius), name_lines(moment.table_words(run), TABLE_LETTERS), is_bold=True
    )


def _draw_place_at_table(canvas: Canvas, stage: Stage, disc: list[float], has_seat: bool) -> None:
    unit = stage.unit
    x, y, radius = stage.table
    angle = math.atan2(disc[1] - y, disc[0] - x)
    rim = disc[2] + 3 * unit
    ends = [
        (x + radius * math.cos(angle), y + radius * math.sin(angle)),
        (disc[0] - rim * math.cos(angle), disc[1] - rim * math.sin(angle)),
    ]
    if not has_seat:
        dash = (5 * unit, 4 * unit)
        canvas.line(ends, GOVERNANCE, 2 * unit, dash)
        canvas.dashed_circle((disc[0], disc[1]), rim, INK, 2 * unit, dash)
        return
    canvas.line(ends, GOVERNANCE, 4 * unit)
    canvas.circle((disc[0], disc[1]), rim, None, INK, 3 * unit)
    half = radius * 0.21
    seat = Box(ends[0][0] - half, ends[0][1] - half, ends[0][0] + half, ends[0][1] + half)
    canvas.rectangle(seat, INK)


def _draw_figure(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw head and shoulders."""
    canvas.circle((x, y - size * 0.35), size * 0.36, INK)
    canvas.half_disc((x, y + size * 0.75), size * 0.68, INK)


def draw_practice(canvas: Canvas, stage: Stage, moment: Moment, run: int) -> None:
    """Draw a bar below each named department: its practice, and from where on it is part of the work."""
    departments, known = moment.recorded.cast["departments"], moment.frames[run]["departments"]
    operating = moment.recorded.runs[run]["operating"]
    letter, unit = stage.letter, stage.unit
    width, height = BAR_WIDTH * letter, BAR_HEIGHT * letter
    for row, name in enumerate(departments["names"]):
        if departments["has_label"][row] != "1":
            continue
        x, y, radius = stage.discs[row].tolist()
        lines = len(name_lines(name, LABEL_LETTERS))
        top = y + radius + (LABEL_DROP + (lines - 1) * LABEL_LINE + BAR_DROP) * letter + 3 * unit
        bar = Box(x - width / 2, top, x + width / 2, top + height)
        practice = known["practice"][row]
        canvas.rectangle(bar, PAPER)
        filled = Box(bar.left, top, bar.left + width * practice / 100, bar.bottom)
        if practice:
            canvas.rectangle(filled, INK if practice >= operating else BAR)
        canvas.rectangle(bar, None, BAR_EDGE, unit)
        tick = bar.left + width * operating / 100
        above = BAR_TICK * letter
        canvas.line([(tick, top - above), (tick, bar.bottom + above)], BAR_EDGE, unit)


def _write_label(
    canvas: Canvas, stage: Stage, below: Point, lines: list[str], *, is_bold: bool = False
) -> None:
    x, y = below
    for place, line in enumerate(lines):
        baseline = y + (LABEL_DROP + place * LABEL_LINE) * stage.letter + 3 * stage.unit
        canvas.text((x, baseline), line, stage.letter, is_bold=is_bold, anchor="ms", has_halo=True)
