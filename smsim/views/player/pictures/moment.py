"""One month of a recording: what the pictures show of it, in numbers and words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.errors import ResultError
from smsim.views.player.pictures.hands import hands_of, heeded

FIRST_USER_STATE = 2
RUN_LETTERS = "AB"
Frame = Mapping[str, Any]


class Recorded:
    """A recording with what stays the same in all its months."""

    def __init__(self, recording: Mapping[str, Any]) -> None:
        self.recording = recording
        self.runs = recording["runs"]
        self.words = recording["words"]
        self.cast = recording["cast"]
        self.months = int(recording["months"])
        self.employees = len(self.cast["people"]["names"])
        self.department = np.array(self.cast["people"]["department"], dtype=np.int64)
        ties = self.cast["ties"]
        self.colleagues = np.array(ties["colleagues"], dtype=np.int64)
        self.tie_starts = np.concatenate([[0], np.cumsum(ties["degrees"], dtype=np.int64)])

    @property
    def is_pair(self) -> bool:
        """Whether two runs stand side by side."""
        return len(self.runs) == 2

    @cached_property
    def known_months(self) -> int:
        """How many months all runs have frames of."""
        return min(len(run["frames"]) for run in self.runs)

    @property
    def title(self) -> str:
        """The heading."""
        return f"The same {self._people}, twice" if self.is_pair else str(self.runs[0]["title"])

    @property
    def subtitle(self) -> str:
        """What stands below the heading."""
        seed = self.recording["seed"]
        return f"Same luck (seed {seed}), another plan" if self.is_pair else f"{self._people} (seed {seed})"

    @property
    def _people(self) -> str:
        return "1 person" if self.employees == 1 else f"{self.employees} people"

    def require_month(self, month: int) -> None:
        """Refuse a month that was not recorded. Raises: ResultError."""
        if not 0 <= month < self.known_months:
            raise ResultError(
                f"There is no month {month} in this run; it has the months 0 to {self.known_months - 1}."
            )

    def tied_to(self, row: int) -> NDArray[np.int64]:
        """Return the rows of those whom a person heeds, before anything is changed by hand."""
        return self.colleagues[self.tie_starts[row] : self.tie_starts[row + 1]]


class Moment:
    """A recording in one of its months."""

    def __init__(self, recorded: Recorded, month: int) -> None:
        self.recorded = recorded
        self.month = month
        self.frames: list[Frame] = [run["frames"][month] for run in recorded.runs]
        self.states = [_states(frame["people"]) for frame in self.frames]

    @cached_property
    def differing(self) -> NDArray[np.bool_]:
        """Who uses social media in one of two runs only, shape (employees,)."""
        one, other = (states >= FIRST_USER_STATE for states in (self.states[0], self.states[-1]))
        return np.not_equal(one, other)

    def used_before(self, run: int) -> NDArray[np.bool_]:
        """Return who used it at the end of the month before, shape (employees,)."""
        kept = self.recorded.runs[run]
        before = kept["frames"][self.month - 1] if self.month else kept["start"]
        return _states(before["people"]) >= FIRST_USER_STATE

    def changed(self, run: int) -> list[int]:
        """Return the rows of those who use it now and did not before, or the other way round."""
        uses, before = self.states[run] >= FIRST_USER_STATE, self.used_before(run)
        return [row for row, _ in self.frames[run]["changes"] if uses[row] != before[row]]

    def lit_ties(self, run: int) -> list[tuple[int, int]]:
        """Return along which ties use was passed on: rows of giver and follower."""
        before = self.used_before(run)
        peers = self.recorded.words["peers"]
        followers = [row for row, cause in self.frames[run]["changes"] if cause == peers]
        hands = hands_of(self.frames[run])
        return [
            (giver, row)
            for row in followers
            for giver in heeded(row, self.recorded.tied_to(row), hands)
            if before[giver]
        ]

    def news(self, run: int, most: int) -> list[tuple[int, str, str]]:
        """Return month, kind and words of the latest news, the latest first."""
        found: list[tuple[int, str, str]] = []
        for month in range(self.month, -1, -1):
            told = self.recorded.runs[run]["frames"][month]["news"]
            found += [(month, kind, words) for kind, words in told]
            if len(found) >= most:
                break
        return found[:most]

    def decision_months(self, run: int) -> list[int]:
        """Return the months so far in which governance decided something."""
        frames = self.recorded.runs[run]["frames"][: self.month + 1]
        return [
            month
            for month, frame in enumerate(frames)
            if any(kind == "decision" for kind, _ in frame["news"])
        ]

    def level_words(self, run: int) -> str:
        """Return the level as it is shown."""
        level = self.frames[run]["level"]
        return f"Level {level} {self.recorded.words['levels'][level]}" if level else "Level 0"

    def users_words(self, run: int) -> str:
        """Return how many use it."""
        users = sum(self.frames[run]["departments"]["users"])
        share = rounded(100 * users / self.recorded.employees)
        return f"{users} of {self.recorded.employees} use it ({share}%)"

    def charge_words(self, run: int) -> str:
        """Return who is in charge, as a line of the heading."""
        frame = self.frames[run]
        if not frame["led"]:
            return f"{frame['form'][:1].upper()}{frame['form'][1:]}"
        lead = "" if frame["lead"] else ", seat of the lead empty"
        return (
            f"In charge: {frame['form']}{lead}, {frame['staff']:g} {'job' if frame['staff'] == 1 else 'jobs'}"
        )

    def table_words(self, run: int) -> str:
        """Return who is in charge, as the label of the table."""
        frame = self.frames[run]
        return str(frame["form"]) if frame["lead"] or frame["staff"] == 0 else f"{frame['form']}, seat empty"

    def value_words(self, run: int, chart: Mapping[str, Any]) -> str:
        """Return what a chart shows for this month."""
        number = self.frames[run]["numbers"][chart["name"]]
        if number is None:
            return "none"
        shown = rounded(number) if abs(number) >= 10 else rounded(10 * number) / 10
        return f"{shown:g}{chart['unit']}"

    def description(self) -> str:
        """Return the moment in one paragraph, for those who cannot see the picture."""
        told = [self._told(run) for run in range(len(self.frames))]
        return " ".join([f"Month {self.month}.", *told])

    def _told(self, run: int) -> str:
        title = self.recorded.runs[run]["title"]
        return f"{title}: {self.level_words(run)}; {self.users_words(run)}; {self.charge_words(run)}."


def rounded(number: float) -> int:
    """Return the nearest whole number, halves upwards as on the page."""
    return math.floor(number + 0.5)


def _states(people: str) -> NDArray[np.uint8]:
    return np.frombuffer(people.encode("ascii"), dtype=np.uint8) - ord("0")
