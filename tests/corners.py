"""Small firms at the corners of the declared box: every bound by itself, and many together.

Runs in a process of its own, whose alarm ends it if a run hangs: `python -m tests.corners KIND NUMBER`.
The last line printed is then the corner it hung at.
"""

from __future__ import annotations

import json
import random
import signal
import sys
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from smsim.errors import ScenarioError
from smsim.parameters.registry import declarations
from smsim.scenarios.dated import LONGEST_HORIZON
from tests.forms import NAMES, SEATED
from tests.simulations import BROAD, start, world
from tests.soundness import assert_sound

SECONDS = 60
"""A run takes milliseconds; the first one may have to wait for the compiler."""
COMPILING_SECONDS = 900
SMALL = {"firm.employees": 20, "horizon_months": 36, "appointment_month": 3}
SHARES = "headcount_share"
"""They must add up to 1, so no single one can be at a bound."""
ORDERED = (
    ("adoption.threshold_lowest", "adoption.threshold_highest"),
    ("audit.lost_score", "audit.met_score"),
)
WORDS = {
    "adoption.response": ("threshold", "linear"),
    "levers.care_model": ("social_trained", "call_centre"),
    "adoption.is_ceo_rule_on": (True, False),
    "adoption.has_first_user": (True, False),
    "levers.has_onboarding": (True, False),
    "levers.is_policy_first": (True, False),
    "levers.lead_by": ("anyone", "most_ties", "fewest_ties", "first_user"),
    "levers.representatives_by": ("anyone", "most_ties", "fewest_ties", "head"),
    "ties.are_ties_living": (True, False),
}
EVERYTHING_HAPPENS = [
    {"month": 8, "champions": 1_000_000, "champions_by": "bridging", "lead_leaves": True},
    {"month": 12, "executives_change": True, "is_reorganised": True, "is_budget_cut": True},
    {"month": 20, "form": "grassroots"},
    {"month": 28, "form": "intern"},
]


def bounds() -> dict[str, tuple[Any, Any]]:
    """Return lowest and highest allowed value of every declared number, by dotted name."""
    box = {}
    for declared in declarations():
        name = declared.name
        if declared.bounds is None or name in SMALL or name.startswith("happenings."):
            continue
        if not name.endswith(SHARES):
            whole = int if isinstance(declared.default, int) else float
            box[name] = (whole(declared.bounds[0]), whole(declared.bounds[1]))
    return box


def single_corners() -> Iterator[dict[str, Any]]:
    """Return each bound with everything else at its default, under one form after the other."""
    forms = cycle(NAMES)
    for name, ends in bounds().items():
        for end in ends:
            yield {**governance(next(forms)), name: end}


def joint_corners(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Return corners at which all numbers, or a random part of them, are at random bounds."""
    luck = random.Random(seed)
    box = bounds()
    for place in range(number):
        share = 1.0 if place % 2 else luck.random()
        corner = {name: luck.choice(ends) for name, ends in box.items() if luck.random() < share}
        for low, high in ORDERED:
            corner[low], corner[high] = sorted((corner.get(low, 0.0), corner.get(high, 1.0)))
        corner |= {name: luck.choice(words) for name, words in WORDS.items()}
        if place % 3 == 0:
            corner["change"] = EVERYTHING_HAPPENS
        yield {**governance(luck.choice(NAMES)), **corner}


def long_corners(number: int) -> Iterator[dict[str, Any]]:
    """Return joint corners of the longest horizon, in which talk grows as much as it may."""
    for corner in joint_corners(number, seed=2):
        talk = {"public.mention_growth": 0.01, "public.mentions_per_employee": 1000.0}
        yield {**corner, **talk, "horizon_months": LONGEST_HORIZON}


def governance(form: str) -> dict[str, Any]:
    return {"levers.form": form, "levers.members": list(BROAD) if form in SEATED else []}


def main(kind: str, number: int) -> None:
    """Print each corner, run it, and hold it against what every run must satisfy."""
    kinds = {"single": lambda _: single_corners(), "joint": joint_corners, "long": long_corners}
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    ran = refused = 0
    for corner in kinds[kind](number):
        print(json.dumps(corner), flush=True)
        signal.alarm(SECONDS if ran else COMPILING_SECONDS)
        try:
            scenario = world("grassroots", {**SMALL, **corner})
        except ScenarioError:
            refused += 1
            continue
        records = start(scenario, seed=ran).run()
        assert_sound(records)
        assert (records.events["count"] > 0).all()
        ran += 1
    signal.alarm(0)
    print(json.dumps({"ran": ran, "refused": refused}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
