"""Scenarios between two: one option that takes single elements of its governance from another.

Levers are taken as the other has them, from the start, in every dated change and in every rule; those that
override what a form has, which end with the form, also wherever the base changes its form. What an option has
from its form is taken from the other's form at the time: the row of the base's form in [forms]
gets those values. The row of the form that every run begins with is left alone: nobody in charge has
nothing to give away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from smsim.engine.inputs import PLAN_COLUMNS
from smsim.parameters import OVERRIDES, START_FORM, FormSettings
from smsim.scenarios import Scenario
from smsim.scenarios.building import build_scenario
from smsim.scenarios.compile import plan_numbers
from smsim.scenarios.dated import governance_after, settings_by_month
from smsim.scenarios.layout import AS_FORM, Document, to_document

START = -1
"""Stands for the time before any dated change."""

HOURS_OF_TRAIT = {
    "has_member_hours": (("centre", "member_hours"),),
    "has_hubs": (("practice", "hub_fte"), ("centre", "hub_coordination_hours")),
}
"""Hours that members or hubs have: none for an option that never had a form with the trait."""


@dataclass(frozen=True)
class Ingredients:
    """What is taken from the other option: levers, values of its form, hours of members, seats of kinds."""

    levers: frozenset[str] = frozenset()
    of_form: frozenset[str] = frozenset()
    has_hours: bool = False
    seats: frozenset[str] = frozenset()

    def __or__(self, other: Ingredients) -> Ingredients:
        """Return both together."""
        return Ingredients(
            self.levers | other.levers,
            self.of_form | other.of_form,
            self.has_hours or other.has_hours,
            self.seats | other.seats,
        )


@dataclass(frozen=True)
class Governance:
    """Who is in charge from a month on, and which kinds have a seat; `settings` is what the form has."""

    form: str
    members: tuple[str, ...]
    settings: FormSettings


def governance_by_month(scenario: Scenario) -> dict[int, Governance]:
    """Return every governance that levers and dated changes name, by its first month; START is the first."""
    form: str = scenario.levers.form
    members: tuple[str, ...] = scenario.levers.members
    forms = scenario.forms.rows
    months = {START: Governance(form, members, forms[form])}
    for month, given in settings_by_month(scenario.changes).items():
        if "form" in given or "members" in given:
            form, members = governance_after(form, members, given, scenario.forms.seated)
            months[month] = Governance(form, members, forms[form])
    return months


def mixed(base: Scenario, other: Scenario, taken: Ingredients, name: str) -> Scenario:
    """Return `base` with what is `taken` from the other.

    A seat is taken only where the base's form has seats. If that leaves no seat, the home department keeps
    one, as a body needs somebody. Hours of members and hubs are none if the other never has their form.

    Raises: ScenarioError, if dates of the two contradict each other.
    """
    document, others = to_document(base), to_document(other)
    document = _with_levers(document, others, taken.levers - set(OVERRIDES))
    document = _with_overrides(document, base, other, taken.levers & set(OVERRIDES))
    document["forms"] = _forms(document, others, base, other, taken.of_form)
    if taken.has_hours:
        document = _without_foreign_hours(document, base, other)
    if taken.seats:
        document = _with_seats(document, base, other, taken.seats)
    return build_scenario(document, name, f"scenario '{name}'")


def _with_levers(document: Document, others: Document, names: Collection[str]) -> Document:
    """Return the tables with the other's values of some levers, dated ones and those of rules included.

    What happens once is only dated.
    """
    levers = {**document["levers"], **_only(others["levers"], names)}
    changes = [_without(change, names) for change in document["change"]]
    changes += [_only(change, {*names, "month"}) for change in others["change"]]
    rules = [{**rule, "then": _without(rule["then"], names)} for rule in document["when"]]
    rules += [{**rule, "then": _only(rule["then"], names)} for rule in others["when"]]
    return {
        **document,
        "levers": levers,
        "change": [change for change in changes if len(change) > 1],  # more than its month
        "when": [rule for rule in rules if rule["then"]],
    }


def _with_overrides(document: Document, base: Scenario, other: Scenario, names: Collection[str]) -> Document:
    """Return the tables with the other's values of levers that override what a form has.

    The base takes them up with every form of its own, as its changes of form would end them.
    """
    if not names:
        return document
    theirs = _overrides(other)
    start = min(base.appointment_month, len(theirs) - 1)
    now = theirs[start]
    levers = {**document["levers"], **_only(now, names)}
    changes = [_without(change, names) for change in document["change"]]
    for month in range(start + 1, len(theirs)):
        has_new_form = _in_force(base, month).form != _in_force(base, month - 1).form
        before = dict.fromkeys(names, AS_FORM) if has_new_form else now
        now = theirs[month]
        changed = {name: now[name] for name in sorted(names) if now[name] != before[name]}
        changes += [{"month": month, **changed}] if changed else []
    last = {name: value for name, value in _only(now, names).items() if value != AS_FORM}
    rules = []
    for rule in document["when"]:
        then = _without(rule["then"], names)
        rules.append({**rule, "then": {**then, **last} if "form" in then else then})
    rules += [{**rule, "then": _only(rule["then"], names)} for rule in to_document(other)["when"]]
    return {
        **document,
        "levers": levers,
        "change": [change for change in changes if len(change) > 1],
        "when": [rule for rule in rules if rule["then"]],
    }


def _overrides(scenario: Scenario) -> list[Document]:
    """Return, month by month, the levers that override what a form has, as a file has them."""
    months, _ = plan_numbers(scenario)
    columns = {name: PLAN_COLUMNS[name].start for name in OVERRIDES}
    return [
        {name: AS_FORM if isnan(row[column]) else float(row[column]) for name, column in columns.items()}
        for row in months
    ]


def _without(table: Mapping[str, Any], names: Collection[str]) -> Document:
    return {key: value for key, value in table.items() if key not in names}


def _only(table: Mapping[str, Any], names: Collection[str]) -> Document:
    return {key: value for key, value in table.items() if key in names}


def _forms(
    document: Document, others: Document, base: Scenario, other: Scenario, columns: Collection[str]
) -> Document:
    """Return the table of forms in which those of the base have some values of the other's forms."""
    forms = dict(document["forms"])
    for form, month in _first_months(base).items():
        counterpart = _in_force(other, month).form
        forms[form] = {**forms[form], **_only(others["forms"][counterpart], columns)}
    return forms


