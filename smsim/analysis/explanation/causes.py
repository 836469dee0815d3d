"""Why a fact the audit looks at is low: the limit or the missing step behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.dynamics.centre import done_share, measurement_ceiling
from smsim.dynamics.public import detection_share
from smsim.engine.inputs import RecordArray, RunInputs
from smsim.engine.rulebook import under_rules
from smsim.experiments.words import join_words
from smsim.governance.forms import in_force
from smsim.indicators import FACTS
from smsim.indicators.facts import ENDORSING_KINDS
from smsim.vocabulary import Artefact, DepartmentKind

NEAR_CEILING = 0.85
"""Part of its ceiling at which an artefact counts as capped: ageing keeps it from reaching it in full."""

LITTLE_FREE_TIME = 0.35
MOST_KINDS_TOLD = 3


class Limit(Enum):
    """What holds a fact back; {value} and {where} are filled in when it is told."""

    STRATEGIC_SKILL = "capped by the lead's strategic skill ({value})"
    EXECUTIVES = "capped by the executives' sponsorship ({value})"
    NOBODY_PLANS = "nobody is there who could write it"
    VACANT = "the lead's place is empty"
    NO_FREE_TIME = "the people in charge have {value} of the hours their work takes"
    LITTLE_TIME = "only {value} of the hours in charge are left for building"
    IN_WORK = "still being worked on"
    NOT_DISCOVERED = "{where} has not discovered its use case"
    NOT_APPROVED = "the use case of {where} is not approved"
    NO_CONTACT = "the people in charge hardly reach {where} ({value})"
    NO_BACKING = "the heads of {where} hardly stand behind it ({value})"
    TOO_FEW_USERS = "only {value} of {where} use it"
    HEADS_AWAY = "the heads of {where} hardly stand behind it"
    GROWING = "still growing in {where}"
    UNSEEN = "only {value} of complaints are seen"
    CARE_HOURS = "too few hours for answers in customer service"


@dataclass(frozen=True)
class Cause:
    """The limit behind a low fact, the value it has and the kind of department it concerns."""

    limit: Limit
    value: float = np.nan
    where: str = ""

    @property
    def words(self) -> str:
        """The cause as a part of a sentence."""
        is_ratio = self.limit in (Limit.NO_FREE_TIME, Limit.LITTLE_TIME, Limit.TOO_FEW_USERS, Limit.UNSEEN)
        value = f"{self.value:.0%}" if is_ratio else hundredths(self.value)
        return self.limit.value.format(value=value, where=self.where)


def hundredths(value: float) -> str:
    """Return a number from 0 to 1 as in tables of the model: ".38", "0" or "1"."""
    text = f"{value:.2f}"
    return {"0.00": "0", "1.00": "1"}.get(text, text.removeprefix("0"))


def cause_of(
    name: str,
    inputs: RunInputs,
    month: Any,
    departments: RecordArray,
    department_kinds: NDArray[np.int8],
    plan_row: int,
) -> Cause | None:
    """Return why the fact `name` is low in a month, None where nothing lies behind it.

    `month` is one monthly record, `departments` the department records of that month, `plan_row` the
    month's number. A lever that a rule moved is not seen, except for the governance form. Rules replaced
    in the run hold here too.
    """
    cause = under_rules(_cause, inputs.replaced_rules)
    return cause(name, inputs, month, departments, department_kinds, plan_row)


def _cause(
    name: str,
    inputs: RunInputs,
    month: Any,
    departments: RecordArray,
    department_kinds: NDArray[np.int8],
    plan_row: int,
) -> Cause | None:
    fact = FACTS[name]
    if fact.column == "practice_of":
        kind = DepartmentKind(fact.entry)
        return _practice_cause(kind, inputs, month, departments, department_kinds)
    if fact.column == "artefact":
        return _artefact_cause(Artefact(fact.entry), inputs, month, plan_row)
    if name == "standing_share":
        return _standing_cause(inputs, month, department_kinds)
    if name == "endorsement":
        return _heads_cause(inputs, month, department_kinds)
    if name == "lead_time":
        return _vacancy_cause(inputs, month)
    if name == "response_share":
        return _response_cause(inputs, month)
    if name == "done_share":
        return _workload_cause(month)
    return None


def _practice_cause(
    kind: DepartmentKind,
    inputs: RunInputs,
    month: Any,
    departments: RecordArray,
    department_kinds: NDArray[np.int8],
) -> Cause:
    science = inputs.parameters[0]
    of_kind = departments[np.asarray(department_kinds) == int(kind)]
    users = float(month["active_share_of"][kind])
    endorsement = float(month["endorsement_of"][kind])
    if not (of_kind["is_discovered"] > 0).any():
        return Cause(Limit.NOT_DISCOVERED, where=kind.title)
    if not (of_kind["is_approved"] > 0).any():
        return Cause(Limit.NOT_APPROVED, where=kind.title)
    if endorsement < float(science.coordinated_endorsement):
        # what comes from above cannot exceed the contact of a usual head
        contact = float(of_kind["contact"].max())
        return _backing_cause(kind, endorsement, contact, float(science.coordinated_endorsement))
    if users < float(science.practitioner_share):
        return Cause(Limit.TOO_FEW_USERS, users, kind.title)
    return Cause(Limit.GROWING, where=kind.title)


def _backing_cause(kind: DepartmentKind, endorsement: float, contact: float, enough: float) -> Cause:
    if contact < enough:
        return Cause(Limit.NO_CONTACT, contact, kind.title)
    return Cause(Limit.NO_BACKING, endorsement, kind.title)


def _heads_cause(inputs: RunInputs, month: Any, department_kinds: NDArray[np.int8]) -> Cause | None:
    """Marketing and communications coordinate if the heads of both stand behind it: the one who does less."""
    there = [kind for kind in ENDORSING_KINDS if kind in department_kinds]
    if not there:
        return None
    kind = min(there, key=lambda kind: float(month["endorsement_of"][kind]))
    enough = float(inputs.parameters[0].coordinated_endorsement)
    return _backing_cause(
        kind, float(month["endorsement_of"][kind]), float(month["contact_of"][kind]), enough
    )


def _standing_cause(inputs: RunInputs, month: Any, department_kinds: NDArray[np.int8]) -> Cause | None:
    """Other kinds of department stand behind it or not: those furthest from it, in the order of kinds."""
    enough = float(inputs.parameters[0].coordinated_endorsement)
    away = [
        kind
        for kind in DepartmentKind
        if kind != inputs.home and kind in department_kinds and month["endorsement_of"][kind] < enough
    ]
    if not away:
        return None
    furthest = sorted(away, key=lambda kind: float(month["endorsement_of"][kind]))[:MOST_KINDS_TOLD]
    titles = [kind.title for kind in sorted(furthest)]
    more = len(away) - len(furthest)
    return Cause(Limit.HEADS_AWAY, where=join_words([*titles, *([f"{more} more"] if more else [])]))


def _vacancy_cause(inputs: RunInputs, month: Any) -> Cause | None:
    has_place = inputs.forms[int(month["form"])].has_lead > 0.0
    return Cause(Limit.VACANT) if has_place and month["has_lead"] == 0.0 else None


def _artefact_cause(artefact: Artefact, inputs: RunInputs, month: Any, plan_row: int) -> Cause:
    value = float(month["artefact"][artefact])
    if not inputs.forms[int(month["form"])].makes_plans:
        return Cause(Limit.NOBODY_PLANS)
    ceiling, limit, of_limit = _ceiling(artefact, inputs, month, plan_row)
    if ceiling < 1.0 and NEAR_CEILING * ceiling <= value <= ceiling + 1e-9:
        return Cause(limit, of_limit)
    return _workload_cause(month) or Cause(Limit.IN_WORK)


def _ceiling(artefact: Artefact, inputs: RunInputs, month: Any, plan_row: int) -> tuple[float, Limit, float]:
    """Return the ceiling of an artefact in a month, what sets it, and the value of that."""
    form = int(month["form"])
    settings = inputs.forms[form]
    planned = inputs.plan[plan_row]
    # the skill of another form's lead is not that of the form a rule brought
    set_skill = float(planned.strategic_skill) if planned.form == form else np.nan
    skill = float(in_force(settings.has_lead > 0, set_skill, float(settings.strategic_skill)))
    if artefact is Artefact.GOALS:
        return skill, Limit.STRATEGIC_SKILL, skill
    if artefact is not Artefact.MEASUREMENT:
        return 1.0, Limit.IN_WORK, 1.0
    science = inputs.parameters[0]
    sponsorship = float(month["sponsorship"])
    numbers = float(science.measurement_ceiling_factor), float(science.unsponsored_measurement_share)
    ceiling = float(measurement_ceiling(skill, sponsorship, *numbers))
    if measurement_ceiling(1.0, sponsorship, *numbers) > measurement_ceiling(skill, 1.0, *numbers):
        return ceiling, Limit.STRATEGIC_SKILL, skill
    return ceiling, Limit.EXECUTIVES, sponsorship


def _workload_cause(month: Any) -> Cause | None:
    capacity, load = float(month["capacity_hours"]), float(month["load_hours"])
    if load > capacity:
        return Cause(Limit.NO_FREE_TIME, capacity / load)
    free = float(month["free_hours"])
    if free < LITTLE_FREE_TIME * capacity:
        return Cause(Limit.LITTLE_TIME, free / capacity)
    return None


def _response_cause(inputs: RunInputs, month: Any) -> Cause:
    """Answers need complaints that are seen and hours to answer them: the scarcer of the two."""
    science = inputs.parameters[0]
    done = done_share(
        float(month["capacity_hours"]), float(month["load_hours"]), float(science.workable_share)
    )
    seen = float(
        detection_share(
            float(month["artefact"][Artefact.LISTENING]),
            done,
            float(science.unseen_detection),
            float(science.highest_detection),
            float(science.least_coverage),
        )
    )
    answered_of_seen = float(month["response_share"]) / seen if seen > 0 else 0.0
    if answered_of_seen < seen:
        return Cause(Limit.CARE_HOURS)
    return Cause(Limit.UNSEEN, seen)
