"""Who used social media in which month, from what changed for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.experiments.comparing import ObservedRun
from smsim.vocabulary import UseChange

STARTS = (
    UseChange.SPONTANEOUS, UseChange.PEERS, UseChange.DIRECTIVE, UseChange.CEO, UseChange.CHAMPION,
    UseChange.IN_CHARGE,
)  # fmt: skip
"""Changes after which a person is a user; after all others nobody is."""


def users_by_month(run: ObservedRun) -> NDArray[np.bool_]:
    """Return who is a user at the end of every month, shape (months, employees).

    Raises: ValueError, if the run was not recorded with its people.
    """
    changes = run.records.use_changes
    if changes is None:
        raise ValueError("the run was not recorded with its people")
    # the last month with a change decides; before the first it is the start
    months = np.arange(len(changes))[:, None]
    last = np.maximum.accumulate(np.where(changes != UseChange.NONE, months, -1), axis=0)
    has_started = np.isin(changes, STARTS)
    users: NDArray[np.bool_] = np.where(
        last < 0, run.is_active_at_start, np.take_along_axis(has_started, np.maximum(last, 0), axis=0)
    )
    return users
