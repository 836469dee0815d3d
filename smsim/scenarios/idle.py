"""What a scenario sets without effect, as far as it can be told before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from smsim.parameters import OVERRIDES, Happenings
from smsim.scenarios.compile import DEFAULTS
from smsim.scenarios.dated import settings_by_month
from smsim.scenarios.difference import measured
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.timeline import MonthSettings, months_in_force

PICKED = {
    "lead_by": ("has_lead", "nobody is in charge while it holds"),
    "representatives_by": ("has_seats", "nobody has a seat while it holds"),
}
"""Levers that say whom to put in charge: the trait of a form that has somebody to pick, and why nobody is."""


def idle_settings(scenario: Scenario) -> Iterator[str]:
    """Yield one sentence for each lever or happening that is set and changes nothing.

    Where a rule may put another form in charge, what needs somebody in charge is not judged.
    """
    months = months_in_force(scenario)
    dated = settings_by_month(scenario.changes)
    is_open = any("form" in rule.then.given for rule in scenario.rules)
    if not is_open and scenario.appointment_month < scenario.horizon_months:
        yield from _idle_from_the_start(scenario, months, dated.get(scenario.appointment_month, {}))
    for month, given in dated.items():
        for name, value in given.items():
            reason = "" if is_open else _nobody_to_have_it(scenario, months, month, name, value)
            reason = reason or _is_so_already(scenario, months, month, name, value)
            if reason:
                yield f"{name} {_in_words(name, value)}, set in month {month}, has no effect: {reason}."


def _idle_from_the_start(
    scenario: Scenario, months: list[MonthSettings], at_once: Mapping[str, Any]
) -> Iterator[str]:
    """Yield what [levers] says of the people in charge and never comes into force."""
    start = scenario.appointment_month
    for name in OVERRIDES:
        value = getattr(scenario.levers, name)
        if value is None:
            continue
        reason = _nobody_to_have_it(scenario, months, start, name, value)
        if name in at_once:
            reason = f"month {start}, that of the appointment, sets {_in_words(name, at_once[name])}"
        if reason:
            yield f"{name} {_in_words(name, value)} of [levers] has no effect: {reason}."
    for name in PICKED:
        value = getattr(scenario.levers, name)
        reason = _nobody_to_choose(scenario, months, 0, name, value)
        if value != DEFAULTS[name] and reason:
            yield f"{name} {_in_words(name, value)} of [levers] has no effect: {reason}."


def _nobody_to_have_it(
    scenario: Scenario, months: list[MonthSettings], month: int, name: str, value: Any
) -> str:
    """Return why there is nobody in a month whom a setting is about, "" if there is."""
    form = months[month]["form"]
    settings = scenario.forms.rows[form]
    if not settings.has_lead and (name == "lead_leaves" or (name in OVERRIDES and value is not None)):
        waits = month < scenario.appointment_month
        return (
            f"nobody is in charge before month {scenario.appointment_month}"
            if waits
            else ("nobody is in charge then")
        )
    return _nobody_to_choose(scenario, months, month, name, value)


def _nobody_to_choose(
    scenario: Scenario, months: list[MonthSettings], month: int, name: str, value: Any
) -> str:
    """Return why nobody is picked as a setting says for as long as it holds, "" if somebody may be."""
    if name not in PICKED:
        return ""
    trait, reason = PICKED[name]
    for now in takewhile(lambda later: later[name] == value, months[month:]):
        if getattr(scenario.forms.rows[now["form"]], trait):
            return ""
    return reason


def _is_so_already(scenario: Scenario, months: list[MonthSettings], month: int, name: str, value: Any) -> str:
    """Return that a lever has its value already, "" if it has not; the first month follows [levers]."""
    if value is None or name in Happenings.model_fields:
        return ""
    if name in OVERRIDES and month <= scenario.appointment_month:
        return ""
    before = months[month - 1] if month else dict(scenario.levers)
    had = before[name]
    is_same = set(had) == set(value) if name == "members" else had == value
    is_other_form = months[month]["form"] != before["form"]
    if not is_same or (name in (*OVERRIDES, "members") and is_other_form):
        return ""
    return "it is so already"


def _in_words(name: str, value: Any) -> str:
    if value is None:
        return "as the form has it"
    return measured(list(value) if isinstance(value, tuple) else value, ("levers", name))
