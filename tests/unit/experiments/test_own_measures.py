"""Registered measures and the store: kept runs stay, what is asked for is made, and nothing is mixed up."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from smsim.errors import ExperimentError, StoreError
from smsim.experiments import rows
from smsim.experiments.experiment import asking_for
from smsim.experiments.exporting import exported
from smsim.experiments.loading import load_experiment
from smsim.experiments.planning import pilot, try_out
from smsim.experiments.rows import row_version
from smsim.experiments.running.carrying import packed, unpacked
from smsim.experiments.running.progress import counted, progress_by_scenario
from smsim.experiments.running.reading import run_table
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Workers
from smsim.measures import SHIPPED, Formula, own_measures
from tests.documents.formulas import ROOT
from tests.measures import OWN, best_reputation, registered
from tests.running import SMALL, fill, rows_of, schedule_of, store_in

ASKING = SMALL + '[outputs]\nmeasures = ["best_reputation"]\nmonthly = ["reputation"]\n'
STOP = """
[stop]
measure = "best_reputation"
scenario = "group-head"
half_width = 50.0
first_look = 10
"""
RUNS = 24


def asked(schedule: Schedule) -> Schedule:
    """Return the same runs, with the own measure asked for."""
    return Schedule(asking_for(schedule.experiment, ["net_value_keur", OWN.name]))


def lowest(monthly: Any) -> Any:
    return np.asarray(monthly["reputation"]).min(axis=1)


def test_registering_leaves_every_kept_run_as_it_is(tmp_path) -> None:
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    fill(schedule, store)
    before, version, keys = rows_of(schedule, store), row_version(), schedule.keys()
    files = sorted(store.folder.rglob("*.parquet"))
    with registered():
        row_version.cache_clear()
        assert (row_version(), schedule_of(tmp_path).keys()) == (version, keys)
        assert fill(schedule_of(tmp_path), store_in(tmp_path)).done_here == 0
        assert fill(asked(schedule), store).done_here == RUNS
        assert fill(asked(schedule), store_in(tmp_path)).done_here == 0
        assert set(files) < set(store.folder.rglob("*.parquet"))
        assert rows_of(schedule, store).equals(before)
    later = store_in(tmp_path)
    assert fill(schedule_of(tmp_path), later).done_here == 0
    assert rows_of(schedule, later).equals(before)


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({"title": "level in the end", "margin": None, "objective": 0, "aim": "", "noun": None}, True),
        ({"name": "last_level"}, False),
        ({"formula": Formula("highest `level`", lowest)}, False),
    ],
)
def test_words_and_margins_lose_no_run_but_formulas_do(monkeypatch, changes: Any, is_kept: bool) -> None:
    version = row_version()
    first, *others = SHIPPED
    monkeypatch.setattr(rows, "SHIPPED", (replace(first, **changes), *others))
    row_version.cache_clear()
    try:
        assert (row_version() == version) is is_kept
    finally:
        row_version.cache_clear()


def test_the_numbers_are_those_of_the_kept_months(tmp_path) -> None:
    with registered():
        schedule, store = schedule_of(tmp_path, ASKING), store_in(tmp_path)
        fill(schedule, store)
        table = exported(schedule, store, None, "test")
        monthly = table.tables["monthly_reputation"]
        highest = monthly.groupby(["point", "replication"])["reputation"].max()
        runs = table.tables["runs"].set_index(["point", "replication"])[OWN.name]
        np.testing.assert_array_equal(runs.sort_index(), highest.sort_index())
        assert table.provenance["experiment"]["outputs"]["measures"] == [OWN.name]
        told = table.provenance["registered_measures"][OWN.name]
        assert (told["formula"], told["kept_as"]) == (OWN.formula.words, schedule.own[0].part)


def test_only_what_is_asked_for_is_made_again(tmp_path) -> None:
    store = store_in(tmp_path)
    fill(schedule_of(tmp_path), store)
    fewer = schedule_of(tmp_path, SMALL.replace("replications = 3", "replications = 1"))
    with registered():
        assert fill(asked(fewer), store).done_here == 8
        assert fill(asked(schedule_of(tmp_path)), store).done_here == RUNS - 8


def test_status_and_export_count_what_lacks_the_measure_as_missing(tmp_path) -> None:
    store = store_in(tmp_path)
    schedule = schedule_of(tmp_path)
    fill(schedule, store)
    with registered():
        wanted = asked(schedule)
        assert [entry.missing for entry in progress_by_scenario(wanted, store)] == [12, 12]
        assert counted(wanted, store).rounds == 0
        assert len(run_table(wanted, store)) == 0
        assert [entry.done for entry in progress_by_scenario(schedule, store)] == [12, 12]
        first = asked(schedule_of(tmp_path, SMALL.replace("replications = 3", "replications = 1")))
        fill(first, store)
        assert [(entry.done, entry.missing) for entry in progress_by_scenario(wanted, store)] == [(4, 8)] * 2
        assert counted(wanted, store).rounds == 1
        assert len(run_table(wanted, store)) == 8
        assert OWN.name not in run_table(schedule, store)


def test_another_formula_of_the_same_name_is_another_measure(tmp_path) -> None:
    store, schedule = store_in(tmp_path), schedule_of(tmp_path)
    with registered():
        fill(asked(schedule), store)
        best = run_table(asked(schedule), store)[OWN.name]
    with registered(formula=Formula("lowest", lowest)):
        other = asked(schedule)
        assert len(run_table(other, store)) == 0
        assert fill(other, store).done_here == RUNS
        assert (run_table(other, store)[OWN.name] < best).all()
    with registered():
        assert run_table(asked(schedule), store)[OWN.name].equals(best)
        assert fill(asked(schedule), store).done_here == 0


def test_processes_with_other_registrations_share_a_store(tmp_path) -> None:
    """The one at work without the measure neither sees nor harms what the other keeps, merges it even."""
    schedule, ours = schedule_of(tmp_path), store_in(tmp_path)
    with registered():
        fill(asked(schedule), ours)
        values = run_table(asked(schedule), ours)[OWN.name]
        half = asked(schedule_of(tmp_path, SMALL.replace("seed = 5", "seed = 6")))
        fill(half, ours)
    theirs = store_in(tmp_path)
    assert fill(schedule, theirs).done_here == 0
    theirs.merge(all_sizes=True)
    theirs.refresh()
    with registered():
        assert run_table(asked(schedule), ours)[OWN.name].equals(values)
        assert fill(half, store_in(tmp_path)).done_here == 0


def test_a_damaged_file_of_numbers_is_set_aside_and_they_are_made_again(tmp_path) -> None:
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    with registered():
        wanted = asked(schedule)
        fill(wanted, store)
        (file,) = store.part_folder(wanted.own[0].part).iterdir()
        file.write_bytes(file.read_bytes()[:-1] + b"x")
        with pytest.warns(UserWarning, match="the measure 'best_reputation' of its 24 runs count as missing"):
            assert fill(wanted, store_in(tmp_path)).done_here == RUNS
    assert fill(schedule, store_in(tmp_path)).done_here == 0


def test_a_schedule_knows_its_measures_after_they_are_forgotten(tmp_path) -> None:
    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    with registered():
        wanted = asked(schedule)
        fill(wanted, store)
        experiment = wanted.experiment
    assert run_table(wanted, store)[OWN.name].notna().all()
    with pytest.raises(ExperimentError, match="The measure 'best_reputation' is not known"):
        Schedule(experiment)


def test_a_file_that_asks_for_a_measure_nobody_registered_is_refused(tmp_path) -> None:
    with registered():
        schedule_of(tmp_path, ASKING)
    with pytest.raises(ExperimentError, match="best_reputation"):
        load_experiment(tmp_path / "small.toml")


def test_failed_runs_have_no_number_and_are_settled(tmp_path, monkeypatch) -> None:
    from tests.unit.experiments.test_chunks import fail_in_second_replication

    fail_in_second_replication(monkeypatch, ValueError("no number"))
    with registered():
        schedule, store = asked(schedule_of(tmp_path)), store_in(tmp_path)
        assert fill(schedule, store).failed_here == 8
        assert fill(schedule, store).done_here == 0
        table = run_table(schedule, store)
        assert table[OWN.name].isna().equals(table["error"].notna())
        assert table[OWN.name].isna().sum() == 8


def test_stop_rules_plans_and_pilots_know_an_own_measure(tmp_path) -> None:
    text = SMALL.replace("replications = 3", "replications = 14") + STOP
    with registered():
        schedule, store = schedule_of(tmp_path, text), store_in(tmp_path)
        filled = fill(schedule, store)
        (of_head,) = {look.estimate for look in filled.looks[:1]}
        runs = run_table(schedule, store, 10)
        assert filled.rounds == 10
        assert of_head == pytest.approx(runs.loc[runs["scenario"] == "group-head", OWN.name].mean())
        ours, theirs = pilot(schedule, store, OWN.name, "group-head", "lone-manager")
        assert len(ours) == len(theirs) == 10
        trial = try_out(asked(schedule_of(tmp_path)), seconds=0.1)
        assert np.isfinite(trial.table[OWN.name]).all()


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_workers_elsewhere_measure_by_the_code_they_are_sent(tmp_path, kind: Any) -> None:
    """A function inside a function can be found by no import, so it has to travel as code."""
    offset = 1000.0

    def shifted(monthly: Any) -> Any:
        return offset + best_reputation(monthly)

    small = SMALL.replace("replications = 3", "replications = 1")
    with registered(formula=Formula("shifted", shifted)):
        schedule, store = asked(schedule_of(tmp_path, small)), store_in(tmp_path)
        fill(schedule, store, Workers(kind=kind, number=1))
        there = run_table(schedule, store)[OWN.name]
    with registered():
        fill(asked(schedule), store)
        np.testing.assert_array_equal(there, offset + run_table(asked(schedule), store)[OWN.name])


SCRIPT = """
from pathlib import Path
from smsim.experiments.running.workers import Workers
from smsim.measures import register
from tests.documents.formulas import ROOT
from tests.measures import OWN
from tests.running import fill, schedule_of, store_in

