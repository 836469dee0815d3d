"""What people in charge achieve in a department: contact, mandate, endorsement (E23, E32-E34)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined


@inlined
def tie_contact(direct_ties: Number, second_paths: Number, tie_reach: Number, second_reach: Number) -> Number:
    """Return the contact that ties give, 0-1: any of them may carry it, those through a colleague less.

    Source: E32; Friedkin (1983), from memory: influence hardly reaches beyond two steps.
    """
    return 1.0 - (1.0 - tie_reach) ** direct_ties * (1.0 - second_reach) ** second_paths


@inlined
def seat_contact(ties_inside: Number, ties_outside: Number, tie_reach: Number) -> Number:
    """Return the contact that a seat gives, 0-1, by the ties of whoever sits on it.

    Who is tied to nobody at home, or to nobody elsewhere, leaves an empty chair. Source: E32; assumption.
    """
    at_home = 1.0 - (1.0 - tie_reach) ** ties_inside
    elsewhere = 1.0 - (1.0 - tie_reach) ** ties_outside
    return at_home * elsewhere


@inlined
def either(one: Number, other: Number) -> Number:
    """Return the share reached where either of two ways suffices. Source: E32."""
    return 1.0 - (1.0 - one) * (1.0 - other)


@inlined
def backing(sponsorship: Number, unsponsored: Number) -> Number:
    """Return how far executives back what the people in charge do, 0-1.

    Source: E33; Tabrizi (2015): success with strong against weak support.
    """
    return unsponsored + (1.0 - unsponsored) * sponsorship


@inlined
def mandate(authority: Number, backed: Number, sponsorship: Number, contact_executive: Number) -> Number:
    """Return the weight of what the people in charge say, 0-1.

    By their authority, as far as it is backed, or by a sponsor whose ear they have. Source: E33; assumption.
    """
    return 1.0 - (1.0 - authority * backed) * (1.0 - sponsorship * contact_executive)


@inlined
def openness(innovativeness: Number, culture: Number) -> Number:
    """Return how open a head is to what comes from above, 1 for the usual one.

    Source: E23; article S1: culture; assumption.
    """
    return 2.0 * innovativeness * culture


@inlined
def endorsement_from_above(
    contact: Number, weight: Number, is_in_plan: Number, unplanned_share: Number, open_head: Number
) -> Number:
    """Return the endorsement the people in charge achieve in a department; `weight` is their mandate.

    Source: E23.
    """
    planned = is_in_plan + (1.0 - is_in_plan) * unplanned_share
    return np.minimum(1.0, contact * weight * planned * open_head)


@inlined
def bridged_share(ties_to_users: Number, employees: Number) -> Number:
    """Return the share of a department with a tie to a user elsewhere, were its ties spread by chance.

    Source: E34; assumption.
    """
    return 1.0 - np.exp(-ties_to_users / employees)


@inlined
def unseen_practice(bridged: Number, practice: Number) -> Number:
    """Return how much of another department's practice is not seen. Source: E34."""
    return 1.0 - bridged * practice


@inlined
def endorsement_target(
    from_above: Number,
    manager_usefulness: Number,
    bottom_up_weight: Number,
    seen: Number,
    seen_weight: Number,
) -> Number:
    """Return the endorsement a head moves towards: any of three sources suffices.

    From above, by what the own managers find, and by practice seen in other departments. Source: E23.
    """
    doubt = (1.0 - from_above) * (1.0 - bottom_up_weight * manager_usefulness) * (1.0 - seen_weight * seen)
    return 1.0 - doubt
