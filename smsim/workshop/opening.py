"""What a workshop opens with: scenarios, people, luck and, if one is given, a lesson."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from smsim.compilation import model_version
from smsim.experiments.comparing import Request, RunPlan, plan_runs
from smsim.organisation.organisation import Organisation
from smsim.player.filming import cameras_of
from smsim.scenarios import remarks, run_inputs, scenario_hash, sharing_forms
from smsim.scenarios.identity import canonical_text, digest_of
from smsim.workshop.branches import Branch
from smsim.workshop.lessons import Lesson

OPENING_IDS = ("A", "B")


@dataclass(frozen=True, eq=False)
class Opening:
    """What was named on the command line."""

    plan: RunPlan
    lesson: Lesson | None = None

    @property
    def seed(self) -> int:
        """The luck of all branches."""
        return self.plan.request.seed

    @property
    def months(self) -> int:
        """Length of every branch."""
        return self.plan.scenarios[0].horizon_months

    @cached_property
    def organisation(self) -> Organisation:
        """The people of all branches."""
        return self.plan.organisation_of(0, 0)

    @cached_property
    def workforce(self) -> dict[str, Any]:
        """What the page is told of the people. Raises: OrganisationError, if scenarios have others."""
        return cameras_of(self.plan)[0].workforce

    def branches(self) -> list[Branch]:
        """Return the branches a session begins with: one for each scenario."""
        return [
            Branch(own_id, scenario.title or scenario.name, scenario, self.organisation)
            for own_id, scenario in zip(OPENING_IDS, self.plan.scenarios, strict=False)
        ]

    @cached_property
    def key(self) -> str:
        """32 hex digits that stand for all that a kept session takes for granted, but for the model."""
        opened = {
            "scenarios": [[scenario.name, scenario_hash(scenario)] for scenario in self.plan.scenarios],
            "people": _people_digest(self.organisation),
            "seed": self.seed,
            "lesson": self.lesson.name if self.lesson else "",
        }
        return digest_of(canonical_text(opened))

    @property
    def model(self) -> str:
        """The version of the model the branches run with."""
        return model_version()


def open_scenarios(request: Request) -> Opening:
    """Return the opening of scenarios named by a user.

    Raises: ScenarioError or OrganisationError, also where the scenarios have different people.
    """
    plan = plan_runs(request)
    scenarios = sharing_forms(*plan.scenarios)  # a room can choose the forms that either of them brings
    inputs = tuple(run_inputs(scenario) for scenario in scenarios)
    opening = Opening(replace(plan, scenarios=scenarios, inputs=inputs))
    opening.workforce  # noqa: B018 - worked out once, and refused now rather than in front of the room
    return opening


def open_lesson(lesson: Lesson) -> Opening:
    """Return the opening of a lesson: its scenarios and its luck. Raises: OrganisationError."""
    scenarios = lesson.scenarios
    names = tuple(scenario.name for scenario in scenarios)
    plan = RunPlan(
        request=Request(names, replications=1, seed=lesson.file.seed, workers=1, months=lesson.file.months),
        scenarios=scenarios,
        inputs=tuple(run_inputs(scenario) for scenario in scenarios),
        baseline=names[0],
        imported=None,
        remarks=tuple(remark for scenario in scenarios for remark in remarks(scenario)),
    )
    opening = Opening(plan, lesson)
    opening.workforce  # noqa: B018 - as above
    return opening


def _people_digest(people: Organisation) -> str:
    columns = (
        people.person_keys, people.department, people.department_kinds, people.manager, people.tie_targets,
        people.tie_weights,
    )  # fmt: skip
    return digest_of("".join(digest_of(column.tobytes().hex()) for column in columns))
