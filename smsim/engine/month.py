"""A month: sixteen processes in this order, for one month or a whole run."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from smsim.compilation import entry_point, inlined
from smsim.engine.auditing import audit
from smsim.engine.centre import allocate_hours, write_artefacts
from smsim.engine.departments import decide, discover, endorse, practise
from smsim.engine.learning import learn
from smsim.engine.public import answer_public, suffer_incidents, take_stock
from smsim.engine.recording import record
from smsim.engine.state import Run
from smsim.engine.steering import take_up_plan, turn_over_lead
from smsim.engine.turnover import replace_leavers
from smsim.engine.use import take_up_or_give_up


class Process(NamedTuple):
    """One step of the month: what happens, by which equations, in which function."""

    title: str
    equations: str
    advance: Callable[..., None]


MONTHLY_PROCESSES = (
    Process("the plan takes effect: form, members, levers, champions", "section 7.6", take_up_plan),
    Process("the lead may leave", "E17", turn_over_lead),
    Process("capacity, load and free hours; channels grow", "E18-E20", allocate_hours),
    Process("artefacts are written and age", "E21", write_artefacts),
    Process("decisions on the plan's scope and on use cases", "E22", decide),
    Process("heads endorse", "E23, E3", endorse),
    Process("departments discover their use case", "E24", discover),
    Process("practice grows with effort and support, and decays", "E25", practise),
    Process("employees take up or give up use", "E1-E5", take_up_or_give_up),
    Process("usefulness, skill and training", "E6, E7", learn),
    Process("turnover; the CEO may join; colleagues see the changes", "E9, E10, E1", replace_leavers),
    Process("the public talks and is answered", "E11, E12", answer_public),
    Process("incidents and crises", "E13, E14", suffer_incidents),
    Process("reputation, value, sponsorship and staff", "E15, E16, E26, E27", take_stock),
    Process("the audit", "section 7.7", audit),
    Process("the month is recorded; rules react", "sections 7.8, 13", record),
)
"""The month, as the model description lists it; `advance_month` runs the same steps in the same order."""


@inlined
def advance_month(run: Run, month: int) -> None:
    """Take the organisation through one month (index from 0)."""
    firm, departments, kinds, people, ties = run.firm[0], run.departments, run.kinds, run.people, run.ties
    science, forms = run.settings.science[0], run.settings.forms
    levers, outputs = run.plan.months[month], run.records.monthly[month]
    events, use_changes = run.records.events, run.records.use_changes
    take_up_plan(firm, departments, kinds, people, ties, science, forms, levers, events, use_changes, month)
    turn_over_lead(firm, science, levers, events, month)
    allocate_hours(firm, departments, kinds, science)
    write_artefacts(firm, kinds, science, run.settings.artefacts, levers)
    decide(firm, departments, science, events, month)
    endorse(firm, departments, science, levers)
    discover(firm, departments, science, events, month)
    practise(firm, departments, kinds, science, events, month)
    take_up_or_give_up(firm, departments, people, science, levers, use_changes, month)
    learn(firm, departments, people, science, levers)
    replace_leavers(firm, departments, kinds, people, ties, science, levers, use_changes, month)
    answer_public(firm, kinds, science, levers, month)
    suffer_incidents(firm, departments, science, levers, events, month)
    take_stock(firm, kinds, science, run.settings.kinds, run.settings.economics[0], levers)
    audit(
        firm,
        departments,
        kinds,
        people,
        run.settings.audit[0],
        run.settings.is_ignored,
        run.audit_state[0],
        run.facts[0],
        outputs,
        events,
        month,
    )
    record(
        firm,
        departments,
        kinds,
        science,
        run.plan,
        run.audit_state[0],
        outputs,
        run.records.monthly_values,
        run.records.by_department,
        events,
        month,
    )


@entry_point
def run_months(run: Run, first: int, last: int) -> None:
    """Take the organisation through the months from `first` up to, not including, `last`."""
    for month in range(first, last):
        advance_month(run, month)
        run.firm[0].month = month + 1
