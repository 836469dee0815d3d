"""A search among candidates as a tidy table and as a plain document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from smsim.analysis.decision.differences import OptionDifference
from smsim.analysis.decision.search import Search
from smsim.analysis.intervals import interval_document


def search_table(search: Search) -> pd.DataFrame:
    """Return one row for each candidate, the leader first: its means, fate and difference to the leader.

    The mean of a measure with a limit stands in the column `mean_` and its name.
    """
    return pd.DataFrame(list(_standings(search)))


def search_document(search: Search, check: OptionDifference | None) -> dict[str, Any]:
    """Return a search as plain lists, words and numbers, ready for JSON.

    `check` is the difference of the chosen candidate to the recommended option in worlds not searched in.
    """
    return {
        "objective": search.objective.measure,
        "limits": [
            {"measure": limit.measure, "at_least": _finite(limit.low), "at_most": _finite(limit.high)}
            for limit in search.limits
        ],
        "plans": len(search.standings),
        "runs": search.runs,
        "looks_after_worlds": list(search.looks),
        "is_exhaustive": search.is_exhaustive,
        "chosen": None if search.chosen is None else search.chosen.name,
        "is_settled": search.is_settled,
        "shortfall": search.shortfall,
        "chance_lost": search.chance_lost,
        "coverage": search.coverage,
        "check": None
        if check is None
        else {
            "plan": check.option,
            "against": check.against,
            "worlds": check.worlds,
            "mean_difference": check.mean,
            **interval_document(check.interval),
            "finding": check.finding(search.objective).value,
        },
        "standings": list(_standings(search)),
    }


def _standings(search: Search) -> Iterator[dict[str, Any]]:
    for rank, standing in enumerate(search.standings, start=1):
        yield {
            "rank": rank,
            "plan": standing.candidate.name,
            "words": standing.candidate.words,
            "fate": standing.fate.value,
            "limits": standing.budget.value,
            "worlds": standing.worlds,
            "mean": standing.mean,
            "difference_to_best": standing.difference,
            **interval_document(standing.interval),
            **{
                f"mean_{limit.measure}": mean
                for limit, mean in zip(search.limits, standing.limited, strict=False)
            },
        }


def _finite(limit: float) -> float | None:
    return limit if np.isfinite(limit) else None
