"""The events log of a run."""

from __future__ import annotations

from smsim.compilation import compiled
from smsim.engine.inputs import Record, RecordArray

FIRM_WIDE = -1


@compiled
def log_event(
    firm: Record, events: RecordArray, month: int, kind: int, department: int, detail: int, count: int
) -> None:
    """Add an entry to the events log; the log is made long enough for every month's possible events."""
    entry = events[firm.events]
    entry.month = month
    entry.kind = kind
    entry.department = department
    entry.detail = detail
    entry.count = count
    firm.events += 1
