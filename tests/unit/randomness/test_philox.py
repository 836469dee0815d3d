import pytest

from smsim.randomness.philox import philox

ONES = 0xFFFFFFFF
KNOWN_ANSWERS = [  # published with Random123, Philox 4x32 with 10 rounds
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),  # digits of pi
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN_ANSWERS)
def test_known_answers(counter, key, words):
    assert tuple(int(word) for word in philox(*counter, *key)) == words


def test_only_the_lower_32_bits_of_a_word_count():
    high = 1 << 32
    assert tuple(philox(high + 1, high + 2, high + 3, high + 4, high + 5, high + 6)) == tuple(
        philox(1, 2, 3, 4, 5, 6)
    )


def test_every_bit_of_counter_and_key_matters():
    start = [1, 2, 3, 4, 5, 6]
    seen = {tuple(int(word) for word in philox(*start))}
    for place in range(6):
        for bit in range(32):
            changed = start.copy()
            changed[place] ^= 1 << bit
            seen.add(tuple(int(word) for word in philox(*changed)))
    assert len(seen) == 1 + 6 * 32
