"""What the people in charge achieve: contact, mandate, endorsement, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.organisation.formation import complete_organisation
from smsim.organisation.organisation import Organisation
from tests.simulations import ALIKE, STILL, hand_made, people_of, set_users, start, with_kinds, world

KINDS = ("marketing", "communications", "sales", "executive")
# marketing 0-3, communications 4-7, sales 8-11, executives 12-15
TIES = [
    (0, 1, 64),
    (0, 2, 64),
    (0, 8, 64),
    (0, 9, 64),
    (1, 4, 64),
    (2, 5, 64),
    (3, 12, 64),
    (8, 9, 64),
    (8, 5, 64),
]
FIRM = hand_made(
    KINDS, [4, 4, 4, 4], ties=TIES, manager=[-1, 0, 0, 0, -1, 4, 4, 4, -1, 8, 8, 8, -1, 12, 12, 12]
)
ALONE = hand_made(KINDS, [4, 4, 4, 4], manager=FIRM.manager.tolist())
BY_TIES = {"levers.lead_by": "most_ties", "levers.representatives_by": "most_ties"}


def reached(
    values: dict[str, Any] | None = None, preset: str = "lone-manager", organisation: Organisation = FIRM
) -> Simulation:
    base = {**STILL, **ALIKE, **BY_TIES, "appointment_month": 0, "horizon_months": 60}
    simulation = start(world(preset, {**base, **(values or {})}), organisation)
    simulation.advance()
    return simulation


def contact(simulation: Simulation) -> list[float]:
    return list(simulation.state.departments.contact)


# contact


def test_a_lead_reaches_whom_the_own_ties_and_those_of_colleagues_lead_to() -> None:
    """Two ties into sales; through two of four colleagues one tie each into communications: four quarters."""
    assert reached().state.firm[0].lead == 0
    second = 2 / 4
    into_communications = 1 - (1 - 0.05) ** (second * 2)
    into_sales = 1 - 0.7**2 * (1 - 0.05) ** (second * 2)
    into_executives = 1 - (1 - 0.05) ** (second * 1)
    expected = [1.0, into_communications, into_sales, into_executives]
    assert contact(reached()) == pytest.approx(expected)


def test_office_and_ties_add_up_as_chances_do() -> None:
    by_ties = np.array(contact(reached()))
    together = np.array(contact(reached({"levers.contact": 0.4})))
    assert together[1:] == pytest.approx(1 - 0.6 * (1 - by_ties[1:]))
    assert contact(reached({"levers.contact": 0.4}, organisation=ALONE)) == pytest.approx([1, 0.4, 0.4, 0.4])


def test_a_seat_gives_contact_by_the_ties_of_who_sits_on_it() -> None:
    """Row 8 of sales has one tie at home and two elsewhere, row 0 leads."""
    values = {"levers.members": ["sales"], "contact.second_reach": 0.0}
    simulation = reached(values, "task-force-broad")
    assert simulation.state.departments.representative.tolist() == [-1, -1, 8, -1]
    seat = (1 - 0.7**1) * (1 - 0.7**2)
    expected = [1.0, 0.3, 1 - (1 - seat) * 0.7**2, 0.0]  # row 8 knows one in communications
    assert contact(simulation) == pytest.approx(expected)


def test_a_representative_without_ties_is_an_empty_chair() -> None:
    values = {"levers.members": ["sales", "communications"]}
    assert contact(reached(values, "task-force-broad", ALONE)) == [1.0, 0.0, 0.0, 0.0]


def test_nobody_in_charge_reaches_nobody() -> None:
    simulation = reached(preset="grassroots")
    assert contact(simulation) == [0.0] * 4 and simulation.state.firm[0].mandate == 0.0


def test_office_ends_with_the_lead_and_seats_stay() -> None:
    values = {"levers.members": ["sales"], "levers.contact": 0.4, "contact.second_reach": 0.0}
    values["change"] = [{"month": 1, "lead_leaves": True}]
    simulation = reached(values, "task-force-broad")
    simulation.advance()
    seat = (1 - 0.7**1) * (1 - 0.7**2)
    # row 8 keeps ties to row 0 of marketing and row 5 of communications
    assert contact(simulation) == pytest.approx([0.3, 0.3, seat, 0.0])


def test_contact_of_a_kind_is_weighted_by_people() -> None:
    firm = hand_made(["marketing", "sales", "sales"], [4, 6, 2], ties=[(0, 4, 64)])
    simulation = reached({"contact.second_reach": 0.0}, organisation=firm)
    assert contact(simulation) == pytest.approx([1.0, 0.3, 0.0])
    assert simulation.state.kinds.contact[2] == pytest.approx(0.3 * 6 / 8)


@pytest.mark.parametrize("preset", ["lone-manager", "task-force-broad"])
def test_in_a_complete_organisation_everybody_is_reached(preset: str) -> None:
    scenario = world(
        preset, {**STILL, **ALIKE, "appointment_month": 0, "horizon_months": 3, "firm.employees": 30}
    )
    simulation = start(scenario, complete_organisation(scenario.firm, scenario.parameters.departments))
    simulation.advance(3)
    assert set(contact(simulation)) == {1.0}


def test_without_ties_only_the_home_is_reached() -> None:
    values = {**STILL, **ALIKE, "appointment_month": 0, "firm.ties_per_person": 0, "firm.team_size": 1}
    values |= {"practice.bottom_up_weight": 0.0}  # representatives' managers may like what they see
    simulation = start(world("task-force-broad", {**values, "horizon_months": 40}))
    simulation.advance(40)
    assert contact(simulation) == [1.0] + [0.0] * 9
    assert not simulation.state.departments.practice[1:].any()


# mandate


@pytest.mark.parametrize("tone", [0.0, 0.5, 1.0])
def test_a_mandate_is_backed_authority_or_the_sponsors_ear(tone: float) -> None:
    values = {"levers.executive_tone": tone, "levers.sponsorship_floor": tone}
    firm = reached(values).state.firm[0]
    ear = 1 - (1 - 0.05) ** 0.5
    assert firm.backing == pytest.approx(0.25 + 0.75 * tone)
    assert firm.mandate == pytest.approx(1 - (1 - 0.45 * firm.backing) * (1 - tone * ear))


def test_without_executives_authority_alone_counts() -> None:
    firm = with_kinds(people_of(world("lone-manager")), {"executive": "operations"})
    now = reached(organisation=firm).state.firm[0]
    assert now.mandate == pytest.approx(0.45 * now.backing)


def test_a_vacancy_that_stops_the_work_has_no_mandate() -> None:
    simulation = reached({"change": [{"month": 1, "lead_leaves": True}]})
    assert simulation.state.firm[0].mandate > 0
    simulation.advance()
    assert simulation.state.firm[0].mandate == 0.0


# endorsement


def test_endorsement_by_hand() -> None:
    """Home by the lead, communications by its managers, sales by what it sees; the executives by nothing."""
    values = {
        "practice.practice_growth": 0.0,
        "practice.practice_decay": 0.0,
        "levers.directive_hazard": 0.08,
    }
    simulation = reached({**values, "contact.second_reach": 0.0, "contact.tie_reach": 0.0})
    state = simulation.state
    users = np.zeros(16, bool)
    users[[0, 4, 5]] = True
    set_users(simulation, users)
    state.people.usefulness[:] = 0.5
    simulation.transfer(0, 0)
    state.departments.endorsement[:] = before = np.array([0.2, 0.1, 0.3, 0.4])
    state.departments.practice[:] = [0.6, 0.0, 0.0, 0.0]
    state.firm[0].sponsorship, state.firm[0].artefacts[0] = 0.6, 0.0
    innovativeness = state.people.innovativeness[[0, 4, 8, 12]].copy()
    simulation.advance()
    mandate = 0.45 * (0.25 + 0.75 * 0.6)
    above = np.array([min(1.0, mandate * 0.4 * 2 * innovativeness[0]), 0, 0, 0])  # in no plan
    managers = np.array([0.5 * 0.5, 0.5 * 1.0, 0.0, 0.0])  # half the people are enough for the full view
    # ties to users at home: 4 and 5 know rows 1 and 2, no users; two in sales know row 0; 12 knows row 3
    seen = np.array([0.0, 0.0, (1 - np.exp(-2 / 4)) * 0.6, 0.0])
    assert state.departments.seen == pytest.approx(seen)
    target = 1 - (1 - above) * (1 - 0.4 * managers) * (1 - 0.5 * seen)
    assert state.departments.endorsement == pytest.approx(before + 0.15 * (target - before))
    assert state.departments.directive == pytest.approx(0.08 * state.departments.endorsement)


@pytest.mark.parametrize(("culture", "head"), [(0.5, 0.9), (2.0, 0.9), (1.0, 0.0)])
def test_open_heads_are_won_and_closed_ones_are_not(culture: float, head: float) -> None:
    values = {"firm.culture": culture, "practice.bottom_up_weight": 0.0, "practice.endorsement_learning": 1.0}
    simulation = reached({**values, "adoption.has_first_user": False})
    state = simulation.state
    state.people.innovativeness[state.departments.head[0]] = head
    simulation.advance()
    expected = min(1.0, state.firm[0].mandate * 0.4 * 2 * head * culture)
    assert state.departments.endorsement[0] == pytest.approx(expected)


def test_the_plan_wins_heads_more_than_twice_as_fast() -> None:
    values = {"practice.bottom_up_weight": 0.0, "practice.endorsement_learning": 1.0}
    simulation = reached({**values, "levers.strategic_skill": 0.0})  # no goals but those put there
    simulation.state.people.innovativeness[0] = 0.3
    simulation.advance()
    outside = simulation.state.departments.endorsement[0]
    simulation.state.firm[0].artefacts[0] = 0.5
    simulation.advance()
    assert simulation.state.departments.endorsement[0] == pytest.approx(outside / 0.4, rel=0.02)


def test_culture_is_drawn_once_for_the_run() -> None:
    cultures = [
        start(world("grassroots", {"firm.culture": 2.0, "contact.culture_spread": 0.4}), FIRM, seed)
        .state.firm[0]
        .culture
        for seed in range(400)
    ]
    logs = np.log(np.array(cultures) / 2.0)
    assert logs.mean() == pytest.approx(0.0, abs=4 * 0.4 / 20) and logs.std() == pytest.approx(0.4, rel=0.15)
    assert {float(reached({"firm.culture": 2.0}).state.firm[0].culture)} == {2.0}
