"""What is printed about single settings: what each changes alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType

from smsim.analysis.sensitivity.one_at_a_time import SettingEffect, SettingEffects
from smsim.views.precision import plain_table
from smsim.views.quantities import even_amounts, told_value
from smsim.views.sensitivity.titles import in_unit, measure_title, setting_words
from smsim.views.shortening import shorten
from smsim.views.text import sentence

FACTOR_LETTERS, SETTING_LETTERS = 27, 11


def effects_text(effects: SettingEffects) -> Iterator[RenderableType]:
    """Yield what each setting alone changes in a measure, the factor that changes most first."""
    title = measure_title(effects.measure)
    base = told_value(effects.measure, effects.base)
    yield sentence(
        f"{title[:1].upper()}{title[1:]} in {effects.scenario}: {base} as it is, the mean of "
        f"{effects.replications:,} replications. What each setting alone changes, under equal luck:"
    )
    table = plain_table("Factor", "setting", "difference", "95% interval", "")
    table.columns[4].justify = "left"
    for factor in effects.factors:
        for effect in effects.of(factor):
            cells = _effect_cells(effects.measure, effect, effects.largest)
            table.add_row(shorten(factor, FACTOR_LETTERS), *cells)
    yield table
    yield sentence(f"Differences {in_unit(effects.measure)}. Unclear: the interval includes 0.")
    if effects.missing:
        yield sentence(f"{effects.missing} settings have no runs to compare and are left out.")


def _effect_cells(measure: str, effect: SettingEffect, largest: float) -> tuple[str, str, str, str]:
    paired = effect.paired
    mean, low, high = even_amounts(
        measure, paired.mean, paired.interval.low, paired.interval.high, largest=largest
    )
    is_same = paired.mean == paired.interval.low == paired.interval.high == 0.0
    return (
        shorten(setting_words(effect.setting), SETTING_LETTERS),
        mean,
        f"{low} to {high}" if np.isfinite(paired.interval.low) else "",
        "" if paired.is_significant else "the same" if is_same else "unclear",
    )
