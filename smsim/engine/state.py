"""The state of one run: a row for the firm, a row per department, columns per employee.

Everything a month reads or changes is here, so that a copy of it is a branch of the run.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smsim.engine.inputs import RecordArray
from smsim.parameters import FormSettings
from smsim.vocabulary import IncidentCause

TRAITS = tuple(name for name, field in FormSettings.model_fields.items() if isinstance(field.default, bool))
"""What the form in force does or does not do."""

FIRM_DTYPE = np.dtype(
    [
        ("key", np.uint64),  # of the run: seed and replication
        ("month", np.int64),  # the coming one
        ("employees", np.int64),
        ("home", np.int64),  # row of the home department
        ("ceo", np.int64),  # row of the CEO, -1 for none
        ("is_complete", np.int64),  # everyone tied to everyone
        ("form", np.int64),
        # the traits of the form, 0 or 1
        *((trait, np.float64) for trait in TRAITS),
        ("was_appointed", np.int64),  # whether anybody was ever in charge
        ("appointed_month", np.int64),
        ("vacant_until", np.int64),  # first month in which the seat is filled again
        ("lead", np.int64),  # row of who leads, -1 for nobody
        ("is_lead_unwanted", np.float64),  # whether new executives want another lead this month
        ("lead_shift", np.float64),  # log odds of the lead's skill beside the form's
        ("tone_shift", np.float64),  # log odds of the executives' tone beside the stated one
        ("tone", np.float64),  # how much the executives in place care by themselves
        ("culture", np.float64),
        ("scale", np.float64),  # staff and work of a firm of this size
        ("budget", np.float64),  # 1 without cuts
        ("unrest", np.float64),  # fading memory of upheavals
        ("blocked_share", np.float64),  # the ban that people.is_blocked is about
        ("staff_fte", np.float64),
        ("sponsorship", np.float64),
        ("reputation", np.float64),
        ("channels", np.float64),
        ("artefacts", np.float64, (6,)),
        ("convincing_value", np.float64),
        ("habit", np.float64),  # convincing value that executives take for granted
        ("crisis_weeks_left", np.float64),
        ("mentions_before", np.float64),
        ("incidents_before", np.float64),
        ("crisis_weeks_before", np.float64),
        # what the processes of one month hand on to each other
        ("members", np.float64),  # member kinds present
        ("hubs_fte", np.float64),
        ("founding_fte", np.float64),
        ("is_vacant", np.float64),
        ("is_staffed", np.float64),  # 0 while a vacancy stops the work
        ("backing", np.float64),
        ("mandate", np.float64),
        ("strategic_skill", np.float64),
        ("authority", np.float64),
        ("office_contact", np.float64),  # what the form gives with every other department
        ("publication_control", np.float64),
        ("executive_visibility", np.float64),
        ("support_share", np.float64),
        ("capacity_hours", np.float64),
        ("load_hours", np.float64),
        ("free_hours", np.float64),
        ("done_share", np.float64),
        ("mean_active_share", np.float64),  # plain mean over the kinds present
        ("measured_practice", np.float64),  # measurement times mean practice of operating departments
        ("active_employees", np.float64),
        ("training_sum", np.float64),
        ("adoptions", np.float64),
        ("discontinuances", np.float64),
        ("leavers", np.float64),
        ("mentions", np.float64),
        ("complaints", np.float64),
        ("response_share", np.float64),
        ("incidents_from", np.float64, (len(IncidentCause),)),
        ("crises_from", np.float64, (len(IncidentCause),)),
        ("crisis_weeks", np.float64),
        ("value_index", np.float64),
        ("value_keur", np.float64),
        ("cost_keur", np.float64),
        ("events", np.int64),  # entries of the events log so far
        ("free_tie", np.int64),  # first unused place for a tie that is made, -1 for none
    ]
)

DEPARTMENT_STATE_DTYPE = np.dtype(
    [
        ("key", np.uint64),
        ("kind", np.int64),
        ("employees", np.float64),
        ("share_of_kind", np.float64),  # headcount relative to all departments of the kind
        ("first_place", np.int64),  # of its people in people.by_department
        ("managers", np.float64),
        ("head", np.int64),  # row of the head, -1 in an empty department
        ("representative", np.int64),  # row of who has its seat, -1 for nobody
        ("plan_luck", np.float64),  # fixed draw: whether a plan thinks of the department
        ("is_discovered", np.float64),
        ("is_approved", np.float64),
        ("is_in_plan", np.float64),
        ("is_member", np.float64),
        ("practice", np.float64),
        ("endorsement", np.float64),
        ("contact", np.float64),  # with the people in charge
        ("seen", np.float64),  # practice seen in other departments
        ("hears_public", np.float64),
        ("use_case_fit", np.float64),
        ("affinity", np.float64),
        ("active", np.float64),  # users
        ("skill_sum", np.float64),  # of users
        ("user_training_sum", np.float64),
        ("mistake_sum", np.float64),  # of users' mistake weights
        ("manager_usefulness_sum", np.float64),
        ("support_hours", np.float64),
        ("directive", np.float64),  # this month's directive hazard
    ]
)

KIND_STATE_DTYPE = np.dtype(
    [
        ("employees", np.float64),
        ("practice", np.float64),
        ("endorsement", np.float64),
        ("contact", np.float64),
        ("active", np.float64),
        ("active_share", np.float64),
        ("skill", np.float64),  # mean of users
    ]
)


class People(NamedTuple):
    """One entry per employee in every column; `words` has a row for each lane of the monthly draw.

    `by_department` lists rows: the people of the first department in row order, those of the second, ...
    """

    department: NDArray[np.int32]
    by_department: NDArray[np.int64]
    is_manager: NDArray[np.bool_]
    is_in_charge: NDArray[np.bool_]
    is_blocked: NDArray[np.bool_]
    key: NDArray[np.uint64]
    is_active: NDArray[np.bool_]
    was_active: NDArray[np.bool_]
    innovativeness: NDArray[np.float64]
    threshold: NDArray[np.float64]
    skill: NDArray[np.float64]
    training: NDArray[np.float64]
    usefulness: NDArray[np.float64]
    peer_response: NDArray[np.float64]
    is_response_stale: NDArray[np.bool_]
    active_weight: NDArray[np.int64]
    total_weight: NDArray[np.int64]
    claim: NDArray[np.float64]
    words: NDArray[np.uint32]


class Ties(NamedTuple):
    """Compressed rows: those who look at employee i are targets[starts[i]:starts[i + 1]].

    `weights` is how much each of them listens to i, in 1/64ths; 0 once the tie is lost. Ties made during the
    run stand in pairs of places (2k for one end, 2k + 1 for the other): `first_made`, (employees,), is the
    newest place of each employee, `made_next` the one before it or the next unused place, -1 for none, and
    `made_with` the colleague. `between` and `to_users`, (departments, departments), count the ties of people
    of one department with people, and with users, of another.
    """

    starts: NDArray[np.int64]
    targets: NDArray[np.uint32]
    weights: NDArray[np.uint32]
    first_made: NDArray[np.int64]
    made_next: NDArray[np.int64]
    made_with: NDArray[np.int64]
    between: NDArray[np.float64]
    to_users: NDArray[np.float64]


class Constants(NamedTuple):
    """What does not change during a run."""

    science: RecordArray
    kinds: RecordArray
    forms: RecordArray
    artefacts: RecordArray
    audit: RecordArray
    is_ignored: NDArray[np.bool_]
    economics: RecordArray


class Plan(NamedTuple):
    """The levers of every month, and the rules that may change them; `values` is `months` as numbers.

    Whatever changes a lever, a dated change or a rule that fires, writes into future rows.
    """

    months: RecordArray
    values: NDArray[np.float64]
    marks: NDArray[np.bool_]
    conditions: RecordArray
    actions: RecordArray
    rules: RecordArray
    streaks: NDArray[np.int64]
    has_fired: NDArray[np.bool_]


class Records(NamedTuple):
    """What is kept of every month; `use_changes` has no rows when people are not recorded."""

    monthly: RecordArray
    monthly_values: NDArray[np.float64]
    by_department: RecordArray
    events: RecordArray
    use_changes: NDArray[np.int8]


class Run(NamedTuple):
    """Everything the compiled month reads and changes."""

    firm: RecordArray
    departments: RecordArray
    kinds: RecordArray
    people: People
    ties: Ties
    constants: Constants
    plan: Plan
    audit_state: RecordArray
    facts: RecordArray
    records: Records


def zero_records(dtype: np.dtype[Any], shape: int | tuple[int, ...]) -> RecordArray:
    """Return records of zeros whose fields are attributes."""
    return np.zeros(shape, dtype=dtype).view(np.recarray)
