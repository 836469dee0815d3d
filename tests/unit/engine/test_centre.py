"""A month in charge worked out by hand: hours, channels, artefacts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.vocabulary import Artefact
from tests.simulations import ALIKE, STILL, hand_made, set_users, start, world

FIRM = hand_made(("marketing", "communications", "sales", "customer_service"), [4, 4, 4, 4])


def still(preset: str, values: dict[str, Any] | None = None) -> Simulation:
    """Return four departments of four at month 0, on which nothing acts but the centre."""
    base = {**STILL, **ALIKE, "appointment_month": 0, "horizon_months": 24, "risk.external_rate": 0.0}
    return start(world(preset, {**base, **(values or {})}), FIRM)


def settled(preset: str, values: dict[str, Any] | None = None, staff: float = 1.0) -> Simulation:
    """Return the same after the first month, with `staff` in place and a clean slate."""
    simulation = still(preset, values)
    simulation.advance()
    firm = simulation.state.firm[0]
    firm.staff_fte, firm.sponsorship, firm.channels = staff, 0.6, 1.0
    firm.artefacts[:] = 0.0
    firm.mentions_before = firm.incidents_before = firm.crisis_weeks_before = 0.0
    simulation.state.departments.practice[:] = 0.0
    return simulation


def test_capacity_of_each_form() -> None:
    expected = {
        "grassroots": 0.0,
        "intern-run": 70.0,
        "lone-manager": 140.0,
        "manager-with-aide": 210.0,
        "group-head": 280.0,
        "holistic-early": 210.0,
        # 20 hours of 4 members, less .07 for each beyond the first, times .25 + .75 * .6
        "task-force-broad": 140.0 + 80 * 0.79 * 0.7,
    }
    staff = {
        "grassroots": 0,
        "intern-run": 0.5,
        "manager-with-aide": 1.5,
        "group-head": 2,
        "holistic-early": 1.5,
    }
    for preset, hours in expected.items():
        simulation = settled(preset, staff=staff.get(preset, 1.0))
        simulation.advance()
        assert simulation.records().monthly.capacity_hours[1] == pytest.approx(hours), preset


def test_hubs_are_staff_whose_hours_are_not_the_centres() -> None:
    simulation = settled("dandelion", staff=2.54)  # 1, and .7 of another and of .3 for each of 4 hubs
    simulation.advance()
    firm = simulation.state.firm[0]
    assert firm.hubs_fte == pytest.approx(0.84)
    assert firm.capacity_hours == pytest.approx(140 * 1.7)


def test_load_is_channels_mentions_requests_and_what_went_wrong() -> None:
    simulation = settled("group-head", staff=2.0)
    state = simulation.state
    firm = state.firm[0]
    set_users(simulation, np.arange(16) % 2 == 0)  # two users in each department
    firm.channels, firm.mentions_before = 9.0, 100.0
    firm.incidents_before, firm.crisis_weeks_before = 2.0, 4.0
    state.departments.practice[:] = [0.0, 0.1, 0.4, 0.2]
    state.kinds.practice[3] = 0.2
    simulation.advance()
    mentions = 0.05 * 100 * (1 - 0.5 * 0.5)
    requests = 2 * (1 - 0.25) + 2 * 0 + 2 * 0.5
    assert firm.load_hours == pytest.approx(7 * 9 + mentions + requests + 25 * 2 + 30 * 4)


def test_channels_beyond_twenty_cost_less() -> None:
    simulation = settled("lone-manager")
    simulation.state.firm[0].channels = 26.0
    simulation.advance()
    assert simulation.state.firm[0].load_hours == pytest.approx(7 * 20 + 1.5 * 6)


def test_hubs_take_coordination_and_nobody_helps_users_without_staff() -> None:
    simulation = settled("dandelion", staff=2.54)
    simulation.advance()
    assert simulation.state.firm[0].load_hours == pytest.approx(
        7 + 10 * 4 + 3
    )  # three representatives ask for help
    alone = settled("grassroots", staff=0.0)
    set_users(alone, True)
    alone.advance()
    assert alone.state.firm[0].load_hours == pytest.approx(7)  # users ask, but nobody is there to be asked


@pytest.mark.parametrize(
    ("channels", "free", "done", "after"),
    [
        (1.0, 140.0 - 7, 1.0, 1.5),  # free hours enough for half a channel
        (16.0, 140 - 112, 1.0, 16.28),  # 28 hours free: .28 channels
        (17.0, 0.15 * 140, 1.0, 17.0),  # 119 of 140 is no longer below 85 %
        (40.0, 0.15 * 140, 0.85 * 140 / 170, 40.0),
    ],
)
def test_free_hours_and_channels(channels: float, free: float, done: float, after: float) -> None:
    simulation = settled("lone-manager")
    firm = simulation.state.firm[0]
    firm.channels = channels
    simulation.advance()
    assert firm.free_hours == pytest.approx(free)
    assert firm.done_share == pytest.approx(done)
    assert firm.channels == pytest.approx(after)


def test_the_centre_stops_at_twenty_channels_in_a_small_firm() -> None:
    simulation = settled("group-head", staff=4.0)
    simulation.state.firm[0].channels = 19.9
    simulation.advance()
    assert simulation.state.firm[0].channels == 20.0


def test_the_most_channels_grow_with_the_firm() -> None:
    values = {**STILL, "firm.employees": 1200, "appointment_month": 0, "centre.staff_exponent": 0.5}
    simulation = start(world("group-head", values))
    simulation.advance()
    simulation.state.firm[0].channels, simulation.state.firm[0].staff_fte = 39.9, 20.0
    simulation.advance()
    assert simulation.state.firm[0].channels == 40.0


def test_users_elsewhere_open_no_channels() -> None:
    simulation = settled("grassroots", staff=0.0)
    set_users(simulation, True)
    simulation.advance(3)
    assert simulation.state.firm[0].channels == 1.0


def test_a_ban_keeps_hours_from_the_people_in_charge_too() -> None:
    simulation = settled("task-force-broad", {"levers.ban_share": 0.4})
    simulation.advance()
    assert simulation.state.firm[0].capacity_hours == pytest.approx(0.6 * (140.0 + 80 * 0.79 * 0.7))


def test_writing_hours_go_where_priority_and_gap_are() -> None:
    simulation = settled("lone-manager")
    firm = simulation.state.firm[0]
    firm.artefacts[:] = [0.05, 0.15, 0.5, 0.3, 0.5, 0.1]
    endorsement = simulation.state.kinds.endorsement.copy()
    simulation.advance()
    hours = (140 - 7) * 0.8
    measurement = 1.3 * 0.45 * (0.45 + 0.55 * 0.6)
    crisis_plan = 0.25 + (endorsement[1] + endorsement[3]) / 2
    gap = np.array([0.4, 0.6, 0.5, measurement - 0.3, max(0.0, crisis_plan - 0.5), 0.15])
    claims = np.array([3, 2, 1.5, 1, 1, 1]) * gap
    share = hours * claims / claims.sum() / np.array([200, 100, 160, 240, 100, 160])
    expected = 0.99 * (np.array([0.05, 0.15, 0.5, 0.3, 0.5, 0.1]) + share * gap)
    assert firm.artefacts == pytest.approx(expected)


def test_policy_may_come_first() -> None:
    usual, first = settled("lone-manager"), settled("lone-manager", {"levers.is_policy_first": True})
    for simulation in (usual, first):
        simulation.advance()
    gain = first.state.firm[0].artefacts - usual.state.firm[0].artefacts
    better = {Artefact.POLICY, Artefact.CRISIS_READINESS, Artefact.TRAINING_PROGRAMME}
    assert {Artefact(int(place)) for place in np.flatnonzero(gain > 0)} == better


def test_what_is_above_its_ceiling_only_ages() -> None:
    simulation = settled("lone-manager")
    firm = simulation.state.firm[0]
    firm.artefacts[:] = 1.0
    simulation.advance()
    assert firm.artefacts == pytest.approx(0.99)


@pytest.mark.parametrize("preset", ["grassroots", "intern-run"])
def test_nobody_writes_without_a_planning_lead(preset: str) -> None:
    simulation = settled(preset, staff=0.5)
    simulation.state.firm[0].artefacts[:] = 0.4
    simulation.advance()
    assert simulation.state.firm[0].artefacts == pytest.approx(0.4 * 0.99)


def test_many_hours_finish_an_artefact_and_no_more() -> None:
    simulation = settled("group-head", {"levers.support_share": 0.0}, staff=20.0)
    simulation.advance()
    assert simulation.state.firm[0].artefacts[Artefact.GOALS] == pytest.approx(0.99 * 0.8)
