"""What a search among plans found, in words: the best, how sure that is, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from smsim.analysis.decision.contenders import Fate, Standing
from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.differences import Finding
from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.racing import BudgetState
from smsim.analysis.decision.regret import Threshold
from smsim.analysis.decision.search import Search
from smsim.analysis.intervals import Interval
from smsim.experiments.candidates.candidate import LOW_PRACTICE
from smsim.experiments.candidates.space import CandidateSpace
from smsim.experiments.words import join_words
from smsim.measures import MEASURE_BY_NAME
from smsim.views.decision.amounts import (
    compared_words,
    difference_words,
    gap_words,
    hundred,
    limit_words,
    margin_words,
    of_hundred_worlds,
    with_unit,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.findings import Searched
from smsim.views.decision.lookup import ranked_options
from smsim.views.quantities import even_amounts

MOST_NEXT_BEST = 3
OUT_WORDS = {
    Fate.DROPPED: "dropped as worse on average",
    Fate.BEYOND: "dropped as beyond the limit",
    Fate.CUT: "cut for want of runs",
    Fate.FAILED: "never finished a run",
}
RANKED = (Fate.CLOSE, Fate.DROPPED, Fate.CUT)
LEFT_WORDS = "not worse on average than the best, as far as can be told"


def best_plan_words(searched: Searched, decision: Decision, context: ReportContext) -> tuple[str, bool]:
    """Return what the search adds to the answer, and whether it found a plan that is better."""
    search, check = searched.search, searched.check
    count = f"{len(search.standings):,} plans"
    recommended = ranked_options(decision)[0]
    name = context.named(recommended)
    if search.chosen is None:
        return f"None of {count} keeps {limits_words(search.limits)} on average.", False
    if search.chosen.name == recommended:
        return f"Of {count} none does better on average than {name} as it is.", False
    words = _first_up(search.chosen.words)
    if _breaks_limits(search, recommended):
        kept = f"{words}. It keeps {limits_words(search.limits)}, which {name} does not"
        if check is None:
            return f"{kept}.", True
        told = f"{difference_words(search.objective, check)} than {context.named(check.against)}, which does"
        return f"{kept}; {told}.", True
    if check is None:
        return f"Of {count} the best on average: {search.chosen.words}.", False
    if check.finding(search.objective).is_better:
        return f"{words}: {difference_words(search.objective, check)} than {name}.", True
    told = {
        Finding.ALIKE: f"differs too little from {name} to matter",
        Finding.UNCLEAR: f"cannot be told from {name}",
        Finding.BEHIND: f"proved worse than {name} in worlds it was not chosen in",
        Finding.WORSE: f"proved worse than {name} in worlds it was not chosen in",
    }[check.finding(search.objective)]
    return f"The best of {count} {told}: {difference_words(search.objective, check)}.", False


def compared_option(search: Search, decision: Decision) -> str | None:
    """Return the option that a chosen plan is to be held against: the best that may keep the limits.

    None if there is none, or it is the chosen plan itself.
    """
    kept = [option for option in ranked_options(decision) if not _breaks_limits(search, option)]
    if search.chosen is None or not kept or search.chosen.name == kept[0]:
        return None
    return kept[0]


def _breaks_limits(search: Search, option: str) -> bool:
    return any(
        entry.candidate.name == option and entry.budget is BudgetState.BEYOND for entry in search.standings
    )


def plan_lines(searched: Searched, context: ReportContext) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about a search: a head, and sentences."""
    search = searched.search
    leader = search.standings[0]
    yield "Best" if search.chosen is not None else "No plan", _best(search, leader)
    yield from _check(searched, context)
    near = [entry for entry in search.standings[1:] if entry.fate in RANKED][:MOST_NEXT_BEST]
    if search.chosen is not None and near:
        told = (f"{entry.candidate.words} ({_behind(search.objective, entry)})" for entry in near)
        yield "Next best", f"{'; '.join(told)}."
    yield "How sure", _sureness(search)
    yield "The others", _others(search)
    yield "Looked through", space_words(searched.space, context)


def _best(search: Search, leader: Standing) -> str:
    if search.chosen is None:
        return _no_plan(search, leader)
    words = f"{_first_up(leader.candidate.words)}. On average {mean_words(search.objective, leader)}"
    limited = (
        f"{MEASURE_BY_NAME[limit.measure].title} {with_unit(limit.measure, mean)}"
        for limit, mean in zip(search.limits, leader.limited, strict=True)
    )
    return f"{'; '.join((words, *limited))}."


