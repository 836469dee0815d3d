"""One look for every figure: readable from the back of a room, safe for colour-blind readers.

Figures are drawn with Matplotlib's objects on the Agg canvas; nothing here touches pyplot or leaves a
changed setting behind.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

INK = "#1f2328"
QUIET = "#5b636c"
GRID = "#d9dde1"
WARNING = "#b3261e"
LEVEL_COLOURS = ("#ffffff", "#e4e4e4", "#4ec36b", "#2a788e", "#46085c")
"""Levels 0 to 4: light to dark in grey print, and apart for colour-blind readers."""

LEVEL_INKS = (INK, INK, INK, "#ffffff", "#ffffff")
SERIES_COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#a8357e", "#8a5a00", "#3a3a3a", "#1b9aaa", "#7a5195",
    "#b8860b", "#546e7a",
)  # fmt: skip
"""After Okabe & Ito (2008), darkened where a thin line on white would fade."""

SERIES_LINES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)))
WIDTH_INCHES, HEIGHT_INCHES, DOTS_PER_INCH = 16.0, 9.0, 100
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 20,
    "axes.labelsize": 21,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 1.0,
    "lines.linewidth": 3.5,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 20,
    "ytick.labelsize": 20,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "smsim",
    "text.parse_math": False,  # a department called "$" is no formula
}
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE = 29, 20, 20
TITLE_LETTERS = 61


class ShownFigure(Figure):
    """A figure that a notebook shows as it is, without pyplot."""

    def _repr_png_(self) -> bytes:
        return _picture(self, "png")


@dataclass(frozen=True, eq=False)
class Drawing:
    """A finished figure: file name without ending, title, text for those who cannot see it, pictures.

    The text travels inside both pictures.
    """

    name: str
    title: str
    alt_text: str
    figure: Figure

    @cached_property
    def png(self) -> bytes:
        """The figure as PNG."""
        return _picture(self.figure, "png", Software="smsim", **self._words)

    @cached_property
    def svg(self) -> bytes:
        """The figure as SVG."""
        return _picture(self.figure, "svg", Date=None, Creator="smsim", **self._words)

    @property
    def _words(self) -> dict[str, str | None]:
        return {"Title": self.title, "Description": self.alt_text}


def _picture(figure: Figure, kind: str, **metadata: str | None) -> bytes:
    picture = io.BytesIO()
    with figure_style():
        figure.savefig(picture, format=kind, metadata=metadata)
    return picture.getvalue()


@contextmanager
def figure_style() -> Iterator[None]:
    """Apply smsim's settings inside the block only."""
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        yield


def new_figure() -> Figure:
    """Return an empty figure of 1600 by 900 dots. Call it inside `figure_style`."""
    figure = ShownFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def write_heading(figure: Figure, title: str, subtitle: str) -> float:
    """Write the finding and, smaller, what is shown; return the height left below, 0 to 1."""
    lines = textwrap.wrap(title, TITLE_LETTERS)
    top = 0.965
    figure.text(
        0.03, top, "\n".join(lines), fontsize=TITLE_SIZE, fontweight="bold", va="top", linespacing=1.15
    )
    below = top - 0.055 * len(lines) - 0.008
    figure.text(0.03, below, subtitle, fontsize=SUBTITLE_SIZE, color=QUIET, va="top")
    return below - 0.06


def finish(figure: Figure, name: str, title: str, alt_text: str) -> Drawing:
    """Return the figure with its name, its finding and its text for the blind."""
    return Drawing(name, title, alt_text, figure)


def month_axis(axes: Axes, months: int) -> None:
    """Label the lower axis with months, in steps of whole years where there is room."""
    axes.set_xlim(0, max(1, months - 1))
    step = next((step for step in (1, 3, 6, 12, 24, 60, 120) if months / step <= 11), 240)
    axes.set_xticks(np.arange(0, months, step))
    axes.set_xlabel("month")


def label_lines(
    axes: Axes,
    labels: Sequence[tuple[float, str, str]],
    gap_share: float = 0.062,
    font_size: float = LABEL_SIZE,
) -> None:
    """Write each (height, text, colour) at the right edge of `axes`, moved apart where they collide."""
    low, high = axes.get_ylim()
    heights = spread(np.array([height for height, _, _ in labels]), gap_share * (high - low), low, high)
    for (wanted, text, colour), height in zip(labels, heights, strict=True):
        axes.annotate(
            text,
            xy=(1.0, wanted),
            xycoords=("axes fraction", "data"),
            xytext=(1.018, height),
            textcoords=("axes fraction", "data"),
            color=colour,
            fontsize=font_size,
            va="center",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 1.2,
                "relpos": (0, 0.5),
                "shrinkA": 2,
                "shrinkB": 1,
            },
        )


def spread(heights: NDArray[np.float64], gap: float, low: float, high: float) -> NDArray[np.float64]:
    """Return `heights` moved as little as keeps neighbours `gap` apart, in the same order.

    Heights that are too near form a block, centred where its members wanted to be but between `low` and
    `high` where it fits there.
    """
    order = np.argsort(heights, kind="stable")
    blocks: list[list[float]] = []  # lowest position of the block, and members
    for wanted in heights[order]:
        blocks.append([max(low, min(float(wanted), high)), 1.0])
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0] + gap * blocks[-2][1]:
            start, members = blocks.pop()
            start_below, members_below = blocks[-1]
            total = start_below * members_below + (start - members_below * gap) * members
            members += members_below
            blocks[-1] = [max(low, min(total / members, high - gap * (members - 1))), members]
    placed = [start + gap * place for start, members in blocks for place in range(int(members))]
    result = np.empty(heights.size)
    result[order] = placed
    return result
