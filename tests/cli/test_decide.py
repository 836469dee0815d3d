from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from smsim.cli.main import smsim
from tests.measures import registered

FIRM = """
extends = "{preset}"
title = "{title}"
horizon_months = 24
appointment_month = 3
[firm]
employees = 40
"""
FEW_KINDS = """
[departments]
marketing = { headcount_share = 0.5 }
sales = { headcount_share = 0.5 }
communications = { headcount_share = 0.0 }
customer_service = { headcount_share = 0.0 }
human_resources = { headcount_share = 0.0 }
research_development = { headcount_share = 0.0 }
finance = { headcount_share = 0.0 }
information_technology = { headcount_share = 0.0 }
operations = { headcount_share = 0.0 }
executive = { headcount_share = 0.0 }
"""
"""Two kinds of department, so that there are few plans."""

FEW = ("--worlds", "12", "--workers", "1")


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("alone.toml").write_text(FIRM.format(preset="lone-manager", title="Alone & <b>unafraid</b>"))
    Path("together.toml").write_text(FIRM.format(preset="task-force-broad", title="All together"))


def call(*words: str) -> Result:
    return CliRunner().invoke(smsim, ["decide", *words])


def make_firms_small() -> None:
    """Leave so few people and departments that a search has few plans."""
    for file in ("alone.toml", "together.toml"):
        text = Path(file).read_text().replace("horizon_months = 24", "horizon_months = 16")
        Path(file).write_text(text.replace("employees = 40", "employees = 20") + FEW_KINDS)
    with Path("together.toml").open("a") as file:
        file.write('[levers]\nmembers = ["marketing"]\n')


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


def test_a_margin_of_ones_own_is_told_wherever_margins_are():
    asked = ("--objective", "staff_fte_at_end:less", "--objective", "reputation_at_end")
    result = call(
        "alone.toml", "together.toml", *FEW, "--no-flips", *asked, "--margin", "reputation_at_end=5",
        "--threshold", "active_share_at_end>=0.35", "--out", "answer",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "for fewer staff at the end" in said
    assert "differences of up to 5 points (reputation at the end) do not matter." in said
    report = Path("answer/report.html").read_text(encoding="utf-8")
    assert "set by the user" in report
    assert "users at the end at least 35%" in report
    staff, reputation = json.loads(Path("answer/decision.json").read_text())["objectives"]
    assert (staff["better"], staff["margin"]) == (-1, 0.1)
    assert (reputation["margin"], reputation["margin_because"]) == (5.0, "set by the user")
    provenance = json.loads(Path("answer/provenance.json").read_text())
    assert provenance["margins"] == {"reputation_at_end": 5.0}


def test_a_registered_measure_decides_too():
    """It is the objective, the threshold and the limit of a search at once."""
    make_firms_small()
    with registered() as own:
        wishes = ("--objective", own.name, "--threshold", f"{own.name}>=40", "--out", "answer")
        searching = ("--search", "--limit", f"{own.name}>=1")
        result = call("alone.toml", "together.toml", *FEW, "--no-flips", *wishes, *searching)
        assert result.exit_code == 0, result.output
        assert "for best reputation" in " ".join(result.stdout.split())
        assert pd.read_parquet("answer/tables/search.parquet")[f"mean_{own.name}"].min() > 1
        assert own.name in set(pd.read_parquet("answer/tables/means.parquet")["measure"])
        runs = pd.read_parquet("answer/tables/runs.parquet")
        assert (runs[own.name] >= runs["reputation_at_end"]).all()


def test_why_follows_a_pair_of_twin_runs_to_where_they_part():
    result = call("alone.toml", "together.toml", *FEW, "--no-flips", "--why", "--out", "answer")
    assert result.exit_code == 0, result.output
    assert "One pair of twin runs, with the same people and the same luck" in result.stdout
    assert "all together:" in result.stdout
    assert "Run A is " in result.stdout
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


def test_a_better_plan_is_searched_for_within_the_limits():
    make_firms_small()
    wishes = ("--no-flips", "--search", "--limit", "cost_keur<=1", "--out", "answer", "--seed", "3")
    result = call("alone.toml", "together.toml", "--worlds", "10", "--workers", "1", *wishes)
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "keeps the limit (cost at most 1 thousand euro) on average" in said
    assert max(map(len, result.stdout.splitlines())) <= 80
    table = pd.read_parquet("answer/tables/search.parquet")
    document = json.loads(Path("answer/decision.json").read_text())["search"]
    assert len(table) == document["plans"] > 10
    assert (document["chosen"], document["check"]) == (None, None)
    assert set(table["fate"]) <= {"beyond the budget", "not worse on average"}
    assert table["mean_cost_keur"].min() > 1
    kept = Path("answer/plan.toml").read_text()
    again = call("alone.toml", "answer/plan.toml", "--worlds", "10", "--workers", "1", "--no-flips")
    assert kept and again.exit_code == 0


def test_worlds_come_from_draws_where_there_are_any():
    Path("fit.csv").write_text("adoption.peer_hazard,risk.crisis_probability\n0.05,0.3\n0.07,0.2\n")
    result = call("alone.toml", "together.toml", *FEW, "--no-flips", "--draws", "fit.csv", "--out", "answer")
    assert result.exit_code == 0, result.output
    runs = pd.read_parquet("answer/tables/runs.parquet")
    drawn = runs[["adoption.peer_hazard", "risk.crisis_probability"]].drop_duplicates()
    assert {tuple(row) for row in drawn.to_numpy()} == {(0.05, 0.3), (0.07, 0.2)}
    assert runs["turnover.turnover_probability"].nunique() == 12
    document = json.loads(Path("answer/provenance.json").read_text())["experiment"]
    assert document["draws"] == 2
    page = Path("answer/report.html").read_text(encoding="utf-8")
    assert document["draws_digest"] in page
    assert "fit.csv, which holds 2 draws" in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["alone.toml"], "Name at least two options to decide between"),
        (["alone.toml", "alon.toml"], "alon.toml does not exist"),
        (["alone.toml", "lone-managr"], "did you mean 'lone-manager'?"),
        (["alone.toml", "together.toml", "--objective", "profit"], "The objective 'profit' is not known"),
        (["alone.toml", "together.toml", "--objective", "cost_keur=x"], "a weight must be a number"),
        (["alone.toml", "together.toml", "--objective", "staff_fte_at_end"], "staff_fte_at_end:less"),
        (["alone.toml", "together.toml", "--margin", "cost_keur=5"], "which is no objective"),
        (["alone.toml", "together.toml", "--threshold", "level"], "must be a measure, <= or >= and a number"),
        (["alone.toml", "together.toml", "--limit", "cost_keur<=9"], "add --search"),
        (["alone.toml", "together.toml", "--most-runs", "900"], "add --search"),
        (["alone.toml", "together.toml", "--search", "--limit", "cost_keu<=9"], "did you mean 'cost_keur'"),
        (["alone.toml", "together.toml", "--search", "--most-runs", "20"], "--most-runs is 20, but a first"),
        (["alone.toml", "together.toml", "--draws", "none.csv"], "none.csv does not exist"),
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
