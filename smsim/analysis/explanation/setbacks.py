"""What happened to a firm before it lost a level."""

from __future__ import annotations

from collections.abc import Iterable

from smsim.analysis.happened import UPHEAVALS, happened_words
from smsim.engine.inputs import RecordArray
from smsim.indicators import FACTS, SCORED_INDICATORS
from smsim.indicators.facts import ENDORSING_KINDS
from smsim.organisation.organisation import Organisation
from smsim.vocabulary import DepartmentKind, EventKind

SETBACK_MONTHS = 12
"""How long before a loss is looked for what may lie behind it."""

MOST_SETBACKS = 4
OF_A_KIND = ("practice_of", "active_share_of")
FACTS_OF = {indicator.code: indicator.facts for indicator in SCORED_INDICATORS}


def setbacks_before(
    events: RecordArray, organisation: Organisation, month: int, lost: Iterable[str]
) -> tuple[str, ...]:
    """Return what set a firm back in the year up to `month`, the latest last, each with its month.

    A new head counts if an indicator that was `lost` looks at that department.
    """
    kinds = _kinds_read(lost)
    recent = events[(events["month"] > month - SETBACK_MONTHS) & (events["month"] <= month)]
    told = []
    for event in recent:
        kind, department = EventKind(int(event["kind"])), int(event["department"])
        is_read = kind is not EventKind.HEAD_CHANGED or organisation.department_kinds[department] in kinds
        if kind in UPHEAVALS and is_read:
            where = organisation.department_names[department].replace("_", " ") if department >= 0 else ""
            told.append(f"{happened_words(kind, where, '')} (month {int(event['month'])})")
    return tuple(dict.fromkeys(told))[-MOST_SETBACKS:]


def _kinds_read(codes: Iterable[str]) -> set[int]:
    """Return the kinds of department that indicators look at."""
    kinds: set[int] = set()
    for name in (name for code in codes for name in FACTS_OF[code]):
        if name == "standing_share":
            kinds |= set(DepartmentKind)
        elif name == "endorsement":
            kinds |= set(ENDORSING_KINDS)
        elif FACTS[name].column in OF_A_KIND:
            kinds.add(FACTS[name].entry)
    return kinds
