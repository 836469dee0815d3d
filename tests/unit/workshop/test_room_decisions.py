"""A decision goes into the scenario so that the months before it stay as they are, to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.errors import WorkshopError
from smsim.scenarios import load_scenario, run_inputs, with_values
from smsim.workshop import room_decisions
from smsim.workshop.rearrangements import Champion, Move
from smsim.workshop.room_decisions import RoomDecision, decided
from tests.forms import FORMS, SEATED
from tests.simulations import assert_same_records, people_of, start, world
from tests.workshops import decision

TABLES = " or ".join(FORMS.titles[form] for form in SEATED)

SMALL = {"firm.employees": 40, "horizon_months": 24, "appointment_month": 6}


def take(scenario, month, **settings):
    return decided(scenario, month, RoomDecision(settings), people_of(scenario))


def changes_of(scenario):
    return [(change.month, change.given) for change in scenario.changes]


def test_a_decision_is_a_change_from_its_month_on():
    before = world("lone-manager", SMALL)
    after = take(before, 10, staff_factor=2.0, executive_tone=0.9)
    assert changes_of(after) == [(10, {"executive_tone": 0.9, "staff_factor": 2.0})]
    assert after.name == before.name and after.levers == before.levers


def test_changes_stay_in_the_order_of_their_months():
    scenario = world(
        "lone-manager", {**SMALL, "change": [{"month": 8, "ban_share": 0.1}, {"month": 20, "ban_share": 0.2}]}
    )
    assert [month for month, _ in changes_of(take(scenario, 12, ban_share=0.5))] == [8, 12, 20]


def test_the_same_lever_in_the_same_month_is_replaced_and_others_stay():
    scenario = world(
        "lone-manager",
        {**SMALL, "change": [{"month": 10, "ban_share": 0.1}, {"month": 10, "staff_factor": 3.0}]},
    )
    after = take(take(scenario, 10, ban_share=0.5), 10, ban_share=0.6)
    assert changes_of(after) == [(10, {"staff_factor": 3.0, "ban_share": 0.6})]


def test_a_form_without_seats_takes_the_seats_of_the_same_month_away():
    seated = take(world("lone-manager", SMALL), 10, form="task_force", members=["sales"])
    assert changes_of(take(seated, 10, form="group_head")) == [(10, {"form": "group_head"})]
    assert take(seated, 10, form="dandelion").changes[0].members == ("sales",)


def test_champions_are_named_anew():
    first = take(world("lone-manager", SMALL), 10, champions=3, champions_in="sales")
    assert changes_of(take(first, 10, champions=5)) == [(10, {"champions": 5})]
    assert changes_of(take(first, 10, champions_by="first"))[0][1]["champions"] == 3


def test_none_leaves_a_lever_to_the_form():
    scenario = world("lone-manager", {**SMALL, "levers.authority": 0.9})
    assert changes_of(take(scenario, 10, authority=None)) == [(10, {"authority": None})]


@pytest.mark.parametrize("month", [0, 3, 6])
def test_a_form_decided_before_anybody_is_appointed_is_appointed_now(month):
    scenario = world("lone-manager", SMALL)
    after = take(scenario, month, form="task_force", members=["sales", "finance"], staff_factor=2.0)
    assert after.appointment_month == month
    assert (after.levers.form, after.levers.members) == ("task_force", ("sales", "finance"))
    assert changes_of(after) == [(month, {"staff_factor": 2.0})]
    forms = start(after, people_of(scenario)).run().monthly["form"]
    assert (forms[:month] == 0).all() and (forms[month:] == 4).all()


def test_seats_decided_before_the_appointment_wait_for_it():
    scenario = world("task-force-broad", SMALL)
    after = take(scenario, 2, members=["finance"])
    assert after.appointment_month == 6 and after.levers.members == ("finance",)
    alone = take(scenario, 2, form="lone_manager")
    assert alone.levers.members == () and alone.appointment_month == 2


def test_what_is_decided_of_the_lead_before_the_appointment_waits_for_it():
    after = take(world("lone-manager", SMALL), 2, strategic_skill=0.9)
    assert (after.levers.strategic_skill, changes_of(after)) == (0.9, [])


def test_another_form_is_not_led_by_the_skill_of_the_one_that_was_planned():
    planned = world("lone-manager", {**SMALL, "levers.strategic_skill": 0.3})
    assert take(planned, 2, form="group_head").levers.strategic_skill is None
    assert take(planned, 2, form="group_head", strategic_skill=0.8).levers.strategic_skill == 0.8
    later = run_inputs(take(planned, 20, form="group_head")).plan.strategic_skill
    assert later[19] == 0.3 and np.isnan(later[20:]).all()


@pytest.mark.parametrize(
    ("month", "settings"),
    [
        (0, {"executive_tone": 0.1}),
        (3, {"form": "group_head"}),
        (6, {"form": "holistic"}),
        (9, {"form": "task_force", "members": ["sales"], "staff_factor": 3.0}),
        (14, {"lead_leaves": True, "champions": 5}),
        (20, {"ban_share": 0.9, "care_model": "call_centre"}),
    ],
)
def test_months_before_a_decision_are_equal_to_the_bit(month, settings):
    rule = {
        "if": [{"output": "active_share", "above": 0.05}],
        "then": {"form": "manager_with_aide"},
        "for_months": 3,
    }
    values = {**SMALL, "adoption.spontaneous_hazard": 0.05, "when": [rule]}
    before = world(
        "lone-manager", {**values, "change": [{"month": 18, "form": "dandelion", "members": ["sales"]}]}
    )
    after = take(before, month, **settings)
    people = people_of(before)
    runs = [start(scenario, people, record_people=True).run() for scenario in (before, after)]
    assert_same_records(*runs, months=month)
    assert runs[0].monthly[month:].tobytes() != runs[1].monthly[month:].tobytes()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"form": "task_force"},
            "The task force has nobody in it: choose who sits at the table, under Seats.",
        ),
        (
            {"members": ["sales"]},
            f"With lone manager there are no seats: choose {TABLES} as well, under In charge.",
        ),
        ({"staff_factor": 99}, "'Budget for staff' is 99, but must be a number from 0 to 20"),
        ({"staff_factor": None}, "must be a number"),
        (
            {"champions_in": "sales"},
            "The decision sets 'Where champions are picked', which needs 'Name champions' (people)",
        ),
        ({"authority": 7}, "is 7, but must be a number from 0 to 1 (share) or 'as the form has it'"),
        ({"form": "task_farce"}, "did you mean 'task_force'?"),
        ({"members": "sales"}, "must be a list"),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_sentence(settings, sentence):
    scenario = world("lone-manager", SMALL)
    with pytest.raises(WorkshopError) as caught:
        take(scenario, 10, **settings)
    words = str(caught.value)
    assert sentence in words and words.endswith(".")
    assert "[[" not in words and scenario.name not in words
    assert words[0] in "'T" or words[0].isupper()


PLANNED = [{"month": 18, "form": "dandelion", "members": ["sales"]}, {"month": 20, "members": ["finance"]}]


@pytest.mark.parametrize("month", [18, 19])
def test_a_decision_that_contradicts_what_is_planned_later_says_when(month):
    scenario = world("lone-manager", {**SMALL, "change": PLANNED})
    with pytest.raises(WorkshopError, match="no seats, but the plan fills them in month 20: choose"):
        take(scenario, month, form="group_head")
    assert take(scenario, 10, form="group_head").changes[0].month == 10


def test_outside_a_room_levers_have_the_names_they_have_in_files():
    scenario = world("lone-manager", SMALL)
    with pytest.raises(WorkshopError, match=r"^staff_factor of the decision is 99, but must be a number"):
        decided(scenario, 10, RoomDecision({"staff_factor": 99}), people_of(scenario), is_in_room=False)


def test_what_a_table_of_the_scenario_is_to_a_room():
    document = {"change": [{"month": 8}, {"month": 10}], "when": [{"if": []}]}
    sentence = "ban_share of [[change]] 1, [[change]] 2 and [[when]] 1"
    assert room_decisions._without_tables(sentence, document, 10) == (
        "ban_share of what is planned for month 8, the decision and rule 1 of the plan"
    )


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (decision(form="grassroots"), "nobody in charge"),
        (
            decision(form="task_force", members=["sales", "human_resources"]),
            "task force with sales and human resources",
        ),
        (decision(members=["finance"]), "seats for finance"),
        (decision(form="holistic", staff_factor=2.0), "holistic and staff factor now 2"),
        (
            decision(Champion(champion=0), ban_share=0.5),
            "ban share now 0.5 and marketing-1 is named a champion",
        ),
        (decision(Move(move=1, to=2)), "marketing-2 moves to sales"),
    ],
)
def test_decisions_are_told_in_words(step, words):
    assert step.words(people_of(world("lone-manager", SMALL)), FORMS) == words


def test_hands_go_into_the_scenario():
    scenario = with_values(load_scenario("lone-manager"), SMALL)
    after = decided(scenario, 9, decision(Move(move=0, to=2)), people_of(scenario))
    assert after.rearrangements[0].month == 9
    assert after.rearrangements[0].transfers == (("marketing-1", "sales"),)
    assert after.changes == ()
