"""Texts of a lesson, looked through before a room reads them: charts not shown, outcomes told early."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smsim.parameters.refusing import quoted
from smsim.player.frames import CHARTS
from smsim.scenarios import Scenario
from smsim.scenarios.places import ContradictionError, Path
from smsim.workshop.lesson_tables import (
    FEWEST_CHARTS,
    HUNDRED,
    Chance,
    LessonFile,
    OutputCheck,
    Step,
    lesson_files,
)

SENTENCE = re.compile(r"[^.?!]+(?:\.(?=\d)[^.?!]+)*[.?!]?")
MONTH = re.compile(r"\bmonth (\d+)", re.IGNORECASE)
LEVEL = re.compile(r"\blevel (\d)", re.IGNORECASE)
PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
OF_HUNDRED = re.compile(r"(\d+) of 100\b")
OF_RUNS = re.compile(r"\b(?:every|all|no|none|most|few|half)\b[^.?!]*\bruns?\b", re.IGNORECASE)
CHART = re.compile(r"\bcharts?\b", re.IGNORECASE)
TITLES = {chart.name: chart.title.split(",")[0] for chart in CHARTS}
"""Titles of charts as a text may name them, without their units."""

SHARES = {chart.name for chart in CHARTS if chart.factor == HUNDRED}
Plans = Sequence[tuple[Scenario, ...]]
"""The scenarios in the panes during every step."""


def check_texts(file: LessonFile, plans: Plans, charts: Sequence[Sequence[str]]) -> None:
    """Refuse a text that names a chart not shown then, or tells what the room has not seen.

    `charts` are those every step determines. What cannot be known from months, levels, shares and the
    facts the lesson declares is not found. Raises: ContradictionError at the key to be mended.
    """
    for place, step in enumerate(file.step):
        for path, text in _texts(step, ("step", place)):
            _check_charts(text, path, _shown(step, charts[place]))
    _check_early(file, plans)


def _texts(step: Step, path: Path) -> Iterator[tuple[Path, str]]:
    """Return every text of a step with its place."""
    yield from _early_texts(step, path)
    yield (*path, "outcome"), step.outcome
    if step.predict is not None:
        yield (*path, "predict", "because"), step.predict.because


def _early_texts(step: Step, path: Path) -> Iterator[tuple[Path, str]]:
    """Return the texts that are told when the step begins."""
    for name in ("title", "text", "look"):
        yield (*path, name), getattr(step, name)
    if step.predict is not None:
        yield (*path, "predict", "question"), step.predict.question
    if step.decide is not None:
        yield (*path, "decide", "label"), step.decide.label


def _shown(step: Step, charts: Sequence[str]) -> Sequence[str]:
    """Return the charts that are sure to be seen in a step: an answer or other luck takes the third place."""
    is_beside = step.ghosts or step.reveal is not None or step.predict is not None
    return charts[:FEWEST_CHARTS] if is_beside else charts


def _check_charts(text: str, path: Path, shown: Sequence[str]) -> None:
    there = quoted([TITLES[name] for name in shown])
    for name, title in TITLES.items():
        if name not in shown and title.lower() in text.lower():
            raise ContradictionError(
                path,
                f"{_words(path)} speaks of '{title}', but the step is sure to show {there} only: name "
                f"'{name}' in charts, among the first two if a question or other luck stands beside them",
            )
    for sentence in SENTENCE.findall(text):
        if CHART.search(sentence) and not any(TITLES[name].lower() in sentence.lower() for name in shown):
            raise ContradictionError(
                path, f"{_words(path)} speaks of a chart without its title; the step is sure to show {there}"
            )


def _check_early(file: LessonFile, plans: Plans) -> None:
    decided = {step.decide.month for step in file.step if step.decide is not None}
    seen: dict[int, int] = {}
    with_luck: set[int] = set()
    month = 0
    for place, (step, panes) in enumerate(zip(file.step, plans, strict=True)):
        month = month if step.month is None else step.month
        for plan in map(id, panes):
            seen[plan] = max(month, seen.get(plan, 0))
        known = decided | {step.until} | {date for scenario in panes for date in _dates(scenario)}
        latest = max(seen[id(plan)] for plan in panes)
        for path, text in _early_texts(step, ("step", place)):
            for sentence in _statements(text):
                _check_months(sentence, path, known, latest)
                for fact, plan in _facts(file, plans, place):
                    is_seen = (
                        plan in with_luck if isinstance(fact, Chance) else fact.month <= seen.get(plan, 0)
                    )
                    if not is_seen and _tells(sentence, fact):
                        raise _told_early(path, sentence, fact.month)
        month = max(month, step.until or 0)
        for plan in map(id, panes):
            seen[plan] = max(month, seen[plan])
        if step.ghosts:
            with_luck.update(map(id, panes))


def _statements(text: str) -> list[str]:
    """Return the sentences that are no questions: a question tells nothing."""
    return [sentence.strip() for sentence in SENTENCE.findall(text) if not sentence.endswith("?")]


def _dates(scenario: Scenario) -> Iterator[int]:
    """Return the months in which a plan is known to change."""
    yield scenario.appointment_month
    for change in scenario.changes:
        yield change.month


def _facts(file: LessonFile, plans: Plans, first: int) -> Iterator[tuple[OutputCheck, int]]:
    """Return what the lesson declares, from a step on, of the plans in its panes, and of which of them."""
    shown = set(map(id, plans[first]))
    for step, panes in zip(file.step[first:], plans[first:], strict=True):
        for fact in (*step.expect, *step.chance):
            if id(panes[fact.pane]) in shown:
                yield fact, id(panes[fact.pane])


def _check_months(sentence: str, path: Path, known: set[int | None], latest: int) -> None:
    for month in map(int, MONTH.findall(sentence)):
        if month > latest and month not in known:
            raise ContradictionError(
                path,
                f"{_words(path)} speaks of month {month}, to which the step does not lead: set until = "
                f"{month}, or put into outcome what is seen then",
            )


def _tells(sentence: str, fact: OutputCheck) -> bool:
    """Return whether a sentence gives a fact away, as far as its figures show."""
    if isinstance(fact, Chance):
        counts = map(float, OF_HUNDRED.findall(sentence))
        return bool(OF_RUNS.search(sentence)) or any(fact.low <= count <= fact.high for count in counts)
    if fact.output == "level":
        return any(float(level) in fact.given.values() for level in LEVEL.findall(sentence))
    if fact.output in SHARES:
        return any(fact.holds(float(share) / HUNDRED) for share in PERCENT.findall(sentence))
    return False


def _told_early(path: Path, sentence: str, month: int) -> ContradictionError:
    return ContradictionError(
        path,
        f"{_words(path)} says '{sentence}', which the room has not seen yet when the step begins (month "
        f"{month}): put it into outcome, which is told after play",
    )


def _words(path: Path) -> str:
    return lesson_files().place_words(path)
