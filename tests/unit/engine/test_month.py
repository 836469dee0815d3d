"""The month's order, and the same run however it is cut up or branched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from smsim.engine.month import month_of
from smsim.engine.processes import MONTHLY_PROCESSES, STEP_OF, Process
from tests.simulations import assert_same_records, start, world

FIRM = {"firm.employees": 50, "turnover.turnover_probability": 0.03}


def test_the_month_does_what_the_list_says_in_its_order() -> None:
    """Processes that only note that they were called, in any order, are called in that order."""
    called: list[str] = []
    processes = [Process(name, "", noted(name, called)) for name in ("second", "first", "third", "first")]
    month_of(processes)(Any, 7)
    assert called == ["second 7", "first 7", "third 7", "first 7"]


def noted(name: str, called: list[str]) -> Callable[..., None]:
    def process(month: int) -> None:
        called.append(f"{name} {month}")

    process.__name__ = name
    return process


def test_a_process_that_asks_for_what_there_is_not_is_refused() -> None:
    def wishful(weather: float) -> None: ...

    with pytest.raises(KeyError, match="weather"):
        month_of([Process("the weather", "", wishful)])


def test_processes_are_each_ones_own() -> None:
    assert len({process.title for process in MONTHLY_PROCESSES}) == len(MONTHLY_PROCESSES)
    settled = [column for process in MONTHLY_PROCESSES for column in process.settles]
    assert len(settled) == len(set(settled))


def test_a_quantity_is_settled_by_the_process_that_changes_it_last() -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.unit.engine.settling"]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    last = json.loads(found.stdout)
    assert {column: last.get(column) for column in STEP_OF} == STEP_OF


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
