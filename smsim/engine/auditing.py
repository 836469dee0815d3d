"""The auditor looks at the month; an audit that is due moves the level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import Number, compiled, constant, inlined
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People
from smsim.indicators.facts import ECHO_KINDS, ENDORSING_KINDS
from smsim.maturity.assessment import assess, is_audit_month
from smsim.maturity.scoring import score_all
from smsim.vocabulary import Artefact, DepartmentKind, EventKind

ARTEFACTS = len(Artefact)
ECHOING, ENDORSING = tuple(map(int, ECHO_KINDS)), tuple(map(int, ENDORSING_KINDS))
KINDS = len(DepartmentKind)
LEVEL_CHANGED = constant(EventKind.LEVEL_CHANGED)


@compiled
def audit(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    science: Record,
    rule: Record,
    is_ignored: NDArray[np.bool_],
    state: Record,
    facts: Record,
    outputs: Record,
    events: RecordArray,
    month: int,
) -> None:
    """Score all indicators; close the month with an audit if one is due."""
    collect_facts(firm, departments, kinds, people, science, facts)
    score_all(facts, science, outputs.indicator, outputs.sign)
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
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    science: Record,
    facts: Record,
) -> None:
    """Fill every field of `facts`; governance comes in as the time of whoever leads and the heads won."""
    facts.employees = float(firm.employees)
    facts.active_employees = firm.active_employees
    facts.active_home = departments[firm.home].active
    facts.active_outside = firm.active_employees - departments[firm.home].active
    facts.active_uncoordinated = _uncoordinated_users(firm, departments, science)
    _describe_kinds(kinds, science, facts)
    is_ceo_active = firm.ceo >= 0 and people.is_active[firm.ceo]
    facts.ceo = 1.0 if is_ceo_active else 0.0
    for artefact in range(ARTEFACTS):
        facts.artefact[artefact] = firm.artefacts[artefact]
    facts.channels = firm.channels
    facts.response_share = firm.response_share
    facts.capacity_hours = firm.capacity_hours
    facts.done_share = firm.done_share
    facts.sponsorship = firm.sponsorship
    facts.reputation = firm.reputation
    facts.complaints = firm.complaints
    facts.size_scale = firm.scale
    facts.lead_time = _lead_time(firm, people)
    facts.standing_share = _standing_share(departments[firm.home], kinds, science)
    if firm.makes_plans == 0.0 or firm.is_staffed == 0.0:
        facts.standing_share *= 0.0  # still missing without another kind


@compiled
def _lead_time(firm: Record, people: People) -> float:
    """Return the working time of a lead who plans, is there and has access; the first post counts in full."""
    if firm.lead < 0 or firm.makes_plans == 0.0 or people.is_blocked[firm.lead]:
        return 0.0
    return min(1.0, firm.staff_fte / min(1.0, firm.scale))  # type: ignore[no-any-return]


@compiled
def _standing_share(home: Record, kinds: RecordArray, science: Record) -> float:
    """Return the share of the kinds but the home's whose heads stand behind it, NaN without another kind."""
    others = 0.0
    standing = 0.0
    for kind in range(KINDS):
        if kind != home.kind and kinds[kind].employees > 0.0:
            others += 1.0
            standing += kinds[kind].endorsement >= science.coordinated_endorsement
    return standing / others if others > 0.0 else np.nan


@compiled
def _describe_kinds(kinds: RecordArray, science: Record, facts: Record) -> None:
    present = 0.0
    endorsement = 0.0
    for kind in range(KINDS):
        of_kind = kinds[kind]
        facts.practice_of[kind] = of_kind.practice
        facts.active_share_of[kind] = of_kind.active_share
        facts.is_kind_present[kind] = 1.0 if of_kind.employees > 0.0 else 0.0
        if kind in ENDORSING and of_kind.employees > 0.0:
            present += 1.0
            endorsement += of_kind.endorsement
    facts.endorsement = endorsement / max(1.0, present)
    facts.operating_kinds = operating_kinds(facts.practice_of, science.operating_practice)


@inlined
def operating_kinds(practice_of: NDArray[np.float64], operating_practice: float) -> Number:
    """Return how many of the kinds an echo can come from have an operating use case."""
    operating = 0.0
    for kind in ECHOING:
        operating += practice_of[kind] >= operating_practice
    return operating


@compiled
def _uncoordinated_users(firm: Record, departments: RecordArray, science: Record) -> float:
    users = 0.0
    for row in range(departments.shape[0]):
        if row != firm.home and departments[row].endorsement < science.coordinated_endorsement:
            users += departments[row].active
    return users
