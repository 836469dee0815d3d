"""Plain lists of scenarios, parameters and an organisation, without compiler or plotting library."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smsim.parameters import Declaration
from smsim.parameters.listing import chosen_declarations, fields_of
from smsim.views.shortening import shorten
from smsim.vocabulary import DepartmentKind

if TYPE_CHECKING:
    from smsim.organisation.measures import OrganisationMeasures
    from smsim.organisation.organisation import Organisation

WIDTH = 80
MOST_DEPARTMENTS = 40


def scenario_lines(entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield a list of scenarios, given as (name, title, description)."""
    listed = list(entries)
    width = max((len(name) for name, _, _ in listed), default=0) + 2
    for name, title, description in listed:
        yield f"{name:<{width}}{title}"
        yield from (" " * width + line for line in textwrap.wrap(description, WIDTH - width - 1))


def organisation_lines(organisation: Organisation, measures: OrganisationMeasures) -> Iterator[str]:
    """Yield who works there, who talks to whom, and what was assumed in reading it."""
    yield f"{measures.people:,} people in {measures.departments} departments"
    ceo = organisation.ids[organisation.ceo] if organisation.ceo >= 0 else "none"
    yield f"{int(organisation.is_manager.sum()):,} heads of teams; CEO: {ceo}"
    yield f"{measures.ties:,} ties, {measures.mean_degree:.1f} per person"
    yield (
        f"{measures.within_department_tie_share:.1%} of ties stay within the department "
        f"({measures.expected_within_share:.1%} if people mixed at random)"
    )
    yield f"local clustering {measures.mean_local_clustering:.2f}" + _sampled(measures)
    yield (
        f"{measures.isolated_people:,} people without ties; "
        f"largest connected part {measures.largest_component:,}"
    )
    yield ""
    yield f"{'people':>7}  {'kind':<24}department"
    sizes = organisation.department_sizes
    for row, name in enumerate(organisation.department_names[:MOST_DEPARTMENTS]):
        kind = DepartmentKind(int(organisation.department_kinds[row])).key
        yield f"{int(sizes[row]):>7,}  {kind:<24}{shorten(name, 46)}"
    if organisation.departments > MOST_DEPARTMENTS:
        yield f"{'':>7}  ... and {organisation.departments - MOST_DEPARTMENTS} more departments"
    if organisation.notes:
        yield ""
        for note in organisation.notes:
            yield from textwrap.wrap(f"- {note}", WIDTH - 1, subsequent_indent="  ")


def _sampled(measures: OrganisationMeasures) -> str:
    if measures.clustering_people == measures.people:
        return ""
    return f" (measured on {measures.clustering_people:,} people)"


def parameter_text(group: str | None, form: str) -> str:
    """Return declared values as a table for reading, as CSV or as JSON. Raises: ScenarioError."""
    chosen = chosen_declarations(group)
    if form == "json":
        return json.dumps([fields_of(entry) for entry in chosen], indent=2, ensure_ascii=False) + "\n"
    if form == "csv":
        return _csv_text(chosen)
    return "\n".join(_parameter_lines(chosen)) + "\n"


def _csv_text(chosen: Sequence[Declaration]) -> str:
    rows = [fields_of(entry) for entry in chosen]
    for row in rows:
        if isinstance(row["default"], tuple):
            row["default"] = " ".join(row["default"])
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _parameter_lines(chosen: Sequence[Declaration]) -> Iterator[str]:
    group = ""
    for entry in chosen:
        table, _, name = entry.name.rpartition(".")
        if table != group:
            if group:
                yield ""
            yield f"[{table}]"
            group = table
        yield f"{name} = {_value(entry.default)}{_unit(entry)}{_bounds(entry)}"
        yield from _indented(entry.meaning)
        yield from _indented(f"source: {entry.source}")


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 1, initial_indent="    ", subsequent_indent="    ")


def _unit(entry: Declaration) -> str:
    is_word = not isinstance(entry.default, int | float | None) or isinstance(entry.default, bool)
    return "" if is_word else f" {entry.unit}"


def _bounds(entry: Declaration) -> str:
    if entry.bounds is None:
        return ""
    return f" ({_number(entry.bounds[0])} to {_number(entry.bounds[1])})"


def _value(value: Any) -> str:
    if value is None:
        return "as the form has it,"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    return " ".join(value) or "none" if isinstance(value, tuple) else str(value)


def _number(value: float) -> str:
    is_whole = isinstance(value, int) or (float(value).is_integer() and abs(value) >= 10_000)
    return f"{value:,.0f}" if is_whole else f"{value:.4g}"
