"""Sensitivity over time: the indices of a monthly output in every month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.sensitivity.analysing import varies
from smsim.analysis.sensitivity.estimators import estimator_of
from smsim.analysis.sensitivity.resampling import KIND, RESAMPLES_PER_MONTH, half_widths
from smsim.analysis.sensitivity.sample import Floats, Method, Missing, Sample


@dataclass(frozen=True, eq=False)
class MonthlySensitivity:
    """The indices of one column of a monthly output; months count from 0.

    `values`, `low` and `high` have the shape (kinds, months, factors): NaN in months in which nothing
    varies between points, or a run has no value.
    """

    method: Method
    scenario: str
    output: str
    factors: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Floats
    low: Floats
    high: Floats
    interval: str
    coverage: float
    missing: Missing

    @property
    def months(self) -> int:
        """Number of months."""
        return int(self.values.shape[1])

    def main(self) -> Floats:
        """Return the index that factors are ranked by, shape (months, factors)."""
        return self.values[0]  # type: ignore[no-any-return]


def analyse_months(
    sample: Sample, *, scenario: str, output: str, coverage: float = COVERAGE
) -> MonthlySensitivity:
    """Return the sensitivity in every month; `sample.values` has the shape (points, replications, months).

    Indices are those of the mean over replications; all months draw the same blocks again.

    Raises: ResultError, if too little is left after blocks with failed runs are taken out.
    """
    kept, missing = sample.complete()
    estimator = estimator_of(kept)
    means = kept.means
    shape = (len(estimator.kinds), means.shape[1], len(kept.factors))
    values, half = np.full(shape, np.nan), np.full(shape, np.nan)
    for month, column in enumerate(means.T):
        if varies(column):
            values[:, month] = estimator.estimate(column)
            errors = np.std(estimator.resample(column, RESAMPLES_PER_MONTH), axis=0, ddof=1)
            half[:, month] = half_widths(errors, kept.blocks, coverage)
    return MonthlySensitivity(
        method=kept.method,
        scenario=scenario,
        output=output,
        factors=kept.factors,
        kinds=estimator.kinds,
        values=values,
        low=values - half,
        high=values + half,
        interval=KIND,
        coverage=coverage,
        missing=missing,
    )
