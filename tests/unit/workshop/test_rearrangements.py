"""What is done by hand goes into the scenario by name, and what is undone leaves nothing behind."""

from __future__ import annotations

import dataclasses

import pytest

from smsim.errors import WorkshopError
from smsim.workshop.rearrangements import Champion, Cut, Draw, Move, parts_words, with_parts
from tests.simulations import hand_made

PEOPLE = hand_made(["marketing", "sales"], [2, 3], ties=[(0, 1, 64), (1, 2, 64)])
NAMES = PEOPLE.ids
SALES = PEOPLE.department_names[1]


def table(*parts, tables=(), month=5):
    return with_parts(tables, month, parts, PEOPLE)


def test_rows_become_names():
    parts = [Move(move=0, to=1), Draw(draw=(3, 1)), Cut(cut=(1, 2)), Champion(champion=4)]
    assert table(*parts) == [
        {
            "month": 5,
            "transfers": [[NAMES[0], SALES]],
            "draw_ties": [[NAMES[3], NAMES[1]]],
            "cut_ties": [[NAMES[1], NAMES[2]]],
            "champions": [NAMES[4]],
        }
    ]


def test_the_last_of_two_moves_counts_and_nobody_is_named_twice():
    assert table(Move(move=0, to=1), Move(move=2, to=0), Move(move=0, to=0))[0]["transfers"] == [
        [NAMES[2], PEOPLE.department_names[0]],
        [NAMES[0], PEOPLE.department_names[0]],
    ]
    assert table(Champion(champion=1), Champion(champion=1))[0]["champions"] == [NAMES[1]]


@pytest.mark.parametrize(
    "parts", [(Draw(draw=(0, 3)), Cut(cut=(3, 0))), (Cut(cut=(0, 1)), Draw(draw=(1, 0)))]
)
def test_what_is_undone_in_the_same_month_leaves_nothing(parts):
    assert table(*parts) == []
    assert table(parts[1], tables=table(parts[0])) == []


@pytest.mark.parametrize("part", [Draw(draw=(1, 1)), Cut(cut=(4, 4))])
def test_a_tie_is_between_two(part):
    with pytest.raises(WorkshopError, match="A tie is between two people"):
        table(part)


def test_other_months_stay_and_stand_in_order():
    tables = [{"month": 9, "champions": [NAMES[0]]}, {"month": 2, "champions": [NAMES[1]]}]
    after = table(Champion(champion=2), tables=tables)
    assert [entry["month"] for entry in after] == [2, 5, 9]
    assert [entry["champions"] for entry in after] == [[NAMES[1]], [NAMES[2]], [NAMES[0]]]


def test_a_table_of_the_same_month_is_added_to_and_left_alone():
    tables = [{"month": 5, "champions": [NAMES[0]]}]
    assert table(Champion(champion=2), tables=tables)[0]["champions"] == [NAMES[0], NAMES[2]]
    assert tables == [{"month": 5, "champions": [NAMES[0]]}]


@pytest.mark.parametrize(
    "part", [Move(move=5, to=0), Move(move=0, to=2), Draw(draw=(0, 9)), Cut(cut=(9, 0)), Champion(champion=5)]
)
def test_who_is_not_there_is_refused(part):
    with pytest.raises(WorkshopError, match="There is no"):
        table(part)


def test_words_name_a_few_and_count_many():
    assert parts_words([], PEOPLE) == ""
    tie = parts_words([Draw(draw=(0, 3)), Cut(cut=(1, 2))], PEOPLE)
    assert tie == f"{NAMES[0]} and {NAMES[3]} begin to talk and {NAMES[1]} and {NAMES[2]} stop talking"
    many = [Move(move=0, to=1), Move(move=1, to=1), Draw(draw=(0, 3)), Champion(champion=0)]
    assert parts_words(many, PEOPLE) == "2 people move, 1 tie is drawn and 1 champion is named"


def test_ids_of_a_real_organisation_are_told_as_they_are():
    real = dataclasses.replace(PEOPLE, imported_ids=("a_1", "b_2", "c_3", "d_4", "e_5"))
    assert parts_words([Champion(champion=1)], real) == "b_2 is named a champion"
