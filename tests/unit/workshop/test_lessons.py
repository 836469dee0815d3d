"""Lessons: read with errors that help, and true in the model with their seed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from smsim.analysis.luck import chance
from smsim.engine.outputs import MONTHLY_OUTPUTS, column_values
from smsim.engine.simulation import Simulation
from smsim.errors import LessonError
from smsim.scenarios import run_inputs
from smsim.workshop.ghosts import run_ghosts
from smsim.workshop.lesson_tables import OutputCheck
from smsim.workshop.lessons import (
    lesson_document,
    lesson_names,
    load_lesson,
    people_of,
    plans_by_step,
)
from tests.simulations import needs_compiler

SMALL = """\
title = "Small"
minutes = 5
question = "What happens?"
seed = 1
months = 24
scenarios = ["lone-manager", "task-force-broad"]

[[step]]
title = "Ask"
minutes = 2
text = "Draw."

[step.predict]
id = "users"
question = "How many?"
kind = "curve"
chart = "active_share"

[[step]]
title = "Decide"
minutes = 3
text = "Decide."
month = 13
reveal = "users"

[step.decide]
pane = 1
month = 14
label = "alone"

[step.decide.settings]
form = "lone_manager"

[[step.expect]]
pane = 1
month = 20
output = "level"
at_least = 1
"""


def small(tmp_path: Path, old: str = "", new: str = "") -> Path:
    """Write the small lesson with one text replaced."""
    assert old in SMALL
    path = tmp_path / "small.toml"
    path.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("minutes = 5", "minutes = 5\nminuts = 5", "line 3: a lesson has no key 'minuts' (did you mean"),
        ("months = 24", "months = 'a'", "small.toml, line 5: months is 'a', but must be a whole number"),
        ("lone-manager", "lone-manger", "line 6: there is no scenario 'lone-manger' (did you mean"),
        ('"lone-manager", ', '"grassroots", "lone-manager", ', "scenarios are 3, but must be one, or two"),
        ('chart = "active_share"', 'chart = "reputation"', "predict of [[step]] 1 is a curve, so chart"),
        ('kind = "curve"', 'kind = "choice"', "[[step]] 1 is a choice, so choices must be two or more"),
        ('reveal = "users"', 'reveal = "usrs"', "no step up to it asks that (did you mean 'users'?)"),
        ("month = 13", "month = 24", "month of [[step]] 2 is 24, but the lesson ends with month 23"),
        ('"lone_manager"', '"lone_manger"', "form of the decision is 'lone_manger', but must be one of"),
        ("month = 14", "month = 24", "cannot be taken"),
        ("pane = 1", "pane = 2", "pane of decide of [[step]] 2 is 2, but must be a whole number from 0 to 1"),
        ('output = "level"', 'output = "levels"', "a monthly output (did you mean 'level'?)"),
        ("at_least = 1", "at_least = 1\nat_most = 2", "needs exactly one of at_least, at_most, equals"),
        ("month = 20", "month = 30", "is 30, but the lesson ends with month 23"),
        ("reveal =", 'show = ["lone-manager", "group-head"]\nreveal =', "names 'group-head', but"),
        ("reveal =", 'show = ["lone-manager"]\nreveal =', "a scenario for each of the lesson's panes"),
        ("reveal =", "until = 24\nreveal =", "until of [[step]] 2 is 24, but the lesson ends with month 23"),
        ("reveal =", "until = 13\nreveal =", "until of [[step]] 2 is 13, but must be later than 13"),
        ("reveal =", 'charts = ["level", "sponsorshp"]\nreveal =', "(did you mean 'sponsorship'?)"),
        ("reveal =", 'charts = ["level"]\nreveal =', "charts of [[step]] 2 must name two charts or three"),
        ("reveal =", 'charts = ["level", "level"]\nreveal =', "must name two charts or three, none of them"),
        ('text = "Draw."', 'text = "."\ncharts = ["level", "reputation"]', "is a curve, so chart must"),
    ],
)  # fmt: skip
def test_errors_say_where_and_what_is_allowed(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(LessonError) as caught:
        load_lesson(small(tmp_path, old, new))
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_pane_b_must_exist(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"line 27: .* is in pane B, but the lesson has only A"):
        load_lesson(small(tmp_path, ', "task-force-broad"', ""))


def test_an_unknown_lesson_is_told_with_its_nearest() -> None:
    with pytest.raises(LessonError, match="did you mean 'sponsor-or-no-sponsor'"):
        load_lesson("sponsor-or-not-sponsor")


def test_an_answer_must_be_among_the_choices(tmp_path: Path) -> None:
    asked = 'kind = "choice"\nchoices = ["few", "many"]\nanswer = "none"'
    with pytest.raises(LessonError, match=r"answer of predict of .* must be one of its choices: 'few'"):
        load_lesson(small(tmp_path, 'kind = "curve"', asked))


def test_decisions_change_the_pane_they_are_taken_in_until_it_is_put_back(tmp_path: Path) -> None:
    back = '[[step]]\ntitle = "Back"\nminutes = 1\ntext = "x"\nshow = ["lone-manager", "task-force-broad"]\n'
    path = tmp_path / "small.toml"
    path.write_text(SMALL + back, encoding="utf-8")
    first, second, third = plans_by_step(load_lesson(path))
    assert first == third
    assert second[0] == first[0]
    assert second[1].changes[0].month == 14
    assert second[1].changes[0].given["form"] == "lone_manager"


def test_the_page_is_not_told_what_tests_expect(tmp_path: Path) -> None:
    document = lesson_document(load_lesson(small(tmp_path)))
    assert document["name"] == "small"
    assert [step["title"] for step in document["step"]] == ["Ask", "Decide"]
    assert document["step"][0]["predict"]["chart"] == "active_share"
    assert document["step"][1]["decide"]["settings"] == {"form": "lone_manager"}
    assert not any("expect" in step or "chance" in step for step in document["step"])


def test_the_page_is_told_what_to_do_and_show_but_not_what_comes_of_it(tmp_path: Path) -> None:
    shown = ["level", "reputation", "sponsorship"]
    told = f'until = 20\nghosts = true\noutcome = "It comes."\ncharts = {json.dumps(shown)}\n'
    first, second = lesson_document(load_lesson(small(tmp_path, "reveal =", f"{told}reveal =")))["step"]
    assert (first["deeds"], second["deeds"]) == (["predict"], ["decide", "play", "luck", "reveal"])
    assert first["charts"] == ["level", "active_share"]
    assert second["charts"] == shown
    assert (first["has_outcome"], second["has_outcome"]) == (False, True)
    assert "outcome" not in second


def test_an_outcome_nothing_leads_to_is_told_when_asked_for(tmp_path: Path) -> None:
    lesson = load_lesson(small(tmp_path, 'month = 13\nreveal = "users"', 'outcome = "So."'))
    assert lesson.file.step[1].deeds == ("decide",)
    talked = (
        '[[step]]\ntitle = "Talk"\nminutes = 1\ntext = "Why?"\noutcome = "So."\n\n[[step]]\ntitle = "Ask"'
    )
    assert load_lesson(small(tmp_path, '[[step]]\ntitle = "Ask"', talked)).file.step[0].deeds == ("tell",)


@pytest.mark.parametrize(
    ("comparison", "value", "is_true"),
    [("at_least", 2.0, True), ("at_least", 1.9, False), ("at_most", 2.0, True), ("at_most", 2.1, False),
     ("equals", 2.0, True), ("equals", 1.0, False)],
)  # fmt: skip
def test_comparisons(comparison: str, value: float, is_true: bool) -> None:
    assert OutputCheck(month=1, output="level", **{comparison: 2.0}).holds(value) is is_true


def test_shipped_lessons_last_as_long_as_they_say() -> None:
    lessons = [load_lesson(name) for name in lesson_names()]
    assert sorted(lesson.file.minutes for lesson in lessons) == [30, 60, 90]
    for lesson in lessons:
        assert sum(step.minutes for step in lesson.file.step) == lesson.file.minutes


@needs_compiler
@pytest.mark.parametrize("name", lesson_names())
def test_what_a_lesson_shows_is_so(name: str) -> None:
    lesson = load_lesson(name)
    people = people_of(lesson)
    runs: dict[int, np.recarray] = {}
    checked = 0
    for step, plan in zip(lesson.file.step, plans_by_step(lesson), strict=True):
        for fact in step.expect:
            scenario = plan[fact.pane]
            if id(scenario) not in runs:
                runs[id(scenario)] = Simulation(run_inputs(scenario), people, lesson.file.seed).run().monthly
            value = column(runs[id(scenario)], fact.output)[fact.month]
            assert fact.holds(value), f"{step.title}: {fact.output} in month {fact.month} is {value}"
            checked += 1
    assert checked >= 10


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize("name", lesson_names())
def test_what_a_lesson_teaches_is_not_luck(name: str) -> None:
    lesson = load_lesson(name)
    people = people_of(lesson)
    others: dict[int, np.recarray] = {}
    for step, plan in zip(lesson.file.step, plans_by_step(lesson), strict=True):
        for fact in step.chance:
            scenario = plan[fact.pane]
            if id(scenario) not in others:
                others[id(scenario)] = run_ghosts(run_inputs(scenario), people, lesson.file.seed).others
            values = column(others[id(scenario)], fact.output)[:, fact.month]
            share = chance([fact.holds(value) for value in values]).share
            assert fact.low <= 100 * share <= fact.high, f"{step.title}: in {100 * share:.0f} of 100 runs"


def column(monthly: np.recarray, output: str) -> np.ndarray:
    """Return one column of monthly records by its name in files, e.g. practice_of_sales."""
    return next(
        columns[output]
        for declared in MONTHLY_OUTPUTS
        if output in (columns := column_values(monthly, declared))
    )
