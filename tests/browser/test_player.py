"""The take-home file in a real browser: from disk, offline, by keyboard, on any screen."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import pytest

from smsim.player.page import self_contained_page
from tests.browser.conftest import MONTHS, users

LAST = MONTHS - 1
LADDER = {
    "1": ("met", "", "met"),
    "+": ("met", "new", "met"),
    "0": ("missing", "", "missing"),
    "x": ("lost", "lost", "just lost"),
    "-": ("absent", "", "does not apply"),
}
SCREENS = {
    "projector": {"viewport": {"width": 1920, "height": 1080}},
    "laptop": {"viewport": {"width": 1280, "height": 720}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


def test_nothing_is_asked_of_anybody(pair, visit):
    page, _ = pair
    seen = visit(page)
    seen.press("End", "Home", "p", "Escape", "t", "Escape", "?", "Escape")
    seen.page.select_option("#charts select", "net_value_keur")
    assert seen.requests == [page.as_uri()]


def test_a_request_would_be_stopped(pair, visit):
    seen = visit(pair[0])
    stopped = seen.page.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', event => resolve(event.violatedDirective));
            const image = new Image();
            image.src = 'https://example.org/x.png';
        })"""
    )
    assert stopped == "img-src"
    seen.complaints.clear()


def test_a_title_that_tries_to_be_markup_is_shown_as_text(pair, visit):
    seen = visit(pair[0])
    assert "<img src=x onerror=" in seen.page.inner_text("#pane-1")
    assert seen.page.locator("img").count() == 0
    assert seen.page.title().startswith("A lone manager or </script>")


def test_months_are_those_of_the_recording(pair, visit):
    page, recording = pair
    seen = visit(page)
    seen.press("Home")
    for month in range(MONTHS):
        seen.wait_for_month(month)
        for run, kept in enumerate(recording["runs"]):
            frame = kept["frames"][month]
            pane = seen.page.locator(f".pane.run-{run}")
            assert users(pane.locator(".users").inner_text()) == sum(frame["departments"]["users"])
            assert pane.locator(".level").inner_text().startswith(f"Level {frame['level']}")
            met = pane.locator(".rung li.met").count()
            assert met == sum(letter in "1+" for letter in frame["indicators"])
        seen.press("ArrowRight")
    assert seen.month == LAST


def test_the_ladder_tells_met_new_missing_lost_and_absent_apart(single, visit, tmp_path):
    recording = deepcopy(single[1])
    letters = "1+0x-" + "0" * 11
    recording["runs"][0]["frames"][0]["indicators"] = letters
    (tmp_path / "run.html").write_text(self_contained_page(recording), encoding="utf-8")
    seen = visit(tmp_path / "run.html")
    for letter, indicator in zip(letters, recording["words"]["indicators"][:5], strict=False):
        item = seen.page.locator(".rung li", has_text=indicator["title"])
        state, flag, mark = LADDER[letter]
        assert item.get_attribute("class") == state
        assert item.locator(".flag").inner_text() == flag
        assert item.locator(".mark").get_attribute("aria-label") == mark
    counts = seen.page.locator(".rung .count").all_inner_texts()
    assert counts == ["0 of 5", "0 of 6", "2 of 4", "somebody uses it"]


@pytest.mark.slow
def test_play_shows_every_month_once_and_stops_at_the_end(single, visit):
    seen = visit(single[0])
    seen.page.evaluate(
        """() => {
            const month = document.getElementById('month');
            window.months = [];
            new MutationObserver(() => window.months.push(month.textContent))
                .observe(month, { childList: true, characterData: true, subtree: true });
        }"""
    )
    seen.press("+", "+", "+", "+", " ")
    seen.wait_for_month(LAST)
    assert seen.page.evaluate("window.months") == [f"Month {month}" for month in range(1, MONTHS)]
    assert seen.page.inner_text("#play") == "Play"


