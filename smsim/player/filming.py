"""Runs seen month by month: what becomes the frames of the player."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.explanation.causes import Cause, cause_of
from smsim.analysis.explanation.explanation import Explanation, explain, next_level_words
from smsim.analysis.explanation.fact_readings import audit_values, fact_readings
from smsim.engine.inputs import RunInputs
from smsim.engine.simulation import Simulation
from smsim.errors import OrganisationError
from smsim.experiments.apart import one_firm_file
from smsim.experiments.comparing import RunPlan
from smsim.indicators import FACTS, SCORED_INDICATORS
from smsim.maturity.reading import read_audit
from smsim.organisation.formation import form_organisation
from smsim.organisation.organisation import Organisation
from smsim.player import frames
from smsim.player.news import MonthSeen, month_news
from smsim.player.rearrangement import rearrangement_document
from smsim.scenarios import Scenario, differences, run_inputs
from smsim.vocabulary import DepartmentKind


class Camera:
    """One run, told as frames, a month at a time.

    `workforce` is that of an earlier camera on the same people: making it anew takes longer than all months.
    """

    def __init__(
        self,
        scenario: Scenario,
        inputs: RunInputs,
        organisation: Organisation,
        seed: int,
        *,
        workforce: dict[str, Any] | None = None,
    ) -> None:
        self.scenario = scenario
        self.organisation = organisation
        self.simulation = Simulation(inputs, organisation, seed, record_people=True)
        self.start = frames.start_document(self.simulation.state.people, inputs.replaced_rules)
        self.workforce = workforce or frames.workforce_document(organisation, self.simulation.state)
        self._seats = np.zeros(len(DepartmentKind), dtype=np.bool_)
        self._events_told = 0

    @property
    def is_over(self) -> bool:
        """Whether the horizon is reached."""
        return self.simulation.is_over

    @property
    def month(self) -> int:
        """The month of the next frame."""
        return self.simulation.month

    @property
    def _operating_practice(self) -> float:
        """Practice from which a use case is part of the work."""
        return float(self.simulation.inputs.parameters["operating_practice"][0])

    def skip_to(self, month: int) -> None:
        """Go on without frames, so that the next one is that of `month`, as if all before were made.

        Raises: ValueError for a month whose frame has been passed.
        """
        if month < self.month:
            raise ValueError(f"month {month} is over: the next frame is that of month {self.month}")
        if month > self.month:
            self.simulation.advance(month - self.month)
            self._remember()

    def document(self, scenario: Scenario | None = None) -> dict[str, Any]:
        """Return what the player is told about the run besides its frames.

        `scenario` may be the same one under another name.
        """
        told = scenario or self.scenario
        return {
            "name": told.name,
            "title": told.title or told.name,
            "description": told.description,
            "home": int(self.simulation.state.firm[0].home),
            "start": self.start,
            "operating": round(100 * self._operating_practice),
        }

    def next_frame(self) -> dict[str, Any]:
        """Go on by a month and return its frame."""
        self.simulation.advance()
        records = self.simulation.records()
        month = self.simulation.month - 1
        monthly = records.monthly[month]
        changes = records.use_changes[month] if records.use_changes is not None else np.empty(0, np.int8)
        explanation = self._explain(month)
        forms = self.scenario.forms
        form = list(forms.rows)[int(monthly["form"])]
        news = month_news(self._seen(month, form, changes, explanation))
        state, rules = self.simulation.state, self.simulation.inputs.replaced_rules
        indicators = read_audit(records.monthly, month, self.scenario.audit).indicators
        return {
            "month": month,
            "level": explanation.level,
            "people": frames.digits(frames.people_states(state.people, rules)),
            **frames.changes_document(changes, state.people),
            "departments": frames.departments_document(self.simulation, self._blocks(month)),
            "indicators": frames.indicator_letters(indicators),
            "form": forms.in_charge(form),
            "led": forms.rows[form].has_lead,
            "lead": int(state.firm[0].lead),
            "staff": round(float(monthly["staff_fte"]), 1),
            "blockers": _blocker_words(explanation),
            "news": [[entry.kind, entry.words] for entry in news],
            "numbers": frames.chart_numbers(monthly),
            **rearrangement_document(self.organisation, state, self.simulation.living_organisation()),
        }

    def _seen(self, month: int, form: str, changes: NDArray[np.int8], explanation: Explanation) -> MonthSeen:
        """Gather what news are made of, and remember what the next month will be held against."""
        seats_before, events_told = self._seats, self._events_told
        self._remember()
        steps = explanation.steps
        return MonthSeen(
            month=month,
            scenario=self.scenario,
            department_names=self.simulation.organisation.department_names,
            person_names=self.workforce["people"]["names"],
            events=self.simulation.records().events[events_told:],
            changes=changes,
            form=form,
            seats=self._seats,
            seats_before=seats_before,
            has_lead=int(self.simulation.state.firm[0].lead) >= 0,
            crisis_weeks=int(self.simulation.records().monthly["crisis_weeks"][month]),
            step=steps[-1] if steps and steps[-1].month == month else None,
            has_own_ids=bool(self.organisation.imported_ids),
        )

    def _remember(self) -> None:
        """Keep of the month that has just ended what news of the next one are held against."""
        records = self.simulation.records()
        is_member = self.simulation.state.departments.is_member > 0
        self._seats = np.zeros(len(DepartmentKind), dtype=np.bool_)
        self._seats[self.simulation.organisation.department_kinds[is_member]] = True
        self._events_told = len(records.events)

    def _explain(self, month: int) -> Explanation:
        records, organisation = self.simulation.records(), self.simulation.organisation
        return explain(
            records.monthly,
            records.by_department,
            records.events,
            organisation,
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
        if department.practice[0] >= self._operating_practice:
            return None
        kind = DepartmentKind(int(organisation.department_kinds[row]))
        people = max(1, int(self.simulation.state.departments[row].employees))
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


def film(plan: RunPlan) -> dict[str, Any]:
    """Run replication 0 of every scenario of a plan and return the recording.

    Raises: OrganisationError if the scenarios do not have the same people.
    """
    return record(cameras_of(plan), seed=plan.request.seed, months=plan.scenarios[0].horizon_months)


def cameras_of(plan: RunPlan) -> list[Camera]:
    """Return a camera for replication 0 of every scenario of a plan.

    Raises: OrganisationError if the scenarios do not have the same people.
    """
    cameras = [
        Camera(scenario, plan.inputs[place], plan.organisation_of(place, 0), plan.request.seed)
        for place, scenario in enumerate(plan.scenarios)
    ]
    for camera in cameras[1:]:
        _require_same_people(cameras[0], camera, plan)
    return cameras


def record(cameras: Sequence[Camera], *, seed: int, months: int, last: int | None = None) -> dict[str, Any]:
    """Return the recording of runs of the same people, to the end of month `last` or of the horizon."""
    runs = []
    for camera in cameras:
        shots = []
        while not camera.is_over and (last is None or camera.month <= last):
            shots.append(camera.next_frame())
        runs.append({**camera.document(), "frames": shots})
    return frames.recording_document(cameras[0].workforce, runs, seed=seed, months=months)


def warm_up() -> None:
    """Have the rules compiled that frames are explained with, so that the first frame is as quick as any."""
    scenario = Scenario.model_validate({"horizon_months": 2, "appointment_month": 0})
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, 0, 0)
    camera = Camera(scenario, run_inputs(scenario), organisation, 0)
    while not camera.is_over:
        camera.next_frame()
    records = camera.simulation.records()
    month = records.monthly[-1]
    inputs = camera.simulation.inputs
    values = audit_values(month, inputs.parameters, organisation.employees)
    for indicator in SCORED_INDICATORS:
        fact_readings(indicator, values)
    for name in FACTS:
        cause_of(name, inputs, month, records.by_department[-1], organisation.department_kinds, 0)


def _require_same_people(first: Camera, second: Camera, plan: RunPlan) -> None:
    """Refuse runs in which nobody could be followed from one to the other. Raises: OrganisationError."""
    if first.workforce != second.workforce:
        one, other = first.scenario, second.scenario
        reasons = [words for words in differences(one, other) if words.startswith(("firm.", "departments."))]
        reason = f": {reasons[0].rstrip('.')}" if reasons else ""
        example = one_firm_file(plan.apart, plan.request.scenarios)
        way = "; put one on the firm of the other with a file of these lines" if example else ""
        error = OrganisationError(
            f"'{one.name}' and '{other.name}' do not have the same people, so they cannot be shown side by "
            f"side{reason}{way}."
        )
        error.example = example
        raise error
