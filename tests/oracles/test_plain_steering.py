"""Who is in charge, whom they reach and what is seen across ties, against tiny firms worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smsim.organisation.formation import complete_organisation
from smsim.parameters import Firm, Parameters
from tests.oracles.given_luck import GivenLuck
from tests.oracles.plain_centre import endorse, practise, seen_elsewhere
from tests.oracles.plain_firm import PlainFirm
from tests.oracles.plain_luck import Luck
from tests.oracles.plain_numbers import LEVERS
from tests.oracles.plain_public import response_share, weeks_of
from tests.oracles.plain_steering import (
    contact_with,
    make_ties,
    replace,
    seat_reach,
    settle_contact,
    settle_who_is_in_charge,
    shifted,
    take_up_plan,
)
from tests.simulations import hand_made

# marketing 0-3, sales 4-6, human resources 7-8; 0 heads marketing, 5 sales, 7 recruiting
KINDS, SIZES = ("marketing", "sales", "human_resources"), (4, 3, 2)
MANAGERS = [-1, 0, 0, 0, 5, -1, 5, -1, 7]
TIES = [(0, 1, 64), (0, 4, 64), (1, 5, 64), (2, 7, 64), (4, 6, 64), (4, 7, 64), (7, 8, 64)]


BY_HAND = {
    "mean_vacancy_months": 3.0,
    "lead_spread": 0.8,
    "replaced_share": 0.5,
    "budget_cut_share": 0.4,
    "ties_lost_share": 0.25,
    "ties_made": 0.01,
    "meeting_ties": 1 / 12,
    "reorganised_ties_share": 0.3,
    "tie_reach": 0.3,
    "second_reach": 0.03,
    "unsponsored_backing": 0.25,
    "culture_spread": 0.4,
    "seen_weight": 0.5,
    "bottom_up_weight": 0.4,
    "know_how": 0.6,
    "support_hours": 50.0,
    "practice_growth": 0.1,
    "practice_decay": 0.03,
    "renewal_share": 0.3,
    "control_delay": 0.3,
    "unrest_memory": 0.9,
}
"""The numbers that the figures below were worked out with, whatever the defaults are."""


def firm(shares=None, normals=None, ceo=-1, ties=TIES, kinds=KINDS, sizes=SIZES, **other) -> PlainFirm:
    managers = MANAGERS if sum(sizes) == len(MANAGERS) else None
    organisation = hand_made(kinds, sizes, ties, managers, ceo)
    given = {**BY_HAND, "has_first_user": False, **other}
    plain = PlainFirm.of_organisation(organisation, GivenLuck(shares, normals), **given)
    plain.month, plain.levers = 0, LEVERS
    for person in plain.people:
        person.draws = (1.0,) * 4
    return plain


def under(plain: PlainFirm, form: str, month: int = 0, **levers) -> PlainFirm:
    """Let a month's steering pass under a form."""
    plain.month, plain.levers = month, {**LEVERS, "form": form, **levers}
    take_up_plan(plain)
    settle_who_is_in_charge(plain)
    settle_contact(plain)
    return plain


def names(plain: PlainFirm) -> list[tuple[str, int, int]]:
    return [(kind, department, detail) for _, kind, department, detail, _ in plain.events]


AT_ONCE = {"lead search": 0.1, "lead chosen": 0.0}


# contact


def test_contact_of_a_lone_lead_by_hand() -> None:
    plain = under(firm(AT_ONCE), "group_head")
    assert plain.lead == 0
    home, sales, recruiting = plain.departments
    # one tie into sales; one colleague at home, and 2 of marketing's 4 people talk to sales, 1 to recruiting
    assert home.contact == 1
    assert sales.contact == pytest.approx(1 - 0.5 * 0.7 * 0.97 ** (1 * 2 / 4))
    assert recruiting.contact == pytest.approx(1 - 0.5 * 0.97 ** (1 * 1 / 4))


def test_the_lever_contact_is_formal_contact_with_others_only() -> None:
    plain = under(firm(AT_ONCE), "lone_manager", contact=0.2)
    assert plain.departments[0].contact == 1
    assert plain.departments[2].contact == pytest.approx(1 - 0.8 * 0.97**0.25)


