"""What it is worth: reputation, value, cost, sponsorship, staff (E15, E16, E26, E27)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import share

EUR_PER_KEUR = 1000.0


@inlined
def reputation_target(
    response: Number,
    practice_marketing: Number,
    advocates_share: Number,
    base: Number,
    response_points: Number,
    marketing_points: Number,
    advocacy_points: Number,
) -> Number:
    """Return the reputation the firm's conduct leads to, in points; trained users speak for it.

    Source: E15; articles S0, S4: employees are the best ambassadors.
    """
    conduct = response_points * response + marketing_points * practice_marketing
    return base + conduct + advocacy_points * advocates_share


@inlined
def next_reputation(
    reputation: Number,
    target: Number,
    incidents: Number,
    weeks: Number,
    speed: Number,
    incident_points: Number,
    crisis_points: Number,
) -> Number:
    """Return reputation after a month with so many weeks of crisis, 0-100. Source: E15."""
    moved = reputation + speed * (target - reputation) - incident_points * incidents - crisis_points * weeks
    return np.minimum(100.0, np.maximum(0.0, moved))


@inlined
def kind_value(value_weight: Number, practice: Number, active_share: Number) -> Number:
    """Return the value of one kind's practice, before reputation. Source: E16."""
    return value_weight * practice * np.sqrt(active_share)


@inlined
def value_index(
    reputation: Number, kinds_value: Number, weeks: Number, base_share: Number, crisis_value: Number
) -> Number:
    """Return the value index of a month; a crisis may make it negative. Source: E16."""
    return (base_share + reputation / 100.0) * kinds_value - crisis_value * weeks


@inlined
def convincing_value(value: Number, full: Number) -> Number:
    """Return how convincing the value index is, 0-1. Source: E16."""
    return share(value / full)


@inlined
def monthly_cost_keur(
    staff_fte: Number,
    is_staffed: Number,
    member_hours: Number,
    care_agents: Number,
    pushed_people: Number,
    fte_cost_keur: Number,
    member_hour_cost_eur: Number,
    agent_cost_keur: Number,
    training_cost_eur: Number,
) -> Number:
    """Return the cost of a month in thousand euro. Source: E16."""
    staff = fte_cost_keur * staff_fte * is_staffed + agent_cost_keur * care_agents
    return staff + (member_hour_cost_eur * member_hours + training_cost_eur * pushed_people) / EUR_PER_KEUR


@inlined
def news(convincing: Number, habit: Number) -> Number:
    """Return what of the value executives do not take for granted yet. Source: E26; assumption."""
    return np.maximum(0.0, convincing - habit)


@inlined
def next_sponsorship(
    sponsorship: Number,
    tone: Number,
    floor: Number,
    visibility: Number,
    measurement: Number,
    new_value: Number,
    crises: Number,
    weeks: Number,
    value_gain: Number,
    fade: Number,
    crisis_gain: Number,
    discredit: Number,
) -> Number:
    """Return sponsorship after a month.

    Measured value convinces while it is news, attention fades, crises wake, and discredit while they last.
    Source: E26.
    """
    won = (value_gain * visibility * measurement * new_value + crisis_gain * crises) * (1.0 - sponsorship)
    moved = sponsorship + won - fade * (sponsorship - tone) - discredit * weeks * sponsorship
    return np.minimum(1.0, np.maximum(floor, moved))


@inlined
def backed_posts(stated_fte: Number, first_fte: Number, backed: Number) -> Number:
    """Return the staff a form starts with: its first post, and the others as far as executives back it.

    Source: E27; assumption.
    """
    first = np.minimum(stated_fte, first_fte)
    return first + (stated_fte - first) * backed


@inlined
def staff_target(
    founding_fte: Number,
    budget: Number,
    sponsorship: Number,
    measurement: Number,
    convincing: Number,
    employees: Number,
    value_staffing: Number,
    ceiling_share: Number,
) -> Number:
    """Return the central staff aimed at: it grows with proven value, up to a share of the firm.

    `founding_fte` is what the form starts with, hubs included; `budget` is 1 before any cut. Source: E27.
    """
    grown = founding_fte * (1.0 + value_staffing * sponsorship * measurement * convincing)
    return budget * np.minimum(grown, np.maximum(founding_fte, ceiling_share * employees))


@inlined
def recovered_budget(budget: Number, sponsorship: Number, speed: Number) -> Number:
    """Return the budget, relative to one without cuts, after a month without: a sponsor gives it back.

    Source: E30; assumption.
    """
    return budget + speed * sponsorship * (1.0 - budget)
