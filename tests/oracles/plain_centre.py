"""The centre and the departments said a second time: hours, artefacts, decisions, endorsement, practice.

Letters are those of the equations. What people see of other departments is looked up in their ties.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracles.plain_numbers import ARTEFACTS, HOURS, HUBS, MEET, PLAN
from tests.oracles.plain_steering import NOBODY, chance_of

if TYPE_CHECKING:
    from tests.oracles.plain_firm import Department, PlainFirm


# E18 - E21


def allocate_hours(f: PlainFirm) -> None:
    n = f.n
    central = f.fte
    if f.can(HUBS):
        central = f.fte * (f.founding - f.hubs) / f.founding if f.founding else 0.0
    f.K = n.fte_hours * central * f.present
    if f.can(HOURS):
        f.K += n.member_hours * f.m * max(0.0, 1 - n.member_overhead * (f.m - 1)) * f.backing
    f.K *= 1 - f.levers["ban_share"]
    f.load = _load(f)
    f.free = max(n.protected_share * f.K, f.K - f.load)
    f.frac = min(1.0, n.workable_share * f.K / max(f.load, 1e-9))
    if f.load < n.workable_share * f.K:
        most = n.tooled_channels * f.scale
        opened = min(n.channel_growth, f.free / n.channel_growth_hours)
        f.channels = max(f.channels, min(most, f.channels + opened))


def _load(f: PlainFirm) -> float:
    n = f.n
    load = n.channel_hours * min(f.channels, n.tooled_channels)
    load += n.further_channel_hours * max(0.0, f.channels - n.tooled_channels)
    relief = n.care_relief_share * min(1.0, f.mean("CS", "practice") / n.operating_practice)
    load += n.mention_hours * f.mentions * (1 - relief)
    if f.fte > 0:
        for d in f.departments:
            if not d.is_home:
                load += n.request_hours * f.users(d) * (1 - min(1.0, d.practice / n.operating_practice))
    if f.can(HUBS):
        load += n.hub_coordination_hours * min(1.0, f.scale) * f.m
    return load + n.incident_hours * f.incidents + n.crisis_hours * f.weeks


def write_artefacts(f: PlainFirm) -> None:
    n = f.n
    if f.can(PLAN):
        sponsored = n.unsponsored_measurement_share + (1 - n.unsponsored_measurement_share) * f.sponsorship
        stand_behind = f.mean("COM", "endorsement") + f.mean("CS", "endorsement")
        ceiling = {
            "G": f.skill,
            "Q": min(1.0, n.policy_ceiling_base + f.authority),
            "L": 1.0,
            "M": min(1.0, n.measurement_ceiling_factor * f.skill * sponsored),
            "X": min(1.0, n.crisis_ceiling_base + n.crisis_ceiling_gain * stand_behind),
            "T": min(1.0, n.training_ceiling_base + f.mean("HR", "endorsement")),
        }
        is_policy_first = f.levers["is_policy_first"]
        weight = {k: a.policy_first if is_policy_first else a.goals_first for k, a in f.documents.items()}
        gap = {k: max(0.0, ceiling[k] - f.artefacts[k]) for k in ARTEFACTS}
        total = sum(weight[k] * gap[k] for k in ARTEFACTS)
        hours = f.free * (1 - f.support)
        for k in ARTEFACTS:
            share = weight[k] * gap[k] / total if total > 0 else 0.0
            f.artefacts[k] += min(1.0, hours * share / f.documents[k].work) * gap[k]
    for k in ARTEFACTS:
        abandoned = 1 - n.vacancy_artefact_decay if f.present == 0 else 1.0
        f.artefacts[k] = min(1.0, max(0.0, f.artefacts[k] * (1 - n.artefact_decay) * abandoned))


# E22


def decide(f: PlainFirm) -> None:
    if not (f.can(PLAN) and f.present):
        return
    for d in f.departments:
        _plan(f, d)
    waiting = [d for d in f.departments if d.discovered and not d.approved]
    ready = [d for d in waiting if d.endorsement > f.n.approval_endorsement_needed or d.is_member]
    if f.can(MEET):
        first = max(ready, key=lambda d: d.endorsement * f.kind(d).fit, default=None)
        ready = [d for d in waiting if first is not None and d.kind == first.kind]
    for d in ready:
        d.approved = True
        f.note("use_case_approved", d.row, 0)


def _plan(f: PlainFirm, d: Department) -> None:
    wanted = d.discovered and d.endorsement > f.n.plan_endorsement_needed
    affinity = 1.0 if d.is_home else f.kind(d).affinity
    is_in = d.is_home or d.is_member or d.scope_luck < affinity or wanted
    is_in = is_in and f.artefacts["G"] >= f.n.plan_goals_needed
    if is_in != d.planned:
        f.note("plan_widened" if is_in else "plan_narrowed", d.row, 0)
    d.planned = is_in


# E23


def endorse(f: PlainFirm) -> None:
    n = f.n
    for d in f.departments:
        d.seen = seen_elsewhere(f, d)
    for d in f.departments:
        if d.head == NOBODY:
            continue
        openness = 2 * f.people.everyone[d.head].innovativeness * f.culture
        planned = 1.0 if d.planned else n.unplanned_endorsement_share
        above = min(1.0, d.contact * f.mandate * planned * openness)
        apart = (1 - above) * (1 - n.bottom_up_weight * managers_view(f, d)) * (1 - n.seen_weight * d.seen)
        d.endorsement += n.endorsement_learning * (1 - apart - d.endorsement)


def seen_elsewhere(f: PlainFirm, d: Department) -> float:
    """Practice of other departments that people of one see through ties to users there."""
    here = len(f.people.of(d.row))
    to_users = f.people.ties_of(d.row, to_users=True)
    unseen = 1.0
    for other in f.departments:
        if other is not d and here:
            known = 1 - math.exp(-to_users[other.row] / here)
            unseen *= 1 - known * other.practice
    return 1 - unseen


def managers_view(f: PlainFirm, d: Department) -> float:
    here = f.people.of(d.row)
    managers = [person.usefulness for person in here if person.is_manager]
    if not managers:
        return 0.0
    return sum(managers) / len(managers) * min(1.0, f.users(d) / (f.n.full_view_share * len(here)))


# E24, E25


def discover(f: PlainFirm) -> None:
    n = f.n
    for d in f.departments:
        here = len(f.people.of(d.row))
        if d.discovered or not here:
            continue
        row = f.kind(d)
        time = min(1.0, f.free / (n.contact_hours * f.scale)) if f.K > 0 else 0.0
        heard = row.hears * f.artefacts["L"] * f.frac
        told = 1 - (1 - d.contact * time) * (1 - d.seen) * (1 - heard)
        hazard = 2 * n.own_discovery_hazard * f.users(d) / here * row.fit
        hazard += n.contact_discovery_hazard * row.fit * told
        if f.luck.share("discovery", d.key, f.month) < chance_of(hazard):
            d.discovered = True
            f.note("use_case_discovered", d.row, 0)


def practise(f: PlainFirm) -> None:
    n = f.n
    _renew_platforms(f)
    _help(f)
    for d in f.departments:
        here, users = len(f.people.of(d.row)), f.users(d)
        if not here:
            continue
        skill = f.sum_of_users(d, "skill") / users if users else 0.0
        need = n.support_hours * (here / 30) ** n.help_exponent
        own = n.own_effort * math.sqrt(users / here) * skill
        effort = d.endorsement * (own + min(1.0, d.help_hours / need) + n.know_how * d.seen)
        cover = min(1.0, users / max(1.0, n.practitioner_share * here))
        may = d.discovered * (1.0 if d.approved else n.unapproved_growth_share)
        grown = may * n.practice_growth * min(1.0, effort) * cover * (1 - d.practice)
        was = d.practice
        d.practice = min(1.0, max(0.0, was + grown - n.practice_decay * was * (1 - d.endorsement)))
        if was < n.operating_practice <= d.practice:
            f.note("use_case_operating", d.row, 0)


def _renew_platforms(f: PlainFirm) -> None:
    n = f.n
    if f.luck.share("platforms", 0, f.month) < chance_of(n.platform_change_hazard):
        for d in f.departments:
            d.practice *= 1 - n.renewal_share
        f.channels = max(1.0, f.channels * (1 - n.renewal_share))
        f.note("platforms_changed", NOBODY, 0)


def _help(f: PlainFirm) -> None:
    n = f.n
    claims = [d.approved * (1 - d.practice) * f.kind(d).fit * f.share_of_kind(d) for d in f.departments]
    total = sum(claims)
    ramp = min(1.0, (f.month - f.appointed) / n.hub_ramp_months)
    hub = n.fte_hours * n.hub_fte * n.hub_support_share * ramp * f.present * f.scale * f.backing
    for d, claim in zip(f.departments, claims, strict=True):
        d.help_hours = f.free * f.support * claim / total if total > 0 else 0.0
        if f.can(HUBS) and d.is_member and d.approved:
            d.help_hours += hub * f.share_of_kind(d)
