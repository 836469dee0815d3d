from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from smsim.engine.outputs import MONTHLY_DTYPE, column_values
from smsim.engine.replications import ReplicationsOfNewFirms
from smsim.engine.simulation import Simulation
from smsim.errors import StoreError
from smsim.experiments.rows import OUTPUT_BY_NAME, RUN_SCHEMA, ErrorKind
from smsim.experiments.running import chunks as module
from smsim.experiments.running.chunks import failed_chunk, run_chunk
from smsim.experiments.running.failures import Failure
from smsim.measures import MEASURE_BY_NAME, SHIPPED, measure_runs
from smsim.organisation.formation import form_organisation
from smsim.scenarios import run_inputs, with_values
from tests.running import MONTHLY, SMALL, schedule_of, table


def fail_in_second_replication(monkeypatch, error):
    run = ReplicationsOfNewFirms.run

    def fragile(self, seed, replications, monthly, rows):
        if 1 in replications:
            raise error
        run(self, seed, replications, monthly, rows)

    monkeypatch.setattr(ReplicationsOfNewFirms, "run", fragile)


CONTRADICTION = """
scenarios = ["task-force-broad"]
replications = 2
horizon_months = 6
[design]
kind = "grid"
[[factor]]
name = "levers.form"
values = ["task_force", "lone_manager"]
"""
"""A lone manager has no members, so one of the two points cannot be built."""


def whole_chunk(schedule):
    return schedule.chunk(list(schedule.order()))


def test_a_row_is_what_the_engine_comes_to(tmp_path):
    schedule = schedule_of(tmp_path, SMALL + MONTHLY)
    result = run_chunk(whole_chunk(schedule))
    rows = table(result.rows).set_index("run_key")
    point, replication = 5, 2
    own = schedule.experiment.point(point)
    scenario = with_values(own.scenario, own.settings)
    formed = form_organisation(scenario.firm, scenario.parameters.departments, 5, replication)
    records = Simulation(run_inputs(scenario), formed, 5, replication).run()
    row = rows.loc[schedule.key(point, replication)]
    expected = measure_runs(records.monthly[np.newaxis, :])[0]
    for measure, value in zip(SHIPPED, expected, strict=True):
        assert row[measure.name] == value or (np.isnan(row[measure.name]) and np.isnan(value)), measure.name
    assert row["replication"] == replication
    assert row["scenario_hash"] == schedule.scenario_hash(point)
    for name in ("level", "practice_of"):
        monthly = table(result.parts[name])
        monthly = monthly[monthly["run_key"] == schedule.key(point, replication)]
        assert monthly["month"].to_list() == list(range(14))
        for column, values in column_values(records.monthly, OUTPUT_BY_NAME[name]).items():
            np.testing.assert_array_equal(monthly[column], values)


def test_the_rows_do_not_depend_on_how_the_runs_are_dealt_out(tmp_path, monkeypatch):
    schedule = schedule_of(tmp_path, SMALL + MONTHLY)
    whole = run_chunk(whole_chunk(schedule))
    monkeypatch.setattr(module, "MEASURED_TOGETHER", 5)
    in_blocks = run_chunk(whole_chunk(schedule))
    one, other = whole_chunk(schedule).halves()
    assert [run.key for run in (*one.runs, *other.runs)] == schedule.keys()
    assert whole.rows.equals(in_blocks.rows)
    assert whole.parts["practice_of"].equals(in_blocks.parts["practice_of"])
    assert table(whole.rows)[: len(one.runs)].equals(table(run_chunk(one).rows))


def test_only_what_is_wanted_is_told(tmp_path):
    schedule = schedule_of(tmp_path, SMALL + MONTHLY)
    chunk = whole_chunk(schedule)
    runs = [
        run._replace(wants_row=place != 0, parts=("level",) if place == 1 else ())
        for place, run in enumerate(chunk.runs)
    ]
    result = run_chunk(replace(chunk, runs=tuple(runs)))
    assert result.rows["run_key"].to_pylist() == schedule.keys()[1:]
    assert set(result.parts) == {"level"}
    assert set(result.parts["level"]["run_key"].to_pylist()) == {schedule.keys()[1]}


