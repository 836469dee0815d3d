"""Runs the blocks of a document in their order, and writes below each what it prints."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

from tests.documents.formulas import ROOT

DOCUMENT = ROOT / "docs" / "python.md"
BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def replayed(text: str, folder: Path) -> str:
    """Return a document with what its blocks print, all run in `folder` as one program.

    Raises: AssertionError, if a block prints what is not shown, and whatever a block raises.
    """
    names: dict[str, Any] = {"__name__": "__main__"}

    def run(block: re.Match[str]) -> str:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(block["code"], DOCUMENT.name, "exec"), names)
        said = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
        assert not said or block["shown"] is not None, f"this prints, and nothing is shown:\n{block['code']}"
        shown = f"\n```text\n{said}```\n" if block["shown"] is not None else ""
        return f"```python\n{block['code']}```\n{shown}"

    with chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("error")
        return BLOCK.sub(run, text)
