"""Draws by what they are for: the one thing besides the organisation that the plain firm takes from smsim."""

from __future__ import annotations

import numpy as np

from smsim.randomness.draws import block, standard_normal, word_to_uniform, words_to_uniform
from smsim.randomness.keys import FORMATION_MONTH, run_key
from tests.oracles.plain_numbers import PURPOSES

BEFORE = int(FORMATION_MONTH)
"""The month of what is drawn before the first."""

NEXT_BLOCK = 65536
"""Months between two blocks of one owner, where four words do not suffice."""


class Luck:
    """Uniform and normal numbers of one run."""

    def __init__(self, seed: int, replication: int) -> None:
        self.run = np.uint64(run_key(seed, replication))

    def words(self, purpose: str, owner: int, month: int) -> tuple[int, ...]:
        """Return four whole numbers below 2**32."""
        words = block(self.run, np.uint64(owner), np.int64(month), PURPOSES[purpose])
        return tuple(int(word) for word in words)

    def share(self, purpose: str, owner: int, month: int) -> float:
        """Return a number between 0 and 1, from the first two words."""
        high, low, *_ = self.words(purpose, owner, month)
        return float(words_to_uniform(np.uint64(high), np.uint64(low)))

    def shares(self, purpose: str, owner: int, month: int) -> tuple[float, ...]:
        """Return four numbers between 0 and 1, one from each word."""
        return tuple(share_of(word) for word in self.words(purpose, owner, month))

    def normal(self, purpose: str, owner: int, month: int) -> float:
        """Return a standard normal number, from the first two words."""
        first, second, *_ = self.shares(purpose, owner, month)
        return float(standard_normal(first, second))

    def word_in_a_row(self, purpose: str, owner: int, month: int, place: int) -> int:
        """Return one of as many words as are asked for, `place` from 0."""
        return self.words(purpose, owner, month + NEXT_BLOCK * (place // 4))[place % 4]


def share_of(word: int) -> float:
    """Return a word as a number between 0 and 1."""
    return float(word_to_uniform(np.uint64(word)))


def place_among(word: int, places: int) -> int:
    """Return one of so many places, from 0."""
    return word * places // 2**32
