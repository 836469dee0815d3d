"""What is printed of a decision: the answer, how sure it is and why, within ten lines of 80 columns."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from smsim.analysis.decision.chances import WorldShare
from smsim.analysis.decision.decision import Decision, decide
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.decision.regret import threshold_from
from smsim.analysis.decision.verdict import Answer
from smsim.analysis.intervals import Interval
from smsim.experiments.designs import Factor
from smsim.parameters import declarations
from smsim.views import text
from smsim.views.decision import amounts
from smsim.views.decision.answers import answer_headline, answer_lines
from smsim.views.decision.context import OptionText, varied_factors
from smsim.views.decision.findings import Findings
from smsim.views.decision.lookup import main_level, months_of, ranked_options
from smsim.views.decision_text import decision_text
from tests.unit.analysis.decision_worlds import sample_runs
from tests.unit.views.decision_reports import (
    CLEAR,
    TIED,
    context_of,
    decision_between,
    flips_between,
    searched_among,
    shares_of,
)

NUMBERS = sum(declared.is_number for declared in declarations())
VARIED = sum(declared.sensitivity is not None for declared in declarations())


@pytest.fixture(scope="module")
def clear() -> Decision:
    return decision_between(CLEAR)


@pytest.fixture(scope="module")
def tied() -> Decision:
    return decision_between(TIED)


def printed(decision: Decision, *more, context=None) -> str:
    stream = io.StringIO()
    parts = decision_text(decision, context or context_of(), *more)
    text.print_lines(parts, Console(width=text.WIDTH, file=stream, highlight=False))
    page = stream.getvalue()
    assert max(map(len, page.splitlines())) <= text.WIDTH
    assert not re.search(r"\bnan\b", page)
    return page


def line(decision: Decision, head: str, *more, context=None) -> str:
    lines = answer_lines(decision, context or context_of(), *more)
    return next(entry.words for entry in lines if entry.head == head)


def interval(low: float, high: float) -> Interval:
    return Interval(low, high, "Wilson")


# --- the first ten lines ------------------------------------------------------------------------------------


def test_ten_lines_hold_the_answer_how_sure_it_is_and_why(clear):
    lines = printed(clear).splitlines()
    assert lines[0] == "hub"
    answer = "\n".join(lines[:10])
    for head in ("Answer: ", "How sure: ", "Why: "):
        assert head in answer
    assert lines.index("") <= 15
    assert f"Drawn: {VARIED} of the model's {NUMBERS} numbers, anew in each of 90 worlds." in answer


def test_a_clear_winner_is_named_with_its_lead(clear):
    lead = clear.differences[0].between("hub", "broad")
    assert line(clear, "Answer") == (
        "For a synthetic firm of 300 people, hub is clearly the best of the 3 options for reaching level 3 "
        "soon."
    )
    assert line(clear, "Why").startswith(f"On average {-lead.mean:.1f} months sooner at level 3 (")
    assert "than broad, the next best." in line(clear, "Why")
    best = next(entry.best for entry in clear.best[0] if entry.option == "hub")
    assert f"it does best in {100 * best.share:.0f} of 100" in line(clear, "How sure")
    assert "beyond doubt" in line(clear, "How sure")


def test_a_lead_that_many_worlds_contradict_is_not_called_clear():
    runs = sample_runs({"lone": 0.0, "broad": 12.0, "hub": 20.0}, worlds=200)
    is_hub = runs["scenario"] == "hub"
    runs.loc[is_hub, "months_below_level_3"] += np.random.default_rng(5).normal(0.0, 9.0, 200)
    close = decide(outcomes_from(runs, "lone", 60))
    found = close.differences[0].between("hub", "broad")
    assert found.contrary_worlds > 10
    assert answer_headline(close, context_of()) == "hub, on average"
    assert line(close, "Answer").endswith(
        "hub is on average the best of the 3 options for reaching level 3 soon, but not clearly better than "
        "broad."
    )
    share = f"broad does better in {amounts.of_hundred(found.contrary)} of them"
    assert share in line(close, "How sure")
    page = printed(close)
    assert "beyond doubt" not in page and "is clearly" not in page


def test_no_clear_winner_is_said_plainly(tied):
    assert answer_headline(tied, context_of()).startswith("No clear winner: ")
    words_of_answer = line(tied, "Answer")
    assert "there is no clear winner for reaching level 3 soon: broad and hub" in words_of_answer
    assert "Behind on average is lone." in words_of_answer
    assert "Against it" not in [entry.head for entry in answer_lines(tied, context_of())]
    assert "No clear winner: " in printed(tied).splitlines()[0]
    # both of them are told of
    for head in ("How sure", "Why", "Money", "Risk"):
        assert "broad" in line(tied, head)
        assert "hub" in line(tied, head)


def test_what_hardly_matters_and_what_is_unknown_are_not_the_same(tied):
    alike = replace(tied, recommendation=replace(tied.recommendation, answer=Answer.NO_PRACTICAL_DIFFERENCE))
    assert "differ by less than 3 months, too little to matter" in line(alike, "Answer")
    few = decision_between(TIED, worlds=8)
    unclear = replace(few, recommendation=replace(few.recommendation, answer=Answer.NO_CLEAR_WINNER))
    assert "cannot be told apart" in line(unclear, "Answer")


def test_a_winner_by_further_objectives_says_by_which(clear):
    recommendation = replace(
        clear.recommendation, answer=Answer.FURTHER_OBJECTIVES, in_front=("lone", "hub"), remaining=("hub",),
        rivals=("lone",),
    )  # fmt: skip
    told = line(replace(clear, recommendation=recommendation), "Answer")
    assert "it is as good as lone as far as can be told, and on average better for " in told
    assert "a high level at the end" in told


def test_what_speaks_against_the_option_is_told_from_the_rivals_side():
    runs = sample_runs(CLEAR, worlds=90)
    runs.loc[runs["scenario"] == "hub", "net_value_keur"] -= 500.0
    found = decide(outcomes_from(runs, "lone", 60))
    told = line(found, "Against it")
    assert told.startswith("Clearly ")
    few = decide(outcomes_from(runs[runs["world"] < 60], "lone", 60))
    assert line(few, "Against it").startswith("On average ")
    assert "thousand euro more net value (" in told
    kind = [objective_of("months_below_level_3", 60), objective_of("level_at_end", 60)]
    harmless = decide(outcomes_from(sample_runs(CLEAR, worlds=60), "lone", 60), kind)
    assert line(harmless, "Against it").startswith("On average no other option is better by more than")


def test_a_loss_is_called_a_loss_and_no_option_that_pays_is_said(clear):
    assert "gained" in line(clear, "Money")
    assert "no option pays" not in line(clear, "Money")
    runs = sample_runs(CLEAR, worlds=60)
    runs.loc[runs["scenario"] == "hub", "net_value_keur"] -= 5_000.0
    assert "no option pays" not in line(decide(outcomes_from(runs, "lone", 60)), "Money")
    runs["net_value_keur"] -= 5_000.0
    told = line(decide(outcomes_from(runs, "lone", 60)), "Money")
    assert "thousand euro lost (" in told
    assert told.endswith("On average no option pays for itself within that time.")


def test_where_the_advice_flips_is_told_with_what_the_value_means(clear):
    told = line(clear, "It depends", Findings(flips_between()))
    assert told.startswith("Broad is better than hub with executive tone above ")
    assert told.endswith("; executive tone: how much the executives care by themselves.")
    assert "It depends: " in printed(clear, Findings(flips_between()))
    never = replace(flips_between(), switching=())
    assert line(clear, "Depends on", Findings(never)).startswith("No single value in the ranges")


def test_what_does_most_in_a_bundle_belongs_to_the_reason(clear):
    told = line(clear, "Why", Findings(shares=shares_of(clear)))
    assert "What does most in hub: training, 6.0 months sooner at level 3 (" in told


def test_another_main_objective_is_told_in_its_own_words():
    outcomes = outcomes_from(sample_runs(CLEAR, worlds=90), "lone", 60)
    found = decide(outcomes, [objective_of("net_value_keur", 60), objective_of("level_at_end", 60)])
    assert "clearly the best of the 3 options for net value" in line(found, "Answer")
    assert "Net value (thousand euro), on average: " in line(found, "Why")
    assert "at most 42 thousand euro behind the best" in line(found, "How sure")
    assert main_level(found).level == 3
    printed(found)


def test_one_world_is_said_to_prove_nothing():
    page = printed(decision_between(CLEAR, worlds=1))
    assert "How sure: Not at all" in page
    assert "beyond doubt" not in page


def test_a_single_option_is_no_decision():
    found = decide(outcomes_from(sample_runs({"lone": 0.0}, worlds=20), "lone", 60))
    with pytest.raises(ValueError, match="two options or more"):
        answer_lines(found, context_of())


def test_the_table_has_a_row_for_each_option_the_recommended_first(clear):
    rows = [row for row in printed(clear).splitlines() if " k€" in row]
    assert [row.split()[0] for row in rows] == list(ranked_options(clear))
    assert ranked_options(clear)[0] == "hub"
    months = months_of(main_level(clear), "hub")
    assert f" {months.median_month + 1:.0f} mo" in rows[0]


# --- names and amounts --------------------------------------------------------------------------------------


def test_titles_are_used_inside_sentences_and_kept_apart():
    context = context_of(
        OptionText("a", "A broad task force"),
        OptionText("b", "Run by an intern"),
        OptionText("c", "A broad task force"),
        OptionText("d"),
    )
    assert context.title("a") == "A broad task force (a)"
    assert context.named("a") == "a broad task force (a)"
    assert context.named("b") == '"Run by an intern"'
    assert context.named_all(("d", "e")) == "d and e"


@pytest.mark.parametrize(
    ("share", "words_of_it"),
    [(0.0, "0"), (0.004, "fewer than 1"), (0.27, "27"), (0.996, "more than 99"), (1.0, "100")],
)
def test_what_is_not_all_or_none_is_not_told_as_that(share, words_of_it):
    assert amounts.hundred(share) == words_of_it


def test_a_chance_is_told_as_a_natural_frequency():
    assert amounts.of_hundred(WorldShare(0.27, interval(0.2, 0.351), 100)) == "27 of 100 (20 to 35)"


@pytest.mark.parametrize(
    ("measure", "mean", "limits", "told"),
    [
        ("months_below_level_3", -17.1, (-22.6, -11.7), "17 months sooner at level 3 (12 to 23)"),
        ("months_below_level_4", 17.1, (11.7, 22.6), "17 months later at level 4 (12 to 23)"),
        ("months_below_level_3", -2.0, (-7.0, 3.0), "2.0 months sooner at level 3 (7.0 sooner to 3.0 later)"),
        ("level_at_end", 0.33, (0.2, 0.46), "0.33 levels higher at the end (0.20 to 0.46)"),
        ("crises_per_year", -0.05, (-0.07, -0.03), "0.050 fewer crises a year (0.030 to 0.070)"),
        ("active_share_at_end", 0.25, (0.2, 0.3), "25 percentage points more users at the end (20 to 30)"),
        ("cost_keur", -80.0, (float("nan"), float("nan")), "80 thousand euro cheaper"),
    ],
)
def test_differences_are_told_in_the_direction_they_have(measure, mean, limits, told):
    objective = objective_of(measure, 60, margin=1.0)
    assert amounts.compared_words(objective, mean, interval(*limits)) == told


def test_months_are_told_as_months_that_have_passed(clear):
    """Months count from 0: a level held in month t is held after t + 1 months."""
    hub = months_of(main_level(clear), "hub")
    told = amounts.median_words(hub, 60)
    assert told.split(" (")[0] == f"{hub.median_month + 1:.0f}"
    slow = decision_between({"slow": -30.0, "hub": 20.0})
    never = months_of(main_level(slow), "slow")
    assert never.median_month is None
    assert amounts.median_words(never, 60).startswith("over 60")


def test_a_range_has_its_declared_source_only_if_it_is_the_declared_one():
    declared, own = varied_factors(
        [
            Factor("adoption.peer_hazard", "per month", low=0.02, high=0.12),
            Factor("adoption.peer_hazard", "per month", low=0.02, high=0.2, scale="log"),
        ]
    )
    assert declared.source.startswith("Bass (1969)")
    assert own.source == "set by the user"
    assert own.range == "0.02 to 0.2, evenly on a log scale"
    assert declared.meaning == own.meaning != ""


# --- a search among plans -----------------------------------------------------------------------------------


def searched(decision, **wishes) -> Findings:
    return Findings(searched=searched_among(decision, **wishes))


def test_a_better_plan_stands_beside_the_answer_and_is_defended_below(clear):
    page = printed(clear, searched(clear))
    lead = searched_among(clear).check
    told = line(clear, "Better still", searched(clear))
    assert told.startswith(f"The plan switch: {-lead.mean:.1f} months sooner at level 3 (")
    assert told.endswith("than hub.")
    section = " ".join(page.split("The best of 5 plans")[1].split())
    for told in ("Best: The plan switch", "Checked: In 40 further worlds", "Next best: the plan hub (1"):
        assert told in section
    assert ": better on average, the other way round in 0 of 100 (0 to 9)." in section
    assert "lost on the way is at most 5 of 100." in section
    assert "4 dropped as worse on average. It took 200 runs in 40 worlds." in section


def test_a_plan_that_is_hardly_better_is_not_called_better(clear):
    hardly = searched(clear, lead=21.0)
    assert "differs too little from hub to matter: " in line(clear, "Other plans", hardly)
    assert "the plan hub (about as good)" in printed(clear, hardly)
    none = line(clear, "Other plans", searched(clear, lead=10.0))
    assert none == "Of 5 plans none does better on average than hub as it is."


def test_a_limit_that_no_plan_keeps_is_said_plainly(clear):
    broke = searched(clear, limits=[threshold_from("cost_keur<=100")])
    told = "None of 5 plans keeps the limit (cost at most 100 thousand euro) on average."
    assert line(clear, "Other plans", broke) == told
    page = " ".join(printed(clear, broke).split())
    assert "the lowest cost of any plan is 299 thousand euro" in page
    assert "5 dropped as beyond the limit" in page


def test_the_best_plan_within_the_limit_says_that_the_recommended_option_breaks_it(clear):
    within = searched(clear, lead=15.0, limits=[threshold_from("cost_keur<=480")])
    told = line(clear, "Better still", within)
    assert told.startswith(
        "The plan switch. It keeps the limit (cost at most 480 thousand euro), which hub does not; "
    )
    assert told.endswith(") than broad, which does.")
    assert "; cost 450 thousand euro." in " ".join(printed(clear, within).split())
