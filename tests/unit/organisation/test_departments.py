from __future__ import annotations

import pytest

from smsim.organisation.departments import department_sizes, round_half_up
from smsim.parameters.tables import Departments, KindSettings
from smsim.vocabulary import DepartmentKind as Kind

TABLE = Departments()


def sizes(people: int, home: Kind = Kind.MARKETING, table: Departments = TABLE) -> dict[str, int]:
    found = department_sizes(people, home, table)
    return {kind.key: found[kind] for kind in Kind if found[kind]}


def table_with(**shares: float) -> Departments:
    updates = {
        name: getattr(TABLE, name).model_copy(update={"headcount_share": share})
        for name, share in shares.items()
    }
    return TABLE.model_copy(update=updates)


def test_halves_round_up_even_when_floating_point_falls_short():
    assert [round_half_up(value) for value in (0.5, 1.5, 2.4999, 0.285 * 100, 0.0)] == [1, 2, 2, 29, 0]


def test_sizes_add_up_for_every_size_and_home():
    for people in [*range(1, 2001), 999_999, 1_000_000]:
        for home in (Kind.MARKETING, Kind.EXECUTIVE):
            found = department_sizes(people, home, TABLE)
            assert sum(found) == people
            assert min(found) >= 0
            assert found[home] >= 1


def test_a_firm_of_300_follows_the_table():
    assert sizes(300) == {
        "marketing": 24, "communications": 12, "sales": 48, "customer_service": 42, "human_resources": 12,
        "research_development": 42, "finance": 18, "information_technology": 24, "operations": 72,
        "executive": 6,
    }  # fmt: skip


def test_the_remainder_goes_to_operations():
    # rounded: 3, 1, 5, 4, 1, 4, 2, 3, -, 1 of 31 people; operations' share alone would be 7
    assert sizes(31)["operations"] == 31 - (2 + 1 + 5 + 4 + 1 + 4 + 2 + 2 + 1)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (1, {"marketing": 1}),
        (2, {"marketing": 1, "sales": 1}),
        (5, {"marketing": 1, "sales": 1, "customer_service": 1, "communications": 1, "human_resources": 1}),
        (12, dict.fromkeys(
            ["marketing", "communications", "sales", "customer_service", "human_resources", "executive"], 2
        )),
        (29, {"marketing": 2, "communications": 2, "sales": 5, "customer_service": 4, "human_resources": 2,
              "executive": 2, "operations": 12}),
    ],
)  # fmt: skip
def test_small_firms_keep_few_kinds(people, expected):
    assert sizes(people) == expected


def test_from_thirty_people_all_kinds_are_there():
    assert len(sizes(29)) == 7
    assert len(sizes(30)) == 10


def test_eleven_people_need_not_be_two_each_but_twelve_must():
    assert sizes(11)["executive"] == 1
    assert sizes(12)["executive"] == 2


def test_a_home_that_a_small_firm_would_lack_comes_first():
    assert sizes(1, Kind.SALES) == {"sales": 1}
    assert sizes(20, Kind.FINANCE)["finance"] == 2
    assert sizes(12, Kind.OPERATIONS) == {
        "operations": 4, "marketing": 2, "sales": 2, "customer_service": 2, "communications": 2,
    }  # fmt: skip


def test_an_absent_home_of_a_large_firm_gets_one_person():
    table = table_with(finance=0.0, operations=0.30)
    assert "finance" not in sizes(100, Kind.MARKETING, table)
    assert sizes(100, Kind.FINANCE, table)["finance"] == 1


def test_shares_that_round_to_too_many_people_take_from_the_largest():
    settings = {name: KindSettings(headcount_share=1 / 9) for name in Departments.model_fields}
    table = Departments(**(settings | {"operations": KindSettings(headcount_share=0.0)}))
    found = sizes(32, table=table)  # nine kinds of 3.56, rounded to 36
    assert sum(found.values()) == 32
    assert sorted(found.values()) == [3, 3, 3, 3, 4, 4, 4, 4, 4]
    assert sum(sizes(32, Kind.OPERATIONS, table).values()) == 32
    assert sizes(32, Kind.OPERATIONS, table)["operations"] == 1
