"""A run as a moving picture that any chat, slide or browser plays."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba_array
from PIL import Image

from smsim.errors import ResultError
from smsim.player import pane
from smsim.player.moment import Moment, Recorded
from smsim.player.picture import Board, require_size
from smsim.views.style import GRID, INK, QUIET, WARNING

MILLISECONDS, REST_MILLISECONDS = 400, 3000
"""How long a month is shown, and the last one before all begins again."""

SHORTEST, LONGEST = 20, 10_000
WRITTEN, SHADES = (INK, QUIET, WARNING), 9
"""Colours of letters, and steps in which one colour goes over into another at a smooth edge."""


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
    pictures = _pictures(Board(recorded, width, height), range(first, last + 1), tell)
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
    palette = _palette()
    for done, month in enumerate(months, start=1):
        picture = board.picture(Moment(board.recorded, month))
        yield picture.quantize(palette=palette, dither=Image.Dither.NONE)
        if tell is not None:
            tell(done, len(months))


def _palette() -> Image.Image:
    """Return the colours of all months, and those between any that meet: what stays must look the same."""
    meetings = [
        *((light, light) for light in (*pane.LIGHT, GRID, pane.STATE_COLOURS[0])),
        *product([pane.PAPER], [*pane.DARK, *pane.RUN_COLOURS, *pane.STATE_COLOURS[1:], *WRITTEN]),
        *product([pane.OUTLINE], pane.STATE_COLOURS),
        *product([pane.HERE], WRITTEN),
    ]
    one, other = (to_rgba_array(side)[:, None, :3] for side in zip(*meetings, strict=True))
    mixed = one + (other - one) * np.linspace(0, 1, SHADES)[:, None]
    palette = Image.new("P", (1, 1))
    palette.putpalette(np.unique(np.rint(255 * mixed).reshape(-1, 3).astype(np.uint8), axis=0).tobytes())
    return palette
