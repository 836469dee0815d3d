"""What an audit says in a given month, and what the next level still needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.engine.outputs import MONTHLY_DTYPE
from smsim.maturity.facts import INDICATORS, POSITION_OF
from smsim.maturity.reading import IndicatorReading, last_audit_month, read_audit
from smsim.maturity.reassess import reassess
from smsim.parameters import Audit
from tests.unit.maturity.audits import LEVEL_2, LEVEL_3, LEVEL_4, scores_of

NEVER_ASKED = set(POSITION_OF) - {*LEVEL_2, *LEVEL_3, *LEVEL_4}
"""Indicators that these audits know nothing of."""


def monthly_records(
    scores: np.ndarray, active_share: float = 0.6, audit: Audit | None = None, users: float = 60.0
) -> np.recarray[Any, Any]:
    rule = audit if audit is not None else Audit()
    months = len(scores)
    states = reassess(scores, np.full(months, users), np.full(months, active_share), rule)
    records = np.zeros(months, dtype=MONTHLY_DTYPE).view(np.recarray)
    for field in ("level", "raw_level", "score", "met_share_2", "met_share_3", "met_share_4", "met"):
        records[field] = states[field]
    records["indicator"] = scores
    records["active_employees"] = users
    records["active_share"] = active_share
    return records


def quarters(*audits: np.ndarray) -> np.ndarray:
    return np.repeat(np.stack(audits), 3, axis=0)


def codes(readings: Sequence[IndicatorReading]) -> list[str]:
    return [reading.indicator.code for reading in readings]


def test_the_last_audit_is_the_one_that_closed_most_recently() -> None:
    assert [last_audit_month(month, 3) for month in range(7)] == [None, None, 2, 2, 2, 5, 5]


def test_indicators_are_met_gained_lost_missing_or_not_applicable() -> None:
    first = scores_of(["L2.1", "L2.2", "L3.1"], missing=["L2.4"])
    second = scores_of(["L2.1", "L2.3", "L3.1"], missing=["L2.4"])
    third = scores_of([], missing=["L2.4"])
    reading = read_audit(monthly_records(quarters(first, second, third)), 7, Audit())
    assert reading.audit_month == 5
    assert codes(reading.met) == ["L2.1", "L2.3", "L3.1"]
    assert codes(reading.gained) == ["L2.3"]
    assert codes(reading.lost) == ["L2.2"]
    assert set(codes(reading.not_applicable)) - NEVER_ASKED == {"L2.4"}
    assert len(reading.missing) == len(LEVEL_2 + LEVEL_3 + LEVEL_4) - 3 - 1
    assert reading.indicators[0].score == 0.0  # of the month, not of the audit


def test_at_the_first_audit_everything_met_is_gained_and_before_it_nothing_is_known() -> None:
    records = monthly_records(quarters(scores_of(LEVEL_2), scores_of(LEVEL_2)))
    assert codes(read_audit(records, 2, Audit()).gained) == list(LEVEL_2)
    before = read_audit(records, 1, Audit())
    assert (before.audit_month, before.level, before.met, before.gained) == (None, 0, (), ())


def test_the_next_level_names_how_many_indicators_are_lacking_and_which_could_fill_in() -> None:
    scores = scores_of([*LEVEL_2[:3], *LEVEL_3[:3]])
    scores[LEVEL_INDEX["L3.7"]] = 0.3
    scores[LEVEL_INDEX["L3.5"]] = 0.45
    reading = read_audit(monthly_records(quarters(*[scores] * 4)), 11, Audit())
    assert reading.level == 2
    assert reading.next_level is not None
    (requirement,) = reading.next_level.requirements
    assert requirement.indicator_level == 3
    assert (requirement.met, requirement.needed, requirement.lacking) == (3, 5, 2)
    assert codes(requirement.candidates) == ["L3.5", "L3.7", "L3.4", "L3.6"]
    assert not reading.next_level.is_fulfilled


LEVEL_INDEX = {code: position for position, code in enumerate(LEVEL_2 + LEVEL_3 + LEVEL_4)}


def test_level_4_names_its_gates() -> None:
    scores = scores_of([*LEVEL_2, *LEVEL_3[:5], *LEVEL_4])
    reading = read_audit(monthly_records(quarters(*[scores] * 5), active_share=0.3), 14, Audit())
    assert reading.level == 3
    assert reading.next_level is not None
    assert [(r.indicator_level, r.lacking) for r in reading.next_level.requirements] == [(3, 1)]
    assert (reading.next_level.active_share, reading.next_level.active_share_needed) == (0.3, 0.5)


def test_at_the_top_nothing_is_next() -> None:
    scores = scores_of([*LEVEL_2, *LEVEL_3, *LEVEL_4])
    reading = read_audit(monthly_records(quarters(*[scores] * 7)), 20, Audit())
    assert (reading.level, reading.next_level) == (4, None)


def test_a_level_may_await_its_confirmation_only() -> None:
    records = monthly_records(quarters(scores_of([]), *[scores_of(LEVEL_2)] * 3))
    waits = [read_audit(records, month, Audit()).next_level for month in (2, 5, 8, 11)]
    assert [(n.level, n.is_fulfilled, n.audits_to_confirm) for n in waits if n is not None] == [
        (2, False, 2), (2, True, 1), (3, False, 2), (3, False, 2),
    ]  # fmt: skip


def test_the_first_audit_confirms_nothing() -> None:
    records = monthly_records(quarters(scores_of(LEVEL_2), scores_of(LEVEL_2)))
    waits = [read_audit(records, month, Audit()).next_level for month in (2, 5)]
    assert [n.audits_to_confirm for n in waits if n is not None] == [2, 1]
    unknown = read_audit(records, 0, Audit()).next_level
    assert unknown is not None
    assert (unknown.level, unknown.audits_to_confirm) == (1, 1)


def test_what_does_not_apply_is_not_counted_as_lacking() -> None:
    """Of three applicable indicators two are needed; of four it would be three."""
    scores = scores_of(["L2.1"], missing=["L2.4"])
    awaited = read_audit(monthly_records(quarters(scores)), 2, Audit()).next_level
    assert awaited is not None
    (requirement,) = awaited.requirements
    assert (requirement.applicable, requirement.needed, requirement.lacking) == (3, 2, 1)
    assert codes(requirement.candidates) == ["L2.2", "L2.3"]


def test_without_users_level_1_needs_one() -> None:
    records = monthly_records(quarters(scores_of(LEVEL_2)), active_share=0.0, users=0.0)
    awaited = read_audit(records, 2, Audit()).next_level
    assert awaited is not None
    assert (awaited.level, awaited.needs_a_user, awaited.is_fulfilled) == (1, True, False)


def test_ignored_indicators_are_neither_missing_nor_asked_for() -> None:
    rule = Audit(ignored_indicators=("L3.7",))
    records = monthly_records(quarters(scores_of(LEVEL_2), scores_of(LEVEL_2)), audit=rule)
    reading = read_audit(records, 5, rule)
    assert set(codes(reading.not_applicable)) - NEVER_ASKED == {"L3.7"}
    assert "L3.7" not in codes(reading.missing)


def test_a_month_outside_the_run_is_refused() -> None:
    records = monthly_records(quarters(scores_of([])))
    for month in (-1, 3):
        with pytest.raises(IndexError, match="months 0 to 2"):
            read_audit(records, month, Audit())


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    needed=st.sampled_from([0.5, 2 / 3, 0.8, 1.0]),
    confirmations=st.integers(1, 3),
    active_share=st.sampled_from([0.3, 0.7]),
)
def test_a_forecast_of_confirmation_comes_true(
    seed: int, needed: float, confirmations: int, active_share: float
) -> None:
    """Fulfilled means a raw level above; and repeating the last audit as often as said raises the level."""
    rng = np.random.default_rng(seed)
    rule = Audit(met_share=needed, confirmations=confirmations)
    audits = rng.choice([0.2, 0.45, 0.8], p=[0.15, 0.1, 0.75], size=(9, INDICATORS))
    history = quarters(*audits)
    reading = read_audit(monthly_records(history, active_share, rule), len(history) - 1, rule)
    awaited = reading.next_level
    if awaited is None:
        assert reading.level == 4
        return
    assert awaited.is_fulfilled == (reading.raw_level > reading.level)
    if not awaited.is_fulfilled:
        return
    longer = np.concatenate([history, quarters(*[audits[-1]] * awaited.audits_to_confirm)])
    levels = monthly_records(longer, active_share, rule).level
    assert levels[-1] == awaited.level
    assert levels[-4] == reading.level
