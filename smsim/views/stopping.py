"""How a stop rule came to its end: the width of the interval at every look, and the width wanted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smsim.experiments.stopping import Precision, StopRule
from smsim.views.precision import stop_words
from smsim.views.quantities import number, quantity, unit_of
from smsim.views.shortening import shorten
from smsim.views.style import (
    INK,
    QUIET,
    SERIES_COLOURS,
    Drawing,
    figure_style,
    finish,
    label_lines,
    new_figure,
    write_heading,
)

SUBTITLE_LETTERS = 104
STOP_SIZE = 22
LOOK_SIZE = 10


def draw_stopping(rule: StopRule, path: Sequence[Precision], most: int) -> Drawing:
    """Draw the half-width at each look of `path`, rising in rounds, against the half-width wanted."""
    title = stopping_finding(rule, path, most)
    with figure_style():
        figure = new_figure()
        what = shorten(f"half-width of the interval at each look: {stop_words(rule)}", SUBTITLE_LETTERS)
        top = write_heading(figure, title, what)
        axes = figure.add_axes((0.1, 0.12, 0.68, top - 0.12))
        unit = unit_of(rule.measure)
        scale = unit.scale
        rounds = np.array([look.rounds for look in path])
        halves = scale * np.array([look.half_width for look in path])
        wanted = scale * rule.half_width
        colour = SERIES_COLOURS[0]
        axes.axhline(wanted, color=QUIET, linestyle="--", linewidth=2.5)
        axes.plot(rounds, halves, color=colour, marker="o", markersize=LOOK_SIZE)
        labels = [(wanted, f"wanted: {number(wanted)}", QUIET)]
        if path and np.isfinite(halves[-1]):
            axes.plot(
                rounds[-1:], halves[-1:], color=colour, marker="o", markersize=STOP_SIZE, markeredgecolor=INK
            )
            labels.append((float(halves[-1]), f"{number(halves[-1])} at round {rounds[-1]:,}", colour))
        axes.set_xlim(0, 1.03 * max(most, 1))
        axes.set_ylim(0, 1.1 * max(wanted, np.nanmax(halves, initial=wanted)))
        axes.set_xlabel("rounds")
        axes.set_ylabel(f"on the scale {unit.name}" if unit.is_scale else unit.short_words)
        label_lines(axes, labels)
        return finish(figure, "stop_rule", title, _alt_text(rule, path, title))


def stopping_finding(rule: StopRule, path: Sequence[Precision], most: int) -> str:
    """Return in a sentence whether the rule was reached, and after how many rounds."""
    if not path:
        return "No round has come to a look yet"
    last = path[-1]
    rounds = f"{last.rounds:,} of at most {most:,} rounds"
    if last.is_reached:
        return f"Precise enough after {rounds}"
    if np.isnan(last.half_width):
        return f"After {rounds} there is no interval yet"
    return (
        f"Not precise enough after {rounds}: to within {quantity(rule.measure, last.half_width)}, wanted "
        f"{quantity(rule.measure, rule.half_width, has_unit=False)}"
    )


def _alt_text(rule: StopRule, path: Sequence[Precision], title: str) -> str:
    looks = "; ".join(
        f"{look.rounds:,} rounds: {quantity(rule.measure, look.half_width)}"
        for look in path
        if np.isfinite(look.half_width)
    )
    wanted = quantity(rule.measure, rule.half_width)
    return f"{title}. Half-width wanted {wanted}; at the looks: {looks or 'none yet'}."
