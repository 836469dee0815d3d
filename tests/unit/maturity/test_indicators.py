"""Every indicator at its hand-worked edges, and against the model's table on random firms."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.indicators import DESCRIPTIVE_INDICATORS, FACTS, SCORED_INDICATORS, Indicator
from smsim.parameters import Parameters, declarations, science_record
from smsim.parameters.indicators import Indicators
from smsim.vocabulary import DepartmentKind, MaturityLevel
from tests.oracles.plain_audit import SCALES as SCALES_OF_TABLE
from tests.oracles.plain_audit import plain_scores, plain_signs
from tests.unit.maturity.audits import score

KIND = DepartmentKind
SHORT = dict(zip(("MKT", "COM", "SAL", "CS", "HR", "RD", "FIN", "IT", "OPS", "EXE"), KIND, strict=True))
CS, HR, SAL, EXE, MKT = SHORT["CS"], SHORT["HR"], SHORT["SAL"], SHORT["EXE"], SHORT["MKT"]
ALL = (*DESCRIPTIVE_INDICATORS, *SCORED_INDICATORS)
SCALES = set(Indicators.model_fields)
RANGES = {
    declared.name.removeprefix("indicators."): declared.sensitivity
    for declared in declarations()
    if declared.name.startswith("indicators.")
}
NOTHING = dict.fromkeys(("users", "home", "loose", "C", "K", "R", "ceo"), 0.0) | {"N": 500.0}
NOTHING |= dict.fromkeys(("phi", "L", "G", "M", "S", "E", "frac", "lead", "standing"), 0.0)
NOTHING |= {"complaints": 60.0, "scale": 1.0}
"""A firm of 500 in which people complain and nothing else happens, in the letters of the plain statement."""

HAND_WORKED: list[tuple[str, dict[str, float], float]] = [
    ("L1.1", {"goals": 0.15}, 0.5),
    ("L1.1", {"goals": 0.9}, 0.0),
    ("L1.2", {"active_employees": 10, "active_home": 7}, 1.0),
    ("L1.2", {"active_employees": 10, "active_home": 6}, 0.0),
    ("L1.2", {"active_employees": 2, "active_home": 0}, 1.0),
    ("L1.2", {"active_employees": 0}, 1.0),
    ("L1.3", {"active_outside": 8, "active_uncoordinated": 6}, 0.75),
    ("L1.3", {"active_outside": 0}, 0.0),
    ("L1.4", {"channels": 3, "response_share": 0.1}, 1.0),
    ("L1.4", {"channels": 3, "response_share": 0.2}, 0.0),
    ("L1.4", {"channels": 3, "response_share": 1.0, "complaints": 0.0}, 1.0),
    ("L1.4", {"channels": 3.5, "response_share": 1.0, "complaints": 0.0}, 0.0),
    ("L1.4", {"channels": 3.5, "response_share": 0.1}, 0.0),
    ("L1.5", {"listening": 0.05}, 0.8),
    ("L2.1", {"lead_time": 0.5}, 0.5),
    ("L2.2", {"channels": 4}, 0.5),
    ("L2.2", {"channels": 20}, 1.0),
    ("L2.3", {"goals": 0.30}, 0.5),
    ("L2.3", {"goals": 0.75}, 1.0),
    ("L2.4", {"employees": 300, "endorsement": 0.3, "capacity_hours": 50}, 0.3),
    ("L2.4", {"employees": 300, "endorsement": 0.3, "capacity_hours": 500}, 0.6),
    ("L2.4", {"employees": 900, "endorsement": 0.3, "capacity_hours": 500}, 0.4),
    ("L2.4", {"employees": 900, "endorsement": 0.3, "capacity_hours": 100, "size_scale": 2}, 0.2),
    ("L2.4", {"employees": 30, "endorsement": 0.05, "capacity_hours": 500}, 0.55),
    ("L3.1", {"listening": 0.8, "done_share": 0.75}, 0.6),
    ("L3.2", {"measurement": 0.40}, 0.5),
    ("L3.3", {"practice_customer_service": 0.35, "response_share": 0.4}, 0.5),
    ("L3.3", {"practice_customer_service": 0.9, "response_share": 0.3}, 0.75),
    ("L3.4", {"practice_human_resources": 0.35}, 0.5),
    ("L3.5", {"practice_sales": 0.20}, 0.5),
    ("L3.6", {"ceo": 1}, 1.0),
    ("L3.7", {"standing_share": 0.3}, 0.5),
    ("L3.7", {"standing_share": 0.6}, 1.0),
    ("L4.1", {"sponsorship": 0.6, "users_executive": 0.25}, 0.55),
    ("L4.1", {"sponsorship": 0.0, "users_executive": 1.0}, 0.5),
    ("L4.2", {"listening": 0.9, "reputation": 56, "operating_kinds": 3}, 0.9),
    ("L4.2", {"listening": 0.9, "reputation": 56, "operating_kinds": 2}, 0.6),
    ("L4.2", {"listening": 0.9, "reputation": 55, "operating_kinds": 5}, 0.0),
    (
        "L4.3",
        {
            "response_share": 0.5,
            "practice_customer_service": 0.6,
            "practice_marketing": 0.8,
            "listening": 0.5,
        },
        0.5,
    ),
    (
        "L4.3",
        {"response_share": 0.8, "practice_customer_service": 1, "practice_marketing": 1, "listening": 1},
        1.0,
    ),
    ("L4.4", {"practice_customer_service": 0.8, "response_share": 0.3, "measurement": 0.25}, 0.2),
    ("L4.5", {"listening": 0.8, "response_share": 0.5}, 0.4),
]


@pytest.mark.parametrize(("code", "facts", "expected"), HAND_WORKED)
def test_an_indicator_scores_as_worked_out_by_hand(
    code: str, facts: dict[str, float], expected: float
) -> None:
    scores, signs = score(**facts)
    assert (scores | signs)[code] == pytest.approx(expected, abs=1e-12)


def test_every_indicator_is_worked_out_by_hand() -> None:
    assert {code for code, _, _ in HAND_WORKED} == {indicator.code for indicator in ALL}


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (CS, {"L3.3", "L4.4"}), (HR, {"L3.4"}), (SAL, {"L3.5"}), (EXE, {"L3.6", "L4.1"}), (MKT, set()),
        (KIND.OPERATIONS, set()),
    ],
)  # fmt: skip
def test_without_a_kind_the_indicators_that_need_it_do_not_apply(kind: KIND, codes: set[str]) -> None:
    scores, _ = score(absent=[kind])
    assert {code for code, z in scores.items() if np.isnan(z)} == codes


def test_local_coordination_needs_marketing_or_communications() -> None:
    assert score(absent=[MKT])[0]["L2.4"] == 0.0
    assert score(absent=[SHORT["COM"]])[0]["L2.4"] == 0.0
    assert np.isnan(score(absent=[MKT, SHORT["COM"]])[0]["L2.4"])


def test_the_larger_the_firm_the_more_it_has_to_coordinate() -> None:
    """In every size it can be met, in none it is given."""
    sizes = (1, 20, 100, 300, 1000, 100_000)
    found = [score(employees=size, endorsement=0.3, capacity_hours=1e4)[0]["L2.4"] for size in sizes]
    assert found == sorted(found, reverse=True) and found[-1] == pytest.approx(0.3, rel=1e-2)
    assert score(employees=1, endorsement=0.0, capacity_hours=1e4)[0]["L2.4"] == 0.0


def test_where_nobody_complains_nothing_is_asked_of_answers() -> None:
    scores, _ = score(complaints=0.0)
    assert {code for code, z in scores.items() if np.isnan(z)} == {"L3.3", "L4.3", "L4.4", "L4.5"}


# --- the declarations --------------------------------------------------------------------------------


def test_codes_are_in_order_and_number_their_level_through() -> None:
    for level, indicators in groupby(ALL, key=lambda indicator: indicator.level):
        codes = [indicator.code for indicator in indicators]
        assert codes == [f"L{level}.{number}" for number in range(1, len(codes) + 1)]
    assert [*map(int, MaturityLevel)][1:] == list(dict.fromkeys(indicator.level for indicator in ALL))


def test_titles_and_rules_are_each_ones_own() -> None:
    assert len({indicator.title for indicator in ALL}) == len(ALL)
    assert len({indicator.rule for indicator in ALL}) == len(ALL)
    assert all(indicator.source for indicator in ALL)


@pytest.mark.parametrize("indicator", ALL, ids=lambda indicator: indicator.code)
def test_an_indicator_reads_facts_and_scales_that_there_are(indicator: Indicator) -> None:
    assert indicator.facts
    assert set(indicator.scales) <= SCALES


def test_facts_and_parameters_share_no_name() -> None:
    assert not set(FACTS) & set(science_record(Parameters()).dtype.names)


def test_every_scale_is_read() -> None:
    """By a rule, or where the facts are gathered."""
    gathered = {"coordinated_endorsement"}
    read = {name for indicator in ALL for name in indicator.scales}
    assert read | gathered == SCALES and not read & gathered


def test_rules_take_arrays_as_well_as_numbers() -> None:
    rng = np.random.default_rng(3)
    for indicator in ALL:
        arguments = rng.uniform(0.01, 1, size=(len(indicator.arguments), 40))
        at_once = indicator.rule(*arguments)
        one_by_one = [indicator.rule(*column) for column in arguments.T]
        np.testing.assert_allclose(at_once, one_by_one, rtol=0, atol=1e-15, err_msg=indicator.code)


# --- the model's table -------------------------------------------------------------------------------

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
    facts["complaints"] = draw(st.one_of(st.just(0.0), st.floats(0, 200)))
    facts["scale"] = draw(st.floats(0.05, 3))
    for name in ("phi", "L", "G", "M", "S", "E", "frac", "lead", "standing"):
        facts[name] = draw(shares)
    return facts, kinds


@settings(max_examples=150, deadline=None)
@given(firms(), st.fixed_dictionaries({name: st.floats(*ends) for name, ends in RANGES.items()}))
def test_any_firm_scores_as_in_the_models_table(
    firm: tuple[dict[str, float], dict[str, dict[str, float]]], scales: dict[str, float]
) -> None:
    facts, kinds = firm
    compare(facts, kinds, scales)


MOVES: dict[str, tuple[str, dict[str, float], int]] = {
    "no_goals_below": ("L1.1", {"G": 0.1}, +1),
    "one_team_share": ("L1.2", {"users": 100, "home": 70}, -1),
    "one_team_users": ("L1.2", {"users": 3, "home": 0}, +1),
    "one_way_channels": ("L1.4", {"C": 3.5, "phi": 0.05}, +1),
    "one_way_response": ("L1.4", {"C": 1, "phi": 0.15}, +1),
    "no_listening_below": ("L1.5", {"L": 0.1}, +1),
    "full_channels": ("L2.2", {"C": 3}, -1),
    "full_goals": ("L2.3", {"G": 0.25}, -1),
    "coordinating_employees": ("L2.4", {"E": 0.3, "K": 100}, +1),
    "coordinating_hours": ("L2.4", {"E": 0.3, "K": 40}, -1),
    "full_measurement": ("L3.2", {"M": 0.3}, -1),
    "full_support": ("L3.3", {"CS": 0.3, "phi": 0.5}, -1),
    "full_response": ("L3.3", {"CS": 0.9, "phi": 0.1}, -1),
    "full_recruiting": ("L3.4", {"HR": 0.3}, -1),
    "full_selling_pilots": ("L3.5", {"SAL": 0.15}, -1),
    "full_standing_share": ("L3.7", {"standing": 0.3}, -1),
    "sponsorship_weight": ("L4.1", {"S": 0.9, "EXE": 0.1}, +1),
    "full_executive_users": ("L4.1", {"S": 0.0, "EXE": 0.2}, -1),
    "good_reputation": ("L4.2", {"R": 55, "L": 0.8, "CS": 0.8}, -1),
    "full_operating_kinds": ("L4.2", {"R": 90, "L": 0.8, "CS": 0.8}, -1),
    "listening_marketing_weight": ("L4.3", {"MKT": 0.7, "L": 0.6}, +1),
    "valuable_response": ("L4.4", {"CS": 0.8, "M": 0.6, "phi": 0.2}, -1),
    "valuable_measurement": ("L4.4", {"CS": 0.8, "M": 0.2, "phi": 0.6}, -1),
}
"""For each scale a code, a firm in which the scale matters, and whether more of it scores more or less."""


def test_every_scale_of_a_rule_has_its_direction() -> None:
    read = {name for indicator in ALL for name in indicator.arguments if name not in FACTS}
    assert set(MOVES) == read


@pytest.mark.parametrize("name", MOVES)
def test_a_scale_moves_its_own_indicators_in_the_right_direction(name: str) -> None:
    code, given, direction = MOVES[name]
    facts = {**NOTHING, **{key: value for key, value in given.items() if key in NOTHING}}
    kinds = {short: {"P": given.get(short, 0.0), "a": given.get(short, 0.0)} for short in SHORT}
    low, high = (compare(facts, kinds, {name: end}) for end in RANGES[name])
    before, after = low[0] | low[1], high[0] | high[1]
    assert np.sign(after[code] - before[code]) == direction
    readers = {indicator.code for indicator in ALL if name in indicator.scales}
    assert {other for other in after if after[other] != before[other]} <= readers


def test_the_plain_table_has_the_same_numbers() -> None:
    assert dict(Indicators()) == SCALES_OF_TABLE


def compare(
    facts: dict[str, float], kinds: dict[str, dict[str, float]], scales: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Score a firm by the engine, which must agree with the plain statement; returns scores and signs."""
    practised = [kinds[short]["P"] for short in ("COM", "SAL", "CS", "HR", "RD") if short in kinds]
    scores, signs = score(
        absent=[kind for short, kind in SHORT.items() if short not in kinds], scales=scales,
        employees=facts["N"], active_employees=facts["users"], active_home=facts["home"],
        active_outside=facts["users"] - facts["home"], active_uncoordinated=facts["loose"],
        ceo=facts["ceo"], goals=facts["G"], listening=facts["L"], measurement=facts["M"],
        channels=facts["C"], response_share=facts["phi"], capacity_hours=facts["K"],
        done_share=facts["frac"], sponsorship=facts["S"], reputation=facts["R"], lead_time=facts["lead"],
        standing_share=facts["standing"], endorsement=facts["E"], complaints=facts["complaints"],
        size_scale=facts["scale"],
        operating_kinds=sum(practice >= 0.4 for practice in practised),
        **{f"practice_{SHORT[short].key}": kind["P"] for short, kind in kinds.items()},
        **{f"users_{SHORT[short].key}": kind["a"] for short, kind in kinds.items()},
    )  # fmt: skip
    for code, expected in plain_scores(facts, kinds, {**SCALES_OF_TABLE, **scales}).items():
        if expected is None:
            assert np.isnan(scores[code]), code
        else:
            assert scores[code] == pytest.approx(expected, abs=1e-12), code
    assert signs == pytest.approx(plain_signs(facts, {**SCALES_OF_TABLE, **scales}), abs=1e-12)
    return scores, signs
