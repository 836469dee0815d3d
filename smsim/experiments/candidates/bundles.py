"""What a governance option is made of: the options between it and a reference, element by element.

A coalition is a set of elements. Its scenario has them from the chosen option and everything else from the
reference, so that with all elements it is the chosen option and with none the reference itself. A form is
more than its numbers: a task force meets and decides, a lone manager does not. This, and all else that no
other element names, is an element of its own, REST. With it the scenario has the chosen option's form,
without it the reference's; the other elements put their values in either. A seat without a body to sit in
changes nothing, so that several coalitions may be one scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_

import numpy as np
import pandas as pd

from smsim.experiments.candidates.mixing import Ingredients, mixed
from smsim.experiments.candidates.same_worlds import in_same_worlds
from smsim.experiments.experiment import Experiment
from smsim.measures import Floats
from smsim.parameters import OVERRIDES
from smsim.parameters.levers import SHOWN_LEVERS, ElementName
from smsim.scenarios import Scenario, differences, scenario_hash
from smsim.vocabulary import DepartmentKind

Coalition = frozenset[str]

REST = "rest"
OWN_SEATS = (DepartmentKind.HUMAN_RESOURCES.key, DepartmentKind.CUSTOMER_SERVICE.key)


@dataclass(frozen=True)
class Element:
    """One part of what two options do differently; `changes` says so, a sentence for each value.

    The sentences compare the whole chosen option with itself without the element or, where that is the
    same, the reference with itself with it. Those of REST leave out what other elements change.
    """

    name: str
    title: str
    changes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Bundle:
    """What an option does differently from a reference, and the scenario of every set of these elements."""

    chosen: Scenario
    reference: Scenario
    elements: tuple[Element, ...]
    coalitions: Mapping[Coalition, Scenario]


def bundle_between(chosen: Scenario, reference: Scenario) -> Bundle | None:
    """Return the bundle of two options, None if they do not differ.

    Raises: ScenarioError, if dates of the two contradict each other.
    """
    elements = bundle_elements(chosen, reference)
    if not elements:
        return None
    return Bundle(chosen, reference, elements, coalition_scenarios(chosen, reference, elements))


@dataclass(frozen=True)
class _Part:
    """What an element may consist of, whichever the options."""

    title: str
    taken: Ingredients


def _ingredients_of(element: ElementName) -> Ingredients:
    """Return the levers of an element, and what they override of a form, which is called as they are."""
    levers = frozenset(name for name, shown in SHOWN_LEVERS.items() if shown.element == element)
    return Ingredients(levers=levers, of_form=levers & frozenset(OVERRIDES))


def _parts(home: str) -> dict[str, _Part]:
    """Return all that has a name of its own; the seat of the home department belongs to the form."""
    kinds = [kind.key for kind in DepartmentKind if kind.key != home]
    own = {
        f"{kind}_seat": _Part(
            f"a seat for {DepartmentKind.of(kind).title}", Ingredients(seats=frozenset({kind}))
        )
        for kind in OWN_SEATS
        if kind in kinds
    }
    further = frozenset(kinds) - set(OWN_SEATS)
    return {
        "authority": _Part("authority and contact", _ingredients_of("authority")),
        "capacity": _Part(
            "staff and members' hours",
            _ingredients_of("capacity") | Ingredients(of_form=frozenset({"staff_fte"}), has_hours=True),
        ),
        **own,
        "further_seats": _Part("seats for further departments", Ingredients(seats=further)),
        "training": _Part("training", _ingredients_of("training")),
        "sponsor": _Part("backing by the executives", _ingredients_of("sponsor")),
    }


def bundle_elements(chosen: Scenario, reference: Scenario) -> tuple[Element, ...]:
    """Return the elements in which two options differ, REST last; eight at most, none for equal options.

    Raises: ScenarioError, if dates of the two contradict each other.
    """
    titles = {name: part.title for name, part in _parts(chosen.firm.home).items()}
    titles[REST] = "the form itself: how it decides, its skill, control and help; and all else"
    everything = frozenset(titles)
    found = []
    for name, title in titles.items():
        without = _coalition(chosen, reference, everything - {name}, everything)
        alone = _coalition(chosen, reference, frozenset({name}), everything)
        is_missed = scenario_hash(without) != scenario_hash(chosen)
        if is_missed or scenario_hash(alone) != scenario_hash(reference):
            one, other = (chosen, without) if is_missed else (alone, reference)
            if name == REST:  # the other elements write into [forms] and beside it
                own = {"name": f"{chosen.name} without the others", "parameters": chosen.parameters}
                one, other = alone.model_copy(update=own), reference
            found.append(Element(name, title, differences(one, other)))
    return tuple(found)


def coalition_scenarios(
    chosen: Scenario, reference: Scenario, elements: Sequence[Element]
) -> dict[Coalition, Scenario]:
    """Return the scenario of every set of elements, the smallest sets first.

    All elements are the chosen option as it is, none is the reference as it is. In between, levers are
    taken from the start, in every dated change and in every rule; what belongs to a form is taken from the
    form the other option has at the time. Coalitions that come to the same share one scenario, so that
    different scenarios have different names.

    Raises: ScenarioError, if dates of the two contradict each other.
    """
    names = tuple(element.name for element in elements)
    known = {scenario_hash(reference): reference, scenario_hash(chosen): chosen}
    scenarios: dict[Coalition, Scenario] = {}
    for size in range(len(names) + 1):
        for of_size in combinations(names, size):
            scenario = _coalition(chosen, reference, frozenset(of_size), frozenset(names))
            scenarios[frozenset(of_size)] = known.setdefault(scenario_hash(scenario), scenario)
    return scenarios


def _coalition(chosen: Scenario, reference: Scenario, present: Coalition, everything: Coalition) -> Scenario:
    """Return the scenario with some of the elements; those not in `everything` are alike in both."""
    has_form = REST in present or REST not in everything
    base, other = (chosen, reference) if has_form else (reference, chosen)
    parts = _parts(chosen.firm.home)
    foreign = everything - present if has_form else present
    swapped = [name for name in parts if name in foreign]
    if not swapped:
        return base
    joint = "without" if has_form else "with"
    name = f"{base.name} {joint} {', '.join(swapped)}"
    taken = reduce(or_, (parts[part].taken for part in swapped))
    scenario = mixed(base, other, taken, name)
    title = f"{base.title or base.name} {joint} {', '.join(parts[part].title for part in swapped)}"
    return scenario.model_copy(update={"title": title})


def coalition_experiment(decision: Experiment, coalitions: Mapping[Coalition, Scenario]) -> Experiment:
    """Return the experiment in which the coalitions meet the worlds and the dice of a decision.

    Those that come to the same run once. Runs of the two options themselves are those of the decision. A
    factor of the decision that sets what an element changes would take its place in every coalition.

    Raises: ExperimentError, if the horizons differ.
    """
    scenarios = {scenario.name: scenario for scenario in coalitions.values()}
    return in_same_worlds(decision, tuple(scenarios.values()), "What each element is worth")


def coalition_outcomes(
    runs: pd.DataFrame, coalitions: Mapping[Coalition, Scenario], measure: str
) -> dict[Coalition, Floats]:
    """Return a measure of every coalition in each world, shape (worlds,), worlds in rising order.

    `runs` has a row for each run with `scenario`, `world` and the measure. The mean is over the runs of a
    world; NaN where one of them failed.
    """
    by_world = runs.groupby(["world", "scenario"])[measure].agg(lambda values: values.mean(skipna=False))
    table = by_world.unstack("scenario")
    return {
        coalition: table[scenario.name].to_numpy(dtype=np.float64)
        for coalition, scenario in coalitions.items()
    }
