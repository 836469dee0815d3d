"""Worlds for the tests of decisions: outcomes from plain arrays, and whole tables of made-up runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from smsim.analysis.decision.outcomes import Outcomes

HORIZON = 60


def outcomes_of(horizon: int = HORIZON, **values: ArrayLike) -> Outcomes:
    """Return outcomes with options a, b, c ... from arrays (options, worlds) or (options, worlds, runs)."""
    arrays = {name: np.asarray(array, dtype=np.float64) for name, array in values.items()}
    arrays = {name: array[..., None] if array.ndim == 2 else array for name, array in arrays.items()}
    options, worlds = next(iter(arrays.values())).shape[:2]
    return Outcomes(
        options=tuple("abcdefgh"[:options]),
        reference="a",
        horizon_months=horizon,
        worlds=np.arange(worlds),
        values=arrays,
        settings=pd.DataFrame(index=range(worlds)),
    )


def arrivals(months: Any, level: int = 3, horizon: int = HORIZON) -> dict[str, Any]:
    """Return the measures of months to a level; infinite months are never."""
    array = np.asarray(months, dtype=np.float64)
    is_reached = array < horizon
    return {
        f"months_below_level_{level}": np.where(is_reached, array, horizon),
        f"has_reached_level_{level}": is_reached.astype(np.float64),
    }


def sample_runs(
    leads: dict[str, float], worlds: int = 40, replications: int = 1, seed: int = 1
) -> pd.DataFrame:
    """Return a table of runs with every measure a decision needs; `leads` are months by option.

    The tone of a world moves all options alike; each option has its own share of the luck.
    """
    rng = np.random.default_rng(seed)
    tone = rng.random(worlds)
    luck = rng.normal(size=(worlds, replications))
    tables = []
    for option, lead in leads.items():
        months = np.round(60 - 40 * tone[:, None] - lead + 4 * luck + rng.normal(size=luck.shape))
        reached = {level: months + 12 * (level - 3) < HORIZON for level in (2, 3, 4)}
        columns: dict[str, Any] = {
            f"months_below_level_{level}": np.clip(months + 12 * (level - 3), 0, HORIZON) for level in reached
        }
        columns |= {f"has_reached_level_{level}": is_held for level, is_held in reached.items()}
        columns["level_at_end"] = 1.0 + sum(is_held.astype(float) for is_held in reached.values())
        columns["has_slid_back"] = rng.random(luck.shape) < 0.1
        columns["crises_per_year"] = rng.poisson(0.4, luck.shape) / 5
        columns["incidents_per_year"] = columns["crises_per_year"] + rng.poisson(2, luck.shape) / 5
        columns["active_share_at_end"] = 0.3 + 0.2 * tone[:, None] + 0 * luck
        columns["cost_keur"] = 300 + 10 * lead + 5 * rng.normal(size=luck.shape)
        columns["value_keur"] = 900 - 5 * months
        columns["net_value_keur"] = columns["value_keur"] - columns["cost_keur"]
        table = pd.DataFrame({name: np.ravel(values).astype(float) for name, values in columns.items()})
        table.insert(0, "scenario", option)
        table.insert(1, "world", np.repeat(np.arange(worlds), replications))
        table.insert(2, "replication", np.arange(worlds * replications))
        table["levers.executive_tone"] = np.repeat(tone, replications)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
