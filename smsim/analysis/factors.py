"""What an indicator's score is made of, and which of its ingredients holds it back.

The ingredients and the values at which they stop mattering are found by asking the auditor's own rules,
so that an explanation cannot drift away from the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from smsim.dynamics.centre import done_share
from smsim.engine.inputs import RecordArray
from smsim.maturity import indicators
from smsim.vocabulary import Artefact, DepartmentKind

HALVINGS = 40


@dataclass(frozen=True)
class Ingredient:
    """A quantity the auditor looks at: its title in sentences, and the largest value it can take."""

    title: str
    largest: float = 1.0


@dataclass(frozen=True)
class Factor:
    """One ingredient of an indicator in one month.

    `enough` is the smallest value that no longer holds the score back; `score_if_enough` the score the
    indicator would have if this ingredient alone were there.
    """

    name: str
    title: str
    value: float
    enough: float
    score_if_enough: float

    @property
    def is_enough(self) -> bool:
        """Whether the ingredient holds nothing back."""
        return self.value >= self.enough - 1e-9


PRACTICE_OF = {f"practice_{kind.key}": kind for kind in DepartmentKind}
ARTEFACTS = {
    "goals": Artefact.GOALS,
    "listening": Artefact.LISTENING,
    "measurement": Artefact.MEASUREMENT,
}
INGREDIENTS: Mapping[str, Ingredient] = {
    "lead_time": Ingredient("a named lead's working time"),
    "channels": Ingredient("the number of channels", 100.0),
    "goals": Ingredient("the goals document"),
    "endorsement": Ingredient("backing by the heads of marketing and communications"),
    "capacity_hours": Ingredient("the hours of the people in charge", 10_000.0),
    "listening": Ingredient("listening"),
    "done_share": Ingredient("the share of incoming work that gets done"),
    "measurement": Ingredient("measurement"),
    "response_share": Ingredient("the share of complaints answered"),
    "ceo": Ingredient("the CEO's own use"),
    "body": Ingredient("a cross-department body that works"),
    "sponsorship": Ingredient("sponsorship by the executives"),
    "users_executive": Ingredient("the share of executives who use it"),
    "reputation": Ingredient("reputation", 100.0),
    "operating_kinds": Ingredient("operating use cases outside marketing", 5.0),
    **{name: Ingredient(f"practice in {kind.title}") for name, kind in PRACTICE_OF.items()},
}
RULES: Mapping[str, tuple[Callable[..., float], tuple[str, ...]]] = {
    "L2.1": (indicators.named_person, ("lead_time",)),
    "L2.2": (indicators.channel_growth, ("channels",)),
    "L2.3": (indicators.drafted_goals, ("goals",)),
    "L2.4": (indicators.local_coordination, ("endorsement", "capacity_hours")),
    "L3.1": (indicators.active_listening, ("listening", "done_share")),
    "L3.2": (indicators.aligned_measurement, ("measurement",)),
    "L3.3": (indicators.social_support, ("practice_customer_service", "response_share")),
    "L3.4": (indicators.social_recruiting, ("practice_human_resources",)),
    "L3.5": (indicators.selling_pilots, ("practice_sales",)),
    "L3.6": (indicators.ceo_presence, ("ceo",)),
    "L3.7": (indicators.governing_body, ("body",)),
    "L4.1": (indicators.management_understanding, ("sponsorship", "users_executive")),
    "L4.2": (indicators.echo_optimisation, ("listening", "reputation", "operating_kinds")),
    "L4.3": (
        indicators.individual_marketing,
        ("response_share", "practice_customer_service", "practice_marketing", "listening"),
    ),
    "L4.4": (
        indicators.valuable_support, ("practice_customer_service", "response_share", "measurement")
    ),
    "L4.5": (indicators.answering_ear, ("listening", "response_share")),
}  # fmt: skip
"""The auditor's rule of each indicator, and the ingredients it takes, in order."""


def ingredient_values(month: Any, science: RecordArray) -> dict[str, float]:
    """Return what the auditor looked at in a month; `month` is one monthly record.

    A lead's time, the CEO and the body are inputs of the audit that are not recorded: they are the
    scores of their indicators. Endorsement is the one that gives the recorded score.
    """
    scores = dict(zip(RULES, month["indicator"], strict=True))
    capacity = float(month["capacity_hours"])
    values = {
        "lead_time": scores["L2.1"],
        "channels": month["channels"],
        "endorsement": _endorsement(scores["L2.4"], capacity),
        "capacity_hours": capacity,
        "done_share": done_share(capacity, float(month["load_hours"]), float(science.workable_share[0])),
        "response_share": month["response_share"],
        "ceo": scores["L3.6"],
        "body": scores["L3.7"],
        "sponsorship": month["sponsorship"],
        "users_executive": month["active_share_of"][DepartmentKind.EXECUTIVE],
        "reputation": month["reputation"],
        "operating_kinds": indicators.operating_kinds(np.ascontiguousarray(month["practice_of"])),
    }
    values |= {name: month["artefact"][artefact] for name, artefact in ARTEFACTS.items()}
    values |= {name: month["practice_of"][kind] for name, kind in PRACTICE_OF.items()}
    return {name: float(value) for name, value in values.items()}


def _endorsement(score: float, capacity_hours: float) -> float:
    """Return the endorsement behind a score of L2.4; without capacity it is not seen and counts as none."""
    with_full_endorsement = indicators.local_coordination(1.0, capacity_hours)
    return score / with_full_endorsement if with_full_endorsement > 0 else 0.0


def factors_of(code: str, values: Mapping[str, float]) -> tuple[Factor, ...]:
    """Return the ingredients of an indicator, the one that holds it back most first.

    `values` holds every ingredient by name. Raises: KeyError for an unknown indicator.
    """
    rule, names = RULES[code]
    arguments = [values[name] for name in names]
    factors = []
    for place, name in enumerate(names):
        ingredient = INGREDIENTS[name]
        alone = list(arguments)
        alone[place] = ingredient.largest
        factors.append(
            Factor(
                name=name,
                title=ingredient.title,
                value=arguments[place],
                enough=_enough(rule, names, place),
                score_if_enough=float(rule(*alone)),
            )
        )
    return tuple(sorted(factors, key=lambda factor: (-factor.score_if_enough, factor.value / factor.enough)))


def _enough(rule: Callable[..., float], names: tuple[str, ...], place: int) -> float:
    """Return the smallest value that gives the best score when nothing else is missing."""
    arguments = [INGREDIENTS[name].largest for name in names]
    high = arguments[place]
    best = float(rule(*arguments))
    low = 0.0
    for _ in range(HALVINGS):
        arguments[place] = middle = (low + high) / 2
        low, high = (low, middle) if float(rule(*arguments)) >= best - 1e-9 else (middle, high)
    return high
