"""Stepping, partial records, and what may be changed while a run is under way."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from smsim.engine.outputs import DEPARTMENT_DTYPE, EVENT_DTYPE, MONTHLY_DTYPE
from smsim.errors import OrganisationError
from smsim.organisation.formation import complete_organisation
from tests.simulations import assert_same_records, hand_made, people_of, start, world
from tests.ties import assert_ties_sound

LIVELY = {
    "firm.employees": 60,
    "adoption.spontaneous_hazard": 0.01,
    "adoption.discontinuance_hazard": 0.05,
    "turnover.turnover_probability": 0.03,
}


def test_records_grow_with_the_months() -> None:
    simulation = start(world("lone-manager", LIVELY), record_people=True)
    assert simulation.records().horizon_months == 0
    simulation.advance(13)
    records = simulation.records()
    assert records.horizon_months == simulation.month == 13
    assert records.monthly.dtype == MONTHLY_DTYPE and records.monthly.shape == (13,)
    assert records.by_department.dtype == DEPARTMENT_DTYPE and records.by_department.shape == (13, 10)
    assert records.events.dtype == EVENT_DTYPE and records.events.size > 0
    assert records.use_changes is not None and records.use_changes.shape == (13, 60)
    assert (records.seed, records.replication) == (1, 0)
    assert not simulation.is_over
    simulation.run()
    assert simulation.is_over


def test_people_are_recorded_only_when_asked_for_and_change_nothing() -> None:
    scenario = world("lone-manager", LIVELY)
    quiet, watched = start(scenario).run(), start(scenario, record_people=True).run()
    assert quiet.use_changes is None
    assert_same_records(quiet, dataclasses.replace(watched, use_changes=None))


def test_a_run_over_stays_where_it_is() -> None:
    simulation = start(world("grassroots", LIVELY, horizon_months=5))
    records = simulation.run()
    simulation.advance(3)
    assert simulation.month == 5
    assert_same_records(records, simulation.records())


def test_pushed_changes_add_up_to_the_exposure_counted_anew() -> None:
    simulation = start(world("task-force-broad", LIVELY))
    simulation.advance(60)
    people = simulation.state.people
    assert 0 < people.is_active.sum() < 60
    assert_ties_sound(simulation)
    assert np.array_equal(people.is_active, people.was_active)


def test_the_same_ties_again_change_nothing() -> None:
    scenario = world("task-force-broad", {**LIVELY, "ties.are_ties_living": False})
    kept, replaced = start(scenario), start(scenario)
    for simulation in (kept, replaced):
        simulation.advance(60)
    replaced.replace_ties(people_of(scenario))
    assert_same_records(kept.run(), replaced.run())


def test_new_ties_are_heeded_from_the_next_month_on() -> None:
    scenario = world("grassroots", LIVELY)
    simulation = start(scenario)
    simulation.advance(60)
    trunk = simulation.copy()
    others = people_of(scenario, seed=2)
    simulation.replace_ties(others)
    assert simulation.organisation is others
    assert_ties_sound(simulation)
    kept, changed = trunk.run(), simulation.run()
    assert_same_records(kept, changed, months=60)
    assert kept.monthly.tobytes() != changed.monthly.tobytes()


@pytest.mark.parametrize("response", ["threshold", "linear"])
def test_counted_ties_are_the_same_as_stored_ones(response: str) -> None:
    values = {**LIVELY, "firm.manager_tie_weight": 1.0, "firm.employees": 14, "adoption.response": response}
    scenario = world(
        "grassroots",
        {**values, "adoption.peer_hazard": 0.5, "horizon_months": 40, "ties.are_ties_living": False},
    )
    runs = []
    for is_stored in (True, False):
        everyone = complete_organisation(scenario.firm, scenario.parameters.departments, is_stored=is_stored)
        simulation = start(scenario, everyone, record_people=True)
        simulation.advance(20)
        simulation.replace_ties(everyone)
        runs.append(simulation.run())
    assert_same_records(*runs)
    assert runs[0].monthly.adoptions[1:].sum() > 0


def test_ties_of_other_people_are_refused() -> None:
    simulation = start(world("grassroots", LIVELY))
    strangers = people_of(world("grassroots", {"firm.employees": 61}))
    with pytest.raises(OrganisationError, match="same people"):
        simulation.replace_ties(strangers)


def test_who_moves_counts_in_the_new_department() -> None:
    organisation = hand_made(["marketing", "sales", "sales"], [4, 3, 3])
    simulation = start(world("grassroots"), organisation)
    assert simulation.state.departments.active.tolist() == [1, 0, 0]
    simulation.transfer(1, 2)  # the first user
    state = simulation.state
    assert state.departments.employees.tolist() == [3, 3, 4]
    assert state.departments.active.tolist() == [0, 0, 1]
    assert state.departments.share_of_kind.tolist() == pytest.approx([1, 3 / 7, 4 / 7])
    assert state.kinds[2].employees == 7
    assert state.kinds[2].active_share == pytest.approx(1 / 7)
    assert organisation.department.tolist() == [0] * 4 + [1] * 3 + [2] * 3  # the organisation itself stays


def test_a_department_may_be_emptied() -> None:
    organisation = hand_made(["marketing", "sales"], [3, 1])
    simulation = start(world("lone-manager", horizon_months=30), organisation)
    simulation.transfer(3, 0)
    monthly = simulation.run().monthly
    assert np.isnan(monthly.indicator[:, 8]).all()  # no selling without sales
    assert np.isfinite(monthly.active_share).all()


@pytest.mark.parametrize(("employee", "department"), [(-1, 0), (4, 0), (0, -1), (0, 2)])
def test_nobody_moves_from_or_to_nowhere(employee: int, department: int) -> None:
    simulation = start(world("grassroots"), hand_made(["marketing", "sales"], [2, 2]))
    with pytest.raises(OrganisationError, match=f"no employee {employee} or no department {department}"):
        simulation.transfer(employee, department)
