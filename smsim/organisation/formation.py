"""Form a synthetic organisation: departments, teams, managers, and ties drawn by key."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant, entry_point
from smsim.organisation.closeness import department_closeness
from smsim.organisation.departments import department_sizes, round_half_up
from smsim.organisation.organisation import TIE_UNIT, Organisation
from smsim.organisation.ties import TieRows, symmetric_rows
from smsim.parameters.choices import Firm
from smsim.parameters.tables import Departments
from smsim.randomness.draws import binomial_quantile, block, word_to_uniform, words_to_uniform
from smsim.randomness.keys import FORMATION_MONTH, DrawPurpose, person_keys, run_key
from smsim.vocabulary import DepartmentKind

TIES_WITHIN = constant(DrawPurpose.TIES_WITHIN)
TIES_ELSEWHERE = constant(DrawPurpose.TIES_ELSEWHERE)
BRIDGING_TIES = constant(DrawPurpose.BRIDGING_TIES)
HALF = np.uint64(32)
UNIT_WEIGHT = np.uint32(TIE_UNIT)

BRIDGING_KINDS = (DepartmentKind.MARKETING, DepartmentKind.SALES, DepartmentKind.EXECUTIVE)


class Staff(NamedTuple):
    """Everyone's place: (employees,) each, but for `starts`, the first row of each department and the end."""

    starts: NDArray[np.int64]
    department: NDArray[np.int32]
    team: NDArray[np.int32]
    manager: NDArray[np.int32]
    is_manager: NDArray[np.bool_]


class TiesPlan(NamedTuple):
    """What decides the ties of synthetic people, besides luck.

    `is_bridging`: (departments,). `closeness`: (departments, departments). `within_wanted` ties are drawn in
    the own department. `trials` is how many ties elsewhere there can be, each with one of the
    `probabilities`: of those who bridge, of everyone else.
    """

    staff: Staff
    keys: NDArray[np.uint64]
    is_bridging: NDArray[np.bool_]
    closeness: NDArray[np.float64]
    team_size: int
    within_wanted: int
    trials: int
    probabilities: tuple[float, float]


class Formation(NamedTuple):
    """Synthetic people before luck: their departments, their places, and how their ties are drawn."""

    kinds: list[DepartmentKind]
    ties: TiesPlan

    @property
    def people(self) -> Organisation:
        """The organisation before anyone is tied to anyone."""
        nothing = np.empty(0, dtype=np.uint32)
        rows = (np.zeros(self.ties.keys.size + 1, dtype=np.int64), nothing, nothing)
        return _organisation(self.kinds, self.ties.staff, self.ties.keys, rows, is_complete=False)


def plan_formation(firm: Firm, departments: Departments) -> Formation:
    """Return what all replications of a synthetic organisation have in common."""
    kinds, staff, keys = _people(firm, departments)
    elsewhere = (1.0 - firm.within_department_share) / 2.0
    ties = TiesPlan(
        staff=staff,
        keys=keys,
        is_bridging=np.array([kind in BRIDGING_KINDS for kind in kinds]),
        closeness=department_closeness(firm.base_closeness, kinds, np.diff(staff.starts), departments),
        team_size=firm.team_size,
        within_wanted=round_half_up(firm.ties_per_person * firm.within_department_share),
        trials=firm.ties_per_person,
        probabilities=(firm.bridging_factor * elsewhere, firm.other_bridging_factor * elsewhere),
    )
    return Formation(kinds, ties)


def form_organisation(firm: Firm, departments: Departments, seed: int, replication: int) -> Organisation:
    """Return the synthetic organisation of one replication; the same arguments give the same bytes.

    Team mates are all tied. Everyone draws ties_per_person * within_department_share ties in the own
    department, team mates included, and a binomial number of ties elsewhere, more of them for managers,
    marketing, sales and executives: each into a department drawn by its closeness, whatever its size, and
    there to anybody. Both ends of a tie have it, so the mean degree is above `ties_per_person`.

    Source: who bridges departments: Kleinbaum, Stuart & Tushman, "Communication (and coordination?) in a
    modern, complex organization" (2008); all values are assumptions.
    """
    return formed_organisation(plan_formation(firm, departments), seed, replication)


def formed_organisation(formation: Formation, seed: int, replication: int) -> Organisation:
    """Return the organisation of one replication of planned people."""
    # one type for small and large keys
    rows = form_ties(np.uint64(run_key(seed, replication)), formation.ties)  # type: ignore[arg-type]
    return _organisation(formation.kinds, formation.ties.staff, formation.ties.keys, rows, is_complete=False)


