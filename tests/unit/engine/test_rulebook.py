"""Rules replaced from Python: which there are, what fits in their place, and that the engine follows."""

from __future__ import annotations

import pickle
import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest

from smsim.dynamics.adoption import threshold_response
from smsim.engine.month import run_months
from smsim.engine.replacements import labels_of, register
from smsim.engine.replications import ReplicationsOfNewFirms
from smsim.engine.rule_sets import rules
from smsim.engine.rulebook import replace_rule, rulebook, under_rules, variant_of
from smsim.engine.setup import prepare_run
from smsim.engine.simulation import recount_exposure
from smsim.errors import RuleError, ScenarioError
from smsim.fingerprint import fingerprint
from smsim.model import OrganisationModel
from smsim.organisation.formation import plan_formation
from smsim.scenarios import load_scenario, remarks, run_inputs, scenario_hash, with_values
from tests.simulations import needs_compiler, start, world
from tests.unit.rules import as_python

LINEAR = {"adoption.response": "linear"}
SMALL = {"firm.employees": 40, "horizon_months": 30, "appointment_month": 3}
FACTOR = 0.5


def as_seen(exposure_share, threshold, sharpness):
    return exposure_share


def half_as_seen(exposure_share, threshold, sharpness):
    return FACTOR * exposure_share


def with_an_import(peer_response, peer_hazard):
    import math

    return math.exp(peer_response)


@pytest.fixture(scope="module")
def plain():
    return world("task-force-broad", SMALL)


def with_rules(scenario, **functions):
    return with_values(scenario, rules(**functions).values_of_scenario)


def test_every_rule_is_part_of_a_run():
    for name, rule in rulebook().items():
        label = register(name, as_python(rule)).label
        remade = [under_rules(whole, ((name, label),)) for whole in (prepare_run, run_months)]
        assert remade != [prepare_run, run_months], f"{name} can be replaced, but nothing that runs calls it"


def test_what_does_not_lead_to_a_rule_stays_the_same():
    no_peers = rules(peer_term=lambda peer_response, peer_hazard: 0.0)
    assert under_rules(run_months, ()) is run_months
    assert under_rules(run_months, tuple(no_peers.items())) is not run_months
    assert under_rules(recount_exposure, tuple(no_peers.items())) is recount_exposure


def test_the_same_rule_from_outside_changes_nothing(plain):
    own = start(with_rules(plain, threshold_response=as_python(threshold_response)), seed=4).run()
    assert own.monthly.tobytes() == start(plain, seed=4).run().monthly.tobytes()


def test_the_linear_response_is_the_one_that_smsim_has_a_switch_for(plain):
    own = start(with_rules(plain, threshold_response=as_seen), seed=4).run()
    switched = start(with_values(plain, LINEAR), seed=4).run()
    assert own.monthly.tobytes() == switched.monthly.tobytes()
    assert own.monthly.tobytes() != start(plain, seed=4).run().monthly.tobytes()


@pytest.mark.slow
def test_new_firms_follow_the_rule_too(plain):
    scenario = with_rules(plain, threshold_response=half_as_seen)
    alone = start(scenario, seed=4, replication=2).run().monthly
    together = np.zeros((1, alone.size), alone.dtype).view(np.recarray)
    formation = plan_formation(scenario.firm, scenario.parameters.departments)
    ReplicationsOfNewFirms(run_inputs(scenario), formation).run(4, [2], together, [0])
    assert together[0].tobytes() == alone.tobytes()


@pytest.mark.slow
def test_what_happens_between_two_months_follows_the_rule(plain):
    simulation = start(with_rules(plain, threshold_response=half_as_seen), seed=4)
    simulation.advance(6)
    people = simulation.state.people
    simulation.replace_ties(simulation.organisation)
    seen = people.active_weight / np.maximum(people.total_weight, 1)
    assert people.peer_response == pytest.approx(FACTOR * seen)
    assert people.peer_response.any()


def test_within_a_block_what_is_loaded_has_the_rules():
    with rules(threshold_response=as_seen) as outer:
        with rules(peer_term=lambda peer_response, peer_hazard: 0.0) as inner:
            both = load_scenario("lone-manager")
        one = load_scenario("lone-manager")
    assert both.replaced_rules.labels == {**outer, **inner}
    assert one.replaced_rules.labels == dict(outer)
    assert load_scenario("lone-manager").replaced_rules.labels == {}


def test_within_a_block_what_was_loaded_before_has_the_rules_of_which_it_says_nothing(plain):
    told = with_rules(plain, threshold_response=half_as_seen)
    shipped = with_values(plain, {"replaced_rules.threshold_response": "shipped"})
    with rules(threshold_response=as_seen) as own:
        assert repr(own) == f"rules(threshold_response='{own['threshold_response']}')"
        assert load_scenario(plain).replaced_rules.labels == dict(own)
        assert OrganisationModel(plain, seed=1).world.replaced_rules.labels == dict(own)
        assert load_scenario(told) is told
        assert load_scenario(shipped) is shipped
    assert load_scenario(plain) is plain


