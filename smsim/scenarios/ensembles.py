"""Ensembles of firms: populations to draw scenarios from, with luck keyed by seed and firm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from smsim.errors import ScenarioError, nearest
from smsim.scenarios.building import with_values
from smsim.scenarios.dated import LONGEST_HORIZON
from smsim.scenarios.scenario import Scenario
from smsim.vocabulary import DepartmentKind

Draw = Callable[[np.random.Generator], float]
SURVEY_DELAYS: Mapping[int, int] = {2010: 0, 2013: 38}
"""Months from a firm's age to the end of the survey year."""

LEAST_MEMBERS = ("marketing", "communications")
PLANNERS: Mapping[str, float] = {
    "marketing": 0.71,
    "communications": 0.29,
    "executive": 0.16,
    "sales": 0.10,
    "information_technology": 0.10,
}
"""Who makes and keeps the plan; firms named several, so the shares are weights.

Source: Digital Brand Expressions (2010).
"""
CONSUMER_EXPOSURES = (1.0, 0.4)


@dataclass(frozen=True)
class Ensemble:
    """A population of firms. Source: assumptions, meant to look like the surveyed firms.

    `employees` (people), `executive_tone` and `within_department_share` (shares), `culture` (factor) and
    `age_months` draw one value each, `home_shares` the home department. The appointment follows
    `earliest_appointment` after an exponential time with mean `appointment_delay_months`. A kind has a
    seat with probability `seat_factor` times its affinity, at least `least_seat_probability`; the home
    always, and marketing or communications where it would sit alone.
    """

    name: str
    employees: Draw
    executive_tone: Draw
    age_months: Draw
    form_shares: Mapping[str, float]
    appointment_delay_months: float
    seat_factor: float
    least_seat_probability: float
    user_share: float
    home_shares: Mapping[str, float] = field(default_factory=lambda: PLANNERS)
    culture: Draw = lambda rng: float(np.clip(rng.lognormal(0.0, 0.25), 0.5, 2.0))
    earliest_appointment: float = 3.0
    within_department_share: Draw = lambda rng: rng.uniform(0.75, 0.95)


@dataclass(frozen=True)
class FirmDraw:
    """One firm of an ensemble; `age_months` since it started is when the survey of 2010 found it."""

    scenario: Scenario
    uses_social_media: bool
    age_months: int

    def survey_month(self, year: int) -> int:
        """Return the month whose records a survey of 2010 or 2013 sees. Raises: KeyError."""
        return self.age_months + SURVEY_DELAYS[year]


GENERAL_FIRMS = Ensemble(
    name="general",
    employees=lambda rng: float(np.clip(rng.lognormal(np.log(300.0), 0.9), 60, 1500)),
    executive_tone=lambda rng: rng.beta(2.0, 3.5),
    age_months=lambda rng: float(np.clip(rng.gamma(1.6, 15.0), 1, 84)),
    form_shares={
        "grassroots": 0.12,
        "intern": 0.10,
        "lone_manager": 0.36,
        "manager_with_aide": 0.10,
        "task_force": 0.14,
        "group_head": 0.10,
        "dandelion": 0.06,
        "holistic": 0.02,
    },
    appointment_delay_months=20.0,
    seat_factor=1.0,
    least_seat_probability=0.10,
    user_share=0.78,
)
LARGE_FIRMS = Ensemble(
    name="large",
    employees=lambda rng: rng.uniform(800, 1500),
    executive_tone=lambda rng: rng.beta(2.5, 2.5),
    age_months=lambda rng: rng.uniform(40, 85),
    form_shares={
        "grassroots": 0.095,
        "lone_manager": 0.15,
        "manager_with_aide": 0.145,
        "task_force": 0.18,
        "group_head": 0.17,
        "dandelion": 0.236,
        "holistic": 0.024,
    },
    appointment_delay_months=14.0,
    seat_factor=1.6,
    least_seat_probability=0.20,
    user_share=1.0,
)
ENSEMBLES = {ensemble.name: ensemble for ensemble in (GENERAL_FIRMS, LARGE_FIRMS)}


