"""Sensitivity in words and figures: they say what the data say, on 80 columns and inside the picture."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from smsim.analysis.sensitivity.analysing import Sensitivity, analyse
from smsim.analysis.sensitivity.monthly import analyse_months
from smsim.analysis.sensitivity.one_at_a_time import setting_effects
from smsim.analysis.sensitivity.reporting import Report
from smsim.analysis.sensitivity.sample import Method, Sample
from smsim.experiments.designs import Factor, Grid, LatinHypercube, Morris, Saltelli
from smsim.parameters import declarations
from smsim.views import style, text
from smsim.views.sensitivity import indices as sensitivity_indices
from smsim.views.sensitivity import monthly as sensitivity_months
from smsim.views.sensitivity import pairs as sensitivity_pairs
from smsim.views.sensitivity import report as sensitivity_views
from smsim.views.sensitivity import settings as sensitivity_settings
from smsim.views.sensitivity import text as sensitivity_text
from smsim.views.sensitivity import titles as sensitivity_titles
from smsim.views.sensitivity import variance_components as sensitivity_luck
from smsim.views.sensitivity.settings_text import effects_text
from tests.unit.views.test_figures import size_of, stays_inside

NAMES = tuple(entry.name for entry in declarations() if entry.sensitivity)[::8]
FEW = ("adoption.peer_hazard", "levers.executive_tone", "practice.contact_discovery_hazard")


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """Look at every figure before it is written, and draw less often again."""
    finish = style.finish

    def look(figure, *words):
        figure.canvas.draw()
        stays_inside(figure)
        return finish(figure, *words)

    for module in (
        sensitivity_indices, sensitivity_luck, sensitivity_months, sensitivity_pairs, sensitivity_settings,
    ):  # fmt: skip
        monkeypatch.setattr(module, "finish", look)
    for name, number in (
        ("analysing.RESAMPLES", 60),
        ("variance_components.RESAMPLES", 60),
        ("analysing.SHUFFLES", 5),
    ):
        monkeypatch.setattr(f"smsim.analysis.sensitivity.{name}", number)


def printed(parts) -> str:
    stream = io.StringIO()
    text.print_lines(parts, Console(width=text.WIDTH, file=stream, highlight=False))
    page = stream.getvalue()
    assert max(map(len, page.splitlines())) <= text.WIDTH
    assert "nan" not in page
    return page


def flat(page: str) -> str:
    """Return a page without the breaks of its lines."""
    return " ".join(page.split())


def sample(method: Method, names=FEW, *, noise=0.0, replications: int = 12, slopes=(4.0, 2.0)) -> Sample:
    factors = [Factor(name, "share", low=0.0, high=1.0) for name in names]
    designs = {
        Method.MORRIS: Morris(trajectories=12),
        Method.SOBOL: Saltelli(points=128),
        Method.GIVEN_DATA: LatinHypercube(points=200),
        Method.FACTORIAL: Grid(levels=3),
    }
    shares = designs[method].settings(factors, 1).shares
    values = shares[:, : len(slopes)] @ np.array(slopes)
    dice = np.random.default_rng(1).normal(0, noise, (len(shares), replications))
    return Sample(method, tuple(names), shares, values[:, None] + dice)


EVERY_METHOD = pytest.mark.parametrize(
    ("method", "names"),
    [
        pytest.param(
            method, names, id=f"{method}-{len(names)}",
            marks=[pytest.mark.slow] if method is Method.GIVEN_DATA and names is NAMES else [],
        )
        for method in Method
        for names in (FEW, NAMES)
        if method is not Method.FACTORIAL or names is FEW
    ],
)  # fmt: skip
"""Each method with few factors and, but for a grid, with many; given data with many take half a minute."""


def found(sample: Sample, measure: str = "net_value_keur") -> Sensitivity:
    return analyse(sample, scenario="lone-manager", measure=measure)


# --- words ------------------------------------------------------------------------------------------------


@EVERY_METHOD
def test_a_page_says_first_what_matters(method, names):
    page = printed(sensitivity_text.sensitivity_text(found(sample(method, names, noise=0.5))))
    lines = page.splitlines()
    assert lines[0].startswith("Net value in lone-manager: ")
    assert flat(page).split(" each. ", 1)[1].startswith(f"{names[0]} matters most for net value.")
    assert f"{names[0]} comes first in" in flat(page)
    assert "95% interval" in page
    if len(names) > sensitivity_text.MOST_ROWS:
        assert f"... and {len(names) - sensitivity_text.MOST_ROWS} more" in page


def test_shares_are_told_with_their_intervals_and_meaning():
    result = found(sample(Method.SOBOL))
    page = flat(printed(sensitivity_text.sensitivity_text(result)))
    first = result.of("total_order")[0]
    limits = f"({100 * first.interval.low:.0f} to {100 * first.interval.high:.0f})"
    assert f"- {FEW[0]}: {100 * first.value:.0f}% {limits}, " in page
    assert "1 of 3 factors: each surely below 5% of the variance." in page
    assert "the factors explain nearly all of the variance" in page
    assert "0% (0 to 0%) of the variance is still luck" in page


def test_too_much_luck_is_warned_of_and_how_to_mend_it_is_said():
    page = flat(printed(sensitivity_text.sensitivity_text(found(sample(Method.SOBOL, noise=8.0)))))
    assert "Beware: in the means that are analysed" in page
    assert "a factor that only reshuffles luck may show as much" in page
    assert "replications would bring it below 10%" in page
    assert "the factors explain" not in page


def test_what_was_left_out_and_what_is_too_little_is_said():
    whole = sample(Method.MORRIS, replications=2, noise=0.1)
    values = whole.values.copy()
    values[:12, 0] = np.nan
    page = flat(printed(sensitivity_text.sensitivity_text(found(replace(whole, values=values)))))
    assert "3 of 12 trajectories left out: a run has no result there." in page
    assert "Only 9 trajectories: the intervals are too narrow. From 10 on they hold." in page
    assert "With only 2 replications the shares of luck are rough." in page


def test_one_replication_cannot_tell_luck_from_effects():
    page = flat(printed(sensitivity_text.sensitivity_text(found(sample(Method.SOBOL, replications=1)))))
    assert "128 blocks, one replication each." in page
    assert "One replication: luck cannot be told from effects." in page
    assert "one by one" not in page


def test_given_data_say_what_few_settings_allow():
    few = sample(Method.GIVEN_DATA)
    positions = few.positions.copy()
    positions[:, 1] = np.rint(positions[:, 1])
    positions[:, 2] = 7.0
    page = flat(printed(sensitivity_text.sensitivity_text(found(replace(few, positions=positions)))))
    assert f"One setting only, so nothing can be said of {FEW[2]}." in page
    assert f"Only the few settings that were run are judged of {FEW[1]}." in page
    assert "delta: how far the whole distribution moves" in page
    levels = replace(few, values=np.rint(few.values / 6))
    assert "delta" not in printed(sensitivity_text.sensitivity_text(found(levels, "level_at_end")))


def test_too_few_points_are_told_in_place_of_none():
    rng = np.random.default_rng(6)
    positions = rng.random((40, 3))
    values = 3 * positions[:, [0]] + rng.normal(0, 0.2, (40, 4))
    few = found(Sample(Method.GIVEN_DATA, FEW, positions, values))
    page = printed(sensitivity_text.sensitivity_text(few))
    (row,) = (line for line in page.splitlines() if line.startswith(FEW[1]))
    assert "too few points" in row and " 0 " not in row
    assert "2 of 3 factors cannot be told from factors without any effect" in flat(page)
    assert "surely below" not in page
    assert f"{FEW[1]} cannot be told" in sensitivity_indices.draw_sensitivity(few).alt_text
    nothing = found(Sample(Method.GIVEN_DATA, FEW, rng.random((40, 3)), values))
    assert "Too few points to tell which" in flat(printed(sensitivity_text.sensitivity_text(nothing)))


def test_a_measure_that_never_varies_is_told_so():
    still = sample(Method.SOBOL, slopes=(0.0, 0.0))
    page = flat(printed(sensitivity_text.sensitivity_text(found(still))))
    assert page.endswith("No factor moves net value. It is the same at every point.")


def test_pairs_that_work_together_are_named():
    factors = [Factor(name, "share", low=0.0, high=1.0) for name in FEW]
    shares = Saltelli(points=256, second_order=True).settings(factors, 1).shares
    values = (shares[:, 0] - 0.5) * (shares[:, 1] - 0.5)
    result = found(Sample(Method.SOBOL, FEW, shares, values[:, None], has_pairs=True))
    page = printed(sensitivity_text.sensitivity_text(result))
    assert "1 of 3 pairs of factors surely does more than the two do alone." in flat(page)
    (row,) = (line for line in page.splitlines() if line.split()[:2] == list(FEW[:2]))
    assert int(row.split()[2]) > 80
    assert "... and 2 more" in page and "second: share of the variance that two factors explain" in flat(page)
    drawing = sensitivity_pairs.draw_pairs(result)
    assert drawing.title.startswith(f"{FEW[0]} and {FEW[1]} together: ")
    assert drawing.title.endswith("of the variance of net value beyond each alone")
    assert drawing.name == "sensitivity_pairs_net_value_keur"
    assert f"{FEW[1]} and {FEW[2]} 0% (" in drawing.alt_text


@pytest.mark.parametrize("names", [FEW, NAMES[:14]])
def test_pairs_that_do_nothing_together_are_told_so(names):
    factors = [Factor(name, "share", low=0.0, high=1.0) for name in names]
    shares = Saltelli(points=16, second_order=True).settings(factors, 1).shares
    values = shares[:, :1]
    result = found(Sample(Method.SOBOL, names, shares, values, has_pairs=True))
    page = printed(sensitivity_text.sensitivity_text(result))
    pairs = len(names) * (len(names) - 1) // 2
    assert f"None of {pairs:,} pairs of factors surely does more than its two do alone." in flat(page)
    drawing = sensitivity_pairs.draw_pairs(result)
    assert drawing.title == "No two factors surely act together on net value"
    assert size_of(drawing) == (1600, 900)


def test_without_the_points_for_pairs_nothing_is_said_of_them():
    result = found(sample(Method.SOBOL))
    assert sensitivity_pairs.draw_pairs(result) is None
    assert "second" not in printed(sensitivity_text.sensitivity_text(result))


@pytest.mark.parametrize(
    ("slopes", "words"),
    [
        ((4.0, 2.0, 0.0), f"{FEW[0]} matters most for cost"),
        ((1.0, 4.0, 0.0), f"{FEW[1]} matters most for cost"),
        ((2.0, 2.0, 0.0), " matter most for cost, in no clear order"),
        ((2.0, 2.0, 2.0), "No factor clearly matters most for cost: 3 may"),
        ((0.0, 0.0, 0.0), "No factor moves cost"),
    ],
)
def test_the_finding_is_as_sure_as_the_data(slopes, words):
    assert words in sensitivity_titles.finding(found(sample(Method.SOBOL, slopes=slopes), "cost_keur"))


def test_morris_is_told_in_the_unit_of_the_measure():
    result = found(sample(Method.MORRIS), "active_share_at_end")
    page = flat(printed(sensitivity_text.sensitivity_text(result)))
    assert f"{FEW[0]}: 400 percentage points (400 to 400)" in page
    assert "All three in percentage points." in page
    level = found(sample(Method.MORRIS), "level_at_end")
    page = flat(printed(sensitivity_text.sensitivity_text(level)))
    assert f"{FEW[0]}: 4.0 (4.0 to 4.0)" in page
    assert "All three on the scale 0-4." in page


# --- figures ----------------------------------------------------------------------------------------------


@EVERY_METHOD
def test_indices_are_drawn_with_the_finding_as_title(method, names):
    result = found(sample(method, names, noise=1.0), "months_below_level_3")
    drawing = sensitivity_indices.draw_sensitivity(result)
    assert drawing.title == f"{names[0]} matters most for months before level 3"
    assert drawing.name == "sensitivity_months_below_level_3"
    assert names[-1] in drawing.alt_text
    assert size_of(drawing) == (1600, 900)


@pytest.mark.parametrize("method", list(Method))
def test_a_figure_without_any_effect_is_drawn_too(method):
    drawing = sensitivity_indices.draw_sensitivity(found(sample(method, slopes=(0.0, 0.0))))
    assert drawing.title == "No factor moves net value"


def monthly(method: Method, *weights):
    """Return the sensitivity of an output to which factor k has the weights[k] in each month."""
    one = sample(method, replications=2)
    values = np.einsum("pf,fm->pm", one.positions, np.array(weights, dtype=float))
    return analyse_months(
        replace(one, values=np.repeat(values[:, None], 2, axis=1)), scenario="lone-manager", output="level"
    )


@pytest.mark.parametrize(
    ("weights", "title"),
    [
        (([0, 3, 3, 3], [0, 1, 1, 1], [0] * 4), f"{FEW[0]} matters most for level in every month"),
        (
            ([0, 3, 3, 1], [0, 1, 1, 3], [0] * 4),
            f"At first {FEW[0]} matters most for level, at the end {FEW[1]}",
        ),
        (
            ([1, 1, 1, 3], [0, 3, 0, 0], [0, 0, 3, 0]),
            f"{FEW[0]} matters most for level at first and at the end, {FEW[1]} and {FEW[2]} between",
        ),
        (([0] * 4, [0] * 4, [0] * 4), "Nothing moves level in any month"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", [Method.SOBOL, Method.MORRIS])
def test_months_say_when_which_factor_matters(method, weights, title):
    drawing = sensitivity_months.draw_months(monthly(method, *weights))
    assert drawing.title == title
    assert drawing.name == "sensitivity_months_level"


def test_luck_is_drawn_for_every_measure_and_said_where_it_is_too_much():
    calm = found(sample(Method.SOBOL, noise=0.01))
    wild = found(sample(Method.SOBOL, noise=8.0), "crises_per_year")
    still = found(sample(Method.SOBOL, slopes=(0.0, 0.0)), "level_at_end")
    drawing = sensitivity_luck.draw_luck([calm, wild, still])
    assert drawing.title == "More than a tenth of what is analysed is luck for crises"
    assert "net value: factors 100%, luck left in the means 0%" in drawing.alt_text
    assert "level at the end" not in drawing.alt_text
    assert sensitivity_luck.luck_finding([wild, wild]).endswith("luck, whatever the measure")
    assert sensitivity_luck.luck_finding([calm]).startswith("Luck is at most a tenth")
    assert sensitivity_luck.draw_luck([found(sample(Method.SOBOL, replications=1))]) is None


def test_dice_of_their_own_have_one_kind_of_luck():
    own = replace(sample(Method.GIVEN_DATA, noise=1.0), has_common_dice=False)
    result = found(own)
    sensitivity_luck.draw_luck([result])
    assert "that all points share" not in flat(printed(sensitivity_text.sensitivity_text(result)))


def effects(size: float = 3.0, factors: int = 3):
    dice = np.random.default_rng(2).normal(0, 2, 20)
    words = ("sales", "executive")
    settings = [{}] + [{NAMES[place]: value} for place in range(factors) for value in (0.1, words)]
    jitter = np.random.default_rng(3).normal(0, 0.5, (len(settings), 20))
    sizes = np.r_[0.0, size, -size / 2, np.zeros(2 * factors - 2)]
    return setting_effects(
        settings, dice + jitter + sizes[:, None], scenario="lone-manager", measure="months_below_level_3"
    )


def test_settings_are_drawn_around_the_scenario_as_it_is():
    drawing = sensitivity_settings.draw_setting_effects(effects())
    assert drawing.title.startswith(f"{NAMES[0]} at 0.1 raises months before level 3 most, by ")
    assert f"{NAMES[0]} at sales + executive -1." in drawing.alt_text
    assert sensitivity_settings.effects_finding(effects(-3.0)).startswith(f"{NAMES[0]} at 0.1 lowers")
    none = sensitivity_settings.effects_finding(effects(0.0))
    assert none == "No setting alone clearly changes months before level 3"
    sensitivity_settings.draw_setting_effects(effects(factors=12))


def test_settings_are_printed_with_paired_differences():
    page = printed(effects_text(effects()))
    row = next(line for line in page.splitlines() if line.startswith(NAMES[0]) and "sales" in line)
    assert "-1." in row
    assert "unclear" not in row
    assert page.count("unclear") >= 3
    assert "the mean of 20 replications" in flat(page)


def test_a_report_is_every_page_table_and_figure_in_a_folder_for_each_scenario():
    pair = tuple(
        replace(found(sample(Method.SOBOL, noise=0.5), measure), scenario=scenario)
        for scenario in ("lone-manager", "dandelion")
        for measure in ("cost_keur", "value_keur")
    )
    over_months = monthly(Method.SOBOL, [0, 3, 3, 3], [0, 1, 1, 1], [0] * 4)
    report = Report(pair, (), (over_months,))
    page = flat(printed(sensitivity_views.report_text(report)))
    assert page.count("matters most for cost.") == page.count("matters most for value.") == 2
    assert f"- lone-manager: {FEW[0]} matters most for level in every month." in page
    tables = sensitivity_views.report_tables(report)
    assert set(tables) == {"sensitivity", "luck", "sensitivity_by_month"}
    assert len(tables["sensitivity"]) == 4 * 2 * 3
    assert len(sensitivity_views.report_documents(report)) == 4
    assert {f"{folder}{drawing.name}" for folder, drawing in sensitivity_views.drawings(report)} == {
        "lone-manager/sensitivity_cost_keur", "lone-manager/sensitivity_value_keur",
        "lone-manager/sensitivity_months_level", "lone-manager/sensitivity_luck",
        "dandelion/sensitivity_cost_keur", "dandelion/sensitivity_value_keur", "dandelion/sensitivity_luck",
    }  # fmt: skip


def test_a_report_on_single_settings_has_their_table_and_figure():
    report = Report((), (effects(),), ())
    assert "What each setting alone changes" in flat(printed(sensitivity_views.report_text(report)))
    assert set(sensitivity_views.report_tables(report)) == {"setting_effects"}
    assert sensitivity_views.report_documents(report)[0]["method"] == "one_at_a_time"
    assert [drawing.name for _, drawing in sensitivity_views.drawings(report)] == [
        "settings_months_below_level_3"
    ]
