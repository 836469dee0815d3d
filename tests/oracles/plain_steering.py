"""Who is in charge, said a second time: the plan, executives, reorganisation, budget, lead, representatives.

Sections 1 to 3 of a month, and what ties turnover takes and working together makes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scipy import stats

from tests.oracles.plain_luck import place_among, share_of
from tests.oracles.plain_numbers import HUBS, LEAD, SEATS
from tests.oracles.plain_people import REPLACED, Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracles.plain_firm import Department, PlainFirm

NOBODY = -1


def chance_of(hazard: float) -> float:
    return 1 - math.exp(-hazard)


def shifted(share: float, shift: float) -> float:
    """Return a share moved by so much on the logistic scale; unmoved it stays as it is."""
    if shift == 0:
        return share
    inside = min(0.99, max(0.01, share))
    return 1 / (1 + math.exp(-(math.log(inside / (1 - inside)) + shift)))


# 1 the plan takes effect


def staff_target(f: PlainFirm) -> float:
    n = f.n
    proven = n.value_staffing * f.sponsorship * f.artefacts["M"] * f.convincing
    return f.budget * min(f.founding * (1 + proven), max(f.founding, n.staff_ceiling_share * f.size))


def take_up_plan(f: PlainFirm) -> None:
    form = f.levers["form"]
    row = f.forms[form]
    seats = set(f.levers["members"]) if SEATS in row.can else set()
    for d in f.departments:
        d.is_member = d.kind in seats
    f.m = len({d.kind for d in f.departments if d.is_member and f.people_of(d.kind)})
    f.sponsorship = max(f.sponsorship, f.levers["sponsorship_floor"])
    f.backing = f.n.unsponsored_backing + (1 - f.n.unsponsored_backing) * f.sponsorship
    own = row.fte * f.levers["staff_factor"] * f.scale
    first = min(own, f.n.start_fte)
    f.hubs = f.n.hub_fte * f.scale * f.m * f.backing if HUBS in row.can else 0.0
    f.founding = first + (own - first) * f.backing + f.hubs
    if form != f.form:
        _come_under(f, form)
    convince(f, _champions(f))


def _champions(f: PlainFirm) -> list[Person]:
    """Return who is picked as champions: the best by what is asked for, the first among equals."""
    kind = f.levers["champions_in"]
    able = [p for p in f.people if kind in ("any", f.departments[p.department].kind)]

    def merit(person: Person) -> int:
        colleagues = f.people.colleagues(person.row)
        if f.levers["champions_by"] == "degree":
            return len(colleagues)
        known = {f.people.everyone[other].department for other in colleagues} - {person.department}
        return len(known) if f.levers["champions_by"] == "bridging" else 0

    return sorted(able, key=lambda person: (-merit(person), person.row))[: f.levers["champions"]]


def convince(f: PlainFirm, persons: Sequence[Person]) -> None:
    """Make persons convinced, and users if they have access."""
    for person in persons:
        person.innovativeness = f.n.first_user_innovativeness
        if not person.is_active and has_access(f, person):
            person.is_active, person.change = True, "champion"
            f.adoptions += 1


def _come_under(f: PlainFirm, form: str) -> None:
    had_lead = f.can(LEAD)
    f.form, f.appointed = form, f.month
    if not f.can(LEAD):
        f.fte, f.lead, f.vacant_until = 0.0, NOBODY, 0
    else:
        if f.was_appointed:
            f.fte = max(f.fte, f.n.carried_staff_share * staff_target(f))
        else:
            f.fte, f.was_appointed = min(f.n.start_fte, staff_target(f)), True
        if f.lead == NOBODY and not had_lead:
            f.vacant_until = f.month + search_months(f)
    f.note("form_changed", NOBODY, list(f.forms).index(form))


def search_months(f: PlainFirm) -> int:
    luck = f.luck.share("lead search", 0, f.month)
    return math.floor(-f.n.mean_vacancy_months * math.log(1 - luck))


def head_among(persons: Sequence[Person]) -> int:
    """Return the row of the first manager, or else of the first person."""
    managers = [person.row for person in persons if person.is_manager]
    return (managers or [person.row for person in persons] or [NOBODY])[0]


# 2 who is in charge


def settle_who_is_in_charge(f: PlainFirm) -> None:
    f.unrest *= f.n.unrest_memory
    is_lead_going = change_executives(f)
    reorganise(f)
    cut_budget(f)
    let_the_lead_leave(f, is_lead_going)
    appoint(f)
    fill_seats(f)
    put_to_use(f)
    f.vacant = f.can(LEAD) and f.lead == NOBODY
    f.present = 0 if f.vacant and f.fte <= f.n.key_person_fte else 1


def change_executives(f: PlainFirm) -> bool:
    """Return whether the lead goes with the old executives."""
    n, luck = f.n, f.luck
    is_due = luck.share("executives", 0, f.month) < chance_of(n.executive_change_hazard)
    if not (is_due or f.levers["executives_change"]):
        return False
    f.tone_shift = n.tone_spread * luck.normal("executives", 1, f.month)
    f.sponsorship = max(f.levers["sponsorship_floor"], tone(f))
    if f.ceo != NOBODY:
        replace(f, f.people.everyone[f.ceo])
    f.unrest = 1.0
    f.note("executives_changed", NOBODY, 0)
    if f.lead == NOBODY:
        return False
    return f.lead == f.ceo or luck.share("executives", 2, f.month) < n.replaced_share


def tone(f: PlainFirm) -> float:
    """How much the present executives care by themselves."""
    return shifted(f.levers["executive_tone"], f.tone_shift)


def reorganise(f: PlainFirm) -> None:
    n, luck = f.n, f.luck
    is_due = luck.share("reorganisation", 0, f.month) < chance_of(n.reorganisation_hazard)
    if not (is_due or f.levers["is_reorganised"]):
        return
    for d in f.departments:
        if d.head in (NOBODY, f.ceo, f.lead):
            continue
        if luck.share("reorganisation", d.key, f.month) < n.replaced_share:
            replace(f, f.people.everyone[d.head])
    if f.are_ties_living:
        for person in f.people:
            ties = f.people.numbered(person.row, is_upwards=True)
            f.people.lose_by_chance("ties reorganised", person, ties, n.reorganised_ties_share, luck, f.month)
    for d in f.departments:
        d.representative = NOBODY
    f.unrest = 1.0
    f.note("reorganised", NOBODY, 0)


def cut_budget(f: PlainFirm) -> None:
    n = f.n
    is_due = f.luck.share("budget", 0, f.month) < chance_of(n.budget_cut_hazard * (1 - f.sponsorship))
    if is_due or f.levers["is_budget_cut"]:
        f.budget *= 1 - n.budget_cut_share
        f.fte *= 1 - n.budget_cut_share
        f.note("budget_cut", NOBODY, 0)
    else:
        f.budget += n.hiring_speed * f.sponsorship * (1 - f.budget)


def let_the_lead_leave(f: PlainFirm, is_going: bool) -> None:
    n = f.n
    if f.lead == NOBODY:
        return
    chance = min(1.0, n.turnover_probability * n.lead_turnover_factor / max(1.0, f.fte))
    is_leaving = f.fte > 0 and f.luck.share("lead leaves", 0, f.month) < chance
    if not (is_leaving or is_going or f.levers["lead_leaves"]):
        return
    if not (is_going and f.lead == f.ceo):  # whose place went to a newcomer with the executives
        replace(f, f.people.everyone[f.lead])
    f.lead, f.vacant_until = NOBODY, f.month + 1 + search_months(f)
    f.note("lead_leaves", NOBODY, list(f.forms).index(f.form))


def appoint(f: PlainFirm) -> None:
    if not f.can(LEAD) or f.lead != NOBODY or f.month < f.vacant_until:
        return
    at_home = f.people.of(f.home)
    if not at_home:
        return
    f.lead = _lead_among(f, at_home).row
    f.lead_shift = f.n.lead_spread * f.luck.normal("lead chosen", 1, f.month)
    f.note("lead_appointed", f.home, f.lead)


def _lead_among(f: PlainFirm, at_home: Sequence[Person]) -> Person:
    by = f.levers["lead_by"]
    users = [person for person in at_home if person.is_active]
    if by == "first_user" and users:
        return users[0]
    if by == "most_ties":
        return most_tied(f, at_home)
    if by == "fewest_ties":
        return fewest_tied(f, at_home)
    return at_home[int(f.luck.share("lead chosen", 0, f.month) * len(at_home))]


def most_tied(f: PlainFirm, persons: Sequence[Person]) -> Person:
    """Return who has most ties into other departments, the first among equals."""
    return max(persons, key=lambda person: f.people.ties_elsewhere(person.row))


def fewest_tied(f: PlainFirm, persons: Sequence[Person]) -> Person:
    return min(persons, key=lambda person: f.people.ties_elsewhere(person.row))


def fill_seats(f: PlainFirm) -> None:
    """Give every seat outside the home department, which the lead stands for, somebody who sits on it."""
    for d in f.departments:
        if not d.is_member:
            d.representative = NOBODY
        able = [person for person in f.people.of(d.row) if person.row != f.lead]
        if not d.is_member or d.is_home or d.representative != NOBODY or not able:
            continue
        d.representative = _representative_among(f, d, able).row
        f.note("seat_filled", d.row, d.representative)


def _representative_among(f: PlainFirm, d: Department, able: Sequence[Person]) -> Person:
    by = f.levers["representatives_by"]
    if by == "head":
        return able[0] if d.head == f.lead else f.people.everyone[d.head]
    if by == "most_ties":
        return most_tied(f, able)
    if by == "fewest_ties":
        return fewest_tied(f, able)
    return able[int(f.luck.share("representative", d.key, f.month) * len(able))]


def in_charge(f: PlainFirm) -> list[Person]:
    """Return the lead, then the representatives by department."""
    rows = [f.lead, *(d.representative for d in f.departments)]
    return [f.people.everyone[row] for row in rows if row != NOBODY]


def has_access(f: PlainFirm, person: Person) -> bool:
    return person.access_luck >= f.levers["ban_share"]


def put_to_use(f: PlainFirm) -> None:
    for person in in_charge(f):
        if not person.is_active and has_access(f, person):
            person.is_active, person.change = True, "in_charge"
            f.adoptions += 1


# 3 contact and mandate


def settle_contact(f: PlainFirm) -> None:
    n, form = f.n, f.forms[f.form]
    f.skill = f.lever("strategic_skill", form.skill)
    if f.lever("strategic_skill", None) is None and 0 < f.skill < 1 and f.lead != NOBODY:
        f.skill = shifted(f.skill, f.lead_shift)
    if f.vacant and f.fte > n.key_person_fte:
        f.skill = min(f.skill, n.covering_strategic_skill)
    f.authority = f.lever("authority", form.authority)
    f.control = f.lever("publication_control", form.control)
    f.visibility = f.lever("executive_visibility", form.visibility)
    f.support = f.lever("support_share", form.support)
    for d in f.departments:
        d.contact = contact_with(f, d)
    heard = f.sponsorship * f.mean("EXE", "contact")
    f.mandate = 1 - (1 - f.authority * f.backing) * (1 - heard)
    if not f.present or not f.can(LEAD):
        f.mandate = 0.0


def contact_with(f: PlainFirm, d: Department) -> float:
    """How far those in charge reach a department; without a lead's seat they have no say."""
    n, people = f.n, f.people
    if not in_charge(f) or not f.can(LEAD):
        return 0.0
    if people.is_complete:
        return 1.0
    formal = 0.0
    if f.lead != NOBODY:
        formal = 1.0 if d.is_home else f.lever("contact", f.forms[f.form].contact)
    apart = (1 - formal) * (1 - seat_reach(f, d))
    for person in in_charge(f):
        h = person.department
        if h == d.row:
            continue
        direct = people.ties_into(person.row, d.row)
        second = people.ties_into(person.row, h) * people.ties_between(h, d.row) / len(people.of(h))
        apart *= (1 - n.tie_reach) ** direct * (1 - n.second_reach) ** second
    return 1 - apart


