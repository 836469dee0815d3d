"""New executives, reorganisations, budget cuts and other platforms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.randomness.draws import block, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import DrawPurpose
from smsim.vocabulary import EventKind
from tests.simulations import ALIKE, STILL, hand_made, needs_compiler, start, world

KINDS = ("marketing", "sales", "finance", "executive")
FIRM = hand_made(KINDS, [4, 4, 4, 4], ceo=12)
CALM = {
    **STILL,
    **ALIKE,
    "appointment_month": 0,
    "horizon_months": 60,
    "risk.external_rate": 0.0,
    "risk.mistake_rate": 0.0,
    "risk.escalation_rate": 0.0,
    "risk.disgruntled_rate": 0.0,
    "risk.wrong_account_rate": 0.0,
}


def shaken(
    happening: dict[str, Any],
    values: dict[str, Any] | None = None,
    preset: str = "lone-manager",
    month: int = 5,
) -> Simulation:
    """Return a calm firm just before the month in which something happens."""
    change = {"change": [{"month": month, **happening}]} if happening else {}
    simulation = start(world(preset, {**CALM, **change, **(values or {})}), FIRM, record_people=True)
    simulation.advance(month)
    return simulation


def months_of(simulation: Simulation, kind: EventKind) -> list[int]:
    events = simulation.records().events
    return events.month[events.kind == kind].tolist()


# executives


def test_new_executives_care_as_their_draw_says_and_sponsorship_returns_to_that() -> None:
    simulation = shaken(
        {"executives_change": True}, {"levers.executive_tone": 0.3, "turnover.replaced_share": 0.0}
    )
    firm = simulation.state.firm[0]
    assert firm.tone == 0.3
    words = block(firm.key, np.uint64(1), 5, int(DrawPurpose.EXECUTIVES))
    shift = standard_normal(word_to_uniform(words[0]), word_to_uniform(words[1]))
    tone = 1 / (1 + math.exp(-(math.log(0.3 / 0.7) + shift)))
    simulation.advance()
    assert firm.tone == pytest.approx(tone)
    assert simulation.records().monthly.sponsorship[5] == pytest.approx(tone, abs=0.02)
    assert months_of(simulation, EventKind.EXECUTIVES_CHANGED) == [5]
    assert firm.unrest == 1.0
    simulation.advance(2)
    assert firm.unrest == pytest.approx(0.9**2)


def test_sponsorship_of_new_executives_keeps_its_floor() -> None:
    values = {"levers.executive_tone": 0.0, "levers.sponsorship_floor": 0.4}
    simulation = shaken({"executives_change": True}, values)
    simulation.advance()
    assert simulation.state.firm[0].sponsorship == pytest.approx(0.4)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_newcomer_is_ceo_and_the_lead_may_have_to_go(share: float) -> None:
    simulation = shaken({"executives_change": True}, {"turnover.replaced_share": share})
    lead, before = int(simulation.state.firm[0].lead), simulation.state.people.innovativeness.copy()
    simulation.advance()
    changed = np.flatnonzero(simulation.state.people.innovativeness != before).tolist()
    assert changed == ([lead, 12] if share else [12])
    assert months_of(simulation, EventKind.LEAD_LEAVES) == ([5] if share else [])
    assert simulation.records().monthly.leavers[5] == len(changed)


def test_a_ceo_who_leads_leaves_once() -> None:
    firm = hand_made(["executive", "sales"], [1, 4], ceo=0)
    values = {**CALM, "firm.home": "executive", "turnover.replaced_share": 0.0}
    values["change"] = [{"month": 5, "executives_change": True}]
    simulation = start(world("lone-manager", values), firm)
    simulation.advance(6)
    assert months_of(simulation, EventKind.LEAD_LEAVES) == [5]
    assert simulation.records().monthly.leavers.tolist() == [0] * 5 + [1]


# reorganisations


def test_a_reorganisation_replaces_heads_by_their_draws_and_fills_seats_anew() -> None:
    values = {"levers.members": ["sales", "finance"], "turnover.replaced_share": 0.5}
    simulation = shaken({"is_reorganised": True}, values, "task-force-broad")
    state = simulation.state
    state.departments.endorsement[:] = 0.6
    before = state.people.innovativeness.copy()
    lead = int(state.firm[0].lead)
    lucky = [
        uniform(state.firm[0].key, key, 5, int(DrawPurpose.REORGANISATION)) < 0.5
        for key in state.departments.key
    ]
    gone = [
        int(head)
        for head, is_out in zip(state.departments.head, lucky, strict=True)
        if is_out and head not in (lead, 12)
    ]
    simulation.advance()
    assert np.flatnonzero(state.people.innovativeness != before).tolist() == gone
    assert state.firm[0].lead == lead
    assert months_of(simulation, EventKind.HEAD_CHANGED) == [5] * len(gone)
    assert months_of(simulation, EventKind.SEAT_FILLED) == [0, 0, 5, 5]
    assert state.firm[0].unrest == 1.0


def test_every_head_but_lead_and_ceo_goes_in_the_worst_case() -> None:
    values = {
        "turnover.replaced_share": 1.0,
        "levers.lead_by": "fewest_ties",
        "practice.endorsement_learning": 0.0,
    }
    simulation = shaken({"is_reorganised": True}, values)
    simulation.state.departments.endorsement[:] = 0.6
    simulation.advance()
    assert simulation.state.firm[0].lead == 0  # head of marketing
    assert simulation.state.departments.endorsement.tolist() == [0.6, 0.0, 0.0, 0.6]


# budgets


def test_a_budget_cut_costs_staff_and_a_sponsor_gives_it_back() -> None:
    values = {
        "contact.unsponsored_backing": 1.0,
        "levers.sponsorship_floor": 0.9,
        "levers.executive_tone": 0.9,
    }
    simulation = shaken({"is_budget_cut": True}, values, "group-head", month=50)
    firm = simulation.state.firm[0]
    staff = float(firm.staff_fte)
    assert firm.budget == 1.0 and staff == pytest.approx(2.0, abs=0.01)
    simulation.advance()
    assert firm.budget == pytest.approx(0.6)
    assert firm.staff_fte == pytest.approx(0.6 * staff + (0.6 * 2.0 - 0.6 * staff) / 9)
    simulation.advance()
    assert firm.budget == pytest.approx(0.6 + 0.9 / 9 * 0.4, abs=1e-3)
    assert months_of(simulation, EventKind.BUDGET_CUT) == [50]


def test_without_a_sponsor_a_cut_is_for_good() -> None:
    simulation = shaken({"is_budget_cut": True}, {"levers.executive_tone": 0.0}, "grassroots", month=10)
    simulation.advance(30)
    assert simulation.state.firm[0].budget == pytest.approx(0.6)


# platforms


def test_other_platforms_leave_part_of_practice_and_channels() -> None:
    values = {"practice.practice_growth": 0.0, "practice.practice_decay": 0.0, "centre.channel_growth": 0.0}
    simulation = shaken({}, values)
    simulation.state.departments.practice[:] = before = [0.8, 0.5, 0.2, 0.0]
    simulation.state.firm[0].channels = 9.0
    simulation.state.constants.science["platform_change_hazard"] = 10.0
    simulation.advance()
    assert simulation.state.departments.practice == pytest.approx(0.7 * np.array(before))
    assert simulation.state.firm[0].channels == pytest.approx(6.3)
    simulation.advance(8)
    assert simulation.state.firm[0].channels == 1.0
    assert months_of(simulation, EventKind.PLATFORMS_CHANGED) == list(range(5, 14))


# how often


@needs_compiler
@pytest.mark.parametrize(
    ("hazard", "kind", "chance"),
    [
        ("turnover.executive_change_hazard", EventKind.EXECUTIVES_CHANGED, 1 - math.exp(-0.05)),
        ("turnover.reorganisation_hazard", EventKind.REORGANISED, 1 - math.exp(-0.05)),
        ("turnover.budget_cut_hazard", EventKind.BUDGET_CUT, 1 - math.exp(-0.05 * 0.4)),
        ("practice.platform_change_hazard", EventKind.PLATFORMS_CHANGED, 1 - math.exp(-0.05)),
    ],
)
def test_upheavals_come_as_often_as_described(hazard: str, kind: EventKind, chance: float) -> None:
    values = {**CALM, hazard: 0.05, "horizon_months": 1200, "turnover.tone_spread": 0.0}
    values |= {
        "levers.sponsorship_floor": 0.6,
        "levers.executive_tone": 0.6,
        "sponsorship.measured_value_gain": 0.0,
    }
    count = sum(len(months_of_run(start(world("grassroots", values), FIRM, seed), kind)) for seed in range(6))
    expected = 7200 * chance
    assert count == pytest.approx(expected, abs=4 * math.sqrt(expected))


def months_of_run(simulation: Simulation, kind: EventKind) -> list[int]:
    simulation.run()
    return months_of(simulation, kind)
