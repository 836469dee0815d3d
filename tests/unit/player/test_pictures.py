"""A picture shows what the recording tells, in the page's colours, and says no more than it can."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from copy import deepcopy
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from smsim.errors import ResultError
from smsim.experiments.comparing import Request, plan_runs
from smsim.indicators import SCORED_INDICATORS
from smsim.maturity.facts import INDICATORS
from smsim.player import pane as look
from smsim.player.filming import film
from smsim.player.layout import NAME_LETTERS
from smsim.player.moment import Moment, Recorded
from smsim.player.paper import THIN, Paper
from smsim.player.picture import Board, picture_png
from smsim.views.style import GRID, INK, QUIET, WARNING

MONTHS, LATE = 40, 39
SMALL, SIZE = (960, 540), (1280, 720)
HOSTILE = "A title\nin two $lines$ \0 and " + "very " * 60 + "long"


@pytest.fixture(scope="module")
def pair() -> dict[str, Any]:
    return film(plan_runs(Request(("lone-manager", "task-force-broad"), 1, 1, 1, months=MONTHS)))


@pytest.fixture(scope="module")
def board(pair) -> Board:
    return Board(Recorded(pair), *SIZE)


def dots_of(board: Board, month: int = LATE) -> np.ndarray:
    """Return a picture as numbers, (height, width, 3)."""
    return np.asarray(board.picture(Moment(board.recorded, month))).astype(int)


def at(dots: np.ndarray, board: Board, x: Any, y: Any) -> np.ndarray:
    """Return the dots nearest to places in sizes of a letter."""
    letter = board.paper.dots_of_letter
    return dots[np.rint(np.multiply(y, letter)).astype(int), np.rint(np.multiply(x, letter)).astype(int)]


def colour(name: str) -> np.ndarray:
    return np.rint(255 * np.array(to_rgb(name)))


def is_near(found: np.ndarray, name: str) -> np.ndarray:
    return np.abs(found - colour(name)).max(axis=-1) <= 40


def written(monkeypatch, recording: dict[str, Any], month: int, size: tuple[int, int] = SMALL) -> list[Any]:
    """Return all lines of letters of a picture: words, and left, top, right, bottom in dots."""
    told: list[Any] = []
    plain = Paper.text

    def text(paper, *place, **looks):
        line = plain(paper, *place, **looks)
        told.append((line.get_text(), line.get_window_extent(paper.renderer).extents))
        return line

    monkeypatch.setattr(Paper, "text", text)
    board = Board(Recorded(recording), *size)
    assert board.picture(Moment(board.recorded, month)).size == size
    return told


def words(*drawing: Any) -> list[str]:
    return [line for line, _ in written(*drawing)]


def test_colours_and_letters_are_those_of_the_page():
    folder = files("smsim.player").joinpath("static")
    scripts = "".join(file.read_text() for file in folder.iterdir() if file.name.endswith(".js"))
    styles = folder.joinpath("player.css").read_text()

    def in_scripts(name: str) -> str:
        found = re.search(rf"const {name} = (.*?);", scripts)
        assert found is not None, name
        return found[1].replace('"', "")

    ours = {"INK": INK, "QUIET": QUIET, "NAME_LETTERS": str(NAME_LETTERS)}
    ours |= {name: getattr(look, name) for name in ("DISC", "GOVERNANCE", "OUTLINE")}
    ours |= {name: f"[{', '.join(getattr(look, name))}]" for name in ("STATE_COLOURS", "RUN_COLOURS")}
    assert {name: in_scripts(name) for name in ours} == ours
    assert in_scripts("STATE_SIZES") == str(look.STATE_SIZES.tolist())
    red, green, blue, opacity = map(float, re.findall(r"[\d.]+", in_scripts("TIE")))
    mixed = 255 * (1 - opacity) + np.array([red, green, blue]) * opacity
    assert np.abs(mixed - colour(look.TIE)).max() <= 1
    for name, value in [("line", GRID), ("warning", WARNING), ("ink", INK)]:
        assert f"--{name}: {value};" in styles
    assert re.search(rf"\.rung\.here {{\s*background: {look.HERE};", styles)
    assert re.search(rf"\.fill {{[^}}]*background: {look.BAR};", styles)


def under_signs(board: Board, run: int) -> np.ndarray:
    """Return whom the signs of those in charge cover, shape (employees,)."""
    moment, stage = Moment(board.recorded, LATE), board.panes[run].stage
    frame, people = moment.frames[run], moment.people(stage, run)
    in_charge = [row for row in (frame["lead"], *frame["departments"]["representative"]) if row >= 0]
    away = np.hypot(*(people[:, None] - people[None, in_charge]).transpose(2, 0, 1))
    return (away < 2 * max(look.SMALLEST_MARK, 1.5 * stage.dot)).any(axis=1)


@pytest.mark.parametrize("run", [0, 1])
def test_everybody_has_the_colour_of_their_state(board, pair, run):
    states = [int(digit) for digit in pair["runs"][run]["frames"][LATE]["people"]]
    assert len(set(states)) == 4
    found, is_seen = at(dots_of(board), board, *board.panes[run].stage.people.T), ~under_signs(board, run)
    for state, name in enumerate(look.STATE_COLOURS):
        assert is_near(found[np.equal(states, state) & is_seen], name).all()


def test_who_differs_between_the_two_is_a_square(pair):
    board = Board(Recorded(pair), 3840, 2160)
    moment, stage = Moment(board.recorded, LATE), board.panes[1].stage
    states = moment.states[1]
    reach = 0.8 * stage.dot * look.STATE_SIZES[states]
    wanted, dots = np.array([colour(name) for name in look.STATE_COLOURS])[states], dots_of(board)
    corners = [stage.people + reach[:, None] * corner for corner in ([1, 1], [1, -1], [-1, 1], [-1, -1])]
    found = [np.abs(at(dots, board, *places.T) - wanted).max(axis=1) <= 40 for places in corners]
    is_square = np.sum(found, axis=0) >= 2  # neighbours cover some
    coloured = (states > 0) & ~under_signs(board, 1)  # the others are nearly as light as the ground
    assert (moment.differing & coloured).sum() > 5
    assert is_square[moment.differing & coloured].mean() > 0.8
    assert is_square[~moment.differing & coloured].mean() < 0.2


def test_rims_are_closed_as_far_as_those_in_charge_reach(pair):
    recording, reached = deepcopy(pair), [0, 10, 25, 40, 50, 60, 75, 90, 100, 33]
    departments = recording["runs"][1]["frames"][LATE]["departments"]
    departments["contact"] = reached
    departments["representative"], departments["seat"] = [-1] * 10, "0" * 10  # no lines
    recording["runs"][1]["frames"][LATE]["lead"] = -1
    board = Board(Recorded(recording), 1920, 1080)
    dots, turn = dots_of(board), 2 * math.pi * (np.arange(72) + 0.5) / 72
    for (x, y, radius), percent in zip(board.panes[1].stage.discs, reached, strict=True):
        rim = radius + 3 * THIN
        found = at(dots, board, x + rim * np.sin(turn), y - rim * np.cos(turn)).max(axis=1) < 160
        is_side = np.abs(turn - math.pi) > math.pi / 3  # below stands the name
        is_closed = is_side & (turn < 2 * math.pi * percent / 100)
        assert found[is_closed].sum() >= 0.9 * is_closed.sum()
        assert not found[is_side & (turn > 2 * math.pi * percent / 100)].any()


def test_people_in_charge_bear_their_signs(board, pair):
    frame, dots, stage = pair["runs"][1]["frames"][LATE], dots_of(board), board.panes[1].stage
    seated = [row for row in frame["departments"]["representative"] if row >= 0]
    assert frame["lead"] >= 0 and len(seated) >= 4
    people, size = Moment(board.recorded, LATE).people(stage, 1), max(look.SMALLEST_MARK, 1.5 * stage.dot)
    for x, y in people[seated]:
        for dx, dy in ((0.65, 0), (-0.65, 0), (0, 0.65), (0, -0.65)):
            assert at(dots, board, x + dx * size, y + dy * size).max() < 100
        corners = at(
            dots, board, x + 0.7 * size * np.array([1, 1, -1, -1]), y + 0.7 * size * np.array([1, -1] * 2)
        )
        assert not is_near(corners, INK).all()
    x, y = people[frame["lead"]]
    assert is_near(at(dots, board, [x, x], [y - 0.4 * size, y + 0.4 * size]), INK).all()


def test_bars_are_as_long_as_practice(pair):
    recording = deepcopy(pair)
    recording["runs"][1]["frames"][LATE]["departments"]["practice"] = [10, 39, 40, 41, 80, 90, 20, 30, 50, 60]
    board = Board(Recorded(recording), 1920, 1080)
    ends, dots = [], dots_of(board)
    bars = board.panes[1]._bars(1, "black").get_segments()
    for part, ((left, y), (right, _)) in zip((10, 39, 40, 41, 80, 90, 20, 30, 50, 60), bars, strict=True):
        inside, outside = at(dots, board, left + (right - left) * np.add(part, [-4, 4]) / 100, y)
        ends.append((is_near(inside, INK if part >= 40 else look.BAR), is_near(outside, look.PAPER)))
    assert ends == [(True, True)] * 10


def test_charts_end_at_the_month_shown(board, pair):
    month, chart = 20, board.recorded.words["charts"][1]["name"]
    dots, axes = dots_of(board, month), board.charts[1]
    value = pair["runs"][1]["frames"][month]["numbers"][chart]
    x, up = np.rint(axes.transData.transform((month, value))).astype(int)
    assert is_near(dots[SIZE[1] - up - 2 : SIZE[1] - up + 3, x - 14 : x - 2], look.RUN_COLOURS[1]).any()
    right, top = np.rint(axes.transAxes.transform((1, 1))).astype(int)
    bottom = round(axes.transAxes.transform((0, 0))[1])
    assert dots[SIZE[1] - top : SIZE[1] - bottom - 3, x + 4 : right].min() > 200


def test_the_picture_says_what_the_page_says(monkeypatch, pair):
    told = words(monkeypatch, pair, LATE)
    for run in pair["runs"]:
        frame = run["frames"][LATE]
        users = sum(frame["departments"]["users"])
        assert run["title"] in told
        assert any(line.startswith(f"{users} of 300 use it") for line in told)
        assert any(line.startswith(f"Level {frame['level']}") for line in told)
    heading = {"Month 39", "The same 300 people, twice", "Same luck (seed 1), another plan"}
    assert heading | {"A", "B"} <= set(told)
    assert told.count("human") == 2  # a name of two lines, once in each pane


def test_the_ladder_tells_met_new_missing_lost_and_absent_apart(monkeypatch, pair):
    recording = deepcopy(pair)
    recording["runs"] = recording["runs"][:1]
    recording["runs"][0]["frames"][0]["indicators"] = "1+0x-".ljust(INDICATORS, "0")
    told = words(monkeypatch, recording, 0)
    assert told.count("new") == told.count("lost") == told.count("-") == 1
    counts = [line for line in told if re.fullmatch(r"\d of \d", line)]
    per_level = Counter(indicator.level for indicator in SCORED_INDICATORS)
    assert counts == [f"0 of {per_level[4]}", f"0 of {per_level[3] - 1}", "2 of 4"]


def test_one_run_has_the_whole_width_and_no_letters(monkeypatch, pair):
    alone = {**pair, "runs": pair["runs"][:1]}
    told = words(monkeypatch, alone, 0)
    assert "B" not in told
    assert told.count(pair["runs"][0]["title"]) == 2
    board = Board(Recorded(alone), *SIZE)
    assert board.panes[0].right - board.panes[0].left > 0.95 * board.paper.across


def test_ties_are_those_of_the_workforce_and_of_whoever_changed_them_by_hand(pair):
    recording = deepcopy(pair)
    plain = {tuple(tie) for tie in Recorded(pair).ties.tolist()}
    cut = list(next(iter(plain)))
    stranger = next(row for row in range(1, 300) if (0, row) not in plain)
    changed = {"moved": [], "drawn": [[0, stranger]], "cut": [sorted(cut)]}
    recording["runs"][0]["frames"][0]["rearranged"] = changed
    recording["runs"][0]["frames"][1].pop("rearranged", None)
    whole = Recorded(recording)
    ties = {tuple(tie) for tie in Moment(whole, 0).ties(0).tolist()}
    assert ties == plain - {tuple(cut), tuple(cut[::-1])} | {(0, stranger), (stranger, 0)}
    assert {tuple(tie) for tie in Moment(whole, 1).ties(0).tolist()} == plain


def test_whoever_was_moved_stands_in_the_new_department(pair):
    recording = deepcopy(pair)
    whole = Recorded(recording)
    home = Board(whole, *SMALL).panes[0].stage
    here, there = np.flatnonzero(whole.department == 0)[:2], np.flatnonzero(whole.department == 1)[0]
    rearranged = {"moved": [[int(here[0]), 1], [int(here[1]), 1], [int(there), 0]], "drawn": [], "cut": []}
    recording["runs"][0]["frames"][0]["rearranged"] = rearranged
    places = Moment(whole, 0).people(home, 0)
    assert places[here[0]] == pytest.approx(home.people[there])
    assert places[there] == pytest.approx(home.people[here[0]])
    x, y, radius = home.discs[1]
    assert math.dist(places[here[1]], (x, y)) == pytest.approx(radius)
    others = np.setdiff1d(np.arange(300), [*here, there])
    assert np.array_equal(places[others], home.people[others])
    touched, plain = (Board(Recorded(one), *SMALL) for one in (recording, pair))
    assert (dots_of(touched, 0) != dots_of(plain, 0)).any()
    assert (dots_of(touched, 1) == dots_of(plain, 1)).all()


def test_a_month_looks_the_same_whatever_was_drawn_before_it(pair):
    used = Board(Recorded(pair), *SMALL)
    for month in (0, LATE, 13, 12, 13):
        assert (dots_of(used, month) == dots_of(Board(Recorded(pair), *SMALL), month)).all(), month


@pytest.mark.parametrize(
    "change",
    [
        {"lead": 5}, {"form": "committee"}, {"staff": 7}, {"level": 0}, {"indicators": "x" * 16},
        {"news": [["crisis", "a crisis"]]}, {"rearranged": {"moved": [[0, 5]], "drawn": [], "cut": []}},
        {"departments": {"seat": "1000000000"}}, {"departments": {"practice": [50] * 10}},
        {"departments": {"contact": [50] * 10}}, {"departments": {"representative": [7] + [-1] * 9}},
    ],
)  # fmt: skip
def test_whatever_changes_is_drawn_anew(pair, change):
    recording = deepcopy(pair)
    for run in recording["runs"]:
        before = run["frames"][LATE - 1] = {**run["frames"][LATE - 1], "lead": -1, "staff": 0}
        departments = {**before["departments"], **change.get("departments", {})}
        run["frames"][LATE] = {**before, **change, "departments": departments, "month": LATE}
    used, fresh = (Board(Recorded(recording), *SMALL) for _ in range(2))
    used.picture(Moment(used.recorded, LATE - 1))
    assert (dots_of(used, LATE) == dots_of(fresh, LATE)).all()


def test_the_file_is_the_same_every_time_and_has_words_for_the_blind(pair):
    content = picture_png(pair, 5, width=960, height=540)
    assert content == picture_png(pair, 5, width=960, height=540)
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (960, 540)
    picture.load()
    assert picture.info["Software"] == "smsim"
    assert picture.info["Description"].startswith("Month 5. A lone manager: Level ")


def test_months_yet_to_come_are_not_needed(pair):
    known = {**pair, "runs": [{**run, "frames": run["frames"][:6]} for run in pair["runs"]]}
    assert picture_png(known, 5, width=960, height=540)
    with pytest.raises(ResultError, match="There is no month 6 in this run; it has the months 0 to 5"):
        picture_png(known, 6)


@pytest.mark.parametrize(("width", "height", "told"), [(400, 540, "wide"), (960, 100_000, "high")])
def test_a_size_nobody_could_use_is_refused(pair, width, height, told):
    with pytest.raises(ResultError, match=told):
        picture_png(pair, 0, width=width, height=height)


@pytest.mark.parametrize(
    ("size", "is_hostile"),
    [(SMALL, False), (SMALL, True), ((3000, 600), True), ((1000, 1600), True), ((1441, 811), False)],
)
def test_no_letters_leave_the_picture(monkeypatch, pair, size, is_hostile):
    recording = deepcopy(pair)
    if is_hostile:
        recording["workforce"]["departments"]["names"][0] = HOSTILE
        for run in recording["runs"]:
            run["title"] = HOSTILE
            run["frames"][LATE]["news"] = [["level", HOSTILE]] * 3
    for line, (left, bottom, right, top) in written(monkeypatch, recording, LATE, size):
        assert left >= 0 and bottom >= 0 and right <= size[0] and top <= size[1], line
