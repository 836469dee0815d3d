"""Steps 9 to 11: the sweeps over employees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.adoption import (
    adoption_hazard,
    ceo_joining_probability,
    directive_term,
    discontinuance_hazard,
    exposure,
    facilitation,
    peer_term,
    spontaneous_term,
    threshold_response,
)
from smsim.dynamics.bounds import probability_of
from smsim.dynamics.learning import (
    closed_gap,
    experienced_usefulness,
    initial_threshold,
    learned_skill,
    observed_usefulness,
    training_claim,
    training_seats,
)
from smsim.dynamics.risk import mistake_weight
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People, Ties
from smsim.randomness.draws import (
    beta_2_2,
    block,
    draw_month,
    standard_normal,
    uniform,
    word_to_uniform,
)
from smsim.randomness.keys import Decision
from smsim.vocabulary import Artefact, ChampionChoice, DepartmentKind, UseChange

EMPLOYEE_MONTH = constant(Decision.EMPLOYEE_MONTH)
NEWCOMER = constant(Decision.NEWCOMER)
CEO_JOINS = constant(Decision.CEO_JOINS)
USE_LANE, TURNOVER_LANE, TRAINING_LANE, CAUSE_LANE = 0, 1, 2, 3
TRAINING_PROGRAMME = int(Artefact.TRAINING_PROGRAMME)
COMMUNICATIONS = int(DepartmentKind.COMMUNICATIONS)
KINDS = len(DepartmentKind)
BUCKETS = 256
SPONTANEOUS, PEERS, DIRECTIVE = (
    constant(UseChange.SPONTANEOUS),
    constant(UseChange.PEERS),
    constant(UseChange.DIRECTIVE),
)
CEO, CHAMPION = constant(UseChange.CEO), constant(UseChange.CHAMPION)
DISCONTINUED = constant(UseChange.DISCONTINUED)
REPLACED_USER, REPLACED_NON_USER = constant(UseChange.REPLACED_USER), constant(UseChange.REPLACED_NON_USER)
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
        if people.was_active[row]:
            hazard = discontinuance_hazard(
                people.usefulness[row], firm.fear, science.discontinuance_hazard, science.fear_multiplier
            )
            # a probability never exceeds its hazard, so most draws need no exponential
            if luck < hazard and luck < probability_of(hazard):
                people.is_active[row] = False
                firm.discontinuances += 1.0
                note_change(use_changes, month, row, DISCONTINUED)
        else:
            iota = people.innovativeness[row]
            alone = spontaneous_term(iota, science.spontaneous_hazard)
            peers = peer_term(people.peer_response[row], science.peer_hazard)
            told = directive_term(iota, departments[people.department[row]].directive)
            hazard = adoption_hazard(
                facilitation(
                    people.training[row],
                    science.untrained_facilitation,
                    levers.workload_share,
                    levers.ban_share,
                ),
                people.usefulness[row],
                alone + peers + told,
            )
            if luck < hazard and luck < probability_of(hazard):
                people.is_active[row] = True
                firm.adoptions += 1.0
                note_change(use_changes, month, row, _cause(people, row, alone, peers, told))


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
def learn(firm: Record, departments: RecordArray, people: People, science: Record, levers: Record) -> None:
    """Bring usefulness, skill and training up to date, and give the month's training seats (E6, E7)."""
    seats = int(
        training_seats(
            float(firm.employees),
            firm.artefacts[TRAINING_PROGRAMME],
            science.training_capacity_share,
            levers.training_push_share,
        )
    )
    for row in range(people.key.size):
        department = departments[people.department[row]]
        fit = department.use_case_fit
        training = people.training[row]
        if people.is_active[row]:
            seen = experienced_usefulness(fit, science.prior_usefulness, department.practice)
            people.skill[row] = learned_skill(
                people.skill[row], training, science.skill_learning, science.untrained_learning_share
            )
        else:
            seen = observed_usefulness(
                fit,
                science.prior_usefulness,
                department.practice,
                1.0 if people.active_weight[row] > 0 else 0.0,
                science.observed_practice_weight,
                firm.measured_practice,
                science.measured_practice_weight,
            )
        people.usefulness[row] = closed_gap(people.usefulness[row], seen, science.usefulness_learning)
        people.training[row] = closed_gap(training, 0.0, science.training_fade)
    if seats > 0:
        _train(people, science, seats)


