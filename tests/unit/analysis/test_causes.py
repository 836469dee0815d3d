from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from smsim.analysis.explanation.causes import Cause, Limit, cause_of, hundredths
from smsim.engine.outputs import DEPARTMENT_DTYPE, MONTHLY_DTYPE
from smsim.engine.rule_sets import rules
from smsim.scenarios import load_scenario, run_inputs, with_values
from smsim.vocabulary import Artefact, DepartmentKind
from tests.forms import NUMBER

CARE = DepartmentKind.CUSTOMER_SERVICE
KINDS = np.array([CARE], dtype=np.int8)


@pytest.fixture(scope="module")
def inputs():
    return run_inputs(with_values(load_scenario("lone-manager"), {"horizon_months": 24}))


@pytest.fixture
def month():
    record = np.zeros(1, dtype=MONTHLY_DTYPE).view(np.recarray)[0]
    record["form"] = NUMBER["lone_manager"]
    record["capacity_hours"], record["load_hours"], record["free_hours"] = 140, 40, 100
    record["sponsorship"] = 0.6
    return record


@pytest.fixture
def departments():
    return np.zeros(1, dtype=DEPARTMENT_DTYPE).view(np.recarray)


def cause(name, inputs, month, departments):
    return cause_of(name, inputs, month, departments, KINDS, 20)


def test_practice_is_traced_through_the_steps_of_a_use_case(inputs, month, departments):
    def limit():
        return cause("practice_customer_service", inputs, month, departments).limit

    assert limit() is Limit.NOT_DISCOVERED
    departments["is_discovered"] = 1
    assert limit() is Limit.NOT_APPROVED
    departments["is_approved"] = 1
    assert limit() is Limit.NO_CONTACT
    departments["contact"] = 0.6
    assert limit() is Limit.NO_BACKING
    month["endorsement_of"][CARE] = 0.5
    assert limit() is Limit.TOO_FEW_USERS
    month["active_share_of"][CARE] = 0.3
    assert limit() is Limit.GROWING


def test_heads_who_do_not_stand_behind_it_are_named(inputs, month, departments):
    kinds = np.array([DepartmentKind.MARKETING, CARE, DepartmentKind.SALES], dtype=np.int8)

    def standing():
        return cause_of("standing_share", inputs, month, departments, kinds, 20)

    assert standing() == Cause(Limit.HEADS_AWAY, where="sales and customer service")
    month["endorsement_of"][[CARE, DepartmentKind.SALES]] = 0.3, 0.2
    assert standing().words == "the heads of sales hardly stand behind it"
    month["endorsement_of"][DepartmentKind.SALES] = 0.3
    assert standing() is None


def test_of_many_heads_the_furthest_are_named(inputs, month, departments):
    month["endorsement_of"][DepartmentKind.OPERATIONS] = 0.1
    found = cause_of("standing_share", inputs, month, departments, np.arange(9, dtype=np.int8), 20)
    assert found.words == (
        "the heads of communications, sales, customer service and 5 more hardly stand behind it"
    )


def test_two_heads_coordinate_as_far_as_the_further_one_does(inputs, month, departments):
    both = np.array([DepartmentKind.MARKETING, DepartmentKind.COMMUNICATIONS], dtype=np.int8)

    def coordinating(kinds):
        return cause_of("endorsement", inputs, month, departments, kinds, 20)

    month["endorsement_of"][DepartmentKind.MARKETING] = 0.6
    assert coordinating(both) == Cause(Limit.NO_CONTACT, 0.0, "communications")
    month["contact_of"][DepartmentKind.COMMUNICATIONS] = 0.5
    assert coordinating(both) == Cause(Limit.NO_BACKING, 0.0, "communications")
    assert coordinating(KINDS) is None


def test_an_empty_place_is_why_nobody_is_named(inputs, month, departments):
    assert cause("lead_time", inputs, month, departments).limit is Limit.VACANT
    month["has_lead"] = 1.0
    assert cause("lead_time", inputs, month, departments) is None
    month["form"], month["has_lead"] = NUMBER["grassroots"], 0.0
    assert cause("lead_time", inputs, month, departments) is None


def test_goals_near_the_leads_skill_are_capped_by_it(inputs, month, departments):
    month["artefact"][Artefact.GOALS] = 0.44
    found = cause("goals", inputs, month, departments)
    assert found == Cause(Limit.STRATEGIC_SKILL, pytest.approx(0.45))
    assert found.words == "capped by the lead's strategic skill (.45)"


def test_an_override_of_the_skill_counts(month, departments):
    skilled = run_inputs(with_values(load_scenario("promoted-initiator"), {"horizon_months": 24}))
    month["artefact"][Artefact.GOALS] = 0.29
    assert cause("goals", skilled, month, departments).value == pytest.approx(0.30)


def test_measurement_is_capped_by_whichever_would_help_more(inputs, month, departments):
    month["artefact"][Artefact.MEASUREMENT] = 0.45
    assert cause("measurement", inputs, month, departments).limit is Limit.STRATEGIC_SKILL
    month["sponsorship"] = 0.0
    month["artefact"][Artefact.MEASUREMENT] = 0.26
    skilled = run_inputs(
        with_values(load_scenario("group-head"), {"horizon_months": 24, "levers.strategic_skill": 0.45})
    )
    month["form"] = NUMBER["group_head"]
    assert cause("measurement", skilled, month, departments).limit is Limit.EXECUTIVES


def test_below_the_ceiling_time_is_the_cause(inputs, month, departments):
    month["artefact"][Artefact.GOALS] = 0.1
    assert cause("goals", inputs, month, departments).limit is Limit.IN_WORK
    month["free_hours"] = 21
    assert cause("goals", inputs, month, departments) == Cause(Limit.LITTLE_TIME, 0.15)
    month["load_hours"] = 280
    assert cause("goals", inputs, month, departments) == Cause(Limit.NO_FREE_TIME, 0.5)
    month["form"] = NUMBER["grassroots"]
    assert cause("goals", inputs, month, departments).limit is Limit.NOBODY_PLANS


def test_listening_has_no_ceiling(inputs, month, departments):
    month["artefact"][Artefact.LISTENING] = 0.9
    assert cause("listening", inputs, month, departments).limit is Limit.IN_WORK


def test_answers_lack_either_hours_or_ears(inputs, month, departments):
    month["artefact"][Artefact.LISTENING] = 0.3
    month["response_share"] = 0.3
    assert cause("response_share", inputs, month, departments) == Cause(Limit.UNSEEN, pytest.approx(0.3))
    month["response_share"] = 0.02
    assert cause("response_share", inputs, month, departments).limit is Limit.CARE_HOURS


def test_some_facts_have_nothing_behind_them(inputs, month, departments):
    assert cause("channels", inputs, month, departments) is None


@pytest.mark.parametrize(("value", "words"), [(0.384, ".38"), (0.0, "0"), (1.0, "1"), (0.999, "1")])
def test_shares_are_written_as_in_the_tables(value, words):
    assert hundredths(value) == words


def test_a_ceiling_from_python_is_the_one_that_caps(inputs, month, departments):
    month["artefact"][Artefact.MEASUREMENT] = 0.1
    own = rules(measurement_ceiling=lambda skill, sponsorship, factor, unsponsored: 0.1 * sponsorship)
    ruled = dataclasses.replace(inputs, replaced_rules=tuple(own.items()))
    assert cause("measurement", inputs, month, departments).limit is Limit.IN_WORK
    month["artefact"][Artefact.MEASUREMENT] = 0.06
    assert cause("measurement", ruled, month, departments) == Cause(Limit.EXECUTIVES, pytest.approx(0.6))
