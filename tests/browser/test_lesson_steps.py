"""Every step of every lesson, by keyboard: nothing is cut, laid over, missing, early or without effect."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from smsim.workshop import ghosts
from smsim.workshop.lesson_tables import Step
from smsim.workshop.lesson_texts import TITLES
from smsim.workshop.lessons import lesson_names, load_lesson
from tests.browser.conftest import PROJECTOR, Visit
from tests.browser.test_lesson import FIRST, LAPTOP, LessonServer, attend, wait_for_step
from tests.browser.test_workshop import SCREENS

__all__ = ["attend"]

FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
SIZES = {
    "projector": {"viewport": PROJECTOR},
    "laptop": {"viewport": LAPTOP},
    "old projector": SCREENS["old projector"],
    "laptop at 150 %": {"viewport": {"width": 853, "height": 480}, "device_scale_factor": 1.5},
    "phone": SCREENS["phone"],
}
QUICK = (FIRST, "laptop at 150 %")
"""Where room is shortest; the others are slow."""

ALL = [(name, size) for name in lesson_names() for size in SIZES]
FEW_RUNS = 40
HINTS = """
() => [...document.querySelectorAll("kbd")]
  .filter((kbd) => kbd.checkVisibility({ visibilityProperty: true }) && !kbd.closest("dialog:not([open])"))
  .map((kbd) => (kbd.closest(".pair .run-1 .levers") ? "Shift+" : "") + kbd.textContent)
"""
STATE = """
() => [document.body.innerHTML, [...document.querySelectorAll("input")].map((own) => own.checked + own.value),
  document.fullscreenElement !== null].join()
"""
BUSY = ".lesson[aria-busy=true]"
WAIT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
KEYS = {"Esc": "Escape"}
LEFT_WITH = {"B": "Escape", "S": "Escape", "?": "Escape", "T": "t", "G": "g", "F": "f", "P": "Escape"}
"""What undoes a key."""

TRIED_IN_PLAY = {"Enter", ",", ".", "Esc", "U", "Shift+U"}
LEVER = re.compile(r"(Shift\+)?[0-9M]")
"""One try is enough for keys that open the same panel in every step."""

PATIENCE_SECONDS = 20


class Play:
    """A lesson that is played by keyboard at one size; what is wrong is collected with its place."""

    def __init__(self, seen: Visit, lesson: Any, *, is_narrow: bool) -> None:
        self.seen = seen
        self.lesson = lesson
        self.told = {"isNarrow": is_narrow, "titles": TITLES}
        self.found: dict[str, str] = {}
        self.revealed: set[str] = set()
        self.tried = set(TRIED_IN_PLAY)
        self.patience_seconds = PATIENCE_SECONDS
        self.title = lesson.file.step[0].title

    @property
    def words(self) -> str:
        return self.seen.page.inner_text(".lesson .confirm span").strip()

    def rest(self) -> None:
        self.seen.page.locator(BUSY).wait_for(state="detached")
        self.seen.page.evaluate(WAIT)

    def check(self, where: str) -> None:
        self.rest()
        faults = self.seen.page.evaluate(f"({FAULTS})({json.dumps(self.told)})")
        faults += self.told_early("shown", self.seen.page.evaluate("document.documentElement.textContent"))
        for fault in faults:
            self.found.setdefault(fault, where)

    def told_early(self, how: str, text: str) -> list[str]:
        """Return the outcomes in a text of steps that are not done yet."""
        return [
            f"{how} too early: {secret}" for secret in secrets(self.lesson) - self.revealed if secret in text
        ]

    def hear(self, text: str | bytes) -> None:
        """Look through what the page was sent, whether it shows it or not."""
        for fault in self.told_early("sent", json.dumps(json.loads(text), ensure_ascii=False)):
            self.found.setdefault(fault, self.title)

    def step(self, step: Step) -> None:
        wait_for_step(self.seen, step.title)
        self.title = step.title
        self.check(f"{step.title}, at first")
        for _ in range(8):
            self.rest()
            if self.seen.page.locator(".lesson .confirm").is_disabled():
                break
            self.deed(step)
        else:
            self.found.setdefault("Enter leads nowhere", step.title)
        self.check(f"{step.title}, done")
        if step.outcome and step.outcome not in self.seen.page.inner_text(".lesson"):
            self.found.setdefault(f"not told: {step.outcome}", step.title)

    def deed(self, step: Step) -> None:
        """Do what the button of the lesson says, with the key it names."""
        before = self.words
        if step.deeds and len(step.deeds) > 0 and self.is_last(step):
            self.revealed |= secrets_of(self.lesson, step)
        self.seen.press("Enter")
        if before in ("Draw the curve", "Give an answer"):
            self.seen.page.locator(".prediction .confirm").wait_for()
            self.check(f"{step.title}, asked")
            keys = (
                ["ArrowUp", "ArrowUp", "ArrowRight", "ArrowUp"] if "curve" in before else [" ", "ArrowDown"]
            )
            self.seen.press(*keys, "Enter")
        elif before.startswith("Play"):
            self.seen.page.locator("#play", has_text="Pause").wait_for()
            self.check(f"{step.title}, in play")
        started = time.monotonic()
        while self.words == before or self.seen.page.locator(BUSY).count():
            if time.monotonic() > started + self.patience_seconds:
                self.found.setdefault(f"'{before}' with Enter does nothing", step.title)
                return
            self.seen.page.wait_for_timeout(20)
        self.check(f"{step.title}, after '{before}'")

    def is_last(self, step: Step) -> bool:
        """Whether all but the last deed of a step is done, as far as the button says."""
        deeds = {"Draw": "predict", "Give": "predict", "Decide:": "decide", "Play": "play", "Go": "play",
                 "Show": "luck", "Reveal": "reveal", "Say": "tell"}  # fmt: skip
        return deeds[self.words.split()[0]] == step.deeds[-1]

    def try_hints(self, only: str = "") -> None:
        """Press every key that is named on the page, or only one of them; each must change something."""
        page = self.seen.page
        month = self.seen.month
        for hint in dict.fromkeys(page.evaluate(HINTS)):
            if hint in self.tried or only not in ("", hint):
                continue
            if LEVER.fullmatch(hint):
                self.tried.add(hint)
            before = page.evaluate(STATE)
            key = hint if hint.startswith("Shift+") or len(hint) > 1 else hint.lower()
            self.seen.press(KEYS.get(hint, key))
            if not self.changes(before):
                self.found.setdefault(f"the key {hint} does nothing", page.inner_text(".lesson h2"))
            self.seen.press(LEFT_WITH.get(hint, "Escape"))
            if self.seen.month != month:
                page.locator("#scrubber").evaluate(
                    "(own, month) => { own.value = month; own.dispatchEvent(new Event('input')); }", month
                )
            self.rest()

    def changes(self, before: str) -> bool:
        started = time.monotonic()
        while time.monotonic() < started + self.patience_seconds:
            if self.seen.page.evaluate(STATE) != before:
                return True
            self.seen.page.wait_for_timeout(20)
        return False


def secrets_of(lesson: Any, step: Step) -> set[str]:
    because = [
        other.predict.because
        for other in lesson.file.step
        if other.predict is not None and other.predict.id == step.reveal
    ]
    return {text for text in (step.outcome, *because) if text}


def secrets(lesson: Any) -> set[str]:
    return set().union(*(secrets_of(lesson, step) for step in lesson.file.step))


@pytest.fixture
def few_ghosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is about what is seen and not about how many, a few runs do."""
    monkeypatch.setattr(ghosts, "run_ghosts", partial(ghosts.run_ghosts, count=FEW_RUNS))


