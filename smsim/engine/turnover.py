"""People who leave and come, the CEO, and who sees the changes of the month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.adoption import ceo_joining_probability
from smsim.dynamics.learning import initial_threshold
from smsim.engine.exposure import count_people, pass_on_changes
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People, Ties
from smsim.engine.use import note_change
from smsim.randomness.draws import beta_2_2, block, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import TURNOVER_LANE, DrawPurpose
from smsim.vocabulary import Artefact, DepartmentKind, UseChange

NEWCOMER = constant(DrawPurpose.NEWCOMER)
CEO_JOINS = constant(DrawPurpose.CEO_JOINS)
TRAINING_PROGRAMME = int(Artefact.TRAINING_PROGRAMME)
COMMUNICATIONS = int(DepartmentKind.COMMUNICATIONS)
CEO = constant(UseChange.CEO)
REPLACED_USER, REPLACED_NON_USER = constant(UseChange.REPLACED_USER), constant(UseChange.REPLACED_NON_USER)


@compiled
def replace_leavers(
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
    """Replace those who leave, let the CEO join, and pass all changes of the month on (E9, E10)."""
    for row in range(people.key.size):
        luck = word_to_uniform(people.words[TURNOVER_LANE, row])
        if luck < science.turnover_probability and row != firm.ceo:
            note_change(
                use_changes, month, row, REPLACED_USER if people.is_active[row] else REPLACED_NON_USER
            )
            firm.leavers += 1.0
            _welcome(firm, departments, people, science, levers, month, row)
    if firm.ceo >= 0 and science.is_ceo_rule_on > 0.0 and not people.is_active[firm.ceo]:
        _ask_ceo(firm, kinds, people, science, levers, use_changes, month)
    pass_on_changes(firm, people, ties, science)
    count_people(firm, departments, kinds, people, science)


@compiled
def _welcome(
    firm: Record,
    departments: RecordArray,
    people: People,
    science: Record,
    levers: Record,
    month: int,
    row: int,
) -> None:
    """Put a newcomer on a leaver's place: same team, ties and role."""
    draw_traits(firm, people, science, month, row)
    people.is_active[row] = False
    people.skill[row] = science.initial_skill
    fit = departments[people.department[row]].use_case_fit
    people.usefulness[row] = fit * science.prior_usefulness
    is_trained = (
        levers.has_onboarding > 0.0
        or firm.artefacts[TRAINING_PROGRAMME] > science.onboarding_programme_needed
    )
    people.training[row] = 1.0 if is_trained else 0.0


@compiled
def _ask_ceo(
    firm: Record,
    kinds: RecordArray,
    people: People,
    science: Record,
    levers: Record,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    chance = ceo_joining_probability(
        firm.sponsorship,
        kinds[COMMUNICATIONS].practice,
        levers.ban_share,
        science.ceo_probability,
        science.ceo_base_share,
    )
    if uniform(firm.key, people.key[firm.ceo], month, CEO_JOINS) < chance:
        people.is_active[firm.ceo] = True
        firm.adoptions += 1.0
        note_change(use_changes, month, firm.ceo, CEO)


@compiled
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
