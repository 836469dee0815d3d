"""Employees take up or give up use; champions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant, entry_point
from smsim.dynamics.adoption import (
    adoption_hazard,
    directive_term,
    discontinuance_hazard,
    facilitation,
    peer_term,
    spontaneous_term,
)
from smsim.dynamics.bounds import probability_of
from smsim.engine.exposure import count_people, pass_on_changes
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.learning import cut_highest
from smsim.engine.living_ties import look_around
from smsim.engine.state import People, Ties
from smsim.randomness.draws import draw_month, word_to_uniform
from smsim.randomness.keys import CAUSE_LANE, USE_LANE, DrawPurpose
from smsim.vocabulary import ChampionChoice, UseChange

EMPLOYEE_MONTH = constant(DrawPurpose.EMPLOYEE_MONTH)
SPONTANEOUS, PEERS, DIRECTIVE = (
    constant(UseChange.SPONTANEOUS),
    constant(UseChange.PEERS),
    constant(UseChange.DIRECTIVE),
)
CHAMPION = constant(UseChange.CHAMPION)
DISCONTINUED = constant(UseChange.DISCONTINUED)
BY_DEGREE, BY_BRIDGING = int(ChampionChoice.DEGREE), int(ChampionChoice.BRIDGING)


@compiled
def note_change(use_changes: NDArray[np.int8], month: int, row: int, change: int) -> None:
    """Keep what changed for an employee, where people are recorded."""
    if use_changes.shape[0] > 0:
        use_changes[month, row] = change


@compiled
def take_up_or_give_up(
    firm: Record,
    departments: RecordArray,
    people: People,
    science: Record,
    levers: Record,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    """Let non-users start and users stop, all by the state at the start of the month (E1-E5)."""
    draw_month(firm.key, people.key, month, EMPLOYEE_MONTH, people.words)
    for row in range(people.key.size):
        luck = word_to_uniform(people.words[USE_LANE, row])
        if people.is_blocked[row]:
            if people.was_active[row]:
                _stop(firm, people, use_changes, month, row)
        elif people.was_active[row]:
            if people.is_in_charge[row]:
                continue
            hazard = discontinuance_hazard(people.usefulness[row], science.discontinuance_hazard)
            # a probability never exceeds its hazard, so most draws need no exponential
            if luck < hazard and luck < probability_of(hazard):
                _stop(firm, people, use_changes, month, row)
        else:
            iota = people.innovativeness[row]
            alone = spontaneous_term(iota, science.spontaneous_hazard)
            peers = peer_term(people.peer_response[row], science.peer_hazard)
            told = directive_term(iota, departments[people.department[row]].directive)
            hazard = adoption_hazard(
                facilitation(people.training[row], science.untrained_facilitation, levers.workload_share),
                people.usefulness[row],
                alone + peers + told,
            )
            if luck < hazard and luck < probability_of(hazard):
                people.is_active[row] = True
                firm.adoptions += 1.0
                note_change(use_changes, month, row, _cause(people, row, alone, peers, told))


@compiled
def _stop(firm: Record, people: People, use_changes: NDArray[np.int8], month: int, row: int) -> None:
    people.is_active[row] = False
    firm.discontinuances += 1.0
    note_change(use_changes, month, row, DISCONTINUED)


@compiled
def _cause(people: People, row: int, alone: float, peers: float, told: float) -> int:
    """Draw the cause of an adoption in proportion to the terms of its hazard."""
    mark = word_to_uniform(people.words[CAUSE_LANE, row]) * (alone + peers + told)
    if mark < alone:
        return SPONTANEOUS
    if mark < alone + peers:
        return PEERS
    return DIRECTIVE


@compiled
def name_champions(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    levers: Record,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    """Make the chosen employees convinced users at the start of the month; equals go by row."""
    by = int(levers.champions_by)
    for row in range(people.key.size):
        kind = departments[people.department[row]].kind
        is_eligible = levers.champions_in < 0.0 or kind == int(levers.champions_in)
        people.claim[row] = _champion_merit(departments, people, ties, row, by) if is_eligible else -1.0
    lowest, equals = cut_highest(people.claim, min(int(levers.champions), people.key.size))
    for row in range(people.key.size):
        merit = people.claim[row]
        if merit < 0.0 or merit < lowest or (merit == lowest and equals == 0):
            continue
        if merit == lowest:
            equals -= 1
        _convince(firm, people, science, use_changes, month, row)
    pass_on_changes(firm, departments, people, ties, science)
    count_people(firm, departments, kinds, people, science)


@entry_point
def convince_people(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    rows: NDArray[np.int64],
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    """Make the employees of these rows convinced users, at the start of the month."""
    for row in rows:
        _convince(firm, people, science, use_changes, month, row)
    pass_on_changes(firm, departments, people, ties, science)
    count_people(firm, departments, kinds, people, science)


@compiled
def _convince(
    firm: Record, people: People, science: Record, use_changes: NDArray[np.int8], month: int, row: int
) -> None:
    people.innovativeness[row] = science.first_user_innovativeness
    if people.is_blocked[row]:
        return
    if not people.is_active[row]:
        people.is_active[row] = True
        firm.adoptions += 1.0
        note_change(use_changes, month, row, CHAMPION)


@compiled
def _champion_merit(departments: RecordArray, people: People, ties: Ties, row: int, by: int) -> float:
    """Return what makes a person a champion: number of ties, or of other departments among them."""
    if by not in (BY_DEGREE, BY_BRIDGING):
        return 0.0
    known = np.zeros(departments.shape[0])
    look_around(people, ties, row, known)
    if by == BY_DEGREE:
        return known.sum()  # type: ignore[no-any-return]
    known[people.department[row]] = 0.0
    return float((known > 0.0).sum())
