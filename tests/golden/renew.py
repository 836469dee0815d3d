"""Golden runs: what the engine gave when it was last looked at.

Six presets, 120 people, 120 months, seed 1. Counts, levels and events must stay exact, other numbers
within 1e-9 of themselves. A change of results is never an accident: renew them on purpose with

    python -m tests.golden.renew

and say in the changelog, under "Regression" (a fault mended) or "Migration" (the model changed), which
results moved and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.engine.records import RunRecords
from tests.simulations import start, world

GOLDEN = Path(__file__).with_name("runs.npz")
PRESETS = ("grassroots", "intern-run", "lone-manager", "task-force-broad", "group-head", "dandelion")
EXACT = (
    "level",
    "raw_level",
    "met",
    "active_employees",
    "adoptions",
    "discontinuances",
    "leavers",
    "incidents_from",
    "crises",
    "departments_in_plan",
    "departments_operating",
    "form",
    "has_lead",
)
EVERY = 6
"""Other numbers are kept for every sixth month: what goes wrong in one month stays wrong."""

CLOSE = tuple(output.name for output in MONTHLY_OUTPUTS if output.name not in EXACT)


def run_preset(preset: str) -> RunRecords:
    """Return the run a preset is judged by."""
    return start(world(preset, {"firm.employees": 120, "horizon_months": 120})).run()


def kept(records: RunRecords) -> dict[str, NDArray[Any]]:
    """Return what is kept of a run: counts of all months, numbers of some, all events."""
    monthly = records.monthly
    numbers = [monthly[name][EVERY - 1 :: EVERY].reshape(120 // EVERY, -1) for name in CLOSE]
    departments = records.by_department[EVERY - 1 :: EVERY]
    return {
        "exact": np.hstack([monthly[name].reshape(120, -1) for name in EXACT]).astype(np.int16),
        "close": np.hstack(numbers),
        "users": departments.active_employees.astype(np.int16),
        "practice": departments.practice,
        "endorsement": departments.endorsement,
        "support_hours": departments.support_hours,
        "events": np.array(records.events.tolist(), dtype=np.int32).reshape(-1, 5),
    }


def renew() -> None:
    """Run all presets anew and overwrite what was kept."""
    arrays = {
        f"{preset}/{name}": array for preset in PRESETS for name, array in kept(run_preset(preset)).items()
    }
    np.savez_compressed(GOLDEN, **arrays)  # type: ignore[arg-type]
    print(f"wrote {GOLDEN} ({GOLDEN.stat().st_size // 1024} KB): name the reason in the changelog")


if __name__ == "__main__":
    renew()
