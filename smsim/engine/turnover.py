"""People who leave and come, the CEO, and who sees the changes of the month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.adoption import ceo_joining_probability
from smsim.engine.exposure import count_people, pass_on_changes
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.living_ties import make_ties
from smsim.engine.replacing import put_newcomer
from smsim.engine.state import People, Ties
from smsim.engine.use import note_change
from smsim.randomness.draws import uniform, word_to_uniform
from smsim.randomness.keys import TURNOVER_LANE, DrawPurpose
from smsim.vocabulary import DepartmentKind, UseChange

CEO_JOINS = constant(DrawPurpose.CEO_JOINS)
COMMUNICATIONS = int(DepartmentKind.COMMUNICATIONS)
CEO = constant(UseChange.CEO)


@compiled
def replace_leavers(
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
    """Replace those who leave, let the CEO join, pass all changes of the month on, and let ties be made."""
    words = people.words[TURNOVER_LANE]
    chance = science.turnover_probability
    for row in range(words.size):
        if word_to_uniform(words[row]) < chance and row != firm.ceo and row != firm.lead:
            put_newcomer(firm, departments, people, ties, science, levers, events, use_changes, month, row)
    is_ceo_undecided = firm.ceo >= 0 and not people.is_active[firm.ceo] and not people.is_blocked[firm.ceo]
    if is_ceo_undecided and science.is_ceo_rule_on > 0.0:
        _ask_ceo(firm, kinds, people, science, use_changes, month)
    pass_on_changes(firm, departments, people, ties, science)
    count_people(firm, departments, kinds, people, science)
    make_ties(firm, departments, people, ties, science, month)


@compiled
def _ask_ceo(
    firm: Record,
    kinds: RecordArray,
    people: People,
    science: Record,
    use_changes: NDArray[np.int8],
    month: int,
) -> None:
    chance = ceo_joining_probability(
        firm.sponsorship,
        kinds[COMMUNICATIONS].practice,
        science.ceo_probability,
        science.ceo_base_share,
    )
    if uniform(firm.key, people.key[firm.ceo], month, CEO_JOINS) < chance:
        people.is_active[firm.ceo] = True
        firm.adoptions += 1.0
        note_change(use_changes, month, firm.ceo, CEO)
