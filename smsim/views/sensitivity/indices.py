"""Which factors matter: a tornado of indices, and mu* against sigma for Morris' screening."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from smsim.analysis.sensitivity.analysing import Index, Sensitivity
from smsim.analysis.sensitivity.sample import Method
from smsim.views.named_rows import name_rows
from smsim.views.quantities import unit_of
from smsim.views.sensitivity.titles import (
    KIND_TITLES,
    factor_words,
    finding,
    in_unit,
    index_estimate,
    measure_title,
)
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

MOST_FACTORS = 12
NAME_LETTERS = 33
NAME_SIZE = 17
COLOURS = {"total_order": SERIES_COLOURS[0], "first_order": SERIES_COLOURS[1]}
BAR_HEIGHT = 0.36
LEAST_WIDTH = 0.1
MOST_NAMED = 9
LIST_SIZE = 17
SUBTITLE_LETTERS = 92


def draw_sensitivity(sensitivity: Sensitivity) -> Drawing:
    """Draw the factors' indices: a tornado for shares of variance, mu* against sigma for Morris."""
    if sensitivity.method is Method.MORRIS:
        return _draw_screening(sensitivity)
    return _draw_tornado(sensitivity)


def _draw_tornado(sensitivity: Sensitivity) -> Drawing:
    title = finding(sensitivity)
    ranked = sensitivity.ranked()[:MOST_FACTORS]
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, _subtitle(sensitivity))
        axes = figure.add_axes((0.315, 0.115, 0.535, top - 0.115))
        height = 2 * BAR_HEIGHT / len(sensitivity.kinds)
        for place, kind in enumerate(sensitivity.kinds):
            indices = {index.factor: index for index in sensitivity.of(kind)}
            offset = (place - (len(sensitivity.kinds) - 1) / 2) * height
            for row, index in enumerate(ranked):
                if index.factor in sensitivity.untold:
                    axes.text(0.0, row + offset, "  too few points to tell", color=QUIET, va="center")
                else:
                    _draw_bar(axes, row + offset, indices[index.factor], COLOURS[kind], height)
        axes.set_xlim(0.0, min(max(axes.get_xlim()[1], LEAST_WIDTH), 1.0))
        axes.axvline(0.0, color=INK, linewidth=2)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.set_xlabel(f"share of the variance of {measure_title(sensitivity.measure)}")
        name_rows(axes, [factor_words(index.factor, NAME_LETTERS) for index in ranked], NAME_SIZE)
        _label_bars(axes, sensitivity, ranked)
        return finish(figure, f"sensitivity_{sensitivity.measure}", title, _alt_text(sensitivity, title))


def _draw_bar(axes: Axes, row: float, index: Index, colour: str, height: float) -> None:
    if not np.isfinite(index.value):
        return
    # the estimate of a share may lie outside 0 to 1 by chance
    value, low, high = np.clip([index.value, index.interval.low, index.interval.high], 0.0, 1.0)
    axes.barh(row, value, height=0.88 * height, color=colour, alpha=0.75)
    axes.plot([low, high], [row, row], color=INK, linewidth=2.5)
    if index.spread is not None and index.spread.replications > 1:
        ends = np.clip([index.spread.low, index.spread.high], 0.0, 1.0)
        axes.plot(ends, [row, row], "|", color=QUIET, markersize=11, markeredgewidth=2, clip_on=False)


def _label_bars(axes: Axes, sensitivity: Sensitivity, ranked: tuple[Index, ...]) -> None:
    """Say at the right which colour is which, and how much more there is."""
    notes = [(KIND_TITLES[kind], COLOURS[kind]) for kind in sensitivity.kinds]
    if len(sensitivity.factors) > len(ranked):
        notes.append((f"{len(sensitivity.factors) - len(ranked)} more\nbelow these", QUIET))
    for place, (text, colour) in enumerate(notes):
        axes.annotate(
            text,
            xy=(1.0, 1.0),
            xycoords="axes fraction",
            xytext=(14, -4 - 34 * place),
            textcoords="offset points",
            va="top",
            color=colour,
            annotation_clip=False,
        )


