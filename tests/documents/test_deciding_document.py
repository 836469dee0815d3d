"""The document on decisions: its commands are sound, its example runs, and the board gets its answers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from smsim.cli.decide import decide
from smsim.cli.experiment import run as experiment_run
from smsim.cli.main import smsim
from smsim.scenarios import load_scenario, parse_scenario
from tests.documents.test_readme import README, resolve

DOCUMENT = (Path(__file__).parents[2] / "docs" / "deciding.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```toml\n# (\S+)\n(.*?)```", DOCUMENT, flags=re.DOTALL))
BLOCKS = re.findall(r"^smsim .*?(?=\s{2,}#|$)", DOCUMENT, flags=re.MULTILINE)
COMMANDS = [*BLOCKS, *re.findall(r"`(smsim [a-z]+ [^`]+)`", DOCUMENT)]
QUESTIONS = re.findall(r"^\| [^|]+\? \| `smsim ([^`]+)` \|", DOCUMENT, re.MULTILINE)


def called(*words: str) -> Result:
    result = CliRunner().invoke(smsim, list(words))
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_exist(line: str) -> None:
    command, words = resolve(shlex.split(line)[1:])
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_option_that_shapes_the_answer_is_named() -> None:
    own = {option for parameter in decide.params for option in parameter.opts if option.startswith("--")}
    of_runs = {option for parameter in experiment_run.params for option in parameter.opts}
    of_people = {"--kinds", "--mutual-only", "--months"}
    assert {option for option in own - of_runs - of_people if option not in DOCUMENT} == set()


def test_the_example_runs_as_it_stands(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    (line,) = [line for line in BLOCKS if "hand-over.toml" in line]
    words = shlex.split(line.partition(" --out")[0])[1:]
    result = called(*words, "--worlds", "12", "--no-flips", "--workers", "1")
    lines = result.stdout.splitlines()
    assert lines[1].startswith("Answer: ")
    assert sum(line.startswith(("A narrow task force", "A lone manager, from")) for line in lines) >= 3


def test_a_newcomers_firm_is_compared_with_a_preset_in_two_commands(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("our-firm.toml", "group-head-here.toml"):
        Path(name).write_text(FILES[name], encoding="utf-8")
    check, compare = (shlex.split(line)[1:] for line in BLOCKS if "group-head-here.toml" in line)
    assert "group head in charge" in called(*check).stdout
    few = ("--replications", "2", "--months", "18", "--workers", "1", "--out", "result")
    said = called(*compare, *few).stdout
    assert said.startswith("2 scenarios, 2 runs of 18 months each.")
    for name, text in re.findall(r"```toml\n# (\S+)\n(.*?)```", README, flags=re.DOTALL):
        assert load_scenario(name) == parse_scenario(text, name.removesuffix(".toml"), Path())
    summary = json.loads(Path("result/summary.json").read_text(encoding="utf-8"))
    assert [entry["employees"] for entry in summary["scenarios"]] == [900, 900]
    assert summary["besides_governance"] == []


def test_a_form_of_ones_own_is_an_option_like_any_other(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("steering-committee.toml").write_text(FILES["steering-committee.toml"], encoding="utf-8")
    check, decides = (shlex.split(line)[1:] for line in BLOCKS if "steering-committee.toml" in line)
    assert "steering committee in charge, with marketing" in called(*check).stdout
    few = ("--worlds", "12", "--months", "30", "--no-flips", "--workers", "1")
    assert called(*decides, *few).stdout.splitlines()[1].startswith("Answer: ")


@pytest.mark.slow
def test_five_questions_of_a_board_are_answered(tmp_path, monkeypatch) -> None:
    """Each command runs on a small firm, and what is said to hold the answer does."""
    monkeypatch.chdir(tmp_path)
    Path("our-plan.toml").write_text('extends = "task-force-broad"\n', encoding="utf-8")
    called("organisation", "generate", "our-firm", "--employees", "40")
    assert len(QUESTIONS) == 5
    few = ("--worlds", "40", "--workers", "1")
    words = [shlex.split(line) for line in QUESTIONS]
    said = [called(*line, *(few if line[0] == "decide" else ())).stdout for line in words]
    assert "Why" in said[0]
    assert Path("now/explanation.json").exists() and Path("now/figures/indicators.svg").exists()
    assert any(line.startswith("How sure: ") for line in said[1].splitlines()[:10])
    assert "a seat for human resources: " in said[2]
    assert "a seat for customer service: " in said[2]
    for text, folder in ((said[2], "seats"), (said[3], "dates")):
        assert "Looked through: " in text
        assert Path(folder, "tables/search.parquet").exists() and Path(folder, "plan.toml").exists()
    risk = Path("risk/report.html").read_text(encoding="utf-8")
    assert "What may go wrong" in risk and "Where the advice flips" in risk
    assert re.search("It depends|Depends on", risk)
