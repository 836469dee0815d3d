"""Scenario discovery: planted rules come back, labels of chance give nothing, and limits are honest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smsim.analysis.discovery import cuts
from smsim.analysis.discovery.boxes import Span, is_inside, is_inside_any, simplified
from smsim.analysis.discovery.cases import is_ahead, is_best
from smsim.analysis.discovery.cuts import cut_interval
from smsim.analysis.discovery.regions import DiscoveryOutcome, discover, discover_best
from smsim.analysis.discovery.restrictions import Restriction, spoken_limit, title_of
from smsim.analysis.intervals import Interval
from smsim.experiments.designs.factors import Factor

TONE = Factor("levers.executive_tone", "share")
PEOPLE = Factor("firm.employees", "people", is_whole=True)
CARE = Factor("levers.care_model", "choice")
HAZARD = Factor("adoption.peer_hazard", "per month")
FACTORS = (TONE, PEOPLE, CARE, HAZARD)


def worlds(count: int, seed: int = 1) -> pd.DataFrame:
    """Return worlds drawn evenly over two numbers, a size and a choice of words."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            TONE.name: rng.random(count),
            PEOPLE.name: rng.integers(60, 1000, count),
            CARE.name: rng.choice(["call_centre", "social_trained"], count),
            HAZARD.name: rng.uniform(0.02, 0.1, count),
        }
    )


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch):
    """Enough for the places of limits; the patterns test takes all of them."""
    monkeypatch.setattr(cuts, "RESAMPLES", 300)


def mislabelled(truth, share: float, seed: int = 2):
    truth = np.asarray(truth)
    return truth ^ (np.random.default_rng(seed).random(truth.size) < share)


def condition_on(factor: Factor, found) -> Restriction:
    [restriction] = [c for region in found.regions for c in region.restrictions if c.factor is factor]
    return restriction


def test_the_issues_own_example_comes_back() -> None:
    table = worlds(400)
    truth = (table[TONE.name] < 0.35) | (table[PEOPLE.name] < 180)
    found = discover(table, FACTORS, mislabelled(truth, 0.05), "the task force stops paying")
    assert found.finding is DiscoveryOutcome.REGIONS
    assert sorted(len(region.restrictions) for region in found.regions) == [1, 1]
    tone, people = condition_on(TONE, found), condition_on(PEOPLE, found)
    assert tone.high == pytest.approx(0.35, abs=0.03)
    assert people.high == pytest.approx(180, abs=40)
    assert tone.low == people.low == -np.inf
    assert tone.high_interval is not None and tone.high_interval.contains(0.35)
    assert people.high_interval is not None and people.high_interval.contains(180)
    assert tone.high_interval.high - tone.high_interval.low < 0.15
    assert people.high_interval.high - people.high_interval.low < 200
    assert found.words.startswith("the task force stops paying where executive tone is below .3")
    assert " or there are fewer than " in found.words
    assert found.density.share > 0.85
    assert found.coverage.share > 0.85
    assert found.elsewhere.share < 0.2


def test_numbers_come_from_worlds_the_tree_has_not_seen() -> None:
    table = worlds(300)
    truth = np.asarray(table[TONE.name] < 0.35)
    found = discover(table, FACTORS, truth, "it fails")
    inside, outside = found.density, found.elsewhere
    assert found.held_out == inside.total + outside.total == pytest.approx(0.4 * 300, abs=1)
    assert found.coverage.total == inside.count + outside.count
    assert found.overall.total == 300
    assert f"of {found.held_out} worlds kept apart for checking" in found.evidence
    [region] = found.regions
    assert (region.coverage, region.density) == (found.coverage, found.density)
    others = found.elsewhere.total - found.elsewhere.count
    counts = [[inside.count, inside.total - inside.count], [outside.count, others]]
    exact = stats.fisher_exact(counts, alternative="greater").pvalue
    assert region.p_value == pytest.approx(exact, rel=1e-6, abs=0.0)


def test_mistakes_in_labels_grow_no_needless_conditions() -> None:
    table = worlds(300, seed=4)
    found = discover(table, FACTORS, mislabelled(table[TONE.name] < 0.35, 0.2), "it fails")
    [region] = found.regions
    assert [restriction.factor for restriction in region.restrictions] == [TONE]
    assert region.density.interval.contains(0.8)


def test_two_conditions_that_must_hold_together_make_one_region() -> None:
    table = worlds(500)
    truth = (table[CARE.name] == "call_centre") & (table[TONE.name] >= 0.4)
    found = discover(table, FACTORS, truth, "the lone manager is best")
    [region] = found.regions
    care, tone = condition_on(CARE, found), condition_on(TONE, found)
    assert (care.allowed, care.known) == (("call_centre",), 2)
    assert tone.low == pytest.approx(0.4, abs=0.03)
    assert tone.high == np.inf
    assert "executive tone is at least .4" in region.words
    assert region.words.endswith(" and care model is call centre")


