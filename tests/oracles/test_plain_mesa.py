"""The plain model agrees with hand calculation and with theory, so that it may judge the engine."""

import dataclasses
from collections import Counter

import numpy as np
import pytest

from smsim.organisation.organisation import Organisation
from smsim.parameters import Parameters
from smsim.parameters.people import Adoption, Learning, Turnover
from smsim.randomness.draws import beta_2_2, block, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import FORMATION_MONTH, DrawPurpose, person_keys, run_key
from smsim.vocabulary import DepartmentKind, UseChange
from tests.oracles.closed_forms import (
    bass_shares,
    equilibrium_share,
    exit_probability,
    granovetter_final_share,
)
from tests.oracles.plain_mesa import MonthContext, PlainModel

MARKETING, COMMUNICATIONS = DepartmentKind.MARKETING, DepartmentKind.COMMUNICATIONS


def firm(sizes, kinds=(MARKETING,), ties=(), manager=None, ceo=-1, is_complete=False):
    """Build an organisation from department sizes and ties (one, other, weight in 1/64ths)."""
    names = tuple(f"department {row}" for row in range(len(sizes)))
    people = sum(sizes)
    neighbours = [[] for _ in range(people)]
    for one, other, weight in ties:
        neighbours[one].append((other, weight))
        neighbours[other].append((one, weight))
    flat = [tie for row in neighbours for tie in sorted(row)]
    manager = np.array(manager if manager is not None else [-1] * people, dtype=np.int32)
    return Organisation(
        department_names=names,
        department_kinds=np.array(kinds, dtype=np.int8),
        department=np.repeat(np.arange(len(sizes)), sizes).astype(np.int32),
        team=np.zeros(people, dtype=np.int32),
        manager=manager,
        is_manager=np.isin(np.arange(people), manager),
        person_keys=person_keys(names, sizes),
        tie_starts=np.cumsum([0] + [len(row) for row in neighbours], dtype=np.int64),
        tie_targets=np.array([tie[0] for tie in flat], dtype=np.uint32),
        tie_weights=np.array([tie[1] for tie in flat], dtype=np.uint32),
        ceo=ceo,
        is_complete=is_complete,
    )


def quiet(departments=1, **given):
    given = {"endorsement": [0.0] * departments, "practice": [0.0] * departments, **given}
    return MonthContext(**given)


def plain(organisation, context=None, *, seed=1, home=0, manager_tie_weight=3.0, replication=0, **groups):
    context = context or quiet(len(organisation.department_kinds))
    return PlainModel(
        organisation,
        Parameters(**groups),
        lambda month: context,
        seed=seed,
        home=home,
        manager_tie_weight=manager_tie_weight,
        replication=replication,
    )


STILL = {
    "adoption": Adoption(spontaneous_hazard=0, peer_hazard=0, discontinuance_hazard=0, is_ceo_rule_on=False),
    "turnover": Turnover(turnover_probability=0),
}


def test_exposure_weighs_ties_and_the_own_manager():
    ties = [(0, 1, 64), (0, 2, 32), (0, 3, 5), (1, 3, 64)]
    model = plain(firm([5], ties=ties, manager=[3, -1, -1, -1, -1]), manager_tie_weight=2.5, **STILL)
    model.employees[3].is_active = True
    model.step()
    # 5 * 2.5 = 12.5 counts as 13; person 1 is the first user
    assert model.employees[0].exposure == (64 + 13) / (64 + 32 + 13)
    assert model.employees[2].exposure == 0
    assert model.employees[1].exposure == 64 / 128
    assert model.employees[3].exposure == 64 / 69  # the tie weighs more for the led, not for the manager
    assert model.employees[4].exposure == 0  # no ties


def test_complete_firm_sees_all_others():
    model = plain(firm([4], is_complete=True), **STILL)
    model.employees[0].is_active = True
    model.step()
    assert [employee.exposure for employee in model.employees] == [1 / 3, 1 / 3, 2 / 3, 2 / 3]


