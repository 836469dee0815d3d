"""Hand organisations to other tools and take them back: networkx graphs and files."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from smsim.errors import OrganisationError
from smsim.interrupts import interrupts_held_back
from smsim.organisation.assembly import GREATEST_WEIGHT, PeopleList, TieList, assemble, is_weight
from smsim.organisation.imported import EMPLOYEES_FILE, TIES_FILE
from smsim.organisation.organisation import TIE_UNIT, Organisation
from smsim.placing import is_there, put_file, put_new_folder, unfinished_folder
from smsim.vocabulary import DepartmentKind

if TYPE_CHECKING:
    import networkx

KINDS_FILE = "kinds.toml"
FILES = (KINDS_FILE, TIES_FILE, EMPLOYEES_FILE)
"""In the order they come into an existing folder: what has no list of people is read by nobody."""


def organisation_from_graph(
    graph: "networkx.Graph[Any]", *, kinds: Mapping[str, str] | None = None, mutual_only: bool = False
) -> Organisation:
    """Return the organisation of a networkx graph, by the rules of `load_organisation`.

    Nodes are people, `str(node)` their id, in the graph's order; each has an attribute `department` and
    may have `manager` (a node) and `level` (1 is the CEO). Edges are ties and may have a `weight` (above
    0, at most 1,000,000). In a directed graph an edge may be one-way. `kinds` maps departments to kinds.

    Raises:
        OrganisationError: nobody in the graph, a person without department, two nodes with one id, a
            level that is no number, an impossible weight, or an unknown department or kind in `kinds`.

    """
    people = _people_of(graph)
    place_of = {node: place for place, node in enumerate(graph.nodes)}
    sources, targets, weights = [], [], []
    for source, target, attributes in graph.edges(data=True):
        weight = _graph_number(attributes.get("weight", 1.0))
        if not is_weight(weight):
            raise OrganisationError(
                f"The tie from '{source}' to '{target}' has the weight {attributes['weight']!r}; "
                f"allowed is a number above 0 and at most {GREATEST_WEIGHT:,}."
            )
        both_ways = ((source, target),) if graph.is_directed() else ((source, target), (target, source))
        for one, other in dict.fromkeys(both_ways):
            sources.append(place_of[one])
            targets.append(place_of[other])
            weights.append(weight)
    ties = TieList(np.array(sources, np.int64), np.array(targets, np.int64), np.array(weights, np.float64))
    return assemble(people, ties, kind_words=kinds, kinds_name="kinds", is_mutual_only=mutual_only)


def _people_of(graph: "networkx.Graph[Any]") -> PeopleList:
    people = PeopleList([], [], [], [])
    assert people.managers is not None and people.levels is not None
    for node, attributes in graph.nodes(data=True):
        department, manager = attributes.get("department"), attributes.get("manager")
        if department is None or not str(department).strip():
            raise OrganisationError(f"Node '{node}' has no attribute 'department'; every person needs one.")
        level = _graph_number(attributes.get("level"))
        if attributes.get("level") is not None and not np.isfinite(level):
            raise OrganisationError(
                f"Node '{node}' has the level {attributes['level']!r}; allowed is a number, 1 for the CEO."
            )
        people.ids.append(str(node))
        people.departments.append(str(department).strip())
        people.managers.append("" if manager is None else str(manager))
        people.levels.append(level)
    if not people.ids:
        raise OrganisationError("The graph has no nodes; at least one person is needed.")
    if len(set(people.ids)) < len(people.ids):
        raise OrganisationError("Two nodes of the graph have the same id once written as text.")
    return people


def _graph_number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def organisation_graph(organisation: Organisation) -> "networkx.Graph[str]":
    """Return the organisation as an undirected networkx graph with what `organisation_from_graph` reads.

    Nodes also have `kind`, `team` and `is_manager`. Weights are those of the ties without the extra
    weight of the own manager.

    Raises:
        OrganisationError: the ties are counted, not stored.

    """
    import networkx

    graph: networkx.Graph[str] = networkx.Graph()
    heads, kinds = _managers(organisation), organisation.department_kinds
    for row, identifier in enumerate(organisation.ids):
        number = organisation.department[row]
        graph.add_node(
            identifier,
            department=organisation.department_names[number],
            kind=DepartmentKind(kinds[number]).key,
            team=int(organisation.team[row]),
            is_manager=bool(organisation.is_manager[row]),
            manager=heads[row] or None,
            level=1 if row == organisation.ceo else None,
        )
    ids = organisation.ids
    graph.add_weighted_edges_from(
        (ids[one], ids[other], weight) for one, other, weight in _ties(organisation) if one < other
    )
    return graph


def write_organisation(organisation: Organisation, folder: str | Path) -> None:
    """Write employees.csv, ties.csv (both directions) and kinds.toml into `folder`, made if need be.

    No file is replaced. `load_organisation` with that kinds.toml reads the same departments, people, managers
    and ties back, the departments in order of their names. People of a synthetic organisation, who are known
    by their place in it, are from then on known by id, and so draw other luck.

    Raises:
        OrganisationError: the ties are counted, not stored, a file of these names is there already, or
            the folder cannot be written.

    """
    ids, heads = organisation.ids, _managers(organisation)
    people = (
        (ids[row], organisation.department_names[number], heads[row], 1 if row == organisation.ceo else "")
        for row, number in enumerate(organisation.department)
    )
    is_weighted = bool((organisation.tie_weights != TIE_UNIT).any())
    ties = (
        (ids[source], ids[target], weight)[: 3 if is_weighted else 2]
        for source, target, weight in _ties(organisation)
    )
    columns = ("source", "target", "weight")[: 3 if is_weighted else 2]
    kinds = [
        f'{json.dumps(name, ensure_ascii=False)} = "{DepartmentKind(kind).key}"\n'
        for name, kind in zip(organisation.department_names, organisation.department_kinds, strict=True)
    ]
    place = Path(os.path.realpath(folder))
    try:
        for name in FILES:
            if is_there(place / name):
                raise OrganisationError(f"{folder}: there is a file {name} already; name another folder.")
        with unfinished_folder(place if place.is_dir() else place.parent) as unfinished:
            _write_table(unfinished / EMPLOYEES_FILE, ("id", "department", "manager", "level"), people)
            _write_table(unfinished / TIES_FILE, columns, ties)
            (unfinished / KINDS_FILE).write_text("[kinds]\n" + "".join(kinds), encoding="utf-8")
            with interrupts_held_back():
                if not put_new_folder(unfinished, place):
                    for name in FILES:
                        put_file(unfinished / name, place / name)
    except OSError as error:
        raise OrganisationError(f"{folder}: the files cannot be written ({error.strerror}).") from error


def _write_table(path: Path, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _managers(organisation: Organisation) -> list[str]:
    """Return everyone's manager; the head of a team without a manager is named as the own one."""
    own = np.where(organisation.is_manager, np.arange(organisation.employees), -1)
    heads = np.where(organisation.manager >= 0, organisation.manager, own)
    return [organisation.ids[head] if head >= 0 else "" for head in heads]


def _ties(organisation: Organisation) -> Iterable[tuple[int, int, float]]:
    if organisation.is_complete:
        raise OrganisationError("Everyone is tied to everyone here, so the ties are not stored.")
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    weights = organisation.tie_weights / TIE_UNIT
    return zip(sources.tolist(), organisation.tie_targets.tolist(), weights.tolist(), strict=True)
