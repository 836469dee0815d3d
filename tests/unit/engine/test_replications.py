from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from smsim.engine import replications as module
from smsim.engine import simulation
from smsim.engine.outputs import MONTHLY_DTYPE
from smsim.engine.replications import ReplicationsOfNewFirms, ReplicationsOfOneFirm
from smsim.engine.simulation import Simulation
from smsim.engine.state import zero_records
from smsim.organisation.formation import form_organisation, plan_formation
from smsim.scenarios import Scenario, load_scenario, run_inputs, with_values

PRESETS = ("task-force-broad", "clampdown", "intern-run", "lead-leaves")
MONTHS = 18


def world(preset: str, people: int = 40, **values) -> Scenario:
    changed = {"firm.employees": people, "appointment_month": 3, **values}
    if preset not in ("clampdown", "lead-leaves"):
        changed["horizon_months"] = MONTHS
    return with_values(load_scenario(preset), changed)


def expected(scenario: Scenario, seed: int, replication: int) -> bytes:
    formed = form_organisation(scenario.firm, scenario.parameters.departments, seed, replication)
    return Simulation(run_inputs(scenario), formed, seed, replication).run().monthly.tobytes()


def months(scenario: Scenario, seed: int, numbers) -> np.ndarray:
    plan = plan_formation(scenario.firm, scenario.parameters.departments)
    monthly = zero_records(MONTHLY_DTYPE, (len(numbers), scenario.horizon_months))
    ReplicationsOfNewFirms(run_inputs(scenario), plan).run(seed, numbers, monthly, range(len(numbers)))
    return monthly


@pytest.mark.parametrize("preset", PRESETS)
def test_months_are_those_of_a_simulation_to_the_bit(preset):
    scenario = world(preset)
    found = months(scenario, 7, (3, 0, 5))
    for place, replication in enumerate((3, 0, 5)):
        assert found[place].tobytes() == expected(scenario, 7, replication)


@pytest.mark.parametrize("employee_months", [40, 40 * MONTHS, 2 * 40 * MONTHS])
def test_pieces_come_to_the_same_bits_as_the_whole(employee_months, monkeypatch):
    scenario = world("task-force-broad")
    whole = months(scenario, 7, range(5)).tobytes()
    for place in (module, simulation):
        monkeypatch.setattr(place, "EMPLOYEE_MONTHS_AT_ONCE", employee_months)
    assert months(scenario, 7, range(5)).tobytes() == whole


def test_nothing_is_left_of_an_earlier_run_in_the_same_memory():
    one, other = world("clampdown"), world("task-force-broad")
    rule_fires = with_values(one, {"risk.external_rate": 0.5, "risk.crisis_probability": 1.0})
    before = months(one, 1, [0])
    for scenario in (rule_fires, other, rule_fires):
        months(scenario, 2, [4])
    assert months(one, 1, [0]).tobytes() == before.tobytes() == expected(one, 1, 0)


def test_sizes_alternate(monkeypatch):
    monkeypatch.setattr(module, "SHAPES_REMEMBERED", 2)
    worlds = [world("task-force-broad", people) for people in (20, 31, 45)]
    for _ in range(2):
        for scenario in worlds:
            assert months(scenario, 3, [1])[0].tobytes() == expected(scenario, 3, 1)


def test_threads_have_memory_of_their_own():
    scenario = world("task-force-broad")
    prepared = ReplicationsOfNewFirms(
        run_inputs(scenario), plan_formation(scenario.firm, scenario.parameters.departments)
    )

    def run(replication: int) -> bytes:
        monthly = zero_records(MONTHLY_DTYPE, (1, MONTHS))
        prepared.run(9, [replication], monthly, [0])
        return monthly[0].tobytes()

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(run, range(12)))
    assert found == [expected(scenario, 9, replication) for replication in range(12)]


def test_the_same_firm_in_all_replications():
    scenario = world("task-force-broad")
    firm = form_organisation(scenario.firm, scenario.parameters.departments, 4, 0)
    monthly = zero_records(MONTHLY_DTYPE, (2, MONTHS))
    ReplicationsOfOneFirm(run_inputs(scenario), firm).run(4, [0, 1], monthly, [0, 1])
    for replication in (0, 1):
        own = Simulation(run_inputs(scenario), firm, 4, replication).run().monthly
        assert monthly[replication].tobytes() == own.tobytes()
    assert monthly[0].tobytes() != monthly[1].tobytes()


def test_large_keys_are_keys_too():
    scenario = world("task-force-broad")
    assert months(scenario, 2**63 - 1, [10**6])[0].tobytes() == expected(scenario, 2**63 - 1, 10**6)
