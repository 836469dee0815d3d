"""The plan takes effect, and a lead may leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.centre import sponsored_effectiveness
from smsim.dynamics.learning import lead_departure_probability
from smsim.dynamics.outcome import staff_target
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People, Ties
from smsim.engine.use import name_champions
from smsim.governance.forms import in_force, legitimacy
from smsim.randomness.draws import uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import Artefact, DepartmentKind, EventKind

LEAD_LEAVES = constant(DrawPurpose.LEAD_LEAVES)
MEASUREMENT = int(Artefact.MEASUREMENT)
COMMUNICATIONS = int(DepartmentKind.COMMUNICATIONS)
KINDS = len(DepartmentKind)
FORM_CHANGED = constant(EventKind.FORM_CHANGED)
LEAD_LEFT = constant(EventKind.LEAD_LEAVES)


@compiled
def take_up_plan(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    forms: RecordArray,
    levers: Record,
    events: RecordArray,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    """Put the levers of the month in force: form, members, standing, champions."""
    form = int(levers.form)
    settings = forms[form]
    _take_over_traits(firm, settings)
    _seat_members(firm, departments, kinds, levers)
    firm.hubs_fte = science.hub_fte * firm.members * firm.has_hubs
    firm.founding_fte = settings.staff_fte * levers.staff_factor + firm.hubs_fte
    if form != firm.form:
        _change_form(firm, science, events, month, form)
    is_led = firm.has_lead > 0.0
    firm.strategic_skill = in_force(is_led, levers.strategic_skill, settings.strategic_skill)
    firm.authority = in_force(is_led, levers.authority, settings.authority)
    firm.publication_control = in_force(is_led, levers.publication_control, settings.publication_control)
    firm.executive_visibility = in_force(is_led, levers.executive_visibility, settings.executive_visibility)
    firm.support_share = in_force(is_led, levers.support_share, settings.support_share)
    firm.sponsorship = max(firm.sponsorship, levers.sponsorship_floor)
    _settle_legitimacy(firm, departments, kinds, forms, levers)
    if levers.champions > 0.0:
        name_champions(firm, departments, kinds, people, ties, science, levers, use_changes, month)


@compiled
def _take_over_traits(firm: Record, settings: Record) -> None:
    """Let the firm be as its form is: what follows asks for traits, never which form it is."""
    firm.has_lead = settings.has_lead
    firm.makes_plans = settings.makes_plans
    firm.is_body = settings.is_body
    firm.has_seats = settings.has_seats
    firm.has_hubs = settings.has_hubs
    firm.has_member_hours = settings.has_member_hours
    firm.needs_sponsor = settings.needs_sponsor
    firm.is_supervised = settings.is_supervised


@compiled
def _seat_members(firm: Record, departments: RecordArray, kinds: RecordArray, levers: Record) -> None:
    """Give seats to departments of the member kinds; a seat is a kind, and absent kinds do not count."""
    members = 0.0
    for kind in range(KINDS):
        if firm.has_seats > 0.0 and levers.members[kind] > 0.0 and kinds[kind].employees > 0.0:
            members += 1.0
    firm.members = members
    for row in range(departments.shape[0]):
        department = departments[row]
        department.is_member = firm.has_seats if levers.members[department.kind] > 0.0 else 0.0


@compiled
def _staff_goal(firm: Record, science: Record) -> float:
    return staff_target(  # type: ignore[no-any-return]
        firm.founding_fte,
        firm.sponsorship,
        firm.artefacts[MEASUREMENT],
        firm.convincing_value,
        float(firm.employees),
        science.value_staffing,
        science.staff_ceiling_share,
    )


@compiled
def _change_form(firm: Record, science: Record, events: RecordArray, month: int, form: int) -> None:
    """Change who is in charge: staff is carried over, a vacancy ends, what was built stays."""
    if firm.has_lead == 0.0:
        firm.staff_fte = 0.0
    elif firm.was_appointed == 0:
        firm.staff_fte = min(science.start_fte, _staff_goal(firm, science))
        firm.was_appointed = 1
    else:
        firm.staff_fte = max(firm.staff_fte, science.carried_staff_share * _staff_goal(firm, science))
    firm.form = form
    firm.appointed_month = month
    firm.vacant_until = 0
    log_event(firm, events, month, FORM_CHANGED, FIRM_WIDE, form, 1)


@compiled
def hire(firm: Record, science: Record) -> None:
    """Close part of the gap between staff and its target, in forms with a lead (E27)."""
    if firm.has_lead > 0.0:
        firm.staff_fte += science.hiring_speed * (_staff_goal(firm, science) - firm.staff_fte)


@compiled
def _settle_legitimacy(
    firm: Record, departments: RecordArray, kinds: RecordArray, forms: RecordArray, levers: Record
) -> None:
    settings = forms[firm.form]
    for kind in range(KINDS):
        kinds[kind].legitimacy = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        department.legitimacy = legitimacy(
            settings,
            levers,
            firm.has_lead > 0.0,
            row == firm.home,
            department.is_member > 0.0,
            department.kind == COMMUNICATIONS,
            department.affinity,
        )
        kinds[department.kind].legitimacy += department.legitimacy * department.share_of_kind


@compiled
def turn_over_lead(firm: Record, science: Record, levers: Record, events: RecordArray, month: int) -> None:
    """Let the lead leave by chance or by plan; while the seat is empty a small team stands still."""
    is_seat_filled = firm.has_lead > 0.0 and firm.staff_fte > 0.0 and month >= firm.vacant_until
    if is_seat_filled:
        chance = lead_departure_probability(
            science.turnover_probability, science.lead_turnover_factor, firm.staff_fte
        )
        is_planned = levers.lead_leaves > 0.0
        if is_planned or uniform(firm.key, np.uint64(0), month, LEAD_LEAVES) < chance:
            firm.vacant_until = month + int(science.vacancy_months)
            log_event(firm, events, month, LEAD_LEFT, FIRM_WIDE, firm.form, 1)
    is_vacant = firm.has_lead > 0.0 and month < firm.vacant_until
    is_key_person = firm.staff_fte <= science.key_person_fte
    firm.is_vacant = 1.0 if is_vacant else 0.0
    firm.is_staffed = 0.0 if is_vacant and is_key_person else 1.0
    if is_vacant and not is_key_person:
        firm.strategic_skill = min(firm.strategic_skill, science.covering_strategic_skill)
    firm.effectiveness = 1.0
    if firm.needs_sponsor > 0.0:
        firm.effectiveness = sponsored_effectiveness(firm.sponsorship, science.unsponsored_effectiveness)
