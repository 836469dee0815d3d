from __future__ import annotations

import numpy as np
import pytest

from smsim.engine.outputs import MONTHLY_DTYPE
from smsim.engine.replications import ReplicationsOfNewFirms
from smsim.engine.simulation import Simulation
from smsim.engine.state import zero_records
from smsim.errors import OrganisationError
from smsim.organisation.formation import form_organisation, plan_formation
from smsim.scenarios import Scenario, parse_scenario, run_inputs
from smsim.vocabulary import UseChange
from tests.simulations import assert_same_records

PLAN = """
extends = "task-force-broad"
horizon_months = 30
[firm]
employees = 60
"""
BY_HAND = (
    PLAN
    + """
[[rearrangement]]
month = 20
champions = ["finance-1"]
[[rearrangement]]
month = 12
transfers = [["sales-2", "finance"]]
draw_ties = [["sales-2", "finance-1"]]
champions = ["sales-1", "sales-2"]
"""
)


JOINING = [UseChange.SPONTANEOUS, UseChange.PEERS, UseChange.DIRECTIVE, UseChange.CEO]
JOINING += [UseChange.CHAMPION, UseChange.IN_CHARGE]


def start(text: str) -> Simulation:
    scenario = parse_scenario(text)
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, 1, 0)
    return Simulation(run_inputs(scenario), organisation, 1, record_people=True)


def scenario_of(text: str) -> Scenario:
    return parse_scenario(text)


def test_nothing_differs_before_the_hand_comes_in_and_then_it_does() -> None:
    plain, moved = start(PLAN).run(), start(BY_HAND).run()
    assert_same_records(plain, moved, months=12)
    assert plain.monthly[12].tobytes() != moved.monthly[12].tobytes()


def test_people_move_ties_are_drawn_and_champions_start_in_the_named_month() -> None:
    simulation = start(BY_HAND)
    simulation.advance(12)
    before = simulation.organisation
    department, finance = simulation.state.people.department.copy(), before.department_names.index("finance")
    users_before = simulation.state.people.is_active.copy()
    simulation.advance()
    people, ids = simulation.state.people, before.ids
    sales_1, sales_2, finance_1 = (ids.index(name) for name in ("sales-1", "sales-2", "finance-1"))
    assert np.flatnonzero(people.department != department).tolist() == [sales_2]
    assert people.department[sales_2] == finance
    ties = simulation.organisation
    assert finance_1 in ties.tie_targets[ties.tie_starts[sales_2] : ties.tie_starts[sales_2 + 1]]
    records = simulation.records()
    for row in (sales_1, sales_2):
        assert not users_before[row]
        assert records.use_changes[12, row] == UseChange.CHAMPION
    assert records.monthly.adoptions[12] == np.isin(records.use_changes[12], JOINING).sum()
    simulation.advance(7)
    assert simulation.records().use_changes[:20, finance_1].max() != UseChange.CHAMPION
    assert simulation.records().use_changes[19, finance_1] != UseChange.CHAMPION


def test_month_by_month_at_once_and_from_a_copy_come_to_the_same() -> None:
    at_once, by_month = start(BY_HAND), start(BY_HAND)
    records = at_once.run()
    by_month.advance(12)
    branch = by_month.copy()
    while not by_month.is_over:
        by_month.advance()
    assert_same_records(records, by_month.records())
    assert_same_records(records, branch.run())


def test_replications_of_new_firms_are_rearranged_too() -> None:
    scenario = scenario_of(BY_HAND)
    formation = plan_formation(scenario.firm, scenario.parameters.departments)
    monthly = zero_records(MONTHLY_DTYPE, (2, 30))
    ReplicationsOfNewFirms(run_inputs(scenario), formation).run(1, [0, 1], monthly, [1, 0])
    for row, replication in ((1, 0), (0, 1)):
        organisation = form_organisation(scenario.firm, scenario.parameters.departments, 1, replication)
        alone = Simulation(run_inputs(scenario), organisation, 1, replication).run().monthly
        assert monthly[row].tobytes() == alone.tobytes()


def test_who_is_not_there_cannot_be_moved() -> None:
    simulation = start(BY_HAND.replace('"finance-1"]]', '"finance-99"]]'))
    simulation.advance(12)
    with pytest.raises(OrganisationError, match="'finance-99'"):
        simulation.advance()
