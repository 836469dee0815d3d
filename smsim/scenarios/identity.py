"""What makes two scenarios the same: the canonical form and its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from smsim.parameters import FORM_WORDS
from smsim.scenarios.dated import settings_by_month
from smsim.scenarios.layout import Document, to_document
from smsim.scenarios.scenario import Scenario

WITHOUT_EFFECT = ("title", "description")
SETS = ("members", "ignored_indicators")
"""Lists whose order says nothing."""


def canonical_form(scenario: Scenario) -> str:
    """Return every value that can change a result as JSON, the same however a file is written."""
    return canonical_text(canonical_document(scenario))


def canonical_document(scenario: Scenario) -> Document:
    """Return every value that can change a result, in the layout of a file; changes by month."""
    document = {key: value for key, value in to_document(scenario).items() if key not in WITHOUT_EFFECT}
    document["forms"] = {
        name: {key: value for key, value in row.items() if key not in FORM_WORDS}
        for name, row in document["forms"].items()
    }
    document["change"] = list(settings_by_month(scenario.changes).items())
    document["replaced_rules"] = dict(scenario.replaced_rules.entries)
    # absent if there is none: most scenarios have none
    for name in ("rearrangement", "replaced_rules"):
        if not document[name]:
            del document[name]
    return document


def canonical_text(value: Any, key: str = "") -> str:
    """Return one value of a canonical document, or all of it, as JSON; `key` is the value's own."""
    return json.dumps(_canonical(value, key), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _canonical(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {inner: _canonical(entry, inner) for inner, entry in value.items()}
    if isinstance(value, list | tuple):
        entries = [_canonical(entry) for entry in value]
        return sorted(entries) if key in SETS else entries
    # -0.0 equals 0.0 but is written differently
    return value + 0.0 if isinstance(value, float) else value


def scenario_hash(scenario: Scenario) -> str:
    """Return 32 hex digits, the same for scenarios with the same values.

    Name, title and description do not count; values left at their default do.
    """
    return digest_of(canonical_form(scenario))


def digest_of(text: str) -> str:
    """Return 32 hex digits that stand for a text."""
    return blake2b(text.encode(), digest_size=16).hexdigest()
