from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from smsim.experiments.running import schedule as module
from smsim.experiments.running.schedule import Schedule
from smsim.scenarios import scenario_hash, with_values
from tests.running import SMALL, schedule_of

WORLDS = """
scenarios = ["lone-manager", "group-head"]
replications = 2
horizon_months = 14
[design]
kind = "worlds"
worlds = 6
[[factor]]
name = "levers.executive_tone"
low = 0.1
high = 0.9
"""


def test_every_run_is_planned_once(tmp_path):
    schedule = schedule_of(tmp_path)
    runs = list(schedule.order())
    assert len(runs) == schedule.runs == 8 * 3
    assert set(runs) == {(point, replication) for point in range(8) for replication in range(3)}
    assert len(set(schedule.keys())) == len(runs)


def test_any_beginning_is_balanced(tmp_path):
    schedule = schedule_of(tmp_path)
    for length in range(1, schedule.runs + 1):
        counts = Counter(point for point, _ in islice(schedule.order(), length))
        assert max(counts.values()) - min(counts[point] for point in range(8)) <= 1


def test_scenarios_meet_a_row_one_after_the_other(tmp_path):
    runs = list(schedule_of(tmp_path).order())
    for one, other in zip(runs[::2], runs[1::2], strict=True):
        assert one[0] // 2 == other[0] // 2
        assert one[1] == other[1]


def test_rows_are_shuffled_by_the_seed(tmp_path):
    text = SMALL.replace("[0.2, 0.8]", "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]")
    one = [run[0] for run in schedule_of(tmp_path, text).order(0, 1)]
    other = [run[0] for run in schedule_of(tmp_path, text.replace("seed = 5", "seed = 6")).order(0, 1)]
    assert one != sorted(one)
    assert one != other
    assert sorted(one) == sorted(other)


def test_many_points_take_several_rounds_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "POINTS_REMEMBERED", 4)
    monkeypatch.setattr(module, "BLOCK_OF_ROUNDS", 2)
    schedule = schedule_of(tmp_path)
    runs = list(schedule.order())
    assert set(runs) == {(point, replication) for point in range(8) for replication in range(3)}
    assert [replication for _, replication in runs[:4]] == [0, 0, 1, 1]
    for length in range(1, len(runs) + 1):
        counts = Counter(point for point, _ in runs[:length])
        assert max(counts.values()) - min(counts[point] for point in range(8)) <= 2


def test_every_world_has_dice_of_its_own_that_all_scenarios_share(tmp_path):
    schedule = schedule_of(tmp_path, WORLDS)
    runs = list(schedule.order())
    assert schedule.rounds == 6
    assert schedule.runs == len(runs) == 6 * 2 * 2
    worlds = {}
    for point, replication in runs:
        worlds.setdefault(point // 2, set()).add(replication)
        assert schedule.round_of(point, replication) == point // 2
    assert worlds == {world: {2 * world, 2 * world + 1} for world in range(6)}


def test_more_replications_and_more_points_keep_the_keys_of_those_there_are(tmp_path):
    keys = set(schedule_of(tmp_path).keys())
    more = schedule_of(tmp_path, SMALL.replace("replications = 3", "replications = 5"))
    finer = schedule_of(tmp_path, SMALL.replace("[0.2, 0.8]", "[0.2, 0.5, 0.8]"))
    with_another = schedule_of(
        tmp_path, SMALL.replace('"group-head"', '"group-head", "grassroots"').replace("small", "other")
    )
    for larger in (more, finer, with_another):
        assert keys < set(larger.keys())


@pytest.mark.parametrize("change", [("seed = 5", "seed = 6"), ("months = 14", "months = 15")])
def test_another_seed_or_horizon_shares_no_key(tmp_path, change):
    keys = set(schedule_of(tmp_path).keys())
    assert keys.isdisjoint(schedule_of(tmp_path, SMALL.replace(*change)).keys())


def test_who_works_there_is_part_of_the_key(tmp_path):
    keys = set(schedule_of(tmp_path).keys())
    assert keys.isdisjoint(schedule_of(tmp_path, "same_organisation = true\n" + SMALL).keys())


def test_a_point_is_known_by_its_scenario_whatever_that_is_called(tmp_path):
    schedule = schedule_of(tmp_path)
    point = schedule.experiment.point(3)
    built = with_values(point.scenario, point.settings)
    assert schedule.scenario_hash(3) == scenario_hash(built)


def test_chunks_hold_all_runs_in_order_and_begin_at_the_same_places_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_CHUNK", 5)
    schedule = schedule_of(tmp_path)
    chunks = list(schedule.chunks(0, schedule.rounds))
    assert [len(chunk.runs) for chunk in chunks] == [5, 5, 5, 5, 4]
    assert [(run.point, run.replication) for chunk in chunks for run in chunk.runs] == list(schedule.order())
    again = Schedule(schedule.experiment).chunks(0, schedule.rounds)
    assert [chunk.claim for chunk in again] == [chunk.claim for chunk in chunks]
    assert len({chunk.claim for chunk in chunks}) == len(chunks)
    for chunk in chunks:
        assert set(chunk.points) == {run.point for run in chunk.runs}


def test_large_firms_make_small_chunks(tmp_path):
    small = next(iter(schedule_of(tmp_path).chunks(0, 1)))
    text = SMALL.replace("[20, 40]", "[20, 1000000]")
    assert len(next(iter(schedule_of(tmp_path, text).chunks(0, 1))).runs) == 2 < len(small.runs)
