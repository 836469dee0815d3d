"""Who is tied to whom across departments: the draw stated a second time, in plain Python, and its odds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, count

import numpy as np
import pytest
from scipy import stats

from smsim.compilation import is_compiler_on
from smsim.organisation.closeness import department_closeness
from smsim.organisation.departments import department_sizes
from smsim.organisation.formation import _draw_ties, form_organisation, plan_formation
from smsim.organisation.organisation import Organisation
from smsim.parameters import Firm
from smsim.parameters.tables import Departments, KindSettings
from smsim.randomness.draws import block, words_to_uniform
from smsim.randomness.keys import DrawPurpose, department_key, run_key
from smsim.vocabulary import DepartmentKind as Kind

BEFORE_MONTH_0 = 0xFFFFFFFF
IMPROBABLE = 1e-4
EVERYWHERE = {"within_department_share": 0.0, "bridging_factor": 2.0, "other_bridging_factor": 2.0}
"""As many ties elsewhere as there can be."""

Person = tuple[Kind, int]
"""A department, by its kind, and a place in it."""


def with_affinities(**affinities: float) -> Departments:
    table = Departments()
    return table.model_copy(
        update={
            kind: getattr(table, kind).model_copy(update={"affinity": affinity})
            for kind, affinity in affinities.items()
        }
    )


NONE_FITS = with_affinities(**dict.fromkeys(Kind.keys(), 0.0))
SOME_FIT = with_affinities(finance=0.0, operations=0.0, executive=0.0)


def successive_words(key: int, owner: int) -> Iterator[int]:
    for number in count():
        month = np.int64(BEFORE_MONTH_0 - number)
        words = block(np.uint64(key), np.uint64(owner), month, np.int64(DrawPurpose.TIES_ELSEWHERE))
        yield from map(int, words)


def plain_number_elsewhere(firm: Firm, person: Person, key: int, owner: int) -> int:
    kind, place = person
    bridges = place % firm.team_size == 0 or kind in (Kind.MARKETING, Kind.SALES, Kind.EXECUTIVE)
    factor = firm.bridging_factor if bridges else firm.other_bridging_factor
    purpose = np.int64(DrawPurpose.BRIDGING_TIES)
    words = block(np.uint64(key), np.uint64(owner), np.int64(BEFORE_MONTH_0), purpose)
    luck = words_to_uniform(words[0], words[1])
    return int(stats.binom.ppf(luck, firm.ties_per_person, factor * (1 - firm.within_department_share) / 2))


def plain_ties_elsewhere(firm: Firm, table: Departments, seed: int, replication: int) -> list[list[Person]]:
    """Return every tie asked for elsewhere, as who asks and who is asked, in order."""
    key = run_key(seed, replication)
    affinity = {kind: getattr(table, kind.key).affinity for kind in Kind}
    sizes = department_sizes(firm.employees, Kind[firm.home.upper()], table)
    ties = []
    for own in Kind:
        for place in range(sizes[own]):
            person = (own, place)
            owner = department_key(own.key) // 2**32 * 2**32 + place
            luck = successive_words(key, owner)
            left = {kind: [(kind, other) for other in range(sizes[kind])] for kind in Kind if kind != own}
            for _ in range(plain_number_elsewhere(firm, person, key, owner)):
                open_kinds = [kind for kind in left if left[kind]]
                if not open_kinds:
                    break
                reached = list(
                    accumulate(firm.base_closeness + affinity[own] * affinity[kind] for kind in open_kinds)
                )
                if reached[-1] == 0:
                    reached = list(range(1, len(open_kinds) + 1))
                of_all = (next(luck) + 0.5) / 2**32 * reached[-1]
                people = left[next(k for k, r in zip(open_kinds, reached, strict=True) if of_all < r)]
                drawn = next(luck) * len(people) // 2**32
                ties.append([person, people[drawn]])
                people[drawn] = people[0]
                del people[0]
    return ties


def person_of(organisation: Organisation, row: int) -> Person:
    number = organisation.department[row]
    first = int(np.flatnonzero(organisation.department == number)[0])
    return Kind(organisation.department_kinds[number]), row - first


def ties_elsewhere(organisation: Organisation) -> set[frozenset[Person]]:
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    people = [person_of(organisation, row) for row in range(organisation.employees)]
    pairs = zip(sources.tolist(), organisation.tie_targets.tolist(), strict=True)
    return {frozenset((people[a], people[b])) for a, b in pairs if people[a][0] != people[b][0]}


@pytest.mark.parametrize(
    ("firm", "table"),
    [
        pytest.param(Firm(), Departments(), id="the default firm"),
        pytest.param(Firm(employees=45, home="finance", **EVERYWHERE), Departments(), id="another home"),
        pytest.param(Firm(employees=60, base_closeness=0.0, **EVERYWHERE), SOME_FIT, id="some fit nowhere"),
        pytest.param(Firm(employees=40, base_closeness=0.0, **EVERYWHERE), NONE_FITS, id="none fits"),
        pytest.param(Firm(employees=35, base_closeness=1.0, **EVERYWHERE), SOME_FIT, id="high base"),
        pytest.param(Firm(employees=20, ties_per_person=30, **EVERYWHERE), SOME_FIT, id="few are left"),
        pytest.param(Firm(employees=2, **EVERYWHERE), Departments(), id="two people"),
    ],
)
@pytest.mark.parametrize("replication", [0, 1])
def test_the_plain_statement_draws_the_same_ties(firm, table, replication):
    plain = plain_ties_elsewhere(firm, table, 7, replication)
    found = ties_elsewhere(form_organisation(firm, table, 7, replication))
    assert found == set(map(frozenset, plain))
    assert found


def test_nobody_is_asked_twice_and_everyone_can_be():
    firm = Firm(employees=12, ties_per_person=1000, **EVERYWHERE)
    plain = plain_ties_elsewhere(firm, SOME_FIT, 1, 0)
    assert len(plain) == len({tuple(tie) for tie in plain}) == asked_elsewhere(firm, SOME_FIT, 0)[0].size
    sizes = np.array(department_sizes(12, Kind.MARKETING, SOME_FIT))
    assert len(plain) == (sizes * (12 - sizes)).sum()


@pytest.mark.parametrize("people", [1, 40])
def test_one_department_alone_has_no_ties_elsewhere(people):
    sizes = dict.fromkeys(Kind.keys(), KindSettings(headcount_share=0.0))
    table = Departments(**(sizes | {"marketing": KindSettings(headcount_share=1.0)}))
    organisation = form_organisation(Firm(employees=people, **EVERYWHERE), table, 1, 0)
    assert organisation.department_names == ("marketing",)
    assert not ties_elsewhere(organisation)


def asked_elsewhere(firm: Firm, table: Departments, replication: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of who asks and who is asked, for all ties elsewhere, in order."""
    plan = plan_formation(firm, table).ties
    sources, targets = _draw_ties(np.uint64(run_key(1, replication)), plan)
    department = plan.staff.department
    is_elsewhere = department[sources] != department[targets]
    return sources[is_elsewhere].astype(np.int64), targets[is_elsewhere].astype(np.int64)


