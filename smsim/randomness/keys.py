"""Who and what a draw belongs to: keys of runs, people, departments and purposes.

A run's key comes from (seed, replication); a person's from the department's name and the place in it,
or from the imported id. So another department, another lever or another worker moves nobody's dice.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray


class DrawPurpose(IntEnum):
    """What a draw is for. Append only: a number, once used, keeps its meaning.

    Lanes (the four words of one block):
    EMPLOYEE_MONTH  0 adoption or discontinuance, 1 turnover, 2 training seat, 3 cause of adoption
    NEWCOMER        0 innovativeness, 1 and 2 threshold
    TIES_WITHIN     0 to 3 successive colleagues
    TIES_ELSEWHERE  0 department and 1 person of a colleague, 2 and 3 of the next
    BRIDGING_TIES   0 and 1 number of ties elsewhere
    LEAD_LEAVES, CEO_JOINS, DISCOVERY, PLAN_SCOPE   0 and 1
    INCIDENTS       0 and 1, one block for each cause
    CRISES          0 and 1, one block for each incident
    CRISIS_COUNTS   0 and 1, one block for each cause, in the place of CRISES where incidents are many
    CRISIS_WEEKS    0 and 1, one block for each crisis
    CULTURE, LEAD_SEARCH, BUDGET, PLATFORMS, ACCESS, REPRESENTATIVE   0 and 1
    EXECUTIVES      0 and 1: owner 0 whether they change, 1 their tone, 2 whether the lead goes
    LEAD_CHOSEN     0 and 1: owner 0 who, 1 how skilled
    REORGANISATION  0 and 1: owner 0 whether, a department whether its head goes
    TIES_LOST, TIES_REORGANISED   0 to 3 successive ties across departments
    TIES_MADE       of a person 0 whether, 1 colleague, 2 the colleague's own; of a department 0 and 1 how
                    many, then a block for each attempt: 0 person, 1 colleague, 2 the colleague's own
    """

    EMPLOYEE_MONTH = 1
    NEWCOMER = 2
    TIES_WITHIN = 3
    TIES_ELSEWHERE = 4
    BRIDGING_TIES = 5
    LEAD_LEAVES = 6
    CEO_JOINS = 7
    DISCOVERY = 8
    PLAN_SCOPE = 9
    INCIDENTS = 10
    CRISES = 11
    CRISIS_COUNTS = 12
    CULTURE = 13
    LEAD_SEARCH = 14
    EXECUTIVES = 15
    REORGANISATION = 16
    BUDGET = 17
    LEAD_CHOSEN = 18
    REPRESENTATIVE = 19
    TIES_LOST = 20
    TIES_MADE = 21
    PLATFORMS = 22
    ACCESS = 23
    CRISIS_WEEKS = 24
    TIES_REORGANISED = 25


USE_LANE, TURNOVER_LANE, TRAINING_LANE, CAUSE_LANE = 0, 1, 2, 3
"""The lanes of EMPLOYEE_MONTH."""

FORMATION_MONTH: Any = np.int64(0xFFFFFFFF)
"""The month word of draws made before month 0, while the organisation forms."""


def _word_64(*parts: str) -> int:
    text = "\x1f".join(parts).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def run_key(seed: int, replication: int) -> int:
    """Return the 64-bit key of one run."""
    return _word_64("run", str(seed), str(replication))


@cache
def department_key(name: str) -> int:
    """Return the 64-bit key of a department."""
    return _word_64("department", name)


def imported_person_key(identifier: str) -> int:
    """Return the 64-bit key of a person with an id of their own."""
    return _word_64("person", identifier)


def person_keys(department_names: Sequence[str], sizes: Sequence[int]) -> NDArray[np.uint64]:
    """Return keys of synthetic people, shape (employees,), departments one after the other.

    The department's key, with the place in the department mixed into its lower half.
    """
    blocks = []
    for name, size in zip(department_names, sizes, strict=True):
        high = np.uint64(department_key(name) & 0xFFFFFFFF_00000000)
        blocks.append(high | np.arange(size, dtype=np.uint64))
    return np.concatenate(blocks) if blocks else np.empty(0, dtype=np.uint64)
