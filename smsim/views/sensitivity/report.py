"""All that is said of the sensitivity of an experiment: printed, and as a result folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
from smsim.experiments.results import ResultContents
from smsim.views.folder import figure_files
from smsim.views.sensitivity.indices import draw_sensitivity
from smsim.views.sensitivity.luck import draw_luck
from smsim.views.sensitivity.months import draw_months, months_finding
from smsim.views.sensitivity.pairs import draw_pairs
from smsim.views.sensitivity.settings import draw_setting_effects
from smsim.views.sensitivity.settings_text import effects_text
from smsim.views.sensitivity.text import sensitivity_text
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


def report_contents(report: Report, runs: ResultContents) -> ResultContents:
    """Return the runs of an experiment with the tables, the document and the figures of a report."""
    found = {
        "sensitivity": _stacked(index_table, report.sensitivities),
        "sensitivity_pairs": _stacked(pair_table, report.sensitivities),
        "luck": _stacked(luck_table, report.sensitivities),
        "sensitivity_by_month": _stacked(monthly_index_table, report.months),
        "setting_effects": _stacked(effect_table, report.effects),
    }
    document = [sensitivity_document(entry) for entry in report.sensitivities]
    document += [effects_document(entry) for entry in report.effects]
    return replace(
        runs,
        tables={**runs.tables, **{name: table for name, table in found.items() if len(table)}},
        documents={**runs.documents, "sensitivity": document},
        files=figure_files(drawings(report), runs.files),
    )


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
