from __future__ import annotations

import numpy as np

from smsim.organisation.assembly import PeopleList, TieList, assemble, natural_key
from smsim.organisation.organisation import Organisation
from smsim.randomness.keys import imported_person_key
from smsim.vocabulary import DepartmentKind as Kind

A_TO_E = {"d1": "sales", "d2": "executive"}


def put_together(people: PeopleList, ties=(), kinds=None, is_mutual_only=False) -> Organisation:
    columns = np.array([tie if len(tie) == 3 else (*tie, 1.0) for tie in ties], dtype=float).reshape(-1, 3)
    listed = TieList(columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64), columns[:, 2])
    return assemble(people, listed, kind_words=kinds, kinds_name="kinds", is_mutual_only=is_mutual_only)


def ties_of(organisation: Organisation) -> dict[tuple[str, str], int]:
    ids = organisation.ids
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    both = zip(sources, organisation.tie_targets, organisation.tie_weights.tolist(), strict=True)
    return {(ids[one], ids[other]): weight for one, other, weight in both if one < other}


def test_names_sort_as_people_count():
    names = ["Sales 10", "Sales 2", "HR", "10", "9", "sales 1", "A"]
    assert sorted(names, key=natural_key) == ["9", "10", "A", "HR", "sales 1", "Sales 2", "Sales 10"]


def test_departments_are_grouped_and_people_stay_in_file_order():
    people = PeopleList(["p", "q", "r", "s", "t"], ["10", "9", "10", "9", "10"])
    organisation = put_together(people, ties=[(0, 1)])
    assert organisation.department_names == ("9", "10")
    assert organisation.ids == ("q", "s", "p", "r", "t")
    assert organisation.department.tolist() == [0, 0, 1, 1, 1]
    assert organisation.person_keys[2] == imported_person_key("p")
    assert ties_of(organisation) == {("q", "p"): 64}
    assert not organisation.is_synthetic


def test_file_order_is_kept_among_many():
    numbers = list(range(600))
    organisation = put_together(PeopleList([str(n) for n in numbers], [f"d{n % 3}" for n in numbers]))
    assert organisation.ids == tuple(str(n) for remainder in range(3) for n in numbers[remainder::3])


def test_without_managers_teams_of_eight_are_assumed_and_no_tie_is_added():
    organisation = put_together(PeopleList([f"p{n}" for n in range(20)], ["a"] * 11 + ["b"] * 9))
    assert organisation.manager.tolist() == [-1] + [0] * 7 + [-1, 8, 8] + [-1] + [11] * 7 + [-1]
    assert organisation.team.tolist() == [0] * 8 + [1] * 3 + [2] * 8 + [3]
    assert np.flatnonzero(organisation.is_manager).tolist() == [0, 8, 11, 19]
    assert organisation.tie_targets.size == 0
    assert any("2 departments name no manager" in note for note in organisation.notes)
    assert "Nobody is tied to anybody." in organisation.notes


def test_managers_are_those_named_and_may_sit_elsewhere():
    people = PeopleList(
        ["boss", "head", "one", "two", "far"], ["d2", "d1", "d1", "d1", "d1"],
        managers=["", "boss", "head", "head", "boss"],
    )  # fmt: skip
    organisation = put_together(people, kinds=A_TO_E)
    ids = organisation.ids
    assert ids == ("head", "one", "two", "far", "boss")
    assert [ids[head] if head >= 0 else "" for head in organisation.manager] == [
        "boss", "head", "head", "boss", "",
    ]  # fmt: skip
    assert organisation.is_manager.tolist() == [True, False, False, False, True]
    # people with one manager are a team; who has none belongs to the team led
    team = dict(zip(ids, organisation.team.tolist(), strict=True))
    assert team["one"] == team["two"] != team["head"]
    assert team["head"] == team["far"] == team["boss"]