def seat_reach(f: PlainFirm, d: Department) -> float:
    """How well a representative joins the own department to others: no seat without bridges."""
    if d.representative == NOBODY:
        return 0.0
    inside = f.people.ties_into(d.representative, d.row)
    outside = f.people.ties_elsewhere(d.representative)
    return (1 - (1 - f.n.tie_reach) ** inside) * (1 - (1 - f.n.tie_reach) ** outside)


# 11 turnover and ties


def work_together(f: PlainFirm, one: Department, other: Department) -> bool:
    enough = f.n.operating_practice
    is_use_case_shared = one.practice >= enough and other.practice >= enough
    return (one.is_member and other.is_member) or is_use_case_shared


def replace(f: PlainFirm, person: Person) -> None:
    """Give somebody's place to a newcomer, with what of the ties the newcomer takes over."""
    n, own = f.n, f.departments[person.department]
    if f.are_ties_living:
        elsewhere = [
            (number, other)
            for number, other in f.people.numbered(person.row)
            if not work_together(f, own, f.departments[f.people.everyone[other].department])
        ]
        f.people.lose_by_chance("ties lost", person, elsewhere, n.ties_lost_share, f.luck, f.month)
    was_active = person.is_active
    person.start_afresh(f.luck, f.month, n)
    person.change = REPLACED[was_active]
    is_programme_there = f.artefacts["T"] > n.onboarding_programme_needed
    person.training = 1.0 if is_programme_there or f.levers["has_onboarding"] else 0.0
    f.leavers += 1
    if own.head == person.row:
        own.endorsement = 0.0
        f.note("head_changed", own.row, person.row)
    if own.representative == person.row:
        own.representative = NOBODY


