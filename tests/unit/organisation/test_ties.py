from __future__ import annotations

import itertools

import numpy as np
import pytest

from smsim.organisation.ties import symmetric_rows


def rows_of(people: int, ties: list[tuple[int, int, int]]):
    columns = np.array(ties, dtype=np.uint32).reshape(-1, 3)
    starts, targets, weights = symmetric_rows(
        people, columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy()
    )
    return [
        list(zip(targets[a:b].tolist(), weights[a:b].tolist(), strict=True))
        for a, b in itertools.pairwise(starts)
    ]


def test_both_ends_have_the_tie_and_rows_are_sorted():
    assert rows_of(4, [(3, 1, 64), (0, 3, 7), (3, 2, 9)]) == [
        [(3, 7)],
        [(3, 64)],
        [(3, 9)],
        [(0, 7), (1, 64), (2, 9)],
    ]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_a_repeated_tie_counts_once_with_its_greatest_weight(order):
    ties = [(0, 1, 5), (1, 0, 9), (0, 1, 3)]
    assert rows_of(2, [ties[place] for place in order]) == [[(1, 9)], [(0, 9)]]


def test_people_without_ties_have_empty_rows():
    assert rows_of(3, []) == [[], [], []]
    assert rows_of(3, [(0, 2, 1)]) == [[(2, 1)], [], [(0, 1)]]


def test_the_types_are_those_the_engine_reads():
    one = np.array([0], dtype=np.uint32)
    starts, targets, weights = symmetric_rows(2, one, one + np.uint32(1), one + np.uint32(64))
    assert (starts.dtype, targets.dtype, weights.dtype) == (np.int64, np.uint32, np.uint32)
