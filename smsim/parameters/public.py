"""The numbers of the public, of risk, and of what it is worth (E11-E16, E26, E27).

Equation numbers are those of docs/model.md. A constant without a sensitivity range is varied from half
to double its default.
"""

from __future__ import annotations

from smsim.parameters.declaration import Group, parameter

ASSUMPTION = "assumption"


class Public(Group):
    """What the public says and how it is answered (E11, E12)."""

    mentions_per_employee: float = parameter(
        0.8, unit="mentions per employee and month", bounds=(0, 1e4), symbol="m0",
        meaning="mentions of a consumer firm at full presence", source=ASSUMPTION,
    )
    consumer_exposure: float = parameter(
        1.0, unit="factor", bounds=(0, 10), symbol="b2c", sensitivity=(0.4, 1.0),
        meaning="exposure to consumers: 1 for consumer firms, .4 for suppliers of firms",
        source="article S4; values are an assumption",
    )
    mention_growth: float = parameter(
        0.006, unit="per month", bounds=(-0.1, 0.1), symbol="gr", meaning="growth of public talk",
        source=ASSUMPTION,
    )
    base_presence: float = parameter(
        0.4, unit="share", bounds=(0, 1), meaning="mentions of a firm that is not present",
        source=ASSUMPTION,
    )
    full_presence_channels: float = parameter(
        12.0, unit="channels", bounds=(1, 1e4), meaning="channels of a fully present firm",
        source=ASSUMPTION,
    )
    complaint_share: float = parameter(
        0.15, unit="share of mentions", bounds=(0, 1), symbol="cs", meaning="mentions that complain",
        source=ASSUMPTION,
    )
    complaint_hours: float = parameter(
        0.35, unit="hours per complaint", bounds=(0.001, 100), meaning="work of one answer",
        source=ASSUMPTION,
    )
    care_hours: float = parameter(
        12.0, unit="hours per care agent and month", bounds=(0, 744),
        meaning="time an active care agent gives to social media", source=ASSUMPTION,
    )
    unskilled_care_share: float = parameter(
        0.3, unit="share", bounds=(0, 1), meaning="output of an unskilled care agent",
        source="article S4; value is an assumption",
    )
    hired_agent_skill: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="skill of an extra care agent", source=ASSUMPTION
    )
    centre_reply_share: float = parameter(
        0.2, unit="share", bounds=(0, 1),
        meaning="part of the centre's monitoring time that answers complaints", source=ASSUMPTION,
    )
    unseen_detection: float = parameter(
        0.15, unit="share", bounds=(0, 1), meaning="complaints seen without any listening",
        source=ASSUMPTION,
    )
    highest_detection: float = parameter(
        0.85, unit="share", bounds=(0, 1), meaning="complaints seen at best", source=ASSUMPTION
    )
    least_coverage: float = parameter(
        0.3, unit="share", bounds=(0, 1), meaning="detection that remains when the centre is swamped",
        source=ASSUMPTION,
    )
    call_centre_resolution: float = parameter(
        0.50 / 0.85, unit="factor", bounds=(0, 1),
        meaning="answers that solve something under the call-centre model, relative to trained staff",
        source="article S4: the call-centre model fails; value is an assumption",
    )
    call_centre_mistakes: float = parameter(
        1.5, unit="factor", bounds=(0, 100), meaning="mistakes of care staff under the call-centre model",
        source=ASSUMPTION,
    )
    control_delay: float = parameter(
        0.3, unit="share", bounds=(0, 1),
        meaning="answers that full control before publication costs", source=ASSUMPTION,
    )


class Risk(Group):
    """Incidents and crises (E13, E14)."""

    mistake_rate: float = parameter(
        6e-4, unit="per active person and month", bounds=(0, 1), symbol="epsilon_m",
        sensitivity=(1e-4, 2e-3), meaning="public mistakes of an untrained user", source=ASSUMPTION,
    )
    training_protection: float = parameter(
        0.7, unit="share", bounds=(0, 1), meaning="mistakes a fresh training averts", source=ASSUMPTION
    )
    policy_protection: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="mistakes a full policy averts", source=ASSUMPTION
    )
    control_protection: float = parameter(
        0.4, unit="share", bounds=(0, 1), meaning="mistakes full control averts", source=ASSUMPTION
    )
    intern_mistakes: float = parameter(
        2.0, unit="factor", bounds=(0, 100), meaning="mistakes while somebody unsupervised is in charge",
        source="article S3; value is an assumption",
    )
    wrong_account_rate: float = parameter(
        2e-4, unit="per active person and month", bounds=(0, 1), sensitivity=(5e-5, 8e-4),
        meaning="posts from the wrong account where everyone holds the keys",
        source="article S4; value is an assumption",
    )
    disgruntled_rate: float = parameter(
        1.5e-5, unit="per employee and month", bounds=(0, 1), symbol="epsilon_g",
        sensitivity=(4e-6, 6e-5), meaning="harmful posts of disgruntled staff", source=ASSUMPTION,
    )
    unrest_factor: float = parameter(
        2.0, unit="factor", bounds=(0, 100), meaning="further such posts right after an upheaval, relative",
        source=ASSUMPTION,
    )
    unrest_memory: float = parameter(
        0.9, unit="per month", bounds=(0, 1), meaning="part of the unrest that stays for another month",
        source=ASSUMPTION,
    )
    external_rate: float = parameter(
        0.005, unit="per month", bounds=(0, 10), symbol="epsilon_x", sensitivity=(0, 0.02),
        meaning="attacks from outside", source="campaigns against firms, 2010-11",
    )
    escalation_rate: float = parameter(
        6e-4, unit="per unanswered complaint", bounds=(0, 1), symbol="p_esc", sensitivity=(1e-4, 3e-3),
        meaning="unanswered complaints that become incidents", source=ASSUMPTION,
    )
    crisis_probability: float = parameter(
        0.35, unit="per incident", bounds=(0, 1), symbol="pi0", sensitivity=(0.1, 0.7),
        meaning="chance that an incident becomes a crisis when unprepared", source=ASSUMPTION,
    )
    listening_weight: float = parameter(
        1.0, unit="weight", bounds=(0.01, 100), meaning="weight of listening in preparation",
        source=ASSUMPTION,
    )
    readiness_weight: float = parameter(
        1.0, unit="weight", bounds=(0.01, 100), meaning="weight of crisis readiness in preparation",
        source=ASSUMPTION,
    )
    training_weight: float = parameter(
        1.0, unit="weight", bounds=(0.01, 100), meaning="weight of users' training in preparation",
        source=ASSUMPTION,
    )
    response_weight: float = parameter(
        1.0, unit="weight", bounds=(0.01, 100), meaning="weight of the response share in preparation",
        source=ASSUMPTION,
    )
    preparation_effect: float = parameter(
        0.95, unit="share", bounds=(0, 1), meaning="crises averted by full preparation",
        source="Altimeter (2011): 76 % of 50 crises were avoidable",
    )
    unprepared_crisis_weeks: float = parameter(
        8.0, unit="weeks", bounds=(1, 104), meaning="mean course of a crisis where nobody is prepared",
        source=ASSUMPTION,
    )


