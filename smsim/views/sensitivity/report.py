"""All that is said of the sensitivity of an experiment: printed, and as a result folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from smsim.analysis.sensitivity.documents import (
    effect_table,
    effects_document,
    index_table,
    luck_table,
    monthly_index_table,
    pair_table,
    sensitivity_document,
)
from smsim.analysis.sensitivity.reporting import Report
from smsim.views.sensitivity.indices import draw_sensitivity
from smsim.views.sensitivity.monthly import draw_months, months_finding
from smsim.views.sensitivity.pairs import draw_pairs
from smsim.views.sensitivity.settings import draw_setting_effects
from smsim.views.sensitivity.settings_text import effects_text
from smsim.views.sensitivity.text import sensitivity_text
from smsim.views.sensitivity.variance_components import draw_luck
from smsim.views.style import Drawing
from smsim.views.text import sentence


def report_text(report: Report) -> Iterator[RenderableType]:
    """Yield every analysis of a report, one below the other."""
    pages = [sensitivity_text(entry) for entry in report.sensitivities]
    pages += [effects_text(entry) for entry in report.effects]
    for place, page in enumerate(pages):
        if place:
            yield Text("\n")
        yield from page
    if report.months:
        yield Text("\nOver the months")
        for entry in report.months:
            yield sentence(f"- {entry.scenario}: {months_finding(entry)}.", "  ")


def report_tables(report: Report) -> dict[str, pd.DataFrame]:
    """Return the tables of a report by name, those that have rows."""
    found = {
        "sensitivity": _stacked(index_table, report.sensitivities),
        "sensitivity_pairs": _stacked(pair_table, report.sensitivities),
        "luck": _stacked(luck_table, report.sensitivities),
        "sensitivity_by_month": _stacked(monthly_index_table, report.months),
        "setting_effects": _stacked(effect_table, report.effects),
    }
    return {name: table for name, table in found.items() if len(table)}


def report_documents(report: Report) -> list[dict[str, Any]]:
    """Return every analysis of a report as plain lists, words and numbers, ready for JSON."""
    found = [sensitivity_document(entry) for entry in report.sensitivities]
    return found + [effects_document(entry) for entry in report.effects]


def _stacked(table_of: Callable[[Any], pd.DataFrame], entries: Sequence[Any]) -> pd.DataFrame:
    tables = [table_of(entry) for entry in entries]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def drawings(report: Report) -> Iterator[tuple[str, Drawing]]:
    """Yield every figure of a report with its folder inside ``figures/``; several scenarios have one each."""
    scenarios = {entry.scenario for entry in report.sensitivities}
    scenarios |= {entry.scenario for entry in report.effects} | {entry.scenario for entry in report.months}
    several = len(scenarios) > 1

    def folder(scenario: str) -> str:
        return f"{scenario}/" if several else ""

    for sensitivity in report.sensitivities:
        yield folder(sensitivity.scenario), draw_sensitivity(sensitivity)
        drawn = draw_pairs(sensitivity)
        if drawn is not None:
            yield folder(sensitivity.scenario), drawn
    for effects in report.effects:
        yield folder(effects.scenario), draw_setting_effects(effects)
    for months in report.months:
        yield folder(months.scenario), draw_months(months)
    for scenario, group in groupby(report.sensitivities, lambda entry: entry.scenario):
        drawn = draw_luck(list(group))
        if drawn is not None:
            yield folder(scenario), drawn
