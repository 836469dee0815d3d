"""One moment of a recording as a picture to show or to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smsim.errors import ResultError
from smsim.views.player.pictures.board import Board
from smsim.views.player.pictures.canvas import png_bytes
from smsim.views.player.pictures.moment import Moment, Recorded

SMALLEST, LARGEST = (960, 540), (7680, 4320)
SMOOTHNESS = 3


def picture_png(recording: Mapping[str, Any], month: int, *, width: int = 1920, height: int = 1080) -> bytes:
    """Return one month of a recording as a PNG of `width` by `height` dots.

    The recording has the frames of all months up to this one at least.

    Raises: ResultError, if it has no such month, or the picture would be too small or too large.
    """
    require_size(width, height)
    recorded = Recorded(recording)
    image = Board(recorded, width, height, SMOOTHNESS).picture(month)
    return png_bytes(image, recorded.title, Moment(recorded, month).description())


def require_size(width: int, height: int) -> None:
    """Refuse a picture on which nothing could be read, or that no memory holds. Raises: ResultError."""
    for length, least, most, name in zip((width, height), SMALLEST, LARGEST, ("wide", "high"), strict=True):
        if not least <= length <= most:
            raise ResultError(f"A picture is {least} to {most} dots {name}, not {length}.")
