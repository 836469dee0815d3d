import gc
import weakref

import mesa
import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.errors import OrganisationError, ScenarioError
from smsim.model import EmployeeAgent, OrganisationModel
from smsim.organisation.exchange import write_organisation
from smsim.organisation.formation import form_organisation
from smsim.scenarios import load_scenario, run_inputs, with_values
from tests.unit.model.conftest import FIRM

VALUES = {"firm.employees": 40, "horizon_months": 5, "appointment_month": 1}


def engine_run(seed, replication=0, **values):
    scenario = with_values(load_scenario(FIRM["scenario"]), {**VALUES, **values})
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, seed, replication)
    return Simulation(run_inputs(scenario), organisation, seed, replication).run()


def same(records, others):
    """Whether two runs agree in every bit of every month."""
    return all(
        getattr(records, name).tobytes() == getattr(others, name).tobytes()
        for name in ("monthly", "by_department", "events")
    )


class Unbuildable(EmployeeAgent):
    def __init__(self, *_):
        raise AssertionError("an agent was made")


@pytest.mark.parametrize(("seed", "replication"), [(3, 0), (0, 2)])
def test_steps_are_the_engines_months_to_the_bit(seed, replication):
    model = OrganisationModel(**FIRM, seed=seed, replication=replication)
    while model.running:
        model.agents.shuffle_do("step")  # uses up Mesa's own luck
        model.step()
    assert same(model.records, engine_run(seed, replication))
    assert not same(model.records, engine_run(seed, replication + 1))


def test_any_value_of_the_scenario_can_be_given():
    model = OrganisationModel(
        **FIRM, seed=3, levers__executive_tone=np.float64(0.1), firm__team_size=np.int64(5)
    )
    model.run_model()
    assert same(model.records, engine_run(3, **{"levers.executive_tone": 0.1, "firm.team_size": 5}))


def test_a_scenario_object_is_taken_as_it_is():
    world = load_scenario("group-head")
    assert OrganisationModel(world, seed=1).world is world


def test_the_model_stops_at_the_horizon(model):
    assert model.running
    model.run_model()
    assert (model.steps, model.last_month) == (5, 4)
    before = model.records.monthly.tobytes()
    model.step()
    assert not model.running
    assert model.records.monthly.tobytes() == before
    assert len(model.datacollector.get_model_vars_dataframe()) == 5


def test_no_agent_is_made_unless_asked_for(model, monkeypatch):
    monkeypatch.setattr("smsim.model.organisation_model.EmployeeAgent", Unbuildable)
    model.step()
    with pytest.raises(AssertionError, match="an agent was made"):
        _ = model.agents


def test_a_model_with_agents_can_be_forgotten():
    model = OrganisationModel(**FIRM, seed=3)
    model.agents.do("step")
    model.step()
    trace = weakref.ref(model)
    del model
    gc.collect()
    assert trace() is None


def test_agents_of_ones_own_are_numbered_on(model):
    class Visitor(mesa.Agent):
        pass

    taken = {agent.unique_id for agent in model.agents}
    visitor = Visitor(model)
    assert taken == set(range(1, 51))
    assert visitor.unique_id == 51
    assert visitor in model.agents
    visitor.remove()
    assert visitor not in model.agents


def test_luck_comes_from_seed_or_rng_or_is_fresh():
    runs = {}
    for name, luck in {
        "seed": {"seed": 7},
        "rng": {"rng": np.int64(7)},
        "generator": {"rng": np.random.default_rng(7)},
        "same generator": {"rng": np.random.default_rng(7)},
        "fresh": {},
        "fresh again": {},
    }.items():
        runs[name] = OrganisationModel(**FIRM, **luck).seed
    assert runs["seed"] == runs["rng"] == 7
    assert runs["generator"] == runs["same generator"] != 7
    assert runs["fresh"] != runs["fresh again"]


def test_an_organisation_replaces_the_synthetic_one(tmp_path):
    theirs = OrganisationModel(**FIRM, seed=9)
    organisation = theirs.simulation.organisation
    without_people = {name: value for name, value in FIRM.items() if name != "employees"}
    ours = OrganisationModel(**without_people, organisation=organisation, seed=9)
    assert ours.world.firm.employees == 40
    for model in (theirs, ours):
        model.run_model()
    assert same(ours.records, theirs.records)
    write_organisation(organisation, tmp_path)
    read = OrganisationModel(**without_people, organisation=str(tmp_path), seed=9)
    assert len(read.employees) == 40
    assert not read.simulation.organisation.is_synthetic


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"seed": 1, "rng": 2}, ScenarioError, "not both"),
        ({"seed": -1}, ScenarioError, "seed is -1"),
        ({"seed": 0.5}, ScenarioError, "seed is 0.5"),
        ({"scenario": "lone-manger"}, ScenarioError, "did you mean 'lone-manager'"),
        ({"levers__executive_ton": 0.5}, ScenarioError, "did you mean 'executive_tone'"),
        ({"levers__executive_tone": 3.0}, ScenarioError, "levers.executive_tone is 3"),
        ({"outputs": ("scoer",)}, ScenarioError, "did you mean 'score'"),
        ({"agent_reporters": ("skil",)}, ScenarioError, "did you mean 'skill'"),
        ({"agent_reporters": ("neighbours",)}, ScenarioError, "'neighbours' is no property"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(given, error, message):
    with pytest.raises(error, match=message):
        OrganisationModel(**given)


def test_people_cannot_be_given_twice(model):
    with pytest.raises(OrganisationError, match="given by the organisation"):
        OrganisationModel(employees=40, organisation=model.simulation.organisation)


def test_mesas_own_scenario_object_does_not_displace_the_scenario(model):
    """An app of Mesa 3.5 resets a model with `type(model)(scenario=model.scenario's class())` if it can."""
    assert not model.scenario
    assert model.world.name == "task-force-broad"


def test_outputs_of_the_last_month(model):
    assert model.last_month == -1
    assert np.isnan(model.output("score"))
    model.step()
    model.step()
    assert model.output("active_share") == model.records.monthly.active_share[1]
    assert model.output("indicator_L2.2") == model.records.monthly.indicator[1][1]
    with pytest.raises(ScenarioError, match="did you mean 'sponsorship'"):
        model.output("sponsorshp")
