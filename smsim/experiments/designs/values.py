"""The values of a scenario that an experiment may vary, found by their dotted names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.errors import nearest
from smsim.experiments.assumptions import declared_in
from smsim.experiments.designs.factors import Scale
from smsim.parameters import FORM_WORDS, Declaration
from smsim.parameters.declaration import half_to_double
from smsim.parameters.gone import instead_or_nearest
from smsim.parameters.refusing import Schema, is_allowed, refusal
from smsim.parameters.subjects import is_formed
from smsim.scenarios import Scenario
from smsim.scenarios.dated import COMPARISONS
from smsim.scenarios.layout import to_document
from smsim.scenarios.places import COUNTED, LISTS_OF_TABLES, ContradictionError, Path, path_of, place_words
from smsim.scenarios.schema import schema_at

NEVER_FACTORS = {
    "horizon_months": "all runs of an experiment are equally long; set it at the top of the file",
    "seed": "luck is told from effects by replications; set it at the top of the file",
    "name": "it says nothing about the world",
    "title": "it says nothing about the world",
    "description": "it says nothing about the world",
    "extends": "name several scenarios instead",
    "extends_without": "name several scenarios instead",
}


@dataclass(frozen=True)
class ScenarioValue:
    """A value that can be a factor: its name, what it may be, its unit, and how it is declared if it is."""

    name: str
    schema: Schema
    unit: str
    declared: Declaration | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a number, or a number or the word for a form's own."""
        return self._number_type in ("number", "integer")

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self._number_type == "integer"

    @property
    def is_list(self) -> bool:
        """Whether it is a list of words."""
        return self.schema.get("type") == "array"

    @property
    def _number_type(self) -> str:
        return str(self.schema.get("anyOf", [self.schema])[0].get("type"))

    def setting(self, value: Any, words: str, path: Path) -> Any:
        """Return an allowed value as factors have it: numbers as floats, lists as tuples.

        Raises: ContradictionError at `path`, with `words` for the value's key.
        """
        if not is_allowed(value, self.schema):
            raise ContradictionError(path, refusal(f"{words} ({self.name})", value, self.schema))
        if isinstance(value, list | tuple):
            return tuple(value)
        is_real = isinstance(value, int) and self.is_number and not self.is_whole
        return float(value) if is_real else value

    def declared_range(self) -> tuple[float, float] | None:
        """Return the range over which an analysis varies the value, None if there is none.

        Where none is declared, half to double the default, within the bounds.
        """
        declared = self.declared
        if declared is None or not self.is_number or declared.default in (None, 0):
            return None
        return declared.sensitivity or half_to_double(declared.default, declared.bounds)

    def declared_scale(self) -> Scale:
        """Return how the declared range is divided: in ratio where the default is its middle in ratio."""
        return "log" if self.declared is not None and self.declared.is_range_in_ratio else "linear"


def value_named(name: str, scenarios: Sequence[Scenario], *, is_imported: bool, path: Path) -> ScenarioValue:
    """Return the value with a dotted name, which all scenarios must have; one at least a form of its own.

    `is_imported` says that the people come from a folder. Raises: ContradictionError at `path`.
    """
    if name in NEVER_FACTORS:
        raise ContradictionError(path, f"'{name}' cannot be a factor: {NEVER_FACTORS[name]}")
    steps = path_of(name)
    if steps[0] == "forms":
        _require_form(name, steps, scenarios, path)
    schema = schema_at(steps)
    if schema is None or name.startswith("happenings."):
        raise ContradictionError(
            path, f"'{name}' is not the dotted name of a scenario value{_hint(name, steps, scenarios)}"
        )
    if "properties" in schema or "$ref" in schema.get("items", {}):
        raise ContradictionError(path, f"'{name}' is a table; name one value in it")
    if is_imported and is_formed(name):
        raise ContradictionError(
            path, f"'{name}' cannot be a factor: the organisation that is read from a folder has it already"
        )
    if steps[0] in COUNTED:
        for scenario in scenarios:
            _require_entry(name, steps, scenario, path)
    if steps[-1] == "form":
        # every scenario must have the form, so that what is allowed is what all have
        common = [form for form in scenarios[0].forms.rows if all(form in s.forms.rows for s in scenarios)]
        schema = {**schema, "enum": common}
    unit = schema.get("unit") or _unit_of_condition(steps, scenarios[0])
    declared = next((entry for entry in declared_in(scenarios) if entry.name == name), None)
    return ScenarioValue(name, schema, unit, declared)


def _require_form(name: str, steps: Path, scenarios: Sequence[Scenario], path: Path) -> None:
    """Refuse a form that none of the scenarios has, and the words of one. Raises: ContradictionError."""
    forms = [form for scenario in scenarios for form in scenario.forms.rows]
    if len(steps) > 1 and steps[1] not in forms:
        raise ContradictionError(
            path,
            f"'{name}' is not the dotted name of a scenario value: no scenario has a form '{steps[1]}'"
            f"{nearest(str(steps[1]), forms)}",
        )
    if steps[-1] in FORM_WORDS:
        raise ContradictionError(
            path, f"'{name}' cannot be a factor: it is no trait of the form and no number"
        )


def _hint(name: str, steps: Path, scenarios: Sequence[Scenario]) -> str:
    if steps[0] in LISTS_OF_TABLES and not isinstance(steps[1:2] and steps[1], int):
        return f" (entries of [[{steps[0]}]] are counted from 1: {steps[0]}.1)"
    prefix = name.rpartition(".")[0]
    beside = [f"{prefix}.{key}" for key in (schema_at(steps[:-1]) or {}).get("properties", {})]
    known = [entry.name for entry in declared_in(scenarios) if not entry.name.startswith("happenings.")]
    return instead_or_nearest(name, [*beside, *known, "appointment_month"])


def _require_entry(name: str, steps: Path, scenario: Scenario, path: Path) -> None:
    """Refuse the entry of a list that a scenario does not have. Raises: ContradictionError."""
    node: Any = to_document(scenario)
    for number, step in enumerate(steps[:-1]):
        if isinstance(step, int) and step >= len(node):
            raise ContradictionError(
                path,
                f"'{name}' cannot be set in scenario {scenario.name}: it has no "
                f"{place_words(steps[: number + 1])}",
            )
        node = node[step]


def _unit_of_condition(steps: Path, scenario: Scenario) -> str:
    """Return the unit of the output that a condition compares, "" for what has no unit."""
    if steps[-1] not in COMPARISONS:
        return ""
    rule, condition = int(steps[1]), int(steps[3])
    compared = scenario.rules[rule].conditions[condition].output
    return next(output.unit for output in MONTHLY_OUTPUTS if compared in output.columns)
