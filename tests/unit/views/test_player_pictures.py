"""A picture shows what the recording tells, in the page's colours, and says no more than it can."""

from __future__ import annotations

import io
import itertools
import math
import re
from collections import Counter
from copy import deepcopy
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor

from smsim.errors import ResultError
from smsim.experiments.comparing import Request, plan_runs
from smsim.indicators import SCORED_INDICATORS
from smsim.maturity.facts import INDICATORS
from smsim.views.player.filming import film
from smsim.views.player.picture import picture_png
from smsim.views.player.pictures import board as boards
from smsim.views.player.pictures import colours, organisation
from smsim.views.player.pictures.board import Board
from smsim.views.player.pictures.canvas import Canvas, dashes, fitted, text_width, wrapped
from smsim.views.player.pictures.charts import value_limits, value_ticks
from smsim.views.player.pictures.moment import Moment, Recorded
from smsim.views.player.pictures.organisation import STATE_SIZES

MONTHS, LATE = 30, 29
SIZE = (1280, 720)
HOSTILE = "A title\nin two lines \0 and " + "very " * 60 + "long"


def recorded(*names: str, months: int = MONTHS) -> dict[str, Any]:
    return film(plan_runs(Request(names, 1, 1, 1, months=months)))


@pytest.fixture(scope="module")
def pair() -> dict[str, Any]:
    return recorded("lone-manager", "task-force-broad")


@pytest.fixture(scope="module")
def board(pair) -> Board:
    return Board(Recorded(pair), *SIZE, smoothness=2)


@pytest.fixture(scope="module")
def dots(board) -> np.ndarray:
    """The picture of the last month, shape (height, width, 3)."""
    return np.asarray(board.picture(LATE)).astype(int)


def colour(name: str) -> np.ndarray:
    return np.array(ImageColor.getrgb(name))


def is_near(found: np.ndarray, name: str) -> bool:
    return bool(np.abs(found - colour(name)).max() <= 40)


def written_words(monkeypatch, recording: dict[str, Any], month: int) -> list[str]:
    """All lines of letters in the picture of a month, in the order of drawing."""
    told: list[str] = []
    plain = Canvas.text

    def text(canvas, at, words, *rest, **settings):
        told.append(words)
        plain(canvas, at, words, *rest, **settings)

    monkeypatch.setattr(Canvas, "text", text)
    Board(Recorded(recording), *SIZE, smoothness=1).picture(month)
    return told


def test_colours_are_those_of_the_page():
    folder = files("smsim.views.player").joinpath("static")
    scripts = "".join(file.read_text() for file in folder.iterdir() if file.name.endswith(".js"))
    styles = folder.joinpath("player.css").read_text()

    def in_scripts(name: str) -> list[str]:
        found = re.search(rf"const {name} = (.*);", scripts)
        assert found is not None, name
        return re.findall(r'"([^"]*)"', found[1])

    for name in ("INK", "QUIET", "DISC", "GOVERNANCE", "OUTLINE"):
        assert in_scripts(name) == [getattr(colours, name)], name
    assert in_scripts("STATE_COLOURS") == list(colours.STATE_COLOURS)
    assert in_scripts("RUN_COLOURS") == list(colours.RUN_COLOURS)
    tie = ", ".join(map(str, colour(colours.TIE)))
    assert in_scripts("TIE") == [f"rgba({tie}, {colours.TIE_OPACITY})"]
    for name, value in [("line", colours.LINE), ("warning", colours.WARNING), ("ink", colours.INK)]:
        assert f"--{name}: {value};" in styles
    assert re.search(rf"\.rung\.here {{\s*background: {colours.HERE};", styles)
    assert re.search(rf"\.fill {{[^}}]*background: {colours.BAR};", styles)
    mixed = colour(colours.PAPER) * (1 - colours.TIE_OPACITY) + colour(colours.TIE) * colours.TIE_OPACITY
    assert np.abs(mixed - colour(colours.TIE_ON_PAPER)).max() <= 1


@pytest.mark.parametrize("run", [0, 1])
def test_everybody_has_the_colour_of_their_state(board, dots, pair, run):
    people = board.panes[run].stage.people
    states = [int(digit) for digit in pair["runs"][run]["frames"][LATE]["people"]]
    assert len(set(states)) == 4
    found = dots[np.rint(people[:, 1]).astype(int), np.rint(people[:, 0]).astype(int)]
    right = [is_near(dot, colours.STATE_COLOURS[state]) for dot, state in zip(found, states, strict=True)]
    # a few stand below a neighbour's ring
    assert sum(right) >= 0.97 * len(states)


