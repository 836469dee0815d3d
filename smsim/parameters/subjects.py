"""What each value of a scenario is about: governance, which options may differ in, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Subject(Enum):
    """What a value is about, as words that follow "differ in"."""

    GOVERNANCE = "governance"
    FIRM = "the firm"
    MONEY = "what things cost and are worth"
    SCIENCE = "the rules' constants"
    RULES = "the rules themselves"
    AUDIT = "the audit"
    HORIZON = "the horizon"


SUBJECTS: Mapping[str, Subject] = {
    "levers": Subject.GOVERNANCE,
    "happenings": Subject.GOVERNANCE,
    "appointment_month": Subject.GOVERNANCE,
    "change": Subject.GOVERNANCE,
    "when": Subject.GOVERNANCE,
    "rearrangement": Subject.GOVERNANCE,
    "forms": Subject.GOVERNANCE,
    "firm": Subject.FIRM,
    "departments": Subject.FIRM,
    "turnover.turnover_probability": Subject.FIRM,
    "public.mentions_per_employee": Subject.FIRM,
    "public.consumer_exposure": Subject.FIRM,
    "public.mention_growth": Subject.FIRM,
    "public.complaint_share": Subject.FIRM,
    "echo.initial_reputation": Subject.FIRM,
    "economics": Subject.MONEY,
    "audit": Subject.AUDIT,
    "indicators": Subject.AUDIT,
    "horizon_months": Subject.HORIZON,
    "adoption": Subject.SCIENCE,
    "learning": Subject.SCIENCE,
    "turnover": Subject.SCIENCE,
    "ties": Subject.SCIENCE,
    "centre": Subject.SCIENCE,
    "contact": Subject.SCIENCE,
    "practice": Subject.SCIENCE,
    "public": Subject.SCIENCE,
    "risk": Subject.SCIENCE,
    "echo": Subject.SCIENCE,
    "sponsorship": Subject.SCIENCE,
    "artefacts": Subject.SCIENCE,
    "replaced_rules": Subject.RULES,
}
"""What a group of values, or one value by its dotted name, is about; a value's own entry comes first."""

KEPT_OF_FIRM = ("firm.home", "firm.manager_tie_weight")
"""What a scenario says of the firm even when its people are read from a folder."""


def subject_of(name: str) -> Subject:
    """Return what the value with a dotted name is about. Raises: KeyError, if nobody has said."""
    return SUBJECTS[name] if name in SUBJECTS else SUBJECTS[name.partition(".")[0]]


def is_formed(name: str) -> bool:
    """Return whether a value says how a synthetic firm is formed: it counts for nothing in a real one."""
    is_share = name.startswith("departments.") and name.endswith(".headcount_share")
    return is_share or (name.startswith("firm.") and name not in KEPT_OF_FIRM)
