"""Which departments make social media part of their work, over the months."""

from __future__ import annotations

import numpy as np

from smsim.analysis.series import DepartmentPractice
from smsim.experiments.words import join_words
from smsim.views.style import (
    QUIET,
    SERIES_COLOURS,
    SERIES_LINES,
    Drawing,
    figure_style,
    finish,
    label_lines,
    month_axis,
    new_figure,
    write_heading,
)

PILOT, ROUTINE = 0.15, 0.75
"""Practice below which the use case is latent, and from which it is routine; operating is in between."""

MOST_NAMED = 3


def draw_practice(practice: DepartmentPractice) -> Drawing:
    """Draw the practice of every kind of department, with the bands an auditor would name."""
    title = practice_finding(practice)
    with figure_style():
        figure = new_figure()
        runs = "one run" if practice.replications == 1 else f"median of {practice.replications} runs"
        top = write_heading(
            figure, title, f"{practice.scenario}, {runs}: how far social media is part of a department's work"
        )
        axes = figure.add_axes((0.085, 0.1, 0.64, top - 0.1))
        months = np.arange(practice.practice.shape[1])
        axes.set_ylim(0, 1)
        for edge, word in ((PILOT, "pilot"), (practice.operating, "operating"), (ROUTINE, "routine")):
            axes.axhline(edge, color=QUIET, linewidth=1.5, linestyle=(0, (2, 4)))
            axes.text(months[-1] * 0.008, edge + 0.012, word, color=QUIET, fontsize=18)
        labels = []
        for kind, values in zip(practice.kinds, practice.practice, strict=True):
            colour = SERIES_COLOURS[int(kind) % len(SERIES_COLOURS)]
            line = SERIES_LINES[int(kind) % len(SERIES_LINES)]
            axes.plot(months, values, color=colour, linestyle=line)
            labels.append((float(values[-1]), f"{kind.title} {_hundredths(values[-1])}", colour))
        label_lines(axes, labels)
        axes.set_ylabel("practice (0-1)")
        axes.grid(axis="x", visible=False)
        month_axis(axes, months.size)
        return finish(figure, "practice", title, _alt_text(practice))


def practice_finding(practice: DepartmentPractice) -> str:
    """Return in one sentence in which kinds of department the use case operates at the end."""
    at_end = zip(practice.kinds, practice.practice[:, -1], strict=True)
    working = [kind.title for kind, value in at_end if value >= practice.operating]
    if not working:
        return "Social media becomes part of the daily work in no department"
    if len(working) == len(practice.kinds):
        return "Social media becomes part of the daily work in every kind of department"
    if len(working) > MOST_NAMED:
        return (
            f"Social media becomes part of the daily work in {len(working)} of {len(practice.kinds)} "
            f"kinds of department, most of all in {working[0]}"
        )
    return f"Social media becomes part of the daily work in {join_words(working)} only"


def _hundredths(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def _alt_text(practice: DepartmentPractice) -> str:
    entries = "; ".join(
        f"{kind.title} {values[-1]:.2f}"
        for kind, values in zip(practice.kinds, practice.practice, strict=True)
    )
    return f"{practice_finding(practice)}. Practice at the end of {practice.scenario}: {entries}."
