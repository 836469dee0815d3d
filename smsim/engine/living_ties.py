"""Ties that are lost and made while a run goes on, and how many join which departments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant, entry_point, inlined
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People, Ties
from smsim.organisation.organisation import TIE_UNIT
from smsim.randomness.draws import block, poisson_quantile, word_to_uniform, words_to_uniform
from smsim.randomness.keys import DrawPurpose

TIES_LOST = constant(DrawPurpose.TIES_LOST)
TIES_MADE = constant(DrawPurpose.TIES_MADE)
TIES_REORGANISED = constant(DrawPurpose.TIES_REORGANISED)
MADE_WEIGHT = TIE_UNIT
LANES = 4
BLOCK_MONTHS = 65536
"""Added to the month for each further block of draws of one purpose."""
HALF = np.uint64(32)
NOWHERE = -1


@entry_point
def count_ties(firm: Record, departments: RecordArray, people: People, ties: Ties) -> None:
    """Count the living ties between departments, and those with users, from the start."""
    ties.between[:, :] = 0.0
    ties.to_users[:, :] = 0.0
    if firm.is_complete:
        _count_complete(departments, people, ties)
        return
    # columns in names of their own: taken out of the tuple in a loop, they would be counted anew each time
    department_of, was_active, between, to_users = (
        people.department,
        people.was_active,
        ties.between,
        ties.to_users,
    )
    starts, targets, weights = ties.starts, ties.targets, ties.weights
    first_made, made_next, made_with = ties.first_made, ties.made_next, ties.made_with
    for row in range(department_of.size):
        own = department_of[row]
        for tie in range(starts[row], starts[row + 1]):
            other = department_of[targets[tie]]
            if weights[tie] > 0 and other != own:
                between[own, other] += 1.0
                to_users[own, other] += was_active[targets[tie]]
        place = first_made[row]
        while place != NOWHERE:
            other = department_of[made_with[place]]
            if other != own:
                between[own, other] += 1.0
                to_users[own, other] += was_active[made_with[place]]
            place = made_next[place]


@compiled
def _count_complete(departments: RecordArray, people: People, ties: Ties) -> None:
    users = np.zeros(departments.shape[0])
    for row in range(people.key.size):
        users[people.department[row]] += people.was_active[row]
    for own in range(departments.shape[0]):
        for other in range(departments.shape[0]):
            if other != own:
                ties.between[own, other] = departments[own].employees * departments[other].employees
                ties.to_users[own, other] = departments[own].employees * users[other]


@compiled
def look_around(people: People, ties: Ties, row: int, by_department: NDArray[np.float64]) -> None:
    """Add up, in `by_department`, (departments,), somebody's living ties into each of them."""
    department_of = people.department
    targets, weights = ties.targets, ties.weights
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        if weights[tie] > 0:
            by_department[department_of[targets[tie]]] += 1.0
    made_next, made_with = ties.made_next, ties.made_with
    place = ties.first_made[row]
    while place != NOWHERE:
        by_department[department_of[made_with[place]]] += 1.0
        place = made_next[place]


@compiled
def ties_outside(people: People, ties: Ties, row: int) -> float:
    """Return the number of somebody's living ties into other departments."""
    by_department = np.zeros(ties.between.shape[0])
    look_around(people, ties, row, by_department)
    return by_department.sum() - by_department[people.department[row]]  # type: ignore[no-any-return]


