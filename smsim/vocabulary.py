"""The words of smsim: kinds of department, indicators, causes and events.

Numbers are positions in arrays; names are what files and tables show. Append, never renumber:
recorded results refer to these numbers.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property
from typing import NamedTuple


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


class IncidentCause(Word):
    """Where an incident comes from."""

    MISTAKE = 0
    DISGRUNTLED = 1
    EXTERNAL = 2
    COMPLAINT = 3


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


class MaturityLevel(IntEnum):
    """The four levels; 0 means that nobody uses social media."""

    NONE = 0
    PLAYGROUND = 1
    EMERGING = 2
    ADVANCED = 3
    INTEGRATED = 4


class Indicator(NamedTuple):
    """One line of the audit."""

    code: str
    level: int
    title: str


SCORED_INDICATORS = (
    Indicator("L2.1", 2, "a named person with time"),
    Indicator("L2.2", 2, "channels and content grow"),
    Indicator("L2.3", 2, "goals are drafted"),
    Indicator("L2.4", 2, "marketing and communications coordinate"),
    Indicator("L3.1", 3, "active listening"),
    Indicator("L3.2", 3, "measurement follows the top goals"),
    Indicator("L3.3", 3, "customer support on social media"),
    Indicator("L3.4", 3, "recruiting on social media"),
    Indicator("L3.5", 3, "social selling pilots"),
    Indicator("L3.6", 3, "the CEO takes part"),
    Indicator("L3.7", 3, "a working cross-department body"),
    Indicator("L4.1", 4, "management understands"),
    Indicator("L4.2", 4, "optimised for a good echo"),
    Indicator("L4.3", 4, "individuals before the mass"),
    Indicator("L4.4", 4, "support creates value"),
    Indicator("L4.5", 4, "listens everywhere and can reply"),
)
DESCRIPTIVE_INDICATORS = (
    Indicator("L1.1", 1, "no goals document"),
    Indicator("L1.2", 1, "activity sits in one team"),
    Indicator("L1.3", 1, "uncoordinated pockets"),
    Indicator("L1.4", 1, "few channels, publishing only"),
    Indicator("L1.5", 1, "no listening"),
)
