"""The evidence of a report: the options side by side, months to the levels, money and risk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.efficiency import CostPerLevel
from smsim.analysis.decision.level_months import LevelMonths
from smsim.views.decision.amounts import (
    ORGANISATIONS,
    hundred,
    margin_words,
    median_words,
    short_hundred,
    value_words,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.curves import draw_arrivals
from smsim.views.decision.lookup import chance_of, main_level, mean_of, months_of, ranked_options
from smsim.views.decision.rows import draw_chances, draw_money, draw_risks
from smsim.views.quantities import UNKNOWN
from smsim.views.report.blocks import Block, Bullets, Chapter, Paragraph, Picture, Subheading, TableBlock

BAD_RISKS = (
    ("never reach level 3", "stalling"),
    ("end below a level they had", "sliding_back"),
    ("have at least one crisis", "crisis"),
)
EXTRA_LESS, EXTRA_CHEAPER = "dearer, for a lower level", "cheaper, for a higher level"


def options_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return the options side by side, and how often each does best."""
    horizon, level = decision.outcomes.horizon_months, main_level(decision)
    by_option = {entry.option: entry for entry in decision.risks}
    options = ranked_options(decision)
    rows = []
    for option in options:
        months = months_of(level, option)
        rows.append(
            (
                context.title(option),
                short_hundred(chance_of(decision, option).best),
                short_hundred(months.reached),
                median_words(months, horizon),
                _mean_words(decision, "level_at_end", option),
                _mean_words(decision, "net_value_keur", option, is_signed=True),
                short_hundred(by_option[option].crisis),
            )
        )
    objective = decision.objectives[0]
    blocks: list[Block] = [
        Paragraph(
            f"Every option was tried in the same {decision.outcomes.worlds.size} worlds. The table counts "
            f"out of 100 {ORGANISATIONS}; in brackets the 95% interval, the range that holds the true number "
            "in 95 of 100 such studies."
        ),
        TableBlock(
            caption=f"What each option leads to within {horizon} months",
            head=(
                "Option",
                "does best, of 100",
                f"reach level {level.level}, of 100",
                f"half are at level {level.level} after … months",
                "mean level at the end",
                "net value, thousand euro",
                "have a crisis, of 100",
            ),
            rows=tuple(rows),
            marked=_marked(decision, options),
        ),
        Picture(draw_chances(decision, context)),
        Paragraph(
            f"Doing best is about {objective.aim}; a world in which several options do best is shared among "
            f"them. Nearly as good: at most {margin_words(objective)} behind the best, which has no "
            f"practical meaning ({objective.reason}).",
            is_quiet=True,
        ),
        *_descriptions(context, options),
    ]
    return Chapter("options", "What the options lead to", blocks)


def _descriptions(context: ReportContext, options: tuple[str, ...]) -> list[Block]:
    known = {text.name: text.description for text in context.options if text.description}
    items = tuple(f"{context.title(option)}: {known[option]}" for option in options if option in known)
    return [Subheading("What the options are"), Bullets(items)] if items else []


def _mean_words(decision: Decision, measure: str, option: str, *, is_signed: bool = False) -> str:
    entry = mean_of(decision, measure, option)
    return value_words(measure, entry.mean, entry.interval, is_signed=is_signed)


def _marked(decision: Decision, options: tuple[str, ...]) -> tuple[int, ...]:
    """Return the rows of the options that are recommended or remain."""
    return tuple(row for row, option in enumerate(options) if option in decision.recommendation.remaining)