@inlined
def hand_over_ties(
    firm: Record, departments: RecordArray, people: People, ties: Ties, science: Record, month: int, row: int
) -> None:
    """Lose some of the ties of somebody who leaves into departments that do not work with the own (E31)."""
    if firm.is_complete or science.are_ties_living == 0.0:
        return
    own = people.department[row]
    found = _living_across(people, ties, row)
    words = block(firm.key, people.key[row], month, TIES_LOST)
    for number in range(found.size):
        if number > 0 and number % LANES == 0:
            later = month + BLOCK_MONTHS * (number // LANES)
            words = block(firm.key, people.key[row], later, TIES_LOST)
        other = people.department[_colleague_at(ties, found[number])]
        is_lost = word_to_uniform(words[number % LANES]) < science.ties_lost_share
        if is_lost and not work_together(departments, science, own, other):
            _lose(firm, people, ties, row, found[number])


@compiled
def reorganise_ties(firm: Record, people: People, ties: Ties, science: Record, month: int) -> None:
    """Lose a share of all ties between departments (E30)."""
    if firm.is_complete or science.are_ties_living == 0.0:
        return
    for row in range(people.key.size):
        found = _living_across(people, ties, row)
        words = block(firm.key, people.key[row], month, TIES_REORGANISED)
        number = 0
        for place in found:
            if _colleague_at(ties, place) < row:
                continue
            if number > 0 and number % LANES == 0:
                later = month + BLOCK_MONTHS * (number // LANES)
                words = block(firm.key, people.key[row], later, TIES_REORGANISED)
            if word_to_uniform(words[number % LANES]) < science.reorganised_ties_share:
                _lose(firm, people, ties, row, place)
            number += 1


@inlined
def _living_across(people: People, ties: Ties, row: int) -> NDArray[np.int64]:
    """Return somebody's living ties into other departments: those formed, then those made, as -1 - place."""
    department_of = people.department
    targets, weights = ties.targets, ties.weights
    made_next, made_with = ties.made_next, ties.made_with
    own = department_of[row]
    found = np.empty(ties.starts[row + 1] - ties.starts[row] + _made_count(ties, row), np.int64)
    count = 0
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        if weights[tie] > 0 and department_of[targets[tie]] != own:
            found[count] = tie
            count += 1
    place = ties.first_made[row]
    while place != NOWHERE:
        if department_of[made_with[place]] != own:
            found[count] = -1 - place
            count += 1
        place = made_next[place]
    return found[:count]


@inlined
def _made_count(ties: Ties, row: int) -> int:
    count = 0
    made_next = ties.made_next
    place = ties.first_made[row]
    while place != NOWHERE:
        count += 1
        place = made_next[place]
    return count


@inlined
def _colleague_at(ties: Ties, place: int) -> int:
    if place >= 0:
        return np.int64(ties.targets[place])  # type: ignore[return-value]
    return ties.made_with[-1 - place]  # type: ignore[no-any-return]


@inlined
def _weight_at(ties: Ties, tie: int) -> int:
    return np.int64(ties.weights[tie])  # type: ignore[return-value]


@compiled
def _lose(firm: Record, people: People, ties: Ties, row: int, place: int) -> None:
    """Lose a tie, formed or made, both ways."""
    if place >= 0:
        _lose_formed(people, ties, row, place)
    else:
        _lose_made(firm, people, ties, row, -1 - place)


@inlined
def work_together(departments: RecordArray, science: Record, one: int, other: int) -> bool:
    """Return whether two departments both have a seat, or both an operating use case."""
    both_seated = departments[one].is_member > 0.0 and departments[other].is_member > 0.0
    needed = science.operating_practice
    both_operate = departments[one].practice >= needed and departments[other].practice >= needed
    return both_seated or both_operate  # type: ignore[no-any-return]


@compiled
def _lose_formed(people: People, ties: Ties, row: int, tie: int) -> None:
    """Lose a tie that the organisation was formed with, both ways."""
    colleague = _colleague_at(ties, tie)
    back = _place_of(ties, colleague, row)
    _weigh(people, ties, row, colleague, -_weight_at(ties, tie))
    _weigh(people, ties, colleague, row, -_weight_at(ties, back))
    ties.weights[tie] = 0
    ties.weights[back] = 0


@compiled
def _place_of(ties: Ties, row: int, colleague: int) -> int:
    """Return where a colleague stands in somebody's row of formed ties, -1 if not there."""
    low, high = ties.starts[row], ties.starts[row + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if np.int64(ties.targets[middle]) < colleague:
            low = middle + 1
        else:
            high = middle
    if low < end and np.int64(ties.targets[low]) == colleague:
        return low  # type: ignore[no-any-return]
    return NOWHERE


@compiled
def _weigh(people: People, ties: Ties, row: int, colleague: int, weight: int) -> None:
    """Let `colleague` listen so much more to the person in `row`, less if negative; count the tie."""
    people.total_weight[colleague] += weight
    if people.was_active[row]:
        people.active_weight[colleague] += weight
    people.is_response_stale[colleague] = True
    own, other = people.department[colleague], people.department[row]
    if own != other:
        sign = 1.0 if weight > 0 else -1.0
        ties.between[own, other] += sign
        if people.was_active[row]:
            ties.to_users[own, other] += sign


@compiled
def _lose_made(firm: Record, people: People, ties: Ties, row: int, place: int) -> None:
    """Lose a tie made during the run, both ways, and leave its places for another."""
    colleague = ties.made_with[place]
    _unlink(ties, row, place)
    _unlink(ties, colleague, place ^ 1)
    _weigh(people, ties, row, colleague, -MADE_WEIGHT)
    _weigh(people, ties, colleague, row, -MADE_WEIGHT)
    first = place - place % 2
    ties.made_next[first] = firm.free_tie
    firm.free_tie = first


@compiled
def _unlink(ties: Ties, row: int, place: int) -> None:
    if ties.first_made[row] == place:
        ties.first_made[row] = ties.made_next[place]
        return
    before = ties.first_made[row]
    while ties.made_next[before] != place:
        before = ties.made_next[before]
    ties.made_next[before] = ties.made_next[place]


@compiled
def _make_tie(firm: Record, people: People, ties: Ties, one: int, other: int) -> None:
    """Tie two people to each other, unless they are, or are one, or there is no place for a further tie."""
    if one == other or firm.free_tie == NOWHERE or _are_tied(ties, one, other):
        return
    place = firm.free_tie
    firm.free_tie = ties.made_next[place]
    ties.made_with[place] = other
    ties.made_next[place] = ties.first_made[one]
    ties.first_made[one] = place
    ties.made_with[place + 1] = one
    ties.made_next[place + 1] = ties.first_made[other]
    ties.first_made[other] = place + 1
    _weigh(people, ties, one, other, MADE_WEIGHT)
    _weigh(people, ties, other, one, MADE_WEIGHT)


@compiled
def _are_tied(ties: Ties, one: int, other: int) -> bool:
    formed = _place_of(ties, one, other)
    if formed != NOWHERE and ties.weights[formed] > 0:
        return True
    place = ties.first_made[one]
    while place != NOWHERE:
        if ties.made_with[place] == other:
            return True
        place = ties.made_next[place]
    return False


@compiled
def make_ties(
    firm: Record, departments: RecordArray, people: People, ties: Ties, science: Record, month: int
) -> None:
    """Let people in charge, and departments that work together, make ties (E31)."""
    if firm.is_complete or science.are_ties_living == 0.0:
        return
    if firm.lead != NOWHERE:
        _meet(firm, people, ties, science, month, firm.lead)
    for row in range(departments.shape[0]):
        if departments[row].representative != NOWHERE:
            _meet(firm, people, ties, science, month, departments[row].representative)
    _work_with_others(firm, departments, people, ties, science, month)


@inlined
def _meet(firm: Record, people: People, ties: Ties, science: Record, month: int, row: int) -> None:
    """Let somebody in charge be introduced to somebody in another department."""
    words = block(firm.key, people.key[row], month, TIES_MADE)
    if word_to_uniform(words[0]) < science.meeting_ties:
        met = _introduced(ties, row, words[1], words[2])
        if met != NOWHERE and people.department[met] != people.department[row]:
            _make_tie(firm, people, ties, row, met)


@inlined
def _introduced(ties: Ties, row: int, word: int, further_word: int) -> int:
    """Return the row of a colleague's colleague, -1 without any: who meets, meets through others."""
    colleague = _living_tie(ties, row, word)
    return NOWHERE if colleague == NOWHERE else _living_tie(ties, colleague, further_word)


@inlined
def _living_tie(ties: Ties, row: int, word: int) -> int:
    """Return one of somebody's colleagues, -1 without any: those of formed ties, then of made ones."""
    targets, weights, made_next = ties.targets, ties.weights, ties.made_next
    count = _made_count(ties, row)
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        count += weights[tie] > 0
    if count == 0:
        return NOWHERE
    wanted = _among(word, count)
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        if weights[tie] > 0:
            if wanted == 0:
                return np.int64(targets[tie])  # type: ignore[return-value]
            wanted -= 1
    place = ties.first_made[row]
    while wanted > 0:
        place = made_next[place]
        wanted -= 1
    return ties.made_with[place]  # type: ignore[no-any-return]


@inlined
def _work_with_others(
    firm: Record, departments: RecordArray, people: People, ties: Ties, science: Record, month: int
) -> None:
    """Let people be introduced to others in departments that theirs works together with."""
    words = block(firm.key, np.uint64(0), month, TIES_MADE)
    mean = firm.employees * science.ties_made
    for attempt in range(poisson_quantile(mean, words_to_uniform(words[0], words[1]))):
        words = block(firm.key, np.uint64(attempt + 1), month, TIES_MADE)
        one = _among(words[0], firm.employees)
        met = _introduced(ties, one, words[1], words[2])
        if met == NOWHERE or people.department[met] == people.department[one]:
            continue
        if work_together(departments, science, people.department[one], people.department[met]):
            _make_tie(firm, people, ties, one, met)


@inlined
def _among(word: int, count: int) -> int:
    """Return a place below `count`, uneven by less than count / 2**32."""
    return np.int64((np.uint64(word) * np.uint64(count)) >> HALF)  # type: ignore[return-value]


@inlined
def person_of(departments: RecordArray, people: People, department: int, place: int) -> int:
    """Return the row of the person at a place of a department, in row order."""
    return people.by_department[departments[department].first_place + place]  # type: ignore[no-any-return]
