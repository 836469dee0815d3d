"""Read a real organisation from a folder with employees.csv and ties.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from smsim.errors import OrganisationError, nearest
from smsim.organisation.assembly import GREATEST_WEIGHT, PeopleList, TieList, assemble, is_weight
from smsim.organisation.kinds import read_kinds
from smsim.organisation.organisation import Organisation

EMPLOYEES_FILE = "employees.csv"
TIES_FILE = "ties.csv"
DELIMITERS = ",;\t"
PEOPLE_NEEDED, PEOPLE_ALLOWED = ("id", "department"), ("level", "manager")
TIES_NEEDED, TIES_ALLOWED = ("source", "target"), ("weight",)


def load_organisation(
    folder: str | Path, *, kinds_file: str | Path | None = None, mutual_only: bool = False
) -> Organisation:
    """Return the organisation described in `folder`; its `notes` say what was dropped or assumed.

    employees.csv : columns id, department, optional level (1 is the CEO) and manager (an id, blank for
        none, one's own for the head of a team without a manager)
    ties.csv : columns source, target, optional weight (above 0, at most 1,000,000; 1 without the column)

    Other columns are ignored. A tie listed in one direction counts in both, unless `mutual_only`, which
    keeps only ties listed in both. Repeated ties and both directions of a tie count once, with the
    greatest weight. Without a `kinds_file` departments get their kinds by a rule that the notes state.

    Raises:
        OrganisationError: a file is missing or a line of it cannot be used.

    """
    kinds_path = None if kinds_file is None else Path(kinds_file)
    kind_words = None if kinds_path is None else read_kinds(kinds_path)
    people, people_notes = _read_people(Path(folder) / EMPLOYEES_FILE)
    ties, tie_notes = _read_ties(Path(folder) / TIES_FILE, people.ids)
    return assemble(
        people,
        ties,
        kind_words=kind_words,
        kinds_name=str(kinds_path),
        is_mutual_only=mutual_only,
        notes=(*people_notes, *tie_notes),
    )


@dataclass(frozen=True)
class _Table:
    """The used columns of a file, by name, with the line each row stands on."""

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]
    notes: list[str]

    def numbers(self, name: str) -> list[float]:
        """Return a column as numbers, NaN for what is blank or no number."""
        return [_number(text) for text in self.columns[name]]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _read_people(path: Path) -> tuple[PeopleList, list[str]]:
    table = _read_table(path, PEOPLE_NEEDED, PEOPLE_ALLOWED)
    ids, departments = table.columns["id"], table.columns["department"]
    if not ids:
        raise OrganisationError(f"{path}: the file names nobody; at least one person is needed.")
    line_of: dict[str, int] = {}
    for identifier, department, line in zip(ids, departments, table.lines, strict=True):
        if not identifier or not department:
            blank = "department" if identifier else "id"
            raise OrganisationError(f"{path}, line {line}: {blank} is blank; every person needs one.")
        if identifier in line_of:
            raise OrganisationError(
                f"{path}, line {line}: id '{identifier}' stands on line {line_of[identifier]} already; "
                "every person needs an id of their own."
            )
        line_of[identifier] = line
    return PeopleList(ids, departments, table.columns.get("manager"), _levels(table)), table.notes


def _levels(table: _Table) -> list[float] | None:
    if "level" not in table.columns:
        return None
    levels = table.numbers("level")
    for text, level, line in zip(table.columns["level"], levels, table.lines, strict=True):
        if text and not np.isfinite(level):
            raise OrganisationError(
                f"{table.path}, line {line}: level is '{text}'; "
                "allowed is a number, 1 for the CEO, or a blank."
            )
    return levels


def _read_ties(path: Path, ids: Sequence[str]) -> tuple[TieList, list[str]]:
    table = _read_table(path, TIES_NEEDED, TIES_ALLOWED)
    place_of = {identifier: place for place, identifier in enumerate(ids)}
    ends = [
        np.array([place_of.get(identifier, -1) for identifier in table.columns[name]], dtype=np.int64)
        for name in TIES_NEEDED
    ]
    weights = [1.0] * len(table.lines)
    if "weight" in table.columns:
        weights = table.numbers("weight")
        for text, weight, line in zip(table.columns["weight"], weights, table.lines, strict=True):
            if not is_weight(weight):
                raise OrganisationError(
                    f"{path}, line {line}: weight is '{text}'; "
                    f"allowed is a number above 0 and at most {GREATEST_WEIGHT:,}."
                )
    return TieList(ends[0], ends[1], np.array(weights, dtype=np.float64)), table.notes


def _read_table(path: Path, needed: Sequence[str], allowed: Sequence[str]) -> _Table:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise OrganisationError(f"{path}: the file cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise OrganisationError(f"{path}: the file is not text in UTF-8 ({error.reason}).") from error
    rows = _rows(path, text)
    _, first = next(rows, (0, [""]))
    header = [name.strip().lower() for name in first]
    places = _places(path, header, needed, allowed)
    columns: dict[str, list[str]] = {name: [] for name in places}
    lines = []
    for line, row in rows:
        if len(row) != len(header):
            raise OrganisationError(
                f"{path}, line {line}: there are {len(row)} values for the {len(header)} columns "
                "named on the first line."
            )
        for name, place in places.items():
            columns[name].append(row[place].strip())
        lines.append(line)
    unused = [name for name in header if name and name not in places]
    notes = [f"{path.name}: not used by the model: {', '.join(unused)}."] if unused else []
    return _Table(path, columns, lines, notes)


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of a table that are not blank, each with the number of its (last) line."""
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except csv.Error as error:
        raise OrganisationError(
            f"{path}, line {reader.line_num}: this is not a line of comma-separated values ({error})."
        ) from error


def _places(path: Path, header: list[str], needed: Sequence[str], allowed: Sequence[str]) -> dict[str, int]:
    if not any(header):
        raise OrganisationError(f"{path}: the file is empty; a first line {','.join(needed)} is needed.")
    for name in needed:
        if name not in header:
            raise OrganisationError(
                f"{path}, line 1: the column '{name}' is missing{nearest(name, header)}; "
                f"the columns are {', '.join(header)}."
            )
    used = [name for name in (*needed, *allowed) if name in header]
    for name in used:
        if header.count(name) > 1:
            raise OrganisationError(f"{path}, line 1: the column '{name}' stands there twice.")
    return {name: header.index(name) for name in used}
