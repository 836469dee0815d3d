"""For all tests: no deadline, one thread for linear algebra, interrupts, an order of one compilation."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# on small arrays the threads of OpenBLAS wait for each other, much longer than they work if all are busy
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# a busy machine may take its time over an example of a property
settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")

# a shell starts what runs in its background deaf to interrupts, and so would be all that the tests start
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

TESTS = Path(__file__).parent
WITHOUT_ENGINE = tuple(
    str(TESTS / name)
    for name in (
        *(f"documents/test_{what}.py" for what in ("contributing", "extending_document", "glossary")),
        *(f"documents/test_{what}_document.py" for what in ("keys", "measures")),
        "documents/test_model_description.py",
        "unit/dynamics",
        "unit/governance",
        "unit/maturity",
        "unit/organisation",
        "unit/parameters",
        "unit/randomness",
        "unit/scenarios",
        "unit/test_compilation.py",
        "unit/test_errors.py",
        "unit/test_vocabulary.py",
        *(f"unit/views/test_{what}.py" for what in ("decision_text", "experiments", "figures", "lists")),
        *(f"unit/views/test_{what}.py" for what in ("report", "sensitivity", "style", "text")),
    )
)
"""Tests that never run the compiled engine: a worker is busy with them for as long as compiling takes."""


@pytest.hookimpl(trylast=True)  # when those that are not asked for are gone
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin the second half without the engine: one of two workers compiles it, the other does the rest."""
    light = [item for item in items if str(item.path).startswith(WITHOUT_ENGINE)]
    heavy = [item for item in items if not str(item.path).startswith(WITHOUT_ENGINE)]
    half = len(items) // 2
    items[:] = [*heavy[:half], *light, *heavy[half:]]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """Give each worker half of the tests as they stand: fixtures are made once, who is done helps out."""
    if config.getoption("dist") != "load":  # another one was asked for
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)
