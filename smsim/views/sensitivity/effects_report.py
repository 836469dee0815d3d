"""The figures that an export of a grid holds beside its runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smsim.analysis.sensitivity.effects import (
    ALL_SCENARIOS,
    GridEffects,
)
from smsim.views.sensitivity.interactions import draw_interactions
from smsim.views.sensitivity.main_effects import draw_main_effects
from smsim.views.style import Drawing


def effect_drawings(effects: Sequence[GridEffects]) -> Iterator[tuple[str, Drawing]]:
    """Yield the figures of every measure with their folder: of all scenarios together, else of each."""
    together = [entry for entry in effects if entry.scenario == ALL_SCENARIOS]
    shown = together or effects
    several = len({entry.scenario for entry in shown}) > 1
    for entry in shown:
        folder = f"{entry.scenario}/" if several else ""
        yield folder, draw_main_effects(entry)
        drawn = draw_interactions(entry)
        if drawn is not None:
            yield folder, drawn
