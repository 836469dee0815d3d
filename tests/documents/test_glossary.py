"""One word for one thing: what the glossary says, the code says too."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import smsim

PACKAGE = Path(smsim.__file__).parent
BANNED = {
    "answerer": "session handler", "churn": "turnover", "hands": "rearrangement", "heed": "listen, weigh",
    "keeper": "session store", "reel": "frame cache", "voice": "listen, weigh", "wish": "request",
}  # fmt: skip
"""Words that nobody but the house knows, or that mean something the glossary has a word for."""

MANY_FILES = 3
"""Files of one name are one thing seen from several rooms (`public.py`, `forms.py`); more are a fashion."""


def identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def words_of(identifier: str) -> set[str]:
    """Return the words of a name, lower case: of `KeptFrames` and `kept_frames` "kept" and "frames"."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def banned_in(code: str) -> set[str]:
    met = set().union(*(words_of(name) for name in identifiers(ast.parse(code))))
    return {word for word in BANNED for form in (word, f"{word}s", f"{word}es", f"{word}ed") if form in met}


@pytest.mark.parametrize(
    "code", ["def heed_colleagues(): ...", "class Reels: ...", "kept.keeper = 1", "HANDS = 2"]
)
def test_a_banned_word_is_found(code: str) -> None:
    assert banned_in(code)


def test_no_banned_word_is_a_name_in_the_package() -> None:
    sources = list(PACKAGE.rglob("*.py"))
    assert len(sources) > 300
    found = {str(path.relative_to(PACKAGE)): banned_in(path.read_text(encoding="utf-8")) for path in sources}
    names = {path.stem: banned_in(f"{path.stem} = 0") for path in sources if path.stem.isidentifier()}
    assert {file: words for file, words in (found | names).items() if words} == {}


def test_no_two_classes_bear_one_name() -> None:
    named = Counter(
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert len(named) > 200
    assert [name for name, times in named.items() if times > 1] == []


def test_no_name_of_a_file_is_in_fashion() -> None:
    stems = Counter(path.stem for path in PACKAGE.rglob("*.py") if path.stem != "__init__")
    assert {stem: times for stem, times in stems.items() if times > MANY_FILES} == {}
