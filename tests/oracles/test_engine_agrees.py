"""The compiled engine and the plain model decide alike, person by person and month by month."""

import dataclasses

import numpy as np
import pytest

from smsim.engine.simulation import Simulation
from smsim.organisation.formation import complete_organisation, form_organisation
from smsim.parameters import Firm, Levers, Parameters
from smsim.parameters.people import Adoption, Learning, Turnover
from smsim.parameters.public import Risk
from smsim.scenarios.compile import run_inputs
from smsim.scenarios.scenario import Scenario
from smsim.vocabulary import Artefact, DepartmentKind, UseChange
from tests.oracles.plain_mesa import MonthContext, PlainModel

SEED, REPLICATION = 20, 3
SAME = {"rel": 1e-12, "abs": 1e-12}

LIVELY = Adoption(spontaneous_hazard=0.01, peer_hazard=0.3, discontinuance_hazard=0.08, ceo_probability=0.5)
BROAD = ("marketing", "communications", "sales", "customer_service", "human_resources")
SCENARIOS = {
    "default": Scenario(horizon_months=60),
    "lively task force": Scenario(
        horizon_months=48,
        appointment_month=2,
        firm=Firm(employees=150, manager_tie_weight=2.3),
        levers=Levers(form="task_force", members=BROAD, training_push_share=0.013, executive_tone=0.8),
        parameters=Parameters(adoption=LIVELY, turnover=Turnover(turnover_probability=0.04)),
    ),
    "fearful and banned in part": Scenario(
        horizon_months=40,
        appointment_month=0,
        firm=Firm(employees=120, home="sales"),
        levers=Levers(
            form="group_head", ban_share=0.4, workload_share=0.3, directive_hazard=0.5, has_onboarding=True
        ),
        parameters=Parameters(
            adoption=LIVELY.model_copy(update={"response": "linear", "fear_multiplier": 2.0}),
            learning=Learning(training_fade=0.2, usefulness_learning=0.4),
            risk=Risk(external_rate=0.5, crisis_probability=0.7),
        ),
    ),
    "few people": Scenario(
        horizon_months=36, firm=Firm(employees=13), parameters=Parameters(adoption=LIVELY)
    ),
    "one person": Scenario(horizon_months=12, firm=Firm(employees=1), parameters=Parameters(adoption=LIVELY)),
}


def contexts_of(scenario, records):
    """Return what people met in each month, read from the engine's records."""
    monthly, by_department = records.monthly, records.by_department
    levers = scenario.levers
    forms = [form for _, form in scenario.parameters.forms]
    contexts = []
    for month in range(len(monthly)):
        before = monthly[month - 1] if month else None
        contexts.append(
            MonthContext(
                endorsement=by_department.endorsement[month].tolist(),
                practice=by_department.practice[month].tolist(),
                authority=forms[int(monthly.form[month])].authority,
                directive_hazard=levers.directive_hazard,
                ban_share=levers.ban_share,
                workload_share=levers.workload_share,
                fear=float(before.fear) if month else 0.0,
                measurement=float(monthly.artefact[month][Artefact.MEASUREMENT]),
                training_programme=float(monthly.artefact[month][Artefact.TRAINING_PROGRAMME]),
                training_push_share=levers.training_push_share,
                has_onboarding=levers.has_onboarding,
                sponsorship=float(before.sponsorship) if month else levers.executive_tone,
            )
        )
    return contexts


def both(scenario, organisation=None):
    """Run the engine, and prepare the plain model that lives through the same months."""
    if organisation is None:
        organisation = form_organisation(scenario.firm, scenario.parameters.departments, SEED, REPLICATION)
    simulation = Simulation(run_inputs(scenario), organisation, SEED, REPLICATION, record_people=True)
    records = simulation.run()
    kinds = organisation.department_kinds.tolist()
    home = DepartmentKind.of(scenario.firm.home)
    plain = PlainModel(
        organisation,
        scenario.parameters,
        contexts_of(scenario, records).__getitem__,
        seed=SEED,
        replication=REPLICATION,
        home=kinds.index(home) if home in kinds else -1,
        manager_tie_weight=scenario.firm.manager_tie_weight,
    )
    return simulation, records, plain


