"""Expected widths: against the interval they foretell, and the pilot's own uncertainty by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.analysis.intervals import mean_interval
from smsim.analysis.precision import (
    deviation_interval,
    expected_half_width,
    expected_stop,
    widest_half_width,
)
from smsim.experiments.stopping import StopRule, precision_of


def test_the_interval_of_a_standard_deviation_is_the_textbooks() -> None:
    """Ten values with variance 1.2: chi-square with 9 degrees of freedom, 2.70039 and 19.02277."""
    interval = deviation_interval(np.sqrt(1.2), 10)
    assert interval.low == pytest.approx(np.sqrt(9 * 1.2 / 19.02277), rel=1e-5)
    assert interval.high == pytest.approx(np.sqrt(9 * 1.2 / 2.70039), rel=1e-5)
    assert (interval.kind, interval.coverage) == ("chi-square", 0.95)


def test_it_covers_the_truth_about_as_often_as_it_says() -> None:
    samples = np.random.default_rng(1).normal(5.0, 2.0, (800, 8))
    held = [deviation_interval(float(sample.std(ddof=1)), 8).contains(2.0) for sample in samples]
    assert 0.93 < np.mean(held) < 0.97


def test_as_many_replications_as_pilots_have_the_pilots_own_width() -> None:
    pilots = np.random.default_rng(2).normal(0.0, 3.0, 25)
    expected = expected_half_width(pilots, 25)
    own = mean_interval(pilots)
    assert expected.half_width == pytest.approx((own.high - own.low) / 2)
    assert expected.interval.low < expected.half_width < expected.interval.high
    assert (expected.replications, expected.pilots) == (25, 25)
    assert expected_half_width(pilots, 2_500).half_width == pytest.approx(1.960914 * pilots.std(ddof=1) / 50)


def test_failed_pilots_are_left_out_and_too_few_say_nothing() -> None:
    pilots = np.array([1.0, np.nan, 2.0, 4.0])
    assert expected_half_width(pilots, 10) == expected_half_width(pilots[[0, 2, 3]], 10)
    assert np.isnan(expected_half_width(pilots[:3], 10).half_width)
    assert np.isnan(expected_half_width(pilots[:3], 10).interval.high)
    with pytest.raises(ValueError, match="no interval"):
        expected_half_width(pilots, 1)


def test_the_widest_is_that_of_the_sample_that_differs_most_and_is_known() -> None:
    narrow, wide, unknown = np.arange(9.0), 5 * np.arange(9.0), np.array([1.0, 90.0])
    for samples in ((narrow, wide, unknown), (unknown, wide, narrow)):
        assert widest_half_width(samples, 40) == expected_half_width(wide, 40)
    assert np.isnan(widest_half_width([unknown], 40).half_width)


def test_the_expected_stop_is_about_where_the_rule_stops() -> None:
    rng = np.random.default_rng(3)
    rule = StopRule("level_at_end", "a", "b", 0.3)
    values = rng.normal(0.0, 1.0, 1_000)
    stopped = next(n for n in rule.looks(1_000) if precision_of(values[:n], rule, is_event=False).is_reached)
    expected = expected_stop(values[:400], rule, 1_000, is_event=False)
    assert expected is not None
    assert stopped / 1.4 < expected < stopped * 1.4
    assert expected_stop(values[:400], rule, 50, is_event=False) is None


def test_the_expected_stop_of_events_needs_no_spread() -> None:
    rule = StopRule("has_reached_level_3", "a", None, 0.05)
    never = np.zeros(20)
    expected = expected_stop(never, rule, 1_000, is_event=True)
    assert expected == next(
        n for n in rule.looks(1_000) if precision_of(np.zeros(n), rule, is_event=True).is_reached
    )
    assert expected_stop(never, rule, 1_000, is_event=False) is None
    assert expected_stop(never[:2], rule, 1_000, is_event=True) is None
