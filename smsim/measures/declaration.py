"""What is declared of a measure: its name, unit and words, which way is better, and what matters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

import numpy as np

from smsim.engine.inputs import RecordArray
from smsim.errors import ExperimentError
from smsim.measures.formulas import Floats, Formula
from smsim.measures.units import Unit
from smsim.vocabulary import DepartmentKind

NAME = re.compile(r"[a-z][a-z0-9_]*")


class Table(Enum):
    """The table of a run or a comparison in which a measure stands."""

    COMPARED = "run, compare"
    RUN = "run"


@dataclass(frozen=True)
class Margin:
    """The largest difference without practical meaning, in the measure's unit, and why.

    It is `value`, or with `is_per_month` so much for every month of the horizon.
    """

    value: float
    reason: str
    is_per_month: bool = False

    def within(self, horizon_months: int) -> float:
        """Return it for runs of so many months."""
        return self.value * horizon_months if self.is_per_month else self.value


@dataclass(frozen=True)
class Best:
    """How the best scenario in a measure is told: the head of the line, and what is said of it."""

    head: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number that runs are judged by, as it is told.

    `better`: +1 more, -1 less, 0 neither. A difference is told as "12 months `more` `noun`" or `less`;
    `noun` is the title where it is None. `aim` stands after "for", as in "reaching level 3 soon"; it is the
    title if left out. No value is below `lowest`.

    Raises: ExperimentError, if it is half declared.
    """

    name: str
    title: str
    unit: Unit
    better: int
    more: str
    less: str
    noun: str | None = None
    aim: str = ""
    margin: Margin | None = None
    lowest: float = 0.0

    def __post_init__(self) -> None:
        for is_sound, fault in self._faults():
            if not is_sound:
                raise ExperimentError(f"The measure '{self.name}' {fault}.")

    def _faults(self) -> tuple[tuple[bool, str], ...]:
        margin = self.margin
        return (
            (NAME.fullmatch(self.name) is not None, "must be named by small letters, digits and _"),
            (bool(self.title), "needs a title, as it stands in sentences"),
            (isinstance(self.unit, Unit) and bool(self.unit.name), "needs a unit, such as Unit('people')"),
            (self.better in (-1, 0, 1), f"has better = {self.better!r}, not 1, -1 or 0"),
            (bool(self.more and self.less), "needs words for more and for less, as in 'later' and 'sooner'"),
            (
                margin is None or 0.0 < margin.value < np.inf,
                f"has the margin {margin and margin.value!r}, not a number above 0",
            ),
            (margin is None or bool(margin.reason), "has a margin without a reason"),
        )

    @property
    def heading(self) -> str:
        """The title as the head of a row or column: "Net value (k€)"."""
        return f"{self.title[:1].upper()}{self.title[1:]}{self.unit.behind_title}"

    def headed(self, unit: str) -> str:
        """Return the title with a unit behind it, unless it begins with that: "months before level 3"."""
        return self.title if self.title.startswith(f"{unit} ") else f"{self.title} ({unit})"

    @property
    def is_event(self) -> bool:
        """Whether the number is 0 or 1, so that its mean is a probability."""
        return self.unit.is_event

    def told_noun(self) -> str:
        """Return what follows "more" or "less"."""
        return self.title if self.noun is None else self.noun

    def aimed(self, better: int) -> str:
        """Return what is aimed at, after "for", if more (1) or less (-1) of it is better."""
        if better == self.better:
            return self.aim or self.title
        return f"{self.more if better > 0 else self.less} {self.told_noun()}".strip()

    def bounds(self, horizon_months: int) -> tuple[float, float]:
        """Return the lowest and the highest value it can have in runs of so many months."""
        return self.lowest, self.unit.highest_in(horizon_months)


@dataclass(frozen=True, kw_only=True)
class Measure(Quantity):
    """One number per run: how it follows from the run's months, and where it serves.

    `table` is where `run` and `compare` show it, None nowhere; `best` how the winner is told there, if there
    is to be one. `objective` is its place among what `decide` judges by unless told otherwise, from 1, 0 for
    none. `level` is the level it tells the way to, 0 if none; `kind` the kind of department it is of.
    """

    formula: Formula
    table: Table | None = None
    best: Best | None = None
    objective: int = 0
    level: int = 0
    kind: DepartmentKind | None = None

    def _faults(self) -> tuple[tuple[bool, str], ...]:
        is_objective = bool(self.best or self.objective)
        return (
            *super()._faults(),
            (isinstance(self.formula, Formula), "needs a Formula: words and a function of monthly records"),
            (bool(getattr(self.formula, "words", "")), "needs its formula in words"),
            (not is_objective or bool(self.better), "is judged by, so more or less of it must be better"),
            (not self.objective or self.margin is not None, "is an objective, so it needs a margin"),
        )

    @property
    def serves(self) -> str:
        """Where it stands without being asked for; wherever a measure is named it serves too."""
        places = (
            self.table.value if self.table else "",
            "where there is such a department" if self.kind is not None else "",
            "winner" if self.best else "",
            f"decide (objective {self.objective})" if self.objective else "",
        )
        return ", ".join(filter(None, places)) or "where named"

    def of(self, monthly: RecordArray) -> Floats:
        """Return the number of each run, shape (runs,), from records of the shape (runs, months).

        Raises: ExperimentError, if the formula fails, or does not give a finite number for each run.
        """
        values = self.computed(monthly)
        missing = int((~np.isfinite(values)).sum())
        if missing:
            raise ExperimentError(
                f"The measure '{self.name}' has no finite number for {missing} of {len(values)} runs; give "
                "one for every run, such as the horizon where something never happens."
            )
        return values

    def computed(self, monthly: RecordArray) -> Floats:
        """Return what `of` does, whether it is finite or not. Raises: ExperimentError."""
        try:
            values = np.asarray(self.formula.of(monthly), dtype=np.float64)
        except Exception as error:
            why = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":.")
            raise ExperimentError(f"The measure '{self.name}' cannot be computed ({why}).") from error
        if values.shape != (len(monthly),):
            raise ExperimentError(
                f"The measure '{self.name}' must be one number for each run, shape ({len(monthly)},), but is "
                f"of the shape {values.shape}."
            )
        return values
