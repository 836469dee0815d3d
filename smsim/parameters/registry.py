"""All declared values in one list, and as the records the engine reads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import annotated_types
import numpy as np
from pydantic import Field
from pydantic.fields import FieldInfo

from smsim.parameters import choices, levers, tables
from smsim.parameters.centre import Centre, Contact, Practice
from smsim.parameters.declaration import Group, half_to_double
from smsim.parameters.forms import FORM_WORDS, Forms, FormSettings
from smsim.parameters.indicators import Indicators
from smsim.parameters.people import Adoption, Learning, TieChanges, Turnover
from smsim.parameters.public import Echo, Public, Risk, Sponsorship


class Parameters(Group):
    """Every number of the model that is not a choice, by group."""

    adoption: Adoption = Field(default_factory=Adoption)
    learning: Learning = Field(default_factory=Learning)
    turnover: Turnover = Field(default_factory=Turnover)
    ties: TieChanges = Field(default_factory=TieChanges)
    centre: Centre = Field(default_factory=Centre)
    contact: Contact = Field(default_factory=Contact)
    practice: Practice = Field(default_factory=Practice)
    public: Public = Field(default_factory=Public)
    risk: Risk = Field(default_factory=Risk)
    echo: Echo = Field(default_factory=Echo)
    sponsorship: Sponsorship = Field(default_factory=Sponsorship)
    indicators: Indicators = Field(default_factory=Indicators)
    departments: tables.Departments = Field(default_factory=tables.Departments)
    forms: Forms = Field(default_factory=Forms)
    artefacts: tables.Artefacts = Field(default_factory=tables.Artefacts)


TABLE_GROUPS = ("departments", "forms", "artefacts")
CHOICE_GROUPS: dict[str, type[Group]] = {
    "firm": choices.Firm,
    "levers": levers.Levers,
    "happenings": levers.Happenings,
    "audit": choices.Audit,
    "economics": choices.Economics,
}


@dataclass(frozen=True)
class Declaration:
    """One declared value: what `smsim parameters` and the model description show.

    `sensitivity` is the range over which an analysis varies the value, None for what is not a number, for
    choices and facts of the firm, and for 0, which says that something is not there.
    """

    name: str
    default: Any
    unit: str
    bounds: tuple[float, float] | None
    sensitivity: tuple[float, float] | None
    meaning: str
    source: str
    symbol: str
    is_choice: bool

    @property
    def is_number(self) -> bool:
        """Whether the value is a number; a lever that is taken from the form is none by itself."""
        return isinstance(self.default, int | float) and not isinstance(self.default, bool)

    @property
    def is_half_to_double(self) -> bool:
        """Whether the range is half to double the default: nothing better is known of the number."""
        return self.is_number and self.sensitivity == half_to_double(self.default, self.bounds)

    @property
    def is_range_in_ratio(self) -> bool:
        """Whether the default is in the middle of its range in ratio: to be drawn evenly in logarithms."""
        if self.sensitivity is None:
            return False
        low, high = self.sensitivity
        return low > 0 and math.isclose(low * high, self.default**2)


def _bounds(field: FieldInfo) -> tuple[float, float] | None:
    low = high = None
    for limit in field.metadata:
        if isinstance(limit, annotated_types.Ge):
            low = limit.ge
        if isinstance(limit, annotated_types.Le):
            high = limit.le
    if low is None or high is None:
        return None
    return float(low), float(high)  # type: ignore[arg-type]


def _sensitivity(
    declared: Any, value: Any, bounds: tuple[float, float] | None, is_choice: bool
) -> tuple[float, float] | None:
    if declared is not None:
        return (declared[0], declared[1]) if declared else None
    if is_choice or isinstance(value, bool | str):
        return None
    return half_to_double(value, bounds)


def _declarations_of(group: Group, prefix: str, is_choice: bool) -> Iterator[Declaration]:
    for name, field in type(group).model_fields.items():
        if isinstance(group, FormSettings) and name in FORM_WORDS:
            continue
        value = getattr(group, name)
        dotted = f"{prefix}.{name}"
        if isinstance(value, Group):
            yield from _declarations_of(value, dotted, is_choice)
            continue
        notes = field.json_schema_extra
        assert isinstance(notes, dict), f"{dotted} is not declared with parameter()"
        bounds = _bounds(field)
        yield Declaration(
            name=dotted,
            default=value,
            unit=str(notes["unit"]),
            bounds=bounds,
            sensitivity=_sensitivity(notes["sensitivity_range"], value, bounds, is_choice),
            meaning=field.description or "",
            source=str(notes["source"]),
            symbol=str(notes["symbol"]),
            is_choice=is_choice,
        )


def declarations(of: Iterable[Forms] = ()) -> tuple[Declaration, ...]:
    """Return every declared value of smsim, choices first, in the order of declaration.

    Last come the values of the forms that scenarios bring, given the forms `of` the scenarios; those of one
    name are told once.
    """
    rows: list[Declaration] = []
    for name, group in CHOICE_GROUPS.items():
        rows.extend(_declarations_of(group(), name, is_choice=True))
    defaults = Parameters()
    for name in Parameters.model_fields:
        rows.extend(_declarations_of(getattr(defaults, name), name, is_choice=False))
    own = {name: row for forms in of for name, row in forms.own.items()}
    for name, row in sorted(own.items()):
        rows.extend(_declarations_of(row, f"forms.{name}", is_choice=False))
    return tuple(rows)


def _scalars(parameters: Parameters) -> dict[str, float]:
    values: dict[str, float] = {}
    for group_name in Parameters.model_fields:
        group = getattr(parameters, group_name)
        if group_name in TABLE_GROUPS:
            continue
        for name in type(group).model_fields:
            value = getattr(group, name)
            if name == "response":
                name, value = "is_response_linear", value == "linear"
            assert name not in values, f"two parameters are called {name}"
            values[name] = float(value)
    return values


def _record_array(columns: list[str], rows: list[list[float]]) -> np.recarray[Any, Any]:
    table = np.array(rows, dtype=np.float64)
    kind = np.dtype([(name, np.float64) for name in columns])
    return np.ascontiguousarray(table).view(kind).reshape(len(rows)).view(np.recarray)


def choice_record(group: Group) -> np.recarray[Any, Any]:
    """Return a group of plain numbers as one record of float64 fields; lists are left out."""
    numbers = {name: value for name, value in group if not isinstance(value, tuple)}
    return _record_array(list(numbers), [[float(value) for value in numbers.values()]])


def science_record(parameters: Parameters) -> np.recarray[Any, Any]:
    """Return the scalar parameters as one record of float64 fields, names without their group."""
    values = _scalars(parameters)
    return _record_array(list(values), [list(values.values())])


def table_records(table: Group) -> np.recarray[Any, Any]:
    """Return `departments`, `forms` or `artefacts` as one record per row, in vocabulary order.

    Traits of forms are 0 or 1; a scenario's own forms come last.
    """
    rows = list(table.rows.values()) if isinstance(table, Forms) else [row for _, row in table]
    columns = [name for name in type(rows[0]).model_fields if name not in FORM_WORDS]
    return _record_array(columns, [[getattr(row, name) for name in columns] for row in rows])
