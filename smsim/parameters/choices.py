"""What a scenario may choose beside the levers: the firm, the audit's rule, the money."""

from __future__ import annotations

from typing import Literal

from smsim.parameters.declaration import Group, parameter
from smsim.parameters.indicators import IndicatorCode

ASSUMPTION = "assumption"
KindName = Literal[
    "marketing", "communications", "sales", "customer_service", "human_resources",
    "research_development", "finance", "information_technology", "operations", "executive",
]


class Firm(Group):
    """The organisation of a scenario; set once."""

    employees: int = parameter(
        300, unit="people", bounds=(1, 1_000_000), symbol="N", meaning="size of a synthetic firm",
        source=ASSUMPTION,
    )
    home: KindName = parameter(
        "marketing", unit="department kind", meaning="kind of the department where social media sits",
        source="article S2",
    )
    culture: float = parameter(
        1.0, unit="factor", bounds=(0.1, 10), sensitivity=(0.5, 2),
        meaning="how open heads are to what comes from above, relative to other firms",
        source="article S1: culture; value is an assumption",
    )
    ties_per_person: int = parameter(
        10, unit="ties asked for", bounds=(0, 1000), symbol="k", sensitivity=(6, 20),
        meaning="colleagues a person talks to, before others' choices are added", source=ASSUMPTION,
    )
    within_department_share: float = parameter(
        0.85, unit="share of ties", bounds=(0, 1), symbol="silo", sensitivity=(0.5, 0.98),
        meaning="ties inside the own department: the silo lever",
        source="Kleinbaum, Stuart & Tushman: sign only",
    )
    manager_tie_weight: float = parameter(
        3.0, unit="factor", bounds=(0.015625, 100), symbol="wM", sensitivity=(1, 6),
        meaning="weight of the own manager among a person's ties",
        source="Chelmis & Prasanna (2013): sign only",
    )
    team_size: int = parameter(
        8, unit="people", bounds=(1, 1000), sensitivity=(4, 16),
        meaning="size of a team, its manager included", source=ASSUMPTION,
    )
    bridging_factor: float = parameter(
        2.0, unit="factor", bounds=(0, 2), sensitivity=(1, 2), symbol="b",
        meaning="ties elsewhere of managers, marketing, sales and executives",
        source="Kleinbaum, Stuart & Tushman: who bridges; value is an assumption",
    )
    other_bridging_factor: float = parameter(
        0.8, unit="factor", bounds=(0, 2), sensitivity=(0.4, 1.6),
        meaning="ties elsewhere of everyone else", source=ASSUMPTION,
    )
    base_closeness: float = parameter(
        0.1, unit="share", bounds=(0, 1), sensitivity=(0.05, 0.2),
        meaning="closeness of departments that have nothing of social media in common", source=ASSUMPTION,
    )


class Audit(Group):
    """The rule of the maturity audit, which turns scores into levels; set once.

    What a score is rests on `smsim.parameters.indicators.Indicators`.
    """

    met_share: float = parameter(
        2 / 3, unit="share of indicators", bounds=(0.01, 1), sensitivity=(0.5, 0.85),
        meaning="applicable indicators that must be met for a level; strict is 1",
        source="ISO/IEC 15504: own level largely, lower levels fully; value is an assumption",
    )
    level_4_gate_share: float = parameter(
        0.85, unit="share of indicators", bounds=(0, 1), sensitivity=(0.67, 1),
        meaning="level-3 indicators needed for level 4, or the share above if that is higher",
        source=ASSUMPTION,
    )
    level_4_active_share: float = parameter(
        0.50, unit="share of employees", bounds=(0, 1), sensitivity=(0.25, 0.75),
        meaning="users needed for level 4",
        source="article S2: as natural as phone and e-mail; value is an assumption",
    )
    met_score: float = parameter(
        0.50, unit="score", bounds=(0, 1), sensitivity=(0.4, 0.6),
        meaning="score from which an indicator is met", source=ASSUMPTION,
    )
    lost_score: float = parameter(
        0.40, unit="score", bounds=(0, 1), sensitivity=(0.3, 0.4),
        meaning="score below which a met indicator is lost", source=ASSUMPTION,
    )
    self_assessment_bias: float = parameter(
        0.0, unit="score", bounds=(-1, 1), meaning="added to every score: .15 for a self-assessment",
        source=ASSUMPTION,
    )
    interval_months: int = parameter(
        3, unit="months", bounds=(1, 120), sensitivity=(2, 6),
        meaning="time between audits", source=ASSUMPTION,
    )
    confirmations: int = parameter(
        2, unit="audits", bounds=(1, 40), sensitivity=(1, 4),
        meaning="audits in a row before the level moves a step", source=ASSUMPTION,
    )
    ignored_indicators: tuple[IndicatorCode, ...] = parameter(
        (), unit="indicators", meaning="indicators taken out of the audit", source=ASSUMPTION
    )


class Economics(Group):
    """Money; set once."""

    value_unit_keur: float = parameter(
        0.02, unit="thousand euro per employee and index point", bounds=(0, 100), sensitivity=(0.01, 0.04),
        meaning="monthly worth of one point of the value index", source=ASSUMPTION,
    )
    fte_cost_keur: float = parameter(
        7.0, unit="thousand euro per month", bounds=(0, 1000), sensitivity=(3.5, 14),
        meaning="cost of central staff", source=ASSUMPTION,
    )
    member_hour_cost_eur: float = parameter(
        50.0, unit="euro per hour", bounds=(0, 1e5), sensitivity=(25, 100),
        meaning="cost of a member's or a hub's hour", source=ASSUMPTION,
    )
    care_agent_cost_keur: float = parameter(
        4.0, unit="thousand euro per month", bounds=(0, 1000), sensitivity=(2, 8),
        meaning="cost of an extra care agent", source=ASSUMPTION,
    )
    training_cost_eur: float = parameter(
        100.0, unit="euro per person", bounds=(0, 1e5), sensitivity=(50, 200),
        meaning="cost of a pushed training", source=ASSUMPTION,
    )
