"""Run keys as numbers: 16 bytes each and sorted, so that millions fit in memory and are found fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

KeyPairs: TypeAlias = NDArray[np.uint64]
"""Keys as numbers, shape (keys, 2): the first and the last 16 hexadecimal digits."""
DIGITS = 32
_NO_DIGIT = 255
_VALUE_OF = np.full(256, _NO_DIGIT, dtype=np.uint8)
_VALUE_OF[np.frombuffer(b"0123456789abcdef", dtype=np.uint8)] = np.arange(16)


def key_pairs(keys: Sequence[str] | NDArray[Any] | pa.Array | pa.ChunkedArray) -> KeyPairs:
    """Return run keys as numbers, shape (keys, 2); what has this form already is returned as it is.

    Raises: ValueError, if a key has not 32 hexadecimal digits.
    """
    if isinstance(keys, np.ndarray) and keys.dtype == np.uint64:
        return keys
    if isinstance(keys, pa.ChunkedArray):
        return np.concatenate([_pairs_of(chunk) for chunk in keys.chunks] or [no_keys()])
    return _pairs_of(keys if isinstance(keys, pa.Array) else pa.array(keys, pa.string()))


def no_keys() -> KeyPairs:
    """Return an array of no keys."""
    return np.zeros((0, 2), dtype=np.uint64)


def _pairs_of(keys: pa.Array) -> KeyPairs:
    count = len(keys)
    if count == 0:
        return no_keys()
    _, offsets, characters = keys.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[keys.offset : keys.offset + count + 1]
    if keys.null_count or (np.diff(ends) != DIGITS).any():
        raise ValueError(f"A run key has {DIGITS} hexadecimal digits.")
    digits = _VALUE_OF[np.frombuffer(characters, dtype=np.uint8)[ends[0] : ends[-1]]].reshape(count, DIGITS)
    if (digits == _NO_DIGIT).any():
        raise ValueError(f"A run key has {DIGITS} hexadecimal digits.")
    octets = (digits[:, 0::2] << 4) | digits[:, 1::2]
    return octets.view(">u8").astype(np.uint64)


def is_new_key(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return whether each row of numbers, shape (keys, columns), differs from the one before; (keys,)."""
    is_new = np.ones(len(keys), dtype=np.bool_)
    for column in keys.T:
        is_new[1:] &= column[1:] == column[:-1]
    is_new[1:] = ~is_new[1:]
    return is_new


@dataclass(frozen=True, eq=False)
class SortedKeys:
    """Different keys in ascending order, each known by its place."""

    pairs: KeyPairs

    @classmethod
    def of(cls, keys: KeyPairs) -> SortedKeys:
        """Return the different ones among `keys`, shape (keys, 2), sorted."""
        order = np.argsort(keys[:, 0], kind="stable")  # fast for blocks that are sorted already
        if not is_new_key(keys[order][:, :1]).all():
            order = np.lexsort((keys[:, 1], keys[:, 0]))
        # a column of its own in memory each, because a search runs through the first alone
        ordered = np.asfortranarray(keys[order])
        return cls(np.asfortranarray(ordered[is_new_key(ordered)]))

    def __len__(self) -> int:
        return len(self.pairs)

    def places(self, keys: KeyPairs) -> NDArray[np.int64]:
        """Return the place of each key, counted from 0, and -1 for one that is not here; shape (keys,)."""
        first, last = self.pairs[:, 0], self.pairs[:, 1]
        order = np.argsort(keys[:, 0])  # neighbours are found by one way through the memory
        places = np.empty(len(keys), dtype=np.int64)
        places[order] = np.searchsorted(first, keys[order, 0])
        found = np.full(len(keys), -1, dtype=np.int64)
        open_keys = np.arange(len(keys))
        while open_keys.size:  # again only where two keys begin with the same 16 digits
            open_keys = open_keys[places[open_keys] < len(self)]
            open_keys = open_keys[first[places[open_keys]] == keys[open_keys, 0]]
            is_it = last[places[open_keys]] == keys[open_keys, 1]
            found[open_keys[is_it]] = places[open_keys[is_it]]
            open_keys = open_keys[~is_it]
            places[open_keys] += 1
        return found


@dataclass(frozen=True, eq=False)
class KeySet:
    """A set of run keys that takes 16 bytes for each and never changes.

    It is held in sorted blocks, each at least twice as large as the next, so that adding a few keys to
    millions does not sort the millions again.
    """

    blocks: tuple[SortedKeys, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    def contains(self, keys: Sequence[str] | NDArray[Any]) -> NDArray[np.bool_]:
        """Return whether each of `keys`, run keys or numbers of the shape (keys, 2), is in the set."""
        pairs = key_pairs(keys)
        is_in = np.zeros(len(pairs), dtype=np.bool_)
        for block in self.blocks:
            is_in |= block.places(pairs) >= 0
        return is_in

    def with_keys(self, keys: Sequence[str] | NDArray[Any]) -> KeySet:
        """Return a set that holds `keys` too."""
        pairs = key_pairs(keys)
        added = SortedKeys.of(pairs[~self.contains(pairs)])
        blocks = list(self.blocks)
        small: list[KeyPairs] = []
        size = len(added)
        while blocks and size and len(blocks[-1]) < 2 * size:
            small.append(blocks.pop().pairs)
            size += len(small[-1])
        if small:
            added = SortedKeys.of(np.concatenate([*reversed(small), added.pairs]))
        return KeySet((*blocks, added) if size else tuple(blocks))

    def without_keys(self, keys: Sequence[str] | NDArray[Any]) -> KeySet:
        """Return a set that holds none of `keys`."""
        pairs = key_pairs(keys)
        if not self.contains(pairs).any():
            return self
        removed = SortedKeys.of(pairs)
        rest = (block.pairs[removed.places(block.pairs) < 0] for block in self.blocks)
        return KeySet(tuple(SortedKeys(np.asfortranarray(pairs)) for pairs in rest if len(pairs)))
