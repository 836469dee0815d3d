"""The rules from Python that an experiment or a comparison uses: for its workers and its provenance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smsim.engine.replacements import SETTING, SHIPPED, Replacement, replacement
from smsim.experiments.designs.factors import Factor
from smsim.scenarios import Scenario


def rules_in_use(scenarios: Iterable[Scenario], factors: Iterable[Factor] = ()) -> tuple[Replacement, ...]:
    """Return every function that stands in the place of a rule in some scenario or at some design point."""
    used = [entry for scenario in scenarios for entry in scenario.replaced_rules.entries]
    for factor in factors:
        table, _, rule = factor.name.partition(".")
        if table == SETTING:
            used.extend((rule, label) for label in factor.values if label != SHIPPED)
    return tuple(replacement(*entry) for entry in sorted(set(used)))


def rules_document(scenarios: Iterable[Scenario], factors: Iterable[Factor] = ()) -> dict[str, Any]:
    """Return what provenance says of replaced rules, their text included; nothing if there are none."""
    used = rules_in_use(scenarios, factors)
    entries = [{"rule": entry.rule, "label": entry.label, "source": entry.source} for entry in used]
    return {SETTING: entries} if entries else {}
