from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smsim.views import style
from smsim.views.shortening import shorten


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_labels_keep_their_order_and_distance(heights):
    wanted = np.array(heights)
    gap = 0.05
    placed = style.spread(wanted, gap, 0.0, 1.0)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= gap - 1e-9).all()
    assert placed.min() >= -1e-9
    assert placed.max() <= 1 + 1e-9


def test_labels_with_room_stay_where_they_are():
    heights = np.array([0.5, 0.1, 0.9])
    assert np.allclose(style.spread(heights, 0.1, 0, 1), heights)


def test_two_labels_of_one_height_move_apart_evenly():
    assert np.allclose(sorted(style.spread(np.array([0.5, 0.5]), 0.1, 0, 1)), [0.45, 0.55])


def test_drawing_leaves_no_setting_behind():
    before = dict(mpl.rcParams)
    with style.figure_style():
        assert mpl.rcParams["font.size"] == 20
        figure = style.new_figure()
        drawing = style.finish(figure, "empty", "A title", "What is seen")
    assert dict(mpl.rcParams) == before
    assert drawing.png.startswith(b"\x89PNG")
    assert b"What is seen" in drawing.png
    assert b"What is seen" in drawing.svg


def test_the_same_figure_is_the_same_file():
    def draw() -> style.Drawing:
        with style.figure_style():
            figure = style.new_figure()
            figure.add_subplot().plot([1, 2])
            return style.finish(figure, "line", "A title", "A line")

    first, again = draw(), draw()
    assert (first.png, first.svg) == (again.png, again.svg)


def test_levels_are_told_apart_without_colour():
    luminance = [
        sum(weight * int(colour[1 + 2 * i : 3 + 2 * i], 16) for i, weight in enumerate((0.3, 0.59, 0.11)))
        for colour in style.LEVEL_COLOURS
    ]
    assert all(lighter - darker > 20 for lighter, darker in pairwise(luminance))


def test_words():
    assert shorten("operations", 20) == "operations"
    assert shorten("operations", 6) == "opera…"