def test_a_seat_needs_ties_inside_and_bridges() -> None:
    plain = under(firm({**AT_ONCE, "representative": 0.0}), "task_force", members=("MKT", "SAL", "HR"))
    plain.people.untie(4, 7)
    plain.people.tie(4, 8)
    assert [d.representative for d in plain.departments] == [-1, 4, 7]
    sales = plain.departments[1]
    assert seat_reach(plain, sales) == pytest.approx(0.3 * (1 - 0.7**2))
    # the lead has one tie into sales and a colleague at home, recruiting's representative a colleague only
    apart = 0.7 * 0.97 ** (1 * 2 / 4) * 0.97 ** (1 * 1 / 2)
    assert contact_with(plain, sales) == pytest.approx(1 - (1 - 0.3 * 0.51) * apart)
    plain.people.untie(4, 0)
    plain.people.untie(4, 8)
    assert seat_reach(plain, sales) == 0


def test_representatives_reach_on_while_the_lead_s_seat_is_empty() -> None:
    plain = under(firm({"lead search": 0.9, "representative": 0.0}), "task_force", members=("SAL",))
    assert plain.vacant
    assert plain.lead == -1
    home, _, recruiting = plain.departments
    assert home.contact == pytest.approx(1 - 0.7 * 0.97 ** (1 * 2 / 3))
    assert recruiting.contact == pytest.approx(1 - 0.7 * 0.97 ** (1 * 1 / 3))
    assert plain.mandate == 0


def test_nobody_in_charge_reaches_nobody() -> None:
    plain = under(firm(), "grassroots")
    assert [d.contact for d in plain.departments] == [0, 0, 0]


def test_everyone_is_reached_in_a_complete_organisation() -> None:
    organisation = complete_organisation(Firm(employees=20), Parameters().departments)
    plain = PlainFirm.of_organisation(organisation, GivenLuck(AT_ONCE))
    under(plain, "grassroots")
    assert {d.contact for d in plain.departments} == {0}
    under(plain, "lone_manager", 1)
    assert {d.contact for d in plain.departments} == {1}
    assert not plain.are_ties_living


def test_the_mandate_comes_from_authority_and_from_the_executives_ear() -> None:
    kinds = ("marketing", "executive")
    plain = firm(AT_ONCE, kinds=kinds, sizes=(3, 2), ties=[(0, 3, 64), (0, 1, 64), (1, 3, 64), (1, 4, 64)])
    under(plain, "lone_manager", authority=0.5)
    ear = 1 - 0.7 * 0.97 ** (1 * 3 / 3)
    assert plain.departments[1].contact == pytest.approx(ear)
    backing = 0.25 + 0.75 * 0.6
    assert plain.mandate == pytest.approx(1 - (1 - 0.5 * backing) * (1 - 0.6 * ear))


# know-how and endorsement


def test_what_is_seen_through_ties_by_hand() -> None:
    plain = firm()
    home, sales, recruiting = plain.departments
    home.practice, sales.practice = 0.5, 0.8
    for row in (0, 4):
        plain.people.everyone[row].is_active = True
    # sales: one tie (4-0) to a user in marketing; recruiting: one (7-4) to a user in sales
    assert seen_elsewhere(plain, sales) == pytest.approx(0.5 * (1 - math.exp(-1 / 3)))
    assert seen_elsewhere(plain, recruiting) == pytest.approx(0.8 * (1 - math.exp(-1 / 2)))
    plain.people.everyone[1].is_active = plain.people.everyone[2].is_active = True
    one, two = 0.8 * (1 - math.exp(-1 / 2)), 0.5 * (1 - math.exp(-1 / 2))
    assert seen_elsewhere(plain, recruiting) == pytest.approx(1 - (1 - one) * (1 - two))
    plain.people.untie(2, 7)
    assert seen_elsewhere(plain, recruiting) == pytest.approx(one)


