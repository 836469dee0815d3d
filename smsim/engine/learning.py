"""Usefulness, skill and training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled
from smsim.dynamics.learning import (
    closed_gap,
    experienced_usefulness,
    learned_skill,
    observed_usefulness,
    training_claim,
    training_seats,
)
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.state import People
from smsim.randomness.draws import word_to_uniform
from smsim.randomness.keys import TRAINING_LANE
from smsim.vocabulary import Artefact

TRAINING_PROGRAMME = int(Artefact.TRAINING_PROGRAMME)
BUCKETS = 256
"""Of the claims to a training seat; few people share the one where the cut falls."""


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
