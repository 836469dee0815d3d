"""In which step of the month recorded quantities change for the last time; prints them as JSON.

Run without the compiler, since every process is called by itself:
``NUMBA_DISABLE_JIT=1 python -m tests.unit.engine.settling``.
"""

from __future__ import annotations

import inspect
import json

import numpy as np

from smsim.engine.month import HANDED
from smsim.engine.outputs import DEPARTMENT_OUTPUTS, MONTHLY_OUTPUTS, column_values
from smsim.engine.processes import MONTHLY_PROCESSES, Process
from smsim.engine.simulation import Simulation
from tests.simulations import BROAD, start, world

VALUES = {
    "firm.employees": 40,
    "horizon_months": 60,
    "adoption.spontaneous_hazard": 0.05,
    "risk.external_rate": 0.3,
    "practice.platform_change_hazard": 0.1,
    "turnover.turnover_probability": 0.03,
    "levers.training_push_share": 0.05,
    "change": [
        {"month": 20, "form": "task_force", "members": list(BROAD), "staff_factor": 3.0},
        {"month": 30, "lead_leaves": True},
        {"month": 35, "executives_change": True, "is_reorganised": True, "is_budget_cut": True},
    ],
}
"""A firm in which everything moves: another form, a lead who leaves, upheavals, crises, other platforms."""

Columns = dict[str, np.ndarray]


def call(process: Process, simulation: Simulation, month: int) -> None:
    run = simulation.state
    names = inspect.signature(process.advance).parameters
    process.advance(*(eval(HANDED[name], {"run": run, "month": month}) for name in names))


def recorded(simulation: Simulation, month: int) -> Columns:
    """Return what would be recorded if the month ended now."""
    ahead = simulation.copy()
    call(MONTHLY_PROCESSES[-1], ahead, month)
    records = ahead.state.records
    columns: Columns = {}
    for output in MONTHLY_OUTPUTS:
        columns |= column_values(records.monthly[month], output)
    for output in DEPARTMENT_OUTPUTS:
        columns[f"{output.name} of departments"] = records.by_department[month][output.name].copy()
    return columns


def last_changes() -> dict[str, int]:
    """Return the last step, over all months, that changed a quantity; departments count with the firm."""
    simulation = start(world("lone-manager", VALUES))
    last: dict[str, int] = {}
    for month in range(simulation.inputs.horizon_months):
        before = recorded(simulation, month)
        for step, process in enumerate(MONTHLY_PROCESSES, start=1):
            call(process, simulation, month)
            if step == len(MONTHLY_PROCESSES):
                break
            after = recorded(simulation, month)
            for column, values in after.items():
                if not np.array_equal(values, before[column], equal_nan=True):
                    name = column.removesuffix(" of departments")
                    last[name] = max(step, last.get(name, 0))
            before = after
    return last


if __name__ == "__main__":
    print(json.dumps(last_changes()))
