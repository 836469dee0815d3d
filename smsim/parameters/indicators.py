"""The scales of the audit's indicators: what an auditor takes for enough.

Each is read by the rule in `smsim.indicators.declared` that has an argument of its name. Scores depend on
them, so they act while a run goes on; the rule that turns scores into levels (`[audit]`) can be applied to
recorded scores afterwards. A scale without a sensitivity range is varied from half to double its default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from smsim.indicators import SCORED_INDICATORS
from smsim.parameters.declaration import Group, parameter

ASSUMPTION = "assumption"
if TYPE_CHECKING:
    IndicatorCode = str
else:
    IndicatorCode = Literal[tuple(indicator.code for indicator in SCORED_INDICATORS)]


class Indicators(Group):
    """Where an indicator counts in full, or a sign shows."""

    no_goals_below: float = parameter(
        0.30, unit="share", bounds=(0.01, 1), meaning="goals document from which L1.1 is gone",
        source=ASSUMPTION,
    )
    one_team_share: float = parameter(
        0.7, unit="share of users", bounds=(0, 1), meaning="users at home from which L1.2 shows",
        source=ASSUMPTION,
    )
    one_team_users: float = parameter(
        2.0, unit="users", bounds=(0, 1000), meaning="users up to which L1.2 shows wherever they sit",
        source=ASSUMPTION,
    )
    coordinated_endorsement: float = parameter(
        0.25, unit="share", bounds=(0, 1),
        meaning="endorsement from which a head counts as standing behind it", source=ASSUMPTION,
    )
    one_way_channels: float = parameter(
        3.0, unit="channels", bounds=(0, 1000), meaning="channels up to which L1.4 shows", source=ASSUMPTION
    )
    one_way_response: float = parameter(
        0.2, unit="share of complaints", bounds=(0, 1), meaning="answers below which L1.4 shows",
        source=ASSUMPTION,
    )
    no_listening_below: float = parameter(
        0.25, unit="share", bounds=(0.01, 1), meaning="listening from which L1.5 is gone", source=ASSUMPTION
    )
    full_channels: float = parameter(
        8.0, unit="channels", bounds=(0.1, 1000), meaning="channels at which L2.2 is full", source=ASSUMPTION
    )
    full_goals: float = parameter(
        0.60, unit="share", bounds=(0.01, 1), meaning="goals document at which L2.3 is full",
        source=ASSUMPTION,
    )
    coordinating_employees: float = parameter(
        300.0, unit="people", bounds=(1, 1e6), source=ASSUMPTION,
        meaning="firm size at which L2.4 asks for half of what it asks of the largest",
    )
    coordinating_hours: float = parameter(
        100.0, unit="hours per month", bounds=(1, 1e5), meaning="capacity that L2.4 asks for",
        source=ASSUMPTION,
    )
    full_measurement: float = parameter(
        0.80, unit="share", bounds=(0.01, 1), meaning="measurement at which L3.2 is full", source=ASSUMPTION
    )
    full_support: float = parameter(
        0.7, unit="share", bounds=(0.01, 1), meaning="practice of customer service that L3.3 asks for",
        source=ASSUMPTION,
    )
    full_response: float = parameter(
        0.4, unit="share of complaints", bounds=(0.01, 1), meaning="answers that L3.3 asks for",
        source=ASSUMPTION,
    )
    full_recruiting: float = parameter(
        0.7, unit="share", bounds=(0.01, 1), meaning="practice of human resources at which L3.4 is full",
        source=ASSUMPTION,
    )
    full_selling_pilots: float = parameter(
        0.4, unit="share", bounds=(0.01, 1), meaning="practice of sales at which L3.5 is full",
        source=ASSUMPTION,
    )
    full_standing_share: float = parameter(
        0.6, unit="share of other kinds", bounds=(0.01, 1),
        meaning="kinds of department whose heads stand behind it at which L3.7 is full", source=ASSUMPTION,
    )
    sponsorship_weight: float = parameter(
        0.5, unit="share", bounds=(0, 1), sensitivity=(0.25, 0.75),
        meaning="weight of sponsorship in L4.1; use by executives has the rest", source=ASSUMPTION,
    )
    full_executive_users: float = parameter(
        0.5, unit="share of executives", bounds=(0.01, 1),
        meaning="users among executives that L4.1 asks for", source=ASSUMPTION,
    )
    good_reputation: float = parameter(
        55.0, unit="points", bounds=(0, 100), sensitivity=(45, 65),
        meaning="reputation above which L4.2 counts", source=ASSUMPTION,
    )
    full_operating_kinds: float = parameter(
        3.0, unit="department kinds", bounds=(0.1, 5), meaning="operating use cases that L4.2 asks for",
        source=ASSUMPTION,
    )
    listening_marketing_weight: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="what marketing that listens adds to L4.3",
        source=ASSUMPTION,
    )
    valuable_response: float = parameter(
        0.6, unit="share of complaints", bounds=(0.01, 1), meaning="answers that L4.4 asks for",
        source=ASSUMPTION,
    )
    valuable_measurement: float = parameter(
        0.5, unit="share", bounds=(0.01, 1), meaning="measurement that L4.4 asks for", source=ASSUMPTION
    )
