"""What each setting of a grid comes to: a panel for each factor, means with intervals."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from smsim.analysis.paired import FEWEST_FOR_SIGNIFICANCE
from smsim.analysis.sensitivity.analysing import Index, PairIndex, Sensitivity
from smsim.analysis.sensitivity.effects import GridEffects, MainEffect
from smsim.experiments.words import setting_number
from smsim.views.quantities import told_value, unit_of
from smsim.views.sensitivity.titles import (
    count_words,
    factor_words,
    index_estimate,
    measure_title,
    setting_words,
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

MOST_PANELS = 6
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
SUBTITLE_LETTERS = 94
SCENARIO_LETTERS = 20
NAME_LETTERS = 90
PANEL_SIZE, NOTE_SIZE, TICK_SIZE, UNIT_SIZE = 18, 16, 17, 20
UNIT_LETTERS = 36
MARGIN = 0.04
LETTER_WIDTH = 0.0082
"""Of the figure, at the size of ticks."""

LINE_HEIGHT = 0.032
SLANT = 32
SLANTED_LETTERS = 16
MOST_TICKS = 12
MOST_LINES = 4
LEFT, RIGHT, BOTTOM, GAP, HEAD = 0.085, 0.985, 0.01, 0.045, 0.085
"""Of panels, in shares of the figure; `HEAD` is for their titles."""


def draw_main_effects(effects: GridEffects) -> Drawing:
    """Draw the mean of a measure at each setting of each factor, over all settings of the others."""
    title = effects_title(effects)
    shown = _shown(effects)
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, _subtitle(effects, len(effects.mains) - len(shown)))
        names = [[setting_words(setting) for setting in main.settings] for main in shown]
        panels = panels_of(figure, top, names, columns=COLUMNS[len(names)])
        for axes, main, words in zip(panels, shown, names, strict=True):
            _draw_effect(axes, main, effects)
            name_settings(axes, words)
            name = factor_words(main.factor, NAME_LETTERS // COLUMNS[len(shown)])
            title_panel(axes, name, _note(effects, main.factor))
        same_heights(panels, effects.measure)
        return finish(figure, f"main_effects_{effects.measure}", title, _alt_text(effects, title))


def effects_title(effects: GridEffects) -> str:
    """Return in one sentence which factor moves the measure most, and between which of its settings."""
    sensitivity, title = effects.sensitivity, measure_title(effects.measure)
    alone = sorted(sensitivity.of("first_order"), key=_size, reverse=True)
    first = alone[0]
    if not first.value > 0.0 or first.interval.low <= 0.0:
        if np.isnan(first.value) and np.isnan(first.interval.low):
            return f"No factor moves {title}"
        by_itself = " by itself" if len(alone) > 1 else ""
        return f"No factor surely moves {title}{by_itself}"
    main = next(entry for entry in effects.mains if entry.factor == first.factor)
    ends = sorted((int(np.argmin(main.means.values)), int(np.argmax(main.means.values))))
    start, end = (
        f"{told_value(effects.measure, float(main.means.values[place]))} {_at(main.settings[place])}"
        for place in ends
    )
    is_clear = all(first.interval.low > _size(other, high=True) for other in alone[1:])
    verb = "moves" if is_clear or np.isnan(first.interval.low) else "may move"
    most = " most" if len(alone) > 1 else ""
    luck = ", by the luck of one replication" if np.isnan(first.interval.low) else ""
    return f"{first.factor} {verb} {title}{most}: {start}, {end}{luck}"


def _at(setting: Any) -> str:
    """Return the words for having a setting."""
    if isinstance(setting, bool):
        return "with" if setting else "without"
    return f"{'at' if np.isfinite(setting_number(setting)) else 'with'} {setting_words(setting)}"


def _size(index: Index, *, high: bool = False) -> float:
    value = index.interval.high if high else index.value
    return value if np.isfinite(value) else -np.inf


def _shown(effects: GridEffects) -> list[MainEffect]:
    """Return the factors that fit, in their order: those with the largest part."""
    ranked = [index.factor for index in effects.sensitivity.ranked()][:MOST_PANELS]
    return [main for main in effects.mains if main.factor in ranked]


def _subtitle(effects: GridEffects, left_out: int) -> str:
    number = effects.replications
    if number == 1:
        sure = "mean, no interval"
    elif number < FEWEST_FOR_SIGNIFICANCE:
        sure = "mean, 95% interval; too few to tell settings apart"
    else:
        sure = "mean, 95% interval; hollow: not told from the first"
    more = f"; {left_out} more factors" if left_out else ""
    scenario = shorten(effects.scenario, SCENARIO_LETTERS)
    return shorten(f"{scenario}, {count_words(number)}: {sure}{more}", SUBTITLE_LETTERS)


def _note(effects: GridEffects, factor: str) -> str:
    if len(effects.mains) == 1:
        return ""
    index = next(entry for entry in effects.sensitivity.of("first_order") if entry.factor == factor)
    return share_words(effects.sensitivity, index, "of the variance")


def share_words(sensitivity: Sensitivity, index: Index | PairIndex, of_what: str) -> str:
    """Return the share of the variance that an effect has, if that is known at all."""
    if index.interval.low <= 0.0 and index.interval.high >= 1.0:
        return "may be nothing, may be all"
    if not np.isfinite(index.value):
        return ""
    return f"{index_estimate(sensitivity, index.value, index.interval)} {of_what}"


def panels_of(
    figure: Figure, top: float, names: Sequence[Sequence[str]], *, columns: int, beside: float = 0.0
) -> list[Axes]:
    """Return a panel for each list of names of settings, with room for these below and for labels beside."""
    rows = -(-len(names) // columns)
    across = (RIGHT - LEFT + GAP) / columns
    width = across - GAP - beside
    below = [
        max(_label_height(words, width) for words in names[row * columns : (row + 1) * columns])
        for row in range(rows)
    ]
    height = (top + 0.02 - BOTTOM - sum(below)) / rows - HEAD
    return [
        figure.add_axes((
            LEFT + (place % columns) * across,
            BOTTOM + sum(below[place // columns :]) + (rows - place // columns - 1) * (height + HEAD),
            width,
            height,
        ))
        for place in range(len(names))
    ]  # fmt: skip


def _tick_places(settings: int) -> range:
    return range(0, settings, -(-settings // MOST_TICKS))


def _wrapped(words: Sequence[str], width: float) -> list[str] | None:
    """Return names of settings on a few lines each, None if they do not fit below a panel."""
    letters = int(width / (len(_tick_places(len(words))) * LETTER_WIDTH)) - 1
    lines = [
        textwrap.wrap(word.replace("_", "_ ").replace("-", "- "), max(letters, 1), break_long_words=False)
        for word in words
    ]
    fits = all(len(line) <= letters for entry in lines for line in entry)
    if not fits or max(map(len, lines)) > MOST_LINES:
        return None
    return ["\n".join(line.replace("_ ", "_").replace("- ", "-") for line in entry) for entry in lines]


def _label_height(words: Sequence[str], width: float) -> float:
    wrapped = _wrapped(words, width)
    if wrapped is None:
        return 0.03 + 0.0105 * min(max(map(len, words)), SLANTED_LETTERS)
    return 0.02 + LINE_HEIGHT * (1 + max(word.count("\n") for word in wrapped))


def name_settings(axes: Axes, words: Sequence[str]) -> None:
    """Name the settings below a panel, slanted where they do not fit otherwise."""
    wrapped = _wrapped(words, axes.get_position().width)
    places = _tick_places(len(words))
    names = wrapped or [shorten(word, SLANTED_LETTERS) for word in words]
    axes.set_xticks(list(places), [names[place] for place in places])
    axes.set_xlim(-0.5, len(words) - 0.5)
    axes.tick_params(axis="x", length=0, labelsize=TICK_SIZE)
    axes.grid(axis="x", visible=False)
    if wrapped is None:
        for label in axes.get_xticklabels():
            label.set(rotation=SLANT, ha="right", rotation_mode="anchor")


def title_panel(axes: Axes, title: str, note: str) -> None:
    """Write above a panel what it shows and, smaller, a note."""
    for text, height, size, colour in (
        (title, 28, PANEL_SIZE, INK),
        (note, 7, NOTE_SIZE, QUIET),
    ):
        axes.annotate(
            text,
            xy=(0.0, 1.0),
            xycoords="axes fraction",
            xytext=(0, height),
            textcoords="offset points",
            fontsize=size,
            color=colour,
            annotation_clip=False,
        )


def same_heights(panels: Sequence[Axes], measure: str) -> None:
    """Give all panels the same scale, so that what matters more looks so, and say what it is."""
    limits = np.array([axes.get_ylim() for axes in panels])
    low, high = float(limits[:, 0].min()), float(limits[:, 1].max())
    low, high = low - MARGIN * (high - low), high + MARGIN * (high - low)
    for axes in panels:
        axes.set_ylim(low, high)
        axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= high])
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.12g}"))
        is_first = axes.get_position().x0 < LEFT + GAP
        axes.tick_params(axis="y", labelsize=TICK_SIZE, length=0, labelleft=is_first)
    middle = (panels[0].get_position().y1 + panels[-1].get_position().y0) / 2
    words = shorten(f"{measure_title(measure)}, {unit_of(measure).column_words}", UNIT_LETTERS)
    panels[0].figure.text(0.012, middle, words, rotation=90, va="center", fontsize=UNIT_SIZE)


def is_ordered(settings: Sequence[Any]) -> bool:
    """Return whether settings are numbers, or absence and presence, which a line may join."""
    return all(isinstance(setting, bool) or np.isfinite(setting_number(setting)) for setting in settings)


def _draw_effect(axes: Axes, main: MainEffect, effects: GridEffects) -> None:
    scale = unit_of(effects.measure).scale
    values, low, high = (scale * part for part in main.means)
    places = np.arange(len(values))
    colour = SERIES_COLOURS[0]
    if is_ordered(main.settings):
        axes.plot(places, values, color=colour, linewidth=2.5, alpha=0.5)
    axes.vlines(places, low, high, color=colour, linewidth=3.5)
    is_told = main.is_significant | (places == 0) | (effects.replications < FEWEST_FOR_SIGNIFICANCE)
    for place, value, is_filled in zip(places, values, is_told, strict=True):
        axes.plot(
            place, value, "o", color=colour, markersize=13, markeredgewidth=3, markeredgecolor=colour,
            markerfacecolor=colour if is_filled else "white",
        )  # fmt: skip


def _alt_text(effects: GridEffects, title: str) -> str:
    entries = "; ".join(
        f"{main.factor}: " + ", ".join(
            f"{setting_words(setting)} {told_value(effects.measure, float(value))}"
            for setting, value in zip(main.settings, main.means.values, strict=True)
        )
        for main in effects.mains
    )  # fmt: skip
    return f"{title}. Means of {measure_title(effects.measure)} in {effects.scenario}: {entries}."
