"""Draws the figure of every lesson, writes its table: ``python -m tests.documents.lesson_figures``."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from smsim.analysis.intervals import quantile_bands
from smsim.analysis.luck import chance, frequency, reached_by, typical_month
from smsim.analysis.series import LevelShares
from smsim.measures import first_months
from smsim.scenarios import run_inputs
from smsim.views.comparison import draw_share_at_level
from smsim.vocabulary import MaturityLevel
from smsim.workshop.ghosts import Ghosts, run_ghosts
from smsim.workshop.lessons import Lesson, lesson_names, load_lesson, people_of, plans_by_step
from tests.documents.formulas import ROOT
from tests.documents.generate import PART, table

LESSONS = ROOT / "docs" / "lessons"
FIGURES = LESSONS / "figures"
LEVEL = int(MaturityLevel.ADVANCED)
LAST_YEAR = 12
COLOURS = 48
HEADER = (
    "plan", "level 3 in the run shown", "level 3 in 100 runs", "half of the runs by",
    "users at the end, 9 of 10 runs", "value less cost, last year, k€ a month",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanOfLesson:
    """A plan that a lesson shows: its label and its runs."""

    label: str
    ghosts: Ghosts


def plans_of(lesson: Lesson) -> list[PlanOfLesson]:
    """Return the opening plans of a lesson and what its decisions make of them, in order of appearance."""
    people = people_of(lesson)
    scenarios = {scenario.name: scenario for scenario in lesson.scenarios}
    for step, plan in zip(lesson.file.step, plans_by_step(lesson), strict=True):
        if step.decide is not None:
            scenarios[step.decide.label] = plan[step.decide.pane]
    return [
        PlanOfLesson(label, run_ghosts(run_inputs(scenario), people, lesson.file.seed))
        for label, scenario in scenarios.items()
    ]


def lesson_table(plans: list[PlanOfLesson]) -> str:
    """Return what becomes of every plan, as a Markdown table."""
    return table(HEADER, [_row(plan) for plan in plans])


def _row(plan: PlanOfLesson) -> list[str]:
    shown, others = plan.ghosts.shown, plan.ghosts.others
    own = first_months(shown["level"][np.newaxis], LEVEL)[0]
    told = frequency(chance(reached_by(others["level"], LEVEL, others.shape[1] - 1)))
    half = typical_month(others["level"], LEVEL)
    low, _, _, _, high = quantile_bands(100 * others["active_share"][:, -1])
    net = np.median(others["net_value_keur"][:, -LAST_YEAR:].mean(axis=1))
    return [
        plan.label,
        "never" if np.isnan(own) else f"month {own:.0f}",
        f"{told.count} (between {told.low} and {told.high})",
        "later, if at all" if half is None else f"month {half}",
        f"{low:.0f} to {high:.0f} %",
        f"{net:.1f}".replace("-", "\N{MINUS SIGN}"),
    ]


def lesson_figure(plans: list[PlanOfLesson]) -> bytes:
    """Return a slide with the share of runs at level 3, month by month, for every plan."""
    shares = []
    for plan in plans:
        level = np.rint(plan.ghosts.others["level"]).astype(np.int64)
        of_level = np.stack([(level == int(word)).mean(axis=0) for word in MaturityLevel])
        shares.append(LevelShares(plan.label, len(level), of_level))
    return shrunk(draw_share_at_level(shares).png)


def shrunk(png: bytes) -> bytes:
    """Return a picture with the few colours that its lines and letters need: a quarter of the bytes."""
    small = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLOURS).save(small, format="png", optimize=True)
    return small.getvalue()


def guide_of(name: str) -> Path:
    """Return the teacher's guide of a lesson."""
    return LESSONS / f"{name}.md"


def with_table(guide: str, made: str) -> str:
    """Return a guide with its table of runs written anew."""
    return PART.sub(lambda part: f"{part['head']}\n{made}\n\n{part['foot']}", guide)


def main() -> None:
    """Draw the figures and write the tables of all lessons."""
    FIGURES.mkdir(exist_ok=True)
    for name in lesson_names():
        plans = plans_of(load_lesson(name))
        (FIGURES / f"{name}.png").write_bytes(lesson_figure(plans))
        guide = guide_of(name)
        guide.write_text(with_table(guide.read_text(encoding="utf-8"), lesson_table(plans)), encoding="utf-8")
        print(f"{name}\n{lesson_table(plans)}\n")


if __name__ == "__main__":
    main()
