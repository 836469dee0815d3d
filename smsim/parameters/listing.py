"""Every declared value, or those of a group, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsim.errors import ScenarioError, nearest
from smsim.parameters.registry import Declaration, declarations

if TYPE_CHECKING:
    import pandas as pd


def parameters(group: str | None = None) -> pd.DataFrame:
    """Return every declared value, or those of one group such as ``adoption``, a row each.

    Columns: `name`, as a scenario file has it, `default`, `unit`, `lowest` and `highest` allowed,
    `sensitivity_lowest` and `sensitivity_highest`, `symbol`, `meaning`, `source`.

    Raises: ScenarioError for an unknown group.
    """
    import pandas as pd  # takes long to import, and the engine needs no tables

    return pd.DataFrame([fields_of(entry) for entry in chosen_declarations(group)])


def chosen_declarations(group: str | None) -> tuple[Declaration, ...]:
    """Return all declared values, or those of one group such as ``adoption`` or ``forms.task_force``.

    Raises: ScenarioError for an unknown group.
    """
    every = declarations()
    if group is None:
        return every
    chosen = tuple(entry for entry in every if f"{entry.name}.".startswith(f"{group}."))
    if not chosen:
        groups = list(dict.fromkeys(entry.name.split(".")[0] for entry in every))
        raise ScenarioError(
            f"There is no group of parameters '{group}'{nearest(group, groups)}: the groups are "
            f"{', '.join(groups)}."
        )
    return chosen


def fields_of(entry: Declaration) -> dict[str, Any]:
    """Return what is declared of a value, by the names of a table's columns."""
    return {
        "name": entry.name,
        "default": entry.default,
        "unit": entry.unit,
        "lowest": entry.bounds[0] if entry.bounds else None,
        "highest": entry.bounds[1] if entry.bounds else None,
        "sensitivity_lowest": entry.sensitivity[0] if entry.sensitivity else None,
        "sensitivity_highest": entry.sensitivity[1] if entry.sensitivity else None,
        "symbol": entry.symbol,
        "meaning": entry.meaning,
        "source": entry.source,
    }
