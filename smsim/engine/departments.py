"""Decisions, endorsement, discovery and practice, department by department."""

from __future__ import annotations

from smsim.compilation import compiled, constant
from smsim.dynamics.bounds import probability_of
from smsim.dynamics.learning import closed_gap
from smsim.dynamics.practice import (
    backing_of_lead,
    discovery_hazard,
    endorsement_from_above,
    endorsement_target,
    next_practice,
    own_effort,
    practitioner_cover,
    support_claim,
    support_effect,
)
from smsim.engine.events import log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.governance.decisions import (
    approval_priority,
    includes_in_plan,
    is_approved_at_once,
    meeting_interval_months,
)
from smsim.randomness.draws import uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import Artefact, DepartmentKind, EventKind

DISCOVERY = constant(DrawPurpose.DISCOVERY)
GOALS = int(Artefact.GOALS)
MEASUREMENT = int(Artefact.MEASUREMENT)
KINDS = len(DepartmentKind)
DISCOVERED = constant(EventKind.USE_CASE_DISCOVERED)
APPROVED = constant(EventKind.USE_CASE_APPROVED)
OPERATING = constant(EventKind.USE_CASE_OPERATING)
PLAN_WIDENED = constant(EventKind.PLAN_WIDENED)
PLAN_NARROWED = constant(EventKind.PLAN_NARROWED)


@compiled
def decide(firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int) -> None:
    """Settle the plan's scope and approve use cases, if this is a month of decision (E22)."""
    if firm.is_body > 0.0:
        interval = meeting_interval_months(
            firm.members,
            firm.sponsorship,
            science.meeting_base_months,
            science.meeting_member_months,
            science.meeting_sponsorship_offset,
        )
        if month % int(interval) == 0:
            _settle_plan(firm, departments, science, events, month)
            _approve_at_meeting(firm, departments, science, events, month)
    elif firm.makes_plans > 0.0 and firm.is_staffed > 0.0:
        _settle_plan(firm, departments, science, events, month)
        _approve_at_once(firm, departments, science, events, month)


@compiled
def _settle_plan(
    firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int
) -> None:
    for row in range(departments.shape[0]):
        department = departments[row]
        is_in = includes_in_plan(
            firm.artefacts[GOALS],
            row == firm.home,
            department.is_member > 0.0,
            department.plan_luck,
            department.affinity,
            department.is_discovered > 0.0,
            department.endorsement,
            science.plan_goals_needed,
            science.plan_endorsement_needed,
        )
        if is_in and department.is_in_plan == 0.0:
            log_event(firm, events, month, PLAN_WIDENED, row, 0, 1)
        if not is_in and department.is_in_plan > 0.0:
            log_event(firm, events, month, PLAN_NARROWED, row, 0, 1)
        department.is_in_plan = 1.0 if is_in else 0.0


@compiled
def _approve(firm: Record, departments: RecordArray, events: RecordArray, month: int, row: int) -> None:
    departments[row].is_approved = 1.0
    log_event(firm, events, month, APPROVED, row, 0, 1)


@compiled
def _approve_at_meeting(
    firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int
) -> None:
    """Approve the one most urgent kind: all its discovered departments at once."""
    needed = science.reach_legitimacy_needed
    best_kind = -1
    best = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        is_open = department.is_discovered > 0.0 and department.is_approved == 0.0
        if is_open and department.legitimacy > needed:
            priority = approval_priority(department.legitimacy, department.use_case_fit)
            if priority > best:
                best = priority
                best_kind = department.kind
    for row in range(departments.shape[0]):
        department = departments[row]
        is_open = department.is_discovered > 0.0 and department.is_approved == 0.0
        if is_open and department.kind == best_kind:
            _approve(firm, departments, events, month, row)


@compiled
def _approve_at_once(
    firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int
) -> None:
    for row in range(departments.shape[0]):
        department = departments[row]
        if department.is_approved == 0.0 and is_approved_at_once(
            department.is_discovered > 0.0,
            department.endorsement,
            department.legitimacy,
            science.approval_endorsement_needed,
            science.approval_legitimacy_needed,
        ):
            _approve(firm, departments, events, month, row)


@compiled
def endorse(firm: Record, departments: RecordArray, science: Record, levers: Record) -> None:
    """Move every head's endorsement towards what centre and own managers make of it (E23, E3)."""
    backing = firm.effectiveness
    if firm.needs_sponsor == 0.0:
        backing = backing_of_lead(firm.sponsorship, science.unsponsored_support)
    for row in range(departments.shape[0]):
        department = departments[row]
        above = endorsement_from_above(
            department.legitimacy,
            firm.authority,
            backing,
            department.is_in_plan,
            science.unplanned_endorsement_share,
            science.endorsement_gain,
        )
        if row == firm.home:
            above = max(above, min(1.0, science.endorsement_gain * firm.authority))
        view = _managers_view(departments, science, row)
        target = endorsement_target(above, view, science.bottom_up_weight)
        department.endorsement = closed_gap(department.endorsement, target, science.endorsement_learning)
        department.directive = department.endorsement * firm.authority * levers.directive_hazard


