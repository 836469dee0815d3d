"""Mentions and answers, incidents and crises, reputation, money and staff."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from smsim.engine.public import MOST_SINGLE_DRAWS, escalated_incidents
from smsim.engine.simulation import Simulation
from smsim.randomness.draws import uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import EventKind, IncidentCause
from tests.simulations import ALIKE, STILL, hand_made, needs_compiler, set_users, start, world
from tests.soundness import assert_sound

FIRM = hand_made(("marketing", "sales", "customer_service"), [4, 4, 8])
QUIET = {
    "risk.mistake_rate": 0.0,
    "risk.disgruntled_rate": 0.0,
    "risk.external_rate": 0.0,
    "risk.escalation_rate": 0.0,
    "risk.wrong_account_rate": 0.0,
}


def still(preset: str = "lone-manager", values: dict[str, Any] | None = None, months: int = 1) -> Simulation:
    base = {**STILL, **ALIKE, **QUIET, "appointment_month": 0, "horizon_months": 48}
    simulation = start(world(preset, {**base, **(values or {})}), FIRM)
    simulation.advance(months)
    return simulation


def answering(values: dict[str, Any] | None = None) -> Simulation:
    """Return month 1 of a firm with four skilled users in care that practises; all complaints reach it."""
    base = {"practice.practice_decay": 0.0, "practice.practice_growth": 0.0, "levers.routing_share": 1.0}
    simulation = still(values={**base, **(values or {})})
    state = simulation.state
    set_users(simulation, np.arange(16) >= 12)
    state.people.skill[:] = 0.5
    simulation.transfer(0, 0)
    state.departments.practice[2] = 0.2
    state.firm[0].artefacts[2] = 0.5
    simulation.advance()
    return simulation


def mentions(simulation: Simulation, month: int, exposure: float = 1.0) -> float:
    presence = min(1.0, simulation.state.firm[0].channels / 12 + (0.25 + 0 + 0.5) / 3)
    return float(0.8 * exposure * 16 * 1.006**month * (0.4 + 0.6 * presence))


def hours(simulation: Simulation) -> tuple[float, float]:
    """Return skilled hours of care and the centre's own answers."""
    skill = 0.5 + 0.1 * 0.5 * 0.5  # a month of untrained use later
    return 0.2 * 4 * 12 * (0.3 + 0.7 * skill), 0.2 * 0.05 * mentions(simulation, 1)


def test_mentions_and_answers_by_hand() -> None:
    simulation = answering()
    now = simulation.records().monthly[1]
    assert now.mentions == pytest.approx(mentions(simulation, 1))
    assert now.complaints == pytest.approx(0.15 * mentions(simulation, 1))
    care, centre = hours(simulation)
    demand = 0.35 * now.complaints
    assert demand < care and demand < (demand + centre) * (1 - 0.3 * 0.3)
    listening = simulation.state.firm[0].artefacts[2]
    assert now.response_share == pytest.approx(min(0.85, listening) * 1.0)


def test_short_hands_answer_their_share() -> None:
    simulation = answering({"public.complaint_hours": 10.0})
    now = simulation.records().monthly[1]
    care, centre = hours(simulation)
    answered = (care + centre) * (1 - 0.3 * 0.3) / (10 * now.complaints)
    assert answered < 0.9
    assert now.response_share == pytest.approx(answered * simulation.state.firm[0].artefacts[2])


def test_levers_of_care() -> None:
    slow = {"public.complaint_hours": 10.0}
    base = answering(slow)
    care, centre = hours(base)
    plain = base.records().monthly.response_share[1]

    def relative(values: dict[str, Any]) -> float:
        return float(answering({**slow, **values}).records().monthly.response_share[1] / plain)

    demand = 10 * base.records().monthly.complaints[1]
    assert care > 0.2 * demand
    routed = {"levers.routing_share": 0.2}
    assert relative(routed) == pytest.approx((0.2 * demand + centre) / (care + centre))
    assert relative({"levers.publication_control": 0.0}) == pytest.approx(1 / (1 - 0.3 * 0.3))
    hired = 0.5 * 12 * (0.3 + 0.7 * 0.5)
    agents = {"levers.extra_care_agents": 0.5}
    assert relative(agents) == pytest.approx((care + hired + centre) / (care + centre))
    assert relative({"levers.care_model": "call_centre"}) == pytest.approx(0.50 / 0.85)


