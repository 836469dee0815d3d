"""When a form decides, and what enters the plan or is approved."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.governance import decisions
from tests.unit.rules import as_python

interval = as_python(decisions.meeting_interval_months)
includes = as_python(decisions.includes_in_plan)
approves = as_python(decisions.is_approved_at_once)


@pytest.mark.parametrize(
    ("members", "sponsorship", "months"),
    [(0, 1.0, 1), (0, 0.6, 1), (0, 0.1, 2), (2, 0.6, 2), (5, 0.6, 2), (5, 0.1, 3), (10, 0.0, 6), (3, 1.6, 1)],
)
def test_meetings_come_as_often_as_described(members: int, sponsorship: float, months: int) -> None:
    assert interval(float(members), sponsorship, 1.0, 0.25, 1.6) == months


def test_intervals_work_on_arrays() -> None:
    members, sponsorship = np.array([0.0, 5.0, 10.0]), np.array([0.6, 0.1, 0.0])
    assert interval(members, sponsorship, 1.0, 0.25, 1.6).tolist() == [1, 3, 6]


@settings(max_examples=100, deadline=None)
@given(members=st.integers(0, 10), low=st.floats(0, 1), high=st.floats(0, 1))
def test_more_seats_and_less_backing_never_speed_a_body_up(members: int, low: float, high: float) -> None:
    weak, strong = sorted((low, high))
    assert interval(members, weak, 1.0, 0.25, 1.6) >= interval(members, strong, 1.0, 0.25, 1.6) >= 1
    assert interval(members + 1, weak, 1.0, 0.25, 1.6) >= interval(members, weak, 1.0, 0.25, 1.6)


@pytest.mark.parametrize(
    ("is_home", "is_member", "luck", "is_discovered", "endorsement"),
    list(itertools.product([False, True], [False, True], [0.1, 0.5], [False, True], [0.25, 0.26])),
)
def test_any_one_reason_brings_a_department_into_the_plan(
    is_home: bool, is_member: bool, luck: float, is_discovered: bool, endorsement: float
) -> None:
    expected = is_home or is_member or luck < 0.5 or (is_discovered and endorsement > 0.25)
    given_values = (is_home, is_member, luck, 0.5, is_discovered, endorsement, 0.25, 0.25)
    assert includes(0.25, *given_values) is expected
    assert includes(0.2499, *given_values) is False


@pytest.mark.parametrize(
    ("is_discovered", "endorsement", "legitimacy", "expected"),
    [
        (True, 0.16, 0.0, True),
        (True, 0.0, 0.51, True),
        (True, 0.15, 0.5, False),
        (False, 1.0, 1.0, False),
    ],
)
def test_a_lead_approves_with_a_backing_head_or_enough_standing(
    is_discovered: bool, endorsement: float, legitimacy: float, expected: bool
) -> None:
    assert approves(is_discovered, endorsement, legitimacy, 0.15, 0.5) is expected


def test_urgency_is_standing_times_fit() -> None:
    assert as_python(decisions.approval_priority)(0.8, 0.5) == pytest.approx(0.4)
