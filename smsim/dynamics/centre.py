"""The people in charge: their hours, the work that reaches them, what they write (E18-E21)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import share

USUAL_EMPLOYEES = 300.0
"""Size of the firm for which staff, hours and help are stated."""


@inlined
def size_scale(employees: Number, exponent: Number) -> Number:
    """Return how much staff and work a firm of this size has, relative to one of 300 people.

    Source: E27; assumption.
    """
    return (employees / USUAL_EMPLOYEES) ** exponent


@inlined
def member_capacity_hours(members: Number, hours_each: Number, overhead: Number, backing: Number) -> Number:
    """Return the hours that members bring, as far as they are backed, less what they lose to each other.

    Source: E18.
    """
    lost = np.maximum(0.0, 1.0 - overhead * (members - 1.0))
    return hours_each * members * lost * backing


@inlined
def channel_load_hours(channels: Number, hours: Number, further_hours: Number, tooled: Number) -> Number:
    """Return the work of running channels.

    Source: E19.
    """
    return hours * np.minimum(channels, tooled) + further_hours * np.maximum(0.0, channels - tooled)


@inlined
def monitoring_load_hours(
    mentions: Number, hours: Number, practice_care: Number, operating: Number, relief: Number
) -> Number:
    """Return the work of looking at mentions; a practising customer service takes part of it.

    Source: E19.
    """
    return mentions * hours * (1.0 - relief * np.minimum(1.0, practice_care / operating))


@inlined
def request_load_hours(users: Number, practice: Number, operating: Number, hours: Number) -> Number:
    """Return the help a department's users ask for until its practice operates.

    Source: E19.
    """
    return users * (1.0 - np.minimum(1.0, practice / operating)) * hours


@inlined
def free_hours(capacity_hours: Number, load_hours: Number, protected_share: Number) -> Number:
    """Return the hours left for building; some are protected whatever the load.

    Source: E20.
    """
    return np.maximum(protected_share * capacity_hours, capacity_hours - load_hours)


@inlined
def done_share(capacity_hours: Number, load_hours: Number, workable_share: Number) -> Number:
    """Return the part of the load that gets done.

    Source: E20.
    """
    return np.minimum(1.0, workable_share * capacity_hours / np.maximum(load_hours, 1e-9))


@inlined
def opened_channels(free: Number, growth: Number, hours_per_channel: Number) -> Number:
    """Return the channels the centre opens this month.

    Source: E20.
    """
    return np.minimum(growth, free / hours_per_channel)


@inlined
def policy_ceiling(authority: Number, base: Number) -> Number:
    """Return how complete a policy can get. Source: E21."""
    return np.minimum(1.0, base + authority)


@inlined
def measurement_ceiling(skill: Number, sponsorship: Number, factor: Number, unsponsored: Number) -> Number:
    """Return how complete measurement can get: strategy and executives cap it. Source: E21."""
    return np.minimum(1.0, factor * skill * (unsponsored + (1.0 - unsponsored) * sponsorship))


@inlined
def crisis_ceiling(
    endorsement_communications: Number, endorsement_care: Number, base: Number, gain: Number
) -> Number:
    """Return how complete a crisis plan can get without the departments it needs. Source: E21."""
    return np.minimum(1.0, base + gain * (endorsement_communications + endorsement_care))


@inlined
def training_ceiling(endorsement_human_resources: Number, base: Number) -> Number:
    """Return how complete a training programme can get without human resources. Source: E21."""
    return np.minimum(1.0, base + endorsement_human_resources)


@inlined
def written_artefact(value: Number, ceiling: Number, hours: Number, work_hours: Number) -> Number:
    """Return an artefact after `hours` of work on the gap to its ceiling; above it nothing is written.

    Source: E21.
    """
    gap = np.maximum(0.0, ceiling - value)
    return value + np.minimum(1.0, hours / work_hours) * gap


@inlined
def aged_artefact(value: Number, decay: Number, is_abandoned: Number, abandoned_decay: Number) -> Number:
    """Return an artefact a month older; faster while nobody is there.

    Source: E21; article S3: plans are never final.
    """
    return share(value * (1.0 - decay) * (1.0 - is_abandoned * abandoned_decay))
