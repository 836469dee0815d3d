"""The workshop in a real browser: played, decided, branched and changed by hand; nothing gets lost."""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from smsim.experiments.comparing import Request, plan_runs
from smsim.player.filming import film
from tests.browser.conftest import PROJECTOR, Visit, users
from tests.workshops import run_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

uvicorn = pytest.importorskip("uvicorn")

MONTHS = 18
LAST = MONTHS - 1
SEED = 3
FIRM = "appointment_month = 4\n[firm]\nemployees = 60\n"
ALONE = f'title = "A lone manager"\nextends = "lone-manager"\n{FIRM}'
TOGETHER = f'title = "A </script><img src=x> force"\nextends = "task-force-broad"\n{FIRM}'
SCREENS = {
    "projector": {"viewport": PROJECTOR},
    "laptop": {"viewport": {"width": 1280, "height": 720}},
    "old projector": {"viewport": {"width": 1024, "height": 768}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
BAN = "A: ban share now 1"
FILE_WORD = re.compile(r"\w_\w")
NOTED = 600
"""Milliseconds after which a month that is shown has been noted."""


class Server:
    """`smsim workshop` without its command line, so that it can be stopped and started again."""

    def __init__(self, folder: Path, scenarios: tuple[str, ...]) -> None:
        self.folder = folder
        self.request = Request(scenarios, 1, SEED, 1, months=MONTHS)
        self.port: int | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        from smsim.workshop.server import Workshop, application
        from smsim.workshop.serving import listening_socket
        from smsim.workshop.session_store import SessionStore

        opening = self.opening()
        run_of(opening.branches()[0])  # as the command does: nobody waits at a page for the engine to compile
        listening = listening_socket(self.port)
        self.port = int(listening.getsockname()[1])
        app = application(Workshop(opening, SessionStore(self.folder, opening, str)), self.port)
        config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listening]}, daemon=True)
        self.thread.start()

    def opening(self) -> Any:
        from smsim.workshop.opening import open_scenarios

        return open_scenarios(self.request)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture(scope="module")
def scenario_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("scenarios")
    files = (folder / "alone.toml", folder / "together.toml")
    for file, text in zip(files, (ALONE, TOGETHER), strict=True):
        file.write_text(text)
    return (str(files[0]), str(files[1]))


@pytest.fixture(scope="module")
def server(scenario_files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("kept"), scenario_files)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def recording(scenario_files) -> dict[str, Any]:
    """What both panes show while nothing is decided."""
    return film(plan_runs(Request(scenario_files, 1, SEED, 1, months=MONTHS)))


