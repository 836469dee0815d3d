"""The month: its processes, in the order in which they follow each other.

This tuple is the one place of the order. The compiled month is written from it (`smsim.engine.month`), the
model description prints it, and what the twin runs are told apart by is sorted by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from smsim.engine.auditing import audit
from smsim.engine.centre import allocate_hours, write_artefacts
from smsim.engine.departments import decide, discover, practise
from smsim.engine.leadership import settle_who_leads
from smsim.engine.learning import learn
from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.engine.public import answer_public, suffer_incidents, take_stock
from smsim.engine.recording import record
from smsim.engine.standing import endorse, reach_departments
from smsim.engine.steering import take_up_plan
from smsim.engine.turnover import replace_leavers
from smsim.engine.upheaval import change_platforms, suffer_upheavals
from smsim.engine.use import take_up_or_give_up

ARTEFACT_COLUMNS = next(output.columns for output in MONTHLY_OUTPUTS if output.name == "artefact")


class Process(NamedTuple):
    """One step of the month: what happens, by which equations, in which function.

    `settles` are columns of the monthly and department records which no later process of the month changes.
    A process is handed what its function has arguments for, see `smsim.engine.month.HANDED`.
    """

    title: str
    equations: str
    advance: Callable[..., None]
    settles: tuple[str, ...] = ()


MONTHLY_PROCESSES = (
    Process(
        "the plan takes effect: form, members, levers, champions", "section 7.6", take_up_plan, ("form",)
    ),
    Process("new executives, reorganisations, budget cuts", "E29, E30", suffer_upheavals),
    Process(
        "the lead leaves or is found, seats are filled", "E17, E28", settle_who_leads,
        ("has_lead", "strategic_skill"),
    ),
    Process(
        "the people in charge reach departments", "E32, E33", reach_departments, ("mandate", "contact")
    ),
    Process(
        "capacity, load and free hours; channels grow", "E18-E20", allocate_hours, ("free_hours",)
    ),
    Process("artefacts are written and age", "E21", write_artefacts, ARTEFACT_COLUMNS),
    Process(
        "decisions on the plan's scope and on use cases", "E22", decide, ("is_in_plan", "is_approved")
    ),
    Process("heads endorse", "E23, E34, E3", endorse, ("seen",)),
    Process("platforms change", "E35", change_platforms, ("channels",)),
    Process("departments discover their use case", "E24", discover, ("is_discovered",)),
    Process(
        "practice grows with effort and support, and decays", "E25", practise, ("support_hours", "practice")
    ),
    Process("employees take up or give up use", "E1-E5", take_up_or_give_up),
    Process("usefulness, skill and training", "E6, E7", learn),
    Process(
        "turnover; the CEO may join; colleagues see the changes; ties are made", "E9, E10, E1, E31",
        replace_leavers,
        ("active_employees", "trained_share", "endorsement"),
    ),
    Process("the public talks and is answered", "E11, E12", answer_public, ("response_share",)),
    Process("incidents and crises", "E13, E14", suffer_incidents, ("crisis_weeks",)),
    Process(
        "reputation, value, sponsorship and staff", "E15, E16, E26, E27", take_stock,
        ("reputation", "sponsorship", "staff_fte"),
    ),
    Process("the audit", "section 7.7", audit, ("level",)),
    Process("the month is recorded; rules react", "sections 7.8, 13", record),
)  # fmt: skip

STEP_OF = {
    column: step for step, process in enumerate(MONTHLY_PROCESSES, start=1) for column in process.settles
}
"""The step of the month, from 1, that settles a recorded quantity: what comes later in it can only act in the
next month. What is not here sums up the rest."""
