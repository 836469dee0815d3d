from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.explanation.fact_readings import FactReading, audit_values, fact_readings
from smsim.engine.rule_sets import rules
from smsim.engine.simulation import Simulation
from smsim.indicators import FACTS, SCORED_INDICATORS
from smsim.organisation.formation import form_organisation
from smsim.parameters.indicators import Indicators
from smsim.scenarios import load_scenario, run_inputs, with_values

BY_CODE = {indicator.code: indicator for indicator in SCORED_INDICATORS}
PEOPLE = 300
NOTHING = {**dict.fromkeys(FACTS, 0.0), **dict(Indicators())}


def readings(code: str, **given: float) -> tuple[FactReading, ...]:
    return fact_readings(BY_CODE[code], {**NOTHING, **given})


def test_enough_is_where_the_rule_stops_asking():
    (measurement,) = (f for f in readings("L4.4") if f.name == "measurement")
    assert measurement.enough == pytest.approx(0.5, abs=1e-6)
    (channels,) = readings("L2.2")
    assert channels.enough == pytest.approx(8, abs=1e-6)
    (practice,) = readings("L3.5")
    assert practice.enough == pytest.approx(0.4, abs=1e-6)


def test_enough_follows_the_scale():
    (channels,) = readings("L2.2", full_channels=5.0)
    assert channels.enough == pytest.approx(5, abs=1e-6)


def test_the_fact_that_would_help_most_comes_first():
    values = {"practice_customer_service": 0.9, "response_share": 0.5, "measurement": 0.1}
    first, *_ = readings("L4.4", **values)
    assert first.name == "measurement"
    assert first.value == 0.1
    assert not first.is_enough
    values["measurement"], values["response_share"] = 0.6, 0.06
    first, *others = readings("L4.4", **values)
    assert first.name == "response_share"
    assert next(f for f in others if f.name == "measurement").is_enough


def test_where_two_halves_add_up_the_larger_gap_comes_first():
    first, _ = readings("L4.1", sponsorship=0.8, users_executive=0.1)
    assert first.name == "users_executive"


@pytest.fixture(scope="module")
def run():
    scenario = with_values(
        load_scenario("task-force-broad"),
        {
            "firm.employees": PEOPLE,
            "horizon_months": 72,
            "indicators.full_channels": 6.0,
            "practice.operating_practice": 0.3,
        },
    )
    inputs = run_inputs(scenario)
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, 4, 0)
    return inputs, Simulation(inputs, organisation, 4).run()


def test_the_facts_give_the_recorded_scores_in_every_month(run):
    inputs, records = run
    for month in records.monthly:
        values = audit_values(month, inputs.parameters, PEOPLE)
        for place, indicator in enumerate(SCORED_INDICATORS):
            score = indicator.score(values)
            assert score == pytest.approx(float(month["indicator"][place]), abs=1e-9), indicator.code


def test_a_missing_score_leaves_its_facts_missing(run):
    inputs, records = run
    month = records.monthly[-1].copy()
    month["indicator"][3] = np.nan
    assert np.isnan(audit_values(month, inputs.parameters, PEOPLE)["endorsement"])


def half_the_channels(channels, full_channels):
    return channels / (2.0 * full_channels)


def all_or_nothing(capacity_hours, load_hours, workable_share):
    return 1.0 if capacity_hours >= load_hours else 0.0


def test_rules_from_python_score_what_is_explained(run):
    inputs, records = run
    own = tuple(rules(channel_growth=half_the_channels, done_share=all_or_nothing).items())
    month = records.monthly[-1].copy()
    month["capacity_hours"], month["load_hours"] = 90.0, 100.0
    values = audit_values(month, inputs.parameters, PEOPLE, own)
    assert values["done_share"] == 0.0 < audit_values(month, inputs.parameters, PEOPLE)["done_share"]
    (shipped,), (replaced,) = (fact_readings(BY_CODE["L2.2"], values, of) for of in ((), own))
    assert replaced.enough == pytest.approx(2 * shipped.enough)
