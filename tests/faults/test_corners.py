"""Wherever in the declared box a small firm stands, its run ends in time and in sound numbers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from smsim.compilation import is_compiler_on

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "alarm") or not is_compiler_on(), reason="needs an alarm, and the compiler"
)


def run_corners(kind: str, number: int) -> dict[str, int]:
    """Run corners in a process of their own; a corner that hangs or fails is named."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.corners", kind, str(number)], capture_output=True, text=True
    )
    last = done.stdout.splitlines()[-1]
    assert done.returncode != -signal.SIGALRM, f"hangs at {last}"
    assert done.returncode == 0, f"fails at {last}\n{done.stderr}"
    found: dict[str, int] = json.loads(last)
    return found


def test_many_numbers_at_their_bounds_at_once() -> None:
    found = run_corners("joint", 120)
    assert found["ran"] > 100


def test_every_number_at_each_of_its_bounds() -> None:
    found = run_corners("single", 1)
    assert found["refused"] < 0.02 * found["ran"]


@pytest.mark.slow
def test_many_more_corners_over_a_hundred_years() -> None:
    found = run_corners("long", 3000)
    assert found["ran"] > 2500
