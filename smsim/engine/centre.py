"""Hours of the people in charge, and what they write with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled
from smsim.dynamics.centre import (
    aged_artefact,
    channel_load_hours,
    crisis_ceiling,
    done_share,
    free_hours,
    measurement_ceiling,
    member_capacity_hours,
    monitoring_load_hours,
    opened_channels,
    policy_ceiling,
    request_load_hours,
    training_ceiling,
    written_artefact,
)
from smsim.engine.inputs import Record, RecordArray
from smsim.vocabulary import Artefact, DepartmentKind

GOALS = int(Artefact.GOALS)
POLICY = int(Artefact.POLICY)
LISTENING = int(Artefact.LISTENING)
MEASUREMENT = int(Artefact.MEASUREMENT)
CRISIS_READINESS = int(Artefact.CRISIS_READINESS)
TRAINING_PROGRAMME = int(Artefact.TRAINING_PROGRAMME)
ARTEFACTS = len(Artefact)
COMMUNICATIONS = int(DepartmentKind.COMMUNICATIONS)
CUSTOMER_SERVICE = int(DepartmentKind.CUSTOMER_SERVICE)
HUMAN_RESOURCES = int(DepartmentKind.HUMAN_RESOURCES)


@compiled
def allocate_hours(
    firm: Record, departments: RecordArray, kinds: RecordArray, science: Record, levers: Record
) -> None:
    """Work out capacity, load and free hours, and let channels grow (E18-E20)."""
    firm.capacity_hours = _capacity_hours(firm, science) * (1.0 - levers.ban_share)
    firm.load_hours = _load_hours(firm, departments, kinds, science)
    firm.free_hours = free_hours(firm.capacity_hours, firm.load_hours, science.protected_share)
    firm.done_share = done_share(firm.capacity_hours, firm.load_hours, science.workable_share)
    if firm.load_hours < science.workable_share * firm.capacity_hours:
        opened = opened_channels(firm.free_hours, science.channel_growth, science.channel_growth_hours)
        most = science.tooled_channels * firm.scale
        firm.channels = max(firm.channels, min(most, firm.channels + opened))


@compiled
def _capacity_hours(firm: Record, science: Record) -> float:
    central = firm.staff_fte
    if firm.has_hubs > 0.0 and firm.founding_fte > 0.0:
        # the hubs' hours reach departments as support, not the centre
        central *= (firm.founding_fte - firm.hubs_fte) / firm.founding_fte
    hours = science.fte_hours * central * firm.is_staffed
    if firm.has_member_hours > 0.0:
        hours += member_capacity_hours(
            firm.members, science.member_hours, science.member_overhead, firm.backing
        )
    return hours  # type: ignore[no-any-return]


@compiled
def _load_hours(firm: Record, departments: RecordArray, kinds: RecordArray, science: Record) -> float:
    load = channel_load_hours(
        firm.channels, science.channel_hours, science.further_channel_hours, science.tooled_channels
    )
    load += monitoring_load_hours(
        firm.mentions_before,
        science.mention_hours,
        kinds[CUSTOMER_SERVICE].practice,
        science.operating_practice,
        science.care_relief_share,
    )
    load += science.incident_hours * firm.incidents_before + science.crisis_hours * firm.crisis_weeks_before
    if firm.has_hubs > 0.0:
        load += science.hub_coordination_hours * min(1.0, firm.scale) * firm.members
    if firm.staff_fte > 0.0:
        for row in range(departments.shape[0]):
            if row != firm.home:
                department = departments[row]
                load += request_load_hours(
                    department.active,
                    department.practice,
                    science.operating_practice,
                    science.request_hours,
                )
    return load  # type: ignore[no-any-return]


@compiled
def write_artefacts(
    firm: Record, kinds: RecordArray, science: Record, artefacts: RecordArray, levers: Record
) -> None:
    """Spend free hours on the gaps of the six artefacts; then all of them age a month (E21)."""
    if firm.makes_plans > 0.0:
        hours = firm.free_hours * (1.0 - firm.support_share)
        ceilings = _artefact_ceilings(firm, kinds, science)
        claims = np.empty(ARTEFACTS)
        total = 0.0
        for artefact in range(ARTEFACTS):
            settings = artefacts[artefact]
            priority = settings.priority
            if levers.is_policy_first > 0.0:
                priority = settings.policy_first_priority
            claims[artefact] = priority * max(0.0, ceilings[artefact] - firm.artefacts[artefact])
            total += claims[artefact]
        if total > 0.0:
            for artefact in range(ARTEFACTS):
                firm.artefacts[artefact] = written_artefact(
                    firm.artefacts[artefact],
                    ceilings[artefact],
                    hours * claims[artefact] / total,
                    artefacts[artefact].work_hours,
                )
    for artefact in range(ARTEFACTS):
        firm.artefacts[artefact] = aged_artefact(
            firm.artefacts[artefact],
            science.artefact_decay,
            1.0 - firm.is_staffed,
            science.vacancy_artefact_decay,
        )


@compiled
def _artefact_ceilings(firm: Record, kinds: RecordArray, science: Record) -> NDArray[np.float64]:
    ceilings = np.ones(ARTEFACTS)
    ceilings[GOALS] = firm.strategic_skill
    ceilings[POLICY] = policy_ceiling(firm.authority, science.policy_ceiling_base)
    ceilings[MEASUREMENT] = measurement_ceiling(
        firm.strategic_skill,
        firm.sponsorship,
        science.measurement_ceiling_factor,
        science.unsponsored_measurement_share,
    )
    ceilings[CRISIS_READINESS] = crisis_ceiling(
        kinds[COMMUNICATIONS].endorsement,
        kinds[CUSTOMER_SERVICE].endorsement,
        science.crisis_ceiling_base,
        science.crisis_ceiling_gain,
    )
    ceilings[TRAINING_PROGRAMME] = training_ceiling(
        kinds[HUMAN_RESOURCES].endorsement, science.training_ceiling_base
    )
    return ceilings
