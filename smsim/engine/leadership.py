"""The people in charge: a lead is found, leaves and is followed by another; seats are filled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant, entry_point, inlined
from smsim.dynamics.learning import lead_departure_probability
from smsim.dynamics.people_in_charge import search_months, shifted_share
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.exposure import count_people, pass_on_changes, renew_responses
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.living_ties import NOWHERE, person_of, ties_outside
from smsim.engine.replacing import replace_person
from smsim.engine.state import People, Ties
from smsim.engine.use import note_change
from smsim.randomness.draws import block, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import EventKind, PersonChoice, UseChange

LEAD_LEAVES = constant(DrawPurpose.LEAD_LEAVES)
LEAD_SEARCH = constant(DrawPurpose.LEAD_SEARCH)
LEAD_CHOSEN = constant(DrawPurpose.LEAD_CHOSEN)
REPRESENTATIVE = constant(DrawPurpose.REPRESENTATIVE)
LEAD_LEFT = constant(EventKind.LEAD_LEAVES)
LEAD_APPOINTED = constant(EventKind.LEAD_APPOINTED)
SEAT_FILLED = constant(EventKind.SEAT_FILLED)
IN_CHARGE = constant(UseChange.IN_CHARGE)
MOST_TIES, FEWEST_TIES = int(PersonChoice.MOST_TIES), int(PersonChoice.FEWEST_TIES)
FIRST_USER, HEAD = int(PersonChoice.FIRST_USER), int(PersonChoice.HEAD)
NOBODY = np.uint64(0)
SKILL = np.uint64(1)


@compiled
def begin_search(firm: Record, science: Record, month: int, first_month: int) -> None:
    """Look for a lead from `first_month` on; the search takes its time (E17)."""
    luck = uniform(firm.key, NOBODY, month, LEAD_SEARCH)
    firm.vacant_until = first_month + int(search_months(luck, science.mean_vacancy_months))


@compiled
def release_lead(firm: Record, people: People) -> None:
    """Leave nobody in the lead's place; who led stays in the firm."""
    if firm.lead >= 0:
        people.is_in_charge[firm.lead] = False
    firm.lead = NOWHERE
    firm.lead_shift = 0.0


