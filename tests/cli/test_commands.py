"""What one types: exit codes, sentences on standard error, folders written or left alone."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from smsim.cli.main import COMMANDS, smsim
from smsim.experiments import batch
from smsim.experiments.results import ResultContents, write_result_folder


def typed(*words: str) -> Result:
    return CliRunner().invoke(smsim, list(words), prog_name="smsim")


HELP = """\
Usage: smsim [OPTIONS] [COMMAND] [ARGS]...

  Simulate how an organisation takes up social media.

  smsim scenarios list                        what there is to try
  smsim run task-force-broad --out result     one run, explained
  smsim compare lone-manager task-force-broad which one does better
  smsim experiment run governance-comparison  thousands of runs, kept

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  run           Run one scenario and explain where it gets to.
  compare       Compare scenarios, run by run with the same luck.
  decide        Say which option suits an organisation, how sure, and why.
  experiment    Plan, run, resume and export many runs.
  sensitivity   Say which factors matter, and how much is luck.
  replay        Write one run, or two side by side, as page, GIF or picture.
  workshop      Open a page on which a room watches and decides.
  scenarios     List, show, check and tell apart scenarios.
  organisation  Form or describe an organisation.
  parameters    Show every number of the model.
"""


def test_help_is_as_it_should_be():
    assert typed("--help").output == HELP
    assert typed().output == HELP
    assert typed().exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["run"], ["compare"], ["scenarios"], ["scenarios", "list"], ["scenarios", "show"],
        ["scenarios", "check"], ["scenarios", "diff"], ["scenarios", "schema"], ["organisation"],
        ["organisation", "generate"], ["organisation", "describe"], ["parameters"],
        ["experiment"], ["experiment", "list"], ["experiment", "plan"], ["experiment", "run"],
        ["experiment", "status"], ["experiment", "power"], ["experiment", "export"], ["sensitivity"],
        ["replay"], ["decide"], ["workshop"],
    ],
)  # fmt: skip
def test_every_command_has_help_that_fits(words):
    result = typed(*words, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
    assert "<=x<=" not in result.output


def test_every_command_named_in_the_help_exists():
    assert all(f"\n  {name} " in HELP for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["rnu"], "There is no command 'rnu' (did you mean 'run'?)"),
        (["run"], "Missing argument 'SCENARIO'"),
        (["run", "lone-managr"], "There is no scenario 'lone-managr' (did you mean 'lone-manager'?)"),
        (["run", "nowhere.toml"], "nowhere.toml does not exist."),
        (["run", "lone-manager", "--month", "3"], "No such option '--month'"),
        (["run", "lone-manager", "--months", "0"], "0 is not a whole number from 1 to 1,200."),
        (["run", "lone-manager", "--seed", "x"], "x is not a whole number from 0 to"),
        (["run", "lone-manager", "--organisation", "nowhere"], "nowhere"),
        (
            ["run", "lone-manager", "--csv"],
            "--csv and --people write to a result folder; name one with --out.",
        ),
        (["run", "lone-manager", "--people"], "name one with --out"),
        (["run", "lone-manager", "--mutual-only"], "name its folder with --organisation"),
        (["compare", "lone-manager"], "Name at least two scenarios to compare"),
        (
            ["compare", "lone-manager", "grassroots", "--baseline", "grasroots"],
            "(did you mean 'grassroots'?)",
        ),
        (["scenarios", "check", "nope"], "There is no scenario 'nope'"),
        (["parameters", "rsk"], "(did you mean 'risk'?)"),
        (["organisation", "describe", "nowhere"], "nowhere"),
        (["organisation", "describe", "--kinds", "k.toml"], "name its folder"),
        (["organisation", "describe", "x", "--employees", "5"], "are for a synthetic firm"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(words, sentence):
    result = typed(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr
    assert result.stderr.startswith("smsim: ")
    assert result.stderr.count("\n") == 1


def test_a_run_is_printed_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = typed("run", "grassroots", "--months", "6")
    assert result.exit_code == 0
    assert "one run of 6 months with 300 people (seed 1)" in result.stdout
    assert not list(tmp_path.iterdir())
    assert typed("run", "grassroots", "--months", "6").stdout == result.stdout
    assert typed("run", "grassroots", "--months", "6", "--seed", "0").stdout != result.stdout


@pytest.fixture(scope="module")
def result_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "result"
    result = typed(
        "run", "group-head", "--months", "9", "--replications", "2", "--seed", "5", "--people", "--csv",
        "--quiet", "--out", str(folder),
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return folder


def test_a_result_folder_is_complete(result_folder):
    tables = {path.name for path in (result_folder / "tables").iterdir()}
    names = ("monthly", "departments", "events", "levels", "people", "use_changes")
    assert tables == {f"{name}.{ending}" for name in names for ending in ("parquet", "csv")}
    figures = {path.name for path in (result_folder / "figures").iterdir()}
    drawn = ("levels", "indicators", "practice", "capacity", "network")
    assert figures == {f"{name}.{ending}" for name in drawn for ending in ("png", "svg")} | {
        "descriptions.json"
    }
    for document in ("summary", "explanation", "provenance"):
        assert json.loads((result_folder / f"{document}.json").read_text("utf-8"))
    texts = json.loads((result_folder / "figures/descriptions.json").read_text("utf-8"))
    assert set(texts) == set(drawn)


def test_a_result_says_where_it_comes_from(result_folder):
    document = json.loads((result_folder / "provenance.json").read_text("utf-8"))
    assert document["seed"] == 5
    assert document["replications"] == 2
    assert document["scenarios"][0]["values"]["horizon_months"] == 9
    assert document["organisation"]["employees"] == 300


def test_tables_agree_with_each_other(result_folder):
    monthly = pd.read_parquet(result_folder / "tables/monthly.parquet")
    departments = pd.read_parquet(result_folder / "tables/departments.parquet")
    assert len(monthly) == 18
    counted = departments.groupby(["replication", "month"])["active_employees"].sum().to_numpy()
    assert counted.tolist() == monthly["active_employees"].tolist()


def test_compare_names_the_baseline_and_writes_each_scenario(tmp_path):
    folder = tmp_path / "result"
    result = typed(
        "compare", "grassroots", "lone-manager", "--baseline", "lone-manager", "--months", "15",
        "--replications", "3", "--quiet", "--out", str(folder),
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "grassroots against lone-manager" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert {path.name for path in (folder / "figures").iterdir() if path.is_dir()} == {
        "grassroots",
        "lone-manager",
    }
    assert (folder / "figures/comparison_level.png").exists()
    assert set(pd.read_parquet(folder / "tables/levels.parquet")["scenario"]) == {
        "grassroots",
        "lone-manager",
    }


def test_somebody_elses_folder_is_refused_before_anything_runs(tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr(batch, "Simulation", None)
    result = typed("run", "grassroots", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "is not empty and holds no earlier smsim result" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "text", ['{"format": "smsim result"}', '{"format": "smsim result", "format_version": 1}']
)
def test_a_folder_that_only_calls_itself_a_result_is_refused_before_anything_runs(
    tmp_path, monkeypatch, text
):
    (tmp_path / "provenance.json").write_text(text)
    (tmp_path / "notes.md").write_text("mine")
    monkeypatch.setattr(batch, "Simulation", None)
    result = typed("run", "grassroots", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "does not list what smsim wrote; name a new folder with --out." in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"provenance.json", "notes.md"}


def test_the_users_files_stay_in_a_result_and_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_result_folder(Path("r"), ResultContents(provenance={}, files={"summary.json": b"{}"}))
    for number in range(7):
        Path(f"r/notes-{number}\x1b.md").write_text("mine")
    Path("r/thesis").mkdir()
    Path("r/thesis/one.tex").write_text("mine")
    Path("r/summary.json").write_text("mine")
    result = typed("run", "grassroots", "--months", "3", "--out", "r")
    assert result.exit_code == 0
    named = ", ".join(f"notes-{number}?.md" for number in range(5))
    assert f"smsim: left as it was, not being as smsim wrote it: {named} and 3 more.\n" in result.stderr
    assert "smsim: summary.json was not as smsim wrote it, and is kept as summary.kept.json." in result.stderr
    assert Path("r/thesis/one.tex").read_text() == Path("r/summary.kept.json").read_text() == "mine"


def test_an_interrupt_ends_with_130_and_writes_nothing(tmp_path, monkeypatch):
    class Interrupted:
        def __init__(self, *_: object, **__: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(batch, "Simulation", Interrupted)
    result = typed("run", "grassroots", "--months", "3", "--quiet", "--out", str(tmp_path / "result"))
    assert result.exit_code == 130
    assert result.stderr.strip() == "smsim: interrupted; nothing is half-written."
    assert not list(tmp_path.iterdir())


def test_a_file_that_ends_too_soon_is_not_taken_for_an_interrupt(monkeypatch):
    class Cut:
        def __init__(self, *_: object, **__: object) -> None:
            pickle.loads(b"")

    monkeypatch.setattr(batch, "Simulation", Cut)
    result = typed("run", "grassroots", "--months", "3", "--quiet")
    assert result.exit_code == 1
    assert isinstance(result.exception, RuntimeError)
    assert "interrupted" not in result.stderr


def test_more_records_than_memory_are_refused_before_anything_runs(monkeypatch):
    monkeypatch.setattr(batch, "Simulation", None)
    result = typed("run", "grassroots", "--replications", "1000000")
    assert result.exit_code == 2
    assert "1,000,000 replications of 120 months with 10 departments take" in result.stderr
    assert "at most 16 are allowed" in result.stderr


def test_scenarios_can_be_shown_and_used_again(tmp_path):
    shown = typed("scenarios", "show", "task-force-broad")
    assert shown.exit_code == 0
    file = tmp_path / "mine.toml"
    file.write_text(shown.stdout, encoding="utf-8")
    assert typed("scenarios", "check", str(file)).output.startswith(f"{file} is sound. What it ")
    assert (
        typed("scenarios", "diff", str(file), "task-force-broad").output
        == "The two scenarios mean the same.\n"
    )
    differing = typed("scenarios", "diff", "task-force-broad", "task-force-unsponsored").output
    assert "executive_tone" in differing


def test_scenarios_are_listed_and_described_by_a_schema():
    listed = typed("scenarios", "list").output
    assert "task-force-broad" in listed
    assert max(map(len, listed.splitlines())) <= 80
    assert json.loads(typed("scenarios", "schema").output)["title"] == "smsim scenario"


def test_an_organisation_can_be_written_described_and_used(tmp_path):
    folder = tmp_path / "firm"
    result = typed("organisation", "generate", str(folder), "--employees", "40", "--seed", "2")
    assert result.output == f"40 people in 10 departments are written to {folder}.\n"
    assert {path.name for path in folder.iterdir()} == {"employees.csv", "ties.csv", "kinds.toml"}
    described = typed("organisation", "describe", str(folder), "--kinds", str(folder / "kinds.toml"))
    assert described.output.startswith("40 people in 10 departments\n")
    again = typed("organisation", "generate", str(folder))
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    used = typed(
        "run",
        "grassroots",
        "--months",
        "3",
        "--organisation",
        str(folder),
        "--kinds",
        str(folder / "kinds.toml"),
    )
    assert "with 40 people" in used.stdout


def test_a_firm_can_be_written_to_the_shells_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert typed("organisation", "generate", ".", "--employees", "9").exit_code == 0
    assert Path("employees.csv").exists() and Path().samefile(tmp_path)


def test_a_synthetic_firm_is_described_without_a_folder():
    assert typed("organisation", "describe", "--employees", "120").output.startswith("120 people in ")
