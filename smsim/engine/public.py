"""The public, incidents and crises, reputation, value, sponsorship and staff."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, constant
from smsim.dynamics.bounds import round_half_up
from smsim.dynamics.learning import closed_gap
from smsim.dynamics.outcome import (
    convincing_value,
    kind_value,
    monthly_cost_keur,
    news,
    next_reputation,
    next_sponsorship,
    reputation_target,
    value_index,
)
from smsim.dynamics.public import (
    agent_output,
    answering_hours,
    detection_share,
    own_care_hours,
    public_mentions,
    response_share,
)
from smsim.dynamics.risk import (
    complaint_rate,
    crisis_probability,
    crisis_weeks,
    disgruntled_rate,
    mean_crisis_weeks,
    mistake_rate,
    preparation,
    weeks_of_month,
    wrong_account_rate,
)
from smsim.engine.events import FIRM_WIDE, log_event
from smsim.engine.inputs import Record, RecordArray
from smsim.engine.steering import hire
from smsim.randomness.draws import binomial_quantile, poisson_quantile, uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import Artefact, CareModel, DepartmentKind, EventKind, IncidentCause

INCIDENTS = constant(DrawPurpose.INCIDENTS)
CRISES = constant(DrawPurpose.CRISES)
CRISIS_WEEKS = constant(DrawPurpose.CRISIS_WEEKS)
CRISIS_COUNTS = constant(DrawPurpose.CRISIS_COUNTS)
CAUSES = len(IncidentCause)
MISTAKE, DISGRUNTLED = int(IncidentCause.MISTAKE), int(IncidentCause.DISGRUNTLED)
WRONG_ACCOUNT = int(IncidentCause.WRONG_ACCOUNT)
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
    demand = science.complaint_hours * firm.complaints
    capacity = _answering_hours(firm, kinds, science, levers, demand)
    detection = detection_share(
        firm.artefacts[LISTENING],
        firm.done_share,
        science.unseen_detection,
        science.highest_detection,
        science.least_coverage,
    )
    firm.response_share = response_share(capacity, demand, detection)
    if levers.care_model == CALL_CENTRE and demand > 0.0:
        firm.response_share *= science.call_centre_resolution


@compiled
def _answering_hours(
    firm: Record, kinds: RecordArray, science: Record, levers: Record, demand_hours: float
) -> float:
    """Return the hours of customer service, hired agents and the centre that answer complaints.

    Complaints find their way to customer service if that is agreed, or as far as people know each other.
    """
    care = kinds[CUSTOMER_SERVICE]
    own = own_care_hours(
        care.practice, care.active, agent_output(care.skill, science.unskilled_care_share), science.care_hours
    )
    hired = (
        levers.extra_care_agents
        * science.care_hours
        * agent_output(science.hired_agent_skill, science.unskilled_care_share)
    )
    centre = science.centre_reply_share * science.mention_hours * firm.mentions * firm.done_share
    return answering_hours(  # type: ignore[no-any-return]
        centre,
        hired,
        own,
        max(levers.routing_share, care.contact),
        demand_hours,
        firm.publication_control,
        science.control_delay,
    )


@compiled
def suffer_incidents(
    firm: Record, departments: RecordArray, science: Record, levers: Record, events: RecordArray, month: int
) -> None:
    """Draw incidents by cause, which of them become crises, and how long these last (E13, E14)."""
    rates = _incident_rates(firm, departments, science, levers)
    prepared = _preparation(firm, departments, science)
    chance = crisis_probability(prepared, science.crisis_probability, science.preparation_effect)
    mean_weeks = mean_crisis_weeks(prepared, science.unprepared_crisis_weeks)
    crises = 0.0
    for cause in range(CAUSES):
        luck = uniform(firm.key, np.uint64(cause), month, INCIDENTS)
        incidents = poisson_quantile(rates[cause], luck)
        escalated = escalated_incidents(firm.key, cause, month, incidents, chance, MOST_SINGLE_DRAWS)
        firm.incidents_from[cause] = float(incidents)
        firm.crises_from[cause] = float(escalated)
        crises += float(escalated)
        firm.crisis_weeks_left += _weeks_of(firm.key, cause, month, escalated, mean_weeks)
        if escalated > 0:
            log_event(firm, events, month, CRISIS, FIRM_WIDE, cause, escalated)
    firm.crisis_weeks = weeks_of_month(firm.crisis_weeks_left, crises)
    firm.crisis_weeks_left -= firm.crisis_weeks


@compiled
def _weeks_of(key: int, cause: int, month: int, crises: int, mean_weeks: float) -> float:
    """Return the weeks that the new crises of one cause take together; of very many the mean."""
    if crises > MOST_SINGLE_DRAWS:
        return np.ceil(mean_weeks * crises)  # type: ignore[no-any-return]
    weeks = 0.0
    for crisis in range(crises):
        owner = (np.uint64(cause) << CAUSE_SHIFT) | np.uint64(crisis)
        weeks += crisis_weeks(uniform(key, owner, month, CRISIS_WEEKS), mean_weeks)
    return weeks


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
        float(firm.employees), science.disgruntled_rate, firm.unrest, science.unrest_factor
    )
    rates[WRONG_ACCOUNT] = wrong_account_rate(
        firm.active_employees,
        science.wrong_account_rate,
        firm.publication_control,
        firm.artefacts[POLICY],
        science.policy_protection,
    )
    rates[EXTERNAL] = science.external_rate
    rates[COMPLAINT] = complaint_rate(firm.complaints, firm.response_share, science.escalation_rate)
    return rates


@compiled
def _preparation(firm: Record, departments: RecordArray, science: Record) -> float:
    user_training = users_training(departments)
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
def users_training(departments: RecordArray) -> float:
    """Return the training of all users, added up."""
    total = 0.0
    for row in range(departments.shape[0]):
        total += departments[row].user_training_sum
    return total


@compiled
def take_stock(
    firm: Record,
    departments: RecordArray,
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
        users_training(departments) / firm.employees,
        science.base_reputation,
        science.response_reputation,
        science.marketing_reputation,
        science.advocacy_reputation,
    )
    firm.reputation = next_reputation(
        firm.reputation,
        target,
        incidents,
        firm.crisis_weeks,
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
        firm.reputation, kinds_value, firm.crisis_weeks, science.base_value_share, science.crisis_value
    )
    firm.convincing_value = convincing_value(firm.value_index, science.full_value)
    _keep_accounts(firm, science, economics, levers)
    firm.sponsorship = next_sponsorship(
        firm.sponsorship,
        firm.tone,
        levers.sponsorship_floor,
        firm.executive_visibility,
        firm.artefacts[MEASUREMENT],
        news(firm.convincing_value, firm.habit),
        crises,
        firm.crisis_weeks,
        science.measured_value_gain,
        science.attention_fade,
        science.crisis_gain,
        science.discredit,
    )
    firm.habit = closed_gap(firm.habit, firm.convincing_value, science.habituation)
    hire(firm, science)
    firm.mentions_before = firm.mentions
    firm.incidents_before = incidents
    firm.crisis_weeks_before = firm.crisis_weeks


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