@compiled
def _lose_lead(
    firm: Record,
    departments: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    levers: Record,
    events: RecordArray,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    """Let the lead leave the firm: a newcomer has the place, the seat is empty until somebody is found."""
    leaver = firm.lead
    release_lead(firm, people)
    begin_search(firm, science, month, month + 1)
    log_event(firm, events, month, LEAD_LEFT, FIRM_WIDE, firm.form, 1)
    if firm.is_lead_unwanted > 0.0 and leaver == firm.ceo:
        return  # whose place went to a newcomer with the other executives
    replace_person(firm, departments, people, ties, science, levers, events, use_changes, month, leaver)


@compiled
def settle_who_leads(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    levers: Record,
    events: RecordArray,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    """Let the lead leave or be found, fill the seats, and let those in charge be users (E17, E28)."""
    if firm.has_lead > 0.0 and firm.lead >= 0:
        chance = lead_departure_probability(
            science.turnover_probability, science.lead_turnover_factor, firm.staff_fte
        )
        leaves = firm.staff_fte > 0.0 and uniform(firm.key, NOBODY, month, LEAD_LEAVES) < chance
        if levers.lead_leaves > 0.0 or firm.is_lead_unwanted > 0.0 or leaves:
            _lose_lead(firm, departments, people, ties, science, levers, events, use_changes, month)
    if firm.has_lead > 0.0 and firm.lead < 0 and month >= firm.vacant_until:
        _appoint_lead(firm, departments, people, ties, science, levers, events, month)
    _fill_seats(firm, departments, people, ties, levers, events, month)
    _let_them_use(firm, departments, people, use_changes, month)
    if firm.adoptions > 0.0 or firm.leavers > 0.0:  # this month, by an upheaval or here
        pass_on_changes(firm, departments, people, ties, science)
        count_people(firm, departments, kinds, people, science)
    else:
        renew_responses(people, science)  # to colleagues won and lost since
    _settle_presence(firm, science, levers)


@compiled
def _appoint_lead(
    firm: Record,
    departments: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    levers: Record,
    events: RecordArray,
    month: int,
) -> None:
    luck = uniform(firm.key, NOBODY, month, LEAD_CHOSEN)
    firm.lead = _chosen(departments, people, ties, firm.home, int(levers.lead_by), NOWHERE, luck)
    if firm.lead == NOWHERE:
        return  # everyone was moved out of the home department
    people.is_in_charge[firm.lead] = True
    words = block(firm.key, SKILL, month, LEAD_CHOSEN)
    chance = standard_normal(word_to_uniform(words[0]), word_to_uniform(words[1]))
    firm.lead_shift = science.lead_spread * chance
    log_event(firm, events, month, LEAD_APPOINTED, firm.home, firm.lead, 1)


@compiled
def _fill_seats(
    firm: Record,
    departments: RecordArray,
    people: People,
    ties: Ties,
    levers: Record,
    events: RecordArray,
    month: int,
) -> None:
    """Have every seat but the lead's own taken by somebody of its department, and no other."""
    for row in range(departments.shape[0]):
        department = departments[row]
        is_wanted = department.is_member > 0.0 and row != firm.home and department.employees > 0.0
        if department.representative >= 0 and not is_wanted:
            _release_representative(department, people)
        if is_wanted and department.representative < 0:
            luck = uniform(firm.key, department.key, month, REPRESENTATIVE)
            by = int(levers.representatives_by)
            department.representative = _chosen(departments, people, ties, row, by, firm.lead, luck)
            if department.representative >= 0:
                people.is_in_charge[department.representative] = True
                log_event(firm, events, month, SEAT_FILLED, row, department.representative, 1)


@compiled
def _release_representative(department: Record, people: People) -> None:
    if department.representative >= 0:
        people.is_in_charge[department.representative] = False
        department.representative = NOWHERE


@entry_point
def leave_seat(departments: RecordArray, people: People, row: int) -> None:
    """Empty the seat of somebody who goes to another department."""
    for number in range(departments.shape[0]):
        if departments[number].representative == row:
            _release_representative(departments[number], people)


@compiled
def release_representatives(departments: RecordArray, people: People) -> None:
    """Empty all seats."""
    for row in range(departments.shape[0]):
        _release_representative(departments[row], people)


@compiled
def _chosen(
    departments: RecordArray, people: People, ties: Ties, number: int, by: int, besides: int, luck: float
) -> int:
    """Return the row of who is picked in a department, never `besides`; -1 if there is nobody else."""
    count = int(departments[number].employees)
    if by == HEAD and departments[number].head != besides:
        return departments[number].head  # type: ignore[no-any-return]
    if by in (MOST_TIES, FEWEST_TIES, HEAD):
        return _best_tied(departments, people, ties, number, by, besides)
    if by == FIRST_USER:
        for place in range(count):
            row = person_of(departments, people, number, place)
            if people.is_active[row] and row != besides:
                return row
    return _anyone(departments, people, number, besides, luck)


@compiled
def _anyone(departments: RecordArray, people: People, number: int, besides: int, luck: float) -> int:
    count = int(departments[number].employees)
    is_left_out = besides >= 0 and people.department[besides] == number
    wanted = int(luck * (count - is_left_out))
    for place in range(count):
        row = person_of(departments, people, number, place)
        if row == besides:
            continue
        if wanted == 0:
            return row
        wanted -= 1
    return NOWHERE


@compiled
def _best_tied(
    departments: RecordArray, people: People, ties: Ties, number: int, by: int, besides: int
) -> int:
    """Return who has the most or fewest ties elsewhere, of equals the first in row order."""
    best, best_merit = NOWHERE, 0.0
    for place in range(int(departments[number].employees)):
        row = person_of(departments, people, number, place)
        if row == besides:
            continue
        merit = 0.0
        if by == MOST_TIES:
            merit = ties_outside(people, ties, row)
        elif by == FEWEST_TIES:
            merit = -ties_outside(people, ties, row)
        if best == NOWHERE or merit > best_merit:
            best, best_merit = row, merit
    return best


@inlined
def _let_them_use(
    firm: Record, departments: RecordArray, people: People, use_changes: NDArray[np.int8], month: int
) -> None:
    """Make those in charge users, unless they have no access."""
    if firm.lead >= 0:
        _start_in_charge(firm, people, use_changes, month, firm.lead)
    for row in range(departments.shape[0]):
        if departments[row].representative >= 0:
            _start_in_charge(firm, people, use_changes, month, departments[row].representative)


@inlined
def _start_in_charge(
    firm: Record, people: People, use_changes: NDArray[np.int8], month: int, row: int
) -> None:
    if not people.is_active[row] and not people.is_blocked[row]:
        people.is_active[row] = True
        firm.adoptions += 1.0
        note_change(use_changes, month, row, IN_CHARGE)


@inlined
def _settle_presence(firm: Record, science: Record, levers: Record) -> None:
    """Work out what a vacancy stops, and how skilled whoever plans is."""
    is_vacant = firm.has_lead > 0.0 and firm.lead < 0
    is_key_person = firm.staff_fte <= science.key_person_fte
    firm.is_vacant = 1.0 if is_vacant else 0.0
    firm.is_staffed = 0.0 if is_vacant and is_key_person else 1.0
    if np.isnan(levers.strategic_skill) and 0.0 < firm.strategic_skill < 1.0:
        firm.strategic_skill = shifted_share(firm.strategic_skill, firm.lead_shift)
    if is_vacant and not is_key_person:
        firm.strategic_skill = min(firm.strategic_skill, science.covering_strategic_skill)
