"""What a run needs besides people and luck, as arrays the compiled engine reads.

This module imports no compiler, so that scenarios can be checked without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from smsim.engine.outputs import MONTHLY_COLUMNS
from smsim.engine.replacements import RuleLabels
from smsim.parameters import OVERRIDES, Happenings, Levers
from smsim.vocabulary import DepartmentKind

RecordArray: TypeAlias = Any
"""A record array: one row for each entity, fields as attributes."""
Record: TypeAlias = Any
"""One row of a record array: its fields are attributes; compiled code passes it as one pointer."""

PLAN_FIELDS = tuple(Levers.model_fields) + tuple(Happenings.model_fields)
PLAN_DTYPE = np.dtype(
    [
        (name, np.float64, (len(DepartmentKind),)) if name == "members" else (name, np.float64)
        for name in PLAN_FIELDS
    ]
)
"""One row of the plan: every lever in force in a month, and what happens in it.

All float64: words are their number in the vocabulary, `members` is 1 for each seated kind, NaN means
that the form decides. `champions_in` is -1 for any kind.
"""


def _plan_columns() -> dict[str, slice]:
    columns: dict[str, slice] = {}
    start = 0
    for name in PLAN_FIELDS:
        width = len(DepartmentKind) if name == "members" else 1
        columns[name] = slice(start, start + width)
        start += width
    return columns


PLAN_COLUMNS = _plan_columns()
"""Where each field of the plan sits when a row is seen as plain numbers."""

PLAN_WIDTH = PLAN_DTYPE.itemsize // 8
FORM_COLUMN = PLAN_COLUMNS["form"].start
OVERRIDE_COLUMNS = tuple(PLAN_COLUMNS[name].start for name in OVERRIDES)
"""Where the levers stand that belong to whoever is in charge when they are set."""

HAPPENING_COLUMNS = frozenset(
    column
    for name in Happenings.model_fields
    for column in range(PLAN_COLUMNS[name].start, PLAN_COLUMNS[name].stop)
)
OUTPUT_COLUMNS = {name: column for column, name in enumerate(MONTHLY_COLUMNS)}
"""Where each monthly output sits when a month's record is seen as plain numbers."""

ABOVE, AT_LEAST, BELOW, AT_MOST = 0, 1, 2, 3

CONDITION_DTYPE = np.dtype(
    [
        ("rule", np.int64),
        ("column", np.int64),  # of the monthly outputs
        ("comparison", np.int64),  # ABOVE, AT_LEAST, BELOW, AT_MOST
        ("value", np.float64),
        ("held_months", np.int64),
    ]
)
ACTION_DTYPE = np.dtype(
    [
        ("rule", np.int64),
        ("column", np.int64),  # of the plan
        ("value", np.float64),
        ("is_happening", np.int64),  # 1: holds for the coming month only
        ("is_override", np.int64),  # 1: holds until another form is in charge
    ]
)
RULE_DTYPE = np.dtype(
    [
        ("for_months", np.int64),  # 0: for good
        ("is_repeated", np.int64),  # 0: fires once
    ]
)


@dataclass(frozen=True)
class RearrangementInputs:
    """What a hand does to people and ties at the start of a month, in the organisation's own names.

    transfers : (employee, department); draw_ties, cut_ties : (employee, employee); champions : employees
    """

    month: int
    transfers: tuple[tuple[str, str], ...] = ()
    draw_ties: tuple[tuple[str, str], ...] = ()
    cut_ties: tuple[tuple[str, str], ...] = ()
    champions: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class RunInputs:
    """A scenario as the engine reads it.

    `plan` has a row for every month of the horizon; `plan_marks`, shape (months, PLAN_WIDTH), says which
    values a dated change sets in that month. `is_ignored` marks scored indicators taken out of the audit.
    `conditions` and `actions` are in the order of their `rules`.
    `rearrangements` are in the order in which they take place. `form_titles` has the title of each
    governance form by its name, in the order of the rows of `forms`; the first is in force until the plan
    says otherwise.
    `replaced_rules` are rules of the model in whose place a function from Python stands.
    """

    horizon_months: int
    home: int
    culture: float
    manager_tie_weight: float
    parameters: RecordArray
    kinds: RecordArray
    forms: RecordArray
    form_titles: Mapping[str, str]
    artefacts: RecordArray
    audit: RecordArray
    is_ignored: NDArray[np.bool_]
    economics: RecordArray
    plan: RecordArray
    plan_marks: NDArray[np.bool_]
    conditions: RecordArray
    actions: RecordArray
    rules: RecordArray
    rearrangements: tuple[RearrangementInputs, ...] = ()
    replaced_rules: RuleLabels = ()
