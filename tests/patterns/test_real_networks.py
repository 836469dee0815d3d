"""The main comparison on real people and ties, also when the kinds of its departments are shuffled.

Reads the folder named by SMSIM_DATA, by default ../shared/data beside the project.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from smsim.experiments.batch import Batch, run_batch
from smsim.organisation.imported import load_organisation
from smsim.organisation.kinds import with_shuffled_kinds
from smsim.organisation.organisation import Organisation
from smsim.scenarios import load_scenario, run_inputs
from tests.patterns.running import REPLICATIONS, SEED, WORKERS, first_month, say_share, share_reaching

DATA = Path(os.environ.get("SMSIM_DATA", Path(__file__).parents[3] / "shared" / "data"))
CONTENDERS = ("lone-manager", "task-force-broad", "group-head")
MAPPINGS = 20


def organisation_of(name: str) -> Organisation:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"no {folder}: set SMSIM_DATA to the folder of real networks")
    return load_organisation(folder)


def compare(organisation: Organisation, replications: int) -> dict[str, Batch]:
    return {
        name: run_batch(
            run_inputs(load_scenario(name)),
            lambda _: organisation,
            name=name,
            seed=SEED,
            replications=replications,
            workers=WORKERS,
        )
        for name in CONTENDERS
    }


def soonest(batches: dict[str, Batch]) -> str:
    """Return the scenario with the fewest months before level 3, restricted to the horizon."""
    waits = {
        name: float(np.minimum(first_month(batch.monthly.level, 3), batch.horizon_months).mean())
        for name, batch in batches.items()
    }
    return min(waits, key=waits.__getitem__)


def most_valuable(batches: dict[str, Batch]) -> str:
    """Return the scenario with the highest mean net value."""
    values = {name: float(b.monthly.net_value_keur.sum(axis=1).mean()) for name, b in batches.items()}
    return max(values, key=values.__getitem__)


@pytest.mark.parametrize("name", ["email-eu-core", "krackhardt-hightech"])
def test_a_body_across_departments_beats_a_lone_manager(name: str) -> None:
    batches = compare(organisation_of(name), 100)
    shares = {scenario: share_reaching(batch, 3) for scenario, batch in batches.items()}
    report = [say_share(f"{name}, {scenario}: level 3", share, 100) for scenario, share in shares.items()]
    assert shares["lone-manager"] <= 0.10, report
    assert min(shares["task-force-broad"], shares["group-head"]) >= 0.60, report


@pytest.mark.slow
def test_the_winner_under_shuffled_kinds() -> None:
    organisation = organisation_of("email-eu-core")
    quickest: Counter[str] = Counter()
    richest: Counter[str] = Counter()
    for mapping in range(MAPPINGS):
        shuffled = with_shuffled_kinds(organisation, mapping)
        batches = compare(shuffled, REPLICATIONS // 2)
        quickest[soonest(batches)] += 1
        richest[most_valuable(batches)] += 1
        values = {name: round(b.monthly.net_value_keur.sum(axis=1).mean()) for name, b in batches.items()}
        shares = {name: share_reaching(batch, 3) for name, batch in batches.items()}
        print(mapping, values, shares)
        assert shares["lone-manager"] < min(shares["task-force-broad"], shares["group-head"])
    print(f"level 3 soonest: {dict(quickest)}; most net value: {dict(richest)}, of {MAPPINGS} mappings")
