"""The tables of the model's description, typed in a second time for the plain firm."""

from __future__ import annotations

from typing import NamedTuple

KINDS = ("MKT", "COM", "SAL", "CS", "HR", "RD", "FIN", "IT", "OPS", "EXE")
FIT = dict(zip(KINDS, (0.95, 0.90, 0.80, 0.80, 0.75, 0.60, 0.50, 0.50, 0.45, 0.60), strict=True))
AFFINITY = dict(zip(KINDS, (1.0, 0.71, 0.55, 0.26, 0.16, 0.12, 0.08, 0.15, 0.12, 0.12), strict=True))
WORTH = dict(zip(KINDS, (1.0, 0.5, 0.9, 1.0, 0.5, 0.4, 0.2, 0.1, 0.2, 0.2), strict=True))
ARTEFACTS = ("G", "Q", "L", "M", "X", "T")
WORK = {"G": 120, "Q": 100, "L": 160, "M": 240, "X": 100, "T": 160}
FIRST_GOALS = {"G": 3, "Q": 2, "L": 1.5, "M": 1, "X": 1, "T": 1}
FIRST_POLICY = {"G": 1, "Q": 6, "L": 1, "M": 1, "X": 3, "T": 3}


LEAD, PLAN, MEET, SEATS, HUBS, HOURS = "lead", "plan", "meet", "seats", "hubs", "hours"
SPONSOR, ALONE = "needs a sponsor", "nobody looks over it"


class Form(NamedTuple):
    fte: float
    skill: float
    authority: float
    home: float
    member: float
    communications: float
    other: float
    per_affinity: float
    control: float
    visibility: float
    support: float
    can: frozenset[str] = frozenset()  # of LEAD, PLAN, MEET, SEATS, HUBS, HOURS, SPONSOR, ALONE


TASK_FORCE = frozenset((LEAD, PLAN, MEET, SEATS, HOURS, SPONSOR))
DANDELION = frozenset((LEAD, PLAN, MEET, SEATS, HUBS))
FORMS = {
    "grassroots": Form(0, 0.10, 0, 0, 0, 0, 0, 0, 0, 0.10, 0),
    "intern": Form(0.5, 0.15, 0.05, 0.5, 0, 0.2, 0, 0.05, 0, 0.05, 0, frozenset((LEAD, ALONE))),
    "lone_manager": Form(1, 0.45, 0.35, 0.9, 0, 0.6, 0, 0.30, 0.3, 0.30, 0.2, frozenset((LEAD, PLAN))),
    "manager_with_aide": Form(1.5, 0.75, 0.40, 0.9, 0, 0.6, 0, 0.40, 0.4, 0.40, 0.3, frozenset((LEAD, PLAN))),
    "task_force": Form(1, 0.70, 0.65, 0.9, 0.80, 0.6, 0.20, 0, 0.5, 0.60, 0.5, TASK_FORCE),
    "group_head": Form(2, 0.80, 0.65, 0.9, 0, 0.6, 0.50, 0, 0.6, 0.70, 0.45, frozenset((LEAD, PLAN, MEET))),
    "dandelion": Form(2, 0.75, 0.55, 0.9, 0.85, 0.6, 0.40, 0, 0.35, 0.60, 0.5, DANDELION),
    "holistic": Form(1.5, 0.75, 0.25, 0.4, 0, 0, 0.40, 0, 0, 0.50, 0.5, frozenset((LEAD, PLAN))),
}
