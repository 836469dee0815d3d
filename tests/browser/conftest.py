"""A real Chromium, driven by Playwright: skipped with a loud message where there is none, not in CI."""

from __future__ import annotations

import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from smsim.experiments.comparing import Request, plan_runs
from smsim.player.filming import film
from smsim.player.page import self_contained_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MONTHS = 30
PROJECTOR = {"width": 1920, "height": 1080}
HOSTILE = """\
title = "</script><img src=x onerror='document.title=1'> & co"
extends = "task-force-broad"
appointment_month = 6
"""
QUICK = """\
title = "A lone manager"
extends = "lone-manager"
appointment_month = 6
"""


def _give_up(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    warnings.warn(f"NO BROWSER TESTS: {reason}", stacklevel=2)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _give_up("playwright is not installed: pip install -e '.[browser]'")
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        _give_up("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> Any:
    """What checks contrast, labels and landmarks."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        _give_up("axe-playwright-python is not installed: pip install -e '.[browser]'")
    return Axe()


@dataclass
class Visit:
    """A page with all it asked for and all it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Listen, before anything is opened."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    @property
    def month(self) -> int:
        return int(self.page.inner_text("#month").removeprefix("Month "))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def wait_for_month(self, month: int) -> None:
        self.page.wait_for_function(
            "month => document.getElementById('month').textContent === `Month ${month}`", arg=month
        )


def users(text: str) -> int:
    """How many people use it, as a pane says."""
    found = re.match(r"(\d+) of", text)
    assert found is not None
    return int(found[1])


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a file with the network off; whatever the page complains about fails the test."""
    opened: list[Any] = []

    def open_page(path: Path, **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": PROJECTOR, "offline": True, **options})
        opened.append(context)
        seen = Visit(context.new_page())
        seen.watch()
        seen.page.goto(path.as_uri())
        seen.wait_for_month(0)
        visits.append(seen)
        return seen

    visits: list[Visit] = []
    yield open_page
    complaints = [words for seen in visits for words in seen.complaints]
    for context in opened:
        context.close()
    assert complaints == []


def _recorded(folder: Path, *texts: str) -> tuple[Path, dict[str, Any]]:
    names = []
    for place, text in enumerate(texts):
        file = folder / f"{'ab'[place]}.toml"
        file.write_text(text)
        names.append(str(file))
    recording = film(plan_runs(Request(tuple(names), 1, 1, 1, months=MONTHS)))
    page = folder / "run.html"
    page.write_text(self_contained_page(recording), encoding="utf-8")
    return page, recording


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A page with two runs of the same people, and its recording; a title tries to be markup."""
    return _recorded(tmp_path_factory.mktemp("pair"), QUICK, HOSTILE)


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A page with one run, and its recording."""
    return _recorded(tmp_path_factory.mktemp("single"), QUICK)
