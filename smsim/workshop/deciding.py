"""A decision taken in a room: from the month it is taken in, a scenario goes another way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smsim.errors import ScenarioError, WorkshopError
from smsim.experiments.words import join_words
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario
from smsim.scenarios.building import build_scenario
from smsim.scenarios.dated import KEYS_WITH_SEATS, governance_after, settings_by_month
from smsim.scenarios.layout import AS_FORM, Document, to_document
from smsim.scenarios.places import LISTS_OF_TABLES
from smsim.views.player.news import form_words, setting_words
from smsim.vocabulary import FORMS_WITH_MEMBERS, DepartmentKind, GovernanceForm
from smsim.workshop.hands import TABLE as HANDS_TABLE
from smsim.workshop.hands import AnyHand, hands_words, with_hands

GOVERNANCE = ("form", "members")
CHAMPIONS = ("champions", "champions_by", "champions_in")
NUMBERED_TABLE = re.compile(r"\[\[(?:" + "|".join(LISTS_OF_TABLES) + r")\]\] \d+")


@dataclass(frozen=True)
class Decision:
    """What is decided at once: levers and happenings by name, and what is done by hand.

    None stands for "as the form has it".
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    hands: tuple[AnyHand, ...] = ()

    def words(self, organisation: Organisation) -> str:
        """Return the decision as part of a sentence."""
        done = hands_words(self.hands, organisation)
        return join_words([*self._parts(), *([done] if done else [])])

    def _parts(self) -> Iterator[str]:
        settings = dict(self.settings)
        seats = [DepartmentKind.of(key).title for key in settings.get("members", ())]
        if "form" in settings:
            form = GovernanceForm[settings["form"].upper()]
            with_seats = f" with {join_words(seats)}" if seats else ""
            yield f"{form_words(form)}{with_seats}"
        elif "members" in settings:
            yield f"seats for {join_words(seats)}" if seats else "no seats"
        others = setting_words(settings)
        if others:
            yield others


def decided(scenario: Scenario, month: int, decision: Decision, organisation: Organisation) -> Scenario:
    """Return `scenario` with a decision in force from `month` (counted from 0) on.

    What the scenario sets for the same lever in the same month is replaced. Before anybody is appointed, a
    form that is decided is appointed at once. Raises: WorkshopError, if the scenario would contradict itself.
    """
    document = to_document(scenario)
    settings = {key: AS_FORM if value is None else value for key, value in decision.settings.items()}
    if month <= scenario.appointment_month:
        settings = _appoint(document, month, settings)
    document["change"] = _with_change(document["change"], month, settings)
    if decision.hands:
        document[HANDS_TABLE] = with_hands(document.get(HANDS_TABLE, ()), month, decision.hands, organisation)
    try:
        return build_scenario(document, scenario.name, scenario.name)
    except ScenarioError as error:
        words = _seats_problem(scenario, month, decision.settings) or _for_a_room(str(error), scenario.name)
        raise WorkshopError(words) from None


def _seats_problem(scenario: Scenario, month: int, given: Mapping[str, Any]) -> str:
    """Return in words for a room that there are seats at no table, or a table without seats; "" if not."""
    form: str = scenario.levers.form
    members: tuple[str, ...] = scenario.levers.members
    for changed, settings in settings_by_month(scenario.changes).items():
        if changed <= month:
            form, members = governance_after(form, members, settings)
    form, members = governance_after(form, members, given)
    known = GovernanceForm.keys()
    if form not in known or not isinstance(members, list | tuple):
        return ""
    title = form_words(GovernanceForm[form.upper()])
    if members and form not in KEYS_WITH_SEATS:
        tables = " or ".join(form.title for form in FORMS_WITH_MEMBERS)
        return f"With {title} there are no seats: choose {tables} as well, under In charge."
    if not members and form in KEYS_WITH_SEATS:
        return f"The {title} has nobody in it: choose who sits at the table, under Seats."
    return ""


def _appoint(document: Document, month: int, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Write form and members of a decision into the appointment that is still to come; return the rest."""
    levers = dict(document["levers"])
    given = {key: settings[key] for key in GOVERNANCE if key in settings}
    document["levers"] = {**levers, **_governance(levers, given)}
    if "form" in given:
        document["appointment_month"] = month
    return {key: value for key, value in settings.items() if key not in GOVERNANCE}


def _governance(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given of form and members; a form without seats dissolves the members of before."""
    if _dissolves_seats(given) and before["members"]:
        return {"members": [], **given}
    return dict(given)


def _dissolves_seats(settings: Mapping[str, Any]) -> bool:
    return "form" in settings and settings["form"] not in KEYS_WITH_SEATS


def _with_change(changes: Sequence[Document], month: int, settings: Mapping[str, Any]) -> list[Document]:
    """Return the dated changes with `settings` at `month`, in one table with what is set there already."""
    if not settings:
        return list(changes)
    there: Document = {}
    for change in changes:
        if change["month"] == month:
            there |= change
    if _dissolves_seats(settings):
        there.pop("members", None)
    if "champions" in settings:
        for key in CHAMPIONS:
            there.pop(key, None)
    earlier = [change for change in changes if change["month"] < month]
    later = [change for change in changes if change["month"] > month]
    return [*earlier, {**there, "month": month, **settings}, *later]


def _for_a_room(sentence: str, name: str) -> str:
    """Return a sentence about a file as one about what was decided in a room."""
    return NUMBERED_TABLE.sub("the decision", sentence.removeprefix(f"{name}: "))
