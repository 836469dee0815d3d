"""What whoever plans decides: the scope of the plan, and use cases (E22)."""

from __future__ import annotations

from smsim.compilation import Number, inlined


@inlined
def includes_in_plan(
    goals: float,
    is_home: bool,
    is_member: bool,
    luck: float,
    affinity: float,
    is_discovered: bool,
    endorsement: float,
    goals_needed: float,
    endorsement_needed: float,
) -> bool:
    """Return whether the plan includes a department; `luck` is a fixed draw per department.

    Source: E22; Digital Brand Expressions (2010) for the affinities.
    """
    if goals < goals_needed:
        return False
    wanted = is_discovered and endorsement > endorsement_needed
    return is_home or is_member or luck < affinity or wanted


@inlined
def is_ripe(is_discovered: bool, endorsement: float, is_member: bool, endorsement_needed: float) -> bool:
    """Return whether a use case can be approved: it is known, and its head or a seat speaks for it.

    Source: E22.
    """
    return is_discovered and (endorsement > endorsement_needed or is_member)


@inlined
def approval_priority(endorsement: Number, use_case_fit: Number) -> Number:
    """Return the urgency of a use case on a body's agenda. Source: E22."""
    return endorsement * use_case_fit
