"""Write the month down, and let rules react to what is written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import (
    ABOVE,
    AT_LEAST,
    BELOW,
    FORM_COLUMN,
    OUTPUT_COLUMNS,
    OVERRIDE_COLUMNS,
    Record,
    RecordArray,
)
from smsim.engine.state import Plan
from smsim.vocabulary import Artefact, DepartmentKind, EventKind, IncidentCause

ARTEFACTS = len(Artefact)
CAUSES = len(IncidentCause)
KINDS = len(DepartmentKind)
MEASUREMENT = int(Artefact.MEASUREMENT)
RULE_FIRED = constant(EventKind.RULE_FIRED)
WORKLOAD_COLUMN = OUTPUT_COLUMNS["workload_ratio"]


@compiled
def record(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    science: Record,
    plan: Plan,
    state: Record,
    outputs: Record,
    monthly_values: NDArray[np.float64],
    by_department: RecordArray,
    events: RecordArray,
    month: int,
) -> None:
    """Write the month's outputs; then fire the rules whose conditions have held long enough."""
    _record_audit(state, outputs)
    _record_kinds(firm, kinds, outputs)
    _record_centre(firm, outputs)
    _record_public(firm, outputs)
    _record_departments(firm, departments, science, outputs, by_department, month)
    _fire_rules(firm, plan, monthly_values, events, month)


@compiled
def _record_audit(state: Record, outputs: Record) -> None:
    outputs.level = state.level
    outputs.raw_level = state.raw_level
    outputs.score = state.score
    outputs.met_share_2 = state.met_share_2
    outputs.met_share_3 = state.met_share_3
    outputs.met_share_4 = state.met_share_4
    outputs.met[:] = state.met


@compiled
def _record_kinds(firm: Record, kinds: RecordArray, outputs: Record) -> None:
    outputs.active_employees = firm.active_employees
    outputs.active_share = firm.active_employees / firm.employees
    outputs.trained_share = firm.training_sum / firm.employees
    _record_and_clear_counts(firm, outputs)
    for kind in range(KINDS):
        of_kind = kinds[kind]
        outputs.active_share_of[kind] = of_kind.active_share
        outputs.practice_of[kind] = of_kind.practice
        outputs.endorsement_of[kind] = of_kind.endorsement
        outputs.contact_of[kind] = of_kind.contact


@compiled
def _record_and_clear_counts(firm: Record, outputs: Record) -> None:
    """Write down how many started, stopped and left; from now on they are counted for the coming month."""
    outputs.adoptions = firm.adoptions
    outputs.discontinuances = firm.discontinuances
    outputs.leavers = firm.leavers
    firm.adoptions = 0.0
    firm.discontinuances = 0.0
    firm.leavers = 0.0


@compiled
def _record_centre(firm: Record, outputs: Record) -> None:
    for artefact in range(ARTEFACTS):
        outputs.artefact[artefact] = firm.artefacts[artefact]
    outputs.capacity_hours = firm.capacity_hours
    outputs.load_hours = firm.load_hours
    outputs.workload_ratio = np.nan
    if firm.capacity_hours > 0.0:
        outputs.workload_ratio = firm.load_hours / firm.capacity_hours
    outputs.free_hours = firm.free_hours
    outputs.channels = firm.channels
    outputs.sponsorship = firm.sponsorship
    outputs.mandate = firm.mandate
    outputs.strategic_skill = firm.strategic_skill
    outputs.staff_fte = firm.staff_fte
    outputs.form = float(firm.form)
    outputs.has_lead = 1.0 if firm.has_lead > 0.0 and firm.is_vacant == 0.0 else 0.0


@compiled
def _record_public(firm: Record, outputs: Record) -> None:
    outputs.mentions = firm.mentions
    outputs.complaints = firm.complaints
    outputs.response_share = firm.response_share
    outputs.incidents = firm.incidents_from.sum()
    for cause in range(CAUSES):
        outputs.incidents_from[cause] = firm.incidents_from[cause]
    outputs.crises = firm.crises_from.sum()
    outputs.crisis_weeks = firm.crisis_weeks
    outputs.reputation = firm.reputation
    outputs.value_index = firm.value_index
    outputs.value_keur = firm.value_keur
    outputs.measured_value_keur = firm.artefacts[MEASUREMENT] * firm.value_keur
    outputs.cost_keur = firm.cost_keur
    outputs.net_value_keur = firm.value_keur - firm.cost_keur


