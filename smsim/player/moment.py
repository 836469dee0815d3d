"""One month of a recording: what its picture shows, in numbers, words and places."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smsim.errors import ResultError
from smsim.player.layout import GOLDEN_ANGLE, PLACE_UNIT

FIRST_USER_STATE = 2
RUN_LETTERS = "AB"
UNTOUCHED: Mapping[str, list[list[int]]] = {"moved": [], "drawn": [], "cut": []}
DOT_SHARE, SMALLEST_DOT, INSET, SMALLER = 0.88, 1.5, 8.0, 0.74
"""As on the page, spots.js: radius of a person in places of one, the least one and the room left around in
thin lines, and letters of labels as a part of those of words beside."""


class Stage(NamedTuple):
    """Where everything stands in a box, y downwards, in the box's unit of length.

    discs : (departments, 3), centre and radius; people : (employees, 2)
    table : centre and radius; dot : radius of a person; letter : size of labels
    """

    discs: NDArray[np.float64]
    people: NDArray[np.float64]
    table: tuple[float, float, float]
    dot: float
    letter: float


class Recorded:
    """A recording with what stays the same in all its months."""

    def __init__(self, recording: Mapping[str, Any]) -> None:
        self.runs, self.words, self.workforce = recording["runs"], recording["words"], recording["workforce"]
        self.months, self.seed = int(recording["months"]), recording["seed"]
        self.known_months = min(len(run["frames"]) for run in self.runs)
        self.department = np.array(self.workforce["people"]["department"], dtype=np.int64)
        self.employees = self.department.size
        followers = np.repeat(np.arange(self.employees), self.workforce["ties"]["degrees"])
        self.ties = np.column_stack(
            [np.array(self.workforce["ties"]["colleagues"], dtype=np.int64), followers]
        )
        """Whom everyone listens to before anything is rearranged, shape (ties, 2): giver and follower."""

    @property
    def is_pair(self) -> bool:
        """Whether two runs stand side by side."""
        return len(self.runs) == 2

    @property
    def title(self) -> str:
        """The heading."""
        return f"The same {self._people}, twice" if self.is_pair else str(self.runs[0]["title"])

    @property
    def subtitle(self) -> str:
        """What stands below the heading."""
        if self.is_pair:
            return f"Same luck (seed {self.seed}), another plan"
        return f"{self._people} (seed {self.seed})"

    def require_month(self, month: int) -> None:
        """Refuse a month that was not recorded. Raises: ResultError."""
        if not 0 <= month < self.known_months:
            last = self.known_months - 1
            raise ResultError(f"There is no month {month} in this run; it has the months 0 to {last}.")

    @property
    def _people(self) -> str:
        return "1 person" if self.employees == 1 else f"{self.employees} people"

    def stage(self, left: float, top: float, width: float, height: float, thin: float) -> Stage:
        """Return the layout that fits best, spread over a box; discs move apart, but stay round.

        It has the nearest shape, and labels that can be read beside words in letters of size 1, else the
        largest; `thin` is the width of a thin line.
        """
        wide, high = width - 2 * INSET * thin, height - 2 * INSET * thin

        def scale(layout: Mapping[str, Any]) -> float:
            return float(min(wide / layout["shape"], high)) / PLACE_UNIT

        def distance(layout: Mapping[str, Any]) -> float:
            return abs(math.log(layout["shape"] * height / width))

        nearest = min(map(distance, self.workforce["layouts"]))
        near = [layout for layout in self.workforce["layouts"] if distance(layout) == nearest]
        layout = next((each for each in near if each["letter"] * scale(each) >= SMALLER), near[-1])
        start = np.array([left, top]) + INSET * thin
        spread = np.array([wide / layout["shape"], high]) / PLACE_UNIT
        centres = start + np.column_stack([layout["x"], layout["y"]]) * spread
        radii = np.array(layout["radius"]) * scale(layout)
        people = self.workforce["people"]
        offsets = np.column_stack([people["x"], people["y"]]) / PLACE_UNIT * radii[self.department, None]
        x, y = (start + np.array(layout["table"]) * spread).tolist()
        return Stage(
            discs=np.column_stack([centres, radii]),
            people=centres[self.department] + offsets,
            table=(x, y, layout["table_radius"] * scale(layout)),
            dot=max(SMALLEST_DOT * thin, layout["person"] * scale(layout) * DOT_SHARE),
            letter=layout["letter"] * scale(layout),
        )


class Moment:
    """A recording in one of its months. Raises: ResultError for a month that was not recorded."""

    def __init__(self, recorded: Recorded, month: int) -> None:
        recorded.require_month(month)
        self.recorded, self.month = recorded, month
        self.frames: list[Mapping[str, Any]] = [run["frames"][month] for run in recorded.runs]
        self.states = [_states(frame["people"]) for frame in self.frames]
        """Everyone's state in each run, shape (employees,)."""

    @cached_property
    def differing(self) -> NDArray[np.bool_]:
        """Who uses social media in one of two runs only, shape (employees,)."""
        one, other = (states >= FIRST_USER_STATE for states in (self.states[0], self.states[-1]))
        return np.not_equal(one, other)

    def rearranged(self, run: int) -> Mapping[str, list[list[int]]]:
        """Return what is other than before month 0: moved, [row, department]; drawn and cut, [row, row]."""
        return self.frames[run].get("rearranged") or UNTOUCHED

    def ties(self, run: int) -> NDArray[np.int64]:
        """Return whom everyone listens to now: (ties, 2), giver and follower."""
        ties, rearranged = self.recorded.ties, self.rearranged(run)
        drawn, cut = (np.array(rearranged[name], dtype=np.int64).reshape(-1, 2) for name in ("drawn", "cut"))
        known, gone = (np.sort(pairs, axis=1) @ [self.recorded.employees, 1] for pairs in (ties, cut))
        return np.vstack([ties[~np.isin(known, gone)], drawn, drawn[:, ::-1]])

    def people(self, stage: Stage, run: int) -> NDArray[np.float64]:
        """Return where everyone stands; whoever was moved has a place that others left, or one on the rim."""
        places, moved = stage.people.copy(), self.rearranged(run)["moved"]
        free: dict[int, list[int]] = {}
        for row, _ in moved:
            free.setdefault(int(self.recorded.department[row]), []).append(row)
        added = dict.fromkeys((to for _, to in moved), 0)
        for row, to in moved:
            if free.get(to):
                places[row] = stage.people[free[to].pop(0)]
                continue
            angle = added[to] * GOLDEN_ANGLE - math.pi / 2
            added[to] += 1
            x, y, radius = stage.discs[to]
            places[row] = x + radius * math.cos(angle), y + radius * math.sin(angle)
        return places

    def news(self, run: int, most: int) -> list[tuple[int, str, str]]:
        """Return month, kind and words of the latest news, the latest first."""
        told = self.recorded.runs[run]["frames"][self.month :: -1]
        return [(frame["month"], kind, words) for frame in told for kind, words in frame["news"]][:most]

    def level_words(self, run: int) -> str:
        """Return the level as it is shown."""
        level = self.frames[run]["level"]
        return f"Level {level} {self.recorded.words['levels'][level]}" if level else "Level 0"

    def users_words(self, run: int) -> str:
        """Return how many use it."""
        users, people = sum(self.frames[run]["departments"]["users"]), self.recorded.employees
        return f"{users} of {people} use it ({_rounded(100 * users / people)}%)"

    def charge_words(self, run: int) -> str:
        """Return who is in charge, as a line of the heading."""
        frame = self.frames[run]
        if not frame["led"]:
            return f"{frame['form'][:1].upper()}{frame['form'][1:]}"
        lead = "" if frame["lead"] >= 0 else " (seat empty)"
        jobs = "job" if frame["staff"] == 1 else "jobs"
        return f"In charge: {frame['form']}{lead}, {frame['staff']:g} {jobs}"

    def table_words(self, run: int) -> str:
        """Return who is in charge, as the label of the table."""
        frame = self.frames[run]
        has_lead = frame["lead"] >= 0 or frame["staff"] == 0
        return str(frame["form"]) if has_lead else f"{frame['form']}, seat empty"

    def value_words(self, run: int, chart: Mapping[str, Any]) -> str:
        """Return what a chart shows for this month."""
        number = self.frames[run]["numbers"][chart["name"]]
        if number is None:
            return "none"
        shown = _rounded(number) if abs(number) >= 10 else _rounded(10 * number) / 10
        return f"{shown:g}{chart['unit']}"

    def description(self) -> str:
        """Return the moment in one paragraph, for those who cannot see the picture."""
        told = [
            f"{kept['title']}: {self.level_words(run)}; {self.users_words(run)}; {self.charge_words(run)}."
            for run, kept in enumerate(self.recorded.runs)
        ]
        return " ".join([f"Month {self.month}.", *told])


def _rounded(number: float) -> int:
    """Return the nearest whole number, halves upwards as on the page."""
    return math.floor(number + 0.5)


def _states(people: str) -> NDArray[np.uint8]:
    return np.frombuffer(people.encode("ascii"), dtype=np.uint8) - ord("0")
