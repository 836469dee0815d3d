"""Runs one scenario, or several under equal luck: from names and files to batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from smsim.engine.inputs import RunInputs
from smsim.engine.outputs import DEPARTMENT_DTYPE, MONTHLY_DTYPE
from smsim.engine.records import RunRecords
from smsim.engine.simulation import Simulation
from smsim.errors import OrganisationError, ScenarioError, nearest
from smsim.experiments.apart import Apart, apart_words, besides_governance, require_one_horizon
from smsim.experiments.assumptions import Assumptions, assumptions_of
from smsim.experiments.batch import Batch, run_batch
from smsim.experiments.experiment import fitted_scenario
from smsim.organisation.formation import form_organisation
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, load_scenario, remarks, run_inputs
from smsim.scenarios.loading import ScenarioSource
from smsim.vocabulary import DepartmentKind

MOST_GIGABYTES = 16
"""Of records, all of which are kept in memory until they are summarised."""


@dataclass(frozen=True)
class Request:
    """What is to be run: scenarios by name, file or as they are, how often, with which people and luck.

    `months` replaces the scenarios' horizon. `organisation` is a folder of a real organisation, which
    `kinds` and `mutual_only` say how to read; without it every replication forms its own synthetic one,
    or with `same_organisation` all share the first. `baseline` is the scenario the others are held
    against, by default the first.
    """

    scenarios: tuple[ScenarioSource, ...]
    replications: int
    seed: int
    workers: int
    months: int | None = None
    organisation: Path | None = None
    kinds: Path | None = None
    mutual_only: bool = False
    same_organisation: bool = False
    baseline: str | None = None


@dataclass(frozen=True, eq=False)
class RunPlan:
    """A request whose scenarios and people have been read and found sound; nothing has run yet.

    `imported` is the real organisation, None for synthetic ones; `remarks` is what a reader should know;
    `apart` is what the scenarios differ in besides governance.
    """

    request: Request
    scenarios: tuple[Scenario, ...]
    inputs: tuple[RunInputs, ...]
    baseline: str
    imported: Organisation | None
    remarks: tuple[str, ...]
    apart: tuple[Apart, ...] = ()

    @property
    def assumptions(self) -> Assumptions:
        """The numbers of the model, all of them held."""
        return assumptions_of(self.scenarios, (), has_real_people=self.imported is not None)

    @property
    def runs(self) -> int:
        """Number of runs of all scenarios together."""
        return len(self.scenarios) * self.request.replications

    @property
    def told(self) -> tuple[str, ...]:
        """The remarks, and what must be known before scenarios side by side are looked at."""
        words = apart_words(self.apart)
        return (*self.remarks, words) if words else self.remarks

    def organisation_of(self, place: int, replication: int) -> Organisation:
        """Return the organisation of one run of the scenario at `place`."""
        if self.imported is not None:
            return self.imported
        scenario = self.scenarios[place]
        formed = 0 if self.request.same_organisation else replication
        return form_organisation(scenario.firm, scenario.parameters.departments, self.request.seed, formed)


@dataclass(frozen=True, eq=False)
class Comparison:
    """The batches of all scenarios of a plan, in the same order."""

    plan: RunPlan
    batches: tuple[Batch, ...]


@dataclass(frozen=True, eq=False)
class ObservedRun:
    """One run seen person by person: its records, and who was a user before month 0 and at the end."""

    records: RunRecords
    is_active_at_start: NDArray[np.bool_]
    is_active_at_end: NDArray[np.bool_]


def plan_runs(request: Request) -> RunPlan:
    """Read and check everything a request names.

    Raises: ScenarioError or OrganisationError, one sentence about the first thing that is wrong.
    """
    imported = _load_organisation(request)
    scenarios = tuple(
        fitted_scenario(load_scenario(name), request.months, imported) for name in request.scenarios
    )
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"Two scenarios are called '{name}'; give one of the files another name.")
    baseline = request.baseline or names[0]
    if baseline not in names:
        raise ScenarioError(
            f"The baseline '{baseline}' is not among the scenarios{nearest(baseline, names)}: "
            f"they are {', '.join(names)}."
        )
    require_one_horizon(scenarios)
    _require_room(request, scenarios, imported)
    return RunPlan(
        request=request,
        scenarios=scenarios,
        inputs=tuple(run_inputs(scenario) for scenario in scenarios),
        baseline=baseline,
        imported=imported,
        remarks=_remarks(scenarios, imported),
        apart=besides_governance(scenarios, has_real_people=imported is not None),
    )


def _require_room(request: Request, scenarios: Sequence[Scenario], imported: Organisation | None) -> None:
    """Refuse more records than memory holds. Raises: ScenarioError."""
    departments = len(DepartmentKind) if imported is None else imported.departments
    months = len(scenarios) * scenarios[0].horizon_months
    month_bytes = MONTHLY_DTYPE.itemsize + departments * DEPARTMENT_DTYPE.itemsize
    gigabytes = request.replications * months * month_bytes / 1e9
    if gigabytes > MOST_GIGABYTES:
        raise ScenarioError(
            f"{request.replications:,} replications of {months:,} months with {departments:,} departments "
            f"take {gigabytes:,.0f} GB of memory, but at most {MOST_GIGABYTES} are allowed: ask for fewer or "
            "for an experiment, which keeps runs on disk."
        )


def _load_organisation(request: Request) -> Organisation | None:
    if request.organisation is None:
        if request.kinds is not None or request.mutual_only:
            raise OrganisationError(
                "--kinds and --mutual-only say how a real organisation is read; name its folder with "
                "--organisation."
            )
        return None
    return load_organisation(request.organisation, kinds_file=request.kinds, mutual_only=request.mutual_only)


def _remarks(scenarios: Sequence[Scenario], imported: Organisation | None) -> tuple[str, ...]:
    found: dict[str, None] = dict.fromkeys(imported.notes) if imported else {}
    for scenario in scenarios:
        for remark in remarks(scenario):
            found[f"{scenario.name}: {remark}" if len(scenarios) > 1 else remark] = None
    return tuple(found)


def run_plan(plan: RunPlan, on_done: Callable[[str], None] | None = None) -> Comparison:
    """Run every scenario of a plan; replication r has the same dice in all of them.

    `on_done` is called with the scenario's name after each run.
    """
    return Comparison(plan, tuple(_run(plan, place, on_done) for place in range(len(plan.scenarios))))


def _run(plan: RunPlan, place: int, on_done: Callable[[str], None] | None) -> Batch:
    name = plan.scenarios[place].name
    return run_batch(
        plan.inputs[place],
        lambda replication: plan.organisation_of(place, replication),
        name=name,
        seed=plan.request.seed,
        replications=plan.request.replications,
        workers=plan.request.workers,
        on_done=None if on_done is None else lambda _: on_done(name),
    )


def observe_run(plan: RunPlan, place: int = 0, *, record_people: bool = False) -> ObservedRun:
    """Repeat replication 0 of the scenario at `place`, keeping who used social media.

    With `record_people` the records hold every change of use, which takes a byte per employee and month.
    """
    simulation = Simulation(
        plan.inputs[place], plan.organisation_of(place, 0), plan.request.seed, 0, record_people=record_people
    )
    before = simulation.state.people.is_active.copy()
    records = simulation.run()
    return ObservedRun(records, before, simulation.state.people.is_active.copy())