def test_endorsement_by_hand() -> None:
    plain = under(firm(AT_ONCE, normals={"culture": 0.5}), "group_head", authority=0.8)
    home, sales, _ = plain.departments
    home.practice, sales.planned, sales.endorsement = 0.5, True, 0.1
    plain.people.everyone[5].innovativeness = 0.4
    plain.people.everyone[5].usefulness = 0.3
    plain.people.everyone[4].is_active = True
    assert plain.people.everyone[0].is_active  # the lead
    endorse(plain)
    openness = 2 * 0.4 * math.exp(0.4 * 0.5)
    above = sales.contact * (0.8 * (0.25 + 0.75 * 0.6)) * openness
    view = 0.3 * (1 / 3) / 0.5
    seen = 0.5 * (1 - math.exp(-1 / 3))
    target = 1 - (1 - above) * (1 - 0.4 * view) * (1 - 0.5 * seen)
    assert sales.endorsement == pytest.approx(0.1 + 0.15 * (target - 0.1))


def test_practice_by_hand() -> None:
    plain = under(firm(AT_ONCE), "manager_with_aide")
    sales = plain.departments[1]
    sales.discovered = sales.approved = True
    sales.endorsement, sales.practice, sales.seen = 0.6, 0.2, 0.25
    user = plain.people.everyone[4]
    user.is_active, user.skill = True, 0.5
    plain.free = 10.0
    practise(plain)
    # marketing claims (1 - 0) * .95, sales (1 - .2) * .8
    hours = 10 * 0.3 * 0.64 / (0.95 + 0.64)
    assert sales.help_hours == pytest.approx(hours)
    effort = 0.6 * (0.65 * math.sqrt(1 / 3) * 0.5 + hours / (50 * math.sqrt(0.1)) + 0.6 * 0.25)
    assert sales.practice == pytest.approx(0.2 + 0.1 * effort * 0.8 - 0.03 * 0.2 * 0.4)


def test_new_platforms_cost_practice_and_channels() -> None:
    plain = under(firm({"platforms": 0.01}), "grassroots")
    plain.departments[1].practice, plain.channels, plain.free = 0.5, 1.2, 0.0
    practise(plain)
    assert plain.departments[1].practice == pytest.approx(0.35 * 0.97)
    assert plain.channels == 1
    assert names(plain) == [("platforms_changed", -1, 0)]


# who is in charge


@pytest.mark.parametrize(("search", "month"), [(0.28, 0), (0.29, 1), (0.48, 1), (0.49, 2), (0.9, 6)])
def test_the_seat_is_filled_after_a_search(search, month) -> None:
    plain = firm({"lead search": search, "lead chosen": 0.6})
    for now in range(month + 2):
        under(plain, "lone_manager", now)
        assert (plain.lead >= 0) == (now >= month)
    assert plain.lead == 2
    assert names(plain) == [("form_changed", -1, 2), ("lead_appointed", 0, 2)]
    assert plain.people.everyone[2].is_active
    assert plain.people.everyone[2].change == "in_charge"
    assert plain.adoptions == 1


def test_the_lead_stays_through_a_change_of_form_and_goes_with_the_last() -> None:
    plain = under(firm(AT_ONCE), "lone_manager")
    under(plain, "group_head", 3)
    assert plain.lead == 0
    under(plain, "grassroots", 4)
    assert (plain.lead, plain.fte) == (-1, 0)
    assert "lead_leaves" not in {kind for kind, _, _ in names(plain)}


def test_a_vacancy_goes_on_through_a_change_of_form() -> None:
    plain = under(firm({"lead search": 0.9}), "lone_manager")
    until = plain.vacant_until
    under(plain, "group_head", 2)
    assert plain.vacant_until == until
    under(plain, "group_head", until)
    assert plain.lead >= 0


def test_who_becomes_lead_is_a_choice() -> None:
    def lead(**levers):
        plain = firm({**AT_ONCE, "lead chosen": 0.9}, ties=[*TIES, (1, 6, 64)])
        plain.people.everyone[1].is_active = levers.pop("has_user", False)
        return under(plain, "lone_manager", **levers).lead

    assert lead() == 3
    assert lead(lead_by="first_user") == 3
    assert lead(lead_by="first_user", has_user=True) == 1
    assert lead(lead_by="most_ties") == 1
    assert lead(lead_by="fewest_ties") == 3