def test_everything_goes_by_keyboard(pair, visit):
    page, recording = pair
    seen = visit(page)
    for key, month in [
        ("ArrowRight", 1), ("PageDown", 13), ("ArrowLeft", 12), ("PageUp", 0), ("End", LAST), ("Home", 0),
        ("Shift+ArrowRight", 12), ("Shift+ArrowLeft", 0),
    ]:  # fmt: skip
        seen.press(key)
        seen.wait_for_month(month)
    events = sorted(
        {
            frame["month"]
            for run in recording["runs"]
            for frame in run["frames"]
            if any(kind in ("level", "crisis", "upheaval", "decision", "lead") for kind, _ in frame["news"])
        }
    )
    for month in events[:3]:
        seen.press("n")
        seen.wait_for_month(month)
    seen.press("Shift+N")
    seen.wait_for_month(events[1])
    speed = seen.page.input_value("#speed")
    seen.press("+")
    assert seen.page.input_value("#speed") != speed
    seen.press("-")
    assert seen.page.input_value("#speed") == speed
    seen.press("?")
    assert seen.page.locator("#help").is_visible()
    seen.press("Escape")
    assert not seen.page.locator("#help").is_visible()
    seen.press(" ")
    assert seen.page.inner_text("#play") == "Pause"
    seen.press(" ")
    assert seen.page.inner_text("#play") == "Play"


def test_a_department_its_people_and_their_colleagues_are_reached_by_keyboard(single, visit):
    page, recording = single
    seen = visit(page)
    seen.press("End")
    seen.page.locator(".department").first.focus()
    seen.press("Enter")
    details = seen.page.locator(".details")
    name = recording["workforce"]["departments"]["names"][0]
    assert details.locator("h3").inner_text() == name
    assert details.locator(".person").count() == recording["workforce"]["departments"]["people"][0]
    seen.press("Tab", "Tab", "Tab", "Enter")
    person = details.locator("h3").inner_text()
    assert person == recording["workforce"]["people"]["names"][1]
    seen.press("Tab", "Tab", "Enter")
    assert details.locator("h3").inner_text() not in (name, person)
    seen.press("Escape")
    assert not details.is_visible()
    assert seen.page.locator(".ladder").is_visible()


def first_parting(recording: dict) -> tuple[int, list[int]]:
    """Return the first month in which somebody is a user in one run only, and who."""
    for shots in zip(*(run["frames"] for run in recording["runs"]), strict=True):
        one, other = ([int(digit) >= 2 for digit in shot["people"]] for shot in shots)
        rows = [row for row, (here, there) in enumerate(zip(one, other, strict=True)) if here != there]
        if rows:
            return shots[0]["month"], rows
    raise AssertionError("the runs do not part")


def test_the_moment_they_parted_is_one_click(pair, visit):
    page, recording = pair
    month, rows = first_parting(recording)
    seen = visit(page)
    seen.page.click("#parted")
    seen.wait_for_month(month)
    for run in (0, 1):
        details = seen.page.locator(f".pane.run-{run} .details")
        assert f"month {month}" in details.locator("h3").inner_text()
        shown = details.locator(".person").all_inner_texts()
        assert shown == [recording["workforce"]["people"]["names"][row] for row in rows][:8]


@pytest.mark.slow
def test_a_clicked_person_is_told_in_both_runs(pair, visit):
    page, recording = pair
    changes = [
        (row, month, cause)
        for month, frame in enumerate(recording["runs"][1]["frames"])
        for row, cause in frame["changes"]
    ]
    row, month, cause = changes[-1]
    seen = visit(page)
    seen.press("End")
    place = recording["workforce"]["people"]["department"][row]
    seen.page.locator(".pane.run-1 .department").nth(place).click()
    name = recording["workforce"]["people"]["names"][row]
    seen.page.locator(".pane.run-1 .details").get_by_role("button", name=name, exact=False).last.click()
    for run in (0, 1):
        digit = recording["runs"][run]["frames"][LAST]["people"][row]
        details = seen.page.locator(f".pane.run-{run} .details")
        assert recording["words"]["states"][int(digit)] in details.inner_text()
    told = seen.page.locator(".pane.run-1 .details .changes").inner_text()
    assert f"Month {month} {recording['words']['causes'][str(cause)]}" in told


