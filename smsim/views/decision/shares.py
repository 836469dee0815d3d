"""A figure of what each element of a bundle adds."""

from __future__ import annotations

from textwrap import fill

import numpy as np

from smsim.analysis.decision.elements import ElementShares
from smsim.views.comparison import NAME_LETTERS
from smsim.views.decision.amounts import (
    compared_words,
)
from smsim.views.decision.context import ReportContext
from smsim.views.shortening import shorten
from smsim.views.style import INK, SERIES_COLOURS, Drawing, figure_style, finish, new_figure, write_heading

TITLE_LETTERS = 110


def draw_shares(elements: ElementShares, context: ReportContext) -> Drawing:
    """Draw what each element of an option's bundle adds to the objective, the largest first."""
    objective = elements.objective
    unit = objective.quantity.unit
    sign = objective.better * unit.scale
    ranked = sorted(elements.shares.shares, key=lambda share: -objective.better * share.value)
    most = short_element(ranked[0].element)
    title = shorten(f"In {context.named(elements.option)} most comes from {most}", TITLE_LETTERS)
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, f"Part of the difference in {objective.title}; line: 95% interval")
        axes = figure.add_axes((0.3, 0.12, 0.65, top - 0.14))
        for row, share in enumerate(ranked):
            axes.barh(row, sign * share.value, height=0.5, color=SERIES_COLOURS[0], alpha=0.75)
            limits = np.multiply(sign, [share.interval.low, share.interval.high])
            axes.plot(limits, [row, row], color=INK, linewidth=2.5)
        axes.axvline(0.0, color=INK, linewidth=2)
        names = [fill(short_element(share.element), NAME_LETTERS) for share in ranked]
        axes.set_yticks(range(len(ranked)), names)
        axes.set_ylim(len(ranked) - 0.45, -0.55)
        axes.grid(axis="y", visible=False)
        low, high = axes.get_xlim()
        axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high])
        axes.set_xlabel(f"what it adds, more being better ({unit.difference_head})")
        entries = "; ".join(
            f"{share.element} {compared_words(objective, share.value, share.interval)}" for share in ranked
        )
        return finish(figure, "shares", title, f"{title}. {entries}.")


def short_element(element: str) -> str:
    """Return what an element is called, without what it consists of."""
    return element.partition(":")[0]