def test_who_represents_a_department_is_a_choice() -> None:
    def seats(**levers):
        plain = firm({**AT_ONCE, "representative": 0.5})
        under(plain, "task_force", members=("MKT", "SAL", "HR"), **levers)
        return [d.representative for d in plain.departments]

    assert seats() == [-1, 5, 8]  # nobody but the lead stands for the home
    assert seats(representatives_by="head") == [-1, 5, 7]
    assert seats(representatives_by="most_ties") == [-1, 4, 7]
    assert under(firm(), "task_force", members=()).departments[1].representative == -1


def test_seats_go_with_the_form() -> None:
    plain = under(firm(AT_ONCE), "task_force", members=("SAL",))
    assert plain.departments[1].representative >= 0
    under(plain, "group_head", 1)
    assert plain.departments[1].representative == -1


def test_the_lead_s_own_skill_goes_with_the_lead() -> None:
    plain = under(firm(AT_ONCE, normals={"lead chosen": 1.5}), "lone_manager")
    assert plain.skill == pytest.approx(shifted(0.45, 0.8 * 1.5))
    assert shifted(0.45, 1.2) == pytest.approx(0.7309, abs=1e-4)
    under(plain, "lone_manager", 1, strategic_skill=0.3)
    assert plain.skill == 0.3
    plain.fte = 2.0
    under(plain, "manager_with_aide", 2, lead_leaves=True)
    assert (plain.lead, plain.present, plain.skill) == (-1, 1, 0.45)


def test_a_lead_who_leaves_is_followed_after_a_search() -> None:
    plain = under(firm(AT_ONCE), "lone_manager")
    plain.luck.given["lead search"] = 0.5
    plain.departments[0].endorsement = 0.7
    under(plain, "lone_manager", 5, lead_leaves=True)
    assert (plain.lead, plain.vacant_until, plain.present) == (-1, 8, 0)
    assert plain.people.everyone[0].change == "replaced_user"
    assert plain.departments[0].endorsement == 0  # 0 was the head too
    assert plain.leavers == 1
    assert names(plain)[2:] == [("head_changed", 0, 0), ("lead_leaves", -1, 2)]


def test_new_executives_have_a_tone_of_their_own() -> None:
    plain = under(firm({**AT_ONCE, "executives": 0.9}, normals={"executives": -1.0}, ceo=5), "lone_manager")
    under(plain, "lone_manager", 1, executives_change=True)
    assert plain.sponsorship == pytest.approx(shifted(0.6, -1.0))
    assert plain.unrest == 1
    assert plain.lead == 0
    assert plain.people.everyone[5].change == "replaced_non_user"
    assert names(plain)[2:] == [("head_changed", 1, 5), ("executives_changed", -1, 0)]
    under(plain, "lone_manager", 2)
    assert plain.unrest == pytest.approx(0.9)


def test_the_lead_may_go_with_the_executives() -> None:
    shares = {**AT_ONCE, ("executives", 2): 0.49}
    plain = under(firm(shares), "lone_manager")
    under(plain, "lone_manager", 1, executives_change=True)
    assert plain.lead == -1
    chief = under(firm({**AT_ONCE, ("executives", 2): 0.9}, ceo=0), "lone_manager")
    under(chief, "lone_manager", 1, executives_change=True)
    assert chief.lead == -1
    assert chief.leavers == 1


def test_a_reorganisation_moves_heads_seats_and_ties() -> None:
    plain = under(firm({**AT_ONCE, "ties reorganised": 0.29}), "task_force", members=("SAL",))
    plain.luck.given[("reorganisation", plain.departments[2].key)] = 0.4
    before = plain.departments[1].representative
    plain.luck.given["representative"] = 0.0
    under(plain, "task_force", 1, members=("SAL",), is_reorganised=True)
    assert plain.departments[1].representative == 4 != before
    assert [sorted(plain.people.colleagues(row)) for row in (0, 1, 2, 4, 7)] == [[1], [0], [], [6], [8]]
    assert plain.people.everyone[7].change == "replaced_non_user"
    assert plain.people.everyone[5].change == "none"
    assert ("head_changed", 2, 7) in names(plain)


