"""Which option to choose, by a rule that can be said in words, or that no option is clearly the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from smsim.analysis.decision.differences import Differences, Finding, OptionDifference
from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.outcomes import Outcomes

RULE = (
    "An option is better than another on average in an objective if the simultaneous interval of their "
    "difference leaves 0 out and is not wholly within the margin of what matters. It is clearly better if, "
    "besides, the difference has the other sign in at most 5 of 100 worlds, by the upper end of Wilson's "
    "95 % interval: worlds differ in every number that is assumed, so that what is clear survives the "
    "assumptions. In front are the option with the best mean in the main objective and all it is not better "
    "than on average. Of several in front, one gives way to another that is better on average in a further "
    "objective and worse in none. The one that remains is recommended; what speaks against it are further "
    "objectives in which another option is better on average by more than the margin. If several remain, "
    "there is no clear winner."
)
"""How the recommendation is found, in words."""


class Answer(Enum):
    """What the recommendation comes to; {option}, {objective} and {others} are filled in when it is told."""

    CLEAR = "{option} is clearly best in {objective}"
    AHEAD = "{option} is best in {objective} on average, but not clearly better than {others}"
    FURTHER_OBJECTIVES = (
        "{option} is as good as any in {objective} as far as can be told, and better than {others} otherwise"
    )
    NO_CLEAR_WINNER = "no clear winner: {others} cannot be told apart in {objective}"
    NO_PRACTICAL_DIFFERENCE = "no clear winner: {others} do not differ in {objective} by what would matter"


@dataclass(frozen=True)
class ObjectiveVerdict:
    """The option with the best mean in an objective, and those it is not clearly better than.

    `alike` differ from it on average by less than what matters; `unclear` cannot be told from it by these
    worlds; `behind` are worse on average, though not in nearly all worlds.
    """

    objective: Objective
    best: str
    alike: tuple[str, ...]
    unclear: tuple[str, ...]
    behind: tuple[str, ...]

    @property
    def winner(self) -> str | None:
        """The option that is clearly better than every other one, if there is any."""
        return None if self.tied or self.behind else self.best

    @property
    def tied(self) -> tuple[str, ...]:
        """The options that the best is not better than on average."""
        return self.alike + self.unclear


@dataclass(frozen=True)
class Objection:
    """An objective in which another option is better on average by more than the margin."""

    objective: Objective
    difference: OptionDifference  # of the recommended option against the other one

    @property
    def rival(self) -> str:
        """The option that is better there."""
        return self.difference.against


@dataclass(frozen=True)
class Recommendation:
    """The option to choose, None without a clear winner; what speaks against it; who is in front with it.

    `in_front` are the options that may be best in the main objective, `remaining` those that do not give
    way to another of them; `rivals` are those that the recommended one is not clearly better than there.
    """

    answer: Answer
    option: str | None
    main: Objective
    in_front: tuple[str, ...]
    remaining: tuple[str, ...]
    rivals: tuple[str, ...]
    objections: tuple[Objection, ...]

    @property
    def words(self) -> str:
        """The recommendation as a sentence without its full stop."""
        others = self.remaining if self.option is None else self.rivals
        return self.answer.value.format(
            option=self.option, objective=self.main.title, others=", ".join(others)
        )


def objective_verdict(outcomes: Outcomes, objective: Objective, differences: Differences) -> ObjectiveVerdict:
    """Return who is best in an objective; `differences` are between all options in its measure."""
    means = objective.world_gains(outcomes).mean(axis=0)
    best = outcomes.options[int(means.argmax())]
    findings = {
        option: differences.between(best, option).finding(objective)
        for option in outcomes.options
        if option != best
    }
    found = {
        kind: tuple(option for option, finding in findings.items() if finding is kind) for kind in Finding
    }
    # The best by its mean is never the worse one.
    return ObjectiveVerdict(
        objective, best, found[Finding.ALIKE], found[Finding.UNCLEAR], found[Finding.AHEAD]
    )


def recommend(
    outcomes: Outcomes, verdicts: Sequence[ObjectiveVerdict], differences: Sequence[Differences]
) -> Recommendation:
    """Return the option to choose by RULE; the first verdict is that of the main objective.

    `differences` are those between all options, one entry for each verdict.
    """
    main, further = verdicts[0], list(zip(verdicts[1:], differences[1:], strict=True))
    in_front = tuple(option for option in outcomes.options if option == main.best or option in main.tied)
    remaining = tuple(
        option
        for option in in_front
        if not any(_gives_way(option, other, further) for other in in_front if other != option)
    )
    if len(remaining) != 1:
        # Where a, b and c give way in a circle, none of them is to be preferred.
        remaining = remaining or in_front
        is_alike = all(
            differences[0].between(*pair).finding(main.objective) is Finding.ALIKE
            for pair in combinations(remaining, 2)
        )
        answer = Answer.NO_PRACTICAL_DIFFERENCE if is_alike else Answer.NO_CLEAR_WINNER
        return Recommendation(answer, None, main.objective, in_front, remaining, (), ())
    option, rivals = remaining[0], tuple(entry for entry in in_front if entry not in remaining)
    answer = Answer.FURTHER_OBJECTIVES
    if not rivals:
        rivals = main.behind
        answer = Answer.AHEAD if rivals else Answer.CLEAR
    return Recommendation(
        answer=answer,
        option=option,
        main=main.objective,
        in_front=in_front,
        remaining=remaining,
        rivals=rivals,
        objections=tuple(_objections(option, outcomes, further)),
    )


def _gives_way(option: str, other: str, further: Sequence[tuple[ObjectiveVerdict, Differences]]) -> bool:
    """Return whether `other` is better than `option` in a further objective and worse in none, on average."""
    findings = [
        differences.between(other, option).finding(verdict.objective) for verdict, differences in further
    ]
    return any(finding.is_better for finding in findings) and not any(
        finding.is_worse for finding in findings
    )


def _objections(
    option: str, outcomes: Outcomes, further: Sequence[tuple[ObjectiveVerdict, Differences]]
) -> list[Objection]:
    """Return what speaks against an option: of each objective the rival with the largest lead."""
    objections = []
    for verdict, differences in further:
        objective = verdict.objective
        against = [differences.between(option, other) for other in outcomes.options if other != option]
        worse = [
            difference
            for difference in against
            if difference.finding(objective).is_worse and difference.is_beyond(objective.margin)
        ]
        if worse:
            objections.append(Objection(objective, max(worse, key=lambda difference: abs(difference.mean))))
    return objections
