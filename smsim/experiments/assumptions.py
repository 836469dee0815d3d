"""Which of the model's numbers an answer draws from their ranges, and which it holds still, and why.

An answer is as sure as what was varied. A number that the options' files set is known to whoever wrote
them, so it is held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from smsim.experiments.rules_in_use import rules_words
from smsim.parameters import Declaration, Forms, declarations
from smsim.parameters.subjects import is_formed
from smsim.scenarios import Scenario
from smsim.scenarios.forms import EXTENDS
from smsim.scenarios.layout import Document, differing, to_document

LEVERS = "levers."


class HeldBecause(Enum):
    """Why a number is the same in all worlds, in the words of an answer, the first that applies."""

    GIVEN = "set by the options' files"
    READ = "read from the organisation's files"
    CHOSEN = "choices of governance"
    FACT = "facts of the firm"
    ABSENT = "zeros"
    ASSUMED = "as assumed"


@dataclass(frozen=True)
class Assumptions:
    """Every number of the model, either drawn anew in each world or held; by dotted names.

    Those of forms that scenarios bring are among them. `declared` is what they are, in the same order.
    `rules` says which rules are from Python, "" if none.
    """

    drawn: tuple[str, ...]
    held: Mapping[HeldBecause, tuple[str, ...]]
    declared: tuple[Declaration, ...]
    rules: str = ""

    @property
    def numbers(self) -> int:
        """How many numbers the model has."""
        return len(self.drawn) + sum(map(len, self.held.values()))

    def document(self) -> dict[str, Any]:
        """Return how many numbers were drawn and which were held, ready for JSON."""
        return {
            "numbers": self.numbers,
            "drawn": list(self.drawn),
            "held": {reason.value: list(names) for reason, names in self.held.items()},
        }


def assumptions_of(
    scenarios: Sequence[Scenario], drawn: Collection[str], *, has_real_people: bool = False
) -> Assumptions:
    """Return what runs of `scenarios` hold still where the numbers called `drawn` differ between worlds."""
    given = _given_names(scenarios)
    numbers = tuple(entry for entry in declared_in(scenarios) if entry.is_number)
    held: dict[HeldBecause, list[str]] = {}
    for entry in numbers:
        if entry.name not in drawn:
            held.setdefault(_reason(entry, given, has_real_people), []).append(entry.name)
    return Assumptions(
        drawn=tuple(entry.name for entry in numbers if entry.name in drawn),
        held={reason: tuple(held[reason]) for reason in HeldBecause if reason in held},
        declared=numbers,
        rules=rules_words(scenarios),
    )


def uncertain_numbers(
    scenarios: Sequence[Scenario], *, has_real_people: bool = False
) -> tuple[Declaration, ...]:
    """Return the assumed numbers, each with its range: those to be drawn where nobody knows better.

    Left out is what a file sets, what is read of real people, what governance chooses, and facts of the firm.
    """
    given = _given_names(scenarios)
    return tuple(
        entry
        for entry in declared_in(scenarios)
        if _reason(entry, given, has_real_people) is HeldBecause.ASSUMED
    )


def declared_in(scenarios: Iterable[Scenario]) -> tuple[Declaration, ...]:
    """Return every declared value, those of forms that the scenarios bring among them."""
    return _declared_beside(tuple(scenario.forms for scenario in scenarios))


@cache
def _declared_beside(forms: tuple[Forms, ...]) -> tuple[Declaration, ...]:
    return declarations(forms)


def _reason(entry: Declaration, given: Collection[str], has_real_people: bool) -> HeldBecause:
    if entry.name in given:
        return HeldBecause.GIVEN
    if has_real_people and is_formed(entry.name):
        return HeldBecause.READ
    if entry.sensitivity is not None:
        return HeldBecause.ASSUMED
    if entry.name.startswith(LEVERS):
        return HeldBecause.CHOSEN
    return HeldBecause.ABSENT if entry.default == 0 else HeldBecause.FACT


def _given_names(scenarios: Iterable[Scenario]) -> frozenset[str]:
    """Return the dotted names of what at least one of the scenarios sets, at the start or at a date."""
    names: set[str] = set()
    defaults = to_document(Scenario())
    for scenario in scenarios:
        document = to_document(scenario)
        names.update(_dotted(differing(document, {**defaults, "forms": _declared_forms(document)})))
        dated = [*scenario.changes, *(rule.then for rule in scenario.rules)]
        names.update(f"{LEVERS}{name}" for settings in dated for name in settings.given)
    return frozenset(names)


def _declared_forms(document: Document) -> Document:
    """Return the forms as declared; one that a scenario brings as the declared form it goes back to."""
    declared = to_document(Scenario())["forms"]
    rows = {}
    for name, row in document["forms"].items():
        root = name
        while root not in declared:
            root = document["forms"][root][EXTENDS]
        rows[name] = {**row, **declared[root]}
    return rows


def _dotted(document: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in document.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
