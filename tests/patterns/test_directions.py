"""Verification V6: more of a cause, more of its effect, in 100 pairs of runs under equal luck.

`pytest -rP` shows the figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from smsim.engine.records import RunRecords
from smsim.engine.simulation import Simulation
from smsim.scenarios import run_inputs
from smsim.vocabulary import Artefact
from tests.patterns.running import first_month, say_mean
from tests.simulations import needs_compiler, people_of, start, world

PAIRS = 100


def final_use(records: RunRecords) -> float:
    return float(records.monthly.active_share.mean())


def months_to_3(records: RunRecords) -> float:
    return float(min(120.0, first_month(records.monthly.level[None, :], 3)[0]))


def workload(records: RunRecords) -> float:
    return float(np.nanmean(records.monthly.workload_ratio))


def practice_elsewhere(records: RunRecords) -> float:
    return float(records.monthly.practice_of[-1, 2:].mean())  # neither home nor communications


def incidents(records: RunRecords) -> float:
    return float(records.monthly.incidents.sum())


Outcome = Callable[[RunRecords], float]
DIRECTIONS: dict[str, tuple[str, str, tuple[float, float], Outcome, int]] = {
    "use rises with the spontaneous hazard": (
        "grassroots",
        "adoption.spontaneous_hazard",
        (0.0015, 0.003),
        final_use,
        1,
    ),
    "use rises with the peer hazard": ("grassroots", "adoption.peer_hazard", (0.04, 0.08), final_use, 1),
    "use rises with prior usefulness": (
        "grassroots",
        "learning.prior_usefulness",
        (0.3, 0.5),
        final_use,
        1,
    ),
    "use rises with facilitation": (
        "grassroots",
        "adoption.untrained_facilitation",
        (0.4, 0.7),
        final_use,
        1,
    ),
    "level 3 comes sooner with the executives' tone": (
        "task-force-broad",
        "levers.executive_tone",
        (0.4, 0.8),
        months_to_3,
        -1,
    ),
    "workload rises with mentions": (
        "group-head",
        "public.mentions_per_employee",
        (0.4, 1.2),
        workload,
        1,
    ),
    "practice rises with access by office": (
        "group-head",
        "levers.contact",
        (0.25, 0.5),
        practice_elsewhere,
        1,
    ),
}


def pair_differences(
    low: Callable[[int], float], high: Callable[[int], float], pairs: int = PAIRS
) -> NDArray[np.float64]:
    return np.array([high(replication) - low(replication) for replication in range(pairs)])


def assert_moves(what: str, differences: NDArray[np.float64], direction: int) -> None:
    report = say_mean(f"{what}: paired difference", differences)
    error = differences.std(ddof=1) / math.sqrt(differences.size)
    assert direction * differences.mean() > 2 * error, report


@needs_compiler
@pytest.mark.parametrize("what", DIRECTIONS)
def test_v6_an_effect_follows_its_cause(what: str) -> None:
    preset, name, settings, outcome, direction = DIRECTIONS[what]

    def outcome_at(setting: float) -> Callable[[int], float]:
        scenario = world(preset, {"firm.employees": 300, name: setting})
        inputs = run_inputs(scenario)
        return lambda replication: outcome(
            Simulation(inputs, people_of(scenario, 1, replication), 1, replication).run()
        )

    assert_moves(what, pair_differences(outcome_at(settings[0]), outcome_at(settings[1])), direction)


@needs_compiler
@pytest.mark.parametrize("protection", ["training", "policy"])
def test_v6_incidents_fall_with_training_and_policy(protection: str) -> None:
    """Hold training or policy at nothing or at full; training helps nobody to start here."""
    values = {
        "firm.employees": 300,
        "horizon_months": 60,
        "appointment_month": 0,
        "adoption.untrained_facilitation": 1.0,
        "learning.untrained_learning_share": 1.0,
        "learning.training_capacity_share": 0.0,
        "risk.mistake_rate": 0.01,
    }
    scenario = world("group-head", values)

    def incidents_with(share: float) -> Callable[[int], float]:
        def total(replication: int) -> float:
            simulation = start(scenario, replication=replication)
            for _ in range(60):
                if protection == "training":
                    simulation.state.people.training[:] = share
                else:
                    simulation.state.firm[0].artefacts[Artefact.POLICY] = share
                simulation.advance()
            return incidents(simulation.records())

        return total

    differences = pair_differences(incidents_with(0.0), incidents_with(1.0))
    assert_moves(f"incidents with full {protection}", differences, -1)
    assert (differences <= 0).mean() >= 0.95
