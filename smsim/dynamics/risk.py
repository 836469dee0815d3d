"""Incidents and crises (E13, E14)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined

WEEKS_A_MONTH = 4.0


@inlined
def mistake_weight(training: Number, protection: Number) -> Number:
    """Return a user's mistakes relative to an untrained user's. Source: E13."""
    return 1.0 - protection * training


@inlined
def mistake_rate(
    weighted_users: Number,
    rate: Number,
    policy: Number,
    policy_protection: Number,
    control: Number,
    control_protection: Number,
) -> Number:
    """Return expected public mistakes; `weighted_users` sums the users' mistake weights.

    Source: E13; article S4: training and policy act together.
    """
    return rate * weighted_users * (1.0 - policy_protection * policy) * (1.0 - control_protection * control)


@inlined
def wrong_account_rate(
    users: Number, rate: Number, control: Number, policy: Number, policy_protection: Number
) -> Number:
    """Return expected posts from the wrong account: who holds the keys can take the wrong one.

    Source: E13; article S4: never link personal and business accounts.
    """
    return rate * users * (1.0 - control) * (1.0 - policy_protection * policy)


@inlined
def disgruntled_rate(employees: Number, rate: Number, unrest: Number, unrest_factor: Number) -> Number:
    """Return expected harmful posts of disgruntled staff, more of them after an upheaval. Source: E13."""
    return rate * employees * (1.0 + unrest_factor * unrest)


@inlined
def complaint_rate(complaints: Number, response: Number, escalation: Number) -> Number:
    """Return expected incidents from complaints nobody answered. Source: E13."""
    return escalation * complaints * (1.0 - response)


@inlined
def preparation(
    listening: Number,
    crisis_readiness: Number,
    user_training: Number,
    response: Number,
    listening_weight: Number,
    readiness_weight: Number,
    training_weight: Number,
    response_weight: Number,
) -> Number:
    """Return how well prepared the firm is for an incident: the weighted mean of four. Source: E14."""
    weighted = (
        listening_weight * listening
        + readiness_weight * crisis_readiness
        + training_weight * user_training
        + response_weight * response
    )
    return weighted / (listening_weight + readiness_weight + training_weight + response_weight)


@inlined
def crisis_probability(prepared: Number, unprepared_probability: Number, effect: Number) -> Number:
    """Return the chance that an incident becomes a crisis.

    Source: E14; Altimeter (2011): 76 % of crises were avoidable.
    """
    return unprepared_probability * (1.0 - effect * prepared)


@inlined
def mean_crisis_weeks(prepared: Number, unprepared_weeks: Number) -> Number:
    """Return how many weeks a crisis takes on average: at least one. Source: E14; assumption."""
    return 1.0 + (unprepared_weeks - 1.0) * (1.0 - prepared)


@inlined
def crisis_weeks(luck: Number, mean_weeks: Number) -> Number:
    """Return the whole weeks that one crisis takes. Source: E14; assumption."""
    return np.ceil(-mean_weeks * np.log(1.0 - luck))


@inlined
def weeks_of_month(weeks_left: Number, new_crises: Number) -> Number:
    """Return the weeks of crisis in this month: four for what was under way, and for each new one.

    Source: E14; assumption.
    """
    return np.minimum(weeks_left, WEEKS_A_MONTH * (1.0 + new_crises))