@compiled
def _record_departments(
    firm: Record,
    departments: RecordArray,
    science: Record,
    outputs: Record,
    by_department: RecordArray,
    month: int,
) -> None:
    coordinated = 0.0
    planned = 0.0
    operating = 0.0
    for index in range(departments.shape[0]):
        department = departments[index]
        entry = by_department[month, index]
        entry.active_employees = department.active
        entry.practice = department.practice
        entry.endorsement = department.endorsement
        entry.contact = department.contact
        entry.seen = department.seen
        entry.is_discovered = department.is_discovered
        entry.is_approved = department.is_approved
        entry.is_in_plan = department.is_in_plan
        entry.support_hours = department.support_hours
        if department.endorsement >= science.coordinated_endorsement:
            coordinated += department.active
        planned += department.is_in_plan
        operating += department.practice >= science.operating_practice
    outputs.coordination_share = coordinated / max(1.0, firm.active_employees)
    outputs.departments_in_plan = planned
    outputs.departments_operating = operating


@compiled
def _holds(firm: Record, plan: Plan, monthly_values: NDArray[np.float64], month: int, index: int) -> bool:
    """Return whether a condition holds this month; missing workload with a lead in charge is overload."""
    condition = plan.conditions[index]
    value = monthly_values[month, condition.column]
    if np.isnan(value):
        is_overload = condition.column == WORKLOAD_COLUMN and firm.has_lead > 0.0
        return is_overload and condition.comparison in (ABOVE, AT_LEAST)
    if condition.comparison == ABOVE:
        return value > condition.value  # type: ignore[no-any-return]
    if condition.comparison == AT_LEAST:
        return value >= condition.value  # type: ignore[no-any-return]
    if condition.comparison == BELOW:
        return value < condition.value  # type: ignore[no-any-return]
    return value <= condition.value  # type: ignore[no-any-return]


@compiled
def _fire_rules(
    firm: Record, plan: Plan, monthly_values: NDArray[np.float64], events: RecordArray, month: int
) -> None:
    # conditions and actions are in the order of their rules: one walk along both, however many rules
    index = 0
    first = 0
    for rule in range(plan.rules.shape[0]):
        is_due = True
        while index < plan.conditions.shape[0] and plan.conditions[index].rule == rule:
            plan.streaks[index] = (
                plan.streaks[index] + 1 if _holds(firm, plan, monthly_values, month, index) else 0
            )
            is_due = is_due and plan.streaks[index] >= plan.conditions[index].held_months
            index += 1
        last = first
        while last < plan.actions.shape[0] and plan.actions[last].rule == rule:
            last += 1
        is_spent = plan.has_fired[rule] and plan.rules[rule].is_repeated == 0
        if is_due and not is_spent:
            plan.has_fired[rule] = True
            log_event(firm, events, month, RULE_FIRED, FIRM_WIDE, rule, 1)
            _write_actions(plan, month, rule, first, last)
        first = last


@compiled
def _write_actions(plan: Plan, month: int, rule: int, first_action: int, end: int) -> None:
    """Write a rule's levers into the plan's coming months, up to the next dated change of the lever.

    They are the actions from `first_action` up to, not including, `end`. Happenings go into the next month
    only. What overrides a form's own holds as long as the form it was set for is in charge: the rule's, which
    comes first among its actions, or that of the next month.
    """
    months = plan.values.shape[0]
    first = month + 1
    if first == months:
        return
    in_charge = plan.values[first, FORM_COLUMN]
    for index in range(first_action, end):
        action = plan.actions[index]
        last = months
        if plan.rules[rule].for_months > 0:
            last = min(months, first + plan.rules[rule].for_months)
        if action.is_happening:
            last = min(months, first + 1)
        if action.column == FORM_COLUMN:
            in_charge = action.value
            _take_back_overrides(plan, first, last, in_charge)
        for later in range(first, last):
            if plan.marks[later, action.column]:
                break
            if action.is_override and plan.values[later, FORM_COLUMN] != in_charge:
                break
            plan.values[later, action.column] = action.value


@compiled
def _take_back_overrides(plan: Plan, first: int, last: int, form: float) -> None:
    """Leave the coming months that a rule is about to give to another form with what that form has.

    What a dated change sets stays.
    """
    for column in OVERRIDE_COLUMNS:
        for later in range(first, last):
            if plan.marks[later, column] or plan.marks[later, FORM_COLUMN]:
                break
            if plan.values[later, FORM_COLUMN] != form:
                plan.values[later, column] = np.nan
