"""Decisions, discovery and practice, department by department."""

from __future__ import annotations

from smsim.compilation import compiled, constant
from smsim.dynamics.bounds import probability_of
from smsim.dynamics.practice import (
    backed_effort,
    discovery_hazard,
    heard_share,
    help_needed_hours,
    next_practice,
    own_effort,
    practitioner_cover,
    support_claim,
    told_share,
)
from smsim.engine.events import log_event
from smsim.engine.exposure import weigh_kinds
from smsim.engine.inputs import Record, RecordArray
from smsim.governance.decisions import approval_priority, includes_in_plan, is_ripe
from smsim.randomness.draws import uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import Artefact, EventKind

DISCOVERY = constant(DrawPurpose.DISCOVERY)
GOALS = int(Artefact.GOALS)
LISTENING = int(Artefact.LISTENING)
MEASUREMENT = int(Artefact.MEASUREMENT)
NO_KIND, ANY_KIND = -1, -2
DISCOVERED = constant(EventKind.USE_CASE_DISCOVERED)
APPROVED = constant(EventKind.USE_CASE_APPROVED)
OPERATING = constant(EventKind.USE_CASE_OPERATING)
PLAN_WIDENED = constant(EventKind.PLAN_WIDENED)
PLAN_NARROWED = constant(EventKind.PLAN_NARROWED)


@compiled
def decide(firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int) -> None:
    """Settle the plan's scope and approve use cases, where somebody is there to do so (E22)."""
    if firm.makes_plans > 0.0 and firm.is_staffed > 0.0:
        _settle_plan(firm, departments, science, events, month)
        kind = _most_urgent_kind(departments, science) if firm.is_body > 0.0 else ANY_KIND
        _approve(firm, departments, science, events, month, kind)


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
def _is_waiting(department: Record, science: Record) -> bool:
    return department.is_approved == 0.0 and is_ripe(
        department.is_discovered > 0.0,
        department.endorsement,
        department.is_member > 0.0,
        science.approval_endorsement_needed,
    )


@compiled
def _most_urgent_kind(departments: RecordArray, science: Record) -> int:
    """Return the one kind that a meeting has time for, -1 if there is none."""
    best_kind = NO_KIND
    best = -1.0
    for row in range(departments.shape[0]):
        department = departments[row]
        priority = approval_priority(department.endorsement, department.use_case_fit)
        if _is_waiting(department, science) and priority > best:
            best = priority
            best_kind = department.kind
    return best_kind


@compiled
def _approve(
    firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int, kind: int
) -> None:
    """Approve what waits in departments of one kind, or of any; of one kind all that is known."""
    for row in range(departments.shape[0]):
        department = departments[row]
        is_open = department.kind == kind and department.is_discovered > 0.0 and department.is_approved == 0.0
        if is_open or (kind == ANY_KIND and _is_waiting(department, science)):
            department.is_approved = 1.0
            log_event(firm, events, month, APPROVED, row, 0, 1)


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
            told_share(
                department.contact,
                firm.free_hours,
                science.contact_hours * firm.scale,
                1.0 if firm.capacity_hours > 0.0 else 0.0,
            ),
            department.seen,
            heard_share(department.hears_public, firm.artefacts[LISTENING], firm.done_share),
            science.own_discovery_hazard,
            science.contact_discovery_hazard,
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
        own = own_effort(department.active / department.employees, skill, science.own_effort)
        effort = backed_effort(
            department.endorsement,
            own,
            department.support_hours,
            help_needed_hours(department.employees, science.support_hours, science.help_exponent),
            department.seen,
            science.know_how,
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
    weigh_kinds(departments, kinds)
    _measure_practice(firm, departments, science)


@compiled
def _share_out_support(firm: Record, departments: RecordArray, science: Record, month: int) -> None:
    """Share the centre's help by claim, and add the hubs' own.

    A department's claim is weighted by its share of the kind's people, so that splitting a department
    in two brings it no more help.
    """
    total = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        department.support_hours = department.share_of_kind * support_claim(
            department.is_approved, department.practice, department.use_case_fit
        )
        total += department.support_hours
    shared = firm.free_hours * firm.support_share / total if total > 0.0 else 0.0
    ramp = min(1.0, (month - firm.appointed_month) / science.hub_ramp_months)
    hub_fte = science.hub_fte * firm.scale * firm.backing * firm.is_staffed
    hub_hours = science.fte_hours * hub_fte * science.hub_support_share * ramp
    for row in range(departments.shape[0]):
        department = departments[row]
        department.support_hours *= shared
        if firm.has_hubs > 0.0:
            department.support_hours += (
                department.is_member * department.is_approved * department.share_of_kind * hub_hours
            )


@compiled
def _measure_practice(firm: Record, departments: RecordArray, science: Record) -> None:
    """Work out how much of the practice in operating departments measurement makes visible."""
    operating_people = 0.0
    operating_practice = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        if department.practice > science.operating_practice:
            operating_people += department.employees
            operating_practice += department.practice * department.employees
    firm.measured_practice = 0.0
    if operating_people > 0.0:
        firm.measured_practice = firm.artefacts[MEASUREMENT] * operating_practice / operating_people
