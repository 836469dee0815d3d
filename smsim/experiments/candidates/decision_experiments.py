"""The experiments behind a decision: options that meet the same worlds, those of a firm like ours and others.

A decision rests on two experiments. In the first, what cannot be known is drawn from its declared range, and
the firm is ours. In the second, size, backing and the worth of success are drawn too: it shows where another
option would be best.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from smsim.experiments.assumptions import uncertain_numbers
from smsim.experiments.comparing import Request, RunPlan, plan_runs
from smsim.experiments.designs import Worlds
from smsim.experiments.designs.drawn import draw_names
from smsim.experiments.experiment import EMPLOYEES, Experiment, asking_for
from smsim.experiments.loading import load_experiment
from smsim.experiments.running.reading import run_table
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.store import RunStore
from smsim.experiments.words import join_words
from smsim.scenarios import Scenario, load_scenario
from smsim.scenarios.loading import ScenarioSource, is_path

TONE = "levers.executive_tone"
WORTH = "economics.value_unit_keur"
TIMES_SMALLER = 4.0
"""So many times smaller or larger are firms of the second experiment, and the worth of success."""

SMALLEST_FIRM, LARGEST_FIRM = 20, 2_000
"""The sizes for which the model's claims are made."""


@dataclass(frozen=True)
class Drawn:
    """A factor of which every world has its own setting, drawn between two limits."""

    name: str
    low: float
    high: float
    is_log: bool = False


@dataclass(frozen=True)
class DecisionRequest:
    """Which option, for which people, and how many worlds the options meet.

    Options and draws are files, or what such files hold. `measures` are those it asks about; registered ones
    are found of the runs only if they are among them.
    """

    options: tuple[ScenarioSource, ...]
    worlds: int
    replications: int
    seed: int
    months: int | None = None
    organisation: Path | None = None
    kinds: Path | None = None
    mutual_only: bool = False
    draws: Path | pd.DataFrame | None = None
    measures: tuple[str, ...] = ()


def uncertain_factors(
    scenarios: Sequence[Scenario], *, has_real_people: bool, drawn: Collection[str] = ()
) -> tuple[Drawn, ...]:
    """Return what cannot be known of any firm: every assumed number, but for those `drawn` otherwise.

    A number whose range has it in the middle in ratio is drawn evenly in logarithms, so that it is the
    median of the worlds.
    """
    return tuple(
        Drawn(entry.name, *entry.sensitivity, is_log=entry.is_range_in_ratio)
        for entry in uncertain_numbers(scenarios, has_real_people=has_real_people)
        if entry.sensitivity is not None and entry.name not in drawn
    )


def situation_factors(scenarios: Sequence[Scenario], *, has_real_people: bool) -> tuple[Drawn, ...]:
    """Return what differs from firm to firm: size (of synthetic firms), backing, the worth of success."""
    employees = [scenario.firm.employees for scenario in scenarios]
    worth = [scenario.economics.value_unit_keur for scenario in scenarios]
    size = Drawn(
        EMPLOYEES,
        max(SMALLEST_FIRM, round(min(employees) / TIMES_SMALLER)),
        max(*employees, min(LARGEST_FIRM, round(max(employees) * TIMES_SMALLER))),
        is_log=True,
    )
    backing = Drawn(TONE, 0.05, 0.95)
    value = Drawn(WORTH, min(worth) / TIMES_SMALLER, max(worth) * TIMES_SMALLER, is_log=True)
    return (backing, value) if has_real_people else (size, backing, value)


def worlds_document(request: DecisionRequest, factors: Sequence[Drawn], title: str) -> dict[str, Any]:
    """Return the tables of the experiment in which the options meet worlds that differ in `factors`."""
    document: dict[str, Any] = {
        "title": title,
        "scenarios": [_resolved(option) for option in request.options],
        "replications": request.replications,
        "seed": request.seed,
        "design": {"kind": Worlds.kind, "worlds": request.worlds},
        "factor": [_factor_table(factor) for factor in factors],
    }
    if request.months is not None:
        document["horizon_months"] = request.months
    if request.organisation is not None:
        document["organisation"] = str(request.organisation.resolve())
        if request.kinds is not None:
            document["kinds"] = str(request.kinds.resolve())
        document["mutual_only"] = request.mutual_only
    if request.draws is not None:
        document["design"]["draws"] = _given_draws(request.draws)
    return document