@compiled
def _managers_view(departments: RecordArray, science: Record, row: int) -> float:
    """Return the usefulness a department's managers see, discounted while few people use it."""
    department = departments[row]
    if department.managers == 0.0 or department.employees == 0.0:
        return 0.0
    mean = department.manager_usefulness_sum / department.managers
    full = science.full_view_share * department.employees
    return mean * min(1.0, department.active / full)  # type: ignore[no-any-return]


@compiled
def discover(
    firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int
) -> None:
    """Let departments find their use case (E24)."""
    for row in range(departments.shape[0]):
        department = departments[row]
        if department.is_discovered > 0.0 or department.employees == 0.0:
            continue
        hazard = discovery_hazard(
            department.active / department.employees,
            department.use_case_fit,
            department.legitimacy,
            firm.free_hours,
            firm.effectiveness,
            1.0 if firm.capacity_hours > 0.0 else 0.0,
            science.own_discovery_hazard,
            science.contact_discovery_hazard,
            science.contact_hours,
        )
        if uniform(firm.key, department.key, month, DISCOVERY) < probability_of(hazard):
            department.is_discovered = 1.0
            log_event(firm, events, month, DISCOVERED, row, 0, 1)


@compiled
def practise(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    science: Record,
    events: RecordArray,
    month: int,
) -> None:
    """Share out support and let practice grow and decay (E25)."""
    _share_out_support(firm, departments, science, month)
    for row in range(departments.shape[0]):
        department = departments[row]
        if department.employees == 0.0:
            continue
        skill = department.skill_sum / department.active if department.active > 0.0 else 0.0
        effort = own_effort(
            department.active / department.employees,
            skill,
            department.endorsement,
            science.own_effort,
            science.unendorsed_effort_share,
        ) + support_effect(
            department.support_hours,
            department.legitimacy,
            firm.effectiveness,
            science.support_hours * department.share_of_kind,
        )
        before = department.practice
        department.practice = next_practice(
            before,
            department.is_discovered,
            department.is_approved,
            effort,
            practitioner_cover(department.active, department.employees, science.practitioner_share),
            department.endorsement,
            science.practice_growth,
            science.unapproved_growth_share,
            science.practice_decay,
        )
        if before < science.operating_practice <= department.practice:
            log_event(firm, events, month, OPERATING, row, 0, 1)
    _weigh_kinds(firm, departments, kinds, science)


@compiled
def _share_out_support(firm: Record, departments: RecordArray, science: Record, month: int) -> None:
    """Share the centre's help by claim, and add the hubs' own.

    A department's claim is weighted by its share of the kind's people, so that splitting a department
    in two brings it no more help.
    """
    total = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        department.support_hours = 0.0
        if department.legitimacy > science.reach_legitimacy_needed:
            department.support_hours = department.share_of_kind * support_claim(
                department.is_approved,
                department.practice,
                department.use_case_fit,
                department.legitimacy,
            )
            total += department.support_hours
    shared = firm.free_hours * firm.support_share / total if total > 0.0 else 0.0
    ramp = min(1.0, (month - firm.appointed_month) / science.hub_ramp_months)
    hub_hours = science.fte_hours * science.hub_fte * science.hub_support_share * ramp * firm.is_staffed
    for row in range(departments.shape[0]):
        department = departments[row]
        department.support_hours *= shared
        if firm.has_hubs > 0.0:
            department.support_hours += (
                department.is_member * department.is_approved * department.share_of_kind * hub_hours
            )


@compiled
def _weigh_kinds(firm: Record, departments: RecordArray, kinds: RecordArray, science: Record) -> None:
    """Bring practice and endorsement of the kinds up to date, and what measurement makes visible."""
    operating_people = 0.0
    operating_practice = 0.0
    for kind in range(KINDS):
        kinds[kind].practice = 0.0
        kinds[kind].endorsement = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        of_kind = kinds[department.kind]
        of_kind.practice += department.practice * department.share_of_kind
        of_kind.endorsement += department.endorsement * department.share_of_kind
        if department.practice > science.operating_practice:
            operating_people += department.employees
            operating_practice += department.practice * department.employees
    firm.measured_practice = 0.0
    if operating_people > 0.0:
        firm.measured_practice = firm.artefacts[MEASUREMENT] * operating_practice / operating_people
