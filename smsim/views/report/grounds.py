"""What a report rests on: assumptions with their sources, limits, how to repeat it, and what words mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.differences import Finding
from smsim.analysis.decision.resampling import FEW_UNLIKE
from smsim.analysis.decision.verdict import RULE
from smsim.views.assumptions import drawn_words
from smsim.views.decision.amounts import (
    margin_words,
    value_words,
)
from smsim.views.decision.context import DrawsText, ReportContext
from smsim.views.quantities import UNKNOWN
from smsim.views.report.blocks import Block, Bullets, Chapter, Code, Paragraph, Subheading, TableBlock
from smsim.views.report.levels import LEVEL_WORDS, easily_met_words, level_words

FEWEST_EMPLOYEES, MOST_EMPLOYEES = 20, 2_000
FEW_WORLDS = 100
NOT_FITTED = (
    "No number here was fitted to your organisation: the ranges above are declared assumptions. What they "
    "leave out, the intervals leave out too; so do other rules of the model than those it has."
)
LIMITS = (
    "One organisation was looked at. Another one, with other people or departments, may get other advice.",
    "The tool compares options as they are described. It does not know what to publish, on which platforms, "
    "what single people are like or should do, nor any legal or labour question.",
    "Where the advice flips with a value, that is where the simulated worlds differ. A value that goes along "
    "with success is not always its cause.",
    f"A level is an audit's judgement by fixed rules. {easily_met_words()}",
    "Help for a department takes the same hours whatever its size, and the numbers of incidents and crises "
    "rest on no count from firms: trust comparisons between options more than the numbers themselves.",
    "Intervals of rare and very uneven things, crises above all, hold the truth somewhat less often than "
    "they say.",
)
GLOSSARY = (
    (
        "95% interval",
        "the range that holds the true number in 95 of 100 studies like this one (also: confidence interval)",
    ),
    (
        "world",
        "one draw of everything that nobody knows beforehand, luck included; every option meets the same "
        "worlds",
    ),
    (
        "organisations like yours",
        "your organisation in as many of these worlds: 27 of 100 is a chance of 27%",
    ),
    (
        "median",
        "the middle one: half are sooner, half are later",
    ),
    ("months saved", "how much sooner one option is at a level, within the months counted"),
    ("margin", "a difference too small to matter to anybody; each objective has one, and the reason is told"),
    ("net value", "what the use is worth less what it costs, not discounted"),
    (
        "simultaneous intervals",
        "made wider, so that all intervals of a table are right at once in 95 of 100 studies",
    ),
    ("level", "how mature the use of social media is, 1 to 4; see the levels in this report"),
)
FINDINGS = {
    Finding.BETTER: "clearly better",
    Finding.AHEAD: "better on average",
    Finding.BEHIND: "worse on average",
    Finding.WORSE: "clearly worse",
    Finding.ALIKE: "alike: no practical difference",
    Finding.UNCLEAR: "not to be told from the second",
}


def assumptions_chapter(context: ReportContext, decision: Decision) -> Chapter:
    """Return what was varied, with ranges and sources, and what matters by how much."""
    has_weights = any(objective.weight for objective in decision.objectives)
    objectives = tuple(
        (
            objective.title,
            "more" if objective.better > 0 else "less",
            margin_words(objective),
            objective.reason,
            *([f"{objective.weight:g}" if objective.weight else UNKNOWN] if has_weights else []),
        )
        for objective in decision.objectives
    )
    worlds = decision.outcomes.worlds.size
    blocks: list[Block] = [
        Paragraph(
            f"Drawn: {drawn_words(context.assumptions, worlds)} Nobody knows these numbers for your "
            "organisation. The table assumptions beside this report has each with its range, unit and source."
        )
    ]
    if context.drawn is not None:
        values, drawn = context.drawn.values, context.drawn
        told = "1 of them does" if values == 1 else f"{values} of them do"
        blocks.append(
            Paragraph(
                f"{told} not come from a declared range but from {drawn.file}, which holds {drawn.draws:,} "
                "draws: each world met one draw as a whole, so that values which go together stay together."
            )
        )
    blocks += _drawn_and_held(context)
    weights = ("weight",) if has_weights else ()
    blocks.append(
        TableBlock(
            caption="What the options are judged by, the main objective first",
            head=("Objective", "better is", "differences up to this do not matter", "because", *weights),
            rows=objectives,
            words=(1, 2, 3),
        )
    )
    return Chapter("assumptions", "What was assumed", blocks)


def _drawn_and_held(context: ReportContext) -> Iterator[Block]:
    """Yield what was drawn from a range of its own, what from half to double, and what was held."""
    own = [factor for factor in context.varied if not factor.is_half_to_double]
    if own:
        yield TableBlock(
            caption="Drawn from a range of its own",
            head=("Value", "meaning", "range", "unit", "source of the range"),
            rows=tuple(
                (factor.name, factor.meaning or UNKNOWN, factor.range, factor.unit, factor.source)
                for factor in own
            ),
            words=(1, 2, 3, 4),
        )
    unknown = [factor.name for factor in context.varied if factor.is_half_to_double]
    if unknown:
        yield _names_table(
            "Drawn between half and double of what is assumed, as nothing better is known", unknown
        )
    for reason, names in context.assumptions.held.items():
        yield _names_table(f"Held: {reason.value}", names)


def _names_table(caption: str, names: Sequence[str]) -> TableBlock:
    """Return a table of dotted names with a row for each group."""
    groups: dict[str, list[str]] = {}
    for name in names:
        group, _, own = name.partition(".")
        groups.setdefault(group, []).append(own)
    return TableBlock(
        caption=f"{caption} ({len(names)})",
        head=("Group", "values"),
        rows=tuple((group, ", ".join(own)) for group, own in groups.items()),
        words=(1,),
    )


def limits_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return what the runs cannot tell, the matters of this very decision first."""
    return Chapter(
        "limits", "What these runs cannot tell", [Bullets((*_own_limits(decision, context), *LIMITS))]
    )


