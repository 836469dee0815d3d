"""Many variations of one scenario: fast ways to what `with_values` and `scenario_hash` say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from smsim.errors import ScenarioError
from smsim.parameters import FormSettings, Group, Parameters
from smsim.scenarios.building import with_values
from smsim.scenarios.identity import (
    canonical_document,
    canonical_form,
    canonical_text,
    digest_of,
    scenario_hash,
)
from smsim.scenarios.layout import AS_FORM
from smsim.scenarios.places import LISTS_OF_TABLES
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.schema import schema_at


class Variations:
    """Scenarios that differ from `base` in a few values, and their hashes.

    Settings are keyed by dotted names as in `with_values`. Entries of `change` and `when`, and whole
    tables, take the slow way. What is set of a form that only other scenarios bring changes nothing here.
    """

    def __init__(self, base: Scenario) -> None:
        self.base = base
        pieces = list(_pieces(canonical_document(base)))
        self._texts = [text for text, _ in pieces]
        self._places = {name: place for place, (_, name) in enumerate(pieces) if name}
        self._numbers = {name for name in self._places if _is_number(name)}

    def scenario(self, settings: Mapping[str, Any]) -> Scenario:
        """Return the base with `settings`. Raises: ScenarioError."""
        return varied(self.base, settings)

    def scenario_hash(self, settings: Mapping[str, Any]) -> str:
        """Return the `scenario_hash` of the base with `settings`, without building it where possible.

        Settings that make no valid scenario have a hash too, so that a run that fails can be named.
        """
        settings = _applying(self.base, settings)
        if self._places.keys() >= settings.keys():
            texts = self._texts.copy()
            for name, value in settings.items():
                texts[self._places[name]] = self._written(name, value)
            return digest_of("".join(texts))
        try:
            return scenario_hash(with_values(self.base, settings))
        except ScenarioError:
            return digest_of(canonical_form(self.base) + canonical_text(dict(settings)))

    def _written(self, name: str, value: Any) -> str:
        if type(value) in (float, int) and name in self._numbers:
            return repr(value + 0.0)  # as JSON has it, in a third of the time
        return canonical_text(AS_FORM if value is None else value, name.rpartition(".")[2])


def _pieces(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the canonical text of a table in pieces, each value with its dotted name, the rest with ""."""
    yield "{", ""
    for number, key in enumerate(sorted(table)):
        yield f'{"," if number else ""}"{key}":', ""
        if isinstance(table[key], Mapping):
            yield from _pieces(table[key], (*path, key))
        else:
            yield canonical_text(table[key], key), "" if key in LISTS_OF_TABLES else ".".join((*path, key))
    yield "}", ""


def _is_number(name: str) -> bool:
    schema = schema_at(tuple(name.split("."))) or {}
    return "number" in (schema.get("type"), schema.get("anyOf", [schema])[0].get("type"))


def varied(base: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return `base` with those of `settings` that say something of it, as `with_values` does but faster.

    Raises: ScenarioError.
    """
    settings = _applying(base, settings)
    try:
        if all(_is_own_value(base, name) for name in settings.keys() - _names_of_values()):
            return _renewed_scenario(base, settings)
    except (ValidationError, ScenarioError):
        pass  # the slow way finds the sentence
    return with_values(base, settings)


@cache
def _names_of_values() -> frozenset[str]:
    return frozenset(name for _, name in _pieces(canonical_document(Scenario())) if name)


def _applying(base: Scenario, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings without those of forms that the scenario does not have."""
    forms = base.forms.rows
    foreign = {name for name in settings if name.startswith("forms.") and name.split(".")[1] not in forms}
    return {name: value for name, value in settings.items() if name not in foreign} if foreign else settings


def _is_own_value(base: Scenario, name: str) -> bool:
    """Return whether a dotted name is that of a value of a form that the scenario brings itself."""
    table, _, rest = name.partition(".")
    form, _, key = rest.partition(".")
    return table == "forms" and form in base.forms.own and key in FormSettings.model_fields


def _renewed_scenario(base: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return `base` with only those groups validated anew that `settings` touch.

    Raises: ValidationError, ScenarioError.
    """
    values = dict(base)
    parameters: dict[str, Any] = {}
    for name, value in _tables(settings).items():
        if name in Parameters.model_fields:
            parameters[name] = _renewed(getattr(base.parameters, name), value)
        else:
            values[name] = _renewed(values[name], value) if isinstance(value, dict) else value
    if parameters:
        values["parameters"] = base.parameters.model_copy(update=parameters)
    return Scenario.model_validate(values)


def _tables(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with dotted names as tables in tables."""
    tables: dict[str, Any] = {}
    for name, value in settings.items():
        *path, key = name.split(".")
        table = tables
        for part in path:
            table = table.setdefault(part, {})
        table[key] = value
    return tables


def _renewed(group: Group, values: Mapping[str, Any]) -> Group:
    """Return a group with some values replaced and all of them validated. Raises: ValidationError."""
    before = dict(group)
    own = {
        name: _renewed(before[name], value) if isinstance(value, dict) else value
        for name, value in values.items()
    }
    return type(group).model_validate(before | own)
