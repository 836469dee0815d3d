"""Options about different firms: refused where an answer would be about the firms, else told before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from smsim.cli.main import smsim

OURS = '[firm]\nemployees = 40\n[levers]\nform = "intern"\n'
QUICK = ("--months", "14", "--quiet")
FEW = ("--replications", "2", "--workers", "1", *QUICK)
TOLD = "Different firms: ours and group-head differ in more than governance:"
DEAR = "ours and dear differ in more than governance: economics.fte_cost_keur is 7.0"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in a folder with a firm of 40 and a dearer option for it."""
    files = {
        "ours.toml": OURS,
        "dear.toml": 'extends = "ours.toml"\n[economics]\nfte_cost_keur = 9.0\n',
        "here.toml": 'title = "Here"\nextends = ["ours.toml", "group-head"]\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*words):
    result = CliRunner().invoke(smsim, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words):
    """Return the lines on standard error of a command that is refused."""
    result = CliRunner().invoke(smsim, list(words))
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.splitlines()


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize("command", ["compare", "decide"])
def test_different_firms_are_refused_before_anything_is_run(command, folder):
    before = sorted(folder.iterdir())
    lines = refused(command, "ours.toml", "group-head", "--out", "result")
    assert lines[0].startswith(
        "smsim: ours and group-head are about different firms: firm.employees is 40 people in ours and 300 "
        "people in group-head; "
    )
    assert [line.strip() for line in lines[1:]] == [
        'title = "A head at group level, in ours"', 'extends = ["ours.toml", "group-head"]',
    ]  # fmt: skip
    assert sorted(folder.iterdir()) == before


def test_a_preset_on_our_firm_is_compared_without_a_word():
    assert said("compare", "ours.toml", "here.toml", *FEW).startswith("2 scenarios, 2 runs")


def test_compare_tells_before_the_answer_and_writes_it_down(folder):
    told = said("compare", "ours.toml", "group-head", "--different-firms", "--out", "result", *FEW)
    assert plain(told).startswith(TOLD)
    for name in ("summary", "provenance"):
        document = json.loads((folder / "result" / f"{name}.json").read_text(encoding="utf-8"))
        entry = document["besides_governance"][0]
        assert (entry["value"], entry["by_scenario"]) == ("firm.employees", {"ours": 40, "group-head": 300})
    assert plain(said("compare", "ours.toml", "dear.toml", *FEW)).startswith(DEAR)


def test_decide_tells_before_the_answer_and_writes_it_down(folder):
    few = ("--worlds", "10", "--no-flips", "--workers", "1", *QUICK)
    told = said("decide", "ours.toml", "group-head", "--different-firms", "--out", "result", *few)
    assert plain(told).startswith(TOLD)
    assert "synthetic firms of 40 and 300 people" in plain(told)
    assert TOLD in (folder / "result" / "report.html").read_text(encoding="utf-8")
    for name in ("decision", "provenance"):
        document = json.loads((folder / "result" / f"{name}.json").read_text(encoding="utf-8"))
        assert [entry["value"] for entry in document["besides_governance"]] == ["firm.employees"]
    (folder / "tied.toml").write_text('extends = "dear.toml"\n[firm]\nties_per_person = 6\n', "utf-8")
    known = "firm.ties_per_person is 10 ties asked for in ours"  # set by an option, so it is not drawn over
    assert known in refused("decide", "ours.toml", "tied.toml")[0]
    (folder / "fit.csv").write_text("firm.ties_per_person\n8\n9\n", "utf-8")
    told = plain(said("decide", "ours.toml", "tied.toml", "--draws", "fit.csv", *few))
    assert told.startswith(DEAR.replace("dear", "tied"))
    assert "What ours and tied have for firm.ties_per_person is not used: the runs set it alike" in told


def test_decide_says_how_to_make_horizons_equal(folder):
    (folder / "long.toml").write_text('extends = "ours.toml"\nhorizon_months = 200\n', encoding="utf-8")
    assert "give all the same one with --months 200." in refused("decide", "ours.toml", "long.toml")[0]


def test_real_people_are_those_of_their_folder():
    said("organisation", "generate", "people", "--employees", "30")
    told = said("compare", "ours.toml", "group-head", "--organisation", "people", *FEW)
    assert told.startswith("2 scenarios, 2 runs")


def test_a_replay_of_other_people_shows_a_file_that_works():
    sentence, *lines = refused("replay", "ours.toml", "group-head", "--out", "run.html", *QUICK)
    assert "do not have the same people" in sentence and sentence.endswith("of these lines.")
    Path("joined.toml").write_text("\n".join(lines), encoding="utf-8")
    said("replay", "ours.toml", "joined.toml", "--out", "run.html", *QUICK)


def test_a_replay_and_an_experiment_tell_what_else_differs(folder):
    words = ["replay", "ours.toml", "dear.toml", "--out", "run.html", "--months", "14"]
    assert DEAR in CliRunner().invoke(smsim, words).stderr
    text = 'scenarios = ["ours.toml", "dear.toml"]\nreplications = 1\nhorizon_months = 14\n'
    (folder / "trial.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(smsim, ["experiment", "run", "trial.toml", "--workers", "1"])
    assert result.exit_code == 0 and DEAR in result.stderr
    assert DEAR in plain(said("experiment", "plan", "trial.toml"))