def test_one_person_alone_works():
    model = plain(firm([1], is_complete=True), **STILL)
    model.step()
    assert model.employees[0].is_active
    assert model.employees[0].innovativeness == 0.95
    assert model.employees[0].exposure == 0


def test_peer_response_is_a_smooth_threshold():
    employee = plain(firm([3])).employees[0]
    employee.threshold = 0.2
    responses = []
    for employee.exposure in (0.0, 0.1, 0.2, 0.4, 1.0):
        responses.append(employee.peer_response())
    assert responses == pytest.approx([0, 0.2, 0.5, 0.8, 25 / 26], abs=1e-15)


def test_very_sharp_threshold_is_a_step():
    employee = plain(firm([3]), adoption=Adoption(threshold_sharpness=1e9)).employees[0]
    employee.threshold = 0.2
    employee.exposure = 0.199
    assert employee.peer_response() == 0
    employee.exposure = 0.201
    assert employee.peer_response() == 1


def test_hazards_by_hand():
    context = MonthContext(
        endorsement=[0.5],
        practice=[0.0],
        authority=0.4,
        directive_hazard=0.05,
        ban_share=0.25,
        workload_share=0.2,
        fear=2.0,
    )
    employee = plain(firm([3]), context).employees[0]
    employee.training, employee.usefulness, employee.innovativeness = 0.6, 0.3, 0.7
    employee.threshold, employee.exposure = 0.2, 0.4
    # facilitation (.5 + .5 * .6) * .8 * .75 = .48, times 2 * .3 = .288
    expected = (0.288 * 2 * 0.7 * 0.002, 0.288 * 0.06 * 0.8, 0.288 * 2 * 0.3 * 0.05 * 0.5 * 0.4)
    assert employee.adoption_terms(context) == pytest.approx(expected, rel=1e-14)
    assert employee.giving_up_hazard(context) == pytest.approx(0.012 * 2 * 0.7 * 3, rel=1e-14)


def test_learning_by_hand():
    kinds = (MARKETING, COMMUNICATIONS)
    context = MonthContext(endorsement=[0, 0], practice=[0.5, 0.2], measurement=0.6)
    model = plain(firm([3, 3], kinds, ties=[(0, 1, 64), (4, 5, 64)]), context, **STILL)
    user, neighbour, loner = model.employees[1], model.employees[0], model.employees[3]
    user.training = 0.4
    model.step()
    start = 0.95 * 0.4
    assert user.usefulness == pytest.approx(start + 0.15 * (0.95 * (0.4 + 0.6 * 0.5) - start), rel=1e-14)
    # marketing alone is operating; the neighbour sees it at work and in the figures
    seen = 0.7 * 0.5 + 0.3 * 0.6 * 0.5
    expected = start + 0.15 * (0.95 * (0.4 + 0.6 * seen) - start)
    assert neighbour.usefulness == pytest.approx(expected, rel=1e-14)
    start, seen = 0.9 * 0.4, 0.3 * 0.6 * 0.5
    assert loner.usefulness == pytest.approx(start + 0.15 * (0.9 * (0.4 + 0.6 * seen) - start), rel=1e-14)
    assert user.skill == pytest.approx(0.1 + 0.1 * 0.9 * (0.5 + 0.5 * 0.4), rel=1e-14)
    assert neighbour.skill == 0.1
    assert user.training == pytest.approx(0.4 * 23 / 24, rel=1e-14)


def test_practice_of_operating_departments_is_weighted_by_people():
    kinds = (MARKETING, COMMUNICATIONS, DepartmentKind.SALES)
    context = MonthContext(endorsement=[0] * 3, practice=[0.9, 0.4, 0.6])
    model = plain(firm([1, 5, 3], kinds), context, **STILL)
    model.step()
    assert model.operating_practice == pytest.approx((1 * 0.9 + 3 * 0.6) / 4, rel=1e-14)


