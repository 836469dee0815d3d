"""The reasons of a report: where the advice flips, what makes the difference, and what is alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.differences import Finding
from smsim.analysis.decision.elements import ElementShares
from smsim.analysis.decision.flips import Flips
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.discovery.restrictions import title_of
from smsim.analysis.discovery.switching import Verdict
from smsim.measures import MEASURE_BY_NAME
from smsim.views.decision.amounts import (
    ORGANISATIONS,
    compared_words,
    difference_words,
    limit_words,
    margin_words,
    short_hundred,
    value_words,
)
from smsim.views.decision.context import ReportContext, varied_factors
from smsim.views.decision.curves import draw_switching
from smsim.views.decision.findings import TwinRuns
from smsim.views.decision.lookup import ranked_options
from smsim.views.decision.shares import draw_shares, short_element
from smsim.views.quantities import UNKNOWN, even_amounts
from smsim.views.report.blocks import Block, Bullets, Chapter, Paragraph, Picture, Subheading, TableBlock

MOST_SWITCHES_DRAWN = 3
MOST_TWIN_SENTENCES = 20


def flips_chapter(flips: Flips, decision: Decision) -> Chapter:
    """Return where the advice changes, with a figure of each switch, and where it does not."""
    found = [entry for entry in flips.switching if entry.verdict is Verdict.SWITCHES]
    objective = decision.objectives[0]
    blocks: list[Block] = [
        Paragraph(
            "Organisations differ, and so does what nobody knows beforehand. Here is where that turns round "
            f"the advice for {objective.aim}, one value at a time, all others varying as they may. A switch "
            "is claimed only where each side of it is better on average, beyond chance."
        )
    ]
    if not found:
        blocks.append(Paragraph("No single value within the ranges looked at turns the advice round."))
    unit = objective.quantity.unit
    blocks += [
        Picture(draw_switching(entry, number, unit))
        for number, entry in enumerate(found[:MOST_SWITCHES_DRAWN], start=1)
    ]
    if found:
        blocks.append(
            Paragraph(
                "Dashed: the switch, with its 95% interval in grey. It is found from the worlds themselves; "
                "the curve is smoothed and may pass 0 a little beside it.",
                is_quiet=True,
            )
        )
    ordered = sorted(flips.switching, key=lambda entry: list(Verdict).index(entry.verdict))
    if ordered:
        told = varied_factors(entry.factor for entry in ordered)
        rows = tuple(
            (title_of(entry.factor), factor.meaning or UNKNOWN, factor.range, _sentence(entry.words))
            for entry, factor in zip(ordered, told, strict=True)
        )
        head = ("Value", "meaning", "range looked at", "finding")
        blocks.append(TableBlock("Value by value", head, rows, words=(1, 2, 3)))
    if flips.regions:
        blocks += [
            Subheading("In which worlds each option is best"),
            Bullets(
                tuple(
                    " ".join(_sentence(words) for words in (entry.words, entry.evidence) if words)
                    for entry in flips.regions
                )
            ),
        ]
    return Chapter("flips", "Where the advice flips", blocks)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def reasons_chapter(
    shares: ElementShares | None, twins: TwinRuns | None, context: ReportContext
) -> Chapter | None:
    """Return what makes the difference, None if neither elements nor twins were looked at."""
    blocks: list[Block] = []
    if shares is not None:
        blocks += _shares_blocks(shares, context)
    if twins is not None:
        blocks += [
            Subheading("One pair of twin runs"),
            Paragraph(
                f"{twins.words} Both have the same people, the same ties and the same luck; only the "
                "governance differs. One pair is an example of how it can go, not a proof. Months count "
                "from 0; an arrow leads from a cause to what followed."
            ),
            Bullets(twins.divergence.sentences[:MOST_TWIN_SENTENCES]),
        ]
    return Chapter("reasons", "What makes the difference", blocks) if blocks else None


def _shares_blocks(elements: ElementShares, context: ReportContext) -> list[Block]:
    shares, objective = elements.shares, elements.objective
    total = shares.total
    blocks: list[Block] = [
        Paragraph(
            f"{context.title(elements.option)} is a bundle. All of it together: "
            f"{compared_words(objective, total.mean, total.interval)} than nothing of it. Each element's "
            "part is what it adds on average over all orders in which the bundle can be put together "
            "(Shapley shares); the parts add up to the whole."
        ),
        Picture(draw_shares(elements, context)),
        TableBlock(
            caption="What each element adds",
            head=("Element", objective.title),
            rows=tuple(
                (share.element, compared_words(objective, share.value, share.interval))
                for share in sorted(shares.shares, key=lambda share: -objective.better * share.value)
            ),
            words=(1,),
        ),
    ]
    return [*blocks, *_together(elements)]


def _together(elements: ElementShares) -> list[Block]:
    """Return which elements do more, or less, together than each by itself; nothing if none does."""
    better = elements.objective.better
    told = []
    for words, side in (("More", 1.0), ("Less", -1.0)):
        pairs = [
            " with ".join(short_element(element) for element in pair.elements)
            for pair in elements.shares.clear_interactions
            if side * better * pair.difference.mean > 0.0
        ]
        if pairs:
            told.append(f"{words} together than each by itself: {'; '.join(pairs)}.")
    return [Bullets(tuple(told))] if told else []


def alike_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return which options are alike, and which cannot be told apart, objective by objective."""
    alike, unclear = (
        tuple(_pairs(decision, context, finding)) for finding in (Finding.ALIKE, Finding.UNCLEAR)
    )
    blocks: list[Block] = [
        Paragraph(
            "No practical difference: the average difference is smaller than what would matter. Cannot be "
            "told apart: these worlds are too few, or luck too large, to say which is better; that is no "
            "proof that they are alike."
        ),
        Subheading("No practical difference"),
        Bullets(alike) if alike else Paragraph("No two options are alike on average in any objective."),
        Subheading("Cannot be told apart"),
        Bullets(unclear) if unclear else Paragraph("None: all other pairs differ on average."),
    ]
    return Chapter("alike", "Which options are as good as each other", blocks)