class Echo(Group):
    """Reputation and value (E15, E16)."""

    initial_reputation: float = parameter(
        50.0, unit="points of 100", bounds=(0, 100), symbol="R", meaning="reputation at the start",
        source=ASSUMPTION,
    )
    reputation_learning: float = parameter(
        0.05, unit="per month", bounds=(0, 1), meaning="part of the gap in reputation closed in a month",
        source=ASSUMPTION,
    )
    base_reputation: float = parameter(
        50.0, unit="points", bounds=(0, 100), meaning="reputation of a silent firm", source=ASSUMPTION
    )
    response_reputation: float = parameter(
        35.0, unit="points", bounds=(0, 100), meaning="reputation won by answering everyone",
        source=ASSUMPTION,
    )
    marketing_reputation: float = parameter(
        10.0, unit="points", bounds=(0, 100), meaning="reputation won by marketing practice",
        source=ASSUMPTION,
    )
    incident_reputation: float = parameter(
        1.5, unit="points per incident", bounds=(0, 100), meaning="reputation lost by an incident",
        source=ASSUMPTION,
    )
    crisis_reputation: float = parameter(
        1.5, unit="points per crisis week", bounds=(0, 100), meaning="reputation lost in a week of crisis",
        source=ASSUMPTION,
    )
    advocacy_reputation: float = parameter(
        10.0, unit="points", bounds=(0, 100), meaning="reputation won if every employee is a trained user",
        source="articles S0, S4: employees are the best ambassadors; value is an assumption",
    )
    base_value_share: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="value at zero reputation", source=ASSUMPTION
    )
    crisis_value: float = parameter(
        0.5, unit="index points per crisis week", bounds=(0, 100), meaning="value lost in a week of crisis",
        source=ASSUMPTION,
    )
    full_value: float = parameter(
        3.0, unit="index points", bounds=(0.01, 100), meaning="value index that convinces completely",
        source=ASSUMPTION,
    )


class Sponsorship(Group):
    """Sponsorship of the executives and staff (E26, E27)."""

    measured_value_gain: float = parameter(
        0.06, unit="per month", bounds=(0, 1), symbol="kappa_S1", sensitivity=(0.03, 0.12),
        meaning="sponsorship won by measured, visible value", source=ASSUMPTION,
    )
    attention_fade: float = parameter(
        0.02, unit="per month", bounds=(0, 1), symbol="kappa_S2", sensitivity=(0.01, 0.04),
        meaning="return of sponsorship to the executive tone", source=ASSUMPTION,
    )
    crisis_gain: float = parameter(
        0.15, unit="per crisis", bounds=(0, 1), meaning="sponsorship woken by a crisis",
        source="Altimeter (2011): crises were turning points",
    )
    discredit: float = parameter(
        0.02, unit="per crisis week", bounds=(0, 1), meaning="sponsorship lost in a week of crisis",
        source="articles S0, S1: it can discredit social media itself; value is an assumption",
    )
    habituation: float = parameter(
        1 / 24, unit="per month", bounds=(0, 1), meaning="how fast executives take success for granted",
        source=ASSUMPTION,
    )
    hiring_speed: float = parameter(
        1 / 9, unit="per month", bounds=(0, 1), meaning="part of the missing staff hired in a month",
        source=ASSUMPTION,
    )
    value_staffing: float = parameter(
        3.0, unit="factor", bounds=(0, 100), meaning="growth of staff with proven value", source=ASSUMPTION
    )
    staff_ceiling_share: float = parameter(
        0.01, unit="share of employees", bounds=(0, 1), meaning="staff does not grow beyond this share",
        source=ASSUMPTION,
    )
    start_fte: float = parameter(
        1.0, unit="full-time equivalents", bounds=(0, 100), meaning="staff on the first day at most",
        source=ASSUMPTION,
    )
    carried_staff_share: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="least staff after a later change of form, of its target",
        source=ASSUMPTION,
    )
