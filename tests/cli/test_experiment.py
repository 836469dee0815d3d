from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from smsim.cli.main import smsim
from smsim.compilation import is_compiler_on
from smsim.engine.replications import ReplicationsOfNewFirms
from smsim.measures import SHIPPED
from tests.running import MONTHLY, SMALL
from tests.unit.experiments.test_chunks import CONTRADICTION

STOP = """
[stop]
measure = "active_share_at_end"
scenario = "group-head"
half_width = 0.9
first_look = 10
"""


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")


def call(*words: str) -> Result:
    return CliRunner().invoke(smsim, list(words))


def said(*words: str) -> str:
    result = call(*words)
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines()), default=0) <= 80 or "--out DIR" in result.stdout
    return result.stdout


def sentence(*words: str) -> str:
    result = call(*words)
    assert result.exit_code == 2, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_the_experiments_that_come_with_smsim_are_listed():
    listed = said("experiment", "list")
    for name in ("governance-comparison", "inclusion-factorial", "sensitivity-global", "switch-month"):
        assert name in listed


def test_an_experiment_from_plan_to_table():
    planned = said("experiment", "plan", "small.toml")
    assert "8 points, 3 replications of each: 24 runs" in planned
    assert not Path("smsim-store").exists()
    ran = said("experiment", "run", "small.toml")
    assert "all 24 runs are kept in smsim-store" in ran
    assert "24 runs" in said("experiment", "plan", "small.toml")
    status = said("experiment", "status", "small.toml")
    assert "24 of 24 runs done (100%), 0 failed, 0 missing" in status
    assert "polars.read_parquet" in status
    exported = said("experiment", "export", "small.toml", "--out", "result", "--csv")
    assert "24 runs are written to result." in exported
    runs = pd.read_csv("result/tables/runs.csv")
    assert len(runs) == 24
    assert {"levers.executive_tone", "firm.employees", "error"} <= set(runs.columns)
    assert {measure.name for measure in SHIPPED} <= set(runs.columns)
    provenance = json.loads(Path("result/provenance.json").read_text())
    assert provenance["rounds"] == 3
    assert provenance["experiment"]["replications"] == 3


def test_a_longer_experiment_goes_on_where_a_shorter_one_ended():
    said("experiment", "run", "small.toml", "--replications", "2")
    assert "16 of 24 runs done (66%)" in said("experiment", "status", "small.toml")
    exported = said("experiment", "export", "small.toml", "--out", "result")
    assert "16 runs are written to result so far; the rest is not run yet" in exported
    said("experiment", "run", "small.toml")
    assert "24 of 24 runs done" in said("experiment", "status", "small.toml")


def test_what_the_store_holds_can_be_read_by_others():
    said("experiment", "run", "small.toml")
    status = said("experiment", "status", "small.toml")
    rows = next(line for line in status.splitlines() if line.strip().startswith("rows = ")).split('"')[1]
    assert len(pd.read_parquet(rows)) == 24
    duckdb = pytest.importorskip("duckdb")
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(f"{rows}/*.parquet").height == 24
    assert len(duckdb.read_parquet(f"{rows}/*.parquet").fetchall()) == 24


def test_failed_runs_are_told():
    Path("half.toml").write_text(CONTRADICTION, encoding="utf-8")
    assert "point that cannot be built" in said("experiment", "plan", "half.toml")
    result = call("experiment", "run", "half.toml")
    assert result.exit_code == 0
    assert "smsim: 2 of 4 runs failed: scenario 'task-force-broad': members in [levers] are" in result.stderr
    status = said("experiment", "status", "half.toml")
    assert "2 of 4 runs done (50%), 2 failed, 0 missing" in status
    assert "members" in status


def test_what_can_never_run_is_told_before_anything_is_run():
    never = CONTRADICTION.replace('values = ["task_force", "lone_manager"]', 'values = ["lone_manager"]')
    Path("never.toml").write_text(never, encoding="utf-8")
    for command in ("run", "plan"):
        told = sentence("experiment", command, "never.toml")
        assert told.startswith("smsim: 'task-force-broad' cannot be run: scenario 'task-force-broad': mem")
    assert not list(Path("smsim-store").glob("*/runs/*"))


