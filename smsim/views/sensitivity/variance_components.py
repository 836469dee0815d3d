"""How much of what happens is luck: the components of the variance of single runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from smsim.analysis.sensitivity.analysing import Sensitivity
from smsim.analysis.sensitivity.sample import Method
from smsim.analysis.sensitivity.variance_components import Component, VarianceComponents
from smsim.experiments.words import join_words
from smsim.views.sensitivity.titles import measure_title, per_cent
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

LEAST_WRITTEN = 0.06
NAME_LETTERS = 27
MOST_ROWS = 12
PARTS = ("factors", "luck all points share", "luck that differs by point")
KEY_PLACES = (-0.32, -0.12, 0.27)
COLOURS = (SERIES_COLOURS[0], "#9aa3ab", SERIES_COLOURS[1])
INKS = ("white", INK, "white")


def draw_luck(sensitivities: Sequence[Sensitivity]) -> Drawing | None:
    """Draw what the variance of single runs is made of, a bar for each measure of one scenario.

    None, if no measure varies or there is one replication only.
    """
    shown = [entry for entry in sensitivities if np.isfinite(entry.luck.parameters.share)][:MOST_ROWS]
    if not shown:
        return None
    title = luck_finding(shown)
    with figure_style():
        figure = new_figure()
        luck = shown[0].luck
        top = write_heading(
            figure,
            title,
            f"{shown[0].scenario}, {luck.points:,} points and {luck.replications} replications: what makes "
            "single runs differ",
        )
        axes = figure.add_axes((0.27, 0.115, 0.51, top - 0.165))
        for row, entry in enumerate(shown):
            _draw_parts(axes, row, entry.luck)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
        axes.set_xlabel("share of the variance of single runs")
        axes.set_yticks(
            range(len(shown)), [shorten(measure_title(entry.measure), NAME_LETTERS) for entry in shown]
        )
        axes.tick_params(axis="y", length=0, labelsize=18)
        axes.set_ylim(max(len(shown), 3) - 0.4, -0.6)
        axes.grid(False)
        axes.spines["left"].set_visible(False)
        _write_key(axes, has_common_dice=luck.common_luck is not None)
        return finish(figure, "sensitivity_luck", title, _alt_text(shown, title))


def luck_finding(sensitivities: Sequence[Sensitivity]) -> str:
    """Return in one sentence where too much luck is left, or that it is not."""
    large = [measure_title(entry.measure) for entry in sensitivities if entry.luck.is_luck_large]
    if not large:
        return "Luck is at most a tenth of what is analysed: the indices are about the factors"
    is_off = all(entry.method is Method.FACTORIAL for entry in sensitivities)
    taken_off = ", which is taken off the shares" if is_off else ""
    if len(large) == len(sensitivities) and len(large) > 1:
        return f"More than a tenth of what is analysed is luck, whatever the measure{taken_off}"
    names = join_words(large) if len(large) < 3 else f"{len(large)} of {len(sensitivities)} measures"
    return f"More than a tenth of what is analysed is luck for {names}{taken_off}"


def _parts(luck: VarianceComponents) -> list[tuple[Component, int]]:
    """Return the components present with the places of their colours."""
    parts = [(luck.parameters, 0), (luck.common_luck, 1), (luck.interplay, 2)]
    return [(part, place) for part, place in parts if part is not None]


def _draw_parts(axes: Axes, row: int, luck: VarianceComponents) -> None:
    start = 0.0
    for part, place in _parts(luck):
        axes.barh(row, part.share, left=start, height=0.66, color=COLOURS[place])
        if part.share >= LEAST_WRITTEN:
            axes.text(
                start + part.share / 2, row, per_cent(part.share), ha="center", va="center", color=INKS[place]
            )
        start += part.share
    axes.annotate(
        per_cent(luck.luck_left),
        xy=(1.0, row),
        xycoords=("axes fraction", "data"),
        xytext=(20, 0),
        textcoords="offset points",
        va="center",
        color=COLOURS[2] if luck.is_luck_large else INK,
        annotation_clip=False,
    )


def _write_key(axes: Axes, *, has_common_dice: bool) -> None:
    words = [(0, PARTS[0]), (1, PARTS[1]), (2, PARTS[2])] if has_common_dice else [(0, PARTS[0]), (2, "luck")]
    for place, text in words:
        axes.annotate(
            f"■ {text}",
            xy=(KEY_PLACES[place], 1.0),
            xycoords="axes fraction",
            xytext=(0, 10),
            textcoords="offset points",
            fontsize=18,
            color=COLOURS[place] if place != 1 else QUIET,
            annotation_clip=False,
        )
    axes.annotate(
        "luck left in\nwhat is analysed",
        xy=(1.0, 1.0),
        xycoords="axes fraction",
        xytext=(20, 6),
        textcoords="offset points",
        fontsize=17,
        color=QUIET,
        annotation_clip=False,
    )


def _alt_text(sensitivities: Sequence[Sensitivity], title: str) -> str:
    entries = "; ".join(
        f"{measure_title(entry.measure)}: factors {per_cent(entry.luck.parameters.share)}, luck left in the "
        f"means {per_cent(entry.luck.luck_left)}"
        for entry in sensitivities
    )
    return f"{title}. In {sensitivities[0].scenario}: {entries}."
