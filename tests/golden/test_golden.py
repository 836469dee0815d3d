"""Runs are what they were when the golden runs were last renewed (see `tests/golden/renew.py`)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.golden.renew import GOLDEN, PRESETS, kept, run_preset

HINT = "results have moved: if on purpose, run `python -m tests.golden.renew` and say so in the changelog"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_run_is_what_it_was(preset: str) -> None:
    golden = np.load(GOLDEN)
    for name, now in kept(run_preset(preset)).items():
        before = golden[f"{preset}/{name}"]
        if now.dtype.kind == "i":
            assert np.array_equal(before, now), f"{name}: {HINT}"
        else:
            np.testing.assert_allclose(now, before, rtol=1e-9, atol=1e-12, err_msg=f"{name}: {HINT}")


def test_golden_runs_are_small() -> None:
    assert GOLDEN.stat().st_size < 300 * 1024


def test_golden_runs_are_eventful() -> None:
    golden = np.load(GOLDEN)
    levels = {int(golden[f"{preset}/exact"][:, 0].max()) for preset in PRESETS}
    assert levels >= {1, 2, 3}
    assert sum(len(golden[f"{preset}/events"]) for preset in PRESETS) > 100
