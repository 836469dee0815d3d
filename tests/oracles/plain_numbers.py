"""The tables of the model's description, typed in a second time for the plain firm."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

from tests.oracles.plain_audit import SCALES


class Kind(NamedTuple):
    fit: float
    affinity: float
    worth: float
    hears: float  # whether the public talks about its work


KIND_ROWS = {
    "MKT": Kind(0.95, 1.0, 1.0, 1),
    "COM": Kind(0.90, 0.71, 0.5, 1),
    "SAL": Kind(0.80, 0.55, 0.9, 0),
    "CS": Kind(0.80, 0.26, 1.0, 1),
    "HR": Kind(0.75, 0.16, 0.5, 0),
    "RD": Kind(0.60, 0.12, 0.4, 1),
    "FIN": Kind(0.50, 0.08, 0.2, 1),
    "IT": Kind(0.50, 0.15, 0.1, 0),
    "OPS": Kind(0.45, 0.12, 0.2, 0),
    "EXE": Kind(0.60, 0.12, 0.2, 0),
}
KINDS = tuple(KIND_ROWS)


class Artefact(NamedTuple):
    work: float
    goals_first: float
    policy_first: float


ARTEFACTS = {
    "G": Artefact(200, 3, 1),
    "Q": Artefact(100, 2, 6),
    "L": Artefact(160, 1.5, 1),
    "M": Artefact(240, 1, 1),
    "X": Artefact(100, 1, 3),
    "T": Artefact(160, 1, 3),
}

LEAD, PLAN, MEET, SEATS, HUBS, HOURS = "lead", "plan", "meet", "seats", "hubs", "hours"
ALONE = "nobody looks over it"


class Form(NamedTuple):
    fte: float
    skill: float
    authority: float
    contact: float
    control: float
    visibility: float
    support: float
    can: frozenset[str] = frozenset()  # of LEAD, PLAN, MEET, SEATS, HUBS, HOURS, ALONE


TASK_FORCE = frozenset((LEAD, PLAN, MEET, SEATS, HOURS))
DANDELION = frozenset((LEAD, PLAN, MEET, SEATS, HUBS))
FORMS = {
    "grassroots": Form(0, 0.10, 0, 0, 0, 0.10, 0),
    "intern": Form(0.5, 0.15, 0.05, 0, 0, 0.05, 0, frozenset((LEAD, ALONE))),
    "lone_manager": Form(1, 0.45, 0.45, 0, 0.3, 0.30, 0.2, frozenset((LEAD, PLAN))),
    "manager_with_aide": Form(1.5, 0.75, 0.50, 0, 0.4, 0.40, 0.3, frozenset((LEAD, PLAN))),
    "task_force": Form(1, 0.70, 0.65, 0, 0.5, 0.60, 0.5, TASK_FORCE),
    "group_head": Form(2, 0.80, 0.65, 0.5, 0.6, 0.70, 0.45, frozenset((LEAD, PLAN, MEET))),
    "dandelion": Form(2, 0.75, 0.55, 0.1, 0.35, 0.60, 0.5, DANDELION),
    "holistic": Form(1.5, 0.75, 0.25, 0.1, 0, 0.50, 0.5, frozenset((LEAD, PLAN))),
}

LEVERS: dict[str, Any] = {
    "form": "grassroots",
    "members": (),
    "executive_tone": 0.6,
    "sponsorship_floor": 0.0,
    "staff_factor": 1.0,
    "strategic_skill": None,
    "authority": None,
    "contact": None,
    "publication_control": None,
    "executive_visibility": None,
    "support_share": None,
    "lead_by": "anyone",
    "representatives_by": "anyone",
    "ban_share": 0.0,
    "workload_share": 0.15,
    "directive_hazard": 0.03,
    "training_push_share": 0.0,
    "has_onboarding": False,
    "is_policy_first": False,
    "care_model": "social_trained",
    "extra_care_agents": 0.0,
    "routing_share": 0.0,
    "lead_leaves": False,
    "executives_change": False,
    "is_reorganised": False,
    "is_budget_cut": False,
    "champions": 0,
    "champions_by": "degree",
    "champions_in": "any",
}
"""Every lever and happening the plain firm knows, as it is where a scenario says nothing."""

DEFAULTS: dict[str, Any] = {
    # the firm
    "culture": 1.0,
    "culture_spread": 0.4,
    "staff_exponent": 0.5,
    "manager_tie_weight": 3.0,
    "are_ties_living": True,
    # taking up and giving up
    "spontaneous_hazard": 0.002,
    "peer_hazard": 0.06,
    "response": "threshold",
    "threshold_mean": 0.2,
    "threshold_spread": 0.08,
    "threshold_lowest": 0.03,
    "threshold_highest": 0.9,
    "threshold_sharpness": 2.0,
    "first_user_innovativeness": 0.95,
    "untrained_facilitation": 0.5,
    "discontinuance_hazard": 0.012,
    "is_ceo_rule_on": True,
    "ceo_probability": 0.03,
    "ceo_base_share": 0.3,
    "has_first_user": True,
    # learning
    "prior_usefulness": 0.4,
    "usefulness_learning": 0.15,
    "observed_practice_weight": 0.7,
    "measured_practice_weight": 0.3,
    "initial_skill": 0.1,
    "skill_learning": 0.1,
    "untrained_learning_share": 0.5,
    "training_fade": 1 / 24,
    "training_capacity_share": 0.06,
    "training_luck_weight": 0.9,
    "onboarding_programme_needed": 0.5,
    # turnover, and who is in charge
    "turnover_probability": 0.01,
    "lead_turnover_factor": 1.5,
    "mean_vacancy_months": 3.0,
    "key_person_fte": 1.5,
    "vacancy_artefact_decay": 0.03,
    "covering_strategic_skill": 0.45,
    "lead_spread": 0.6,
    "executive_change_hazard": 1 / 60,
    "tone_spread": 1.0,
    "replaced_share": 0.5,
    "reorganisation_hazard": 1 / 96,
    "reorganised_ties_share": 0.3,
    "budget_cut_hazard": 1 / 60,
    "budget_cut_share": 0.4,
    "unrest_memory": 0.9,
    # ties
    "ties_lost_share": 0.25,
    "ties_made": 0.01,
    "meeting_ties": 1 / 12,
    "tie_reach": 0.3,
    "second_reach": 0.05,
    # the centre
    "unsponsored_backing": 0.25,
    "fte_hours": 140.0,
    "member_hours": 20.0,
    "member_overhead": 0.07,
    "channel_hours": 7.0,
    "further_channel_hours": 1.5,
    "tooled_channels": 20.0,
    "mention_hours": 0.05,
    "request_hours": 1.0,
    "hub_coordination_hours": 10.0,
    "incident_hours": 25.0,
    "crisis_hours": 30.0,
    "protected_share": 0.15,
    "channel_growth": 0.5,
    "channel_growth_hours": 100.0,
    "artefact_decay": 0.01,
    "workable_share": 0.85,
    "care_relief_share": 0.5,
    "policy_ceiling_base": 0.3,
    "measurement_ceiling_factor": 1.3,
    "unsponsored_measurement_share": 0.45,
    "crisis_ceiling_base": 0.25,
    "crisis_ceiling_gain": 0.5,
    "training_ceiling_base": 0.25,
    # decisions and practice
    "plan_goals_needed": 0.25,
    "plan_endorsement_needed": 0.25,
    "approval_endorsement_needed": 0.15,
    "endorsement_learning": 0.15,
    "unplanned_endorsement_share": 0.4,
    "bottom_up_weight": 0.4,
    "seen_weight": 0.5,
    "full_view_share": 0.5,
    "initial_home_endorsement": 0.2,
    "own_discovery_hazard": 0.03,
    "contact_discovery_hazard": 0.06,
    "contact_hours": 60.0,
    "practice_growth": 0.10,
    "practice_decay": 0.03,
    "unapproved_growth_share": 0.3,
    "operating_practice": 0.4,
    "own_effort": 0.65,
    "know_how": 0.6,
    "support_hours": 50.0,
    "help_exponent": 0.5,
    "hub_support_share": 0.6,
    "hub_fte": 0.3,
    "hub_ramp_months": 12.0,
    "practitioner_share": 0.05,
    "platform_change_hazard": 1 / 60,
    "renewal_share": 0.3,
    # the public
    "mentions_per_employee": 0.8,
    "consumer_exposure": 1.0,
    "mention_growth": 0.006,
    "base_presence": 0.4,
    "full_presence_channels": 12.0,
    "complaint_share": 0.15,
    "complaint_hours": 0.35,
    "care_hours": 12.0,
    "unskilled_care_share": 0.3,
    "hired_agent_skill": 0.5,
    "centre_reply_share": 0.2,
    "unseen_detection": 0.15,
    "highest_detection": 0.85,
    "least_coverage": 0.3,
    "call_centre_resolution": 0.50 / 0.85,
    "call_centre_mistakes": 1.5,
    "control_delay": 0.3,
    # incidents and crises
    "mistake_rate": 6e-4,
    "training_protection": 0.7,
    "policy_protection": 0.5,
    "control_protection": 0.4,
    "intern_mistakes": 2.0,
    "disgruntled_rate": 1.5e-5,
    "unrest_factor": 2.0,
    "external_rate": 0.005,
    "escalation_rate": 6e-4,
    "wrong_account_rate": 2e-4,
    "crisis_probability": 0.35,
    "listening_weight": 1.0,
    "readiness_weight": 1.0,
    "training_weight": 1.0,
    "response_weight": 1.0,
    "preparation_effect": 0.95,
    "unprepared_crisis_weeks": 8.0,
    # reputation and value
    "initial_reputation": 50.0,
    "reputation_learning": 0.05,
    "base_reputation": 50.0,
    "response_reputation": 35.0,
    "marketing_reputation": 10.0,
    "advocacy_reputation": 10.0,
    "incident_reputation": 1.5,
    "crisis_reputation": 1.5,
    "base_value_share": 0.5,
    "crisis_value": 0.5,
    "full_value": 3.0,
    "habituation": 1 / 24,
    # sponsorship, staff and money
    "measured_value_gain": 0.06,
    "attention_fade": 0.02,
    "crisis_gain": 0.15,
    "discredit": 0.02,
    "hiring_speed": 1 / 9,
    "value_staffing": 3.0,
    "staff_ceiling_share": 0.01,
    "start_fte": 1.0,
    "carried_staff_share": 0.5,
    "value_unit_keur": 0.02,
    "fte_cost_keur": 7.0,
    "member_hour_cost_eur": 50.0,
    "care_agent_cost_keur": 4.0,
    "training_cost_eur": 100.0,
    # the scales of the audit
    **SCALES,
}
"""Every number of the plain firm that is not a column of a table; names are those of the parameters."""

PURPOSES = {
    "employee month": 1,
    "newcomer": 2,
    "lead leaves": 6,
    "ceo joins": 7,
    "discovery": 8,
    "plan scope": 9,
    "incidents": 10,
    "crises": 11,
    "crisis counts": 12,
    "culture": 13,
    "lead search": 14,
    "executives": 15,
    "reorganisation": 16,
    "budget": 17,
    "lead chosen": 18,
    "representative": 19,
    "ties lost": 20,
    "ties made": 21,
    "platforms": 22,
    "access": 23,
    "crisis weeks": 24,
    "ties reorganised": 25,
}
"""What draws are for, by the number that enters their key."""


def numbers(**other: Any) -> SimpleNamespace:
    """Return all numbers as attributes, `other` ones in the place of the defaults."""
    unknown = other.keys() - DEFAULTS.keys()
    if unknown:
        raise KeyError(f"The plain firm has no {', '.join(sorted(unknown))}.")
    return SimpleNamespace(**{**DEFAULTS, **other})