def _resolved(option: ScenarioSource) -> str | Scenario:
    """Return an option as an experiment names it, a file by where it really is."""
    if isinstance(option, Scenario):
        return option
    return str(Path(option).resolve()) if is_path(option) else str(option)


def _factor_table(factor: Drawn) -> dict[str, Any]:
    scale = {"scale": "log"} if factor.is_log else {}
    return {"name": factor.name, "low": factor.low, "high": factor.high, **scale}


def _given_draws(draws: Path | pd.DataFrame) -> str | pd.DataFrame:
    return str(draws.resolve()) if isinstance(draws, Path) else draws


def decision_experiment(request: DecisionRequest, factors: Sequence[Drawn], title: str) -> Experiment:
    """Return the experiment of `worlds_document`. Raises: ExperimentError."""
    experiment = load_experiment(worlds_document(request, factors, title), name="decision")
    return asking_for(experiment, request.measures) if request.measures else experiment


def own_worlds(request: DecisionRequest) -> Experiment:
    """Return the experiment in which the options meet all that cannot be known of the firm they are for.

    Raises: ExperimentError; ScenarioError for draws that cannot be used.
    """
    return decision_experiment(request, _uncertain(request), "The options in worlds of our own")


def other_situations(request: DecisionRequest, ours: Experiment) -> tuple[Experiment, tuple[str, ...]]:
    """Return the experiment in which the situation of the firm differs too, and the names of what that is.

    Raises: ExperimentError.
    """
    situation = situation_factors(ours.scenarios, has_real_people=request.organisation is not None)
    names = tuple(entry.name for entry in situation)
    unknown = tuple(entry for entry in _uncertain(request) if entry.name not in names)
    return decision_experiment(request, (*unknown, *situation), "The options in other situations"), names


def _uncertain(request: DecisionRequest) -> tuple[Drawn, ...]:
    drawn = () if request.draws is None else draw_names(_given_draws(request.draws), Path())
    scenarios = [load_scenario(option) for option in request.options]
    return uncertain_factors(scenarios, has_real_people=request.organisation is not None, drawn=drawn)


def world_table(schedule: Schedule, store: RunStore) -> pd.DataFrame:
    """Return every kept run with the world it belongs to: columns of `run_table`, and `world`."""
    table = run_table(schedule, store)
    table["world"] = [schedule.round_of(point, 0) for point in table["point"]]
    return table


def firm_words(experiment: Experiment, request: DecisionRequest) -> tuple[str, int]:
    """Return what firm a decision is for, as the end of a sentence, and its size in people."""
    if experiment.organisation is not None and request.organisation is not None:
        employees = int(experiment.organisation.employees)
        return f"the organisation in {request.organisation.name} ({employees:,} people)", employees
    sizes = sorted({scenario.firm.employees for scenario in experiment.scenarios})
    if len(sizes) > 1:
        return f"synthetic firms of {join_words(f'{size:,}' for size in sizes)} people", sizes[-1]
    return f"a synthetic firm of {sizes[0]:,} people", sizes[0]


def twin_plan(request: DecisionRequest, names: Sequence[str], one: str, other: str) -> RunPlan:
    """Return one run each of two options, as they are described, with the same people and luck.

    `names` are those of the options, in the order of the request.
    """
    asked = dict(zip(names, request.options, strict=True))
    return plan_runs(
        Request(
            scenarios=(asked[one], asked[other]),
            replications=1,
            seed=request.seed,
            workers=1,
            months=request.months,
            organisation=request.organisation,
            kinds=request.kinds,
            mutual_only=request.mutual_only,
        )
    )
