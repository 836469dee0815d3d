"""Put an organisation together from people and ties as others list them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.organisation.kinds import mapped_kinds, ruled_kinds
from smsim.organisation.organisation import TIE_UNIT, Organisation, check_organisation
from smsim.organisation.ties import symmetric_rows
from smsim.randomness.keys import imported_person_key
from smsim.vocabulary import DepartmentKind

TEAM_SIZE = 8
"""People in a team where nobody says who manages whom."""

GREATEST_WEIGHT = 1_000_000
TOP_LEVEL = 1.0


@dataclass(frozen=True)
class PeopleList:
    """People in the order of their file; `managers` are ids, "" for none; `levels` are NaN where blank."""

    ids: list[str]
    departments: list[str]
    managers: list[str] | None = None
    levels: list[float] | None = None


@dataclass(frozen=True)
class TieList:
    """Ties in the order of their file: places in the list of people, -1 for an unknown id; weights > 0."""

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]


def natural_key(name: str) -> tuple[tuple[tuple[bool, int, str], ...], str]:
    """Return what to sort names by so that "Sales 2" comes before "Sales 10"."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple(
        (False, int(part), "") if part.isdecimal() else (True, 0, part.casefold()) for part in parts
    ), name


def assemble(
    listed: PeopleList,
    ties: TieList,
    *,
    kind_words: Mapping[str, str] | None,
    kinds_name: str,
    is_mutual_only: bool,
    notes: tuple[str, ...] = (),
) -> Organisation:
    """Return the organisation of these people and ties, with notes on all that was dropped or assumed.

    Departments come in natural order of their names, people in the order listed within their department.
    `kind_words` maps departments to kinds (`kinds_name` names it in messages); None leaves it to the rule.

    Raises:
        OrganisationError: the mapping of kinds names something unknown.

    """
    names = sorted(set(listed.departments), key=natural_key)
    number_of = {name: number for number, name in enumerate(names)}
    unordered = np.array([number_of[name] for name in listed.departments], dtype=np.int32)
    order = np.argsort(unordered, kind="stable")
    department = unordered[order]
    ids = tuple(listed.ids[place] for place in order)
    row_of = {identifier: row for row, identifier in enumerate(ids)}
    sizes = np.bincount(department, minlength=len(names))

    stated, is_head, manager_notes = _stated_managers(listed.managers, order, row_of)
    manager, is_manager, default_notes = _with_default_managers(stated, is_head, department, sizes)
    top_people = _top_people(listed.levels, order)
    if kind_words is not None:
        kinds, kind_notes = mapped_kinds(names, kind_words, kinds_name)
    else:
        kinds, kind_notes = ruled_kinds(names, sizes.tolist(), _own_department(top_people, department, sizes))
    ceo, ceo_notes = _chief(top_people, kinds, sizes, ids)
    rows, tie_notes = _tie_rows(ties, order, is_mutual_only)

    team_heads = np.where(manager >= 0, manager, np.arange(len(ids)))
    organisation = Organisation(
        department_names=tuple(names),
        department_kinds=np.array(kinds, dtype=np.int8),
        department=department,
        team=np.unique(team_heads, return_inverse=True)[1].astype(np.int32),
        manager=manager,
        is_manager=is_manager,
        person_keys=np.array([imported_person_key(identifier) for identifier in ids], dtype=np.uint64),
        tie_starts=rows[0],
        tie_targets=rows[1],
        tie_weights=rows[2],
        ceo=ceo,
        imported_ids=ids,
        is_synthetic=False,
        notes=(*notes, *tie_notes, *manager_notes, *default_notes, *kind_notes, *ceo_notes),
    )
    check_organisation(organisation)
    return organisation


def is_weight(number: float) -> bool:
    """Return whether a tie may have this weight: above 0, at most 1,000,000."""
    return 0.0 < number <= GREATEST_WEIGHT


def counted(count: int, one: str, many: str) -> str:
    """Return "1 tie" or "1,234 ties"."""
    return f"{count:,} {one if count == 1 else many}"


def _stated_managers(
    managers: list[str] | None, order: NDArray[np.intp], row_of: Mapping[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.bool_], list[str]]:
    """Return everyone's manager, who heads a team, and notes; who names oneself heads a team."""
    people = len(order)
    stated = np.full(people, -1, dtype=np.int32)
    is_head = np.zeros(people, dtype=np.bool_)
    if managers is None:
        return stated, is_head, []
    unknown = 0
    for row, place in enumerate(order):
        name = managers[place]
        head = row_of.get(name, -1)
        unknown += name != "" and head < 0
        if head >= 0:
            is_head[head] = True
        if head != row:
            stated[row] = head
    notes = [f"{counted(unknown, 'manager', 'managers')} with an unknown id left out."] if unknown else []
    return stated, is_head, notes


