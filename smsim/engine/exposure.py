"""What colleagues see of each other, and how many use it where."""

from __future__ import annotations

import numpy as np

from smsim.compilation import compiled, entry_point, inlined
from smsim.dynamics.adoption import exposure, threshold_response
from smsim.dynamics.risk import mistake_weight
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.living_ties import MADE_WEIGHT, NOWHERE
from smsim.engine.state import People, Ties
from smsim.vocabulary import DepartmentKind

KINDS = len(DepartmentKind)


@entry_point
def pass_on_changes(
    firm: Record, departments: RecordArray, people: People, ties: Ties, science: Record
) -> None:
    """Push every change of use to the colleagues who see it, and renew their peer response."""
    if firm.is_complete:
        _expose_everyone(departments, people, ties)
    else:
        for row in range(people.key.size):
            if people.is_active[row] != people.was_active[row]:
                _push(people, ties, row, 1 if people.is_active[row] else -1)
    people.was_active[:] = people.is_active
    renew_responses(people, science)


@compiled
def _push(people: People, ties: Ties, row: int, sign: int) -> None:
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        if ties.weights[tie] > 0:
            _show(people, ties, row, np.int64(ties.targets[tie]), sign * np.int64(ties.weights[tie]), sign)
    place = ties.first_made[row]
    while place != NOWHERE:
        _show(people, ties, row, ties.made_with[place], sign * MADE_WEIGHT, sign)
        place = ties.made_next[place]


@inlined
def _show(people: People, ties: Ties, row: int, colleague: int, weight: int, sign: int) -> None:
    """Let a colleague see that somebody started, or stopped, use."""
    people.active_weight[colleague] += weight
    people.is_response_stale[colleague] = True
    if people.department[colleague] != people.department[row]:
        ties.to_users[people.department[colleague], people.department[row]] += sign


@compiled
def _expose_everyone(departments: RecordArray, people: People, ties: Ties) -> None:
    """Count colleagues who are users where everyone is tied to everyone."""
    active = 0
    ties.to_users[:, :] = 0.0
    for row in range(people.key.size):
        active += people.is_active[row]
        if people.is_active[row]:
            for number in range(departments.shape[0]):
                if number != people.department[row]:
                    ties.to_users[number, people.department[row]] += departments[number].employees
    for row in range(people.key.size):
        people.active_weight[row] = active - people.is_active[row]
        people.is_response_stale[row] = True


@compiled
def renew_responses(people: People, science: Record) -> None:
    """Work out anew how those respond whose colleagues, or whose colleagues' use, changed (E1)."""
    is_linear = science.is_response_linear > 0.0
    for row in range(people.key.size):
        if people.is_response_stale[row]:
            seen = exposure(float(people.active_weight[row]), float(people.total_weight[row]))
            people.peer_response[row] = (
                seen
                if is_linear
                else threshold_response(seen, people.threshold[row], science.threshold_sharpness)
            )
            people.is_response_stale[row] = False


@entry_point
def count_people(
    firm: Record, departments: RecordArray, kinds: RecordArray, people: People, science: Record
) -> None:
    """Count users, and add up their skill and training, by department and kind; heads may be others too."""
    _clear_counts(departments)
    training_sum = 0.0
    for row in range(people.key.size):
        department = departments[people.department[row]]
        training_sum += people.training[row]
        if people.is_manager[row]:
            department.manager_usefulness_sum += people.usefulness[row]
        if people.is_active[row]:
            department.active += 1.0
            department.skill_sum += people.skill[row]
            department.user_training_sum += people.training[row]
            department.mistake_sum += mistake_weight(people.training[row], science.training_protection)
    firm.training_sum = training_sum
    _count_kinds(firm, departments, kinds)
    weigh_kinds(departments, kinds)


@compiled
def _clear_counts(departments: RecordArray) -> None:
    for row in range(departments.shape[0]):
        department = departments[row]
        department.active = 0.0
        department.skill_sum = 0.0
        department.user_training_sum = 0.0
        department.mistake_sum = 0.0
        department.manager_usefulness_sum = 0.0


@compiled
def _count_kinds(firm: Record, departments: RecordArray, kinds: RecordArray) -> None:
    for kind in range(KINDS):
        kinds[kind].active = 0.0
        kinds[kind].skill = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        kinds[department.kind].active += department.active
        kinds[department.kind].skill += department.skill_sum
    present = 0
    shares = 0.0
    firm.active_employees = 0.0
    for kind in range(KINDS):
        of_kind = kinds[kind]
        firm.active_employees += of_kind.active
        of_kind.active_share = 0.0
        if of_kind.active > 0.0:
            of_kind.skill /= of_kind.active
        if of_kind.employees > 0.0:
            of_kind.active_share = of_kind.active / of_kind.employees
            present += 1
            shares += of_kind.active_share
    firm.mean_active_share = shares / max(1, present)


@compiled
def weigh_kinds(departments: RecordArray, kinds: RecordArray) -> None:
    """Bring practice and endorsement of the kinds up to date with those of their departments."""
    for kind in range(KINDS):
        kinds[kind].practice = 0.0
        kinds[kind].endorsement = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        of_kind = kinds[department.kind]
        of_kind.practice += department.practice * department.share_of_kind
        of_kind.endorsement += department.endorsement * department.share_of_kind