def test_training_seats_go_to_the_highest_claims():
    context = quiet(training_programme=0.5, training_push_share=0.22)
    model = plain(firm([10]), context, **STILL)  # (.06 * .5 + .22) * 10 = 2.5: three seats
    model.employees[7].is_active = True
    model.employees[1].training = 0.96
    model.employees[4].training = 0.5
    model.step()
    luck = [employee.luck for employee in model.employees]
    claims = [0.9 * value for value in luck]
    claims[1] += 1 - 0.96 * 23 / 24
    claims[7] += 1
    claims[4] -= 0.5 * 23 / 24
    expected = set(np.argsort(claims)[-3:])
    assert {e.row for e in model.employees if e.training == 1} == expected
    key = person_keys(["department 0"], [10])[3]
    words = block(np.uint64(run_key(1, 0)), key, 0, int(DrawPurpose.EMPLOYEE_MONTH))
    assert luck[3] == word_to_uniform(words[2])


def test_equal_claims_are_settled_by_row_and_seats_end_with_the_people():
    equal = {
        "adoption": Adoption(has_first_user=False),
        "learning": Learning(training_luck_weight=0),
        "turnover": STILL["turnover"],
    }
    model = plain(firm([6]), quiet(training_push_share=0.34), **equal)
    model.step()
    assert [employee.training for employee in model.employees] == [1, 1, 0, 0, 0, 0]
    everyone = plain(firm([3]), quiet(training_programme=1, training_push_share=1), **equal)
    everyone.step()
    assert all(employee.training == 1 for employee in everyone.employees)


def test_newcomers_start_afresh_and_the_ceo_stays():
    model = plain(
        firm([4], ceo=2),
        quiet(training_programme=0.5),
        turnover=Turnover(turnover_probability=1),
        adoption=Adoption(discontinuance_hazard=0, spontaneous_hazard=0, is_ceo_rule_on=False),
    )
    before = [(employee.innovativeness, employee.threshold) for employee in model.employees]
    model.step()
    after = [(employee.innovativeness, employee.threshold) for employee in model.employees]
    assert after[2] == before[2]
    assert all(old != new for row, (old, new) in enumerate(zip(before, after, strict=True)) if row != 2)
    newcomer = model.employees[1]
    assert newcomer.change is UseChange.REPLACED_USER
    assert model.employees[0].change is UseChange.REPLACED_NON_USER
    assert model.leavers == 3
    assert (newcomer.is_active, newcomer.skill, newcomer.training) == (False, 0.1, 0)
    assert newcomer.usefulness == pytest.approx(0.95 * 0.4)
    first_traits = newcomer.innovativeness
    model.step()
    assert newcomer.innovativeness != first_traits  # the next newcomer is somebody else


@pytest.mark.parametrize("given", [{"training_programme": 0.51}, {"has_onboarding": True}])
def test_onboarding_trains_newcomers(given):
    model = plain(firm([4]), quiet(**given), turnover=Turnover(turnover_probability=1))
    model.step()
    assert [employee.training for employee in model.employees] == [1, 1, 1, 1]


def test_traits_follow_their_distributions():
    employees = plain(firm([1500]), adoption=Adoption(has_first_user=False)).employees
    innovativeness = np.array([employee.innovativeness for employee in employees])
    threshold = np.array([employee.threshold for employee in employees])
    assert innovativeness.mean() == pytest.approx(0.5, abs=0.03)
    assert innovativeness.std() == pytest.approx(np.sqrt(1 / 20), abs=0.02)
    assert threshold.mean() == pytest.approx(0.2, abs=0.01)
    assert threshold.std() == pytest.approx(0.08, abs=0.01)
    assert threshold.min() >= 0.03
    assert abs(np.corrcoef(innovativeness, threshold)[0, 1]) < 0.1


def test_traits_are_drawn_from_their_lanes():
    employee = plain(firm([5])).employees[3]
    key = person_keys(["department 0"], [5])[3]
    words = block(np.uint64(run_key(1, 0)), key, FORMATION_MONTH, int(DrawPurpose.NEWCOMER))
    shares = [word_to_uniform(word) for word in words]
    assert employee.innovativeness == beta_2_2(shares[0])
    assert employee.threshold == pytest.approx(0.2 + 0.08 * standard_normal(shares[1], shares[2]), rel=1e-14)


