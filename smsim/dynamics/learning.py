"""What users and others learn: usefulness, skill, training (E6, E7), and who is new (E9)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import round_half_up, share


@inlined
def experienced_usefulness(use_case_fit: Number, prior: Number, practice: Number) -> Number:
    """Return the usefulness a user sees, given the practice of the own department.

    Source: E6.
    """
    return use_case_fit * (prior + (1.0 - prior) * practice)


@inlined
def observed_usefulness(
    use_case_fit: Number,
    prior: Number,
    practice: Number,
    has_active_contact: Number,
    practice_weight: Number,
    measured_practice: Number,
    measured_weight: Number,
) -> Number:
    """Return the usefulness a non-user sees: through active contacts and through measured results.

    `measured_practice` is measurement times the mean practice of operating departments.
    Source: E6; article S2.
    """
    seen = practice_weight * practice * has_active_contact + measured_weight * measured_practice
    return use_case_fit * (prior + (1.0 - prior) * np.minimum(1.0, seen))


@inlined
def closed_gap(value: Number, target: Number, speed: Number) -> Number:
    """Return `value` moved the part `speed` of the way towards `target`."""
    return value + speed * (target - value)


@inlined
def learned_skill(skill: Number, training: Number, speed: Number, untrained_share: Number) -> Number:
    """Return a user's skill after another month of use.

    Source: E7.
    """
    effort = untrained_share + (1.0 - untrained_share) * training
    return skill + speed * (1.0 - skill) * effort


@inlined
def training_seats(
    employees: Number, programme: Number, capacity_share: Number, push_share: Number
) -> Number:
    """Return how many people are trained this month.

    Source: E7.
    """
    return np.minimum(round_half_up((capacity_share * programme + push_share) * employees), employees)


@inlined
def training_claim(is_active: Number, luck: Number, training: Number, luck_weight: Number) -> Number:
    """Return a person's claim to a seat: users first, old trainings first, luck for the rest.

    Source: E7.
    """
    return is_active + luck_weight * luck - training


@inlined
def initial_threshold(
    normal: Number, mean: Number, spread: Number, lowest: Number, highest: Number
) -> Number:
    """Return a person's threshold from a standard normal number, clipped.

    Source: model description, section 5; assumption.
    """
    return np.minimum(highest, np.maximum(lowest, mean + spread * normal))


@inlined
def lead_departure_probability(turnover: Number, factor: Number, staff_fte: Number) -> Number:
    """Return the chance that the lead leaves this month; a larger team holds its lead longer.

    Source: E17.
    """
    return share(turnover * factor / np.maximum(1.0, staff_fte))
