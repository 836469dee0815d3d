"""Lessons in a real browser: predicted, decided and revealed, by keyboard and by hand; and luck."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from smsim.engine.simulation import Simulation
from smsim.scenarios import run_inputs
from smsim.workshop.lesson_tables import Step
from smsim.workshop.lessons import load_lesson, people_of, plans_by_step
from tests.browser.conftest import Visit
from tests.browser.test_workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LAPTOP = {"width": 1280, "height": 720}
FIRST = "why-lone-managers-plateau"
MONTHS = 18
FAINTEST = 14  # between the channels of a band; letters and grid have less
SMALL = f"""\
title = "A small lesson"
minutes = 3
question = "Who will use it?"
seed = 3
months = {MONTHS}
scenarios = ["lone-manager", "task-force-broad"]
employees = 60

[[step]]
title = "Draw"
minutes = 1
month = 2
text = "How many will use it?"

[step.predict]
id = "users"
question = "How many use it in B?"
kind = "curve"
pane = 1
chart = "active_share"

[[step]]
title = "Look"
minutes = 1
text = "Now see."
outcome = "<b>Nothing</b> but text."
reveal = "users"

[[step]]
title = "Answer"
minutes = 1
month = 14
charts = ["level", "sponsorship", "reputation"]
text = "What now?"

