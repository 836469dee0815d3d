"""What happened to a firm or its people in charge, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smsim.vocabulary import EventKind, IncidentCause

UPHEAVALS: Mapping[EventKind, str] = {
    EventKind.LEAD_LEAVES: "the lead leaves",
    EventKind.HEAD_CHANGED: "{where} gets a new head",
    EventKind.EXECUTIVES_CHANGED: "new executives come",
    EventKind.REORGANISED: "the firm is reorganised",
    EventKind.BUDGET_CUT: "the budget for staff is cut",
    EventKind.PLATFORMS_CHANGED: "the public moves to other platforms",
    EventKind.CRISIS: "a crisis breaks out",
}
"""What sets a firm back."""

APPOINTMENTS: Mapping[EventKind, str] = {
    EventKind.LEAD_APPOINTED: "{who} becomes the lead",
    EventKind.SEAT_FILLED: "{who} takes the seat of {where}",
}

HAPPENED: Mapping[EventKind, str] = {**UPHEAVALS, **APPOINTMENTS}
"""Events in a sentence, with the department ({where}) and the person ({who}) they concern."""

OF_A_PERSON = (*APPOINTMENTS, EventKind.HEAD_CHANGED)
"""Events whose detail is the row of a person."""


def happened_words(kind: EventKind, where: str, who: str) -> str:
    """Return an event as a part of a sentence. Raises: KeyError for one that is told elsewhere."""
    return HAPPENED[kind].format(where=where, who=who)


def event_detail(kind: EventKind, detail: int, form_names: Sequence[str], ids: Sequence[str] = ()) -> str:
    """Return in words what an event was about; "" where its kind says all.

    `form_names` are the governance forms by number, `ids` the names of the people by row; without them a
    person is told by the row.
    """
    if kind is EventKind.LEVEL_CHANGED:
        return f"level {detail}"
    if kind is EventKind.CRISIS:
        return IncidentCause(detail).key
    if kind is EventKind.FORM_CHANGED:
        return form_names[detail]
    if kind is EventKind.RULE_FIRED:
        return f"rule {detail + 1}"
    if kind in OF_A_PERSON:
        return ids[detail] if ids else f"row {detail}"
    return ""
