"""The answer in plain words: which option, how sure, why, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from smsim.analysis.decision.chances import Risks
from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.differences import Finding
from smsim.analysis.decision.elements import ElementShares
from smsim.analysis.decision.verdict import Answer
from smsim.experiments.words import join_words
from smsim.measures import COMBINED
from smsim.views.assumptions import drawn_words
from smsim.views.decision.amounts import (
    ORGANISATIONS,
    amount_words,
    compared_words,
    difference_words,
    hundred,
    margin_words,
    median_words,
    of_hundred,
    of_hundred_worlds,
    value_words,
)
from smsim.views.decision.context import ReportContext
from smsim.views.decision.dependence import dependence
from smsim.views.decision.findings import NOTHING_ELSE, Findings
from smsim.views.decision.lookup import (
    chance_of,
    difference_of,
    level_aimed_at,
    main_level,
    mean_of,
    months_of,
    rivals,
)
from smsim.views.decision.search import best_plan_words
from smsim.views.quantities import even_amounts

ASSUMED = "Drawn"
OWN_MARGINS = "Margins"
BETTER_PLAN = "Better still"
OTHER_PLANS = "Other plans"


@dataclass(frozen=True)
class AnswerLine:
    """One line of the answer: what it is about, and what is to be said."""

    head: str
    words: str


def answer_headline(decision: Decision, context: ReportContext) -> str:
    """Return the answer in a few words."""
    recommendation = decision.recommendation
    if recommendation.option is not None:
        reserve = "" if recommendation.answer is Answer.CLEAR else ", on average"
        return f"{context.title(recommendation.option)}{reserve}"
    return f"No clear winner: {context.named_all(recommendation.remaining)}"


def answer_lines(
    decision: Decision,
    context: ReportContext,
    findings: Findings = NOTHING_ELSE,
) -> tuple[AnswerLine, ...]:
    """Return the answer and what a board asks next, the most important first.

    Raises: ValueError for fewer than two options.
    """
    if len(decision.outcomes.options) < 2:
        raise ValueError("a decision needs two options or more")
    lines = [
        AnswerLine("Answer", _answer(decision, context)),
        AnswerLine(ASSUMED, drawn_words(context.assumptions, decision.outcomes.worlds.size)),
        AnswerLine("How sure", _sureness(decision, context)),
        AnswerLine("Why", _reason(decision, context) + _main_element(context, findings.shares)),
        AnswerLine("Against it", _objections(decision, context)),
        AnswerLine("Money", _money(decision, context)),
        AnswerLine("Risk", _risk(decision, context)),
    ]
    if any(objective.has_own_margin for objective in decision.objectives):
        lines.insert(2, AnswerLine(OWN_MARGINS, _own_margins(decision)))
    if decision.recommendation.option is None:
        lines = [line for line in lines if line.head != "Against it"]
    if findings.searched is not None:
        words, is_better = best_plan_words(findings.searched, decision, context)
        place = 1 + [line.head for line in lines].index("Why")
        lines.insert(place, AnswerLine(BETTER_PLAN if is_better else OTHER_PLANS, words))
    if findings.flips is not None:
        lines.append(AnswerLine(*dependence(findings.flips)))
    return tuple(lines)


def _answer(decision: Decision, context: ReportContext) -> str:
    recommendation, options = decision.recommendation, decision.outcomes.options
    goal, place = recommendation.main.aim, f"For {context.organisation}"
    if recommendation.option is not None:
        chosen, others = context.named(recommendation.option), context.named_all(recommendation.rivals)
        count = "better of the two" if len(options) == 2 else f"best of the {len(options)}"
        if recommendation.answer is Answer.CLEAR:
            return f"{place}, {chosen} is clearly the {count} options for {goal}."
        if recommendation.answer is Answer.AHEAD:
            words = f"{place}, {chosen} is on average the {count} options for {goal}, but not clearly"
            return f"{words} so." if len(options) == 2 else f"{words} better than {others}."
        return (
            f"{place}, {chosen}: for {goal} it is as good as {others} as far as can be told, and on average "
            f"better for {join_words(_better_aims(decision, recommendation.option))}."
        )
    names = context.named_all(recommendation.remaining)
    if recommendation.answer is Answer.NO_PRACTICAL_DIFFERENCE:
        margin = margin_words(recommendation.main)
        words = (
            f"there is no clear winner for {goal}: {names} differ by less than {margin}, too little to "
            "matter."
        )
    else:
        words = f"there is no clear winner for {goal}: {names} cannot be told apart."
    return f"{place}, {words}{_the_others(decision, context)}"


def _own_margins(decision: Decision) -> str:
    """Return what the user said does not matter, in place of what is declared."""
    told = (
        f"{margin_words(objective)} ({objective.title})"
        for objective in decision.objectives
        if objective.has_own_margin
    )
    return f"As you set it, differences of up to {join_words(told)} do not matter."


def _better_aims(decision: Decision, option: str) -> Iterator[str]:
    """Yield the further objectives in which an option is better than another one in front."""
    for place, objective in enumerate(decision.objectives[1:], start=1):
        others = [entry for entry in decision.recommendation.in_front if entry != option]
        findings = [difference_of(decision, option, other, place).finding(objective) for other in others]
        if any(finding.is_better for finding in findings):
            yield objective.aim


def _the_others(decision: Decision, context: ReportContext) -> str:
    """Return what is known of the options that do not remain, "" if all do."""
    recommendation = decision.recommendation
    behind = [option for option in decision.outcomes.options if option not in recommendation.in_front]
    gone = [option for option in recommendation.in_front if option not in recommendation.remaining]
    verb = "is" if len(behind) == 1 else "are"
    words = f" Behind on average {verb} {context.named_all(behind)}." if behind else ""
    if gone:
        words += f" {context.named_all(gone)[:1].upper()}{context.named_all(gone)[1:]}: as good there, but "
        words += "worse on average for something else."
    return words


def _sureness(decision: Decision, context: ReportContext) -> str:
    one, other = rivals(decision)
    if decision.recommendation.answer is Answer.AHEAD:
        against = (difference_of(decision, one, rival) for rival in decision.recommendation.rivals)
        other = max(against, key=lambda difference: difference.contrary.share).against
    objective, worlds = decision.objectives[0], decision.outcomes.worlds.size
    if worlds < 2:
        return "Not at all: one world says nothing of how sure this is."
    difference = difference_of(decision, one, other)
    chances = [chance_of(decision, option) for option in (one, other)]
    finding = difference.finding(objective)
    if finding is Finding.BETTER:
        head = (
            "Its lead is beyond doubt, as far as the model goes: "
            f"{context.named(other)} does better in {of_hundred_worlds(difference)} worlds."
        )
    elif finding.is_better:
        head = (
            f"On average over {worlds} worlds it leads, but {context.named(other)} does better in "
            f"{of_hundred_worlds(difference)} of them, by what was drawn or by luck."
        )
    elif finding is Finding.ALIKE:
        head = f"On average it hardly matters: over {worlds} worlds they are alike."
    else:
        head = (
            f"Not sure: over {worlds} worlds the average difference is "
            f"{difference_words(objective, difference)}."
        )
    if decision.recommendation.option is None:
        single = (
            f"In a single organisation luck counts too: {context.named(one)} does best in "
            f"{of_hundred(chances[0].best)} {ORGANISATIONS}, {context.named(other)} in "
            f"{of_hundred(chances[1].best)}."
        )
    else:
        single = (
            f"In a single organisation luck counts too: it does best in {of_hundred(chances[0].best)} "
            f"{ORGANISATIONS}, and is at most {margin_words(objective)} behind the best in "
            f"{hundred(chances[0].as_good.share)}."
        )
    return f"{head} {single}"


def _reason(decision: Decision, context: ReportContext) -> str:
    one, other = rivals(decision)
    objective = decision.objectives[0]
    parts = []
    if decision.recommendation.option is not None:
        difference = difference_of(decision, one, other)
        is_ahead = difference.mean * objective.better > 0.0
        words = f"On average {difference_words(objective, difference)} than {context.named(other)}"
        parts.append(f"{words}, the next best." if is_ahead else f"{words}.")
    if level_aimed_at(objective.measure):
        parts.append(_arrivals(decision, context, one, other))
    else:
        values = (
            f"{context.named(option)} {value_words(objective.measure, mean.mean, mean.interval)}"
            for option in (one, other)
            for mean in [mean_of(decision, objective.measure, option)]
        )
        head = objective.quantity.headed(objective.quantity.unit.value_head)
        parts.append(f"{head[:1].upper()}{head[1:]}, on average: {join_words(values)}.")
        if objective.measure == COMBINED.name:
            parts.append("One margin is as much as just matters in every objective that has a weight.")
    return " ".join(parts)


def _main_element(context: ReportContext, shares: ElementShares | None) -> str:
    """Return which element of a bundle does most for the objective, "" if that is not known."""
    if shares is None:
        return ""
    better = shares.objective.better
    most = max(shares.shares.shares, key=lambda share: better * share.value)
    if not better * most.value > 0.0:
        return ""
    total = shares.shares.total
    worth, altogether = (
        compared_words(shares.objective, value, interval)
        for value, interval in ((most.value, most.interval), (total.mean, total.interval))
    )
    name = context.named(shares.option)
    return f" What does most in {name}: {most.element}, {worth}; all together {altogether}."


def _arrivals(decision: Decision, context: ReportContext, one: str, other: str) -> str:
    level, horizon = main_level(decision), decision.outcomes.horizon_months
    ours, theirs = (months_of(level, option) for option in (one, other))
    words = (
        f"Within {horizon} months {hundred(ours.reached.share)} of 100 {ORGANISATIONS} reach level "
        f"{level.level} with {context.named(one)}, {hundred(theirs.reached.share)} with "
        f"{context.named(other)}"
    )
    if ours.median_month is None:
        return f"{words}."
    return (
        f"{words}; half of all are there after {median_words(ours, horizon)} and "
        f"{median_words(theirs, horizon)} months."
    )


def _objections(decision: Decision, context: ReportContext) -> str:
    recommendation = decision.recommendation
    if recommendation.objections:
        parts = [
            f"{difference_words(entry.objective, entry.difference.reversed)} with "
            f"{context.named(entry.rival)}"
            for entry in recommendation.objections
        ]
        is_robust = all(entry.difference.is_robust for entry in recommendation.objections)
        return f"{'Clearly' if is_robust else 'On average'} {join_words(parts)}."
    further = [objective.aim for objective in decision.objectives[1:]]
    if not further:
        return "No other objective was looked at."
    return f"On average no other option is better by more than what matters, for {join_words(further)}."


def _money(decision: Decision, context: ReportContext) -> str:
    horizon = decision.outcomes.horizon_months
    told = [_money_of(decision, context, option) for option in _told_options(decision)]
    words = f"In {horizon} months {'; '.join(told)}."
    limits = [mean.interval.high for mean in decision.means["net_value_keur"]]
    if np.isfinite(limits).all() and max(limits) < 0.0:
        words += " On average no option pays for itself within that time."
    return words


def _told_options(decision: Decision) -> tuple[str, ...]:
    option = decision.recommendation.option
    return rivals(decision) if option is None else (option,)


def _money_of(decision: Decision, context: ReportContext, option: str) -> str:
    cost, value, net = (
        mean_of(decision, measure, option) for measure in ("cost_keur", "value_keur", "net_value_keur")
    )
    spent, brought = even_amounts("cost_keur", cost.mean, value.mean)
    return (
        f"{context.named(option)} costs {spent} thousand euro and brings {brought}: "
        f"{amount_words('net_value_keur', net.mean, net.interval, 'gained', 'lost')}"
    )


def _risk(decision: Decision, context: ReportContext) -> str:
    by_option = {entry.option: entry for entry in decision.risks}
    told = (_risk_of(context, by_option[option]) for option in _told_options(decision))
    return f"Of 100 {ORGANISATIONS}, within {decision.outcomes.horizon_months} months: {'; '.join(told)}."


def _risk_of(context: ReportContext, risks: Risks) -> str:
    return (
        f"with {context.named(risks.option)} {hundred(risks.stalling.share)} never reach level 3, "
        f"{hundred(risks.crisis.share)} have a crisis, {hundred(risks.sliding_back.share)} end below a level "
        "they had"
    )
