"""What Mesa's data collector keeps of a model, month by month."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from functools import partial
from inspect import signature
from types import FrameType
from typing import Any

import mesa

from smsim.engine.inputs import OUTPUT_COLUMNS
from smsim.errors import ScenarioError, nearest
from smsim.model.agents import REPORTABLE

DEFAULT_OUTPUTS = (
    "level",
    "score",
    "active_share",
    "coordination_share",
    "trained_share",
    "workload_ratio",
    "sponsorship",
    "response_share",
    "incidents",
    "crises",
    "reputation",
    "net_value_keur",
)
"""Monthly outputs that are kept when nothing is asked for."""

BATCH_FUNCTION = ("mesa.batchrunner", "_model_run_func")
"""Where Mesa makes each model of a batch."""

BATCH_GIVES_SEEDS = "rng" in signature(mesa.batch_run).parameters
"""Whether a batch puts luck of its own into `seed`, as from Mesa 3.5 on."""


class MonthlyCollector(mesa.DataCollector):  # type: ignore[misc]
    """A data collector that is asked once at the end of each month."""

    def collect(self, model: mesa.Model) -> None:
        """Keep this month."""
        super().collect(model)
        if not hasattr(self, "_collection_steps") and model.steps in self._agent_records:
            # batch_run of Mesa 3.3 takes the model's k-th entry and the agents' entry of step k together
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)


def batch_iteration() -> int:
    """Return which iteration of ``mesa.batch_run`` makes a model now, 0 outside of one.

    Mesa tells a model nothing of it, so it is read where Mesa has it: in a variable of its own.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None and (frame.f_globals.get("__name__"), frame.f_code.co_name) != BATCH_FUNCTION:
        frame = frame.f_back
    return 0 if frame is None else int(frame.f_locals["iteration"])


def monthly_collector(outputs: Iterable[str], agent_reporters: Iterable[str]) -> MonthlyCollector:
    """Return a collector of the month's number, of monthly outputs and of properties of agents.

    A property that a kind of agent does not have is None for it. Raises: ScenarioError for a name that is
    no monthly output or no property of an agent.
    """
    by_name: dict[str, Any] = {"month": "last_month"}
    for output in outputs:
        require_known(output, OUTPUT_COLUMNS, "monthly output")
        by_name[output] = partial(_output, name=output)
    traits: dict[str, Any] = {}
    for trait in agent_reporters:
        require_known(trait, REPORTABLE, "property of an agent that can be kept")
        traits[trait] = partial(_trait, name=trait)
    return MonthlyCollector(model_reporters=by_name, agent_reporters=traits)


def require_known(name: str, known: Collection[str], meaning: str) -> None:
    """Raise a ScenarioError, naming the nearest, unless `name` is among the known ones."""
    if name not in known:
        raise ScenarioError(f"'{name}' is no {meaning}{nearest(name, known)}.")


def _output(model: mesa.Model, name: str) -> float:
    return float(model.output(name))


def _trait(agent: mesa.Agent, name: str) -> Any:
    return getattr(agent, name, None)
