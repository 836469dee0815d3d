"""What changes over the months, over all replications of a batch: the numbers behind the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.intervals import quantile_bands
from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.indicators import SCORED_INDICATORS, Indicator
from smsim.vocabulary import DepartmentKind, MaturityLevel

if TYPE_CHECKING:
    from smsim.experiments.batch import Batch

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One output over the months: mean and quantiles over replications, each of shape (months,)."""

    scenario: str
    output: str
    unit: str
    mean: Floats
    quantiles: Floats  # (5, months), in the order of QUANTILES

    @property
    def median(self) -> Floats:
        """Median over replications, shape (months,)."""
        return self.quantiles[2]  # type: ignore[no-any-return]


@dataclass(frozen=True, eq=False)
class LevelShares:
    """Runs at each level over the months: `shares` has the shape (5 levels, months)."""

    scenario: str
    replications: int
    shares: Floats

    def at_least(self, level: int) -> Floats:
        """Return the share of runs at `level` or higher, shape (months,)."""
        return self.shares[level:].sum(axis=0)  # type: ignore[no-any-return]


@dataclass(frozen=True, eq=False)
class IndicatorMap:
    """Mean score of every scored indicator.

    `scores` has a row for each, shape (indicators, months), missing if it never applies.

    `met_at_end` is the share of runs in which the indicator counts as met at the end, shape (indicators,).
    """

    scenario: str
    replications: int
    indicators: tuple[Indicator, ...]
    scores: Floats
    met_at_end: Floats


@dataclass(frozen=True, eq=False)
class DepartmentPractice:
    """Median practice of every kind of department present: `practice` has the shape (kinds, months).

    A use case operates from `operating` on.
    """

    scenario: str
    replications: int
    kinds: tuple[DepartmentKind, ...]
    practice: Floats
    operating: float


def trajectory(batch: Batch, output: str) -> Trajectory:
    """Return one monthly output without entries over the months. Raises: KeyError."""
    declared = {entry.name: entry for entry in MONTHLY_OUTPUTS}[output]
    values = np.asarray(batch.monthly[output], dtype=np.float64)
    return Trajectory(batch.name, output, declared.unit, _mean_of_present(values), quantile_bands(values))


def level_shares(batch: Batch) -> LevelShares:
    """Return the share of runs at each of the levels 0 to 4 in every month."""
    level = np.rint(batch.monthly["level"]).astype(np.int64)
    shares = np.stack([(level == int(word)).mean(axis=0) for word in MaturityLevel])
    return LevelShares(batch.name, batch.replications, shares)


def indicator_map(batch: Batch) -> IndicatorMap:
    """Return the mean scores of all scored indicators over the months."""
    scores = np.asarray(batch.monthly["indicator"], dtype=np.float64)
    met = np.asarray(batch.monthly["met"], dtype=np.float64)[:, -1, :]
    return IndicatorMap(
        batch.name,
        batch.replications,
        SCORED_INDICATORS,
        _mean_of_present(scores).T,
        _mean_of_present(met),
    )


def department_practice(batch: Batch) -> DepartmentPractice:
    """Return the median practice of the kinds present, largest at the end first."""
    practice = np.asarray(batch.monthly["practice_of"], dtype=np.float64)
    present = [kind for kind in DepartmentKind if _has_kind(batch, kind)]
    median = np.median(practice, axis=0).T
    present.sort(key=lambda kind: -median[kind, -1])
    rows = median[list(map(int, present))]
    return DepartmentPractice(batch.name, batch.replications, tuple(present), rows, batch.operating_practice)


def _has_kind(batch: Batch, kind: DepartmentKind) -> bool:
    sizes = np.asarray(batch.department_sizes)
    return bool(sizes[np.asarray(batch.department_kinds) == int(kind)].sum() > 0)


def _mean_of_present(values: Floats) -> Floats:
    """Return the mean over replications of what is not missing; missing where nothing is."""
    is_present = np.isfinite(values)
    counts = is_present.sum(axis=0)
    totals = np.where(is_present, values, 0.0).sum(axis=0)
    means: Floats = np.divide(totals, counts, out=np.full(totals.shape, np.nan), where=counts > 0)
    return means
