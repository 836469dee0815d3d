"""Tidy tables of batches: one row for each observation, words instead of numbers.

Every table names the scenario and the replication; `month` is t = 0 ... horizon-1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from smsim.analysis.happened import event_detail
from smsim.analysis.nearness import Nearness, nearest_colleague, nearness_of
from smsim.analysis.users import users_by_month
from smsim.engine.outputs import (
    DEPARTMENT_COLUMNS,
    MONTHLY_OUTPUTS,
    column_values,
)
from smsim.measures import LEVELS_TO_REACH, first_months
from smsim.vocabulary import DepartmentKind, EventKind, UseChange

if TYPE_CHECKING:
    from smsim.analysis.summary import Summary
    from smsim.experiments.batch import Batch
    from smsim.experiments.comparing import ObservedRun

EVENT_COLUMNS = ("scenario", "replication", "month", "event", "department", "detail", "count")


def summary_table(summary: Summary) -> pd.DataFrame:
    """Return one row for each scenario and measure: the mean, its interval, the difference to the baseline.

    A difference is missing for the baseline itself and for measures in which scenarios are not compared.
    """
    paired = {(entry.scenario, entry.measure.name): entry.paired for entry in summary.differences}
    rows = []
    for scenario in summary.scenarios:
        for name, mean in scenario.means.items():
            row: dict[str, Any] = {"scenario": scenario.scenario, "measure": name, "unit": mean.measure.unit}
            row |= {"mean": mean.value, "low": mean.interval.low, "high": mean.interval.high}
            against = paired.get((scenario.scenario, name))
            row["difference"] = np.nan if against is None else against.mean
            row["difference_low"] = np.nan if against is None else against.interval.low
            row["difference_high"] = np.nan if against is None else against.interval.high
            rows.append(row)
    return pd.DataFrame(rows)


def monthly_table(batches: Iterable[Batch]) -> pd.DataFrame:
    """Return one row for each scenario, replication and month, one column for each monthly output."""
    return _stacked([_monthly_rows(batch) for batch in batches])


def _monthly_rows(batch: Batch) -> pd.DataFrame:
    replications, months = batch.monthly.shape
    columns: dict[str, Any] = {
        "scenario": np.full(replications * months, batch.name, dtype=object),
        "replication": np.repeat(np.arange(replications), months),
        "month": np.tile(np.arange(months), replications),
    }
    for output in MONTHLY_OUTPUTS:
        for column, values in column_values(batch.monthly, output).items():
            columns[column] = values.ravel()
    return pd.DataFrame(columns)


def department_table(batches: Iterable[Batch]) -> pd.DataFrame:
    """Return one row for each scenario, replication, month and department.

    `employees` is the department's size, `active_share` its users among them.
    """
    return _stacked([_department_rows(batch) for batch in batches])


def _department_rows(batch: Batch) -> pd.DataFrame:
    replications, months, departments = batch.by_department.shape
    rows = replications * months * departments
    names = np.array(batch.department_names, dtype=object)
    kinds = np.array([DepartmentKind(kind).key for kind in batch.department_kinds], dtype=object)
    columns: dict[str, Any] = {
        "scenario": np.full(rows, batch.name, dtype=object),
        "replication": np.repeat(np.arange(replications), months * departments),
        "month": np.tile(np.repeat(np.arange(months), departments), replications),
        "department": np.tile(names, replications * months),
        "kind": np.tile(kinds, replications * months),
        "employees": np.tile(batch.department_sizes, replications * months),
    }
    for column in DEPARTMENT_COLUMNS:
        columns[column] = np.asarray(batch.by_department[column], dtype=np.float64).ravel()
    table = pd.DataFrame(columns)
    table["active_share"] = table["active_employees"] / table["employees"].clip(lower=1)
    return table


def event_table(batches: Iterable[Batch]) -> pd.DataFrame:
    """Return one row for each event, in words: what happened, where, and what it was about."""
    return _stacked([_event_rows(batch) for batch in batches])


def _event_rows(batch: Batch) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for replication, events in enumerate(batch.events):
        for event in events:
            kind = EventKind(int(event["kind"]))
            rows.append(
                {
                    "scenario": batch.name,
                    "replication": replication,
                    "month": int(event["month"]),
                    "event": kind.key,
                    "department": department_title(batch.department_names, int(event["department"])),
                    "detail": event_detail(kind, int(event["detail"]), tuple(batch.form_titles)),
                    "count": int(event["count"]),
                }
            )
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def department_title(names: Sequence[str], row: int) -> str:
    """Return the department's name, or "" where the event concerns the firm."""
    return names[row] if row >= 0 else ""


