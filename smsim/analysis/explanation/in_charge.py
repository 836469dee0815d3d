"""Who is in charge in a month of a run, and through whom a department hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smsim.analysis.nearness import ties_of
from smsim.engine.inputs import RecordArray, RunInputs
from smsim.experiments.words import join_words
from smsim.organisation.organisation import Organisation
from smsim.vocabulary import DepartmentKind, EventKind

NOBODY = -1


@dataclass(frozen=True)
class InCharge:
    """Rows of the people in charge at the end of a month; `lead` is -1 while nobody leads.

    `representatives` has, by row of the department, who sits for it; `has_seats` whether any might.
    """

    lead: int
    representatives: Mapping[int, int]
    has_seats: bool

    @property
    def rows(self) -> tuple[int, ...]:
        """Everybody in charge, the lead first."""
        seated = tuple(self.representatives.values())
        return seated if self.lead == NOBODY else (self.lead, *seated)


def in_charge_at(
    events: RecordArray, organisation: Organisation, inputs: RunInputs, month: int, form: int
) -> InCharge:
    """Return who is in charge at the end of `month`, under the form in force then.

    A seat that a dated change takes away is empty; one that a rule takes away is told until the form
    changes.
    """
    lead, seated = NOBODY, dict[int, int]()
    for event in events[events["month"] <= month]:
        kind, department, detail = (int(event[name]) for name in ("kind", "department", "detail"))
        if kind == EventKind.LEAD_APPOINTED:
            lead = detail
        elif kind == EventKind.LEAD_LEAVES:
            lead = NOBODY
        elif kind == EventKind.SEAT_FILLED:
            seated[department] = detail
        elif kind == EventKind.REORGANISED:
            seated.clear()
        elif kind == EventKind.FORM_CHANGED:
            lead = lead if inputs.forms[detail].has_lead else NOBODY
            seated = seated if inputs.forms[detail].has_seats else {}
    planned = inputs.plan[month]
    if int(planned.form) == form:
        kinds = organisation.department_kinds
        seated = {row: person for row, person in seated.items() if planned.members[kinds[row]] > 0.0}
    return InCharge(lead, dict(sorted(seated.items())), bool(inputs.forms[form].has_seats))


def in_charge_words(in_charge: InCharge, organisation: Organisation) -> str:
    """Return who leads, and who sits for which departments, as a sentence without its full stop."""
    ids = organisation.ids
    lead = f"{ids[in_charge.lead]} leads" if in_charge.lead != NOBODY else "nobody leads"
    if not in_charge.representatives:
        return lead
    seated = [ids[person] for person in in_charge.representatives.values()]
    return f"{lead}; {join_words(seated)} {'sits' if len(seated) == 1 else 'sit'} for their departments"


def reach_words(kind: DepartmentKind, in_charge: InCharge, organisation: Organisation) -> str:
    """Return through whom a kind of department hears of it, as a part of a sentence.

    Ties are those of the start of the run; which of them were lost since and which were made is not
    recorded.
    """
    of_kind = np.flatnonzero(organisation.department_kinds == int(kind)).tolist()
    ids = organisation.ids
    seated = [ids[in_charge.representatives[row]] for row in of_kind if row in in_charge.representatives]
    seat = ""
    if in_charge.has_seats:
        seat = f"{join_words(seated)} sits for it" if seated else "nobody sits for it"
    acquaintance = "" if organisation.is_complete else _acquaintance(of_kind, in_charge, organisation)
    return ", ".join(words for words in (seat, acquaintance) if words)


def _acquaintance(of_kind: list[int], in_charge: InCharge, organisation: Organisation) -> str:
    """Return which of the people in charge knows whom there, in one step or in two."""
    ids, department = organisation.ids, organisation.department
    outside = [row for row in in_charge.rows if department[row] not in of_kind]
    if not outside:
        return ""
    for row in outside:
        there = _known_in(of_kind, row, organisation)
        if there != NOBODY:
            return f"{ids[row]} knows {ids[there]} there"
    for row in outside:
        for colleague in ties_of(organisation, row)[0]:
            there = _known_in(of_kind, int(colleague), organisation)
            if department[colleague] == department[row] and there != NOBODY:
                return f"only {ids[colleague]}, a colleague of {ids[row]}, knows {ids[there]} there"
    return "nobody in charge knows anybody there, nor does a colleague of theirs"


def _known_in(of_kind: list[int], row: int, organisation: Organisation) -> int:
    """Return the first person of some departments to whom somebody is tied, -1 for none."""
    colleagues = ties_of(organisation, row)[0]
    there = colleagues[np.isin(organisation.department[colleagues], of_kind)]
    return int(there[0]) if there.size else NOBODY
