from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from smsim.cli.main import smsim

FIRM = """
extends = "{preset}"
title = "{title}"
horizon_months = 24
appointment_month = 3
[firm]
employees = 40
"""
FEW = ("--worlds", "12", "--workers", "1")


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("alone.toml").write_text(FIRM.format(preset="lone-manager", title="Alone & <b>unafraid</b>"))
    Path("together.toml").write_text(FIRM.format(preset="task-force-broad", title="All together"))


def call(*words: str) -> Result:
    return CliRunner().invoke(smsim, ["decide", *words])


def test_the_answer_comes_first_and_a_report_defends_it():
    result = call("alone.toml", "together.toml", *FEW, "--no-flips", "--out", "answer", "--csv")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert any(line.startswith("Answer:") for line in lines[:3])
    assert any(line.startswith("How sure:") for line in lines[:10])
    assert max(map(len, lines)) <= 80
    page = Path("answer/report.html").read_text(encoding="utf-8")
    assert "Alone &amp; &lt;b&gt;unafraid&lt;/b&gt;" in page
    assert "<b>unafraid" not in page
    assert "smsim decide" in page or "decide alone.toml" in page
    runs = pd.read_parquet("answer/tables/runs.parquet")
    assert len(runs) == 24
    assert runs.groupby("world")["scenario"].nunique().eq(2).all()
    assert json.loads(Path("answer/provenance.json").read_text())["experiment"]["design"]["worlds"] == 12
    assert Path("answer/tables/differences.csv").exists()


def test_why_follows_a_pair_of_twin_runs_to_where_they_part():
    result = call("alone.toml", "together.toml", *FEW, "--no-flips", "--why", "--out", "answer")
    assert result.exit_code == 0, result.output
    assert "One pair of twin runs, with the same people and the same luck" in result.stdout
    assert "all together:" in result.stdout
    assert ".." not in result.stdout
    assert "twin runs" in Path("answer/report.html").read_text(encoding="utf-8")


def test_repeating_the_question_gives_the_same_answer_from_the_store():
    first = call("alone.toml", "together.toml", *FEW, "--no-flips")
    files = sorted(Path("smsim-store").rglob("*.parquet"))
    again = call("alone.toml", "together.toml", *FEW, "--no-flips")
    assert again.stdout == first.stdout
    assert sorted(Path("smsim-store").rglob("*.parquet")) == files


def test_where_the_advice_changes_is_looked_for_in_other_situations():
    result = call("alone.toml", "together.toml", "--worlds", "40", "--workers", "1", "--out", "answer")
    assert result.exit_code == 0, result.output
    assert "Where the advice flips" in Path("answer/report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["alone.toml"], "Name at least two options to decide between"),
        (["alone.toml", "alon.toml"], "alon.toml does not exist"),
        (["alone.toml", "lone-managr"], "did you mean 'lone-manager'?"),
        (["alone.toml", "together.toml", "--objective", "profit"], "The objective 'profit' is not known"),
        (["alone.toml", "together.toml", "--objective", "cost_keur=x"], "a weight must be a number"),
        (["alone.toml", "together.toml", "--threshold", "level"], "must be a measure, <= or >= and a number"),
        (["alone.toml", "together.toml", "--csv"], "--csv writes to a result folder"),
        (["alone.toml", "together.toml", "--worlds", "3"], "3 is not a whole number from 10"),
    ],
)
def test_wrong_use_is_one_sentence_and_runs_nothing(words, sentence):
    result = call(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path("smsim-store").exists()