@pytest.mark.parametrize("values", [{"public.complaint_share": 0.0}, {"public.mentions_per_employee": 0.0}])
def test_where_nobody_complains_everything_is_answered(values: dict[str, Any]) -> None:
    for care in ("social_trained", "call_centre"):
        assert answering({**values, "levers.care_model": care}).records().monthly.response_share[1] == 1.0


def test_nobody_to_answer_is_no_answer() -> None:
    values = {"public.centre_reply_share": 0.0, "levers.routing_share": 0.0}
    assert answering(values).records().monthly.response_share[1] == 0.0


def test_complaints_also_find_their_way_by_acquaintance() -> None:
    """A seat of customer service, whose representative knows all at home and one elsewhere."""
    ties = [(8, 4, 64), *((8, other, 64) for other in range(9, 16))]
    firm = hand_made(("marketing", "sales", "customer_service"), [4, 4, 8], ties=ties)
    base = {**STILL, **ALIKE, **QUIET, "appointment_month": 0, "horizon_months": 48}
    values = {"levers.members": ["customer_service"], "public.centre_reply_share": 0.0}
    values |= {"levers.representatives_by": "most_ties", "practice.practice_growth": 0.0}
    simulation = start(world("task-force-broad", {**base, **values, "practice.practice_decay": 0.0}), firm)
    simulation.advance()
    set_users(simulation, np.arange(16) >= 12)
    simulation.state.departments.practice[2] = 1.0
    simulation.state.firm[0].artefacts[2] = 0.5
    simulation.advance()
    contact = simulation.records().by_department.contact[1, 2]
    assert contact == pytest.approx((1 - 0.7**7) * 0.3)
    listening = simulation.state.firm[0].artefacts[2]
    share = simulation.records().monthly.response_share[1]
    assert share == pytest.approx(listening * contact * (1 - 0.3 * 0.5))


def test_a_swamped_centre_sees_a_third() -> None:
    simulation = answering(
        {"centre.fte_hours": 1.0, "centre.workable_share": 0.5, "public.control_delay": 0.0}
    )
    firm = simulation.state.firm[0]
    assert firm.done_share < 0.3
    assert firm.response_share == pytest.approx(firm.artefacts[2] * 0.3)


# incidents


def rates(values: dict[str, Any], months: int = 400) -> np.ndarray[Any, Any]:
    """Return incidents by cause per month of a large firm, half of it users, in which nothing moves."""
    base = {**STILL, **QUIET, "firm.employees": 2_000, "firm.ties_per_person": 0, "firm.team_size": 1}
    scenario = world("grassroots", {**base, "horizon_months": months, "public.mention_growth": 0.0, **values})
    simulation = start(scenario)
    set_users(simulation, np.arange(2_000) % 2 == 0)
    mean: np.ndarray[Any, Any] = simulation.run().monthly.incidents_from.mean(axis=0)
    return mean


@needs_compiler
def test_incidents_are_as_frequent_as_described() -> None:
    assert rates({"risk.mistake_rate": 3e-3})[0] == pytest.approx(3e-3 * 1_000, rel=0.1)
    assert rates({"risk.disgruntled_rate": 1.5e-3})[1] == pytest.approx(1.5e-3 * 2_000, rel=0.1)
    assert rates({"risk.external_rate": 3.0})[2] == pytest.approx(3.0, rel=0.1)
    assert rates({"risk.wrong_account_rate": 3e-3})[4] == pytest.approx(3e-3 * 1_000, rel=0.1)
    silent = {"public.centre_reply_share": 0.0, "risk.escalation_rate": 0.02}
    presence = 0.4 + 0.6 * (1 / 12 + 0.5)
    assert rates(silent)[3] == pytest.approx(0.02 * 0.15 * 0.8 * 2_000 * presence, rel=0.1)


