"""What the auditor sees: a heat map of all scored indicators over the months."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap

from smsim.analysis.series import IndicatorMap
from smsim.experiments.words import join_words
from smsim.views.style import (
    INK,
    QUIET,
    Drawing,
    figure_style,
    finish,
    month_axis,
    new_figure,
    write_heading,
)

BANDS = (0.0, 0.15, 0.30, 0.40, 0.50, 0.65, 0.80, 1.0)
BAND_COLOURS = ("#f2f2f2", "#dedede", "#c9c9c9", "#b0b0b0", "#a5dca0", "#3f9e8c", "#2b4a78")
"""Greys below .50, colours from there on: whether an indicator can be met is seen at a glance."""

MISSING_COLOUR = "#ffffff"
MOST_NAMED = 4


def draw_indicators(indicators: IndicatorMap) -> Drawing:
    """Draw the mean score of every indicator in every month, and in how many runs it is met at the end."""
    title = indicators_finding(indicators)
    with figure_style():
        figure = new_figure()
        runs = "one run" if indicators.replications == 1 else f"mean of {indicators.replications} runs"
        top = write_heading(
            figure,
            title,
            f"{indicators.scenario}, {runs}: score of each indicator; from .50 it counts as met",
        )
        axes = figure.add_axes((0.375, 0.175, 0.485, top - 0.195))
        _draw_map(axes, indicators)
        _draw_key(figure.add_axes((0.375, 0.045, 0.485, 0.022)))
        return finish(figure, "indicators", title, _alt_text(indicators))


def indicators_finding(indicators: IndicatorMap) -> str:
    """Return in one sentence which indicators of level 3 and 4 are not met at the end."""
    unmet = [
        indicator.code
        for indicator, share in zip(indicators.indicators, indicators.met_at_end, strict=True)
        if indicator.level >= 3 and np.isfinite(share) and share < 0.5
    ]
    subject = "At the end" if indicators.replications == 1 else "At the end, in most runs,"
    if not unmet:
        return f"{subject} every indicator of levels 3 and 4 is met"
    if len(unmet) <= MOST_NAMED:
        return f"{subject} only {join_words(unmet)} {'is' if len(unmet) == 1 else 'are'} not met"
    total = sum(
        indicator.level >= 3 and bool(np.isfinite(share))
        for indicator, share in zip(indicators.indicators, indicators.met_at_end, strict=True)
    )
    return f"{subject} {len(unmet)} of the {total} indicators of levels 3 and 4 are not met"


def _draw_map(axes: Axes, indicators: IndicatorMap) -> None:
    rows, months = indicators.scores.shape
    colours = ListedColormap(list(BAND_COLOURS)).with_extremes(bad=MISSING_COLOUR)
    axes.imshow(
        np.ma.masked_invalid(indicators.scores),
        aspect="auto",
        interpolation="nearest",
        cmap=colours,
        norm=BoundaryNorm(BANDS, colours.N),
        extent=(-0.5, months - 0.5, rows - 0.5, -0.5),
    )
    axes.grid(False)
    month_axis(axes, months)
    axes.set_xlim(-0.5, months - 0.5)
    for row in range(1, rows):
        is_new_level = indicators.indicators[row].level != indicators.indicators[row - 1].level
        axes.axhline(
            row - 0.5, color=INK if is_new_level else "white", linewidth=2.5 if is_new_level else 1.5
        )
    axes.set_yticks(range(rows), [f"{entry.code}  {entry.title}" for entry in indicators.indicators])
    axes.tick_params(axis="y", labelsize=16.5, length=0)
    for row, share in enumerate(indicators.met_at_end):
        axes.annotate(
            _met_label(float(share), indicators.replications),
            xy=(1.0, row),
            xycoords=("axes fraction", "data"),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            fontsize=18,
            color=INK if np.isfinite(share) and share >= 0.5 else QUIET,
            annotation_clip=False,
        )
    axes.annotate(
        "met at the end",
        xy=(1.0, 1.0),
        xycoords="axes fraction",
        xytext=(12, 6),
        textcoords="offset points",
        fontsize=17,
        color=QUIET,
        annotation_clip=False,
    )


def _met_label(share: float, replications: int) -> str:
    if not np.isfinite(share):
        return "n/a"
    if replications == 1:
        return "met" if share >= 0.5 else "no"
    return f"{share:.0%} of runs"


def _draw_key(axes: Axes) -> None:
    colours = ListedColormap(list(BAND_COLOURS))
    axes.imshow(
        np.arange(len(BAND_COLOURS))[None, :],
        aspect="auto",
        cmap=colours,
        extent=(0, len(BAND_COLOURS), 0, 1),
    )
    axes.set_yticks([])
    axes.grid(False)
    axes.set_xticks(
        range(len(BANDS)), [f"{edge:.2f}".replace("0.", ".").replace("1.00", "1") for edge in BANDS]
    )
    axes.tick_params(labelsize=17, length=0)
    axes.set_ylabel("score", rotation=0, ha="right", va="center", fontsize=18)
    axes.spines[:].set_visible(False)


def _alt_text(indicators: IndicatorMap) -> str:
    entries = []
    for indicator, scores, share in zip(
        indicators.indicators, indicators.scores, indicators.met_at_end, strict=True
    ):
        if np.isfinite(share):
            entries.append(f"{indicator.code} {indicator.title}: score {scores[-1]:.2f}, met in {share:.0%}")
        else:
            entries.append(f"{indicator.code} {indicator.title}: not applicable")
    return (
        f"{indicators_finding(indicators)}. At the end of {indicators.scenario}: " + "; ".join(entries) + "."
    )
