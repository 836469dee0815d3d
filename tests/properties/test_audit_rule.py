"""Random histories of scores: the audit agrees with its plain second statement and keeps its promises."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from smsim.maturity.facts import INDICATORS
from smsim.maturity.reassess import reassess
from smsim.parameters import Audit
from tests.oracles.plain_audit import ALL_CODES, PlainRule, audit_run

EDGES = [0.0, 0.25, 0.35, 0.39, 0.40, 0.45, 0.50, 0.6, 1.0]


@st.composite
def rules(draw: st.DrawFn) -> Audit:
    return Audit(
        met_share=draw(st.sampled_from([0.5, 2 / 3, 0.8, 0.9, 1.0])),
        level_4_gate_share=draw(st.sampled_from([0.5, 0.85, 1.0])),
        self_assessment_bias=draw(st.sampled_from([0.0, 0.15, -0.15])),
        interval_months=draw(st.integers(1, 4)),
        confirmations=draw(st.integers(1, 3)),
        ignored_indicators=tuple(sorted(draw(st.sets(st.sampled_from(ALL_CODES), max_size=5)))),
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Scores that drift between a low and a high mood, so that levels rise and fall."""
    months = draw(st.integers(1, 50))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    mood = np.cumsum(rng.normal(0.05, 0.25, size=months))[:, None]
    drift = np.clip(mood + rng.normal(0.4, 0.2, size=(months, INDICATORS)), 0, 1)
    is_edge = rng.random(drift.shape) < 0.3
    scores = np.where(is_edge, rng.choice(EDGES, size=drift.shape), drift)
    missing = list(draw(st.sets(st.integers(3, 15), max_size=6)))
    scores[:, missing] = np.nan
    shares = rng.choice([0.0, 0.2, 0.5, 0.8], p=[0.05, 0.15, 0.2, 0.6], size=months)
    return scores, np.rint(100 * shares), shares


def plain(rule: Audit) -> PlainRule:
    return PlainRule(
        needed=rule.met_share, gate=rule.level_4_gate_share, users=rule.level_4_active_share,
        enter=rule.met_score, leave=rule.lost_score, bias=rule.self_assessment_bias,
        every=rule.interval_months, twice=rule.confirmations, ignored=frozenset(rule.ignored_indicators),
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(histories(), rules())
def test_any_history_is_judged_as_by_the_plain_audit(
    history: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]], rule: Audit
) -> None:
    scores, users, shares = history
    states = reassess(scores, users, shares, rule)
    by_code = [
        {code: None if np.isnan(z) else float(z) for code, z in zip(ALL_CODES, row, strict=True)}
        for row in scores
    ]
    findings = audit_run(by_code, [int(n) for n in users], shares.tolist(), plain(rule))
    for month, (state, finding) in enumerate(zip(states, findings, strict=True)):
        assert (state.level, state.raw_level) == (finding.level, finding.raw), month
        found = (state.met_share_2, state.met_share_3, state.met_share_4, state.score)
        np.testing.assert_allclose(found, (*finding.shares, finding.score), rtol=0, atol=1e-12)
        assert {code for code, is_met in zip(ALL_CODES, state.met, strict=True) if is_met} == finding.met


@settings(max_examples=60, deadline=None)
@given(histories())
def test_the_level_moves_one_step_at_most_every_second_audit(
    history: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
) -> None:
    levels = reassess(*history, Audit()).level[2::3]
    steps = np.diff(levels)
    assert np.all(np.abs(steps) <= 1)
    assert not np.any((steps[1:] != 0) & (steps[:-1] != 0))


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_stricter_rule_never_finds_more(
    history: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
) -> None:
    """Raw level and score; the reported level only follows, in its own time."""
    lax, strict = (reassess(*history, Audit(met_share=share)) for share in (0.5, 0.8))
    assert np.all(lax.raw_level >= strict.raw_level)
    assert np.all(lax.score >= strict.score)
