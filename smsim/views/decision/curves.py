"""Figures with a curve: organisations that have reached a level by each month, and where the advice flips."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.level_months import LevelMonths, OptionMonths
from smsim.analysis.discovery.restrictions import title_of
from smsim.analysis.discovery.switching import Switching
from smsim.measures.units import Unit
from smsim.views.comparison import NAME_LETTERS, scenario_colour
from smsim.views.decision.amounts import (
    ORGANISATIONS,
    hundred,
    hundred_short,
    median_words,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.lookup import main_level, months_of, ranked_options
from smsim.views.shortening import shorten
from smsim.views.style import (
    INK,
    SERIES_COLOURS,
    SERIES_LINES,
    Drawing,
    figure_style,
    finish,
    label_lines,
    new_figure,
    write_heading,
)

Floats = NDArray[np.float64]
MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 11
TITLE_LETTERS = 120
BEHIND_WORDS = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 3.0}


def draw_arrivals(decision: Decision, context: ReportContext) -> Drawing:
    """Draw how many of 100 organisations have reached the main level by each month, with intervals."""
    level, horizon = main_level(decision), decision.outcomes.horizon_months
    options = ranked_options(decision)
    title = _arrivals_finding(level, options[0], horizon, context)
    with figure_style():
        figure = new_figure()
        subtitle = (
            f"Have reached level {level.level}, of 100 {ORGANISATIONS}; shaded: 95% interval of each month"
        )
        top = write_heading(figure, title, subtitle)
        axes = figure.add_axes((0.095, 0.11, 0.605, top - 0.11))
        axes.set_ylim(-1, 101)
        axes.set_yticks(range(0, 101, 20))
        labels = []
        for option in options:
            place = decision.outcomes.place(option)
            colour = scenario_colour(place)
            months, reached, low, high = _reached(months_of(level, option), horizon)
            axes.fill_between(months, low, high, step="post", color=colour, alpha=0.13, linewidth=0)
            line = SERIES_LINES[place % len(SERIES_LINES)]
            axes.plot(months, reached, color=colour, linestyle=line, drawstyle="steps-post")
            name = shorten(context.title(option), NAME_LETTERS)
            labels.append((float(reached[-1]), f"{name} {hundred_short(reached[-1] / 100)}", colour))
        label_lines(axes, labels)
        axes.set_ylabel(f"of 100 {ORGANISATIONS}")
        axes.set_xlim(0, horizon)
        step = next((step for step in MONTH_STEPS if horizon / step <= MOST_TICKS), 240)
        axes.set_xticks(np.arange(0, horizon + 1, step))
        axes.set_xlabel("months since the start")
        entries = "; ".join(
            f"{context.title(option)}: {hundred(entry.reached.share)} of 100 in the end, half of all after "
            f"{median_words(entry, horizon)} months"
            for option in options
            for entry in [months_of(level, option)]
        )
        return finish(figure, "arrivals", title, f"{title}. {entries}.")


def _arrivals_finding(level: LevelMonths, option: str, horizon: int, context: ReportContext) -> str:
    if not any(entry.reached.share for entry in level.options):
        return f"No option reaches level {level.level} within {horizon} months"
    entry = months_of(level, option)
    if entry.median_month is None:
        return (
            f"With {context.named(option)} {hundred(entry.reached.share)} of 100 reach level {level.level} "
            f"within {horizon} months"
        )
    return (
        f"With {context.named(option)} half of all are at level {level.level} after "
        f"{entry.median_month + 1:.0f} months"
    )


def _reached(entry: OptionMonths, horizon: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return months since the start, and how many of 100 have got there by then with the limits.

    A level held in month t, counted from 0, is held after t + 1 months.
    """
    curve = entry.curve
    months = np.concatenate([[0.0], np.minimum(curve.months + 1, horizon), [horizon]])
    reached, low, high = (
        100 * (1.0 - _whole(limits, curve.share_below))
        for limits in (curve.share_below, curve.high, curve.low)
    )
    return months, reached, low, high


def _whole(limits: Floats, share_below: Floats) -> Floats:
    """Return limits from the start to the horizon; missing ones are where all or none are below."""
    known = np.where(np.isnan(limits), share_below, limits)
    return np.concatenate([[1.0], known, known[-1:]])


def draw_switching(switching: Switching, number: int, unit: Unit) -> Drawing:
    """Draw how the lead of one option over another depends on a factor, and where it is lost.

    `unit` is that of the lead; `number` tells several such figures apart.
    """
    words, headline = switching.words, switching.headline
    title = shorten(f"{headline[:1].upper()}{headline[1:]}", TITLE_LETTERS)
    factor = title_of(switching.factor)
    with figure_style():
        figure = new_figure()
        subtitle = f"Mean over {switching.worlds} worlds; shaded: 95% band around the whole curve"
        top = write_heading(figure, title, subtitle)
        axes = figure.add_axes((0.11, 0.12, 0.84, top - 0.13))
        colour = SERIES_COLOURS[0]
        mean, low, high = (unit.scale * lead for lead in (switching.mean, switching.low, switching.high))
        axes.fill_between(switching.values, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(switching.values, mean, color=colour)
        axes.axhline(0.0, color=INK, linewidth=2)
        for point in switching.points:
            axes.axvspan(point.interval.low, point.interval.high, color=INK, alpha=0.12, linewidth=0)
            axes.axvline(point.value, color=INK, linewidth=2, linestyle="--")
        axes.set_xlim(float(switching.values[0]), float(switching.values[-1]))
        axes.set_xlabel(f"{factor} ({switching.factor.unit})")
        axes.set_ylabel(f"lead ({unit.difference_head})")
        ends = ((0.97, "top", switching.ours), (0.03, "bottom", switching.theirs))
        for height, side, name in ends:
            text = f"here {shorten(name, NAME_LETTERS)} is better"
            axes.text(0.015, height, text, transform=axes.transAxes, va=side, color=INK, bbox=BEHIND_WORDS)
        bottom, top = axes.get_ylim()
        bottom, top = min(bottom, -0.2 * top), max(top, -0.2 * bottom)
        axes.set_yticks([tick for tick in axes.get_yticks() if bottom <= tick <= top])
        axes.set_ylim(bottom, top)
        return finish(figure, f"switch_{number}", title, f"{words[:1].upper()}{words[1:]}.")
