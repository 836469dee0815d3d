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
from smsim.experiments.measures import MEASURES
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
    assert {measure.name for measure in MEASURES} <= set(runs.columns)
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
    assert "2 runs failed; smsim experiment status says why" in result.stderr
    status = said("experiment", "status", "half.toml")
    assert "2 of 4 runs done (50%), 2 failed, 0 missing" in status
    assert "members" in status


def test_the_stop_rule_says_where_it_ended():
    Path("stopped.toml").write_text(SMALL.replace("= 3", "= 40") + STOP, encoding="utf-8")
    ran = said("experiment", "run", "stopped.toml")
    assert "Precise enough after 10 of at most 40 rounds" in ran
    assert "all 80 runs are kept" in ran
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
