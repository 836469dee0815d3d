"""Printed text and the figure about experiments: they fit the page, and say what the numbers say."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from smsim.analysis.power import power_analysis
from smsim.analysis.precision import expected_half_width
from smsim.experiments.designs.factors import Factor
from smsim.experiments.running.progress import ErrorGroup, ScenarioProgress
from smsim.experiments.stopping import StopRule, precision_of, precision_path
from smsim.views import experiments, precision, stopping, text
from smsim.views.quantities import duration_words, number, quantity, size_words
from tests.unit.views.test_figures import size_of, stays_inside

MONTHS = StopRule("months_below_level_3", "task-force-broad", "lone-manager", 2.0)
EVENT = StopRule("has_reached_level_3", "task-force-broad", None, 0.05)
LONG = "a-scenario-with-a-very-long-name-indeed-longer-than-most"
FACTORS = (
    Factor("levers.executive_tone", "share", values=(0.2, 0.5, 0.8)),
    Factor("adoption.peer_hazard", "per month and full exposure", low=0.01, high=0.2, scale="log"),
    Factor("levers.has_editor", "yes or no", values=(True, False)),
    Factor("forms.task_force.included", "kinds", values=((), ("hr",), ("hr", "sales"), *[("a",)] * 5)),
)


def lines_of(parts) -> list[str]:
    stream = io.StringIO()
    text.print_lines(parts, Console(width=text.WIDTH, file=stream, highlight=False))
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "nan" not in stream.getvalue().lower().split()
    return lines


def page(parts) -> str:
    return " ".join(" ".join(lines_of(parts)).split())


@pytest.fixture
def experiment():
    names = ("lone-manager", "task-force-broad", LONG)
    return SimpleNamespace(
        name="sponsorship-size", title="Sponsorship and size", factors=FACTORS, points=192, replications=100,
        scenarios=[SimpleNamespace(name=name) for name in names], stop=None, table=range(64),
        design=SimpleNamespace(kind="latin_hypercube"),
    )  # fmt: skip


@pytest.fixture
def outlook():
    pilots = np.random.default_rng(1).normal(0.0, 9.0, 20)
    return experiments.Outlook(
        rounds=100, kept=3_200, workers=2, seconds=754.0, memory_bytes=4.1e8, disk_bytes=1.3e6,
        widths={"months_below_level_3": expected_half_width(pilots, 100)}, stopped_at=None, stops_at=None,
        faults={},
    )  # fmt: skip


def test_a_plan_says_what_it_takes_and_what_will_be_known(experiment, outlook):
    said = page(experiments.plan_text(experiment, outlook))
    for words in (
        "sponsorship-size: Sponsorship and size",
        "latin hypercube, 64 rows of 4 factors",
        "192 points, 100 replications of each: 19,200 runs",
        "Kept already 3,200 runs",
        "about 13 minutes with 2 workers",
        "about 410 MB",
        "about 1.3 MB",
        "0.2, 0.5, 0.8",
        "0.01 to 0.2, log scale",
        "true, false",
        "none, hr, hr + sales",
        "and 2 more",
        "How precisely 100 replications will give a difference between two scenarios",
    ):
        assert words in said
    assert quantity("months_below_level_3", outlook.widths["months_below_level_3"].half_width) in said
    assert "Stops when" not in said
    assert "cannot be built" not in said


def test_a_plan_with_a_stop_rule_says_when_it_will_about_be_reached(experiment, outlook):
    experiment.stop = MONTHS
    soon = page(experiments.plan_text(experiment, replace(outlook, stops_at=67)))
    assert "at most 100 replications of each: at most 19,200 runs" in soon
    assert "(task-force-broad against lone-manager) is known to within 2 months" in soon
    assert "after about 67 of at most 100 rounds" in soon
    assert "not within 100 rounds" in page(experiments.plan_text(experiment, outlook))
    done = page(experiments.plan_text(experiment, replace(outlook, stopped_at=64)))
    assert "is known to within 2 months: satisfied after 64 of at most 100 rounds." in done


def test_a_plan_owns_up_to_what_it_does_not_know(experiment, outlook):
    unknown = {"value_keur": expected_half_width([1.0, 2.0], 100)}
    bare = replace(outlook, seconds=None, memory_bytes=float("nan"), widths=unknown)
    said = page(experiments.plan_text(experiment, bare))
    assert "unknown without a trial" in said
    assert "unknown on this machine" in said
    assert said.endswith("value unknown")


def test_points_that_cannot_be_built_are_grouped_by_reason(experiment, outlook):
    faults = dict.fromkeys((3, 9, 12, 15, 18), "it is too large") | {4: "it is too small"}
    said = page(experiments.plan_text(experiment, replace(outlook, faults=faults)))
    assert "Found 6 points that cannot be built" in said
    assert "- points 3, 9 and 12 and 2 more: it is too large" in said
    assert "- point 4: it is too small" in said


def test_what_a_satisfied_stop_rule_did_not_run_is_not_missing():
    def status(kept, missing, **rounds):
        progress = [ScenarioProgress("lone-manager", kept, 0, missing)]
        stop = experiments.Rounds(kept, 5_000, **rounds)
        return page(experiments.status_text("level3", progress, [], Path("runs"), stop))

    satisfied = status(460, 0, is_enough=True)
    assert "460 of 460 runs done (100%), 0 failed, 0 missing." in satisfied
    assert "The stop rule is satisfied after 460 of at most 5,000 rounds." in satisfied
    under_way = status(30, 4_970, is_enough=False)
    assert "30 of at most 5,000 runs done (0%), 0 failed, at most 4,970 missing." in under_way
    assert "The stop rule is not satisfied after 30 of at most 5,000 rounds." in under_way
    assert "not satisfied after all 5,000 rounds" in status(5_000, 0, is_enough=False)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([2], "2 of 9 runs failed: Cause 0."),
        ([9], "All 9 runs failed: Cause 0."),
        ([4, 1], "5 of 9 runs failed, 4 of them because: Cause 0. There is one other cause."),
        ([2, 1, 1], "4 of 9 runs failed, 2 of them because: Cause 0. There are 2 other causes."),
    ],
)
def test_failures_are_told_by_their_cause(counts, said):
    errors = [ErrorGroup("engine", count, f"Cause {place}.", 0, 0) for place, count in enumerate(counts)]
    assert experiments.failure_words(errors, 9) == said


def test_the_status_counts_and_shows_how_to_read():
    progress = [ScenarioProgress("lone-manager", 3_200, 0, 3_200), ScenarioProgress(LONG, 3_199, 12, 1)]
    errors = [ErrorGroup("time_out", 12, "The run took more than 60 seconds.", 17, 3)]
    folder = Path("runs")
    shown = lines_of(experiments.status_text("silos", progress, errors, folder))
    said = " ".join(" ".join(shown).split())
    assert "silos: 6,399 of 9,612 runs done (66%), 12 failed, 3,201 missing." in said
    assert "12 x time out, first at point 17, replication 3: The run took more than 60 seconds." in said
    assert [line.split()[1:] for line in shown if line.startswith("lone-manager")] == [
        ["3,200", "-", "3,200"]
    ]
    assert '  rows = "runs"' in shown
    for library in ("pandas", "polars", "duckdb"):
        assert any(line.strip().startswith(f"{library}.read_parquet(rows") for line in shown)


def test_an_empty_store_has_nothing_to_read_and_99_per_cent_is_not_all():
    nothing = page(experiments.status_text("silos", [ScenarioProgress("a", 0, 0, 10)], [], Path("runs")))
    assert "0 of 10 runs done (0%)" in nothing
    assert "read_parquet" not in nothing
    nearly = page(experiments.status_text("silos", [ScenarioProgress("a", 1_999, 0, 1)], [], Path("runs")))
    assert "(99%)" in nearly


def test_an_outcome_says_when_and_with_which_interval():
    values = np.random.default_rng(3).normal(-7.0, 9.0, 400)
    path = precision_path(values, MONTHS, MONTHS.looks(400), is_event=False)
    stopped = next(known for known in path if known.is_reached)
    said = page(precision.outcome_text(MONTHS, stopped, 400))
    assert f"Precise enough after {stopped.rounds} of at most 400 rounds" in said
    assert (
        f"It is {number(stopped.estimate)} months ({number(stopped.low)} to {number(stopped.high)})" in said
    )
    assert "In 95 of 100 experiments" in said
    assert "asymptotic confidence sequence" in said
    missed = page(precision.outcome_text(MONTHS, path[0], 30, needed=254))
    assert "Not yet precise enough after 30 of at most 30 rounds" in missed
    assert f"to within {number(path[0].half_width)} months, not to within 2 months" in missed
    assert "About 254 rounds would be needed." in missed


def test_chances_are_told_in_per_cent():
    known = precision_of(np.array([1.0] * 90 + [0.0] * 310), EVENT, is_event=True)
    said = page(precision.outcome_text(EVENT, known, 400))
    assert "It is 22.5% (" in said
    assert "not to within 5 percentage points" in said
    assert "beta-binomial" in said


def test_rounds_all_alike_are_no_success():
    known = precision_of(np.zeros(400), MONTHS, is_event=False)
    said = page(precision.outcome_text(MONTHS, known, 400))
    assert said.startswith("No interval after 400 of at most 400 rounds")
    assert "Precise enough" not in said


def test_power_is_told_with_its_uncertainty():
    luck = np.random.default_rng(4).normal(0.0, 12.0, 40)
    analysis = power_analysis(luck + np.random.default_rng(5).normal(-3.0, 8.0, 40), luck, 2.0, 100)
    said = page(precision.power_text(analysis, "months_below_level_3", "task-force-broad", "lone-manager"))
    for words in (
        "months before level 3: task-force-broad against lone-manager",
        "In 40 pilot pairs",
        "the standard deviation of the differences is",
        "a paired t-test at 5% finds a difference of 2 months",
        "80% {0.value:,.0f} {0.low:,.0f} to {0.high:,.0f}".format(analysis.needed[0]),
        "100 (planned)",
        "> 99%",
        "The 100 replications planned find differences of",
        "Independent dice would need",
    ):
        assert words in said


def test_power_for_events_names_its_test_and_what_cannot_be_found():
    analysis = power_analysis([1.0, 0.0] * 10, [1.0, 1.0] * 10, 0.1, 2, is_event=True)
    said = page(precision.power_text(analysis, "has_reached_level_3", "a", "b"))
    assert "McNemar's test at 5% finds a difference of 10 percentage points" in said
    assert "in 50% of them (30% to 70%) only one of the two has the event" in said
    assert "find no difference at all with 90% power" in said


def test_an_effect_out_of_reach_and_a_pilot_that_says_nothing():
    values = np.random.default_rng(6).normal(0.0, 1.0, 20)
    tiny = power_analysis(values, np.zeros(20), 1e-7, 10)
    assert "over 1,000,000,000" in page(precision.power_text(tiny, "level_at_end", "a", "b"))
    alike = power_analysis(np.ones(20), np.zeros(20), 0.5, 10)
    said = page(precision.power_text(alike, "level_at_end", "a", "b"))
    assert "says nothing about power" in said


def test_amounts_in_words():
    assert [number(value) for value in (0.0, 2.0, -2.5, 0.01234, 123.4, 123_456.0, 1e-9)] == [
        "0", "2", "-2.5", "0.0123", "123", "123,456", "1e-09"
    ]  # fmt: skip
    assert quantity("level_at_end", 0.25) == "0.25"
    assert quantity("active_share_at_end", 0.25) == "25 percentage points"
    assert quantity("cost_keur", 1_234.5) == "1,234 k€"
    assert quantity("months_below_level_3", 1.5, has_unit=False) == "1.5"
    assert [duration_words(seconds) for seconds in (0.0, 1.5, 59.9, 61.0, 7_200.0, 200_000.0)] == [
        "1 second", "1.5 seconds", "60 seconds", "1 minute", "2 hours", "2.3 days"
    ]  # fmt: skip
    assert [size_words(size) for size in (17, 1_700, 2.5e6, 3e9, 4e15)] == [
        "17 bytes", "1.7 kB", "2.5 MB", "3 GB", "4,000 TB"
    ]  # fmt: skip


@pytest.fixture
def checked(monkeypatch):
    """Look at every figure before it is written."""
    finish = stopping.finish
    seen = []

    def look(figure, *words):
        figure.canvas.draw()
        stays_inside(figure)
        seen.append(figure)
        return finish(figure, *words)

    monkeypatch.setattr(stopping, "finish", look)
    return seen


def test_the_figure_shows_the_looks_the_target_and_the_stop(checked):
    values = np.random.default_rng(3).normal(-7.0, 9.0, 400)
    path = precision_path(values, MONTHS, MONTHS.looks(400), is_event=False)
    path = path[: next(place for place, known in enumerate(path) if known.is_reached) + 1]
    drawing = stopping.draw_stopping(MONTHS, path, 400)
    assert size_of(drawing) == (1600, 900)
    assert drawing.title == f"Precise enough after {path[-1].rounds} of at most 400 rounds"
    target, looks, stop = checked[0].axes[0].get_lines()
    assert set(target.get_ydata()) == {2.0}
    np.testing.assert_array_equal(looks.get_xdata(), [known.rounds for known in path])
    np.testing.assert_array_equal(looks.get_ydata(), [known.half_width for known in path])
    assert stop.get_xdata() == path[-1].rounds
    assert f"{path[0].rounds} rounds: {number(path[0].half_width)} months" in drawing.alt_text


def test_figures_of_chances_of_nothing_yet_and_of_rounds_all_alike(checked):
    chances = np.random.default_rng(8).random(200) < 0.3
    path = precision_path(chances.astype(float), EVENT, EVENT.looks(200), is_event=True)
    assert "wanted 5" in stopping.draw_stopping(EVENT, path, 200).title
    assert set(checked[0].axes[0].get_lines()[0].get_ydata()) == {5.0}
    alike = [precision_of(np.zeros(40), MONTHS, is_event=False)]
    assert "no interval yet" in stopping.draw_stopping(MONTHS, alike, 400).title
    assert "none yet" in stopping.draw_stopping(MONTHS, alike, 400).alt_text
    assert "No round" in stopping.draw_stopping(StopRule("level_at_end", LONG, LONG[1:], 0.1), [], 400).title
