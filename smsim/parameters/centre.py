"""The numbers of the people in charge and of departments (E18-E25, E32, E33).

Equation numbers are those of docs/model.md. A constant without a sensitivity range is varied from half
to double its default.
"""

from __future__ import annotations

from smsim.parameters.declaration import Group, parameter

ASSUMPTION = "assumption"


class Centre(Group):
    """Hours of the people in charge, and what they write (E18-E21)."""

    staff_exponent: float = parameter(
        0.5, unit="exponent", bounds=(0, 1), sensitivity=(0.3, 0.8),
        meaning="how staff and what it must do grow with the size of the firm, from 300 people",
        source=ASSUMPTION,
    )
    fte_hours: float = parameter(
        140.0, unit="hours per month", bounds=(0, 744), meaning="hours of one full-time equivalent",
        source=ASSUMPTION,
    )
    member_hours: float = parameter(
        20.0, unit="hours per month", bounds=(0, 744),
        meaning="hours of one member where members bring hours", source=ASSUMPTION,
    )
    member_overhead: float = parameter(
        0.07, unit="share per extra member", bounds=(0, 1),
        meaning="part of the members' hours lost to each further member", source=ASSUMPTION,
    )
    channel_hours: float = parameter(
        7.0, unit="hours per channel and month", bounds=(0, 744), meaning="work of a channel",
        source=ASSUMPTION,
    )
    further_channel_hours: float = parameter(
        1.5, unit="hours per channel and month", bounds=(0, 744),
        meaning="work of each channel beyond the tooled limit", source=ASSUMPTION,
    )
    tooled_channels: float = parameter(
        20.0, unit="channels", bounds=(1, 1e6), meaning="channels run one by one", source=ASSUMPTION
    )
    mention_hours: float = parameter(
        0.05, unit="hours per mention", bounds=(0, 10), symbol="h_tr",
        meaning="time the centre needs to look at one mention", source=ASSUMPTION,
    )
    request_hours: float = parameter(
        1.0, unit="hours per user and month", bounds=(0, 100),
        meaning="help a user outside the home department asks for", source=ASSUMPTION,
    )
    hub_coordination_hours: float = parameter(
        10.0, unit="hours per hub and month", bounds=(0, 744), meaning="coordination of one hub",
        source=ASSUMPTION,
    )
    incident_hours: float = parameter(
        25.0, unit="hours per incident", bounds=(0, 744), meaning="work after an incident",
        source=ASSUMPTION,
    )
    crisis_hours: float = parameter(
        30.0, unit="hours per crisis week", bounds=(0, 168), meaning="work in a week of crisis",
        source=ASSUMPTION,
    )
    protected_share: float = parameter(
        0.15, unit="share", bounds=(0, 1),
        meaning="part of the capacity kept free whatever the load", source=ASSUMPTION,
    )
    channel_growth: float = parameter(
        0.5, unit="channels per month", bounds=(0, 100), meaning="channels opened in a month at most",
        source=ASSUMPTION,
    )
    channel_growth_hours: float = parameter(
        100.0, unit="free hours per channel", bounds=(1, 1e6), meaning="free hours behind a new channel",
        source=ASSUMPTION,
    )
    artefact_decay: float = parameter(
        0.01, unit="per month", bounds=(0, 1), symbol="epsilon", sensitivity=(0.005, 0.02),
        meaning="part of every artefact that grows out of date in a month",
        source="article S3: plans are never final; value is an assumption",
    )
    workable_share: float = parameter(
        0.85, unit="share", bounds=(0, 1),
        meaning="part of the capacity that load may fill before work is left undone", source=ASSUMPTION,
    )
    care_relief_share: float = parameter(
        0.5, unit="share", bounds=(0, 1),
        meaning="monitoring work that a practising customer service takes off the centre",
        source=ASSUMPTION,
    )
    policy_ceiling_base: float = parameter(
        0.3, unit="share", bounds=(0, 1), meaning="policy that needs no authority", source=ASSUMPTION
    )
    measurement_ceiling_factor: float = parameter(
        1.3, unit="factor", bounds=(0, 10),
        meaning="measurement a strategist with full sponsorship could reach, relative to skill",
        source=ASSUMPTION,
    )
    unsponsored_measurement_share: float = parameter(
        0.45, unit="share", bounds=(0, 1), meaning="measurement that needs no executives",
        source="surveys: executives' cooperation is needed; value is an assumption",
    )
    crisis_ceiling_base: float = parameter(
        0.25, unit="share", bounds=(0, 1),
        meaning="crisis readiness without communications and customer service", source=ASSUMPTION,
    )
    crisis_ceiling_gain: float = parameter(
        0.5, unit="share", bounds=(0, 1),
        meaning="crisis readiness that full endorsement adds in each of these two", source=ASSUMPTION,
    )
    training_ceiling_base: float = parameter(
        0.25, unit="share", bounds=(0, 1), meaning="training programme without human resources",
        source=ASSUMPTION,
    )


class Contact(Group):
    """Whom the people in charge reach, and what backs them (E32-E33)."""

    tie_reach: float = parameter(
        0.3, unit="share per tie", bounds=(0, 1), sensitivity=(0.15, 0.5),
        meaning="contact that one tie of a person in charge gives into a department", source=ASSUMPTION,
    )
    second_reach: float = parameter(
        0.05, unit="share per path", bounds=(0, 1), sensitivity=(0, 0.1),
        meaning="contact that one path through a colleague gives; hardly anybody reaches further",
        source="Friedkin (1983), from memory; value is an assumption",
    )
    unsponsored_backing: float = parameter(
        0.25, unit="share", bounds=(0, 1),
        meaning="part of authority and members' hours that takes effect without a sponsor",
        source="Tabrizi (HBR 2015): success of 19 % against 76 % with strong support",
    )
    culture_spread: float = parameter(
        0.4, unit="standard deviation of logarithm", bounds=(0, 3), sensitivity=(0, 0.8),
        meaning="how much firms differ in how open heads are, beyond what firm.culture says",
        source=ASSUMPTION,
    )


