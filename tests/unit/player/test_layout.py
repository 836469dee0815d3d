"""Departments and people of the player stand apart and inside the frame."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.player import layout
from smsim.player.frames import SHAPES

FIRM = ([24, 12, 48, 42, 12, 42, 18, 24, 72, 6], [f"department {place}" for place in range(10)])
FIRMS = [
    FIRM,
    ([1], ["alone"]),
    ([5, 500], ["", "x" * 40]),
    ([3] * 60, [f"unit {place}" for place in range(60)]),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("people", "names"), FIRMS)
def test_departments_and_table_stand_apart_inside_the_frame(people, names, shape):
    places = layout.place_departments(np.array(people), names, shape)
    centres = np.vstack([places.centres, places.table])
    radii = np.append(places.radii, layout.TABLE_RADIUS)
    assert (centres - radii[:, None] >= -1e-9).all()
    assert (centres[:, 0] + radii <= shape + 1e-9).all()
    assert (centres[:, 1] + radii <= 1 + 1e-9).all()
    distance = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    apart = distance - radii[:, None] - radii[None]
    assert (apart[~np.eye(radii.size, dtype=bool)] > 0).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("letter_size", layout.LETTER_SIZES[:2])
def test_labels_below_departments_do_not_touch_each_other(shape, letter_size):
    people, names = FIRM
    places = layout.place_departments(np.array(people), names, shape, letter_size)
    assert places.letter == letter_size * min(1.0, shape)
    half = len("department") * layout.LETTER_WIDTH * places.letter / 2
    by_height: dict[float, list[float]] = {}
    for (x, y), radius in zip(places.centres, places.radii, strict=True):
        assert y + radius + 2 * layout.LABEL_LINE * places.letter <= 1
        by_height.setdefault(round(y, 6), []).append(x)
    for row in by_height.values():
        assert (np.diff(sorted(row)) >= 2 * half).all()


def test_areas_follow_the_people():
    people, names = FIRM
    places = layout.place_departments(np.array(people), names, 1.08)
    assert np.allclose(places.radii**2 / np.array(people), places.person**2)


def test_the_largest_departments_are_named():
    people = np.arange(1, 40)
    named = layout.has_label(people)
    assert named.sum() == layout.MOST_LABELS
    assert named[people > 15].all()


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 40, 500])
def test_people_stand_apart_inside_their_disc(size):
    places = layout.place_people(np.zeros(size, dtype=np.int32), np.array([size]))
    radius = np.linalg.norm(places, axis=1)
    assert radius.max() <= 1.0
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)[~np.eye(size, dtype=bool)]
    # a person alone in the unit disc has the area of a circle of radius 1 / sqrt(size)
    assert distance.size == 0 or distance.min() >= 1.2 / np.sqrt(size)
