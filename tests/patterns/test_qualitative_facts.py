"""Facts about governance and maturity that the model must show, Q1 to Q18, each with its threshold.

60 replications of 300 people unless stated; a test passes if the point estimate meets the threshold, and
prints it with its 95 % interval (`pytest -rP` shows them). What a fact is about are tendencies: where people
and ties decide, no form is sure to arrive or to fail. docs/results.md has the shares in full.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from smsim.dynamics.risk import crisis_probability
from smsim.engine.simulation import Simulation
from smsim.experiments.batch import run_batch
from smsim.organisation.formation import form_organisation
from smsim.scenarios import load_scenario, run_inputs, sample_firm, with_values
from smsim.vocabulary import DepartmentKind
from tests.oracles.closed_forms import fit_logistic
from tests.patterns.running import (
    CS,
    EMPLOYEES,
    HR,
    NEVER,
    REPLICATIONS,
    WORKERS,
    batch_of,
    first_month,
    median_month,
    run_scenario,
    say_mean,
    say_share,
    share_reaching,
)

APPOINTED = 12
FORMS = {
    "grassroots": "grassroots",
    "intern": "intern-run",
    "lone manager": "lone-manager",
    "manager with aide": "manager-with-aide",
    "task force": "task-force-broad",
    "group head": "group-head",
    "dandelion": "dandelion",
    "holistic": "holistic-early",
}


@pytest.mark.parametrize("form", FORMS)
def test_q1_nobody_skips_the_playground(form: str) -> None:
    batch = batch_of(FORMS[form], {"appointment_month": 0})
    share = (((batch.monthly.raw_level == 1).sum(axis=1)) >= 3).mean()
    assert share >= 0.95, say_share(f"{form}: raw level 1 for three months or more", share)


def test_q2_the_pace_differs_between_firms() -> None:
    waits = []
    for index in range(REPLICATIONS):
        draw = sample_firm("general", 1, index)
        if not draw.uses_social_media:
            continue
        horizon = max(120, draw.scenario.appointment_month + 121)
        scenario = with_values(draw.scenario, {"horizon_months": horizon})
        organisation = form_organisation(scenario.firm, scenario.parameters.departments, 1, index)
        level = Simulation(run_inputs(scenario), organisation, 1, index).run().monthly.level
        reached = int((level >= 2).argmax()) if (level >= 2).any() else NEVER
        waits.append(reached - scenario.appointment_month)
    # over all firms, those that never get there counting as later
    quartiles = np.quantile(waits, [0.25, 0.75])
    arrived = np.quantile([wait for wait in waits if wait < NEVER / 2], [0.25, 0.75])
    spread = float(quartiles[1] - quartiles[0])
    print(f"months to level 2: quartiles {quartiles}, {arrived} among those that arrive, {len(waits)} firms")
    assert spread >= 6, f"interquartile range of months to level 2 is {spread:.1f}"


@pytest.mark.parametrize("ignored", [(), ("L3.7",)], ids=["all indicators", "without L3.7"])
@pytest.mark.parametrize("preset", ["lone-manager", "promoted-initiator"])
def test_q3_lone_managers_plateau_at_level_2(preset: str, ignored: tuple[str, ...]) -> None:
    batch = batch_of(preset, {"audit.ignored_indicators": ignored})
    share = 1 - share_reaching(batch, 3)
    assert share >= 0.90, say_share("never at level 3", share)


def test_q3_lone_managers_reach_level_2_later_if_they_cannot_plan() -> None:
    able, initiator = batch_of("lone-manager"), batch_of("promoted-initiator")
    say_share("lone manager at level 2", share_reaching(able, 2))
    say_share("promoted initiator at level 2", share_reaching(initiator, 2))
    assert share_reaching(able, 2) >= 0.80
    assert share_reaching(initiator, 2) <= share_reaching(able, 2) - 0.1


def test_q4_plateau_is_capacity_and_standing_together() -> None:
    hours: dict[str, object] = {"levers.staff_factor": 5.0}
    standing: dict[str, object] = {"levers.contact": 0.8, "levers.authority": 0.8}
    shares = {
        "capacity alone": share_reaching(batch_of("lone-manager", hours), 3),
        "standing alone": share_reaching(batch_of("lone-manager", standing), 3),
        "both": share_reaching(batch_of("lone-manager", hours | standing), 3),
    }
    report = [say_share(name, share) for name, share in shares.items()]
    alone = max(shares["capacity alone"], shares["standing alone"])
    assert alone <= 0.5, report
    assert shares["both"] >= alone + 0.25, report


def test_q5_an_aide_improves_the_plan_not_the_reach() -> None:
    alone, aided = batch_of("lone-manager").monthly, batch_of("manager-with-aide").monthly
    gain = aided.artefact[:, -1, 0] - alone.artefact[:, -1, 0]
    assert gain.mean() > 0.1, say_mean("gain in goals", gain)
    say_mean("gain in goals", gain)
    reach = aided.contact_of[:, -1].mean(axis=1) - alone.contact_of[:, -1].mean(axis=1)
    say_mean("gain in contact with departments", reach)
    assert abs(reach.mean()) < 0.05


def test_q6_a_broad_sponsored_task_force_reaches_3_and_seldom_4() -> None:
    batch = batch_of("task-force-broad")
    wait = median_month(batch, 3) - APPOINTED
    print(f"median months from appointment to level 3: {wait}")
    at_4 = float((batch.monthly.level[:, -1] >= 4).mean())
    assert share_reaching(batch, 3) >= 0.60, say_share("task force at level 3", share_reaching(batch, 3))
    assert wait <= 84
    assert at_4 <= 0.25, say_share("task force at level 4", at_4)


@pytest.mark.parametrize("preset", ["group-head", "dandelion"])
def test_q6_group_head_and_dandelion_reach_4_in_twenty_years(preset: str) -> None:
    share = share_reaching(batch_of(preset, {"horizon_months": 240}), 4)
    assert share >= 0.25, say_share(f"{preset} at level 4 within twenty years", share)


def test_q7_an_unsponsored_task_force_stalls() -> None:
    share = share_reaching(batch_of("task-force-unsponsored"), 3)
    assert share <= 0.25, say_share("unsponsored task force at level 3 within ten years", share)


def test_q7_sponsorship_helps_throughout() -> None:
    batches = [batch_of("task-force-broad", {"levers.executive_tone": tone}) for tone in (0.1, 0.3, 0.6, 0.8)]
    shares = [share_reaching(batch, 3) for batch in batches]
    # restricted to the horizon, so that runs that never arrive count as late as they can be
    waits = [np.minimum(first_month(batch.monthly.level, 3), 120).mean() for batch in batches]
    print(f"shares {shares}, restricted mean months {waits}")
    assert shares == sorted(shares)
    assert waits == sorted(waits, reverse=True)
    assert len(set(waits)) == len(waits)


def test_q8_leaving_out_service_and_recruiting_blocks_their_indicators() -> None:
    narrow = batch_of("task-force-narrow")
    broad = batch_of("task-force-broad")
    for kind in (CS, HR):
        without, with_seat = (batch.monthly.practice_of[:, 72, kind] for batch in (narrow, broad))
        say_mean(f"practice of kind {kind} at month 72, without a seat", without)
        say_mean(f"practice of kind {kind} at month 72, with a seat", with_seat)
        assert without.mean() < 0.75 * with_seat.mean()
    strict = batch_of("task-force-narrow", {"audit.met_share": 1.0})
    assert share_reaching(strict, 3, before=73) == 0.0
    say_share("level 3 under the two-thirds rule within ten years", share_reaching(narrow, 3))


@pytest.mark.xfail(
    strict=True,
    reason="a few narrow task forces meet all seven indicators of level 3 late in the ten years: customer "
    "service and human resources find their own way by then",
)
def test_q8_holds_for_ten_years() -> None:
    strict = batch_of("task-force-narrow", {"audit.met_share": 1.0})
    assert share_reaching(strict, 3) == 0.0


@pytest.mark.parametrize("year", [2010, 2013])
def test_q9_plans_widen_inclusion(year: int) -> None:
    wide: dict[bool, list[int]] = {True: [], False: []}
    for index in range(REPLICATIONS):
        draw = sample_firm("general", 1, index)
        if not draw.uses_social_media:
            continue
        organisation = form_organisation(draw.scenario.firm, draw.scenario.parameters.departments, 1, index)
        records = Simulation(run_inputs(draw.scenario), organisation, 1, index).run()
        month = draw.survey_month(year)
        elsewhere = records.by_department.practice[month][1:]  # marketing, the home, comes first
        has_plan = bool(records.monthly.artefact[month, 0] >= 0.25)
        wide[has_plan].append(int((elsewhere > 0.25).sum()))
    test = stats.mannwhitneyu(wide[True], wide[False], alternative="greater")
    print(
        f"departments practising: {np.mean(wide[True]):.2f} with a plan (n={len(wide[True])}), "
        f"{np.mean(wide[False]):.2f} without (n={len(wide[False])}), p={test.pvalue:.2g}"
    )
    assert np.mean(wide[True]) > np.mean(wide[False])
    assert test.pvalue < 0.05


def months_to_a_tenth_elsewhere(silo: float, replications: int = 60) -> float:
    """Return the mean months until a tenth outside marketing use it, with 70 % of marketing as champions."""
    horizon = 240
    values = {"firm.within_department_share": silo, "firm.employees": EMPLOYEES, "horizon_months": horizon}
    scenario = with_values(load_scenario("grassroots"), values)
    inputs = run_inputs(scenario)
    plan = inputs.plan.copy()
    plan.champions[0] = round(0.7 * scenario.parameters.departments.marketing.headcount_share * EMPLOYEES)
    plan.champions_in[0] = int(DepartmentKind.MARKETING)
    inputs = replace(inputs, plan=plan)
    batch = run_batch(
        inputs,
        lambda replication: form_organisation(scenario.firm, scenario.parameters.departments, 1, replication),
        name=f"silo {silo}",
        seed=1,
        replications=replications,
        workers=WORKERS,
    )
    active = batch.by_department.active_employees[..., 1:].sum(axis=2)
    is_spread = active >= 0.1 * (EMPLOYEES - batch.department_sizes[0])
    return float(np.where(is_spread.any(axis=1), is_spread.argmax(axis=1), horizon).mean())


def test_q10_silos_slow_the_spread_between_departments() -> None:
    silos = (0.5, 0.65, 0.8, 0.9, 0.98)
    waits = [months_to_a_tenth_elsewhere(silo) for silo in silos]
    correlation = stats.spearmanr(silos, waits).statistic
    print(f"months to a tenth elsewhere {np.round(waits, 1)}, rank correlation {correlation:.2f}")
    assert correlation > 0.8


def test_q11_adoption_under_a_group_head_is_s_shaped() -> None:
    mean = batch_of("group-head", {"horizon_months": 240}).monthly.active_share.mean(axis=0)
    fit = fit_logistic(mean)
    print(f"logistic fit: {fit}")
    assert fit.r_squared >= 0.95
    assert 0 < fit.inflection_month < 240


@pytest.mark.parametrize("preset", ["grassroots", "intern-run"])
def test_q12_a_mandate_without_means_stays_at_level_1(preset: str) -> None:
    batch = batch_of(preset, {"levers.executive_tone": 0.8})
    assert share_reaching(batch, 2) == 0.0
    assert (batch.monthly.level[:, -1] == 1).mean() >= 0.95


def test_q13_interns_make_more_mistakes_and_stay_at_level_1() -> None:
    def mistakes_per_user(preset: str) -> float:
        monthly = batch_of(preset).monthly
        return float(monthly.incidents_from[..., 0].sum() / monthly.active_employees.sum())

    intern = mistakes_per_user("intern-run")
    ratios = {other: intern / mistakes_per_user(other) for other in ("grassroots", "lone-manager")}
    print(f"mistakes per user under an intern, relative: {ratios}")
    assert min(ratios.values()) > 1.5
    assert (batch_of("intern-run").monthly.level[:, -1] == 1).mean() >= 0.95


def test_q14_training_and_policy_lower_incidents() -> None:
    # no policy and no training: priorities and protection of both switched off
    without = batch_of("group-head", {"risk.training_protection": 0.0, "risk.policy_protection": 0.0}).monthly
    both = batch_of("group-head").monthly

    def rate(monthly: np.ndarray) -> float:
        return float(monthly.incidents_from[..., 0].sum() / monthly.active_employees.sum())

    fewer = 1 - rate(both) / rate(without)
    print(f"mistakes per user-month: {fewer:.0%} fewer with training and policy")
    assert fewer >= 0.20
    assert both.incidents.sum() < without.incidents.sum()


def test_q15_preparation_averts_three_crises_in_four() -> None:
    ratio = crisis_probability(0.8, 0.35, 0.95) / crisis_probability(0.0, 0.35, 0.95)
    assert ratio == pytest.approx(0.24, abs=0.05)


def test_q16_a_dissolved_task_force_slides_back() -> None:
    kept = batch_of("task-force-broad").monthly.level[:, 119]
    scenario = with_values(load_scenario("task-force-broad"), {"firm.employees": EMPLOYEES})
    dissolved = type(scenario).model_validate(
        scenario.model_dump(by_alias=True)
        | {"change": [{"month": 84, "form": "lone_manager", "members": []}]}
    )
    level = run_scenario(dissolved).monthly.level[:, 119]
    say_mean("dissolved", level), say_mean("kept", kept), say_mean("difference", level - kept)
    assert level.mean() < kept.mean()


def test_q17_holistic_fails_from_the_start() -> None:
    share = share_reaching(batch_of("holistic-early"), 3, before=72)
    assert share < 0.10, say_share("holistic from the start: level 3 before month 72", share)


@pytest.mark.xfail(
    strict=True,
    reason="firms that turn holistic at month 132 are at level 4 in the end more than 10 points less often "
    "than those that keep the group head",
)
def test_q17_holistic_works_after_maturity() -> None:
    late = batch_of("holistic-late").monthly
    kept = batch_of("group-head", {"horizon_months": 180}).monthly
    at_4 = [float((monthly.level[:, -1] >= 4).mean()) for monthly in (late, kept)]
    print(f"at level 4 in the end: {at_4[0]:.3f} against {at_4[1]:.3f}")
    assert abs(at_4[0] - at_4[1]) <= 0.10


def test_q17_late_holistic_costs_less() -> None:
    late = batch_of("holistic-late").monthly
    kept = batch_of("group-head", {"horizon_months": 180}).monthly
    saved = (kept.cost_keur - late.cost_keur)[:, 132:].sum(axis=1)
    say_mean("thousand euro saved", saved)
    assert saved.mean() > 0


@pytest.mark.slow
def test_q18_no_form_is_best_everywhere() -> None:
    best_value = {}
    contenders = ("lone-manager", "task-force-broad", "group-head", "dandelion")
    for employees in (120, 500, 1500):
        for tone in (0.3, 0.8):
            values = {"firm.employees": employees, "levers.executive_tone": tone}
            batches = {name: batch_of(name, values, replications=60) for name in contenders}
            value = {name: b.monthly.net_value_keur.sum(axis=1).mean() for name, b in batches.items()}
            wait = {
                name: np.minimum(first_month(b.monthly.level, 3), 120).mean() for name, b in batches.items()
            }
            best_value[employees, tone] = max(value, key=value.__getitem__)
            print(
                employees,
                tone,
                {k: round(v) for k, v in value.items()},
                {k: round(v) for k, v in wait.items()},
            )
    assert len(set(best_value.values())) > 1, best_value


def test_q18_sponsorship_helps_a_task_force_more_than_a_group_head() -> None:
    def lead(tone: float) -> float:
        waits = [
            np.minimum(first_month(batch_of(name, {"levers.executive_tone": tone}).monthly.level, 3), 120)
            for name in ("task-force-broad", "group-head")
        ]
        difference = waits[0] - waits[1]
        say_mean(f"tone {tone}: months to level 3, task force less group head", difference)
        return float(difference.mean())

    assert lead(0.3) > lead(0.8)
