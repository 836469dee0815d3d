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
def detection_share(
    listening: Number, done: Number, unseen: Number, highest: Number, least_coverage: Number
) -> Number:
    """Return the complaints that are seen at all.

    Source: E12.
    """
    return np.minimum(highest, np.maximum(unseen, listening)) * np.maximum(least_coverage, done)


@inlined
def own_care_hours(practice: Number, active: Number, output: Number, hours: Number) -> Number:
    """Return the hours customer service gives to answers; `active` counts its users.

    Source: E12.
    """
    return practice * active * hours * output


@inlined
def answering_hours(
    centre: Number,
    hired: Number,
    care: Number,
    routed_share: Number,
    demand_hours: Number,
    control: Number,
    control_delay: Number,
) -> Number:
    """Return the hours that answer complaints.

    The centre answers what it can itself; customer service answers what reaches it on the path between the
    two. Control before publication costs some of all answers. Source: E12; article S3: routing.
    """
    routed = np.minimum(care, routed_share * demand_hours)
    return (centre + hired + routed) * (1.0 - control_delay * control)


@inlined
def response_share(capacity_hours: Number, demand_hours: Number, detection: Number) -> Number:
    """Return the complaints answered, 0-1; 1 where nobody complains.

    Source: E12.
    """
    answered = np.minimum(1.0, capacity_hours / np.maximum(demand_hours, 1e-12)) * detection
    return (demand_hours > 0.0) * answered + (demand_hours <= 0.0)
