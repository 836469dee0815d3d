"""The parts of a rearrangement: a person moves, a tie is drawn or cut, a champion is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from smsim.errors import WorkshopError
from smsim.experiments.words import join_words
from smsim.organisation.organisation import Organisation
from smsim.player.news import rearrangement_words
from smsim.scenarios.dated import Rearrangement

TABLE = "rearrangement"
TRANSFERS, DRAWN, CUT, CHAMPIONS = "transfers", "draw_ties", "cut_ties", "champions"
Row: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000)]
"""Place of a person or a department, counted from 0."""


class RearrangementPart(BaseModel):
    """One thing done to people or ties; people and departments are rows, as in frames."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Move(RearrangementPart):
    """A person goes to another department."""

    move: Row
    to: Row


class Draw(RearrangementPart):
    """Two people begin to talk to each other."""

    draw: tuple[Row, Row] = Field(strict=False)


class Cut(RearrangementPart):
    """Two people stop talking to each other."""

    cut: tuple[Row, Row] = Field(strict=False)


class Champion(RearrangementPart):
    """A person is named a champion."""

    champion: Row


AnyPart: TypeAlias = Move | Draw | Cut | Champion


def with_parts(
    tables: Sequence[Mapping[str, Any]], month: int, parts: Iterable[AnyPart], organisation: Organisation
) -> list[dict[str, Any]]:
    """Return the tables of rearrangements in a scenario file with `parts` at `month` among them.

    What is done and undone in the same month leaves nothing behind; of two moves the last one counts.
    Raises: WorkshopError for people and departments who are not there, or a tie of somebody with oneself.
    """
    here: dict[str, list[Any]] = {key: [] for key in (TRANSFERS, DRAWN, CUT, CHAMPIONS)}
    for table in tables:
        if table["month"] == month:
            for key in here:
                here[key] += table.get(key, [])
    for part in parts:
        _add(here, part, organisation)
    others = [dict(table) for table in tables if table["month"] != month]
    done = {key: entries for key, entries in here.items() if entries}
    own = [{"month": month, **done}] if done else []
    return sorted([*others, *own], key=lambda table: int(table["month"]))


def _add(table: dict[str, list[Any]], part: AnyPart, organisation: Organisation) -> None:
    if isinstance(part, Move):
        employee, department = _person(part.move, organisation), _department(part.to, organisation)
        others = [entry for entry in table[TRANSFERS] if entry[0] != employee]
        table[TRANSFERS] = [*others, [employee, department]]
    elif isinstance(part, Champion):
        employee = _person(part.champion, organisation)
        table[CHAMPIONS] = [*(entry for entry in table[CHAMPIONS] if entry != employee), employee]
    elif isinstance(part, Draw):
        _add_tie(table[DRAWN], table[CUT], _pair(part.draw, organisation))
    else:
        _add_tie(table[CUT], table[DRAWN], _pair(part.cut, organisation))


def _add_tie(own: list[Any], opposite: list[Any], tie: list[str]) -> None:
    """Put a tie into a list, or take it out of the list of the opposite."""
    is_undone = any(sorted(entry) == sorted(tie) for entry in opposite)
    for entries in (own, opposite):
        entries[:] = [entry for entry in entries if sorted(entry) != sorted(tie)]
    if not is_undone:
        own.append(tie)


def _pair(rows: tuple[int, int], organisation: Organisation) -> list[str]:
    one, other = (_person(row, organisation) for row in rows)
    if one == other:
        raise WorkshopError(f"A tie is between two people; {one} was named twice.")
    return [one, other]


def _person(row: int, organisation: Organisation) -> str:
    if row >= organisation.employees:
        raise WorkshopError(f"There is no person {row}; the last of all is {organisation.employees - 1}.")
    return organisation.ids[row]


def _department(row: int, organisation: Organisation) -> str:
    if row >= organisation.departments:
        raise WorkshopError(f"There is no department {row}; the last is {organisation.departments - 1}.")
    return organisation.department_names[row]


def parts_words(parts: Sequence[AnyPart], organisation: Organisation) -> str:
    """Return what is done in words, counted where there is much of it."""
    tables = with_parts([], 0, parts, organisation)
    return join_words(
        rearrangement_words(Rearrangement.model_validate(table), has_own_ids=bool(organisation.imported_ids))
        for table in tables
    )
