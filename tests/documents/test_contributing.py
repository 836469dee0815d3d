"""What contributors are told to type exists, and a release has one version."""

from __future__ import annotations

import importlib.util
import os
import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

import smsim
from tests.documents.test_readme import resolve

ROOT = Path(__file__).parents[2]
GUIDES = ("CONTRIBUTING.md", "RELEASING.md")
ANYWHERE = {"git", "python3", "pip", ".", "pre-commit"}
PACKAGES = {"lint-imports": "import-linter"}
HOOKS = ROOT / ".pre-commit-config.yaml"
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """Return what a guide shows to type: lines of blocks, and commands named in a sentence."""
    text = text_of(name)
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    named = re.findall(r"`((?:git|smsim|pre-commit|pytest|lint-imports|\.ci/\w+)(?: [^`]*)?)`", text)
    return [line for line in (*lines, *named) if line]


def extras() -> set[str]:
    """Return the packages that a contributor installs."""
    optional = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]
    return {re.split(r"[\[><=]", need)[0] for needs in optional.values() for need in needs}


ALL = [(name, line) for name in GUIDES for line in commands(name)]


@pytest.mark.parametrize(("name", "line"), ALL, ids=[line for _, line in ALL])
def test_every_command_exists(name: str, line: str) -> None:
    program, *words = shlex.split(line)
    program = program.removeprefix(".venv/bin/")
    if program == "smsim":
        _, words = resolve(words)
    elif program == "python":
        assert words[0] == "-m" and importlib.util.find_spec(words[1]) is not None
    elif "/" in program:
        assert os.access(ROOT / program, os.X_OK)
    else:
        assert program in ANYWHERE or PACKAGES.get(program, program) in extras()
    for word in words:
        if "/" in word and not word.startswith((".venv", "-")):
            assert (ROOT / word).exists(), word


@pytest.mark.parametrize("name", GUIDES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https:)([^)#]+)", text_of(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_guide_names_every_check() -> None:
    told = text_of("CONTRIBUTING.md")
    programs = re.findall(r'"\$bin/([\w-]+)"|(tests/javascript/check)$', text_of(".ci/run"), re.MULTILINE)
    checks = {one or other for one, other in programs}
    hooks = {hook["entry"].split()[0] for hook in yaml.safe_load(HOOKS.read_text())["repos"][0]["hooks"]}
    assert len(checks) >= 5
    assert checks == hooks
    assert [check for check in checks if f"\n{check}" not in told] == []


def test_the_guide_names_the_layers() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = [layer for entry in contracts[0]["layers"] for layer in entry.split(" | ")]
    block = text_of("CONTRIBUTING.md").split("## The layers")[1]
    told = re.findall(r"`(\w+)`", block.split(". ")[0])
    assert told == layers[: len(told)] and len(told) >= 12


def test_workflows_run_on_every_python_that_is_promised() -> None:
    (tests,) = (yaml.safe_load(file.read_text()) for file in WORKFLOWS if file.stem == "tests")
    classifiers = tomllib.loads(text_of("pyproject.toml"))["project"]["classifiers"]
    promised = re.findall(r"Python :: (3\.\d+)$", "\n".join(classifiers), re.MULTILINE)
    job = tests["jobs"]["python"]
    assert job["strategy"]["matrix"]["python"] == promised
    assert job["steps"][-1]["run"] == ".ci/run ${{ matrix.python }}"


@pytest.mark.parametrize("file", [*FORMS, *WORKFLOWS], ids=lambda file: file.name)
def test_workflows_and_forms_can_be_read(file: Path) -> None:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    if file in WORKFLOWS:
        # yaml reads the key `on` as true
        assert {"name", True, "permissions", "jobs"} <= document.keys()
    elif file.stem != "config":
        assert {"name", "description", "body"} <= document.keys()
        assert all({"type", "id", "attributes"} <= field.keys() for field in document["body"])


NOTES = runpy.run_path(str(ROOT / ".ci" / "notes"))


def test_the_version_is_one() -> None:
    cited = re.search(r"^version: (\S+)$", text_of("CITATION.cff"), re.MULTILINE)
    assert cited is not None and cited[1] == smsim.__version__


@pytest.fixture
def released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "smsim").mkdir()
    (tmp_path / "smsim" / "__init__.py").write_text('"""Words."""\n\n__version__ = "0.2.0"\n')
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 0.2.0\n")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-05)\n\n- New.\n\n## 0.1.0 (2026-11-23)\n\n- Old.\n"
    )
    monkeypatch.setitem(NOTES["first"].__globals__, "ROOT", tmp_path)
    return tmp_path


def test_the_notes_of_a_release_are_its_section(released: Path) -> None:
    assert NOTES["main"]("v0.2.0") == "- New."


@pytest.mark.parametrize(
    ("name", "old", "told"),
    [
        ("CITATION.cff", "version: 0.2.0", "CITATION.cff has version 0.1.0, but the tag is v0.2.0"),
        ("smsim/__init__.py", '"0.2.0"', "smsim/__init__.py has version 0.1.0, but the tag is v0.2.0"),
        ("CHANGELOG.md", "## 0.2.0", r"CHANGELOG.md has no section '## 0.2.0 \(year-month-day\)'"),
    ],
)
def test_a_release_is_refused_where_a_file_has_another_version(
    released: Path, name: str, old: str, told: str
) -> None:
    file = released / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, old.replace("0.2.0", "0.1.0")))
    with pytest.raises(SystemExit, match=told):
        NOTES["main"]("v0.2.0")
