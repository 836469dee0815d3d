"""Texts of a lesson are refused that name a chart nobody sees, or tell what nobody has seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smsim.errors import LessonError
from smsim.scenarios.places import ContradictionError
from smsim.workshop.lesson_texts import check_texts
from smsim.workshop.lessons import charts_by_step, lesson_names, load_lesson, plans_by_step

FIGURE = re.compile(r"\d")
LESSON = """\
title = "Small"
minutes = 5
question = "What happens?"
seed = 1
months = 48
scenarios = ["lone-manager", "task-force-broad"]

[[step]]
title = "Begin"
minutes = 1
month = 6
text = "Look at both."

[[step]]
title = "Go on"
minutes = 2
month = 12
charts = ["level", "active_share", "sponsorship"]
text = "TEXT"
until = 36
outcome = "OUTCOME"

[[step.expect]]
pane = 1
month = 36
output = "level"
equals = 2

[[step.expect]]
pane = 1
month = 36
output = "active_share"
at_least = 0.3

[[step.chance]]
pane = 1
month = 36
output = "level"
at_least = 3
low = 20
high = 40

[[step]]
title = "Other luck"
minutes = 2
text = "LATER"
ghosts = true
"""


def load(tmp_path: Path, text: str = "Play.", outcome: str = "So it is.", later: str = "Read it.") -> None:
    written = LESSON.replace('"TEXT"', f"'{text}'").replace('"OUTCOME"', f"'{outcome}'")
    path = tmp_path / "small.toml"
    path.write_text(written.replace('"LATER"', f"'{later}'"), encoding="utf-8")
    load_lesson(path)


EARLY = [
    ("B reaches level 2 soon.", "says 'B reaches level 2 soon.', which the room has not seen yet"),
    ("Play. Level 2 is the end.", "says 'Level 2 is the end.'"),
    ("In the end 35 % use it.", "says 'In the end 35 % use it.'"),
    ("It happens in 30 of 100 runs.", "which the room has not seen yet when the step begins (month"),
    ("It happens in nearly every run.", "put it into outcome, which is told after play"),
    ("In month 30 something comes.", "speaks of month 30, to which the step does not lead: set until = 30"),
]


@pytest.mark.parametrize(("text", "words"), EARLY)
def test_what_is_told_before_play_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LessonError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'small.toml'}, line 19: text of [[step]] 2 ")
    assert words in str(caught.value)


@pytest.mark.parametrize("text", [text for text, _ in EARLY])
def test_the_same_may_stand_in_the_outcome_or_be_asked(tmp_path: Path, text: str) -> None:
    load(tmp_path, outcome=text)
    load(tmp_path, text=f"{text.removesuffix('.')}?")


def test_what_was_seen_may_be_told_later_but_luck_only_after_it_was_shown(tmp_path: Path) -> None:
    load(tmp_path, later="You have seen B at level 2 in month 36, with 35 % of users.")
    with pytest.raises(LessonError, match=r"text of \[\[step\]\] 2 says"):
        load(tmp_path, text="That is so in 25 of 100 runs.")


@pytest.mark.parametrize(
    "text",
    [
        "Play until month 36.",
        "In month 12 they begin.",
        "About 5 % of the budget, 60 of 100 jobs.",
        "Level 4?",
    ],
)
def test_plans_and_questions_are_no_outcomes(tmp_path: Path, text: str) -> None:
    load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Watch the reputation.", "speaks of 'Reputation', but the step is sure to show 'Maturity level"),
        ("See the value less cost.", "name 'net_value_keur' in charts"),
        ("Watch the second chart.", "speaks of a chart without its title; the step is sure to show"),
    ],
)  # fmt: skip
def test_a_chart_that_is_named_must_be_shown(tmp_path: Path, text: str, words: str) -> None:
    for place in ("text", "outcome"):
        with pytest.raises(LessonError) as caught:
            load(tmp_path, **{place: text})
        assert words in str(caught.value)
        assert f"{place} of [[step]] 2" in str(caught.value)


def test_a_third_chart_is_shown_as_long_as_nothing_takes_its_place(tmp_path: Path) -> None:
    load(tmp_path, 'The third chart shows "Backing by the executives".')
    with pytest.raises(LessonError, match=r"text of \[\[step\]\] 3 speaks of 'Backing by the executives'"):
        load(tmp_path, later='The third chart shows "Backing by the executives".')


@pytest.mark.parametrize("name", lesson_names())
def test_an_outcome_of_a_shipped_lesson_told_at_the_beginning_is_found(name: str) -> None:
    """Where it has figures: words without any tell something too, but that cannot be known."""
    lesson = load_lesson(name)
    plans, charts = plans_by_step(lesson), charts_by_step(lesson)
    planted = 0
    for place, step in enumerate(lesson.file.step):
        if not FIGURE.search(step.outcome):
            continue
        early = step.model_copy(update={"text": step.outcome})
        steps = (*lesson.file.step[:place], early, *lesson.file.step[place + 1 :])
        with pytest.raises(ContradictionError, match=r"which the room has not seen|does not lead"):
            check_texts(lesson.file.model_copy(update={"step": steps}), plans, charts)
        planted += 1
    assert planted >= 3
