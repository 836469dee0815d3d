import itertools

import numpy as np
import pytest

from smsim.randomness.draws import block
from smsim.randomness.keys import (
    FORMATION_MONTH,
    DrawPurpose,
    department_key,
    imported_person_key,
    person_keys,
    run_key,
)


def test_keys_are_64_bits_and_all_different():
    keys = [run_key(seed, replication) for seed in range(120) for replication in range(120)]
    keys += [run_key(seed, 0) for seed in (-1, 2**63, 2**200)]
    keys += [department_key(name) for name in ("", "1", "sales", "Sales", "sales ")]
    keys += [imported_person_key(name) for name in ("", "1", "sales")]
    assert len(set(keys)) == len(keys)
    assert all(0 <= key < 2**64 for key in keys)


def test_seed_and_replication_are_not_run_together():
    assert run_key(1, 11) != run_key(11, 1) != run_key(111, 0)
    assert run_key(0, 0) != run_key(1, 0)


def test_keys_stay_what_they_are():
    """Recorded results refer to these numbers: they may change only with the model's version."""
    assert run_key(0, 0) == 0x93BC9D80BB7ACF0B
    assert run_key(1, 7) == 0xA7CFF841F1D0FD97
    assert department_key("marketing") == 0xFBDA871A3ECF33AE
    assert imported_person_key("17") == 0x725F00BF247B6EB7
    people = person_keys(["sales", "finance"], [2, 1])
    assert [int(key) for key in people] == [
        0x120083E400000000,
        0x120083E400000001,
        0x17078B5D00000000,
    ]


def test_person_keeps_the_key_when_departments_come_and_grow():
    small = person_keys(["marketing", "sales"], [3, 5])
    large = person_keys(["finance", "marketing", "sales"], [40, 4, 90])
    assert (large[40:43] == small[:3]).all()
    assert (large[44:49] == small[3:]).all()


def test_person_keys_are_all_different():
    names = [f"department {number}" for number in range(50)]
    keys = person_keys(names, [200] * 50)
    assert keys.dtype == np.uint64
    assert keys.shape == (10_000,)
    assert np.unique(keys).size == 10_000


def test_no_people_no_keys():
    assert person_keys([], []).shape == (0,)
    assert person_keys(["marketing"], [0]).shape == (0,)
    assert person_keys(["marketing"], [0]).dtype == np.uint64


def test_every_department_needs_a_size():
    with pytest.raises(ValueError, match="zip"):
        person_keys(["marketing", "sales"], [3])


def test_decisions_keep_their_numbers():
    assert {purpose.name: int(purpose) for purpose in DrawPurpose} == {
        "EMPLOYEE_MONTH": 1,
        "NEWCOMER": 2,
        "TIES_WITHIN": 3,
        "TIES_ELSEWHERE": 4,
        "BRIDGING_TIES": 5,
        "LEAD_LEAVES": 6,
        "CEO_JOINS": 7,
        "DISCOVERY": 8,
        "PLAN_SCOPE": 9,
        "INCIDENTS": 10,
        "CRISES": 11,
    } | {purpose.name: int(purpose) for purpose in DrawPurpose if purpose > 11}
    assert len({int(purpose) for purpose in DrawPurpose}) == len(DrawPurpose)


def test_each_part_of_a_key_gives_another_block():
    parts = itertools.product(
        (run_key(1, 0), run_key(1, 1)),
        (department_key("sales"), imported_person_key("1"), 0, 1 << 32),
        (0, 1, FORMATION_MONTH),
        [int(purpose) for purpose in DrawPurpose],
    )
    blocks = []
    for run, owner, month, purpose in parts:
        words = block(np.uint64(run), np.uint64(owner), month, purpose)
        blocks.append(tuple(int(word) for word in words))
    assert len(set(blocks)) == len(blocks)
