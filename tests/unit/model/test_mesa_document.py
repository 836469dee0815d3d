"""The Python in docs/mesa.md works as printed; the page of Mesa's own where its libraries are installed."""

import inspect
import re
import runpy
from pathlib import Path

import pytest

from smsim.model import OrganisationModel

DOCUMENT = Path(__file__).parents[3] / "docs" / "mesa.md"
PAGE = DOCUMENT.parent / "examples" / "solara_page.py"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_examples_run(block, capsys):
    exec(compile(block, DOCUMENT.name, "exec"), {"__name__": "__main__"})


def test_the_batch_has_a_row_for_every_run():
    names = {"__name__": "__main__"}
    exec(next(block for block in BLOCKS if "batch_run" in block), names)
    assert len(names["rows"]) == 2 * 2 * 3


def test_the_page_takes_what_the_model_takes():
    """Mesa's page asks for a value of every argument without one, unless it is called kwargs."""
    arguments = inspect.signature(OrganisationModel.__init__).parameters.values()
    asked = {one.name for one in arguments if one.default is inspect.Parameter.empty}
    assert asked == {"self", "kwargs"}


def test_the_page_is_made():
    pytest.importorskip("solara", reason="the page needs mesa[viz]")
    page = runpy.run_path(str(PAGE))
    assert page["page"].component.name == "SolaraViz"


def test_the_page_is_short_and_can_be_read():
    code = PAGE.read_text(encoding="utf-8")
    compile(code, PAGE.name, "exec")
    assert len(code.splitlines()) <= 70
    assert f"examples/{PAGE.name}" in DOCUMENT.read_text(encoding="utf-8")