@pytest.fixture
def enter(server: Server, browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open the page as a browser that was never there; whatever it complains about fails the test."""
    opened: list[Visit] = []

    def open_page(**options: Any) -> Visit:
        context = browser.new_context(**{"viewport": PROJECTOR, **options})
        seen = Visit(context.new_page())
        seen.watch()
        seen.page.goto(server.address)
        seen.wait_for_month(0)
        opened.append(seen)
        return seen

    yield open_page
    complaints = [words for seen in opened for words in seen.complaints]
    for seen in opened:
        seen.page.context.close()
    assert complaints == []


def shown_users(seen: Visit, run: int) -> int:
    return users(seen.page.inner_text(f".pane.run-{run} .users"))


def recorded_users(recording: dict[str, Any], run: int, month: int) -> int:
    return sum(recording["runs"][run]["frames"][month]["departments"]["users"])


def go(seen: Visit, month: int) -> None:
    """Go to a month with the keys for years and months."""
    seen.press("Home")
    seen.wait_for_month(0)
    for _ in range(month // 12):
        seen.press("PageDown")
    for _ in range(month % 12):
        seen.press("ArrowRight")
    seen.wait_for_month(month)


def ban(seen: Visit, shift: str = "") -> None:
    """Decide by keyboard that access is blocked from the coming month on."""
    run = 1 if shift else 0
    seen.press(f"{shift}0")
    seen.page.wait_for_selector(f".pane.run-{run} .decision input:focus")
    seen.press("End", "Enter")
    seen.page.wait_for_selector(f".pane.run-{run} .decision", state="detached")


def test_play_by_keyboard_shows_the_runs_and_asks_nobody_else(enter, server, recording):
    seen = enter()
    seen.press("+", "+", "+", "+", " ")
    seen.wait_for_month(LAST)
    for run in (0, 1):
        assert shown_users(seen, run) == recorded_users(recording, run, LAST)
    assert seen.page.locator("img").count() == 0
    assert all(request.startswith(server.address) for request in seen.requests)
    assert seen.page.inner_text("#play") == "Play"


def test_a_decision_changes_one_pane_and_later_months_only(enter, recording):
    seen = enter()
    go(seen, 12)
    ban(seen)
    assert seen.page.inner_text(".pane.run-0 h2").endswith("ban share now 1")
    assert seen.page.inner_text(".notices").startswith(f"{BAN}, from month 13 on.")
    seen.press("End")
    seen.wait_for_month(LAST)
    # what was said in another month has been read
    assert seen.page.inner_text(".notices") == ""
    assert shown_users(seen, 0) < recorded_users(recording, 0, LAST)
    assert shown_users(seen, 1) == recorded_users(recording, 1, LAST)
    go(seen, 13)
    assert "ban share now 1" in seen.page.inner_text(".pane.run-0 .news")
    for month in (12, 5):
        go(seen, month)
        assert shown_users(seen, 0) == recorded_users(recording, 0, month)
    seen.page.wait_for_timeout(NOTED)
    seen.page.reload()
    seen.wait_for_month(5)
    assert seen.page.inner_text(".pane.run-0 h2").endswith("ban share now 1")


@pytest.mark.slow
def test_a_restart_loses_nothing(enter, server):
    seen = enter()
    go(seen, 6)
    ban(seen)
    seen.press("ArrowRight")
    seen.wait_for_month(7)
    seen.page.wait_for_timeout(NOTED)
    server.stop()
    seen.page.wait_for_function("() => document.querySelector('.banner').textContent !== ''")
    server.start()
    seen.page.wait_for_function("() => document.querySelector('.banner').textContent === ''")
    seen.press("ArrowRight")
    seen.wait_for_month(8)
    seen.page.wait_for_timeout(NOTED)
    seen.page.reload()
    seen.wait_for_month(8)
    assert seen.page.inner_text(".pane.run-0 h2").endswith("ban share now 1")
    seen.complaints = [words for words in seen.complaints if "WebSocket connection" not in words]


@pytest.mark.slow
def test_a_decision_shows_what_it_costs_and_can_be_left(enter):
    seen = enter()
    go(seen, 12)
    seen.press("5")
    panel = seen.page.locator(".pane.run-0 .decision")
    panel.locator("td").first.wait_for()
    before = panel.locator("td").all_inner_texts()
    assert before[0] == before[1]
    assert panel.locator(".wish").inner_text() == "Now: as usual"
    seen.press("End")
    seen.page.wait_for_function(
        "() => document.querySelector('.decision td:nth-child(4)').textContent !== '0'"
    )
    after = panel.locator("td").all_inner_texts()
    assert int(after[1]) > int(before[1])
    assert "→ 5 times" in panel.locator(".wish").inner_text()
    seen.press("Escape")
    assert panel.count() == 0
    assert seen.page.inner_text(".pane.run-0 h2").endswith("A lone manager")


@pytest.mark.slow
def test_what_cannot_be_decided_is_said_in_the_panel(enter):
    seen = enter()
    go(seen, 12)
    seen.press("2")
    seen.page.wait_for_selector(".decision input:focus")
    seen.press(" ")
    seen.page.wait_for_function("() => document.querySelector('.decision .problem').textContent !== ''")
    assert "there are no seats" in seen.page.inner_text(".decision .problem")
    assert not FILE_WORD.search(seen.page.inner_text("body"))
    options = seen.page.locator(".decision option").all_inner_texts()
    assert not FILE_WORD.search(" ".join(options))


@pytest.mark.slow
def test_branches_stand_in_a_tree_from_the_month_they_start(enter, recording):
    seen = enter()
    go(seen, 12)
    ban(seen)
    seen.press("End")
    seen.wait_for_month(LAST)
    banned_late = shown_users(seen, 0)
    go(seen, 5)
    ban(seen)
    seen.press("b")
    tree = seen.page.locator("#tree")
    names = tree.locator(".branch-name").all_inner_texts()
    assert names[0] == "A lone manager"
    assert sorted(names[1:3]) == ["ban share now 1 (month 13)", "ban share now 1 (month 6)"]
    assert tree.locator("[aria-pressed=true] .badge").inner_text() == "A"
    # the later branch beside the earlier one
    tree.get_by_role("button", name="month 13").press("Enter")
    tree.get_by_role("button", name="Put in B").press("Enter")
    seen.page.wait_for_function("() => document.querySelector('.pane.run-1 h2').textContent.includes('ban')")
    seen.press("Escape", "End")
    seen.wait_for_month(LAST)
    assert shown_users(seen, 1) == banned_late < recorded_users(recording, 0, LAST)
    assert banned_late != recorded_users(recording, 1, LAST)
    seen.press("Shift+U")
    seen.page.wait_for_function(
        "() => document.querySelector('.pane.run-1 h2').textContent === 'BA lone manager'"
    )
    assert shown_users(seen, 1) == recorded_users(recording, 0, LAST)
    seen.press("b")
    assert "ban share now 1 (month 13)" not in tree.locator(".branch-name").all_inner_texts()


@pytest.mark.slow
def test_seats_have_keys_of_their_own(enter):
    seen = enter()
    go(seen, 12)
    seen.press("Shift+H")
    wish = seen.page.locator(".pane.run-1 .wish")
    wish.wait_for()
    seen.page.wait_for_function("() => document.querySelector('.wish').textContent.startsWith('From')")
    assert wish.inner_text() == "From 5 seats to 4: without human resources"


@pytest.mark.slow
def test_beginning_anew_asks_twice(enter):
    seen = enter()
    ban(seen)
    seen.press("b")
    anew = seen.page.locator(".anew button")
    anew.click()
    assert seen.page.locator("#tree .branch-name").count() == 3
    anew.click()
    seen.page.wait_for_function("() => document.querySelector('.pane h2')?.textContent === 'AA lone manager'")


@pytest.mark.slow
def test_a_branch_is_given_another_name(enter):
    seen = enter()
    ban(seen)
    seen.press("b")
    field = seen.page.locator("#tree input")
    field.fill("nobody may <b>")
    field.press("Enter")
    seen.page.wait_for_function(
        "() => document.querySelector('.pane h2').textContent.endsWith('nobody may <b>')"
    )


@pytest.mark.slow
def test_people_are_changed_by_hand_and_by_keyboard(enter, recording):
    names = recording["workforce"]["people"]["names"]
    place = recording["runs"][0]["start"]["people"].index("0")
    home = recording["workforce"]["people"]["department"][place]
    seen = enter()
    seen.page.locator(".pane.run-0 .department").nth(home).press("Enter")
    seen.page.locator(".pane.run-0 .details .person", has_text=names[place]).first.press("Enter")
    rearrangement = seen.page.locator(".pane.run-0 .rearrangement")
    rearrangement.get_by_role("button", name="Name champion").press("Enter")
    rearrangement.get_by_role("button", name="Draw a tie").press("Enter")
    rearrangement.locator("select").select_option(label=names[-1])
    rearrangement.get_by_role("button", name="Do it").press("Enter")
    rearrangement.get_by_role("button", name="Move to").press("Enter")
    new = next(
        name for name in recording["workforce"]["departments"]["names"] if not names[place].startswith(name)
    )
    rearrangement.locator("select").select_option(label=new)
    rearrangement.get_by_role("button", name="Do it").press("Enter")
    rearrangement.get_by_role("button", name="Review 3 and confirm").press("Enter")
    panel = seen.page.locator(".pane.run-0 .decision")
    assert panel.locator(".part").count() == 3
    panel.get_by_role("button", name="Confirm").press("Enter")
    panel.wait_for(state="detached")
    seen.press("End")
    seen.wait_for_month(LAST)
    told = [seen.page.inner_text(f".pane.run-{run} .details") for run in (0, 1)]
    assert "was named a champion" in told[0]
    assert "was named a champion" not in told[1]
    assert f"Department\n{new}\n" in told[0]
    assert f"Department\n{new}\n" not in told[1]


@pytest.mark.slow
def test_everything_can_be_taken_home(enter, tmp_path):
    seen = enter()
    go(seen, 3)
    ban(seen)
    seen.press("s")
    kinds = {"PNG": b"\x89PNG", "GIF": b"GIF8", "Scenario": b"", "CSV": b"PK", "one file": b"<!doctype html>"}
    for words, start in kinds.items():
        with seen.page.expect_download() as download:
            seen.page.locator("#exports a", has_text=words).first.click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(start)
        if words == "Scenario":
            assert {"month": 4, "ban_share": 1.0} in tomllib.loads(content.decode())["change"]


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_the_screen_nor_cut_and_panes_stay_equal(enter, screen):
    seen = enter(**SCREENS[screen])
    go(seen, 12)
    seen.press("1")
    seen.page.wait_for_selector(".decision input:focus")
    viewport = SCREENS[screen]["viewport"]
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    cut = "elements => elements.filter(each => each.scrollWidth > each.clientWidth).length"
    for words in ("#title", ".levers span", ".pane-head .name", ".charge"):
        assert seen.page.locator(words).evaluate_all(cut) == 0, words
    if screen == "phone":
        return
    assert seen.page.evaluate("document.documentElement.scrollHeight") <= viewport["height"]
    scenes = [seen.page.locator(f".pane.run-{run} .scene").bounding_box() for run in (0, 1)]
    assert scenes[0] is not None
    assert scenes[1] is not None
    assert abs(scenes[0]["width"] - scenes[1]["width"]) < 1
    assert scenes[0]["height"] == scenes[1]["height"]


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("1", ".decision td"),
        ("Shift+M", ".decision td"),
        ("b", "#tree"),
        ("s", "#exports"),
        ("?", "#help"),
        ("g", ".ghosts td"),
        ("c", ".prediction .confirm"),
    ],
)
def test_axe_finds_nothing(enter, axe, screen, keys, shown):
    seen = enter(**SCREENS[screen])
    go(seen, 6)
    seen.press(keys)
    seen.page.locator(shown).first.wait_for()
    check(seen, axe)


@pytest.mark.slow
def test_axe_finds_nothing_beside_a_person(enter, axe):
    seen = enter()
    seen.page.locator(".pane.run-1 .department").first.click()
    seen.page.locator(".pane.run-1 .details .person").first.click()
    seen.page.locator(".pane.run-1 .rearrangement").get_by_role("button", name="Cut a tie").click()
    check(seen, axe)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "shown"), [("c", ".prediction .confirm"), ("5", ".decision input"), ("g", ".ghosts caption")]
)
def test_what_is_asked_for_comes_into_sight_on_a_phone(enter, key, shown):
    seen = enter(**SCREENS["phone"])
    seen.press(key)
    seen.page.locator(shown).first.wait_for()
    assert is_in_sight(seen, shown)


@pytest.mark.slow
def test_why_is_told_in_the_pane_that_was_asked(enter):
    seen = enter(**SCREENS["phone"])
    seen.page.locator(".pane.run-1 .department").first.click()
    assert is_in_sight(seen, ".pane.run-1 .details h3")


def is_in_sight(seen: Visit, shown: str) -> bool:
    """Whether an element lies on the screen, and not behind the controls at its foot."""
    box, controls = (seen.page.locator(name).first.bounding_box() for name in (shown, "#controls"))
    assert box is not None
    assert controls is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= controls["y"]


def check(seen: Visit, axe: Any) -> None:
    found = axe.run(seen.page).response["violations"]
    told = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert told == []


@pytest.mark.slow
def test_the_help_names_the_keys_of_the_room(enter):
    seen = enter()
    seen.press("?")
    keys = seen.page.locator("#help kbd").all_inner_texts()
    for key in ("1 to 9, 0", "H, V", "M, Shift M", "U, Shift U", "B", "S"):
        assert any(re.fullmatch(re.escape(key), shown) for shown in keys)
