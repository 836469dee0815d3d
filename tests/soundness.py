"""What every run must satisfy: finite numbers within their bounds, hours handed out once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.engine.records import RunRecords

PRESETS = {
    "grassroots": "grassroots",
    "intern": "intern-run",
    "lone_manager": "lone-manager",
    "manager_with_aide": "manager-with-aide",
    "task_force": "task-force-broad",
    "group_head": "group-head",
    "dandelion": "dandelion",
    "holistic": "holistic-early",
}
ZERO_TO_ONE = {
    output.name
    for output in MONTHLY_OUTPUTS
    if output.unit in ("share", "0 or 1", "score") and output.name != "score"
}
OTHER_BOUNDS = {
    "level": (0, 4),
    "raw_level": (0, 4),
    "score": (0, 4),
    "reputation": (0, 100),
    "value_index": (-math.inf, math.inf),
    "value_keur": (-math.inf, math.inf),
    "measured_value_keur": (-math.inf, math.inf),
    "net_value_keur": (-math.inf, math.inf),
}
MAY_BE_MISSING = {"workload_ratio", "indicator"}


def assert_sound(records: RunRecords) -> None:
    """Every recorded number is finite, unless it is documented as missing, and within its bounds."""
    for output in MONTHLY_OUTPUTS:
        values = records.monthly[output.name]
        if output.name in MAY_BE_MISSING:
            values = values[~np.isnan(values)]
        assert np.isfinite(values).all(), output.name
        low, high = (0, 1) if output.name in ZERO_TO_ONE else OTHER_BOUNDS.get(output.name, (0, math.inf))
        assert ((values >= low) & (values <= high)).all(), output.name
    is_idle = records.monthly.capacity_hours == 0
    assert np.array_equal(np.isnan(records.monthly.workload_ratio), is_idle)
    by_department = records.by_department
    sizes = records.organisation.department_sizes
    assert (by_department.active_employees <= sizes).all()
    for name in ("practice", "endorsement", "contact", "seen", "is_discovered", "is_approved", "is_in_plan"):
        assert ((by_department[name] >= 0) & (by_department[name] <= 1)).all(), name
    assert (by_department.support_hours >= 0).all()


def assert_hours_conserved(records: RunRecords, support_share: float) -> None:
    """Help to departments is the support share of free hours, or nothing where nobody may claim it."""
    monthly = records.monthly
    protected = np.maximum(0.15 * monthly.capacity_hours, monthly.capacity_hours - monthly.load_hours)
    assert monthly.free_hours == pytest.approx(protected)
    given = records.by_department.support_hours.sum(axis=1)
    shared = monthly.free_hours * support_share
    assert (np.isclose(given, shared) | (given == 0.0)).all()
