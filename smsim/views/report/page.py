"""The page of a report: the answer first, then the evidence; nothing is loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from smsim.analysis.decision.decision import Decision
from smsim.views.decision.amounts import (
    ORGANISATIONS,
)
from smsim.views.decision.answers import (
    answer_headline,
    answer_lines,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.findings import NOTHING_ELSE, Findings
from smsim.views.decision.lookup import main_level
from smsim.views.report.blocks import Chapter, Picture
from smsim.views.report.evidence import money_chapter, months_chapter, options_chapter, risk_chapter
from smsim.views.report.grounds import (
    assumptions_chapter,
    limits_chapter,
    repeat_chapter,
    statistics_chapter,
    words_chapter,
)
from smsim.views.report.inlined import inlined_svg
from smsim.views.report.levels import level_words
from smsim.views.report.reasons import alike_chapter, flips_chapter, reasons_chapter, regret_chapter
from smsim.views.report.searching import search_chapter
from smsim.views.style import Drawing

TEMPLATE, STYLES = "report.html.j2", "report.css"
MOST_ROWS_TOGETHER = 7
"""Rows of a table up to which it is kept on one printed page."""


def report_html(
    decision: Decision,
    context: ReportContext,
    findings: Findings = NOTHING_ELSE,
) -> str:
    """Return the report as one HTML page: the same for the same input.

    Chapters on what else was found are there only if it was looked for.

    Raises: ValueError for fewer than two options.
    """
    return _template().render(
        question=f"Which governance for {context.organisation}?",
        study=_study(decision),
        apart=context.apart,
        headline=answer_headline(decision, context),
        lines=answer_lines(decision, context, findings),
        reading=_reading(decision),
        chapters=_chapters(decision, context, findings),
        styles=Markup(_file(STYLES)),
        inlined_svg=inlined_svg,
        most_together=MOST_ROWS_TOGETHER,
    )


def report_drawings(
    decision: Decision, context: ReportContext, findings: Findings = NOTHING_ELSE
) -> Iterator[Drawing]:
    """Yield every figure of the report, in its order."""
    for chapter in _chapters(decision, context, findings):
        yield from (block.drawing for block in chapter.blocks if isinstance(block, Picture))


def _study(decision: Decision) -> str:
    outcomes = decision.outcomes
    runs = "" if outcomes.replications == 1 else f" with {outcomes.replications} runs each"
    return (
        f"{len(outcomes.options)} options in {outcomes.worlds.size} worlds{runs}, "
        f"{outcomes.horizon_months} months"
    )


def _reading(decision: Decision) -> tuple[tuple[str, str], ...]:
    """Return what has to be known to read the answer."""
    return (
        (f"Level {main_level(decision).level}", f"{level_words(main_level(decision).level)}."),
        (
            "World",
            "One draw of all that nobody knows beforehand, luck included; all options meet the same worlds.",
        ),
        (f"27 of 100 {ORGANISATIONS}", "It is so in 27 of 100 such worlds."),
        ("(12 to 23)", "95% interval: it holds the true number in 95 of 100 studies like this."),
    )


def _chapters(decision: Decision, context: ReportContext, findings: Findings) -> list[Chapter]:
    chapters = [
        options_chapter(decision, context),
        months_chapter(decision, context),
        money_chapter(decision, context),
        risk_chapter(decision, context),
        None if findings.flips is None else flips_chapter(findings.flips, decision),
        None if findings.searched is None else search_chapter(findings.searched, context),
        reasons_chapter(findings.shares, findings.twins, context),
        alike_chapter(decision, context),
        regret_chapter(decision, context),
        assumptions_chapter(context, decision),
        limits_chapter(decision, context),
        repeat_chapter(decision, context),
        words_chapter(),
        statistics_chapter(decision, context),
    ]
    return [chapter for chapter in chapters if chapter is not None]


@cache
def _template() -> Template:
    surroundings = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return surroundings.from_string(_file(TEMPLATE))


def _file(name: str) -> str:
    return files(__package__).joinpath("static", name).read_text(encoding="utf-8")
