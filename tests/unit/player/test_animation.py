"""A GIF holds the months asked for, each like its picture, and stays small."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from smsim.errors import ResultError
from smsim.experiments.comparing import Request, plan_runs
from smsim.player.animation import REST_MILLISECONDS, animation_gif
from smsim.player.filming import film
from smsim.player.moment import Moment, Recorded
from smsim.player.picture import Board

SIZE = (960, 540)


@pytest.fixture(scope="module")
def pair() -> dict[str, Any]:
    return film(plan_runs(Request(("lone-manager", "task-force-broad"), 1, 1, 1, months=20)))


def moving(recording: dict[str, Any], **settings: Any) -> Image.Image:
    written = animation_gif(recording, width=SIZE[0], height=SIZE[1], **settings)
    return Image.open(io.BytesIO(written))


def test_each_month_looks_like_its_picture(pair):
    first, last = 12, 16
    gif = moving(pair, first=first, last=last, milliseconds=100)
    board = Board(Recorded(pair), *SIZE)
    assert gif.n_frames == last - first + 1
    durations = []
    for place in range(gif.n_frames):
        gif.seek(place)
        durations.append(gif.info["duration"])
        shown = np.asarray(gif.convert("RGB")).astype(int)
        drawn = np.asarray(board.picture(Moment(board.recorded, first + place))).astype(int)
        differences = np.abs(shown - drawn).max(axis=2)
        assert differences.mean() < 1
        assert np.quantile(differences, 0.9999) < 40
    assert durations == [100] * (last - first) + [REST_MILLISECONDS]
    assert gif.info["loop"] == 0


def test_what_stays_takes_no_room(pair):
    one, five = (len(animation_gif(pair, width=960, height=540, first=12, last=last)) for last in (12, 16))
    assert five < 1.6 * one


def test_progress_is_told(pair):
    told: list[tuple[int, int]] = []
    moving(pair, first=3, last=5, tell=lambda done, months: told.append((done, months)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"last": 20}, "There is no month 20"),
        ({"first": -1}, "There is no month -1"),
        ({"first": 5, "last": 4}, "must not be earlier"),
        ({"milliseconds": 1}, "not 1"),
    ],
)
def test_months_and_times_that_cannot_be_are_refused(pair, settings, words):
    with pytest.raises(ResultError, match=words):
        moving(pair, **settings)