def test_a_budget_cut_is_made_good_slowly() -> None:
    plain = under(firm(AT_ONCE), "lone_manager", staff_factor=4.0)
    fte = plain.fte
    under(plain, "lone_manager", 1, staff_factor=4.0, is_budget_cut=True)
    assert (plain.budget, plain.fte) == (pytest.approx(0.6), pytest.approx(0.6 * fte))
    under(plain, "lone_manager", 2, staff_factor=4.0)
    assert plain.budget == pytest.approx(0.6 + 0.6 * 0.4 / 9)


def test_those_in_charge_without_access_are_no_users() -> None:
    plain = firm(AT_ONCE)
    plain.people.everyone[0].access_luck = 0.3
    under(plain, "lone_manager", ban_share=0.31)
    assert not plain.people.everyone[0].is_active
    under(plain, "lone_manager", 1, ban_share=0.3)
    assert plain.people.everyone[0].is_active


# turnover and ties


def test_a_newcomer_takes_over_ties_to_those_one_works_with() -> None:
    plain = firm({"ties lost": 0.2})
    home, sales, recruiting = plain.departments
    sales.is_member = recruiting.is_member = True
    sales.endorsement, sales.representative = 0.5, 4
    replace(plain, plain.people.everyone[4])
    assert sorted(plain.people.colleagues(4)) == [6, 7]
    assert plain.people.colleagues(0).keys() == {1}
    assert (sales.endorsement, sales.representative) == (0.5, -1)
    home.practice = sales.practice = 0.4
    replace(plain, plain.people.everyone[5])
    assert sorted(plain.people.colleagues(5)) == [1]
    assert (sales.endorsement, home.endorsement) == (0, 0.2)


def test_ties_do_not_change_where_they_do_not_live() -> None:
    plain = firm({"ties lost": 0.0, "ties made": 0.0}, are_ties_living=False)
    before = [plain.people.colleagues(row) for row in range(9)]
    replace(plain, plain.people.everyone[4])
    make_ties(plain)
    assert before == [plain.people.colleagues(row) for row in range(9)]


def test_those_in_charge_are_introduced_by_their_colleagues() -> None:
    plain = under(firm(AT_ONCE, ties=[(0, 1, 64), (1, 4, 64), (1, 5, 64), (0, 7, 64)]), "lone_manager")
    lead = plain.people.everyone[plain.lead]
    plain.luck.given[("ties made", lead.key)] = 0.08
    make_ties(plain)
    assert plain.people.made == []  # the first colleague's first is the lead
    plain.people.untie(0, 1)
    plain.people.tie(8, 0)
    plain.people.tie(8, 6)  # colleagues of the lead: 7 and 8; of 8: 6 and 0, newest first
    plain.luck.words = lambda *_: (0, 2**31, 2**31 - 1, 0)
    make_ties(plain)
    assert plain.people.made[2:] == [frozenset((0, 6))]


def test_meetings_are_by_chance() -> None:
    for luck, is_made in ((0.08, True), (0.09, False)):  # 1 in 12
        plain = under(firm(AT_ONCE, ties=[(0, 1, 64), (1, 4, 64), (1, 5, 64)]), "lone_manager")
        plain.people.untie(0, 1)
        plain.people.tie(1, 0)  # the lead comes last among the colleague's
        plain.luck.given[("ties made", plain.people.everyone[0].key)] = luck
        make_ties(plain)
        assert plain.people.are_tied(0, 4) == is_made


def test_ties_are_made_where_departments_work_together() -> None:
    plain = firm()
    home, sales, recruiting = plain.departments
    sales.practice = recruiting.practice = 0.41
    # 9 people at .01 a month: one attempt from .9139 up to .9962
    plain.luck.given[("ties made", 0)] = 0.95
    plain.luck.given[("ties made", 1)] = 0.7
    # 6 of sales knows 4 only, who knows 0, 6 and 7
    make_ties(plain)
    assert plain.people.made == [frozenset((6, 7))]
    plain.luck.given[("ties made", 1)] = 0.3
    # 2 of marketing, which works with nobody, knows 7 only, who knows 2, 4, 8 and now 6
    make_ties(plain)
    assert plain.people.made == [frozenset((6, 7))]
    home.practice = 0.4
    make_ties(plain)
    assert plain.people.made == [frozenset((6, 7)), frozenset((2, 4))]


