"""Whatever firm is asked for, its organisation is sound and keeps the rules of its formation."""

from __future__ import annotations

import networkx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.organisation.exchange import organisation_from_graph, organisation_graph
from smsim.organisation.formation import form_organisation
from smsim.organisation.measures import measure
from smsim.organisation.organisation import Organisation, check_organisation
from smsim.organisation.ties import symmetric_rows
from smsim.parameters import Firm
from smsim.parameters.tables import Departments

FIRMS = st.builds(
    Firm,
    employees=st.integers(1, 70),
    home=st.sampled_from(list(Departments.model_fields)),
    ties_per_person=st.integers(0, 40),
    within_department_share=st.floats(0, 1),
    team_size=st.integers(1, 20),
    bridging_factor=st.floats(0, 2),
    other_bridging_factor=st.floats(0, 2),
    base_closeness=st.floats(0, 1),
)


@settings(max_examples=40, deadline=None)
@given(FIRMS, st.integers(0, 2**63), st.integers(0, 1000))
def test_every_firm_is_sound(firm, seed, replication):
    organisation = form_organisation(firm, Departments(), seed, replication)
    check_organisation(organisation)
    assert organisation.employees == firm.employees
    assert firm.home in organisation.department_names
    assert organisation.is_manager.sum() == organisation.team.max() + 1

    degrees_within = np.zeros(firm.employees, dtype=int)
    sources = np.repeat(np.arange(firm.employees), np.diff(organisation.tie_starts))
    is_within = organisation.department[sources] == organisation.department[organisation.tie_targets]
    np.add.at(degrees_within, sources[is_within], 1)
    sizes = organisation.department_sizes[organisation.department]
    mates = np.bincount(organisation.team)[organisation.team] - 1
    asked = int(np.floor(firm.ties_per_person * firm.within_department_share + 0.5))
    assert (degrees_within >= np.minimum(np.maximum(mates, asked), sizes - 1)).all()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 12).flatmap(
        lambda people: st.tuples(
            st.just(people),
            st.lists(
                st.tuples(
                    st.integers(0, people - 1), st.integers(0, people - 1), st.integers(1, 2**32 - 1)
                ).filter(lambda tie: tie[0] != tie[1]),
                max_size=40,
            ),
        )
    )
)
def test_rows_hold_exactly_the_ties_listed(case):
    people, ties = case
    columns = np.array(ties, dtype=np.uint32).reshape(-1, 3).T.copy()
    starts, targets, weights = symmetric_rows(people, *columns)
    greatest: dict[tuple[int, int], int] = {}
    for one, other, weight in ties:
        for pair in ((one, other), (other, one)):
            greatest[pair] = max(weight, greatest.get(pair, 0))
    sources = np.repeat(np.arange(people), np.diff(starts))
    found = list(zip(sources.tolist(), targets.tolist(), weights.tolist(), strict=True))
    assert found == sorted((one, other, weight) for (one, other), weight in greatest.items())


@settings(max_examples=25, deadline=None)
@given(FIRMS, st.integers(0, 99))
def test_measures_agree_with_networkx(firm, seed):
    organisation = form_organisation(firm, Departments(), seed, 0)
    graph, measures = organisation_graph(organisation), measure(organisation)
    assert measures.ties == graph.number_of_edges()
    assert measures.isolated_people == networkx.number_of_isolates(graph)
    assert measures.largest_component == max(map(len, networkx.connected_components(graph)))
    assert np.isclose(measures.mean_local_clustering, networkx.average_clustering(graph))


def tie_set(organisation: Organisation) -> set[tuple[str, str, int]]:
    ids = organisation.ids
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    ties = zip(sources, organisation.tie_targets, organisation.tie_weights.tolist(), strict=True)
    return {(ids[one], ids[other], weight) for one, other, weight in ties}


@settings(max_examples=25, deadline=None)
@given(FIRMS, st.integers(0, 99))
def test_a_graph_comes_back_as_it_went_out(firm, seed):
    organisation = form_organisation(firm, Departments(), seed, 0)
    kinds = {name: name for name in organisation.department_names}
    back = organisation_from_graph(organisation_graph(organisation), kinds=kinds)
    row = {identifier: place for place, identifier in enumerate(back.ids)}
    order = np.array([row[identifier] for identifier in organisation.ids])
    assert [back.department_names[back.department[place]] for place in order] == [
        organisation.department_names[number] for number in organisation.department
    ]
    assert back.is_manager[order].tolist() == organisation.is_manager.tolist()
    assert [back.ids[head] if head >= 0 else "" for head in back.manager[order]] == [
        organisation.ids[head] if head >= 0 else "" for head in organisation.manager
    ]
    assert organisation.ceo < 0 or back.ids[back.ceo] == organisation.ids[organisation.ceo]
    assert tie_set(back) == tie_set(organisation)
