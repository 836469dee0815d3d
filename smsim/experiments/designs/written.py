"""A design whose points are written down: a table in CSV, one row for each point."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, ClassVar

import numpy as np

from smsim.errors import ScenarioError, nearest
from smsim.experiments.designs.declaring import choice
from smsim.experiments.designs.design import DesignTable, Shares
from smsim.experiments.designs.factors import Factor
from smsim.experiments.designs.values import ScenarioValue, value_named
from smsim.parameters import Group
from smsim.scenarios import Scenario
from smsim.scenarios.loading import read_file
from smsim.scenarios.locating import Place
from smsim.scenarios.places import ContradictionError

SCENARIO_COLUMN = "scenario"
NO_WORDS = "none"
BETWEEN_WORDS = "+"
TRUTHS = {"true": True, "false": False}


class TableFile(Group):
    """The points of a CSV file: a row for each, a column for each factor, headed by its dotted name.

    A blank cell leaves the scenario's own value. A column `scenario` says for which scenario a row is.
    Words of a list stand with + between them, `none` for an empty list.
    """

    kind: ClassVar[str] = "table"
    file: str = choice(..., meaning="name of the CSV file, beside the experiment file")


@dataclass(frozen=True, eq=False)
class WrittenTable:
    """A design that was read from a file; its factors have been read with it."""

    kind: ClassVar[str] = "table"
    file: str
    shares: Shares
    scenarios: tuple[str, ...] | None

    def settings(self, factors: Sequence[Factor], seed: int) -> DesignTable:
        """Return the points as they were written."""
        return DesignTable(tuple(factors), self.shares, self.scenarios)


def read_table(
    name: str, folder: Traversable, scenarios: Sequence[Scenario], *, is_imported: bool
) -> tuple[tuple[Factor, ...], WrittenTable]:
    """Return the factors and the points of a CSV file in `folder`.

    `is_imported` says that the people come from a folder. Raises: ScenarioError, one sentence with line,
    column, value and what is allowed.
    """
    lines, rows = csv_rows(name, folder)
    header, columns = rows[0], list(zip(*rows[1:], strict=True))
    owners: tuple[str, ...] | None = None
    factors: list[Factor] = []
    shares: list[Shares] = []
    for place, column in enumerate(header):
        if column == SCENARIO_COLUMN:
            owners = _owners(columns[place], lines, name, [scenario.name for scenario in scenarios])
            continue
        value = _value(column, header, scenarios, is_imported, Place(name, lines[0]))
        factor, column_shares = _factor(value, columns[place], lines, name)
        factors.append(factor)
        shares.append(column_shares)
    points = np.column_stack(shares) if shares else np.empty((len(rows) - 1, 0))
    return tuple(factors), WrittenTable(name, points, owners)


def csv_rows(name: str, folder: Traversable) -> tuple[list[int], list[list[str]]]:
    """Return the rows of a CSV file that are not blank, header first, and the line on which each stands.

    Raises: ScenarioError, unless there are a header and a row, all of the same length.
    """
    text = read_file(folder.joinpath(name), name, folder).text
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    lines: list[int] = []
    rows: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append(reader.line_num)
                rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise ScenarioError(
            f"{Place(name, reader.line_num)}: this is not a line of comma-separated values ({error})."
        ) from None
    if len(rows) < 2:
        raise ScenarioError(f"{name}: a line with the names of the factors and at least one point is needed.")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(rows[0]):
            raise ScenarioError(
                f"{Place(name, line)}: there are {len(row)} values for the {len(rows[0])} columns named on "
                "the first line."
            )
    return lines, rows


def _owners(cells: Sequence[str], lines: Sequence[int], name: str, known: Sequence[str]) -> tuple[str, ...]:
    for cell, line in zip(cells, lines[1:], strict=True):
        if cell not in known:
            raise ScenarioError(
                f"{Place(name, line)}: scenario is '{cell}', but must be one of the experiment's"
                f"{nearest(cell, known)}: {', '.join(known)}."
            )
    return tuple(cells)


def _value(
    column: str, header: Sequence[str], scenarios: Sequence[Scenario], is_imported: bool, place: Place
) -> ScenarioValue:
    if header.count(column) > 1:
        raise ScenarioError(f"{place}: the column '{column}' stands there twice.")
    try:
        return value_named(column, scenarios, is_imported=is_imported, path=())
    except ContradictionError as error:
        raise ScenarioError(f"{place}: {error}.") from None


def _factor(
    value: ScenarioValue, cells: Sequence[str], lines: Sequence[int], name: str
) -> tuple[Factor, Shares]:
    """Return a column as a factor with its settings, numbers in order, and the share of each row."""
    setting_of: dict[str, Any] = {}
    for cell, line in zip(cells, lines[1:], strict=True):
        if cell and cell not in setting_of:
            try:
                setting_of[cell] = value.setting(_parsed(cell, value), "the cell", ())
            except ContradictionError as error:
                raise ScenarioError(f"{Place(name, line)}: {error}.") from None
    if not setting_of:
        raise ScenarioError(f"{name}: the column '{value.name}' is blank in every row.")
    settings = list(dict.fromkeys(setting_of.values()))
    if all(isinstance(setting, int | float) for setting in settings):
        settings.sort()
    factor = Factor(value.name, value.unit, tuple(settings))
    places = {setting: place for place, setting in enumerate(settings)}
    shares = [factor.share_of(places[setting_of[cell]]) if cell else np.nan for cell in cells]
    return factor, np.array(shares)


def _parsed(cell: str, value: ScenarioValue) -> Any:
    """Return a cell as the kind of value its column holds; as a text if it is of another kind."""
    if value.is_list:
        return [] if cell == NO_WORDS else [word.strip() for word in cell.split(BETWEEN_WORDS)]
    if value.schema.get("type") == "boolean":
        return TRUTHS.get(cell.lower(), cell)
    if value.is_number:
        try:
            return int(cell) if value.is_whole else float(cell)
        except ValueError:
            return cell
    return cell
