"""The compiled month, for one month or a whole run, written from the list of processes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence

from smsim.compilation import entry_point, inlined, written
from smsim.engine.processes import MONTHLY_PROCESSES, Process
from smsim.engine.state import Run

HANDED = {
    "firm": "run.firm[0]",
    "departments": "run.departments",
    "kinds": "run.kinds",
    "people": "run.people",
    "ties": "run.ties",
    "science": "run.constants.science[0]",
    "forms": "run.constants.forms",
    "kind_settings": "run.constants.kinds",
    "artefacts": "run.constants.artefacts",
    "economics": "run.constants.economics[0]",
    "rule": "run.constants.audit[0]",
    "is_ignored": "run.constants.is_ignored",
    "plan": "run.plan",
    "levers": "run.plan.months[month]",
    "state": "run.audit_state[0]",
    "facts": "run.facts[0]",
    "outputs": "run.records.monthly[month]",
    "monthly_values": "run.records.monthly_values",
    "by_department": "run.records.by_department",
    "use_changes": "run.records.use_changes",
    "events": "run.records.events",
    "month": "month",
}
"""What a process may ask for, by the name of its argument, and where a run has it."""


def month_of(processes: Sequence[Process]) -> Callable[[Run, int], None]:
    """Return the function that takes a run through these processes of one month (index from 0).

    Raises: KeyError for a process that asks for what there is not.
    """
    functions = [process.advance for process in processes]
    asked = [tuple(inspect.signature(function).parameters) for function in functions]
    handed = dict.fromkeys(name for names in asked for name in names)
    gathered = [f"{name} = {HANDED[name]}" for name in handed if name != HANDED[name]]
    called = [
        f"{function.__name__}({', '.join(names)})" for function, names in zip(functions, asked, strict=True)
    ]
    known = {function.__name__: function for function in functions}
    return written("advance_month(run, month)", [*gathered, *called], known, __name__)


advance_month = inlined(month_of(MONTHLY_PROCESSES))


@entry_point
def run_months(run: Run, first: int, last: int) -> None:
    """Take the organisation through the months from `first` up to, not including, `last`."""
    for month in range(first, last):
        advance_month(run, month)
        run.firm[0].month = month + 1
