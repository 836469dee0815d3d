"""The numbers of the model that are not choices: people, centre, public, sponsorship.

Equation numbers (E1 ... E27) are those of docs/model.md. A constant without a sensitivity range may
be varied from half to double its default.
"""

from __future__ import annotations

from typing import Literal

from smsim.parameters.declaration import Group, parameter

ASSUMPTION = "assumption"


class Adoption(Group):
    """Taking up and giving up use (E1-E5, E10)."""

    spontaneous_hazard: float = parameter(
        0.002, unit="per month", bounds=(0, 1), symbol="p", sensitivity=(0.0005, 0.006),
        meaning="hazard of starting unprompted at neutral innovativeness and usefulness",
        source="Bass (1969): market averages near .03 per year, from memory",
    )
    peer_hazard: float = parameter(
        0.06, unit="per month", bounds=(0, 10), symbol="q", sensitivity=(0.02, 0.12),
        meaning="hazard of starting when every colleague is a user",
        source="Bass (1969): near .38 per year, doubled for colleagues (assumption)",
    )
    response: Literal["threshold", "linear"] = parameter(
        "threshold", unit="choice",
        meaning="how exposure turns into peer response: a smooth threshold, or exposure itself",
        source="Granovetter (1978); linear is the verification mode",
    )
    threshold_mean: float = parameter(
        0.20, unit="share of tie weight", bounds=(0, 1), symbol="theta", sensitivity=(0.1, 0.4),
        meaning="mean exposure at which the peer response reaches one half",
        source="Granovetter (1978); value is an assumption",
    )
    threshold_spread: float = parameter(
        0.08, unit="share of tie weight", bounds=(0, 1),
        meaning="standard deviation of thresholds between people", source=ASSUMPTION,
    )
    threshold_lowest: float = parameter(
        0.03, unit="share of tie weight", bounds=(0, 1), meaning="smallest threshold anyone has",
        source=ASSUMPTION,
    )
    threshold_highest: float = parameter(
        0.9, unit="share of tie weight", bounds=(0, 1), meaning="largest threshold anyone has",
        source=ASSUMPTION,
    )
    threshold_sharpness: float = parameter(
        2.0, unit="exponent", bounds=(0.1, 1e9), symbol="kappa", sensitivity=(1, 6),
        meaning="steepness of the peer response; very large values give Granovetter's step",
        source=ASSUMPTION,
    )
    first_user_innovativeness: float = parameter(
        0.95, unit="share", bounds=(0, 1),
        meaning="innovativeness of the first user and of champions",
        source="article S2: someone in marketing opens a page; value is an assumption",
    )
    untrained_facilitation: float = parameter(
        0.5, unit="share", bounds=(0, 1), symbol="f0", sensitivity=(0.2, 1),
        meaning="facilitating conditions of a person without training", source=ASSUMPTION,
    )
    discontinuance_hazard: float = parameter(
        0.012, unit="per month", bounds=(0, 10), symbol="mu0", sensitivity=(0.003, 0.03),
        meaning="hazard of giving up at usefulness one half", source=ASSUMPTION,
    )
    fear_multiplier: float = parameter(
        1.0, unit="per recent crisis", bounds=(0, 100), symbol="chi", sensitivity=(0, 3),
        meaning="growth of the discontinuance hazard with each recent crisis", source=ASSUMPTION,
    )
    is_ceo_rule_on: bool = parameter(
        True, unit="choice", meaning="whether the CEO may join because of sponsorship (E10)",
        source="switch for verification",
    )
    ceo_probability: float = parameter(
        0.03, unit="per month", bounds=(0, 1), meaning="chance that a fully convinced CEO joins",
        source=ASSUMPTION,
    )
    ceo_base_share: float = parameter(
        0.3, unit="share", bounds=(0, 1),
        meaning="part of the CEO's chance that needs no practice in communications", source=ASSUMPTION,
    )
    has_first_user: bool = parameter(
        True, unit="choice", meaning="whether one person of the home department is a user at the start",
        source="article S2",
    )


