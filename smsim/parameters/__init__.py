"""Every number of smsim, declared once with default, unit, bounds, meaning and source.

Called as a function, ``smsim.parameters()``, it is the table of all of them.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from smsim.parameters.choices import Audit, Economics, Firm
from smsim.parameters.declaration import Group, parameter
from smsim.parameters.forms import FORM_WORDS, START_FORM, Forms, FormSettings, OwnForm
from smsim.parameters.levers import OVERRIDES, Happenings, Levers
from smsim.parameters.listing import parameters
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

if TYPE_CHECKING:
    import pandas as pd

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
    "parameters",
    "science_record",
    "table_records",
]


class _Callable(ModuleType):
    """Gives the package and the function one name, whichever of them was asked for first."""

    def __call__(self, group: str | None = None) -> "pd.DataFrame":
        return parameters(group)

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        """Go to workers by name, as other modules do, which pickles know by their exact class."""
        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = _Callable
