from __future__ import annotations

import signal
from concurrent.futures import Executor, Future
from contextlib import contextmanager

import pandas as pd
import pytest

from smsim.engine.outputs import column_values
from smsim.engine.simulation import Simulation
from smsim.errors import ExperimentError, StoreError
from smsim.experiments.experiment import build_point
from smsim.experiments.rows import OUTPUT_BY_NAME, ErrorKind
from smsim.experiments.running import chunks, filling
from smsim.experiments.running import schedule as schedule_module
from smsim.experiments.running.chunks import OrganisationSource, run_chunk
from smsim.experiments.running.filling import fill_store
from smsim.experiments.running.processes import WorkerDiedError
from smsim.experiments.running.progress import counted, error_groups, progress_by_scenario
from smsim.experiments.running.reading import monthly_run_table, run_table
from smsim.experiments.running.workers import Crew, Workers, at_work
from smsim.measures import MEASURE_BY_NAME
from smsim.organisation.formation import form_organisation
from smsim.scenarios import run_inputs
from tests.running import MONTHLY, SMALL, fill, rows_of, schedule_of, store_in
from tests.unit.experiments.test_chunks import CONTRADICTION, fail_in_second_replication

STOP = """
[stop]
measure = "active_share_at_end"
scenario = "group-head"
half_width = {half_width}
first_look = 10
growth = 1.5
"""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(schedule_module, "LARGEST_CHUNK", 5)


def test_the_store_holds_what_the_experiment_asked_for(tmp_path):
    schedule, store = schedule_of(tmp_path, SMALL + MONTHLY), store_in(tmp_path)
    result = fill(schedule, store)
    assert (result.rounds, result.done_here, result.failed_here) == (3, 24, 0)
    assert store.kept_runs().contains(schedule.keys()).all()
    assert store.kept_part("practice_of").contains(schedule.keys()).all()


def test_repeating_the_command_runs_nothing(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path, SMALL + MONTHLY), store_in(tmp_path)
    fill(schedule, store)
    before = rows_of(schedule, store)
    monkeypatch.setattr(filling, "run_chunk", None)  # a call would raise
    assert fill(schedule, store_in(tmp_path)).done_here == 0
    assert rows_of(schedule, store).equals(before)


def test_more_replications_reuse_those_there_are(tmp_path):
    store = store_in(tmp_path)
    fill(schedule_of(tmp_path), store)
    more = schedule_of(tmp_path, SMALL.replace("replications = 3", "replications = 5"))
    assert fill(more, store).done_here == 2 * 8
    assert store.kept_runs().contains(more.keys()).all()


def test_months_asked_for_later_leave_the_rows_alone(tmp_path):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    fill(schedule, store)
    wider = schedule_of(tmp_path, SMALL + MONTHLY)
    assert fill(wider, store).done_here == 24
    assert store.read_runs(None).num_rows == 24
    assert sum(len(months) for months in [store.read_part("level", None)]) == 24 * 14
    only_level = schedule_of(tmp_path, SMALL + MONTHLY.replace(', "practice_of"', ""))
    assert fill(only_level, store).done_here == 0


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_rows_do_not_depend_on_the_number_of_threads(tmp_path, number):
    schedule = schedule_of(tmp_path, SMALL + MONTHLY)
    one, other = store_in(tmp_path / "one"), store_in(tmp_path / "other")
    fill(schedule, one)
    fill(schedule, other, Workers(number=number))
    assert rows_of(schedule, one).equals(rows_of(schedule, other))
    keys = schedule.keys()
    assert one.read_part("level", keys).equals(other.read_part("level", keys))


def test_a_failed_run_is_told_and_not_tried_again_unless_asked(tmp_path):
    schedule, store = schedule_of(tmp_path, CONTRADICTION), store_in(tmp_path)
    result = fill(schedule, store)
    assert (result.done_here, result.failed_here) == (4, 2)
    (progress,) = progress_by_scenario(schedule, store)
    assert (progress.done, progress.failed, progress.missing) == (2, 2, 0)
    (group,) = error_groups(schedule, store)
    assert (group.kind, group.count) == ("scenario", 2)
    assert "members" in group.example
    assert fill(schedule, store).done_here == 0
    again = fill(schedule, store, retry_failed=True)
    assert (again.done_here, again.failed_here) == (2, 2)