@needs_compiler
def test_interns_double_mistakes() -> None:
    intern = rates({"risk.mistake_rate": 3e-3, "levers.form": "intern", "appointment_month": 0})
    assert intern[0] == pytest.approx(2 * 3e-3 * 1_000, rel=0.1)


def test_causes_are_drawn_apart() -> None:
    only = still("grassroots", {"risk.external_rate": 1.0}, months=48).records().monthly
    all_causes = {"risk.external_rate": 1.0, "risk.disgruntled_rate": 1.0, "risk.mistake_rate": 0.5}
    both = still("grassroots", all_causes, months=48).records().monthly
    external = int(IncidentCause.EXTERNAL)
    assert np.array_equal(only.incidents_from[:, external], both.incidents_from[:, external])
    assert both.incidents.sum() > only.incidents.sum() > 20


def test_a_higher_rate_never_gives_fewer_incidents() -> None:
    counts = [
        still("grassroots", {"risk.external_rate": rate}, months=48).records().monthly.incidents
        for rate in (0.5, 0.6, 1.5)
    ]
    assert (counts[0] <= counts[1]).all()
    assert (counts[1] <= counts[2]).all()
    assert counts[0].sum() < counts[2].sum()


@pytest.mark.parametrize(("chance", "share"), [(0.0, 0.0), (1.0, 1.0)])
def test_incidents_become_crises_by_chance(chance: float, share: float) -> None:
    values = {"risk.external_rate": 2.0, "risk.crisis_probability": chance, "risk.preparation_effect": 0.0}
    simulation = still("grassroots", values, months=48)
    records = simulation.records()
    assert records.monthly.crises.tolist() == (share * records.monthly.incidents).tolist()


def test_crises_take_the_weeks_their_draws_say_four_a_month_and_four_for_each_new_one() -> None:
    """Nobody is prepared: a mean course of eight weeks."""
    values = {"risk.external_rate": 0.3, "risk.crisis_probability": 1.0, "risk.preparation_effect": 0.0}
    simulation = still("grassroots", values, months=48)
    records, key = simulation.records(), simulation.state.firm[0].key
    external = int(IncidentCause.EXTERNAL)
    left, weeks = 0.0, []
    for month in range(48):
        new = int(records.monthly.crises[month])
        for crisis in range(new):
            owner = np.uint64(external) << np.uint64(32) | np.uint64(crisis)
            left += np.ceil(-8 * np.log(1 - uniform(key, owner, month, int(DrawPurpose.CRISIS_WEEKS))))
        weeks.append(min(left, 4 + 4 * new))
        left -= weeks[-1]
    assert records.monthly.crisis_weeks.tolist() == weeks
    assert max(weeks) > 4 and sum(weeks) > 8


def test_unrest_makes_more_disgruntled_posts_and_fades() -> None:
    values = {"risk.disgruntled_rate": 0.1, "risk.unrest_factor": 4.0, "risk.unrest_memory": 0.5}
    change = {"change": [{"month": 0, "is_reorganised": True}]}
    posts = np.zeros(6)
    for seed in range(300):
        base = {**STILL, **ALIKE, **QUIET, **values, **change, "horizon_months": 6}
        if seed == 0:
            scenario = world("grassroots", base)
        posts += start(scenario, FIRM, seed).run().monthly.incidents_from[:, int(IncidentCause.DISGRUNTLED)]
    expected = 1.6 * (1 + 4.0 * 0.5 ** np.arange(6))
    assert posts / 300 == pytest.approx(expected, abs=4 * np.sqrt(8 / 300))


def test_crises_are_logged_with_their_cause_and_number() -> None:
    values = {"risk.external_rate": 2.0, "risk.disgruntled_rate": 1.0, "risk.crisis_probability": 0.7}
    records = still("grassroots", values, months=48).records()
    crises = records.events[records.events.kind == EventKind.CRISIS]
    for month in range(48):
        assert crises["count"][crises.month == month].sum() == records.monthly.crises[month]
    assert set(crises.detail) == {IncidentCause.DISGRUNTLED, IncidentCause.EXTERNAL}
    assert (crises["count"] > 1).any()


