"""The document on experiments names every key there is, and its files and commands are sound."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from smsim.experiments.experiment_file import DESIGN_KINDS, experiment_schema
from smsim.experiments.loading import load_experiment
from smsim.experiments.shipped import experiment_names
from tests.documents.test_readme import resolve

DOCUMENT = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text(encoding="utf-8")
FILES = re.findall(r"```toml\n(.*?)```", DOCUMENT, flags=re.DOTALL)
COMMANDS = re.findall(r"^smsim .*?(?=\s{2,}#|$)", DOCUMENT, flags=re.MULTILINE)


@pytest.mark.parametrize("text", FILES)
def test_the_files_are_sound(text: str) -> None:
    experiment = load_experiment(tomllib.loads(text))
    assert experiment.points > 0


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_exist(line: str) -> None:
    command, words = resolve(shlex.split(line)[1:])
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known
    if words and not words[0].startswith("-"):
        assert words[0] in experiment_names()


def test_there_are_files_and_commands() -> None:
    assert len(FILES) >= 2
    assert len(COMMANDS) >= 6


def test_every_key_is_named() -> None:
    keys = set(experiment_schema()["properties"])
    for kind in DESIGN_KINDS:
        keys |= set(experiment_schema()["$defs"][kind]["properties"]) - {"kind"}
        assert f"`{kind}`" in DOCUMENT
    keys |= set(experiment_schema()["$defs"]["FactorTable"]["properties"])
    keys |= set(experiment_schema()["$defs"]["StopTable"]["properties"]) - {"coverage"}
    missing = {key for key in keys if not re.search(rf"\b{key}\b", DOCUMENT)}
    assert not missing
