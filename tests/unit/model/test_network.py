import time

import numpy as np
import pytest

from smsim.errors import OrganisationError
from smsim.model import OrganisationModel, network_space
from smsim.organisation.formation import complete_organisation
from smsim.scenarios import Scenario


def test_the_space_has_a_cell_for_everyone_and_its_neighbours(model):
    space = network_space(model)
    assert len(space.agents) == 40
    for employee in model.employees:
        assert employee.cell.agents == [employee]
        beside = {other for cell in employee.cell.connections.values() for other in cell.agents}
        assert beside == set(employee.neighbours)


def test_edges_carry_the_weights_of_ties(model):
    organisation = model.simulation.organisation
    weights = organisation.tie_weights
    source = np.repeat(np.arange(40), np.diff(organisation.tie_starts))
    weights[:] = 64 * (1 + (source + organisation.tie_targets) % 5)
    graph = network_space(model).G
    assert 2 * graph.number_of_edges() == organisation.tie_targets.size
    assert all(graph.edges[a, b]["weight"] == 1 + (a + b) % 5 for a, b in graph.edges)


def test_no_layout_is_computed():
    model = OrganisationModel(employees=1500, months=1, seed=1)
    start = time.perf_counter()
    network_space(model)
    assert time.perf_counter() - start < 5  # a spring layout takes far longer


def test_a_complete_organisation_has_no_graph():
    world = Scenario()
    organisation = complete_organisation(world.firm, world.parameters.departments, is_stored=False)
    with pytest.raises(OrganisationError, match="tied to everyone"):
        network_space(OrganisationModel(world, organisation=organisation, seed=1))
