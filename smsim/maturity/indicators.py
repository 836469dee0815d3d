"""How the auditor scores what people do: sixteen indicators and five descriptive signs.

A rule takes plain numbers, or arrays of one shape, and returns a score from 0 to 1. Where a kind of
department is absent, `score_all` leaves the indicators that need it missing (NaN). No rule knows the
governance form.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import Number, compiled, inlined
from smsim.dynamics.bounds import share
from smsim.maturity.facts import OPERATING_PRACTICE
from smsim.vocabulary import DepartmentKind

MARKETING = int(DepartmentKind.MARKETING)
COMMUNICATIONS = int(DepartmentKind.COMMUNICATIONS)
SALES = int(DepartmentKind.SALES)
CUSTOMER_SERVICE = int(DepartmentKind.CUSTOMER_SERVICE)
HUMAN_RESOURCES = int(DepartmentKind.HUMAN_RESOURCES)
RESEARCH_DEVELOPMENT = int(DepartmentKind.RESEARCH_DEVELOPMENT)
EXECUTIVE = int(DepartmentKind.EXECUTIVE)

LARGE_FIRM_EMPLOYEES = 300.0

GOOD_REPUTATION = 55.0


@inlined
def named_person(lead_time_share: float) -> Number:
    """L2.1: somebody is named for social media and has the time for it.

    `lead_time_share` is the lead's time, at most one full-time person, 0 without a lead and where
    the form puts nobody in charge (0-1).
    Source: article S2; counting time is an assumption.
    """
    return share(lead_time_share)


@inlined
def channel_growth(channels: float) -> Number:
    """L2.2: channels and content grow; met with four channels, full with eight.

    Source: article S2; numbers are an assumption.
    """
    return share(channels / 8.0)


@inlined
def drafted_goals(goals: float) -> Number:
    """L2.3: goals are drafted; full when 60 % of the goals document (0-1) stands.

    Source: article S2; numbers are an assumption.
    """
    return share(goals / 0.60)


@inlined
def local_coordination(endorsement: float, capacity_hours: float) -> Number:
    """L2.4: marketing and communications coordinate, in firms of 300 people or more.

    `endorsement` is the mean over those of the two kinds that are present (0-1); the centre needs
    100 hours a month for it.
    Source: article S2; numbers are an assumption.
    """
    return share(endorsement * np.minimum(1.0, capacity_hours / 100.0))


@inlined
def active_listening(listening: float, workable_share: float) -> Number:
    """L3.1: the firm listens actively: the artefact (0-1) times the work the centre gets done (0-1).

    Source: article S2; the product is an assumption.
    """
    return share(listening * workable_share)


@inlined
def aligned_measurement(measurement: float) -> Number:
    """L3.2: measurement follows the top goals; full when 80 % of it (0-1) stands.

    Source: article S2; numbers are an assumption.
    """
    return share(measurement / 0.80)


@inlined
def social_support(practice_customer_service: float, response_share: float) -> Number:
    """L3.3: customers get support on social media: practised (0-1) and answering (0-1).

    Source: article S2; numbers are an assumption.
    """
    practised = np.minimum(1.0, practice_customer_service / 0.7)
    return share(practised * np.minimum(1.0, response_share / 0.4))


@inlined
def social_recruiting(practice_human_resources: float) -> Number:
    """L3.4: recruiting uses social media; full at practice 0.7.

    Source: article S2; numbers are an assumption.
    """
    return share(practice_human_resources / 0.7)


@inlined
def selling_pilots(practice_sales: float) -> Number:
    """L3.5: sales tries social selling; pilots are enough, so practice 0.4 is full.

    Source: article S2; numbers are an assumption.
    """
    return share(practice_sales / 0.4)


@inlined
def ceo_presence(is_ceo_active: float) -> Number:
    """L3.6: the CEO is a user (0 or 1).

    Source: article S2.
    """
    return share(is_ceo_active)


@inlined
def governing_body(working_body: float) -> Number:
    """L3.7: a body across departments governs, and works (0-1), instead of a single manager.

    Source: article S2; that it must work is an assumption.
    """
    return share(working_body)


@inlined
def management_understanding(sponsorship: float, active_share_executive: float) -> Number:
    """L4.1: management understands: half sponsorship (0-1), half executives who are users (0-1).

    Source: article S2; numbers are an assumption.
    """
    return share(0.5 * sponsorship + 0.5 * np.minimum(1.0, active_share_executive / 0.5))


@inlined
def echo_optimisation(listening: float, reputation: float, operating_kinds: float) -> Number:
    """L4.2: work is optimised for a good echo: listening (0-1) while reputation (0-100) is above 55.

    `operating_kinds` counts communications, sales, customer service, human resources and research
    where practice has reached 0.40; three are enough.
    Source: article S2; numbers are an assumption.
    """
    return share(listening * (reputation > GOOD_REPUTATION) * np.minimum(1.0, operating_kinds / 3.0))


@inlined
def individual_marketing(
    response_share: float, practice_customer_service: float, practice_marketing: float, listening: float
) -> Number:
    """L4.3: individuals come before the mass: answers given, and marketing that listens (all 0-1).

    Source: article S2; numbers are an assumption.
    """
    return share(response_share * practice_customer_service + 0.5 * practice_marketing * listening)


@inlined
def valuable_support(practice_customer_service: float, response_share: float, measurement: float) -> Number:
    """L4.4: support creates value, and can show it (all 0-1).

    Source: article S2; numbers are an assumption.
    """
    answering = np.minimum(1.0, response_share / 0.6)
    return share(practice_customer_service * answering * np.minimum(1.0, measurement / 0.5))


@inlined
def answering_ear(listening: float, response_share: float) -> Number:
    """L4.5: the firm listens everywhere and can reply (both 0-1).

    Source: article S2; the product is an assumption.
    """
    return share(listening * response_share)


@inlined
def missing_goals(goals: float) -> Number:
    """L1.1: there is no goals document; gone when 30 % of it (0-1) stands.

    Source: article S2; numbers are an assumption.
    """
    return 1.0 - share(goals / 0.30)


@inlined
def single_team(active_employees: float, active_home: float) -> Number:
    """L1.2: activity sits in one team: 70 % of users or more at home, or at most two users; 0 or 1.

    Source: article S2; numbers are an assumption.
    """
    share_home = active_home / np.maximum(1.0, active_employees)
    return 1.0 * ((share_home >= 0.7) | (active_employees <= 2.0))


@inlined
def uncoordinated_pockets(active_outside: float, active_outside_uncoordinated: float) -> Number:
    """L1.3: users outside the home department whose head hardly stands behind it, as a share.

    0 where nobody outside is a user. Heads count as standing behind it from an endorsement of 0.25.
    Source: article S2; numbers are an assumption.
    """
    return share(active_outside_uncoordinated / np.maximum(1.0, active_outside))


@inlined
def few_channels(channels: float, response_share: float) -> Number:
    """L1.4: few channels that only publish: at most three, under 20 % answered; 0 or 1.

    Source: article S2; numbers are an assumption.
    """
    return 1.0 * ((channels <= 3.0) & (response_share < 0.2))


@inlined
def missing_listening(listening: float) -> Number:
    """L1.5: nobody listens; gone when 25 % of listening (0-1) stands.

    Source: article S2; numbers are an assumption.
    """
    return 1.0 - share(listening / 0.25)


@inlined
def score_or_missing(score: float, is_applicable: float) -> Number:
    """Return `score`, or NaN where the indicator does not apply."""
    return score if is_applicable > 0.0 else np.nan


@inlined
def operating_kinds(practice_of: NDArray[np.float64]) -> Number:
    """Return how many of the five kinds L4.2 looks at have an operating use case (0-5)."""
    operating = 0.0
    for kind in (COMMUNICATIONS, SALES, CUSTOMER_SERVICE, HUMAN_RESOURCES, RESEARCH_DEVELOPMENT):
        operating += practice_of[kind] >= OPERATING_PRACTICE
    return operating


@compiled
def score_all(facts: Any, scores: NDArray[np.float64], signs: NDArray[np.float64]) -> None:
    """Score one month: fill `scores`, shape (16,), and `signs`, shape (5,), in vocabulary order.

    `facts` is a record of AUDIT_FACTS_DTYPE. An indicator that needs an absent kind of department, or
    L2.4 below 300 people, is missing (NaN).
    """
    present, practice = facts.is_kind_present, facts.practice_of
    coordinates = facts.has_marketing_or_communications * (facts.employees >= LARGE_FIRM_EMPLOYEES)
    answered, listening = facts.response_share, facts.listening
    support = practice[CUSTOMER_SERVICE]

    scores[0] = named_person(facts.lead_time_share)
    scores[1] = channel_growth(facts.channels)
    scores[2] = drafted_goals(facts.goals)
    scores[3] = score_or_missing(
        local_coordination(facts.endorsement_marketing_communications, facts.capacity_hours), coordinates
    )
    scores[4] = active_listening(listening, facts.workable_share)
    scores[5] = aligned_measurement(facts.measurement)
    scores[6] = score_or_missing(social_support(support, answered), present[CUSTOMER_SERVICE])
    scores[7] = score_or_missing(social_recruiting(practice[HUMAN_RESOURCES]), present[HUMAN_RESOURCES])
    scores[8] = score_or_missing(selling_pilots(practice[SALES]), present[SALES])
    scores[9] = score_or_missing(ceo_presence(facts.is_ceo_active), present[EXECUTIVE])
    scores[10] = governing_body(facts.working_body)
    scores[11] = score_or_missing(
        management_understanding(facts.sponsorship, facts.active_share_of[EXECUTIVE]), present[EXECUTIVE]
    )
    scores[12] = echo_optimisation(listening, facts.reputation, operating_kinds(practice))
    scores[13] = individual_marketing(answered, support, practice[MARKETING], listening)
    scores[14] = score_or_missing(
        valuable_support(support, answered, facts.measurement), present[CUSTOMER_SERVICE]
    )
    scores[15] = answering_ear(listening, answered)

    outside = facts.active_employees - facts.active_home
    signs[0] = missing_goals(facts.goals)
    signs[1] = single_team(facts.active_employees, facts.active_home)
    signs[2] = uncoordinated_pockets(outside, facts.active_outside_uncoordinated)
    signs[3] = few_channels(facts.channels, answered)
    signs[4] = missing_listening(listening)
