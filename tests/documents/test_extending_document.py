"""The recipes of docs/extending.md, each walked in a copy of the project: what they add acts as they say."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.documents.formulas import ROOT

DOCUMENT = ROOT / "docs" / "extending.md"
COPIED = (
    "smsim",
    "tests",
    "scenarios",
    "experiments",
    "docs",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "RELEASING.md",
)
RECIPE = re.compile(r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
CHANGED = re.compile(r"^diff --git a/(\S+) b/\S+$", re.MULTILINE)
COMMANDS = {
    "smsim": [sys.executable, "-c", "from smsim.cli.main import main; main()"],
    "python": [sys.executable],
    "pytest": [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
    "grep": ["grep"],
}
DOCTEST = """
import doctest, sys
flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
sys.exit(doctest.testfile("recipe.txt", module_relative=False, optionflags=flags, verbose=False)[0] > 0)
"""
AT_MOST = {"A lever": 6, "An indicator": 4, "A form": 3, "A measure": 2}
AGREE = "test_the_engine_and_the_plain_firm_agree"
SAME_SCALES = "test_the_plain_table_has_the_same_numbers"
SAME_LEVERS = "test_the_plain_firm_knows_every_lever_and_happening"
SAME_FORMS = "test_the_plain_firm_has_every_form_as_it_is_declared"
SLOW = {"A lever", "An indicator", "A form", "A measure", "A process of the month", "A rule"}
INDICATORS = "tests/unit/maturity/test_indicators.py"
VALUES = "tests/unit/parameters/test_values.py"
ORACLE = "tests/oracles/test_plain_firm.py"


@dataclass(frozen=True)
class Recipe:
    """One section of the document: its title and its blocks, each with its kind, in order."""

    title: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def changes(self) -> str:
        return "".join(text for kind, text in self.blocks if kind == "diff")

    @property
    def files(self) -> list[str]:
        return CHANGED.findall(self.changes)


@cache
def recipes() -> dict[str, Recipe]:
    text = DOCUMENT.read_text(encoding="utf-8")
    found = {
        match["title"]: tuple((block["kind"], block["text"]) for block in BLOCK.finditer(match["text"]))
        for match in RECIPE.finditer(text)
    }
    return {title: Recipe(title, blocks) for title, blocks in found.items()}


class Copy:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("node_modules"))
            else:
                shutil.copy2(ROOT / name, folder / name)
        self.run(["git", "init", "-q"])

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        around = {**os.environ, "PYTHONPATH": str(self.folder), "NUMBA_DISABLE_JIT": "1"}
        return subprocess.run(
            command, cwd=self.folder, env=around, capture_output=True, text=True, timeout=300, check=False
        )

    def changed(self, changes: str, left_out: str = "") -> None:
        """Apply changes, but for those of one file."""
        (self.folder / "recipe.diff").write_text(changes, encoding="utf-8")
        without = [f"--exclude={left_out}"] if left_out else []
        done = self.run(["git", "apply", *without, "recipe.diff"])
        assert done.returncode == 0, done.stderr

    def called(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line of the document."""
        name, *arguments = shlex.split(line)
        return self.run([*COMMANDS[name], *arguments])

    def shows(self, block: str) -> None:
        """Run the commands of a console block; what they print is what the block says, ... is anything."""
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, expected = entry.partition("\n")
            done = self.called(line)
            printed = done.stdout + done.stderr
            assert done.returncode == 0, f"{line}\n{printed[-4000:]}"
            pattern = ".*".join(re.escape(part) for part in expected.strip().split("..."))
            assert re.search(pattern, printed, re.DOTALL), f"{line}\n{printed[-4000:]}"

    def passes(self, test: str) -> bool:
        """Whether a test, which must be there, passes."""
        done = self.run([*COMMANDS["pytest"], test])
        assert done.returncode in (0, 1, 2), done.stdout + done.stderr
        return done.returncode == 0

    def says(self, session: str) -> None:
        """Run a session of Python and compare what it prints."""
        (self.folder / "recipe.txt").write_text(session, encoding="utf-8")
        done = self.run([sys.executable, "-c", DOCTEST])
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


