"""A run: one organisation, one scenario, one seed; a month at a time or to the end."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smsim.engine.exposure import count_people, pass_on_changes
from smsim.engine.inputs import RearrangementInputs, RunInputs
from smsim.engine.leadership import leave_seat
from smsim.engine.living_ties import count_ties
from smsim.engine.month import run_months
from smsim.engine.records import RunRecords
from smsim.engine.rulebook import under_rules
from smsim.engine.setup import (
    as_numbers,
    clear_made_ties,
    measure_departments,
    prepare_run,
    weigh_colleagues,
)
from smsim.engine.state import People, Run, Ties
from smsim.engine.use import convince_people
from smsim.errors import OrganisationError
from smsim.interrupts import pause
from smsim.organisation.organisation import TIE_UNIT, Organisation
from smsim.organisation.rearranging import department_of, row_of, with_ties
from smsim.organisation.ties import symmetric_rows

EMPLOYEE_MONTHS_AT_ONCE = 10_000_000
"""Work of one compiled call at most, some tenths of a second: within it nothing can be interrupted."""


class Simulation:
    """One run in progress.

    The same months give the same state to the bit whether they are asked for one by one or at once.
    """

    def __init__(
        self,
        inputs: RunInputs,
        organisation: Organisation,
        seed: int,
        replication: int = 0,
        *,
        record_people: bool = False,
    ) -> None:
        self.inputs = inputs
        self.organisation = organisation
        self.seed = seed
        self.replication = replication
        prepare = under_rules(prepare_run, inputs.replaced_rules)
        self.state: Run = prepare(inputs, organisation, seed, replication, record_people=record_people)
        self._run_months = under_rules(run_months, inputs.replaced_rules)

    @property
    def month(self) -> int:
        """The coming month; true even if an interrupt came as the last one ended."""
        return int(self.state.firm["month"][0])

    @property
    def is_over(self) -> bool:
        """Whether the horizon is reached."""
        return self.month >= self.inputs.horizon_months

    def advance(self, months: int = 1) -> None:
        """Go on by `months`, at most to the horizon; an interrupt takes effect between two months.

        Raises: OrganisationError, if the scenario rearranges people, departments or ties that there are not.
        """
        last = min(self.month + months, self.inputs.horizon_months)
        most = max(1, EMPLOYEE_MONTHS_AT_ONCE // self.organisation.employees)
        while self.month < last:
            until = min(last, self.month + most)
            for rearrangement in self.inputs.rearrangements:
                if rearrangement.month == self.month:
                    self.rearrange(rearrangement)
                elif self.month < rearrangement.month < until:
                    until = rearrangement.month
            self._run_months(self.state, self.month, until)
            pause()

    def run(self) -> RunRecords:
        """Go on to the horizon and return the records."""
        self.advance(self.inputs.horizon_months)
        return self.records()

    def records(self) -> RunRecords:
        """Return what has been recorded so far."""
        kept = self.state.records
        has_people = kept.use_changes.shape[0] > 0
        return RunRecords(
            organisation=self.organisation,
            seed=self.seed,
            replication=self.replication,
            monthly=kept.monthly[: self.month],
            by_department=kept.by_department[: self.month],
            events=kept.events[: int(self.state.firm[0].events)],
            use_changes=kept.use_changes[: self.month] if has_people else None,
            form_titles=self.inputs.form_titles,
        )

    def copy(self) -> "Simulation":
        """Return a branch: an independent run in the same state, with the same luck ahead."""
        branch = copy(self)
        branch.state = _copy_state(self.state)
        return branch

    def rearrange(self, wanted: RearrangementInputs) -> None:
        """Move people, draw and cut ties, and name champions before the coming month.

        Raises: OrganisationError, for an employee, a department or a tie that does not exist.
        """
        organisation = self.living_organisation()
        for employee, department in wanted.transfers:
            self.transfer(row_of(organisation, employee), department_of(organisation, department))
        if wanted.draw_ties or wanted.cut_ties:
            drawn, cut = (
                [(row_of(organisation, one), row_of(organisation, other)) for one, other in pairs]
                for pairs in (wanted.draw_ties, wanted.cut_ties)
            )
            self.replace_ties(with_ties(organisation, drawn, cut))
        if wanted.champions:
            self.convince([row_of(organisation, employee) for employee in wanted.champions])

    def convince(self, employees: Sequence[int]) -> None:
        """Make employees (rows) champions: convinced users from the start of the coming month on."""
        run = self.state
        under_rules(convince_people, self.inputs.replaced_rules)(
            run.firm[0], run.departments, run.kinds, run.people, run.ties, run.constants.science[0],
            np.array(employees, dtype=np.int64), run.records.use_changes, self.month,
        )  # fmt: skip

    def living_organisation(self) -> Organisation:
        """Return the same people with the ties they have now: without those lost, with those made."""
        organisation, ties = self.organisation, self.state.ties
        if organisation.is_complete:
            return organisation
        rows = np.arange(organisation.employees, dtype=np.uint32)
        is_living = ties.weights > 0
        sources = np.repeat(rows, np.diff(ties.starts))[is_living]
        made, made_with = _made_ties(ties)
        starts, targets, weights = symmetric_rows(
            organisation.employees,
            np.concatenate([sources, made]),
            np.concatenate([ties.targets[is_living], made_with]),
            np.concatenate([organisation.tie_weights[is_living], np.full(made.size, TIE_UNIT, np.uint32)]),
        )
        return replace(organisation, tie_starts=starts, tie_targets=targets, tie_weights=weights)

    def replace_ties(self, organisation: Organisation) -> None:
        """Let the same people talk to others from the coming month on.

        Raises: OrganisationError if `organisation` has other people.
        """
        if not np.array_equal(organisation.person_keys, self.state.people.key):
            raise OrganisationError("ties can only be replaced by an organisation of the same people")
        weights = np.zeros(organisation.tie_targets.size, np.uint32)
        ties = self.state.ties._replace(
            starts=organisation.tie_starts, targets=organisation.tie_targets, weights=weights
        )
        clear_made_ties(self.state.firm[0], ties)
        self.organisation = organisation
        self.state = self.state._replace(ties=ties)
        self.state.firm[0].is_complete = organisation.is_complete
        weigh_colleagues(self.state, organisation, self.inputs.manager_tie_weight)
        under_rules(recount_exposure, self.inputs.replaced_rules)(self.state)

    def transfer(self, employee: int, department: int) -> None:
        """Move an employee (row) to another department (row); ties and traits stay.

        Raises: OrganisationError for rows that do not exist.
        """
        people = self.state.people
        if not 0 <= employee < people.key.size or not 0 <= department < len(self.state.departments):
            raise OrganisationError(f"there is no employee {employee} or no department {department}")
        people.department[employee] = department
        state = self.state
        if people.is_in_charge[employee] and state.firm[0].lead != employee:
            leave_seat(state.departments, people, employee)
        measure_departments(state.departments, state.kinds, people)
        count_ties(state.firm[0], state.departments, people, state.ties)
        count = under_rules(count_people, self.inputs.replaced_rules)
        count(state.firm[0], state.departments, state.kinds, people, state.constants.science[0])


def recount_exposure(run: Run) -> None:
    """Work out everyone's active colleagues anew, as after a change of ties."""
    people = run.people
    if run.firm[0].is_complete:
        people.active_weight[:] = people.was_active.sum() - people.was_active
    else:
        starts = run.ties.starts
        source = np.repeat(np.arange(people.key.size), np.diff(starts))
        weights = run.ties.weights * people.was_active[source]
        people.active_weight[:] = np.bincount(
            run.ties.targets, weights=weights, minlength=people.key.size
        ).astype(np.int64)
    people.is_response_stale[:] = True
    count_ties(run.firm[0], run.departments, people, run.ties)
    pass_on_changes(run.firm[0], run.departments, people, run.ties, run.constants.science[0])


