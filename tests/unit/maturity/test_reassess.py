"""Runs read again under another rule."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.maturity.facts import INDICATORS
from smsim.maturity.reassess import reassess
from smsim.maturity.rule import RULE_VARIANTS
from smsim.parameters import Audit
from tests.unit.maturity.audits import LEVEL_2, LEVEL_3, hold, scores_of

MONTHS = 24


def a_run() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores that reach level 3 from the second month on."""
    scores = np.tile(scores_of(LEVEL_2 + LEVEL_3[:5]), (MONTHS, 1))
    scores[0] = 0.0
    return scores, np.full(MONTHS, 90.0), np.full(MONTHS, 0.3)


def test_nothing_stands_before_the_first_audit_and_results_are_carried_forward() -> None:
    states = reassess(*a_run(), Audit())
    assert states.level[:2].tolist() == [0, 0]
    assert states.audits.tolist() == [(month + 1) // 3 for month in range(MONTHS)]
    for field in ("level", "raw_level", "score", "met_share_2", "met_share_3", "met_share_4", "met"):
        np.testing.assert_array_equal(states[field][3], states[field][2], err_msg=field)


def test_audits_of_a_run_are_those_held_one_by_one() -> None:
    rng = np.random.default_rng(5)
    scores = rng.uniform(0.2, 0.8, size=(MONTHS, INDICATORS))
    states = reassess(scores, np.full(MONTHS, 9.0), np.full(MONTHS, 0.5), Audit())
    expected = hold(list(scores[2::3]), active_employees=9.0, active_share=0.5)
    np.testing.assert_array_equal(states[2::3], expected)


def test_other_rules_see_other_levels_in_the_same_run() -> None:
    last = {name: reassess(*a_run(), rule).level[-1] for name, rule in RULE_VARIANTS.items()}
    assert last["two_thirds"] == 3
    assert last["strict"] == last["four_fifths"] == 2


def test_another_interval_moves_the_audits() -> None:
    states = reassess(*a_run(), Audit(interval_months=6, confirmations=1))
    assert states.level[[4, 5, 10, 11, 16, 17]].tolist() == [0, 1, 1, 2, 2, 3]


def test_many_runs_at_once_are_read_one_by_one() -> None:
    scores, users, shares = a_run()
    both = np.stack([scores, scores * 0.0]), np.stack([users, users]), np.stack([shares, shares])
    many = reassess(*both, Audit())
    assert many.shape == (2, MONTHS)
    np.testing.assert_array_equal(many[0], reassess(scores, users, shares, Audit()))
    assert many[1].level[-1] == 1


def test_recorded_scores_are_left_alone() -> None:
    scores, users, shares = a_run()
    before = scores.copy()
    reassess(scores, users, shares, RULE_VARIANTS["self_assessed"])
    np.testing.assert_array_equal(scores, before)


def test_shapes_that_do_not_fit_are_refused() -> None:
    scores, users, shares = a_run()
    with pytest.raises(ValueError, match=rf"\({MONTHS}, {INDICATORS - 1}\)"):
        reassess(scores[:, 1:], users, shares, Audit())
    with pytest.raises(ValueError, match="active employees"):
        reassess(scores, users[1:], shares, Audit())