class Practice(Group):
    """Decisions, endorsement, discovery and practice of departments (E22-E25)."""

    plan_goals_needed: float = parameter(
        0.25, unit="share", bounds=(0, 1), meaning="goals from which a plan counts as one",
        source=ASSUMPTION,
    )
    plan_endorsement_needed: float = parameter(
        0.25, unit="share", bounds=(0, 1),
        meaning="endorsement from which a discovered department enters the plan", source=ASSUMPTION,
    )
    approval_endorsement_needed: float = parameter(
        0.15, unit="share", bounds=(0, 1), meaning="endorsement from which a use case is approved",
        source=ASSUMPTION,
    )
    endorsement_learning: float = parameter(
        0.15, unit="per month", bounds=(0, 1), symbol="kappa_E", sensitivity=(0.075, 0.3),
        meaning="part of the gap in endorsement closed in a month", source=ASSUMPTION,
    )
    unplanned_endorsement_share: float = parameter(
        0.4, unit="share", bounds=(0, 1), meaning="endorsement from above outside the plan",
        source=ASSUMPTION,
    )
    bottom_up_weight: float = parameter(
        0.4, unit="share", bounds=(0, 1), meaning="weight of the managers' own experience",
        source=ASSUMPTION,
    )
    seen_weight: float = parameter(
        0.5, unit="share", bounds=(0, 1), sensitivity=(0.25, 1),
        meaning="endorsement by what a department sees practised elsewhere", source=ASSUMPTION,
    )
    full_view_share: float = parameter(
        0.5, unit="share of a department", bounds=(0.01, 1),
        meaning="users from which their managers' own experience counts in full", source=ASSUMPTION,
    )
    initial_home_endorsement: float = parameter(
        0.2, unit="share", bounds=(0, 1), meaning="endorsement in the home department at the start",
        source=ASSUMPTION,
    )
    own_discovery_hazard: float = parameter(
        0.03, unit="per month", bounds=(0, 10), symbol="delta", sensitivity=(0.015, 0.06),
        meaning="hazard of discovery by a department's own users", source=ASSUMPTION,
    )
    contact_discovery_hazard: float = parameter(
        0.06, unit="per month", bounds=(0, 10), symbol="beta", sensitivity=(0.03, 0.12),
        meaning="hazard of discovery by contact with the centre", source=ASSUMPTION,
    )
    contact_hours: float = parameter(
        60.0, unit="hours per month", bounds=(1, 1e5), meaning="free hours of full contact",
        source=ASSUMPTION,
    )
    practice_growth: float = parameter(
        0.10, unit="per month", bounds=(0, 1), symbol="rho", sensitivity=(0.05, 0.20),
        meaning="part of the missing practice gained in a month of full effort", source=ASSUMPTION,
    )
    practice_decay: float = parameter(
        0.03, unit="per month", bounds=(0, 1), symbol="phi_P", sensitivity=(0.015, 0.06),
        meaning="practice lost in a month without endorsement", source=ASSUMPTION,
    )
    unapproved_growth_share: float = parameter(
        0.3, unit="share", bounds=(0, 1), meaning="growth of practice without approval", source=ASSUMPTION
    )
    operating_practice: float = parameter(
        0.40, unit="share", bounds=(0.01, 1), meaning="practice from which a use case counts as operating",
        source=ASSUMPTION,
    )
    own_effort: float = parameter(
        0.65, unit="share", bounds=(0, 1), meaning="effort of a fully active, skilled, backed department",
        source=ASSUMPTION,
    )
    support_hours: float = parameter(
        50.0, unit="hours per month", bounds=(0.1, 1e4), symbol="h_support", sensitivity=(25, 100),
        meaning="help of the centre that replaces the own effort of a department of 30 people",
        source=ASSUMPTION,
    )
    help_exponent: float = parameter(
        0.5, unit="exponent", bounds=(0, 1), sensitivity=(0, 1),
        meaning="how the help a department needs grows with its size", source=ASSUMPTION,
    )
    know_how: float = parameter(
        0.6, unit="share", bounds=(0, 1), sensitivity=(0.3, 1),
        meaning="effort that practice seen in other departments saves", source=ASSUMPTION,
    )
    platform_change_hazard: float = parameter(
        1 / 60, unit="per month", bounds=(0, 10), sensitivity=(1 / 120, 1 / 30),
        meaning="hazard that the public moves to other platforms", source=ASSUMPTION,
    )
    renewal_share: float = parameter(
        0.3, unit="share", bounds=(0, 1), sensitivity=(0.15, 0.6),
        meaning="practice and channels that must be built anew when platforms change", source=ASSUMPTION,
    )
    hub_support_share: float = parameter(
        0.6, unit="share", bounds=(0, 1), meaning="part of a hub's hours that helps its department",
        source=ASSUMPTION,
    )
    hub_fte: float = parameter(
        0.3, unit="full-time equivalents per hub", bounds=(0, 10), meaning="staff of one hub",
        source=ASSUMPTION,
    )
    hub_ramp_months: float = parameter(
        12.0, unit="months", bounds=(1, 120), meaning="time until a hub works in full", source=ASSUMPTION
    )
    practitioner_share: float = parameter(
        0.05, unit="share", bounds=(0.001, 1),
        meaning="part of a department that must use social media for full practice", source=ASSUMPTION,
    )
