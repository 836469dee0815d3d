"""What an auditor can look at, by the name under which rules read it.

A new fact is declared here and collected in `smsim.engine.auditing.collect_facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from smsim.vocabulary import Artefact, DepartmentKind

MANY_PEOPLE = 1_000_000.0
USERS_OF_KIND = {DepartmentKind.EXECUTIVE: "executives"}
"""People of a kind where the kind's title does not name them."""


class Fact(NamedTuple):
    """A quantity the auditor looks at: its title in sentences, and the largest value it can take.

    With `column` it is the entry number `entry` of that column of the facts and of the monthly records.
    """

    title: str
    largest: float = 1.0
    column: str = ""
    entry: int = 0


ARTEFACT_TITLES = {
    Artefact.GOALS: "the goals document",
    Artefact.POLICY: "the policy",
    Artefact.LISTENING: "listening",
    Artefact.MEASUREMENT: "measurement",
    Artefact.CRISIS_READINESS: "crisis readiness",
    Artefact.TRAINING_PROGRAMME: "the training programme",
}
FACTS: Mapping[str, Fact] = {
    "employees": Fact("the number of employees", MANY_PEOPLE),
    "active_employees": Fact("the number of users", MANY_PEOPLE),
    "active_home": Fact("the number of users in the home department", MANY_PEOPLE),
    "active_outside": Fact("the number of users in other departments", MANY_PEOPLE),
    "active_uncoordinated": Fact(
        "the number of users in other departments whose head hardly stands behind it", MANY_PEOPLE
    ),
    "lead_time": Fact("a named lead's working time"),  # at most 1; 0 without a lead who plans
    "standing_share": Fact("the share of other kinds of department whose heads stand behind it"),
    "ceo": Fact("the CEO's own use"),  # 0 or 1
    "channels": Fact("the number of channels", 100.0),
    "endorsement": Fact("backing by the heads of marketing and communications"),  # mean over those present
    "capacity_hours": Fact("the hours of the people in charge", 10_000.0),  # a month
    "done_share": Fact("the share of incoming work that gets done"),
    "complaints": Fact("the number of complaints a month", MANY_PEOPLE),
    "size_scale": Fact("the staff that a firm of this size has, relative to one of 300", 100.0),
    "response_share": Fact("the share of complaints answered"),
    "sponsorship": Fact("sponsorship by the executives"),
    "reputation": Fact("reputation", 100.0),
    "operating_kinds": Fact("operating use cases outside marketing", 5.0),
    **{artefact.key: Fact(title, 1.0, "artefact", artefact) for artefact, title in ARTEFACT_TITLES.items()},
    **{
        f"practice_{kind.key}": Fact(f"practice in {kind.title}", 1.0, "practice_of", kind)
        for kind in DepartmentKind
    },
    **{
        f"users_{kind.key}": Fact(
            f"the share of {USERS_OF_KIND.get(kind, f'people in {kind.title}')} who use it",
            1.0,
            "active_share_of",
            kind,
        )
        for kind in DepartmentKind
    },
}
"""All facts by name. Shares and scores are 0-1; lead, heads won and CEO are handed over as plain values, so
that no rule knows the governance form."""

ECHO_KINDS = (
    DepartmentKind.COMMUNICATIONS,
    DepartmentKind.SALES,
    DepartmentKind.CUSTOMER_SERVICE,
    DepartmentKind.HUMAN_RESOURCES,
    DepartmentKind.RESEARCH_DEVELOPMENT,
)
"""Kinds whose operating use cases `operating_kinds` counts. Source: assumption."""

ENDORSING_KINDS = (DepartmentKind.MARKETING, DepartmentKind.COMMUNICATIONS)
"""Kinds over which `endorsement` is the mean. Source: article S2: the two belong together."""
