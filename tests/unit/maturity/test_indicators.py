"""Every indicator at its hand-worked edges, and against the model's table on random firms."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.maturity import indicators
from smsim.vocabulary import DESCRIPTIVE_INDICATORS, SCORED_INDICATORS, DepartmentKind
from tests.oracles.plain_audit import plain_scores, plain_signs
from tests.unit.maturity.audits import score

KIND = DepartmentKind
SHORT = dict(zip(("MKT", "COM", "SAL", "CS", "HR", "RD", "FIN", "IT", "OPS", "EXE"), KIND, strict=True))
CS, HR, SAL, EXE, MKT = SHORT["CS"], SHORT["HR"], SHORT["SAL"], SHORT["EXE"], SHORT["MKT"]
ECHO = (SHORT["COM"], SAL, CS, HR, SHORT["RD"])

HAND_WORKED: list[tuple[str, dict[str, Any], float]] = [
    ("L2.1", {"lead_time_share": 0.5}, 0.5),
    ("L2.2", {"channels": 4}, 0.5),
    ("L2.2", {"channels": 20}, 1.0),
    ("L2.3", {"goals": 0.30}, 0.5),
    ("L2.3", {"goals": 0.75}, 1.0),
    ("L2.4", {"endorsement_marketing_communications": 0.6, "capacity_hours": 50}, 0.3),
    ("L2.4", {"endorsement_marketing_communications": 0.6, "capacity_hours": 500}, 0.6),
    ("L3.1", {"listening": 0.8, "workable_share": 0.75}, 0.6),
    ("L3.2", {"measurement": 0.40}, 0.5),
    ("L3.3", {"practice_of": {CS: 0.35}, "response_share": 0.4}, 0.5),
    ("L3.3", {"practice_of": {CS: 0.9}, "response_share": 0.3}, 0.75),
    ("L3.4", {"practice_of": {HR: 0.35}}, 0.5),
    ("L3.5", {"practice_of": {SAL: 0.20}}, 0.5),
    ("L3.6", {"is_ceo_active": 1}, 1.0),
    ("L3.7", {"working_body": 0.5}, 0.5),
    ("L4.1", {"sponsorship": 0.6, "active_share_of": {EXE: 0.25}}, 0.55),
    ("L4.1", {"sponsorship": 0.0, "active_share_of": {EXE: 1.0}}, 0.5),
    ("L4.2", {"listening": 0.9, "reputation": 56, "practice_of": dict.fromkeys(ECHO[:3], 0.4)}, 0.9),
    ("L4.2", {"listening": 0.9, "reputation": 56, "practice_of": dict.fromkeys(ECHO[3:], 0.4)}, 0.6),
    ("L4.2", {"listening": 0.9, "reputation": 55, "practice_of": dict.fromkeys(ECHO, 0.9)}, 0.0),
    ("L4.2", {"listening": 0.9, "reputation": 60, "practice_of": {MKT: 0.9, EXE: 0.9}}, 0.0),
    ("L4.3", {"response_share": 0.5, "practice_of": {CS: 0.6, MKT: 0.8}, "listening": 0.5}, 0.5),
    ("L4.3", {"response_share": 0.8, "practice_of": {CS: 1.0, MKT: 1.0}, "listening": 1.0}, 1.0),
    ("L4.4", {"practice_of": {CS: 0.8}, "response_share": 0.3, "measurement": 0.25}, 0.2),
    ("L4.5", {"listening": 0.8, "response_share": 0.5}, 0.4),
]


@pytest.mark.parametrize(("code", "facts", "expected"), HAND_WORKED)
def test_an_indicator_scores_as_worked_out_by_hand(code: str, facts: dict[str, Any], expected: float) -> None:
    assert score(**facts)[0][code] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    [
        ("L1.1", {"goals": 0.15}, 0.5),
        ("L1.1", {"goals": 0.9}, 0.0),
        ("L1.2", {"active_employees": 10, "active_home": 7}, 1.0),
        ("L1.2", {"active_employees": 10, "active_home": 6}, 0.0),
        ("L1.2", {"active_employees": 2, "active_home": 0}, 1.0),
        ("L1.2", {"active_employees": 0}, 1.0),
        ("L1.3", {"active_employees": 10, "active_home": 2, "active_outside_uncoordinated": 6}, 0.75),
        ("L1.3", {"active_employees": 2, "active_home": 2}, 0.0),
        ("L1.4", {"channels": 3, "response_share": 0.1}, 1.0),
        ("L1.4", {"channels": 3, "response_share": 0.2}, 0.0),
        ("L1.4", {"channels": 3.5, "response_share": 0.1}, 0.0),
        ("L1.5", {"listening": 0.05}, 0.8),
    ],
)
def test_a_sign_shows_as_worked_out_by_hand(code: str, facts: dict[str, Any], expected: float) -> None:
    assert score(**facts)[1][code] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (CS, {"L3.3", "L4.4"}), (HR, {"L3.4"}), (SAL, {"L3.5"}), (EXE, {"L3.6", "L4.1"}), (MKT, set()),
        (KIND.OPERATIONS, set()),
    ],
)
def test_without_a_kind_the_indicators_that_need_it_do_not_apply(kind: KIND, codes: set[str]) -> None:
    scores, _ = score(is_kind_present={kind: 0})
    assert {code for code, z in scores.items() if np.isnan(z)} == codes


def test_local_coordination_applies_from_300_people_on() -> None:
    assert np.isnan(score(employees=299)[0]["L2.4"])
    assert score(employees=300)[0]["L2.4"] == 0.0
    assert np.isnan(score(employees=300, has_marketing_or_communications=0)[0]["L2.4"])


def test_rules_take_arrays_as_well_as_numbers() -> None:
    """The plain functions behind the compiled ones are arithmetic: entry by entry the same."""
    rng = np.random.default_rng(3)
    rules = [rule for name, rule in vars(indicators).items() if _is_rule(name, rule)]
    assert len(rules) == len(SCORED_INDICATORS) + len(DESCRIPTIVE_INDICATORS)
    for rule in rules:
        plain = getattr(rule, "py_func", rule)
        arguments = rng.uniform(0, 1, size=(len(inspect.signature(plain).parameters), 40))
        at_once = plain(*arguments)
        one_by_one = [rule(*column) for column in arguments.T]
        np.testing.assert_allclose(at_once, one_by_one, rtol=0, atol=1e-15, err_msg=plain.__name__)


def _is_rule(name: str, value: object) -> bool:
    described = getattr(value, "py_func", value).__doc__ or ""
    return callable(value) and described.startswith("L") and described[1:5].endswith(":")


shares = st.floats(0, 1)


@st.composite
def firms(draw: st.DrawFn) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    present = draw(st.sets(st.sampled_from(list(SHORT))))
    kinds = {kind: {"P": draw(shares), "a": draw(shares)} for kind in present}
    users = draw(st.integers(0, 400))
    home = draw(st.integers(0, users))
    facts = {
        "N": draw(st.sampled_from([1, 299, 300, 500])), "users": users, "home": home,
        "loose": draw(st.integers(0, users - home)), "C": draw(st.floats(0, 40)),
        "K": draw(st.floats(0, 900)), "R": draw(st.one_of(st.just(55.0), st.floats(0, 100))),
        "ceo": draw(st.integers(0, 1)),
    }  # fmt: skip
    for name in ("phi", "L", "G", "M", "S", "E", "frac", "lead", "body"):
        facts[name] = draw(shares)
    return facts, kinds


@settings(max_examples=150, deadline=None)
@given(firms())
def test_any_firm_scores_as_in_the_models_table(
    firm: tuple[dict[str, float], dict[str, dict[str, float]]],
) -> None:
    facts, kinds = firm
    scores, signs = score(
        employees=facts["N"], active_employees=facts["users"], active_home=facts["home"],
        active_outside_uncoordinated=facts["loose"], is_ceo_active=facts["ceo"], goals=facts["G"],
        listening=facts["L"], measurement=facts["M"], channels=facts["C"], response_share=facts["phi"],
        capacity_hours=facts["K"], workable_share=facts["frac"], sponsorship=facts["S"],
        reputation=facts["R"], lead_time_share=facts["lead"], working_body=facts["body"],
        endorsement_marketing_communications=facts["E"],
        has_marketing_or_communications="MKT" in kinds or "COM" in kinds,
        is_kind_present={kind: short in kinds for short, kind in SHORT.items()},
        practice_of={SHORT[short]: kinds[short]["P"] for short in kinds},
        active_share_of={SHORT[short]: kinds[short]["a"] for short in kinds},
    )  # fmt: skip
    for code, expected in plain_scores(facts, kinds).items():
        if expected is None:
            assert np.isnan(scores[code]), code
        else:
            assert scores[code] == pytest.approx(expected, abs=1e-12), code
    assert signs == pytest.approx(plain_signs(facts), abs=1e-12)