def test_a_failed_run_with_months_is_settled_too(tmp_path):
    schedule, store = schedule_of(tmp_path, CONTRADICTION + MONTHLY), store_in(tmp_path)
    fill(schedule, store)
    assert fill(schedule, store).done_here == 0


def test_what_a_machine_did_is_tried_again(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)

    with monkeypatch.context() as patched:
        fail_in_second_replication(patched, MemoryError("no room"))
        assert fill(schedule, store).failed_here == 8
    (group,) = error_groups(schedule, store)
    assert (group.kind, group.count) == ("memory", 8)
    result = fill(schedule, store)
    assert (result.done_here, result.failed_here) == (8, 0)
    assert not error_groups(schedule, store)
    assert rows_of(schedule, store)["error"].null_count == 24


class Deadly(Executor):
    """Workers that do not survive some runs, and bring back everything else."""

    def __init__(self, deadly_keys: set[str], times: int) -> None:
        self.left = dict.fromkeys(deadly_keys, times)

    def submit(self, function, chunk):
        future: Future = Future()
        deadly = [run.key for run in chunk.runs if self.left.get(run.key, 0) > 0]
        for key in deadly:
            self.left[key] -= 1
        if deadly:
            future.set_exception(WorkerDiedError(-9))
        else:
            future.set_result(function(chunk))
        return future


def fill_with(executor, schedule, store, monkeypatch):
    @contextmanager
    def crew(workers):
        yield Crew(executor, lambda: 2)

    with monkeypatch.context() as patched:
        patched.setattr(filling, "at_work", crew)
        return fill(schedule, store)


