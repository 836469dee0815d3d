"""Scenarios side by side: who is at level 3 when, how long it takes, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smsim.analysis.series import LevelShares
from smsim.analysis.summary import Summary, Winner
from smsim.experiments.words import join_words
from smsim.views.named_rows import head_right, name_rows, right_note
from smsim.views.shortening import shorten
from smsim.views.style import (
    INK,
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

LEVEL = 3
NAME_LETTERS = 23
ROW_FONT = 20
INTERVAL_NOTE = "the bar holds the true mean in 95 of 100 repetitions"


def scenario_colour(place: int) -> str:
    """Return the colour of the scenario at `place`, the same in every figure."""
    return SERIES_COLOURS[place % len(SERIES_COLOURS)]


def draw_share_at_level(shares: Sequence[LevelShares]) -> Drawing:
    """Draw, for every scenario, the share of runs at level 3 or higher in every month."""
    title = share_finding(shares)
    with figure_style():
        figure = new_figure()
        top = write_heading(
            figure,
            title,
            f"Share of {shares[0].replications} runs at level {LEVEL} or higher, month by month",
        )
        axes = figure.add_axes((0.095, 0.1, 0.605, top - 0.1))
        months = np.arange(shares[0].shares.shape[1])
        axes.set_ylim(-0.01, 1.01)
        labels = []
        for place, entry in enumerate(shares):
            values = entry.at_least(LEVEL)
            axes.plot(
                months,
                values,
                color=scenario_colour(place),
                linestyle=SERIES_LINES[place % len(SERIES_LINES)],
                drawstyle="steps-post",
            )
            name = shorten(entry.scenario, NAME_LETTERS)
            labels.append((float(values[-1]), f"{name} {values[-1]:.0%}", scenario_colour(place)))
        label_lines(axes, labels)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
        axes.set_ylabel(f"share of runs at level {LEVEL} or higher")
        month_axis(axes, months.size)
        entries = "; ".join(f"{entry.scenario} {entry.at_least(LEVEL)[-1]:.0%}" for entry in shares)
        return finish(figure, "comparison_level", title, f"{title}. Share at the end: {entries}.")


def share_finding(shares: Sequence[LevelShares]) -> str:
    """Return in one sentence which scenarios bring most runs to level 3 by the end."""
    at_end = {entry.scenario: float(entry.at_least(LEVEL)[-1]) for entry in shares}
    best = max(at_end.values())
    months = shares[0].shares.shape[1]
    if best == 0:
        return f"No scenario brings a run to level {LEVEL} within {months} months"
    top = [name for name, share in at_end.items() if share >= best - 1e-9]
    if len(top) == len(at_end):
        return f"All scenarios end with {best:.0%} of runs at level {LEVEL} or higher after {months} months"
    if best == 1.0:
        return f"After {months} months all runs of {join_words(top)} are at level {LEVEL} or higher"
    verb = "brings" if len(top) == 1 else "bring"
    return f"{join_words(top)} {verb} most runs to level {LEVEL} or higher: {best:.0%} after {months} months"


def draw_months_to_level(summary: Summary) -> Drawing:
    """Draw the median months to level 3 with its interval, and how many runs got there at all."""
    title = months_finding(summary)
    horizon = summary.scenarios[0].horizon_months
    with figure_style():
        figure = new_figure()
        top = write_heading(
            figure,
            title,
            f"Months until half of the runs have held level {LEVEL}, with its 95% interval",
        )
        axes = figure.add_axes((0.26, 0.1, 0.5, top - 0.16))
        for row, entry in enumerate(summary.scenarios):
            months = entry.months_to[LEVEL]
            colour = scenario_colour(row)
            median = months.median_month
            limits = months.median_interval
            low, high = (min(limit + 1, horizon) for limit in (limits.low, limits.high))
            if np.isfinite(low) and limits.low < horizon:
                axes.plot(
                    [low, high], [row, row], color=colour, linewidth=18, alpha=0.35, solid_capstyle="butt"
                )
            if median is not None:
                axes.plot(median + 1, row, "o", color=colour, markersize=11)
                axes.annotate(
                    f"{median + 1:.0f}",
                    (median + 1, row),
                    xytext=(0, 16),
                    textcoords="offset points",
                    ha="center",
                    color=colour,
                )
            else:
                axes.plot(horizon, row, ">", color=colour, markersize=17, clip_on=False)
            right_note(axes, row, f"{months.reached.count} of {months.reached.total} runs", colour)
        axes.set_xlim(0, horizon)
        axes.set_xlabel(f"months until level {LEVEL} (arrow: half of the runs need more than {horizon})")
        name_rows(axes, [shorten(entry.scenario, NAME_LETTERS) for entry in summary.scenarios], ROW_FONT)
        head_right(axes, "reached it")
        return finish(figure, "comparison_months", title, f"{title}. {_months_text(summary)}")


def months_finding(summary: Summary) -> str:
    """Return in one sentence which scenario reaches level 3 first, or that luck may have made it so."""
    winner = _winner(summary, "months_below_level_3")
    if all(entry.months_to[LEVEL].reached.count == 0 for entry in summary.scenarios):
        return f"No scenario reaches level {LEVEL} within {summary.scenarios[0].horizon_months} months"
    if winner is None:
        return f"How long each scenario takes to level {LEVEL}"
    if winner.is_significant:
        return f"{winner.best} reaches level {LEVEL} first, if all numbers are as assumed"
    return f"No clear winner on the way to level {LEVEL}: {_tie(winner)}"


def _months_text(summary: Summary) -> str:
    parts = []
    for entry in summary.scenarios:
        months = entry.months_to[LEVEL]
        median_month = months.median_month
        median = "later than the horizon" if median_month is None else f"{median_month + 1:.0f} months"
        reached = f"{months.reached.count} of {months.reached.total}"
        parts.append(f"{entry.scenario}: median {median}, reached by {reached}")
    return "; ".join(parts) + "."


def draw_net_value(summary: Summary) -> Drawing:
    """Draw each scenario's value less cost over the horizon, with its interval."""
    title = value_finding(summary)
    with figure_style():
        figure = new_figure()
        horizon = summary.scenarios[0].horizon_months
        top = write_heading(
            figure, title, f"Value less cost in {horizon} months, mean of runs; {INTERVAL_NOTE}"
        )
        axes = figure.add_axes((0.26, 0.1, 0.5, top - 0.16))
        for row, entry in enumerate(summary.scenarios):
            mean = entry.means["net_value_keur"]
            colour = scenario_colour(row)
            if np.isfinite(mean.interval.low):
                limits = [mean.interval.low, mean.interval.high]
                axes.plot(limits, [row, row], color=colour, linewidth=18, alpha=0.35, solid_capstyle="butt")
            axes.plot(mean.value, row, "o", color=colour, markersize=11)
            cost = entry.means["cost_keur"].value
            right_note(axes, row, f"{mean.value:+,.0f}  (cost {cost:,.0f})", colour)
        axes.axvline(0, color=INK, linewidth=2)
        low, high = axes.get_xlim()
        axes.set_xlim(min(low, 0), max(high, 0))
        axes.set_xlabel("net value (thousand euro, not discounted)")
        name_rows(axes, [shorten(entry.scenario, NAME_LETTERS) for entry in summary.scenarios], ROW_FONT)
        head_right(axes, "thousand euro")
        text = "; ".join(
            f"{entry.scenario}: {entry.means['net_value_keur'].value:,.0f} thousand euro"
            for entry in summary.scenarios
        )
        return finish(figure, "comparison_value", title, f"{title}. Net value: {text}.")


def value_finding(summary: Summary) -> str:
    """Return in one sentence which scenario is worth most, or that luck may have made it so."""
    winner = _winner(summary, "net_value_keur")
    if winner is None:
        return "What each scenario is worth, less its cost"
    best = summary.of(winner.best).means["net_value_keur"].value
    sign = "" if best >= 0 else ", though it costs more than it brings"
    if winner.is_significant:
        return f"{winner.best} is worth most, if all numbers are as assumed{sign}"
    return f"No clear winner in net value: {_tie(winner)}"


def _tie(winner: Winner) -> str:
    rivals = list(winner.rivals[:2])
    others = len(winner.rivals) - len(rivals)
    if others:
        rivals.append(f"{others} more")
    return f"{winner.best} is ahead of {join_words(rivals)}, but that may be luck"


def _winner(summary: Summary, measure: str) -> Winner | None:
    return next((winner for winner in summary.winners if winner.measure.name == measure), None)
