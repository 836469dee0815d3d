"""Rules that react to what is recorded: when they fire, and what they write into the coming months."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.vocabulary import EventKind
from tests.forms import NUMBER
from tests.simulations import ALIKE, STILL, start, world

HAS_LEAD = {"output": "has_lead", "at_least": 1}
BAN = {"ban_share": 0.5}


def lived(*rules: dict[str, Any], preset: str = "lone-manager", **values: Any) -> Simulation:
    """Live through 60 months of a small still firm, appointed in month 12, with these rules."""
    base: dict[str, Any] = {**STILL, **ALIKE, "firm.employees": 40, "horizon_months": 60, "when": list(rules)}
    simulation = start(world(preset, {**base, **values}))
    simulation.run()
    return simulation


def rule(*conditions: dict[str, Any], then: dict[str, Any] = BAN, **more: Any) -> dict[str, Any]:
    return {"if": list(conditions), "then": then, **more}


def fired(simulation: Simulation, number: int = 0) -> list[int]:
    """Return the months in which a rule fired."""
    events = simulation.records().events
    return events.month[(events.kind == EventKind.RULE_FIRED) & (events.detail == number)].tolist()


def banned(simulation: Simulation) -> list[int]:
    """Return the months with a ban in the plan as it was lived."""
    return np.flatnonzero(simulation.state.plan.months.ban_share == 0.5).tolist()


@pytest.mark.parametrize("held", [1, 2, 5])
def test_a_rule_waits_until_its_condition_has_held(held: int) -> None:
    simulation = lived(rule(HAS_LEAD | {"held_months": held}))
    assert fired(simulation) == [12 + held - 1]
    assert banned(simulation) == list(range(12 + held, 60))


def test_a_condition_that_breaks_starts_counting_again() -> None:
    vacancy = {"change": [{"month": 14, "lead_leaves": True}]}
    simulation = lived(rule(HAS_LEAD | {"held_months": 3}), **vacancy)
    # held in 12 and 13, empty in 14, held from 15 on
    assert fired(simulation) == [17]


def test_a_rule_fires_once_unless_it_may_again() -> None:
    assert fired(lived(rule(HAS_LEAD))) == [12]
    assert fired(lived(rule(HAS_LEAD, again=True))) == list(range(12, 60))


def test_all_conditions_of_a_rule_must_hold() -> None:
    later = {"output": "form", "at_least": 4}
    change = {"change": [{"month": 30, "form": "group_head"}]}
    assert fired(lived(rule(HAS_LEAD, later | {"held_months": 2}), **change)) == [31]
    assert fired(lived(rule(HAS_LEAD, later))) == []


@pytest.mark.parametrize(
    ("comparison", "months"),
    [({"above": 3}, []), ({"at_least": 2}, 12), ({"below": 2}, 0), ({"at_most": 1}, 0)],
)
def test_every_comparison_compares(comparison: dict[str, float], months: Any) -> None:
    simulation = lived(rule({"output": "form", **comparison}))
    assert fired(simulation) == ([months] if isinstance(months, int) else months)


def test_at_the_edge_above_and_below_do_not_hold() -> None:
    assert fired(lived(rule({"output": "form", "above": 2}))) == []
    assert fired(lived(rule({"output": "form", "below": 0}))) == []
    assert fired(lived(rule({"output": "form", "at_most": 0}))) == [0]


def test_settings_for_some_months_end_by_themselves() -> None:
    assert banned(lived(rule(HAS_LEAD, for_months=6))) == list(range(13, 19))


def test_firing_again_prolongs() -> None:
    short = rule(HAS_LEAD, {"output": "form", "at_most": 2}, for_months=6, again=True)
    change = {"change": [{"month": 20, "form": "group_head"}]}
    assert banned(lived(short, **change)) == list(range(13, 26))


def test_a_dated_change_of_the_lever_overrules_the_rule() -> None:
    dated = {"change": [{"month": 40, "ban_share": 0.1}]}
    simulation = lived(rule(HAS_LEAD), **dated)
    assert banned(simulation) == list(range(13, 40))
    assert set(simulation.state.plan.months.ban_share[40:]) == {0.1}


def test_a_dated_change_of_another_lever_does_not() -> None:
    dated = {"change": [{"month": 40, "workload_share": 0.3}]}
    assert banned(lived(rule(HAS_LEAD), **dated)) == list(range(13, 60))


def test_a_happening_happens_in_the_next_month_only() -> None:
    simulation = lived(rule(HAS_LEAD, then={"lead_leaves": True}))
    assert np.flatnonzero(simulation.state.plan.months.lead_leaves).tolist() == [13]
    events = simulation.records().events
    assert events.month[events.kind == EventKind.LEAD_LEAVES].tolist() == [13]


def test_a_happening_ignores_how_long_the_rule_lasts() -> None:
    simulation = lived(rule(HAS_LEAD, then={"lead_leaves": True, "ban_share": 0.5}, for_months=6))
    assert np.flatnonzero(simulation.state.plan.months.lead_leaves).tolist() == [13]
    assert banned(simulation) == list(range(13, 19))


def test_a_form_by_rule_begins_in_the_next_month() -> None:
    members = {"form": "task_force", "members": ["marketing", "sales"]}
    simulation = lived(rule(HAS_LEAD | {"held_months": 10}, then=members))
    form = simulation.records().monthly.form
    assert form[21] == NUMBER["lone_manager"]
    assert set(form[22:]) == {NUMBER["task_force"]}
    assert np.flatnonzero(simulation.state.departments.is_member).size == 2


def test_no_hours_at_all_count_as_overload_where_somebody_is_in_charge() -> None:
    overload = rule({"output": "workload_ratio", "above": 1.0})
    vacancy = {"change": [{"month": 20, "lead_leaves": True}]}
    simulation = lived(overload, **vacancy)
    ratio = simulation.records().monthly.workload_ratio
    assert np.flatnonzero(np.isnan(ratio)).tolist() == [*range(12), 20]
    assert np.nanmax(ratio) < 1.0
    assert fired(simulation) == [20]
    reached = rule({"output": "workload_ratio", "at_least": 1.0})
    assert fired(lived(reached, **vacancy)) == [20]


def test_missing_workload_is_never_slack_and_never_overload_of_nobody() -> None:
    search = {"turnover.mean_vacancy_months": 10.0}
    for comparison in ("below", "at_most"):
        simulation = lived(rule({"output": "workload_ratio", comparison: 1e6}), **search)
        events = simulation.records().events
        found = events.month[events.kind == EventKind.LEAD_APPOINTED].tolist()
        assert fired(simulation) == found and found[0] > 12
    assert fired(lived(rule({"output": "workload_ratio", "above": 0.0}), preset="grassroots")) == []


def test_a_missing_indicator_holds_nothing() -> None:
    quiet = {"public.complaint_share": 0.0}  # nothing to answer
    answering = {"output": "indicator_L3.3"}
    assert fired(lived(rule(answering | {"below": 2.0}), **quiet)) == []
    assert fired(lived(rule(answering | {"above": -1.0}), **quiet)) == []


def test_rules_count_for_themselves() -> None:
    simulation = lived(
        rule(HAS_LEAD | {"held_months": 8}, then={"workload_share": 0.9}),
        rule(HAS_LEAD | {"held_months": 2}),
    )
    assert fired(simulation, 0) == [19]
    assert fired(simulation, 1) == [13]
    assert banned(simulation) == list(range(14, 60))
    assert np.flatnonzero(simulation.state.plan.months.workload_share == 0.9).tolist() == list(range(20, 60))


def test_a_rule_may_fire_in_the_last_month() -> None:
    simulation = lived(rule(HAS_LEAD | {"held_months": 48}, then={"lead_leaves": True}, for_months=5))
    assert fired(simulation) == [59]
    assert not simulation.state.plan.months.lead_leaves.any()


# rules and what overrides a form's own

BODY = {"form": "task_force", "members": ["marketing", "sales"]}
ONE_MONTH = {"output": "form", "at_least": 1}
SKILLED = {"levers.strategic_skill": 0.3}


def skill(simulation: Simulation) -> list[tuple[int, float | None]]:
    """Return (month, skill that is set) wherever that changes from the appointment (month 12) on."""
    plan = simulation.state.plan.months.strategic_skill
    values = [None if np.isnan(value) else float(value) for value in plan]
    changed = [month for month in range(13, 60) if values[month] != values[month - 1]]
    return [(month, values[month]) for month in (12, *changed)]


def after(months: int) -> dict[str, Any]:
    """Return a condition that first holds at the end of month 11 + `months`."""
    return ONE_MONTH | {"held_months": months}


def test_a_form_by_rule_ends_what_was_set_for_the_one_before() -> None:
    assert skill(lived(rule(after(9), then=BODY), **SKILLED)) == [(12, 0.3), (21, None)]
    own = {**BODY, "strategic_skill": 0.9}
    assert skill(lived(rule(after(9), then=own), **SKILLED)) == [(12, 0.3), (21, 0.9)]


def test_the_form_that_is_in_charge_already_ends_nothing() -> None:
    members = {"form": "lone_manager"}
    assert skill(lived(rule(after(9), then=members), **SKILLED)) == [(12, 0.3)]


def test_after_a_form_for_some_months_the_one_before_is_as_it_was() -> None:
    for_a_while = rule(after(9), then=BODY, for_months=6)
    assert skill(lived(for_a_while, **SKILLED)) == [(12, 0.3), (21, None), (27, 0.3)]
    prolonged = rule(after(9), {"output": "form", "at_most": 4}, then=BODY, for_months=6, again=True)
    simulation = lived(prolonged, change=[{"month": 24, "authority": 0.5}], **SKILLED)
    assert len(fired(simulation)) > 10
    assert skill(simulation) == [(12, 0.3), (21, None)]


def test_what_a_date_sets_later_is_for_whoever_is_in_charge_then() -> None:
    dated = [{"month": 30, "strategic_skill": 0.6}]
    simulation = lived(rule(after(9), then=BODY), change=dated, **SKILLED)
    assert skill(simulation) == [(12, 0.3), (21, None), (30, 0.6)]


def test_a_skill_by_rule_ends_with_the_form_too() -> None:
    skilled = rule(after(9), then={"strategic_skill": 0.9})
    assert skill(lived(skilled, change=[{"month": 40, "form": "group_head"}])) == [
        (12, None), (21, 0.9), (40, None),
    ]  # fmt: skip
    body = rule(after(20), then=BODY)
    assert skill(lived(skilled, body)) == [(12, None), (21, 0.9), (32, None)]
    assert skill(lived(body, rule(after(30), then={"strategic_skill": 0.9}))) == [(12, None), (42, 0.9)]


def test_a_skill_for_a_form_that_a_date_keeps_out_is_for_nobody() -> None:
    own = {**BODY, "strategic_skill": 0.9}
    kept_out = lived(rule(after(9), then=own), change=[{"month": 21, "form": "group_head"}])
    assert skill(kept_out) == [(12, None)]


def test_a_rule_before_the_appointment_leaves_the_appointed_as_they_are() -> None:
    early = rule({"output": "form", "at_most": 0, "held_months": 4}, then={**BODY, "strategic_skill": 0.9})
    months = lived(early, **SKILLED).state.plan.months
    assert set(months.strategic_skill[4:12]) == {0.9}
    assert set(months.strategic_skill[12:]) == {0.3}
    assert set(months.form[12:]) == {NUMBER["lone_manager"]}
