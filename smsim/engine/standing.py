"""What the people in charge achieve: contact with departments, a mandate, and what heads make of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, inlined
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
from smsim.engine.living_ties import look_around
from smsim.engine.state import People, Ties
from smsim.vocabulary import DepartmentKind

EXECUTIVE = int(DepartmentKind.EXECUTIVE)
KINDS = len(DepartmentKind)


@compiled
def reach_departments(
    firm: Record, departments: RecordArray, kinds: RecordArray, people: People, ties: Ties, science: Record
) -> None:
    """Settle whom the people in charge are in contact with, and what their word weighs (E32, E33)."""
    for row in range(departments.shape[0]):
        departments[row].contact = 0.0
    if firm.has_lead > 0.0 and firm.is_complete:
        reached = 1.0 if people.is_in_charge.any() else 0.0
        for row in range(departments.shape[0]):
            departments[row].contact = reached
    elif firm.has_lead > 0.0:
        _reach_by_ties(firm, departments, people, ties, science)
    for kind in range(KINDS):
        kinds[kind].contact = 0.0
    for row in range(departments.shape[0]):
        kinds[departments[row].kind].contact += departments[row].contact * departments[row].share_of_kind
    firm.mandate = 0.0
    if firm.has_lead > 0.0 and firm.is_staffed > 0.0:
        firm.mandate = mandate(firm.authority, firm.backing, firm.sponsorship, kinds[EXECUTIVE].contact)


@inlined
def _reach_by_ties(
    firm: Record, departments: RecordArray, people: People, ties: Ties, science: Record
) -> None:
    """Settle the contact with every department, by office, by its seat, and by ties."""
    size = departments.shape[0]
    direct, second, seats, known = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    if firm.lead >= 0:
        look_around(people, ties, firm.lead, known)
        _add_paths(departments, ties.between, people.department[firm.lead], known, direct, second)
    for row in range(size):
        representative = departments[row].representative
        if representative >= 0:
            known[:] = 0.0
            look_around(people, ties, representative, known)
            own = people.department[representative]
            seats[row] = seat_contact(known[own], known.sum() - known[own], science.tie_reach)
            _add_paths(departments, ties.between, own, known, direct, second)
    office = firm.office_contact if firm.lead >= 0 else 0.0
    for row in range(size):
        by_ties = tie_contact(direct[row], second[row], science.tie_reach, science.second_reach)
        departments[row].contact = either(either(office, seats[row]), by_ties)
    if firm.lead >= 0:
        departments[firm.home].contact = 1.0


@inlined
def _add_paths(
    departments: RecordArray,
    between: NDArray[np.float64],
    own: int,
    known: NDArray[np.float64],
    direct: NDArray[np.float64],
    second: NDArray[np.float64],
) -> None:
    """Add the ties of somebody in charge into other departments, and the paths through colleagues at home."""
    colleagues = known[own] / departments[own].employees
    for number in range(known.size):
        if number != own:
            direct[number] += known[number]
            second[number] += colleagues * between[own, number]


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


@inlined
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