def test_a_department_without_manager_of_its_own_keeps_those_stated():
    people = PeopleList(
        ["a1", "a2", "b1", "b2", "b3"], ["a", "a", "b", "b", "b"], managers=["", "a1", "a1", "", ""]
    )
    organisation = put_together(people)
    assert organisation.manager.tolist() == [-1, 0, 0, 2, 2]
    assert organisation.is_manager.tolist() == [True, False, True, False, False]
    assert any("1 department names no manager" in note for note in organisation.notes)


def test_unknown_managers_are_left_out_and_noted():
    organisation = put_together(PeopleList(["a", "b", "c"], ["d"] * 3, managers=["x", "a", "y"]))
    assert organisation.manager.tolist() == [-1, 0, -1]
    assert "2 managers with an unknown id left out." in organisation.notes


def test_one_who_names_oneself_heads_a_team():
    organisation = put_together(PeopleList(["a", "b"], ["d", "d"], managers=["a", ""]))
    assert organisation.manager.tolist() == [-1, -1]
    assert organisation.is_manager.tolist() == [True, False]


def test_the_ceo_has_level_1_or_is_the_first_executive():
    two = ["d1", "d2"]
    nan = float("nan")
    by_level = put_together(PeopleList(["a", "b"], two, levels=[1.0, 2.0]), kinds=A_TO_E)
    assert by_level.ids[by_level.ceo] == "a"
    by_kind = put_together(PeopleList(["a", "b"], two, levels=[nan, 2.0]), kinds=A_TO_E)
    assert by_kind.ids[by_kind.ceo] == "b"
    nobody = put_together(PeopleList(["a", "b"], two), kinds={"d1": "sales", "d2": "finance"})
    assert nobody.ceo == -1
    assert any("no CEO" in note for note in nobody.notes)
    several = put_together(
        PeopleList(["a", "b", "c"], ["d2", "d1", "d1"], levels=[1.0, 1.0, 1.0]), kinds=A_TO_E
    )
    assert several.ids[several.ceo] == "a"
    assert "The CEO is 'a', the first of 3 people of level 1." in several.notes


def test_a_lone_person_of_level_1_makes_an_executive_department():
    people = PeopleList([*"abcd"], ["x", "board", "x", "x"], levels=[2.0, 1.0, 2.0, 2.0])
    organisation = put_together(people)
    assert organisation.department_names == ("board", "x")
    assert organisation.department_kinds[0] == Kind.EXECUTIVE
    assert any("by rule" in note and "'board' is executive" in note for note in organisation.notes)
    together = put_together(PeopleList([*"abcd"], ["x"] * 4, levels=[1.0, 2.0, 2.0, 2.0]))
    assert Kind.EXECUTIVE not in together.department_kinds


def test_every_kind_of_odd_tie_is_handled_and_counted():
    people = PeopleList([*"abcd"], ["d"] * 4)
    ties = [(0, 1), (1, 0), (0, 1), (2, 2), (0, 2), (-1, 3), (3, -1), (-1, -1)]
    organisation = put_together(people, ties)
    assert ties_of(organisation) == {("a", "b"): 64, ("a", "c"): 64}
    for note in (
        "3 ties with an unknown id left out.",
        "1 tie of a person with oneself left out.",
        "1 tie listed again, counted once.",
        "1 tie in one direction only, taken both ways.",
    ):
        assert note in organisation.notes
    mutual = put_together(people, ties, is_mutual_only=True)
    assert ties_of(mutual) == {("a", "b"): 64}
    assert "1 tie in one direction only, left out." in mutual.notes


def test_weights_are_64ths_rounded_half_up_at_least_one_and_the_greatest_counts():
    people = PeopleList([*"abcde"], ["d"] * 5)
    ties = [(0, 1, 0.5), (1, 0, 2.0), (0, 2, 0.0001), (0, 3, 1.5 / 64), (3, 4, 1_000_000.0), (0, 2, 0.0002)]
    assert ties_of(put_together(people, ties)) == {
        ("a", "b"): 128, ("a", "c"): 1, ("a", "d"): 2, ("d", "e"): 64_000_000,
    }  # fmt: skip
    assert ties_of(put_together(people, ties, is_mutual_only=True)) == {("a", "b"): 128}
