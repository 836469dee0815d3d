"""The rule behind a recommendation, case by case, from findings that are set by hand."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.decision.differences import Differences, OptionDifference
from smsim.analysis.decision.objectives import Objective
from smsim.analysis.decision.verdict import (
    RULE,
    Answer,
    Recommendation,
    objective_verdict,
    recommend,
)
from smsim.analysis.intervals import Interval
from tests.unit.analysis.decision_worlds import outcomes_of

MARGIN = 1.0
OBJECTIVES = [
    Objective(measure, better, MARGIN, "set")
    for measure, better in (("level_at_end", 1), ("cost_keur", -1), ("crises_per_year", -1))
]


def judged(
    *means: tuple[float, ...], half: tuple[float, ...] = (0.5, 0.5, 0.5), contrary: int = 0
) -> Recommendation:
    """Return the recommendation for options with these means; intervals are `half` to either side.

    In `contrary` of 100 worlds every difference has the other sign.
    """
    objectives = OBJECTIVES[: len(means[0])]
    table = np.array(means)
    outcomes = outcomes_of(**{entry.measure: table[:, [place]] for place, entry in enumerate(objectives)})
    differences = [
        Differences(
            entry.measure,
            tuple(
                OptionDifference(
                    one, other, gap, Interval(gap - width, gap + width, "any"), 100, 100, contrary
                )
                for row, one in enumerate(outcomes.options)
                for column, other in enumerate(outcomes.options[:row])
                for gap in (table[row, place] - table[column, place],)
            ),
        )
        for place, (entry, width) in enumerate(zip(objectives, half, strict=False))
    ]
    verdicts = [
        objective_verdict(outcomes, entry, of_measure)
        for entry, of_measure in zip(objectives, differences, strict=True)
    ]
    return recommend(outcomes, verdicts, differences)


def test_the_clearly_best_option_is_recommended() -> None:
    found = judged((2.0, 10.0), (4.0, 10.0))
    assert (found.answer, found.option, found.in_front) == (Answer.CLEAR, "b", ("b",))
    assert (found.objections, found.words) == ((), "b is clearly best in level at the end")


def test_what_many_worlds_contradict_is_best_on_average_only() -> None:
    found = judged((2.0, 10.0), (4.0, 10.0), contrary=20)
    assert (found.answer, found.option, found.in_front) == (Answer.AHEAD, "b", ("b",))
    assert found.words == "b is best in level at the end on average, but not clearly better than a"
    # it is still not the best that may cost more: what speaks against it is said
    (objection,) = judged((2.0, 10.0), (4.0, 15.0), contrary=20).objections
    assert (objection.rival, objection.difference.is_robust) == ("a", False)


def test_one_contrary_world_in_a_hundred_is_too_many_to_be_sure_of_fewer_than_five() -> None:
    """Wilson's interval of 1 in 100 ends at .0545, of 0 at .037."""
    assert judged((2.0,), (4.0,), contrary=1).answer is Answer.AHEAD
    assert judged((2.0,), (4.0,), contrary=0).answer is Answer.CLEAR


def test_what_speaks_against_it_is_said() -> None:
    """b costs 5 more than a and 7 more than c, more than the margin by the whole interval."""
    found = judged((2.0, 10.0), (4.0, 15.0), (1.0, 8.0))
    assert found.option == "b"
    assert [(entry.objective.measure, entry.rival) for entry in found.objections] == [("cost_keur", "c")]
    assert found.objections[0].difference.mean == 7.0


def test_a_loss_that_may_be_smaller_than_the_margin_is_no_objection() -> None:
    assert judged((2.0, 10.0), (4.0, 11.4)).objections == ()
    assert judged((2.0, 10.0), (4.0, 11.6)).objections != ()


def test_a_clear_difference_that_cannot_matter_makes_no_winner() -> None:
    found = judged((2.0,), (2.3,), half=(0.1,))
    assert (found.answer, found.option) == (Answer.NO_PRACTICAL_DIFFERENCE, None)
    assert found.words == "no clear winner: a, b do not differ in level at the end by what would matter"


def test_too_wide_intervals_make_no_winner() -> None:
    found = judged((2.0,), (4.0,), (-9.0,), half=(3.0,))
    assert (found.answer, found.option, found.in_front) == (Answer.NO_CLEAR_WINNER, None, ("a", "b"))
    assert found.words == "no clear winner: a, b cannot be told apart in level at the end"


def test_no_practical_difference_needs_every_pair_to_be_near() -> None:
    """b in the middle is surely near to either side, a and c perhaps not to each other."""
    assert judged((2.0,), (2.3,), half=(0.6,)).answer is Answer.NO_PRACTICAL_DIFFERENCE
    found = judged((2.0,), (2.3,), (2.55,), half=(0.6,))
    assert (found.answer, found.remaining) == (Answer.NO_CLEAR_WINNER, ("a", "b", "c"))


def test_of_options_in_front_one_gives_way_to_a_cheaper_one() -> None:
    found = judged((2.0, 10.0), (2.2, 15.0), (0.0, 1.0))
    assert (found.answer, found.option) == (Answer.FURTHER_OBJECTIVES, "a")
    assert (found.in_front, found.remaining) == (("a", "b"), ("a",))
    assert found.words.startswith("a is as good as any in level at the end")
    assert [entry.rival for entry in found.objections] == ["c"]


def test_of_options_in_front_each_with_its_merits_none_gives_way() -> None:
    found = judged((2.0, 10.0, 9.0), (2.2, 15.0, 4.0))
    assert (found.answer, found.option) == (Answer.NO_PRACTICAL_DIFFERENCE, None)
    assert (found.remaining, found.objections) == (("a", "b"), ())


def test_nobody_gives_way_to_an_option_that_is_worse_elsewhere() -> None:
    """a is clearly cheaper than b, b clearly safer than a; c lies between and cannot be told from either."""
    found = judged((2.0, 10.0, 11.2), (2.0, 11.2, 10.0), (2.0, 10.6, 10.6), half=(0.5, 0.7, 0.7))
    assert (found.option, found.remaining) == (None, ("a", "b", "c"))


def test_the_best_of_each_objective_names_those_it_cannot_leave_behind() -> None:
    outcomes = outcomes_of(cost_keur=np.array([[3.0], [2.0], [2.1], [9.0]]))
    pairs = [("a", 1.0, 3.0), ("c", 0.1, 0.5), ("d", 7.0, 0.5)]
    differences = Differences(
        "cost_keur",
        tuple(
            OptionDifference(other, "b", gap, Interval(gap - half, gap + half, "any"), 100, 100, 0)
            for other, gap, half in pairs
        ),
    )
    verdict = objective_verdict(outcomes, OBJECTIVES[1], differences)
    assert (verdict.best, verdict.alike, verdict.unclear) == ("b", ("c",), ("a",))
    assert (verdict.winner, verdict.tied) == (None, ("c", "a"))


def test_a_single_option_wins_over_nobody_and_the_rule_is_words() -> None:
    found = judged((2.0, 10.0))
    assert (found.answer, found.option) == (Answer.CLEAR, "a")
    assert "no clear winner" in RULE


@pytest.mark.parametrize("answer", list(Answer))
def test_every_answer_can_be_told(answer: Answer) -> None:
    words = answer.value.format(option="a", objective="level", others="b, c")
    assert "{" not in words
