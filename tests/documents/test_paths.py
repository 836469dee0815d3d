"""Documents name only files and modules that are there, or that they themselves show how to add."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documents.formulas import ROOT

DOCUMENTS = [
    path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if path.name != "CHANGELOG.md"
]
FILE = re.compile(r"\b(?:smsim|tests)/[\w/]+\.(?:py|js|toml|ts)\b")
MODULE = re.compile(r"\bfrom (smsim[\w.]*) import\b")
ADDED = re.compile(r"^\+\+\+ b/(\S+)$", re.MULTILINE)


def named_files(text: str) -> set[str]:
    """Return the files that a document names, modules that are imported among them."""
    modules = {module.replace(".", "/") for module in MODULE.findall(text)}
    return set(FILE.findall(text)) | {
        module if (ROOT / module).is_dir() else f"{module}.py" for module in modules
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = {name for name in named_files(text) if not (ROOT / name).exists()}
    assert missing <= set(ADDED.findall(text))


def test_what_has_moved_would_be_found() -> None:
    assert named_files("see smsim/nowhere.py, and `from smsim.no.where import it`") == {
        "smsim/nowhere.py",
        "smsim/no/where.py",
    }
