"""Draws: rows of a table that belong together, such as those of a posterior that was fitted elsewhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smsim.errors import ScenarioError
from smsim.experiments.designs.design import generator
from smsim.experiments.designs.factors import Factor
from smsim.experiments.designs.values import ScenarioValue, value_named
from smsim.experiments.designs.written import csv_rows
from smsim.scenarios import Scenario
from smsim.scenarios.locating import Place
from smsim.scenarios.places import LISTS_OF_TABLES, ContradictionError

if TYPE_CHECKING:
    import pandas as pd

PARQUET = ".parquet"
FORMATS = (".csv", PARQUET)
NEVER_DRAWN = {
    "levers": "levers are what the options choose",
    "firm.employees": "the size of the firm is that of the options",
    "appointment_month": "dates are what the options choose",
    **dict.fromkeys(LISTS_OF_TABLES, "dates and rules are what the options choose"),
}
"""What no draw may set, by the beginning of its dotted name, and why."""


@dataclass(frozen=True, eq=False)
class _Table:
    """What a file of draws holds: `columns` by name, as cells of texts or numbers, shape (draws,) each.

    `lines` says on which line of a text each draw stands, None for a file without lines.
    """

    name: str
    columns: dict[str, Sequence[Any]]
    lines: Sequence[int] | None

    def place(self, row: int) -> str:
        """Return the words for where a draw stands; `row` is counted from 0."""
        if self.lines is None:
            return f"{self.name}, draw {row + 1}"
        return str(Place(self.name, self.lines[row]))


DRAWS_IN_PYTHON = "draws"
"""What draws are called that were given as a table in Python."""


def draw_names(given: str | pd.DataFrame, folder: Traversable) -> tuple[str, ...]:
    """Return the dotted names of the values that draws hold. Raises: ScenarioError."""
    return tuple(_read(given, folder).columns)


def read_draws(
    given: str | pd.DataFrame, folder: Traversable, scenarios: Sequence[Scenario], *, is_imported: bool
) -> tuple[Factor, ...]:
    """Return a factor for each column of a table, its values being the draws.

    The table is a CSV or Parquet file in `folder`, or given as it is. `is_imported` says that the people come
    from a folder. Raises: ScenarioError, one sentence with place, column, value and what is allowed.
    """
    table = _read(given, folder)
    factors = []
    for column, cells in table.columns.items():
        value = _value(column, table, scenarios, is_imported)
        factors.append(Factor(column, value.unit, _settings(value, cells, table), draws=table.name))
    return tuple(factors)


def drawn_rows(draws: int, worlds: int, seed: int) -> NDArray[np.int64]:
    """Return which draw each world meets, shape (worlds,): every draw once before any comes again.

    More worlds leave the first ones as they are.
    """
    turns = -(-worlds // draws)
    rows = [generator(seed, "draws", str(turn)).permutation(draws) for turn in range(turns)]
    return np.concatenate(rows)[:worlds]


def in_place_of(own: Sequence[Factor], drawn: Sequence[Factor]) -> tuple[Factor, ...]:
    """Return drawn factors and then a file's own, which take the place of those of the same name."""
    names = [factor.name for factor in own]
    return (*(factor for factor in drawn if factor.name not in names), *own)


def draws_document(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return how many draws factors come from, and a hash of them whatever their format; {} for none."""
    drawn = [(factor.name, factor.values) for factor in factors if factor.draws]
    if not drawn:
        return {}
    digest = blake2b(repr(drawn).encode(), digest_size=16).hexdigest()
    return {"draws": len(drawn[0][1]), "draws_digest": digest}


def _read(given: str | pd.DataFrame, folder: Traversable) -> _Table:
    if not isinstance(given, str):
        if not given.columns.is_unique:
            raise ScenarioError(f"{DRAWS_IN_PYTHON}: a column stands there twice.")
        return _filled(_Table(DRAWS_IN_PYTHON, {str(name): given[name].tolist() for name in given}, None))
    name = given
    if not name.endswith(FORMATS):
        raise ScenarioError(f"The draws in '{name}' must be a file ending in {' or '.join(FORMATS)}.")
    if name.endswith(PARQUET):
        return _parquet(name, folder)
    lines, rows = csv_rows(name, folder)
    header = rows[0]
    for column in header:
        if header.count(column) > 1:
            raise ScenarioError(f"{Place(name, lines[0])}: the column '{column}' stands there twice.")
    return _Table(name, dict(zip(header, zip(*rows[1:], strict=True), strict=True)), lines[1:])


def _parquet(name: str, folder: Traversable) -> _Table:
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(folder.joinpath(name).read_bytes()))
        columns = {column: table[column].to_pylist() for column in table.column_names}
    except FileNotFoundError:
        raise ScenarioError(f"{name} does not exist.") from None
    except OSError as error:
        raise ScenarioError(f"{name} cannot be read: {error.strerror or error}.") from None
    except (pyarrow.ArrowException, KeyError):
        raise ScenarioError(f"{name} is not a Parquet file with one column of each name.") from None
    return _filled(_Table(name, columns, None))


def _filled(table: _Table) -> _Table:
    """Return a table of draws. Raises: ScenarioError, if it holds none."""
    if not all(table.columns.values()) or not table.columns:
        raise ScenarioError(f"{table.name}: a column for each value and at least one draw is needed.")
    return table


def _value(column: str, table: _Table, scenarios: Sequence[Scenario], is_imported: bool) -> ScenarioValue:
    try:
        for beginning, reason in NEVER_DRAWN.items():
            if f"{column}.".startswith(f"{beginning}."):
                raise ContradictionError((), f"'{column}' cannot be drawn: {reason}")
        value = value_named(column, scenarios, is_imported=is_imported, path=())
        if not value.is_number:
            raise ContradictionError((), f"'{column}' cannot be drawn: it is not a number")
    except ContradictionError as error:
        raise ScenarioError(f"{table.name}: {error}.") from None
    return value


def _settings(value: ScenarioValue, cells: Sequence[Any], table: _Table) -> tuple[float | int, ...]:
    """Return the draws of one value; the smallest and the largest stand for all when bounds are checked."""
    numbers = np.array([_number(cell, value, row, table) for row, cell in enumerate(cells)])
    is_odd = ~np.isfinite(numbers) | (value.is_whole & (numbers != np.floor(numbers)))
    suspects = {int(numbers.argmin()), int(numbers.argmax())}
    if is_odd.any():
        suspects = {int(is_odd.argmax())}
    for row in suspects:
        try:
            value.setting(_plain(numbers[row], value), "the draw", ())
        except ContradictionError as error:
            raise ScenarioError(f"{table.place(row)}: {error}.") from None
    return tuple(_plain(number, value) for number in numbers)


def _number(cell: Any, value: ScenarioValue, row: int, table: _Table) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        told = "nothing" if cell in (None, "") else f"'{cell}'"
        raise ScenarioError(
            f"{table.place(row)}: {value.name} is {told}, but every draw needs a number there."
        ) from None


def _plain(number: float, value: ScenarioValue) -> float | int:
    return int(number) if value.is_whole and float(number).is_integer() else float(number)
