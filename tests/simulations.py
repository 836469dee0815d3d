"""Runs ready to advance, from presets with some values changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from smsim.compilation import is_compiler_on
from smsim.engine.records import RunRecords
from smsim.engine.simulation import Simulation, recount_exposure
from smsim.organisation.formation import form_organisation
from smsim.organisation.organisation import Organisation
from smsim.randomness.keys import person_keys
from smsim.scenarios import Scenario, load_scenario, run_inputs, with_values
from smsim.vocabulary import DepartmentKind

BROAD = ("marketing", "communications", "sales", "customer_service", "human_resources")
STILL = {
    "adoption.spontaneous_hazard": 0.0,
    "adoption.peer_hazard": 0.0,
    "adoption.discontinuance_hazard": 0.0,
    "adoption.is_ceo_rule_on": False,
    "levers.directive_hazard": 0.0,
    "turnover.turnover_probability": 0.0,
    "turnover.executive_change_hazard": 0.0,
    "turnover.reorganisation_hazard": 0.0,
    "turnover.budget_cut_hazard": 0.0,
    "practice.platform_change_hazard": 0.0,
    "ties.are_ties_living": False,
}
"""Nobody starts, stops, leaves or joins, leads and executives included; ties stay, no upheaval comes."""
ALIKE = {
    "centre.staff_exponent": 0.0,
    "contact.culture_spread": 0.0,
    "turnover.lead_spread": 0.0,
    "turnover.mean_vacancy_months": 0.0,
}
"""Firms of every size and culture and all leads are alike, and a lead is found at once."""

needs_compiler = pytest.mark.skipif(
    not is_compiler_on(), reason="too many employee-months without the compiler: unset NUMBA_DISABLE_JIT"
)


def world(preset: str = "lone-manager", values: Mapping[str, Any] | None = None, **more: Any) -> Scenario:
    """Return a preset with dotted values changed; `more` are keys without dots."""
    return with_values(load_scenario(preset), {**(values or {}), **more})


def people_of(scenario: Scenario, seed: int = 1, replication: int = 0) -> Organisation:
    """Return the organisation that a scenario forms."""
    return form_organisation(scenario.firm, scenario.parameters.departments, seed, replication)


def start(
    scenario: Scenario,
    organisation: Organisation | None = None,
    seed: int = 1,
    replication: int = 0,
    *,
    record_people: bool = False,
) -> Simulation:
    """Return a run at its start, on the scenario's own organisation unless another is given."""
    if organisation is None:
        organisation = people_of(scenario, seed, replication)
    return Simulation(run_inputs(scenario), organisation, seed, replication, record_people=record_people)


def run(scenario: Scenario, organisation: Organisation | None = None, seed: int = 1) -> RunRecords:
    """Return the records of a whole run."""
    return start(scenario, organisation, seed).run()


def with_kinds(organisation: Organisation, changed: Mapping[str, str]) -> Organisation:
    """Return the organisation with the kinds of some departments, by name, changed."""
    kinds = organisation.department_kinds.copy()
    for name, kind in changed.items():
        kinds[organisation.department_names.index(name)] = DepartmentKind.of(kind)
    is_without = int(DepartmentKind.EXECUTIVE) not in kinds
    return dataclasses.replace(
        organisation, department_kinds=kinds, ceo=-1 if is_without else organisation.ceo
    )


def hand_made(
    kinds: Sequence[str],
    sizes: Sequence[int],
    ties: Sequence[tuple[int, int, int]] = (),
    manager: Sequence[int] | None = None,
    ceo: int = -1,
) -> Organisation:
    """Return an organisation from kinds and sizes of departments and ties (one, other, 1/64ths)."""
    names = tuple(f"{kind} {place}" for place, kind in enumerate(kinds))
    people = sum(sizes)
    rows: list[list[tuple[int, int]]] = [[] for _ in range(people)]
    for one, other, weight in ties:
        rows[one].append((other, weight))
        rows[other].append((one, weight))
    flat = [tie for row in rows for tie in sorted(row)]
    managers = np.array(manager if manager is not None else [-1] * people, np.int32)
    return Organisation(
        department_names=names,
        department_kinds=np.array([DepartmentKind.of(kind) for kind in kinds], np.int8),
        department=np.repeat(np.arange(len(sizes)), sizes).astype(np.int32),
        team=np.repeat(np.arange(len(sizes)), sizes).astype(np.int32),
        manager=managers,
        is_manager=np.isin(np.arange(people), managers),
        person_keys=person_keys(names, sizes),
        tie_starts=np.cumsum([0] + [len(row) for row in rows], dtype=np.int64),
        tie_targets=np.array([tie[0] for tie in flat], np.uint32),
        tie_weights=np.array([tie[1] for tie in flat], np.uint32),
        ceo=ceo,
    )


def assert_same_records(one: RunRecords, other: RunRecords, months: int | None = None) -> None:
    """Hold two runs against each other to the bit, for all months or the first few."""
    assert one.monthly[:months].tobytes() == other.monthly[:months].tobytes()
    assert one.by_department[:months].tobytes() == other.by_department[:months].tobytes()
    last = one.horizon_months if months is None else months
    events = [records.events[records.events.month < last] for records in (one, other)]
    assert events[0].tobytes() == events[1].tobytes()
    assert (one.use_changes is None) == (other.use_changes is None)
    if one.use_changes is not None and other.use_changes is not None:
        assert np.array_equal(one.use_changes[:months], other.use_changes[:months])


def set_users(simulation: Simulation, is_user: Any) -> None:
    """Say who uses social media, shape (employees,), and let departments and colleagues know."""
    people = simulation.state.people
    people.is_active[:] = is_user
    people.was_active[:] = is_user
    recount_exposure(simulation.state)
    simulation.transfer(0, int(people.department[0]))  # stays where she is; counts everyone anew
