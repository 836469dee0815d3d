"""Many runs of one scenario of which only the months are wanted; the same to the bit as a `Simulation`.

Synthetic firms are formed and live without the interpreter: memory is used again from run to run, and between
the first draw and the last month no interpreter lock is held, so that threads do not wait for each other.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, entry_point
from smsim.engine.inputs import RecordArray, RunInputs
from smsim.engine.month import run_months
from smsim.engine.rulebook import under_rules
from smsim.engine.setup import as_numbers, begin, blank_run, weigh_ties
from smsim.engine.simulation import EMPLOYEE_MONTHS_AT_ONCE, Simulation
from smsim.engine.state import People, Records, Run, Ties
from smsim.interrupts import pause
from smsim.organisation.formation import Formation, TiesPlan, form_ties, formed_organisation
from smsim.organisation.organisation import Organisation
from smsim.randomness.keys import run_key

SHAPES_REMEMBERED = 4
"""Sizes of firm for which a thread keeps memory; an experiment rarely alternates between more."""


class Blank(NamedTuple):
    """What a run starts from: templates that are never changed; `plan` is the levers as numbers."""

    firm: RecordArray
    departments: RecordArray
    kinds: RecordArray
    audit_state: RecordArray
    facts: RecordArray
    plan: NDArray[np.float64]


class Replications(Protocol):
    """A scenario and its people, ready to be run any number of times."""

    def run(self, seed: int, replications: Sequence[int], monthly: RecordArray, rows: Sequence[int]) -> None:
        """Fill some rows of `monthly`, shape (rows, months), with the records of one whole run each."""


class ReplicationsOfOneFirm:
    """Replications in which the same people, real or synthetic, have other luck."""

    def __init__(self, inputs: RunInputs, organisation: Organisation) -> None:
        self.inputs = inputs
        self.organisation = organisation

    def run(self, seed: int, replications: Sequence[int], monthly: RecordArray, rows: Sequence[int]) -> None:
        """Fill some rows of `monthly`, one for each replication.

        Raises: OrganisationError if the home department's kind is absent.
        """
        for row, replication in zip(rows, replications, strict=True):
            monthly[row] = Simulation(self.inputs, self.organisation, seed, replication).run().monthly


class ReplicationsOfNewFirms:
    """Replications each of which forms a synthetic organisation of its own."""

    def __init__(self, inputs: RunInputs, formation: Formation) -> None:
        """Prepare what all replications have in common.

        Raises: OrganisationError if the home department's kind is absent.
        """
        self.inputs = inputs
        self.formation = formation
        own = blank_run(inputs, formation.people, record_people=False)
        self._constants = own.constants
        self._blank = Blank(
            firm=own.firm,
            departments=own.departments,
            kinds=own.kinds,
            audit_state=own.audit_state,
            facts=own.facts,
            plan=own.plan.values,
        )

    def run(self, seed: int, replications: Sequence[int], monthly: RecordArray, rows: Sequence[int]) -> None:
        """Fill some rows of `monthly`, one for each replication.

        Raises: OrganisationError, if the scenario rearranges what a firm does not have.
        """
        at_once = EMPLOYEE_MONTHS_AT_ONCE // (self.formation.ties.keys.size * self.inputs.horizon_months)
        if self.inputs.rearrangements or at_once == 0:
            for row, replication in zip(rows, replications, strict=True):
                firm = formed_organisation(self.formation, seed, replication)
                ReplicationsOfOneFirm(self.inputs, firm).run(seed, [replication], monthly, [row])
            return
        run_keys = np.array([run_key(seed, replication) for replication in replications], dtype=np.uint64)
        values = as_numbers(monthly.reshape(-1)).reshape(*monthly.shape, -1)
        places = np.asarray(rows, dtype=np.int64)
        memory = self._working_memory()
        carry_out = under_rules(_carry_out, self.inputs.replaced_rules)
        for first in range(0, len(places), at_once):
            carry_out(
                memory,
                self._blank,
                self.formation.ties,
                self.inputs.manager_tie_weight,
                self.inputs.culture,
                run_keys[first : first + at_once],
                places[first : first + at_once],
                monthly,
                values,
            )
            pause()

    def _working_memory(self) -> Run:
        """Return memory of this thread for a run of this size, with this scenario's constants and people."""
        inputs, ties = self.inputs, self.formation.ties
        shape = (
            ties.keys.size,
            len(self.formation.kinds),
            inputs.horizon_months,
            len(inputs.rules),
            len(inputs.conditions),
        )
        kept: dict[tuple[int, ...], Run] = _MEMORY.__dict__.setdefault("runs", {})
        if shape not in kept:
            while len(kept) >= SHAPES_REMEMBERED:
                del kept[next(iter(kept))]
            kept[shape] = blank_run(inputs, self.formation.people, record_people=False)
        run = kept[shape]
        return run._replace(
            constants=self._constants,
            plan=run.plan._replace(
                marks=inputs.plan_marks,
                conditions=inputs.conditions,
                actions=inputs.actions,
                rules=inputs.rules,
            ),
            people=run.people._replace(
                department=ties.staff.department, is_manager=ties.staff.is_manager, key=ties.keys
            ),
        )


