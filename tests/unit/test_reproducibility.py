"""The same run on any day, in any process, with any number of workers, with the compiler on or off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.experiments.batch import Batch, run_batch
from smsim.scenarios import run_inputs
from tests.simulations import people_of, world

REPOSITORY = Path(__file__).parents[2]
SEEDS = range(10)
COUNTS = ("level", "raw_level", "active_employees", "adoptions", "discontinuances", "leavers", "incidents")
PROGRAM = """
import json, sys
from tests.unit.test_reproducibility import runs_as_text
print(json.dumps(runs_as_text(json.loads(sys.argv[1]))))
"""


def runs(seeds: list[int], workers: int = 1, replications: int = 1) -> list[Batch]:
    """Run a lively small firm, changing hands, once for each seed."""
    values = {
        "firm.employees": 60,
        "horizon_months": 60,
        "adoption.spontaneous_hazard": 0.01,
        "turnover.turnover_probability": 0.03,
        "risk.external_rate": 0.1,
        "change": [{"month": 30, "form": "dandelion"}, {"month": 45, "lead_leaves": True}],
    }
    scenario = world("task-force-broad", values)
    inputs = run_inputs(scenario)
    return [
        run_batch(
            inputs,
            lambda replication, seed=seed: people_of(scenario, seed, replication),  # type: ignore[misc]
            name="lively",
            seed=seed,
            replications=replications,
            workers=workers,
        )
        for seed in seeds
    ]


def runs_as_text(seeds: list[int]) -> list[dict[str, Any]]:
    """Return runs as text that loses no bit."""
    return [
        {
            "monthly": batch.monthly.tobytes().hex(),
            "by_department": batch.by_department.tobytes().hex(),
            "events": [events.tolist() for events in batch.events],
        }
        for batch in runs(seeds)
    ]


@cache
def here() -> str:
    return json.dumps(runs_as_text(list(SEEDS)))


def elsewhere(python: str = sys.executable, **environment: str) -> Any:
    """Run the same in another process."""
    done = subprocess.run(
        [python, "-c", PROGRAM, json.dumps(list(SEEDS))],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_another_process_gives_the_same_bits() -> None:
    assert elsewhere() == json.loads(here())


def test_workers_do_not_matter() -> None:
    one, two = (runs([3], workers=workers, replications=12)[0] for workers in (1, 2))
    assert one.monthly.tobytes() == two.monthly.tobytes()
    assert one.by_department.tobytes() == two.by_department.tobytes()
    assert [events.tobytes() for events in one.events] == [events.tobytes() for events in two.events]


def test_without_the_compiler_everyone_decides_alike() -> None:
    switch = "0" if os.environ.get("NUMBA_DISABLE_JIT") == "1" else "1"
    theirs = elsewhere(NUMBA_DISABLE_JIT=switch)
    for seed, (batch, other) in enumerate(zip(runs(list(SEEDS)), theirs, strict=True)):
        monthly = np.frombuffer(bytes.fromhex(other["monthly"]), batch.monthly.dtype)
        monthly = monthly.reshape(batch.monthly.shape)
        for name in COUNTS:
            assert np.array_equal(batch.monthly[name], monthly[name]), (seed, name)
        assert [events.tolist() for events in batch.events] == [
            [tuple(event) for event in events] for events in other["events"]
        ]
        for output in MONTHLY_OUTPUTS:
            np.testing.assert_allclose(
                batch.monthly[output.name], monthly[output.name], rtol=1e-12, atol=1e-12, err_msg=output.name
            )
        departments = np.frombuffer(bytes.fromhex(other["by_department"]), batch.by_department.dtype)
        for name in departments.dtype.names or ():
            np.testing.assert_allclose(
                batch.by_department[name].ravel(), departments[name], rtol=1e-12, atol=1e-12, err_msg=name
            )


@pytest.mark.slow
def test_another_python_gives_the_same_bits() -> None:
    python = os.environ.get("SMSIM_OTHER_PYTHON")
    if not python:
        pytest.skip("set SMSIM_OTHER_PYTHON to another interpreter with smsim installed to run this test")
    assert elsewhere(python) == json.loads(here())
