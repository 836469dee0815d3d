"""When a governance form decides, and what (E22)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import round_half_up


@inlined
def meeting_interval_months(
    members: Number, sponsorship: Number, base: Number, per_member: Number, offset: Number
) -> Number:
    """Return the months between meetings of a body: members and missing sponsors slow it.

    Source: E22.
    """
    return np.maximum(1.0, round_half_up((base + per_member * members) * (offset - sponsorship)))


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
def is_approved_at_once(
    is_discovered: bool,
    endorsement: float,
    legitimacy: float,
    endorsement_needed: float,
    legitimacy_needed: float,
) -> bool:
    """Return whether a lead without a governing body approves a use case.

    Source: E22.
    """
    return is_discovered and (endorsement > endorsement_needed or legitimacy > legitimacy_needed)


@inlined
def approval_priority(legitimacy: Number, use_case_fit: Number) -> Number:
    """Return the urgency of a use case on a body's agenda. Source: E22."""
    return legitimacy * use_case_fit
