"""Who uses social media and who talks to whom: people as dots, departments as discs."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from smsim.views.shortening import shorten
from smsim.views.style import (
    INK,
    QUIET,
    SERIES_COLOURS,
    Drawing,
    figure_style,
    finish,
    new_figure,
    write_heading,
)

if TYPE_CHECKING:
    from smsim.organisation.organisation import Organisation

MOST_PEOPLE, MOST_TIES = 2_000, 12_000
GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
USER_COLOUR, OTHER_COLOUR, TIE_COLOUR = SERIES_COLOURS[1], "#c3c9cf", "#8fa3b5"
MOST_LABELS = 24
FRAME_SHAPE = 2.0  # width over height of the drawing area
LETTER_SHARE = 0.009  # of the frame's width that a letter of a label needs
LABEL_LETTERS = 14


@dataclass(frozen=True, eq=False)
class Discs:
    """Where the departments stand: centres (departments, 2), radii in the same unit, people drawn in each."""

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]


def draw_network(
    organisation: Organisation, is_active: NDArray[np.bool_], *, name: str, month: int
) -> Drawing:
    """Draw the organisation at the end of `month`; `is_active` has the shape (employees,).

    At most 2,000 people are drawn, spread evenly over the rows, and the figure says so.
    """
    title = network_finding(organisation, is_active, month)
    drawn = drawn_rows(organisation.department.size)
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, _subtitle(organisation, name, drawn.size))
        axes = figure.add_axes((0.02, 0.02, 0.96, top - 0.01))
        departments = organisation.department[drawn]
        people = np.bincount(departments, minlength=len(organisation.department_names))
        discs = place_discs(people, _longest_line(organisation))
        positions = _place_people(departments, people, discs)
        _draw_ties(axes, organisation, drawn, positions)
        _draw_people(axes, organisation, drawn, positions, is_active[drawn])
        _label_departments(axes, organisation, discs, is_active)
        _fit(axes, discs)
        return finish(figure, "network", title, _alt_text(organisation, is_active, name, month))


def network_finding(organisation: Organisation, is_active: NDArray[np.bool_], month: int) -> str:
    """Return in one sentence how many people use social media, and in how many departments."""
    users = int(is_active.sum())
    having = np.unique(organisation.department[is_active]).size
    if users == 0:
        return f"After {month + 1} months nobody uses social media for work"
    people, departments = is_active.size, len(organisation.department_names)
    where = f"all {departments}" if having == departments else f"{having} of {departments}"
    return (
        f"After {month + 1} months {users:,} of {people:,} people use social media for work, "
        f"in {where} departments"
    )


def drawn_rows(employees: int) -> NDArray[np.int64]:
    """Return the rows that are drawn: all of them, or 2,000 at even distances."""
    if employees <= MOST_PEOPLE:
        return np.arange(employees, dtype=np.int64)
    return np.linspace(0, employees - 1, MOST_PEOPLE).round().astype(np.int64)


def place_discs(people: NDArray[np.int64], letters: int = LABEL_LETTERS) -> Discs:
    """Return discs in centred rows, in the order of the departments; areas follow the people drawn.

    Of all numbers of rows the one is taken whose outline comes nearest to the shape of the frame. A small
    disc has a place wide enough for a label of so many `letters`.
    """
    radii = np.sqrt(np.maximum(people, 1.0)) + 0.8
    without_labels = min(_outline(radii, radii, rows) for rows in range(1, people.size + 1))
    widths = np.maximum(radii, without_labels * LETTER_SHARE * (letters + 1) / 2)
    best = min(range(1, people.size + 1), key=lambda rows: _outline(radii, widths, rows))
    centres = np.empty((people.size, 2))
    height = 0.0
    for row in _rows(widths, best):
        tallest = radii[row].max()
        left = -widths[row].sum()
        for place in row:
            centres[place] = (left + widths[place], height - tallest)
            left += 2 * widths[place]
        height -= 2 * tallest + _label_room(radii)
    return Discs(centres, radii)


def _rows(widths: NDArray[np.float64], rows: int) -> list[NDArray[np.int64]]:
    """Return the departments cut into rows of about the same width; `widths` are half widths."""
    middle = np.cumsum(widths) - widths / 2
    row_of = np.minimum(rows - 1, (middle / widths.sum() * rows).astype(np.int64))
    return [np.flatnonzero(row_of == row) for row in range(rows) if (row_of == row).any()]


def _outline(radii: NDArray[np.float64], widths: NDArray[np.float64], rows: int) -> float:
    """Return how wide the frame must be to hold so many rows."""
    cut = _rows(widths, rows)
    width = max(2 * widths[row].sum() for row in cut)
    height = sum(2 * radii[row].max() + _label_room(radii) for row in cut)
    return float(max(width, height * FRAME_SHAPE))


def _label_room(radii: NDArray[np.float64]) -> float:
    return float(0.85 * radii.mean() + 2.0)


def _place_people(
    departments: NDArray[np.int32], people: NDArray[np.int64], discs: Discs
) -> NDArray[np.float64]:
    """Return positions, shape (people, 2): a sunflower in every disc (Vogel 1979)."""
    starts = np.cumsum(people) - people
    place = np.arange(departments.size) - starts[departments]
    radius = np.sqrt((place + 0.5) / np.maximum(people[departments], 1)) * (discs.radii[departments] - 0.8)
    angle = place * GOLDEN_ANGLE
    offsets: NDArray[np.float64] = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return np.asarray(discs.centres[departments] + offsets)


def _draw_ties(
    axes: Axes, organisation: Organisation, drawn: NDArray[np.int64], positions: NDArray[np.float64]
) -> None:
    if organisation.is_complete:
        return
    place_of = np.full(organisation.department.size, -1, dtype=np.int64)
    place_of[drawn] = np.arange(drawn.size)
    counts = np.diff(organisation.tie_starts)
    source = place_of[np.repeat(np.arange(counts.size), counts)]
    target = place_of[organisation.tie_targets.astype(np.int64)]
    is_drawn = (source >= 0) & (target > source)
    source, target = source[is_drawn], target[is_drawn]
    if source.size > MOST_TIES:
        kept = np.linspace(0, source.size - 1, MOST_TIES).round().astype(np.int64)
        source, target = source[kept], target[kept]
    lines = np.stack([positions[source], positions[target]], axis=1)
    strength = float(np.clip(600.0 / max(1, source.size), 0.05, 0.35))
    axes.add_collection(
        LineCollection(
            list(lines), colors=TIE_COLOUR, linewidths=0.7, alpha=strength, zorder=1, rasterized=True
        )
    )


def _draw_people(
    axes: Axes,
    organisation: Organisation,
    drawn: NDArray[np.int64],
    positions: NDArray[np.float64],
    is_active: NDArray[np.bool_],
) -> None:
    size = float(np.clip(36_000 / max(1, drawn.size), 22, 900))
    edges = np.where(organisation.is_manager[drawn], INK, "white")
    widths = np.where(organisation.is_manager[drawn], 1.6, 0.5) * np.clip(size / 90, 0.5, 1.4)
    for chosen, colour in ((~is_active, OTHER_COLOUR), (is_active, USER_COLOUR)):
        axes.scatter(
            positions[chosen, 0],
            positions[chosen, 1],
            s=size,
            c=colour,
            edgecolors=edges[chosen].tolist(),
            linewidths=widths[chosen],
            zorder=3,
        )


def _label_departments(
    axes: Axes, organisation: Organisation, discs: Discs, is_active: NDArray[np.bool_]
) -> None:
    """Name the departments, the largest where there are too many for all."""
    sizes = np.bincount(organisation.department, minlength=len(organisation.department_names))
    users = np.bincount(organisation.department[is_active], minlength=sizes.size)
    named = np.argsort(-sizes, kind="stable")[:MOST_LABELS]
    font = 18 if sizes.size <= 12 else 13
    for row in named:
        centre, radius = discs.centres[row], discs.radii[row]
        name = _label(organisation.department_names[row])
        axes.text(
            centre[0],
            centre[1] - radius - 0.3,
            f"{name}\n{users[row]} of {sizes[row]}",
            ha="center",
            va="top",
            fontsize=font,
            color=INK if users[row] else QUIET,
            linespacing=1.1,
            zorder=4,
        )


def _label(name: str) -> str:
    if name.isdigit():
        name = f"dept. {name}"
    return textwrap.fill(shorten(name.replace("_", " "), 26), LABEL_LETTERS)


def _longest_line(organisation: Organisation) -> int:
    lines = [line for name in organisation.department_names for line in _label(name).splitlines()]
    return max((len(line) for line in lines), default=0)


def _fit(axes: Axes, discs: Discs) -> None:
    """Let the frame hold all discs and the labels below them."""
    left, bottom = (discs.centres - discs.radii[:, None]).min(axis=0)
    right, top = (discs.centres + discs.radii[:, None]).max(axis=0)
    axes.set_xlim(left - 1.0, right + 1.0)
    axes.set_ylim(bottom - _label_room(discs.radii), top + 0.5)
    axes.set_aspect("equal")
    axes.axis("off")


def _subtitle(organisation: Organisation, name: str, drawn: int) -> str:
    people = organisation.department.size
    note = f"{name}: orange people use it, grey ones do not; a dark ring is a manager"
    if organisation.departments > MOST_LABELS:
        note += f"; {MOST_LABELS} largest named"
    return note if drawn == people else f"{note}; {drawn:,} of {people:,} people drawn"


def _alt_text(organisation: Organisation, is_active: NDArray[np.bool_], name: str, month: int) -> str:
    sizes = np.bincount(organisation.department, minlength=len(organisation.department_names))
    users = np.bincount(organisation.department[is_active], minlength=sizes.size)
    entries = "; ".join(
        f"{department.replace('_', ' ')} {count} of {size}"
        for department, count, size in zip(organisation.department_names, users, sizes, strict=True)
    )
    return f"{network_finding(organisation, is_active, month)} ({name}). By department: {entries}."