@needs_compiler
@pytest.mark.parametrize("people", [700, 1_000, 1_400], ids=["one by one", "both ways", "counted"])
def test_crises_are_as_frequent_however_they_are_drawn(people: int) -> None:
    """A thinned Poisson count is one: mean and variance of crises are chance times that of incidents."""
    chance, months = 0.3, 1200
    frequent = {"risk.disgruntled_rate": 1.0, "horizon_months": months}
    sure = {"risk.crisis_probability": chance, "risk.preparation_effect": 0.0}
    values = {**STILL, **QUIET, "firm.employees": people, "firm.ties_per_person": 0, **frequent, **sure}
    records = start(world("grassroots", values)).run()
    incidents, crises = records.monthly.incidents, records.monthly.crises
    for count, mean in ((incidents, people), (crises, chance * people), (incidents - crises, 0.7 * people)):
        assert count.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / months))
        assert count.var() == pytest.approx(mean, rel=4 * np.sqrt(2 / months))
    assert abs(np.corrcoef(crises, incidents - crises)[0, 1]) < 4 / np.sqrt(months)
    logged = records.events[records.events.kind == EventKind.CRISIS]
    assert np.array_equal(logged["count"], crises) and np.array_equal(logged.month, np.arange(months))
    if people != 1_000:
        assert (incidents > MOST_SINGLE_DRAWS).all() == (people > MOST_SINGLE_DRAWS)


@pytest.mark.parametrize("chance", [0.0, 0.003, 0.35, 0.8, 1.0])
def test_one_draw_counts_what_single_draws_count(chance: float) -> None:
    incidents, months = 400, 3000
    counts = np.array(
        [
            [escalated_incidents(np.uint64(7), 3, month, incidents, chance, most) for month in range(months)]
            for most in (0, incidents)
        ]
    )
    mean, variance = incidents * chance, incidents * chance * (1.0 - chance)
    for of_one_way in counts:
        assert of_one_way.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / months))
        assert of_one_way.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / months), abs=0)
    if variance > 0:
        assert stats.ks_2samp(*counts).pvalue > 1e-4
        assert abs(np.corrcoef(counts)[0, 1]) < 4 / np.sqrt(months)


def test_more_incidents_than_fit_into_32_bits_are_counted_and_logged() -> None:
    values = {**QUIET, "public.mentions_per_employee": 1e4, "public.consumer_exposure": 10.0}
    values |= {"public.complaint_share": 1.0, "risk.escalation_rate": 1.0, "public.mention_growth": 0.08}
    values |= {"risk.crisis_probability": 1.0, "risk.preparation_effect": 0.0}
    records = still("grassroots", {**values, "horizon_months": 120}, months=120).records()
    assert_sound(records)
    assert records.monthly.incidents[-1] > 2**32
    assert records.events["count"][-1] == records.monthly.crises[-1] == records.monthly.incidents[-1]


# stock-taking


def test_reputation_value_and_sponsorship_by_hand() -> None:
    values = {"practice.practice_decay": 0.0, "practice.practice_growth": 0.0, "levers.executive_tone": 0.3}
    values |= {"learning.training_capacity_share": 0.0, "learning.training_fade": 0.0}
    values |= {"levers.lead_by": "fewest_ties"}  # row 0, a user anyway
    simulation = still("group-head", values)
    state = simulation.state
    firm = state.firm[0]
    set_users(simulation, np.arange(16) % 4 == 0)
    state.departments.practice[:] = [0.6, 0.5, 0.2]
    state.people.training[:] = 0.5
    simulation.transfer(0, 0)
    firm.reputation, firm.sponsorship, firm.habit = 70.0, 0.5, 0.1
    simulation.advance()
    now = simulation.records().monthly[1]
    reputation = 70 + 0.05 * (50 + 35 * now.response_share + 10 * 0.6 + 10 * (4 * 0.5 / 16) - 70)
    assert now.reputation == pytest.approx(reputation)
    value = (0.5 + reputation / 100) * (1.0 * 0.6 + 0.9 * 0.5 + 1.0 * 0.2) * 0.5
    assert now.value_index == pytest.approx(value)
    assert now.value_keur == pytest.approx(0.02 * 16 * value)
    measurement = now.artefact[3]
    assert now.measured_value_keur == pytest.approx(measurement * now.value_keur)
    won = 0.06 * 0.7 * measurement * (value / 3 - 0.1) * 0.5
    assert now.sponsorship == pytest.approx(0.5 + won - 0.02 * (0.5 - 0.3))
    assert firm.habit == pytest.approx(0.1 + (value / 3 - 0.1) / 24)


