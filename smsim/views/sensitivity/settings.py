"""What each setting changes when it is alone: a tornado around the scenario as it is."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from smsim.analysis.sensitivity.one_at_a_time import SettingEffect, SettingEffects
from smsim.views.quantities import even_amounts, quantity, told_value, unit_of
from smsim.views.sensitivity.titles import in_unit, measure_title, setting_words
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

MOST_ROWS = 14
LETTERS = 38
SETTING_LETTERS = 16
SUBTITLE_LETTERS = 92


def draw_setting_effects(effects: SettingEffects) -> Drawing:
    """Draw the paired difference that each setting makes, with its interval, largest factor on top."""
    title = effects_finding(effects)
    shown, left_out = _shown(effects)
    rows = [effect for factor in shown for effect in effects.of(factor)]
    with figure_style():
        figure = new_figure()
        what = f"{effects.scenario}: each setting alone, {effects.replications} replications; "
        top = write_heading(figure, title, shorten(f"{what}line: 95% interval", SUBTITLE_LETTERS))
        axes = figure.add_axes((0.36, 0.115, 0.5, top - 0.115))
        scale = unit_of(effects.measure).scale
        for row, effect in enumerate(rows):
            _draw_effect(axes, row, effect, scale)
        axes.axvline(0.0, color=INK, linewidth=2)
        more = f"; {left_out} more factors move less" if left_out else ""
        base = told_value(effects.measure, effects.base)
        axes.set_xlabel(f"change against {base} as it is, {in_unit(effects.measure)}{more}", fontsize=18)
        _name_settings(axes, rows)
        means = even_amounts(
            effects.measure, *(effect.paired.mean for effect in rows), largest=effects.largest
        )
        for row, effect in enumerate(rows):
            _note(axes, row, means[row] if effect.paired.is_significant else "unclear")
        return finish(figure, f"settings_{effects.measure}", title, _alt_text(effects, title))


def effects_finding(effects: SettingEffects) -> str:
    """Return in one sentence which single setting changes the measure most, if any clearly does."""
    title = measure_title(effects.measure)
    clear = [effect for effect in effects.effects if effect.paired.is_significant]
    if not clear:
        return f"No setting alone clearly changes {title}"
    most = max(clear, key=lambda effect: abs(effect.paired.mean))
    verb = "raises" if most.paired.mean > 0 else "lowers"
    amount = quantity(effects.measure, abs(most.paired.mean))
    return f"{most.factor} at {setting_words(most.setting)} {verb} {title} most, by {amount}"


def _shown(effects: SettingEffects) -> tuple[list[str], int]:
    """Return the factors whose settings fit the figure, and how many do not."""
    shown: list[str] = []
    rows = 0
    for factor in effects.factors:
        rows += len(effects.of(factor))
        if rows > MOST_ROWS and shown:
            break
        shown.append(factor)
    return shown, len(effects.factors) - len(shown)


def _draw_effect(axes: Axes, row: int, effect: SettingEffect, scale: float) -> None:
    paired = effect.paired
    colour = SERIES_COLOURS[0 if paired.mean >= 0 else 1] if paired.is_significant else QUIET
    axes.barh(row, scale * paired.mean, height=0.62, color=colour, alpha=0.75)
    if np.isfinite(paired.interval.low):
        limits = [scale * paired.interval.low, scale * paired.interval.high]
        axes.plot(limits, [row, row], color=INK, linewidth=2.5)


def _name_settings(axes: Axes, rows: list[SettingEffect]) -> None:
    names = []
    for row, effect in enumerate(rows):
        setting = shorten(setting_words(effect.setting), SETTING_LETTERS)
        is_first = row == 0 or rows[row - 1].factor != effect.factor
        factor = shorten(effect.factor, LETTERS - len(setting) - 2)
        names.append(f"{factor}  {setting}" if is_first else setting)
        if is_first and row:
            axes.axhline(row - 0.5, color=QUIET, linewidth=1.0)
    axes.set_yticks(range(len(rows)), names)
    axes.tick_params(axis="y", length=0, labelsize=17)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def _note(axes: Axes, row: int, text: str) -> None:
    axes.annotate(
        text,
        xy=(1.0, row),
        xycoords=("axes fraction", "data"),
        xytext=(14, 0),
        textcoords="offset points",
        va="center",
        fontsize=18,
        annotation_clip=False,
    )


def _alt_text(effects: SettingEffects, title: str) -> str:
    entries = "; ".join(
        f"{effect.factor} at {setting_words(effect.setting)} {quantity(effects.measure, effect.paired.mean)}"
        for factor in effects.factors
        for effect in effects.of(factor)
    )
    return f"{title}. Change in {measure_title(effects.measure)} in {effects.scenario}: {entries}."
