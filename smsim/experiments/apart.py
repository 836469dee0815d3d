"""In what scenarios differ besides governance: options about different firms are not options of one firm."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smsim.engine.replacements import SHIPPED
from smsim.errors import ScenarioError
from smsim.experiments.experiment import Experiment
from smsim.experiments.words import join_words
from smsim.parameters.subjects import Subject, is_formed, subject_of
from smsim.scenarios import Scenario, load_scenario
from smsim.scenarios.difference import measured
from smsim.scenarios.layout import to_document
from smsim.scenarios.loading import ScenarioSource, is_path
from smsim.scenarios.places import LISTS_OF_TABLES, path_of
from smsim.scenarios.writing import toml_text

DIFFERENT_FIRMS = "--different-firms"
MOST_TOLD = 3
WORDS_OF_FILE = ("title", "description")


class DifferentFirmsError(ScenarioError):
    """Options are about different firms."""


@dataclass(frozen=True)
class Apart:
    """A value beside governance that is not the same in all scenarios, by their names.

    `is_replaced` says that the runs set another one, the same for all.
    """

    name: str
    values: Mapping[str, Any]
    is_replaced: bool = False

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return subject_of(self.name)

    @property
    def words(self) -> str:
        """The values in words, scenarios with the same one together."""
        names: dict[str, list[str]] = {}
        for scenario, value in self.values.items():
            names.setdefault(measured(value, path_of(self.name)), []).append(scenario)
        return f"{self.name} is {join_words(f'{value} in {join_words(of)}' for value, of in names.items())}"


def besides_governance(
    scenarios: Sequence[Scenario], *, has_real_people: bool = False, replaced: Collection[str] = ()
) -> tuple[Apart, ...]:
    """Return the values beside governance in which scenarios differ, those of the firm first.

    Of real people, what is read from their files does not count. The runs set the values
    `replaced` themselves, alike for all.
    """
    tables = {scenario.name: dict(_values(to_document(scenario))) for scenario in scenarios}
    names = dict.fromkeys(
        name
        for table in tables.values()
        for name in table
        if subject_of(name) is not Subject.GOVERNANCE and not (has_real_people and is_formed(name))
    )
    # only a rule is named by one scenario and not by another
    values = {name: {of: table.get(name, SHIPPED) for of, table in tables.items()} for name in names}
    found = [
        Apart(name, of_scenario, name in replaced)
        for name, of_scenario in values.items()
        if any(value != next(iter(of_scenario.values())) for value in of_scenario.values())
    ]
    subjects = list(Subject)
    return tuple(sorted(found, key=lambda entry: subjects.index(entry.subject)))


def experiment_apart(experiment: Experiment) -> tuple[Apart, ...]:
    """Return the values beside governance in which the scenarios of an experiment differ."""
    return besides_governance(
        experiment.scenarios,
        has_real_people=experiment.organisation is not None,
        replaced={factor.name for factor in experiment.factors},
    )


def _values(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a scenario's tables by its dotted name, but for words, changes and rules."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _values(value, f"{path}{key}.")
        elif path or key not in (*WORDS_OF_FILE, *LISTS_OF_TABLES):
            yield f"{path}{key}", value


def apart_words(apart: Sequence[Apart]) -> str:
    """Return what must be known before an answer about scenarios is read, "" if there is nothing."""
    counted = [entry for entry in apart if not entry.is_replaced]
    unused = [entry.name for entry in apart if entry.is_replaced]
    sentences = []
    if counted:
        differ = f"{_names(apart)} differ in more than governance: {_some_words(counted)}"
        if _of_firm(apart):
            differ = f"Different firms: {differ}; the answer is about the firms as well"
        sentences.append(f"{differ}.")
    if unused:
        named = join_words([*unused[:MOST_TOLD], *_further(unused)])
        sentences.append(f"What {_names(apart)} have for {named} is not used: the runs set it alike for all.")
    return " ".join(sentences)


def _some_words(apart: Sequence[Apart]) -> str:
    return "; ".join([*(entry.words for entry in apart[:MOST_TOLD]), *_further(apart)])


def _further(entries: Sequence[Any]) -> list[str]:
    count = len(entries) - MOST_TOLD
    return [f"{count} more value{'s' if count > 1 else ''}"] if count > 0 else []


def _names(apart: Sequence[Apart]) -> str:
    return join_words(apart[0].values)


def _of_firm(apart: Sequence[Apart]) -> list[Apart]:
    return [entry for entry in apart if entry.subject is Subject.FIRM and not entry.is_replaced]


def apart_document(apart: Sequence[Apart]) -> list[dict[str, Any]]:
    """Return the differences as plain lists and words, ready for JSON."""
    return [
        {
            "value": entry.name,
            "about": entry.subject.name.lower(),
            "by_scenario": dict(entry.values),
            "is_replaced": entry.is_replaced,
        }
        for entry in apart
    ]


def require_one_firm(apart: Sequence[Apart], sources: Sequence[ScenarioSource]) -> None:
    """Refuse scenarios, `sources` for by name or file, about different firms. Raises: DifferentFirmsError."""
    of_firm = _of_firm(apart)
    if not of_firm:
        return
    ours, other = map(source_words, _firm_and_option(of_firm, sources))
    example = one_firm_file(apart, sources)
    way = (
        f"name a file of two lines instead of '{other}', such as these"
        if example
        else f"let '{other}' extend '{ours}' and leave {of_firm[0].name} out"
    )
    error = DifferentFirmsError(
        f"{_names(apart)} are about different firms: {_some_words(of_firm)}; to compare them in one firm, "
        f"{way}, or add {DIFFERENT_FIRMS} if the firms are meant to differ."
    )
    error.example = example
    raise error


def one_firm_file(apart: Sequence[Apart], sources: Sequence[ScenarioSource]) -> str:
    """Return a file that puts the governance of an option on the firm of the others.

    The firm is that of the first file among the `sources`, or else of the first preset. "" if the option is
    about the same firm, has a file that insists on its own, or one of the two is in no file.
    """
    of_firm = _of_firm(apart)
    if not of_firm:
        return ""
    ours, other = _firm_and_option(of_firm, sources)
    if isinstance(ours, Scenario) or isinstance(other, Scenario):
        return ""
    firm, option = load_scenario(ours), load_scenario(other)
    title = f"{option.title or option.name}, in {firm.name}"
    files = [str(ours), str(other)]
    text = f"title = {toml_text(title)}\nextends = [{', '.join(map(toml_text, files))}]\n"
    joined = dict(_values(to_document(load_scenario({"title": title, "extends": files}))))
    here = dict(_values(to_document(firm)))
    return text if all(joined[entry.name] == here[entry.name] for entry in of_firm) else ""


def source_words(source: ScenarioSource) -> str:
    """Return what a scenario was asked for by."""
    return source.name if isinstance(source, Scenario) else str(source)


def _firm_and_option(
    of_firm: Sequence[Apart], sources: Sequence[ScenarioSource]
) -> tuple[ScenarioSource, ScenarioSource]:
    """Return whose firm is meant, and the first option that is about another one."""
    ours = next((name for name in sources if _is_file(name)), sources[0])
    return ours, next(name for name in sources if _is_of_another(of_firm, ours, name))


def _is_file(source: ScenarioSource) -> bool:
    return not isinstance(source, Scenario) and is_path(source)


def _is_of_another(of_firm: Sequence[Apart], *given: ScenarioSource) -> bool:
    names = [
        Path(source_words(source)).stem if _is_file(source) else source_words(source) for source in given
    ]
    return any(entry.values[names[0]] != entry.values[names[1]] for entry in of_firm)


def require_one_horizon(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios whose runs are not equally long. Raises: ScenarioError."""
    horizons = {scenario.name: scenario.horizon_months for scenario in scenarios}
    if len(set(horizons.values())) > 1:
        words = Apart("horizon_months", horizons).words
        raise ScenarioError(f"{words}; give all the same one with --months {max(horizons.values())}.")