def test_who_differs_between_the_two_is_a_square(pair):
    board = Board(Recorded(pair), 3840, 2160, smoothness=1)
    dots = np.asarray(board.picture(LATE)).astype(int)
    moment = Moment(board.recorded, LATE)
    stage = board.panes[1].stage
    corners = {True: [], False: []}
    for row, (x, y) in enumerate(stage.people):
        state = moment.states[1][row]
        if state == 0:
            continue  # nearly as light as its ground
        reach = stage.dot * STATE_SIZES[state] * 0.8
        dot = dots[round(y + reach), round(x + reach)]
        corners[bool(moment.differing[row])].append(is_near(dot, colours.STATE_COLOURS[state]))
    assert len(corners[True]) > 5
    assert np.mean(corners[True]) > 0.8
    assert np.mean(corners[False]) < 0.4


def test_departments_with_a_seat_have_a_rim(board, dots, pair):
    seats = pair["runs"][1]["frames"][LATE]["departments"]["seat"]
    assert "1" in seats
    assert "0" in seats
    stage = board.panes[1].stage
    for (x, y, radius), seat in zip(stage.discs, seats, strict=True):
        # on the far side of the table nothing else is drawn but the halo of a name
        away = math.atan2(y - stage.table[1], x - stage.table[0])
        rim = radius + 3 * stage.unit
        angles = [away + math.pi / 3 * turn for turn in (-1, 0, 1)]
        at = [dots[round(y + rim * math.sin(angle)), round(x + rim * math.cos(angle))] for angle in angles]
        assert any(dot.max() < 160 for dot in at) == (seat == "1")


def test_bars_are_as_long_as_practice(monkeypatch, pair, board):
    filled: list[tuple[float, str]] = []

    def rectangle(canvas, box, fill=None, outline=None, width=1.0):
        if fill in (colours.BAR, colours.INK):
            filled.append((box.width, fill))

    recording = deepcopy(pair)
    practice = [0, 10, 39, 40, 41, 80, 100, 0, 0, 0]
    recording["runs"][1]["frames"][LATE]["departments"]["practice"] = practice
    monkeypatch.setattr(Canvas, "rectangle", rectangle)
    stage = board.panes[1].stage
    organisation.draw_practice(board.heads, stage, Moment(Recorded(recording), LATE), 1)
    whole = organisation.BAR_WIDTH * stage.letter
    assert [round(100 * wide / whole) for wide, _ in filled] == [share for share in practice if share]
    assert [fill for _, fill in filled] == [colours.BAR] * 2 + [colours.INK] * 4


def test_people_fill_the_disc_of_their_department(board):
    stage, department = board.panes[0].stage, board.recorded.department
    for row, (x, y, radius) in enumerate(stage.discs):
        away = np.hypot(*(stage.people[department == row] - (x, y)).T)
        assert away.max() < radius
        assert away.max() > 0.45 * radius


def test_charts_end_at_the_month_shown(board, pair):
    month = 20
    dots = np.asarray(board.picture(month)).astype(int)
    chart = board.panels[1]
    value = pair["runs"][1]["frames"][month]["numbers"][chart.chart["name"]]
    share = value / 100
    x = chart.plot.left + chart.plot.width * month / (MONTHS - 1)
    y = chart.plot.bottom - chart.plot.height * share
    around = dots[round(y) - 2 : round(y) + 3, round(x) - 14 : round(x) - 2].reshape(-1, 3)
    assert any(is_near(dot, colours.RUN_COLOURS[1]) for dot in around)
    after = dots[round(chart.plot.top) : round(chart.plot.bottom) - 2, round(x) + 4 : round(chart.plot.right)]
    assert after.min() > 200


def test_the_picture_says_what_the_page_says(monkeypatch, pair):
    told = written_words(monkeypatch, pair, LATE)
    for run in pair["runs"]:
        frame = run["frames"][LATE]
        users = sum(frame["departments"]["users"])
        assert run["title"] in told
        assert any(line.startswith(f"{users} of 300 use it") for line in told)
        assert any(line.startswith(f"Level {frame['level']}") for line in told)
    assert {"Month 29", "The same 300 people, twice", "Same luck (seed 1), another plan", "A", "B"} <= set(
        told
    )
    assert told.count("human") == 2  # a name of two lines, once in each pane


def test_the_ladder_tells_met_new_missing_lost_and_absent_apart(monkeypatch, pair):
    recording = deepcopy(pair)
    recording["runs"] = recording["runs"][:1]
    recording["runs"][0]["frames"][0]["indicators"] = "1+0x-".ljust(INDICATORS, "0")
    told = written_words(monkeypatch, recording, 0)
    assert told.count("new") == told.count("lost") == 1
    counts = [line for line in told if re.fullmatch(r"\d of \d", line)]
    per_level = Counter(indicator.level for indicator in SCORED_INDICATORS)
    assert counts == [f"0 of {per_level[4]}", f"0 of {per_level[3] - 1}", "2 of 4"]