def _draw_screening(sensitivity: Sensitivity) -> Drawing:
    """Draw mu* against sigma: to the right what matters, high up what matters now more, now less."""
    title = finding(sensitivity)
    ranked = sensitivity.ranked()
    sigma = {index.factor: index for index in sensitivity.of("sigma")}
    scale = unit_of(sensitivity.measure).scale
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, _subtitle(sensitivity))
        axes = figure.add_axes((0.085, 0.115, 0.475, top - 0.115))
        for place, index in reversed(list(enumerate(ranked))):
            _draw_factor(axes, place, index, sigma[index.factor], scale)
        right, upper = (1.06 * max(limits[1], 1e-9) for limits in (axes.get_xlim(), axes.get_ylim()))
        axes.plot([0, right], [0, right], color=QUIET, linewidth=1.5, linestyle=(0, (4, 4)), zorder=1)
        axes.set_xlim(0, right)
        axes.set_ylim(0, upper)
        axes.set_xlabel(f"mu*: mean size of the effect {in_unit(sensitivity.measure)}")
        axes.set_ylabel("sigma: how much it differs")
        _list_factors(axes, sensitivity, ranked)
        return finish(figure, f"sensitivity_{sensitivity.measure}", title, _alt_text(sensitivity, title))


def _draw_factor(axes: Axes, place: int, mu_star: Index, sigma: Index, scale: float) -> None:
    if not np.isfinite(mu_star.value):
        return
    colour = _colour(place)
    x, y = scale * mu_star.value, scale * sigma.value
    limits = [scale * mu_star.interval.low, scale * mu_star.interval.high]
    axes.plot(limits, [y, y], color=colour, linewidth=2.5, alpha=0.6, zorder=2)
    if place >= MOST_NAMED:
        axes.plot(x, y, "o", color=colour, markersize=9, zorder=2)
        return
    order = 3 + (MOST_NAMED - place)
    axes.plot(x, y, "o", color=colour, markersize=25, markeredgecolor="white", zorder=order, clip_on=False)
    axes.text(x, y, str(place + 1), color="white", ha="center", va="center", fontsize=16, zorder=order)


def _colour(place: int) -> str:
    return SERIES_COLOURS[place] if place < MOST_NAMED else QUIET


def _list_factors(axes: Axes, sensitivity: Sensitivity, ranked: tuple[Index, ...]) -> None:
    lines = [
        f"{place + 1}  {shorten(index.factor, NAME_LETTERS)}\n    {_interval_words(sensitivity, index)}"
        for place, index in enumerate(ranked[:MOST_NAMED])
    ]
    if len(ranked) > MOST_NAMED:
        lines.append(f"dots: {len(ranked) - MOST_NAMED} more")
    for row, text in enumerate(lines):
        axes.annotate(
            text,
            xy=(1.0, 1.0 - row / (MOST_NAMED + 0.5)),
            xycoords="axes fraction",
            xytext=(26, 0),
            textcoords="offset points",
            va="top",
            fontsize=LIST_SIZE,
            linespacing=1.1,
            color=_colour(row),
            annotation_clip=False,
        )


def _interval_words(sensitivity: Sensitivity, index: Index) -> str:
    if not np.isfinite(index.value):
        return "no index"
    if index.factor in sensitivity.untold:
        return "cannot be told from none with so few points"
    return index_estimate(sensitivity, index.value, index.interval)


def _subtitle(sensitivity: Sensitivity) -> str:
    what = f"{sensitivity.scenario}, {sensitivity.blocks:,} {sensitivity.method.block}"
    if sensitivity.method is Method.MORRIS:
        return shorten(f"{what}: effects of whole ranges; line: 95% interval", SUBTITLE_LETTERS)
    ticks = "; ticks: single replications" if sensitivity.luck.replications > 1 else ""
    has_interval = np.isfinite(sensitivity.ranked()[0].interval.low)
    line = "line: 95% interval" if has_interval else "one replication: no interval"
    return shorten(f"{what}; {line}{ticks}", SUBTITLE_LETTERS)


def _alt_text(sensitivity: Sensitivity, title: str) -> str:
    kind = KIND_TITLES[sensitivity.kinds[0]]
    entries = "; ".join(
        f"{index.factor} {_interval_words(sensitivity, index)}" for index in sensitivity.ranked()
    )
    return f"{title}. {kind} for {measure_title(sensitivity.measure)} in {sensitivity.scenario}: {entries}."
