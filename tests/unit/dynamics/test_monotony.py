"""More of one thing moves a rule's result one way only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.dynamics import centre, outcome, people_in_charge, practice, public, risk, standing
from tests.unit.rules import DIVISORS, HIGHEST_LUCK, LARGE, arguments, as_python

RISES: dict[Callable[..., Any], str] = {
    standing.tie_contact: "direct_ties second_paths tie_reach second_reach",
    standing.seat_contact: "ties_inside ties_outside tie_reach",
    standing.either: "one other",
    standing.backing: "sponsorship unsponsored",
    standing.mandate: "authority backed sponsorship contact_executive",
    standing.openness: "innovativeness culture",
    standing.endorsement_from_above: "contact weight is_in_plan unplanned_share open_head",
    standing.bridged_share: "ties_to_users",
    standing.endorsement_target: "from_above manager_usefulness bottom_up_weight seen seen_weight",
    people_in_charge.shifted_share: "stated shift",
    people_in_charge.search_months: "luck mean_months",
    practice.told_share: "contact free has_capacity",
    practice.discovery_hazard: "active_share use_case_fit told seen heard own_hazard contact_hazard",
    practice.help_needed_hours: "employees hours",
    practice.backed_effort: "endorsement own help_hours seen know_how",
    public.answering_hours: "centre hired care routed_share demand_hours",
    public.response_share: "capacity_hours detection",
    risk.wrong_account_rate: "users rate",
    risk.disgruntled_rate: "employees rate unrest unrest_factor",
    risk.mean_crisis_weeks: "unprepared_weeks",
    risk.crisis_weeks: "luck mean_weeks",
    risk.weeks_of_month: "weeks_left new_crises",
    outcome.reputation_target: "response practice_marketing advocates_share",
    outcome.news: "convincing",
    outcome.backed_posts: "stated_fte backed",
    outcome.staff_target: "founding_fte budget sponsorship measurement convincing employees",
    outcome.next_sponsorship: "tone floor visibility measurement new_value crises value_gain crisis_gain",
    outcome.recovered_budget: "budget sponsorship speed",
    centre.size_scale: "employees",
}
FALLS: dict[Callable[..., Any], str] = {
    standing.bridged_share: "employees",
    standing.unseen_practice: "bridged practice",
    practice.renewed: "renewal_share",
    practice.told_share: "contact_hours",
    practice.backed_effort: "hours_needed",
    public.answering_hours: "control control_delay",
    public.response_share: "demand_hours",
    risk.wrong_account_rate: "control policy policy_protection",
    risk.mean_crisis_weeks: "prepared",
    outcome.next_reputation: "incidents weeks",
    outcome.value_index: "weeks",
    outcome.news: "habit",
    outcome.next_sponsorship: "weeks discredit",
}
MONOTONE = [
    (rule, name, sign)
    for sign, table in ((1, RISES), (-1, FALLS))
    for rule, names in table.items()
    for name in names.split()
]
LOWEST = {"unprepared_weeks": 1.0, "mean_weeks": 1.0, "employees": 1.0}


@pytest.mark.parametrize(
    ("rule", "moved", "sign"), MONOTONE, ids=lambda value: getattr(as_python(value), "__name__", str(value))
)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_more_of_it_moves_the_result_one_way(
    rule: Callable[..., Any], moved: str, sign: int, data: st.DataObject
) -> None:
    def draw(name: str) -> float:
        high = HIGHEST_LUCK if name == "luck" else LARGE.get(name, 1.0)
        low = LOWEST.get(name, 0.01 if name in DIVISORS else 0.0)
        return data.draw(st.floats(low, high), label=name)

    values = {name: draw(name) for name in arguments(rule, 2)}
    low, high = sorted((values[moved], draw(moved)))
    before, after = (as_python(rule)(**values | {moved: value}) for value in (low, high))
    assert sign * (after - before) >= -1e-9