def test_who_was_moved_by_hand_is_found_in_the_new_department(pair, visit, tmp_path):
    recording = deepcopy(pair[1])
    workforce = recording["workforce"]
    homes, names = workforce["people"]["department"], workforce["departments"]["names"]
    row, home = 0, homes[0]
    new = next(place for place in range(len(names)) if place != home)
    friend = next(other for other, place in enumerate(homes) if place not in (home, new))
    lost = workforce["ties"]["colleagues"][1]
    for frame in recording["runs"][0]["frames"]:
        frame["rearranged"] = {"moved": [[row, new]], "drawn": [[friend, row]], "cut": [[row, lost]]}
    (tmp_path / "run.html").write_text(self_contained_page(recording), encoding="utf-8")
    seen = visit(tmp_path / "run.html")
    people = workforce["departments"]["people"]
    for run, size in ((0, people[new] + 1), (1, people[new])):
        label = seen.page.locator(f".pane.run-{run} .department").nth(new).get_attribute("aria-label")
        assert label is not None
        assert f" of {size} use it" in label
    seen.page.locator(".pane.run-0 .department").nth(new).click()
    seen.page.locator(
        ".pane.run-0 .details .person", has_text=workforce["people"]["names"][row]
    ).first.click()
    told = [seen.page.inner_text(f".pane.run-{run} .details") for run in (0, 1)]
    assert f"Department\n{names[new]}\n" in told[0]
    assert f"Department\n{names[home]}\n" in told[1]
    talks = [seen.page.locator(f".pane.run-{run} .details .person").all_inner_texts() for run in (0, 1)]
    assert workforce["people"]["names"][lost] not in talks[0]
    assert workforce["people"]["names"][lost] in talks[1]


def test_a_click_on_the_drawing_asks_why(single, visit):
    seen = visit(single[0])
    box = seen.page.locator(".scene").bounding_box()
    disc = seen.page.locator(".department").first.bounding_box()
    assert box is not None
    assert disc is not None
    seen.page.mouse.click(disc["x"] + disc["width"] / 2, disc["y"] - 30)
    assert seen.page.locator(".details").is_visible()


def test_who_is_in_charge_can_be_clicked(pair, visit):
    page, recording = pair
    frame, names = recording["runs"][1]["frames"][LAST], recording["workforce"]["people"]["names"]
    seen = visit(page)
    seen.press("End")
    seen.wait_for_month(LAST)
    details = seen.page.locator(".pane.run-1 .details")
    scene, label = (seen.page.locator(f".pane.run-1 .{name}") for name in ("scene", "table-label"))
    left, table = scene.bounding_box(), label.bounding_box()
    x, y = table["x"] + table["width"] / 2 - left["x"], table["y"] - left["y"] - 20
    scene.click(position={"x": x, "y": y})
    assert frame["lead"] >= 0
    assert details.locator("h3").inner_text() == names[frame["lead"]]
    assert "the lead since month" in details.inner_text()
    place = next(place for place, row in enumerate(frame["departments"]["representative"]) if row >= 0)
    seated = names[frame["departments"]["representative"][place]]
    name = recording["workforce"]["departments"]["names"][place]
    seen.page.locator(".pane.run-1 .department").nth(place).click()
    told = details.inner_text()
    assert f"taken by {seated}" in told
    assert f"{frame['departments']['contact'][place]} of 100: by office, by a seat, and along ties" in told
    details.locator("li", has_text="has the seat").locator(".person").click()
    assert details.locator("h3").inner_text() == seated
    assert f"has the seat of {name} since month" in details.inner_text()
    assert "in the own department" in details.inner_text()


