"""From the tables of a file to a valid scenario, or to one sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from smsim.errors import ScenarioError
from smsim.scenarios.layout import merged, to_document, to_values
from smsim.scenarios.locating import Place, Places
from smsim.scenarios.places import NUMBERED_TABLE, ContradictionError, Path, path_of
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.wording import first_problem, unknown_key

INNER_NAMES = ("name", "parameters", "changes", "rearrangements", "rules")
RULE_INNER_NAME = "conditions"


def build_scenario(
    document: Mapping[str, Any], name: str, file: str, places: Places | None = None
) -> Scenario:
    """Return the scenario of a file's tables, `extends` already followed.

    `file` and `places` say where each key stands, for errors. Raises: ScenarioError.
    """
    try:
        _refuse_inner_names(document)
        return Scenario.model_validate(to_values(document, name))
    except ValidationError as error:
        path, sentence = first_problem(error)
    except ContradictionError as error:
        path, sentence = error.path, str(error)
    raise ScenarioError(f"{place_of(path, places or {}, file)}: {_as_numbered(sentence, places or {})}.")


def _as_numbered(sentence: str, places: Places) -> str:
    """Return a sentence in which an entry of a list has the number that it has in its own file."""

    def own_number(found: re.Match[str]) -> str:
        place = places.get((found[1], int(found[2]) - 1))
        return f"[[{found[1]}]] {place.entry}" if place is not None and place.entry else found[0]

    return NUMBERED_TABLE.sub(own_number, sentence)


def _refuse_inner_names(document: Mapping[str, Any]) -> None:
    """Refuse names that a Scenario has in Python but not in a file."""
    paths: list[Path] = [(name,) for name in INNER_NAMES if name in document]
    rules = document.get("when")
    if isinstance(rules, list):
        paths += [
            ("when", place, RULE_INNER_NAME)
            for place, rule in enumerate(rules)
            if isinstance(rule, Mapping) and RULE_INNER_NAME in rule
        ]
    if paths:
        raise ContradictionError(paths[0], unknown_key(paths[0]))


def place_of(path: Path, places: Places, file: str) -> Place:
    """Return where a key stands, or the nearest table around it that is written in the file."""
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            return places[path[:end]]
    return Place(file, 0)


def with_values(scenario: Scenario, values: Mapping[str, Any], name: str | None = None) -> Scenario:
    """Return the scenario with some values replaced.

    Keys are those of a file with dots: ``levers.executive_tone``, ``forms.task_force.authority``,
    ``appointment_month``; ``change`` and ``when`` take whole lists of tables, ``change.1.month`` and
    ``when.1.if.1.below`` one value of an entry, counted from 1. Raises: ScenarioError.
    """
    label = f"scenario '{scenario.name}'"
    document = to_document(scenario)
    for key, value in values.items():
        try:
            document = _with_value(document, path_of(key), value)
        except IndexError:
            raise ScenarioError(f"{label}: {key} cannot be set: there is no such entry.") from None
    return build_scenario(document, name or scenario.name, label)


def sharing_forms(*scenarios: Scenario) -> tuple[Scenario, ...]:
    """Return scenarios each of which knows the forms that the others bring; its own stay as they are.

    Raises: ScenarioError, if two different forms have one title.
    """
    brought = {name: row for scenario in reversed(scenarios) for name, row in scenario.forms.own.items()}
    shared = []
    for scenario in scenarios:
        new = brought.keys() - scenario.forms.rows.keys()
        tables = {f"forms.{name}": brought[name].model_dump() for name in sorted(new)}
        shared.append(with_values(scenario, tables) if tables else scenario)
    return tuple(shared)


def _with_value(node: Any, path: Path, value: Any) -> Any:
    """Return a copy of `node` with `value` at `path`. Raises: IndexError."""
    if not path:
        is_table = isinstance(node, Mapping) and isinstance(value, Mapping)
        return merged(node, value) if is_table else value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        entries = list(node)
        entries[first] = _with_value(entries[first], rest, value)
        return entries
    table = node if isinstance(node, Mapping) else {}
    return {**table, first: _with_value(table.get(first), rest, value)}
