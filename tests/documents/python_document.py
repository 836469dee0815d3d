"""Runs the blocks of a document in their order, and writes below each what it prints."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

from smsim.measures import MEASURE_BY_NAME, own_measures, unregister
from tests.documents.formulas import ROOT

DOCUMENT = ROOT / "docs" / "python.md"
BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
BEGINNING = "import smsim\n"
SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def replayed(text: str, folder: Path) -> str:
    """Return a document with what its blocks print, run in `folder`.

    A block that begins by importing smsim begins a session of its own; all others go on with the last one.

    Raises: AssertionError, if a block prints what is not shown, and whatever a block raises.
    """
    names: dict[str, Any] = {}

    def run(block: re.Match[str]) -> str:
        printed = io.StringIO()
        if block["code"].startswith(BEGINNING):
            names.clear()
            names["__name__"] = "__main__"
            _forget_measures()
        with redirect_stdout(printed):
            exec(compile(block["code"], DOCUMENT.name, "exec"), names)
        said = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
        assert not said or block["shown"] is not None, f"this prints, and nothing is shown:\n{block['code']}"
        shown = f"\n```text\n{said}```\n" if block["shown"] is not None else ""
        return f"```python\n{block['code']}```\n{shown}"

    try:
        with chdir(folder), warnings.catch_warnings():
            warnings.simplefilter("error")
            return BLOCK.sub(run, text)
    finally:
        _forget_measures()


def _forget_measures() -> None:
    for own in own_measures(MEASURE_BY_NAME):
        unregister(own.measure.name)