def assert_same_months(records, plain):
    """Step the plain model through all months and hold every count and every person against the engine."""
    organisation = plain.organisation
    for month in range(len(records.monthly)):
        plain.step()
        ours = records.monthly[month]
        changes = [int(employee.change) for employee in plain.employees]
        assert records.use_changes[month].tolist() == changes, month
        active = [employee.is_active for employee in plain.employees]
        by_department = np.bincount(organisation.department, active, minlength=organisation.departments)
        assert records.by_department.active_employees[month].tolist() == by_department.tolist(), month
        assert int(ours.adoptions) == plain.adoptions + plain.has_ceo_joined, month
        assert (int(ours.discontinuances), int(ours.leavers)) == (plain.discontinuances, plain.leavers), month
        training = np.mean([employee.training for employee in plain.employees])
        assert float(ours.trained_share) == pytest.approx(training, **SAME), month


def assert_same_people(simulation, plain):
    """Hold the traits and states of everyone against the engine's columns."""
    people = simulation.state.people
    for name in ("innovativeness", "threshold", "usefulness", "skill", "training"):
        theirs = [getattr(employee, name) for employee in plain.employees]
        assert getattr(people, name).tolist() == pytest.approx(theirs, **SAME), name


@pytest.mark.parametrize("name", SCENARIOS)
def test_engine_and_plain_model_agree(name):
    simulation, records, plain = both(SCENARIOS[name])
    assert_same_months(records, plain)
    assert_same_people(simulation, plain)


def test_the_scenarios_leave_no_rule_at_rest():
    _, fearful, _ = both(SCENARIOS["fearful and banned in part"])
    assert (fearful.monthly.fear > 1).any()
    assert (fearful.by_department.practice > 0.4).any()
    _, records, _ = both(SCENARIOS["lively task force"])
    assert records.monthly.artefact[:, Artefact.MEASUREMENT].max() > 0.1
    assert records.monthly.artefact[:, Artefact.TRAINING_PROGRAMME].max() > 0.5  # onboarding begins
    expected = set(UseChange) - {UseChange.CHAMPION}
    assert {UseChange(change) for change in np.unique(records.use_changes)} == expected


@pytest.mark.parametrize("is_stored", [True, False])
def test_they_agree_where_everyone_is_tied_to_everyone(is_stored):
    firm = Firm(employees=40, manager_tie_weight=1.0)
    scenario = Scenario(horizon_months=24, firm=firm, parameters=Parameters(adoption=LIVELY))
    organisation = complete_organisation(scenario.firm, scenario.parameters.departments, is_stored=is_stored)
    simulation, records, plain = both(scenario, organisation)
    assert_same_months(records, plain)
    assert_same_people(simulation, plain)


def test_they_agree_where_ties_have_weights_and_departments_share_a_kind():
    scenario = SCENARIOS["lively task force"]
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, SEED, REPLICATION)
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    weights = (1 + (source + organisation.tie_targets) * 7 % 130).astype(np.uint32)
    kinds = organisation.department_kinds.copy()
    kinds[DepartmentKind.FINANCE] = DepartmentKind.COMMUNICATIONS
    organisation = dataclasses.replace(organisation, tie_weights=weights, department_kinds=kinds)
    simulation, records, plain = both(scenario, organisation)
    assert_same_months(records, plain)
    assert_same_people(simulation, plain)


def test_disagreement_would_be_noticed():
    scenario = SCENARIOS["lively task force"]
    _, records, plain = both(scenario)
    for employee in plain.employees:
        employee.threshold *= 0.9
    with pytest.raises(AssertionError):
        assert_same_months(records, plain)
