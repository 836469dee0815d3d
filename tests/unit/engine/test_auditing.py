"""The audit in the engine is the audit of the records, and looks at what it should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.maturity.facts import AUDIT_FACTS_DTYPE, POSITION_OF
from smsim.maturity.reassess import reassess
from smsim.maturity.rule import RULE_VARIANTS
from smsim.parameters import Audit
from smsim.scenarios import Scenario
from smsim.vocabulary import EventKind
from tests.simulations import ALIKE, STILL, hand_made, people_of, run, start, with_kinds, world

FIRM = {"firm.employees": 60}
RULES = {**RULE_VARIANTS, "monthly": Audit(interval_months=1, confirmations=3)}


def audited(rule: Audit, preset: str = "task-force-broad") -> Scenario:
    return world(preset, {**FIRM, "audit": rule.model_dump()})


@pytest.mark.parametrize("name", RULES)
def test_the_engine_audits_as_its_records_are_read_again(name: str) -> None:
    records = run(audited(RULES[name]))
    monthly = records.monthly
    again = reassess(monthly.indicator, monthly.active_employees, monthly.active_share, RULES[name])
    for field in ("level", "raw_level", "score", "met_share_2", "met_share_3", "met_share_4", "met"):
        assert np.array_equal(monthly[field], again[field]), field
    assert monthly.level.max() >= 2


def test_the_rule_moves_levels_only() -> None:
    usual, strict = run(audited(Audit())), run(audited(RULES["strict"]))
    assert np.array_equal(usual.monthly.indicator, strict.monthly.indicator, equal_nan=True)
    assert np.array_equal(usual.monthly.sponsorship, strict.monthly.sponsorship)
    assert usual.monthly.level.sum() > strict.monthly.level.sum()


def test_nothing_stands_before_the_first_audit_or_changes_between_two() -> None:
    monthly = run(audited(Audit())).monthly
    assert monthly.raw_level[:2].tolist() == [0, 0]
    changes = np.flatnonzero(np.diff(monthly.score)) + 1
    assert set(changes % 3) == {2}
    assert np.nanmax(monthly.indicator[0]) > 0  # scores are taken every month


def test_levels_are_logged_when_they_change() -> None:
    records = run(audited(Audit()))
    events = records.events[records.events.kind == EventKind.LEVEL_CHANGED]
    level = records.monthly.level
    changed = np.flatnonzero(np.diff(np.concatenate([[0.0], level])))
    assert events.month.tolist() == changed.tolist()
    assert events.detail.tolist() == level[changed].tolist()
    assert set(events.department) == {-1}


def scores(preset: str, values: dict[str, Any] | None = None, months: int = 40) -> np.ndarray[Any, Any]:
    simulation = start(world(preset, {**FIRM, **(values or {})}))
    simulation.advance(months)
    indicator: np.ndarray[Any, Any] = simulation.records().monthly.indicator
    return indicator


def test_every_declared_fact_is_gathered_every_month() -> None:
    simulation = start(world("task-force-broad", FIRM))
    for name in AUDIT_FACTS_DTYPE.names or ():
        simulation.state.facts[name] = np.nan
    simulation.advance()
    facts = simulation.state.facts
    assert [name for name in AUDIT_FACTS_DTYPE.names or () if np.isnan(facts[name]).any()] == []


def test_a_named_person_needs_a_planning_lead_who_is_there() -> None:
    named = POSITION_OF["L2.1"]
    assert not scores("grassroots")[:, named].any()
    assert not scores("intern-run")[:, named].any()
    still = {**STILL, **ALIKE}
    lone = scores("lone-manager", {**still, "change": [{"month": 30, "lead_leaves": True}]})[:, named]
    assert np.flatnonzero(lone < 1).tolist() == [*range(12), 30]
    assert not scores("lone-manager", {**still, "levers.ban_share": 1.0})[:, named].any(), "no access"
    small = scores("lone-manager", {**still, "centre.staff_exponent": 0.5})[:, named]
    assert small[20] == pytest.approx(1.0), "the first post of a small firm counts in full"
    half = scores("lone-manager", {**still, "levers.staff_factor": 0.5})[:, named]
    assert half[20] == pytest.approx(0.5, abs=0.01)  # a little is hired with proven value


@pytest.mark.parametrize(
    "preset", ["grassroots", "intern-run", "lone-manager", "group-head", "task-force-broad"]
)
def test_who_governs_is_judged_by_the_heads_of_other_kinds(preset: str) -> None:
    place = POSITION_OF["L3.7"]
    monthly = run(world(preset, {**FIRM, "turnover.mean_vacancy_months": 0.0})).monthly
    standing = (monthly.endorsement_of[:, 1:] >= 0.25).mean(axis=1)  # home is the first kind
    is_planning = np.isin(preset, ["grassroots", "intern-run"], invert=True) * (monthly.mandate > 0)
    expected = np.minimum(1, standing / 0.6) * is_planning
    assert monthly.indicator[:, place] == pytest.approx(expected)
    assert monthly.indicator[:, place].any() == (preset in ("lone-manager", "group-head", "task-force-broad"))


def test_with_no_other_kind_than_the_homes_nobody_governs_across() -> None:
    firm = hand_made(["marketing", "marketing"], [5, 5])
    assert np.isnan(run(world("group-head"), firm).monthly.indicator[:, POSITION_OF["L3.7"]]).all()


@pytest.mark.parametrize("people", [60, 900])
def test_coordination_counts_by_the_size_of_the_firm(people: int) -> None:
    monthly = run(world("lone-manager", {"firm.employees": people, "horizon_months": 60})).monthly
    backing = (monthly.endorsement_of[:, 0] + monthly.endorsement_of[:, 1]) / 2
    hours = np.minimum(1, monthly.capacity_hours / (100 * np.sqrt(people / 300)))
    expected = np.clip(backing * hours / (people / (people + 300)), 0, 1)
    assert monthly.indicator[:, POSITION_OF["L2.4"]] == pytest.approx(expected)
    assert expected.max() > 0


def test_the_ceo_is_seen() -> None:
    values = {"adoption.ceo_probability": 1.0, "adoption.ceo_base_share": 1.0, "levers.executive_tone": 1.0}
    monthly = run(world("grassroots", {**FIRM, **values, **STILL, "adoption.is_ceo_rule_on": True})).monthly
    assert monthly.indicator[:, POSITION_OF["L3.6"]].tolist() == [1.0] * 120


def test_absent_kinds_are_not_asked_for() -> None:
    organisation = with_kinds(people_of(world("group-head", FIRM)), {"sales": "operations"})
    indicator = run(world("group-head", FIRM), organisation).monthly.indicator
    missing = np.isnan(indicator).all(axis=0)
    assert np.flatnonzero(missing).tolist() == [POSITION_OF["L3.5"]]


def test_users_behind_whom_no_head_stands_are_pockets() -> None:
    records = run(world("lone-manager", {**FIRM, "adoption.spontaneous_hazard": 0.02}))
    users = records.by_department.active_employees[:, 1:]
    is_loose = records.by_department.endorsement[:, 1:] < 0.25
    expected = (users * is_loose).sum(axis=1) / np.maximum(1, users.sum(axis=1))
    assert records.monthly.sign[:, 2] == pytest.approx(expected)
    coordinated = records.by_department.active_employees * (records.by_department.endorsement >= 0.25)
    share = coordinated.sum(axis=1) / np.maximum(1, records.monthly.active_employees)
    assert records.monthly.coordination_share == pytest.approx(share)
