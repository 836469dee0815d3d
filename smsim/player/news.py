"""What happened in a month, in words for a room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.explanation.explanation import LevelStep
from smsim.experiments.words import join_words
from smsim.indicators import SCORED_INDICATORS
from smsim.parameters import Happenings
from smsim.parameters.levers import SHOWN_LEVERS
from smsim.scenarios import Scenario
from smsim.scenarios.dated import Rearrangement, settings_by_month
from smsim.scenarios.loading import lower_first
from smsim.vocabulary import (
    DepartmentKind,
    EventKind,
    IncidentCause,
    MaturityLevel,
    UseChange,
)

MOST_NAMED = 3
LEVEL, CRISIS, UPHEAVAL, DECISION, LEAD, DEPARTMENT, PERSON = (
    "level", "crisis", "upheaval", "decision", "lead", "department", "person",
)  # fmt: skip
"""Kinds of news, the most important first; decisions are what governance chose, upheavals what befalls it."""

CRISIS_WORDS = {
    IncidentCause.MISTAKE: "an employee's mistake",
    IncidentCause.DISGRUNTLED: "a disgruntled employee spoke up",
    IncidentCause.EXTERNAL: "trouble from outside",
    IncidentCause.COMPLAINT: "a complaint escalated",
    IncidentCause.WRONG_ACCOUNT: "a private post on the firm's account",
}
UPHEAVAL_WORDS = {
    EventKind.EXECUTIVES_CHANGED: "new executives come, who care in their own way",
    EventKind.REORGANISED: "the firm is reorganised: heads, seats and ties between departments are lost",
    EventKind.BUDGET_CUT: "the budget for staff is cut",
    EventKind.PLATFORMS_CHANGED: "the platforms change: part of the practice is of no use any more",
}
DEPARTMENT_WORDS = {
    EventKind.USE_CASE_OPERATING: "social media is part of the work in {}",
    EventKind.USE_CASE_APPROVED: "use case approved: {}",
    EventKind.USE_CASE_DISCOVERED: "use case found: {}",
    EventKind.PLAN_WIDENED: "the plan now includes {}",
    EventKind.PLAN_NARROWED: "the plan no longer includes {}",
    EventKind.HEAD_CHANGED: "a new head in {}",
}
HAND_WORDS = (
    ("1 person moves", "{} people move"),
    ("1 tie is drawn", "{} ties are drawn"),
    ("1 tie is cut", "{} ties are cut"),
    ("1 champion is named", "{} champions are named"),
)
TITLES = {indicator.code: indicator.title for indicator in SCORED_INDICATORS}


@dataclass(frozen=True)
class News:
    """One thing that happened: its kind and a sentence without month and full stop."""

    kind: str
    words: str


@dataclass(frozen=True, eq=False)
class MonthSeen:
    """All that news of a month are made of.

    person_names : everyone's name as the page shows it; employees of a real organisation `has_own_ids`
    events : entries of the events log of the month; changes : (employees,), what changed for each person
    seats, seats_before : (10,), which kinds have a seat, this month and in the month before
    has_lead : whether a lead is in place at the end of the month
    crisis_weeks : weeks of crisis in the month, those of several crises added up
    step : the change of the reported level, None if there was none
    """

    month: int
    scenario: Scenario
    department_names: Sequence[str]
    person_names: Sequence[str]
    events: np.recarray[Any, Any]
    changes: NDArray[np.int8]
    form: str
    seats: NDArray[np.bool_]
    seats_before: NDArray[np.bool_]
    has_lead: bool
    crisis_weeks: int
    step: LevelStep | None
    has_own_ids: bool = False


def month_news(seen: MonthSeen) -> tuple[News, ...]:
    """Return what happened in a month, the most important first."""
    return (
        *_level_news(seen.step),
        *_crisis_news(seen.events, seen.crisis_weeks),
        *_upheaval_news(seen.events),
        *_governance_news(seen),
        *_lever_news(seen),
        *_hand_news(seen),
        *_lead_news(seen),
        *_department_news(seen),
        *_person_news(seen.changes, sum(len(done.champions) for done in _by_hand(seen))),
    )


def _of_kind(events: np.recarray[Any, Any], kind: EventKind) -> np.recarray[Any, Any]:
    chosen: np.recarray[Any, Any] = events[events["kind"] == int(kind)]
    return chosen


def _level_news(step: LevelStep | None) -> Iterator[News]:
    if step is None:
        return
    is_rise = step.after > step.before
    level = f"{'up' if is_rise else 'down'} to level {step.after}"
    if step.after > 0:
        level += f", {MaturityLevel(step.after).name.lower()}"
    yield News(LEVEL, f"{level}: {_level_reason(step, is_rise)}")


def _level_reason(step: LevelStep, is_rise: bool) -> str:
    if step.before == 0:
        return "somebody uses social media for work"
    if step.after == 0:
        return "nobody uses social media any more"
    if step.indicators:
        return f"{_some([TITLES[code] for code in step.indicators])} {'came true' if is_rise else 'was lost'}"
    if step.by_use:
        return f"{'enough' if is_rise else 'too few'} employees use it"
    return "a second audit in a row found it"


def _crisis_news(events: np.recarray[Any, Any], weeks: int) -> Iterator[News]:
    crises = _of_kind(events, EventKind.CRISIS)
    for event in crises:
        count = int(event["count"])
        start = "crisis" if count == 1 else f"{count:,} crises"
        yield News(CRISIS, f"{start}: {CRISIS_WORDS[IncidentCause(int(event['detail']))]}")
    if weeks:
        many = f"{weeks} week{'s' if weeks > 1 else ''}"
        start = "it takes" if crises.size == 1 else "they take" if crises.size else "the crisis goes on for"
        yield News(CRISIS, f"{start} {many} of this month")


def _upheaval_news(events: np.recarray[Any, Any]) -> Iterator[News]:
    for kind, words in UPHEAVAL_WORDS.items():
        if _of_kind(events, kind).size:
            yield News(UPHEAVAL, words)


def _governance_news(seen: MonthSeen) -> Iterator[News]:
    forms = seen.scenario.forms
    title = forms.titles[seen.form]
    if _of_kind(seen.events, EventKind.FORM_CHANGED).size:
        seats = _kinds(seen.seats)
        with_seats = f", with {join_words(seats)}" if seats else ""
        if forms.rows[seen.form].has_lead and seen.has_lead:
            yield News(DECISION, f"{title} takes charge{with_seats}")
        elif forms.rows[seen.form].has_lead:
            yield News(DECISION, f"{title} is to take charge{with_seats}: a lead is searched for")
        else:
            yield News(DECISION, f"{title} is in charge from now on{with_seats}")
        return
    joined, left = _kinds(seen.seats & ~seen.seats_before), _kinds(seen.seats_before & ~seen.seats)
    for kinds, verb, verb_of_many in ((joined, "joins", "join"), (left, "leaves", "leave")):
        if kinds:
            each = verb if len(kinds) == 1 else verb_of_many
            yield News(DECISION, f"{join_words(kinds)} {each} the {title}")


def _kinds(has_seat: NDArray[np.bool_]) -> list[str]:
    return [DepartmentKind(int(kind)).title for kind in np.flatnonzero(has_seat)]


def _lever_news(seen: MonthSeen) -> Iterator[News]:
    given = settings_by_month(seen.scenario.changes).get(seen.month, {})
    words = setting_words(given)
    if words:
        yield News(DECISION, words)
    for event in _of_kind(seen.events, EventKind.RULE_FIRED):
        rule = seen.scenario.rules[int(event["detail"])]
        duration = f" for {rule.for_months} months" if rule.for_months else ""
        yield News(DECISION, f"a rule reacts: {setting_words(rule.then.given)}{duration}")


def setting_words(given: Mapping[str, Any]) -> str:
    """Return levers and happenings in words; form and members are told as governance, not here."""
    return join_words(
        _setting_words(name, value) for name, value in given.items() if name not in ("form", "members")
    )


def _setting_words(name: str, value: Any) -> str:
    title = name.removeprefix("is_").removeprefix("has_").replace("_", " ")
    if value is True and name in Happenings.model_fields:
        return lower_first(SHOWN_LEVERS[name].title)
    if isinstance(value, bool):
        return f"{title} {'on' if value else 'off'}"
    if value is None:
        return f"{title} as the form has it"
    shown = value.replace("_", " ") if isinstance(value, str) else f"{value:g}"
    return f"{title} {shown}" if name in Happenings.model_fields else f"{title} now {shown}"


def _by_hand(seen: MonthSeen) -> list[Rearrangement]:
    return [done for done in seen.scenario.rearrangements if done.month == seen.month]


def _hand_news(seen: MonthSeen) -> Iterator[News]:
    for done in _by_hand(seen):
        yield News(DECISION, rearrangement_words(done, has_own_ids=seen.has_own_ids))


def rearrangement_words(done: Rearrangement, *, has_own_ids: bool) -> str:
    """Return a rearrangement in words, counted where there is much of it; own ids stay as they are."""

    def person(employee: str) -> str:
        return employee if has_own_ids else _shown(employee)

    parts = [
        *(f"{person(employee)} moves to {_shown(department)}" for employee, department in done.transfers),
        *(f"{person(one)} and {person(other)} begin to talk" for one, other in done.draw_ties),
        *(f"{person(one)} and {person(other)} stop talking" for one, other in done.cut_ties),
        *(f"{person(employee)} is named a champion" for employee in done.champions),
    ]
    if len(parts) <= MOST_NAMED:
        return join_words(parts)
    counts = (len(done.transfers), len(done.draw_ties), len(done.cut_ties), len(done.champions))
    return join_words(
        words if count == 1 else several.format(count)
        for count, (words, several) in zip(counts, HAND_WORDS, strict=True)
        if count
    )


def _shown(name: str) -> str:
    return name.replace("_", " ")


def _lead_news(seen: MonthSeen) -> Iterator[News]:
    if _of_kind(seen.events, EventKind.LEAD_LEAVES).size:
        yield News(LEAD, "the lead leaves, and another is searched for")
    for event in _of_kind(seen.events, EventKind.LEAD_APPOINTED):
        yield News(LEAD, f"{seen.person_names[event['detail']]} becomes the lead")
    seated = [seen.person_names[event["detail"]] for event in _of_kind(seen.events, EventKind.SEAT_FILLED)]
    if seated:
        yield News(LEAD, f"{_some(seated)} {'takes a seat' if len(seated) == 1 else 'take their seats'}")


def _department_news(seen: MonthSeen) -> Iterator[News]:
    for kind, words in DEPARTMENT_WORDS.items():
        rows = _of_kind(seen.events, kind)["department"]
        if rows.size:
            names = [_shown(seen.department_names[row]) for row in rows]
            yield News(DEPARTMENT, words.format(_some(names)))


def _person_news(changes: NDArray[np.int8], told: int) -> Iterator[News]:
    """Yield what is to be said of persons; so many champions are `told` by name already."""
    if (changes == UseChange.CEO).any():
        yield News(PERSON, "the CEO starts to use social media")
    champions = int((changes == UseChange.CHAMPION).sum()) - told
    if champions > 0:
        yield News(PERSON, f"{champions} {'champion is' if champions == 1 else 'champions are'} named")


def _some(names: Iterable[str]) -> str:
    """Return the names as a list, the later ones counted where there are many."""
    every = list(names)
    if len(every) <= MOST_NAMED:
        return join_words(every)
    return f"{', '.join(every[: MOST_NAMED - 1])} and {len(every) - MOST_NAMED + 1} more"
