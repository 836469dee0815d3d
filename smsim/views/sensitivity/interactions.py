"""What two factors of a grid do together: a panel for each of the largest pairs, a line for each setting."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from smsim.analysis.sensitivity.analysing import PairIndex
from smsim.analysis.sensitivity.effects import GridEffects, Interaction
from smsim.analysis.sensitivity.resampling import Estimates
from smsim.experiments.words import join_words
from smsim.views.quantities import unit_of
from smsim.views.sensitivity.main_effects import (
    SCENARIO_LETTERS,
    is_ordered,
    name_settings,
    panels_of,
    same_heights,
    share_words,
    title_panel,
)
from smsim.views.sensitivity.pairs import NEXT_TO_NOTHING, pairs_finding
from smsim.views.sensitivity.titles import factor_names, index_estimate, measure_title, setting_words
from smsim.views.shortening import shorten
from smsim.views.style import (
    SERIES_COLOURS,
    SERIES_LINES,
    Drawing,
    figure_style,
    finish,
    label_lines,
    new_figure,
    write_heading,
)

MOST_PAIRS = 4
NAME_LETTERS = 45
MOST_LINES = 5
SUBTITLE_LETTERS = 94
MARKERS = "osD^v"
DODGE = 0.07
BESIDE = 0.15
LABEL_SIZE, LABEL_LETTERS = 16, 17


def draw_interactions(effects: GridEffects) -> Drawing | None:
    """Draw the means at every two settings of the largest pairs: lines side by side are a mere sum.

    None, if there is one factor only or what differs between points is no more than luck.
    """
    sensitivity = effects.sensitivity
    ranked = _shown(effects)
    if not ranked:
        return None
    title = pairs_finding(sensitivity)
    with figure_style():
        figure = new_figure()
        more = len(sensitivity.pairs) - len(ranked)
        rest = f"; {more} more pairs" if more else ""
        sure = "95% interval" if effects.replications > 1 else "no interval"
        scenario = shorten(effects.scenario, SCENARIO_LETTERS)
        what = f"{scenario}: means, {sure}; lines side by side: a mere sum{rest}"
        top = write_heading(figure, title, shorten(what, SUBTITLE_LETTERS))
        drawn = [_turned(effects, pair) for pair in ranked]
        names = [[setting_words(setting) for setting in pair.settings[0]] for pair in drawn]
        panels = panels_of(figure, top, names, columns=min(len(names), 2), beside=BESIDE)
        for axes, pair, index, words in zip(panels, drawn, ranked, names, strict=True):
            _draw_pair(axes, pair, unit_of(effects.measure).scale)
            name_settings(axes, words)
            title_panel(axes, _names(pair), share_words(sensitivity, index, "beyond each alone"))
        same_heights(panels, effects.measure)
        for axes, pair in zip(panels, drawn, strict=True):
            _label_settings(axes, pair, unit_of(effects.measure).scale, len(panels) > 2)
        return finish(figure, f"interactions_{effects.measure}", title, _alt_text(effects, title))


def _shown(effects: GridEffects) -> list[PairIndex]:
    """Return the largest pairs, without those that are surely next to nothing beside the first."""
    ranked = [pair for pair in effects.sensitivity.ranked_pairs if np.isfinite(pair.value)]
    shown = [pair for pair in ranked if np.fmax(pair.value, pair.interval.high) >= NEXT_TO_NOTHING]
    return (shown or ranked[:1])[:MOST_PAIRS]


def _turned(effects: GridEffects, pair: PairIndex) -> Interaction:
    """Return a pair with that factor first which is drawn from left to right: in order, and more settings."""
    found = next(entry for entry in effects.interactions if entry.factors == pair.factors)
    across, by_line = ((is_ordered(settings), len(settings)) for settings in found.settings)
    if across >= by_line:
        return found
    return Interaction(
        found.factors[::-1],
        found.settings[::-1],
        Estimates(*(part.T for part in found.means)),
        Estimates(*(part.T for part in found.beyond)),
    )


def _names(pair: Interaction) -> str:
    """Return which factor goes to the right and which has lines, in names that fit."""
    across, by_line = (factor_names(factor) for factor in pair.factors)
    names = [f"{one}, by {other}" for one, other in zip(across, by_line, strict=True)]
    return shorten(next((name for name in names if len(name) <= NAME_LETTERS), names[-1]), NAME_LETTERS)


def _draw_pair(axes: Axes, pair: Interaction, scale: float) -> None:
    values, low, high = (scale * part for part in pair.means)
    lines = _lines(values.shape[1])
    for place, line in enumerate(lines):
        places = np.arange(len(values)) + DODGE * (place - (len(lines) - 1) / 2)
        colour = SERIES_COLOURS[place]
        style = SERIES_LINES[place] if is_ordered(pair.settings[0]) else ""
        axes.vlines(places, low[:, line], high[:, line], color=colour, linewidth=2.5, alpha=0.7)
        axes.plot(
            places, values[:, line], color=colour, marker=MARKERS[place], markersize=10, linewidth=2.5,
            linestyle=style,
        )  # fmt: skip


def _label_settings(axes: Axes, pair: Interaction, scale: float, is_low: bool) -> None:
    """Name the lines of a panel at its right end; a low panel has less room between them."""
    last = scale * pair.means.values[-1]
    labels = [
        (float(last[line]), shorten(setting_words(pair.settings[1][line]), LABEL_LETTERS), colour)
        for line, colour in zip(_lines(len(last)), SERIES_COLOURS, strict=False)
    ]
    label_lines(axes, labels, gap_share=0.13 if is_low else 0.06, font_size=LABEL_SIZE)


def _lines(settings: int) -> list[int]:
    """Return the settings that are drawn, the first and the last among them."""
    return sorted({round(place) for place in np.linspace(0, settings - 1, min(settings, MOST_LINES))})


def _alt_text(effects: GridEffects, title: str) -> str:
    entries = "; ".join(
        f"{join_words(pair.factors)} {index_estimate(effects.sensitivity, pair.value, pair.interval)}"
        for pair in effects.sensitivity.ranked_pairs
    )
    measure = measure_title(effects.measure)
    return f"{title}. Beyond each alone, for {measure} in {effects.scenario}: {entries}."
