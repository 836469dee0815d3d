"""Switch points: planted ones come back, smooth or sudden, and where there is none, none is told."""

from __future__ import annotations

import re

import numpy as np
import pytest

from smsim.analysis.discovery import cuts
from smsim.analysis.discovery.switching import Verdict, switching
from smsim.experiments.designs.factors import Factor

TONE = Factor("levers.executive_tone", "share")
NAMES = ("task force", "lone manager")


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch):
    monkeypatch.setattr(cuts, "RESAMPLES", 200)


def switched(curve, count: int = 200, noise: float = 1.0, seed: int = 1, **more):
    """Return the switching of two options whose mean difference follows `curve`, with noise of pairs."""
    rng = np.random.default_rng(seed)
    settings, luck = rng.random(count), rng.normal(20, 10, count)
    ours = luck + curve(settings) + rng.normal(0, noise, count)
    return switching(TONE, settings, ours, luck, NAMES, **more)


SMOOTH = {
    "straight": lambda tone: 3 * (tone - 0.35),
    "levelling off": lambda tone: 5 * (np.exp(-5 * 0.35) - np.exp(-5 * tone)),
    "sudden": lambda tone: np.where(tone < 0.35, -1.0, 1.0),
    "sudden and uneven": lambda tone: np.where(tone < 0.35, -1.2, 0.8),
}


@pytest.mark.parametrize("kind", SMOOTH)
def test_a_planted_switch_comes_back(kind: str) -> None:
    found = [switched(SMOOTH[kind], seed=seed, noise=0.7) for seed in range(20)]
    points = [result.points[0] for result in found if result.verdict is Verdict.SWITCHES]
    assert len(points) >= 18
    assert np.median([point.value for point in points]) == pytest.approx(0.35, abs=0.03)
    assert sum(point.interval.contains(0.35) for point in points) >= len(points) - 3
    assert all(point.rises for point in points)
    assert not any(point.interval.contains(0.7) for point in points)


def test_a_switch_is_told_with_the_better_option_first() -> None:
    up, down = switched(SMOOTH["straight"]), switched(lambda tone: 3 * (0.35 - tone))
    assert up.words.startswith("task force is better than lone manager with executive tone above .")
    assert down.words.startswith("lone manager is better than task force with executive tone above .")
    assert not down.points[0].rises
    less_is_better = switched(SMOOTH["straight"], better=-1)
    assert less_is_better.words == switched(lambda tone: 3 * (tone - 0.35), better=-1).words
    assert not less_is_better.points[0].rises


def test_no_switch_within_the_range_is_said_plainly() -> None:
    above, below = switched(lambda tone: 2 + tone), switched(lambda tone: -2 - tone)
    assert (above.verdict, above.points) == (Verdict.NO_SWITCH, ())
    assert above.words.startswith("task force is better throughout, with executive tone of .0")
    assert above.words.endswith("no switch within the range")
    assert below.words.startswith("lone manager is better")


def test_a_difference_of_nothing_is_too_close_to_tell() -> None:
    """The negative control: hardly ever is anything claimed, and a switch never."""
    verdicts = [switched(lambda tone: 0 * tone, seed=seed).verdict for seed in range(60)]
    assert verdicts.count(Verdict.UNDECIDED) >= 51
    assert verdicts.count(Verdict.SWITCHES) <= 1
    assert "too close to tell" in switched(lambda tone: 0 * tone, seed=3).words


def test_a_lead_in_part_of_the_range_is_not_taken_for_a_switch() -> None:
    result = switched(lambda tone: 3 * np.maximum(0.0, tone - 0.5), seed=4)
    assert (result.verdict, result.points) == (Verdict.PERHAPS, ())
    assert re.fullmatch(
        r"task force is better with executive tone of \.[56]\d? to (\.9\d?|1\.0); elsewhere it is too close "
        "to tell",
        result.words,
    )


def test_what_helps_only_up_to_a_point_switches_twice() -> None:
    """The loss at the far end is by far the larger; it must not hide the first switch."""
    result = switched(lambda tone: 1.5 - 20 * (tone - 0.42) ** 2, count=300, noise=0.5)
    assert [point.rises for point in result.points] == [True, False]
    assert [point.value for point in result.points] == pytest.approx([0.146, 0.694], abs=0.05)
    assert all(p.interval.contains(t) for p, t in zip(result.points, (0.1461, 0.6939), strict=True))
    assert " and " in result.words


def test_few_settings_leave_the_switch_between_two_of_them() -> None:
    settings = np.tile([60.0, 120.0, 300.0, 600.0], 30)
    differences = np.where(settings < 200, -1.0, 1.0) + np.random.default_rng(1).normal(0, 0.5, 120)
    people = Factor("firm.employees", "people", is_whole=True)
    result = switching(people, settings, differences, np.zeros(120), NAMES)
    [point] = result.points
    assert (point.interval.low, point.value, point.interval.high) == (120, 210, 300)
    two = switching(people, settings > 200, differences, np.zeros(120), NAMES)
    assert (two.points[0].interval.low, two.points[0].interval.high) == (0, 1)


def test_the_band_holds_the_whole_curve_about_as_often_as_it_says() -> None:
    """A straight line is among the curves the spline can take, so the band must hold it."""
    held = 0
    for seed in range(100):
        result = switched(lambda tone: tone - 0.3, seed=seed)
        truth = result.values - 0.3
        held += bool(((result.low <= truth) & (truth <= result.high)).all())
    assert 88 <= held < 100


def test_failed_worlds_are_left_out_and_too_few_refused() -> None:
    settings = np.linspace(0, 1, 60)
    ours = settings - 0.5
    ours[5] = np.nan
    assert switching(TONE, settings, ours, np.zeros(60), NAMES).worlds == 59
    with pytest.raises(ValueError, match="39 worlds are too few"):
        switching(TONE, settings[:39], settings[:39], np.zeros(39), NAMES)
    with pytest.raises(ValueError, match="do not pair up"):
        switching(TONE, settings, settings, np.zeros(59), NAMES)
    with pytest.raises(ValueError, match="one setting"):
        switching(TONE, np.ones(60), settings, np.zeros(60), NAMES)


def test_differences_without_noise_have_a_sharp_switch() -> None:
    settings = np.linspace(0, 1, 101)
    result = switching(TONE, settings, settings, np.full(101, 0.405), NAMES)
    [point] = result.points
    assert point.value == pytest.approx(0.405)
    assert point.interval.high - point.interval.low < 0.1
