"""What a trial says of scenarios, from a made-up one; that trials are run is tested with the commands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smsim.experiments.planning import Trial

LEVELS = {
    "first": [[1.0, 2.0], [5.0, 6.0]],
    "second": [[2.0, 4.0], [5.0, 9.0]],
    "third": [[1.0, 2.0], [5.0, 6.0]],
}
"""By scenario: rows of the design, and two replications of each."""


@pytest.fixture
def trial() -> Trial:
    table = pd.DataFrame(
        {"row": row, "scenario": scenario, "unit": unit, "level_at_end": level}
        for scenario, rows in LEVELS.items()
        for row, levels in enumerate(rows)
        for unit, level in enumerate(levels)
    )
    return Trial(table, len(table), seconds_per_run=1.0, bytes_per_run=1.0, peak_memory_bytes=1.0)


def test_what_rows_of_the_design_differ_by_is_no_luck(trial: Trial) -> None:
    assert trial.values("level_at_end", "first", None).tolist() == [3.0, 4.0, 3.0, 4.0]
    assert trial.values("level_at_end", "second", "first").tolist() == [1.0, 2.0, 0.0, 3.0]


def test_every_scenario_is_held_against_the_first(trial: Trial) -> None:
    second, third = trial.differences("level_at_end", ["first", "second", "third"])
    assert np.array_equal(second, trial.values("level_at_end", "second", "first"))
    assert not third.any()


def test_a_single_scenario_has_its_own_values(trial: Trial) -> None:
    (own,) = trial.differences("level_at_end", ["second"])
    assert np.array_equal(own, trial.values("level_at_end", "second", None))