def level_table(batches: Iterable[Batch]) -> pd.DataFrame:
    """Return one row for each run: the first month of levels 2 to 4 and the level at the end.

    `month_of_level_<n>` is missing where the run never held level n.
    """
    return _stacked([_level_rows(batch) for batch in batches])


def _level_rows(batch: Batch) -> pd.DataFrame:
    level = np.asarray(batch.monthly["level"], dtype=np.float64)
    columns: dict[str, Any] = {
        "scenario": np.full(batch.replications, batch.name, dtype=object),
        "replication": np.arange(batch.replications),
    }
    for target in LEVELS_TO_REACH:
        columns[f"month_of_level_{int(target)}"] = first_months(level, int(target))
    columns["level_at_end"] = level[:, -1]
    columns["raw_level_at_end"] = np.asarray(batch.monthly["raw_level"], dtype=np.float64)[:, -1]
    columns["score_at_end"] = np.asarray(batch.monthly["score"], dtype=np.float64)[:, -1]
    return pd.DataFrame(columns)


def people_table(run: ObservedRun) -> pd.DataFrame:
    """Return one row for each employee of a run: who they are, whom they report to, whether they use it.

    `row` numbers the employees from 0; `manager_row` is -1 without a manager.
    """
    organisation = run.records.organisation
    names = np.array(organisation.department_names, dtype=object)
    return pd.DataFrame(
        {
            "row": np.arange(organisation.employees),
            "id": np.array(organisation.ids, dtype=object),
            "department": names[organisation.department],
            "team": organisation.team,
            "manager_row": organisation.manager,
            "is_manager": organisation.is_manager,
            "ties": np.diff(organisation.tie_starts),
            "is_active_at_start": run.is_active_at_start,
            "is_active_at_end": run.is_active_at_end,
        }
    )


def use_change_table(run: ObservedRun) -> pd.DataFrame:
    """Return one row for each change of use of an employee: month, row of the employee, and cause.

    `colleague` is, for whoever starts because of colleagues, the row of the nearest of them who did use it,
    and `nearness` where that one sits: manager, team, department or elsewhere. Colleagues are those of the
    start; who starts by a tie that was made since has none.

    Raises: ValueError, if the run was not recorded with its people.
    """
    users, organisation = users_by_month(run), run.records.organisation
    changes = run.records.use_changes
    assert changes is not None, "users_by_month refuses runs without people"
    before = np.vstack([run.is_active_at_start, users[:-1]])
    months, rows = np.nonzero(changes)
    words = np.array([change.key for change in UseChange], dtype=object)
    colleagues = np.full(len(months), -1)
    nearness = np.full(len(months), "", dtype=object)
    for place in np.flatnonzero(changes[months, rows] == UseChange.PEERS):
        row = int(rows[place])
        nearest = nearest_colleague(organisation, row, before[months[place]])
        if nearest >= 0:
            colleagues[place] = nearest
            near = nearness_of(organisation, row, np.array([nearest]))[0]
            nearness[place] = Nearness(int(near)).key
    return pd.DataFrame(
        {
            "month": months, "row": rows, "change": words[changes[months, rows]],
            "colleague": colleagues, "nearness": nearness,
        }
    )  # fmt: skip


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True)
