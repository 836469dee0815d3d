"""The rules from Python that an experiment or a comparison uses: for its workers and its provenance."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any, Protocol

from smsim.engine.replacements import SETTING, SHIPPED, Replacement, RuleLabels, replacement
from smsim.experiments.words import join_words
from smsim.scenarios import Scenario


class Varied(Protocol):
    """A factor: a scenario value by its dotted name, and what it may be."""

    @property
    def name(self) -> str:
        """The dotted name."""

    @property
    def values(self) -> tuple[Any, ...]:
        """The settings, if they are named."""


def rules_in_use(scenarios: Iterable[Scenario], factors: Iterable[Varied] = ()) -> tuple[Replacement, ...]:
    """Return every function that stands in the place of a rule in some scenario or at some design point."""
    used = [entry for scenario in scenarios for entry in scenario.replaced_rules.entries]
    for rule, labels in _varied(factors):
        used.extend((rule, label) for label in labels if label != SHIPPED)
    return tuple(replacement(*entry) for entry in sorted(set(used)))


def _varied(factors: Iterable[Varied]) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the rules that factors vary, and the labels of each."""
    parts = [(factor.name.partition("."), factor.values) for factor in factors]
    return [(rule, labels) for (table, _, rule), labels in parts if table == SETTING]


def engines_of(scenarios: Iterable[Scenario], factors: Iterable[Varied]) -> tuple[RuleLabels, ...]:
    """Return the replaced rules of each engine that the runs of an experiment need."""
    varied = _varied(factors)
    engines: dict[RuleLabels, None] = {}
    for scenario in scenarios:
        for labels in product(*(labels for _, labels in varied)):
            varied_labels = {rule: label for (rule, _), label in zip(varied, labels, strict=True)}
            rules = {**scenario.replaced_rules.labels, **varied_labels}
            engines[tuple(sorted(entry for entry in rules.items() if entry[1] != SHIPPED))] = None
    return tuple(engines)


def rules_words(scenarios: Iterable[Scenario], factors: Iterable[Varied] = ()) -> str:
    """Return which rules are from Python as a sentence of every answer, "" if there are none."""
    used = [f"{entry.label} in the place of {entry.rule}" for entry in rules_in_use(scenarios, factors)]
    return f"Rules from Python: {join_words(used)}." if used else ""


def rules_document(scenarios: Iterable[Scenario], factors: Iterable[Varied] = ()) -> dict[str, Any]:
    """Return what provenance says of replaced rules, their text included; nothing if there are none."""
    used = rules_in_use(scenarios, factors)
    entries = [{"rule": entry.rule, "label": entry.label, "source": entry.source} for entry in used]
    return {SETTING: entries} if entries else {}
