"""Which factors act together: a heat map of second-order indices, with the first order on its diagonal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from smsim.analysis.sensitivity.analysing import PairIndex, Sensitivity
from smsim.experiments.words import join_words
from smsim.views.sensitivity.monthly import COLOURS
from smsim.views.sensitivity.titles import factor_words, index_estimate, measure_title, per_cent
from smsim.views.shortening import shorten
from smsim.views.style import INK, Drawing, figure_style, finish, new_figure, write_heading

MOST_FACTORS = 10
NAME_LETTERS = 33
NAME_SIZE = 17
SUBTITLE_LETTERS = 98
NEXT_TO_NOTHING = 0.01
DARK = 0.5
"""From this share on a cell is so dark that its number is white."""


def draw_pairs(sensitivity: Sensitivity) -> Drawing | None:
    """Draw what every two factors do together beyond each alone; None, if the design tells nothing of it."""
    if not sensitivity.pairs:
        return None
    title = pairs_finding(sensitivity)
    shown = _shown(sensitivity)
    with figure_style():
        figure = new_figure()
        more = len(sensitivity.factors) - len(shown)
        left_out = f"; {more} factors left out" if more else ""
        what = f"{sensitivity.scenario}, % of the variance; diagonal: alone; framed: surely above 0{left_out}"
        top = write_heading(figure, title, shorten(what, SUBTITLE_LETTERS))
        axes = figure.add_axes((0.335, 0.115, 0.6, top - 0.115))
        _draw_map(axes, sensitivity, shown)
        name = f"sensitivity_pairs_{sensitivity.measure}"
        return finish(figure, name, title, _alt_text(sensitivity, title))


def pairs_finding(sensitivity: Sensitivity) -> str:
    """Return in one sentence which two factors act together most, if any surely do."""
    title = measure_title(sensitivity.measure)
    clear = sensitivity.clear_pairs
    if not clear:
        return f"No two factors surely act together on {title}"
    if clear[0].value < NEXT_TO_NOTHING:
        return f"Any two factors together: below 1% of the variance of {title} beyond each alone"
    share = per_cent(min(clear[0].value, 1.0))
    return f"{join_words(clear[0].factors)} together: {share} of the variance of {title} beyond each alone"


def _shown(sensitivity: Sensitivity) -> list[str]:
    """Return the factors with a part in the largest pairs, in the order of all."""
    chosen: dict[str, None] = {}
    for pair in sensitivity.ranked_pairs:
        if len(chosen.keys() | set(pair.factors)) <= MOST_FACTORS:
            chosen.update(dict.fromkeys(pair.factors))
    return [index.factor for index in sensitivity.ranked() if index.factor in chosen]


def _draw_map(axes: Axes, sensitivity: Sensitivity, shown: Sequence[str]) -> None:
    alone = {index.factor: index.value for index in sensitivity.of("first_order")}
    values = np.full((len(shown), len(shown)), np.nan)
    np.fill_diagonal(values, [alone[factor] for factor in shown])
    for pair in sensitivity.pairs:
        if set(pair.factors) <= set(shown):
            row, column = _place(pair, shown)
            values[row, column] = pair.value
            if pair in sensitivity.clear_pairs:
                axes.add_patch(Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, fill=False, ec=INK, lw=3))
    values = np.clip(values, 0.0, 1.0)  # the estimate of a share may lie outside by chance
    axes.imshow(
        np.ma.masked_invalid(values),
        aspect="auto",
        cmap=LinearSegmentedColormap.from_list("index", COLOURS),
        norm=Normalize(0.0, 1.0),
    )
    for row, column in zip(*np.nonzero(np.isfinite(values)), strict=True):
        share = float(values[row, column])
        axes.text(
            column, row, per_cent(share).removesuffix("%"), ha="center", va="center",
            color="white" if share >= DARK else INK,
        )  # fmt: skip
    axes.grid(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    numbered = [f"{factor_words(name, NAME_LETTERS)}  {place}" for place, name in enumerate(shown, start=1)]
    axes.set_yticks(range(len(shown)), numbered)
    axes.set_xticks(range(len(shown)), [str(place) for place in range(1, len(shown) + 1)])
    axes.tick_params(length=0, labelsize=NAME_SIZE)


def _place(pair: PairIndex, shown: Sequence[str]) -> tuple[int, int]:
    """Return row and column of a pair below the diagonal."""
    column, row = sorted(shown.index(factor) for factor in pair.factors)
    return row, column


def _alt_text(sensitivity: Sensitivity, title: str) -> str:
    entries = "; ".join(
        f"{join_words(pair.factors)} {index_estimate(sensitivity, pair.value, pair.interval)}"
        for pair in sensitivity.ranked_pairs
    )
    measure = measure_title(sensitivity.measure)
    return f"{title}. Second order for {measure} in {sensitivity.scenario}: {entries}."
