"""The standing of the people in charge in each department (model description, section 7.6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from smsim.compilation import Number, inlined


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
def working_body(is_body: Number, effectiveness: Number, is_present: Number) -> Number:
    """Return how well a cross-department body works, 0-1: an input of the audit.

    Source: audit indicator 3.7; one that needs a sponsor and has none does not count.
    """
    full_effectiveness = 0.9
    return is_body * min(1.0, effectiveness / full_effectiveness) * is_present
