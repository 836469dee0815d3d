"""The search of a report: the best plan, how sure that is, and how the others came out."""

from __future__ import annotations

import numpy as np

from smsim.analysis.decision.contenders import Fate, Standing
from smsim.analysis.decision.racing import BudgetState
from smsim.analysis.decision.search import Search
from smsim.measures import MEASURE_BY_NAME
from smsim.views.decision.context import ReportContext
from smsim.views.decision.findings import Searched
from smsim.views.decision.search import plan_lines
from smsim.views.quantities import UNKNOWN, even_amounts
from smsim.views.report.blocks import Block, Bullets, Chapter, Paragraph, TableBlock

MOST_PLANS_SHOWN = 12
PLAN_FILE = "plan.toml"


def search_chapter(searched: Searched, context: ReportContext) -> Chapter:
    """Return what a search among plans found."""
    search = searched.search
    blocks: list[Block] = [
        Paragraph(
            "A plan is an option with other seats, with a date at which the form changes, or with a rule for "
            "what is done if something stays behind. All plans met the same worlds with the same luck."
        ),
        Bullets(tuple(f"{head}: {words}" for head, words in plan_lines(searched, context))),
        _standings_table(search),
        Paragraph(
            "Worse on average: behind a plan that was still in the search, however many plans were "
            "looked at. A plan that was dropped early met few worlds. The table search beside this report "
            f"has all plans and intervals; {PLAN_FILE} is the leading plan as a scenario file.",
            is_quiet=True,
        ),
    ]
    return Chapter("search", f"What a search among {len(search.standings):,} plans found", blocks)


def _standings_table(search: Search) -> TableBlock:
    objective = search.objective
    unit = objective.quantity.unit
    shown = search.standings[:MOST_PLANS_SHOWN]
    return TableBlock(
        caption="The best of them",
        head=(
            "Plan",
            f"{objective.quantity.headed(unit.value_head)}, on average",
            f"more or less than the best, on average ({unit.difference_head})",
            *(_head(limit.measure) for limit in search.limits),
            "worlds",
            "what became of it",
        ),
        rows=tuple(_row(search, standing) for standing in shown),
        marked=(0,) if search.chosen is not None else (),
        words=(4 + len(search.limits),),
    )


def _row(search: Search, standing: Standing) -> tuple[str, ...]:
    measure, words = search.objective.measure, standing.candidate.words
    difference = UNKNOWN
    if np.isfinite(standing.difference) and standing is not search.standings[0]:
        difference = even_amounts(measure, standing.difference, is_signed=True)[0]
    limited = (
        even_amounts(limit.measure, mean)[0]
        for limit, mean in zip(search.limits, standing.limited, strict=False)
    )
    return (
        f"{words[:1].upper()}{words[1:]}",
        UNKNOWN if np.isnan(standing.mean) else even_amounts(measure, standing.mean)[0],
        difference,
        *(limited if standing.limited else (UNKNOWN,) * len(search.limits)),
        f"{standing.worlds}",
        _fate(search, standing),
    )


def _fate(search: Search, standing: Standing) -> str:
    if standing.fate is Fate.CLOSE and standing.budget is BudgetState.UNCLEAR:
        return f"{standing.fate.value}, {standing.budget.value}"
    if standing.fate is Fate.DROPPED and abs(standing.difference) <= search.objective.margin:
        return f"{standing.fate.value}, by too little to matter"
    return standing.fate.value


def _head(measure: str) -> str:
    declared = MEASURE_BY_NAME[measure]
    return declared.headed(declared.unit.value_head)
