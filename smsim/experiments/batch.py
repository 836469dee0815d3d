"""Many runs of one scenario: replications side by side, each a function of (seed, replication) alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.engine.inputs import RecordArray, RunInputs
from smsim.engine.outputs import DEPARTMENT_DTYPE, MONTHLY_DTYPE
from smsim.engine.records import RunRecords
from smsim.engine.simulation import Simulation
from smsim.engine.state import zero_records
from smsim.interrupts import thread_pool
from smsim.organisation.organisation import Organisation

OrganisationOf = Callable[[int], Organisation]
"""The organisation of a replication: formed anew for each, or always the same imported one."""


@dataclass(frozen=True, eq=False)
class Batch:
    """The records of all replications of one scenario.

    `monthly`, shape (replications, months); `by_department`, shape (replications, months, departments);
    `events`, one array for each replication. `form_titles` has the title of each governance form by its
    name, in the order of their numbers.
    """

    name: str
    seed: int
    replications: int
    monthly: RecordArray
    by_department: RecordArray
    events: tuple[RecordArray, ...]
    department_names: tuple[str, ...]
    department_kinds: NDArray[np.int8]
    department_sizes: NDArray[np.int64]
    employees: int
    form_titles: Mapping[str, str]

    @property
    def horizon_months(self) -> int:
        """Number of months recorded."""
        return int(self.monthly.shape[1])


def run_batch(
    inputs: RunInputs,
    organisation_of: OrganisationOf,
    *,
    name: str,
    seed: int,
    replications: int,
    workers: int = 1,
    on_done: Callable[[int], None] | None = None,
) -> Batch:
    """Run all replications and return their records; the same for any number of workers.

    `on_done` is called with each replication's number when it is finished. Workers are threads: compiled
    months run without the interpreter lock. An interrupt stops all runs between two months.
    """
    first = organisation_of(0)
    months = inputs.horizon_months
    monthly = zero_records(MONTHLY_DTYPE, (replications, months))
    by_department = zero_records(DEPARTMENT_DTYPE, (replications, months, first.departments))
    events: list[RecordArray] = [np.recarray(0, dtype=[("month", np.int32)])] * replications

    def run_one(replication: int) -> None:
        organisation = first if replication == 0 else organisation_of(replication)
        records = Simulation(inputs, organisation, seed, replication).run()
        _keep(records, replication)

    def _keep(records: RunRecords, replication: int) -> None:
        monthly[replication] = records.monthly
        by_department[replication] = records.by_department
        events[replication] = records.events.copy()
        if on_done is not None:
            on_done(replication)

    _do_all(run_one, replications, workers)
    return Batch(
        name=name,
        seed=seed,
        replications=replications,
        monthly=monthly,
        by_department=by_department,
        events=tuple(events),
        department_names=first.department_names,
        department_kinds=first.department_kinds,
        department_sizes=first.department_sizes,
        employees=first.employees,
        form_titles=inputs.form_titles,
    )


def _do_all(run_one: Callable[[int], None], replications: int, workers: int) -> None:
    if workers <= 1:
        for replication in range(replications):
            run_one(replication)
        return
    with thread_pool(workers) as pool:
        futures = [pool.submit(run_one, replication) for replication in range(replications)]
        done, _ = wait(futures, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
