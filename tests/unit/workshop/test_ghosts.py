"""Ghost runs: other luck, same plan, same people; never the run that is shown."""

from __future__ import annotations

import json

import numpy as np
import pytest

from smsim.analysis.luck import Frequency, chance, frequency, reached_by
from smsim.engine.outputs import MONTHLY_DTYPE
from smsim.engine.simulation import Simulation
from smsim.engine.state import zero_records
from smsim.player.frames import CHARTS
from smsim.scenarios import run_inputs
from smsim.workshop.ghosts import (
    BANDS,
    Ghosts,
    chance_sentences,
    ghosts_document,
    luck_sentences,
    run_ghosts,
)
from tests.simulations import needs_compiler, people_of, world

MONTHS = 24
SEED = 7


@pytest.fixture(scope="module")
def ghosts() -> Ghosts:
    scenario = world("task-force-broad", {"firm.employees": 60}, horizon_months=MONTHS)
    return run_ghosts(run_inputs(scenario), people_of(scenario, SEED), SEED, count=45, workers=2)


def records(levels: np.ndarray) -> np.recarray:
    """Return monthly records with these levels, shape (runs, months), and nothing else."""
    monthly = zero_records(MONTHLY_DTYPE, levels.shape)
    monthly["level"] = levels
    return monthly


def luck_of(own: list[int], others: list[list[int]]) -> list[list[object]]:
    return luck_sentences(Ghosts(records(np.array([own]))[0], records(np.array(others))))


@needs_compiler
def test_ghosts_are_the_other_replications_with_the_same_people(ghosts: Ghosts) -> None:
    scenario = world("task-force-broad", {"firm.employees": 60}, horizon_months=MONTHS)
    people = people_of(scenario, SEED)
    for replication, monthly in [(0, ghosts.shown), (1, ghosts.others[0]), (45, ghosts.others[-1])]:
        alone = Simulation(run_inputs(scenario), people, SEED, replication).run().monthly
        assert alone.tobytes() == monthly.tobytes()
    assert all(ghost.tobytes() != ghosts.shown.tobytes() for ghost in ghosts.others)


@needs_compiler
def test_the_document_is_plain_and_in_the_units_of_the_charts(ghosts: Ghosts) -> None:
    document = json.loads(json.dumps(ghosts_document(ghosts), allow_nan=False))
    assert document["count"] == 45
    assert set(document["bands"]) == {chart.name for chart in CHARTS}
    bands = document["bands"]["active_share"]
    assert list(bands) == list(BANDS)
    shares = 100 * ghosts.others["active_share"]
    assert bands["middle"] == pytest.approx(np.median(shares, axis=0), abs=0.006)
    assert bands["low"] == pytest.approx(np.quantile(shares, 0.05, axis=0), abs=0.006)
    assert bands["high"] == pytest.approx(np.quantile(shares, 0.95, axis=0), abs=0.006)
    assert set(document["lines"]) == {"level", "active_share"}
    assert np.shape(document["lines"]["active_share"]) == (40, MONTHS)
    assert document["lines"]["active_share"][3] == pytest.approx(shares[3], abs=0.006)
    # before anybody is in charge there is no work per hour
    assert document["bands"]["workload_ratio"]["middle"][0] is None
    assert len(document["ranks"]["active_share"]) == MONTHS


@needs_compiler
def test_what_has_happened_so_far_ends_with_the_chances(ghosts: Ghosts) -> None:
    told = {entry["words"]: entry for entry in ghosts_document(ghosts)["so_far"]}
    assert list(told) == ["reached level 2", "reached level 3", "reached level 4", "had a crisis"]
    for level in (2, 3, 4):
        for month in (0, 12, MONTHS - 1):
            expected = frequency(chance(reached_by(ghosts.others["level"], level, month)))
            entry = told[f"reached level {level}"]
            assert Frequency(entry["count"][month], entry["low"][month], entry["high"][month]) == expected
    had_one = frequency(chance(ghosts.others["crises"].sum(axis=1) > 0))
    assert told["had a crisis"]["count"][-1] == had_one.count


@needs_compiler
def test_ranks_are_those_of_the_run_shown(ghosts: Ghosts) -> None:
    ranks = ghosts_document(ghosts)["ranks"]["active_share"]
    own, theirs = ghosts.shown["active_share"][-1], ghosts.others["active_share"][:, -1]
    expected = ((theirs < own).sum() + (theirs == own).sum() / 2) / 45
    assert ranks[-1] == round(100 * expected)


def test_chances_are_natural_frequencies() -> None:
    levels = np.zeros((200, 61))
    levels[:, 3:] = 1
    levels[:126, 40:] = 2
    levels[:60, 20:] = 2
    levels[5:9, 60] = 1
    told = chance_sentences(records(levels))
    assert told[0] == "In 63 of 100 runs of this plan level 2 is reached by month 60 (between 56 and 70); " \
        "half of the runs are there by month 40."  # fmt: skip
    assert told[1] == "In none of 200 runs of this plan level 3 is reached by month 60 (at most in 2 of 100)."
    assert told[2] == "In 2 of 100 runs of this plan a level is lost again by the end (between 0 and 6)."
    assert told[3].startswith("In none of 200 runs of this plan there is a crisis")
    assert len(told) == 4
    assert chance(reached_by(levels, 2, 39)).count == 60


def test_what_happens_always_is_said_so() -> None:
    told = chance_sentences(records(np.full((200, 5), 2)))
    assert told[0] == "In all 200 runs of this plan level 2 is reached by month 4 (at least in 98 of 100); " \
        "half of the runs are there by month 0."  # fmt: skip


def test_luck_is_told_from_the_month_in_which_it_shows() -> None:
    others = [[0, 2, 2, 2]] * 5 + [[0, 0, 2, 2]] * 10 + [[0, 0, 0, 2]] * 60 + [[0, 0, 0, 0]] * 25
    assert luck_of([0, 0, 2, 2], others) == [
        [2, "This run reaches level 2 in month 2: faster than 85, slower than 5 and as fast as 10 of "
            "100 others."],
    ]  # fmt: skip
    assert luck_of([0, 0, 0, 0], others) == [
        [3, "This run does not reach level 2 by month 3; 75 of 100 others do."],
    ]


def test_nothing_is_said_of_levels_nobody_reaches() -> None:
    assert luck_of([1, 1], [[1, 1], [1, 1]]) == []
    assert luck_of([1, 2], [[1, 1], [1, 1]]) == [
        [1, "This run reaches level 2 in month 1: faster than 100 of 100 others."],
    ]
