"""What a report says beside the statistics: names, what was varied, and how to do it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from smsim.experiments.apart import apart_words, experiment_apart
from smsim.experiments.assumptions import Assumptions, assumptions_of, declared_in
from smsim.experiments.candidates.decision_experiments import DecisionRequest, firm_words
from smsim.experiments.designs import Factor
from smsim.experiments.designs.drawn import draws_document
from smsim.experiments.provenance import circumstances
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.words import join_words
from smsim.parameters import Declaration, declarations
from smsim.scenarios import scenario_hash
from smsim.scenarios.places import path_of
from smsim.scenarios.schema import meaning_at
from smsim.views.quantities import number

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
    """A value that differs between the worlds: its range in words, and where the range comes from.

    `is_half_to_double` says that the range is that of numbers of which nothing better is known.
    """

    name: str
    meaning: str
    range: str
    unit: str
    source: str
    is_half_to_double: bool = False


@dataclass(frozen=True)
class DrawsText:
    """A file of draws in words: its name, how many draws, and how many values come from it."""

    file: str
    draws: int
    values: int


@dataclass(frozen=True)
class ReportContext:
    """What a report says beside the statistics.

    `organisation` ends a sentence after "for": "a synthetic firm of 500 people"; `employees` is its size,
    None where the worlds differ in it. `options` may lack those without a title. `versions` and `hashes`
    are told by their names. `assumptions` are the numbers drawn and held; `drawn` is the file of draws, if
    there is one. `apart` says what the options differ in besides governance, "" if in nothing.
    """

    organisation: str
    employees: int | None
    options: tuple[OptionText, ...]
    varied: tuple[VariedFactor, ...]
    command: str
    seed: int
    versions: Mapping[str, str]
    hashes: Mapping[str, str]
    assumptions: Assumptions
    drawn: DrawsText | None = None
    apart: str = ""

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


def in_sentence(title: str) -> str:
    """Return a title with its leading article in lower case, or in quotes if it has none."""
    return title[:1].lower() + title[1:] if title.startswith(ARTICLES) else f'"{title}"'


def varied_factors(
    factors: Iterable[Factor], values: Iterable[Declaration] | None = None
) -> tuple[VariedFactor, ...]:
    """Return what is varied, with the declared meanings and the sources of the ranges.

    `values` are those declared where scenarios bring forms of their own.
    """
    declared = {entry.name: entry for entry in (declarations() if values is None else values)}
    varied = []
    for factor in factors:
        entry = declared.get(factor.name)
        is_declared = (
            entry is not None
            and entry.sensitivity is not None
            and (factor.low, factor.high) == entry.sensitivity
        )
        source = entry.source if entry is not None and is_declared else CHOSEN
        varied.append(
            VariedFactor(
                name=factor.name,
                meaning=meaning_at(path_of(factor.name)),
                range=_range_words(factor),
                unit=factor.unit,
                source=Path(factor.draws).name if factor.draws else source,
                is_half_to_double=is_declared and entry is not None and entry.is_half_to_double,
            )
        )
    return tuple(varied)


def drawn_text(factors: Iterable[Factor]) -> DrawsText | None:
    """Return what is told of the draws that factors come from, None if none does."""
    drawn = [factor for factor in factors if factor.draws]
    if not drawn:
        return None
    return DrawsText(Path(drawn[0].draws).name, len(drawn[0].values), len(drawn))


def report_context(schedule: Schedule, request: DecisionRequest, command: str) -> ReportContext:
    """Return what a report says of a decision beside the statistics; `command` is what was typed."""
    experiment = schedule.experiment
    about = circumstances(command)
    words, employees = firm_words(experiment, request)
    digest = draws_document(experiment.factors).get("draws_digest")
    return ReportContext(
        organisation=words,
        employees=employees,
        options=tuple(OptionText(s.name, s.title, s.description) for s in experiment.scenarios),
        varied=varied_factors(experiment.factors, declared_in(experiment.scenarios)),
        command=about["command"],
        seed=request.seed,
        versions={"smsim": about["smsim"], "Python": about["python"], **about["libraries"]},
        hashes={
            "model": about["model_version"],
            "people": schedule.people.key,
            **({"draws": digest} if digest else {}),
            **{scenario.name: scenario_hash(scenario) for scenario in experiment.scenarios},
        },
        assumptions=assumptions_of(
            experiment.scenarios,
            [factor.name for factor in experiment.factors],
            has_real_people=experiment.organisation is not None,
        ),
        drawn=drawn_text(experiment.factors),
        apart=apart_words(experiment_apart(experiment)),
    )


def _range_words(factor: Factor) -> str:
    if factor.draws:
        return f"{number(min(factor.values))} to {number(max(factor.values))}, {len(factor.values):,} draws"
    if factor.values or factor.low is None or factor.high is None:
        return ", ".join(map(str, factor.values))
    spread = ", evenly on a log scale" if factor.scale == "log" else ""
    return f"{number(factor.low)} to {number(factor.high)}{spread}"
