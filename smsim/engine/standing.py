"""What the people in charge achieve: contact with departments, a mandate, and what heads make of it."""

from __future__ import annotations

import numpy as np

from smsim.compilation import compiled
from smsim.dynamics.learning import closed_gap
from smsim.dynamics.standing import (
    bridged_share,
    either,
    endorsement_from_above,
    endorsement_target,
    mandate,
    openness,
    seat_contact,
    tie_contact,
    unseen_practice,
)
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.living_ties import NOWHERE, ties_inside, ties_outside
from smsim.engine.state import People, Ties
from smsim.vocabulary import DepartmentKind

EXECUTIVE = int(DepartmentKind.EXECUTIVE)
KINDS = len(DepartmentKind)


@compiled
def reach_departments(
    firm: Record, departments: RecordArray, kinds: RecordArray, people: People, ties: Ties, science: Record
) -> None:
    """Settle whom the people in charge are in contact with, and what their word weighs (E32, E33)."""
    direct = np.zeros(departments.shape[0])
    second = np.zeros(departments.shape[0])
    if firm.has_lead > 0.0:
        _add_paths(departments, people, ties, firm.lead, direct, second)
        for row in range(departments.shape[0]):
            _add_paths(departments, people, ties, departments[row].representative, direct, second)
    for kind in range(KINDS):
        kinds[kind].contact = 0.0
    is_everyone_known = firm.is_complete and people.is_in_charge.any()
    for row in range(departments.shape[0]):
        department = departments[row]
        department.contact = 0.0
        if firm.has_lead > 0.0 and is_everyone_known:
            department.contact = 1.0
        elif firm.has_lead > 0.0:
            department.contact = _contact(firm, departments, people, ties, science, row, direct, second)
        kinds[department.kind].contact += department.contact * department.share_of_kind
    firm.mandate = 0.0
    if firm.has_lead > 0.0 and firm.is_staffed > 0.0:
        firm.mandate = mandate(firm.authority, firm.backing, firm.sponsorship, kinds[EXECUTIVE].contact)


@compiled
def _add_paths(
    departments: RecordArray,
    people: People,
    ties: Ties,
    row: int,
    direct: RecordArray,
    second: RecordArray,
) -> None:
    """Add the ties of somebody in charge into other departments, and the paths through colleagues at home."""
    if row == NOWHERE:
        return
    own = people.department[row]
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        if ties.weights[tie] > 0 and people.department[ties.targets[tie]] != own:
            direct[people.department[ties.targets[tie]]] += 1.0
    place = ties.first_made[row]
    while place != NOWHERE:
        if people.department[ties.made_with[place]] != own:
            direct[people.department[ties.made_with[place]]] += 1.0
        place = ties.made_next[place]
    colleagues = ties_inside(people, ties, row) / departments[own].employees
    for number in range(departments.shape[0]):
        if number != own:
            second[number] += colleagues * ties.between[own, number]


@compiled
def _contact(
    firm: Record,
    departments: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    row: int,
    direct: RecordArray,
    second: RecordArray,
) -> float:
    """Return the contact with one department, by office, by its seat, and by ties."""
    is_led = firm.lead >= 0
    office = firm.office_contact if is_led else 0.0
    if row == firm.home and is_led:
        return 1.0
    representative = departments[row].representative
    seat = 0.0
    if representative >= 0:
        seat = seat_contact(
            ties_inside(people, ties, representative),
            ties_outside(people, ties, representative),
            science.tie_reach,
        )
    by_ties = tie_contact(direct[row], second[row], science.tie_reach, science.second_reach)
    return either(either(office, seat), by_ties)  # type: ignore[no-any-return]


@compiled
def endorse(
    firm: Record, departments: RecordArray, people: People, ties: Ties, science: Record, levers: Record
) -> None:
    """Move every head's endorsement towards what above, below and neighbours make of it (E23, E34, E3)."""
    for row in range(departments.shape[0]):
        departments[row].seen = _seen_practice(departments, ties, row)
    for row in range(departments.shape[0]):
        department = departments[row]
        if department.head < 0:
            continue
        above = endorsement_from_above(
            department.contact,
            firm.mandate,
            department.is_in_plan,
            science.unplanned_endorsement_share,
            openness(people.innovativeness[department.head], firm.culture),
        )
        target = endorsement_target(
            above,
            _managers_view(departments, science, row),
            science.bottom_up_weight,
            department.seen,
            science.seen_weight,
        )
        department.endorsement = closed_gap(department.endorsement, target, science.endorsement_learning)
        department.directive = department.endorsement * levers.directive_hazard


@compiled
def _seen_practice(departments: RecordArray, ties: Ties, row: int) -> float:
    """Return how much practice a department sees in others through ties to their users (E34)."""
    people = departments[row].employees
    if people == 0.0:
        return 0.0
    unseen = 1.0
    for other in range(departments.shape[0]):
        if ties.to_users[row, other] > 0.0 and departments[other].practice > 0.0:
            unseen *= unseen_practice(
                bridged_share(ties.to_users[row, other], people), departments[other].practice
            )
    return 1.0 - unseen


@compiled
def _managers_view(departments: RecordArray, science: Record, row: int) -> float:
    """Return the usefulness a department's managers see, discounted while few people use it."""
    department = departments[row]
    if department.managers == 0.0 or department.employees == 0.0:
        return 0.0
    mean = department.manager_usefulness_sum / department.managers
    full = science.full_view_share * department.employees
    return mean * min(1.0, department.active / full)  # type: ignore[no-any-return]
