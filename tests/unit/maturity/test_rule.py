"""The rule's record holds what the declared rule says."""

from __future__ import annotations

import pytest

from smsim.maturity.facts import INDICATORS, POSITION_OF
from smsim.maturity.rule import AUDIT_RULE_DTYPE, RULE_VARIANTS, ignored_flags, rule_record
from smsim.parameters import Audit


def test_the_record_carries_every_number_of_the_rule() -> None:
    rule = Audit(met_share=0.8, interval_months=6, self_assessment_bias=0.1)
    record = rule_record(rule)[0]
    assert set(AUDIT_RULE_DTYPE.names or ()) == set(Audit.model_fields) - {"ignored_indicators"}
    for name in AUDIT_RULE_DTYPE.names or ():
        assert record[name] == getattr(rule, name)


def test_flags_mark_the_ignored_indicators_only() -> None:
    flags = ignored_flags(Audit(ignored_indicators=("L2.1", "L3.7")))
    assert flags.shape == (INDICATORS,)
    assert {code for code, position in POSITION_OF.items() if flags[position]} == {"L2.1", "L3.7"}


@pytest.mark.parametrize(
    ("name", "met_share", "bias"),
    [
        ("two_thirds", 2 / 3, 0),
        ("half", 0.5, 0),
        ("four_fifths", 0.8, 0),
        ("strict", 1, 0),
        ("self_assessed", 2 / 3, 0.15),
    ],
)
def test_variants_differ_in_what_their_name_says(name: str, met_share: float, bias: float) -> None:
    rule = RULE_VARIANTS[name]
    assert (rule.met_share, rule.self_assessment_bias) == (met_share, bias)
    assert rule == Audit(met_share=met_share, self_assessment_bias=bias)