def test_ceo_joins_when_sponsorship_and_communications_convince():
    kinds = (COMMUNICATIONS, MARKETING, COMMUNICATIONS)
    adoption = Adoption(spontaneous_hazard=0, peer_hazard=0, ceo_probability=1, discontinuance_hazard=0)

    def joined(sponsorship, practice, ban=0.0, months=200):
        context = MonthContext([0] * 3, practice, sponsorship=sponsorship, ban_share=ban)
        count = 0
        model = plain(
            firm([3, 2, 1], kinds, ceo=4),
            context,
            adoption=adoption,
            home=0,
            turnover=Turnover(turnover_probability=0),
        )
        for _ in range(months):
            model.step()
            count += model.has_ceo_joined
            model.employees[4].is_active = False
        return count

    assert joined(1.0, [1, 0, 1]) == 200
    assert joined(1.0, [1, 1, 1], ban=1.0) == 0
    assert joined(0.0, [1, 1, 1]) == 0
    run = np.uint64(run_key(1, 0))
    ceo_key = person_keys([f"department {row}" for row in range(3)], [3, 2, 1])[4]
    luck = [uniform(run, ceo_key, month, int(DrawPurpose.CEO_JOINS)) for month in range(200)]
    # (.3 + .7 * 3/4 * .4) * .5 = .255
    assert joined(0.5, [0.4, 1.0, 0.0]) == sum(value < 0.255 for value in luck)


def test_ceo_rule_can_be_switched_off():
    off = Adoption(spontaneous_hazard=0, peer_hazard=0, ceo_probability=1, is_ceo_rule_on=False)
    model = plain(firm([3, 2], (COMMUNICATIONS, MARKETING), ceo=4), quiet(2, sponsorship=1.0), adoption=off)
    model.step()
    assert not model.employees[4].is_active


def test_cause_is_drawn_in_proportion_to_the_terms():
    adoption = Adoption(spontaneous_hazard=1, peer_hazard=2, response="linear", discontinuance_hazard=0)
    context = quiet(endorsement=[1.0], authority=1.0, directive_hazard=1.0, workload_share=0.0)
    model = plain(firm([1000], is_complete=True), context, adoption=adoption, turnover=STILL["turnover"])
    expected = np.zeros(3)
    for row, employee in enumerate(model.employees):
        employee.is_active = row < 500
        employee.innovativeness = 0.5
        employee.usefulness = 10.0  # all who have not started do so
        employee.exposure = 500 / 999
        if row >= 500:
            terms = np.array(employee.adoption_terms(context))
            expected += terms / terms.sum()
    model.step()
    causes = Counter(employee.change for employee in model.employees)
    assert model.adoptions == 500
    counts = [causes[cause] for cause in (UseChange.SPONTANEOUS, UseChange.PEERS, UseChange.DIRECTIVE)]
    assert counts == pytest.approx(expected, abs=40)


def lively_trace(seed=3, replication=0, order=None):
    """Return who is active after 12 months in a ring of 40 people, numbered in another `order`."""
    people = 40
    place = np.arange(people) if order is None else np.array(order)
    row_of = np.argsort(place)
    ties = [(row_of[p], row_of[(p + step) % people], 64 * step) for p in range(people) for step in (1, 2)]
    organisation = firm([people], ties=ties)
    organisation = dataclasses.replace(organisation, person_keys=organisation.person_keys[place])
    adoption = Adoption(
        spontaneous_hazard=0.05, peer_hazard=0.5, discontinuance_hazard=0.1, has_first_user=False
    )
    context = quiet(training_programme=0.8, practice=[0.5], endorsement=[0.5], authority=0.5)
    model = plain(organisation, context, seed=seed, replication=replication, adoption=adoption)
    trace = []
    for _ in range(12):
        model.step()
        trace.append([model.employees[row_of[p]].is_active for p in range(people)])
    return trace