class Learning(Group):
    """Usefulness, skill and training (E6, E7)."""

    prior_usefulness: float = parameter(
        0.40, unit="share", bounds=(0, 1), symbol="u0", sensitivity=(0.2, 0.7),
        meaning="perceived usefulness before any experience, times the use case's fit", source=ASSUMPTION,
    )
    usefulness_learning: float = parameter(
        0.15, unit="per month", bounds=(0, 1), symbol="lambda_u", sensitivity=(0.05, 0.4),
        meaning="part of the gap to experienced usefulness closed in a month", source=ASSUMPTION,
    )
    observed_practice_weight: float = parameter(
        0.7, unit="share", bounds=(0, 1),
        meaning="how much of the own department's practice a non-user with active contacts sees",
        source=ASSUMPTION,
    )
    measured_practice_weight: float = parameter(
        0.3, unit="share", bounds=(0, 1),
        meaning="how much of the measured practice elsewhere a non-user hears of",
        source="article S2; value is an assumption",
    )
    initial_skill: float = parameter(
        0.1, unit="share", bounds=(0, 1), symbol="s", meaning="skill of a newcomer", source=ASSUMPTION
    )
    skill_learning: float = parameter(
        0.10, unit="per month", bounds=(0, 1), symbol="ell", sensitivity=(0.03, 0.2),
        meaning="part of the missing skill a trained user learns in a month", source=ASSUMPTION,
    )
    untrained_learning_share: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="learning speed without training, as a share",
        source=ASSUMPTION,
    )
    training_fade: float = parameter(
        1 / 24, unit="per month", bounds=(0, 1), symbol="delta_tau", sensitivity=(1 / 48, 1 / 12),
        meaning="part of a training that is forgotten in a month",
        source="Altimeter (2012): most firms train never or only at hiring",
    )
    training_capacity_share: float = parameter(
        0.06, unit="share of employees per month", bounds=(0, 1),
        meaning="people trained in a month by a complete training programme", source=ASSUMPTION,
    )
    training_luck_weight: float = parameter(
        0.9, unit="weight", bounds=(0, 10),
        meaning="weight of luck against use and old training when seats are given", source=ASSUMPTION,
    )
    onboarding_programme_needed: float = parameter(
        0.5, unit="share", bounds=(0, 1),
        meaning="training programme above which newcomers are trained on arrival",
        source="article S3; value is an assumption",
    )


class Turnover(Group):
    """People and leads who leave (E9, E17)."""

    turnover_probability: float = parameter(
        0.01, unit="per month", bounds=(0, 1), symbol="omega", sensitivity=(0.005, 0.035),
        meaning="chance that an employee leaves and is replaced",
        source="US JOLTS 2009-10: separations of 3.1-3.6 % are the upper bound",
    )
    lead_turnover_factor: float = parameter(
        1.5, unit="factor", bounds=(0, 100), meaning="turnover of the lead relative to an employee's",
        source=ASSUMPTION,
    )
    vacancy_months: int = parameter(
        3, unit="months", bounds=(1, 60), meaning="months a lead's seat stays empty", source=ASSUMPTION
    )
    key_person_fte: float = parameter(
        1.5, unit="full-time equivalents", bounds=(0, 100),
        meaning="staff up to which the lead's absence stops the work", source=ASSUMPTION,
    )
    vacancy_artefact_decay: float = parameter(
        0.03, unit="per month", bounds=(0, 1),
        meaning="part of every artefact lost in a month without anybody", source=ASSUMPTION,
    )
    covering_strategic_skill: float = parameter(
        0.45, unit="share", bounds=(0, 1),
        meaning="highest strategic skill while colleagues cover for a missing lead", source=ASSUMPTION,
    )


