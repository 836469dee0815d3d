"""What a page may ask: one JSON object each, told apart by `ask`; anything else is refused in a sentence."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from smsim.errors import WorkshopError, nearest
from smsim.player.frames import CHARTS
from smsim.scenarios.dated import LONGEST_HORIZON, SETTING_NAMES
from smsim.workshop.lesson_tables import MOST_PANES, Deed
from smsim.workshop.rearrangements import AnyPart

LONGEST_MESSAGE = 64 * 1024
"""Bytes of one message."""

MOST_FRAMES = 24
MOST_PARTS = 200
MOST_NOTED = 8
LARGEST_NUMBER = 2**53
BranchId: TypeAlias = Annotated[str, Field(min_length=1, max_length=16)]
Month: TypeAlias = Annotated[int, Field(ge=0, lt=LONGEST_HORIZON)]
Pane: TypeAlias = Literal[0, 1]
ChartName: TypeAlias = Literal[tuple(chart.name for chart in CHARTS)]  # type: ignore[valid-type]


class Ask(BaseModel):
    """One question; the answer bears the same `id`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: int = Field(ge=0, le=LARGEST_NUMBER)


class Open(Ask):
    """What is there: people, runs, and what was done in this browser before."""

    ask: Literal["open"]


class Frames(Ask):
    """The frames of some months in a row."""

    ask: Literal["frames"]
    branch: BranchId
    first: Month
    last: Month


class Show(Ask):
    """Which branches stand in the panes."""

    ask: Literal["show"]
    panes: list[BranchId] = Field(min_length=1, max_length=MOST_PANES)


class AskLevers(Ask):
    """How the levers stand for a month."""

    ask: Literal["levers"]
    branch: BranchId
    month: Month


class Decided(Ask):
    """Settings from a month on."""

    branch: BranchId
    month: Month
    settings: dict[str, Any] = Field(default_factory=dict)

    @field_validator("settings")
    @classmethod
    def _know_levers(cls, settings: dict[str, Any]) -> dict[str, Any]:
        for name in settings:
            if name not in SETTING_NAMES:
                raise WorkshopError(f"There is no lever '{name}'{nearest(name, SETTING_NAMES)}.")
        return settings


class Forecast(Decided):
    """What a decision would cost."""

    ask: Literal["forecast"]


class Decide(Decided):
    """Take a decision; what comes of it stands in a pane."""

    ask: Literal["decide"]
    rearrangement: list[AnyPart] = Field(default_factory=list, max_length=MOST_PARTS)
    pane: Pane = 0


class Undo(Ask):
    """Take back the last decision of a branch."""

    ask: Literal["undo"]
    branch: BranchId
    pane: Pane = 0


class Rename(Ask):
    """Give a branch another label."""

    ask: Literal["rename"]
    branch: BranchId
    label: str = Field(max_length=1000)


class Note(Ask):
    """What a reload of the page must find again."""

    ask: Literal["note"]
    month: Month | None = None
    step: int | None = Field(None, ge=0, le=1000)
    predictions: dict[str, Any] | None = None
    done: list[Deed] | None = Field(None, max_length=MOST_NOTED)
    charts: list[ChartName] | None = Field(None, max_length=MOST_NOTED)

    @field_validator("predictions")
    @classmethod
    def _can_be_written(cls, predictions: dict[str, Any] | None) -> dict[str, Any] | None:
        json.dumps(predictions, allow_nan=False)
        return predictions


class AskOutcome(Ask):
    """What the room was to find out in the step of a lesson where the page is."""

    ask: Literal["outcome"]


class AskGhosts(Ask):
    """Other luck of a plan that stands in a pane."""

    ask: Literal["ghosts"]
    branch: BranchId


class Restart(Ask):
    """Forget what was done and begin anew."""

    ask: Literal["restart"]


AnyAsk: TypeAlias = (
    Open
    | Frames
    | Show
    | AskLevers
    | Forecast
    | Decide
    | Undo
    | Rename
    | Note
    | AskOutcome
    | AskGhosts
    | Restart
)
ASKS: TypeAdapter[AnyAsk] = TypeAdapter(Annotated[AnyAsk, Field(discriminator="ask")])


def read_ask(text: str) -> AnyAsk:
    """Return the question in a message. Raises: WorkshopError, if it is none."""
    try:
        return ASKS.validate_json(text)
    except ValidationError as error:
        raise WorkshopError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """Return the first thing that is wrong with a message, and what is allowed."""
    details = error.errors(include_url=False, include_input=False, include_context=True)[0]
    place = ".".join(str(part) for part in details["loc"])
    message = details["msg"]
    return f"A message cannot be used: {place + ': ' if place else ''}{message}."


def id_of(text: str) -> int | None:
    """Return the id of a message that may be broken otherwise, None where it has none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None