def test_a_point_that_cannot_be_built_becomes_rows_with_its_error(tmp_path):
    schedule = schedule_of(tmp_path, CONTRADICTION)
    result = run_chunk(whole_chunk(schedule))
    rows = table(result.rows)
    failed = rows[rows["error_kind"].notna()]
    assert (result.runs, result.failed, len(failed)) == (4, 2, 2)
    assert set(failed["error_kind"]) == {"scenario"}
    assert all("members" in sentence for sentence in failed["error"])
    measures = [measure.name for measure in SHIPPED]
    assert failed[measures].isna().all(axis=None)
    assert rows[rows["error_kind"].isna()]["level_at_end"].notna().all()


@pytest.mark.parametrize(
    ("error", "kind"), [(MemoryError("4 GB"), ErrorKind.MEMORY), (ZeroDivisionError("x"), ErrorKind.ENGINE)]
)
def test_whatever_a_run_raises_stays_with_it(tmp_path, monkeypatch, error, kind):
    schedule = schedule_of(tmp_path, SMALL + MONTHLY)

    fail_in_second_replication(monkeypatch, error)
    result = run_chunk(whole_chunk(schedule))
    rows = table(result.rows)
    is_second = rows["replication"] == 1
    assert set(rows[is_second]["error_kind"]) == {kind.value}
    assert rows[~is_second]["error"].isna().all()
    assert rows[~is_second]["score_at_end"].notna().all()
    failed_keys = set(rows[is_second]["run_key"])
    assert failed_keys.isdisjoint(result.parts["level"]["run_key"].to_pylist())
    assert len(result.parts["level"]) == 14 * (len(rows) - len(failed_keys))


def test_runs_that_did_not_come_back_are_rows_too(tmp_path):
    chunk = whole_chunk(schedule_of(tmp_path, SMALL + MONTHLY))
    result = failed_chunk(chunk, Failure(ErrorKind.WORKER_DEATH, "The worker died."))
    assert result.failed == result.runs == len(chunk.runs)
    assert result.rows.schema == RUN_SCHEMA
    assert set(result.rows["error"].to_pylist()) == {"The worker died."}
    assert all(len(months) == 0 for months in result.parts.values())


def test_a_worker_with_another_model_refuses(tmp_path):
    chunk = replace(whole_chunk(schedule_of(tmp_path)), version="0" * 16)
    with pytest.raises(StoreError, match=r"model version .* install the same smsim everywhere"):
        run_chunk(chunk)


def test_chunks_and_results_can_be_sent(tmp_path):
    chunk = pickle.loads(pickle.dumps(whole_chunk(schedule_of(tmp_path, SMALL + MONTHLY))))
    result = run_chunk(chunk)
    assert pickle.loads(pickle.dumps(result)).rows.equals(result.rows)


def test_measures_of_made_up_months():
    monthly = np.zeros((3, 24), MONTHLY_DTYPE).view(np.recarray)
    monthly.level[0] = [1] * 6 + [2] * 6 + [3] * 6 + [2] * 6
    monthly.level[1] = 1
    monthly.level[2] = [1] * 23 + [4]
    monthly.crises[0, 3] = 2
    monthly.net_value_keur[1] = -1.5
    monthly.response_share[2, -12:] = 0.25

    def of(name):
        return MEASURE_BY_NAME[name].of(monthly).tolist()

    assert of("level_at_end") == [2, 1, 4]
    assert of("months_below_level_3") == [12, 24, 23]
    assert of("has_reached_level_3") == [1, 0, 1]
    assert of("has_level_3_at_end") == [0, 0, 1]
    assert of("has_slid_back") == [1, 0, 0]
    assert of("crises_per_year") == [1, 0, 0]
    assert of("net_value_keur") == [0, -36, 0]
    assert of("response_share_last_year") == [0, 0, 0.25]
    assert measure_runs(monthly).shape == (3, len(SHIPPED))
    events = [measure for measure in SHIPPED if measure.is_event]
    assert events and all(set(measure.of(monthly)) <= {0.0, 1.0} for measure in events)
