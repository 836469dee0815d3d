"""What a governance form can do, and its standing in each department (model description, section 7.6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from smsim.compilation import Number, constant, inlined
from smsim.vocabulary import GovernanceForm

GRASSROOTS = constant(GovernanceForm.GRASSROOTS)
INTERN = constant(GovernanceForm.INTERN)
TASK_FORCE = constant(GovernanceForm.TASK_FORCE)
GROUP_HEAD = constant(GovernanceForm.GROUP_HEAD)
DANDELION = constant(GovernanceForm.DANDELION)


@inlined
def has_lead(form: Number) -> Number:
    """Return whether the form names somebody."""
    return form != GRASSROOTS


@inlined
def has_planning_lead(form: Number) -> Number:
    """Return whether the form names somebody who plans; an intern does not. Source: E21."""
    return form not in (GRASSROOTS, INTERN)


@inlined
def is_body(form: Number) -> Number:
    """Return whether the form is a cross-department governing body, which meets to decide."""
    return form in (TASK_FORCE, GROUP_HEAD, DANDELION)


@inlined
def in_force(is_led: Number, override: float, of_form: float) -> Number:
    """Return a lever's value, or the form's own where the lever is not set (NaN) or nobody is in charge."""
    return of_form if np.isnan(override) or not is_led else override


@inlined
def legitimacy(
    form: Any,
    levers: Any,
    is_led: Number,
    is_home: bool,
    is_member: bool,
    is_communications: bool,
    affinity: float,
) -> Number:
    """Return the standing of the people in charge in a department, 0-1.

    The first that applies: home, seat, elsewhere; communications has a minimum of its own.
    Source: model description, section 7.6; article S2.
    """
    if is_home:
        return in_force(is_led, levers.legitimacy_home, form.legitimacy_home)
    if is_member:
        return in_force(is_led, levers.legitimacy_member, form.legitimacy_member)
    elsewhere = form.legitimacy_other + form.legitimacy_per_affinity * affinity
    standing = in_force(is_led, levers.legitimacy_other, elsewhere)
    if is_communications:
        return max(standing, form.legitimacy_communications)
    return standing


@inlined
def working_body(
    form: int, effectiveness: Number, is_present: Number, full_effectiveness: Number
) -> Number:
    """Return how well a cross-department body works, 0-1: an input of the audit.

    Source: audit indicator L3.7; a task force without a sponsor does not count.
    """
    return is_body(form) * min(1.0, effectiveness / full_effectiveness) * is_present
