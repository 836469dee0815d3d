"""Figures with a row for each option: chances, money and risks, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from smsim.analysis.decision.chances import WorldShare
from smsim.analysis.decision.decision import Decision
from smsim.analysis.intervals import Interval
from smsim.views.comparison import scenario_colour
from smsim.views.decision.amounts import (
    ORGANISATIONS,
    hundred,
    hundred_short,
    margin_words,
    of_hundred,
    value_words,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.lookup import chance_of, mean_of, ranked_options, rivals
from smsim.views.named_rows import head_right, name_rows, right_note
from smsim.views.shortening import shorten
from smsim.views.style import INK, Drawing, figure_style, finish, new_figure, write_heading

RISKS = ("stalling", "sliding_back", "crisis")
RISK_TITLES = {
    "stalling": "never reach level 3",
    "sliding_back": "end below a level\nthey had",
    "crisis": "have at least one crisis",
}
NAME_LETTERS = 27
PANEL_TITLE_SIZE = 19


def draw_chances(decision: Decision, context: ReportContext) -> Drawing:
    """Draw in how many of 100 organisations each option does best."""
    objective = decision.objectives[0]
    options = ranked_options(decision)
    best = max(options, key=lambda option: chance_of(decision, option).best.share)
    share = chance_of(decision, best).best
    title = f"{context.title(best)} does best in {hundred(share.share)} of 100 {ORGANISATIONS}"
    subtitle = f"Doing best for {objective.aim}, of 100; line: 95% interval"
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, subtitle)
        axes = figure.add_axes((0.3, 0.11, 0.44, top - 0.17))
        for row, option in enumerate(options):
            chance = chance_of(decision, option)
            colour = scenario_colour(decision.outcomes.place(option))
            axes.barh(row, 100 * chance.best.share, height=0.5, color=colour, alpha=0.75)
            _interval_line(axes, row, _of_100(chance.best.interval))
            told = f"{hundred_short(chance.best.share)}   ({hundred_short(chance.as_good.share)})"
            right_note(axes, row, told, colour)
        axes.set_xlim(0, 100)
        axes.set_xlabel(f"of 100 {ORGANISATIONS}")
        name_rows(axes, _titles(options, context))
        head_right(axes, f"best  (nearly:\nup to {margin_words(objective)})")
        entries = "; ".join(
            f"{context.title(option)} {of_hundred(chance_of(decision, option).best)}" for option in options
        )
        return finish(figure, "chances", title, f"{title}. {entries}.")


def draw_money(decision: Decision, context: ReportContext) -> Drawing:
    """Draw each option's value less its cost, with its interval."""
    options = ranked_options(decision)
    net = {option: mean_of(decision, "net_value_keur", option) for option in options}
    title = _money_finding(decision, context)
    with figure_style():
        figure = new_figure()
        subtitle = (
            f"Value less cost in {decision.outcomes.horizon_months} months; the bar is the 95% interval"
        )
        top = write_heading(figure, title, subtitle)
        axes = figure.add_axes((0.3, 0.11, 0.44, top - 0.17))
        for row, option in enumerate(options):
            colour = scenario_colour(decision.outcomes.place(option))
            interval = net[option].interval
            if np.isfinite(interval.low):
                limits = [interval.low, interval.high]
                axes.plot(limits, [row, row], color=colour, linewidth=18, alpha=0.35, solid_capstyle="butt")
            axes.plot(net[option].mean, row, "o", color=colour, markersize=11)
            cost = mean_of(decision, "cost_keur", option).mean
            right_note(axes, row, f"{net[option].mean:+,.0f}  (cost {cost:,.0f})", colour)
        axes.axvline(0, color=INK, linewidth=2)
        axes.set_xlabel("net value (thousand euro, not discounted)")
        name_rows(axes, _titles(options, context))
        head_right(axes, "thousand euro")
        entries = "; ".join(
            f"{context.title(option)} {value_words('net_value_keur', entry.mean, entry.interval)}"
            for option, entry in net.items()
        )
        return finish(figure, "money", title, f"{title}. Net value in thousand euro: {entries}.")


def _money_finding(decision: Decision, context: ReportContext) -> str:
    net = {entry.option: entry for entry in decision.means["net_value_keur"]}
    gaining = [option for option, entry in net.items() if entry.interval.low > 0.0]
    if all(entry.interval.high < 0.0 for entry in net.values()):
        return "No option pays for itself on average"
    if not gaining:
        return "No option pays for itself on average, beyond chance"
    best = max(gaining, key=lambda option: net[option].mean)
    if len(gaining) == 1:
        return f"Only {context.named(best)} pays for itself on average"
    return f"{len(gaining)} of {len(net)} options pay for themselves on average, {context.named(best)} most"


def draw_risks(decision: Decision, context: ReportContext) -> Drawing:
    """Draw what may go wrong with each option, of 100 organisations, one panel for each kind."""
    options = ranked_options(decision)
    by_option = {entry.option: entry for entry in decision.risks}
    told = rivals(decision)[0]
    title = (
        f"With {context.named(told)} {hundred(by_option[told].stalling.share)} of 100 never reach level 3, "
        f"{hundred(by_option[told].crisis.share)} have a crisis"
    )
    with figure_style():
        figure = new_figure()
        horizon = decision.outcomes.horizon_months
        subtitle = f"Of 100 {ORGANISATIONS}, within {horizon} months; line: 95% interval"
        top = write_heading(figure, title, subtitle)
        for place, risk in enumerate(RISKS):
            axes = figure.add_axes((0.3 + 0.235 * place, 0.11, 0.19, top - 0.2))
            for row, option in enumerate(options):
                share: WorldShare = getattr(by_option[option], risk)
                colour = scenario_colour(decision.outcomes.place(option))
                axes.barh(row, 100 * share.share, height=0.5, color=colour, alpha=0.75)
                _interval_line(axes, row, _of_100(share.interval))
            axes.set_xlim(0, 100)
            axes.set_xticks([0, 50, 100])
            axes.set_title(RISK_TITLES[risk], fontsize=PANEL_TITLE_SIZE, loc="left")
            name_rows(axes, _titles(options, context) if place == 0 else [""] * len(options))
        entries = "; ".join(
            f"{context.title(option)}: "
            + ", ".join(
                f"{RISK_TITLES[risk]} {of_hundred(getattr(by_option[option], risk))}" for risk in RISKS
            )
            for option in options
        )
        return finish(figure, "risks", title, f"{title}. {entries}.".replace("\n", " "))


def _of_100(interval: Interval) -> tuple[float, float]:
    return 100 * interval.low, 100 * interval.high


def _interval_line(axes: Axes, row: float, limits: tuple[float, float]) -> None:
    if np.isfinite(limits).all():
        axes.plot(limits, [row, row], color=INK, linewidth=2.5)


def _titles(options: Sequence[str], context: ReportContext) -> list[str]:
    return [shorten(context.title(option), NAME_LETTERS) for option in options]
