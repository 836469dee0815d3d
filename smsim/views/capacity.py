"""Whether the people in charge keep up: their hours against the work that comes to them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from smsim.analysis.series import Trajectory
from smsim.views.style import (
    QUIET,
    SERIES_COLOURS,
    WARNING,
    Drawing,
    figure_style,
    finish,
    label_lines,
    month_axis,
    new_figure,
    write_heading,
)

RARE_SHARE = 0.1
ROOM_SHARE = 0.09
NEARLY_FULL = 0.85


def draw_capacity(capacity: Trajectory, load: Trajectory, replications: int) -> Drawing:
    """Draw capacity and load in hours per month; red where the work is more than the hours."""
    title = capacity_finding(capacity.median, load.median)
    with figure_style():
        figure = new_figure()
        runs = "one run" if replications == 1 else f"median and middle half of {replications} runs"
        top = write_heading(
            figure, title, f"{capacity.scenario}, {runs}: their hours, and the work that reaches them"
        )
        axes = figure.add_axes((0.1, 0.1, 0.72, top - 0.1))
        months = np.arange(capacity.median.size)
        colour = SERIES_COLOURS[0]
        axes.fill_between(
            months,
            capacity.median,
            load.median,
            where=(load.median > capacity.median).tolist(),
            color=WARNING,
            alpha=0.22,
            linewidth=0,
            interpolate=True,
        )
        for series, shade in ((capacity, colour), (load, WARNING)):
            if replications > 1:
                axes.fill_between(
                    months, series.quantiles[1], series.quantiles[3], color=shade, alpha=0.15, linewidth=0
                )
        axes.plot(months, capacity.median, color=colour)
        axes.plot(months, load.median, color=WARNING, linestyle="--")
        axes.set_ylim(0, max(1.0, float(max(capacity.quantiles[3].max(), load.quantiles[3].max())) * 1.08))
        axes.set_ylabel("hours per month")
        month_axis(axes, months.size)
        label_lines(
            axes,
            [
                (float(capacity.median[-1]), f"capacity {capacity.median[-1]:,.0f} h", colour),
                (float(load.median[-1]), f"load {load.median[-1]:,.0f} h", WARNING),
            ],
        )
        _name_empty_start(axes, capacity.median)
        return finish(figure, "capacity", title, _alt_text(capacity, load))


def _name_empty_start(axes: Axes, capacity: NDArray[np.float64]) -> None:
    """Say over the months before an appointment that nobody is there, where there is room to."""
    staffed = np.flatnonzero(capacity > 0)
    empty = int(staffed[0]) if staffed.size else capacity.size
    if empty >= ROOM_SHARE * capacity.size:
        axes.text(
            empty / 2,
            axes.get_ylim()[1] * 0.93,
            "nobody\nin charge",
            ha="center",
            va="top",
            color=QUIET,
            fontsize=17,
        )


def capacity_finding(capacity: NDArray[np.float64], load: NDArray[np.float64]) -> str:
    """Return in one sentence when, if ever, the work outgrows the hours for good."""
    is_staffed = capacity > 0
    if not is_staffed.any():
        return "Nobody has hours for social media: all of the work is left undone"
    is_over = is_staffed & (load > capacity)
    if not is_over.any():
        last = np.flatnonzero(is_staffed)[-1]  # a run may end with nobody in charge
        taken = load[last] / capacity[last]
        how = "hardly keep up" if taken > NEARLY_FULL else "keep up"
        return f"The people in charge {how}: at the end their work takes {taken:.0%} of their hours"
    if is_over[-1]:
        within = np.flatnonzero(~is_over)
        since = int(within[-1]) + 1 if within.size else 0
        return f"From month {since} on the people in charge have more work than hours"
    months = int(is_over.sum())
    if months > RARE_SHARE * capacity.size:
        return f"The people in charge have more work than hours in {months} of {capacity.size} months"
    return f"The people in charge keep up with their work in all but {months} of {capacity.size} months"


def _alt_text(capacity: Trajectory, load: Trajectory) -> str:
    months = capacity.median.size
    points = sorted({min(months - 1, month) for month in (11, 23, 59, months - 1)})
    entries = "; ".join(
        f"month {month}: capacity {capacity.median[month]:.0f}, load {load.median[month]:.0f}"
        for month in points
    )
    finding = capacity_finding(capacity.median, load.median)
    return f"{finding}. Hours per month in {capacity.scenario}: {entries}."