def _pairs(decision: Decision, context: ReportContext, finding: Finding) -> Iterator[str]:
    """Yield one sentence for each objective and pair of options with that finding."""
    for objective, differences in zip(decision.objectives, decision.differences, strict=True):
        for one, other in combinations(ranked_options(decision), 2):
            difference = differences.between(one, other)
            if difference.finding(objective) is finding:
                yield (
                    f"{_sentence(objective.aim)[:-1]}, {context.named(one)} against {context.named(other)}: "
                    f"{difference_words(objective, difference)}; {margin_words(objective)} would matter."
                )


def regret_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return what one may regret after choosing each option, and how often it does all that is asked for."""
    objective = decision.objectives[0]
    options = ranked_options(decision)
    regrets = {entry.option: entry for entry in decision.regrets[0]}
    unit = objective.quantity.unit.difference_head
    rows = []
    for option in options:
        entry = regrets[option]
        rows.append(
            (
                context.title(option),
                value_words(objective.measure, entry.mean, entry.interval),
                *even_amounts(objective.measure, entry.nine_in_ten, entry.worst),
            )
        )
    least = min(options, key=lambda option: regrets[option].worst)
    blocks: list[Block] = [
        Paragraph(
            "Regret is how far an option stays behind whichever option turns out best in a world, known with "
            f"hindsight. {context.title(least)} has the smallest regret in the worst world: the choice for "
            "those who want no bad surprise."
        ),
        TableBlock(
            caption=f"Regret for {objective.aim} ({unit})",
            head=("Option", "on average", "not more in nine of ten worlds", "in the worst world"),
            rows=tuple(rows),
            marked=tuple(
                row for row, option in enumerate(options) if option in decision.recommendation.remaining
            ),
        ),
    ]
    further = _further_regrets(decision, context, options)
    return Chapter(
        "regret", "What one may regret", [*blocks, *further, *_satisficing_blocks(decision, context, options)]
    )


def _further_regrets(decision: Decision, context: ReportContext, options: tuple[str, ...]) -> list[Block]:
    """Return the mean regrets for the further objectives, in their own units; nothing without any."""
    if len(decision.objectives) < 2:
        return []
    told = [
        {entry.option: value_words(objective.measure, entry.mean, entry.interval) for entry in of_objective}
        for objective, of_objective in zip(decision.objectives[1:], decision.regrets[1:], strict=True)
    ]
    heads = (
        objective.quantity.headed(objective.quantity.unit.difference_head)
        for objective in decision.objectives[1:]
    )
    return [
        TableBlock(
            caption="Regret for the other objectives, on average",
            head=("Option", *heads),
            rows=tuple((context.title(option), *(regrets[option] for regrets in told)) for option in options),
        )
    ]


def _satisficing_blocks(decision: Decision, context: ReportContext, options: tuple[str, ...]) -> list[Block]:
    by_option = {entry.option: entry for entry in decision.satisficing}
    if not by_option:
        return []
    thresholds = [threshold for threshold, _ in by_option[options[0]].each_met]
    return [
        TableBlock(
            caption=f"How many of 100 {ORGANISATIONS} meet what was asked for",
            head=("Option", "all of it", *(_threshold_words(threshold) for threshold in thresholds)),
            rows=tuple(
                (
                    context.title(option),
                    short_hundred(by_option[option].all_met),
                    *(short_hundred(share) for _, share in by_option[option].each_met),
                )
                for option in options
            ),
        )
    ]


def _threshold_words(threshold: Threshold) -> str:
    limits = [(threshold.low, "at least"), (threshold.high, "at most")]
    told = [
        f"{words} {limit_words(threshold.measure, limit)}"
        for limit, words in limits
        if abs(limit) != float("inf")
    ]
    return f"{MEASURE_BY_NAME[threshold.measure].title} {' and '.join(told)}"
