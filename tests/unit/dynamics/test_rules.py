"""Each rule on single numbers, on arrays, by hand and at its bounds."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.dynamics import (
    adoption,
    bounds,
    centre,
    learning,
    outcome,
    people_in_charge,
    practice,
    public,
    risk,
    standing,
)
from tests.unit.rules import DIVISORS, HIGHEST_LUCK, LARGE, arguments, as_python, rules_of

MODULES = (
    adoption,
    bounds,
    centre,
    learning,
    outcome,
    people_in_charge,
    practice,
    public,
    risk,
    standing,
)
RULES = {
    f"{module.__name__.rsplit('.', 1)[-1]}.{name}": rule
    for module in MODULES
    for name, rule in rules_of(module).items()
}


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("name", RULES)
def test_a_rule_gives_the_same_on_arrays_as_on_numbers(name: str) -> None:
    rule = as_python(RULES[name])
    given_values = arguments(rule, 24)
    together = np.broadcast_to(rule(**given_values), 24)
    one_by_one = [rule(**{key: float(v[row]) for key, v in given_values.items()}) for row in range(24)]
    np.testing.assert_allclose(together, np.array(one_by_one, dtype=float), rtol=1e-14)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_where_it_comes_from_or_what_it_returns(name: str) -> None:
    assert "Return" in (as_python(RULES[name]).__doc__ or "")


HAND_WORKED: list[tuple[Callable[..., Any], tuple[float, ...], float]] = [
    (adoption.exposure, (96, 384), 0.25),
    (adoption.exposure, (0, 0), 0.0),
    (adoption.threshold_response, (0.2, 0.2, 2), 0.5),
    (adoption.threshold_response, (0.4, 0.2, 2), 0.8),
    (adoption.threshold_response, (0.0, 0.2, 2), 0.0),
    (adoption.threshold_response, (0.1, 0.2, 3), 1 / 9),
    (adoption.threshold_response, (0.21, 0.2, 1e9), 1.0),
    (adoption.threshold_response, (0.19, 0.2, 1e9), 0.0),
    (adoption.facilitation, (0.6, 0.5, 0.15), 0.8 * 0.85),
    (adoption.facilitation, (0.0, 0.5, 0.15), 0.5 * 0.85),
    (adoption.spontaneous_term, (0.5, 0.002), 0.002),
    (adoption.peer_term, (0.5, 0.06), 0.03),
    (adoption.directive_term, (0.5, 0.02), 0.02),
    (adoption.directive_term, (1.0, 0.02), 0.0),
    (adoption.adoption_hazard, (0.5, 0.4, 0.03), 0.012),
    (adoption.discontinuance_hazard, (0.5, 0.012), 0.012),
    (adoption.discontinuance_hazard, (0.0, 0.012), 0.024),
    (adoption.discontinuance_hazard, (1.0, 0.012), 0.0),
    (adoption.ceo_joining_probability, (0.6, 0.5, 0.03, 0.3), 0.03 * 0.6 * 0.65),
    (adoption.ceo_joining_probability, (0.0, 0.5, 0.03, 0.3), 0.0),
    (bounds.share, (1.3,), 1.0),
    (bounds.share, (-0.3,), 0.0),
    (bounds.probability_of, (math.log(2),), 0.5),
    (bounds.round_half_up, (2.5,), 3.0),
    (bounds.round_half_up, (2.4999,), 2.0),
    (bounds.round_half_up, (-0.5,), 0.0),
    (learning.experienced_usefulness, (0.9, 0.4, 0.5), 0.9 * 0.7),
    (learning.observed_usefulness, (0.9, 0.4, 0.5, 1, 0.7, 0.6, 0.3), 0.9 * (0.4 + 0.6 * (0.35 + 0.18))),
    (learning.observed_usefulness, (0.9, 0.4, 0.5, 0, 0.7, 0.6, 0.3), 0.9 * (0.4 + 0.6 * 0.18)),
    (learning.observed_usefulness, (0.9, 0.4, 1, 1, 1, 1, 1), 0.9),  # no more is seen than there is
    (learning.closed_gap, (0.2, 0.6, 0.25), 0.3),
    (learning.learned_skill, (0.1, 0.0, 0.1, 0.5), 0.1 + 0.1 * 0.9 * 0.5),
    (learning.learned_skill, (0.1, 1.0, 0.1, 0.5), 0.1 + 0.1 * 0.9),
    (learning.training_seats, (50, 0.5, 0.06, 0.04), 4.0),
    (learning.training_seats, (100, 1.0, 0.06, 1.0), 100.0),
    (learning.training_claim, (1, 0.5, 0.3, 0.9), 1.15),
    (learning.initial_threshold, (1.0, 0.2, 0.08, 0.03, 0.9), 0.28),
    (learning.initial_threshold, (-5.0, 0.2, 0.08, 0.03, 0.9), 0.03),
    (learning.initial_threshold, (50.0, 0.2, 0.08, 0.03, 0.9), 0.9),
    (learning.lead_departure_probability, (0.01, 1.5, 0.5), 0.015),
    (learning.lead_departure_probability, (0.01, 1.5, 3.0), 0.005),
    (centre.size_scale, (300, 0.5), 1.0),
    (centre.size_scale, (1200, 0.5), 2.0),
    (centre.size_scale, (75, 0.5), 0.5),
    (centre.size_scale, (30, 0.0), 1.0),
    (centre.size_scale, (30, 1.0), 0.1),
    (centre.member_capacity_hours, (5, 20, 0.07, 0.7), 100 * 0.72 * 0.7),
    (centre.member_capacity_hours, (20, 20, 0.07, 1.0), 0.0),
    (centre.channel_load_hours, (9, 7, 1.5, 20), 63.0),
    (centre.channel_load_hours, (26, 7, 1.5, 20), 149.0),
    (centre.monitoring_load_hours, (100, 0.05, 0.2, 0.4, 0.5), 3.75),
    (centre.monitoring_load_hours, (100, 0.05, 0.9, 0.4, 0.5), 2.5),
    (centre.request_load_hours, (8, 0.1, 0.4, 1.0), 6.0),
    (centre.request_load_hours, (8, 0.5, 0.4, 1.0), 0.0),
    (centre.free_hours, (140, 40, 0.15), 100.0),
    (centre.free_hours, (140, 400, 0.15), 21.0),
    (centre.done_share, (140, 238, 0.85), 0.5),
    (centre.done_share, (140, 10, 0.85), 1.0),
    (centre.done_share, (0, 10, 0.85), 0.0),
    (centre.done_share, (0, 0, 0.85), 0.0),
    (centre.opened_channels, (30, 0.5, 100), 0.3),
    (centre.opened_channels, (90, 0.5, 100), 0.5),
    (centre.policy_ceiling, (0.35, 0.3), 0.65),
    (centre.measurement_ceiling, (0.45, 0.6, 1.3, 0.45), 1.3 * 0.45 * 0.78),
    (centre.measurement_ceiling, (0.9, 1.0, 1.3, 0.45), 1.0),
    (centre.crisis_ceiling, (0.6, 0.2, 0.25, 0.5), 0.65),
    (centre.crisis_ceiling, (0.0, 0.0, 0.25, 0.5), 0.25),
    (centre.training_ceiling, (0.8, 0.25), 1.0),
    (centre.written_artefact, (0.1, 0.5, 30, 120), 0.2),
    (centre.written_artefact, (0.1, 0.5, 999, 120), 0.5),
    (centre.written_artefact, (0.6, 0.5, 999, 120), 0.6),
    (centre.aged_artefact, (0.5, 0.01, 0, 0.03), 0.495),
    (centre.aged_artefact, (0.5, 0.01, 1, 0.03), 0.5 * 0.99 * 0.97),
    (people_in_charge.shifted_share, (0.3, 0.0), 0.3),
    (people_in_charge.shifted_share, (0.0, 0.0), 0.0),
    (people_in_charge.shifted_share, (0.5, math.log(3)), 0.75),
    (people_in_charge.shifted_share, (0.75, -math.log(3)), 0.5),
    (people_in_charge.shifted_share, (0.0, math.log(11)), 0.1),  # the odds are those of .01
    (people_in_charge.shifted_share, (1.0, -math.log(11)), 0.9),
    (people_in_charge.search_months, (0.0, 3), 0.0),
    (people_in_charge.search_months, (0.5, 3), 2.0),
    (people_in_charge.search_months, (0.9, 3), 6.0),
    (people_in_charge.search_months, (0.9, 0), 0.0),
    (practice.heard_share, (1, 0.8, 0.5), 0.4),
    (practice.heard_share, (0, 0.8, 0.5), 0.0),
    (practice.told_share, (0.6, 30, 60, 1), 0.3),
    (practice.told_share, (0.6, 300, 60, 1), 0.6),
    (practice.told_share, (0.6, 30, 60, 0), 0.0),
    (practice.discovery_hazard, (0.5, 0.8, 0, 0, 0, 0.03, 0.06), 0.024),
    (practice.discovery_hazard, (0.5, 0.8, 0.5, 0.5, 0.2, 0.03, 0.06), 0.024 + 0.048 * 0.8),
    (practice.discovery_hazard, (0.5, 0.8, 0, 0, 1, 0.03, 0.06), 0.024 + 0.048),
    (practice.own_effort, (0.25, 0.6, 0.65), 0.65 * 0.5 * 0.6),
    (practice.help_needed_hours, (30, 50, 0.5), 50.0),
    (practice.help_needed_hours, (120, 50, 0.5), 100.0),
    (practice.help_needed_hours, (120, 50, 0.0), 50.0),
    (practice.backed_effort, (0.5, 0.2, 10, 50, 0.5, 0.6), 0.5 * (0.2 + 0.2 + 0.3)),
    (practice.backed_effort, (0.5, 0.2, 500, 50, 0.0, 0.6), 0.6),
    (practice.backed_effort, (0.0, 0.9, 500, 50, 1.0, 1.0), 0.0),
    (practice.support_claim, (1, 0.25, 0.8), 0.6),
    (practice.support_claim, (0, 0.25, 0.8), 0.0),
    (practice.practitioner_cover, (2, 100, 0.05), 0.4),
    (practice.practitioner_cover, (1, 4, 0.05), 1.0),
    (practice.next_practice, (0.2, 1, 1, 0.5, 1.0, 0.4, 0.12, 0.3, 0.02), 0.2 + 0.06 * 0.8 - 0.004 * 0.6),
    (practice.next_practice, (0.2, 1, 0, 0.5, 0.5, 0.4, 0.12, 0.3, 0.02), 0.2 + 0.3 * 0.03 * 0.8 - 0.0024),
    (practice.next_practice, (0.2, 0, 1, 0.5, 1.0, 1.0, 0.12, 0.3, 0.02), 0.2),
    (practice.next_practice, (0.2, 1, 1, 5.0, 1.0, 1.0, 0.12, 0.3, 0.02), 0.2 + 0.12 * 0.8),
    (practice.renewed, (0.5, 0.3), 0.35),
    (practice.renewed, (0.5, 1.0), 0.0),
    (public.public_mentions, (100, 0, 3, 0.25, 0.8, 1.0, 0.006, 0.4, 12), 80 * 0.7),
    (public.public_mentions, (100, 2, 24, 0.25, 0.8, 0.4, 0.006, 0.4, 12), 32 * 1.006**2),
    (public.agent_output, (0.5, 0.3), 0.65),
    (public.own_care_hours, (0.5, 8, 0.65, 12), 31.2),
    (public.answering_hours, (5, 10, 40, 0.5, 60, 0, 0.3), 45.0),  # half the demand reaches the department
    (public.answering_hours, (5, 10, 20, 0.5, 60, 0, 0.3), 35.0),  # which has no more hours
    (public.answering_hours, (5, 10, 40, 0.0, 60, 0, 0.3), 15.0),
    (public.answering_hours, (5, 10, 40, 0.5, 60, 0.5, 0.3), 45 * 0.85),
    (public.detection_share, (0.0, 1.0, 0.15, 0.85, 0.3), 0.15),
    (public.detection_share, (0.9, 0.1, 0.15, 0.85, 0.3), 0.85 * 0.3),
    (public.response_share, (10, 40, 0.8), 0.2),
    (public.response_share, (50, 40, 0.8), 0.8),
    (public.response_share, (0, 40, 0.8), 0.0),
    (public.response_share, (10, 0, 0.8), 1.0),
    (public.response_share, (0, 0, 0.8), 1.0),
    (risk.mistake_weight, (0.5, 0.7), 0.65),
    (risk.mistake_rate, (100, 6e-4, 0.5, 0.5, 0.5, 0.4), 0.06 * 0.75 * 0.8),
    (risk.wrong_account_rate, (100, 2e-4, 0.25, 0.5, 0.5), 0.02 * 0.75 * 0.75),
    (risk.wrong_account_rate, (100, 2e-4, 1.0, 0.5, 0.5), 0.0),
    (risk.disgruntled_rate, (1000, 1.5e-5, 0.0, 2.0), 0.015),
    (risk.disgruntled_rate, (1000, 1.5e-5, 0.5, 2.0), 0.03),
    (risk.complaint_rate, (100, 0.25, 6e-4), 0.045),
    (risk.preparation, (0.8, 0.4, 0.2, 0.6, 1.0, 1.0, 1.0, 1.0), 0.5),
    (risk.preparation, (0.8, 0.4, 0.2, 0.6, 3.0, 2.0, 4.0, 1.0), 0.46),
    (risk.crisis_probability, (0.8, 0.35, 0.95), 0.35 * 0.24),
    (risk.mean_crisis_weeks, (0.0, 8), 8.0),
    (risk.mean_crisis_weeks, (0.5, 8), 4.5),
    (risk.mean_crisis_weeks, (1.0, 8), 1.0),
    (risk.crisis_weeks, (0.5, 4), 3.0),
    (risk.crisis_weeks, (1e-9, 4), 1.0),
    (risk.weeks_of_month, (10, 0), 4.0),
    (risk.weeks_of_month, (10, 1), 8.0),
    (risk.weeks_of_month, (3, 0), 3.0),
    (risk.weeks_of_month, (0, 0), 0.0),
    (standing.tie_contact, (0, 0, 0.3, 0.05), 0.0),
    (standing.tie_contact, (1, 0, 0.3, 0.05), 0.3),
    (standing.tie_contact, (2, 0, 0.3, 0.05), 0.51),
    (standing.tie_contact, (0, 1, 0.3, 0.05), 0.05),
    (standing.tie_contact, (1, 2, 0.5, 0.5), 0.875),
    (standing.seat_contact, (0, 9, 0.3), 0.0),
    (standing.seat_contact, (9, 0, 0.3), 0.0),
    (standing.seat_contact, (1, 2, 0.5), 0.375),
    (standing.either, (0.5, 0.2), 0.6),
    (standing.either, (1.0, 0.2), 1.0),
    (standing.backing, (0.5, 0.4), 0.7),
    (standing.backing, (0.0, 0.4), 0.4),
    (standing.mandate, (0.5, 0.6, 0.0, 1.0), 0.3),
    (standing.mandate, (0.0, 1.0, 0.5, 0.4), 0.2),
    (standing.mandate, (0.5, 0.6, 0.5, 0.4), 1 - 0.7 * 0.8),
    (standing.openness, (0.5, 1.0), 1.0),
    (standing.openness, (0.75, 0.8), 1.2),
    (standing.endorsement_from_above, (0.5, 0.6, 1, 0.4, 1.0), 0.3),
    (standing.endorsement_from_above, (0.5, 0.6, 0, 0.4, 1.0), 0.12),
    (standing.endorsement_from_above, (0.9, 0.9, 1, 0.4, 2.0), 1.0),
    (standing.bridged_share, (0, 30), 0.0),
    (standing.bridged_share, (30 * math.log(2), 30), 0.5),
    (standing.unseen_practice, (0.5, 0.4), 0.8),
    (standing.endorsement_target, (0.5, 0.5, 0.6, 0.4, 0.5), 1 - 0.5 * 0.7 * 0.8),
    (standing.endorsement_target, (0.0, 0.0, 0.6, 0.0, 0.5), 0.0),
    (outcome.reputation_target, (0.5, 0.4, 0.2, 50, 35, 10, 10), 73.5),
    (outcome.next_reputation, (50, 70, 2, 4, 0.05, 1.5, 1.5), 42.0),
    (outcome.next_reputation, (5, 50, 9, 9, 0.05, 1.5, 1.5), 0.0),
    (outcome.value_index, (50, 1.2, 4, 0.5, 0.5), -0.8),
    (outcome.news, (0.5, 0.2), 0.3),
    (outcome.news, (0.2, 0.5), 0.0),
    (outcome.backed_posts, (0.5, 1, 0.4), 0.5),  # less than a post needs no backing
    (outcome.backed_posts, (3.0, 1, 0.4), 1.8),
    (outcome.backed_posts, (3.0, 1, 1.0), 3.0),
    (
        outcome.next_sponsorship,
        (0.5, 0.3, 0.0, 0.6, 0.5, 0.8, 1, 4, 0.06, 0.02, 0.15, 0.02),
        0.5 + (0.06 * 0.24 + 0.15) * 0.5 - 0.004 - 0.04,
    ),
    (outcome.next_sponsorship, (0.5, 0.0, 0.6, 0, 0, 0, 0, 0, 0.06, 0.02, 0.15, 0.02), 0.6),
    (outcome.staff_target, (2, 1.0, 0.5, 0.5, 1.0, 1000, 3.0, 0.01), 3.5),
    (outcome.staff_target, (2, 1.0, 1.0, 1.0, 1.0, 300, 3.0, 0.01), 3.0),
    (outcome.staff_target, (2, 1.0, 1.0, 1.0, 1.0, 100, 3.0, 0.01), 2.0),
    (outcome.staff_target, (2, 0.6, 1.0, 1.0, 1.0, 300, 3.0, 0.01), 1.8),
    (outcome.recovered_budget, (0.6, 0.5, 0.1), 0.62),
    (outcome.recovered_budget, (1.0, 0.5, 0.1), 1.0),
    (outcome.recovered_budget, (0.6, 0.0, 0.1), 0.6),
    (outcome.kind_value, (0.9, 0.5, 0.25), 0.225),
    (outcome.convincing_value, (1.5, 3.0), 0.5),
    (outcome.convincing_value, (-1.5, 3.0), 0.0),
    (outcome.monthly_cost_keur, (2, 1, 100, 3, 5, 7, 50, 4, 100), 14 + 5 + 12 + 0.5),
    (outcome.monthly_cost_keur, (2, 0, 100, 0, 0, 7, 50, 4, 100), 5.0),
]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(
    ("rule", "values", "expected"), HAND_WORKED, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_rule_gives_what_was_worked_out_by_hand(
    rule: Callable[..., Any], values: tuple[float, ...], expected: float
) -> None:
    assert as_python(rule)(*map(float, values)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_every_rule_is_worked_out_by_hand() -> None:
    worked = {as_python(rule).__qualname__ for rule, _, _ in HAND_WORKED}
    assert {as_python(rule).__qualname__ for rule in RULES.values()} == worked


SHARES = (
    adoption.threshold_response,
    adoption.facilitation,
    adoption.ceo_joining_probability,
    bounds.probability_of,
    learning.experienced_usefulness,
    learning.closed_gap,
    learning.learned_skill,
    learning.lead_departure_probability,
    centre.done_share,
    centre.policy_ceiling,
    centre.measurement_ceiling,
    centre.crisis_ceiling,
    centre.training_ceiling,
    centre.written_artefact,
    centre.aged_artefact,
    people_in_charge.shifted_share,
    practice.heard_share,
    practice.told_share,
    practice.own_effort,
    practice.support_claim,
    practice.renewed,
    practice.practitioner_cover,
    practice.next_practice,
    public.agent_output,
    public.detection_share,
    public.response_share,
    risk.preparation,
    risk.crisis_probability,
    standing.tie_contact,
    standing.seat_contact,
    standing.either,
    standing.backing,
    standing.mandate,
    standing.endorsement_from_above,
    standing.bridged_share,
    standing.unseen_practice,
    standing.endorsement_target,
    outcome.news,
    outcome.recovered_budget,
    outcome.convincing_value,
    outcome.next_sponsorship,
)
ONE = st.floats(0.0, 1.0)
REACHES = {"value": 1.0, "target": 1.0, "ceiling": 1.0, "sharpness": 50.0, "work_hours": 200.0}


@pytest.mark.parametrize("rule", SHARES, ids=lambda rule: as_python(rule).__name__)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_shares_stay_shares(rule: Callable[..., Any], data: st.DataObject) -> None:
    names = list(arguments(rule, 2))
    values = {}
    for name in names:
        reach = HIGHEST_LUCK if name == "luck" else REACHES.get(name, LARGE.get(name, 1.0))
        low = 0.01 if name in DIVISORS or name == "threshold" else 0.0
        values[name] = data.draw(st.floats(low, reach), label=name)
    if "highest" in values:  # the ends of a span stand in order
        values["unseen"], values["highest"] = sorted((values["unseen"], values["highest"]))
    with np.errstate(divide="ignore", over="ignore"):
        result = as_python(rule)(**{name: values[name] for name in names})
    assert 0.0 <= float(result) <= 1.0 + 1e-12


@settings(max_examples=100, deadline=None)
@given(exposure=ONE, threshold=st.floats(0.03, 0.9), sharpness=st.floats(0.1, 1e9), more=ONE)
def test_peers_never_deter(exposure: float, threshold: float, sharpness: float, more: float) -> None:
    rule = as_python(adoption.threshold_response)
    with np.errstate(over="ignore"):
        low, high = (rule(x, threshold, sharpness) for x in sorted((exposure, more)))
    assert 0.0 <= low <= high <= 1.0


@settings(max_examples=100, deadline=None)
@given(hazard=st.floats(0, 50))
def test_a_probability_never_exceeds_its_hazard(hazard: float) -> None:
    """The engine draws the exponential only where the luck is below the hazard."""
    rounding = 2.0**-52
    assert as_python(bounds.probability_of)(hazard) <= hazard + rounding


@settings(max_examples=100, deadline=None)
@given(capacity=st.floats(0, 1e5), load=st.floats(0, 1e5))
def test_free_hours_never_exceed_capacity(capacity: float, load: float) -> None:
    free = as_python(centre.free_hours)(capacity, load, 0.15)
    assert 0.15 * capacity <= free <= capacity or capacity == 0


@settings(max_examples=100, deadline=None)
@given(stated=st.floats(0.01, 0.99), shift=st.floats(-5, 5))
def test_a_shift_adds_to_the_log_odds(stated: float, shift: float) -> None:
    moved = as_python(people_in_charge.shifted_share)(stated, shift)
    assert math.log(moved / (1 - moved)) == pytest.approx(math.log(stated / (1 - stated)) + shift, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(luck=st.floats(1e-12, HIGHEST_LUCK), mean=st.floats(1.0, 104.0))
def test_a_crisis_lasts_whole_weeks_and_at_least_one(luck: float, mean: float) -> None:
    weeks = as_python(risk.crisis_weeks)(luck, mean)
    assert weeks >= 1.0 and weeks == int(weeks)


@pytest.mark.parametrize("mean", [2.0, 8.0])
def test_crises_last_as_long_on_average_as_they_are_said_to(mean: float) -> None:
    """Rounding up adds about half a week: the mean of a rounded exponential is 1 / (1 - exp(-1 / mean))."""
    luck = (np.arange(100_000) + 0.5) / 100_000
    weeks = as_python(risk.crisis_weeks)(luck, mean)
    assert weeks.mean() == pytest.approx(1 / (1 - math.exp(-1 / mean)), rel=1e-3)


@settings(max_examples=100, deadline=None)
@given(left=st.floats(0.0, 500.0), crises=st.integers(0, 20))
def test_no_month_has_more_weeks_of_crisis_than_are_left(left: float, crises: int) -> None:
    weeks = as_python(risk.weeks_of_month)(left, crises)
    assert 0.0 <= weeks <= left
    assert weeks <= 4.0 * (1 + crises)


@settings(max_examples=100, deadline=None)
@given(stated=st.floats(0, 20), first=st.floats(0, 20), backed=ONE)
def test_posts_lie_between_the_first_and_all(stated: float, first: float, backed: float) -> None:
    posts = as_python(outcome.backed_posts)(stated, first, backed)
    assert min(stated, first) - 1e-9 <= posts <= stated + 1e-9
