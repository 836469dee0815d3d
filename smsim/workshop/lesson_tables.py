"""The tables of a lesson file, each value declared once, and their JSON Schema."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, TypeAlias

from pydantic import Field

from smsim.experiments.designs.declaring import choice
from smsim.experiments.experiment_file import LARGEST_SEED
from smsim.parameters import Group
from smsim.parameters.refusing import Schema, schema_in
from smsim.scenarios import scenario_schema
from smsim.scenarios.dated import LONGEST_HORIZON
from smsim.scenarios.schema import tidy
from smsim.scenarios.wording import FileKind

MOST_PANES = 2
FEWEST_CHARTS, MOST_CHARTS = 2, 3
"""So many charts are on the screen whatever stands in the place of the third, and so many with it."""

PANES = (0, MOST_PANES - 1)
MONTHS = (0, LONGEST_HORIZON - 1)
HUNDRED = 100
Deed: TypeAlias = Literal["predict", "decide", "play", "luck", "reveal", "tell"]
"""What a step may ask of a room, in this order."""


class OutputCheck(Group):
    """A month in a pane, one monthly output, and what it is compared with."""

    pane: int = choice(0, unit="pane", bounds=PANES, meaning="0 for A, 1 for B")
    month: int = choice(..., unit="months", bounds=MONTHS, meaning="month that is looked at")
    output: str = choice(..., meaning="column of the monthly records")
    at_least: float | None = choice(None, meaning="holds when the output is equal or greater")
    at_most: float | None = choice(None, meaning="holds when the output is equal or smaller")
    equals: float | None = choice(None, meaning="holds when the output is this number")

    @property
    def given(self) -> dict[str, float]:
        """The comparisons that were given; a valid one has exactly one."""
        values = {"at_least": self.at_least, "at_most": self.at_most, "equals": self.equals}
        return {name: value for name, value in values.items() if value is not None}

    def holds(self, value: float) -> bool:
        """Return whether the comparison holds for a value of the output."""
        ((name, limit),) = self.given.items()
        return {"at_least": value >= limit, "at_most": value <= limit, "equals": value == limit}[name]


class Chance(OutputCheck):
    """In how many of 100 runs of the plan, from `low` to `high`, a comparison holds."""

    low: float = choice(..., unit="of 100 runs", bounds=(0, HUNDRED), meaning="at least in so many")
    high: float = choice(..., unit="of 100 runs", bounds=(0, HUNDRED), meaning="at most in so many")


class LessonDecision(Group):
    """Settings that come into force in a pane from a month on."""

    pane: int = choice(..., unit="pane", bounds=PANES, meaning="0 for A, 1 for B")
    month: int = choice(..., unit="months", bounds=MONTHS, meaning="month from which the settings hold")
    label: str = choice(..., meaning="a few words for the branch and for figures")
    settings: dict[str, Any] = choice(..., meaning="levers and happenings, as in [[change]] of a scenario")


class Question(Group):
    """What the room predicts before it sees it: a curve, or one of some answers."""

    id: str = choice(..., meaning="name by which a later step reveals it")
    question: str = choice(..., meaning="what the room is asked")
    kind: Literal["curve", "choice"] = choice(..., meaning="whether a curve is drawn or an answer chosen")
    pane: int = choice(0, unit="pane", bounds=PANES, meaning="pane it is about: 0 for A, 1 for B")
    chart: str | None = choice(None, meaning="chart on which the curve is drawn")
    choices: tuple[str, ...] = choice((), meaning="answers to choose from")
    answer: str | None = choice(None, meaning="the answer the run gives, one of the choices")
    because: str = choice("", meaning="why, said when it is revealed")


class Step(Group):
    """One step of a lesson: what the room is told, does and sees."""

    title: str = choice(..., meaning="a few words")
    minutes: float = choice(..., unit="minutes", bounds=(0, 600), meaning="how long it takes")
    text: str = choice(..., meaning="what the room is told")
    month: int | None = choice(
        None, unit="months", bounds=MONTHS, meaning="month to go to when the step begins"
    )
    show: tuple[str, ...] = choice(
        (), meaning="scenarios of the lesson to put back into the panes, before anything is decided"
    )
    charts: tuple[str, ...] = choice(
        (), meaning="charts shown from this step on: two, which stand beside anything, and perhaps a third"
    )
    look: str = choice("", meaning="where to look, told from the start")
    until: int | None = choice(None, unit="months", bounds=MONTHS, meaning="month to play to")
    outcome: str = choice("", meaning="what was seen, told once the room has done all this step asks for")
    ghosts: bool = choice(False, meaning="whether ghost runs are shown")
    reveal: str | None = choice(None, meaning="id of the prediction that is revealed")
    predict: Question | None = choice(None, meaning="what the room predicts")
    decide: LessonDecision | None = choice(None, meaning="what the room decides")
    expect: tuple[OutputCheck, ...] = choice((), meaning="what must be true of the runs shown from then on")
    chance: tuple[Chance, ...] = choice((), meaning="what must be true of other luck from then on")

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What the step asks of the room; an outcome to which nothing leads is told when asked for."""
        asked: dict[Deed, bool] = {
            "predict": self.predict is not None,
            "decide": self.decide is not None,
            "play": self.until is not None,
            "luck": self.ghosts,
            "reveal": self.reveal is not None,
        }
        deeds: tuple[Deed, ...] = tuple(deed for deed, is_asked in asked.items() if is_asked)
        return deeds or (("tell",) if self.outcome else ())


class LessonFile(Group):
    """A lesson: runs with a fixed seed, and the steps a room goes through."""

    title: str = choice(..., meaning="a few words")
    minutes: int = choice(..., unit="minutes", bounds=(1, 600), meaning="how long it takes")
    question: str = choice(..., meaning="the question it answers")
    seed: int = choice(..., unit="", bounds=(0, LARGEST_SEED), meaning="the luck of the runs shown")
    months: int = choice(..., unit="months", bounds=(1, LONGEST_HORIZON), meaning="length of the runs")
    scenarios: tuple[str, ...] = Field(strict=False, description="one or two scenarios, for panes A and B")
    employees: int | None = choice(
        None, unit="people", bounds=(1, 1_000_000), meaning="size of the firm, if not the scenarios' own"
    )
    step: tuple[Step, ...] = Field(strict=False, description="the steps, in order")


@cache
def lesson_schema() -> Schema:
    """Return the JSON Schema of lesson files, for the words of error messages."""
    schema = LessonFile.model_json_schema()
    tables = schema["$defs"]
    for table in (schema, *tables.values()):
        for value in table["properties"].values():
            if {"type": "null"} in value.get("anyOf", ()):
                value.update(value.pop("anyOf")[0])
    change = dict(scenario_schema()["$defs"]["Change"]["properties"])
    del change["month"]
    tables["LessonDecision"]["properties"]["settings"] = {"type": "object", "properties": change}
    tidy(schema)
    return schema


def lesson_files() -> FileKind:
    """Return what sentences need to know of lesson files."""
    return FileKind("a lesson", lambda path: schema_in(lesson_schema(), path), ("step",))
