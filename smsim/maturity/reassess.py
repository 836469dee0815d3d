"""Reads finished runs again under another audit rule: levels depend on the rule, scores on the scales only.

What scores say under other scales (`[indicators]`) takes new runs: not all facts are recorded.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import entry_point
from smsim.maturity.assessment import assess, is_audit_month
from smsim.maturity.facts import AUDIT_STATE_DTYPE, INDICATORS
from smsim.maturity.rule import ignored_flags, rule_record
from smsim.parameters import Audit


@entry_point
def assess_months(
    scores: NDArray[np.float64],
    active_employees: NDArray[np.float64],
    active_share: NDArray[np.float64],
    audit: Any,
    is_ignored: NDArray[np.bool_],
    states: Any,
) -> None:
    """Fill `states`, shape (months,), with what stands at the end of each month of one run."""
    for month in range(scores.shape[0]):
        if month > 0:
            states[month] = states[month - 1]
        if is_audit_month(month, audit.interval_months):
            assess(
                scores[month], active_employees[month], active_share[month], audit, is_ignored, states[month]
            )


def reassess(
    scores: NDArray[np.float64],
    active_employees: NDArray[np.float64],
    active_share: NDArray[np.float64],
    audit: Audit,
) -> np.recarray[Any, Any]:
    """Return the audits of recorded runs under the rule `audit`.

    `scores` has the shape (months, INDICATORS) or (replications, months, INDICATORS), NaN where
    not applicable;
    `active_employees` (people) and `active_share` (0-1) the same without the last axis, and so has the
    result, a record of AUDIT_STATE_DTYPE for each month.

    Raises: ValueError if the shapes do not fit together.
    """
    months_shape = scores.shape[:-1]
    if not 1 <= len(months_shape) <= 2 or scores.shape[-1] != INDICATORS:
        raise ValueError(f"scores have the shape {scores.shape}, not (months, {INDICATORS})")
    if active_employees.shape != months_shape or active_share.shape != months_shape:
        raise ValueError(
            f"scores cover {months_shape} months, active employees {active_employees.shape}, "
            f"active shares {active_share.shape}"
        )
    months = months_shape[-1]
    rule, is_ignored = rule_record(audit)[0], ignored_flags(audit)
    runs = np.ascontiguousarray(scores, dtype=np.float64).reshape(-1, months, INDICATORS)
    users = np.ascontiguousarray(active_employees, dtype=np.float64).reshape(-1, months)
    shares = np.ascontiguousarray(active_share, dtype=np.float64).reshape(-1, months)
    states = np.zeros((len(runs), months), dtype=AUDIT_STATE_DTYPE).view(np.recarray)
    for run in range(len(runs)):
        assess_months(runs[run], users[run], shares[run], rule, is_ignored, states[run])
    return states.reshape(months_shape).view(np.recarray)
