"""The stop rule's real error rate: 500 simulated experiments of each kind whose truth is known.

`pytest -m slow -rP` shows the counts.
"""

from __future__ import annotations

import pytest

from tests.patterns.stopping import KINDS, Counts, error_counts

EXPERIMENTS = 500
ALLOWED = EXPERIMENTS // 20

pytestmark = pytest.mark.slow


def keeps_its_error_rate(counts: Counts) -> bool:
    """Return whether at most 5 of 100 experiments had an interval that misses the truth, at any look."""
    return counts.misses <= ALLOWED and counts.ever <= ALLOWED


@pytest.mark.parametrize("kind", KINDS)
def test_the_stop_rule_keeps_its_error_rate(kind: str) -> None:
    counts = error_counts(KINDS[kind], experiments=EXPERIMENTS, seed=20_240)
    print(f"{kind}: {counts}")
    assert keeps_its_error_rate(counts)
    assert counts.stopped_early > 0.95 * EXPERIMENTS


@pytest.mark.parametrize("kind", KINDS)
def test_stopping_at_students_interval_does_not(kind: str) -> None:
    """The negative control."""
    counts = error_counts(KINDS[kind], experiments=EXPERIMENTS, seed=20_240, is_naive=True)
    print(f"{kind}, naive: {counts}")
    assert not keeps_its_error_rate(counts)