def test_order_of_people_does_not_matter():
    order = np.random.default_rng(5).permutation(40)
    assert lively_trace(order=order) == lively_trace()


def test_seed_and_replication_name_the_luck():
    assert lively_trace(seed=0) == lively_trace(seed=0)
    assert lively_trace(seed=0) != lively_trace(seed=1)
    assert lively_trace(replication=1) != lively_trace(replication=0)


def verification_model(people, spontaneous, peers, giving_up=0.0, leaving=0.0, seed=1):
    """Build a fully connected firm in which everyone is neutral."""
    return plain(
        firm([people], is_complete=True),
        quiet(workload_share=0.0),
        seed=seed,
        adoption=Adoption(
            spontaneous_hazard=spontaneous,
            peer_hazard=peers,
            response="linear",
            has_first_user=False,
            untrained_facilitation=1,
            discontinuance_hazard=giving_up,
            is_ceo_rule_on=False,
        ),
        learning=Learning(usefulness_learning=0),
        turnover=Turnover(turnover_probability=leaving),
    )


def make_neutral(model):
    for employee in model.employees:
        employee.usefulness = employee.innovativeness = 0.5


def test_neutral_firm_follows_bass():
    model = verification_model(1000, 0.02, 0.4)
    make_neutral(model)
    shares = [0.0]
    for _ in range(20):
        model.step()
        shares.append(model.active_employees / 1000)
    assert np.abs(np.array(shares) - bass_shares(0.02, 0.4, 20)).max() < 0.04


def test_starting_and_giving_up_come_to_balance():
    giving_up, leaving = 0.1, 0.05
    model = verification_model(400, 0.02, 0.3, giving_up, leaving)
    shares = []
    for month in range(70):
        make_neutral(model)
        model.step()
        if month >= 30:
            shares.append(model.active_employees / 400)
    expected = equilibrium_share(0.02, 0.3, exit_probability(1 - np.exp(-giving_up), leaving))
    assert np.mean(shares) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize(("spread", "seed"), [(0.10, 1), (0.2, 2), (0.15, 3), (0.12, 5)])
def test_very_sharp_thresholds_give_granovetters_crowd(spread, seed):
    thresholds = np.random.default_rng(seed).normal(0.25, spread, 60)
    model = plain(
        firm([60], is_complete=True),
        quiet(workload_share=0.0),
        adoption=Adoption(
            threshold_sharpness=1e9,
            peer_hazard=10,
            untrained_facilitation=1,
            discontinuance_hazard=0,
            spontaneous_hazard=0,
            is_ceo_rule_on=False,
            has_first_user=False,
        ),
        learning=Learning(usefulness_learning=0),
        turnover=STILL["turnover"],
    )
    for employee, threshold in zip(model.employees, thresholds, strict=True):
        employee.threshold = max(float(threshold), 1e-9)
        employee.is_active = bool(threshold <= 0)  # nobody responds to no exposure: the first few are given
        employee.usefulness = 0.95
    for _ in range(60):
        model.step()
    assert model.active_employees / 60 == granovetter_final_share(thresholds)


def test_nobody_starts_without_a_cause_or_without_access():
    without_cause = Adoption(spontaneous_hazard=0, peer_hazard=0, is_ceo_rule_on=False)
    banned = quiet(ban_share=1.0, endorsement=[1.0], authority=1.0, directive_hazard=0.1)
    eager = Adoption(spontaneous_hazard=1, peer_hazard=1)
    models = [
        plain(firm([50], is_complete=True), adoption=without_cause),
        plain(firm([50], is_complete=True, ceo=9), banned, adoption=eager),
    ]
    for model in models:
        for employee in model.employees:
            employee.is_active = employee.row < 30
        before = 30
        for _ in range(24):
            model.step()
            assert model.active_employees <= before
            before = model.active_employees
        assert before < 30


def test_works_with_mesas_own_tools():
    model = plain(firm([12]))
    model.step()
    assert model.steps == model.month == 1
    assert len(model.agents) == 12
    assert len(model.agents.select(lambda employee: employee.is_active)) == model.active_employees
