"""Why a run is where it is: what moved each level, and what blocks the next one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from smsim.analysis.explanation.causes import Cause, Limit, cause_of, hundredths
from smsim.analysis.explanation.fact_readings import FactReading, audit_values, fact_readings
from smsim.analysis.explanation.in_charge import InCharge, in_charge_at, in_charge_words, reach_words
from smsim.analysis.explanation.setbacks import setbacks_before
from smsim.engine.inputs import RecordArray, RunInputs
from smsim.experiments.words import join_words
from smsim.indicators import FACTS
from smsim.maturity.reading import IndicatorReading, NextLevel, last_audit_month, read_audit
from smsim.organisation.organisation import Organisation
from smsim.parameters import Audit
from smsim.vocabulary import DepartmentKind

FEWEST_BLOCKERS = 3
PLACES_TOLD = ("lead_time", "ceo")
"""Facts that are present or not: telling their value would only repeat the score."""

OF_REACH = (Limit.NOT_DISCOVERED, Limit.NO_CONTACT, Limit.NO_BACKING)
"""Causes behind which stands whom the people in charge know in a department."""


@dataclass(frozen=True)
class LevelStep:
    """A change of the reported level, and the audit that brought it about.

    `month` is the month of the change, `cause_month` the audit that first saw the other side;
    `indicators` became true then, or were lost when the level fell. `met` of `applicable` indicators of
    the level in question were met. `by_use` says that the number of users made the difference; `setbacks`
    what happened to the firm in the year before a loss.
    """

    month: int
    before: int
    after: int
    cause_month: int
    indicators: tuple[str, ...]
    met: int
    applicable: int
    by_use: bool
    setbacks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The step as a sentence without its full stop."""
        before = f"; in the year before: {join_words(self.setbacks)}" if self.setbacks else ""
        return self._change_words() + before

    def _change_words(self) -> str:
        start = f"level {self.after} from month {self.month}"
        is_rise = self.after > self.before
        if self.before == 0:
            return f"{start}: an audit finds somebody who uses social media"
        if self.after == 0:
            return f"{start} because nobody uses social media any more"
        if self.indicators:
            change = "became true" if is_rise else ("was lost" if len(self.indicators) == 1 else "were lost")
            counted = f" ({self.met} of {self.applicable} met)" if self.applicable else ""
            return f"{start} because {join_words(self.indicators)} {change}{counted}"
        if self.by_use:
            return f"{start} because {'enough' if is_rise else 'too few'} employees use social media"
        return f"{start}, as the audits before it had found"


@dataclass(frozen=True)
class Blocker:
    """An indicator the next level lacks: its score, the facts behind it (worst first), and their cause.

    `people` says through whom the department in question hears of it, "" where that is not the question.
    """

    code: str
    title: str
    score: float
    readings: tuple[FactReading, ...]
    cause: Cause | None
    people: str = ""

    @property
    def binding(self) -> FactReading:
        """The fact that holds the score back most."""
        return self.readings[0]

    @property
    def words(self) -> str:
        """The blocker as a sentence without its full stop."""
        reading = self.binding
        text = f"{self.code} {self.title} ({hundredths(self.score)})"
        because = f", {self.cause.words}" if self.cause else ""
        if reading.name in PLACES_TOLD:
            missing = " is missing" if reading.value == 0 else ""
            return f"{text}: {reading.title}{missing}{because}"
        amount = f"{_amount(reading.value)} of {_amount(reading.enough)}"
        through = f" ({self.people})" if self.people else ""
        return f"{text}: {reading.title} is {amount}{because}{through}"


