"""Who works in an organisation and who talks to whom, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from smsim.errors import OrganisationError
from smsim.vocabulary import DepartmentKind

TIE_UNIT = 64
"""Tie weights are whole numbers of 1/64, so that sums of them are exact in any order."""


@dataclass(frozen=True, eq=False)
class Organisation:
    """One organisation: a row for every employee, grouped by department, and their ties.

    department_names, department_kinds : (departments,); the kind is a `DepartmentKind` number
    department, team, manager, is_manager, person_keys : (employees,); rows start at 0, -1 is nobody
    tie_starts, tie_targets, tie_weights : compressed sparse rows, (employees + 1,) and (2 * ties,),
        symmetric, sorted in a row, nobody tied to oneself, weights in 1/64 from 1 upwards without the
        extra weight of the own manager
    ceo : row of the chief executive, -1 for none
    imported_ids : (employees,) ids of a real organisation, empty for a synthetic one
    is_complete : everyone is tied to everyone and the ties are not stored
    notes : sentences on what was dropped, mapped or assumed
    """

    department_names: tuple[str, ...]
    department_kinds: NDArray[np.int8]
    department: NDArray[np.int32]
    team: NDArray[np.int32]
    manager: NDArray[np.int32]
    is_manager: NDArray[np.bool_]
    person_keys: NDArray[np.uint64]
    tie_starts: NDArray[np.int64]
    tie_targets: NDArray[np.uint32]
    tie_weights: NDArray[np.uint32]
    ceo: int
    imported_ids: tuple[str, ...] = ()
    is_complete: bool = False
    is_synthetic: bool = True
    notes: tuple[str, ...] = ()

    @property
    def employees(self) -> int:
        """Number of people."""
        return self.department.size

    @property
    def departments(self) -> int:
        """Number of departments."""
        return len(self.department_names)

    @cached_property
    def department_sizes(self) -> NDArray[np.int64]:
        """People in each department, shape (departments,)."""
        return np.bincount(self.department, minlength=self.departments)

    @cached_property
    def kind_sizes(self) -> NDArray[np.int64]:
        """People in each kind of department, shape (10,)."""
        sizes = np.zeros(len(DepartmentKind), dtype=np.int64)
        np.add.at(sizes, self.department_kinds, self.department_sizes)
        return sizes

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """A name for each employee: the imported id, or department and place in it counted from 1."""
        if self.imported_ids:
            return self.imported_ids
        return tuple(
            f"{name}-{place}"
            for name, size in zip(self.department_names, self.department_sizes, strict=True)
            for place in range(1, int(size) + 1)
        )


def check_organisation(organisation: Organisation) -> None:
    """Hold an organisation against everything the engine takes for granted.

    Raises:
        OrganisationError: rows not grouped by department, a row that does not exist, or ties that are
            not symmetric, sorted, positive and free of ties to oneself.

    """
    people = organisation.employees
    kinds = organisation.department_kinds
    rows = (organisation.team, organisation.manager, organisation.is_manager, organisation.person_keys)
    _demand(people > 0, "has nobody in it")
    _demand(all(column.shape == (people,) for column in rows), "has columns of different length")
    _demand(len(organisation.imported_ids) in (0, people), "needs one id for each employee")
    _demand(kinds.shape == (organisation.departments,), "needs a kind for each department")
    _demand(_lie_in(kinds, 0, len(DepartmentKind)), "has an unknown kind of department")
    _demand(_lie_in(organisation.department, 0, organisation.departments), "has an unknown department")
    _demand(bool((np.diff(organisation.department) >= 0).all()), "has employees not grouped by department")
    _demand(_lie_in(organisation.manager, -1, people), "has a manager who does not exist")
    _demand(not (organisation.manager == np.arange(people)).any(), "has a manager of oneself")
    _demand(-1 <= organisation.ceo < people, "has a CEO who does not exist")
    _demand(np.unique(organisation.person_keys).size == people, "has two employees with one key")
    _check_ties(organisation)


def _check_ties(organisation: Organisation) -> None:
    people, starts = organisation.employees, organisation.tie_starts
    targets, weights = organisation.tie_targets.astype(np.int64), organisation.tie_weights
    _demand(starts.shape == (people + 1,) and starts[0] == 0, "needs one start of ties for each employee")
    degrees = np.diff(starts)
    _demand(bool((degrees >= 0).all()) and starts[-1] == targets.size, "has ties that belong to nobody")
    _demand(targets.shape == weights.shape and bool((weights >= 1).all()), "has ties without weight")
    _demand(_lie_in(targets, 0, people), "has ties to employees who do not exist")
    sources = np.repeat(np.arange(people), degrees)
    _demand(not (sources == targets).any(), "has employees tied to themselves")
    pairs = sources * people + targets
    _demand(bool((np.diff(pairs) > 0).all()), "has ties that are unsorted or stored twice")
    mirrored = np.argsort(targets * people + sources, kind="stable")
    is_symmetric = np.array_equal(pairs, (targets * people + sources)[mirrored])
    _demand(is_symmetric and np.array_equal(weights, weights[mirrored]), "has ties that do not run both ways")


def _lie_in(values: NDArray[np.integer], low: int, end: int) -> bool:
    return values.size == 0 or bool(values.min() >= low and values.max() < end)


def _demand(is_true: bool, complaint: str) -> None:
    if not is_true:
        raise OrganisationError(f"The organisation {complaint}.")
