"""What is printed of a decision: the answer in about ten lines, then the options in one table."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from smsim.analysis.decision.decision import Decision
from smsim.analysis.divergence.tracing import Divergence
from smsim.views.decision.answers import (
    DEPENDENT,
    INDEPENDENT,
    answer_headline,
    answer_lines,
)
from smsim.views.decision.context import ElementShares, Flips, ReportContext
from smsim.views.decision.lookup import chance_of, main_level, mean_of, months_of, ranked_options
from smsim.views.decision.words import (
    ORGANISATIONS,
    even_amounts,
    hundred,
    median_words,
)
from smsim.views.precision import plain_table
from smsim.views.quantities import quantity
from smsim.views.text import NAME_WIDTH, sentence
from smsim.views.words import shorten

PRINTED = ("Answer", "How sure", "Why", "Against it", DEPENDENT, INDEPENDENT)
"""What is printed of the answer; money and risk stand in the table."""


def decision_text(
    decision: Decision, context: ReportContext, switches: Flips | None = None
) -> Iterator[RenderableType]:
    """Yield the answer, how sure it is and why, then what each option leads to.

    Raises: ValueError for fewer than two options.
    """
    yield Text(shorten(answer_headline(decision, context), 79), style="bold")
    for line in answer_lines(decision, context, switches):
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
            _count(chance_of(decision, option).best.share),
            _count(months.reached.share),
            f"{median_words(months, horizon).split(' (')[0]} mo",
            f"{net[0]} k€",
            _count(crises[option]),
        )
    yield table
    yield sentence(
        f"Best, level {level.level} and crisis: of 100 {ORGANISATIONS}, within {horizon} months. In "
        "brackets: the interval that holds the true number in 95 of 100 such studies."
    )


def _count(share: float) -> str:
    return hundred(share).replace("more than ", "> ").replace("fewer than ", "< ")


def reasons_text(shares: ElementShares | None, twins: Divergence) -> Iterator[RenderableType]:
    """Yield what each element of the best option is worth, and how one pair of twin runs parted."""
    if shares is not None:
        yield from _shares_text(shares)
    yield Text()
    yield Text("One pair of twin runs, with the same people and the same luck", style="bold")
    for words in twins.sentences:
        yield sentence(f"- {words.rstrip('.')}.", "  ")
    yield sentence("One pair is an example of how it can go, not a proof. Months are counted from 0.")


def _shares_text(shares: ElementShares) -> Iterator[RenderableType]:
    measure, total = shares.objective.measure, shares.shares.total
    yield Text()
    yield Text(f"What each element adds to {shares.objective.title} (Shapley shares)", style="bold")
    parts = [(share.element, share.value, share.interval) for share in shares.shares.shares]
    for title, value, interval in (*parts, ("all together", total.mean, total.interval)):
        amount = quantity(measure, value)
        low, high = (quantity(measure, limit, has_unit=False) for limit in (interval.low, interval.high))
        yield sentence(f"- {title}: {amount} ({low} to {high})", "  ")
