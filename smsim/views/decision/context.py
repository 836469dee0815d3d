"""What a report says beside the statistics: names, what was varied, and how to do it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smsim.analysis.decision.objectives import Objective
from smsim.analysis.discovery.regions import Discovery
from smsim.analysis.discovery.switching import Switching
from smsim.analysis.shapley import ShapleyShares
from smsim.experiments.designs import Factor
from smsim.parameters import declarations
from smsim.views.quantities import number
from smsim.views.words import join_words

ARTICLES = ("A ", "An ", "The ")
CHOSEN = "set by the user"


@dataclass(frozen=True)
class OptionText:
    """What an option is called: its name in the runs, its title, and what it is."""

    name: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class VariedFactor:
    """A value that differs between the worlds: its range in words, and where the range comes from."""

    name: str
    meaning: str
    range: str
    unit: str
    source: str


@dataclass(frozen=True)
class ReportContext:
    """What a report says beside the statistics.

    `organisation` ends a sentence after "for": "a synthetic firm of 500 people"; `employees` is its size,
    None where the worlds differ in it. `options` may lack those without a title. `versions` and `hashes`
    are told by their names.
    """

    organisation: str
    employees: int | None
    options: tuple[OptionText, ...]
    varied: tuple[VariedFactor, ...]
    command: str
    seed: int
    versions: Mapping[str, str]
    hashes: Mapping[str, str]

    def title(self, option: str) -> str:
        """Return what an option is called; its name is added where another one has the same title."""
        titles = {text.name: text.title for text in self.options if text.title}
        title = titles.get(option, option)
        is_shared = list(titles.values()).count(title) > 1
        return f"{title} ({option})" if is_shared else title

    def named(self, option: str) -> str:
        """Return what an option is called inside a sentence: in quotes unless a name or with an article."""
        title = self.title(option)
        return title if title == option else in_sentence(title)

    def named_all(self, options: Iterable[str]) -> str:
        """Return the titles of options as a list in a sentence."""
        return join_words(self.named(option) for option in options)


@dataclass(frozen=True)
class Flips:
    """Where the advice changes: with one factor each, and in which worlds each option is best.

    The names of options inside are told as they are: give titles to the search.
    """

    switching: tuple[Switching, ...] = ()
    regions: tuple[Discovery, ...] = ()


@dataclass(frozen=True)
class ElementShares:
    """What each element of an option's bundle adds to an objective, in the measure's unit."""

    option: str
    objective: Objective
    shares: ShapleyShares


def in_sentence(title: str) -> str:
    """Return a title with its leading article in lower case, or in quotes if it has none."""
    return title[:1].lower() + title[1:] if title.startswith(ARTICLES) else f'"{title}"'


def varied_factors(factors: Iterable[Factor]) -> tuple[VariedFactor, ...]:
    """Return what is varied, with the declared meanings and the sources of the ranges."""
    declared = {entry.name: entry for entry in declarations()}
    varied = []
    for factor in factors:
        entry = declared.get(factor.name)
        is_declared = (
            entry is not None
            and entry.sensitivity is not None
            and (factor.low, factor.high) == entry.sensitivity
        )
        varied.append(
            VariedFactor(
                name=factor.name,
                meaning="" if entry is None else entry.meaning,
                range=_range_words(factor),
                unit=factor.unit,
                source=entry.source if entry is not None and is_declared else CHOSEN,
            )
        )
    return tuple(varied)


def _range_words(factor: Factor) -> str:
    if factor.values or factor.low is None or factor.high is None:
        return ", ".join(map(str, factor.values))
    spread = ", evenly on a log scale" if factor.scale == "log" else ""
    return f"{number(factor.low)} to {number(factor.high)}{spread}"