def first_asked(replications: int) -> tuple[np.ndarray, np.ndarray]:
    """Return who asks and who is asked in everyone's first tie elsewhere: no one is taken yet."""
    asking, asked = [], []
    for replication in range(replications):
        sources, targets = asked_elsewhere(Firm(), Departments(), replication)
        rows, first = np.unique(sources, return_index=True)
        asking.append(rows)
        asked.append(targets[first])
    return np.concatenate(asking), np.concatenate(asked)


def test_departments_are_drawn_in_proportion_to_closeness():
    asking, asked = first_asked(200 if is_compiler_on() else 3)
    department = form_organisation(Firm(), Departments(), 1, 0).department
    affinity = np.array([getattr(Departments(), kind.key).affinity for kind in Kind])
    for own in Kind:
        others = [kind for kind in Kind if kind != own]
        counts = Counter(department[asked[department[asking] == own]].tolist())
        expected = 0.1 + affinity[own] * affinity[others]
        expected *= counts.total() / expected.sum()
        observed = np.array([counts[kind] for kind in others])
        assert counts[own] == 0
        assert stats.chisquare(observed, expected).pvalue > IMPROBABLE


def test_people_of_a_department_are_drawn_evenly():
    _, asked = first_asked(200 if is_compiler_on() else 3)
    organisation = form_organisation(Firm(), Departments(), 1, 0)
    received = np.bincount(asked, minlength=300)
    for kind in Kind:
        assert stats.chisquare(received[organisation.department == kind]).pvalue > IMPROBABLE


def test_where_nothing_is_close_departments_are_equally_likely():
    drawn: Counter[int] = Counter()
    firm = Firm(base_closeness=0.0)
    for replication in range(50 if is_compiler_on() else 2):
        department = plan_formation(firm, NONE_FITS).ties.staff.department
        sources, targets = asked_elsewhere(firm, NONE_FITS, replication)
        rows, first = np.unique(sources, return_index=True)
        drawn.update(department[targets[first]][department[rows] == Kind.OPERATIONS].tolist())
    others = [drawn[kind] for kind in Kind if kind != Kind.OPERATIONS]
    assert stats.chisquare(others).pvalue > IMPROBABLE


@pytest.mark.skipif(not is_compiler_on(), reason="a million ties need the compiler")
def test_many_ties_elsewhere_do_not_underflow():
    # .47 ** 1000 is 0 in floating point; the mean number of ties elsewhere must still be about 530
    firm = Firm(employees=2000, ties_per_person=1000, within_department_share=0.47, bridging_factor=2.0,
                other_bridging_factor=2.0, team_size=1)  # fmt: skip
    sources, targets = asked_elsewhere(firm, Departments(), 0)
    assert sources.size / 2000 == pytest.approx(530, rel=0.002)
    assert np.unique(sources * 2000 + targets).size == sources.size


def test_closeness_of_the_default_departments():
    kinds = [Kind.MARKETING, Kind.SALES, Kind.FINANCE]
    closeness = department_closeness(0.1, kinds, np.array([24, 48, 18]), Departments())
    assert closeness[0] == pytest.approx([1.1, 0.65, 0.18])
    assert closeness == pytest.approx(closeness.T)


def test_departments_of_a_kind_share_what_one_would_have():
    kinds = [Kind.SALES, Kind.MARKETING, Kind.SALES]
    closeness = department_closeness(0.1, kinds, np.array([30, 24, 10]), Departments())
    assert closeness[1] == pytest.approx([0.75 * 0.65, 1.1, 0.25 * 0.65])
