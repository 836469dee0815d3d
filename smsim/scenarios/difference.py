"""In words: what two scenarios do differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smsim.parameters import Happenings
from smsim.scenarios.layout import Document, defaults_beside, differing, to_document
from smsim.scenarios.places import LISTS_OF_TABLES, Path
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.schema import Schema, meaning_at, schema_at
from smsim.scenarios.wording import written

UNMEASURED = ("choice", "factor", "governance form", "department kind", "department kinds", "indicators")
"""Units that add nothing behind a value."""


def differences(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """Return one sentence for each value, change and rule in which two scenarios differ.

    Names, titles and descriptions do not count.
    """
    first_name, second_name = first.name, second.name
    if first_name == second_name:
        first_name, second_name = "the first", "the second"
    one, other = to_document(first), to_document(second)
    sentences = [
        f"{_key(path)} is {measured(here, path)} in {first_name} and {measured(there, path)} "
        f"in {second_name}{_meaning(path)}."
        for path, here, there in _differing_values(one, other, ())
    ]
    sentences += _only_forms(one, other, first_name) + _only_forms(other, one, second_name)
    described = {"change": _change_words, "rearrangement": rearrangement_words, "when": rule_words}
    for table, describe in described.items():
        sentences += _one_sided(describe, one[table], other[table], first_name)
        sentences += _one_sided(describe, other[table], one[table], second_name)
    return tuple(sentences)


def _differing_values(one: Document, other: Document, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    for key, value in one.items():
        here = (*path, key)
        if key in ("title", "description", *LISTS_OF_TABLES):
            continue
        if key not in other:
            continue
        if isinstance(value, Mapping):
            yield from _differing_values(dict(value), other[key], here)
        elif value != other[key]:
            yield here, value, other[key]


def _only_forms(own: Document, other: Document, name: str) -> list[str]:
    """Return a sentence for each form that only one scenario has: what it sets beside what it extends."""
    forms = differing(own, defaults_beside(own)).get("forms", {})
    return [
        f"Only in {name}: the form {form}, {_settings_words(row, ('forms', form))}."
        for form, row in forms.items()
        if form not in other["forms"]
    ]


def _one_sided(describe: Any, own: list[Document], others: list[Document], name: str) -> list[str]:
    return [f"Only in {name}: {describe(table)}." for table in own if table not in others]


def _change_words(change: Document) -> str:
    settings = {key: value for key, value in change.items() if key != "month"}
    start = "in" if settings.keys() <= Happenings.model_fields.keys() else "from"
    return f"{start} month {change['month']}, {_settings_words(settings, ('change', 0))}"


def rearrangement_words(rearrangement: Document) -> str:
    """Return what a table [[rearrangement]] does, with its month."""
    done = [
        *(f"{employee} moves to {department}" for employee, department in rearrangement.get("transfers", ())),
        *(f"{one} and {other} get a tie" for one, other in rearrangement.get("draw_ties", ())),
        *(f"{one} and {other} lose their tie" for one, other in rearrangement.get("cut_ties", ())),
        *(f"{employee} becomes a champion" for employee in rearrangement.get("champions", ())),
    ]
    return f"from month {rearrangement['month']}, {', '.join(done)}"


def rule_words(rule: Document) -> str:
    """Return what a table [[when]] waits for and does."""
    conditions = " and ".join(_condition_words(condition) for condition in rule["if"])
    lasting = f"for {rule['for_months']} months" if "for_months" in rule else "for good"
    times = "every time" if rule["again"] else "the first time"
    return f"{times} {conditions}, {_settings_words(rule['then'], ('when', 0, 'then'))} {lasting}"


def _condition_words(condition: Document) -> str:
    comparison = next(key for key in condition if key not in ("output", "held_months"))
    held = condition["held_months"]
    months = f" for {held} months" if held > 1 else ""
    return f"{condition['output']} is {comparison.replace('_', ' ')} {condition[comparison]:g}{months}"


def _settings_words(settings: Mapping[str, Any], path: Path) -> str:
    words = [f"{key} is {measured(value, (*path, key))}" for key, value in settings.items()]
    return ", ".join(words)


def _key(path: Path) -> str:
    return ".".join(str(part) for part in path)


def measured(value: Any, path: Path) -> str:
    """Return a value as a file has it, with its unit if that says something."""
    unit = (schema_at(path) or Schema()).get("unit", "")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{written(value)} {unit}" if is_number and unit not in ("", *UNMEASURED) else written(value)


def _meaning(path: Path) -> str:
    meaning = meaning_at(path)
    return f": {meaning}" if meaning else ""
