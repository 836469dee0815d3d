"""Departments: endorsement, discovery and practice of their use case (E23-E25)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import share


@inlined
def backing_of_lead(sponsorship: Number, unsponsored: Number) -> Number:
    """Return the executives' backing of a lead who does without a sponsor. Source: E23."""
    return unsponsored + (1.0 - unsponsored) * sponsorship


@inlined
def endorsement_from_above(
    legitimacy: Number,
    authority: Number,
    backing: Number,
    is_in_plan: Number,
    unplanned_share: Number,
    gain: Number,
) -> Number:
    """Return the endorsement the centre achieves in a department.

    Source: E23.
    """
    planned = is_in_plan + (1.0 - is_in_plan) * unplanned_share
    return np.minimum(1.0, gain * legitimacy * authority * backing * planned)


@inlined
def endorsement_target(from_above: Number, manager_usefulness: Number, bottom_up_weight: Number) -> Number:
    """Return the endorsement a head moves towards: either source suffices.

    Source: E23.
    """
    return 1.0 - (1.0 - from_above) * (1.0 - bottom_up_weight * manager_usefulness)


@inlined
def discovery_hazard(
    active_share: Number,
    use_case_fit: Number,
    legitimacy: Number,
    free: Number,
    effectiveness: Number,
    has_capacity: Number,
    own_hazard: Number,
    contact_hazard: Number,
    contact_hours: Number,
) -> Number:
    """Return the monthly hazard that a department discovers its use case.

    By its own users, or by contact with the centre. Source: E24.
    """
    own = 2.0 * own_hazard * active_share * use_case_fit
    reach = np.minimum(1.0, free / contact_hours) * effectiveness * has_capacity
    return own + contact_hazard * legitimacy * reach * use_case_fit


@inlined
def own_effort(
    active_share: Number, skill: Number, endorsement: Number, full: Number, unendorsed: Number
) -> Number:
    """Return a department's own effort; `skill` is the mean of its users.

    Source: E25.
    """
    return full * np.sqrt(active_share) * skill * (unendorsed + (1.0 - unendorsed) * endorsement)


@inlined
def support_effect(hours: Number, legitimacy: Number, effectiveness: Number, hours_needed: Number) -> Number:
    """Return what help from the centre adds to a department's effort, 0-1.

    Source: E25.
    """
    return np.minimum(1.0, hours * legitimacy * effectiveness / hours_needed)


@inlined
def support_claim(is_approved: Number, practice: Number, use_case_fit: Number, legitimacy: Number) -> Number:
    """Return a department's claim to the centre's help.

    Source: E25.
    """
    return is_approved * (1.0 - practice) * use_case_fit * legitimacy


@inlined
def practitioner_cover(active: Number, headcount: Number, practitioner_share: Number) -> Number:
    """Return how far the users of a department suffice to practise: no practice without practitioners.

    Source: E25.
    """
    return np.minimum(1.0, active / np.maximum(1.0, practitioner_share * headcount))


@inlined
def next_practice(
    practice: Number,
    is_discovered: Number,
    is_approved: Number,
    effort: Number,
    cover: Number,
    endorsement: Number,
    growth: Number,
    unapproved_share: Number,
    decay: Number,
) -> Number:
    """Return practice after a month; `effort` is own effort and support together.

    Source: E25.
    """
    allowed = is_discovered * (is_approved + (1.0 - is_approved) * unapproved_share)
    gained = allowed * growth * np.minimum(1.0, effort) * cover * (1.0 - practice)
    return share(practice + gained - decay * practice * (1.0 - endorsement))
