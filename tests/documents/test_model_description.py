"""The model description and the glossary agree with the code."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from smsim.engine.processes import MONTHLY_PROCESSES
from smsim.parameters import CHOICE_GROUPS, Parameters
from tests.documents.formulas import PACKAGE, ROOT, Rule, cited_equations, functions_of, rules
from tests.documents.generate import DOCUMENTS, HEADING, PART, TABLED_GROUPS, regenerated, slug

MODEL = ROOT / "docs" / "model.md"
EXTENDING = ROOT / "docs" / "extending.md"
DESCRIBED = [f"E{number}" for number in range(1, 36) if number != 8]
LINK = re.compile(r"\[[^\]]+\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
NAME = re.compile(r"\b[a-z]\w*_\w+\b")
SECTION = re.compile(r"^#### (?P<equation>E\d+)\b.*?(?=^#{2,4} |\Z)", re.DOTALL | re.MULTILINE)

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@cache
def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def prose_of(document: Path) -> str:
    """Return what was written by hand."""
    return FENCE.sub("", PART.sub("", text_of(document)))


@cache
def sections() -> dict[str, str]:
    return {match["equation"]: match[0] for match in SECTION.finditer(text_of(MODEL))}


@cache
def names_in_code() -> frozenset[str]:
    sources = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return frozenset(name for source in sources for name in re.findall(r"\w+", source))


@documents
def test_generated_parts_are_current(document: Path) -> None:
    is_current = regenerated(text_of(document)) == text_of(document)
    assert is_current, f"{document.name} is out of date: run python -m tests.documents.generate"


def test_every_marker_opens_a_part_that_ends() -> None:
    text = text_of(MODEL)
    assert text.count("<!-- generated: ") == text.count("<!-- end -->") == len(PART.findall(text))


@pytest.mark.parametrize("equation", DESCRIBED)
def test_every_equation_has_a_section(equation: str) -> None:
    assert equation in sections()
    assert len(FENCE.sub("", sections()[equation]).split()) > 15 or "```" in sections()[equation]


def test_the_free_number_is_explained() -> None:
    assert "E8" in sections()
    assert not any("E8" in rule.equations for rule in rules())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rules_stand_under_the_equations_they_cite(rule: Rule) -> None:
    for equation in rule.equations:
        assert equation in sections(), f"{rule.dotted} cites {equation}, which docs/model.md does not have"
        is_told = re.search(rf"\b{rule.name}\b", sections()[equation])
        assert is_told, f"{equation} does not tell of {rule.dotted}"


@pytest.mark.parametrize("folder", ["dynamics", "governance"])
def test_every_rule_is_printed(folder: str) -> None:
    printed = "\n".join(FENCE.findall(text_of(MODEL)))
    for rule in rules():
        if rule.module.startswith(f"smsim.{folder}."):
            assert rule.formula in printed, f"docs/model.md does not print {rule.dotted}"


@pytest.mark.parametrize("equation", DESCRIBED)
def test_the_block_of_an_equation_holds_its_own_formulas_only(equation: str) -> None:
    parts = [part for part in PART.finditer(sections()[equation]) if part["name"].startswith("rules ")]
    assert {part["name"] for part in parts} <= {f"rules {equation}"}
    for rule in rules():
        if any(f"\n{rule.formula}\n" in part[0] for part in parts):
            assert rule.equations == (equation,), f"{equation} prints {rule.dotted}"


def test_equations_cited_anywhere_in_the_science_exist() -> None:
    for folder in ("dynamics", "governance", "maturity", "engine"):
        for path in (PACKAGE / folder).glob("*.py"):
            for function in functions_of(ast.parse(path.read_text(encoding="utf-8"))):
                for equation in cited_equations(ast.get_docstring(function) or ""):
                    assert equation in sections(), f"{path.name}: {function.name} cites {equation}"


def test_every_process_is_described() -> None:
    for process in MONTHLY_PROCESSES:
        assert f"`{process.advance.__module__}.{process.advance.__name__}`" in text_of(MODEL)
        for equation in cited_equations(process.equations):
            assert equation in sections()


def test_no_step_of_the_month_is_numbered_by_hand() -> None:
    """The table of the processes is generated; other numbers would stay behind when the order changes."""
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    for text in (*map(prose_of, DOCUMENTS), *sources):
        assert not re.search(r"\b[Ss]teps? \d", text)


def test_every_group_of_parameters_has_its_table() -> None:
    for group in (*CHOICE_GROUPS, *Parameters.model_fields):
        part = group if group in TABLED_GROUPS else f"parameters {group}"
        assert f"<!-- generated: {part} -->" in text_of(MODEL)


@pytest.mark.parametrize("document", [*DOCUMENTS, EXTENDING], ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for match in LINK.finditer(FENCE.sub("", text_of(document))):
        target, _, anchor = match["target"].partition("#")
        if target.startswith("http"):
            continue
        page = document.parent / target if target else document
        assert page.exists(), f"{document.name} links to {target}, which does not exist"
        if anchor:
            anchors = {slug(heading["text"]) for heading in HEADING.finditer(FENCE.sub("", text_of(page)))}
            assert anchor in anchors, f"{document.name} links to #{anchor}, which {page.name} does not have"


@documents
def test_named_modules_and_functions_exist(document: Path) -> None:
    for code in CODE.findall(FENCE.sub("", text_of(document))):
        if re.fullmatch(r"smsim(\.\w+)+", code):
            assert is_there(code), f"{document.name} names {code}, which does not exist"


def is_there(dotted: str) -> bool:
    owner, _, name = dotted.rpartition(".")
    try:
        return hasattr(importlib.import_module(owner), name)
    except ModuleNotFoundError:
        return False


@documents
def test_named_values_exist(document: Path) -> None:
    for code in CODE.findall(prose_of(document)):
        if "/" in code and " " not in code:
            assert (ROOT / code).exists(), f"{document.name} names {code}, which does not exist"
            continue
        for name in NAME.findall(code):
            assert name in names_in_code(), f"{document.name} has `{code}`, but nothing is called {name}"


def test_the_glossary_is_sorted_and_has_each_word_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \| .+ \|$", text_of(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    words = [row for row in rows if row != "word"]
    assert words == sorted(words, key=str.casefold)
    each = [word.strip() for entry in words for word in entry.split(",")]
    assert len(each) == len(set(each))
