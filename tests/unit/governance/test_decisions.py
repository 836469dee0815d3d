"""What enters the plan, and what is approved first."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.governance import decisions
from tests.unit.rules import as_python

includes = as_python(decisions.includes_in_plan)
is_ripe = as_python(decisions.is_ripe)
priority = as_python(decisions.approval_priority)


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
    ("is_discovered", "endorsement", "is_member", "expected"),
    [
        (True, 0.16, False, True),
        (True, 0.15, False, False),
        (True, 0.0, True, True),
        (False, 1.0, True, False),
    ],
)
def test_a_use_case_is_ripe_once_known_with_a_backing_head_or_a_seat(
    is_discovered: bool, endorsement: float, is_member: bool, expected: bool
) -> None:
    assert is_ripe(is_discovered, endorsement, is_member, 0.15) is expected


@settings(max_examples=100, deadline=None)
@given(endorsement=st.floats(0, 1), fit=st.floats(0, 1), more=st.floats(0, 1))
def test_urgency_is_endorsement_times_fit(endorsement: float, fit: float, more: float) -> None:
    assert priority(endorsement, fit) == endorsement * fit
    assert priority(max(endorsement, more), fit) >= priority(endorsement, fit)