def _first_months(scenario: Scenario) -> dict[str, int]:
    """Return the forms that are appointed, with the first month of each; those of rules come last."""
    months: dict[str, int] = {}
    for month, governance in governance_by_month(scenario).items():
        months.setdefault(governance.form, month)
    for rule in scenario.rules:
        if "form" in rule.then.given:
            months.setdefault(rule.then.form, scenario.horizon_months)
    months.pop(START_FORM, None)
    return months


def _in_force(scenario: Scenario, month: int) -> Governance:
    """Return the governance that is in force in a month, or appointed later."""
    return [now for since, now in governance_by_month(scenario).items() if since <= month][-1]


def _without_foreign_hours(document: Document, base: Scenario, other: Scenario) -> Document:
    result = dict(document)
    own, others = ([option.forms.rows[form] for form in _first_months(option)] for option in (base, other))
    for trait, hours in HOURS_OF_TRAIT.items():
        if any(getattr(row, trait) for row in own) and not any(getattr(row, trait) for row in others):
            for table, name in hours:
                result[table] = {**result[table], name: 0.0}
    return result


def _with_seats(document: Document, base: Scenario, other: Scenario, kinds: frozenset[str]) -> Document:
    """Return the tables in which `kinds` have a seat when the other gives them one."""
    last = _in_force(other, base.horizon_months).members
    rules = [_rule_with_seats(rule, last, kinds, base.firm.home) for rule in document["when"]]
    seats = _seats_by_month(base, other, kinds)
    if all(set(_in_force(base, month).members) == set(members) for month, members in seats.items()):
        return {**document, "when": rules}
    changes = [_without(change, ("members",)) for change in document["change"]]
    before: tuple[str, ...] = ()
    for month, members in seats.items():
        if month > START and members and set(members) != set(before):
            changes.append({"month": month, "members": list(members)})
        before = members
    levers = {**document["levers"], "members": list(seats[START])}
    changes = [change for change in changes if len(change) > 1]
    return {**document, "levers": levers, "change": changes, "when": rules}


def _seats_by_month(base: Scenario, other: Scenario, kinds: frozenset[str]) -> dict[int, tuple[str, ...]]:
    """Return who has a seat from each month on in which either of the two names its governance."""
    start = base.appointment_month  # nobody is seated before
    later = {month for month in governance_by_month(other) if start < month}
    seats: dict[int, tuple[str, ...]] = {}
    for month in sorted(governance_by_month(base).keys() | later):
        now = _in_force(base, month)
        others = _in_force(other, max(month, start)).members
        has_seats = now.settings.has_seats
        seats[month] = combined_seats(now.members, others, kinds, base.firm.home) if has_seats else ()
    return seats


def _rule_with_seats(rule: Document, others: Sequence[str], kinds: frozenset[str], home: str) -> Document:
    then = rule["then"]
    if "members" not in then:
        return rule
    return {**rule, "then": {**then, "members": list(combined_seats(then["members"], others, kinds, home))}}


def combined_seats(
    own: Sequence[str], others: Sequence[str], kinds: Collection[str], home: str
) -> tuple[str, ...]:
    """Return the kinds with a seat: `kinds` as the others have them, the rest as before, home if none."""
    kept = [kind for kind in own if kind not in kinds or kind in others]
    added = [kind for kind in others if kind in kinds and kind not in own]
    return tuple(kept + added) or (home,)
