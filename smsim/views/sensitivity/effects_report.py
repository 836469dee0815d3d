"""What an export of a grid holds beside its runs: tables and figures of effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from smsim.analysis.sensitivity.effects import (
    ALL_SCENARIOS,
    GridEffects,
    grid_effects,
    interaction_table,
    main_effect_table,
)
from smsim.experiments.experiment import Experiment
from smsim.experiments.results import ResultContents
from smsim.views.folder import figure_files
from smsim.views.sensitivity.interactions import draw_interactions
from smsim.views.sensitivity.main_effects import draw_main_effects
from smsim.views.style import Drawing


def with_effects(
    runs: ResultContents, experiment: Experiment, say: Callable[[str], None]
) -> ResultContents:
    """Return the runs of an experiment with what its grid shows, if it is one; say what could not be had."""
    effects, refusals = grid_effects(experiment, runs.tables["runs"])
    for sentence in refusals:
        say(f"smsim: {sentence}")
    if not effects:
        return runs
    found = {"main_effects": main_effect_table(effects), "interactions": interaction_table(effects)}
    return replace(
        runs,
        tables={**runs.tables, **{name: table for name, table in found.items() if len(table)}},
        files=figure_files(_drawings(effects), runs.files),
    )


def _drawings(effects: Sequence[GridEffects]) -> Iterator[tuple[str, Drawing]]:
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
