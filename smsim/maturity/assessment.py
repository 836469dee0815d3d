"""The audit: from indicator scores to indicators met, a raw level and a confirmed level.

An indicator, once met, is lost only well below the score that met it. A level needs enough of its own
indicators and of every level below; the reported level follows one step at a time, after the same
finding at successive audits, up or down.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.indicators import SCORED_INDICATORS
from smsim.vocabulary import MaturityLevel

EMERGING = constant(MaturityLevel.EMERGING)
ADVANCED = constant(MaturityLevel.ADVANCED)
INTEGRATED = constant(MaturityLevel.INTEGRATED)
INDICATOR_LEVELS = np.array([indicator.level for indicator in SCORED_INDICATORS], dtype=np.int64)
TOLERANCE = 1e-9
"""Shares this close to what is needed count as reaching it."""


@compiled
def is_audit_month(month: int, interval_months: float) -> bool:
    """Return whether an audit closes month t = `month`: with an interval of 3, months 2, 5, 8, ..."""
    return (month + 1) % interval_months == 0


@compiled
def audited_score(score: float, bias: float) -> float:
    """Return the score the auditor believes, 0-1: a self-assessment adds its bias."""
    return np.minimum(1.0, np.maximum(0.0, score + bias))  # type: ignore[no-any-return]


@compiled
def remains_met(score: float, was_met: float, met_score: float, lost_score: float) -> float:
    """Return 1 where an indicator is met: from `met_score` up, or not below `lost_score` if it was met.

    A missing score (NaN) is never met.
    Source: a trigger with hysteresis; both thresholds are assumptions.
    """
    return was_met * (score >= lost_score) + (1.0 - was_met) * (score >= met_score)


@compiled
def reaches(share: float, needed: float) -> bool:
    """Return whether a share is what is needed, or short of it by rounding only."""
    return share >= needed - TOLERANCE


@compiled
def raw_level(
    active_employees: float,
    active_share: float,
    met_share_2: float,
    met_share_3: float,
    met_share_4: float,
    met_share: float,
    level_4_gate_share: float,
    level_4_active_share: float,
) -> float:
    """Return the level (0-4) one audit finds by itself.

    0 without a user; 2 and 3 with the share `met_share` of the indicators of that level and of those
    below; 4 also with `level_4_gate_share` of the level-3 indicators (or `met_share` if that is more)
    and with `level_4_active_share` of the employees.
    Source: article S2 for the levels; ISO/IEC 15504 for the gates; shares are assumptions.
    """
    has_2 = reaches(met_share_2, met_share)
    has_3 = has_2 & reaches(met_share_3, met_share)
    has_4 = has_3 & reaches(met_share_4, met_share)
    has_4 = has_4 & reaches(met_share_3, level_4_gate_share) & reaches(active_share, level_4_active_share)
    return (active_employees > 0.0) * (1.0 + has_2 + has_3 + has_4)


@compiled
def continuous_score(
    active_employees: float,
    active_share: float,
    met_share_2: float,
    met_share_3: float,
    met_share_4: float,
    met_share: float,
    level_4_gate_share: float,
    level_4_active_share: float,
) -> float:
    """Return a score (0-4) that also shows progress inside a level.

    1 plus the share met of each level whose gate below is open; 0 without a user.
    Source: assumption.
    """
    opens_3 = reaches(met_share_2, met_share)
    opens_4 = opens_3 & reaches(met_share_3, np.maximum(level_4_gate_share, met_share))
    opens_4 = opens_4 & reaches(active_share, level_4_active_share)
    return (active_employees > 0.0) * (1.0 + met_share_2 + met_share_3 * opens_3 + met_share_4 * opens_4)


@compiled
def confirm(level: float, streak: float, raw: float, confirmations: float) -> tuple[float, float]:
    """Return the level and the streak after an audit that found the level `raw`.

    `streak` counts audits in a row with a finding above (positive) or below (negative) the level; at
    `confirmations` the level moves one step that way and counting starts anew.
    Source: assumption.
    """
    side = np.sign(raw - level)
    if side == 0.0:
        return level, 0.0
    streak = streak + side if streak * side > 0.0 else side
    if np.abs(streak) >= confirmations:
        return level + side, 0.0
    return level, streak


@compiled
def share_met(
    scores: NDArray[np.float64], met: NDArray[np.float64], is_ignored: NDArray[np.bool_], level: int
) -> float:
    """Return the share met among the indicators of `level` that apply and are not ignored.

    1 if there are none: a level that asks for nothing is not in the way.
    """
    applicable = 0.0
    fulfilled = 0.0
    for position in range(INDICATOR_LEVELS.size):
        counts = INDICATOR_LEVELS[position] == level and not is_ignored[position]
        if counts and not np.isnan(scores[position]):
            applicable += 1.0
            fulfilled += met[position]
    return fulfilled / applicable if applicable > 0.0 else 1.0


@compiled
def assess(
    scores: NDArray[np.float64],
    active_employees: float,
    active_share: float,
    audit: Any,
    is_ignored: NDArray[np.bool_],
    state: Any,
) -> None:
    """Hold one audit: bring `state`, a record of AUDIT_STATE_DTYPE, up to date.

    `scores`, shape (INDICATORS,), NaN where an indicator does not apply; `audit` is the record of the rule,
    `is_ignored`, of the same shape, marks indicators taken out of it (never met, never asked for). The first
    audit sets the level to 1, or 0 without a user, and starts no streak.
    """
    for position in range(scores.size):
        believed = audited_score(scores[position], audit.self_assessment_bias)
        is_met = remains_met(believed, state.met[position], audit.met_score, audit.lost_score)
        state.met[position] = 0.0 if is_ignored[position] else is_met
    state.met_share_2 = share_met(scores, state.met, is_ignored, EMERGING)
    state.met_share_3 = share_met(scores, state.met, is_ignored, ADVANCED)
    state.met_share_4 = share_met(scores, state.met, is_ignored, INTEGRATED)
    state.raw_level = raw_level(
        active_employees,
        active_share,
        state.met_share_2,
        state.met_share_3,
        state.met_share_4,
        audit.met_share,
        audit.level_4_gate_share,
        audit.level_4_active_share,
    )
    state.score = continuous_score(
        active_employees,
        active_share,
        state.met_share_2,
        state.met_share_3,
        state.met_share_4,
        audit.met_share,
        audit.level_4_gate_share,
        audit.level_4_active_share,
    )
    if state.audits == 0.0:
        state.level = np.minimum(state.raw_level, 1.0)
    else:
        state.level, state.streak = confirm(state.level, state.streak, state.raw_level, audit.confirmations)
    state.audits += 1.0