def complete_organisation(firm: Firm, departments: Departments, *, is_stored: bool = False) -> Organisation:
    """Return a synthetic organisation in which everyone is tied to everyone, for checks of the model.

    Ties are counted, not stored, unless `is_stored`, which needs employees² * 8 bytes.
    """
    kinds, staff, keys = _people(firm, departments)
    people = firm.employees
    if is_stored:
        first, second = np.triu_indices(people, 1)
        weights = np.full(first.size, TIE_UNIT, dtype=np.uint32)
        rows = symmetric_rows(people, first.astype(np.uint32), second.astype(np.uint32), weights)
    else:
        nothing = np.empty(0, dtype=np.uint32)
        rows = (np.zeros(people + 1, dtype=np.int64), nothing, nothing)
    return _organisation(kinds, staff, keys, rows, is_complete=not is_stored)


def _people(firm: Firm, departments: Departments) -> tuple[list[DepartmentKind], Staff, NDArray[np.uint64]]:
    by_kind = department_sizes(firm.employees, DepartmentKind[firm.home.upper()], departments)
    return _people_by_kind(by_kind, firm.team_size)


@lru_cache(maxsize=64)
def _people_by_kind(
    by_kind: tuple[int, ...], team_size: int
) -> tuple[list[DepartmentKind], Staff, NDArray[np.uint64]]:
    """Return who works where, which luck does not touch: replications share these arrays."""
    kinds = [kind for kind in DepartmentKind if by_kind[kind]]
    sizes = [by_kind[kind] for kind in kinds]
    staff = _place_staff(np.cumsum([0, *sizes], dtype=np.int64), team_size)
    return kinds, staff, person_keys([kind.key for kind in kinds], sizes)


def _organisation(
    kinds: list[DepartmentKind],
    staff: Staff,
    keys: NDArray[np.uint64],
    rows: tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint32]],
    is_complete: bool,
) -> Organisation:
    executives = DepartmentKind.EXECUTIVE
    return Organisation(
        department_names=tuple(kind.key for kind in kinds),
        department_kinds=np.array(kinds, dtype=np.int8),
        department=staff.department,
        team=staff.team,
        manager=staff.manager,
        is_manager=staff.is_manager,
        person_keys=keys,
        tie_starts=rows[0],
        tie_targets=rows[1],
        tie_weights=rows[2],
        ceo=int(staff.starts[kinds.index(executives)]) if executives in kinds else -1,
        is_complete=is_complete,
    )


@entry_point
def _place_staff(starts: NDArray[np.int64], team_size: int) -> Staff:
    people = starts[-1]
    department = np.empty(people, dtype=np.int32)
    team = np.empty(people, dtype=np.int32)
    manager = np.empty(people, dtype=np.int32)
    is_manager = np.empty(people, dtype=np.bool_)
    teams = 0
    for number in range(starts.size - 1):
        for row in range(starts[number], starts[number + 1]):
            place_in_team = (row - starts[number]) % team_size
            is_manager[row] = place_in_team == 0
            teams += is_manager[row]
            department[row] = number
            team[row] = teams - 1
            manager[row] = -1 if place_in_team == 0 else row - place_in_team
    return Staff(starts, department, team, manager, is_manager)


@entry_point
def form_ties(run: int, plan: TiesPlan) -> TieRows:
    """Return the ties of one run as `symmetric_rows` does; `run` is its key."""
    sources, targets = _draw_ties(run, plan)
    weights = np.full(sources.size, UNIT_WEIGHT, dtype=np.uint32)
    return symmetric_rows(plan.keys.size, sources, targets, weights)


