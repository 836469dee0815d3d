"""What batches of runs come to: levels, months to levels, users, risk, money, and how scenarios differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smsim.analysis.intervals import (
    Interval,
    ShareEstimate,
    interval_document,
    mean_interval,
    share_estimate,
)
from smsim.analysis.paired import PairedDifference, paired_difference
from smsim.analysis.survival import MonthsToLevel, months_to_level
from smsim.measures import LEVELS_TO_REACH, Floats, Measure, Table, in_table, told_winners
from smsim.vocabulary import MaturityLevel

if TYPE_CHECKING:
    from smsim.experiments.batch import Batch

LOOKS = (12, 24, 36, 60, 120)
"""Numbers of months after which the levels are told, as far as the horizon goes."""


@dataclass(frozen=True)
class Mean:
    """The mean of a measure over replications, with its interval."""

    measure: Measure
    value: float
    interval: Interval


@dataclass(frozen=True)
class LevelsAfter:
    """Runs at each level after `months` months: counts of levels 0 to 4, and the mean level."""

    months: int
    counts: tuple[int, ...]
    mean: float


@dataclass(frozen=True, eq=False)
class ScenarioSummary:
    """What the runs of one scenario come to."""

    scenario: str
    employees: int
    replications: int
    horizon_months: int
    levels_after: tuple[LevelsAfter, ...]
    months_to: Mapping[int, MonthsToLevel]  # levels 2 to 4
    held_at_end: Mapping[int, ShareEstimate]  # levels 2 to 4, or higher
    means: Mapping[str, Mean]  # by the measure's name


@dataclass(frozen=True)
class Difference:
    """How a scenario differs from the baseline in one measure, replication by replication."""

    scenario: str
    measure: Measure
    paired: PairedDifference

    @property
    def verdict(self) -> int:
        """+1 better than the baseline on average, -1 worse, 0 if that may be luck."""
        if not self.paired.is_significant or not self.measure.better:
            return 0
        return int(np.sign(self.paired.mean)) * self.measure.better


@dataclass(frozen=True)
class Winner:
    """The scenario with the best mean in one measure; `rivals` may be behind it by luck only."""

    measure: Measure
    best: str
    rivals: tuple[str, ...]

    @property
    def is_significant(self) -> bool:
        """Whether luck is not why the best is ahead of every other scenario."""
        return not self.rivals


@dataclass(frozen=True, eq=False)
class Summary:
    """The summaries of all scenarios and, against the baseline, their differences."""

    baseline: str
    scenarios: tuple[ScenarioSummary, ...]
    differences: tuple[Difference, ...]
    winners: tuple[Winner, ...]

    def of(self, scenario: str) -> ScenarioSummary:
        """Return the summary of one scenario. Raises: StopIteration if it was not run."""
        return next(entry for entry in self.scenarios if entry.scenario == scenario)


def summarise(batches: Sequence[Batch], baseline: str) -> Summary:
    """Return what the batches come to, and how each differs from the one called `baseline`.

    Batches that are compared share their seed, so that replication r has the same dice in all.

    Raises: StopIteration if no batch is called `baseline`; ValueError if replications do not pair up.
    """
    base = next(batch for batch in batches if batch.name == baseline)
    return Summary(
        baseline=baseline,
        scenarios=tuple(summarise_batch(batch) for batch in batches),
        differences=tuple(
            Difference(
                batch.name, measure, paired_difference(measure.of(batch.monthly), measure.of(base.monthly))
            )
            for batch in batches
            if batch is not base
            for measure in in_table(Table.COMPARED)
        ),
        winners=_winners(batches),
    )


def summarise_batch(batch: Batch) -> ScenarioSummary:
    """Return what the runs of one scenario come to."""
    level = np.asarray(batch.monthly["level"], dtype=np.float64)
    return ScenarioSummary(
        scenario=batch.name,
        employees=int(batch.employees),
        replications=int(batch.replications),
        horizon_months=int(batch.horizon_months),
        levels_after=tuple(_levels_after(level, months) for months in _looks(batch.horizon_months)),
        months_to={int(target): months_to_level(level, int(target)) for target in LEVELS_TO_REACH},
        held_at_end={
            int(target): share_estimate(int((level[:, -1] >= target).sum()), batch.replications)
            for target in LEVELS_TO_REACH
        },
        means={measure.name: _mean(measure, batch) for measure in measures_of(batch)},
    )


def measures_of(batch: Batch) -> tuple[Measure, ...]:
    """Return all measures of a batch: those compared, then further ones; of kinds present only."""
    return tuple(
        measure
        for measure in in_table(*Table)
        if measure.kind is None or measure.kind in batch.department_kinds
    )


def _looks(horizon_months: int) -> tuple[int, ...]:
    within = tuple(months for months in LOOKS if months < horizon_months)
    return (*within, int(horizon_months))


def _levels_after(level: Floats, months: int) -> LevelsAfter:
    then = level[:, months - 1]
    counts = tuple(int((then == int(word)).sum()) for word in MaturityLevel)
    return LevelsAfter(int(months), counts, float(then.mean()))


def _mean(measure: Measure, batch: Batch) -> Mean:
    values = measure.of(batch.monthly)
    return Mean(measure, float(values.mean()), mean_interval(values))


def _winners(batches: Sequence[Batch]) -> tuple[Winner, ...]:
    if len(batches) < 2:
        return ()
    return tuple(_winner(batches, measure) for measure in told_winners())


def _winner(batches: Sequence[Batch], measure: Measure) -> Winner:
    values = [(batch.name, measure.of(batch.monthly)) for batch in batches]
    best, of_best = max(values, key=lambda entry: float(measure.better * entry[1].mean()))
    rivals = tuple(
        name
        for name, of_other in values
        if name != best and not paired_difference(of_best, of_other).is_significant
    )
    return Winner(measure, best, rivals)


def summary_document(summary: Summary) -> dict[str, Any]:
    """Return the summary as plain lists, words and numbers, ready for JSON; months count from 0."""
    return {
        "baseline": summary.baseline,
        "scenarios": [_scenario_document(entry) for entry in summary.scenarios],
        "differences_to_baseline": [_difference_document(entry) for entry in summary.differences],
        "best": [
            {
                "measure": winner.measure.name,
                "scenario": winner.best,
                "is_significant": winner.is_significant,
                "may_be_luck_against": list(winner.rivals),
            }
            for winner in summary.winners
        ],
    }


def _scenario_document(entry: ScenarioSummary) -> dict[str, Any]:
    return {
        "scenario": entry.scenario,
        "employees": entry.employees,
        "replications": entry.replications,
        "horizon_months": entry.horizon_months,
        "levels": [
            {"after_months": look.months, "runs_at_level_0_to_4": list(look.counts), "mean_level": look.mean}
            for look in entry.levels_after
        ],
        "months_to_level": [_months_document(months) for months in entry.months_to.values()],
        "measures": {
            name: {"unit": mean.measure.unit.name, "mean": mean.value, **interval_document(mean.interval)}
            for name, mean in entry.means.items()
        },
    }


def _months_document(months: MonthsToLevel) -> dict[str, Any]:
    reached = months.reached
    return {
        "level": months.level,
        "runs_that_reached_it": reached.count,
        "share_that_reached_it": reached.share,
        "share_interval": interval_document(reached.interval),
        "median_month": months.median_month,
        "median_interval": interval_document(months.median_interval),
        "restricted_mean_months": months.restricted_mean_months,
    }


def _difference_document(entry: Difference) -> dict[str, Any]:
    return {
        "scenario": entry.scenario,
        "measure": entry.measure.name,
        "unit": entry.measure.unit.name,
        "mean_difference": entry.paired.mean,
        **interval_document(entry.paired.interval),
        "is_significant": entry.paired.is_significant,
        "variance_ratio": entry.paired.variance_ratio,
    }