class Centre(Group):
    """Hours of the people in charge, and what they write (E18-E21)."""

    fte_hours: float = parameter(
        140.0, unit="hours per month", bounds=(0, 744), meaning="hours of one full-time equivalent",
        source=ASSUMPTION,
    )
    member_hours: float = parameter(
        20.0, unit="hours per month", bounds=(0, 744), meaning="hours of one task-force member",
        source=ASSUMPTION,
    )
    member_overhead: float = parameter(
        0.07, unit="share per extra member", bounds=(0, 1),
        meaning="part of the members' hours lost to each further member", source=ASSUMPTION,
    )
    unsponsored_effectiveness: float = parameter(
        0.25, unit="share", bounds=(0, 1),
        meaning="effectiveness of a task force without any sponsorship",
        source="Tabrizi (HBR 2015): success of 19 % against 76 % with strong support",
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
        120.0, unit="hours per crisis", bounds=(0, 744), meaning="work after a crisis",
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
    channel_firm_size: float = parameter(
        500.0, unit="employees", bounds=(1, 1e6),
        meaning="firm size above which more than the tooled channels make sense", source=ASSUMPTION,
    )
    sprawl_channels: float = parameter(
        6.0, unit="channels", bounds=(1, 100), meaning="most channels opened without coordination",
        source=ASSUMPTION,
    )
    sprawl_per_use: float = parameter(
        3.0, unit="channels per kind's active share", bounds=(0, 100),
        meaning="channels opened by users outside the home department", source=ASSUMPTION,
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
    training_ceiling_base: float = parameter(
        0.25, unit="share", bounds=(0, 1), meaning="training programme without human resources",
        source=ASSUMPTION,
    )


class Practice(Group):
    """Decisions, endorsement, discovery and practice of departments (E22-E25)."""

    meeting_base_months: float = parameter(
        1.0, unit="months", bounds=(0, 60), meaning="interval of meetings of a body without members",
        source=ASSUMPTION,
    )
    meeting_member_months: float = parameter(
        0.25, unit="months per member", bounds=(0, 12), meaning="delay each member adds", source=ASSUMPTION
    )
    meeting_sponsorship_offset: float = parameter(
        1.6, unit="factor", bounds=(1, 10), meaning="how slow meetings are without a sponsor",
        source=ASSUMPTION,
    )
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
    approval_legitimacy_needed: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="legitimacy from which a use case is approved",
        source=ASSUMPTION,
    )
    reach_legitimacy_needed: float = parameter(
        0.1, unit="share", bounds=(0, 1), meaning="legitimacy below which the centre has no access",
        source=ASSUMPTION,
    )
    endorsement_learning: float = parameter(
        0.15, unit="per month", bounds=(0, 1), symbol="kappa_E", sensitivity=(0.075, 0.3),
        meaning="part of the gap in endorsement closed in a month", source=ASSUMPTION,
    )
    endorsement_gain: float = parameter(
        1.2, unit="factor", bounds=(0, 10), meaning="strength of endorsement from above", source=ASSUMPTION
    )
    unplanned_endorsement_share: float = parameter(
        0.4, unit="share", bounds=(0, 1), meaning="endorsement from above outside the plan",
        source=ASSUMPTION,
    )
    bottom_up_weight: float = parameter(
        0.6, unit="share", bounds=(0, 1), meaning="weight of the managers' own experience",
        source=ASSUMPTION,
    )
    unsponsored_support: float = parameter(
        0.4, unit="share", bounds=(0, 1),
        meaning="backing of a lead outside a task force without sponsorship", source=ASSUMPTION,
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
        0.12, unit="per month", bounds=(0, 1), symbol="rho", sensitivity=(0.06, 0.24),
        meaning="part of the missing practice gained in a month of full effort", source=ASSUMPTION,
    )
    practice_decay: float = parameter(
        0.02, unit="per month", bounds=(0, 1), symbol="phi_P", sensitivity=(0.01, 0.04),
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
    unendorsed_effort_share: float = parameter(
        0.15, unit="share", bounds=(0, 1), meaning="effort of a department without endorsement",
        source=ASSUMPTION,
    )
    support_hours: float = parameter(
        30.0, unit="hours per month", bounds=(0.1, 1e4), symbol="h_support", sensitivity=(15, 60),
        meaning="help of the centre that replaces a kind's own effort", source=ASSUMPTION,
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
    fastest_response_hours: float = parameter(
        4.0, unit="hours", bounds=(0, 1000), meaning="response time without queue or control",
        source=ASSUMPTION,
    )
    queue_response_hours: float = parameter(
        20.0, unit="hours", bounds=(0, 1000), meaning="response time per unit of queue",
        source="mean replies of 27-31 hours (Eptica 2011-14)",
    )
    control_response_hours: float = parameter(
        24.0, unit="hours", bounds=(0, 1000), meaning="delay by full control before publication",
        source=ASSUMPTION,
    )
    busiest_queue: float = parameter(
        0.95, unit="share", bounds=(0, 0.999), meaning="highest utilisation of the queue formula",
        source=ASSUMPTION,
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
        2.0, unit="factor", bounds=(0, 100), meaning="mistakes while an intern is in charge",
        source="article S3; value is an assumption",
    )
    disgruntled_rate: float = parameter(
        3e-4, unit="per disgruntled person and month", bounds=(0, 1), symbol="epsilon_g",
        sensitivity=(1e-4, 1e-3), meaning="harmful posts of disgruntled staff", source=ASSUMPTION,
    )
    grievance_share: float = parameter(
        0.05, unit="share of employees", bounds=(0, 1), symbol="g0", sensitivity=(0.02, 0.1),
        meaning="disgruntled staff", source="Weber Shandwick: employee activism surveys",
    )
    listening_protection: float = parameter(
        0.3, unit="share", bounds=(0, 1), meaning="harmful posts caught by full listening",
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
    preparation_effect: float = parameter(
        0.95, unit="share", bounds=(0, 1), meaning="crises averted by full preparation",
        source="Altimeter (2011): 76 % of 50 crises were avoidable",
    )
    fear_memory: float = parameter(
        0.8, unit="per month", bounds=(0, 1), meaning="part of the fear that stays for another month",
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
        6.0, unit="points per crisis", bounds=(0, 100), meaning="reputation lost by a crisis",
        source=ASSUMPTION,
    )
    base_value_share: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="value at zero reputation", source=ASSUMPTION
    )
    crisis_value: float = parameter(
        2.0, unit="index points per crisis", bounds=(0, 100), meaning="value lost by a crisis",
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
