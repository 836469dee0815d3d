from __future__ import annotations

import itertools
import time
from hashlib import blake2b

import numpy as np
import pytest

from smsim.compilation import is_compiler_on
from smsim.organisation.formation import _choose_within, complete_organisation, form_organisation
from smsim.organisation.organisation import Organisation, check_organisation
from smsim.parameters import Firm
from smsim.parameters.tables import Departments
from smsim.vocabulary import DepartmentKind as Kind

TABLE = Departments()


def form(
    people: int, seed: int = 1, replication: int = 0, table: Departments = TABLE, **firm
) -> Organisation:
    return form_organisation(Firm(employees=people, **firm), table, seed, replication)


def pairs_of(organisation: Organisation) -> set[tuple[int, int]]:
    sources = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    both = zip(sources.tolist(), organisation.tie_targets.tolist(), strict=True)
    return {(one, other) for one, other in both if one < other}


def content(organisation: Organisation) -> tuple[bytes, ...]:
    return organisation.tie_starts.tobytes(), organisation.tie_targets.tobytes()


def named_ties_within(organisation: Organisation) -> dict[str, set[tuple[str, str]]]:
    ids, department = organisation.ids, organisation.department
    found: dict[str, set[tuple[str, str]]] = {name: set() for name in organisation.department_names}
    for one, other in pairs_of(organisation):
        if department[one] == department[other]:
            found[organisation.department_names[department[one]]].add((ids[one], ids[other]))
    return found


@pytest.mark.parametrize("people", [1, 2, 3, 4, 8, 11, 12, 13, 29, 30, 31, 57, 120])
def test_any_size_is_sound(people):
    organisation = form(people)
    check_organisation(organisation)
    assert organisation.employees == people
    assert organisation.is_synthetic
    assert not organisation.is_complete
    assert (organisation.tie_weights == 64).all()


def test_departments_come_in_the_order_of_the_kinds():
    organisation = form(300)
    assert organisation.department_names == Kind.keys()
    assert organisation.department_kinds.tolist() == list(range(10))
    assert organisation.department_sizes.tolist() == [24, 12, 48, 42, 12, 42, 18, 24, 72, 6]


def test_absent_kinds_are_no_departments():
    assert form(2).department_names == ("marketing", "sales")
    assert form(1, home="finance").department_names == ("finance",)


def test_teams_are_consecutive_and_led_by_their_first():
    organisation = form(300)
    first, size = 24, 12  # communications: a team of eight and one of four
    rows = slice(first, first + size)
    assert organisation.team[rows].tolist() == [3] * 8 + [4] * 4
    assert organisation.manager[rows].tolist() == [-1] + [first] * 7 + [-1] + [first + 8] * 3
    assert np.flatnonzero(organisation.is_manager[rows]).tolist() == [0, 8]


def test_all_team_mates_are_tied():
    organisation = form(150, team_size=5, ties_per_person=2)
    pairs = pairs_of(organisation)
    for one in range(150):
        for other in range(one + 1, min(one + 5, 150)):
            if organisation.team[one] == organisation.team[other]:
                assert (one, other) in pairs


def test_the_ceo_is_the_first_executive():
    organisation = form(300)
    assert organisation.ceo == 294
    assert organisation.department_names[organisation.department[294]] == "executive"
    assert organisation.department[293] != organisation.department[294]
    assert form(2).ceo == -1


def test_same_key_same_bytes_other_key_other_ties():
    assert content(form(80, seed=5, replication=2)) == content(form(80, seed=5, replication=2))
    others = [
        form(80, seed=5, replication=3),
        form(80, seed=6, replication=2),
        form(80, seed=0, replication=2),
    ]
    assert len({content(other) for other in [form(80, seed=5, replication=2), *others]}) == 4


def test_another_department_moves_nobodys_dice():
    zero = {"headcount_share": 0.0}
    without = TABLE.model_copy(update={"finance": TABLE.finance.model_copy(update=zero)})
    one, other = form(200), form(200, table=without)
    assert "finance" in one.department_names
    assert "finance" not in other.department_names
    ties, ties_without = named_ties_within(one), named_ties_within(other)
    for name in set(ties) - {"finance", "operations"}:  # operations take the people of finance
        assert ties[name] == ties_without[name]
        assert ties[name]


def test_more_silo_only_takes_ties_elsewhere_away():
    # a person's number of ties elsewhere is a quantile of one draw, and the first are the same of any number
    def elsewhere(silo: float) -> set[tuple[int, int]]:
        organisation = form(120, within_department_share=silo)
        department = organisation.department
        return {(one, other) for one, other in pairs_of(organisation) if department[one] != department[other]}

    ties = [elsewhere(silo) for silo in (1.0, 0.9, 0.6, 0.3, 0.0)]
    assert not ties[0]
    for fewer, more in itertools.pairwise(ties):
        assert fewer < more