@compiled
def _draw_ties(run: int, plan: TiesPlan) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return both ends of every tie drawn; some are drawn from both ends and listed twice."""
    keys, staff, team_size = plan.keys, plan.staff, plan.team_size
    within_wanted, trials = plan.within_wanted, plan.trials
    people = keys.size
    elsewhere = _ties_elsewhere(run, keys, staff, plan.is_bridging, trials, plan.probabilities)
    room = elsewhere.sum() + people * (min(team_size, people) - 1) // 2 + people * max(0, within_wanted)
    sources = np.empty(room, dtype=np.uint32)
    targets = np.empty(room, dtype=np.uint32)
    chosen = np.empty(max(trials, within_wanted, 1), dtype=np.int64)
    is_chosen = np.zeros(people, dtype=np.bool_)
    order = np.arange(people)
    fronts = staff.starts[:-1].copy()
    ties = 0
    for row in range(people):
        start, end = staff.starts[staff.department[row]], staff.starts[staff.department[row] + 1]
        team_start = row - (row - start) % team_size
        team_end = min(team_start + team_size, end)
        for mate in range(row + 1, team_end):
            sources[ties], targets[ties] = row, mate
            ties += 1
        others = end - start - (team_end - team_start)
        wanted = min(others, max(0, within_wanted - (team_end - team_start - 1)))
        _choose_within(run, keys[row], wanted, others, is_chosen, chosen)
        for place in range(wanted):
            # places in the department, counted past the own team
            skipped = team_end - team_start if start + chosen[place] >= team_start else 0
            sources[ties], targets[ties] = row, start + chosen[place] + skipped
            ties += 1
        own = int(staff.department[row])
        found = targets[ties : ties + elsewhere[row]]
        _choose_elsewhere(run, keys[row], own, staff.starts, plan.closeness, order, fronts, chosen, found)
        for _ in range(elsewhere[row]):
            sources[ties] = row
            ties += 1
    return sources[:ties], targets[:ties]


@compiled
def _ties_elsewhere(
    run: int,
    keys: NDArray[np.uint64],
    staff: Staff,
    is_bridging: NDArray[np.bool_],
    trials: int,
    probabilities: tuple[float, float],
) -> NDArray[np.int64]:
    counts = np.empty(keys.size, dtype=np.int64)
    for row in range(keys.size):
        number = staff.department[row]
        bridges = staff.is_manager[row] or is_bridging[number]
        probability = probabilities[0] if bridges else probabilities[1]
        words = block(run, keys[row], FORMATION_MONTH, BRIDGING_TIES)
        uniform = words_to_uniform(words[0], words[1])
        count = binomial_quantile(trials, probability, uniform)
        counts[row] = min(count, keys.size - (staff.starts[number + 1] - staff.starts[number]))
    return counts


@compiled
def _choose_within(
    run: int,
    key: int,
    wanted: int,
    pool: int,
    is_chosen: NDArray[np.bool_],
    chosen: NDArray[np.int64],
) -> None:
    """Fill `chosen` with `wanted` different places below `pool`, every such set being equally likely.

    Takes one draw for each place, however full the pool. `is_chosen`, one for each place, is all false
    before and after.

    Source: R. W. Floyd in Bentley, "Programming pearls: a sample of brilliance" (1987).
    """
    if wanted == 0:
        return
    words = block(run, key, FORMATION_MONTH, TIES_WITHIN)
    for draw in range(wanted):
        if draw > 0 and draw % 4 == 0:
            words = block(run, key, FORMATION_MONTH - draw // 4, TIES_WITHIN)
        last = pool - wanted + draw
        # uneven by less than pool / 2**32
        place = np.int64((words[draw % 4] * np.uint64(last + 1)) >> HALF)
        if is_chosen[place]:
            place = np.int64(last)
        is_chosen[place] = True
        chosen[draw] = place
    for draw in range(wanted):
        is_chosen[chosen[draw]] = False


@compiled
def _choose_elsewhere(
    run: int,
    key: int,
    own: int,
    starts: NDArray[np.int64],
    closeness: NDArray[np.float64],
    order: NDArray[np.int64],
    fronts: NDArray[np.int64],
    places: NDArray[np.int64],
    found: NDArray[np.uint32],
) -> None:
    """Fill `found` with different people outside the department `own`; there must be as many.

    Each takes two words, one for the department and one for the person, and leaves out who was found before,
    so the first are the same however many are wanted. `order` holds everyone's row and `fronts` every
    department's start, before and after; `places` is room for as many numbers.

    Source: a shuffle of each department that ends early: Durstenfeld, "Algorithm 235" (1964).
    """
    if found.size == 0:
        return
    fronts[own] = starts[own + 1]  # nobody is left to be drawn there
    words = block(run, key, FORMATION_MONTH, TIES_ELSEWHERE)
    for draw in range(found.size):
        if draw > 0 and draw % 2 == 0:
            words = block(run, key, FORMATION_MONTH - draw // 2, TIES_ELSEWHERE)
        lane = 2 * (draw % 2)
        other = _draw_department(word_to_uniform(words[lane]), own, starts, closeness, fronts)
        left = starts[other + 1] - fronts[other]
        # uneven by less than left / 2**32
        place = fronts[other] + np.int64((words[lane + 1] * np.uint64(left)) >> HALF)
        found[draw] = order[place]
        places[draw] = place
        order[place] = order[fronts[other]]
        fronts[other] += 1
    for draw in range(found.size):
        order[places[draw]] = places[draw]
    for number in range(fronts.size):
        fronts[number] = starts[number]


@compiled
def _draw_department(
    uniform: float,
    own: int,
    starts: NDArray[np.int64],
    closeness: NDArray[np.float64],
    fronts: NDArray[np.int64],
) -> int:
    """Return a department in which somebody is left, in proportion to its closeness, evenly if all are 0."""
    total = 0.0
    departments = 0
    for number in range(fronts.size):
        if fronts[number] < starts[number + 1]:
            total += closeness[own, number]
            departments += 1
    is_even = total == 0.0
    rest = uniform * (departments if is_even else total)
    drawn = own
    for number in range(fronts.size):
        weight = 1.0 if is_even else closeness[own, number]
        if fronts[number] < starts[number + 1] and weight > 0.0:
            drawn = number
            rest -= weight
            if rest < 0.0:
                break
    return drawn
