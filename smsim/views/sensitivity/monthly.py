"""When which factor matters: a heat map of indices over the months."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize

from smsim.analysis.sensitivity.monthly import MonthlySensitivity
from smsim.analysis.sensitivity.sample import Method
from smsim.experiments.words import join_words
from smsim.views.sensitivity.titles import KIND_TITLES, factor_words
from smsim.views.shortening import shorten
from smsim.views.style import GRID, Drawing, figure_style, finish, month_axis, new_figure, write_heading

MOST_FACTORS = 14
NAME_LETTERS = 33
SUBTITLE_LETTERS = 92
COLOURS = ("#eef1f4", "#9cc9dc", "#2a788e", "#46085c")
"""From nothing to all: light to dark in grey print too."""

MISSING_HATCH = "///"
HATCHED = {
    **dict.fromkeys(Method, "nothing varies"),
    Method.FACTORIAL: "nothing surely varies",
    Method.GIVEN_DATA: "nothing varies, or too few points to tell",
}
MOST_NAMED = 3


def draw_months(sensitivity: MonthlySensitivity) -> Drawing:
    """Draw the index that factors are ranked by in every month, the largest at its peak on top."""
    title = months_finding(sensitivity)
    order = _order(sensitivity)
    kind = KIND_TITLES[sensitivity.kinds[0]]
    with figure_style():
        figure = new_figure()
        blank = f"; hatched: {HATCHED[sensitivity.method]}" if np.isnan(sensitivity.main()).any() else ""
        more = f"; {len(order) - MOST_FACTORS} more below" if len(order) > MOST_FACTORS else ""
        what = f"{sensitivity.scenario}: {kind}, month by month{blank}{more}"
        top = write_heading(figure, title, shorten(what, SUBTITLE_LETTERS))
        axes = figure.add_axes((0.335, 0.115, 0.53, top - 0.115))
        shown = order[:MOST_FACTORS]
        _draw_map(axes, figure.add_axes((0.885, 0.115, 0.02, top - 0.115)), sensitivity, shown)
        name = f"sensitivity_months_{sensitivity.output}"
        return finish(figure, name, title, _alt_text(sensitivity, title))


def months_finding(sensitivity: MonthlySensitivity) -> str:
    """Return in one sentence which factor matters most at first and at the end."""
    values = sensitivity.main()
    varied = np.flatnonzero(np.isfinite(values).any(axis=1))
    if not varied.size:
        return f"Nothing moves {sensitivity.output} in any month"
    leaders = list(dict.fromkeys(_leader(sensitivity, int(month)) for month in varied))
    last = leaders[-1] if len(leaders) == 1 else _leader(sensitivity, int(varied[-1]))
    if len(leaders) == 1:
        return f"{last} matters most for {sensitivity.output} in every month"
    first = _leader(sensitivity, int(varied[0]))
    if first != last:
        return f"At first {first} matters most for {sensitivity.output}, at the end {last}"
    between = [name for name in leaders if name != last]
    names = join_words(between) if len(between) <= MOST_NAMED else f"{len(between)} others"
    return f"{last} matters most for {sensitivity.output} at first and at the end, {names} between"


def _leader(sensitivity: MonthlySensitivity, month: int) -> str:
    return sensitivity.factors[int(np.nanargmax(sensitivity.main()[month]))]


def _order(sensitivity: MonthlySensitivity) -> list[int]:
    """Return the factors' places, the largest index of any month first."""
    peaks = np.where(np.isfinite(sensitivity.main()), sensitivity.main(), -np.inf).max(axis=0)
    return [int(place) for place in np.argsort(-peaks, kind="stable")]


def _draw_map(axes: Axes, key: Axes, sensitivity: MonthlySensitivity, shown: list[int]) -> None:
    values = np.ma.masked_invalid(sensitivity.main()[:, shown].T)
    is_share = sensitivity.method is not Method.MORRIS
    highest = 1.0 if is_share else float(values.max()) if values.count() else 1.0
    image = axes.imshow(
        values,
        aspect="auto",
        interpolation="nearest",
        cmap=LinearSegmentedColormap.from_list("index", COLOURS),
        norm=Normalize(0.0, highest or 1.0),
        extent=(-0.5, sensitivity.months - 0.5, len(shown) - 0.5, -0.5),
    )
    axes.patch.set(hatch=MISSING_HATCH, edgecolor=GRID)
    axes.grid(False)
    month_axis(axes, sensitivity.months)
    axes.set_xlim(-0.5, sensitivity.months - 0.5)
    for row in range(1, len(shown)):
        axes.axhline(row - 0.5, color="white", linewidth=1.5)
    names = [factor_words(sensitivity.factors[place], NAME_LETTERS) for place in shown]
    axes.set_yticks(range(len(shown)), names)
    axes.tick_params(axis="y", labelsize=17, length=0)
    bar = axes.figure.colorbar(image, cax=key)
    bar.outline.set_visible(False)
    if is_share:
        bar.set_ticks([0, 0.25, 0.5, 0.75, 1.0], labels=["0%", "25%", "50%", "75%", "100%"])
    key.tick_params(labelsize=17, length=0)


def _alt_text(sensitivity: MonthlySensitivity, title: str) -> str:
    values = sensitivity.main()
    kind = KIND_TITLES[sensitivity.kinds[0]]
    varied = np.flatnonzero(np.isfinite(values).any(axis=1))
    if not varied.size:
        return f"{title}."
    last = int(varied[-1])
    entries = "; ".join(
        f"{sensitivity.factors[place]} {values[last, place]:.2f}" for place in _order(sensitivity)
    )
    return f"{title}. {kind} in {sensitivity.scenario} after {last + 1} months: {entries}."