def test_a_crisis_costs_reputation_and_value_and_wakes_sponsors() -> None:
    values = {"risk.external_rate": 3.0, "risk.crisis_probability": 1.0, "risk.preparation_effect": 0.0}
    values |= {"practice.practice_growth": 0.0, "levers.executive_tone": 0.2, "levers.sponsorship_floor": 0.1}
    simulation = still("grassroots", values)
    now = simulation.records().monthly[0]
    count, weeks = now.crises, now.crisis_weeks
    assert count > 0 and weeks > 0
    aim = 50 + 35 * now.response_share
    assert now.reputation == pytest.approx(max(0.0, 50 + 0.05 * (aim - 50) - 1.5 * count - 1.5 * weeks))
    assert now.value_index == pytest.approx(-0.5 * weeks)
    assert now.sponsorship == pytest.approx(min(1.0, 0.2 + 0.15 * count * 0.8 - 0.02 * weeks * 0.2))


def test_sponsorship_never_falls_below_its_floor() -> None:
    values = {"levers.executive_tone": 0.2, "levers.sponsorship_floor": 0.5}
    assert still(values=values, months=20).records().monthly.sponsorship.tolist() == [0.5] * 20


def test_costs_by_hand() -> None:
    assert still("grassroots").records().monthly.cost_keur[0] == 0.0
    assert still("lone-manager").records().monthly.cost_keur[0] == pytest.approx(7.0)
    members = {"levers.members": ["marketing", "sales", "finance"]}  # finance is absent
    force = still("task-force-broad", members).records().monthly
    assert force.cost_keur[0] == pytest.approx(7.0 + 0.05 * 20 * 2)
    hubs = still("dandelion", members).records().monthly
    assert hubs.cost_keur[0] == pytest.approx(7.0 + 0.05 * 10 * 2)
    extra = {"levers.extra_care_agents": 2.5, "levers.training_push_share": 0.1}
    bought = still("grassroots", extra).records().monthly
    assert bought.cost_keur[0] == pytest.approx(4 * 2.5 + 0.1 * 2)  # 1.6 people round to two
    assert bought.net_value_keur[0] == pytest.approx(bought.value_keur[0] - bought.cost_keur[0])


def test_staff_grows_with_proven_value_up_to_one_in_a_hundred() -> None:
    def staff_after(employees: int) -> float:
        base = {**STILL, **ALIKE, **QUIET, "firm.employees": employees, "horizon_months": 400}
        values = {"practice.practice_decay": 0.0, "centre.measurement_ceiling_factor": 10.0}
        values |= {"appointment_month": 0, "contact.unsponsored_backing": 1.0}
        scenario = world("group-head", {**base, **values, "centre.artefact_decay": 0.0})
        simulation = start(scenario)
        for _ in range(120):
            simulation.state.firm[0].sponsorship = 1.0
            simulation.state.firm[0].convincing_value = 1.0
            simulation.state.firm[0].artefacts[3] = 1.0
            simulation.state.departments.practice[:] = 1.0
            simulation.state.departments.active[:] = simulation.state.departments.employees
            simulation.advance()
        return float(simulation.state.firm[0].staff_fte)

    assert staff_after(100) == pytest.approx(2.0, abs=1e-3)
    assert staff_after(400) <= 4.0 + 1e-9
