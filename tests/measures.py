"""A measure of one's own, for tests of what registering one changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from smsim.measures import Formula, Margin, Measure, Unit, register, unregister


def best_reputation(monthly: Any) -> Any:
    """Return the highest reputation of each run."""
    return np.asarray(monthly["reputation"]).max(axis=1)


OWN = Measure(
    name="best_reputation",
    title="best reputation",
    unit=Unit("0-100", short="", highest=100.0),
    better=+1,
    more="more",
    less="less",
    margin=Margin(2.0, "what nobody notices"),
    formula=Formula("highest `reputation` of all months", best_reputation),
)


@contextmanager
def registered(measure: Measure = OWN, **changes: Any) -> Iterator[Measure]:
    """Register a measure, with some of its declaration changed, while something is tried."""
    own = replace(measure, **changes)
    register(own)
    try:
        yield own
    finally:
        unregister(own.name)
