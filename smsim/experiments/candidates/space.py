"""Which candidates a search looks through, made from the options alone.

Every option as it is; with every set of seats, where its form has seats; from every option to every other
at some dates; and with every rule that gives a department a seat if its practice stays low. Options that
name a form or members later by themselves are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from smsim.errors import ExperimentError
from smsim.experiments.candidates.candidate import (
    Candidate,
    called_with_article,
    distinct_candidates,
    keeps_governance,
    option_candidates,
    reactive_candidates,
    seat_candidates,
    switch_candidates,
)
from smsim.experiments.experiment import Experiment
from smsim.scenarios import Scenario, scenario_hash, with_values
from smsim.vocabulary import DepartmentKind

SWITCH_DATES = 10
"""Parts into which the dates of a switch divide the months of a run."""

RULE_MONTHS = (6, 9, 12, 18, 24)
"""Months after the appointment by which a rule looks at a department's practice."""


@dataclass(frozen=True, eq=False)
class CandidateSpace:
    """The candidates of a search, no two alike, and what they were made of.

    `kinds` are those with people, one seat or none each; `has_seats` says whether sets of them were made;
    `switch_months` count from the start of the run, `rule_months` from the appointment. `unvaried` are the
    names of options taken as they are only; `not_switched` says why two options cannot follow one another,
    "" if all can.
    """

    candidates: tuple[Candidate, ...]
    kinds: tuple[str, ...]
    has_seats: bool
    switch_months: tuple[int, ...]
    rule_months: tuple[int, ...]
    unvaried: tuple[str, ...]
    not_switched: str = ""


def candidate_space(experiment: Experiment) -> CandidateSpace:
    """Return the candidates that the options of an experiment lead to. Raises: ExperimentError."""
    options = experiment.scenarios
    varied = [option for option in options if keeps_governance(option)]
    kinds = _kinds_with_people(experiment)
    appointment = max(option.appointment_month for option in options)
    horizon = options[0].horizon_months
    step = -(-horizon // SWITCH_DATES)
    switch_months = tuple(month for month in range(step, horizon, step) if month > appointment)
    rule_months = tuple(month for month in RULE_MONTHS if appointment + month < horizon - 1)
    switches, refusal = _switches(varied, switch_months)
    seats = tuple(_seats(varied, kinds))
    candidates = (
        *option_candidates(options),
        *seats,
        *switches,
        *(candidate for option in varied for candidate in _rules(option, kinds, rule_months)),
    )
    return CandidateSpace(
        candidates=distinct_candidates(candidates),
        kinds=kinds,
        has_seats=bool(seats),
        switch_months=switch_months if switches else (),
        rule_months=rule_months,
        unvaried=tuple(option.name for option in options if option not in varied),
        not_switched=refusal,
    )


def _kinds_with_people(experiment: Experiment) -> tuple[str, ...]:
    """Return the kinds of department that there are in every firm of the experiment."""
    if experiment.organisation is not None:
        sizes = experiment.organisation.kind_sizes
        return tuple(kind.key for kind in DepartmentKind if sizes[kind])
    return tuple(
        kind.key
        for kind in DepartmentKind
        if all(
            getattr(scenario.parameters.departments, kind.key).headcount_share
            for scenario in experiment.scenarios
        )
    )


def _seats(options: Sequence[Scenario], kinds: Sequence[str]) -> Iterator[Candidate]:
    """Yield every option that has seats with every set of them; its home department keeps one.

    Options that differ in their seats only lead to the same candidates, so one of them stands for all.
    """
    bases: dict[str, Scenario] = {}
    for option in options:
        if option.levers.form in option.forms.seated:
            alone = with_values(option, {"levers.members": [option.firm.home]})
            bases.setdefault(scenario_hash(alone), option)
    forms = [base.levers.form for base in bases.values()]
    for base in bases.values():
        form = base.levers.form
        called = called_with_article(base.forms, form) if forms.count(form) == 1 else ""
        yield from seat_candidates(base, kinds, (base.firm.home,), called)


def _switches(options: Sequence[Scenario], months: Sequence[int]) -> tuple[list[Candidate], str]:
    """Return the switches from every option to every other, and why some cannot be, "" if all can."""
    candidates: list[Candidate] = []
    refusal = ""
    for before, after in permutations(options, 2):
        try:
            candidates += switch_candidates(before, after, months)
        except ExperimentError as error:
            refusal = refusal or str(error)
    return candidates, refusal


def _rules(option: Scenario, kinds: Sequence[str], months: Sequence[int]) -> Iterator[Candidate]:
    """Yield the option with a seat for those who stay behind.

    In the place of a form without seats comes the first that has some, a task force.
    """
    seated = option.forms.seated
    form = None if option.levers.form in seated else seated[0]
    yield from reactive_candidates(option, kinds, months, form=form)
