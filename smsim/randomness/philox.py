"""The counter-based generator Philox 4x32-10, compiled.

Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011).
The tests hold it against the known answers published with Random123.
"""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


@inlined
def _round(
    x_0: Number, x_1: Number, x_2: Number, x_3: Number, key_0: Number, key_1: Number, number: int
) -> tuple[Number, Number, Number, Number]:
    k_0 = (key_0 + WEYL_0 * np.uint64(number)) & LOW
    k_1 = (key_1 + WEYL_1 * np.uint64(number)) & LOW
    product_0 = MULTIPLIER_0 * x_0
    product_1 = MULTIPLIER_1 * x_2
    return (product_1 >> HALF) ^ x_1 ^ k_0, product_1 & LOW, (product_0 >> HALF) ^ x_3 ^ k_1, product_0 & LOW


@inlined
def philox(
    counter_0: Number, counter_1: Number, counter_2: Number, counter_3: Number, key_0: Number, key_1: Number
) -> tuple[Number, Number, Number, Number]:
    """Return four random words of 32 bits (as uint64) for a counter of four words and a key of two.

    The ten rounds are written out: as a loop they would keep a sweep over employees from being
    vectorised, which takes five times as long.
    """
    x_0, x_1 = np.uint64(counter_0) & LOW, np.uint64(counter_1) & LOW
    x_2, x_3 = np.uint64(counter_2) & LOW, np.uint64(counter_3) & LOW
    k_0, k_1 = np.uint64(key_0) & LOW, np.uint64(key_1) & LOW
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 0)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 1)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 2)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 3)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 4)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 5)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 6)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 7)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 8)
    x_0, x_1, x_2, x_3 = _round(x_0, x_1, x_2, x_3, k_0, k_1, 9)
    return x_0, x_1, x_2, x_3
