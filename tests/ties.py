"""The ties of a run, read from its state, and what must hold of them in any month."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from smsim.engine.simulation import Simulation
from smsim.organisation.organisation import TIE_UNIT


def formed_ties(simulation: Simulation) -> Counter[tuple[int, int]]:
    """Return how much the second listens to the first, in 1/64ths, by formed ties that are not lost."""
    ties = simulation.state.ties
    found: Counter[tuple[int, int]] = Counter()
    for row in range(ties.starts.size - 1):
        for tie in range(ties.starts[row], ties.starts[row + 1]):
            if ties.weights[tie] > 0:
                found[row, int(ties.targets[tie])] += int(ties.weights[tie])
    return found


def made_ties(simulation: Simulation) -> Counter[tuple[int, int]]:
    """Return the same by ties made during the run; a tie made twice would count twice."""
    ties = simulation.state.ties
    found: Counter[tuple[int, int]] = Counter()
    for row, place in enumerate(ties.first_made):
        while place >= 0:
            found[row, int(ties.made_with[place])] += TIE_UNIT
            place = ties.made_next[place]
    return found


def free_places(simulation: Simulation) -> list[int]:
    """Return the first place of each pair that no made tie uses."""
    free, place = [], int(simulation.state.firm[0].free_tie)
    while place >= 0:
        free.append(place)
        place = int(simulation.state.ties.made_next[place])
    return free


def assert_ties_sound(simulation: Simulation) -> None:
    """Ties go both ways, are there once, and every count of them equals a recount."""
    state = simulation.state
    formed, made = formed_ties(simulation), made_ties(simulation)
    assert not formed.keys() & made.keys()
    assert set(made.values()) <= {TIE_UNIT}
    weights = formed + made
    assert all((other, one) in weights and one != other for one, other in weights)
    free = free_places(simulation)
    assert len(free) == len(set(free)) and all(place % 2 == 0 for place in free)
    assert 2 * len(free) + len(made) == state.ties.made_next.size
    _assert_counts(simulation, weights)


def _assert_counts(simulation: Simulation, weights: Counter[tuple[int, int]]) -> None:
    state = simulation.state
    people, departments = state.people, len(state.departments)
    total, active = np.zeros((2, people.key.size), np.int64)
    between, to_users = np.zeros((2, departments, departments))
    for (heard, listener), weight in weights.items():
        total[listener] += weight
        active[listener] += weight * people.was_active[heard]
        own, other = people.department[listener], people.department[heard]
        between[own, other] += own != other
        to_users[own, other] += (own != other) * people.was_active[heard]
    _assert_same("total_weight", people.total_weight, total)
    _assert_same("active_weight", people.active_weight, active)
    _assert_same("between", state.ties.between, between)
    _assert_same("to_users", state.ties.to_users, to_users)


def _assert_same(name: str, found: Any, expected: Any) -> None:
    assert np.array_equal(found, expected), name