_MEMORY = threading.local()


@entry_point
def _carry_out(
    memory: Run,
    blank: Blank,
    plan: TiesPlan,
    manager_tie_weight: float,
    culture: float,
    run_keys: NDArray[np.uint64],
    rows: NDArray[np.int64],
    monthly: RecordArray,
    values: NDArray[np.float64],
) -> None:
    """Form the organisation and live through all months, for each run key in turn."""
    months = monthly.shape[1]
    for place in range(run_keys.size):
        starts, targets, own_weights = form_ties(run_keys[place], plan)
        ties = Ties(
            starts,
            targets,
            np.empty(targets.size, np.uint32),
            memory.ties.first_made,
            memory.ties.made_next,
            memory.ties.made_with,
            memory.ties.between,
            memory.ties.to_users,
        )
        _forget(memory, blank)
        memory.firm[0].key = run_keys[place]
        row = rows[place]
        values[row, :, :] = 0.0
        run = Run(
            memory.firm,
            memory.departments,
            memory.kinds,
            memory.people,
            ties,
            memory.constants,
            memory.plan,
            memory.audit_state,
            memory.facts,
            Records(
                monthly[row],
                values[row],
                memory.records.by_department,
                memory.records.events,
                memory.records.use_changes,
            ),
        )
        weigh_ties(ties, own_weights, plan.staff.manager, manager_tie_weight, run.people.total_weight)
        begin(run.firm[0], run.departments, run.kinds, run.people, ties, run.constants.science[0], culture)
        run_months(run, 0, months)


@compiled
def _forget(memory: Run, blank: Blank) -> None:
    """Bring everything that a run changes back to what a blank run has."""
    memory.firm[0] = blank.firm[0]
    for row in range(memory.departments.shape[0]):
        memory.departments[row] = blank.departments[row]
    for row in range(memory.kinds.shape[0]):
        memory.kinds[row] = blank.kinds[row]
    memory.audit_state[0] = blank.audit_state[0]
    memory.facts[0] = blank.facts[0]
    memory.plan.values[:, :] = blank.plan
    memory.plan.streaks[:] = 0
    memory.plan.has_fired[:] = False
    _forget_people(memory.people)


@compiled
def _forget_people(people: People) -> None:
    people.is_in_charge[:] = False
    people.is_blocked[:] = False
    people.is_active[:] = False
    people.was_active[:] = False
    people.innovativeness[:] = 0.0
    people.threshold[:] = 0.0
    people.skill[:] = 0.0
    people.training[:] = 0.0
    people.usefulness[:] = 0.0
    people.peer_response[:] = 0.0
    people.is_response_stale[:] = True
    people.active_weight[:] = 0
    people.total_weight[:] = 0
    people.claim[:] = 0.0
