"""Keeping numbers in bounds."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined


@inlined
def share(value: Number) -> Number:
    """Return `value` clipped to [0, 1]."""
    return np.minimum(1.0, np.maximum(0.0, value))


@inlined
def probability_of(hazard: Number) -> Number:
    """Return the chance that something with this hazard per month happens within the month."""
    return 1.0 - np.exp(-hazard)


@inlined
def round_half_up(value: Number) -> Number:
    """Return `value` rounded to the nearest whole number, halves upwards."""
    return np.floor(value + 0.5)
