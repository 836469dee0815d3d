"""Candidates to search among: who has a seat, when the form changes, and what is done if something fails."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import pandas as pd

from smsim.errors import ExperimentError
from smsim.experiments.candidates.mixing import START, governance_by_month
from smsim.experiments.candidates.same_worlds import in_same_worlds
from smsim.experiments.experiment import Experiment
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.words import join_words
from smsim.parameters import OVERRIDES, Forms, FormSettings
from smsim.scenarios import Scenario, scenario_hash, sharing_forms, with_values
from smsim.scenarios.layout import AS_FORM, Document, to_document
from smsim.scenarios.loading import lower_first
from smsim.vocabulary import DepartmentKind

LOW_PRACTICE = 0.2
VOWELS = "aeiou"


@dataclass(frozen=True, eq=False)
class Candidate:
    """A scenario whose name is unlike those of the others, and what it does in words."""

    scenario: Scenario
    words: str

    @property
    def name(self) -> str:
        """The name of its scenario."""
        return self.scenario.name


Trial: TypeAlias = Callable[[Sequence[Candidate], int], pd.DataFrame]
"""Runs candidates in the first so many worlds and gives a table with a row for each run: the columns
`scenario` (the candidate's name), `world` (from 0), `replication`, and the measures, missing where a run
failed. A run has the same result whenever it is asked for, and all candidates have the same dice in a
world."""


def option_candidates(options: Iterable[Scenario]) -> tuple[Candidate, ...]:
    """Return options as they are, to be compared with candidates."""
    return tuple(Candidate(option, option.title or option.name) for option in options)


def seat_candidates(
    option: Scenario, optional: Collection[str], always: Collection[str] = (), called: str = ""
) -> tuple[Candidate, ...]:
    """Return the option with every subset of the `optional` kinds seated, and the kinds in `always`.

    There are 2^k of them, one less if nobody would have a seat. The smallest come first. In words the option
    is `called` by its title unless told otherwise.

    Raises: ExperimentError, if the option's form has no seats or dated changes name others; ScenarioError,
    for an unknown kind.
    """
    governance = _single_governance(option, "subsets of seats")
    forms = option.forms
    if not forms.rows[governance].has_seats:
        raise ExperimentError(
            f"The form of '{option.name}' is {governance}, which has no seats; only "
            f"{' or '.join(forms.seated)} has."
        )
    # in the order of the vocabulary, so that a subset has one name
    kinds = sorted(set(optional) - set(always), key=_order)
    candidates = []
    for size in range(len(kinds) + 1):
        for chosen in combinations(kinds, size):
            members = sorted({*always, *chosen}, key=_order)
            if members:
                name = f"{option.name} seating {', '.join(members)}"
                seated = with_values(option, {"levers.members": members}, name)
                words = with_places(called or _title(option), forms.rows[governance], members)
                candidates.append(_candidate(seated, words))
    return tuple(candidates)


def switch_candidates(before: Scenario, after: Scenario, months: Iterable[int]) -> tuple[Candidate, ...]:
    """Return candidates that begin as one option and take up all levers of the other in a month of `months`.

    A form that only one of the two brings is no difference. Raises: ExperimentError, if the two differ in
    more than their levers or have dated levers; ScenarioError, for a month before the appointment or after
    the end.
    """
    for option in (before, after):
        _single_governance(option, "a switch")
    before, after = sharing_forms(before, after)
    one, other = (_comparable(option) for option in (before, after))
    apart = [key for key in one if key != "levers" and one[key] != other[key]]
    if apart:
        raise ExperimentError(
            f"A switch changes levers only, but '{before.name}' and '{after.name}' differ in {apart[0]} too."
        )
    levers = {
        key: value
        for key, value in other["levers"].items()
        if one["levers"][key] != value or (key in OVERRIDES and value != AS_FORM)  # these end with a form
    }
    if one["levers"] == other["levers"]:
        raise ExperimentError(f"'{before.name}' and '{after.name}' have the same levers; nothing to switch.")
    candidates = []
    for month in sorted(set(months)):
        name = f"{before.name} to {after.name} in month {month}"
        change = [*one["change"], {"month": month, **levers}]
        switched = with_values(before, {"change": change}, name)
        candidates.append(_candidate(switched, f"{_title(before)}, from month {month} on {_title(after)}"))
    return tuple(candidates)


def reactive_candidates(
    option: Scenario,
    kinds: Iterable[str],
    months: Iterable[int],
    *,
    below: float = LOW_PRACTICE,
    form: str | None = None,
) -> tuple[Candidate, ...]:
    """Return the option with one rule: a kind whose practice stays `below` (0-1) by a month gets a seat.

    `months` count from the appointment. The practice must have been below at the end of every month of the
    run up to then, and the seat is for good. Where it was not, the rule waits until it has been below for
    as long in a row. Beside the new seat those who have one keep theirs. An option whose form has no seats
    needs a `form` that has; its home department gets a seat as well.

    Raises: ExperimentError, if no form with seats is named or dated changes name others; ScenarioError, for
    an unknown kind or form.
    """
    own = _single_governance(option, "a rule for seats")
    seated_form = form or own
    forms = option.forms
    if seated_form not in forms.seated:
        raise ExperimentError(
            f"A seat needs a form with seats, but '{option.name}' has {seated_form}; "
            f"name {' or '.join(forms.seated)} for the rule."
        )
    members = option.levers.members or (option.firm.home,)
    candidates = []
    dates = sorted(set(months))
    for kind in (kind for kind in kinds if kind not in members):
        for month in dates:
            name = f"{option.name} or else {kind} by {month}"
            rule = {
                "if": [
                    {
                        "output": f"practice_of_{kind}",
                        "below": below,
                        "held_months": option.appointment_month + month,
                    }
                ],
                "then": {"form": seated_form, "members": [*members, kind]},
            }
            rules = [*to_document(option)["when"], rule]
            reacting = with_values(option, {"when": rules}, name)
            words = DepartmentKind.of(kind).title
            candidates.append(
                _candidate(
                    reacting,
                    f"{_title(option)}; if practice of {words} is below {below:g} by month {month} after "
                    f"the appointment, {_new_seat(forms, own, seated_form, members, kind)}",
                )
            )
    return tuple(candidates)


def distinct_candidates(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates without those whose scenario has the values of an earlier one.

    Raises: ExperimentError, if two different ones have one name.
    """
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        kept.setdefault(scenario_hash(candidate.scenario), candidate)
    names = [candidate.name for candidate in kept.values()]
    for name in names:
        if names.count(name) > 1:
            raise ExperimentError(f"Two different plans are called '{name}'.")
    return tuple(kept.values())


def trial_in(decision: Schedule, run: Callable[[Schedule], pd.DataFrame]) -> Trial:
    """Return the trial in which candidates meet the first worlds of a decision.

    `run` makes what is not kept yet; it gives the columns that a `Trial` must have.
    """

    def trial(candidates: Sequence[Candidate], worlds: int) -> pd.DataFrame:
        return run(Schedule(candidate_experiment(decision.after(worlds), candidates)))

    return trial


def candidate_experiment(decision: Experiment, candidates: Sequence[Candidate]) -> Experiment:
    """Return the experiment in which candidates meet the worlds and the dice of a decision.

    Runs that were kept of fewer worlds are not made again.

    Raises: ExperimentError, if the horizons differ.
    """
    return in_same_worlds(decision, [candidate.scenario for candidate in candidates], "Plans")


def _candidate(scenario: Scenario, words: str) -> Candidate:
    return Candidate(scenario.model_copy(update={"title": words[:1].upper() + words[1:]}), words)


def keeps_governance(option: Scenario) -> bool:
    """Return whether an option names no form and no members later, so that candidates can be made of it."""
    names_more = any({"form", "members"} & rule.then.given.keys() for rule in option.rules)
    return len(governance_by_month(option)) == 1 and not names_more


def _single_governance(option: Scenario, what: str) -> str:
    """Return the form of an option that names no other later. Raises: ExperimentError."""
    governance = governance_by_month(option)
    if not keeps_governance(option):
        raise ExperimentError(
            f"For {what}, an option must keep its form and members, but '{option.name}' changes them in a "
            f"{'[[change]]' if len(governance) > 1 else '[[when]]'}."
        )
    return governance[START].form


def _comparable(option: Scenario) -> Document:
    document = to_document(option)
    return {key: value for key, value in document.items() if key not in ("title", "description")}


def _title(option: Scenario) -> str:
    return lower_first(option.title or option.name)


def _new_seat(forms: Forms, own: str, form: str, members: Sequence[str], kind: str) -> str:
    if form == own:
        return f"a seat for {DepartmentKind.of(kind).title}"
    return with_places(called_with_article(forms, form), forms.rows[form], (*members, kind))


def called_with_article(forms: Forms, form: str) -> str:
    """Return a form with its article, as candidates are told."""
    title = forms.titles[form]
    return f"{'an' if title[0].lower() in VOWELS else 'a'} {title}"


def with_places(called: str, settings: FormSettings, kinds: Iterable[str]) -> str:
    """Return a form, or an option, with those who have a seat or a hub in it."""
    places = "in" if settings.has_hubs else "with seats for"
    return f"{called} {places} {join_words(DepartmentKind.of(kind).title for kind in kinds)}"


def _order(kind: str) -> int:
    known = DepartmentKind.keys()
    return known.index(kind) if kind in known else len(known)