@compiled
def _train(people: People, science: Record, seats: int) -> None:
    """Train the people with the highest claims; equal claims go by row."""
    weight = science.training_luck_weight
    for row in range(people.key.size):
        people.claim[row] = training_claim(
            1.0 if people.is_active[row] else 0.0,
            word_to_uniform(people.words[TRAINING_LANE, row]),
            people.training[row],
            weight,
        )
    lowest, ties = cut_highest(people.claim, seats)
    for row in range(people.key.size):
        if people.claim[row] > lowest:
            people.training[row] = 1.0
        elif people.claim[row] == lowest and ties > 0:
            people.training[row] = 1.0
            ties -= 1


@compiled
def cut_highest(merit: NDArray[np.float64], count: int) -> tuple[float, int]:
    """Return the lowest merit among the `count` highest, and how many of that merit are among them.

    Sorts into buckets first, and looks closely only at the bucket where the cut falls: time linear in the
    number of people, with few surprises for the processor.
    """
    low, high = merit.min(), merit.max()
    scale = (BUCKETS - 1) / (high - low) if high > low else 0.0
    counts = np.zeros(BUCKETS, np.int64)
    for row in range(merit.size):
        counts[int((merit[row] - low) * scale)] += 1
    bucket = BUCKETS - 1
    above = 0
    while above + counts[bucket] < count:
        above += counts[bucket]
        bucket -= 1
    inside = np.empty(counts[bucket])
    found = 0
    for row in range(merit.size):
        if int((merit[row] - low) * scale) == bucket:
            inside[found] = merit[row]
            found += 1
    lowest = _value_at(inside, found - (count - above))
    for place in range(found):
        above += inside[place] > lowest
    return lowest, count - above


@compiled
def _value_at(values: NDArray[np.float64], place: int) -> float:
    """Return what would stand at `place` if `values` were sorted; leaves them in another order.

    Quickselect (Hoare 1961). NumPy's own partition gives the same number but takes seconds to compile.
    """
    low, high = 0, values.size - 1
    while low < high:
        pivot = values[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if place <= right:
            high = right
        elif place >= left:
            low = left
        else:
            break
    return values[place]  # type: ignore[no-any-return]


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
def pass_on_changes(firm: Record, people: People, ties: Ties, science: Record) -> None:
    """Push every change of use to the colleagues who see it, and renew their peer response."""
    if firm.is_complete:
        _expose_everyone(people)
    else:
        for row in range(people.key.size):
            if people.is_active[row] != people.was_active[row]:
                _push(people, ties, row, 1 if people.is_active[row] else -1)
    people.was_active[:] = people.is_active
    _renew_responses(people, science)


@compiled
def _push(people: People, ties: Ties, row: int, sign: int) -> None:
    for tie in range(ties.starts[row], ties.starts[row + 1]):
        colleague = ties.targets[tie]
        people.active_weight[colleague] += sign * np.int64(ties.weights[tie])
        people.is_response_stale[colleague] = True


@compiled
def _expose_everyone(people: People) -> None:
    """Count colleagues who are users where everyone is tied to everyone."""
    active = 0
    for row in range(people.key.size):
        active += people.is_active[row]
    for row in range(people.key.size):
        people.active_weight[row] = active - people.is_active[row]
        people.is_response_stale[row] = True


@compiled
def _renew_responses(people: People, science: Record) -> None:
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


@compiled
def count_people(
    firm: Record, departments: RecordArray, kinds: RecordArray, people: People, science: Record
) -> None:
    """Count users, and add up their skill and training, by department and kind."""
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
        people.innovativeness[row] = science.first_user_innovativeness
        if not people.is_active[row]:
            people.is_active[row] = True
            firm.adoptions += 1.0
            note_change(use_changes, month, row, CHAMPION)
    pass_on_changes(firm, people, ties, science)
    count_people(firm, departments, kinds, people, science)


@compiled
def _champion_merit(departments: RecordArray, people: People, ties: Ties, row: int, by: int) -> float:
    """Return what makes a person a champion: number of ties, or of other departments among them."""
    first, last = ties.starts[row], ties.starts[row + 1]
    if by == BY_DEGREE:
        return float(last - first)
    if by == BY_BRIDGING:
        is_known = np.zeros(departments.shape[0])
        for tie in range(first, last):
            is_known[people.department[ties.targets[tie]]] = 1.0
        is_known[people.department[row]] = 0.0
        return is_known.sum()  # type: ignore[no-any-return]
    return 0.0
