"""What is printed: tables and sentences that fit 80 columns and need no manual."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from smsim.analysis.explanation.explanation import Explanation
from smsim.analysis.summary import Difference, Mean, ScenarioSummary, Summary, Winner
from smsim.experiments.assumptions import Assumptions
from smsim.experiments.words import join_words
from smsim.views.assumptions import held_words
from smsim.views.quantities import even_amounts
from smsim.views.shortening import shorten

WIDTH = 80
NAME_WIDTH = 22
LEVELS = (2, 3, 4)
VERDICTS = {1: "better", -1: "worse", 0: "unclear"}


def print_lines(parts: Iterable[RenderableType], console: Console) -> None:
    """Print tables and sentences one below the other."""
    for part in parts:
        console.print(part, crop=False)  # a path that is wider than the console is still a path


def text_console() -> Console:
    """Return a console for standard output, 80 columns wide wherever it leads."""
    return Console(width=WIDTH, highlight=False, soft_wrap=False)


def sentence(text: str, indent: str = "") -> Text:
    """Return a sentence wrapped to the width, later lines indented."""
    return Text("\n".join(textwrap.wrap(text, WIDTH - 1, subsequent_indent=indent)) or "")


def single_run_text(
    summary: Summary, explanation: Explanation, seed: int, rules: str = ""
) -> Iterator[RenderableType]:
    """Yield what one run did: its levels and why, then its numbers; `rules` says which are from Python."""
    scenario = summary.scenarios[0]
    yield sentence(
        f"{scenario.scenario}: one run of {scenario.horizon_months} months with {scenario.employees:,} "
        f"people (seed {seed}). {rules}".rstrip()
    )
    yield from _why("Why", explanation)
    yield Text()
    yield _numbers_table(scenario, has_interval=False)
    yield sentence("One run is an anecdote: --replications 100 shows what is typical.")


def _why(heading: str, explanation: Explanation) -> Iterator[RenderableType]:
    yield Text(f"\n{heading}")
    for line in explanation.sentences:
        yield sentence(f"- {line}", "  ")


def batch_text(summary: Summary, explanation: Explanation, rules: str = "") -> Iterator[RenderableType]:
    """Yield what many runs of one scenario come to, and why the first went as it did; `rules` as for one."""
    scenario = summary.scenarios[0]
    yield sentence(
        f"{scenario.scenario}: {scenario.replications} runs of {scenario.horizon_months} months with "
        f"{scenario.employees:,} people. {rules}".rstrip()
    )
    yield _levels_table(scenario)
    for level in LEVELS:
        yield sentence(reached_words(scenario, level), "  ")
    yield _numbers_table(scenario, has_interval=True)
    yield sentence("In brackets: the interval that holds the true mean in 95 of 100 repetitions.")
    yield from _why("Why, in the first of these runs", explanation)


def comparison_text(summary: Summary, assumptions: Assumptions, apart: str = "") -> Iterator[RenderableType]:
    """Yield how scenarios compare: levels, differences to the baseline, and who wins, if anybody.

    `assumptions` are the numbers that were held, `apart` is what must be known before: in what the scenarios
    differ besides governance.
    """
    first = summary.scenarios[0]
    if apart:
        yield sentence(apart)
        yield Text()
    yield sentence(
        f"{len(summary.scenarios)} scenarios, {first.replications} runs of {first.horizon_months} months "
        "each. "
        "Run by run, all scenarios meet with the same luck."
    )
    yield sentence(held_words(assumptions))
    yield _reached_table(summary)
    for scenario in summary.scenarios:
        if scenario.scenario != summary.baseline:
            yield Text(f"\n{scenario.scenario} against {summary.baseline}")
            yield _difference_table(summary, scenario)
    if len(summary.scenarios) > 1:
        yield sentence(
            "In brackets: the interval that holds the true difference in 95 of 100 repetitions. Unclear: it "
            "includes 0, so the runs do not tell which is better."
        )
        yield Text("\nWhich is best, if all numbers are as assumed?")
        for winner in summary.winners:
            yield sentence(f"- {winner_words(winner)}", "  ")


def reached_words(scenario: ScenarioSummary, level: int) -> str:
    """Return in a sentence how many runs reached a level, and how soon."""
    months = scenario.months_to[level]
    reached = months.reached
    count = f"Reached level {level}: {reached.count} of {reached.total} runs"
    if reached.count == 0:
        return f"{count}."
    if months.median_month is None:
        return f"{count}; half of them need more than {scenario.horizon_months} months."
    return f"{count}, half of all runs within {months.median_month + 1:.0f} months."


def winner_words(winner: Winner) -> str:
    """Return in a sentence which scenario is best in a measure, or that luck may have made it so."""
    told = winner.measure.best
    assert told is not None, f"no winner is named in {winner.measure.name}"
    head = told.head
    if winner.is_significant:
        return f"{head}: {winner.best} {told.words}."
    others = join_words(winner.rivals)
    return f"{head}: no clear winner; {winner.best} is ahead of {others}, but that may be luck."


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False, pad_edge=False)
    table.add_column(columns[0], no_wrap=True)
    for name in columns[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _levels_table(scenario: ScenarioSummary) -> Table:
    table = _table("Runs at level", "0", "1", "2", "3", "4", "mean")
    for look in scenario.levels_after:
        table.add_row(
            f"after {look.months} {'month' if look.months == 1 else 'months'}",
            *(str(count) if count else "-" for count in look.counts),
            f"{look.mean:.1f}",
        )
    return table


def _numbers_table(scenario: ScenarioSummary, has_interval: bool) -> Table:
    table = _table("Outcome", "", "Unit")
    table.columns[2].justify = "left"
    for name, mean in scenario.means.items():
        title, unit = mean.measure.title, mean.measure.unit.column_words
        table.add_row(title[:1].upper() + title[1:], _mean_words(name, mean, has_interval), unit)
    return table


def _mean_words(name: str, mean: Mean, has_interval: bool) -> str:
    if not has_interval or not np.isfinite(mean.interval.low):
        return even_amounts(name, mean.value)[0]
    return "{} ({} to {})".format(*even_amounts(name, mean.value, mean.interval.low, mean.interval.high))


def _reached_table(summary: Summary) -> Table:
    first = summary.scenarios[0]
    table = _table("Scenario", "reached level 3", "half within", "at level 4", "net value")
    for scenario in summary.scenarios:
        months = scenario.months_to[3]
        half = months.median_month
        median = f"> {first.horizon_months} mo" if half is None else f"{half + 1:.0f} mo"
        is_baseline = scenario.scenario == summary.baseline and len(summary.scenarios) > 1
        table.add_row(
            shorten(scenario.scenario, NAME_WIDTH) + ("\n  (baseline)" if is_baseline else ""),
            f"{months.reached.count} of {months.reached.total} runs",
            median,
            f"{scenario.held_at_end[4].count} of {months.reached.total}",
            f"{scenario.means['net_value_keur'].value:+,.0f} k€",
        )
    return table


def _difference_table(summary: Summary, scenario: ScenarioSummary) -> Table:
    baseline = summary.of(summary.baseline)
    table = _table("Mean of all runs", "here", "baseline", "difference", "")
    table.columns[3].no_wrap = False  # sums of a large firm may need two lines
    table.columns[4].justify = "left"
    for entry in summary.differences:
        if entry.scenario == scenario.scenario:
            name = entry.measure.name
            table.add_row(
                entry.measure.heading,
                *even_amounts(name, scenario.means[name].value, baseline.means[name].value),
                _difference_words(entry),
                _verdict_words(entry),
            )
    return table


def _difference_words(entry: Difference) -> str:
    name, paired = entry.measure.name, entry.paired
    if not np.isfinite(paired.interval.low):
        return even_amounts(name, paired.mean, is_signed=True)[0]
    limits = paired.interval.low, paired.interval.high
    return "{} ({} to {})".format(*even_amounts(name, paired.mean, *limits, is_signed=True))


def _verdict_words(entry: Difference) -> str:
    if not np.isfinite(entry.paired.interval.low):
        return ""
    if entry.paired.mean == 0.0 and entry.paired.interval.low == entry.paired.interval.high:
        return "the same"
    return VERDICTS[entry.verdict]
