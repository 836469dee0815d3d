"""What is kept of a run as a row of a table: who it is, what it comes to, and what went wrong."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from smsim.compilation import model_version
from smsim.engine.outputs import MONTHLY_OUTPUTS, Output
from smsim.errors import StoreError, nearest
from smsim.measures import SHIPPED

PACKAGE = Path(__file__).parents[1]
MODULES_OF_ROWS = (
    "scenarios/compile.py",
    "scenarios/dated.py",
    "scenarios/layout.py",
    "experiments/rows.py",
    "measures/formulas.py",
)
"""Modules outside the compiled engine that settle what stands in a row, with the measures' formulas."""

IDENTITY = (
    pa.field("run_key", pa.string(), nullable=False),
    pa.field("scenario_hash", pa.string(), nullable=False),
    pa.field("organisation", pa.string(), nullable=False),
    pa.field("seed", pa.int64(), nullable=False),
    pa.field("replication", pa.int64(), nullable=False),
    pa.field("error_kind", pa.string()),
    pa.field("error", pa.string()),
)
RUN_SCHEMA = pa.schema([*IDENTITY, *(pa.field(measure.name, pa.float64()) for measure in SHIPPED)])
"""A row for each run; a run that failed has an error and no measures. Registered ones stand in own tables."""

OWN_PART = re.compile(r"(?P<name>[a-z][a-z0-9_]*)-[0-9a-f]{16}")
"""A registered measure as a store knows it: its name, and what tells its formula from others."""

OUTPUT_BY_NAME = {output.name: output for output in MONTHLY_OUTPUTS}


class ErrorKind(StrEnum):
    """Why a run has no result; what a machine did to it is tried again, what it is cannot be mended so."""

    SCENARIO = "scenario"
    ORGANISATION = "organisation"
    ENGINE = "engine"
    MEMORY = "memory"
    TIME_OUT = "time_out"
    WORKER_DEATH = "worker_death"

    @property
    def is_tried_again(self) -> bool:
        """Whether the same run may well succeed next time."""
        return self in (ErrorKind.MEMORY, ErrorKind.TIME_OUT, ErrorKind.WORKER_DEATH)


@cache
def monthly_schema(output: Output) -> pa.Schema:
    """Return the columns of one output's monthly table: a row for each run and month."""
    values = [pa.field(column, pa.float64()) for column in output.columns]
    run_key_and_month = (
        pa.field("run_key", pa.string(), nullable=False),
        pa.field("month", pa.int32(), nullable=False),
    )
    return pa.schema([*run_key_and_month, *values])


@cache
def part_schema(part: str) -> pa.Schema:
    """Return the columns of a table beside the rows: months of an output, or numbers of an own measure.

    The latter has a row for each run. A `part` is the name of an output, or a measure's in a store.

    Raises: StoreError, if there is no such output.
    """
    measure = OWN_PART.fullmatch(part)
    if measure is not None:
        return pa.schema(
            [pa.field("run_key", pa.string(), nullable=False), pa.field(measure["name"], pa.float64())]
        )
    if part not in OUTPUT_BY_NAME:
        raise StoreError(f"There is no monthly output '{part}'{nearest(part, OUTPUT_BY_NAME)}.")
    return monthly_schema(OUTPUT_BY_NAME[part])


@cache
def row_version() -> str:
    """Return 16 hex digits that change whenever the same run may come to another row.

    Words, units and margins of measures play no part, nor do measures registered in a session.
    """
    digest = blake2b(model_version().encode(), digest_size=8)
    for module in MODULES_OF_ROWS:
        digest.update((PACKAGE / module).read_bytes())
    for measure in SHIPPED:
        digest.update(f"{measure.name}: {measure.formula.words}\n".encode())
    return digest.hexdigest()


def run_key(scenario_hash: str, organisation: str, seed: int, replication: int) -> str:
    """Return 32 hex digits that stand for one run under this version of the model.

    `organisation` says which people: see `organisation_key`.
    """
    words = f"{row_version()}|{scenario_hash}|{organisation}|{seed}|{replication}"
    return blake2b(words.encode(), digest_size=16).hexdigest()
