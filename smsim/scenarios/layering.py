"""Lays the tables of a scenario file over those of the files it extends.

Values replace values, table by table. What happens at a date or by a rule adds up. What is in a file may be
wrong still: it is left as it is, to be refused with the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from smsim.parameters import OVERRIDES, Levers
from smsim.scenarios.forms import seated_in
from smsim.scenarios.layout import Document, merged
from smsim.scenarios.locating import Places
from smsim.scenarios.places import LISTS_OF_TABLES

CHAMPIONS = ("champions", "champions_by", "champions_in")
Layer: TypeAlias = tuple[Document, Places]
"""The tables of a file, and where each key stands."""


def laid_over(lower: Layer, upper: Layer) -> Layer:
    """Return the tables of a file over those it extends, and where each key of both stands.

    A form in `upper` other than the one below leaves behind what belongs to that: its seats, if it has none
    itself, and all that overrides a form's own. Dated changes, rearrangements and rules of both hold; for the
    same lever in the same month those of `upper` do.
    """
    (below, places_below), (above, places_above) = lower, upper
    seated = seated_in(merged(below, above))
    below = {**below, **_levers_left(below, above, seated)}
    tables = merged(below, above)
    kept = {path: place for path, place in places_below.items() if _is_merged(above.get(str(path[0]), {}))}
    places = {**kept, **places_above}
    for name in LISTS_OF_TABLES:
        if _is_list_of_tables(below.get(name)) and _is_list_of_tables(above.get(name)):
            joined, own_places = _joined(name, lower, upper, seated)
            tables |= joined
            places = {path: place for path, place in places.items() if path[0] != name} | own_places
    return tables, places


def settings_left(before: Mapping[str, Any], given: Mapping[str, Any], seated: Collection[str]) -> Document:
    """Return what is left of a month's settings once others are `given` for the same month.

    A form that is not among those `seated` dissolves the members, and champions are named once.
    """
    gone = set(given) - {"month"}
    if "form" in given and given["form"] not in seated:
        gone.add("members")
    if "champions" in given:
        gone.update(CHAMPIONS)
    return {key: value for key, value in before.items() if key not in gone}


def levers_left(before: Mapping[str, Any], given: Mapping[str, Any], seated: Collection[str]) -> Document:
    """Return what is left of the levers a scenario begins with once others are `given`."""
    left = settings_left(before, given, seated)
    form = before.get("form", Levers().form)
    if given.get("form", form) != form:
        left = {key: value for key, value in left.items() if key not in OVERRIDES}
    return left


def _is_merged(value: Any) -> bool:
    """Return whether what a file has under a key leaves something of the key below."""
    return isinstance(value, Mapping)


def _levers_left(below: Document, above: Document, seated: Collection[str]) -> Document:
    """Return the levers of the lower tables that stay, as a table of their own."""
    levers, given = below.get("levers"), above.get("levers")
    if isinstance(levers, Mapping) and isinstance(given, Mapping):
        return {"levers": levers_left(levers, given, seated)}
    return {}


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value)


def _joined(name: str, lower: Layer, upper: Layer, seated: Collection[str]) -> Layer:
    """Return the entries of both lists, in the order of their months, and where they stand."""
    own = upper[0][name]
    left = [_entry_left(name, entry, own, seated) for entry in lower[0][name]]
    entries = [(entry, number, lower[1]) for number, entry in enumerate(left) if entry is not None]
    entries += [(entry, number, upper[1]) for number, entry in enumerate(own)]
    if all(isinstance(entry.get("month"), int) for entry, _, _ in entries):
        entries.sort(key=lambda entry: entry[0]["month"])
    places: Places = {}
    for new, (_, old, where) in enumerate(entries):
        for path, place in where.items():
            if path[:2] == (name, old):
                places[(name, new, *path[2:])] = replace(place, entry=place.entry or old + 1)
    return {name: [entry for entry, _, _ in entries]}, places


def _entry_left(
    name: str, entry: Document, own: Sequence[Document], seated: Collection[str]
) -> Document | None:
    """Return what is left of an entry of the lower list, None where `own` says the same or all of it."""
    if name != "change":
        return None if entry in own else entry
    left = entry
    for given in own:
        if given.get("month") == entry.get("month"):
            left = settings_left(left, given, seated)
    return left if left == entry or left.keys() - {"month"} else None
