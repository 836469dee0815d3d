"""Made-up rows for a store of runs: what stands in a row follows from the run's number alone."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from smsim.experiments.rows import OUTPUT_BY_NAME, RUN_SCHEMA, ErrorKind, monthly_schema
from smsim.measures import SHIPPED

VERSION = "00112233aabbccdd"
MONTHS = 4


def key_of(number: int) -> str:
    """Return the key of the run with this number."""
    return blake2b(str(number).encode(), digest_size=16).hexdigest()


def keys_of(numbers: Sequence[int]) -> list[str]:
    """Return the keys of some runs."""
    return [key_of(number) for number in numbers]


def make_rows(numbers: Sequence[int], error_kind: ErrorKind | None = None) -> pa.Table:
    """Return the rows of some runs, or of their failures."""
    is_failed = error_kind is not None
    count = len(numbers)
    measures = [
        [None if is_failed else (number + 1) / (place + 3) for number in numbers]
        for place in range(len(SHIPPED))
    ]
    identity = [
        keys_of(numbers),
        [key_of(number % 3) for number in numbers],
        ["synthetic"] * count,
        [1] * count,
        list(numbers),
        [error_kind.value if is_failed else None] * count,
        ["It went wrong." if is_failed else None] * count,
    ]
    return pa.table([*identity, *measures], schema=RUN_SCHEMA)


def make_months(numbers: Sequence[int], output: str = "level") -> pa.Table:
    """Return an output's months of some runs."""
    schema = monthly_schema(OUTPUT_BY_NAME[output])
    values = [
        np.repeat(np.asarray(numbers, dtype=np.float64), MONTHS) + place for place in range(len(schema) - 2)
    ]
    keys = [key for key in keys_of(numbers) for _ in range(MONTHS)]
    return pa.table([keys, list(range(MONTHS)) * len(numbers), *values], schema=schema)