def test_one_run_has_the_whole_width_and_no_letters(monkeypatch, pair):
    alone = {**pair, "runs": pair["runs"][:1]}
    told = written_words(monkeypatch, alone, 0)
    assert "differs between A and B" not in told
    assert "B" not in told
    assert told.count(pair["runs"][0]["title"]) == 2
    pane = Board(Recorded(alone), *SIZE, smoothness=1).panes[0]
    assert pane.frame.width > 0.95 * SIZE[0]


def test_use_is_passed_on_by_those_who_used_it_before(pair):
    whole = Recorded(pair)
    colleagues, starts = pair["cast"]["ties"]["colleagues"], whole.tie_starts
    seen = 0
    for month in range(1, MONTHS):
        moment = Moment(whole, month)
        for run, kept in enumerate(pair["runs"]):
            before, changes = kept["frames"][month - 1]["people"], kept["frames"][month]["changes"]
            peers = pair["words"]["peers"]
            expected = {
                (giver, row)
                for row, cause in changes
                if cause == peers
                for giver in colleagues[starts[row] : starts[row + 1]]
                if before[giver] in "23"
            }
            assert set(moment.lit_ties(run)) == expected
            seen += len(expected)
    assert seen > 0


def test_use_is_not_passed_along_a_tie_that_was_cut_but_along_a_drawn_one(pair):
    recording = deepcopy(pair)
    run = recording["runs"][0]
    first = int(pair["cast"]["ties"]["colleagues"][0])  # whom the first person heeds
    stranger = next(row for row in range(300) if row not in Recorded(pair).tied_to(0) and row != 0)
    start = ["0"] * 300
    start[first] = start[stranger] = "2"
    run["start"]["people"] = "".join(start)
    frame = run["frames"][0]
    frame["changes"] = [[0, pair["words"]["peers"]]]
    assert Moment(Recorded(recording), 0).lit_ties(0) == [(first, 0)]
    frame["hands"] = {"moved": [], "drawn": [[stranger, 0]], "cut": [[0, first]]}
    assert Moment(Recorded(recording), 0).lit_ties(0) == [(stranger, 0)]


def test_whoever_was_moved_stands_in_the_new_department(pair):
    recording = deepcopy(pair)
    whole = Recorded(recording)
    home = Board(whole, *SIZE, smoothness=1).panes[0].stage
    here, there = np.flatnonzero(whole.department == 0)[:2], np.flatnonzero(whole.department == 1)[0]
    hands = {"moved": [[int(here[0]), 1], [int(here[1]), 1], [int(there), 0]], "drawn": [], "cut": []}
    recording["runs"][0]["frames"][0]["hands"] = hands
    stage = organisation.after_hands(home, Moment(whole, 0), 0)
    assert stage.people[here[0]] == pytest.approx(home.people[there])
    assert stage.people[there] == pytest.approx(home.people[here[0]])
    x, y, radius = home.discs[1]
    assert math.dist(stage.people[here[1]], (x, y)) == pytest.approx(radius)
    others = np.setdiff1d(np.arange(300), [*here, there])
    assert np.array_equal(stage.people[others], home.people[others])
    touched, plain = (Board(Recorded(one), *SIZE, smoothness=1) for one in (recording, pair))
    assert touched.picture(0) != plain.picture(0)
    assert touched.picture(1) == plain.picture(1)


def test_whoever_is_replaced_by_their_like_has_no_ring(pair):
    recording = deepcopy(pair)
    start, frame = recording["runs"][0]["start"], recording["runs"][0]["frames"][0]
    start["people"] = "02" + start["people"][2:]
    frame["people"] = "20" + frame["people"][2:]
    frame["changes"] = [[0, 1], [1, 5], [2, 6]]
    assert Moment(Recorded(recording), 0).changed(0) == [0, 1]
    following = recording["runs"][0]["frames"][1]
    following["people"] = "30" + frame["people"][2:]
    following["changes"] = [[0, 6], [1, 1]]
    assert Moment(Recorded(recording), 1).changed(0) == []
    following["people"] = "02" + frame["people"][2:]
    assert Moment(Recorded(recording), 1).changed(0) == [0, 1]


def test_the_file_is_a_picture_with_words_for_the_blind(pair):
    picture = Image.open(io.BytesIO(picture_png(pair, 5, width=960, height=540)))
    assert picture.size == (960, 540)
    picture.load()
    assert picture.info["Software"] == "smsim"
    assert picture.info["Description"].startswith("Month 5. A lone manager: Level ")


