"""What is printed of a decision: the answer in about ten lines, then the options in one table."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.elements import ElementShares
from smsim.views.decision.amounts import (
    ORGANISATIONS,
    compared_words,
    hundred_short,
    median_words,
)
from smsim.views.decision.answers import (
    ASSUMED,
    BETTER_PLAN,
    OTHER_PLANS,
    OWN_MARGINS,
    answer_headline,
    answer_lines,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.dependence import DEPENDENT, INDEPENDENT
from smsim.views.decision.findings import NOTHING_ELSE, Findings, Searched, TwinRuns
from smsim.views.decision.lookup import chance_of, main_level, mean_of, months_of, ranked_options
from smsim.views.decision.search import plan_lines
from smsim.views.precision import plain_table
from smsim.views.quantities import even_amounts
from smsim.views.shortening import shorten
from smsim.views.text import NAME_WIDTH, sentence

PRINTED = (
    "Answer", ASSUMED, OWN_MARGINS, "How sure", "Why", "Against it", BETTER_PLAN, OTHER_PLANS, DEPENDENT,
    INDEPENDENT,
)  # fmt: skip
"""What is printed of the answer; money and risk stand in the table."""


def decision_text(
    decision: Decision, context: ReportContext, findings: Findings = NOTHING_ELSE
) -> Iterator[RenderableType]:
    """Yield the answer, how sure it is and why, then what each option leads to, and what else was found.

    Raises: ValueError for fewer than two options.
    """
    if context.apart:
        yield sentence(context.apart)
        yield Text()
    yield Text(shorten(answer_headline(decision, context), 79), style="bold")
    for line in answer_lines(decision, context, findings):
        if line.head in PRINTED:
            yield sentence(f"{line.head}: {line.words}", "  ")
    yield Text()
    level, horizon = main_level(decision), decision.outcomes.horizon_months
    crises = {entry.option: entry.crisis.share for entry in decision.risks}
    table = plain_table("Option", "best", f"level {level.level}", "half within", "net value", "crisis")
    for option in ranked_options(decision):
        months = months_of(level, option)
        net = even_amounts("net_value_keur", mean_of(decision, "net_value_keur", option).mean, is_signed=True)
        table.add_row(
            shorten(context.title(option), NAME_WIDTH),
            hundred_short(chance_of(decision, option).best.share),
            hundred_short(months.reached.share),
            f"{median_words(months, horizon).split(' (')[0]} mo",
            f"{net[0]} k€",
            hundred_short(crises[option]),
        )
    yield table
    yield sentence(
        f"Best, level {level.level} and crisis: of 100 {ORGANISATIONS}, within {horizon} months. In "
        "brackets: the interval that holds the true number in 95 of 100 such studies."
    )

    if findings.searched is not None:
        yield from _search_text(findings.searched, context)
    if findings.shares is not None:
        yield from _shares_text(findings.shares)
    if findings.twins is not None:
        yield from _twins_text(findings.twins)


def _search_text(searched: Searched, context: ReportContext) -> Iterator[RenderableType]:
    yield Text()
    yield Text(f"The best of {len(searched.search.standings):,} plans", style="bold")
    for head, words in plan_lines(searched, context):
        yield sentence(f"{head}: {words}", "  ")


def _twins_text(twins: TwinRuns) -> Iterator[RenderableType]:
    yield Text()
    yield Text("One pair of twin runs, with the same people and the same luck", style="bold")
    yield sentence(f"{twins.words} One pair is an example, not a proof. Months count from 0.")
    for words in twins.divergence.sentences:
        yield sentence(f"- {words.rstrip('.')}.", "  ")


def _shares_text(shares: ElementShares) -> Iterator[RenderableType]:
    total = shares.shares.total
    yield Text()
    yield Text(f"What each element adds to {shares.objective.title} (Shapley shares)", style="bold")
    parts = [(share.element, share.value, share.interval) for share in shares.shares.shares]
    for title, value, interval in (*parts, ("all together", total.mean, total.interval)):
        yield sentence(f"- {title}: {compared_words(shares.objective, value, interval)}", "  ")
