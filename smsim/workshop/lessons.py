"""Lesson packs: what a page shows step by step, read from docs/lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from smsim.engine.outputs import MONTHLY_COLUMNS
from smsim.errors import LessonError, ScenarioError, WorkshopError, nearest
from smsim.organisation.formation import form_organisation
from smsim.organisation.organisation import Organisation
from smsim.parameters.refusing import quoted
from smsim.player.frames import CHARTS
from smsim.scenarios import Scenario, load_scenario, sharing_forms, with_values
from smsim.scenarios.building import place_of
from smsim.scenarios.loading import TomlFile, is_path, lower_first, read_file, read_tables
from smsim.scenarios.places import ContradictionError, Path
from smsim.scenarios.presets import SUFFIX, shipped_folder
from smsim.scenarios.wording import first_problem
from smsim.workshop import room_decisions
from smsim.workshop.lesson_tables import (
    FEWEST_CHARTS,
    MOST_CHARTS,
    MOST_PANES,
    LessonDecision,
    LessonFile,
    OutputCheck,
    Question,
    Step,
    lesson_files,
)
from smsim.workshop.lesson_texts import check_texts

FOLDER = "docs/lessons"
CHART_NAMES = tuple(chart.name for chart in CHARTS)


@dataclass(frozen=True, eq=False)
class Lesson:
    """A lesson that has been read and found sound; `scenarios` are those of its panes before any decision."""

    name: str
    file: LessonFile
    scenarios: tuple[Scenario, ...]


@cache
def lesson_names() -> tuple[str, ...]:
    """Return the names of all shipped lessons, in alphabetical order."""
    names = (entry.name for entry in shipped_folder(FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


def load_lesson(name_or_path: str | FilePath) -> Lesson:
    """Return the lesson of a shipped one's name, or of a file ending in .toml.

    Raises: LessonError, one sentence with file, line, key, value and what is allowed.
    """
    try:
        return _read(_find(name_or_path))
    except ScenarioError as error:
        raise LessonError(str(error)) from None


def _find(name_or_path: str | FilePath) -> TomlFile:
    if is_path(name_or_path):
        path = FilePath(name_or_path)
        return read_file(path, str(path), path.parent)
    return _shipped(str(name_or_path))


def _shipped(name: str) -> TomlFile:
    known = lesson_names()
    if name not in known:
        raise LessonError(
            f"There is no lesson '{name}'{nearest(name, known)}: name a file ending in .toml or one of "
            f"{', '.join(known)}."
        )
    folder = shipped_folder(FOLDER)
    resource = folder.joinpath(name + SUFFIX)
    return read_file(resource, resource.name, folder)


def _read(file: TomlFile) -> Lesson:
    document, places = read_tables(file)
    try:
        table = _validated(document)
        lesson = Lesson(FilePath(file.label).stem, table, _opening_scenarios(table))
        _check_steps(lesson)
        return lesson
    except ContradictionError as error:
        raise ScenarioError(f"{place_of(error.path, places, file.label)}: {error}.") from None


def _validated(document: dict[str, Any]) -> LessonFile:
    try:
        return LessonFile.model_validate(document)
    except ValidationError as error:
        raise ContradictionError(*first_problem(error, lesson_files())) from None


def _opening_scenarios(table: LessonFile) -> tuple[Scenario, ...]:
    if not 1 <= len(table.scenarios) <= MOST_PANES:
        raise ContradictionError(
            ("scenarios",), f"scenarios are {len(table.scenarios)}, but must be one, or two to compare"
        )
    values: dict[str, Any] = {"horizon_months": table.months}
    if table.employees is not None:
        values["firm.employees"] = table.employees
    scenarios = []
    for place, name in enumerate(table.scenarios):
        try:
            scenarios.append(with_values(load_scenario(name), values))
        except ScenarioError as error:
            raise ContradictionError(("scenarios", place), lower_first(str(error)).rstrip(".")) from None
    return sharing_forms(*scenarios)


def _check_steps(lesson: Lesson) -> None:
    """Refuse steps that cannot be done. Raises: ContradictionError at the key to be mended."""
    plans = plans_by_step(lesson)
    charts = charts_by_step(lesson)
    asked: list[str] = []
    for place, step in enumerate(lesson.file.step):
        path: Path = ("step", place)
        _check_months(step, path, lesson)
        _check_charts(step, path)
        if step.predict is not None:
            _check_question(step.predict, (*path, "predict"), charts[place])
            asked.append(step.predict.id)
        if step.reveal is not None and step.reveal not in asked:
            known = f"; so far there is {quoted(asked)}" if asked else ""
            raise ContradictionError(
                (*path, "reveal"),
                f"reveal of [[step]] {place + 1} is '{step.reveal}', but no step up to it asks "
                f"that{nearest(step.reveal, asked)}{known}",
            )
        for name, comparisons in (("expect", step.expect), ("chance", step.chance)):
            for number, comparison in enumerate(comparisons):
                _check_comparison(comparison, (*path, name, number), lesson)
    check_texts(lesson.file, plans, charts)


def _check_months(step: Step, path: Path, lesson: Lesson) -> None:
    for name, month in (("month", step.month), ("until", step.until)):
        if month is not None:
            _check_month(month, (*path, name), lesson)
    if step.month is not None and step.until is not None and step.until <= step.month:
        path = (*path, "until")
        raise ContradictionError(
            path,
            f"{_words(path)} is {step.until}, but must be later than {step.month}, where the step begins",
        )


def _check_charts(step: Step, path: Path) -> None:
    words = _words((*path, "charts"))
    for place, name in enumerate(step.charts):
        if name not in CHART_NAMES:
            raise ContradictionError(
                (*path, "charts", place),
                f"{words} names '{name}', but there are {quoted(CHART_NAMES)}{nearest(name, CHART_NAMES)}",
            )
    if step.charts and not FEWEST_CHARTS <= len(set(step.charts)) == len(step.charts) <= MOST_CHARTS:
        raise ContradictionError(
            (*path, "charts"), f"{words} must name two charts or three, none of them twice"
        )


def _check_month(month: int, path: Path, lesson: Lesson) -> None:
    if month >= lesson.file.months:
        raise ContradictionError(
            path,
            f"{_words(path)} is {month}, but the lesson ends with month {lesson.file.months - 1}",
        )


def _check_question(question: Question, path: Path, charts: Sequence[str]) -> None:
    words = _words(path)
    standing = charts[:FEWEST_CHARTS]
    if question.kind == "curve" and question.chart not in standing:
        raise ContradictionError(
            (*path, "chart"),
            f"{words} is a curve, so chart must be one of {quoted(standing)}, which stand beside it",
        )
    if question.kind == "choice" and len(question.choices) < 2:
        raise ContradictionError((*path, "choices"), f"{words} is a choice, so choices must be two or more")
    if question.kind == "choice" and question.answer not in question.choices:
        raise ContradictionError(
            (*path, "answer"), f"answer of {words} must be one of its choices: {quoted(question.choices)}"
        )


def _check_comparison(comparison: OutputCheck, path: Path, lesson: Lesson) -> None:
    _check_month(comparison.month, (*path, "month"), lesson)
    words = _words(path)
    if len(comparison.given) != 1:
        raise ContradictionError(path, f"{words} needs exactly one of at_least, at_most, equals")
    if comparison.output not in MONTHLY_COLUMNS:
        raise ContradictionError(
            (*path, "output"),
            f"output of {words} is '{comparison.output}', but must be a monthly output"
            f"{nearest(comparison.output, MONTHLY_COLUMNS)}",
        )


def _words(path: Path) -> str:
    return lesson_files().place_words(path)


def plans_by_step(lesson: Lesson) -> tuple[tuple[Scenario, ...], ...]:
    """Return the scenarios that stand in the panes during every step, its own decision included.

    Raises: ContradictionError at a decision that cannot be taken, or a scenario the lesson does not have.
    """
    panes = list(lesson.scenarios)
    plans = []
    for place, step in enumerate(lesson.file.step):
        if step.show:
            panes = _put_back(step.show, ("step", place, "show"), lesson)
        if step.decide is not None:
            _decide(panes, step.decide, ("step", place, "decide"), lesson)
        plans.append(tuple(panes))
    return tuple(plans)


def _put_back(names: Sequence[str], path: Path, lesson: Lesson) -> list[Scenario]:
    known = {scenario.name: scenario for scenario in lesson.scenarios}
    for place, name in enumerate(names):
        if name not in known:
            raise ContradictionError(
                (*path, place),
                f"{_words(path)} names '{name}', but the lesson's scenarios are {quoted(known)}"
                f"{nearest(name, known)}",
            )
    if len(names) != len(lesson.scenarios):
        raise ContradictionError(path, f"{_words(path)} must name a scenario for each of the lesson's panes")
    return [known[name] for name in names]


def _decide(panes: list[Scenario], decision: LessonDecision, path: Path, lesson: Lesson) -> None:
    if decision.pane >= len(panes):
        raise ContradictionError((*path, "pane"), f"{_words(path)} is in pane B, but the lesson has only A")
    scenario = panes[decision.pane]
    step = room_decisions.RoomDecision(decision.settings)
    try:
        panes[decision.pane] = room_decisions.decided(
            scenario, decision.month, step, people_of(lesson), is_in_room=False
        )
    except WorkshopError as error:
        words = lower_first(str(error)).rstrip(".")
        raise ContradictionError((*path, "settings"), f"{_words(path)} cannot be taken: {words}") from None


def charts_by_step(lesson: Lesson) -> tuple[tuple[str, ...], ...]:
    """Return the charts that every step determines, those of the step before where it names none.

    The first two stand beside an answer or other luck; where there is no third, the room chooses it.
    """
    shown = CHART_NAMES[:FEWEST_CHARTS]
    charts = []
    for step in lesson.file.step:
        shown = step.charts or shown
        charts.append(shown)
    return tuple(charts)


def people_of(lesson: Lesson) -> Organisation:
    """Return who works in the organisation of a lesson; the same people stand in both panes."""
    first = lesson.scenarios[0]
    return form_organisation(first.firm, first.parameters.departments, lesson.file.seed, 0)


def lesson_document(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as the page is told it, in plain words and numbers.

    Neither what tests expect is in it, nor what the room is to find out: a step only says whether it
    `has_outcome`, and with its `deeds` what the room does first. The `charts` of every step are those it
    shows, whichever step named them.
    """
    table = lesson.file.model_dump(mode="json", exclude={"step"}, exclude_none=True)
    hidden: Any = {"expect": True, "chance": True, "outcome": True, "predict": {"answer", "because"}}
    table["step"] = [
        {
            **step.model_dump(mode="json", exclude=hidden, exclude_none=True),
            "charts": list(charts),
            "deeds": list(step.deeds),
            "has_outcome": bool(step.outcome),
        }
        for step, charts in zip(lesson.file.step, charts_by_step(lesson), strict=True)
    ]
    return {"name": lesson.name, **table}