def test_the_code_of_one_function_in_the_place_of_two_rules_is_kept_apart():
    assert variant_of((("one", "mine-1"),)) != variant_of((("other", "mine-1"),))


def test_a_block_is_left_after_an_error():
    with pytest.raises(ZeroDivisionError), rules(threshold_response=as_seen):
        _ = 1 / 0
    assert load_scenario("lone-manager").replaced_rules.labels == {}


def test_a_scenario_is_another_with_another_rule_and_says_so(plain):
    other = with_rules(plain, threshold_response=as_seen)
    label = other.replaced_rules.labels["threshold_response"]
    assert scenario_hash(other) != scenario_hash(plain)
    shipped = with_values(other, {"replaced_rules.threshold_response": "shipped"})
    assert scenario_hash(shipped) == scenario_hash(plain)
    assert f"The rule threshold_response is not the shipped one but {label}, from Python." in remarks(other)


def test_a_label_nobody_has_given_is_refused(plain):
    label = rules(threshold_response=as_seen)["threshold_response"]
    with pytest.raises(ScenarioError, match=f"must be one of 'shipped', .*did you mean '{label}'"):
        with_values(plain, {"replaced_rules.threshold_response": f"{label}x"})
    with pytest.raises(ScenarioError, match=r"replaced_rules\.no_rule is 'a', but must be one of 'shipped'"):
        with_values(plain, {"replaced_rules.no_rule": "a"})


@pytest.mark.parametrize(
    ("name", "function", "sentence"),
    [
        ("threshold_responce", as_seen, "did you mean 'threshold_response'"),
        ("threshold_response", lambda x: x, r"sharpness\), but '<lambda>' takes \(x\)"),
        ("threshold_response", 3, "is int, but must be a function"),
        ("peer_term", lambda peer_response, peer_hazard: "none", "must give a number"),
        ("peer_term", lambda peer_response, peer_hazard: peer_response.sum, "cannot be compiled"),
        ("peer_term", with_an_import, r"cannot be compiled .*: Use of unsupported opcode \(IMPORT_NAME\)"),
        ("peer_term", lambda peer_response, peer_hazard: np.nan, "gives no number .* peer_hazard = 0, but"),
        ("peer_term", lambda peer_response, peer_hazard: 1.0 / peer_hazard, "gives inf .* a finite number"),
        ("peer_term", lambda peer_response, peer_hazard: -0.1, "gives -0.1 .* must give 0 or more"),
    ],
)
@needs_compiler
def test_what_does_not_fit_is_refused_in_a_sentence(name, function, sentence):
    known = labels_of(name)
    with pytest.raises(RuleError, match=sentence):
        rules(**{name: function})
    assert labels_of(name) == known


def test_every_shipped_rule_would_fit_in_its_own_place():
    for name, rule in rulebook().items():
        replace_rule(name, as_python(rule))


def test_a_fingerprint_is_of_what_a_function_does():
    def made(factor, inner=as_seen):
        def rule(exposure_share, threshold, sharpness):
            return factor * inner(exposure_share, threshold, sharpness)

        return rule

    others = (made(1.0), made(2.0), made(2.0, half_as_seen), as_seen, half_as_seen)
    prints = [fingerprint(rule) for rule in others]
    assert len(set(prints)) == len(prints)
    assert fingerprint(made(2.0)) == prints[1]
    one, other = (lambda x: x + 1), (lambda x: x + 2)  # in the same line
    assert fingerprint(one) != fingerprint(other)


def test_what_cannot_be_told_apart_is_refused():
    dice = np.random.default_rng(1)
    with pytest.raises(RuleError, match="of which cannot be told whether it is the same"):
        rules(threshold_response=lambda exposure_share, threshold, sharpness: dice.random())


def test_a_worker_knows_a_rule_by_having_received_it(tmp_path):
    program = tmp_path / "sender.py"
    program.write_text(
        dedent(
            """
            import pickle, sys
            from smsim.engine.replacements import register

            DEGREE = 2

            def squared(exposure_share, threshold, sharpness):
                return exposure_share**DEGREE

            found = register("threshold_response", squared)
            sys.stdout.buffer.write(pickle.dumps(found))
            """
        )
    )
    sent = subprocess.run([sys.executable, str(program)], capture_output=True, check=True).stdout
    received = pickle.loads(sent)
    assert received.function(3.0, 0.0, 0.0) == 9.0
    assert received.label in labels_of("threshold_response")
