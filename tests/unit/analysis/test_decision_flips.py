"""A planted change of advice is found, and where there is none, none is claimed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from smsim.analysis.decision.decision import Decision, decide
from smsim.analysis.decision.flips import flips_of
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.analysis.discovery.switching import Verdict
from smsim.experiments.designs import Factor
from smsim.measures import SHIPPED

WORLDS = 300
TONE = Factor("levers.executive_tone", "share", low=0.0, high=1.0)
SIZE = Factor("firm.employees", "people", low=20, high=2000, scale="log", is_whole=True)


def table(gain) -> pd.DataFrame:
    """Return runs of two options; `gain` says how much more net value the second has at a tone."""
    rng = np.random.default_rng(11)
    tone, size = rng.uniform(0, 1, WORLDS), rng.integers(20, 2000, WORLDS)
    luck = rng.normal(0, 30, WORLDS)
    parts = []
    for option, extra in (("one", np.zeros(WORLDS)), ("two", gain(tone) + rng.normal(0, 20, WORLDS))):
        values = dict.fromkeys((measure.name for measure in SHIPPED), np.zeros(WORLDS))
        values["net_value_keur"] = 500 + luck + extra
        identity = {"scenario": option, "world": np.arange(WORLDS), "replication": np.arange(WORLDS)}
        parts.append(pd.DataFrame({**identity, TONE.name: tone, SIZE.name: size, **values}))
    return pd.concat(parts, ignore_index=True)


def decided(runs: pd.DataFrame, **weights: float) -> Decision:
    objectives = [
        objective_of("net_value_keur", 120, weight=weights.get("value", 0.0)),
        objective_of("crises_per_year", 120, weight=weights.get("crises", 0.0)),
    ]
    return decide(outcomes_from(runs, "one", 120, [TONE.name, SIZE.name]), objectives)


def flips(runs: pd.DataFrame, **weights: float):
    decision = decided(runs, **weights)
    found = flips_of(runs, (TONE, SIZE), [TONE.name, SIZE.name], decision, str.upper)
    return found.switching, found.regions


def test_a_planted_switch_is_found_in_the_factor_it_hangs_on():
    (by_tone, by_size), regions = flips(table(lambda tone: 600 * (tone - 0.4)))
    assert by_tone.verdict is Verdict.SWITCHES
    (point,) = by_tone.points
    assert point.interval.contains(0.4) and abs(point.value - 0.4) < 0.08
    assert by_size.verdict is not Verdict.SWITCHES
    found = [region for discovery in regions for region in discovery.regions]
    assert found
    assert all(TONE.name in str(region.restrictions) for region in found)


def test_none_is_claimed_where_one_option_is_always_ahead():
    switches, _ = flips(table(lambda tone: 300 + 0 * tone))
    assert all(entry.verdict is Verdict.NO_SWITCH for entry in switches)


def test_a_combined_value_can_switch_too():
    (by_tone, _), _ = flips(table(lambda tone: 600 * (tone - 0.4)), value=1.0, crises=1.0)
    assert by_tone.verdict is Verdict.SWITCHES