def _check(searched: Searched, context: ReportContext) -> Iterator[tuple[str, str]]:
    """Yield what came of the best plan in other worlds than those it was chosen in."""
    check, objective = searched.check, searched.search.objective
    if check is None:
        return
    verdict = {
        Finding.BETTER: "clearly better",
        Finding.AHEAD: f"better on average, the other way round in {of_hundred_worlds(check)}",
        Finding.BEHIND: "worse on average",
        Finding.WORSE: "clearly worse",
        Finding.ALIKE: "too little to matter",
        Finding.UNCLEAR: "it cannot be told whether that is luck",
    }[check.finding(objective)]
    told = f"{difference_words(objective, check)} than {context.named(check.against)}: {verdict}"
    yield "Checked", f"In {check.worlds} further worlds, which the search has not seen, it is {told}."


def _no_plan(search: Search, leader: Standing) -> str:
    kept = limits_words(search.limits)
    finished = [entry for entry in search.standings if entry.limited]
    if not finished:
        return "None ever finished a run."
    nearest = join_words(
        f"the {'lowest' if np.isfinite(limit.high) else 'highest'} {MEASURE_BY_NAME[limit.measure].title} of "
        f"any plan is {with_unit(limit.measure, _extreme(limit, place, finished))}"
        for place, limit in enumerate(search.limits)
    )
    words = f"None keeps {kept} on average: {nearest}."
    if leader.fate is Fate.CLOSE:
        words += f" The best of those that may keep it: {leader.candidate.words}."
    return words


def _extreme(limit: Threshold, place: int, finished: list[Standing]) -> float:
    means = [entry.limited[place] for entry in finished]
    return min(means) if np.isfinite(limit.high) else max(means)


def _sureness(search: Search) -> str:
    gone = (
        f"The chance that the best plan was lost on the way is at most {hundred(search.chance_lost)} of 100."
        if search.chance_lost
        else "No plan was lost on the way: all met all worlds."
    )
    if search.chosen is None:
        return gone
    if search.is_settled:
        margin = margin_words(search.objective)
        return f"Settled: no plan is better on average by more than {margin}, which would matter. {gone}"
    most = gap_words(search.objective, search.shortfall)
    return (
        f"Not settled: another plan may still be better by up to {most}, for {search.objective.aim}; more "
        f"--worlds would tell. {gone}"
    )


def _others(search: Search) -> str:
    fates = [entry.fate for entry in search.standings if entry.candidate is not search.chosen]
    told = [f"{fates.count(fate):,} {words}" for fate, words in OUT_WORDS.items() if fate in fates]
    left = fates.count(Fate.CLOSE)
    told += [f"{left:,} {LEFT_WORDS if search.chosen else 'may keep it'}"] if left else []
    found = f"{join_words(told)}. " if told else ""
    worlds = f"{search.looks[-1]} worlds" if search.is_exhaustive else f"up to {search.looks[-1]} worlds"
    return f"{_first_up(found)}It took {search.runs:,} runs in {worlds}."


def space_words(space: CandidateSpace, context: ReportContext) -> str:
    """Return what a search looked through."""
    parts = [f"{len(space.candidates):,} plans: every option as it is"]
    if space.has_seats:
        parts.append(f"every set of seats or hubs among {len(space.kinds)} kinds of department")
    if space.switch_months:
        months = join_words(map(str, space.switch_months))
        parts.append(f"a change from any option to any other in month {months}")
    if space.rule_months:
        months = join_words(map(str, space.rule_months))
        parts.append(
            f"a seat for a department whose practice stays below {LOW_PRACTICE:g} until month {months} after "
            "the appointment"
        )
    words = "; ".join(parts) + "."
    if space.unvaried:
        names = context.named_all(space.unvaried)
        words += f" As they are only, since they change their form by themselves: {names}."
    return f"{words} {space.not_switched}".rstrip()


def limits_words(limits: tuple[Threshold, ...]) -> str:
    """Return limits inside a sentence: "the limit (cost at most 500 thousand euro)"."""
    told = [
        f"{MEASURE_BY_NAME[limit.measure].title} {words} {limit_words(limit.measure, value)}"
        for limit in limits
        for value, words in ((limit.low, "at least"), (limit.high, "at most"))
        if np.isfinite(value)
    ]
    return f"the limit{'s' if len(told) > 1 else ''} ({'; '.join(told)})"


def _behind(objective: Objective, standing: Standing) -> str:
    if abs(standing.difference) <= objective.margin:
        return "about as good"
    nothing = Interval(np.nan, np.nan, "", standing.interval.coverage)
    return compared_words(objective, standing.difference, nothing)


def mean_words(objective: Objective, standing: Standing) -> str:
    """Return a plan's mean in the objective: "42.1 months before level 3", "net value 512 thousand euro"."""
    quantity = objective.quantity
    if quantity.headed(quantity.unit.spoken_words) == objective.title:
        return f"{even_amounts(objective.measure, standing.mean)[0]} {objective.title}"
    return f"{objective.title} {with_unit(objective.measure, standing.mean)}"


def _first_up(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
