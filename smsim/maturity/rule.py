"""The audit's rule as the record the audit reads, and the variants worth comparing (imports no compiler)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.maturity.facts import INDICATORS, POSITION_OF
from smsim.parameters import Audit

RULE_FIELDS = tuple(name for name in Audit.model_fields if name != "ignored_indicators")
AUDIT_RULE_DTYPE = np.dtype([(name, np.float64) for name in RULE_FIELDS])

RULE_VARIANTS = {
    "two_thirds": Audit(),
    "half": Audit(met_share=0.5),
    "four_fifths": Audit(met_share=0.8),
    "strict": Audit(met_share=1.0),
    "self_assessed": Audit(self_assessment_bias=0.15),
    "without_body": Audit(ignored_indicators=("L3.7",)),
}
"""Rules under which the same runs may be read again.

L3.7 asks for a governance form rather than for what people do: `without_body` judges without it.
"""


def rule_record(audit: Audit) -> np.recarray[Any, Any]:
    """Return the rule as one record of AUDIT_RULE_DTYPE, shape (1,)."""
    record = np.zeros(1, dtype=AUDIT_RULE_DTYPE)
    for name in RULE_FIELDS:
        record[name] = getattr(audit, name)
    return record.view(np.recarray)


def ignored_flags(audit: Audit) -> NDArray[np.bool_]:
    """Return which scored indicators the rule takes out of the audit, shape (INDICATORS,)."""
    flags = np.zeros(INDICATORS, dtype=np.bool_)
    for code in audit.ignored_indicators:
        flags[POSITION_OF[code]] = True
    return flags
