from __future__ import annotations

import networkx
import numpy as np
import pytest

from smsim.errors import OrganisationError
from smsim.organisation.exchange import organisation_from_graph, organisation_graph, write_organisation
from smsim.organisation.formation import complete_organisation, form_organisation
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import Organisation
from smsim.parameters import Firm
from smsim.parameters.tables import Departments


def described(organisation: Organisation) -> tuple:
    """Return all that can be read back, by id."""
    ids = organisation.ids
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    ties = zip(sources, organisation.tie_targets, organisation.tie_weights.tolist(), strict=True)
    kinds = dict(zip(organisation.department_names, organisation.department_kinds.tolist(), strict=True))
    teams: dict[int, set[str]] = {}
    for row, team in enumerate(organisation.team.tolist()):
        teams.setdefault(team, set()).add(ids[row])
    people = {
        identifier: (
            organisation.department_names[organisation.department[row]],
            ids[organisation.manager[row]] if organisation.manager[row] >= 0 else "",
            bool(organisation.is_manager[row]),
        )
        for row, identifier in enumerate(ids)
    }
    chief = ids[organisation.ceo] if organisation.ceo >= 0 else ""
    return (
        people,
        {(ids[a], ids[b], w) for a, b, w in ties},
        kinds,
        chief,
        sorted(map(sorted, teams.values())),
    )


@pytest.mark.parametrize("people", [2, 41, 300])
def test_a_written_organisation_reads_back(tmp_path, people):
    organisation = form_organisation(Firm(employees=people), Departments(), 4, 0)
    write_organisation(organisation, tmp_path / "new" / "firm")
    for mutual_only in (False, True):
        back = load_organisation(
            tmp_path / "new" / "firm",
            kinds_file=tmp_path / "new" / "firm" / "kinds.toml",
            mutual_only=mutual_only,
        )
        # a firm without executives has no CEO either way
        assert described(back) == described(organisation)


def test_weights_and_awkward_names_survive(tmp_path):
    (tmp_path / "employees.csv").write_text(
        'id,department,manager\n"a, ""b""","R&D ""labs"" \\ x",\nü,Süd 10,"a, ""b"""\nc,Süd 🚀 9,ü\n',
        encoding="utf-8",
    )
    (tmp_path / "ties.csv").write_text(
        'source,target,weight\nü,c,0.3\nc,"a, ""b""",123456.789\n', encoding="utf-8"
    )
    organisation = load_organisation(tmp_path)
    write_organisation(organisation, tmp_path / "out")
    back = load_organisation(tmp_path / "out", kinds_file=tmp_path / "out" / "kinds.toml")
    assert described(back) == described(organisation)
    assert back.person_keys.tolist() == organisation.person_keys.tolist()
    assert back.tie_weights.max() == 7901234


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    organisation = form_organisation(Firm(employees=3), Departments(), 1, 0)
    with pytest.raises(OrganisationError, match="file/firm: the files cannot be written"):
        write_organisation(organisation, tmp_path / "file" / "firm")


@pytest.mark.parametrize("name", ["employees.csv", "ties.csv", "kinds.toml"])
def test_no_file_is_replaced(tmp_path, name):
    (tmp_path / name).write_text("mine")
    organisation = form_organisation(Firm(employees=3), Departments(), 1, 0)
    with pytest.raises(OrganisationError, match=f"there is a file {name} already"):
        write_organisation(organisation, tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_an_existing_folder_stays_with_what_is_in_it(tmp_path):
    (tmp_path / "notes.md").write_text("mine")
    inode = tmp_path.stat().st_ino
    write_organisation(form_organisation(Firm(employees=3), Departments(), 1, 0), tmp_path)
    assert tmp_path.stat().st_ino == inode
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["employees.csv", "kinds.toml", "notes.md", "ties.csv"]


def test_a_graph_carries_people_and_ties():
    organisation = form_organisation(Firm(employees=300), Departments(), 1, 0)
    graph = organisation_graph(organisation)
    assert graph.number_of_nodes() == 300
    assert graph.number_of_edges() == organisation.tie_targets.size // 2
    assert graph.nodes["sales-2"] == {
        "department": "sales",
        "kind": "sales",
        "team": 5,
        "is_manager": False,
        "manager": "sales-1",
        "level": None,
    }
    assert graph.nodes["executive-1"]["level"] == 1
    assert graph.edges["sales-1", "sales-2"]["weight"] == 1.0


def test_counted_ties_have_no_graph(tmp_path):
    organisation = complete_organisation(Firm(employees=5), Departments())
    with pytest.raises(OrganisationError, match="not stored"):
        organisation_graph(organisation)
    with pytest.raises(OrganisationError, match="not stored"):
        write_organisation(organisation, tmp_path / "firm")
    assert not (tmp_path / "firm").exists()


def test_graphs_of_any_sort_come_in():
    graph = networkx.MultiDiGraph()
    graph.add_node(1, department="a", manager=2, level=2)
    graph.add_node(2, department="a", level=1)
    graph.add_node("x", department=7)
    graph.add_edge(1, 2, weight=2)
    graph.add_edge(1, 2)
    graph.add_edge(2, 1, weight=0.5)
    graph.add_edge("x", 1)
    graph.add_edge(2, 2)
    organisation = organisation_from_graph(graph)
    assert organisation.ids == ("x", "1", "2")
    assert organisation.department_names == ("7", "a")
    assert organisation.manager.tolist() == [-1, 2, -1]
    assert organisation.ceo == 2
    assert organisation.tie_targets.tolist() == [1, 0, 2, 1]
    assert organisation.tie_weights.tolist() == [64, 64, 128, 128]
    assert organisation_from_graph(graph, mutual_only=True).tie_targets.tolist() == [2, 1]


def test_an_undirected_graph_is_mutual():
    graph = networkx.path_graph(4)
    networkx.set_node_attributes(graph, "d", "department")
    organisation = organisation_from_graph(graph, kinds={"d": "sales"}, mutual_only=True)
    assert organisation.tie_targets.tolist() == [1, 0, 2, 1, 3, 2]
    assert not any("one direction" in note or "again" in note for note in organisation.notes)
    graph.add_edge(1, 1)
    assert "1 tie of a person with oneself left out." in organisation_from_graph(graph).notes


def broken(**attributes):
    graph = networkx.Graph()
    graph.add_node("a", **({"department": "d"} | attributes))
    return graph


def test_graphs_that_cannot_be_used_are_refused():
    with pytest.raises(OrganisationError, match="no nodes"):
        organisation_from_graph(networkx.Graph())
    with pytest.raises(OrganisationError, match="Node 'a' has no attribute 'department'"):
        organisation_from_graph(broken(department=None))
    with pytest.raises(OrganisationError, match="Node 'a' has the level 'top'"):
        organisation_from_graph(broken(level="top"))
    with pytest.raises(OrganisationError, match="no department 'e'"):
        organisation_from_graph(broken(), kinds={"e": "sales"})
    twice = broken()
    twice.add_node(1, department="d")
    twice.add_node("1", department="d")
    with pytest.raises(OrganisationError, match="same id"):
        organisation_from_graph(twice)
    weightless = broken()
    weightless.add_node("b", department="d")
    for weight in (0, -1, "x", None, float("nan")):
        weightless.add_edge("a", "b", weight=weight)
        with pytest.raises(
            OrganisationError, match=r"from 'a' to 'b' has the weight .*; allowed is a number"
        ):
            organisation_from_graph(weightless)