def test_if_all_runs_fail_the_command_does(monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(ReplicationsOfNewFirms, "run", broken)
    Path("two.toml").write_text(SMALL.replace("= 3", "= 1"), encoding="utf-8")
    for _ in range(2):
        assert sentence("experiment", "run", "two.toml") == "smsim: All 8 runs failed: RuntimeError: broken."


def flip_a_bit(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)


@pytest.mark.parametrize("kept", ["runs", "monthly/level"])
def test_a_flipped_bit_is_told_and_an_export_holds_runs_with_their_months_or_neither(kept):
    Path("monthly.toml").write_text(SMALL + MONTHLY, encoding="utf-8")
    said("experiment", "run", "monthly.toml", "--replications", "1")
    older = set(Path("smsim-store").glob(f"*/{kept}/*.parquet"))
    said("experiment", "run", "monthly.toml")
    (merged,) = Path("smsim-store").glob(f"*/{kept}/*.parquet")
    assert merged not in older
    flip_a_bit(merged)
    refused = call("experiment", "export", "monthly.toml", "--out", "result")
    assert refused.exit_code == 2
    first, second = refused.stderr.splitlines()
    held = "the months of its 24 runs" if "monthly" in kept else "its 24 runs"
    assert first.startswith(f"smsim: The store's file '{merged}' was damaged and is now 'smsim-store/")
    assert f"{held} count as missing until a command that needs them has run them again." in first
    assert "No run of 'monthly' is kept whole" in second and not Path("result").exists()
    assert "0 of 24 runs done (0%), 0 failed, 24 missing" in said("experiment", "status", "monthly.toml")
    said("experiment", "run", "monthly.toml", "--replications", "2")
    said("experiment", "export", "monthly.toml", "--out", "result")
    runs, months = (pd.read_parquet(f"result/tables/{name}.parquet") for name in ("runs", "monthly_level"))
    assert len(runs) == 16 and set(months["run_key"]) == set(runs["run_key"]) and len(months) == 16 * 14
    assert not call("experiment", "run", "monthly.toml").stderr


def test_a_version_without_runs_is_neither_told_nor_kept():
    said("experiment", "run", "small.toml")
    for name in ("runs", "drafts", "monthly/level"):
        (Path("smsim-store") / "0123456789abcdef" / name).mkdir(parents=True)
    for name in ("claims", "merging"):
        (Path("smsim-store") / "0123456789abcdef" / name).touch()
    result = call("experiment", "status", "small.toml")
    assert result.exit_code == 0 and not result.stderr
    assert not (Path("smsim-store") / "0123456789abcdef").exists()


@pytest.mark.parametrize("kind", ["table", "morris", "saltelli"])
def test_points_that_coincide_have_their_months_each(kind):
    Path("points.csv").write_text("firm.employees\n20\n21\n20\n" + "22\n" * 9, encoding="utf-8")
    rows = {
        "table": 'kind = "table"\nfile = "points.csv"',
        "morris": 'kind = "morris"\ntrajectories = 4',
        "saltelli": 'kind = "saltelli"\npoints = 4',
    }[kind]
    factor = '[[factor]]\nname = "firm.employees"\nlow = 20\nhigh = 22\n'
    head = f'scenarios = ["lone-manager"]\nreplications = 2\nhorizon_months = 5\n{MONTHLY}'
    text = f"{head}[design]\n{rows}\n{'' if kind == 'table' else factor}"
    Path("twice.toml").write_text(text, encoding="utf-8")
    said("sensitivity", "twice.toml", "--measure", "net_value_keur", "--out", "found")
    said("experiment", "export", "twice.toml", "--out", "result")
    runs, months = (pd.read_parquet(f"result/tables/{name}.parquet") for name in ("runs", "monthly_level"))
    assert runs["run_key"].duplicated().any()
    assert months.groupby(["point", "replication"]).size().to_list() == [5] * len(runs)


def test_the_stop_rule_says_where_it_ended():
    Path("stopped.toml").write_text(SMALL.replace("= 3", "= 40") + STOP, encoding="utf-8")
    ran = said("experiment", "run", "stopped.toml")
    assert "Precise enough after 10 of at most 40 rounds" in ran
    assert "all 80 runs are kept" in ran
    status = said("experiment", "status", "stopped.toml")
    assert "80 of 80 runs done (100%), 0 failed, 0 missing" in status
    assert "The stop rule is satisfied after 10 of at most 40 rounds." in status
    planned = said("experiment", "plan", "stopped.toml")
    assert "satisfied after 10 of at most 40 rounds" in " ".join(planned.split())
    Path("strict.toml").write_text(Path("stopped.toml").read_text().replace("0.9", "1e-9"), encoding="utf-8")
    status = said("experiment", "status", "strict.toml")
    assert "80 of at most 320 runs done (25%), 0 failed, at most 240 missing" in status
    assert "The stop rule is not satisfied after 10 of at most 40 rounds." in status
    said("experiment", "export", "stopped.toml", "--out", "result")
    assert len(pd.read_parquet("result/tables/runs.parquet")) == 80
    described = json.loads(Path("result/figures/descriptions.json").read_text())
    assert described["stop_rule"]["title"] == "Precise enough after 10 of at most 40 rounds"
    assert Path("result/figures/stop_rule.png").stat().st_size > 10_000


def test_months_become_tables():
    Path("monthly.toml").write_text(SMALL + MONTHLY, encoding="utf-8")
    said("experiment", "run", "monthly.toml")
    said("experiment", "export", "monthly.toml", "--out", "result")
    assert len(pd.read_parquet("result/tables/monthly_level.parquet")) == 24 * 14
    assert "practice_of_sales" in pd.read_parquet("result/tables/monthly_practice_of.parquet").columns


def test_power_is_judged_by_kept_runs_or_by_a_trial():
    words = ("experiment", "power", "small.toml", "--effect", "0.1", "--measure", "active_share_at_end")
    assert "group-head against lone-manager" in said(*words)
    said("experiment", "run", "small.toml", "--replications", "12")
    assert "In 12 pilot pairs" in said(*words, "--replications", "12")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("plan", "governance-comparision"), "did you mean 'governance-comparison'"),
        (("status", "small.toml"), "There is no store at 'smsim-store'"),
        (("export", "small.toml", "--out", "."), "is not empty and holds no earlier smsim result"),
        (("run", "small.toml", "--processes", "--dask", "local"), "exclude each other"),
        (("run", "small.toml", "--time-limit", "5"), "needs workers that can be ended one by one"),
        (("run", "small.toml", "--replications", "0"), "0 is not a whole number from 1"),
        (("power", "small.toml", "--effect", "0"), "--effect is 0, but must be a difference in level_at_end"),
        (("power", "small.toml", "--effect", "1", "--measure", "cost"), "--measure is 'cost'"),
        (("power", "small.toml", "--effect", "1", "--against", "group"), "did you mean 'group-head'"),
    ],
)
def test_wrong_use_is_one_sentence(words, expected):
    assert expected in sentence("experiment", *words)


def test_a_folder_that_is_no_store_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("two years of work")
    assert "mine" in sentence("experiment", "run", "small.toml", "--store", "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.skipif(not is_compiler_on(), reason="needs runs that take a known time")
def test_ctrl_c_keeps_what_is_done(tmp_path):
    said("experiment", "run", "small.toml", "--replications", "1")  # compiles
    Path("large.toml").write_text(SMALL.replace("= 3", "= 100000"), encoding="utf-8")
    program = "from smsim.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "experiment", "run", "large.toml", "--workers", "1"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    folder = Path("smsim-store")
    before = len(list(folder.glob("*/runs/*.parquet")))
    while len(list(folder.glob("*/runs/*.parquet"))) <= before + 1:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "runs are kept. Repeat the command to go on." in told
    kept = int(told.split("stopped; ")[1].split(" of ")[0].replace(",", ""))
    assert f"{kept:,} of 800,000 runs done" in said("experiment", "status", "large.toml")
