"""Sets up every scenario once before anything is run, so that what can never run is told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from smsim.engine.inputs import RunInputs
from smsim.engine.simulation import Simulation
from smsim.errors import ExperimentError
from smsim.experiments.experiment import build_point
from smsim.experiments.running.failures import failure_of
from smsim.experiments.words import join_words
from smsim.organisation.organisation import Organisation
from smsim.scenarios import run_inputs
from smsim.scenarios.loading import lower_first

if TYPE_CHECKING:
    from smsim.experiments.comparing import RunPlan
    from smsim.experiments.running.schedule import Schedule

POINTS_TRIED = 50
"""Design points of a scenario, spread over the design, that are tried until one can be set up."""


def require_runnable(schedule: Schedule) -> None:
    """Refuse an experiment in which a scenario cannot be set up at any of the points that are tried.

    A scenario that contradicts some settings of the factors and not others is left to the runs.

    Raises: ExperimentError, naming all such scenarios and why.
    """
    experiment = schedule.experiment

    def set_up(number: int) -> None:
        scenario = build_point(experiment.point(number))
        _set_up(run_inputs(scenario), schedule.people.first_organisation(scenario, experiment.seed))

    causes: dict[str, str] = {}
    for scenario in experiment.scenarios:
        points = experiment.points_of(scenario.name)
        cause = _cause_everywhere(set_up, points)
        if cause is not None:
            causes[scenario.name] = cause
    _refuse(causes, experiment.document.get("organisation"))


def require_runnable_plan(plan: RunPlan) -> None:
    """Refuse a plan in which a scenario cannot be set up.

    Raises: ExperimentError, naming all such scenarios and why.
    """

    def set_up(place: int) -> None:
        _set_up(plan.inputs[place], plan.organisation_of(place, 0))

    causes = {
        scenario.name: cause
        for place, scenario in enumerate(plan.scenarios)
        if (cause := _cause_everywhere(set_up, [place])) is not None
    }
    _refuse(causes, plan.request.organisation)


def _set_up(inputs: RunInputs, organisation: Organisation) -> None:
    """Prepare a run and look for everybody who is to be moved in it; no month is run."""
    simulation = Simulation(inputs, organisation, 0)
    for rearrangement in inputs.rearrangements:
        simulation.rearrange(rearrangement)


def _cause_everywhere(set_up: Callable[[int], None], points: Sequence[int]) -> str | None:
    """Return why the first of some points cannot be set up, None if another one can."""
    first = None
    tried = np.linspace(0, len(points) - 1, min(len(points), POINTS_TRIED)).round().astype(int)
    for place in np.unique(tried).tolist():
        try:
            set_up(points[place])
        except Exception as error:
            first = first or failure_of(error).sentence
        else:
            return None
    return first


def _refuse(causes: Mapping[str, str], organisation: object) -> None:
    if not causes:
        return
    where = "" if organisation is None else f" with the organisation in '{organisation}'"
    names: dict[str, list[str]] = {}
    for name, cause in causes.items():
        names.setdefault(lower_first(cause).removesuffix("."), []).append(f"'{name}'")
    told = (f"{join_words(named)} cannot be run{where}: {cause}" for cause, named in names.items())
    raise ExperimentError("; ".join(told) + ".")
