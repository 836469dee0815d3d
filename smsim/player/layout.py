"""Where departments and people stand in the player: the same places in every run of a recording."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.views.shortening import shorten

GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
LETTER_SIZES = (0.032, 0.042, 0.055, 0.07)
"""Sizes of the letters of labels, in heights of a frame that is as wide as high; so are other lengths."""

LETTER_WIDTH, LABEL_LINE, LABEL_BAR = 0.555, 1.2, 0.95
"""Width of a letter, height of a line and of the bar below it, in sizes of a letter."""

LABEL_LETTERS, TABLE_LETTERS, TABLE_LINES = 14, 12, 3
NAME_LETTERS = 32
"""Letters of a name that are shown, here and in organisation.js: longer ones would leave people no room."""

MARGIN = 0.014
TABLE_RADIUS = 0.05
PLACE_UNIT = 1000
"""In recordings, lengths are whole numbers, so many to the height of a frame."""

MOST_LABELS, MOST_ROWS = 24, 16
HALVINGS = 24
LARGEST_RING = 6
Floats = NDArray[np.float64]
Rows = list[NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Places:
    """A frame `shape` wide and 1 high, y downwards, in which departments stand as discs with a label below.

    centres : (departments, 2); radii : (departments,)
    table : centre (x, y) of the table of those in charge, whose radius is TABLE_RADIUS
    person : radius of the place one person has
    letter : size of the letters of labels
    """

    shape: float
    centres: Floats
    radii: Floats
    table: tuple[float, float]
    person: float
    letter: float


@dataclass(frozen=True, eq=False)
class _Cells:
    """What is to be placed: the departments and, as the last cell, the table.

    roots : (cells,), the radius of a disc in places of a person, 0 for the table
    labels : (cells,), widths; label_height is that of the highest
    """

    roots: Floats
    labels: Floats
    label_height: float

    def radii(self, person: float) -> Floats:
        """Return the radii of all cells where a person's place has the radius `person`."""
        radii = self.roots * person
        radii[-1] = TABLE_RADIUS
        return radii

    def widths(self, person: float) -> Floats:
        """Return how wide all cells are, shape (cells,)."""
        return np.maximum(2 * self.radii(person), self.labels) + MARGIN

    def heights(self, person: float, rows: Rows) -> Floats:
        """Return how high the rows are, shape (rows,)."""
        radii = self.radii(person)
        return np.array([2 * radii[row].max() + self.label_height + MARGIN for row in rows])


def has_label(people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which departments are named in the frame, shape (departments,): the 24 largest."""
    named = np.zeros(people.size, dtype=np.bool_)
    named[np.argsort(-people, kind="stable")[:MOST_LABELS]] = True
    return named


def label_lines(name: str) -> list[str]:
    """Return the name of a department as the lines of its label."""
    return textwrap.wrap(shorten(name, NAME_LETTERS), LABEL_LETTERS)


def place_departments(
    people: NDArray[np.int64], names: Sequence[str], shape: float, letter_size: float = LETTER_SIZES[0]
) -> Places:
    """Return places in rows, the largest departments first, those in charge in the middle.

    `people`, shape (departments,), is how many each department has; areas follow it. Of all numbers of
    rows the one is taken that leaves most room for a person. `letter_size` is one of LETTER_SIZES.
    """
    letter = letter_size * min(1.0, shape)
    cells = _cells(people, names, letter)
    fits = [_most_room(cells, rows, shape) for rows in range(1, min(MOST_ROWS, people.size) + 1)]
    person = max(fits)
    rows = _rows(cells, fits.index(person) + 1, person)
    centres = _centres(cells, rows, person, shape)
    return Places(
        shape=shape,
        centres=centres[:-1],
        radii=cells.radii(person)[:-1],
        table=(float(centres[-1, 0]), float(centres[-1, 1])),
        person=person,
        letter=letter,
    )


def place_people(departments: NDArray[np.int32], people: NDArray[np.int64]) -> Floats:
    """Return everyone's place in the own department's disc of radius 1, shape (employees, 2).

    A sunflower, equal areas for all; few people stand in a ring. Source: Vogel (1979).
    """
    starts = np.cumsum(people) - people
    place = np.arange(departments.size) - starts[departments]
    size = np.maximum(people[departments], 1)
    is_ring = size <= LARGEST_RING
    # the outermost people touch the rim from inside
    radius = np.where(is_ring, 1.0, np.sqrt((place + 0.5) / size)) * (1.0 - 0.5 / np.sqrt(size))
    radius = np.where(size == 1, 0.0, radius)
    angle = place * np.where(is_ring, 2.0 * np.pi / size, GOLDEN_ANGLE)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _cells(people: NDArray[np.int64], names: Sequence[str], letter: float) -> _Cells:
    named = has_label(people)
    lines = [label_lines(name) if named[row] else [] for row, name in enumerate(names)]
    letters = [max(map(len, label), default=0) for label in lines]
    return _Cells(
        roots=np.append(np.sqrt(np.maximum(people, 1.0)), 0.0),
        labels=np.array([*letters, TABLE_LETTERS]) * LETTER_WIDTH * letter,
        label_height=max(LABEL_BAR + LABEL_LINE * max(map(len, lines)), LABEL_LINE * TABLE_LINES) * letter,
    )


def _most_room(cells: _Cells, count: int, shape: float) -> float:
    """Return the largest radius of a person's place at which the cells fit into `count` rows."""
    low, high = 0.0, 0.5
    for _ in range(HALVINGS):
        person = (low + high) / 2
        rows = _rows(cells, count, person)
        widths = cells.widths(person)
        is_fitting = max(widths[row].sum() for row in rows) <= shape
        is_fitting = is_fitting and float(cells.heights(person, rows).sum()) <= 1.0
        low, high = (person, high) if is_fitting else (low, person)
    return low


def _rows(cells: _Cells, count: int, person: float) -> Rows:
    """Return the cells cut into rows of about the same width.

    An odd number of rows has the table in the middle of the middle one; an even number has it on a row of
    its own between the two halves.
    """
    table = cells.roots.size - 1
    order = np.argsort(-cells.roots[:-1], kind="stable")
    widths = cells.widths(person)
    if count % 2:
        half = int(np.searchsorted(np.cumsum(widths[order]), widths[order].sum() / 2))
        order = np.insert(order, half, table)
    middle = np.cumsum(widths[order]) - widths[order] / 2
    row_of = np.minimum(count - 1, (middle / widths[order].sum() * count).astype(np.int64))
    rows = [order[row_of == row] for row in range(count) if (row_of == row).any()]
    if count % 2:
        return [_with_table_in_the_middle(row, table) for row in rows]
    return [*rows[: len(rows) // 2], np.array([table]), *rows[len(rows) // 2 :]]


def _with_table_in_the_middle(row: NDArray[np.int64], table: int) -> NDArray[np.int64]:
    if table not in row:
        return row
    others = row[row != table]
    return np.insert(others, others.size // 2, table)


def _centres(cells: _Cells, rows: Rows, person: float, shape: float) -> Floats:
    """Return the centres of the cells, with what room is left spread evenly between them."""
    widths, radii, heights = cells.widths(person), cells.radii(person), cells.heights(person, rows)
    gap = (1.0 - float(heights.sum())) / len(rows)
    centres = np.empty((radii.size, 2))
    top = gap / 2
    for row, height in zip(rows, heights, strict=True):
        wide = widths[row] + (shape - widths[row].sum()) / row.size
        centres[row, 0] = np.cumsum(wide) - wide / 2
        centres[row, 1] = top + radii[row].max()
        top += float(height) + gap
    return centres