def months_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return how soon each option leads to the levels, and how many months that saves."""
    options = ranked_options(decision)
    horizon = decision.outcomes.horizon_months
    by_month = decision.months[0].by_month
    blocks: list[Block] = [
        Paragraph(
            "The curve counts, month by month, how many have got there. Those that have not by the end count "
            "as later, never as failures at the last month (statisticians call this a Kaplan-Meier curve)."
        ),
        Picture(draw_arrivals(decision, context)),
    ]
    for level in decision.months:
        blocks.append(_months_table(level, decision, context, options))
    best = context.named(options[0])
    blocks.append(
        Paragraph(
            f"Half after … months is the median: half of all are there by then; over {horizon} says that "
            f"fewer than half get there at all. Months saved says by how much {best} is ahead of the others "
            f"at that level, on average, counting only the first {by_month} months. The intervals of one "
            "column hold together: in 95 of 100 studies all of them are right at once.",
            is_quiet=True,
        )
    )
    return Chapter("months", "How soon the levels are reached", blocks)


def _months_table(
    level: LevelMonths, decision: Decision, context: ReportContext, options: tuple[str, ...]
) -> TableBlock:
    best, rows = options[0], []
    for option in options:
        entry = months_of(level, option)
        saved = UNKNOWN
        if option != best:
            difference = level.saved.between(best, option)
            saved = value_words(f"months_below_level_{level.level}", difference.mean, difference.interval)
        rows.append(
            (
                context.title(option),
                short_hundred(entry.reached),
                median_words(entry, decision.outcomes.horizon_months),
                value_words(
                    f"months_below_level_{level.level}", entry.months_below, entry.months_below_interval
                ),
                saved,
            )
        )
    return TableBlock(
        caption=f"Level {level.level}",
        head=(
            "Option",
            "reach it, of 100",
            "half after … months",
            f"months below it, of the first {level.by_month}",
            f"months saved by {context.named(best)}",
        ),
        rows=tuple(rows),
        marked=_marked(decision, options),
    )


def money_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return what the options cost and bring, and which of them waste something."""
    options = ranked_options(decision)
    costs = {entry.option: entry for entry in decision.costs}
    reference = decision.outcomes.reference
    rows = tuple(
        (
            context.title(option),
            *(
                _mean_words(decision, measure, option, is_signed=measure == "net_value_keur")
                for measure in ("cost_keur", "value_keur", "net_value_keur")
            ),
            value_words("cost_keur", costs[option].cost, costs[option].interval)
            if np.isfinite(costs[option].cost)
            else UNKNOWN,
            UNKNOWN if option == reference else _extra_words(decision, costs[option]),
        )
        for option in options
    )
    blocks: list[Block] = [
        Picture(draw_money(decision, context)),
        TableBlock(
            caption=f"Money in {decision.outcomes.horizon_months} months, thousand euro",
            head=(
                "Option",
                "cost",
                "value",
                "net value",
                "cost for each level",
                f"each level more than {context.named(reference)} costs",
            ),
            rows=rows,
            marked=_marked(decision, options),
        ),
        Paragraph(
            "Cost is time and staff; value is what the use in the departments is worth; net value is value "
            "less cost, not discounted. A dash: there is no level to divide by, or none gained on average.",
            is_quiet=True,
        ),
        *_efficiency_blocks(decision, context, options),
    ]
    return Chapter("money", "What it costs and brings", blocks)


def _extra_words(decision: Decision, cost: CostPerLevel) -> str:
    if not np.isfinite(cost.extra):
        return UNKNOWN
    if cost.extra < 0.0:
        ours, theirs = (
            mean_of(decision, "level_at_end", option).mean
            for option in (cost.option, decision.outcomes.reference)
        )
        return EXTRA_CHEAPER if ours > theirs else EXTRA_LESS
    return value_words("cost_keur", cost.extra, cost.extra_interval)


def _efficiency_blocks(
    decision: Decision, context: ReportContext, options: tuple[str, ...]
) -> Iterator[Block]:
    """Yield which options are wasteful: another one does as well in all and better in something."""
    by_option = {entry.option: entry for entry in decision.efficiency}
    efficient = [option for option in options if by_option[option].is_efficient]
    yield Paragraph(
        "An option is wasteful if another one is at least as good in level, cost and crises, and better in "
        f"one of them. Not wasteful: {context.named_all(efficient)}."
    )
    wasteful = tuple(
        f"{context.title(option)}: wasteful beside {context.named_all(by_option[option].dominated_by)} "
        f"(so in {hundred(1.0 - by_option[option].support)} of 100 redraws of the worlds)."
        for option in options
        if option not in efficient
    )
    if wasteful:
        yield Bullets(wasteful)


def risk_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return what may go wrong with each option."""
    options = ranked_options(decision)
    by_option = {entry.option: entry for entry in decision.risks}
    rows = tuple(
        (
            context.title(option),
            *(short_hundred(getattr(by_option[option], risk)) for _, risk in BAD_RISKS),
            _mean_words(decision, "incidents_per_year", option),
            _mean_words(decision, "crises_per_year", option),
        )
        for option in options
    )
    blocks: list[Block] = [
        Picture(draw_risks(decision, context)),
        TableBlock(
            caption=f"What may go wrong within {decision.outcomes.horizon_months} months",
            head=(
                "Option",
                *(f"{title}, of 100" for title, _ in BAD_RISKS),
                "incidents a year",
                "crises a year",
            ),
            rows=rows,
            marked=_marked(decision, options),
        ),
        Paragraph(
            "An incident is something that goes wrong in public; a crisis is one that escalates. Trust the "
            "ratio between two options more than the numbers themselves: no count of incidents in firms "
            "stands behind them.",
            is_quiet=True,
        ),
    ]
    return Chapter("risk", "What may go wrong", blocks)
