"""An organisation as a Mesa model: the engine's run, a month for each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from smsim.engine.inputs import OUTPUT_COLUMNS
from smsim.engine.records import RunRecords
from smsim.engine.simulation import Simulation
from smsim.errors import OrganisationError, ScenarioError
from smsim.model.agents import DepartmentAgent, EmployeeAgent
from smsim.model.reporting import (
    BATCH_GIVES_SEEDS,
    DEFAULT_OUTPUTS,
    batch_iteration,
    monthly_collector,
    require_known,
)
from smsim.organisation.formation import form_organisation
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, load_scenario, run_inputs, with_values

DEFAULT_SCENARIO = "lone-manager"
SEEDS = 2**63


class OrganisationModel(mesa.Model):  # type: ignore[misc]
    """One organisation under one scenario, for Mesa's tools: stepping, agents, collecting, batches, apps.

    scenario : name of a preset, path of a .toml file, or a `Scenario`
    employees : people of the synthetic organisation, instead of the scenario's number
    organisation : an `Organisation`, or the folder of a real one, instead of a synthetic one
    months : horizon, instead of the scenario's
    seed, rng : luck, a whole number; `rng` may be a NumPy generator too; fresh luck without either.
        `model.seed` is the number in use.
    replication : another run with the same seed, counted from 0; without it 0, or in a batch of Mesa's the
        iteration
    outputs : monthly outputs the data collector keeps
    agent_reporters : properties of agents it keeps
    kwargs : any other value of the scenario, its dots written as two underscores:
        ``levers__executive_tone=0.3``; Mesa's page knows further values by this name only

    The run is the same to the bit as the engine's own for the same scenario, organisation, seed and
    replication, whatever is done with the agents: they are views, made when first asked for.

    Raises: ScenarioError, OrganisationError.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = DEFAULT_SCENARIO,
        employees: int | None = None,
        organisation: Organisation | str | Path | None = None,
        months: int | None = None,
        seed: int | None = None,
        rng: Any = None,
        replication: int | None = None,
        outputs: Iterable[str] = DEFAULT_OUTPUTS,
        agent_reporters: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        if seed is not None and rng is not None:
            raise ScenarioError("Give a seed or an rng, not both.")
        luck = _plain(seed if rng is None else rng)
        try:
            super().__init__(rng=luck)
        except (TypeError, ValueError):
            raise ScenarioError(
                f"The seed is {luck!r}, but must be a whole number from 0, or for rng a NumPy generator."
            ) from None
        self.seed = luck if isinstance(luck, int) else int(self.rng.integers(SEEDS))
        is_fixed = isinstance(luck, int) and (seed is None or not BATCH_GIVES_SEEDS)
        replication = _replication(_plain(replication), batch_iteration() if is_fixed else 0)
        given = load_organisation(organisation) if isinstance(organisation, str | Path) else organisation
        self.world = _world(scenario, employees, given, months, kwargs)
        if given is None:
            firm, departments = self.world.firm, self.world.parameters.departments
            given = form_organisation(firm, departments, self.seed, replication)
        self.simulation = Simulation(run_inputs(self.world), given, self.seed, replication)
        self.datacollector = monthly_collector(outputs, agent_reporters)
        self._departments: list[DepartmentAgent] = []
        self._employees: list[EmployeeAgent] = []
        self._agent_numbers = count(1)

    def step(self) -> None:
        """Go on by a month; at the horizon `running` becomes False, and further steps change nothing."""
        if not self.simulation.is_over:
            self.simulation.advance()
            self.datacollector.collect(self)
        self.running = not self.simulation.is_over

    @property
    def last_month(self) -> int:
        """Number of the last month lived through, counted from 0; -1 before the first."""
        return self.simulation.month - 1

    @property
    def records(self) -> RunRecords:
        """All months so far, as the engine records them."""
        return self.simulation.records()

    def output(self, name: str) -> float:
        """Return a monthly output of the last month; not a number before the first, or where missing.

        Raises: ScenarioError for an unknown name.
        """
        require_known(name, OUTPUT_COLUMNS, "monthly output")
        if self.last_month < 0:
            return np.nan
        return float(self.simulation.state.records.monthly_values[self.last_month, OUTPUT_COLUMNS[name]])

    @property
    def departments(self) -> list[DepartmentAgent]:
        """The departments, in the order of rows."""
        self._make_agents()
        return self._departments

    @property
    def employees(self) -> list[EmployeeAgent]:
        """The employees, in the order of rows."""
        self._make_agents()
        return self._employees

    @property
    def agents(self) -> Any:
        """All agents, departments first, as Mesa's AgentSet."""
        self._make_agents()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Mesa's AgentSet of each class of agents."""
        self._make_agents()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents."""
        self._make_agents()
        return super().agent_types  # type: ignore[no-any-return]

    @property
    def scenario(self) -> None:
        """Not in use: `world` is the scenario.

        Mesa from 3.5 on keeps an object of its own here, which its app hands to the constructor at every
        reset, in the place of the scenario chosen; without one it hands over what was chosen.
        """
        return

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """Let Mesa's own object go."""

    def register_agent(self, agent: mesa.Agent) -> None:
        """Give an agent its number in this model; Mesa calls this for every new agent."""
        super().register_agent(agent)
        numbering = getattr(mesa.Agent, "_ids", None)
        if numbering is not None:
            # Mesa up to 3.3 counts in a table of its own, which would keep this model for ever
            numbering.pop(self, None)
            agent.unique_id = next(self._agent_numbers)

    def _make_agents(self) -> None:
        """Make the views, once."""
        if not self._employees:
            organisation = self.simulation.organisation
            self._departments = [DepartmentAgent(self, row) for row in range(organisation.departments)]
            self._employees = [EmployeeAgent(self, row) for row in range(organisation.employees)]


def _replication(given: int | None, iteration: int) -> int:
    """Return which run with a seed this is: no iteration of a batch repeats another one in silence.

    Raises: ScenarioError, where a batch repeats a replication that is given.
    """
    if given is not None and iteration:
        raise ScenarioError(
            f"The iterations of a batch would repeat replication {given} with the same luck: give a range of "
            "replications, or iterations, not both."
        )
    return iteration if given is None else given


def _world(
    scenario: str | Path | Scenario,
    employees: int | None,
    organisation: Organisation | None,
    months: int | None,
    values: Mapping[str, Any],
) -> Scenario:
    """Return the scenario with everything that replaces a value of it.

    Raises: ScenarioError; OrganisationError if a number of people is given beside the people.
    """
    if organisation is not None and employees is not None:
        raise OrganisationError("The people are given by the organisation; employees is for a synthetic one.")
    world = load_scenario(scenario)
    replaced = {name.replace("__", "."): value for name, value in values.items()}
    people = employees if organisation is None else organisation.employees
    if people is not None:
        replaced["firm.employees"] = people
    if months is not None:
        replaced["horizon_months"] = months
    plain = {name: _plain(value) for name, value in replaced.items()}
    return with_values(world, plain) if plain else world


def _plain(value: Any) -> Any:
    """Return a number of NumPy's, as sweeps have them, as one of Python's."""
    return value.item() if isinstance(value, np.generic) else value
