"""A newcomer takes somebody's place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant, inlined
from smsim.dynamics.learning import initial_threshold
from smsim.engine.events import log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.living_ties import NOWHERE, hand_over_ties
from smsim.engine.state import People, Ties
from smsim.engine.use import note_change
from smsim.randomness.draws import beta_2_2, block, standard_normal, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import Artefact, EventKind, UseChange

NEWCOMER = constant(DrawPurpose.NEWCOMER)
HEAD_CHANGED = constant(EventKind.HEAD_CHANGED)
TRAINING_PROGRAMME = int(Artefact.TRAINING_PROGRAMME)
REPLACED_USER, REPLACED_NON_USER = constant(UseChange.REPLACED_USER), constant(UseChange.REPLACED_NON_USER)


@compiled
def replace_person(
    firm: Record,
    departments: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    levers: Record,
    events: RecordArray,
    use_changes: NDArray[np.int8],
    month: int,
    row: int,
) -> None:
    """Put a newcomer on a leaver's place: `put_newcomer`, for callers who seldom do."""
    put_newcomer(firm, departments, people, ties, science, levers, events, use_changes, month, row)


@inlined
def put_newcomer(
    firm: Record,
    departments: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    levers: Record,
    events: RecordArray,
    use_changes: NDArray[np.int8],
    month: int,
    row: int,
) -> None:
    """Put a newcomer on a leaver's place: same team and role, fewer ties elsewhere, nothing won yet (E9)."""
    note_change(use_changes, month, row, REPLACED_USER if people.is_active[row] else REPLACED_NON_USER)
    firm.leavers += 1.0
    hand_over_ties(firm, departments, people, ties, science, month, row)
    draw_traits(firm, people, science, month, row)
    people.is_active[row] = False
    people.skill[row] = science.initial_skill
    number = people.department[row]
    department = departments[number]
    people.usefulness[row] = department.use_case_fit * science.prior_usefulness
    is_trained = (
        levers.has_onboarding > 0.0
        or firm.artefacts[TRAINING_PROGRAMME] > science.onboarding_programme_needed
    )
    people.training[row] = 1.0 if is_trained else 0.0
    if department.head == row:
        department.endorsement = 0.0
        log_event(firm, events, month, HEAD_CHANGED, number, row, 1)
    if department.representative == row:
        department.representative = NOWHERE
        people.is_in_charge[row] = False


@inlined
def draw_traits(firm: Record, people: People, science: Record, month: int, row: int) -> None:
    """Give a person innovativeness and threshold."""
    words = block(firm.key, people.key[row], month, NEWCOMER)
    people.innovativeness[row] = beta_2_2(word_to_uniform(words[0]))
    people.threshold[row] = initial_threshold(
        standard_normal(word_to_uniform(words[1]), word_to_uniform(words[2])),
        science.threshold_mean,
        science.threshold_spread,
        science.threshold_lowest,
        science.threshold_highest,
    )
    people.is_response_stale[row] = True
