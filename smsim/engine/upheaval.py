"""What comes from outside the programme: new executives, reorganisations, budget cuts, other platforms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.bounds import probability_of
from smsim.dynamics.outcome import recovered_budget
from smsim.dynamics.people_in_charge import shifted_share
from smsim.dynamics.practice import renewed
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.leadership import release_representatives
from smsim.engine.living_ties import reorganise_ties
from smsim.engine.replacing import replace_person
from smsim.engine.state import People, Ties
from smsim.randomness.draws import block, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import EventKind

EXECUTIVES = constant(DrawPurpose.EXECUTIVES)
REORGANISATION = constant(DrawPurpose.REORGANISATION)
BUDGET = constant(DrawPurpose.BUDGET)
PLATFORMS = constant(DrawPurpose.PLATFORMS)
EXECUTIVES_CHANGED = constant(EventKind.EXECUTIVES_CHANGED)
REORGANISED = constant(EventKind.REORGANISED)
BUDGET_CUT = constant(EventKind.BUDGET_CUT)
PLATFORMS_CHANGED = constant(EventKind.PLATFORMS_CHANGED)
WHETHER, TONE, LEAD = np.uint64(0), np.uint64(1), np.uint64(2)


@compiled
def suffer_upheavals(
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
    """Let executives change, the firm be reorganised and the budget be cut (E29, E30)."""
    firm.unrest *= science.unrest_memory
    firm.is_lead_unwanted = 0.0
    chance = probability_of(science.executive_change_hazard)
    if levers.executives_change > 0.0 or uniform(firm.key, WHETHER, month, EXECUTIVES) < chance:
        _change_executives(firm, departments, people, ties, science, levers, events, use_changes, month)
    firm.tone = shifted_share(levers.executive_tone, firm.tone_shift)
    chance = probability_of(science.reorganisation_hazard)
    if levers.is_reorganised > 0.0 or uniform(firm.key, WHETHER, month, REORGANISATION) < chance:
        _reorganise(firm, departments, people, ties, science, levers, events, use_changes, month)
    chance = probability_of(science.budget_cut_hazard * (1.0 - firm.sponsorship))
    if levers.is_budget_cut > 0.0 or uniform(firm.key, WHETHER, month, BUDGET) < chance:
        firm.budget *= 1.0 - science.budget_cut_share
        firm.staff_fte *= 1.0 - science.budget_cut_share
        log_event(firm, events, month, BUDGET_CUT, FIRM_WIDE, 0, 1)
    else:
        firm.budget = recovered_budget(firm.budget, firm.sponsorship, science.hiring_speed)


@compiled
def _change_executives(
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
    """Bring new executives, who care as much as they do, and may want another lead."""
    log_event(firm, events, month, EXECUTIVES_CHANGED, FIRM_WIDE, 0, 1)
    words = block(firm.key, TONE, month, EXECUTIVES)
    chance = standard_normal(word_to_uniform(words[0]), word_to_uniform(words[1]))
    firm.tone_shift = science.tone_spread * chance
    firm.sponsorship = max(levers.sponsorship_floor, shifted_share(levers.executive_tone, firm.tone_shift))
    firm.unrest = 1.0
    is_other_wanted = uniform(firm.key, LEAD, month, EXECUTIVES) < science.replaced_share
    if firm.lead >= 0 and (is_other_wanted or firm.lead == firm.ceo):
        firm.is_lead_unwanted = 1.0
    if firm.ceo >= 0:
        replace_person(firm, departments, people, ties, science, levers, events, use_changes, month, firm.ceo)


@compiled
def _reorganise(
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
    """Replace some heads, empty all seats and cut ties between departments."""
    log_event(firm, events, month, REORGANISED, FIRM_WIDE, 0, 1)
    firm.unrest = 1.0
    for row in range(departments.shape[0]):
        head = departments[row].head
        luck = uniform(firm.key, departments[row].key, month, REORGANISATION)
        if head >= 0 and head != firm.ceo and head != firm.lead and luck < science.replaced_share:
            replace_person(firm, departments, people, ties, science, levers, events, use_changes, month, head)
    reorganise_ties(firm, people, ties, science, month)
    release_representatives(departments, people)


@compiled
def change_platforms(
    firm: Record, departments: RecordArray, science: Record, events: RecordArray, month: int
) -> None:
    """Let the public move to other platforms, so that part of practice must be built anew (E35)."""
    chance = probability_of(science.platform_change_hazard)
    if uniform(firm.key, WHETHER, month, PLATFORMS) < chance:
        for row in range(departments.shape[0]):
            departments[row].practice = renewed(departments[row].practice, science.renewal_share)
        firm.channels = max(1.0, renewed(firm.channels, science.renewal_share))
        log_event(firm, events, month, PLATFORMS_CHANGED, FIRM_WIDE, 0, 1)
