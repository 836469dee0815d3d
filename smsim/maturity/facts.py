"""What an auditor looks at and what an audit leaves behind, as records (imports no compiler)."""

from __future__ import annotations

import numpy as np

from smsim.indicators import FACTS, SCORED_INDICATORS
from smsim.vocabulary import Artefact, DepartmentKind

KINDS = len(DepartmentKind)
INDICATORS = len(SCORED_INDICATORS)
POSITION_OF = {indicator.code: position for position, indicator in enumerate(SCORED_INDICATORS)}
"""Where a scored indicator sits in arrays of indicators, by code."""

AUDIT_FACTS_DTYPE = np.dtype(
    [
        *((name, np.float64) for name, fact in FACTS.items() if not fact.column),
        ("artefact", np.float64, (len(Artefact),)),  # 0-1
        ("practice_of", np.float64, (KINDS,)),  # 0-1 by kind
        ("active_share_of", np.float64, (KINDS,)),  # 0-1 by kind
        ("is_kind_present", np.float64, (KINDS,)),  # 0 or 1 by kind
    ]
)
"""Everything an indicator is computed from, in one month; see `smsim.indicators.facts`."""

AUDIT_STATE_DTYPE = np.dtype(
    [
        ("audits", np.float64),  # held so far
        ("streak", np.float64),  # audits in a row above (+) or below (-) the level
        ("level", np.float64),
        ("raw_level", np.float64),
        ("score", np.float64),
        ("met_share_2", np.float64),
        ("met_share_3", np.float64),
        ("met_share_4", np.float64),
        ("met", np.float64, (INDICATORS,)),  # 0 or 1
    ]
)
"""What is carried from audit to audit; all zeros before the first.

Fields but the first two are named as in the monthly records.
"""