@dataclass(frozen=True)
class Explanation:
    """What moved the level of a run, and at the end of `month` who is in charge and what blocks the next."""

    scenario: str
    replication: int
    month: int
    level: int
    steps: tuple[LevelStep, ...]
    next_level: NextLevel | None
    blockers: tuple[Blocker, ...]
    in_charge: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The explanation in words, one sentence each."""
        return tuple(_capital(sentence) + "." for sentence in self._parts())

    def _parts(self) -> Iterator[str]:
        if not self.steps:
            yield f"level {self.level} in all of the {self.month + 1} months"
        for step in self.steps:
            yield step.words
        yield f"at the end of month {self.month} {self.in_charge}"
        if self.next_level is None:
            yield "there is no higher level"
            return
        yield from next_level_words(self.next_level)
        for blocker in self.blockers:
            yield blocker.words


def next_level_words(next_level: NextLevel) -> Iterator[str]:
    """Yield what the next level still needs, one part of a sentence each."""
    level = next_level.level
    if next_level.is_fulfilled:
        audits = next_level.audits_to_confirm
        yield f"level {level} only awaits {audits} more {'audit' if audits == 1 else 'audits'} like the last"
        return
    if next_level.needs_a_user:
        yield f"level {level} is blocked because nobody uses social media"
    for need in next_level.requirements:
        yield (
            f"level {level} is blocked: {need.met} of {need.applicable} level-{need.indicator_level} "
            f"indicators are met, {need.needed} are needed"
        )
    if next_level.active_share_needed is not None:
        yield (
            f"level {level} needs {next_level.active_share_needed:.0%} of employees as users; "
            f"{next_level.active_share:.0%} are"
        )


def explain(
    monthly: RecordArray,
    by_department: RecordArray,
    events: RecordArray,
    organisation: Organisation,
    inputs: RunInputs,
    audit: Audit,
    *,
    scenario: str,
    replication: int = 0,
    month: int | None = None,
) -> Explanation:
    """Return why a run is at its level at the end of `month` (from 0; default the last).

    `monthly`, shape (months,), `by_department`, shape (months, departments), and `events` are a run's
    records; `organisation` are its people; `inputs` and `audit` are what was run.

    Raises: IndexError for a month that is not there.
    """
    last = len(monthly) - 1 if month is None else month
    reading = read_audit(monthly, last, audit)
    in_charge = in_charge_at(events, organisation, inputs, last, int(monthly["form"][last]))
    steps = level_steps(monthly[: last + 1].view(np.recarray), audit)
    blockers = [
        _blocker(candidate, monthly[last], by_department[last], organisation, inputs, last)
        for candidate in _nearest_candidates(reading.next_level)
    ]
    return Explanation(
        scenario=scenario,
        replication=replication,
        month=last,
        level=reading.level,
        steps=tuple(_with_setbacks(step, events, organisation) for step in steps),
        next_level=reading.next_level,
        blockers=tuple(_with_people(blocker, in_charge, organisation) for blocker in blockers),
        in_charge=in_charge_words(in_charge, organisation),
    )


def _with_setbacks(step: LevelStep, events: RecordArray, organisation: Organisation) -> LevelStep:
    if step.after > step.before:
        return step
    setbacks = setbacks_before(events, organisation, step.cause_month, step.indicators)
    return replace(step, setbacks=setbacks)


def _with_people(blocker: Blocker, in_charge: InCharge, organisation: Organisation) -> Blocker:
    fact = FACTS[blocker.binding.name]
    if fact.column != "practice_of" or blocker.cause is None or blocker.cause.limit not in OF_REACH:
        return blocker
    return replace(blocker, people=reach_words(DepartmentKind(fact.entry), in_charge, organisation))


def level_steps(monthly: RecordArray, audit: Audit) -> Iterator[LevelStep]:
    """Yield every change of the reported level in the monthly records of one run."""
    level = np.rint(monthly["level"]).astype(int)
    before = 0
    for month, after in enumerate(level):
        if after != before:
            yield _level_step(monthly, audit, month, before, int(after))
            before = int(after)


def _level_step(monthly: RecordArray, audit: Audit, month: int, before: int, after: int) -> LevelStep:
    cause_month = _first_audit_beyond(monthly["raw_level"], month, before, after > before, audit)
    reading = read_audit(monthly, cause_month, audit)
    crossed = max(before, after)
    changed = reading.gained if after > before else reading.lost
    of_level = [
        entry for entry in reading.indicators if entry.indicator.level == crossed and entry.is_applicable
    ]
    codes = tuple(entry.indicator.code for entry in changed if entry.indicator.level <= crossed)
    return LevelStep(
        month=month,
        before=before,
        after=after,
        cause_month=cause_month,
        indicators=codes,
        met=sum(entry.is_met for entry in of_level),
        applicable=len(of_level),
        by_use=not codes and crossed == 4,
    )


def _first_audit_beyond(raw_level: Any, month: int, level: int, is_rise: bool, audit: Audit) -> int:
    """Return the first of the audits in a row, up to `month`, that found a level on the other side."""
    found = month
    current: int | None = month
    while current is not None and (raw_level[current] > level if is_rise else raw_level[current] < level):
        found = current
        current = last_audit_month(current - 1, audit.interval_months)
    return found


def _nearest_candidates(next_level: NextLevel | None) -> Iterator[IndicatorReading]:
    """Yield the unmet indicators nearest to being met: as many as a level lacks, and at least three."""
    for requirement in next_level.requirements if next_level else ():
        yield from requirement.candidates[: max(requirement.lacking, FEWEST_BLOCKERS)]


def _blocker(
    candidate: IndicatorReading,
    month: Any,
    departments: RecordArray,
    organisation: Organisation,
    inputs: RunInputs,
    plan_row: int,
) -> Blocker:
    rules = inputs.replaced_rules
    values = audit_values(month, inputs.parameters, organisation.employees, rules)
    readings = fact_readings(candidate.indicator, values, rules)
    kinds = organisation.department_kinds
    cause = cause_of(readings[0].name, inputs, month, departments, kinds, plan_row)
    return Blocker(candidate.indicator.code, candidate.indicator.title, candidate.score, readings, cause)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(value: float) -> str:
    return hundredths(value) if value <= 1.0 else f"{value:,.0f}"


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain lists, words and numbers, ready for JSON."""
    return {
        "scenario": explanation.scenario,
        "replication": explanation.replication,
        "month": explanation.month,
        "level": explanation.level,
        "steps": [
            {
                "month": step.month,
                "from_level": step.before,
                "to_level": step.after,
                "cause_month": step.cause_month,
                "indicators": list(step.indicators),
                "setbacks": list(step.setbacks),
            }
            for step in explanation.steps
        ],
        "in_charge": explanation.in_charge,
        "blockers": [
            {
                "indicator": blocker.code,
                "score": blocker.score,
                "binding_factor": blocker.binding.name,
                "value": blocker.binding.value,
                "enough": blocker.binding.enough,
                "cause": blocker.cause.limit.name.lower() if blocker.cause else None,
                "people": blocker.people,
            }
            for blocker in explanation.blockers
        ],
        "sentences": list(explanation.sentences),
    }
