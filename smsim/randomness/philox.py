"""The counter-based generator Philox 4x32-10, compiled.

Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011).
The tests hold it against the known answers published with Random123.
"""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, compiled

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
ROUNDS = 10


@compiled
def philox(
    counter_0: Number, counter_1: Number, counter_2: Number, counter_3: Number, key_0: Number, key_1: Number
) -> tuple[Number, Number, Number, Number]:
    """Return four random words of 32 bits (as uint64) for a counter of four words and a key of two."""
    x_0, x_1 = np.uint64(counter_0) & LOW, np.uint64(counter_1) & LOW
    x_2, x_3 = np.uint64(counter_2) & LOW, np.uint64(counter_3) & LOW
    k_0, k_1 = np.uint64(key_0) & LOW, np.uint64(key_1) & LOW
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * x_0
        product_1 = MULTIPLIER_1 * x_2
        x_0 = (product_1 >> HALF) ^ x_1 ^ k_0
        x_1 = product_1 & LOW
        x_2 = (product_0 >> HALF) ^ x_3 ^ k_1
        x_3 = product_0 & LOW
        k_0 = (k_0 + WEYL_0) & LOW
        k_1 = (k_1 + WEYL_1) & LOW
    return x_0, x_1, x_2, x_3
