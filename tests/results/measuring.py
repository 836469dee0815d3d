"""Shares of runs that reach a level, and the months it takes them, with their intervals."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from smsim.analysis.intervals import share_estimate
from smsim.experiments.batch import run_batch
from smsim.organisation.formation import form_organisation
from smsim.organisation.imported import load_organisation
from smsim.scenarios import load_scenario, run_inputs, with_values
from tests.patterns.running import NEVER, first_month

DATA = Path(os.environ.get("SMSIM_DATA", Path(__file__).parents[3] / "shared" / "data"))
REPLICATIONS = 200
HORIZON = 240
TEN_YEARS = 120
SEED = 1
LEVELS = (2, 3, 4)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """One row of a table: a preset with some dotted values changed, on formed people or on a real network."""

    labels: tuple[str, ...]
    preset: str
    values: Mapping[str, Any] = field(default_factory=dict)
    network: str = ""


def first_months_of(cell: Cell, replications: int = REPLICATIONS) -> dict[int, Floats]:
    """Return for each level the month in which each run first holds it, NEVER if not within the horizon."""
    scenario = with_values(load_scenario(cell.preset), {"horizon_months": HORIZON, **cell.values})
    real = load_organisation(DATA / cell.network) if cell.network else None
    departments = scenario.parameters.departments
    batch = run_batch(
        run_inputs(scenario),
        lambda replication: real or form_organisation(scenario.firm, departments, SEED, replication),
        name=scenario.name,
        seed=SEED,
        replications=replications,
    )
    return {level: first_month(batch.monthly.level, level) for level in LEVELS}


def share_words(reached: NDArray[np.bool_]) -> str:
    """Return a share with Wilson's 95 % interval."""
    estimate = share_estimate(int(reached.sum()), reached.size)
    return f"{estimate.share:.2f} ({estimate.interval.low:.2f}-{estimate.interval.high:.2f})"


def median_words(months: Floats) -> str:
    """Return the median month with its 95 % interval by order statistics; never counts as later."""
    ordered = np.sort(months)
    rank = int(stats.binom.ppf(0.025, ordered.size, 0.5))
    low, middle, high = ordered[[rank - 1, (ordered.size - 1) // 2, ordered.size - rank]]
    if middle >= NEVER:
        return "-"
    return f"{middle:.0f} ({low:.0f}-{'later' if high >= NEVER else f'{high:.0f}'})"


def row_of(cell: Cell) -> list[str]:
    """Return the row of a cell: level 2, level 3 within ten years, levels 3 and 4 within the horizon."""
    months = first_months_of(cell)
    words = {level: [share_words(when < NEVER), median_words(when)] for level, when in months.items()}
    return [*cell.labels, *words[2], share_words(months[3] < TEN_YEARS), *words[3], *words[4]]


HEADER = (
    "level 2", "median month", "level 3 in ten years", "level 3", "median month", "level 4", "median month",
)  # fmt: skip
