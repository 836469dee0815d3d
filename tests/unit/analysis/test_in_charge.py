"""Who is in charge, whom they know, how near colleagues sit, and what happened before a loss."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from smsim.analysis.explanation.in_charge import InCharge, in_charge_at, in_charge_words, reach_words
from smsim.analysis.explanation.setbacks import setbacks_before
from smsim.analysis.happened import HAPPENED, UPHEAVALS, event_detail
from smsim.analysis.nearness import Nearness, nearest_colleague, nearness_of, nearness_words
from smsim.engine.outputs import EVENT_DTYPE
from smsim.scenarios import load_scenario, run_inputs, with_values
from smsim.vocabulary import DepartmentKind, EventKind
from tests.forms import NUMBER
from tests.simulations import hand_made

MARKETING, SALES, HR = 0, 1, 2
FIRM = hand_made(
    ["marketing", "sales", "human_resources"], [3, 3, 2], [(0, 1, 64), (1, 4, 64), (3, 5, 64), (5, 6, 64)],
    manager=[-1, 0, 0, -1, 3, 3, -1, 6],
)  # fmt: skip
"""Marketing's lead knows a colleague who knows somebody of sales; one of sales knows one of HR."""


def log(*entries: tuple[int, EventKind, int, int]) -> np.recarray:
    return np.array([(*entry, 1) for entry in entries], EVENT_DTYPE).view(np.recarray)


@pytest.fixture(scope="module")
def inputs():
    members = ["marketing", "sales", "human_resources"]
    change = [{"month": 20, "members": ["marketing", "sales"]}]
    return run_inputs(
        with_values(
            load_scenario("task-force-broad"),
            {"horizon_months": 40, "levers.members": members, "change": change},
        )
    )


FORMED = (
    (12, EventKind.FORM_CHANGED, -1, NUMBER["task_force"]),
    (14, EventKind.LEAD_APPOINTED, MARKETING, 0),
    (14, EventKind.SEAT_FILLED, SALES, 5),
    (14, EventKind.SEAT_FILLED, HR, 6),
)


def found(inputs, month, *further, form="task_force"):
    return in_charge_at(log(*FORMED, *further), FIRM, inputs, month, NUMBER[form])


def test_the_log_tells_who_is_in_charge(inputs):
    assert found(inputs, 13) == InCharge(-1, {}, has_seats=True)
    assert found(inputs, 14) == InCharge(0, {SALES: 5, HR: 6}, has_seats=True)
    assert found(inputs, 14).rows == (0, 5, 6)
    assert found(inputs, 20).representatives == {SALES: 5}, "the change of month 20 takes HR's seat"


def test_seats_and_the_lead_are_lost_and_filled_again(inputs):
    shaken = (15, EventKind.REORGANISED, -1, 0), (15, EventKind.SEAT_FILLED, SALES, 3)
    assert found(inputs, 15, *shaken).representatives == {SALES: 3}
    assert found(inputs, 16, (16, EventKind.LEAD_LEAVES, -1, NUMBER["task_force"])).lead == -1
    ended = (17, EventKind.FORM_CHANGED, -1, NUMBER["grassroots"])
    assert found(inputs, 17, ended, form="grassroots") == InCharge(-1, {}, has_seats=False)


def test_who_is_in_charge_is_told_by_name():
    assert in_charge_words(InCharge(0, {}, has_seats=False), FIRM) == f"{FIRM.ids[0]} leads"
    told = in_charge_words(InCharge(-1, {SALES: 5, HR: 6}, has_seats=True), FIRM)
    assert told == f"nobody leads; {FIRM.ids[5]} and {FIRM.ids[6]} sit for their departments"


@pytest.mark.parametrize(
    ("kind", "in_charge", "words"),
    [
        ("human_resources", InCharge(0, {SALES: 5}, has_seats=True),
         f"nobody sits for it, {FIRM.ids[5]} knows {FIRM.ids[6]} there"),
        ("sales", InCharge(0, {}, has_seats=False),
         f"only {FIRM.ids[1]}, a colleague of {FIRM.ids[0]}, knows {FIRM.ids[4]} there"),
        ("sales", InCharge(0, {SALES: 3}, has_seats=True),
         f"{FIRM.ids[3]} sits for it, only {FIRM.ids[1]}, a colleague of {FIRM.ids[0]}, knows "
         f"{FIRM.ids[4]} there"),
        ("human_resources", InCharge(0, {}, has_seats=False),
         "nobody in charge knows anybody there, nor does a colleague of theirs"),
        ("human_resources", InCharge(-1, {}, has_seats=False), ""),
    ],
)  # fmt: skip
def test_a_department_hears_of_it_through_somebody(kind, in_charge, words):
    assert reach_words(DepartmentKind.of(kind), in_charge, FIRM) == words


def test_where_everybody_knows_everybody_only_seats_are_told():
    complete = dataclasses.replace(FIRM, is_complete=True)
    sales = DepartmentKind.SALES
    assert reach_words(sales, InCharge(0, {}, has_seats=True), complete) == "nobody sits for it"


def test_the_nearest_colleague_is_the_manager_then_team_then_elsewhere():
    assert nearness_of(FIRM, 1, np.array([0, 2, 4])).tolist() == [
        Nearness.MANAGER, Nearness.TEAM, Nearness.ELSEWHERE,
    ]  # fmt: skip
    apart = dataclasses.replace(FIRM, team=np.arange(8, dtype=np.int32))
    assert nearness_of(apart, 1, np.array([2])).tolist() == [Nearness.DEPARTMENT]
    assert nearest_colleague(FIRM, 1, np.ones(8, dtype=np.bool_)) == 0
    only = np.zeros(8, dtype=np.bool_)
    assert nearest_colleague(FIRM, 1, only) == -1
    only[[2, 4]] = True  # the team mate is not tied to her
    assert nearest_colleague(FIRM, 1, only) == 4
    assert nearness_words(FIRM, 1, 4, "sales") == "by a tie into sales"


def test_what_happened_in_the_year_before_a_loss_is_told():
    events = log(
        (8, EventKind.BUDGET_CUT, -1, 0),
        (20, EventKind.EXECUTIVES_CHANGED, -1, 0),
        (20, EventKind.LEAD_LEAVES, -1, NUMBER["task_force"]),
        (22, EventKind.HEAD_CHANGED, HR, 6),
        (23, EventKind.USE_CASE_APPROVED, HR, 0),
        (24, EventKind.PLATFORMS_CHANGED, -1, 0),
    )
    assert setbacks_before(events, FIRM, 23, ["L2.3"]) == (
        "new executives come (month 20)", "the lead leaves (month 20)",
    )  # fmt: skip
    assert "human resources 2 gets a new head (month 22)" in setbacks_before(events, FIRM, 23, ["L3.4"])
    assert len(setbacks_before(events, FIRM, 24, ["L3.7"])) == 4


def test_events_of_people_name_them_where_names_are_known():
    assert event_detail(EventKind.SEAT_FILLED, 5, (), FIRM.ids) == FIRM.ids[5]
    assert event_detail(EventKind.LEAD_APPOINTED, 5, ()) == "row 5"
    assert event_detail(EventKind.REORGANISED, 0, ()) == ""


def test_whatever_befalls_a_firm_has_words():
    later = [kind for kind in EventKind if kind >= EventKind.LEAD_APPOINTED]
    assert set(later) <= set(HAPPENED)
    assert set(UPHEAVALS) <= set(HAPPENED)
