"""What a report says of the levels: their names, and what an audit finds there."""

from __future__ import annotations

from smsim.indicators import SCORED_INDICATORS
from smsim.vocabulary import DepartmentKind, MaturityLevel

LEVEL_WORDS = {
    MaturityLevel.PLAYGROUND: "playground: some try it, nobody is in charge of it",
    MaturityLevel.EMERGING: "emerging",
    MaturityLevel.ADVANCED: "advanced",
    MaturityLevel.INTEGRATED: "integrated",
}
SELDOM_REACHED = (DepartmentKind.CUSTOMER_SERVICE, DepartmentKind.HUMAN_RESOURCES)
"""Kinds of department that come to the table last."""


def level_words(level: int) -> str:
    """Return what a level is called and what an audit finds there."""
    titles = [indicator.title for indicator in SCORED_INDICATORS if indicator.level == level]
    marks = f": an audit finds most of these: {'; '.join(titles)}" if titles else ""
    return f"{LEVEL_WORDS[MaturityLevel(level)]}{marks}"


def easily_met_words() -> str:
    """Return how many marks of level 3 ask for none of the kinds that come last."""
    marks = [indicator for indicator in SCORED_INDICATORS if indicator.level == MaturityLevel.ADVANCED]
    without = [indicator for indicator in marks if not set(indicator.needs) & set(SELDOM_REACHED)]
    kinds = " and ".join(kind.title for kind in SELDOM_REACHED)
    return (
        f"{len(without)} of the {len(marks)} marks of level {MaturityLevel.ADVANCED:d} can be met without "
        f"{kinds}; a stricter audit would judge otherwise."
    )
