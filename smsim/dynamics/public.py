"""The public: mentions, complaints and how they are answered (E11, E12)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined


@inlined
def public_mentions(
    employees: Number,
    month: Number,
    channels: Number,
    mean_active_share: Number,
    per_employee: Number,
    consumer_exposure: Number,
    growth: Number,
    base_presence: Number,
    full_channels: Number,
) -> Number:
    """Return the mentions of a month; presence by channels and by employees adds to them.

    `mean_active_share` is the plain mean over the kinds of department present. Source: E11.
    """
    presence = np.minimum(1.0, channels / full_channels + mean_active_share)
    talk = per_employee * consumer_exposure * employees * (1.0 + growth) ** month
    return talk * (base_presence + (1.0 - base_presence) * presence)


@inlined
def agent_output(skill: Number, unskilled_share: Number) -> Number:
    """Return a care agent's output relative to a fully skilled one. Source: E12."""
    return unskilled_share + (1.0 - unskilled_share) * skill


@inlined
def own_care_hours(
    practice: Number, active: Number, output: Number, hours: Number, routing: Number
) -> Number:
    """Return the hours customer service gives to answers; `active` counts its users.

    Source: E12.
    """
    return practice * active * hours * output * routing


@inlined
def detection_share(
    listening: Number, done: Number, unseen: Number, highest: Number, least_coverage: Number
) -> Number:
    """Return the complaints that are seen at all.

    Source: E12.
    """
    return np.minimum(highest, np.maximum(unseen, listening)) * np.maximum(least_coverage, done)


@inlined
def response_share(capacity_hours: Number, demand_hours: Number, detection: Number) -> Number:
    """Return the complaints answered, 0-1; 0 without capacity or demand.

    Source: E12.
    """
    answered = np.minimum(1.0, capacity_hours / np.maximum(demand_hours, 1e-12))
    return (demand_hours > 0.0) * answered * detection


@inlined
def utilisation(capacity_hours: Number, demand_hours: Number, busiest: Number) -> Number:
    """Return how busy the answering people are; as busy as can be without any.

    Source: E12.
    """
    ratio = np.minimum(busiest, demand_hours / np.maximum(capacity_hours, 1e-12))
    return (capacity_hours > 0.0) * ratio + (capacity_hours <= 0.0) * busiest


@inlined
def response_hours(
    busy: Number, control: Number, fastest: Number, queue_hours: Number, control_hours: Number
) -> Number:
    """Return the mean hours to an answer: a queue, and control before publication.

    Source: E12.
    """
    return fastest + queue_hours * busy / (1.0 - busy) + control_hours * control
