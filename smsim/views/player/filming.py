"""Runs seen month by month: what becomes the frames of the player."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.causes import Cause, cause_of
from smsim.analysis.explanation import Explanation, explain, next_level_words
from smsim.engine.inputs import RunInputs
from smsim.engine.simulation import Simulation
from smsim.errors import OrganisationError
from smsim.experiments.comparing import Plan
from smsim.maturity.facts import OPERATING_PRACTICE
from smsim.maturity.reading import read_audit
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, differences
from smsim.views.player import frames
from smsim.views.player.news import MonthSeen, form_words, month_news
from smsim.vocabulary import DepartmentKind, GovernanceForm


class Camera:
    """One run, told as frames, a month at a time."""

    def __init__(self, scenario: Scenario, inputs: RunInputs, organisation: Organisation, seed: int) -> None:
        self.scenario = scenario
        self.simulation = Simulation(inputs, organisation, seed, record_people=True)
        self.start = frames.start_document(self.simulation.state.people)
        self.cast = frames.cast_document(organisation, self.simulation.state)
        self._seats = np.zeros(len(DepartmentKind), dtype=np.bool_)
        self._had_lead = False
        self._events_told = 0

    @property
    def is_over(self) -> bool:
        """Whether the horizon is reached."""
        return self.simulation.is_over

    def document(self) -> dict[str, Any]:
        """Return what the player is told about the run besides its frames."""
        return {
            "name": self.scenario.name,
            "title": self.scenario.title or self.scenario.name,
            "description": self.scenario.description,
            "home": int(self.simulation.state.firm[0].home),
            "start": self.start,
        }

    def next_frame(self) -> dict[str, Any]:
        """Go on by a month and return its frame."""
        self.simulation.advance()
        records = self.simulation.records()
        month = self.simulation.month - 1
        monthly = records.monthly[month]
        changes = records.use_changes[month] if records.use_changes is not None else np.empty(0, np.int8)
        explanation = self._explain(month)
        form = GovernanceForm(int(monthly["form"]))
        news = month_news(self._seen(month, form, changes, explanation))
        state = self.simulation.state
        indicators = read_audit(records.monthly, month, self.scenario.audit).indicators
        return {
            "month": month,
            "level": explanation.level,
            "people": frames.digits(frames.people_states(state.people)),
            **frames.changes_document(changes, state.people),
            "departments": frames.departments_document(self.simulation, self._blocks(month)),
            "indicators": frames.indicator_letters(indicators),
            "form": form_words(form),
            "lead": bool(monthly["has_lead"]),
            "staff": round(float(monthly["staff_fte"]), 1),
            "blockers": _blocker_words(explanation),
            "news": [[entry.kind, entry.words] for entry in news],
            "numbers": frames.chart_numbers(monthly),
        }

    def _seen(
        self, month: int, form: GovernanceForm, changes: NDArray[np.int8], explanation: Explanation
    ) -> MonthSeen:
        """Gather what news are made of, and remember what the next month will be held against."""
        records = self.simulation.records()
        is_member = self.simulation.state.departments.is_member > 0
        seats = np.zeros_like(self._seats)
        seats[self.simulation.organisation.department_kinds[is_member]] = True
        has_lead = bool(records.monthly["has_lead"][month])
        steps = explanation.steps
        seen = MonthSeen(
            month=month,
            scenario=self.scenario,
            department_names=self.simulation.organisation.department_names,
            events=records.events[self._events_told :],
            changes=changes,
            form=form,
            seats=seats,
            seats_before=self._seats,
            has_lead=has_lead,
            had_lead=self._had_lead,
            step=steps[-1] if steps and steps[-1].month == month else None,
        )
        self._seats, self._had_lead, self._events_told = seats, has_lead, len(records.events)
        return seen

    def _explain(self, month: int) -> Explanation:
        records, organisation = self.simulation.records(), self.simulation.organisation
        return explain(
            records.monthly,
            records.by_department,
            organisation.department_kinds,
            self.simulation.inputs,
            self.scenario.audit,
            scenario=self.scenario.name,
            month=month,
        )

    def _blocks(self, month: int) -> list[str]:
        """Return what holds back the use case of each department, "" where it is part of the work."""
        causes = (self._block(month, row) for row in range(self.simulation.organisation.departments))
        return [cause.words if cause is not None else "" for cause in causes]

    def _block(self, month: int, row: int) -> Cause | None:
        records, organisation = self.simulation.records(), self.simulation.organisation
        department = records.by_department[month, row : row + 1]
        if department.practice[0] >= OPERATING_PRACTICE:
            return None
        kind = DepartmentKind(int(organisation.department_kinds[row]))
        people = max(1, int(organisation.department_sizes[row]))
        # the rule asks for the kind; a department alone is judged as if it were all of its kind
        own = {
            "active_share_of": {kind: float(department.active_employees[0]) / people},
            "endorsement_of": {kind: float(department.endorsement[0])},
        }
        return cause_of(
            f"practice_{kind.key}",
            self.simulation.inputs,
            own,
            department,
            organisation.department_kinds[row : row + 1],
            month,
        )


def _blocker_words(explanation: Explanation) -> list[str]:
    """Return what the next level needs, a sentence without full stop each; nothing at the highest."""
    if explanation.next_level is None:
        return []
    needs = list(next_level_words(explanation.next_level))
    return [*needs, *(blocker.words for blocker in explanation.blockers)]


def film(plan: Plan) -> dict[str, Any]:
    """Run replication 0 of every scenario of a plan and return the recording.

    Raises: OrganisationError if the scenarios do not have the same people.
    """
    cameras = [
        Camera(scenario, plan.inputs[place], plan.organisation_of(place, 0), plan.request.seed)
        for place, scenario in enumerate(plan.scenarios)
    ]
    for camera in cameras[1:]:
        require_same_people(cameras[0], camera)
    runs = []
    for camera in cameras:
        shots = []
        while not camera.is_over:
            shots.append(camera.next_frame())
        runs.append({**camera.document(), "frames": shots})
    months = plan.scenarios[0].horizon_months
    return frames.recording_document(cameras[0].cast, runs, seed=plan.request.seed, months=months)


def require_same_people(first: Camera, second: Camera) -> None:
    """Refuse runs in which nobody could be followed from one to the other. Raises: OrganisationError."""
    if first.cast != second.cast:
        one, other = first.scenario, second.scenario
        reasons = [words for words in differences(one, other) if words.startswith(("firm.", "departments."))]
        reason = f": {reasons[0].rstrip('.')}" if reasons else ""
        raise OrganisationError(
            f"'{one.name}' and '{other.name}' do not have the same people, so they cannot be shown side by "
            f"side{reason}."
        )
