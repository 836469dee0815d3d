"""In what people and ties differ from those a run began with, by hand or in time, as frames tell it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.engine.state import Run
from smsim.organisation.organisation import Organisation


def rearrangement_document(before: Organisation, run: Run, now: Organisation) -> dict[str, Any]:
    """Return in what people and ties differ from those of the workforce, `before`; {} if in nothing."""
    moved = np.flatnonzero(run.people.department != before.department)
    drawn, cut = _changed_ties(before, now)
    if not moved.size and not drawn and not cut:
        return {}
    where = [[int(row), int(run.people.department[row])] for row in moved]
    return {"rearranged": {"moved": where, "drawn": drawn, "cut": cut}}


def _changed_ties(before: Organisation, now: Organisation) -> tuple[list[list[int]], list[list[int]]]:
    """Return the ties that came and those that went, each as a pair of rows, the lower first."""
    if now is before:
        return [], []
    old, new = _tie_numbers(before), _tie_numbers(now)
    came, went = (np.setdiff1d(one, other, assume_unique=True) for one, other in ((new, old), (old, new)))
    return _rows(came, now.employees), _rows(went, now.employees)


def _rows(numbers: NDArray[np.int64], employees: int) -> list[list[int]]:
    return [list(divmod(number, employees)) for number in numbers.tolist()]


def _tie_numbers(organisation: Organisation) -> NDArray[np.int64]:
    """Return a number for each tie, in rising order: its lower row times all people, plus its higher row."""
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    is_once = sources < organisation.tie_targets
    numbers: NDArray[np.int64] = sources[is_once] * organisation.employees + organisation.tie_targets[is_once]
    return numbers
