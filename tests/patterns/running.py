"""Batches for the pattern tests: a preset with some values changed, many replications, kept for reuse."""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.intervals import mean_interval, share_estimate
from smsim.experiments.batch import Batch, run_batch
from smsim.indicators import SCORED_INDICATORS
from smsim.organisation.formation import form_organisation
from smsim.scenarios import Scenario, load_scenario, run_inputs, with_values
from smsim.vocabulary import DepartmentKind

EMPLOYEES = 300
REPLICATIONS = 60
SEED = 1
WORKERS = os.cpu_count() or 1
NEVER = 10_000
CODES = [indicator.code for indicator in SCORED_INDICATORS]
CS, HR, SALES = (
    int(DepartmentKind.CUSTOMER_SERVICE),
    int(DepartmentKind.HUMAN_RESOURCES),
    int(DepartmentKind.SALES),
)


def run_scenario(scenario: Scenario, replications: int = REPLICATIONS, seed: int = SEED) -> Batch:
    """Run a scenario on organisations formed anew for each replication."""
    departments = scenario.parameters.departments
    return run_batch(
        run_inputs(scenario),
        lambda replication: form_organisation(scenario.firm, departments, seed, replication),
        name=scenario.name,
        seed=seed,
        replications=replications,
        workers=WORKERS,
    )


@lru_cache(maxsize=64)
def _batch(preset: str, values: tuple[tuple[str, object], ...], replications: int, seed: int) -> Batch:
    return run_scenario(with_values(load_scenario(preset), dict(values)), replications, seed)


def batch_of(
    preset: str, values: dict[str, object] | None = None, replications: int = REPLICATIONS, seed: int = SEED
) -> Batch:
    """Return the batch of a preset at 300 people, with some dotted values changed."""
    chosen = {"firm.employees": EMPLOYEES, **(values or {})}
    frozen = tuple((key, tuple(v) if isinstance(v, list) else v) for key, v in sorted(chosen.items()))
    return _batch(preset, frozen, replications, seed)


def first_month(levels: NDArray[np.float64], level: int) -> NDArray[np.float64]:
    """Return the month in which each run first holds `level`, NEVER if not within the horizon."""
    is_held = levels >= level
    return np.where(is_held.any(axis=1), is_held.argmax(axis=1), NEVER).astype(float)


def share_reaching(batch: Batch, level: int, before: int = NEVER) -> float:
    """Return the share of runs that hold `level` before a month."""
    return float((first_month(batch.monthly.level, level) < before).mean())


def median_month(batch: Batch, level: int) -> float:
    """Return the median month of first holding `level`, runs that never do counting as later."""
    return float(np.median(first_month(batch.monthly.level, level)))


def say_share(what: str, share: float, replications: int = REPLICATIONS) -> str:
    """Return a share with its interval as a sentence, for the test's report."""
    estimate = share_estimate(round(share * replications), replications)
    text = f"{what}: {share:.3f}, 95 % interval {estimate.interval.low:.3f} to {estimate.interval.high:.3f}"
    print(text)
    return text


def say_mean(what: str, values: NDArray[np.float64]) -> str:
    """Return a mean with its interval as a sentence, for the test's report."""
    interval = mean_interval(values)
    text = f"{what}: {values.mean():.3f}, 95 % interval {interval.low:.3f} to {interval.high:.3f}"
    print(text)
    return text
