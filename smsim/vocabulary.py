"""The words of smsim: kinds of department, causes and events.

Numbers are positions in arrays; names are what files and tables show. Append, never renumber:
recorded results refer to these numbers.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property


class Word(IntEnum):
    """An enumeration whose members are written in files in lower case."""

    @cached_property
    def key(self) -> str:
        """Name in files and tables, e.g. ``customer_service``."""
        return self.name.lower()

    @property
    def title(self) -> str:
        """Name in sentences, e.g. ``customer service``."""
        return self.key.replace("_", " ")

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """All names in files, in order."""
        return tuple(member.key for member in cls)

    @classmethod
    def of(cls, key: str) -> "Word":
        """Return the member written as `key`. Raises: KeyError."""
        return cls[key.upper()]


class DepartmentKind(Word):
    """What a department does; every rule that names a department means its kind."""

    MARKETING = 0
    COMMUNICATIONS = 1
    SALES = 2
    CUSTOMER_SERVICE = 3
    HUMAN_RESOURCES = 4
    RESEARCH_DEVELOPMENT = 5
    FINANCE = 6
    INFORMATION_TECHNOLOGY = 7
    OPERATIONS = 8
    EXECUTIVE = 9


class Artefact(Word):
    """What the centre writes and maintains."""

    GOALS = 0
    POLICY = 1
    LISTENING = 2
    MEASUREMENT = 3
    CRISIS_READINESS = 4
    TRAINING_PROGRAMME = 5


class CareModel(Word):
    """How customer service answers: social-trained staff or a scripted call centre."""

    SOCIAL_TRAINED = 0
    CALL_CENTRE = 1


class ChampionChoice(Word):
    """How champions are picked among those eligible."""

    FIRST = 0
    DEGREE = 1
    BRIDGING = 2


class PersonChoice(Word):
    """How somebody in charge is picked in a department."""

    ANYONE = 0
    MOST_TIES = 1
    FEWEST_TIES = 2
    FIRST_USER = 3
    HEAD = 4


class UseChange(Word):
    """What changed for one employee in one month, and why."""

    NONE = 0
    SPONTANEOUS = 1
    PEERS = 2
    DIRECTIVE = 3
    CEO = 4
    CHAMPION = 5
    DISCONTINUED = 6
    REPLACED_NON_USER = 7
    REPLACED_USER = 8
    IN_CHARGE = 9


class IncidentCause(Word):
    """Where an incident comes from."""

    MISTAKE = 0
    DISGRUNTLED = 1
    EXTERNAL = 2
    COMPLAINT = 3
    WRONG_ACCOUNT = 4


class EventKind(Word):
    """An entry of the events log."""

    USE_CASE_DISCOVERED = 0
    USE_CASE_APPROVED = 1
    USE_CASE_OPERATING = 2
    PLAN_WIDENED = 3
    PLAN_NARROWED = 4
    FORM_CHANGED = 5
    LEAD_LEAVES = 6
    CRISIS = 7
    LEVEL_CHANGED = 8
    RULE_FIRED = 9
    LEAD_APPOINTED = 10
    SEAT_FILLED = 11
    HEAD_CHANGED = 12
    EXECUTIVES_CHANGED = 13
    REORGANISED = 14
    BUDGET_CUT = 15
    PLATFORMS_CHANGED = 16


class MaturityLevel(IntEnum):
    """The four levels; 0 means that nobody uses social media."""

    NONE = 0
    PLAYGROUND = 1
    EMERGING = 2
    ADVANCED = 3
    INTEGRATED = 4