def replace_leavers(f: PlainFirm) -> None:
    for person in f.people:
        is_free_to_go = person.row not in (f.ceo, f.lead)
        if is_free_to_go and person.draws[1] < f.n.turnover_probability:
            replace(f, person)


def make_ties(f: PlainFirm) -> None:
    if not f.are_ties_living:
        return
    for person in in_charge(f):
        _meet(f, person)
    luck = f.luck.share("ties made", 0, f.month)
    for place in range(poisson(f.size * f.n.ties_made, luck)):
        _introduce_colleagues(f, f.luck.words("ties made", place + 1, f.month))


def _meet(f: PlainFirm, person: Person) -> None:
    words = f.luck.words("ties made", person.key, f.month)
    if share_of(words[0]) < f.n.meeting_ties:
        third = introduced(f, person.row, words[1], words[2])
        if third is not None and third.department != person.department:
            f.people.tie(person.row, third.row)


def _introduce_colleagues(f: PlainFirm, words: tuple[int, ...]) -> None:
    """Let somebody be introduced to somebody of a department that works together with the own."""
    person = f.people.everyone[place_among(words[0], f.size)]
    third = introduced(f, person.row, words[1], words[2])
    if third is None or third.department == person.department:
        return
    if work_together(f, f.departments[person.department], f.departments[third.department]):
        f.people.tie(person.row, third.row)


def introduced(f: PlainFirm, row: int, first: int, second: int) -> Person | None:
    """Return whom somebody meets through a colleague: one of the colleague's own."""
    colleagues = list(f.people.colleagues(row))
    if not colleagues:
        return None
    theirs = list(f.people.colleagues(colleagues[place_among(first, len(colleagues))]))
    return f.people.everyone[theirs[place_among(second, len(theirs))]]


def poisson(mean: float, luck: float) -> int:
    return int(stats.poisson.ppf(luck, mean)) if mean > 700 else inverse_poisson(mean, luck)


def inverse_poisson(mean: float, luck: float) -> int:
    """Return the smallest count whose chance of not being exceeded reaches `luck`; for means up to 700."""
    count, chance = 0, math.exp(-mean)
    reached = chance
    while reached < luck:
        count += 1
        chance *= mean / count
        if reached + chance == reached:
            break
        reached += chance
    return count
