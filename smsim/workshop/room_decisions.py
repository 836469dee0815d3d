"""A decision taken in a room: from the month it is taken in, a scenario goes another way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smsim.errors import ScenarioError, WorkshopError
from smsim.experiments.words import join_words
from smsim.organisation.organisation import Organisation
from smsim.parameters import OVERRIDES, Forms
from smsim.parameters.levers import SHOWN_LEVERS
from smsim.player.news import setting_words
from smsim.scenarios import Scenario
from smsim.scenarios.building import build_scenario
from smsim.scenarios.dated import governance_after, settings_by_month
from smsim.scenarios.layering import levers_left, settings_left
from smsim.scenarios.layout import AS_FORM, Document, to_document
from smsim.scenarios.places import NUMBERED_TABLE
from smsim.vocabulary import DepartmentKind
from smsim.workshop.levers import AS_THE_FORM_HAS_IT
from smsim.workshop.rearrangements import TABLE as REARRANGEMENT_TABLE
from smsim.workshop.rearrangements import AnyPart, parts_words, with_parts

OF_APPOINTMENT = ("form", "members", *OVERRIDES)
LEVER = re.compile(r"(?<!')\b(?:levers\.)?(" + "|".join(SHOWN_LEVERS) + r")\b(?!')(?: of the decision)?")


@dataclass(frozen=True)
class RoomDecision:
    """What is decided at once: levers and happenings by name, and a rearrangement.

    None stands for "as the form has it".
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    rearrangement: tuple[AnyPart, ...] = ()

    def words(self, organisation: Organisation, forms: Forms) -> str:
        """Return the decision as part of a sentence."""
        done = parts_words(self.rearrangement, organisation)
        return join_words([*self._parts(forms), *([done] if done else [])])

    def _parts(self, forms: Forms) -> Iterator[str]:
        settings = dict(self.settings)
        seats = [DepartmentKind.of(key).title for key in settings.get("members", ())]
        if "form" in settings:
            with_seats = f" with {join_words(seats)}" if seats else ""
            yield f"{forms.in_charge(settings['form'])}{with_seats}"
        elif "members" in settings:
            yield f"seats for {join_words(seats)}" if seats else "no seats"
        others = setting_words(settings)
        if others:
            yield others


def decided(
    scenario: Scenario,
    month: int,
    decision: RoomDecision,
    organisation: Organisation,
    *,
    is_in_room: bool = True,
) -> Scenario:
    """Return `scenario` with a decision in force from `month` (counted from 0) on.

    What the scenario sets for the same lever in the same month is replaced. Before anybody is appointed, a
    form that is decided is appointed at once.

    Raises: WorkshopError, if the scenario would contradict itself; in a room it names levers as the page
    does, else as files do.
    """
    document = to_document(scenario)
    settings = {key: AS_FORM if value is None else value for key, value in decision.settings.items()}
    if month <= scenario.appointment_month:
        settings = _appoint(document, month, settings, scenario.forms)
    document["change"] = _with_change(document["change"], month, settings, scenario.forms)
    if decision.rearrangement:
        document[REARRANGEMENT_TABLE] = with_parts(
            document.get(REARRANGEMENT_TABLE, ()), month, decision.rearrangement, organisation
        )
    try:
        return build_scenario(document, scenario.name, scenario.name)
    except ScenarioError as error:
        words = _seats_problem(scenario, month, decision.settings)
        sentence = _without_tables(str(error).removeprefix(f"{scenario.name}: "), document, month)
        raise WorkshopError(words or (_for_a_room(sentence) if is_in_room else sentence)) from None


def _seats_problem(scenario: Scenario, month: int, given: Mapping[str, Any]) -> str:
    """Return in words for a room that there are seats at no table, or a table without seats; "" if not.

    The month of the decision is looked at, and those after it for which the scenario plans a change.
    """
    form: str = scenario.levers.form
    members: tuple[str, ...] = scenario.levers.members
    planned = list(settings_by_month(scenario.changes).items())
    for changed, settings in sorted([*planned, (month, given)], key=lambda step: step[0]):
        form, members = governance_after(form, members, settings, scenario.forms.seated)
        later = changed if changed > month else None
        problem = _table_problem(form, members, later, scenario.forms) if settings is given or later else ""
        if problem:
            return problem
    return ""


def _table_problem(form: str, members: Sequence[str], later: int | None, forms: Forms) -> str:
    """Return what is wrong with a form and its members from month `later` on, now where that is None.

    What is no form, or no list of members, is for others to refuse.
    """
    if form not in tuple(forms.rows) or not isinstance(members, list | tuple):
        return ""
    title, has_table = forms.in_charge(form), form in forms.seated
    if has_table == bool(members):
        return ""
    if has_table:
        return f"The {title} has nobody in it: choose who sits at the table, under Seats."
    tables = " or ".join(forms.titles[seated] for seated in forms.seated)
    planned = "" if later is None else f", but the plan fills them in month {later}"
    return f"With {title} there are no seats{planned}: choose {tables} as well, under In charge."


def _appoint(document: Document, month: int, settings: Mapping[str, Any], forms: Forms) -> dict[str, Any]:
    """Write what belongs to the appointment that is still to come into it; return the rest of a decision."""
    given = {key: value for key, value in settings.items() if key in OF_APPOINTMENT}
    document["levers"] = {**levers_left(document["levers"], given, forms.seated), **given}
    if "form" in given:
        document["appointment_month"] = month
    return {key: value for key, value in settings.items() if key not in given}


def _with_change(
    changes: Sequence[Document], month: int, settings: Mapping[str, Any], forms: Forms
) -> list[Document]:
    """Return the dated changes with `settings` at `month`, in one table with what is set there already."""
    if not settings:
        return list(changes)
    there: Document = {}
    for change in changes:
        if change["month"] == month:
            there |= change
    there = settings_left(there, settings, forms.seated)
    earlier = [change for change in changes if change["month"] < month]
    later = [change for change in changes if change["month"] > month]
    return [*earlier, {**there, "month": month, **settings}, *later]


def _without_tables(sentence: str, document: Document, month: int) -> str:
    """Return a sentence about the tables of a scenario file as one about what was decided in `month`."""

    def table_words(found: re.Match[str]) -> str:
        table = document[found[1]][int(found[2]) - 1]
        if "month" not in table:
            return f"rule {found[2]} of the plan"
        return "the decision" if table["month"] == month else f"what is planned for month {table['month']}"

    return NUMBERED_TABLE.sub(table_words, sentence)


def _for_a_room(sentence: str) -> str:
    """Return a sentence with the levers named as the page names them."""
    words = LEVER.sub(lambda found: f"'{SHOWN_LEVERS[found[1]].title}'", sentence)
    words = words.replace(f"'{AS_FORM}'", f"'{AS_THE_FORM_HAS_IT[1]}'")
    return words[:1].upper() + words[1:]