def _own_limits(decision: Decision, context: ReportContext) -> Iterator[str]:
    outcomes = decision.outcomes
    worlds = outcomes.worlds.size
    if worlds < FEW_WORLDS:
        yield f"{worlds} worlds are few: rare troubles may not have shown at all."
    if outcomes.left_out:
        count = len(outcomes.left_out)
        yield f"{count} of {worlds + count} worlds are left out, as a run of some option failed in them."
    size = context.employees
    if size is not None and not FEWEST_EMPLOYEES <= size <= MOST_EMPLOYEES:
        yield (
            f"The model was made for {FEWEST_EMPLOYEES} to {MOST_EMPLOYEES:,} people; with {size:,} it "
            "claims nothing."
        )
    else:
        yield f"The model was made for organisations of {FEWEST_EMPLOYEES} to {MOST_EMPLOYEES:,} people."
    hidden = {
        pair.worlds - pair.unlike_worlds
        for differences in decision.differences
        for pair in differences.pairs
        if pair.interval.kind == FEW_UNLIKE
    }
    if hidden:
        yield (
            "Some pairs of options came out alike in nearly every world. Their intervals allow for worlds "
            "that chance may have hidden, and are wide on purpose."
        )
    yield NOT_FITTED if context.drawn is None else _of_draws(context.drawn, worlds)


def _of_draws(drawn: DrawsText, worlds: int) -> str:
    words = (
        f"{drawn.file} was taken as it is: whether its draws describe your organisation is for those to say "
        "who made them. All other ranges are declared assumptions, fitted to nothing. What draws and ranges "
        "leave out, the intervals leave out too."
    )
    if drawn.draws < worlds:
        words += f" There are fewer draws ({drawn.draws:,}) than worlds: some were met more than once."
    return words


def repeat_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return the exact command, versions and hashes to repeat the result."""
    outcomes = decision.outcomes
    facts = (
        ("worlds", f"{outcomes.worlds.size}"),
        ("runs of each option in each world", f"{outcomes.replications}"),
        ("months of each run", f"{outcomes.horizon_months}"),
        ("seed", f"{context.seed}"),
    )
    rows = (*facts, *context.versions.items(), *context.hashes.items())
    blocks: list[Block] = [
        Paragraph(
            "The same command with the same versions gives the same numbers. The tables lie beside it."
        ),
        Code(context.command),
        TableBlock(caption="What was run", head=("What", "which"), rows=rows, words=(1,)),
    ]
    return Chapter("repeat", "How to repeat it", blocks)


def words_chapter() -> Chapter:
    """Return what the words of the report mean, the levels among them."""
    blocks: list[Block] = [
        Bullets(tuple(f"{word[:1].upper()}{word[1:]}: {meaning}." for word, meaning in GLOSSARY)),
        Subheading("The levels"),
        Bullets(tuple(f"Level {level:d}, {level_words(level)}." for level in LEVEL_WORDS)),
    ]
    return Chapter("words", "What the words mean", blocks)


def statistics_chapter(decision: Decision, context: ReportContext) -> Chapter:
    """Return what a statistician asks for: the rule, all differences, tests and kinds of intervals."""
    kinds = sorted({pair.interval.kind for entry in decision.differences for pair in entry.pairs})
    blocks: list[Block] = [
        Paragraph(f"The rule. {RULE}"),
        *_differences_tables(decision, context),
        _races_table(decision, context),
        Paragraph(f"Kinds of intervals of the differences: {'; '.join(kinds)}.", is_quiet=True),
    ]
    return Chapter("statistics", "For the statistician", blocks)


def _differences_tables(decision: Decision, context: ReportContext) -> Iterator[TableBlock]:
    for objective, differences in zip(decision.objectives, decision.differences, strict=True):
        head = objective.quantity.headed(objective.quantity.unit.difference_head)
        yield TableBlock(
            caption=f"{head[:1].upper()}{head[1:]}: differences between options",
            head=("First less second", "mean, simultaneous 95% interval", "the first is"),
            rows=tuple(
                (
                    f"{context.title(pair.option)} less {context.named(pair.against)}",
                    value_words(objective.measure, pair.mean, pair.interval, is_signed=True),
                    FINDINGS[pair.finding(objective)],
                )
                for pair in differences.pairs
            ),
            words=(2,),
        )


def _races_table(decision: Decision, context: ReportContext) -> TableBlock:
    return TableBlock(
        caption="Who is first at a level: sign test over worlds (Holm), and the log-rank test",
        head=("Level", "options", "first in … worlds", "later in … worlds", "p", "p, log-rank"),
        rows=tuple(
            (
                f"{sign_test.level}",
                f"{context.title(sign_test.option)} against {context.named(sign_test.against)}",
                f"{sign_test.first}",
                f"{sign_test.later}",
                _p_words(sign_test.adjusted_p_value),
                _p_words(sign_test.log_rank.p_value),
            )
            for level in decision.months
            for sign_test in level.sign_tests
        ),
        words=(1,),
    )


def _p_words(value: float) -> str:
    if value != value:
        return UNKNOWN
    return "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")