def sample_firm(
    ensemble: Ensemble | str,
    seed: int,
    index: int,
    *,
    base: Scenario | None = None,
    horizon_months: int | None = None,
) -> FirmDraw:
    """Return firm number `index` of an ensemble (an Ensemble, or the name of one in ENSEMBLES).

    A function of the seed, the ensemble's name and the index alone: another firm, or another delay in the
    ensemble, moves no luck. `base` gives every value the ensemble does not draw. The horizon reaches the
    survey of 2013 unless `horizon_months` asks for more. Raises: ScenarioError.
    """
    population = _ensemble(ensemble)
    rng = _generator(population.name, seed, index)
    world = base if base is not None else _default_world()
    employees = _half_up(population.employees(rng))
    executive_tone = population.executive_tone(rng)
    consumer_exposure = CONSUMER_EXPOSURES[int(rng.integers(len(CONSUMER_EXPOSURES)))]
    within_department_share = population.within_department_share(rng)
    uses_social_media = bool(rng.random() < population.user_share)
    age_months = _half_up(population.age_months(rng))
    delay = population.earliest_appointment + population.appointment_delay_months * rng.exponential()
    form = _drawn(population.form_shares, rng.random())
    # seats are drawn for every firm, so that another mix of forms leaves later draws alone
    seats = rng.random(len(DepartmentKind))
    home = _drawn(population.home_shares, rng.random())
    members = _members(population, world, home, seats)
    scenario = with_values(
        world,
        {
            "horizon_months": _horizon(age_months, horizon_months),
            "appointment_month": min(_half_up(delay), LONGEST_HORIZON),
            "firm.employees": employees,
            "firm.home": home,
            "firm.culture": population.culture(rng),
            "firm.within_department_share": within_department_share,
            "levers.executive_tone": executive_tone,
            "levers.form": form,
            "levers.members": members if form in world.forms.seated else [],
            "public.consumer_exposure": consumer_exposure,
        },
        name=f"{population.name}-firm-{index}",
    )
    return FirmDraw(scenario, uses_social_media, age_months)


@cache
def _default_world() -> Scenario:
    return Scenario()


def _ensemble(ensemble: Ensemble | str) -> Ensemble:
    if isinstance(ensemble, Ensemble):
        return ensemble
    if ensemble not in ENSEMBLES:
        raise ScenarioError(
            f"There is no ensemble '{ensemble}'{nearest(ensemble, ENSEMBLES)}: name one of "
            f"{', '.join(ENSEMBLES)}."
        )
    return ENSEMBLES[ensemble]


def _generator(name: str, seed: int, index: int) -> np.random.Generator:
    if seed < 0 or index < 0:
        raise ScenarioError(f"Firm {index} of seed {seed} cannot be drawn: both must be 0 or more.")
    key = np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()), index))
    return np.random.Generator(np.random.Philox(key))


def _half_up(value: float) -> int:
    return int(np.floor(value + 0.5))


def _drawn(shares: Mapping[str, float], uniform_number: float) -> str:
    reached = np.cumsum(list(shares.values()))
    place = int(np.searchsorted(reached, uniform_number * reached[-1], side="right"))
    return list(shares)[place]


def _members(
    ensemble: Ensemble, world: Scenario, home: str, uniform_numbers: NDArray[np.float64]
) -> list[str]:
    kinds = DepartmentKind.keys()
    departments = world.parameters.departments
    affinities = np.array([getattr(departments, kind).affinity for kind in kinds])
    probabilities = np.maximum(ensemble.seat_factor * affinities, ensemble.least_seat_probability)
    drawn = [
        kind
        for kind, number, probability in zip(kinds, uniform_numbers, probabilities, strict=True)
        if number < probability or kind == home
    ]
    if len(drawn) < len(LEAST_MEMBERS):
        drawn += [kind for kind in LEAST_MEMBERS if kind not in drawn][:1]
    return drawn


def _horizon(age_months: int, asked: int | None) -> int:
    needed = age_months + max(SURVEY_DELAYS.values()) + 1
    if asked is not None and asked < needed:
        raise ScenarioError(
            f"horizon_months is {asked}, but must be {needed} or more to reach the last survey of a firm "
            f"that is {age_months} months old."
        )
    return needed if asked is None else asked
