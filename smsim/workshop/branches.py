"""Lines of decisions: each a scenario, and all of them a tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from smsim.engine.inputs import RunInputs
from smsim.engine.simulation import Simulation
from smsim.errors import OrganisationError, WorkshopError
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, run_inputs, scenario_hash
from smsim.views.shortening import shorten
from smsim.workshop.room_decisions import RoomDecision, decided

LONGEST_NAME = 60
LONGEST_LABEL = 120


@dataclass(frozen=True, eq=False)
class Branch:
    """One line of decisions: an opening scenario, or its parent and what was decided at one month.

    `month` is the first that may differ from the parent's, 0 for an opening one. `scenario` has all
    decisions of the line in it; `organisation` is who works there.
    """

    id: str
    label: str
    scenario: Scenario
    organisation: Organisation
    parent: "Branch | None" = None
    month: int = 0
    steps: tuple[RoomDecision, ...] = field(default=())

    @cached_property
    def key(self) -> str:
        """The same for branches whose runs are the same."""
        return scenario_hash(self.scenario)

    @cached_property
    def inputs(self) -> RunInputs:
        """The scenario as the engine reads it."""
        return run_inputs(self.scenario)

    @property
    def line(self) -> Iterator["Branch"]:
        """The branch itself, its parent, and so on to an opening one."""
        branch: Branch | None = self
        while branch is not None:
            yield branch
            branch = branch.parent

    @property
    def root(self) -> "Branch":
        """The opening branch it goes back to."""
        return list(self.line)[-1]

    def owner(self, month: int) -> "Branch":
        """Return the branch of the line in which `month` first came about: later ones share it."""
        return next(branch for branch in self.line if branch.month <= month)

    @property
    def decisions(self) -> list[tuple[int, str]]:
        """All decisions of the line, the earliest first: month and words."""
        return [
            (branch.month, step.words(branch.organisation, branch.scenario.forms))
            for branch in reversed(list(self.line))
            for step in branch.steps
        ]


def rebuilt(
    parent: Branch,
    month: int,
    steps: tuple[RoomDecision, ...],
    own_id: str,
    label: str = "",
) -> Branch:
    """Return the branch of `parent` with some decisions at `month`, one after the other.

    Without a `label` the decisions are told. Raises: WorkshopError, if one of them cannot be taken.
    """
    scenario = parent.scenario
    for step in steps:
        scenario = decided(scenario, month, step, parent.organisation)
    _require_possible(scenario, parent.organisation)
    words = label or "; ".join(step.words(parent.organisation, scenario.forms) for step in steps)
    branch = Branch(own_id, words, scenario, parent.organisation, parent, month, steps)
    return named(branch, shorten(words, LONGEST_LABEL))


def _require_possible(scenario: Scenario, organisation: Organisation) -> None:
    """Refuse what cannot be done by hand to these people, at its month or later. Raises: WorkshopError."""
    if scenario.rearrangements:
        try:
            Simulation(run_inputs(scenario), organisation, seed=0).run()  # the luck does not matter here
        except OrganisationError as error:
            raise WorkshopError(str(error)) from None


def named(branch: Branch, label: str) -> Branch:
    """Return the branch under another label, from which its scenario has name and title.

    The id in the name keeps names apart, whatever other branches there are or once were.
    """
    opening = branch.root.scenario
    name = file_name(f"{opening.name} month {branch.month} {label}", branch.id)
    told = "; ".join(f"month {month}: {words}" for month, words in branch.decisions)
    scenario = branch.scenario.model_copy(
        update={
            "name": name,
            "title": f"{opening.title or opening.name}, then {label}",
            "description": f"Decided in a workshop. {told}.",
        }
    )
    return replace(branch, label=label, scenario=scenario)


def file_name(words: str, number: str = "") -> str:
    """Return a name for a file, 60 small letters, digits and hyphens at most; `number` comes last."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    ending = f"-{number}" if number else ""
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_NAME - len(ending)]
    return f"{slug.strip('-') or 'branch'}{ending}"
