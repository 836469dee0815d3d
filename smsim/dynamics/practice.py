"""Departments: discovery and practice of their use case (E24, E25)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import share

USUAL_DEPARTMENT = 30.0
"""People of the department for which the help it needs is stated."""


@inlined
def heard_share(hears_public: Number, listening: Number, done: Number) -> Number:
    """Return how much of what the public says a department hears; some have nothing to hear.

    Source: E24; article S4: monitoring feeds campaigns, care, products and investor relations.
    """
    return hears_public * listening * done


@inlined
def told_share(contact: Number, free: Number, contact_hours: Number, has_capacity: Number) -> Number:
    """Return how much the people in charge tell a department of use cases. Source: E24."""
    return contact * np.minimum(1.0, free / contact_hours) * has_capacity


@inlined
def discovery_hazard(
    active_share: Number,
    use_case_fit: Number,
    told: Number,
    seen: Number,
    heard: Number,
    own_hazard: Number,
    contact_hazard: Number,
) -> Number:
    """Return the monthly hazard that a department discovers its use case.

    By its own users, or by what it is told, sees in other departments and hears from the public.
    Source: E24.
    """
    own = 2.0 * own_hazard * active_share * use_case_fit
    learned = 1.0 - (1.0 - told) * (1.0 - seen) * (1.0 - heard)
    return own + contact_hazard * use_case_fit * learned


@inlined
def own_effort(active_share: Number, skill: Number, full: Number) -> Number:
    """Return a department's own effort; `skill` is the mean of its users.

    Source: E25.
    """
    return full * np.sqrt(active_share) * skill


@inlined
def help_needed_hours(employees: Number, hours: Number, exponent: Number) -> Number:
    """Return the hours of help that replace a department's own effort. Source: E25; assumption."""
    return hours * (employees / USUAL_DEPARTMENT) ** exponent


@inlined
def backed_effort(
    endorsement: Number, own: Number, help_hours: Number, hours_needed: Number, seen: Number, know_how: Number
) -> Number:
    """Return a department's effort, all of it as far as its head stands behind it.

    Own effort, help from the people in charge, and what it can copy from practice it sees elsewhere.
    Source: E25.
    """
    return endorsement * (own + np.minimum(1.0, help_hours / hours_needed) + know_how * seen)


@inlined
def support_claim(is_approved: Number, practice: Number, use_case_fit: Number) -> Number:
    """Return a department's claim to the centre's help.

    Source: E25.
    """
    return is_approved * (1.0 - practice) * use_case_fit


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
    """Return practice after a month of `effort`.

    Source: E25.
    """
    allowed = is_discovered * (is_approved + (1.0 - is_approved) * unapproved_share)
    gained = allowed * growth * np.minimum(1.0, effort) * cover * (1.0 - practice)
    return share(practice + gained - decay * practice * (1.0 - endorsement))


@inlined
def renewed(value: Number, renewal_share: Number) -> Number:
    """Return what is left of practice or channels when the public moves to other platforms.

    Source: E35; article S2: new tools need to be learned anew; value is an assumption.
    """
    return value * (1.0 - renewal_share)
