"""What an auditor looks at and what an audit leaves behind, as records (imports no compiler)."""

from __future__ import annotations

import numpy as np

from smsim.vocabulary import SCORED_INDICATORS, DepartmentKind

KINDS = len(DepartmentKind)
INDICATORS = len(SCORED_INDICATORS)
POSITION_OF = {indicator.code: position for position, indicator in enumerate(SCORED_INDICATORS)}
"""Where a scored indicator sits in arrays of indicators, by code."""

OPERATING_PRACTICE = 0.40
"""Practice from which the auditor takes a use case as operating."""

AUDIT_FACTS_DTYPE = np.dtype(
    [
        ("employees", np.float64),  # people
        ("active_employees", np.float64),  # users
        ("active_home", np.float64),  # users in the home department
        ("active_outside_uncoordinated", np.float64),  # users elsewhere whose head hardly cares
        ("active_share_of", np.float64, (KINDS,)),  # 0-1 by kind
        ("practice_of", np.float64, (KINDS,)),  # 0-1 by kind
        ("is_kind_present", np.float64, (KINDS,)),  # 0 or 1 by kind
        ("is_ceo_active", np.float64),  # 0 or 1
        ("has_marketing_or_communications", np.float64),  # 0 or 1
        ("endorsement_marketing_communications", np.float64),  # 0-1, mean over those of the two present
        ("goals", np.float64),  # 0-1
        ("listening", np.float64),  # 0-1
        ("measurement", np.float64),  # 0-1
        ("channels", np.float64),
        ("response_share", np.float64),  # 0-1
        ("capacity_hours", np.float64),  # hours per month
        ("workable_share", np.float64),  # 0-1, part of the incoming work the centre gets done
        ("sponsorship", np.float64),  # 0-1
        ("reputation", np.float64),  # 0-100
        ("lead_time_share", np.float64),  # 0-1, handed over by governance
        ("working_body", np.float64),  # 0-1, handed over by governance
    ]
)
"""Everything an indicator is computed from, in one month.

`lead_time_share` and `working_body` depend on the governance form and come in as plain values.
"""

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
