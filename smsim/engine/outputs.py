"""What is recorded at the end of every month: one declaration for records, tables, rules and documents.

This module imports no compiler, so that scenarios can be checked without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.indicators import DESCRIPTIVE_INDICATORS, SCORED_INDICATORS
from smsim.vocabulary import Artefact, DepartmentKind, IncidentCause

KIND_NAMES = DepartmentKind.keys()
SCORED_CODES = tuple(indicator.code for indicator in SCORED_INDICATORS)
DESCRIPTIVE_CODES = tuple(indicator.code for indicator in DESCRIPTIVE_INDICATORS)


@dataclass(frozen=True)
class Output:
    """One recorded quantity; with `entries` it has one column for each of them.

    The columns of an output with entries are named ``<name>_<entry>``.
    """

    name: str
    unit: str
    meaning: str
    entries: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names in tables."""
        return tuple(f"{self.name}_{entry}" for entry in self.entries) or (self.name,)


MONTHLY_OUTPUTS = (
    Output("level", "0-4", "reported maturity level"),
    Output("raw_level", "0-4", "level by the last audit alone, before it is confirmed"),
    Output("score", "0-4", "continuous maturity score"),
    Output("met_share_2", "share", "applicable level-2 indicators met at the last audit"),
    Output("met_share_3", "share", "applicable level-3 indicators met at the last audit"),
    Output("met_share_4", "share", "applicable level-4 indicators met at the last audit"),
    Output("indicator", "score", "what the auditor sees; missing where not applicable", SCORED_CODES),
    Output("met", "0 or 1", "whether the indicator counts as met since the last audit", SCORED_CODES),
    Output("sign", "score", "descriptive signs of the playground", DESCRIPTIVE_CODES),
    Output("active_employees", "people", "users at the end of the month"),
    Output("active_share", "share", "users among employees"),
    Output("active_share_of", "share", "users in departments of the kind", KIND_NAMES),
    Output("practice_of", "share", "headcount-weighted practice of the kind", KIND_NAMES),
    Output("endorsement_of", "share", "headcount-weighted endorsement of the kind", KIND_NAMES),
    Output("contact_of", "share", "headcount-weighted contact with the people in charge", KIND_NAMES),
    Output("coordination_share", "share", "users whose department's head stands behind it"),
    Output("trained_share", "share", "mean training of all employees"),
    Output("departments_in_plan", "departments", "departments the plan includes"),
    Output("departments_operating", "departments", "departments whose use case operates"),
    Output("artefact", "share", "how complete and up to date it is", Artefact.keys()),
    Output("capacity_hours", "hours per month", "time of the people in charge"),
    Output("load_hours", "hours per month", "work that comes to them by itself"),
    Output("workload_ratio", "ratio", "load over capacity; missing without capacity"),
    Output("free_hours", "hours per month", "time left for building"),
    Output("channels", "channels", "channels of the firm"),
    Output("mentions", "per month", "public mentions"),
    Output("complaints", "per month", "public complaints"),
    Output("response_share", "share", "complaints that get a useful answer"),
    Output("incidents", "per month", "incidents of all causes"),
    Output("incidents_from", "per month", "incidents of one cause", IncidentCause.keys()),
    Output("crises", "per month", "incidents that became a crisis"),
    Output("crisis_weeks", "weeks", "weeks of crisis in this month, those of several crises added up"),
    Output("reputation", "0-100", "reputation"),
    Output("sponsorship", "share", "backing by the executives"),
    Output("mandate", "share", "weight of what the people in charge say"),
    Output("value_index", "index points", "value of all practice together"),
    Output("value_keur", "thousand euro per month", "true value"),
    Output("measured_value_keur", "thousand euro per month", "value the measurement can show"),
    Output("cost_keur", "thousand euro per month", "cost of staff, members, agents and pushed trainings"),
    Output("net_value_keur", "thousand euro per month", "true value less cost"),
    Output("strategic_skill", "share", "planning skill of whoever plans"),
    Output("staff_fte", "full-time equivalents", "central staff, hubs included"),
    Output("form", "governance form", "governance form in force, by number"),
    Output("has_lead", "0 or 1", "whether a lead is in place"),
    Output("adoptions", "people", "people who took up use this month"),
    Output("discontinuances", "people", "people who gave up use this month"),
    Output("leavers", "people", "people who left and were replaced this month"),
)

DEPARTMENT_OUTPUTS = (
    Output("active_employees", "people", "users at the end of the month"),
    Output("practice", "share", "how far the use case is part of the work"),
    Output("endorsement", "share", "how far the head stands behind it"),
    Output("contact", "share", "how far the people in charge reach it"),
    Output("seen", "share", "practice seen in other departments, through ties to their users"),
    Output("is_discovered", "0 or 1", "whether the use case is known"),
    Output("is_approved", "0 or 1", "whether the use case is approved"),
    Output("is_in_plan", "0 or 1", "whether the plan includes the department"),
    Output("support_hours", "hours per month", "help from the centre and the hub"),
)


def _dtype(outputs: tuple[Output, ...]) -> np.dtype[np.void]:
    return np.dtype(
        [(o.name, np.float64, (len(o.entries),)) if o.entries else (o.name, np.float64) for o in outputs]
    )


MONTHLY_DTYPE = _dtype(MONTHLY_OUTPUTS)
DEPARTMENT_DTYPE = _dtype(DEPARTMENT_OUTPUTS)
MONTHLY_COLUMNS = tuple(column for output in MONTHLY_OUTPUTS for column in output.columns)
DEPARTMENT_COLUMNS = tuple(column for output in DEPARTMENT_OUTPUTS for column in output.columns)

EVENT_DTYPE = np.dtype(
    [
        ("month", np.int32),
        ("kind", np.int32),  # EventKind
        ("department", np.int32),  # row of the department, -1 for the firm
        ("detail", np.int32),  # level reached, cause of the crises, new form, rule that fired, person's row
        ("count", np.int64),  # crises of this cause in this month, else 1
    ]
)


def column_values(records: np.recarray[Any, Any], output: Output) -> dict[str, NDArray[np.float64]]:
    """Return the columns of one output, each of the shape of `records`."""
    values = np.asarray(records[output.name], dtype=np.float64)
    if not output.entries:
        return {output.name: values}
    return {column: values[..., place] for place, column in enumerate(output.columns)}
