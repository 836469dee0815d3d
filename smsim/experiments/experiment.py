"""An experiment: scenarios that meet design points, how often, and what is wanted of the runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from smsim.experiments.designs import Design, DesignTable, Factor, Worlds
from smsim.experiments.stopping import StopRule
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, with_values
from smsim.scenarios.variations import varied

EMPLOYEES = "firm.employees"


@dataclass(frozen=True, eq=False)
class Point:
    """One scenario with the settings of one row of the design, by dotted name."""

    number: int
    scenario: Scenario
    settings: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Experiment:
    """Everything that decides which runs there are; nothing has run yet.

    `scenarios` are the policies: each meets every row of `table`, the drawn design. `replications` are of
    each point, at most so many with a `stop` rule. `organisation` is the real one, None for synthetic ones.
    `measures` are what is reported, `monthly` the outputs of which every month is kept. `document` holds
    the file's values, all defaults filled in, and what the scenarios and points come to, as plain words and
    numbers.
    """

    name: str
    title: str
    description: str
    scenarios: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    design: Design
    table: DesignTable
    replications: int
    seed: int
    organisation: Organisation | None
    same_organisation: bool
    measures: tuple[str, ...]
    monthly: tuple[str, ...]
    stop: StopRule | None
    document: dict[str, Any]

    @property
    def points(self) -> int:
        """Number of design points, each scenario counted."""
        return len(self.table) * self._scenarios_in_row

    @property
    def is_by_world(self) -> bool:
        """Whether every row is a world with dice of its own."""
        return isinstance(self.design, Worlds)

    @property
    def most_employees(self) -> int:
        """The largest firm among the points, in people."""
        sizes = [scenario.firm.employees for scenario in self.scenarios]
        sizes += [factor.at(1.0) for factor in self.factors if factor.name == EMPLOYEES and not factor.values]
        sizes += [size for factor in self.factors if factor.name == EMPLOYEES for size in factor.values]
        return max(sizes)

    @property
    def _scenarios_in_row(self) -> int:
        return len(self.scenarios) if self.table.scenarios is None else 1

    def point(self, number: int) -> Point:
        """Return a design point; those of one row are neighbours. Raises: IndexError."""
        if not 0 <= number < self.points:
            raise IndexError(f"design point {number} of {self.points}")
        row, place = divmod(number, self._scenarios_in_row)
        owner = self.table.scenario_of(row)
        scenario = self.scenarios[place] if owner is None else self._named(owner)
        return Point(number, scenario, self.table.settings_of(row))

    def points_of(self, scenario: str) -> Sequence[int]:
        """Return the numbers of the design points of the scenario with this name."""
        if self.table.scenarios is None:
            place = [entry.name for entry in self.scenarios].index(scenario)
            return range(place, self.points, self._scenarios_in_row)
        return [row for row, owner in enumerate(self.table.scenarios) if owner == scenario]

    def _named(self, name: str) -> Scenario:
        return next(scenario for scenario in self.scenarios if scenario.name == name)


def asking_for(experiment: Experiment, measures: Sequence[str]) -> Experiment:
    """Return an experiment that reports these measures; those registered are found of all its runs."""
    asked = tuple(dict.fromkeys(measures))
    outputs = {**experiment.document["outputs"], "measures": list(asked)}
    return replace(experiment, measures=asked, document={**experiment.document, "outputs": outputs})


def fitted_scenario(scenario: Scenario, months: int | None, organisation: Organisation | None) -> Scenario:
    """Return a scenario with the horizon and as many people as its runs have; None leaves its own.

    Raises: ScenarioError, if it has a date after the horizon.
    """
    values = {} if months is None else {"horizon_months": months}
    if organisation is not None:
        values[EMPLOYEES] = organisation.employees
    return with_values(scenario, values) if values else scenario


def build_point(point: Point) -> Scenario:
    """Return the world of a design point.

    Raises: ScenarioError, if its settings contradict each other or the scenario.
    """
    return varied(point.scenario, point.settings)
