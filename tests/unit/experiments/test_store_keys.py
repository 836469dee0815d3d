from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from smsim.experiments.store.keys import KeySet, SortedKeys, key_pairs
from tests.stores import keys_of

ALIKE = [f"{first:016x}{last:016x}" for first in (5, 5, 5, 7, 2**64 - 1) for last in (9, 2**63, 1, 2**64 - 1)]
"""Keys of which many begin with the same 16 digits, and the largest key there is."""


def pair_of(key: str) -> list[int]:
    return [int(key[:16], 16), int(key[16:], 16)]


@pytest.mark.parametrize("keys", [keys_of(range(50)), ALIKE, []])
def test_a_key_is_two_numbers(keys):
    expected = np.array([pair_of(key) for key in keys], dtype=np.uint64).reshape(-1, 2)
    column = pa.array(["0" * 32, *keys, "f" * 32], pa.string())[1:-1]
    for given in (keys, np.array(keys, dtype=object), column, pa.chunked_array([column[:3], column[3:]])):
        assert np.array_equal(key_pairs(given), expected)
    assert key_pairs(expected) is expected


@pytest.mark.parametrize("key", ["", "a" * 31, "a" * 33, "g" * 32, "A" * 32, "é" * 16, None])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match="A run key has 32 hexadecimal digits"):
        key_pairs(["b" * 32, key, "c" * 32])


def test_keys_of_other_lengths_are_not_cut_anew():
    with pytest.raises(ValueError, match="A run key has 32 hexadecimal digits"):
        key_pairs(["a" * 31, "a" * 33])


@pytest.mark.parametrize("keys", [keys_of(range(1000)), ALIKE])
def test_each_key_is_found_in_its_place(keys):
    sorted_keys = SortedKeys.of(key_pairs(keys + keys[::-2]))
    assert len(sorted_keys) == len(set(keys))
    in_order = sorted(set(keys))
    assert sorted_keys.places(key_pairs(keys)).tolist() == [in_order.index(key) for key in keys]
    others = [*keys_of(range(5000, 5100)), f"{5:016x}{8:016x}", "0" * 32, f"{2**64 - 1:016x}{7:016x}"]
    assert (sorted_keys.places(key_pairs(others)) == -1).all()


@pytest.mark.parametrize("step", [1, 7, 100, 2000])
def test_a_set_holds_what_was_added(step):
    keys = keys_of(range(2000)) + ALIKE
    key_set = KeySet()
    for first in range(0, len(keys), step):
        earlier, held = key_set, len(key_set)
        added = keys[max(0, first - 3) : first + step]
        key_set = key_set.with_keys(added)
        assert key_set.contains(added).all()
        assert len(earlier) == held
    assert len(key_set) == len(set(keys))
    assert key_set.contains(keys).all()
    assert not key_set.contains(keys_of(range(3000, 3100))).any()
    sizes = [len(block) for block in key_set.blocks]
    assert all(larger >= 2 * smaller for larger, smaller in pairwise(sizes))
    assert sum(block.pairs.nbytes for block in key_set.blocks) == 16 * len(key_set)


def test_a_set_without_some_keys_holds_the_others():
    keys = keys_of(range(300))
    whole = KeySet()
    for first in range(0, 300, 10):
        whole = whole.with_keys(keys[first : first + 10])
    rest = whole.without_keys(keys[::3] + keys_of([999]))
    assert rest.contains(keys).tolist() == [place % 3 > 0 for place in range(300)]
    assert len(rest) == 200
    assert len(whole) == 300
    assert len(whole.without_keys(keys)) == 0
    assert len(whole.without_keys(keys).with_keys(keys[:2])) == 2


def test_an_empty_set_holds_nothing():
    assert len(KeySet().with_keys([])) == 0
    assert KeySet().contains(keys_of([1, 2])).tolist() == [False, False]
    assert KeySet().with_keys(keys_of([1])).contains([]).tolist() == []


@pytest.mark.benchmark
@pytest.mark.parametrize("keys", [10**5, 10**7])
def test_speed_of_a_large_set(keys):
    pairs = np.random.default_rng(1).integers(0, 2**64, size=(keys, 2), dtype=np.uint64)
    start = time.perf_counter()
    key_set = KeySet()
    for first in range(0, keys, 500_000):
        key_set = key_set.with_keys(pairs[first : first + 500_000])
    built = time.perf_counter()
    assert key_set.contains(pairs[:: keys // 1000]).all()
    asked = time.perf_counter()
    assert len(key_set.with_keys(~pairs[:1000])) == keys + 1000
    added = time.perf_counter()
    print(
        f"{keys:,} keys: built in {built - start:.2f} s, 1,000 looked up in {(asked - built) * 1e3:.2f} ms, "
        f"1,000 added in {(added - asked) * 1e3:.2f} ms"
    )
