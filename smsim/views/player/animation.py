"""A run as a moving picture that any chat, slide or browser plays."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from smsim.errors import ResultError
from smsim.views.player.picture import require_size
from smsim.views.player.pictures import colours
from smsim.views.player.pictures.board import Board
from smsim.views.player.pictures.moment import Recorded

SMOOTHNESS = 2
MILLISECONDS, REST_MILLISECONDS = 400, 3000
"""How long a month is shown, and the last one before all begins again."""

SHORTEST, LONGEST = 20, 10_000
UNKNOWN = 255
MEETINGS = (
    (colours.INK, colours.PAPER, 16),
    (colours.INK, colours.HERE, 8),
    (colours.QUIET, colours.PAPER, 8),
    (colours.QUIET, colours.HERE, 4),
    (colours.WARNING, colours.PAPER, 8),
    (colours.WARNING, colours.HERE, 4),
    (colours.GOVERNANCE, colours.PAPER, 4),
    (colours.BAR_EDGE, colours.PAPER, 4),
    (colours.LINE, colours.PAPER, 2),
    (colours.CHART_GRID, colours.PAPER, 2),
    (colours.DISC, colours.PAPER, 2),
    (colours.TIE_ON_PAPER, colours.PAPER, 4),
    (colours.TIE_ON_PAPER, colours.DISC, 3),
    (colours.OUTLINE, colours.DISC, 6),
    *((colour, colours.PAPER, 8) for colour in colours.RUN_COLOURS),
    *((colour, colours.OUTLINE, 4) for colour in colours.STATE_COLOURS),
    *((colour, colours.INK, 4) for colour in colours.STATE_COLOURS),
)
"""Colours that meet at smooth edges, and in how many steps one goes over into the other."""


def animation_gif(
    recording: Mapping[str, Any],
    *,
    width: int = 1280,
    height: int = 720,
    first: int = 0,
    last: int | None = None,
    milliseconds: int = MILLISECONDS,
    tell: Callable[[int, int], None] | None = None,
) -> bytes:
    """Return the months `first` to `last` of a recording as a GIF that plays again and again.

    `last` None is the last month recorded. A month is shown for `milliseconds`, the last one longer.
    `tell` is called after every month with how many are drawn and how many there are.

    Raises: ResultError, if there are no such months, or size or duration are out of bounds.
    """
    require_size(width, height)
    if not SHORTEST <= milliseconds <= LONGEST:
        raise ResultError(f"A month is shown for {SHORTEST} to {LONGEST} milliseconds, not {milliseconds}.")
    recorded = Recorded(recording)
    last = recorded.known_months - 1 if last is None else last
    for month in (first, last):
        recorded.require_month(month)
    if last < first:
        raise ResultError(f"The first month is {first} and the last {last}; the last must not be earlier.")
    pictures = _pictures(Board(recorded, width, height, SMOOTHNESS), range(first, last + 1), tell)
    written = io.BytesIO()
    next(pictures).save(
        written,
        "GIF",
        save_all=True,
        append_images=pictures,
        duration=[milliseconds] * (last - first) + [max(milliseconds, REST_MILLISECONDS)],
        loop=0,
        comment=f"smsim: {recorded.title}".encode(),
        optimize=True,  # what stays is left out
    )
    return written.getvalue()


def _pictures(board: Board, months: range, tell: Callable[[int, int], None] | None) -> Iterator[Image.Image]:
    palette = Palette()
    for done, month in enumerate(months, start=1):
        yield palette.reduced(board.picture(month))
        if tell is not None:
            tell(done, len(months))


class Palette:
    """The colours of all pictures of a GIF, so that what does not move keeps its colour.

    colours : (colours, 3), fewer than 255
    """

    def __init__(self) -> None:
        mixed = [colour for one, other, steps in MEETINGS for colour in _steps(one, other, steps)]
        self.colours = np.array(list(dict.fromkeys(mixed)), dtype=np.uint8)
        self._nearest = np.full(2**24, UNKNOWN, dtype=np.uint8)

    def reduced(self, picture: Image.Image) -> Image.Image:
        """Return `picture` with each of its dots in the nearest colour of the palette."""
        dots = np.asarray(picture).astype(np.uint32)
        codes = dots[..., 0] << 16 | dots[..., 1] << 8 | dots[..., 2]
        places = self._nearest[codes]
        is_new = places == UNKNOWN
        if is_new.any():
            self._learn(np.unique(codes[is_new]))
            places = self._nearest[codes]
        reduced = Image.fromarray(places)
        reduced.putpalette(self.colours.tobytes())
        return reduced

    def _learn(self, codes: NDArray[np.uint32]) -> None:
        """Remember the nearest colour of each code, which is red, green and blue in 24 bits."""
        known = self.colours.astype(np.int64)
        for code in codes:
            asked = np.array([code >> 16, code >> 8 & 255, code & 255], dtype=np.int64)
            self._nearest[code] = np.argmin(((known - asked) ** 2).sum(axis=1))


def _steps(one: str, other: str, steps: int) -> Iterator[tuple[int, ...]]:
    """Return both colours and those between them, red, green and blue each."""
    start, end = (np.array(ImageColor.getrgb(colour)) for colour in (one, other))
    for step in range(steps + 1):
        yield tuple(np.rint(start + (end - start) * step / steps).astype(int).tolist())