def test_a_run_that_kills_its_worker_takes_no_other_run_with_it(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    deadly = {schedule.keys()[place] for place in (3, 4, 17)}
    result = fill_with(Deadly(deadly, times=1000), schedule, store, monkeypatch)
    assert (result.done_here, result.failed_here) == (24, 3)
    rows = rows_of(schedule, store).to_pandas()
    assert set(rows[rows["error"].notna()]["run_key"]) == deadly
    assert set(rows[rows["error"].notna()]["error_kind"]) == {ErrorKind.WORKER_DEATH.value}
    unharmed = store_in(tmp_path / "unharmed")
    fill(schedule, unharmed)
    expected = rows_of(schedule, unharmed).to_pandas()
    is_fine = ~expected["run_key"].isin(deadly)
    assert rows[is_fine].equals(expected[is_fine])
    # the machine may be better next time
    assert fill(schedule, store).done_here == 3
    assert rows_of(schedule, store).to_pandas().equals(expected)


def test_a_worker_that_dies_once_costs_nothing(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    result = fill_with(Deadly(set(schedule.keys()), times=1), schedule, store, monkeypatch)
    assert (result.done_here, result.failed_here) == (24, 0)


def test_workers_that_never_come_back_are_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(filling, "MOST_DEATHS", 6)
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    with pytest.raises(ExperimentError, match="workers in a row died without a result; what is done is kept"):
        fill_with(Deadly(set(schedule.keys()), times=1000), schedule, store, monkeypatch)


def test_a_fault_of_ours_is_no_death_of_a_worker(tmp_path, monkeypatch):
    class Faulty(Executor):
        def submit(self, function, chunk):
            future: Future = Future()
            future.set_exception(KeyError("a fault"))
            return future

    said = r"A worker failed outside its runs \(KeyError: 'a fault'\); what is done is kept\."
    with pytest.raises(ExperimentError, match=said):
        fill_with(Faulty(), schedule_of(tmp_path), store_in(tmp_path), monkeypatch)


@contextmanager
def failing(scenario, monkeypatch):
    """Let every run of a scenario fail."""
    sound = OrganisationSource.replications_of

    def fragile(self, wanted, seed):
        if wanted.name == scenario:
            raise RuntimeError("broken")
        return sound(self, wanted, seed)

    chunks._prepared.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(OrganisationSource, "replications_of", fragile)
        yield


def test_a_scenario_that_always_fails_for_one_reason_is_given_up(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path, SMALL.replace("= 3", "= 12")), store_in(tmp_path)
    for _ in range(2):  # what is kept of the first attempt makes the second no longer
        with failing("group-head", monkeypatch), pytest.raises(ExperimentError) as raised:
            fill(schedule, store)
        assert str(raised.value) == (
            "All runs of 'group-head' so far failed for one reason, so no more are begun: "
            "RuntimeError: broken"
        )
    assert 20 <= len(store.failed_runs()) < 40  # of 48
    assert fill(schedule, store, retry_failed=True).failed_here == 0


def test_a_scenario_that_has_ever_succeeded_is_not_given_up(tmp_path, monkeypatch):
    store = store_in(tmp_path)
    fill(schedule_of(tmp_path, SMALL.replace("= 3", "= 1")), store)
    schedule = schedule_of(tmp_path, SMALL.replace("= 3", "= 9"))
    with failing("group-head", monkeypatch):
        assert fill(schedule, store).failed_here == 8 * 4


def test_points_that_coincide_are_run_once(tmp_path):
    (tmp_path / "rows.csv").write_text("firm.employees\n20\n20\n20\n", encoding="utf-8")
    text = SMALL.partition("[design]")[0] + '[design]\nkind = "table"\nfile = "rows.csv"\n'
    schedule, store = schedule_of(tmp_path, text), store_in(tmp_path)
    told = []
    result = fill_store(schedule, store, Workers(), on_progress=told.append)
    assert len(set(schedule.keys())) == 6
    assert 6 <= result.done_here <= 12  # two chunks may be at the same run at the same time
    assert (told[-1].finished, told[-1].runs) == (18, 18)


def test_an_interrupt_keeps_what_the_workers_are_at(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)

    class Interrupted(Executor):
        handed_in = 0

        def submit(self, function, chunk):
            self.handed_in += 1
            if self.handed_in == 4:
                raise KeyboardInterrupt
            future: Future = Future()
            future.set_running_or_notify_cancel()
            future.set_result(function(chunk))
            return future

    with pytest.raises(KeyboardInterrupt):
        fill_with(Interrupted(), schedule, store, monkeypatch)
    kept = int(store.kept_runs().contains(schedule.keys()).sum())
    assert kept == 15  # three chunks of five
    assert fill(schedule, store_in(tmp_path)).done_here == 24 - kept


def test_an_interrupt_while_runs_are_kept_is_counted_with_them(tmp_path, monkeypatch):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    append, told = store.append, []

    def append_and_press_ctrl_c(rows, monthly):
        append(rows, monthly)
        if len(told) < 3:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(store, "append", append_and_press_ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        fill(schedule, store, on_progress=told.append)
    assert told[-1].finished == int(store.kept_runs().contains(schedule.keys()).sum()) > 0


def test_what_others_are_at_is_left_to_them_and_then_looked_for(tmp_path, monkeypatch):
    schedule = schedule_of(tmp_path)
    ours, theirs = store_in(tmp_path), store_in(tmp_path)
    work = list(schedule.chunks(0, schedule.rounds))
    claimed = {chunk.claim for chunk in work[1:3]}
    monkeypatch.setattr(ours, "claim", lambda number: number not in claimed)

    def others_finish(seconds):
        for chunk in work[1:3]:
            if chunk.claim in claimed:
                theirs.append(run_chunk(chunk).rows, {})
                claimed.discard(chunk.claim)

    monkeypatch.setattr(filling.time, "sleep", others_finish)
    result = fill(schedule, ours)
    assert result.done_here == 24 - 10
    assert ours.kept_runs().contains(schedule.keys()).all()


def test_claims_are_released(tmp_path):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    released = []
    store.release = released.append
    fill(schedule, store)
    assert sorted(released) == sorted(chunk.claim for chunk in schedule.chunks(0, schedule.rounds))


def test_progress_counts_every_run_once(tmp_path):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    seen = []
    filling.fill_store(schedule, store, Workers(number=2), on_progress=seen.append)
    assert [entry.finished for entry in seen] == sorted(entry.finished for entry in seen)
    assert (seen[-1].finished, seen[-1].runs, seen[-1].done_here) == (24, 24, 24)
    again = []
    filling.fill_store(schedule, store, Workers(), on_progress=again.append)
    assert (again[-1].finished, again[-1].done_here) == (24, 0)


def test_the_stop_rule_ends_it_at_a_look(tmp_path):
    text = SMALL.replace("replications = 3", "replications = 40")
    content = schedule_of(tmp_path, text + STOP.format(half_width=0.9))
    store = store_in(tmp_path)
    result = fill(content, store)
    assert result.rounds == 10
    assert [look.is_reached for look in result.looks] == [True]
    assert counted(content, store).rounds == 10
    never = schedule_of(tmp_path, text + STOP.format(half_width=1e-9))
    result = fill(never, store)
    assert result.rounds == 40
    assert [look.rounds for look in result.looks] == [10, 15, 23, 35, 40]
    assert not any(look.is_reached for look in result.looks)
    # what is kept beyond the look at which a rule is content does not count for it
    assert counted(content, store).rounds == 10
    assert len(run_table(content, store, 10)) == 80


def test_only_whole_rounds_count_in_a_half_filled_store(tmp_path):
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    work = list(schedule.chunks(0, schedule.rounds))
    for chunk in work[:3]:  # 15 of 24 runs: one round of eight is whole
        store.append(run_chunk(chunk).rows, {})
    found = counted(schedule, store)
    assert (found.rounds, found.is_complete) == (1, False)
    assert sum(entry.missing for entry in progress_by_scenario(schedule, store)) == 9
    assert len(run_table(schedule, store)) == 15


def test_tables_hold_factors_and_measures_in_the_order_of_the_points(tmp_path):
    schedule, store = schedule_of(tmp_path, SMALL + MONTHLY), store_in(tmp_path)
    fill(schedule, store)
    runs = run_table(schedule, store)
    assert list(runs["point"]) == sorted(runs["point"])
    assert set(runs["firm.employees"]) == {20, 40}
    for number, rows in runs.groupby("point"):
        point = schedule.experiment.point(int(number))
        assert set(rows["scenario"]) == {point.scenario.name}
        assert set(rows["levers.executive_tone"]) == {point.settings["levers.executive_tone"]}
        assert list(rows["replication"]) == [0, 1, 2]
    assert set(MEASURE_BY_NAME) <= set(runs.columns)
    months = monthly_run_table(schedule, store, "level")
    last = months[months["month"] == 13].sort_values(["point", "replication"])
    assert list(last["level"]) == list(runs["level_at_end"])


COINCIDING = {
    "table": 'kind = "table"\nfile = "rows.csv"\n',
    "morris": 'kind = "morris"\ntrajectories = 4\n',
    "saltelli": 'kind = "saltelli"\npoints = 4\n',
}


@pytest.mark.parametrize("kind", COINCIDING)
def test_points_that_coincide_have_the_months_the_engine_gives_each(tmp_path, kind):
    (tmp_path / "rows.csv").write_text("firm.employees\n22\n20\n22\n21\n22\n", encoding="utf-8")
    factor = "" if kind == "table" else '[[factor]]\nname = "firm.employees"\nlow = 20\nhigh = 22\n'
    text = f'scenarios = ["lone-manager", "group-head"]\nreplications = 2\nhorizon_months = 5\n{MONTHLY}'
    schedule = schedule_of(tmp_path, f"{text}[design]\n{COINCIDING[kind]}{factor}")
    store = store_in(tmp_path)
    fill(schedule, store)
    assert len(set(schedule.keys())) < len(schedule.keys())
    months = monthly_run_table(schedule, store, "practice_of")
    expected = []
    for point, replication in sorted(schedule.order()):
        scenario = build_point(schedule.experiment.point(point))
        people = form_organisation(scenario.firm, scenario.parameters.departments, 1, replication)
        alone = Simulation(run_inputs(scenario), people, 1, replication).run()
        values = column_values(alone.monthly, OUTPUT_BY_NAME["practice_of"])
        head = {"point": point, "scenario": scenario.name, "replication": replication, "month": range(5)}
        expected.append(pd.DataFrame({**head, "firm.employees": scenario.firm.employees, **values}))
    expected = pd.concat(expected, ignore_index=True)
    pd.testing.assert_frame_equal(months[list(expected)], expected, check_dtype=False, check_exact=True)


def test_months_that_are_not_those_of_the_horizon_are_refused(tmp_path):
    schedule, store = schedule_of(tmp_path, SMALL + MONTHLY), store_in(tmp_path)
    chunk = run_chunk(schedule.chunk(list(schedule.order())))
    short = {output: months.slice(1) for output, months in chunk.parts.items()}
    store.append(chunk.rows, short)
    with pytest.raises(StoreError, match=r"The months of some runs in '.*level' are not the 14 of"):
        monthly_run_table(schedule, store, "level")


def test_limits_need_workers_that_can_be_ended():
    with (
        pytest.raises(ExperimentError, match="needs workers that can be ended one by one"),
        at_work(Workers(time_limit_seconds=1.0)),
    ):
        pass
