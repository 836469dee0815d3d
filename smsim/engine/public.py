"""The public, incidents and crises, reputation, value, sponsorship and staff."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.bounds import round_half_up
from smsim.dynamics.outcome import (
    convincing_value,
    kind_value,
    monthly_cost_keur,
    next_reputation,
    next_sponsorship,
    reputation_target,
    value_index,
)
from smsim.dynamics.public import (
    agent_output,
    detection_share,
    own_care_hours,
    public_mentions,
    response_hours,
    response_share,
    utilisation,
)
from smsim.dynamics.risk import (
    complaint_rate,
    crisis_probability,
    disgruntled_rate,
    mistake_rate,
    next_fear,
    preparation,
)
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.steering import hire
from smsim.randomness.draws import binomial_quantile, poisson_quantile, uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import Artefact, CareModel, DepartmentKind, EventKind, IncidentCause

INCIDENTS = constant(DrawPurpose.INCIDENTS)
CRISES = constant(DrawPurpose.CRISES)
CRISIS_COUNTS = constant(DrawPurpose.CRISIS_COUNTS)
CAUSES = len(IncidentCause)
MISTAKE, DISGRUNTLED = int(IncidentCause.MISTAKE), int(IncidentCause.DISGRUNTLED)
EXTERNAL, COMPLAINT = int(IncidentCause.EXTERNAL), int(IncidentCause.COMPLAINT)
POLICY, LISTENING = int(Artefact.POLICY), int(Artefact.LISTENING)
MEASUREMENT, CRISIS_READINESS = int(Artefact.MEASUREMENT), int(Artefact.CRISIS_READINESS)
MARKETING, CUSTOMER_SERVICE = int(DepartmentKind.MARKETING), int(DepartmentKind.CUSTOMER_SERVICE)
KINDS = len(DepartmentKind)
CALL_CENTRE = float(CareModel.CALL_CENTRE)
CRISIS = constant(EventKind.CRISIS)
CAUSE_SHIFT = np.uint64(32)
MOST_SINGLE_DRAWS = 1000
"""Incidents of one cause and month up to which each has a draw of its own for becoming a crisis."""


@compiled
def answer_public(firm: Record, kinds: RecordArray, science: Record, levers: Record, month: int) -> None:
    """Let the public talk, and answer what can be answered (E11, E12)."""
    firm.mentions = public_mentions(
        float(firm.employees),
        float(month),
        firm.channels,
        firm.mean_active_share,
        science.mentions_per_employee,
        science.consumer_exposure,
        science.mention_growth,
        science.base_presence,
        science.full_presence_channels,
    )
    firm.complaints = science.complaint_share * firm.mentions
    capacity = _answering_hours(firm, kinds, science, levers)
    demand = science.complaint_hours * firm.complaints
    detection = detection_share(
        firm.artefacts[LISTENING],
        firm.done_share,
        science.unseen_detection,
        science.highest_detection,
        science.least_coverage,
    )
    firm.response_share = response_share(capacity, demand, detection)
    if levers.care_model == CALL_CENTRE:
        firm.response_share *= science.call_centre_resolution
    firm.response_hours = response_hours(
        utilisation(capacity, demand, science.busiest_queue),
        firm.publication_control,
        science.fastest_response_hours,
        science.queue_response_hours,
        science.control_response_hours,
    )


@compiled
def _answering_hours(firm: Record, kinds: RecordArray, science: Record, levers: Record) -> float:
    """Return the hours of customer service, hired agents and the centre that answer complaints."""
    care = kinds[CUSTOMER_SERVICE]
    own = own_care_hours(
        care.practice,
        care.active,
        agent_output(care.skill, science.unskilled_care_share),
        science.care_hours,
        levers.routing_factor,
    )
    hired = (
        levers.extra_care_agents
        * science.care_hours
        * agent_output(science.hired_agent_skill, science.unskilled_care_share)
    )
    centre = science.centre_reply_share * science.mention_hours * firm.mentions * firm.done_share
    return own + hired + centre  # type: ignore[no-any-return]


@compiled
def suffer_incidents(
    firm: Record, departments: RecordArray, science: Record, levers: Record, events: RecordArray, month: int
) -> None:
    """Draw incidents by cause, and which of them become crises (E13, E14)."""
    rates = _incident_rates(firm, departments, science, levers)
    chance = crisis_probability(
        _preparation(firm, departments, science), science.crisis_probability, science.preparation_effect
    )
    crises = 0.0
    for cause in range(CAUSES):
        luck = uniform(firm.key, np.uint64(cause), month, INCIDENTS)
        incidents = poisson_quantile(rates[cause], luck)
        escalated = escalated_incidents(firm.key, cause, month, incidents, chance, MOST_SINGLE_DRAWS)
        firm.incidents_from[cause] = float(incidents)
        firm.crises_from[cause] = float(escalated)
        crises += float(escalated)
        if escalated > 0:
            log_event(firm, events, month, CRISIS, FIRM_WIDE, cause, escalated)
    firm.fear = next_fear(firm.fear, crises, science.fear_memory)


@compiled
def escalated_incidents(
    key: int, cause: int, month: int, incidents: int, chance: float, most_single: int
) -> int:
    """Return how many incidents of one cause become crises, each with the same chance.

    Above `most_single` they are counted with one draw: the distribution is the same, the work is not.
    """
    if incidents > most_single:
        luck = uniform(key, np.uint64(cause), month, CRISIS_COUNTS)
        return binomial_quantile(incidents, chance, luck)
    escalated = 0
    for incident in range(incidents):
        owner = (np.uint64(cause) << CAUSE_SHIFT) | np.uint64(incident)
        escalated += uniform(key, owner, month, CRISES) < chance
    return escalated


@compiled
def _incident_rates(
    firm: Record, departments: RecordArray, science: Record, levers: Record
) -> NDArray[np.float64]:
    weighted_users = 0.0
    for row in range(departments.shape[0]):
        department = departments[row]
        factor = 1.0
        if levers.care_model == CALL_CENTRE and department.kind == CUSTOMER_SERVICE:
            factor = science.call_centre_mistakes
        weighted_users += department.mistake_sum * factor
    if firm.is_supervised == 0.0:
        weighted_users *= science.intern_mistakes
    rates = np.empty(CAUSES)
    rates[MISTAKE] = mistake_rate(
        weighted_users,
        science.mistake_rate,
        firm.artefacts[POLICY],
        science.policy_protection,
        firm.publication_control,
        science.control_protection,
    )
    rates[DISGRUNTLED] = disgruntled_rate(
        float(firm.employees),
        science.disgruntled_rate,
        science.grievance_share,
        firm.artefacts[LISTENING],
        science.listening_protection,
    )
    rates[EXTERNAL] = science.external_rate
    rates[COMPLAINT] = complaint_rate(firm.complaints, firm.response_share, science.escalation_rate)
    return rates


@compiled
def _preparation(firm: Record, departments: RecordArray, science: Record) -> float:
    user_training = 0.0
    for row in range(departments.shape[0]):
        user_training += departments[row].user_training_sum
    if firm.active_employees > 0.0:
        user_training /= firm.active_employees
    return preparation(  # type: ignore[no-any-return]
        firm.artefacts[LISTENING],
        firm.artefacts[CRISIS_READINESS],
        user_training,
        firm.response_share,
        science.listening_weight,
        science.readiness_weight,
        science.training_weight,
        science.response_weight,
    )


@compiled
def take_stock(
    firm: Record,
    kinds: RecordArray,
    science: Record,
    kind_settings: RecordArray,
    economics: Record,
    levers: Record,
) -> None:
    """Settle reputation, value, cost, sponsorship and staff (E15, E16, E26, E27)."""
    incidents = firm.incidents_from.sum()
    crises = firm.crises_from.sum()
    target = reputation_target(
        firm.response_share,
        kinds[MARKETING].practice,
        science.base_reputation,
        science.response_reputation,
        science.marketing_reputation,
    )
    firm.reputation = next_reputation(
        firm.reputation,
        target,
        incidents,
        crises,
        science.reputation_learning,
        science.incident_reputation,
        science.crisis_reputation,
    )
    kinds_value = 0.0
    for kind in range(KINDS):
        kinds_value += kind_value(
            kind_settings[kind].value_weight,
            kinds[kind].practice,
            kinds[kind].active_share,
        )
    firm.value_index = value_index(
        firm.reputation, kinds_value, crises, science.base_value_share, science.crisis_value
    )
    firm.convincing_value = convincing_value(firm.value_index, science.full_value)
    _keep_accounts(firm, science, economics, levers)
    firm.sponsorship = next_sponsorship(
        firm.sponsorship,
        levers.executive_tone,
        levers.sponsorship_floor,
        firm.executive_visibility,
        firm.artefacts[MEASUREMENT],
        firm.convincing_value,
        crises,
        science.measured_value_gain,
        science.attention_fade,
        science.crisis_gain,
    )
    hire(firm, science)
    firm.mentions_before = firm.mentions
    firm.incidents_before = incidents
    firm.crises_before = crises


@compiled
def _keep_accounts(firm: Record, science: Record, economics: Record, levers: Record) -> None:
    member_hours = 0.0
    if firm.has_member_hours > 0.0:
        member_hours += science.member_hours * firm.members
    if firm.has_hubs > 0.0:
        member_hours += science.hub_coordination_hours * firm.members
    firm.value_keur = economics.value_unit_keur * firm.employees * firm.value_index
    firm.cost_keur = monthly_cost_keur(
        firm.staff_fte,
        firm.is_staffed,
        member_hours,
        levers.extra_care_agents,
        round_half_up(levers.training_push_share * firm.employees),
        economics.fte_cost_keur,
        economics.member_hour_cost_eur,
        economics.care_agent_cost_keur,
        economics.training_cost_eur,
    )
