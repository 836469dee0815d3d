from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.factors import INGREDIENTS, RULES, factors_of, ingredient_values
from smsim.engine.simulation import Simulation
from smsim.organisation.formation import form_organisation
from smsim.scenarios import load_scenario, run_inputs, with_values
from smsim.vocabulary import SCORED_INDICATORS

NOTHING = dict.fromkeys(INGREDIENTS, 0.0)


def test_every_scored_indicator_has_its_rule_in_order():
    assert tuple(RULES) == tuple(indicator.code for indicator in SCORED_INDICATORS)


def test_enough_is_where_the_rule_stops_asking():
    (measurement,) = (f for f in factors_of("L4.4", NOTHING) if f.name == "measurement")
    assert measurement.enough == pytest.approx(0.5, abs=1e-6)
    (channels,) = factors_of("L2.2", NOTHING)
    assert channels.enough == pytest.approx(8, abs=1e-6)
    (practice,) = factors_of("L3.5", NOTHING)
    assert practice.enough == pytest.approx(0.4, abs=1e-6)


def test_the_ingredient_that_would_help_most_comes_first():
    values = NOTHING | {"practice_customer_service": 0.9, "response_share": 0.5, "measurement": 0.1}
    first, *_ = factors_of("L4.4", values)
    assert first.name == "measurement"
    assert first.value == 0.1
    assert not first.is_enough
    values["measurement"], values["response_share"] = 0.6, 0.06
    first, *others = factors_of("L4.4", values)
    assert first.name == "response_share"
    assert next(f for f in others if f.name == "measurement").is_enough


def test_where_two_halves_add_up_the_larger_gap_comes_first():
    first, _ = factors_of("L4.1", NOTHING | {"sponsorship": 0.8, "users_executive": 0.1})
    assert first.name == "users_executive"


@pytest.fixture(scope="module")
def run():
    scenario = with_values(load_scenario("task-force-broad"), {"horizon_months": 72})
    inputs = run_inputs(scenario)
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, 4, 0)
    return inputs, Simulation(inputs, organisation, 4).run()


def test_the_ingredients_give_the_recorded_scores_in_every_month(run):
    inputs, records = run
    for month in records.monthly:
        values = ingredient_values(month, inputs.parameters)
        for place, (rule, names) in enumerate(RULES.values()):
            score = rule(*(values[name] for name in names))
            assert score == pytest.approx(float(month["indicator"][place]), abs=1e-9), names


def test_a_missing_score_leaves_its_ingredients_missing(run):
    inputs, records = run
    month = records.monthly[-1].copy()
    month["indicator"][3] = np.nan
    assert np.isnan(ingredient_values(month, inputs.parameters)["endorsement"])
