"""How often scenario discovery is right: labels of chance, planted limits, and the limits' intervals.

`pytest -rP -m slow` shows the shares.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from smsim.analysis.discovery.regions import Discovery, DiscoveryOutcome, discover
from smsim.analysis.discovery.restrictions import Restriction
from smsim.analysis.intervals import Interval
from smsim.experiments.designs.factors import Factor
from tests.patterns.running import say_share

WORLDS = 200
TRIES = 200
TONE, PEOPLE = Factor("levers.executive_tone", "share"), Factor("firm.employees", "people", is_whole=True)
FACTORS = (TONE, PEOPLE, Factor("adoption.peer_hazard", "per month"), Factor("levers.care_model", "choice"))
LIMIT = 0.35


def worlds_of(rng: np.random.Generator) -> pd.DataFrame:
    values = [
        rng.random(WORLDS),
        rng.integers(60, 1500, WORLDS),
        rng.uniform(0.02, 0.1, WORLDS),
        rng.choice(["call_centre", "social_trained"], WORLDS),
    ]
    return pd.DataFrame({factor.name: column for factor, column in zip(FACTORS, values, strict=True)})


def discoveries(planted: bool, mistakes: float) -> list[Discovery]:
    """Return what is found in many sets of worlds whose labels follow a limit, or nothing at all."""
    found = []
    for seed in range(TRIES):
        rng = np.random.default_rng([17, seed])
        worlds = worlds_of(rng)
        truth: NDArray[np.bool_] = worlds[TONE.name].to_numpy() < (LIMIT if planted else -1.0)
        labels = truth ^ (rng.random(WORLDS) < mistakes)
        found.append(discover(worlds, FACTORS, labels, "the task force stops paying"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.15, 0.5])
def test_labels_of_chance_give_nothing_in_19_of_20_cases(share: float) -> None:
    found = discoveries(planted=False, mistakes=share)
    wrong = sum(discovery.finding is DiscoveryOutcome.REGIONS for discovery in found) / TRIES
    say_share(f"regions found where cases are {share:.0%} of worlds by chance alone", wrong, TRIES)
    assert wrong <= 0.05


@pytest.mark.slow
def test_a_planted_limit_comes_back_within_five_hundredths() -> None:
    """200 worlds, of which 120 are trained on, one label in ten wrong."""
    found = discoveries(planted=True, mistakes=0.1)
    limits = [_limit_of(discovery) for discovery in found]
    near = sum(limit is not None and abs(limit[0] - LIMIT) <= 0.05 for limit in limits) / TRIES
    held = sum(limit is not None and limit[1].contains(LIMIT) for limit in limits) / TRIES
    say_share("the limit found lies within .05 of the planted one", near, TRIES)
    say_share("its interval holds the planted one", held, TRIES)
    assert near >= 0.9
    assert held >= 0.93


def _limit_of(discovery: Discovery) -> tuple[float, Interval] | None:
    """Return the upper limit on tone of the first region that has one."""
    for region in discovery.regions:
        for restriction in region.restrictions:
            if restriction.factor is TONE and restriction.high_interval is not None:
                return restriction.high, restriction.high_interval
    return None


@pytest.mark.slow
def test_shares_inside_regions_are_those_of_new_worlds() -> None:
    """Trained and tested on the same worlds, the density would look better than it is."""
    found = [discovery for discovery in discoveries(planted=True, mistakes=0.2) if discovery.regions]
    held = 0
    for number, discovery in enumerate(found):
        new = worlds_of(np.random.default_rng([18, number]))
        inside = np.zeros(WORLDS, dtype=bool)
        for region in discovery.regions:
            inside |= np.logical_and.reduce(
                [_holds(new[restriction.factor.name], restriction) for restriction in region.restrictions]
            )
        truth = np.where(new[TONE.name] < LIMIT, 0.8, 0.2)[inside].mean()
        assert discovery.density is not None
        held += discovery.density.interval.contains(float(truth))
    say_share("the interval of the density holds the true share", held / len(found), len(found))
    assert held >= 0.9 * len(found)


def _holds(values: pd.Series, restriction: Restriction) -> NDArray[np.bool_]:
    if restriction.allowed:
        return values.isin(restriction.allowed).to_numpy()
    return ((values >= restriction.low) & (values < restriction.high)).to_numpy()
