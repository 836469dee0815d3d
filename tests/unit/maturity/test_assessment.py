"""The audit rule in cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.indicators import SCORED_INDICATORS
from smsim.maturity.assessment import (
    INDICATOR_LEVELS,
    audited_score,
    confirm,
    continuous_score,
    is_audit_month,
    raw_level,
    reaches,
    remains_met,
)
from smsim.maturity.facts import POSITION_OF
from smsim.maturity.rule import RULE_VARIANTS
from smsim.parameters import Audit
from tests.unit.maturity.audits import LEVEL_2, LEVEL_3, LEVEL_4, hold, scores_of

NOTHING = scores_of([])
AT_2 = scores_of(LEVEL_2)
AT_3 = scores_of(LEVEL_2 + LEVEL_3)
AT_4 = scores_of(LEVEL_2 + LEVEL_3 + LEVEL_4)


def test_audits_close_every_third_month() -> None:
    assert [month for month in range(12) if is_audit_month(month, 3.0)] == [2, 5, 8, 11]


@pytest.mark.parametrize(
    ("met_of_level_3", "level"),
    [(4, 2), (5, 3), (6, 3), (7, 3)],
    ids=["4 of 7", "5 of 7", "6 of 7", "7 of 7"],
)
def test_level_3_needs_five_of_seven(met_of_level_3: int, level: int) -> None:
    state = hold([scores_of(LEVEL_2 + LEVEL_3[:met_of_level_3])])[0]
    assert state.raw_level == level
    assert state.met_share_3 == met_of_level_3 / 7


@pytest.mark.parametrize(
    ("of_3", "of_4", "active_share", "level"),
    [(6, 4, 0.5, 4), (5, 4, 0.5, 3), (6, 3, 0.5, 3), (6, 4, 0.49, 3), (7, 5, 1.0, 4)],
    ids=["all gates", "5 of 7 is too few", "3 of 5 is too few", "too few users", "everything"],
)
def test_level_4_needs_six_of_seven_four_of_five_and_half_the_people(
    of_3: int, of_4: int, active_share: float, level: int
) -> None:
    scores = scores_of(LEVEL_2 + LEVEL_3[:of_3] + LEVEL_4[:of_4])
    assert hold([scores], active_share=active_share)[0].raw_level == level


def test_a_level_needs_the_levels_below_it() -> None:
    assert hold([scores_of(LEVEL_3 + LEVEL_4)])[0].raw_level == 1
    assert hold([scores_of(LEVEL_2 + LEVEL_4)])[0].raw_level == 2


def test_two_of_three_are_enough_below_300_people_and_three_of_four_are_asked_above() -> None:
    small = hold([scores_of(LEVEL_2[:2], missing=["L2.4"])])[0]
    large = hold([scores_of(LEVEL_2[:2])])[0]
    assert (small.met_share_2, small.raw_level) == (pytest.approx(2 / 3), 2)
    assert (large.met_share_2, large.raw_level) == (0.5, 1)
    assert hold([scores_of(LEVEL_2[:3])])[0].raw_level == 2


def test_what_does_not_apply_leaves_the_denominator() -> None:
    state = hold([scores_of(LEVEL_2 + LEVEL_3[:4], missing=LEVEL_3[4:6])])[0]
    assert state.met_share_3 == pytest.approx(4 / 5)
    assert state.raw_level == 3
    assert state.met[POSITION_OF["L3.5"]] == 0.0


def test_a_share_short_by_rounding_only_is_enough() -> None:
    assert reaches(2 / 3 - 5e-10, 2 / 3)
    assert not reaches(2 / 3 - 2e-9, 2 / 3)


@pytest.mark.parametrize(("before", "expected"), [(0.6, 1.0), (0.0, 0.0)], ids=["stays met", "stays unmet"])
def test_a_score_between_the_thresholds_changes_nothing(before: float, expected: float) -> None:
    first, middle = scores_of(["L3.1"], score=before), scores_of(["L3.1"], score=0.45)
    assert hold([first, middle])[1].met[POSITION_OF["L3.1"]] == expected


def test_the_thresholds_themselves_count_as_met() -> None:
    assert remains_met(0.50, 0.0, 0.50, 0.40) == 1.0
    assert remains_met(0.40, 1.0, 0.50, 0.40) == 1.0
    assert remains_met(np.nextafter(0.40, 0), 1.0, 0.50, 0.40) == 0.0
    assert remains_met(np.nan, 1.0, 0.50, 0.40) == 0.0


def test_the_first_audit_puts_a_firm_on_level_1_whatever_it_finds() -> None:
    assert hold([AT_4])[0].level == 1
    assert hold([NOTHING], active_employees=0.0, active_share=0.0)[0].level == 0


def test_no_level_is_skipped_and_every_step_takes_two_audits() -> None:
    assert hold([AT_4] * 8).level.tolist() == [1, 1, 2, 2, 3, 3, 4, 4]


def test_a_firm_falls_one_step_for_every_two_audits() -> None:
    states = hold([AT_4] * 7 + [NOTHING] * 8)
    assert states.raw_level.tolist() == [4] * 7 + [1] * 8
    assert states.level.tolist()[6:] == [4, 4, 3, 3, 2, 2, 1, 1, 1]


def test_one_audit_out_of_line_starts_the_count_anew() -> None:
    assert hold([NOTHING, AT_2, NOTHING, AT_2, NOTHING]).level.tolist() == [1] * 5
    assert hold([NOTHING, AT_2, NOTHING, AT_2, AT_2]).level.tolist() == [1, 1, 1, 1, 2]


def test_findings_on_either_side_do_not_add_up() -> None:
    """A streak below the level does not count towards a rise, nor the other way round."""
    states = hold([AT_2, AT_2, AT_2, NOTHING, AT_3, NOTHING, AT_3, AT_3])
    assert states.level.tolist() == [1, 1, 2, 2, 2, 2, 2, 3]


def test_a_firm_nobody_uses_falls_to_0() -> None:
    level, streak = confirm(1.0, 0.0, 0.0, 2.0)
    assert (level, streak) == (1.0, -1.0)
    assert confirm(level, streak, 0.0, 2.0) == (0.0, 0.0)


def test_without_users_there_is_neither_level_nor_score() -> None:
    state = hold([AT_4], active_employees=0.0, active_share=0.0)[0]
    assert (state.raw_level, state.score, state.met_share_2) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("of_2", "of_3", "of_4", "active_share", "score"),
    [
        (2, 7, 5, 0.6, 1.5),
        (3, 3, 5, 0.6, 1.75 + 3 / 7),
        (4, 5, 5, 0.6, 2 + 5 / 7),
        (4, 6, 3, 0.6, 2 + 6 / 7 + 0.6),
        (4, 6, 3, 0.4, 2 + 6 / 7),
        (4, 7, 5, 0.6, 4.0),
    ],
)
def test_the_continuous_score_adds_levels_behind_open_gates(
    of_2: int, of_3: int, of_4: int, active_share: float, score: float
) -> None:
    scores = scores_of(LEVEL_2[:of_2] + LEVEL_3[:of_3] + LEVEL_4[:of_4])
    assert hold([scores], active_share=active_share)[0].score == pytest.approx(score)


def test_the_strict_rule_wants_every_indicator() -> None:
    strict = RULE_VARIANTS["strict"]
    assert hold([scores_of(LEVEL_2 + LEVEL_3[:6])], audit=strict)[0].raw_level == 2
    assert hold([scores_of(LEVEL_2 + LEVEL_3 + LEVEL_4[:4])], audit=strict)[0].raw_level == 3
    assert hold([AT_4], audit=strict, active_share=0.5)[0].raw_level == 4
    assert hold([AT_4], audit=strict, active_share=0.4)[0].raw_level == 3


def test_a_rule_above_the_gate_raises_the_gate() -> None:
    """With .9 of the indicators asked for, 6 of 7 level-3 indicators open nothing, in level or score."""
    ninety = Audit(met_share=0.9)
    state = hold([scores_of(LEVEL_2 + LEVEL_3[:6] + LEVEL_4)], audit=ninety)[0]
    assert (state.raw_level, state.score) == (2.0, pytest.approx(2 + 6 / 7))


def test_a_laxer_rule_keeps_the_gate_to_level_4() -> None:
    half = RULE_VARIANTS["half"]
    assert hold([scores_of(LEVEL_2[:2] + LEVEL_3[:4] + LEVEL_4[:3])], audit=half)[0].raw_level == 3
    assert hold([scores_of(LEVEL_2[:2] + LEVEL_3[:6] + LEVEL_4[:3])], audit=half)[0].raw_level == 4


def test_customer_service_and_recruiting_can_be_missing_under_two_thirds_only() -> None:
    without = [code for code in LEVEL_3 if code not in ("L3.3", "L3.4")]
    scores = scores_of([*LEVEL_2, *without])
    levels = {name: hold([scores], audit=rule)[0].raw_level for name, rule in RULE_VARIANTS.items()}
    assert levels["two_thirds"] == 3
    assert levels["four_fifths"] == levels["strict"] == 2


def test_a_self_assessment_adds_its_bias_before_the_thresholds() -> None:
    scores = scores_of(LEVEL_2, score=0.36)
    assert hold([scores])[0].met_share_2 == 0.0
    assert hold([scores], audit=RULE_VARIANTS["self_assessed"])[0].met_share_2 == 1.0
    assert audited_score(0.95, 0.15) == 1.0
    assert audited_score(0.05, -0.15) == 0.0


def test_an_ignored_indicator_is_neither_asked_for_nor_met() -> None:
    """Without L3.7, four of the remaining six make level 3."""
    four = scores_of((*LEVEL_2, *LEVEL_3[:4], "L3.7"))
    judged = hold([four], audit=RULE_VARIANTS["without_body"])[0]
    assert judged.met_share_3 == pytest.approx(4 / 6)
    assert judged.met[POSITION_OF["L3.7"]] == 0.0
    assert judged.raw_level == 3


def test_a_level_that_asks_for_nothing_is_not_in_the_way() -> None:
    rule = Audit(ignored_indicators=LEVEL_2)
    assert hold([scores_of(LEVEL_3)], audit=rule)[0].raw_level == 3


def test_rules_of_the_audit_take_arrays() -> None:
    levels = getattr(raw_level, "py_func", raw_level)
    scores = getattr(continuous_score, "py_func", continuous_score)
    arguments = (
        np.array([0.0, 5, 5, 5, 5]), np.array([0.0, 0.1, 0.1, 0.1, 0.6]), np.array([1.0, 0.5, 1, 1, 1]),
        np.array([1.0, 1, 0.5, 6 / 7, 6 / 7]), np.array([1.0, 1, 1, 1, 1]), 2 / 3, 0.85, 0.5,
    )  # fmt: skip
    np.testing.assert_array_equal(levels(*arguments), [0, 1, 2, 3, 4])
    np.testing.assert_allclose(scores(*arguments), [0, 1.5, 2.5, 2 + 6 / 7, 3 + 6 / 7])


def test_levels_of_indicators_follow_their_codes() -> None:
    assert INDICATOR_LEVELS.tolist() == [int(indicator.code[1]) for indicator in SCORED_INDICATORS]
