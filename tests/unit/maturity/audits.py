"""Small audits for the tests of maturity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from smsim.maturity.assessment import assess
from smsim.maturity.facts import AUDIT_FACTS_DTYPE, AUDIT_STATE_DTYPE, INDICATORS, POSITION_OF
from smsim.maturity.indicators import score_all
from smsim.maturity.rule import ignored_flags, rule_record
from smsim.parameters import Audit
from smsim.vocabulary import DESCRIPTIVE_INDICATORS, SCORED_INDICATORS

LEVEL_2 = ("L2.1", "L2.2", "L2.3", "L2.4")
LEVEL_3 = ("L3.1", "L3.2", "L3.3", "L3.4", "L3.5", "L3.6", "L3.7")
LEVEL_4 = ("L4.1", "L4.2", "L4.3", "L4.4", "L4.5")


def scores_of(met: Sequence[str], missing: Sequence[str] = (), score: float = 0.6) -> np.ndarray:
    """Scores with `met` at `score`, `missing` not applicable and 0 elsewhere."""
    scores = np.zeros(INDICATORS)
    for code in met:
        scores[POSITION_OF[code]] = score
    for code in missing:
        scores[POSITION_OF[code]] = np.nan
    return scores


def hold(
    audits: Sequence[np.ndarray],
    active_employees: float = 200.0,
    active_share: float = 0.6,
    audit: Audit | None = None,
) -> np.recarray[Any, Any]:
    """Hold one audit after another; returns the state after each."""
    rule = audit if audit is not None else Audit()
    record, flags = rule_record(rule)[0], ignored_flags(rule)
    state = np.zeros(1, dtype=AUDIT_STATE_DTYPE).view(np.recarray)
    after = np.zeros(len(audits), dtype=AUDIT_STATE_DTYPE).view(np.recarray)
    for number, scores in enumerate(audits):
        assess(scores, active_employees, active_share, record, flags, state[0])
        after[number] = state[0]
    return after


def score(**facts: Any) -> tuple[dict[str, float], dict[str, float]]:
    """Scores and signs, by code, of a firm of 500 with all kinds where nothing happens but `facts`."""
    record = np.zeros(1, dtype=AUDIT_FACTS_DTYPE).view(np.recarray)
    record.employees = 500.0
    record.is_kind_present = 1.0
    record.has_marketing_or_communications = 1.0
    for name, value in facts.items():
        if isinstance(value, Mapping):
            for kind, entry in value.items():
                record[name][0, kind] = entry
        else:
            record[name] = value
    scores, signs = np.full(INDICATORS, -1.0), np.full(len(DESCRIPTIVE_INDICATORS), -1.0)
    score_all(record[0], scores, signs)
    return (
        {indicator.code: float(z) for indicator, z in zip(SCORED_INDICATORS, scores, strict=True)},
        {indicator.code: float(z) for indicator, z in zip(DESCRIPTIVE_INDICATORS, signs, strict=True)},
    )