def test_a_department_too_small_for_the_ties_asked_for_is_tied_completely():
    organisation = form(30, ties_per_person=30, within_department_share=1.0)
    sizes = organisation.department_sizes
    assert len(pairs_of(organisation)) == (sizes * (sizes - 1) // 2).sum()


def test_everyone_can_be_tied_to_everyone_elsewhere():
    organisation = form(
        20, ties_per_person=500, within_department_share=0.0, bridging_factor=2.0, other_bridging_factor=2.0,
        team_size=1,
    )  # fmt: skip
    department = organisation.department
    pairs = pairs_of(organisation)
    assert all(department[one] != department[other] for one, other in pairs)
    assert len(pairs) == sum(
        department[one] != department[other] for one in range(20) for other in range(one)
    )


def test_the_number_of_ties_drawn_is_as_expected():
    replications = range(12 if is_compiler_on() else 2)
    counts = []
    for replication in replications:
        organisation = form(400, replication=replication)
        department, team = organisation.department, organisation.team
        kinds = [sum(department[i] != department[j] for i, j in pairs_of(organisation))]
        kinds.append(
            sum(department[i] == department[j] and team[i] != team[j] for i, j in pairs_of(organisation))
        )
        counts.append(kinds)
    elsewhere, within = np.mean(counts, axis=0)

    bridging = organisation.is_manager | np.isin(organisation.department, [Kind.MARKETING, Kind.SALES, 9])
    drawn = 10 * 0.075 * (2.0 * bridging.sum() + 0.8 * (~bridging).sum())
    # two in 10,000 of these pairs are drawn twice
    error = 5 * np.sqrt(drawn / len(replications))
    assert elsewhere == pytest.approx(drawn, abs=error + 0.01 * drawn)

    # asked for inside: 9 less the team mates; drawn by both with chance (wanted / pool) each
    sizes = organisation.department_sizes
    drawn_within = doubled = 0.0
    for number, size in enumerate(sizes.tolist()):
        for start in range(0, size, 8):
            mates = min(8, size - start)
            drawn_within += mates * min(9 - (mates - 1), size - mates)
        if size > 8:
            doubled += size * 2 * 2 / (2 * (size - 8))
        assert organisation.department_names[number] == Kind(number).key
    assert within == pytest.approx(drawn_within - doubled, rel=0.04)


def test_only_managers_and_some_kinds_bridge_when_others_may_not():
    of_managers = 0
    for replication in range(10 if is_compiler_on() else 3):
        organisation = form(200, replication=replication, other_bridging_factor=0.0)
        department, is_manager = organisation.department, organisation.is_manager
        is_bridging_kind = np.isin(department, [Kind.MARKETING, Kind.SALES, Kind.EXECUTIVE])
        for one, other in pairs_of(organisation):
            if department[one] != department[other] and not (
                is_bridging_kind[one] or is_bridging_kind[other]
            ):
                assert is_manager[one] or is_manager[other]
                of_managers += 1
    assert of_managers > 0


def chosen_sets(wanted: int, pool: int, draws: int) -> np.ndarray:
    found = np.empty((draws, wanted), dtype=np.int64)
    is_chosen = np.zeros(pool, dtype=np.bool_)
    for key in range(draws):
        _choose_within(np.uint64(9), np.uint64(key), wanted, pool, is_chosen, found[key])
    assert not is_chosen.any()
    return found


def test_every_set_of_places_is_equally_likely():
    draws = 4000 if is_compiler_on() else 1000
    found = chosen_sets(wanted=2, pool=5, draws=draws)
    sets, counts = np.unique(np.sort(found, axis=1), axis=0, return_counts=True)
    assert len(sets) == 10
    expected = draws / 10
    assert ((counts - expected) ** 2 / expected).sum() < 27.9  # 9 degrees of freedom, one in a thousand


def test_the_whole_pool_can_be_chosen():
    assert np.sort(chosen_sets(wanted=9, pool=9, draws=20)).tolist() == [list(range(9))] * 20


def test_the_fifth_place_is_a_fresh_draw():
    found = chosen_sets(wanted=8, pool=1000, draws=300)
    for place in range(4):
        assert abs(np.corrcoef(found[:, place], found[:, place + 4])[0, 1]) < 0.25


def test_the_ties_of_one_firm_are_known():
    # a new digest moves every result with a synthetic firm: the changelog must say so
    digest = blake2b(b"".join(content(form(300, seed=1))), digest_size=8).hexdigest()
    assert digest == "de1ba76468f0adb5"


def test_a_complete_organisation_counts_its_ties_or_stores_them():
    firm = Firm(employees=30)
    counted = complete_organisation(firm, TABLE)
    assert counted.is_complete
    assert counted.tie_targets.size == 0
    stored = complete_organisation(firm, TABLE, is_stored=True)
    assert not stored.is_complete
    assert len(pairs_of(stored)) == 30 * 29 // 2
    check_organisation(stored)
    check_organisation(counted)
    assert counted.person_keys.tolist() == stored.person_keys.tolist() == form(30).person_keys.tolist()


@pytest.mark.skipif(not is_compiler_on(), reason="a hundred thousand people need the compiler")
def test_a_hundred_thousand_people_form_in_seconds():
    form(300)
    start = time.perf_counter()
    organisation = form(100_000)
    assert time.perf_counter() - start < 5.0
    check_organisation(organisation)
