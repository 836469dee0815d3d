from __future__ import annotations

import math

import networkx
import numpy as np
import pytest

from smsim.compilation import is_compiler_on
from smsim.organisation import measures as measures_module
from smsim.organisation.exchange import organisation_from_graph
from smsim.organisation.formation import complete_organisation, form_organisation
from smsim.organisation.imported import load_organisation
from smsim.organisation.measures import measure
from smsim.parameters import Firm
from smsim.parameters.tables import Departments


def organisation_of(graph, departments):
    networkx.set_node_attributes(graph, dict(zip(graph, departments, strict=True)), "department")
    return organisation_from_graph(graph)


def test_two_triangles_joined_by_a_bridge():
    graph = networkx.Graph([(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)])
    graph.add_node(6)
    measures = measure(organisation_of(graph, "aaabbbb"))
    assert measures.people == 7
    assert measures.departments == 2
    assert measures.ties == 7
    assert measures.mean_degree == 2.0
    assert measures.within_department_tie_share == pytest.approx(6 / 7)
    assert measures.expected_within_share == pytest.approx((3 + 6) / 21)
    assert measures.mean_local_clustering == pytest.approx((4 * 1 + 2 * 1 / 3) / 7)
    assert measures.clustering_people == 7
    assert measures.isolated_people == 1
    assert measures.largest_component == 6


def test_one_person_alone():
    measures = measure(form_organisation(Firm(employees=1), Departments(), 1, 0))
    assert (measures.people, measures.ties, measures.mean_degree) == (1, 0, 0.0)
    assert math.isnan(measures.within_department_tie_share)
    assert math.isnan(measures.expected_within_share)
    assert measures.mean_local_clustering == 0.0
    assert (measures.isolated_people, measures.largest_component) == (1, 1)


@pytest.mark.parametrize("people", [1, 2, 3, 30])
def test_counted_ties_measure_like_stored_ones(people):
    firm = Firm(employees=people)
    counted = measure(complete_organisation(firm, Departments()))
    stored = measure(complete_organisation(firm, Departments(), is_stored=True))
    assert repr(counted) == repr(stored)


def test_clustering_of_dense_organisations_is_sampled_too(monkeypatch):
    firm = Firm(employees=300, ties_per_person=100)
    exact = measure(form_organisation(firm, Departments(), 1, 0))
    monkeypatch.setattr(measures_module, "CLUSTERING_LOOKS", 200_000)
    sampled = measure(form_organisation(firm, Departments(), 1, 0))
    assert exact.clustering_people == 300
    assert 10 < sampled.clustering_people < 100
    assert sampled.mean_local_clustering == pytest.approx(exact.mean_local_clustering, abs=0.05)


@pytest.mark.skipif(not is_compiler_on(), reason="thirty thousand people need the compiler")
def test_clustering_of_large_organisations_is_sampled():
    organisation = form_organisation(Firm(employees=30_000), Departments(), 1, 0)
    measures = measure(organisation)
    assert measures.clustering_people == 20_000
    exact = measure(form_organisation(Firm(employees=20_000), Departments(), 1, 0))
    assert exact.clustering_people == 20_000
    assert measures.mean_local_clustering == pytest.approx(exact.mean_local_clustering, abs=0.01)


def test_the_default_firm_looks_like_an_office():
    measures = measure(form_organisation(Firm(), Departments(), 1, 0))
    assert 12.0 < measures.mean_degree < 13.5
    assert 0.82 < measures.within_department_tie_share < 0.89
    assert measures.expected_within_share == pytest.approx(0.14, abs=0.01)
    assert 0.25 < measures.mean_local_clustering < 0.45
    assert measures.largest_component == 300


@pytest.mark.parametrize(
    ("mutual_only", "ties", "degree", "within", "clustering"),
    [(False, 16064, 31.97, 0.336, 0.3994), (True, 8865, 17.64, 0.367, 0.285)],
)
def test_e_mail_measures_as_published(real_network, mutual_only, ties, degree, within, clustering):
    measures = measure(load_organisation(real_network("email-eu-core"), mutual_only=mutual_only))
    assert measures.people == 1005
    assert measures.ties == ties
    assert measures.mean_degree == pytest.approx(degree, abs=0.01)
    assert measures.within_department_tie_share == pytest.approx(within, abs=0.0005)
    assert measures.expected_within_share == pytest.approx(0.047, abs=0.0005)
    assert measures.mean_local_clustering == pytest.approx(clustering, abs=0.001)


def test_the_largest_component_of_e_mail_is_as_published(real_network):
    measures = measure(load_organisation(real_network("email-eu-core")))
    assert measures.largest_component == 986
    assert measures.isolated_people == 1005 - 986


def test_krackhardts_advice_measures_as_published(real_network):
    measures = measure(load_organisation(real_network("krackhardt-hightech")))
    assert measures.mean_degree == pytest.approx(13.8, abs=0.05)
    assert measures.within_department_tie_share == pytest.approx(0.24, abs=0.005)
    assert measures.expected_within_share == pytest.approx(0.22, abs=0.005)
    assert measures.mean_local_clustering == pytest.approx(0.77, abs=0.005)


def test_measures_do_not_depend_on_the_order_of_rows():
    graph = networkx.gnp_random_graph(60, 0.1, seed=np.random.default_rng(2))
    one = measure(organisation_of(graph, [n % 3 for n in range(60)]))
    other = measure(organisation_of(graph, [(n * 7) % 3 for n in range(60)]))
    assert one.mean_local_clustering == pytest.approx(other.mean_local_clustering)
    assert one.largest_component == other.largest_component