def test_rare_cases_are_found_and_not_called_the_rule() -> None:
    table = worlds(600)
    chance = np.where(table[TONE.name] < 0.3, 0.35, 0.03)
    rare = np.random.default_rng(3).random(600) < chance
    found = discover(table, FACTORS, rare, "the firm slides back")
    assert found.density.share < 0.5
    assert found.coverage.share > 0.6
    assert condition_on(TONE, found).high == pytest.approx(0.3, abs=0.06)
    assert found.words.startswith("the firm slides back more often where executive tone is below .")


def test_labels_of_chance_give_no_region() -> None:
    """The full negative control is among the patterns."""
    found = 0
    for seed in range(12):
        labels = np.random.default_rng(100 + seed).random(200) < 0.4
        discovery = discover(worlds(200, seed), FACTORS, labels, "it pays")
        found += discovery.finding is DiscoveryOutcome.REGIONS
    assert found <= 2


def test_what_is_not_found_is_said_plainly() -> None:
    labels = np.random.default_rng(5).random(200) < 0.4
    nothing = discover(worlds(200), FACTORS, labels, "the task force pays")
    assert nothing.finding is DiscoveryOutcome.NO_REGION
    assert nothing.regions == ()
    assert nothing.evidence == ""
    assert nothing.words == (
        f"the task force pays in {int(labels.sum())} of 200 worlds, whatever the factors: no region was "
        "found in which it is more frequent"
    )
    never = discover(worlds(200), FACTORS, np.zeros(200), "it pays")
    always = discover(worlds(200), FACTORS, np.ones(200), "it pays")
    assert never.words == "it pays in 0 of 200 worlds, too few to say where"
    assert always.words == "it pays in 200 of 200 worlds, too few exceptions to say where it is not so"


def test_failed_worlds_are_left_out_and_wrong_tables_refused() -> None:
    table = worlds(200)
    labels = (table[TONE.name] < 0.4).to_numpy(dtype=float)
    labels[:7] = np.nan
    found = discover(table, FACTORS, labels, "it pays")
    assert (found.left_out, found.overall.total) == (7, 193)
    with pytest.raises(ValueError, match="do not fit"):
        discover(table, FACTORS, labels[:-1], "it pays")
    with pytest.raises(ValueError, match=r"levers\.executive_tone needs a setting"):
        discover(table.assign(**{TONE.name: np.nan}), FACTORS, labels, "it pays")
    with pytest.raises(ValueError, match="no world"):
        discover(table, FACTORS, np.full(200, np.nan), "it pays")
    with pytest.raises(ValueError, match="does not fit 3 options"):
        discover_best(table, FACTORS, np.zeros((200, 2)), ("a", "b", "c"))


def test_every_option_is_told_where_it_is_best() -> None:
    table = worlds(400)
    tone = table[TONE.name].to_numpy()
    outcomes = np.column_stack([tone, np.full(400, 0.5), np.full(400, 0.1)])
    task_force, manager, grassroots = discover_best(
        table, FACTORS, is_best(outcomes, +1), ("task force", "lone manager", "grassroots")
    )
    assert condition_on(TONE, task_force).low == pytest.approx(0.5, abs=0.03)
    assert condition_on(TONE, manager).high == pytest.approx(0.5, abs=0.03)
    assert grassroots.finding is DiscoveryOutcome.TOO_FEW_CASES
    assert manager.case == "lone manager is best"


def test_the_same_worlds_give_the_same_answer() -> None:
    table = worlds(200)
    labels = mislabelled(table[TONE.name] < 0.4, 0.1)
    assert discover(table, FACTORS, labels, "x") == discover(table, FACTORS, labels, "x")


class TestCases:
    def test_equals_and_small_leads_are_not_best(self):
        outcomes = [[3, 1, 2], [2, 2, 1], [1, 1.4, 1], [np.nan, 1, 5]]
        assert is_best(outcomes, +1)[:3].tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]
        assert is_best(outcomes, +1, margin=0.5)[:3].tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]
        assert is_best(outcomes, -1)[:3].tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
        assert np.isnan(is_best(outcomes, +1)[3]).all()

    def test_a_lead_must_exceed_the_margin_the_better_way(self):
        assert is_ahead([10, 12, np.nan], [11, 11, 1], -1)[:2].tolist() == [1, 0]
        assert is_ahead([10, 12], [11, 11], +1, margin=1.0).tolist() == [0, 0]
        assert is_ahead([13.0], [11.0], +1, margin=1.0).tolist() == [1]

    def test_neither_better_nor_worse_is_refused(self):
        with pytest.raises(ValueError, match="better is 0"):
            is_ahead([1.0], [1.0], 0)
        with pytest.raises(ValueError, match="no options"):
            is_best([[1.0]], +1)


