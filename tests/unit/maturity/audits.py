"""Small audits for the tests of maturity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from smsim.indicators import DESCRIPTIVE_INDICATORS, FACTS, SCORED_INDICATORS
from smsim.maturity.assessment import assess
from smsim.maturity.facts import AUDIT_FACTS_DTYPE, AUDIT_STATE_DTYPE, INDICATORS, POSITION_OF
from smsim.maturity.rule import ignored_flags, rule_record
from smsim.maturity.scoring import score_all
from smsim.parameters import Audit, Parameters, science_record
from smsim.vocabulary import DepartmentKind

LEVEL_2 = ("L2.1", "L2.2", "L2.3", "L2.4")
LEVEL_3 = ("L3.1", "L3.2", "L3.3", "L3.4", "L3.5", "L3.6", "L3.7")
LEVEL_4 = ("L4.1", "L4.2", "L4.3", "L4.4", "L4.5")
"""What these audits ask for; an indicator that is not here never applies in them."""


def scores_of(met: Sequence[str], missing: Sequence[str] = (), score: float = 0.6) -> np.ndarray:
    """Scores with `met` at `score`, `missing` not applicable and 0 elsewhere."""
    scores = np.full(INDICATORS, np.nan)
    for code in (*LEVEL_2, *LEVEL_3, *LEVEL_4):
        scores[POSITION_OF[code]] = 0.0
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


def score(
    absent: Sequence[DepartmentKind] = (), scales: Mapping[str, float] | None = None, **facts: float
) -> tuple[dict[str, float], dict[str, float]]:
    """Scores and signs, by code, of a firm of 500 where nothing happens but `facts`.

    Kinds of department are there unless they are `absent`, scales are the usual ones unless they are given.
    """
    record = np.zeros(1, dtype=AUDIT_FACTS_DTYPE).view(np.recarray)
    record.is_kind_present = 1.0
    record.is_kind_present[0, list(map(int, absent))] = 0.0
    for name, value in {"employees": 500.0, "size_scale": 1.0, "complaints": 60.0, **facts}.items():
        fact = FACTS[name]
        if fact.column:
            record[fact.column][0, fact.entry] = value
        else:
            record[name] = value
    science = science_record(Parameters.model_validate({"indicators": dict(scales or {})}))
    scores, signs = np.full(INDICATORS, -1.0), np.full(len(DESCRIPTIVE_INDICATORS), -1.0)
    score_all(record[0], science[0], scores, signs)
    return (
        {indicator.code: float(z) for indicator, z in zip(SCORED_INDICATORS, scores, strict=True)},
        {indicator.code: float(z) for indicator, z in zip(DESCRIPTIVE_INDICATORS, signs, strict=True)},
    )
