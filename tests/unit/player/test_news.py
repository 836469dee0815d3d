"""What happened in a month is told in words, the most important first."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.explanation.explanation import LevelStep
from smsim.engine.outputs import EVENT_DTYPE
from smsim.player.news import MonthSeen, month_news, setting_words
from smsim.scenarios import Change, Condition, Rule, Settings
from smsim.vocabulary import DepartmentKind, EventKind, IncidentCause, UseChange
from tests.forms import NUMBER
from tests.simulations import world

NAMES = ("marketing", "customer_service", "north", "south")
PEOPLE = ("Ada", "marketing-2", "north-1", "north-2", "south-1")


def seats(*kinds: DepartmentKind) -> np.ndarray:
    taken = np.zeros(len(DepartmentKind), dtype=bool)
    taken[[int(kind) for kind in kinds]] = True
    return taken


def told(*events: tuple[EventKind, int, int, int], **seen) -> list[tuple[str, str]]:
    """Return the news of month 31; events are (kind, department, detail, count)."""
    rows = [(31, int(kind), department, detail, count) for kind, department, detail, count in events]
    values = {
        "scenario": world(),
        "changes": np.zeros(5, dtype=np.int8),
        "form": "task_force",
        "seats": seats(),
        "seats_before": seats(),
        "has_lead": True,
        "crisis_weeks": 0,
        "step": None,
        **seen,
    }
    log = np.array(rows, dtype=EVENT_DTYPE).view(np.recarray)
    return [
        (news.kind, news.words)
        for news in month_news(
            MonthSeen(31, department_names=NAMES, person_names=PEOPLE, events=log, **values)
        )
    ]


def step(before: int, after: int, indicators: tuple[str, ...] = (), by_use: bool = False) -> LevelStep:
    return LevelStep(31, before, after, 28, indicators, 5, 7, by_use)


def test_a_quiet_month_has_no_news():
    assert told() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (step(0, 1), "up to level 1, playground: somebody uses social media for work"),
        (step(1, 0), "down to level 0: nobody uses social media any more"),
        (
            step(2, 3, ("L3.4", "L3.6")),
            "up to level 3, advanced: recruiting on social media and the CEO takes part came true",
        ),
        (step(3, 2, ("L3.7",)), "down to level 2, emerging: governed across departments was lost"),
        (step(3, 4, by_use=True), "up to level 4, integrated: enough employees use it"),
        (step(4, 3, by_use=True), "down to level 3, advanced: too few employees use it"),
        (step(1, 2), "up to level 2, emerging: a second audit in a row found it"),
    ],
)
def test_a_new_level_comes_with_its_reason(change, words):
    assert told(step=change) == [("level", words)]


def test_many_indicators_are_counted():
    news = told(step=step(1, 2, ("L2.1", "L2.2", "L2.3", "L2.4")))
    assert news[0][1].endswith("a named person with time, channels and content grow and 2 more came true")


def test_a_crisis_is_told_with_its_cause():
    assert told((EventKind.CRISIS, -1, IncidentCause.COMPLAINT, 1)) == [
        ("crisis", "crisis: a complaint escalated")
    ]
    assert told((EventKind.CRISIS, -1, IncidentCause.EXTERNAL, 2)) == [
        ("crisis", "2 crises: trouble from outside")
    ]
    assert told((EventKind.CRISIS, -1, IncidentCause.WRONG_ACCOUNT, 1), crisis_weeks=3) == [
        ("crisis", "crisis: a private post on the firm's account"),
        ("crisis", "it takes 3 weeks of this month"),
    ]


@pytest.mark.parametrize("cause", IncidentCause)
def test_every_cause_of_a_crisis_has_words(cause):
    assert told((EventKind.CRISIS, -1, cause, 1))[0][1].startswith("crisis: ")


def test_a_crisis_that_goes_on_is_told():
    assert told(crisis_weeks=1) == [("crisis", "the crisis goes on for 1 week of this month")]


def test_upheavals_come_before_decisions():
    change = (EventKind.FORM_CHANGED, -1, NUMBER["grassroots"], 1)
    kinds = [
        (EventKind.PLATFORMS_CHANGED, -1, 0, 1),
        (EventKind.EXECUTIVES_CHANGED, -1, 0, 1),
        change,
        (EventKind.REORGANISED, -1, 0, 1),
        (EventKind.BUDGET_CUT, -1, 0, 1),
    ]
    news = told(*kinds, form="grassroots", has_lead=False)
    assert [kind for kind, _ in news] == ["upheaval"] * 4 + ["decision"]
    assert [words.split()[:2] for _, words in news[:4]] == [
        ["new", "executives"], ["the", "firm"], ["the", "budget"], ["the", "platforms"],
    ]  # fmt: skip


def test_a_form_takes_charge_with_its_seats():
    change = (EventKind.FORM_CHANGED, -1, NUMBER["task_force"], 1)
    with_seats = seats(DepartmentKind.MARKETING, DepartmentKind.HUMAN_RESOURCES)
    assert told(change, seats=with_seats) == [
        ("decision", "task force takes charge, with marketing and human resources")
    ]
    assert told(change, has_lead=False) == [
        ("decision", "task force is to take charge: a lead is searched for")
    ]
    assert told(change, form="grassroots", has_lead=False) == [
        ("decision", "nobody is in charge from now on")
    ]


def test_seats_are_joined_and_left():
    both = seats(DepartmentKind.MARKETING, DepartmentKind.HUMAN_RESOURCES)
    one = seats(DepartmentKind.MARKETING)
    assert told(seats=both, seats_before=one) == [("decision", "human resources joins the task force")]
    assert told(seats=one, seats_before=both) == [("decision", "human resources leaves the task force")]
    assert told(seats=seats(), seats_before=both) == [
        ("decision", "marketing and human resources leave the task force")
    ]


def test_levers_and_rules_are_told():
    scenario = world().model_copy(
        update={
            "changes": (
                Change(month=31, ban_share=0.5, has_onboarding=True),
                Change(month=32, ban_share=0.0),
            ),
            "rules": (
                Rule(
                    conditions=(Condition(output="crises", at_least=1),),
                    then=Settings(ban_share=1.0),
                    for_months=6,
                ),
            ),
        }
    )
    assert told((EventKind.RULE_FIRED, -1, 0, 1), scenario=scenario) == [
        ("decision", "ban share now 0.5 and onboarding on"),
        ("decision", "a rule reacts: ban share now 1 for 6 months"),
    ]


def test_settings_in_words():
    assert setting_words({"form": "task_force", "members": ()}) == ""
    assert setting_words({"care_model": "call_centre"}) == "care model now call centre"
    assert setting_words({"authority": None}) == "authority as the form has it"
    assert setting_words({"champions": 5}) == "champions 5"
    assert (
        setting_words({"lead_leaves": True, "executives_change": True})
        == "the lead leaves and new executives"
    )


def test_a_lead_leaves_and_another_is_found():
    assert told((EventKind.LEAD_LEAVES, -1, 2, 1), has_lead=False) == [
        ("lead", "the lead leaves, and another is searched for")
    ]
    assert told((EventKind.LEAD_APPOINTED, 0, 0, 1)) == [("lead", "Ada becomes the lead")]


def test_seats_are_taken_by_people():
    seats_of = [(EventKind.SEAT_FILLED, 2, row, 1) for row in (2, 4, 1, 0)]
    assert told(seats_of[0]) == [("lead", "north-1 takes a seat")]
    assert told(*seats_of[:2]) == [("lead", "north-1 and south-1 take their seats")]
    assert told(*seats_of) == [("lead", "north-1, south-1 and 2 more take their seats")]


def test_departments_of_a_month_share_a_sentence():
    news = told(
        (EventKind.USE_CASE_DISCOVERED, 1, 0, 1),
        (EventKind.PLAN_WIDENED, 0, 0, 1),
        (EventKind.USE_CASE_DISCOVERED, 2, 0, 1),
        (EventKind.HEAD_CHANGED, 1, 3, 1),
        (EventKind.USE_CASE_OPERATING, 0, 0, 1),
    )
    assert news == [
        ("department", "social media is part of the work in marketing"),
        ("department", "use case found: customer service and north"),
        ("department", "the plan now includes marketing"),
        ("department", "a new head in customer service"),
    ]


def test_the_ceo_and_champions_are_told():
    changes = np.array([UseChange.CEO, UseChange.CHAMPION, UseChange.PEERS, 0, 0], dtype=np.int8)
    assert told(changes=changes) == [
        ("person", "the CEO starts to use social media"),
        ("person", "1 champion is named"),
    ]


def test_what_is_done_by_hand_is_told_by_name_or_counted():
    few = [{"month": 31, "transfers": [["customer_service-3", "sales"]], "champions": ["sales-1"]}]
    many = [{"month": 31, "draw_ties": [["a", "b"], ["a", "c"], ["b", "c"]], "champions": ["a"]}]
    named = np.array([0, UseChange.CHAMPION, 0, 0, 0], dtype=np.int8)
    by_hand = world("lone-manager", rearrangement=few)
    assert told(scenario=by_hand, changes=named) == [
        ("decision", "customer service-3 moves to sales and sales-1 is named a champion")
    ]
    assert told(scenario=by_hand, has_own_ids=True)[0][1].startswith("customer_service-3 moves")
    assert told(scenario=world("lone-manager", rearrangement=many)) == [
        ("decision", "3 ties are drawn and 1 champion is named")
    ]
