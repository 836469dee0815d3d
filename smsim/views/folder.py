"""What a result folder shows: tables, figures and documents, gathered from what was run and summarised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from smsim.analysis import series, tables
from smsim.analysis.explanation.explanation import Explanation, explanation_document
from smsim.analysis.summary import Summary, summary_document
from smsim.experiments.apart import apart_document
from smsim.experiments.comparing import Comparison, ObservedRun
from smsim.views.capacity import draw_capacity
from smsim.views.comparison import draw_months_to_level, draw_net_value, draw_share_at_level
from smsim.views.indicators import draw_indicators
from smsim.views.network import draw_network
from smsim.views.practice import draw_practice
from smsim.views.style import Drawing
from smsim.views.trajectories import draw_trajectories

DESCRIPTIONS = "figures/descriptions.json"


def folder_tables(comparison: Comparison, observed: ObservedRun | None = None) -> dict[str, pd.DataFrame]:
    """Return every table of a result by its name."""
    batches = comparison.batches
    contents = {
        "monthly": tables.monthly_table(batches),
        "departments": tables.department_table(batches),
        "events": tables.event_table(batches),
        "levels": tables.level_table(batches),
    }
    if observed is not None and observed.records.use_changes is not None:
        contents["people"] = tables.people_table(observed)
        contents["use_changes"] = tables.use_change_table(observed)
    return contents


def folder_documents(
    comparison: Comparison, summary: Summary, explanation: Explanation | None
) -> dict[str, Any]:
    """Return every document of a result by its name, ready for JSON."""
    documents: dict[str, Any] = {
        "summary": {
            **summary_document(summary),
            "besides_governance": apart_document(comparison.plan.apart),
        }
    }
    if explanation is not None:
        documents["explanation"] = explanation_document(explanation)
    return documents


def drawings(
    comparison: Comparison, summary: Summary, observed: ObservedRun | None = None
) -> Iterator[tuple[str, Drawing]]:
    """Yield every figure of a result with its folder inside ``figures/``.

    One scenario is shown in full; several side by side, and each in a folder of its own.
    """
    several = len(comparison.batches) > 1
    if several:
        yield "", draw_share_at_level([series.level_shares(batch) for batch in comparison.batches])
        yield "", draw_months_to_level(summary)
        yield "", draw_net_value(summary)
    for batch in comparison.batches:
        folder = f"{batch.name}/" if several else ""
        yield folder, draw_trajectories(series.level_shares(batch), series.trajectory(batch, "score"))
        yield folder, draw_indicators(series.indicator_map(batch))
        yield folder, draw_practice(series.department_practice(batch))
        capacity, load = (series.trajectory(batch, name) for name in ("capacity_hours", "load_hours"))
        yield folder, draw_capacity(capacity, load, batch.replications)
    if observed is not None:
        records = observed.records
        yield (
            "",
            draw_network(
                records.organisation,
                observed.is_active_at_end,
                name=_run_name(comparison),
                month=records.horizon_months - 1,
            ),
        )


def _run_name(comparison: Comparison) -> str:
    batch = comparison.batches[0]
    return batch.name if batch.replications == 1 else f"{batch.name}, first of {batch.replications} runs"


def figure_files(drawn: Iterator[tuple[str, Drawing]]) -> dict[str, bytes]:
    """Return figures as files, with words for each in ``figures/descriptions.json``."""
    files: dict[str, bytes] = {}
    descriptions: dict[str, dict[str, str]] = {}
    for folder, drawing in drawn:
        path = f"figures/{folder}{drawing.name}"
        files[f"{path}.png"] = drawing.png
        files[f"{path}.svg"] = drawing.svg
        descriptions[f"{folder}{drawing.name}"] = {"title": drawing.title, "text": drawing.alt_text}
    files[DESCRIPTIONS] = json.dumps(descriptions, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"
    return files
