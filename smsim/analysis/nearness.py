"""How far one person sits from another who uses social media."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from smsim.organisation.organisation import Organisation


class Nearness(IntEnum):
    """Where a colleague sits, the nearest first."""

    MANAGER = 0
    TEAM = 1
    DEPARTMENT = 2
    ELSEWHERE = 3

    @property
    def key(self) -> str:
        """Name in tables, e.g. ``team``."""
        return self.name.lower()


WORDS = {
    Nearness.MANAGER: "the own manager",
    Nearness.TEAM: "of the own team",
    Nearness.DEPARTMENT: "of the own department",
    Nearness.ELSEWHERE: "by a tie into {where}",
}


def ties_of(organisation: Organisation, row: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the colleagues of a person at the start of a run, and the weights of their ties."""
    if organisation.is_complete:
        rows = np.delete(np.arange(organisation.employees), row)
        return rows, np.ones_like(rows)
    own = slice(int(organisation.tie_starts[row]), int(organisation.tie_starts[row + 1]))
    return organisation.tie_targets[own].astype(np.int64), organisation.tie_weights[own].astype(np.int64)


def nearness_of(organisation: Organisation, row: int, others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the `Nearness` of some others to a person."""
    department = organisation.department
    is_near = department[others] == department[row]
    is_of_team = is_near & (organisation.team[others] == organisation.team[row])
    near = np.where(is_near, int(Nearness.DEPARTMENT), int(Nearness.ELSEWHERE))
    near = np.where(is_of_team, int(Nearness.TEAM), near)
    return np.where(others == organisation.manager[row], int(Nearness.MANAGER), near)


def nearest_colleague(organisation: Organisation, row: int, is_user: NDArray[np.bool_]) -> int:
    """Return the nearest of a person's colleagues who is a user, of equals the first row; -1 without one."""
    rows, _ = ties_of(organisation, row)
    users = rows[is_user[rows]]
    if users.size == 0:
        return -1
    return int(users[np.lexsort((users, nearness_of(organisation, row, users)))[0]])


def nearness_words(organisation: Organisation, row: int, other: int, where: str) -> str:
    """Return how near somebody sits to a person; `where` is the other's department in words."""
    near = nearness_of(organisation, row, np.array([other]))[0]
    return WORDS[Nearness(int(near))].format(where=where)