def test_every_recipe_is_in_the_table_with_its_files() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(.+)\]\(#(.+)\) \| (\d+) \|", text, re.MULTILINE)
    assert [(title.lower(), files) for title, _, files in rows] == [
        (title.lower(), str(len(recipe.files))) for title, recipe in recipes().items()
    ]
    assert all(link == title.replace(" ", "-") for title, link, _ in rows)


@pytest.mark.parametrize(("title", "most"), AT_MOST.items())
def test_a_recipe_changes_few_files(title: str, most: int) -> None:
    assert 1 <= len(set(recipes()[title].files)) <= most


@pytest.mark.parametrize(
    "title", [pytest.param(title, marks=[pytest.mark.slow] * (title in SLOW)) for title in recipes()]
)
def test_a_recipe_adds_what_it_says(title: str, copy: Copy) -> None:
    for kind, text in recipes()[title].blocks:
        if kind == "diff":
            copy.changed(text)
        if kind == "toml":
            (copy.folder / text.split("\n", 1)[0].removeprefix("# ")).write_text(text, encoding="utf-8")
        if kind == "console":
            copy.shows(text)
        if kind == "pycon":
            copy.says(text)


HALVES = (
    ("A lever", "smsim/parameters/levers.py", f"{ORACLE}::{AGREE}[lone manager]"),
    ("A lever", "smsim/engine/centre.py", f"{ORACLE}::{AGREE}[every lever moved]"),
    ("A lever", "tests/oracles/plain_centre.py", f"{ORACLE}::{AGREE}[every lever moved]"),
    ("A lever", "tests/oracles/plain_numbers.py", f"{ORACLE}::{SAME_LEVERS}"),
    ("A lever", "tests/unit/parameters/test_values.py", f"{VALUES}::test_no_number_escapes_these_tables"),
    ("An indicator", "smsim/indicators/declared.py", f"{INDICATORS}::test_every_scale_is_read"),
    ("An indicator", "smsim/parameters/indicators.py", f"{INDICATORS}::test_every_scale_is_read"),
    ("An indicator", "tests/oracles/plain_audit.py", f"{INDICATORS}::{SAME_SCALES}"),
    ("An indicator", INDICATORS, f"{INDICATORS}::test_every_indicator_is_worked_out_by_hand"),
    ("A form", "smsim/parameters/forms.py", f"{ORACLE}::{SAME_FORMS}"),
    ("A form", "tests/oracles/plain_numbers.py", f"{ORACLE}::{SAME_FORMS}"),
)
"""For a recipe, a file left out and the test that fails for it."""

QUICK = {"tests/unit/parameters/test_values.py", "smsim/parameters/indicators.py"}


@pytest.mark.parametrize(
    ("title", "left_out", "fails"),
    [pytest.param(*half, marks=[pytest.mark.slow] * (half[1] not in QUICK), id=half[1]) for half in HALVES],
)
def test_a_half_is_missed(title: str, left_out: str, fails: str, copy: Copy) -> None:
    copy.changed(recipes()[title].changes, left_out)
    assert not copy.passes(fails)


def test_half_a_measure_is_refused(copy: Copy) -> None:
    copy.changed(recipes()["A measure"].changes)
    declared = copy.folder / "smsim" / "measures" / "shipped.py"
    whole = declared.read_text(encoding="utf-8")
    before, named, after = whole.partition('name="trained_share_at_end"')
    declared.write_text(before + named + re.sub(r" margin=.+\n", "\n", after, count=1), encoding="utf-8")
    done = copy.run([sys.executable, "-c", "import smsim.measures"])
    assert "The measure 'trained_share_at_end' is an objective, so it needs a margin." in done.stderr
