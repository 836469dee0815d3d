"""What measures are counted in, and how numbers of it are told: per cent, points, money, months."""

from __future__ import annotations

from dataclasses import dataclass

POINTS = "percentage points"


@dataclass(frozen=True)
class Unit:
    """A unit: `name` in tables and documents, `short` behind a number, `spoken` in a sentence.

    Left out, `short` is the name and `spoken` what is short. One whose `short` is "" is a scale: it does not
    stand behind a number. `of_difference` is what a difference is told in, where that is something else, ""
    for nothing; `behind` follows the title of a measure in a table. An event, and what has a name that begins
    with "share", is told in per cent, differences in percentage points. No value is above `highest`, or above
    the months of the run where `is_of_months`.
    """

    name: str
    short: str | None = None
    spoken: str = ""
    of_difference: str | None = None
    behind: str | None = None
    highest: float = float("inf")
    is_event: bool = False

    @property
    def is_share(self) -> bool:
        """Whether values are parts of 1, told in per cent."""
        return self.is_event or self.name.startswith("share")

    @property
    def scale(self) -> float:
        """What a value is multiplied by before it is told."""
        return 100.0 if self.is_share else 1.0

    @property
    def most_digits(self) -> int:
        """How many digits after the point are told at most: a tenth of a per cent is enough."""
        return 1 if self.is_share else 3

    @property
    def is_scale(self) -> bool:
        """Whether it does not stand behind a number, as 0-4 does not."""
        return self.short == ""

    @property
    def is_of_months(self) -> bool:
        """Whether values are months of a run."""
        return self == MONTHS

    @property
    def is_money(self) -> bool:
        """Whether values are money, whose margin grows with the horizon."""
        return self == MONEY

    @property
    def short_words(self) -> str:
        """The unit behind a number where there is little room; that of a share is for differences."""
        return POINTS if self.is_share else self.name if self.short is None else self.short

    @property
    def spoken_words(self) -> str:
        """The unit behind a number in a sentence; that of a share is for differences."""
        return self.spoken or self.short_words

    @property
    def difference_words(self) -> str:
        """The unit behind a difference in a sentence."""
        if self.is_share or self.of_difference is None:
            return self.spoken_words
        return self.of_difference

    @property
    def difference_head(self) -> str:
        """The unit of differences in the head of a column or beside an axis."""
        return self.difference_words or self.name

    @property
    def value_head(self) -> str:
        """The unit of values in the head of a column: shares stand there in per cent."""
        return "%" if self.is_share else self.spoken_words or self.name

    @property
    def column_words(self) -> str:
        """The unit in a column of its own: "% of employees", "k€", "0-4"."""
        if self.is_share:
            return f"%{self.name.removeprefix('share')}" if not self.is_event else "%"
        return self.short_words or self.name

    @property
    def behind_title(self) -> str:
        """What follows the title of a measure in the head of a row: " (k€)", " a year"."""
        return self.behind if self.behind is not None else " (%)" if self.is_share else ""

    def highest_in(self, horizon_months: int) -> float:
        """Return the highest value in runs of so many months."""
        if self.is_share:
            return 1.0
        return float(horizon_months) if self.is_of_months else self.highest


SHARE = Unit("share")
SHARE_OF_EMPLOYEES = Unit("share of employees")
EVENT = Unit("0 or 1", is_event=True)
LEVEL = Unit("0-4", short="", of_difference="levels", highest=4.0)
SCORE = Unit("0-4", short="", of_difference="points", highest=4.0)
INDEX = Unit("0-100", short="", of_difference="points", highest=100.0)
MONTHS = Unit("months, at most the horizon", short="months")
MONEY = Unit("thousand euro in total", short="k€", spoken="thousand euro", behind=" (k€)")
YEARLY = Unit("per year", of_difference="", behind=" a year")
JOBS = Unit("full-time equivalents", short="full-time jobs")
