"""Every number of smsim, declared once with default, unit, bounds, meaning and source."""

from smsim.parameters.choices import OVERRIDES, Audit, Economics, Firm, Happenings, Levers
from smsim.parameters.declaration import Group, parameter
from smsim.parameters.registry import (
    CHOICE_GROUPS,
    TABLE_GROUPS,
    Declaration,
    Parameters,
    choice_record,
    declarations,
    science_record,
    table_records,
)

__all__ = [
    "CHOICE_GROUPS",
    "Audit",
    "Declaration",
    "Economics",
    "Firm",
    "Group",
    "Happenings",
    "Levers",
    "OVERRIDES",
    "Parameters",
    "TABLE_GROUPS",
    "choice_record",
    "declarations",
    "parameter",
    "science_record",
    "table_records",
]
