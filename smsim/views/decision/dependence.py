"""Where the advice changes, in one line of the answer."""

from __future__ import annotations

from smsim.analysis.decision.flips import Flips
from smsim.analysis.discovery.regions import Discovery
from smsim.analysis.discovery.restrictions import title_of
from smsim.analysis.discovery.switching import Verdict
from smsim.experiments.designs import Factor
from smsim.views.decision.context import varied_factors

MOST_FLIPS = 2
DEPENDENT = "It depends"
INDEPENDENT = "Depends on"


def dependence(flips: Flips) -> tuple[str, str]:
    """Return a head and where the better option changes, or that it does not in the ranges looked at."""
    switches = [entry for entry in flips.switching if entry.verdict is Verdict.SWITCHES]
    found = [(entry.words, [entry.factor]) for entry in switches]
    found = found or [(entry.words, _factors(entry)) for entry in flips.regions if entry.regions]
    if not found:
        return INDEPENDENT, "No single value in the ranges looked at, as far as can be told."
    told = found[:MOST_FLIPS]
    factors = {factor.name: factor for _, of_one in told for factor in of_one}
    words = "; ".join([*(words for words, _ in told), *filter(None, map(_meaning, factors.values()))])
    return DEPENDENT, f"{words[:1].upper()}{words[1:]}."


def _factors(found: Discovery) -> list[Factor]:
    """Return the values that a finding rests on."""
    return [restriction.factor for region in found.regions for restriction in region.restrictions]


def _meaning(factor: Factor) -> str:
    """Return what a value means, "" if that is not declared."""
    (told,) = varied_factors([factor])
    return f"{title_of(factor)}: {told.meaning}" if told.meaning else ""
