"""How sure an index is: its spread when the blocks of a design are drawn again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.sensitivity.grid import Floats

RESAMPLES = 400
RESAMPLES_PER_MONTH = 60
RESAMPLING_SEED = 20_101
"""Fixed, so that the same runs always give the same interval. Not 0: SALib takes a seed of 0 for none."""


class Estimates(NamedTuple):
    """Estimates with the limits of their intervals, all of one shape."""

    values: Floats
    low: Floats
    high: Floats


def half_widths(errors: Floats, blocks: int, coverage: float = COVERAGE) -> Floats:
    """Return half the widths of intervals from the bootstrap's standard errors over `blocks` blocks.

    The bootstrap takes the mean of the blocks for known, and few blocks need more than the normal
    distribution's quantile: both are made up for, as Student did for a mean.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 12.
    """
    quantile = float(stats.t.ppf(0.5 + coverage / 2, blocks - 1))
    return np.asarray(quantile * np.sqrt(blocks / (blocks - 1)) * errors, dtype=np.float64)
