"""The month's order, and the same run however it is cut up or branched."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import numpy as np

from smsim.engine import month
from smsim.engine.month import MONTHLY_PROCESSES
from tests.simulations import assert_same_records, start, world

FIRM = {"firm.employees": 50, "turnover.turnover_probability": 0.03}


def called_in_order() -> list[str]:
    """Return the names `advance_month` calls as statements of its own, as they stand in the source."""
    tree = ast.parse(Path(inspect.getfile(month)).read_text())
    (function,) = (
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "advance_month"
    )
    calls = [node.value for node in function.body if isinstance(node, ast.Expr)]
    return [call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]


def test_the_list_of_processes_is_what_a_month_does() -> None:
    assert called_in_order() == [process.advance.__name__ for process in MONTHLY_PROCESSES]
    assert len(MONTHLY_PROCESSES) == 16
    assert len({process.title for process in MONTHLY_PROCESSES}) == 16


def test_month_by_month_is_the_same_run_as_all_at_once() -> None:
    scenario = world("task-force-broad", FIRM)
    whole = start(scenario, record_people=True).run()
    steps = start(scenario, record_people=True)
    while not steps.is_over:
        steps.advance()
    assert_same_records(whole, steps.records())
    uneven = start(scenario, record_people=True)
    for months in (1, 0, 7, 50, 1000):
        uneven.advance(months)
    assert uneven.month == 120
    assert_same_records(whole, uneven.records())


def test_a_branch_goes_on_as_its_trunk_would() -> None:
    trunk = start(world("dandelion", FIRM), record_people=True)
    trunk.advance(24)
    branch = trunk.copy()
    assert branch.month == 24
    first = branch.run()
    assert trunk.month == 24  # the trunk has not moved
    assert_same_records(first, trunk.run())


def test_a_branch_with_another_lever_parts_from_that_month_on() -> None:
    trunk = start(world("lone-manager", FIRM), record_people=True)
    trunk.advance(24)
    branch = trunk.copy()
    branch.state.plan.months.staff_factor[30:] = 6.0
    kept, changed = trunk.run(), branch.run()
    assert_same_records(kept, changed, months=30)
    assert kept.monthly.staff_fte[30] < changed.monthly.staff_fte[30]
    assert trunk.state.plan.months.staff_factor.max() == 1.0
    assert not np.array_equal(kept.monthly.capacity_hours[31:], changed.monthly.capacity_hours[31:])


def test_branches_share_no_state() -> None:
    trunk = start(world("task-force-broad", FIRM), record_people=True)
    trunk.advance(20)
    before = [column.copy() for column in trunk.state.people], trunk.records().monthly.tobytes()
    trunk.copy().run()
    for column, kept in zip(trunk.state.people, before[0], strict=True):
        assert np.array_equal(column, kept)
    assert trunk.records().monthly.tobytes() == before[1]
    assert trunk.state.records.monthly[20:].level.max() == 0
