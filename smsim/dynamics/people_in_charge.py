"""Leads, heads and executives differ, and are found after a search (E28, E29)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined

CLIPPED = 0.01
"""Log odds are taken of shares at least this far from 0 and 1."""


@inlined
def shifted_share(stated: Number, shift: Number) -> Number:
    """Return a share whose log odds are `shift` above those stated; without a shift it stays as it is.

    Source: E28, E29; assumption.
    """
    inside = np.minimum(1.0 - CLIPPED, np.maximum(CLIPPED, stated))
    moved = 1.0 / (1.0 + (1.0 - inside) / inside * np.exp(-shift))
    return (shift == 0.0) * stated + (shift != 0.0) * moved


@inlined
def search_months(luck: Number, mean_months: Number) -> Number:
    """Return the whole months in which a seat stays empty. Source: E17; assumption."""
    return np.floor(-mean_months * np.log(1.0 - luck))
