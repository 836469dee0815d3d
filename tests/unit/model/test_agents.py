import numpy as np
import pytest

from smsim.engine.rule_sets import rules
from smsim.model import DepartmentAgent, EmployeeAgent, OrganisationModel, network_space
from smsim.organisation.formation import complete_organisation
from smsim.scenarios import Scenario
from tests.unit.model.conftest import FIRM


@pytest.fixture
def lived(model):
    model.run_model()
    return model


def test_employees_read_their_rows(lived):
    people = lived.simulation.state.people
    for name in ("is_active", "is_manager", "usefulness", "skill", "training", "innovativeness", "threshold"):
        seen = [getattr(employee, name) for employee in lived.employees]
        assert seen == getattr(people, name).tolist(), name
        assert type(seen[0]) in (bool, float), name
    assert [employee.row for employee in lived.employees] == list(range(40))


def test_views_follow_the_run(model):
    before = model.employees[1].usefulness, model.departments[0].practice
    model.run_model()
    assert (model.employees[1].usefulness, model.departments[0].practice) != before


def test_who_is_in_charge_is_seen(lived):
    state = lived.simulation.state
    leads = [employee.row for employee in lived.employees if employee.is_lead]
    assert leads == [state.firm[0].lead] and leads[0] >= 0
    heads = [department.head for department in lived.departments]
    assert [head.row for head in heads] == state.departments.head.tolist()
    assert {employee for employee in lived.employees if employee.is_head} == set(heads)
    seated = {department.representative for department in lived.departments} - {None}
    assert {employee for employee in lived.employees if employee.is_representative} == seated
    assert {employee.row for employee in seated} == set(state.departments.representative) - {-1}
    assert len(seated) == 4  # the lead speaks for the home department
    for name in ("contact", "seen"):
        seen = [getattr(department, name) for department in lived.departments]
        assert seen == lived.records.by_department[-1][name].tolist(), name


def test_a_ban_takes_access():
    model = OrganisationModel(**FIRM, seed=3, levers__ban_share=0.5)
    assert all(employee.has_access for employee in model.employees)
    model.step()
    blocked = [employee for employee in model.employees if not employee.has_access]
    assert 0 < len(blocked) < 40 and not any(employee.is_active for employee in blocked)


def test_neighbours_are_those_of_now():
    values = {"turnover__turnover_probability": 0.05, "ties__ties_made": 0.5, "ties__ties_lost_share": 1.0}
    model = OrganisationModel(**FIRM | {"months": 30}, seed=3, **values)
    before = [{other.row for other in employee.neighbours} for employee in model.employees]
    model.run_model()
    after = [{other.row for other in employee.neighbours} for employee in model.employees]
    assert any(then - now for then, now in zip(before, after, strict=True)), "lost"
    assert any(now - then for then, now in zip(before, after, strict=True)), "made"
    graph = network_space(model).G
    assert [set(graph[row]) for row in range(40)] == after
    for row, others in enumerate(after):
        assert row not in others and all(row in after[other] for other in others)


def test_views_cannot_be_written(model):
    with pytest.raises(AttributeError):
        model.employees[0].is_active = True


def test_departments_read_their_rows(lived):
    last = lived.records.by_department[-1]
    for name in ("practice", "endorsement", "is_discovered", "is_approved", "is_in_plan"):
        assert [getattr(department, name) for department in lived.departments] == last[name].tolist(), name
    headcounts = np.array([department.headcount for department in lived.departments])
    assert headcounts.tolist() == lived.simulation.organisation.department_sizes.tolist()
    active = [department.active_share for department in lived.departments]
    assert active == pytest.approx(last.active_employees / headcounts)
    assert {department.name: department.kind for department in lived.departments}["sales"] == "sales"


def test_employees_and_departments_know_each_other(model):
    for department in model.departments:
        assert len(department.employees) == department.headcount
        for employee in department.employees:
            assert employee.department_agent is department
            assert employee.department == department.name
    model.simulation.transfer(0, 3)
    assert model.employees[0].department_agent is model.departments[3]
    assert model.employees[0] in model.departments[3].employees


def test_managers_head_those_who_name_them(model):
    named = {employee.manager for employee in model.employees} - {None}
    assert named
    assert all(manager.is_manager for manager in named)
    assert model.employees[0].manager is None
    ceo = [employee for employee in model.employees if employee.is_ceo]
    assert [employee.department for employee in ceo] == ["executive"]


def test_exposure_is_the_weighted_share_of_active_neighbours(lived):
    factor = lived.world.firm.manager_tie_weight
    for employee in lived.employees:
        weights = [factor if other is employee.manager else 1.0 for other in employee.neighbours]
        active = sum(
            weight for weight, other in zip(weights, employee.neighbours, strict=True) if other.is_active
        )
        assert employee.exposure == pytest.approx(active / max(1.0, sum(weights)), abs=1e-12)
    assert any(0 < employee.exposure < 1 for employee in lived.employees)
    for employee in lived.employees:
        assert employee not in employee.neighbours
        assert all(employee in other.neighbours for other in employee.neighbours)


def test_everyone_is_a_neighbour_where_all_are_tied_to_all():
    world = Scenario(horizon_months=2)
    organisation = complete_organisation(
        world.firm.model_copy(update={"employees": 20, "manager_tie_weight": 1.0}),
        world.parameters.departments,
        is_stored=False,
    )
    model = OrganisationModel(world, organisation=organisation, seed=1)
    assert [other.row for other in model.employees[4].neighbours] == [r for r in range(20) if r != 4]
    assert model.employees[4].exposure == pytest.approx(1 / 19)


def test_mesas_agent_sets_work_on_the_views(lived):
    assert set(lived.agent_types) == {DepartmentAgent, EmployeeAgent}
    assert len(lived.agents) == 50
    employees = lived.agents_by_type[EmployeeAgent]
    users = employees.select(lambda employee: employee.is_active)
    assert len(users) == lived.output("active_employees")
    assert employees.agg("training", np.mean) == pytest.approx(lived.output("trained_share"))
    assert sorted(employees.get("row")) == list(range(40))
    seen = []
    employees.shuffle_do(lambda employee: seen.append(employee.row))
    assert sorted(seen) == list(range(40)) != seen
    counts = employees.groupby("department").count()
    assert counts == {department.name: department.headcount for department in lived.departments}
    kinds = lived.agents_by_type[DepartmentAgent].get(["kind", "practice"])
    assert kinds[0] == ["marketing", lived.departments[0].practice]


def test_agents_are_named_as_in_tables(model):
    assert model.employees[0].name == model.simulation.organisation.ids[0]
    assert repr(model.employees[1]) == "EmployeeAgent('marketing-2')"
    assert repr(model.departments[2]) == f"DepartmentAgent('{model.departments[2].name}')"
    assert FIRM["employees"] == len({employee.name for employee in model.employees})


def test_exposure_follows_a_rule_from_python():
    def seen_by_half(active_weight, total_weight):
        return 0.5

    with rules(exposure=seen_by_half):
        model = OrganisationModel("lone-manager", employees=40, months=2, seed=1)
    assert {employee.exposure for employee in model.employees} == {0.5}
