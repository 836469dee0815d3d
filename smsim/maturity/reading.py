"""What an audit says: which indicators are met, lost or missing, and what the next level still needs."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from smsim.indicators import SCORED_INDICATORS, Indicator
from smsim.maturity.facts import POSITION_OF
from smsim.parameters import Audit
from smsim.vocabulary import MaturityLevel

ROUNDING = 1e-9
HIGHEST = int(MaturityLevel.INTEGRATED)


@dataclass(frozen=True)
class IndicatorReading:
    """One indicator: its score of the month, and what the last audit made of it."""

    indicator: Indicator
    score: float  # missing (NaN) where not applicable
    is_met: bool
    is_gained: bool  # met now, not at the audit before
    is_lost: bool  # met at the audit before, not now
    is_ignored: bool

    @property
    def is_applicable(self) -> bool:
        """Whether the indicator makes sense in this organisation and the rule asks for it."""
        return not (self.is_ignored or np.isnan(self.score))


@dataclass(frozen=True)
class Requirement:
    """What a level asks of the indicators of one level: so many of the applicable ones."""

    indicator_level: int
    met: int
    applicable: int
    needed: int
    candidates: tuple[IndicatorReading, ...]  # missing ones, highest score first

    @property
    def lacking(self) -> int:
        """How many more must be met."""
        return max(0, self.needed - self.met)


@dataclass(frozen=True)
class NextLevel:
    """What the level above the reported one still needs; `requirements` holds unmet ones only.

    `active_share_needed` is missing (None) unless too few employees are users. With nothing missing
    the level only awaits `audits_to_confirm` more audits like the last.
    """

    level: int
    requirements: tuple[Requirement, ...]
    active_share: float
    active_share_needed: float | None
    needs_a_user: bool
    audits_to_confirm: int

    @property
    def is_fulfilled(self) -> bool:
        """Whether only the confirmation is missing."""
        return not self.requirements and self.active_share_needed is None and not self.needs_a_user


@dataclass(frozen=True)
class AuditReading:
    """The audit as it stands at the end of a month; `audit_month` is None before the first audit."""

    month: int
    audit_month: int | None
    level: int
    raw_level: int
    score: float
    indicators: tuple[IndicatorReading, ...]
    next_level: NextLevel | None

    @property
    def met(self) -> tuple[IndicatorReading, ...]:
        """Indicators met."""
        return tuple(reading for reading in self.indicators if reading.is_met)

    @property
    def missing(self) -> tuple[IndicatorReading, ...]:
        """Applicable indicators that are not met."""
        return tuple(reading for reading in self.indicators if reading.is_applicable and not reading.is_met)

    @property
    def gained(self) -> tuple[IndicatorReading, ...]:
        """Indicators met now and not at the audit before."""
        return tuple(reading for reading in self.indicators if reading.is_gained)

    @property
    def lost(self) -> tuple[IndicatorReading, ...]:
        """Indicators met at the audit before and not now."""
        return tuple(reading for reading in self.indicators if reading.is_lost)

    @property
    def not_applicable(self) -> tuple[IndicatorReading, ...]:
        """Indicators that make no sense in this organisation, or that the rule ignores."""
        return tuple(reading for reading in self.indicators if not reading.is_applicable)


def last_audit_month(month: int, interval_months: int) -> int | None:
    """Return the month (from 0) of the last audit up to and including `month`, None before the first."""
    audits = (month + 1) // interval_months
    return audits * interval_months - 1 if audits else None


def read_audit(monthly: np.recarray[Any, Any], month: int, audit: Audit) -> AuditReading:
    """Return what is met, lost and missing at the end of `month` (from 0).

    `monthly` are a run's monthly records, shape (months,), with the fields level, raw_level, score,
    indicator, met, active_employees and active_share; `audit` is the rule they were made under.

    Raises: IndexError if the run has no such month.
    """
    if not 0 <= month < len(monthly):
        raise IndexError(f"the run has the months 0 to {len(monthly) - 1}, not {month}")
    audit_month = last_audit_month(month, audit.interval_months)
    before = last_audit_month(audit_month - 1, audit.interval_months) if audit_month is not None else None
    indicators = _indicator_readings(monthly, month, before, audit)
    return AuditReading(
        month=month,
        audit_month=audit_month,
        level=int(monthly["level"][month]),
        raw_level=int(monthly["raw_level"][month]),
        score=float(monthly["score"][month]),
        indicators=indicators,
        next_level=_next_level(monthly, month, audit, indicators),
    )


def _indicator_readings(
    monthly: np.recarray[Any, Any], month: int, before: int | None, audit: Audit
) -> tuple[IndicatorReading, ...]:
    met = monthly["met"][month] > 0.0
    met_before = monthly["met"][before] > 0.0 if before is not None else np.zeros_like(met)
    ignored = {POSITION_OF[code] for code in audit.ignored_indicators}
    return tuple(
        IndicatorReading(
            indicator=indicator,
            score=float(monthly["indicator"][month][position]),
            is_met=bool(met[position]),
            is_gained=bool(met[position] and not met_before[position]),
            is_lost=bool(met_before[position] and not met[position]),
            is_ignored=position in ignored,
        )
        for position, indicator in enumerate(SCORED_INDICATORS)
    )


def _needed_shares(level: int, audit: Audit) -> dict[int, float]:
    """Return the share of indicators to be met, by indicator level, for reaching `level`."""
    shares = dict.fromkeys(range(2, level + 1), audit.met_share)
    if level == HIGHEST:
        shares[3] = max(audit.level_4_gate_share, audit.met_share)
    return shares


def _requirement(level: int, share: float, indicators: tuple[IndicatorReading, ...]) -> Requirement:
    of_level = [r for r in indicators if r.indicator.level == level and r.is_applicable]
    candidates = sorted((r for r in of_level if not r.is_met), key=lambda reading: -reading.score)
    return Requirement(
        indicator_level=level,
        met=sum(reading.is_met for reading in of_level),
        applicable=len(of_level),
        needed=ceil((share - ROUNDING) * len(of_level)),
        candidates=tuple(candidates),
    )


def _next_level(
    monthly: np.recarray[Any, Any], month: int, audit: Audit, indicators: tuple[IndicatorReading, ...]
) -> NextLevel | None:
    level = int(monthly["level"][month]) + 1
    if level > HIGHEST:
        return None
    requirements = [_requirement(of, share, indicators) for of, share in _needed_shares(level, audit).items()]
    active_share = float(monthly["active_share"][month])
    is_short = level == HIGHEST and active_share < audit.level_4_active_share - ROUNDING
    return NextLevel(
        level=level,
        requirements=tuple(requirement for requirement in requirements if requirement.lacking),
        active_share=active_share,
        active_share_needed=audit.level_4_active_share if is_short else None,
        needs_a_user=bool(monthly["active_employees"][month] <= 0.0),
        audits_to_confirm=_audits_to_confirm(monthly, month, audit),
    )


def _audits_to_confirm(monthly: np.recarray[Any, Any], month: int, audit: Audit) -> int:
    """Return how many more audits must find a level above the reported one before it rises."""
    level = monthly["level"][month]
    audit_month = last_audit_month(month, audit.interval_months)
    if audit_month is None:
        return 1
    above = 0
    while audit_month is not None and above < audit.confirmations:
        before = last_audit_month(audit_month - 1, audit.interval_months)
        is_first = before is None
        has_moved = not is_first and monthly["level"][before] != level
        if is_first or has_moved or monthly["raw_level"][audit_month] <= level:
            break
        above += 1
        audit_month = before
    return audit.confirmations - above