# the public


@pytest.mark.parametrize(
    ("routing", "contact", "own", "answered"),
    [(0.0, 0.0, 100, 0.0), (0.3, 0.1, 100, 0.3), (0.3, 0.6, 100, 0.6), (1.0, 0.0, 0.5, 0.5)],
)
def test_customer_service_answers_what_reaches_it(routing, contact, own, answered) -> None:
    plain = firm(kinds=("marketing", "sales", "customer_service"))
    plain.levers = {**LEVERS, "routing_share": routing}
    care = plain.departments[2]
    plain.complaints, plain.mentions, plain.frac, plain.control = 100.0, 0.0, 1.0, 0.5
    plain.artefacts["L"], care.contact = 0.5, contact
    agent = plain.people.everyone[7]
    agent.is_active, agent.skill = True, 1.0
    care.practice = 1.0
    plain.n.care_hours = own * 35
    assert response_share(plain) == pytest.approx(0.5 * answered * (1 - 0.3 * 0.5))


def test_without_complaints_all_are_answered() -> None:
    plain = firm()
    plain.complaints = 0.0
    assert response_share(plain) == 1


def test_a_crisis_has_a_course() -> None:
    plain = firm({("crisis weeks", 0): 0.5, ("crisis weeks", 1): 0.95})
    assert weeks_of(plain, 0, 2, 3.0) == math.ceil(3 * math.log(2)) + math.ceil(3 * math.log(20))
    assert weeks_of(plain, 0, 1001, 1.7) == 1702


def test_a_month_has_no_more_weeks_of_crisis_than_four_and_four_for_each_new_one() -> None:
    plain = firm({"crisis weeks": 0.999})
    plain.weeks_left = 11
    seen = []
    for month in range(4):
        plain.step(month, {})
        seen.append(plain.weeks)
    assert seen == [4, 4, 3, 0]


# whole firms


def test_a_full_ban_stops_everyone() -> None:
    organisation = hand_made(KINDS, SIZES, TIES, MANAGERS)
    plain = PlainFirm.of_organisation(organisation, Luck(4, 0), spontaneous_hazard=0.5)
    for month in range(24):
        out = plain.step(month, {"form": "lone_manager", "ban_share": float(month >= 12)})
        assert (out["active_employees"] > 0) == (month < 12)
        assert (out["capacity_hours"] > 0) <= (month < 12)
    assert out["indicator"]["L2.1"] == 0


def test_people_and_ties_are_conserved() -> None:
    organisation = hand_made(KINDS, SIZES, TIES, MANAGERS)
    plain = PlainFirm.of_organisation(organisation, Luck(6, 1), turnover_probability=0.1, ties_made=0.1)
    for month in range(60):
        plain.step(month, {"form": "task_force", "members": ("MKT", "SAL")})
        for row in range(9):
            for other in plain.people.colleagues(row):
                assert plain.people.are_tied(other, row)
            assert not plain.people.are_tied(row, row)
    assert plain.people.lost
    assert plain.people.made
    assert len(plain.people) == 9


def test_a_form_without_a_lead_has_neither_contact_nor_mandate() -> None:
    plain = under(firm(), "grassroots")
    assert plain.mandate == 0
    assert contact_with(plain, plain.departments[0]) == 0


def test_other_departments_leave_luck_alone() -> None:
    ours = PlainFirm.of_organisation(hand_made(KINDS, SIZES, TIES, MANAGERS), Luck(1, 0))
    more = PlainFirm.of_organisation(
        hand_made((*KINDS, "finance"), (*SIZES, 2), TIES, [*MANAGERS, -1, 9]), Luck(1, 0)
    )
    traits = [[p.innovativeness for p in plain.people][:9] for plain in (ours, more)]
    assert np.array_equal(*traits)
    assert ours.culture == more.culture
