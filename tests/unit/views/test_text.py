from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

from smsim.analysis.explanation.explanation import Explanation
from smsim.analysis.summary import summarise, summarise_batch
from smsim.experiments.assumptions import assumptions_of
from smsim.parameters import declarations
from smsim.scenarios import Scenario
from smsim.views import text
from smsim.views.quantities import even_amounts
from tests.batches import make_batch

HELD = assumptions_of([Scenario()], ())

MONTHS = 24
NUMBERS = sum(declared.is_number for declared in declarations())


def printed(parts) -> str:
    stream = io.StringIO()
    text.print_lines(parts, Console(width=text.WIDTH, file=stream, highlight=False))
    return stream.getvalue()


def batch(name: str, value: float, months_to_3: int | None, runs: int = 30):
    level = np.ones((runs, MONTHS))
    if months_to_3 is not None:
        level[: runs * 9 // 10, months_to_3:] = 3
    noise = np.random.default_rng(3).normal(0, 1, (runs, MONTHS))
    return make_batch(level, name=name, net_value_keur=noise + value, cost_keur=np.full((runs, MONTHS), 1e4))


@pytest.fixture
def summary():
    return summarise(
        [batch("lone-manager", 0, None), batch("a-scenario-with-a-very-long-name-indeed", 50, 10)],
        "lone-manager",
    )


def test_a_comparison_fits_the_page_and_speaks_plainly(summary):
    page = printed(text.comparison_text(summary, HELD))
    assert f"All {NUMBERS} numbers of the model are held as they are set or assumed" in " ".join(page.split())
    assert max(map(len, page.splitlines())) <= 80
    assert "27 of 30 runs" in page
    assert "(baseline)" in page
    assert "11 mo" in page
    assert "> 24 mo" in page
    assert "better" in page
    assert "Which is best, if all numbers are as assumed?" in page
    assert "learly" not in page  # nothing was drawn that it could survive
    assert "…" in page


def test_every_line_says_whether_it_is_better():
    dear = batch("dear", -50, None)
    dear.monthly["cost_keur"] += 1
    rng = np.random.default_rng(8)
    dear.monthly["incidents"] = rng.integers(0, 2, dear.monthly.shape)
    base = batch("base", 0, None)
    base.monthly["incidents"] = rng.integers(0, 2, dear.monthly.shape)
    lines = printed(text.comparison_text(summarise([base, dear], "base"), HELD)).splitlines()
    said = {line[:9].strip(): line.split()[-1] for line in lines if line}
    assert said["Net value"] == "worse"
    assert said["Cost (k€)"] == "worse"
    assert said["Incidents"] == "unclear"
    assert said["Level at"] == "same"


def test_no_clear_winner_is_said():
    twins = summarise([batch("one", 0, 5), batch("two", 0, 5)], "one")
    page = printed(text.comparison_text(twins, HELD))
    assert "no clear winner; one is ahead of two, but that may be luck." in page.replace("\n  ", " ")
    assert "the same" in page


def test_a_single_run_has_no_intervals_and_says_that_it_is_one(summary):
    alone = summarise([batch("lone-manager", 0, 5, runs=1)], "lone-manager")
    explanation = Explanation("lone-manager", 0, MONTHS - 1, 1, (), None, (), "nobody was in charge")
    page = printed(text.single_run_text(alone, explanation, seed=9))
    assert "one run of 24 months with 60 people (seed 9)" in page
    assert "There is no higher level." in page
    assert "nan" not in page
    assert max(map(len, page.splitlines())) <= 80


def test_many_runs_tell_levels_and_intervals():
    found = summarise([batch("lone-manager", 0, 10)], "lone-manager")
    explanation = Explanation("lone-manager", 0, MONTHS - 1, 1, (), None, (), "nobody was in charge")
    page = printed(text.batch_text(found, explanation))
    assert "after 12 months" in page
    assert "Reached level 3: 27 of 30 runs, half of all runs within 11 months." in page
    assert "Reached level 4: 0 of 30 runs." in page
    assert max(map(len, page.splitlines())) <= 80


def test_a_level_most_runs_miss_is_told_so():
    level = np.ones((4, MONTHS))
    level[0, 5:] = 2
    found = summarise_batch(make_batch(level))
    assert (
        text.reached_words(found, 2) == "Reached level 2: 1 of 4 runs; half of them need more than 24 months."
    )


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("cost_keur", (1018.4, 984.0, 1046.0), ["+1,018", "+984", "+1,046"]),
        ("crises_per_year", (-0.0213, -0.038, -0.004), ["-0.021", "-0.038", "-0.004"]),
        ("level_at_end", (1.3, 1.18, 0.0), ["+1.3", "+1.2", "0.0"]),
        ("active_share_at_end", (0.34, -0.001, 0.0), ["+34", "0", "0"]),
        ("cost_keur", (0.0, 0.0), ["0", "0"]),
    ],
)
def test_numbers_are_short_and_alike(name, values, words):
    assert even_amounts(name, *values, is_signed=True) == words
