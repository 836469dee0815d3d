"""What holds where a lever is set beside what the form has (model description, section 7.6)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined


@inlined
def in_force(is_led: Number, override: float, of_form: float) -> Number:
    """Return a lever's value, or the form's own where the lever is not set (NaN) or nobody is in charge."""
    return of_form if np.isnan(override) or not is_led else override
