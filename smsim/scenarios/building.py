"""From the tables of a file to a valid scenario, or to one sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from smsim.errors import ScenarioError
from smsim.scenarios.layout import Document, merged, to_document, to_values
from smsim.scenarios.locating import Place, Places
from smsim.scenarios.places import ContradictionError, Path
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.wording import first_problem, unknown_key

INNER_NAMES = ("name", "parameters", "changes", "rules")
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
    raise ScenarioError(f"{_place(path, places or {}, file)}: {sentence}.")


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


def _place(path: Path, places: Places, file: str) -> Place:
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            return places[path[:end]]
    return Place(file, 0)


def with_values(scenario: Scenario, values: Mapping[str, Any], name: str | None = None) -> Scenario:
    """Return the scenario with some values replaced.

    Keys are those of a file with dots: ``levers.executive_tone``, ``forms.task_force.authority``,
    ``appointment_month``; ``change`` and ``when`` take whole lists of tables. Raises: ScenarioError.
    """
    document = to_document(scenario)
    for key, value in values.items():
        document = merged(document, _nested(key.split("."), value))
    return build_scenario(document, name or scenario.name, f"scenario '{scenario.name}'")


def _nested(keys: list[str], value: Any) -> Document:
    for key in reversed(keys):
        value = {key: value}
    return value  # type: ignore[no-any-return]