@pytest.fixture(scope="module")
def lesson_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str | Path], LessonServer]]:
    """The server of a lesson; every browser has a session of its own."""
    started: dict[str, LessonServer] = {}

    def serve(name: str | Path) -> LessonServer:
        if str(name) not in started:
            started[str(name)] = LessonServer(tmp_path_factory.mktemp("kept"), name)
        return started[str(name)]

    yield serve
    for server in started.values():
        server.stop()


def played(attend: Any, server: LessonServer, size: str, *, with_hints: bool = False) -> list[str]:
    """Play a lesson to its end and return what is wrong, with the place where it was first seen."""
    lesson = load_lesson(server.lesson)
    seen = attend(server, **SIZES[size])
    play = Play(seen, lesson, is_narrow=size == "phone")
    seen.page.on("websocket", lambda socket: socket.on("framereceived", lambda text: play.hear(text)))
    seen.page.reload()
    for step in lesson.file.step:
        play.step(step)
        if with_hints:
            play.try_hints()
        if step is not lesson.file.step[-1]:
            seen.press(".")
    return [f"{where}: {fault}" for fault, where in play.found.items()]


@pytest.mark.usefixtures("few_ghosts")
@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=[] if (name, size) == QUICK else [pytest.mark.slow])
        for name, size in ALL
    ],
)
def test_every_step_is_whole_at_every_size(attend, lesson_server, name, size):
    assert played(attend, lesson_server(name), size) == []


@pytest.mark.slow
@pytest.mark.usefixtures("few_ghosts")
def test_every_key_that_is_named_acts(attend, lesson_server):
    assert played(attend, lesson_server(FIRST), "laptop", with_hints=True) == []


ONE_AND_ALL = """
const one = (words) => document.querySelector(words);
const all = (words) => document.querySelectorAll(words);
"""
FIRST_OUTCOME = "Both firms still stand at level 2"
PLANT = {
    "cut: 'One firm, twice' in H2": "one('.lesson h2').style.cssText = 'height: 9px; overflow: hidden'",
    "in a select": "one('.chart select').style.width = '5em'",
    "lies over the disc of": "all('.department').forEach((each) => (each.dataset.radius *= 4))",
    "over each other": "all('.department').forEach((each) => (each.style.left = each.style.top = '9em'))",
    "no room for": "one('.department').classList.add('crowded')",
    "department names are small": "one('.organisation').style.fontSize = '7px'",
    "not shown: the chart 'Reputation'": "one('.lesson-text').append(' Reputation.')",
    "not shown: a ladder": "one('.lesson-text').append(' The ladder.'); one('.ladder').hidden = true",
    "the key X does nothing": "one('#show-help').innerHTML += '<kbd>X</kbd>'",
    "one below the other": "one('link[href*=narrow]').media = 'all'",
    "the focus is on the body": "document.activeElement.blur()",
    f"shown too early: {FIRST_OUTCOME}": "one('.lesson-text').append(early)",
}
"""A fault of each kind, and words by which it is told."""


@pytest.mark.usefixtures("few_ghosts")
def test_what_is_looked_for_would_be_found(attend, lesson_server):
    """Faults are planted one after the other in a page where there was none."""
    play = Play(attend(lesson_server(FIRST)), load_lesson(FIRST), is_narrow=False)
    early = next(secret for secret in secrets(play.lesson) if secret.startswith(FIRST_OUTCOME))
    play.check("before")
    assert play.found == {}
    play.patience_seconds = 1
    missed = []
    for words, fault in PLANT.items():
        play.seen.page.evaluate(f"(early) => {{ {ONE_AND_ALL} {fault}; }}", early)
        if words.startswith("the key"):
            play.try_hints("X")
        else:
            play.check("after")
        if not any(words in found for found in play.found):
            missed.append(words)
    assert missed == []
