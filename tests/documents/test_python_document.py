"""The document on Python prints what it shows, its queries run, and so do the notebooks."""

from __future__ import annotations

import ast
import json
import re

import pytest

import smsim
from smsim.studies.study import Study
from smsim.views.style import ShownFigure
from tests.documents.python_document import BEGINNING, BLOCK, DOCUMENT, SQL, replayed

LINES = 20
NOTEBOOKS = sorted((DOCUMENT.parent / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def replay(tmp_path_factory):
    """Return the document as it is run anew, and the folder it was run in."""
    folder = tmp_path_factory.mktemp("python")
    return replayed(DOCUMENT.read_text(encoding="utf-8"), folder), folder


def test_the_blocks_print_what_is_shown(replay):
    assert replay[0] == DOCUMENT.read_text(encoding="utf-8")


def test_the_queries_of_duckdb_run(replay, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(replay[1])
    of_result, of_store = (duckdb.sql(query).df() for query in SQL.findall(replay[0]))
    assert list(of_result["scenario"]) == ["alone", "together"]
    assert list(of_result["runs"]) == [20, 20]
    assert of_store["kept"].item() == 96 + 20


def test_each_question_takes_twenty_lines_at_most():
    """What a block needs of earlier ones counts: the first of its session, which makes the scenarios."""
    text = DOCUMENT.read_text(encoding="utf-8")
    lengths: dict[str, int] = {}
    first = 0
    for section in text.split("\n## ")[1:]:
        for block in BLOCK.finditer(section):
            length = block["code"].count("\n")
            is_first = block["code"].startswith(BEGINNING)
            first = length if is_first else first
            title = section.partition("\n")[0]
            lengths[title] = max(lengths.get(title, 0), length if is_first else first + length)
    asked = {"Compare", "Decide", *(f"A {thing} of your own" for thing in ("measure", "rule", "form"))}
    assert asked <= lengths.keys()
    assert {title: length for title, length in lengths.items() if title in asked and length > LINES} == {}


def test_every_name_is_in_the_table():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `smsim\.(\w+)\(", text, flags=re.MULTILINE)) == set(smsim.__all__)


def test_there_are_notebooks():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert set(re.findall(r"\(notebooks/(\S+?)\)", text)) == {path.name for path in NOTEBOOKS}
    assert len(NOTEBOOKS) == 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path, monkeypatch):
    """Cells are run in their order, and what stands last in one is shown as a notebook shows it."""
    monkeypatch.chdir(tmp_path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["metadata"]["language_info"]["name"]) == (4, "python")
    names = {"__name__": "__main__"}
    shown = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None), "kept without outputs"
            shown += _shown(ast.parse("".join(cell["source"])), names)
    for kind in (Study, ShownFigure):
        assert any(isinstance(value, kind) for value in shown)
    for value in shown:
        if isinstance(value, Study):
            assert "<table" in value._repr_html_()
        if isinstance(value, ShownFigure):
            assert value._repr_png_().startswith(b"\x89PNG")
        assert repr(value)


def _shown(code: ast.Module, names: dict) -> list:
    """Run a cell; return the value of the expression it ends with, if that has one."""
    *before, last = code.body
    if not isinstance(last, ast.Expr):
        before, last = code.body, None
    exec(compile(ast.Module(before, []), "cell", "exec"), names)
    value = None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return [] if value is None else [value]
