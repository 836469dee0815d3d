"""Incidents and crises (E13, E14)."""

from __future__ import annotations

from smsim.compilation import Number, inlined


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
def disgruntled_rate(
    employees: Number, rate: Number, grievance_share: Number, listening: Number, protection: Number
) -> Number:
    """Return expected harmful posts of disgruntled staff. Source: E13."""
    return rate * grievance_share * employees * (1.0 - protection * listening)


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
def next_fear(fear: Number, crises: Number, memory: Number) -> Number:
    """Return the fading memory of crises. Source: E14."""
    return memory * fear + crises
