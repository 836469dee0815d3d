"""What an organisation's ties look like, in numbers comparable with published networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import entry_point
from smsim.organisation.organisation import Organisation

CLUSTERING_SAMPLE = 20_000
"""People whose clustering is computed; in larger organisations they are spread evenly over the rows."""
CLUSTERING_LOOKS = 1_000_000_000
"""Ties of colleagues looked at, a second or two; where people have very many, fewer people are computed."""


@dataclass(frozen=True)
class OrganisationMeasures:
    """Counts and shares; a share of nothing is NaN. Weights and the extra of managers do not enter.

    mean_degree : ties per person, both ends counted
    within_department_tie_share, expected_within_share : ties inside a department, 0-1, and the share of
        all pairs of people that are inside one: what random mixing would give
    mean_local_clustering : share of a person's colleagues' pairs who are tied themselves, averaged over
        `clustering_people` people, 0 for those with fewer than two colleagues
    largest_component : people who can reach each other
    """

    people: int
    departments: int
    ties: int
    mean_degree: float
    within_department_tie_share: float
    expected_within_share: float
    mean_local_clustering: float
    clustering_people: int
    isolated_people: int
    largest_component: int


def measure(organisation: Organisation) -> OrganisationMeasures:
    """Return the measures of an organisation.

    Local clustering is exact up to 20,000 people who have two hundred ties each.

    Source: local clustering: Watts & Strogatz, "Collective dynamics of small-world networks" (1998).
    """
    people = organisation.employees
    sizes = organisation.department_sizes
    pairs = people * (people - 1) // 2
    pairs_within = int((sizes * (sizes - 1) // 2).sum())
    if organisation.is_complete:
        ties, within, clustering, sampled = pairs, pairs_within, float(people >= 3), people
        isolated, largest = int(people == 1), people
    else:
        starts, targets = organisation.tie_starts, organisation.tie_targets
        ties, within = targets.size // 2, int(_ties_within(starts, targets, organisation.department))
        looks_each = max(1.0, (np.diff(starts).astype(np.float64) ** 2).mean())
        most = min(people, CLUSTERING_SAMPLE, max(1, int(CLUSTERING_LOOKS / looks_each)))
        sample = np.unique(np.linspace(0, people - 1, most).astype(np.int64))
        clustering, sampled = float(_clustering(starts, targets, sample).mean()), sample.size
        isolated = int((np.diff(starts) == 0).sum())
        largest = int(_largest_component(starts, targets))
    return OrganisationMeasures(
        people=people,
        departments=organisation.departments,
        ties=ties,
        mean_degree=2.0 * ties / people,
        within_department_tie_share=_share(within, ties),
        expected_within_share=_share(pairs_within, pairs),
        mean_local_clustering=clustering,
        clustering_people=sampled,
        isolated_people=isolated,
        largest_component=largest,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


@entry_point
def _ties_within(
    starts: NDArray[np.int64], targets: NDArray[np.uint32], department: NDArray[np.int32]
) -> int:
    both_ends = 0
    for row in range(starts.size - 1):
        for target in targets[starts[row] : starts[row + 1]]:
            both_ends += department[target] == department[row]
    return both_ends // 2


@entry_point
def _clustering(
    starts: NDArray[np.int64], targets: NDArray[np.uint32], sample: NDArray[np.int64]
) -> NDArray[np.float64]:
    clustering = np.zeros(sample.size)
    colleague_of = np.full(starts.size - 1, -1, dtype=np.int64)
    for place in range(sample.size):
        row = sample[place]
        colleagues = targets[starts[row] : starts[row + 1]]
        for colleague in colleagues:
            colleague_of[colleague] = row
        closed = 0
        for colleague in colleagues:
            for third in targets[starts[colleague] : starts[np.int64(colleague) + 1]]:
                closed += colleague_of[third] == row
        if colleagues.size > 1:
            clustering[place] = closed / (colleagues.size * (colleagues.size - 1))
    return clustering


@entry_point
def _largest_component(starts: NDArray[np.int64], targets: NDArray[np.uint32]) -> int:
    people = starts.size - 1
    is_reached = np.zeros(people, dtype=np.bool_)
    waiting = np.empty(people, dtype=np.int64)
    largest = 0
    for first in range(people):
        if is_reached[first]:
            continue
        is_reached[first] = True
        waiting[0] = first
        done, found = 0, 1
        while done < found:
            row = waiting[done]
            done += 1
            for target in targets[starts[row] : starts[row + 1]]:
                if not is_reached[target]:
                    is_reached[target] = True
                    waiting[found] = target
                    found += 1
        largest = max(largest, found)
    return largest
