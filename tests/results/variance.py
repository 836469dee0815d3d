"""How much form, firm, network, assumptions and luck each explain, in the two populations of firms.

The five are varied as groups. A base run and a second one share nothing; then each group in turn is taken
from the second run into the first. From these come the share that a group explains alone (main) and with
all it interacts with (total).

Source: Saltelli et al. (2010), Computer Physics Communications 181, 259-270; Jansen (1999).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.engine.simulation import Simulation
from smsim.experiments.designs.factors import Factor
from smsim.organisation.formation import form_organisation
from smsim.parameters import declarations
from smsim.parameters.declaration import half_to_double
from smsim.scenarios import load_scenario, run_inputs, sample_firm, with_values
from tests.documents.generate import table
from tests.patterns.running import first_month
from tests.results.cells import PLANNING
from tests.results.measuring import TEN_YEARS

GROUPS = ("form", "firm", "network", "assumptions", "luck")
MEASURES = ("months to level 3", "net value")
BASES = 400
RESAMPLES = 1_000
APPOINTED = 12

Floats = NDArray[np.float64]
Draw = tuple[int, ...]
"""One number for each group: which form, firm, network, assumptions and luck."""


@cache
def assumed_numbers() -> tuple[Factor, ...]:
    """Return every number with a range that is neither a fact of the firm nor a choice of governance."""
    return tuple(
        Factor(
            number.name,
            number.unit,
            low=number.sensitivity[0],
            high=number.sensitivity[1],
            scale="log" if half_to_double(number.default, number.bounds) == number.sensitivity else "linear",
            is_whole=isinstance(number.default, int),
        )
        for number in declarations()
        if number.sensitivity
        and number.name.split(".")[0] not in ("firm", "levers")
        and number.name != "public.consumer_exposure"
    )


def values_of(population: str, draw: Draw) -> dict[str, Any]:
    """Return what form, firm and assumptions set, by dotted names."""
    form, firm, _, assumptions, _ = draw
    drawn = sample_firm(population, 1, firm).scenario
    governed = load_scenario(list(PLANNING.values())[form % len(PLANNING)])
    members = governed.levers.members
    shares = np.random.default_rng([2, assumptions]).random(len(assumed_numbers()))
    assumed: Mapping[str, Any] = {
        number.name: number.at(share) for number, share in zip(assumed_numbers(), shares, strict=True)
    }
    return {
        **assumed,
        "horizon_months": TEN_YEARS,
        "appointment_month": APPOINTED,
        "firm": drawn.firm.model_dump(),
        "public.consumer_exposure": drawn.parameters.public.consumer_exposure,
        "levers.executive_tone": drawn.levers.executive_tone,
        "levers.form": governed.levers.form,
        "levers.members": list(dict.fromkeys((drawn.firm.home, *members))) if members else [],
    }


def outcome(population: str, draw: Draw) -> tuple[float, float]:
    """Return months to level 3, cut at ten years, and net value of the ten years in thousand euro."""
    _, _, network, _, luck = draw
    values = values_of(population, draw)
    firm = values.pop("firm")
    scenario = with_values(
        load_scenario("grassroots"), {**values, **{f"firm.{key}": value for key, value in firm.items()}}
    )
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, 3, network)
    monthly = Simulation(run_inputs(scenario), organisation, 4, luck).run().monthly
    months = min(float(first_month(monthly.level[None, :], 3)[0]), float(TEN_YEARS))
    return months, float(monthly.net_value_keur.sum())


def outcomes(population: str, bases: int = BASES) -> Floats:
    """Return what came out, shape (bases, 2 + groups, measures): first run, second run, mixed runs."""
    found = np.empty((bases, 2 + len(GROUPS), len(MEASURES)))
    for base in range(bases):
        first = tuple(2 * base for _ in GROUPS)
        second = tuple(2 * base + 1 for _ in GROUPS)
        mixed = [(*first[:group], second[group], *first[group + 1 :]) for group in range(len(GROUPS))]
        # forms are few: a number of their own, so that both runs meet all pairs of forms
        forms = np.random.default_rng([5, base]).integers(len(PLANNING), size=2)
        for place, draw in enumerate((first, second, *mixed)):
            form = forms[draw[0] - 2 * base]
            found[base, place] = outcome(population, (int(form), *draw[1:]))
    return found


def explained(found: Floats) -> Floats:
    """Return main and total share of each group, shape (2, groups), from runs of one measure."""
    first, second, mixed = found[:, 0], found[:, 1], found[:, 2:]
    variance = np.concatenate([first, second]).var()
    main = 1 - ((second[:, None] - mixed) ** 2).mean(axis=0) / (2 * variance)
    total = ((first[:, None] - mixed) ** 2).mean(axis=0) / (2 * variance)
    return np.stack([main, total])


def variance_table(bases: int = BASES) -> str:
    """Return the shares of both populations and measures with bootstrap intervals of 95 %."""
    rows = []
    rng = np.random.default_rng(6)
    for population in ("general", "large"):
        found = outcomes(population, bases)
        for place, measure in enumerate(MEASURES):
            values = found[..., place]
            shares = explained(values)
            resamples = rng.integers(bases, size=(RESAMPLES, bases))
            low, high = np.quantile(
                [explained(values[chosen]) for chosen in resamples], [0.025, 0.975], axis=0
            )
            rows += [
                [population, measure, group]
                + [
                    f"{shares[kind, of]:.2f} ({low[kind, of]:.2f} to {high[kind, of]:.2f})"
                    for kind in range(2)
                ]
                for of, group in enumerate(GROUPS)
            ]
    return table(("population", "measure", "varied", "alone", "with all it interacts with"), rows)
