"""Figures: right size, titles that say what the data say, nothing drawn outside the picture."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from smsim.analysis import series
from smsim.analysis.summary import summarise
from smsim.experiments.comparing import Request, plan_runs
from smsim.indicators import SCORED_INDICATORS
from smsim.views import capacity, comparison, indicators, network, practice, style, trajectories
from smsim.vocabulary import DepartmentKind
from tests.batches import make_batch

MONTHS = 48
CODES = [indicator.code for indicator in SCORED_INDICATORS]
HIGHER = sum(indicator.level >= 3 for indicator in SCORED_INDICATORS)
CHARGE = "The people in charge"


def levels(*first_months_of_3: int | None) -> np.ndarray:
    table = np.ones((len(first_months_of_3), MONTHS))
    for row, month in enumerate(first_months_of_3):
        if month is not None:
            table[row, month:] = 3
    return table


def stays_inside(figure: Figure) -> None:
    """Check that every text lies inside the picture."""
    width, height = figure.get_size_inches() * figure.dpi
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    for text in figure.findobj(lambda artist: hasattr(artist, "get_text")):
        if text.get_text().strip() and text.get_visible():
            box = text.get_window_extent(renderer)
            inside = box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1
            assert inside, f"{text.get_text()!r} is cut off: {box}"


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """Look at every figure before it is written."""
    finish = style.finish

    def look(figure, *words):
        figure.canvas.draw()
        stays_inside(figure)
        return finish(figure, *words)

    for module in (trajectories, indicators, practice, capacity, comparison, network):
        monkeypatch.setattr(module, "finish", look)


def size_of(drawing: style.Drawing) -> tuple[int, int]:
    return struct.unpack(">II", drawing.png[16:24])


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (levels(None), "The firm stays in the playground for all 48 months"),
        (levels(29), "The firm reaches level 3 after 30 months"),
        (levels(None, None), "All 2 runs stay in the playground for 48 months"),
        (levels(9, 20, None), "After 48 months 2 of 3 runs hold level 3, and none level 4"),
        (levels(9, 20) + 1, "After 48 months 2 of 2 runs hold level 3 or 4, and 2 of them level 4"),
        (np.minimum(levels(9, 20), 2), "After 48 months 2 of 2 runs hold level 2, and none is higher"),
    ],
)
def test_trajectories_say_how_far_the_runs_come(table, title):
    batch = make_batch(table)
    drawing = trajectories.draw_trajectories(series.level_shares(batch), series.trajectory(batch, "score"))
    assert drawing.title == title
    assert drawing.alt_text.startswith(title)
    assert size_of(drawing) == (1600, 900)


def test_a_level_that_was_lost_again_is_told():
    table = levels(10)
    table[0, 40:] = 2
    assert trajectories.levels_finding(series.level_shares(make_batch(table))) == (
        "The firm reaches level 3 after 11 months, and ends at level 2"
    )


def test_the_longest_stretch_is_found():
    assert trajectories.longest_stretch(np.array([True, False, True, True, False])) == (2, 2)
    assert trajectories.longest_stretch(np.array([False, False])) == (0, 0)
    assert trajectories.longest_stretch(np.array([True, True])) == (0, 2)


@pytest.mark.parametrize(
    ("unmet", "title"),
    [
        ([], "At the end every indicator of levels 3 and 4 is met"),
        (["L2.1", "L2.2"], "At the end every indicator of levels 3 and 4 is met"),
        (["L4.5"], "At the end only L4.5 is not met"),
        (["L4.3", "L4.4", "L4.5"], "At the end only L4.3, L4.4 and L4.5 are not met"),
        (CODES, f"At the end {HIGHER} of the {HIGHER} indicators of levels 3 and 4 are not met"),
    ],
)
def test_indicators_name_what_is_not_met(unmet, title):
    scores = np.full((1, MONTHS, len(CODES)), 0.3)
    scores[:, :, CODES.index("L2.4")] = np.nan
    met = np.broadcast_to([code not in unmet for code in CODES], scores.shape)
    batch = make_batch(levels(None), met=met, indicator=scores)
    drawing = indicators.draw_indicators(series.indicator_map(batch))
    assert drawing.title == title
    assert "L2.4 marketing and communications coordinate" in drawing.alt_text


@pytest.mark.parametrize(
    ("marketing", "care", "title"),
    [
        (0.1, 0.1, "Social media becomes part of the daily work in no department"),
        (0.5, 0.1, "Social media becomes part of the daily work in marketing only"),
        (0.5, 0.4, "Social media becomes part of the daily work in every kind of department"),
    ],
)
def test_practice_says_where_it_works(marketing, care, title):
    values = np.zeros((2, MONTHS, 10))
    values[:, -1, DepartmentKind.MARKETING] = marketing
    values[:, -1, DepartmentKind.CUSTOMER_SERVICE] = care
    drawing = practice.draw_practice(series.department_practice(make_batch(levels(3, 3), practice_of=values)))
    assert drawing.title == title


def test_ten_lines_that_end_together_are_all_labelled(monkeypatch):
    labelled = []

    def label(axes, labels):
        before = len(axes.texts)
        style.label_lines(axes, labels)
        labelled.extend((note.get_text(), note.xyann[1]) for note in axes.texts[before:])

    monkeypatch.setattr(practice, "label_lines", label)
    shown = series.DepartmentPractice("x", 1, tuple(DepartmentKind), np.zeros((10, MONTHS)), 0.4)
    practice.draw_practice(shown)
    words, heights = zip(*labelled, strict=True)
    assert all(any(kind.title in word for word in words) for kind in DepartmentKind)
    assert np.diff(np.sort(heights)).min() > 0.05


@pytest.mark.parametrize(
    ("hours", "load", "title"),
    [
        ([0, 0, 0, 0], [5, 5, 5, 5], "Nobody has hours for social media: all of the work is left undone"),
        ([0, 10, 10, 10], [5, 5, 5, 5], f"{CHARGE} keep up: at the end their work takes 50% of their hours"),
        (
            [0, 10, 10, 10],
            [5, 5, 5, 9],
            f"{CHARGE} hardly keep up: at the end their work takes 90% of their hours",
        ),
        ([0, 10, 10, 0], [5, 5, 5, 0], f"{CHARGE} keep up: at the end their work takes 50% of their hours"),
        ([0, 10, 10, 10], [5, 5, 15, 15], "From month 2 on the people in charge have more work than hours"),
        ([0, 10, 10, 10], [5, 15, 5, 5], f"{CHARGE} have more work than hours in 1 of 4 months"),
    ],
)  # fmt: skip
def test_capacity_says_whether_they_keep_up(hours, load, title):
    batch = make_batch(np.ones((1, 4)), capacity_hours=[hours], load_hours=[load])
    drawing = capacity.draw_capacity(
        series.trajectory(batch, "capacity_hours"), series.trajectory(batch, "load_hours"), 1
    )
    assert drawing.title == title


@pytest.fixture
def batches():
    rng = np.random.default_rng(2)
    luck = rng.normal(0, 20, (12, MONTHS))
    names = ("lone-manager", "task-force-unsponsored", "a-name-longer-than-any-column-of-a-table")
    first = ((None,) * 12, tuple(range(10, 22)), (None,) * 7 + (40,) * 5)
    return [
        make_batch(
            levels(*months), name=name, net_value_keur=luck + 30 * place, cost_keur=np.ones((12, MONTHS))
        )
        for place, (name, months) in enumerate(zip(names, first, strict=True))
    ]


def test_a_comparison_shows_who_is_at_level_3(batches):
    drawing = comparison.draw_share_at_level([series.level_shares(batch) for batch in batches])
    assert drawing.title == "After 48 months all runs of task-force-unsponsored are at level 3 or higher"
    none = comparison.share_finding([series.level_shares(batches[0])])
    assert none == "No scenario brings a run to level 3 within 48 months"


def test_a_comparison_shows_months_and_value_with_their_winners(batches):
    summary = summarise(batches, "lone-manager")
    months = comparison.draw_months_to_level(summary)
    assert months.title == "task-force-unsponsored reaches level 3 first, if all numbers are as assumed"
    assert "reached by 5 of 12" in months.alt_text
    value = comparison.draw_net_value(summary)
    name = "a-name-longer-than-any-column-of-a-table"
    assert value.title == f"{name} is worth most, if all numbers are as assumed"


def test_equal_scenarios_have_no_winner(batches):
    same = [batches[1], replace(batches[1], name="its-twin")]
    summary = summarise(same, "its-twin")
    assert comparison.months_finding(summary).startswith("No clear winner on the way to level 3")
    assert comparison.value_finding(summary).startswith("No clear winner in net value")


class TestNetwork:
    def organisation(self, employees: int):
        plan = plan_runs(Request(("lone-manager",), 1, 1, 1, months=2))
        from smsim.organisation.formation import form_organisation

        firm = plan.scenarios[0].firm.model_copy(update={"employees": employees})
        return form_organisation(firm, plan.scenarios[0].parameters.departments, 1, 0)

    @pytest.mark.parametrize("employees", [1, 2, 40, 300])
    def test_everyone_is_drawn(self, employees):
        organisation = self.organisation(employees)
        is_active = np.zeros(employees, dtype=bool)
        is_active[0] = True
        drawing = network.draw_network(organisation, is_active, name="firm", month=11)
        assert drawing.title.startswith(f"After 12 months 1 of {employees} people use")
        assert network.drawn_rows(employees).size == employees

    def test_no_more_than_two_thousand_people_are_drawn_and_it_says_so(self):
        organisation = self.organisation(5000)
        rows = network.drawn_rows(5000)
        assert rows.size == 2000
        assert np.unique(rows).size == 2000
        assert network._subtitle(organisation, "firm", rows.size).endswith("2,000 of 5,000 people drawn")

    def test_departments_do_not_touch(self):
        for people in ([24, 12, 48, 42, 12, 42, 18, 24, 72, 6], [1], [500, 1, 1, 1], [3] * 40):
            discs = network.place_discs(np.array(people))
            distance = np.linalg.norm(discs.centres[:, None] - discs.centres[None], axis=2)
            apart = distance - discs.radii[:, None] - discs.radii[None]
            assert (apart[~np.eye(len(people), dtype=bool)] >= -1e-9).all()
