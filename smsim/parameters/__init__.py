"""Every number of smsim, declared once with default, unit, bounds, meaning and source."""

from smsim.parameters.choices import OVERRIDES, Audit, Economics, Firm, Happenings, Levers
from smsim.parameters.declaration import Group, parameter
from smsim.parameters.forms import FORM_WORDS, START_FORM, Forms, FormSettings, OwnForm
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
    "FORM_WORDS",
    "Firm",
    "FormSettings",
    "Forms",
    "Group",
    "Happenings",
    "Levers",
    "OVERRIDES",
    "OwnForm",
    "Parameters",
    "START_FORM",
    "TABLE_GROUPS",
    "choice_record",
    "declarations",
    "parameter",
    "science_record",
    "table_records",
]