def _with_default_managers(
    stated: NDArray[np.int32],
    is_head: NDArray[np.bool_],
    department: NDArray[np.int32],
    sizes: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.bool_], list[str]]:
    """Give departments without a manager of their own teams of eight, the first person in charge."""
    starts = np.cumsum(sizes) - sizes
    is_headless = np.bincount(department, weights=is_head, minlength=sizes.size) == 0
    place_in_team = (np.arange(department.size) - starts[department]) % TEAM_SIZE
    is_default = is_headless[department]
    leader = np.where(place_in_team == 0, -1, np.arange(department.size) - place_in_team).astype(np.int32)
    manager = np.where(is_default & (stated < 0), leader, stated)
    is_manager = is_head | (is_default & (place_in_team == 0))
    headless = int(is_headless.sum())
    if headless == 0:
        return manager, is_manager, []
    return (
        manager,
        is_manager,
        [
            f"{counted(headless, 'department names', 'departments name')} no manager among its own people: "
            f"there, teams of {TEAM_SIZE} in file order were assumed, each led by its first person, "
            "without adding ties."
        ],
    )


def _top_people(levels: list[float] | None, order: NDArray[np.intp]) -> list[int]:
    """Return the rows of the people of level 1, the first in the file first."""
    if levels is None:
        return []
    row_of_place = np.argsort(order)
    return [int(row_of_place[place]) for place, level in enumerate(levels) if level == TOP_LEVEL]


def _own_department(top_people: list[int], department: NDArray[np.int32], sizes: NDArray[np.int64]) -> int:
    if len(top_people) != 1 or sizes[department[top_people[0]]] != 1:
        return -1
    return int(department[top_people[0]])


def _chief(
    top_people: list[int], kinds: list[DepartmentKind], sizes: NDArray[np.int64], ids: tuple[str, ...]
) -> tuple[int, list[str]]:
    if top_people:
        chief, reason = top_people[0], "the person of level 1"
        if len(top_people) > 1:
            reason = f"the first of {len(top_people)} people of level 1"
    elif DepartmentKind.EXECUTIVE in kinds:
        chief = int(sizes[: kinds.index(DepartmentKind.EXECUTIVE)].sum())
        reason = "the first person of an executive department"
    else:
        return -1, ["There is no person of level 1 and no executive department, and so no CEO."]
    return chief, [f"The CEO is '{ids[chief]}', {reason}."]


def _tie_rows(
    ties: TieList, order: NDArray[np.intp], is_mutual_only: bool
) -> tuple[tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint32]], list[str]]:
    people = len(order)
    is_known = (ties.sources >= 0) & (ties.targets >= 0)
    is_self = is_known & (ties.sources == ties.targets)
    is_usable = is_known & ~is_self
    row_of_place = np.argsort(order)
    sources = row_of_place[ties.sources[is_usable]]
    targets = row_of_place[ties.targets[is_usable]]
    weights = np.maximum(1, np.floor(TIE_UNIT * ties.weights[is_usable] + 0.5)).astype(np.uint32)

    directed = sources * people + targets
    distinct = np.unique(directed)
    is_mutual = np.isin(directed, targets * people + sources)
    one_way = int((~np.isin(distinct, distinct % people * people + distinct // people)).sum())
    if is_mutual_only:
        sources, targets, weights = sources[is_mutual], targets[is_mutual], weights[is_mutual]
    rows = symmetric_rows(people, sources.astype(np.uint32), targets.astype(np.uint32), weights)
    fate_one_way = "left out" if is_mutual_only else "taken both ways"
    tallies = (
        (int((~is_known).sum()), "with an unknown id left out"),
        (int(is_self.sum()), "of a person with oneself left out"),
        (directed.size - distinct.size, "listed again, counted once"),
        (one_way, f"in one direction only, {fate_one_way}"),
    )
    notes = [f"{counted(count, 'tie', 'ties')} {fate}." for count, fate in tallies if count]
    if rows[1].size == 0:
        notes.append("Nobody is tied to anybody.")
    return rows, notes
