"""The Python in docs/mesa.md works as printed; the app, which needs a browser, is only compiled."""

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parents[3] / "docs" / "mesa.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
APP = "SolaraViz"


@pytest.mark.parametrize("block", [block for block in BLOCKS if APP not in block])
def test_the_examples_run(block, capsys):
    exec(compile(block, DOCUMENT.name, "exec"), {"__name__": "__main__"})


def test_the_batch_has_a_row_for_every_run():
    names = {"__name__": "__main__"}
    exec(next(block for block in BLOCKS if "batch_run" in block), names)
    assert len(names["rows"]) == 2 * 2 * 3


def test_the_app_is_valid_python_and_short():
    (app,) = [block for block in BLOCKS if APP in block]
    compile(app, DOCUMENT.name, "exec")
    assert len(app.splitlines()) <= 30
