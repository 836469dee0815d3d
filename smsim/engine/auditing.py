"""Step 15: the auditor looks at the month; every third month the audit moves the level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People
from smsim.governance.forms import working_body
from smsim.maturity.assessment import assess, is_audit_month
from smsim.maturity.indicators import score_all
from smsim.vocabulary import Artefact, DepartmentKind, EventKind

GOALS, LISTENING = int(Artefact.GOALS), int(Artefact.LISTENING)
MEASUREMENT = int(Artefact.MEASUREMENT)
MARKETING, COMMUNICATIONS = int(DepartmentKind.MARKETING), int(DepartmentKind.COMMUNICATIONS)
KINDS = len(DepartmentKind)
LEVEL_CHANGED = constant(EventKind.LEVEL_CHANGED)
UNCOORDINATED_BELOW = 0.25
"""Endorsement below which a department's users count as uncoordinated."""


@compiled
def audit(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    rule: Record,
    is_ignored: NDArray[np.bool_],
    state: Record,
    facts: Record,
    outputs: Record,
    events: RecordArray,
    month: int,
) -> None:
    """Score all indicators; close the month with an audit if one is due."""
    collect_facts(firm, departments, kinds, people, facts)
    score_all(facts, outputs.indicator, outputs.sign)
    if is_audit_month(month, rule.interval_months):
        before = state.level
        assess(
            outputs.indicator,
            firm.active_employees,
            firm.active_employees / firm.employees,
            rule,
            is_ignored,
            state,
        )
        if state.level != before:
            log_event(firm, events, month, LEVEL_CHANGED, FIRM_WIDE, int(state.level), 1)


@compiled
def collect_facts(
    firm: Record, departments: RecordArray, kinds: RecordArray, people: People, facts: Record
) -> None:
    """Gather what the auditor looks at; governance comes in as two plain values."""
    facts.employees = float(firm.employees)
    facts.active_employees = firm.active_employees
    facts.active_home = departments[firm.home].active
    facts.active_outside_uncoordinated = _uncoordinated_users(firm, departments)
    _describe_kinds(kinds, facts)
    is_ceo_active = firm.ceo >= 0 and people.is_active[firm.ceo]
    facts.is_ceo_active = 1.0 if is_ceo_active else 0.0
    facts.goals = firm.artefacts[GOALS]
    facts.listening = firm.artefacts[LISTENING]
    facts.measurement = firm.artefacts[MEASUREMENT]
    facts.channels = firm.channels
    facts.response_share = firm.response_share
    facts.capacity_hours = firm.capacity_hours
    facts.workable_share = firm.done_share
    facts.sponsorship = firm.sponsorship
    facts.reputation = firm.reputation
    named = firm.is_staffed if firm.makes_plans > 0.0 else 0.0
    facts.lead_time_share = named * min(1.0, firm.staff_fte)
    facts.working_body = working_body(firm.is_body, firm.effectiveness, firm.is_staffed)


@compiled
def _describe_kinds(kinds: RecordArray, facts: Record) -> None:
    present = 0.0
    endorsement = 0.0
    for kind in range(KINDS):
        of_kind = kinds[kind]
        facts.practice_of[kind] = of_kind.practice
        facts.active_share_of[kind] = of_kind.active_share
        facts.is_kind_present[kind] = 1.0 if of_kind.employees > 0.0 else 0.0
        if kind in (MARKETING, COMMUNICATIONS) and of_kind.employees > 0.0:
            present += 1.0
            endorsement += of_kind.endorsement
    facts.has_marketing_or_communications = 1.0 if present > 0.0 else 0.0
    facts.endorsement_marketing_communications = endorsement / max(1.0, present)


@compiled
def _uncoordinated_users(firm: Record, departments: RecordArray) -> float:
    users = 0.0
    for row in range(departments.shape[0]):
        if row != firm.home and departments[row].endorsement < UNCOORDINATED_BELOW:
            users += departments[row].active
    return users
