"""The public, incidents and the firm's stock said a second time: sections 12 to 14 of a month."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scipy import stats

from tests.oracles.plain_numbers import ALONE, HOURS, HUBS, KINDS, LEAD
from tests.oracles.plain_steering import poisson, staff_target, tone

if TYPE_CHECKING:
    from tests.oracles.plain_firm import PlainFirm

MOST_SINGLE_DRAWS = 1000


def answer_public(f: PlainFirm) -> None:
    n = f.n
    shares = [f.use(kind) for kind in KINDS if f.people_of(kind)]
    presence = min(1.0, f.channels / n.full_presence_channels + sum(shares) / len(shares))
    talk = n.mentions_per_employee * n.consumer_exposure * f.size * (1 + n.mention_growth) ** f.month
    f.mentions = talk * (n.base_presence + (1 - n.base_presence) * presence)
    f.complaints = n.complaint_share * f.mentions
    f.phi = response_share(f)


def response_share(f: PlainFirm) -> float:
    n = f.n
    demand = n.complaint_hours * f.complaints
    if not f.complaints > 0:
        return 1.0
    agents = f.users_of("CS")
    skill = sum(f.sum_of_users(d, "skill") for d in f.of("CS")) / agents if agents else 0.0
    own = f.mean("CS", "practice") * agents * n.care_hours * output(f, skill)
    routed = max(f.levers["routing_share"], f.mean("CS", "contact")) * demand
    hired = f.levers["extra_care_agents"] * n.care_hours * output(f, n.hired_agent_skill)
    centre = n.centre_reply_share * n.mention_hours * f.mentions * f.frac
    capacity = (centre + hired + min(own, routed)) * (1 - n.control_delay * f.control)
    seen = min(n.highest_detection, max(n.unseen_detection, f.artefacts["L"]))
    seen *= max(n.least_coverage, f.frac)
    phi = seen * min(1.0, capacity / demand)
    return phi * n.call_centre_resolution if f.levers["care_model"] == "call_centre" else phi


def output(f: PlainFirm, skill: float) -> float:
    return f.n.unskilled_care_share + (1 - f.n.unskilled_care_share) * skill


# E13, E14


def suffer_incidents(f: PlainFirm) -> None:
    n = f.n
    prepared = preparation(f)
    chance = n.crisis_probability * (1 - n.preparation_effect * prepared)
    mean_weeks = 1 + (n.unprepared_crisis_weeks - 1) * (1 - prepared)
    f.by_cause, f.crises = [], 0
    for cause, rate in enumerate(incident_rates(f)):
        count = poisson(rate, f.luck.share("incidents", cause, f.month))
        if count > MOST_SINGLE_DRAWS:
            luck = f.luck.share("crisis counts", cause, f.month)
            crises = int(stats.binom.ppf(luck, count, chance))
        else:
            numbers = range(count)
            crises = sum(f.luck.share("crises", (cause << 32) + i, f.month) < chance for i in numbers)
        f.by_cause.append(count)
        f.crises += crises
        f.weeks_left += weeks_of(f, cause, crises, mean_weeks)
        if crises:
            f.note("crisis", -1, cause, crises)
    f.incidents = sum(f.by_cause)
    f.weeks = min(f.weeks_left, 4 + 4 * f.crises)
    f.weeks_left -= f.weeks


def weeks_of(f: PlainFirm, cause: int, crises: int, mean: float) -> int:
    """How long new crises of a cause will last, together."""
    if crises > MOST_SINGLE_DRAWS:
        return math.ceil(mean * crises)
    shares = [f.luck.share("crisis weeks", (cause << 32) + number, f.month) for number in range(crises)]
    return sum(math.ceil(-mean * math.log(1 - share)) for share in shares)


def incident_rates(f: PlainFirm) -> tuple[float, ...]:
    n = f.n
    by_policy = 1 - n.policy_protection * f.artefacts["Q"]
    return (
        n.mistake_rate * mistake_weight(f) * by_policy * (1 - n.control_protection * f.control),
        n.disgruntled_rate * f.size * (1 + n.unrest_factor * f.unrest),
        n.external_rate,
        n.escalation_rate * f.complaints * (1 - f.phi),
        n.wrong_account_rate * sum(f.users(d) for d in f.departments) * by_policy * (1 - f.control),
    )


def mistake_weight(f: PlainFirm) -> float:
    weighted = 0.0
    for d in f.departments:
        is_scripted = f.levers["care_model"] == "call_centre" and d.kind == "CS"
        untrained = f.users(d) - f.n.training_protection * f.sum_of_users(d, "training")
        weighted += untrained * (f.n.call_centre_mistakes if is_scripted else 1.0)
    return weighted * (f.n.intern_mistakes if f.can(ALONE) else 1.0)


def preparation(f: PlainFirm) -> float:
    n = f.n
    users = sum(f.users(d) for d in f.departments)
    trained = f.training_of_users() / users if users else 0.0
    weights = (n.listening_weight, n.readiness_weight, n.training_weight, n.response_weight)
    marks = (f.artefacts["L"], f.artefacts["X"], trained, f.phi)
    return sum(map(math.prod, zip(weights, marks, strict=True))) / sum(weights)


# E15, E16, E26, E27


def take_stock(f: PlainFirm) -> None:
    n = f.n
    aim = n.base_reputation + n.response_reputation * f.phi
    aim += n.marketing_reputation * f.mean("MKT", "practice")
    aim += n.advocacy_reputation * f.training_of_users() / f.size
    moved = f.reputation + n.reputation_learning * (aim - f.reputation)
    moved -= n.incident_reputation * f.incidents + n.crisis_reputation * f.weeks
    f.reputation = min(100.0, max(0.0, moved))
    worth = sum(f.kinds[k].worth * f.mean(k, "practice") * math.sqrt(f.use(k)) for k in KINDS)
    f.v = (n.base_value_share + f.reputation / 100) * worth - n.crisis_value * f.weeks
    f.convincing = min(1.0, max(0.0, f.v / n.full_value))
    f.cost = cost(f)
    news = max(0.0, f.convincing - f.habit)
    f.habit += n.habituation * (f.convincing - f.habit)
    won = n.measured_value_gain * f.visibility * f.artefacts["M"] * news + n.crisis_gain * f.crises
    S = f.sponsorship
    S += won * (1 - S) - n.attention_fade * (S - tone(f)) - n.discredit * f.weeks * S
    f.sponsorship = min(1.0, max(f.levers["sponsorship_floor"], S))
    if f.can(LEAD):
        f.fte += n.hiring_speed * (staff_target(f) - f.fte)


def cost(f: PlainFirm) -> float:
    n = f.n
    hours = (n.member_hours * f.can(HOURS) + n.hub_coordination_hours * f.can(HUBS)) * f.m
    pushed = math.floor(f.levers["training_push_share"] * f.size + 0.5)
    staff = n.fte_cost_keur * f.fte * f.present + n.care_agent_cost_keur * f.levers["extra_care_agents"]
    return staff + (n.member_hour_cost_eur * hours + n.training_cost_eur * pushed) / 1000
