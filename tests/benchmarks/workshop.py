"""The workshop's page beside a SolaraViz page of the same model, in the same Chromium.

SolaraViz is measured where `solara` is installed, in this environment or in the one whose command the
variable SMSIM_SOLARA names: mesa[viz] wants other versions of some libraries than smsim does.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import urlopen

from tests.benchmarks.measures import COMMAND
from tests.benchmarks.measuring import Row
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PROJECTOR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SOLARA_PAGE = ROOT / "docs" / "examples" / "solara_page.py"
SCENARIOS = ("lone-manager", "task-force-broad")
STEPS, PLAYED_SECONDS, PATIENCE_SECONDS = 20, 6, 120
STEPS_OF_WORKSHOP = """async count => {
    const shown = document.getElementById("month");
    const rest = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
    const painted = () => new Promise(resolve => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(0);
    }));
    const times = [];
    for (let step = 0; step < count; step += 1) {
        const changed = new Promise(resolve => new MutationObserver((_, observer) => {
            observer.disconnect();
            resolve();
        }).observe(shown, { childList: true, characterData: true, subtree: true }));
        const start = performance.now();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        await changed;
        await painted();
        times.push(performance.now() - start);
        await rest(150);
    }
    return times;
}"""
MONTHS_OF_WORKSHOP = """async seconds => {
    const shown = document.getElementById("month");
    const scrubber = document.getElementById("scrubber");
    let months = 0;
    const observer = new MutationObserver(() => { months += 1; });
    observer.observe(shown, { childList: true, characterData: true, subtree: true });
    const start = performance.now();
    await new Promise(resolve => {
        const draw = () => {
            scrubber.value = (Number(scrubber.value) + 1) % (Number(scrubber.max) + 1);
            scrubber.dispatchEvent(new Event("input", { bubbles: true }));
            if (performance.now() - start < 1000 * seconds) requestAnimationFrame(draw);
            else resolve();
        };
        requestAnimationFrame(draw);
    });
    return months / ((performance.now() - start) / 1000);
}"""
STEPS_OF_SOLARA = """async count => {
    const button = [...document.querySelectorAll("button")].find(({ innerText }) => /step/i.test(innerText));
    const rest = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
    const people = () => document.querySelector("img");
    const times = [];
    for (let step = 0; step < count; step += 1) {
        const before = people().src;
        const start = performance.now();
        button.click();
        while (people().src === before || !people().complete) {
            await new Promise(resolve => requestAnimationFrame(resolve));
        }
        times.push(performance.now() - start);
        await rest(600);
    }
    return times;
}"""
MONTHS_OF_SOLARA = """async seconds => {
    const play = [...document.querySelectorAll("button")].find(({ innerText }) => innerText.includes("▶"));
    const people = () => document.querySelector("img").src;
    play.click();
    let [months, last] = [0, people()];
    const start = performance.now();
    while (performance.now() - start < 1000 * seconds) {
        await new Promise(resolve => requestAnimationFrame(resolve));
        if (people() !== last) [months, last] = [months + 1, people()];
    }
    return months / ((performance.now() - start) / 1000);
}"""


class Speed(NamedTuple):
    """Time from a key or click to the next month drawn, and months drawn a second while it plays."""

    step_milliseconds: float
    slowest_step_milliseconds: float
    months_per_second: float


def chromium() -> str | None:
    """Return the browser of this machine, None without one."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def rates(sizes: tuple[int, ...]) -> list[Row]:
    """Measure both pages at each number of people; the workshop shows two organisations, SolaraViz one."""
    from playwright.sync_api import sync_playwright

    solara = os.environ.get("SMSIM_SOLARA") or shutil.which("solara")
    rows = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        rows.append(Row("browser", "no graphics card, 1920 by 1080", f"Chromium {browser.version}"))
        for people in sizes:
            ours = _workshop_speed(browser, Path(folder), people)
            theirs = _solara_speed(browser, Path(folder), people, solara) if solara else None
            rows += _rows(people, ours, theirs)
        browser.close()
    return rows


def _rows(people: int, ours: Speed, theirs: Speed | None) -> list[Row]:
    work = f"{people:,} people"
    rows = [
        Row("workshop, two organisations", work, _words(ours)),
        Row("SolaraViz, one organisation", work, _words(theirs) if theirs else "not installed"),
    ]
    if theirs:
        quicker = theirs.step_milliseconds / ours.step_milliseconds
        more = ours.months_per_second / theirs.months_per_second
        rows.append(
            Row("the workshop is", work, f"{quicker:.0f} times as quick, {more:.0f} times as many a second")
        )
    return rows


def _words(speed: Speed) -> str:
    step, slowest, months = speed
    return f"step {step:.0f} ms (slowest {slowest:.0f}), {months:.1f} months drawn a second"


def _speed(steps: list[float], months_per_second: float) -> Speed:
    return Speed(statistics.median(steps), max(steps), months_per_second)


def _workshop_speed(browser: Browser, folder: Path, people: int) -> Speed:
    files = []
    for name in SCENARIOS:
        file = folder / f"{name}-{people}.toml"
        file.write_text(f'extends = "{name}"\n[firm]\nemployees = {people}\n')
        files.append(str(file))
    port = _free_port()
    command = [*COMMAND, "workshop", *files, "--no-browser", "--port", str(port)]
    with _served([*command, "--keep", str(folder / f"kept-{people}")], port), _page(browser, port) as page:
        page.wait_for_function("() => document.getElementById('month').textContent === 'Month 0'")
        page.wait_for_timeout(1000)
        steps = page.evaluate(STEPS_OF_WORKSHOP, STEPS)
        page.keyboard.press("End")
        page.wait_for_function("() => document.getElementById('month').textContent === 'Month 119'")
        page.wait_for_timeout(1000)
        return _speed(steps, page.evaluate(MONTHS_OF_WORKSHOP, PLAYED_SECONDS))


def _solara_speed(browser: Browser, folder: Path, people: int, solara: str) -> Speed:
    code = SOLARA_PAGE.read_text(encoding="utf-8")
    sized = code.replace("employees=300", f"employees={people}")
    assert sized != code or people == 300
    file = folder / f"solara_page_{people}.py"
    file.write_text(sized, encoding="utf-8")
    port = _free_port()
    command = [solara, "run", str(file), "--port", str(port), "--no-open", "--production"]
    with _served(command, port), _page(browser, port) as page:
        page.wait_for_function("() => document.querySelectorAll('img').length >= 3")
        page.wait_for_timeout(2000)
        steps = page.evaluate(STEPS_OF_SOLARA, STEPS // 2)
        return _speed(steps, page.evaluate(MONTHS_OF_SOLARA, PLAYED_SECONDS))


@contextmanager
def _page(browser: Browser, port: int) -> Iterator[Page]:
    context = browser.new_context(viewport=PROJECTOR)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE_SECONDS)
    page.goto(f"http://127.0.0.1:{port}/")
    yield page
    context.close()


@contextmanager
def _served(command: list[str], port: int) -> Iterator[None]:
    """Run a server until it answers, and end it afterwards."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False"}
    server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_SECONDS)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    start = time.monotonic()
    while time.monotonic() - start < PATIENCE_SECONDS:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE_SECONDS):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise RuntimeError(f"{server.args} does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
