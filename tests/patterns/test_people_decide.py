"""Facts about people in charge, ties and executives that the model must show, A1 to A10, with thresholds.

60 replications of 300 people unless stated; `pytest -rP` prints the figures with their 95 % intervals, and
docs/results.md has the shares in full.
"""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.intervals import share_estimate
from smsim.engine.simulation import Simulation
from smsim.experiments.batch import Batch
from smsim.organisation.formation import form_organisation
from smsim.scenarios import run_inputs, sample_firm, with_values
from tests.patterns.running import (
    CODES,
    CS,
    HR,
    NEVER,
    batch_of,
    first_month,
    say_mean,
    say_share,
    share_reaching,
)
from tests.results.variance import GROUPS, explained, outcomes

TONE = "levers.executive_tone"
SILO = "firm.within_department_share"
NO_TIES: dict[str, object] = {"firm.ties_per_person": 0, "firm.team_size": 1}
TWENTY_YEARS: dict[str, object] = {"horizon_months": 240}
UNSEATED = ("lone-manager", "manager-with-aide", "task-force-narrow", "task-force-broad", "group-head")
PLANNING = (*UNSEATED, "dandelion", "holistic-early")


def months_to_3(batch: Batch) -> np.ndarray:
    """Return months to level 3; runs that never get there count as the horizon."""
    return np.minimum(first_month(batch.monthly.level, 3), batch.horizon_months)


def say_level_3(what: str, batch: Batch) -> float:
    """Print and return the share of runs at level 3 within the horizon."""
    share = share_reaching(batch, 3)
    say_share(f"{what}: level 3", share, batch.replications)
    return share


def test_a1_a_lone_manager_mostly_stays_at_level_2() -> None:
    batch = batch_of("lone-manager")
    assert share_reaching(batch, 2) >= 0.80
    assert say_level_3("lone manager", batch) <= 0.20


@pytest.mark.slow
def test_a1_a_few_lone_managers_reach_level_3_more_with_a_sponsor() -> None:
    open_firm = {**TWENTY_YEARS, SILO: 0.7}
    backed = say_level_3("silo .7, tone .8", batch_of("lone-manager", {**open_firm, TONE: 0.8}, 200))
    unbacked = say_level_3("silo .7, tone .1", batch_of("lone-manager", {**open_firm, TONE: 0.1}, 200))
    assert 0 < backed <= 0.40
    assert unbacked < backed


def test_a2_a_sponsored_broad_task_force_mostly_arrives_an_unsponsored_one_seldom() -> None:
    assert 0.60 <= say_level_3("tone .6", batch_of("task-force-broad", {TONE: 0.6})) <= 0.95
    assert 0.10 <= say_level_3("tone .1", batch_of("task-force-broad", {TONE: 0.1})) <= 0.50


@pytest.mark.parametrize("preset", ["task-force-narrow", "group-head", "dandelion"])
def test_a2_sponsorship_helps_every_form(preset: str) -> None:
    unbacked, backed = (say_level_3(f"tone {t}", batch_of(preset, {TONE: t})) for t in (0.1, 0.8))
    assert backed >= unbacked + 0.2


@pytest.mark.parametrize("preset", UNSEATED)
def test_a3_silos_cost_a_year_or_a_fifth_of_the_firms(preset: str) -> None:
    is_slow = preset in ("lone-manager", "manager-with-aide")
    horizon = TWENTY_YEARS if is_slow else {}
    batches = [batch_of(preset, {**horizon, SILO: silo}) for silo in (0.5, 0.95)]
    shares = [
        say_level_3(f"{preset}, {silo} of ties inside", batch)
        for silo, batch in zip((0.5, 0.95), batches, strict=True)
    ]
    later = months_to_3(batches[1]) - months_to_3(batches[0])
    say_mean("months later", later)
    assert shares[0] - shares[1] >= 0.2 or later.mean() >= 12


@pytest.mark.parametrize(
    "preset",
    [
        "lone-manager",
        "task-force-broad",
        "dandelion",
        pytest.param(
            "group-head",
            marks=pytest.mark.xfail(
                strict=True,
                reason="23 % of group heads reach level 3 in ten years without any tie, 42 % in twenty: "
                "half of the contact with every department comes from office, not from ties",
            ),
        ),
    ],
)
def test_a4_without_ties_there_is_no_level_3(preset: str) -> None:
    assert say_level_3(f"{preset} without ties", batch_of(preset, NO_TIES)) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["task-force-narrow", "task-force-broad"])
def test_a5_well_connected_representatives_get_further(preset: str) -> None:
    fewest, most = (
        batch_of(preset, {"levers.representatives_by": choice}, 200)
        for choice in ("fewest_ties", "most_ties")
    )
    saved = months_to_3(fewest) - months_to_3(most)
    say_mean("months saved", saved)
    assert say_level_3("most ties", most) >= say_level_3("fewest ties", fewest) + 0.1


@pytest.mark.slow
def test_a5_a_well_connected_lead_gets_further() -> None:
    fewest, most = (
        batch_of("manager-with-aide", {**TWENTY_YEARS, "levers.lead_by": choice}, 200)
        for choice in ("fewest_ties", "most_ties")
    )
    assert say_level_3("most ties", most) >= say_level_3("fewest ties", fewest) + 0.1


