"""Figures with a row for each scenario or option: names on the left, a note on the right."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from smsim.views.style import QUIET

NOTE_SIZE = 17


def name_rows(axes: Axes, names: Sequence[str], font_size: float | None = None) -> None:
    """Name the rows from the top down, without an axis line."""
    axes.set_yticks(range(len(names)), list(names))
    axes.tick_params(axis="y", length=0, **({} if font_size is None else {"labelsize": font_size}))
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def right_note(axes: Axes, row: int, text: str, colour: str) -> None:
    """Write a note at the right end of a row."""
    axes.annotate(
        text,
        xy=(1.0, row),
        xycoords=("axes fraction", "data"),
        xytext=(24, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        annotation_clip=False,
    )


def head_right(axes: Axes, text: str) -> None:
    """Write above the notes what they say."""
    axes.annotate(
        text,
        xy=(1.0, 1.0),
        xycoords="axes fraction",
        xytext=(24, 8),
        textcoords="offset points",
        fontsize=NOTE_SIZE,
        color=QUIET,
        annotation_clip=False,
    )
