"""From a scenario and an organisation to the state before month 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant, entry_point
from smsim.dynamics.centre import size_scale
from smsim.engine.exposure import count_people, pass_on_changes
from smsim.engine.inputs import Record, RecordArray, RunInputs
from smsim.engine.living_ties import count_ties
from smsim.engine.outputs import DEPARTMENT_DTYPE, EVENT_DTYPE, MONTHLY_DTYPE
from smsim.engine.replacing import draw_traits
from smsim.engine.state import (
    DEPARTMENT_STATE_DTYPE,
    FIRM_DTYPE,
    KIND_STATE_DTYPE,
    Constants,
    People,
    Plan,
    Records,
    Run,
    Ties,
    zero_records,
)
from smsim.errors import OrganisationError
from smsim.maturity.facts import AUDIT_FACTS_DTYPE, AUDIT_STATE_DTYPE
from smsim.organisation.organisation import Organisation
from smsim.randomness.draws import block, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import FORMATION_MONTH, DrawPurpose, department_key, run_key
from smsim.vocabulary import DepartmentKind, IncidentCause

CULTURE = constant(DrawPurpose.CULTURE)
PLAN_SCOPE = constant(DrawPurpose.PLAN_SCOPE)
TIE_UNIT = 64
FURTHER_MADE_TIES = 64
"""Ties that can be made during a run, beyond one for each employee."""
EVENTS_PER_DEPARTMENT = 7  # discovered, approved, operating, plan, seat, head by two processes
EVENTS_PER_FIRM = 8 + len(IncidentCause)  # form, lead goes and comes, level, four upheavals, crises by cause


def home_department(organisation: Organisation, kind: int) -> int:
    """Return the row of the department where social media sits: the largest of its kind.

    Raises: OrganisationError if there is no department of the kind.
    """
    sizes = np.where(organisation.department_kinds == kind, organisation.department_sizes, 0)
    if sizes.max() == 0:
        raise OrganisationError(
            f"The organisation has no {DepartmentKind(kind).title} department to be the home of social "
            f"media: set firm.home to one of "
            f"{', '.join(sorted({DepartmentKind(k).key for k in organisation.department_kinds}))}."
        )
    return int(np.argmax(sizes))


def prepare_run(
    inputs: RunInputs, organisation: Organisation, seed: int, replication: int, *, record_people: bool
) -> Run:
    """Return the state before month 0.

    Raises: OrganisationError if the home department's kind is absent.
    """
    run = blank_run(inputs, organisation, record_people=record_people)
    run.firm["key"] = run_key(seed, replication)
    weigh_colleagues(run, organisation, inputs.manager_tie_weight)
    begin(
        run.firm[0],
        run.departments,
        run.kinds,
        run.people,
        run.ties,
        run.constants.science[0],
        inputs.culture,
    )
    return run


def blank_run(inputs: RunInputs, organisation: Organisation, *, record_people: bool) -> Run:
    """Return a run before it has luck: no key, nobody listens to anybody, nobody has traits.

    Raises: OrganisationError if the home department's kind is absent.
    """
    months = inputs.horizon_months
    home = home_department(organisation, inputs.home)
    return Run(
        firm=_firm(inputs, organisation, home),
        departments=_departments(inputs, organisation, home),
        kinds=zero_records(KIND_STATE_DTYPE, len(DepartmentKind)),
        people=_people(organisation),
        ties=_ties(organisation),
        constants=_constants(inputs),
        plan=_plan(inputs),
        audit_state=zero_records(AUDIT_STATE_DTYPE, 1),
        facts=zero_records(AUDIT_FACTS_DTYPE, 1),
        records=empty_records(
            months,
            organisation.departments,
            organisation.employees if record_people else 0,
            len(inputs.rules),
        ),
    )


def _firm(inputs: RunInputs, organisation: Organisation, home: int) -> RecordArray:
    firm = np.zeros(1, FIRM_DTYPE)  # plain fields are set several times faster than a record's attributes
    # without executives there is no CEO rule
    has_executives = bool((organisation.department_kinds == DepartmentKind.EXECUTIVE).any())
    firm["employees"] = organisation.employees
    firm["home"] = home
    firm["ceo"] = organisation.ceo if has_executives else -1
    firm["is_complete"] = organisation.is_complete
    firm["sponsorship"] = inputs.plan["executive_tone"][0]
    firm["reputation"] = inputs.parameters["initial_reputation"][0]
    firm["channels"] = 1.0
    firm["lead"] = -1
    firm["budget"] = 1.0
    firm["tone"] = inputs.plan["executive_tone"][0]
    return firm.view(np.recarray)


def _departments(inputs: RunInputs, organisation: Organisation, home: int) -> RecordArray:
    departments = np.zeros(organisation.departments, DEPARTMENT_STATE_DTYPE)
    kinds = organisation.department_kinds
    departments["key"] = [department_key(name) for name in organisation.department_names]
    departments["kind"] = kinds
    departments["representative"] = -1
    departments["hears_public"] = inputs.kinds["hears_public"][kinds]
    departments["use_case_fit"] = inputs.kinds["use_case_fit"][kinds]
    departments["affinity"] = inputs.kinds["affinity"][kinds]
    departments["affinity"][home] = 1.0
    departments["is_discovered"][home] = 1.0
    departments["is_approved"][home] = 1.0
    departments["endorsement"][home] = inputs.parameters["initial_home_endorsement"][0]
    return departments.view(np.recarray)


def _people(organisation: Organisation) -> People:
    count = organisation.employees
    return People(
        department=organisation.department.copy(),
        by_department=np.zeros(count, np.int64),
        is_manager=organisation.is_manager.copy(),
        is_in_charge=np.zeros(count, np.bool_),
        is_blocked=np.zeros(count, np.bool_),
        key=organisation.person_keys,
        is_active=np.zeros(count, np.bool_),
        was_active=np.zeros(count, np.bool_),
        innovativeness=np.zeros(count),
        threshold=np.zeros(count),
        skill=np.zeros(count),
        training=np.zeros(count),
        usefulness=np.zeros(count),
        peer_response=np.zeros(count),
        is_response_stale=np.ones(count, np.bool_),
        active_weight=np.zeros(count, np.int64),
        total_weight=np.zeros(count, np.int64),
        claim=np.zeros(count),
        words=np.zeros((4, count), np.uint32),
    )


def _ties(organisation: Organisation) -> Ties:
    return Ties(
        starts=organisation.tie_starts,
        targets=organisation.tie_targets,
        weights=np.zeros(organisation.tie_targets.size, np.uint32),
        **no_made_ties(organisation.employees),
        between=np.zeros((organisation.departments, organisation.departments)),
        to_users=np.zeros((organisation.departments, organisation.departments)),
    )


def no_made_ties(employees: int) -> dict[str, NDArray[np.int64]]:
    """Return places for the ties that a run makes, all unused; see `clear_made_ties`."""
    places = 2 * (employees + FURTHER_MADE_TIES)
    return {
        "first_made": np.full(employees, -1, np.int64),
        "made_next": np.full(places, -1, np.int64),
        "made_with": np.full(places, -1, np.int64),
    }


def _constants(inputs: RunInputs) -> Constants:
    return Constants(
        science=inputs.parameters,
        kinds=inputs.kinds,
        forms=inputs.forms,
        artefacts=inputs.artefacts,
        audit=inputs.audit,
        is_ignored=inputs.is_ignored,
        economics=inputs.economics,
    )


def as_numbers(records: RecordArray) -> NDArray[np.float64]:
    """Return records of float64 fields as a table of the same memory, shape (records, columns)."""
    table: NDArray[np.float64] = records.view(np.ndarray).view(np.float64).reshape(len(records), -1)
    return table


def _plan(inputs: RunInputs) -> Plan:
    months = inputs.plan.copy()
    return Plan(
        months=months,
        values=as_numbers(months),
        marks=inputs.plan_marks,
        conditions=inputs.conditions,
        actions=inputs.actions,
        rules=inputs.rules,
        streaks=np.zeros(len(inputs.conditions), np.int64),
        has_fired=np.zeros(len(inputs.rules), np.bool_),
    )


def empty_records(months: int, departments: int, people: int, rules: int) -> Records:
    """Return records for a run of `months`; with `people` > 0 every change of use is kept."""
    monthly = zero_records(MONTHLY_DTYPE, months)
    events = months * (EVENTS_PER_DEPARTMENT * departments + EVENTS_PER_FIRM + rules)
    return Records(
        monthly=monthly,
        monthly_values=as_numbers(monthly),
        by_department=zero_records(DEPARTMENT_DTYPE, (months, departments)),
        events=zero_records(EVENT_DTYPE, events),
        use_changes=np.zeros((months if people else 0, people), np.int8),
    )


def weigh_colleagues(run: Run, organisation: Organisation, manager_tie_weight: float) -> None:
    """Work out how much everyone listens to each colleague, the own manager more than others."""
    if organisation.is_complete:
        run.people.total_weight[:] = organisation.employees - 1
    else:
        weigh_ties(
            run.ties,
            organisation.tie_weights,
            organisation.manager,
            manager_tie_weight,
            run.people.total_weight,
        )


@entry_point
def weigh_ties(
    ties: Ties,
    own_weights: NDArray[np.uint32],
    manager: NDArray[np.int32],
    manager_tie_weight: float,
    total_weight: NDArray[np.int64],
) -> None:
    """Fill the weights with which colleagues listen to each person, and their sum for each colleague."""
    total_weight[:] = 0
    for row in range(manager.size):
        for tie in range(ties.starts[row], ties.starts[row + 1]):
            colleague = ties.targets[tie]
            weight = float(own_weights[tie])
            if manager[colleague] == row:
                weight = max(1.0, np.floor(weight * manager_tie_weight + 0.5))
            ties.weights[tie] = np.uint32(weight)
            total_weight[colleague] += np.int64(weight)


@entry_point
def measure_departments(departments: RecordArray, kinds: RecordArray, people: People) -> None:
    """Count people and managers of departments and kinds, find heads, and list people by department."""
    for kind in range(kinds.shape[0]):
        kinds[kind].employees = 0.0
    for row in range(departments.shape[0]):
        departments[row].employees = 0.0
        departments[row].managers = 0.0
    for row in range(people.key.size):
        department = departments[people.department[row]]
        department.employees += 1.0
        department.managers += people.is_manager[row]
        kinds[department.kind].employees += 1.0
    first = 0
    for row in range(departments.shape[0]):
        department = departments[row]
        department.share_of_kind = department.employees / max(1.0, kinds[department.kind].employees)
        department.first_place = first
        first += int(department.employees)
    _list_people(departments, people)


@compiled
def _list_people(departments: RecordArray, people: People) -> None:
    """List people by department, and take the first manager of each for its head, else the first person."""
    listed = np.zeros(departments.shape[0], np.int64)
    is_head_manager = np.zeros(departments.shape[0], np.bool_)
    for number in range(departments.shape[0]):
        departments[number].head = -1
    for row in range(people.key.size):
        number = people.department[row]
        department = departments[number]
        people.by_department[department.first_place + listed[number]] = row
        listed[number] += 1
        if department.head < 0 or (people.is_manager[row] and not is_head_manager[number]):
            department.head = row
            is_head_manager[number] = people.is_manager[row]


@entry_point
def begin(
    firm: Record,
    departments: RecordArray,
    kinds: RecordArray,
    people: People,
    ties: Ties,
    science: Record,
    culture: float,
) -> None:
    """Give everyone traits, and the home department its first user: the second person in it."""
    measure_departments(departments, kinds, people)
    clear_made_ties(firm, ties)
    count_ties(firm, departments, people, ties)
    firm.scale = size_scale(float(firm.employees), science.staff_exponent)
    words = block(firm.key, np.uint64(0), FORMATION_MONTH, CULTURE)
    chance = standard_normal(word_to_uniform(words[0]), word_to_uniform(words[1]))
    firm.culture = culture * np.exp(science.culture_spread * chance)
    for row in range(departments.shape[0]):
        department = departments[row]
        department.plan_luck = uniform(firm.key, department.key, FORMATION_MONTH, PLAN_SCOPE)
    first_user = -1
    seen_at_home = 0
    for row in range(people.key.size):
        draw_traits(firm, people, science, FORMATION_MONTH, row)
        fit = departments[people.department[row]].use_case_fit
        people.usefulness[row] = fit * science.prior_usefulness
        people.skill[row] = science.initial_skill
        if people.department[row] == firm.home and seen_at_home < 2:
            first_user = row
            seen_at_home += 1
    if science.has_first_user > 0.0:
        people.is_active[first_user] = True
        people.innovativeness[first_user] = science.first_user_innovativeness
    pass_on_changes(firm, departments, people, ties, science)
    count_people(firm, departments, kinds, people, science)


@entry_point
def clear_made_ties(firm: Record, ties: Ties) -> None:
    """Leave every place for a made tie unused."""
    places = ties.made_next.size
    ties.first_made[:] = -1
    for place in range(0, places, 2):
        ties.made_next[place] = place + 2 if place + 2 < places else -1
    firm.free_tie = 0