register(OWN)
fill(schedule_of(Path(".")), store_in(Path(".")), Workers("processes"))
"""


def test_a_script_without_a_guard_is_told_so_instead_of_waiting_for_itself(tmp_path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "put what the script does under if __name__ == '__main__':" in done.stderr


def test_a_worker_with_other_code_says_so_instead_of_a_wrong_number() -> None:
    with registered():
        (own,) = own_measures([OWN.name])
    mistaken = replace(own, measure=replace(OWN, formula=Formula("lowest", lowest)))
    with pytest.raises(StoreError, match="another formula for the measure 'best_reputation'"):
        unpacked(packed([mistaken]))
    with pytest.raises(StoreError, match="cannot load the registered measures"):
        unpacked(b"nonsense")
    assert unpacked(packed([own]))[own.part].measure.name == OWN.name


def test_a_formula_that_fails_on_real_runs_ends_the_command_and_keeps_no_number(tmp_path) -> None:
    def fragile(monthly: Any) -> Any:
        if np.asarray(monthly["reputation"]).any():
            raise ValueError("not today")
        return np.zeros(len(monthly))

    schedule, store = schedule_of(tmp_path), store_in(tmp_path)
    fill(schedule, store)
    before = rows_of(schedule, store)
    with registered(formula=Formula("fragile", fragile)):
        with pytest.raises(ExperimentError, match=r"cannot be computed \(ValueError: not today"):
            fill(asked(schedule), store)
        assert len(run_table(asked(schedule), store)) == 0
    assert rows_of(schedule, store_in(tmp_path)).equals(before)