def test_a6_leaving_out_service_and_recruiting_leaves_their_signs_unmet() -> None:
    narrow, broad = batch_of("task-force-narrow"), batch_of("task-force-broad")
    for kind, code in ((CS, "L3.3"), (HR, "L3.4")):
        met = [float(b.monthly.met[:, 72, CODES.index(code)].mean()) for b in (narrow, broad)]
        say_share(f"{code} met at month 72, kind {kind} left out", met[0], narrow.replications)
        say_share(f"{code} met at month 72, kind {kind} seated", met[1], broad.replications)
        assert met[0] <= 0.5 * met[1]


def slid_back(batch: Batch) -> np.ndarray:
    """Return whether each run ever lost a level from 2 upwards."""
    level = batch.monthly.level
    return ((level[:, 1:] < level[:, :-1]) & (level[:, :-1] >= 2)).any(axis=1)


def test_a7_firms_slide_back() -> None:
    shares = {preset: float(slid_back(batch_of(preset)).mean()) for preset in PLANNING}
    for preset, share in shares.items():
        say_share(f"{preset}: slid back in ten years", share)
    everywhere = float(np.mean(list(shares.values())))
    assert 0.10 <= everywhere <= 0.40, f"over all forms {everywhere:.2f}"


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["task-force-broad", "group-head", "dandelion"])
def test_a7_level_4_is_held_by_few_in_every_year_of_the_last_five(preset: str) -> None:
    batch = batch_of(preset, {**TWENTY_YEARS, TONE: 0.3}, 200)
    kept = float((batch.monthly.level[:, -60:] >= 4).all(axis=1).mean())
    say_share("level 4 through the last five of twenty years, tone .3", kept, 200)
    assert kept <= 0.25


def waits_for_level_2(firms: int) -> np.ndarray:
    """Return months from the appointment to level 2, of plausible firms with somebody who plans."""
    waits = []
    for index in range(firms):
        drawn = sample_firm("general", 1, index).scenario
        if drawn.levers.form in ("grassroots", "intern"):
            continue
        scenario = with_values(drawn, {"horizon_months": drawn.appointment_month + 120})
        people = form_organisation(scenario.firm, scenario.parameters.departments, 1, index)
        level = Simulation(run_inputs(scenario), people, 1, index).run().monthly.level
        waits.append(float(first_month(level[None, :], 2)[0]) - scenario.appointment_month)
    return np.array(waits)


def test_a8_months_to_level_2_differ_by_a_factor_of_three() -> None:
    waits = waits_for_level_2(100)
    arrived = waits[waits < NEVER / 2]
    low, high = np.quantile(arrived, [0.1, 0.9])
    print(
        f"{arrived.size} of {waits.size} firms arrive; tenth to ninetieth percentile {low:.0f} to {high:.0f}"
    )
    assert high >= 3 * low


@pytest.mark.slow
@pytest.mark.parametrize("population", ["general", "large"])
def test_a9_form_firm_assumptions_and_luck_each_explain_a_visible_share(population: str) -> None:
    found = outcomes(population, 300)
    shares = explained(found[..., 0])[1]
    print(dict(zip(GROUPS, np.round(shares, 2), strict=True)))
    firm = max(shares[GROUPS.index("firm")], shares[GROUPS.index("network")])
    assert min(shares[GROUPS.index("form")], firm, shares[3], shares[4]) >= 0.05


@pytest.mark.slow
@pytest.mark.parametrize(
    "preset",
    [
        "task-force-narrow",
        "task-force-broad",
        "group-head",
        "dandelion",
        "manager-with-aide",
    ],
)
def test_a9_no_form_is_sure_to_arrive_or_to_fail(preset: str) -> None:
    reached = []
    for index in range(150):
        firm = sample_firm("general", 1, index).scenario
        values = {
            "firm.employees": firm.firm.employees,
            "firm.culture": firm.firm.culture,
            SILO: firm.firm.within_department_share,
            TONE: firm.levers.executive_tone,
        }
        reached.append(share_reaching(batch_of(preset, values, 1, index), 3) > 0)
    share = share_estimate(sum(reached), len(reached))
    print(f"{preset}: level 3 in {share.share:.2f} of plausible firms")
    assert 0 < share.count < share.total


def test_a10_no_complaints_are_no_failure() -> None:
    quiet = batch_of("task-force-broad", {"public.complaint_share": 0.0})
    loud = batch_of("task-force-broad")
    assert (quiet.monthly.response_share == 1.0).all()
    say_mean("reputation without complaints", quiet.monthly.reputation[:, -1])
    assert quiet.monthly.reputation[:, -1].mean() >= loud.monthly.reputation[:, -1].mean()
    assert say_level_3("nobody complains", quiet) >= say_level_3("some complain", loud) - 0.1


def test_a10_a_ban_stops_everyone() -> None:
    banned = batch_of("task-force-broad", {"levers.ban_share": 1.0})
    assert banned.monthly.active_employees[:, 1:].max() == 0
    assert share_reaching(banned, 2) == 0.0


@pytest.mark.parametrize("employees", [20, 100, pytest.param(2000, marks=pytest.mark.slow)])
def test_a10_sizes_behave(employees: int) -> None:
    size = {"firm.employees": employees}
    broad, alone = (batch_of(preset, size, 40) for preset in ("task-force-broad", "lone-manager"))
    assert say_level_3(f"{employees} people, broad task force", broad) > say_level_3("lone manager", alone)
    assert share_reaching(alone, 2) >= 0.5
