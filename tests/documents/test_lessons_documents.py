"""The teachers' guides say what the lessons show."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest

from smsim.player.frames import CHARTS
from smsim.workshop.lesson_tables import Step
from smsim.workshop.lessons import lesson_names, load_lesson
from tests.documents.lesson_figures import FIGURES, LESSONS, guide_of, lesson_table, plans_of, with_table
from tests.simulations import needs_compiler

ROW = re.compile(r"^\| (\d+) \| ([^|]+) \|", re.MULTILINE)


@pytest.mark.parametrize("name", lesson_names())
def test_the_guide_has_the_steps_of_the_lesson_at_their_minutes(name: str) -> None:
    steps = load_lesson(name).file.step
    begins = [0.0, *accumulate(step.minutes for step in steps)]
    guide = guide_of(name).read_text(encoding="utf-8")
    told = [(float(minute), title.strip()) for minute, title in ROW.findall(guide)]
    assert told == [(begin, step.title) for begin, step in zip(begins, steps, strict=False)]


@pytest.mark.parametrize("name", lesson_names())
def test_links_of_the_guide_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", guide_of(name).read_text(encoding="utf-8")):
        assert (LESSONS / target).exists(), target
    assert (FIGURES / f"{name}.png").stat().st_size < 60_000


def test_the_list_names_every_lesson_with_its_minutes() -> None:
    text = (LESSONS / "README.md").read_text(encoding="utf-8")
    for name in lesson_names():
        assert f"| [{name}]({name}.md) | {load_lesson(name).file.minutes} |" in text


def test_authors_are_told_of_every_key_of_a_step_and_of_every_chart() -> None:
    text = (LESSONS / "README.md").read_text(encoding="utf-8")
    for key in Step.model_fields:
        assert re.search(rf"`(?:\[+step\.)?{key}\b", text), key
    for chart in CHARTS:
        assert f"`{chart.name}`" in text, chart.name


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize("name", lesson_names())
def test_the_table_of_runs_is_current(name: str) -> None:
    guide = guide_of(name).read_text(encoding="utf-8")
    is_current = with_table(guide, lesson_table(plans_of(load_lesson(name)))) == guide
    assert is_current, "run python -m tests.documents.lesson_figures"
