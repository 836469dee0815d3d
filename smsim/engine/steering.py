"""The plan takes effect: who is to be in charge, with what, and who is a champion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.outcome import backed_posts, staff_target
from smsim.dynamics.standing import backing
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.leadership import begin_search, release_lead
from smsim.engine.state import People, Ties
from smsim.engine.use import name_champions
from smsim.governance.forms import in_force
from smsim.randomness.draws import uniform
from smsim.randomness.keys import FORMATION_MONTH, DrawPurpose
from smsim.vocabulary import Artefact, DepartmentKind, EventKind

ACCESS = constant(DrawPurpose.ACCESS)
MEASUREMENT = int(Artefact.MEASUREMENT)
KINDS = len(DepartmentKind)
FORM_CHANGED = constant(EventKind.FORM_CHANGED)


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
    """Put the levers of the month in force: form, members, means, access, champions."""
    form = int(levers.form)
    settings = forms[form]
    was_led = firm.has_lead > 0.0
    _take_over_traits(firm, settings)
    _seat_members(firm, departments, kinds, levers)
    firm.sponsorship = max(firm.sponsorship, levers.sponsorship_floor)
    firm.backing = backing(firm.sponsorship, science.unsponsored_backing)
    firm.hubs_fte = science.hub_fte * firm.scale * firm.backing * firm.members * firm.has_hubs
    own_fte = settings.staff_fte * levers.staff_factor * firm.scale
    firm.founding_fte = backed_posts(own_fte, science.start_fte, firm.backing) + firm.hubs_fte
    if form != firm.form:
        _change_form(firm, people, science, events, month, form, was_led)
    is_led = firm.has_lead > 0.0
    firm.strategic_skill = in_force(is_led, levers.strategic_skill, settings.strategic_skill)
    firm.authority = in_force(is_led, levers.authority, settings.authority)
    firm.office_contact = in_force(is_led, levers.contact, settings.contact)
    firm.publication_control = in_force(is_led, levers.publication_control, settings.publication_control)
    firm.executive_visibility = in_force(is_led, levers.executive_visibility, settings.executive_visibility)
    firm.support_share = in_force(is_led, levers.support_share, settings.support_share)
    if levers.ban_share != firm.blocked_share:
        _block_access(firm, people, levers.ban_share)
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
        firm.budget,
        firm.sponsorship,
        firm.artefacts[MEASUREMENT],
        firm.convincing_value,
        float(firm.employees),
        science.value_staffing,
        science.staff_ceiling_share,
    )


@compiled
def _change_form(
    firm: Record,
    people: People,
    science: Record,
    events: RecordArray,
    month: int,
    form: int,
    was_led: bool,
) -> None:
    """Change who is in charge: lead and staff are carried over, what was built stays."""
    if firm.has_lead == 0.0:
        firm.staff_fte = 0.0
        release_lead(firm, people)
        firm.vacant_until = 0
    elif firm.was_appointed == 0:
        firm.staff_fte = min(science.start_fte, _staff_goal(firm, science))
        firm.was_appointed = 1
    else:
        firm.staff_fte = max(firm.staff_fte, science.carried_staff_share * _staff_goal(firm, science))
    if firm.has_lead > 0.0 and not was_led:
        begin_search(firm, science, month, month)
    firm.form = form
    firm.appointed_month = month
    log_event(firm, events, month, FORM_CHANGED, FIRM_WIDE, form, 1)


@compiled
def hire(firm: Record, science: Record) -> None:
    """Close part of the gap between staff and its target, in forms with a lead (E27)."""
    if firm.has_lead > 0.0:
        firm.staff_fte += science.hiring_speed * (_staff_goal(firm, science) - firm.staff_fte)


@compiled
def _block_access(firm: Record, people: People, ban_share: float) -> None:
    """Leave this share of places, always the same ones, without access to social media."""
    for row in range(people.key.size):
        people.is_blocked[row] = uniform(firm.key, people.key[row], FORMATION_MONTH, ACCESS) < ban_share
    firm.blocked_share = ban_share
