"""What a decision would cost: money only, since what comes of it is for the room to predict."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.engine.simulation import Simulation
from smsim.scenarios import run_inputs
from smsim.workshop.branches import Branch
from smsim.workshop.room_decisions import RoomDecision, decided

NEXT_MONTHS = 12


def forecast(branch: Branch, month: int, decision: RoomDecision, seed: int) -> dict[str, dict[str, float]]:
    """Return the cost from `month` on in thousand euro, before and after a decision, with the same luck.

    `next_year_keur` counts twelve months, fewer where the run ends sooner; `to_end_keur` all that are left.
    Raises: WorkshopError.
    """
    before = branch.owner(month)
    after = run_inputs(decided(before.scenario, month, decision, before.organisation))
    costs = {
        name: Simulation(inputs, before.organisation, seed).run().monthly["cost_keur"][month:]
        for name, inputs in (("before", before.inputs), ("after", after))
    }
    return {name: _sums(monthly) for name, monthly in costs.items()}


def _sums(monthly: NDArray[np.float64]) -> dict[str, float]:
    sums = {"next_year_keur": monthly[:NEXT_MONTHS].sum(), "to_end_keur": monthly.sum()}
    return {name: round(float(value), 1) for name, value in sums.items()}
