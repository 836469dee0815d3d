"""Sensitivity over time: the indices of a monthly output in every month."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.sensitivity.analysing import is_untold, varies
from smsim.analysis.sensitivity.estimators import GivenDataEstimator, estimator_of, with_limits
from smsim.analysis.sensitivity.grid import Floats
from smsim.analysis.sensitivity.resampling import RESAMPLES_PER_MONTH
from smsim.analysis.sensitivity.sample import Method, Missing, Sample


@dataclass(frozen=True, eq=False)
class MonthlySensitivity:
    """The indices of one column of a monthly output; months count from 0.

    `values`, `low` and `high` have the shape (kinds, months, factors): NaN in months in which nothing
    varies between points, over a grid surely, or a run has no value, and of factors of which points are too
    few to tell whether they do anything.
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
    values, low, high = (np.full(shape, np.nan) for _ in range(3))
    for month, column in enumerate(means.T):
        if varies(column):
            of_month = replace(kept, values=kept.values[:, :, month])
            found = with_limits(estimator, of_month, RESAMPLES_PER_MONTH, coverage)
            if kept.method is Method.FACTORIAL and (found.low[0] <= 0.0).all():
                continue  # shares of what may be nothing at all are any number
            if isinstance(estimator, GivenDataEstimator):
                found.values[0, is_untold(found.values[0], estimator.detectable())] = np.nan
            values[:, month], low[:, month], high[:, month] = found
    return MonthlySensitivity(
        method=kept.method,
        scenario=scenario,
        output=output,
        factors=kept.factors,
        kinds=estimator.kinds,
        values=values,
        low=low,
        high=high,
        interval=kept.method.interval,
        coverage=coverage,
        missing=missing,
    )