class TestBoxes:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from("abcdefghi"), min_size=1, max_size=5, unique=True))
    def test_simplified_boxes_hold_the_same_worlds(self, chosen):
        """Nine cells of a three by three board, some of them chosen, one box each."""
        edges = [-np.inf, 1.0, 2.0, np.inf]
        cells = {
            letter: {"x": Span(edges[n % 3], edges[n % 3 + 1]), "y": Span(edges[n // 3], edges[n // 3 + 1])}
            for n, letter in enumerate("abcdefghi")
        }
        boxes = [cells[letter] for letter in chosen]
        board = pd.DataFrame({"x": np.tile([0.5, 1.5, 2.5], 3), "y": np.repeat([0.5, 1.5, 2.5], 3)})
        fewer = simplified(boxes)
        assert is_inside_any(fewer, board).tolist() == is_inside_any(boxes, board).tolist()
        assert len(fewer) <= len(boxes)

    def test_a_staircase_of_a_tree_becomes_an_or(self):
        whole = frozenset({"a", "b"})
        first = {"x": Span(high=0.35), "word": Span(allowed=whole, known=whole)}
        second = {"x": Span(low=0.35), "word": Span(allowed=frozenset("a"), known=whole)}
        below, word = simplified([first, second])
        assert below == first
        assert word == {"x": Span(), "word": second["word"]}

    def test_halves_become_the_whole_again(self):
        halves = [{"x": Span(high=1.0), "y": Span(high=2.0)}, {"x": Span(low=1.0), "y": Span(high=2.0)}]
        assert simplified(halves) == [{"x": Span(), "y": Span(high=2.0)}]

    def test_limits_hold_from_the_lower_one_up_to_the_higher(self):
        inside = is_inside({"x": Span(1.0, 2.0)}, pd.DataFrame({"x": [0.9, 1.0, 1.9, 2.0]}))
        assert inside.tolist() == [False, True, True, False]


class TestLimits:
    @pytest.mark.parametrize(("mistakes", "widest"), [(0.0, 0.15), (0.1, 0.3)])
    def test_intervals_hold_a_planted_limit(self, mistakes, widest):
        held, widths = 0, []
        for seed in range(20):
            values = np.random.default_rng(seed).random(120)
            interval = cut_interval(
                values, mislabelled(values < 0.35, mistakes, seed + 50), 0.35, 6, cases_below=True
            )
            held += interval.contains(0.35)
            widths.append(interval.high - interval.low)
        assert held >= 19
        assert np.mean(widths) < widest

    def test_a_limit_that_moved_is_not_held(self):
        """The negative control: the interval around a limit at .35 leaves .6 out."""
        values = np.random.default_rng(1).random(200)
        interval = cut_interval(values, mislabelled(values < 0.35, 0.1), 0.35, 10, cases_below=True)
        assert not interval.contains(0.6)

    def test_cases_on_the_other_side_are_no_cut(self):
        values = np.random.default_rng(1).random(100)
        wrong = cut_interval(values, values < 0.35, 0.35, 6, cases_below=False)
        assert wrong.high - wrong.low > 0.9

    def test_digits_are_no_finer_than_the_interval(self):
        def interval(low, high):
            return Interval(low, high, "x")

        assert spoken_limit(TONE, 0.3487, interval(0.312, 0.391)) == ".35 (95% interval .31 to .39)"
        assert spoken_limit(PEOPLE, 183, interval(150, 212)) == "180 employees (95% interval 150 to 210)"
        assert spoken_limit(HAZARD, 0.0512, interval(0.05, 0.053)).startswith(".051 per month (")
        assert spoken_limit(TONE, 0.25, interval(0.25, 0.25)) == ".250 (95% interval .250 to .250)"
        assert title_of(Factor("forms.task_force.authority", "share")) == "authority (task force)"

    def test_conditions_with_both_limits_are_told_as_a_range(self):
        near = Interval(0.19, 0.21, "x"), Interval(0.39, 0.41, "x")
        words = Restriction(TONE, 0.2, 0.4, *near).words
        assert words.startswith("executive tone is from .200 (95% interval")
        near = Interval(95, 105, "x"), Interval(290, 310, "x")
        words = Restriction(PEOPLE, 99.5, 299.5, *near, is_whole=True).words
        assert words.startswith(
            "there are at least 100 employees (95% interval 95 to 105) and fewer than 300"
        )