def _made_ties(ties: Ties) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return both ends of the ties made so far that are not lost."""
    ones: list[int] = []
    others: list[int] = []
    for row in np.flatnonzero(ties.first_made >= 0):
        place = ties.first_made[row]
        while place >= 0:
            ones.append(int(row))
            others.append(ties.made_with[place])
            place = ties.made_next[place]
    return np.array(ones, dtype=np.uint32), np.array(others, dtype=np.uint32)


def _copy_state(run: Run) -> Run:
    """Copy all that a month may change; constants are shared."""
    months = run.plan.months.copy()
    plan = run.plan._replace(
        months=months,
        values=as_numbers(months),
        streaks=run.plan.streaks.copy(),
        has_fired=run.plan.has_fired.copy(),
    )
    monthly = run.records.monthly.copy()
    records = run.records._replace(
        monthly=monthly,
        monthly_values=as_numbers(monthly),
        by_department=run.records.by_department.copy(),
        events=run.records.events.copy(),
        use_changes=run.records.use_changes.copy(),
    )
    return run._replace(
        firm=run.firm.copy(),
        departments=run.departments.copy(),
        kinds=run.kinds.copy(),
        ties=run.ties._replace(
            weights=run.ties.weights.copy(),
            first_made=run.ties.first_made.copy(),
            made_next=run.ties.made_next.copy(),
            made_with=run.ties.made_with.copy(),
            between=run.ties.between.copy(),
            to_users=run.ties.to_users.copy(),
        ),
        people=People._make(column.copy() for column in run.people),
        plan=plan,
        audit_state=run.audit_state.copy(),
        facts=run.facts.copy(),
        records=records,
    )
