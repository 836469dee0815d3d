"""The communication network as a Mesa network space."""

from __future__ import annotations

from inspect import signature
from typing import Any

import networkx as nx
import numpy as np
from mesa.discrete_space import Network

from smsim.errors import OrganisationError
from smsim.model.organisation_model import OrganisationModel
from smsim.organisation.organisation import TIE_UNIT, Organisation


def network_space(model: OrganisationModel) -> Any:
    """Return a `mesa.discrete_space.Network` with one cell for each employee, and put everyone there.

    The ties are those of now: the space stays as it is when they change. Cells are numbered as the
    employees' rows; an employee's `cell` knows its neighbours, and edges of the
    space's graph `G` have a `weight`. The cells have no positions.

    Raises: OrganisationError where everyone is tied to everyone and ties are not stored.
    """
    graph = tie_graph(model.simulation.living_organisation())
    # from 3.5 on Mesa lays a network out by default, which takes half a minute at 2,500 people
    options = {"layout": None} if "layout" in signature(Network).parameters else {}
    space = Network(graph, random=model.random, **options)
    for employee in model.employees:
        employee.cell = space[employee.row]
        employee.cell.add_agent(employee)
    return space


def tie_graph(organisation: Organisation) -> nx.Graph[int]:
    """Return the ties as a graph of rows; `weight` is 1 for an ordinary tie, the manager's extra left out.

    Raises: OrganisationError where everyone is tied to everyone and ties are not stored.
    """
    if organisation.is_complete:
        raise OrganisationError("Everyone is tied to everyone and the ties are not stored: no graph.")
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    once = source < organisation.tie_targets
    ends = (source[once].tolist(), organisation.tie_targets[once].tolist())
    weights = (organisation.tie_weights[once] / TIE_UNIT).tolist()
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(organisation.employees))
    graph.add_weighted_edges_from(zip(*ends, weights, strict=True))
    return graph