def test_the_table_tells_the_same_facts(pair, visit):
    page, recording = pair
    seen = visit(page)
    seen.press("End", "t")
    facts = seen.page.locator("#facts")
    assert "unseen" not in (facts.get_attribute("class") or "")
    rows = {
        cells[0]: cells[1:]
        for cells in (row.locator("th, td").all_inner_texts() for row in facts.locator("tbody tr").all())
    }
    names = recording["workforce"]["people"]["names"]
    for run, kept in enumerate(recording["runs"]):
        frame = kept["frames"][LAST]
        assert rows["Level"][run].startswith(str(frame["level"]))
        assert rows["In charge"][run] == frame["form"]
        for digit, state in enumerate(recording["words"]["states"]):
            assert int(rows[f"People: {state}"][run]) == frame["people"].count(str(digit))
        for place, name in enumerate(recording["workforce"]["departments"]["names"]):
            told = rows[name][6 * run : 6 * (run + 1)]
            departments = frame["departments"]
            assert told[0].startswith(f"{departments['users'][place]} of ")
            assert told[4:] == [f"{departments[column][place]}%" for column in ("contact", "seen")]
            seated = departments["representative"][place]
            assert seated < 0 or told[3] == names[seated]
        assert rows["The lead"][run] == (names[frame["lead"]] if frame["lead"] >= 0 else "nobody")
    seen.press("t")
    assert "unseen" in (facts.get_attribute("class") or "")


def test_steps_are_told_to_those_who_cannot_see(pair, visit):
    seen = visit(pair[0])
    seen.press("ArrowRight")
    seen.wait_for_month(1)
    assert seen.page.inner_text("#status").startswith("Month 1. A: level 0,")


def test_a_hidden_page_pauses_and_says_so(single, visit):
    seen = visit(single[0])
    seen.press(" ")
    seen.page.evaluate(
        """() => {
            Object.defineProperty(document, 'hidden', { value: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    assert seen.page.inner_text("#play") == "Play"
    assert seen.page.inner_text("#status") == "Paused while the page was out of sight."


@pytest.mark.parametrize(
    "screen", [name if name == "phone" else pytest.param(name, marks=pytest.mark.slow) for name in SCREENS]
)
def test_nothing_is_wider_than_the_screen(pair, visit, screen):
    seen = visit(pair[0], **SCREENS[screen])
    seen.press("End")
    for key in ("Escape", "p"):
        seen.press(key)
        width = SCREENS[screen]["viewport"]["width"]
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    if screen != "phone":
        height = SCREENS[screen]["viewport"]["height"]
        assert seen.page.evaluate("document.documentElement.scrollHeight") <= height
        panes = [seen.page.locator(f".pane.run-{run}").bounding_box() for run in (0, 1)]
        assert panes[0] is not None
        assert panes[1] is not None
        assert abs(panes[0]["width"] - panes[1]["width"]) < 1
        assert panes[0]["height"] == panes[1]["height"]


LOOKED_AT = [("projector", ("End",)), ("phone", ("End", "t"))]
"""What every run of the tests looks at; the rest has the same elements in another place."""


@pytest.mark.parametrize(
    ("screen", "keys"),
    [
        pytest.param(screen, keys, marks=() if (screen, keys) in LOOKED_AT else pytest.mark.slow)
        for screen in SCREENS
        for keys in (("End",), ("p",), ("End", "t"), ("?",))
    ],
)
def test_axe_finds_nothing_serious(pair, visit, axe, screen, keys):
    seen = visit(pair[0], **SCREENS[screen])
    seen.press(*keys)
    found = axe.run(seen.page).response["violations"]
    serious = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.slow
def test_letters_of_charts_are_as_large_on_a_fine_screen(single, visit):
    seen = visit(single[0], device_scale_factor=2)
    seen.page.add_init_script("""
        const font = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, "font");
        window.fonts = [];
        Object.defineProperty(CanvasRenderingContext2D.prototype, "font", {
            get() { return font.get.call(this); },
            set(wanted) { window.fonts.push(wanted); font.set.call(this, wanted); },
        });
    """)
    seen.page.reload()
    seen.wait_for_month(0)
    fonts = seen.page.evaluate("window.fonts")
    letters = seen.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert fonts
    assert min(float(re.search(r"([\d.]+)px", font)[1]) for font in fonts) > letters


def test_a_damaged_recording_is_refused_in_a_sentence(single, browser, tmp_path: Path):
    text = single[0].read_text(encoding="utf-8").replace('"format_version":2', '"format_version":99')
    (tmp_path / "run.html").write_text(text, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "run.html").as_uri())
    page.wait_for_function("() => document.getElementById('status').textContent !== ''")
    assert page.inner_text("#status") == (
        "The player could not start: This page holds a recording that its player cannot read."
    )
    page.close()
