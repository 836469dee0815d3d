"""The README says what is so: its map is the tree, its commands exist, its counts are right."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from smsim.cli.main import smsim
from smsim.scenarios import list_scenarios, load_scenario

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL_BLOCKS = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
EXAMPLES = [
    line.split("#")[0].strip()
    for block in SHELL_BLOCKS
    for line in block.splitlines()
    if line.startswith("smsim ")
]


def mapped_folders() -> set[str]:
    return {row.rstrip("/") for row in re.findall(r"^\| \[([^\]]+/)\]", README, flags=re.MULTILINE)}


def test_the_map_is_the_tree() -> None:
    packages = {f"smsim/{path.parent.name}" for path in (ROOT / "smsim").glob("*/__init__.py")}
    assert mapped_folders() == packages | {"scenarios", "experiments", "tests", "docs"}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that `words` name, and what is left of them."""
    command: click.Command = smsim
    while isinstance(command, click.Group) and words:
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"README names the unknown command {words[0]}"
        command, words = found, words[1:]
    return command, words


@pytest.mark.parametrize("line", EXAMPLES)
def test_example_commands_exist(line: str) -> None:
    command, words = resolve(shlex.split(line)[1:])
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_set_up_commands_use_the_constraints() -> None:
    set_up = [block for block in SHELL_BLOCKS if "-m venv" in block]
    assert len(set_up) == 2
    assert all("-c constraints.txt" in block for block in set_up)
    first, second = set_up
    assert second.strip().endswith(".venv/bin/pytest -n 2")
    for name in re.findall(r"compare ([a-z -]+?) --out", first)[0].split():
        load_scenario(name)


def test_the_number_of_presets_is_right() -> None:
    assert len(list_scenarios()) == 18
    assert "eighteen presets" in README
