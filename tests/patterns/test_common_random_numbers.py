"""Equal luck makes comparisons sharper: paired against unpaired differences of two forms.

`pytest -rP` shows the ratios: how many times fewer replications a paired comparison needs.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from smsim.engine.inputs import RecordArray
from tests.patterns.running import batch_of, first_month
from tests.simulations import needs_compiler

FORMS = ("task-force-broad", "group-head")
SLIGHTLY = {"levers.executive_tone": 0.62}
MEASURES = ("months to level 3", "active share", "net value", "incidents")


def outcomes(monthly: RecordArray) -> dict[str, NDArray[np.float64]]:
    """Return one number for each replication and measure."""
    return {
        "months to level 3": np.minimum(first_month(monthly.level, 3), 120.0),
        "active share": monthly.active_share[:, -1],
        "net value": monthly.net_value_keur.sum(axis=1),
        "incidents": monthly.incidents.sum(axis=1),
    }


def ratio(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the variance of an unpaired difference over that of the paired one."""
    unpaired = one.var(ddof=1) + other.var(ddof=1)
    return float(unpaired / (one - other).var(ddof=1))


@needs_compiler
@pytest.mark.parametrize("measure", MEASURES)
def test_equal_luck_sharpens_the_comparison_of_two_forms(measure: str) -> None:
    one, other = (outcomes(batch_of(preset).monthly)[measure] for preset in FORMS)
    found = ratio(one, other)
    print(
        f"{measure}: difference {np.mean(one - other):.3f}, standard error paired "
        f"{(one - other).std(ddof=1) / len(one) ** 0.5:.3f}; {found:.2f} times fewer replications"
    )
    assert found > 1.0


@needs_compiler
@pytest.mark.parametrize("measure", MEASURES)
def test_equal_luck_sharpens_a_small_change_of_one_lever_far_more(measure: str) -> None:
    batches = batch_of("task-force-broad"), batch_of("task-force-broad", SLIGHTLY)
    one, other = (outcomes(batch.monthly)[measure] for batch in batches)
    found = ratio(one, other)
    print(f"{measure}, executives' tone .60 against .62: {found:.2f} times fewer replications")
    assert found > 4.0


@needs_compiler
def test_unequal_luck_does_not() -> None:
    """A control: the same comparison with other seeds gains nothing."""
    one = outcomes(batch_of("task-force-broad").monthly)
    other = outcomes(batch_of("group-head", seed=2).monthly)
    for measure in MEASURES:
        assert 0.7 < ratio(one[measure], other[measure]) < 1.4, measure
