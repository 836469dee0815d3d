"""How far the firm has come, over the months: levels, and the continuous score behind them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from smsim.analysis.series import LevelShares, Trajectory
from smsim.views.style import (
    INK,
    LEVEL_COLOURS,
    LEVEL_INKS,
    QUIET,
    SERIES_COLOURS,
    Drawing,
    figure_style,
    finish,
    label_lines,
    month_axis,
    new_figure,
    write_heading,
)

LEVEL_TITLES = ("nobody uses it", "1 playground", "2 emerging", "3 advanced", "4 integrated")
LEAST_HEIGHT = 0.16
"""Share of runs at which a level's area is high enough to carry its name."""

LETTERS_ACROSS = 68
"""Letters that fit across the whole panel."""

LEAST_SHARE_NAMED = 0.04
Floats = NDArray[np.float64]


def draw_trajectories(levels: LevelShares, score: Trajectory) -> Drawing:
    """Draw the share of runs at each level above the score with its quantile bands."""
    months = levels.shares.shape[1]
    title = levels_finding(levels)
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, _subtitle(levels))
        grid = figure.add_gridspec(
            2, 1, left=0.1, right=0.84, bottom=0.095, top=top, hspace=0.16, height_ratios=(1, 1.15)
        )
        upper, lower = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
        _draw_levels(upper, levels)
        _draw_score(lower, score, levels.replications)
        for axes in (upper, lower):
            month_axis(axes, months)
        upper.set_xlabel("")
        upper.tick_params(labelbottom=False)
        return finish(figure, "levels", title, _alt_text(levels, score))


def levels_finding(levels: LevelShares) -> str:
    """Return in one sentence how far the runs come within the horizon."""
    months = levels.shares.shape[1]
    held = levels.shares.max(axis=1)
    top = int(np.flatnonzero(held > 0)[-1])
    if levels.replications == 1:
        if top <= 1:
            return f"The firm stays in the playground for all {months} months"
        since = int(np.argmax(levels.at_least(top) > 0)) + 1
        last = int(np.argmax(levels.shares[:, -1]))
        end = "" if last == top else f", and ends at level {last}"
        return f"The firm reaches level {top} after {since} months{end}"
    at_end = [levels.at_least(level)[-1] for level in range(5)]
    runs = levels.replications
    if top <= 1:
        return f"All {runs} runs stay in the playground for {months} months"
    three, four = round(at_end[3] * runs), round(at_end[4] * runs)
    if top == 2:
        two = round(at_end[2] * runs)
        return f"After {months} months {two} of {runs} runs hold level 2, and none is higher"
    if top == 3 or four == 0:
        return f"After {months} months {three} of {runs} runs hold level 3, and none level 4"
    return f"After {months} months {three} of {runs} runs hold level 3 or 4, and {four} of them level 4"


def _subtitle(levels: LevelShares) -> str:
    if levels.replications == 1:
        return f"{levels.scenario}, one run: the level in every month, and the score behind it"
    return f"{levels.scenario}, {levels.replications} runs: runs at each level, and the score behind it"


def _draw_levels(axes: Axes, levels: LevelShares) -> None:
    months = levels.shares.shape[1]
    edges = np.arange(months + 1)
    base = np.zeros(months)
    for level, share in enumerate(levels.shares):
        top = base + share
        if share.max() > 0:
            axes.fill_between(
                edges,
                np.append(base, base[-1]),
                np.append(top, top[-1]),
                step="post",
                facecolor=LEVEL_COLOURS[level],
                edgecolor=QUIET,
                linewidth=0.6,
            )
            _write_level(axes, level, base, share)
        base = top
    axes.set_ylim(0, 1)
    axes.grid(False)
    if levels.replications == 1:
        axes.set_yticks([])
        axes.set_ylabel("level")
    else:
        axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
        axes.set_ylabel("share of runs")


def _write_level(axes: Axes, level: int, base: Floats, share: Floats) -> None:
    """Write a level's name in the widest part of its area, its number where only that fits."""
    start, length = longest_stretch(share >= LEAST_HEIGHT)
    letters_that_fit = length * LETTERS_ACROSS / share.size
    name = LEVEL_TITLES[level]
    text = name if letters_that_fit >= len(name) else name[0] if letters_that_fit >= 2 and level else ""
    middle = start + length // 2
    if text:
        axes.text(
            start + length / 2,
            base[middle] + share[middle] / 2,
            text,
            ha="center",
            va="center",
            color=LEVEL_INKS[level],
        )
    elif share[-1] >= LEAST_SHARE_NAMED:
        axes.annotate(
            name,
            xy=(1.0, base[-1] + share[-1] / 2),
            xycoords=("axes fraction", "data"),
            xytext=(14, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            annotation_clip=False,
        )


def longest_stretch(is_inside: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the start and the length of the longest run of true values, (0, 0) if there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_inside, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if not starts.size:
        return 0, 0
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best] - starts[best])


def _draw_score(axes: Axes, score: Trajectory, replications: int) -> None:
    months = np.arange(score.mean.size)
    colour = SERIES_COLOURS[0]
    low, lower, median, upper, high = score.quantiles
    for level in (1, 2, 3, 4):
        axes.axhline(level, color=QUIET, linewidth=1.2, linestyle=(0, (2, 4)))
    if replications > 1:
        axes.fill_between(months, low, high, color=colour, alpha=0.16, linewidth=0)
        axes.fill_between(months, lower, upper, color=colour, alpha=0.28, linewidth=0)
    axes.plot(months, median, color=colour)
    axes.set_ylim(0, 4.3)
    axes.set_yticks(range(5))
    axes.set_ylabel("maturity score (0-4)")
    if replications == 1:
        label_lines(axes, [(float(median[-1]), f"score {median[-1]:.1f}", colour)])
        return
    label_lines(
        axes,
        [
            (_farther(low, high, median), "9 in 10 runs", QUIET),
            (float(median[-1]), f"median {median[-1]:.1f}", colour),
            (_farther(lower, upper, median), "half of the runs", QUIET),
        ],
        gap_share=0.085,
    )


def _farther(below: Floats, above: Floats, median: Floats) -> float:
    """Return the end of the edge of a band that lies farther from the median, where its label is free."""
    return float(max(below[-1], above[-1], key=lambda edge: abs(edge - median[-1])))


def _alt_text(levels: LevelShares, score: Trajectory) -> str:
    end = ", ".join(
        f"level {level}: {share:.0%}" for level, share in enumerate(levels.shares[:, -1]) if share > 0
    )
    return (
        f"{levels_finding(levels)}. Shares of {levels.replications} runs of {levels.scenario} in the last "
        f"month: {end}. Median maturity score at the end {score.median[-1]:.1f} of 4, nine in ten runs "
        f"between {score.quantiles[0, -1]:.1f} and {score.quantiles[-1, -1]:.1f}."
    )