def test_the_same_moment_gives_the_same_file(pair):
    first, second = (picture_png(pair, 5, width=960, height=540) for _ in range(2))
    assert first == second


def test_months_yet_to_come_are_not_needed(pair):
    known = {**pair, "runs": [{**run, "frames": run["frames"][:6]} for run in pair["runs"]]}
    assert picture_png(known, 5, width=960, height=540)
    with pytest.raises(ResultError, match="There is no month 6 in this run; it has the months 0 to 5"):
        picture_png(known, 6)


@pytest.mark.parametrize(("width", "height", "words"), [(400, 540, "wide"), (960, 100_000, "high")])
def test_a_size_nobody_could_use_is_refused(pair, width, height, words):
    with pytest.raises(ResultError, match=words):
        picture_png(pair, 0, width=width, height=height)


def test_any_name_can_be_drawn(pair):
    recording = deepcopy(pair)
    recording["cast"]["departments"]["names"][0] = HOSTILE
    for run in recording["runs"]:
        run["title"] = HOSTILE
        run["frames"][0]["news"] = [["level", HOSTILE]] * 3
    assert picture_png(recording, 0, width=960, height=540)


@pytest.mark.parametrize("size", [(960, 540), (1280, 720), (3000, 600), (1000, 1600)])
def test_nothing_leaves_its_box(monkeypatch, pair, size):
    """Letters stay inside the picture, and the ladder above the news."""
    outside: list[str] = []

    def text(canvas, at, words, letter, colour=None, *, is_bold=False, anchor="ls", has_halo=False):
        wide = text_width(words, letter, is_bold)
        left = at[0] - {"l": 0, "m": wide / 2, "r": wide}[anchor[0]]
        if not (left >= -1 and left + wide <= size[0] + 1 and 0 <= at[1] <= size[1]):
            outside.append(words)

    monkeypatch.setattr(Canvas, "text", text)
    drawn: list[float] = []
    plain = boards.draw_ladder

    def ladder(canvas, box, *rest):
        drawn.append(box.height)
        plain(canvas, box, *rest)

    monkeypatch.setattr(boards, "draw_ladder", ladder)
    Board(Recorded(pair), *size, smoothness=1).picture(LATE)
    assert outside == []
    assert min(drawn) > 0


lengths = st.floats(0.5, 40)
points = st.tuples(st.floats(-100, 100), st.floats(-100, 100))


@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=2, max_size=6), lengths, lengths
)
def test_dashes_are_as_long_as_asked_and_as_far_apart(line, drawn, gap):
    def length(piece: list[tuple[float, float]]) -> float:
        return sum(math.dist(*ends) for ends in itertools.pairwise(piece))

    pieces = dashes(line, (drawn, gap))
    whole = length(line)
    for piece in pieces[:-1]:
        assert length(piece) == pytest.approx(drawn, abs=1e-6)
    rounds, rest = divmod(whole, drawn + gap)
    assert sum(map(length, pieces)) == pytest.approx(rounds * drawn + min(rest, drawn), abs=1e-5)
    assert pieces[0][0] == line[0]


@given(st.text(max_size=80), st.floats(20, 400))
def test_letters_fit_the_room_they_are_given(words, width):
    line = fitted(words, 14, width)
    assert line == "…" or text_width(line, 14) <= width
    for each in wrapped(words, 14, width):
        assert each == "…" or text_width(each, 14) <= width


def test_what_fits_is_left_as_it_is():
    assert fitted("a plan", 14, 200) == "a plan"
    assert fitted("a plan that is longer than that", 14, 90).endswith("…")
    assert " ".join(wrapped("a plan that is longer than that", 14, 90)) == "a plan that is longer than that"


@given(st.floats(-1e4, 0), st.floats(1e-2, 1e5), st.integers(1, 12), st.booleans())
def test_ticks_are_round_few_and_inside(low, high, most, is_whole):
    ticks = value_ticks(low, high, most, is_whole=is_whole)
    assert len(ticks) <= most + 1
    assert all(low - 1e-6 * high <= tick <= high * (1 + 1e-6) for tick in ticks)
    assert 0.0 in ticks
    if is_whole:
        assert all(tick == int(tick) for tick in ticks)


def test_limits_are_those_of_the_quantity_or_hold_all_that_is_known(pair):
    whole = Recorded(pair)
    charts = {chart["name"]: chart for chart in pair["words"]["charts"]}
    assert value_limits(whole, charts["active_share"]) == (0.0, 100.0)
    low, high = value_limits(whole, charts["net_value_keur"])
    known = [frame["numbers"]["net_value_keur"] for run in pair["runs"] for frame in run["frames"]]
    assert low <= min(known)
    assert high >= max(0, *known)