[step.predict]
id = "answer"
question = "What comes?"
kind = "choice"
choices = ["this", "that"]
answer = "that"
"""


class LessonServer(Server):
    """`smsim workshop --lesson` without its command line."""

    def __init__(self, folder: Path, lesson: str | Path) -> None:
        self.lesson = lesson
        super().__init__(folder, ())

    def opening(self) -> Any:
        from smsim.workshop.opening import open_lesson

        return open_lesson(load_lesson(self.lesson))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LessonServer]:
    folder = tmp_path_factory.mktemp("lesson")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    started = LessonServer(folder / "kept", folder / "small.toml")
    yield started
    started.stop()


@pytest.fixture
def attend(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open the page of a lesson; whatever it complains about or asks of others fails the test."""
    opened: list[tuple[Visit, str]] = []

    def open_page(server: LessonServer, **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": LAPTOP, **options})
        seen = Visit(context.new_page())
        seen.watch()
        seen.page.goto(server.address)
        seen.page.wait_for_selector(".lesson[aria-busy=false]")
        seen.page.locator("#month", has_text="Month").wait_for()
        opened.append((seen, server.address))
        return seen

    yield open_page
    complaints = [words for seen, _ in opened for words in seen.complaints]
    strangers = [url for seen, own in opened for url in seen.requests if not url.startswith((own, "data:"))]
    for seen, _ in opened:
        seen.page.context.close()
    assert (complaints, strangers) == ([], [])


def wait_for_step(seen: Visit, title: str) -> None:
    seen.page.locator(".lesson h2", has_text=title).wait_for()
    seen.page.locator(".lesson[aria-busy=false]").wait_for()


def wait_for_deed(seen: Visit, words: str) -> None:
    seen.page.locator(".lesson .buttons button", has_text=words).wait_for()
    seen.page.locator(".lesson[aria-busy=false]").wait_for()


def picture_of(seen: Visit, chart: int) -> np.ndarray:
    with Image.open(io.BytesIO(seen.page.locator(".plot").nth(chart).screenshot())) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def ink(seen: Visit, chart: int) -> int:
    """Return how many dots of a chart are not white."""
    return int((picture_of(seen, chart).min(axis=2) < 255).sum())


def coloured(seen: Visit, chart: int) -> list[int]:
    """Return how many dots of the left and of the right half of a chart have a colour, as runs have."""
    dots = picture_of(seen, chart)
    has_colour = dots.max(axis=2) - dots.min(axis=2) > FAINTEST
    return [int(half.sum()) for half in np.array_split(has_colour, 2, axis=1)]


@pytest.mark.slow
def test_a_curve_is_drawn_by_hand_kept_and_held_against_the_run(small, attend):
    seen = attend(small)
    seen.wait_for_month(2)
    before = ink(seen, 1)
    seen.press("Enter")
    box = seen.page.locator(".drawn-on .u-over").bounding_box()
    assert box is not None
    right, top = box["x"] + box["width"], box["y"]
    seen.page.mouse.move(right - 0.5 * box["width"], top + 0.5 * box["height"])
    seen.page.mouse.down()
    seen.page.mouse.move(right - 1, top + 0.25 * box["height"], steps=8)
    seen.page.mouse.up()
    seen.page.get_by_role("button", name="That is our curve").click()
    wait_for_deed(seen, "Done")
    drawn = ink(seen, 1)
    assert drawn > before
    seen.page.reload()
    wait_for_step(seen, "Draw")
    seen.wait_for_month(2)
    assert ink(seen, 1) == drawn
    seen.press(".")
    wait_for_step(seen, "Look")
    assert seen.page.locator(".lesson-look").inner_text() == ""
    seen.press("Enter")
    seen.wait_for_month(MONTHS - 1)
    told = seen.page.locator(".prediction p", has_text="In the end you drew 75%")
    told.wait_for()
    shown = seen.page.locator(".chart .value.run-1").nth(1).inner_text().removeprefix("B ")
    assert f"the run of B has {shown}" in told.inner_text()
    seen.page.locator(".prediction p", has_text="A run with other luck is typically").wait_for()
    assert "<b>Nothing</b> but text." in seen.page.locator(".lesson-look").inner_text()
    seen.press("Escape")
    assert not seen.page.locator(".prediction").is_visible()


def test_a_curve_is_revealed_on_any_chart_whatever_is_shown_by_then(attend, tmp_path):
    text = SMALL.replace('pane = 1\nchart = "active_share"', 'chart = "workload_ratio"')
    text = text.replace("month = 2\n", 'month = 2\ncharts = ["level", "workload_ratio"]\n')
    text = text.replace('reveal = "users"', 'reveal = "users"\ncharts = ["level", "active_share"]')
    path = tmp_path / "another.toml"
    path.write_text(text, encoding="utf-8")
    server = LessonServer(tmp_path, path)
    seen = attend(server)
    seen.press("Enter")
    seen.page.locator(".drawn-on[role=slider]:focus").wait_for()
    seen.press("ArrowLeft", *["ArrowUp"] * 20, "Enter", ".")
    wait_for_step(seen, "Look")
    seen.press("Enter")
    told = seen.page.locator(".prediction p", has_text="In the end you drew")
    told.wait_for()
    seen.page.locator(".lesson[aria-busy=false]").wait_for()
    (kept,) = tmp_path.glob("*.json")
    drawn = np.array(json.loads(kept.read_text(encoding="utf-8"))["predictions"]["users"]["values"])
    lesson = load_lesson(path)
    run = Simulation(run_inputs(lesson.scenarios[0]), people_of(lesson), lesson.file.seed).run()
    # while nobody is in charge there is no work per hour, and no distance from it
    off = np.nanmean(np.abs(drawn - run.monthly["workload_ratio"][-drawn.size :]))
    assert f"On average your curve is {round(off, 1):g} off, " in told.inner_text()
    assert seen.page.locator(".prediction p").count() == 1
    assert seen.page.inner_text(".notices") == ""
    server.stop()


def test_an_answer_is_given_up_or_kept_by_keyboard(small, attend):
    seen = attend(small)
    seen.press(".", ".", ".")
    wait_for_step(seen, "Answer")
    seen.wait_for_month(14)
    seen.press("Enter")
    seen.page.locator(".prediction input:focus").wait_for()
    seen.page.locator("#month").click()
    seen.press("Escape")
    assert not seen.page.locator(".prediction").is_visible()
    wait_for_deed(seen, "Give an answer")
    seen.press("Enter")
    seen.page.locator(".prediction input:focus").wait_for()
    seen.press(" ", "ArrowDown", "Enter")
    wait_for_deed(seen, "Done")
    # the second time there is nothing to do
    seen.press("Enter")
    assert not seen.page.locator(".prediction").is_visible()


def shown_charts(seen: Visit) -> list[str]:
    return seen.page.locator("figure.chart").evaluate_all(
        "charts => charts.map(({ dataset }) => dataset.chart)"
    )


@pytest.mark.slow
def test_the_charts_of_a_step_outlive_a_reload_and_a_restart(small, attend, tmp_path):
    server = LessonServer(tmp_path, small.lesson)
    seen = attend(server)
    assert shown_charts(seen) == ["level", "active_share", "departments_operating"]
    seen.press(".", ".")
    wait_for_step(seen, "Answer")
    assert shown_charts(seen) == ["level", "sponsorship", "reputation"]
    seen.page.locator(".chart select").select_option("response_share")
    chosen = ["level", "sponsorship", "response_share"]
    seen.page.reload()
    wait_for_step(seen, "Answer")
    assert shown_charts(seen) == chosen
    server.stop()
    seen.page.locator(".banner:not(:empty)").wait_for()
    server.start()
    seen.page.locator(".banner:empty").wait_for(state="attached")
    seen.page.reload()
    wait_for_step(seen, "Answer")
    assert shown_charts(seen) == chosen
    seen.press(",")
    wait_for_step(seen, "Look")
    assert shown_charts(seen)[:2] == ["level", "active_share"]
    server.stop()
    seen.complaints = [words for words in seen.complaints if "WebSocket connection" not in words]


def test_keys_around_a_decision_mean_what_is_shown(small, attend):
    seen = attend(small)
    lesson = seen.page.locator(".lesson:focus")
    panel = seen.page.locator(".decision")
    lesson.wait_for(state="attached")
    seen.press("5")
    seen.page.locator(".pane.run-0 .decision input:focus").wait_for()
    seen.press("Escape")
    lesson.wait_for(state="attached")
    seen.press("5", "Shift+5")
    seen.page.locator(".pane.run-1 .decision input:focus").wait_for()
    assert panel.count() == 1
    seen.press("End")
    seen.page.locator(".decision .confirm:enabled").wait_for()
    seen.page.locator("#month").click()
    seen.press("Enter")
    panel.wait_for(state="detached")
    lesson.wait_for(state="attached")
    assert seen.page.locator(".drawn-on").count() == 0
    assert seen.page.inner_text(".notices").startswith("B: ")
    seen.press("Enter")
    seen.page.locator(".drawn-on:focus").wait_for()


@pytest.mark.slow
def test_luck_stands_behind_the_run_as_far_as_time_has_come(small, attend):
    seen = attend(small)
    seen.wait_for_month(2)
    seen.press("g")
    table = seen.page.locator(".ghosts table")
    table.wait_for()
    assert "by month 2" in table.locator("caption").inner_text()
    seen.page.locator(".ghosts-state", has_text="worked out").wait_for(state="hidden")
    assert coloured(seen, 1)[1] == 0
    seen.press("End")
    seen.wait_for_month(MONTHS - 1)
    seen.page.locator(".ghosts caption", has_text=f"by month {MONTHS - 1}").wait_for()
    with_luck = sum(coloured(seen, 1))
    assert seen.page.locator(".ghosts ul.unseen li").count() >= 4
    seen.press("g")
    assert not seen.page.locator(".ghosts").is_visible()
    assert sum(coloured(seen, 1)) < with_luck / 2


@pytest.mark.slow
def test_the_whole_lesson_goes_by_keyboard(attend, axe, tmp_path):
    lesson = load_lesson(FIRST)
    server = LessonServer(tmp_path, FIRST)
    seen = attend(server)
    plans = plans_by_step(lesson)
    for step, plan in zip(lesson.file.step, plans, strict=True):
        wait_for_step(seen, step.title)
        do(seen, step)
        wait_for_deed(seen, "Done" if step.deeds else "Watch")
        if step.decide is not None:
            heading = seen.page.locator(f".pane.run-{step.decide.pane} h2")
            assert heading.inner_text().endswith(step.decide.label)
        assert (step.outcome or "Step") in seen.page.inner_text(".lesson")
        check_month(seen, lesson, plan)
        if step.title != lesson.file.step[-1].title:
            seen.press(".")
    serious = [
        violation["id"]
        for violation in axe.run(seen.page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []
    server.stop()


def do(seen: Visit, step: Step) -> None:
    """Do all that a step asks for."""
    for deed in step.deeds:
        if deed == "predict" and step.predict is not None:
            predict(seen, step.predict.kind)
            continue
        seen.press("Enter")
        if deed == "decide" and step.until is not None:
            wait_for_deed(seen, f"Play to month {step.until}")
        elif deed == "play" and step.until is not None:
            wait_for_deed(seen, f"Go to month {step.until}")
            seen.press("Enter")
            seen.wait_for_month(step.until)
        elif deed == "luck":
            seen.page.locator(".ghosts table").wait_for()
        elif deed == "reveal":
            seen.page.locator(".prediction button", has_text="Close").wait_for()
        seen.page.locator(".lesson[aria-busy=false]").wait_for()


def predict(seen: Visit, kind: str) -> None:
    seen.press("Enter")
    if kind == "curve":
        seen.page.locator(".drawn-on[role=slider]:focus").wait_for()
        seen.press("ArrowUp", "ArrowUp", "ArrowRight", "ArrowUp", "Shift+ArrowRight", "Enter")
    else:
        seen.page.locator(".prediction input:focus").wait_for()
        seen.press(" ", "ArrowDown", "Enter")
    wait_for_deed(seen, "Done")


def check_month(seen: Visit, lesson: Any, plan: Any) -> None:
    """The panes show the runs of the lesson's plans, whatever was shown before."""
    people = people_of(lesson)
    seen.press("End")
    seen.wait_for_month(lesson.file.months - 1)
    for run, scenario in enumerate(plan):
        last = Simulation(run_inputs(scenario), people, lesson.file.seed).run().monthly[-1]
        pane = seen.page.locator(f".pane.run-{run}")
        pane.locator(".level", has_text=f"Level {last.level:.0f}").wait_for()
        pane.locator(".users", has_text=f"{last.active_employees:.0f} of").wait_for()
