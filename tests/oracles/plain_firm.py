"""Centre, departments and public said a second time, in plain Python from the model's description.

No rule, engine or parameter of smsim is imported: the numbers are those of the description, so that
a slip in either statement shows. What people do is not simulated: it enters as a `Crowd` per department,
before and after the month's changes. Luck comes from outside too. A month's outputs carry their names in
the monthly records. Letters are those of the equations.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from scipy import stats

from tests.oracles.plain_audit import plain_scores, plain_signs
from tests.oracles.plain_numbers import (
    AFFINITY,
    ALONE,
    ARTEFACTS,
    FIRST_GOALS,
    FIRST_POLICY,
    FIT,
    FORMS,
    HOURS,
    HUBS,
    KINDS,
    LEAD,
    MEET,
    PLAN,
    SEATS,
    SPONSOR,
    WORK,
    WORTH,
    Form,
)


class Crowd(NamedTuple):
    """The people of one department at one moment; sums are over its users."""

    users: int
    skill_sum: float
    training_sum: float
    manager_usefulness: float | None  # mean over its managers, users or not; None without any


class Luck(Protocol):
    """Uniform numbers, one for each question."""

    def lead_leaves(self, month: int) -> float: ...
    def discovery(self, month: int, department: int) -> float: ...
    def plan_scope(self, department: int) -> float: ...
    def incidents(self, month: int, cause: int) -> float: ...
    def crisis(self, month: int, cause: int, incident: int) -> float: ...
    def crisis_count(self, month: int, cause: int) -> float: ...


@dataclass
class Department:
    row: int
    kind: str
    people: int
    is_home: bool
    kind_share: float  # of the people of its kind
    scope_luck: float
    discovered: bool = False
    approved: bool = False
    planned: bool = False
    is_member: bool = False
    practice: float = 0.0
    endorsement: float = 0.0
    standing: float = 0.0
    help_hours: float = 0.0

    @property
    def affinity(self) -> float:
        return 1.0 if self.is_home else AFFINITY[self.kind]


@dataclass
class PlainFirm:
    """A firm without people of its own; `step` advances a month."""

    people: int
    departments: list[Department]
    luck: Luck
    sponsorship: float
    consumers: float = 1.0
    talk: float = 0.8
    forms: Mapping[str, Form] = field(default_factory=lambda: FORMS)
    form: str = "grassroots"
    appointed: int = 0
    was_appointed: bool = False
    vacant_until: int = 0
    fte: float = 0.0
    reputation: float = 50.0
    fear: float = 0.0
    channels: float = 1.0
    artefacts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ARTEFACTS, 0.0))
    convincing: float = 0.0
    mentions: float = 0.0
    incidents: int = 0
    crises: int = 0
    events: list[tuple[int, str, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for department in self.departments:
            if department.is_home:
                department.discovered = department.approved = True
                department.endorsement = 0.2

    def step(
        self,
        month: int,
        levers: Mapping[str, Any],
        before: Sequence[Crowd],
        after: Sequence[Crowd],
        is_ceo_active: bool,
    ) -> dict[str, Any]:
        """Advance a month; `levers` are those of a scenario, kinds of members by their letters."""
        self.month, self.levers, self.crowds = month, levers, before
        self._take_form()
        self._let_the_lead_leave()
        self._spend_hours()
        self._write()
        self._decide()
        self._endorse()
        self._discover()
        self._practise()
        self.crowds = after
        self._answer()
        self._suffer()
        self._take_stock()
        return self._outputs(is_ceo_active)

    # section 3, E17

    def _lever(self, name: str, of_form: float) -> float:
        given = self.levers.get(name)
        return of_form if given is None or not self._can(LEAD) else given

    def _can(self, what: str) -> bool:
        return what in self.forms[self.form].can

    def _staff_target(self) -> float:
        grown = self.founding * (1 + 3 * self.sponsorship * self.artefacts["M"] * self.convincing)
        return min(grown, max(self.founding, 0.01 * self.people))

    def _take_form(self) -> None:
        form = self.levers["form"]
        row = self.forms[form]
        seats = set(self.levers["members"]) if SEATS in row.can else set()
        self.m = len(seats & {d.kind for d in self.departments})
        self.hubs = 0.3 * self.m if HUBS in row.can else 0.0
        self.founding = row.fte * self.levers.get("staff_factor", 1.0) + self.hubs
        if form != self.form:
            if LEAD not in row.can:
                self.fte = 0.0
            elif self.was_appointed:
                self.fte = max(self.fte, self._staff_target() / 2)
            else:
                self.fte = min(1.0, self._staff_target())
                self.was_appointed = True
            self.form, self.appointed, self.vacant_until = form, self.month, 0
            self._note("form_changed", -1, list(self.forms).index(form))
        self.sponsorship = max(self.sponsorship, self.levers.get("sponsorship_floor", 0.0))
        self.skill = self._lever("strategic_skill", row.skill)
        self.authority = self._lever("authority", row.authority)
        self.control = self._lever("publication_control", row.control)
        self.visibility = self._lever("executive_visibility", row.visibility)
        self.support = self._lever("support_share", row.support)
        for d in self.departments:
            d.is_member = d.kind in seats
            other = self._lever("legitimacy_other", row.other + row.per_affinity * d.affinity)
            if d.is_home:
                d.standing = self._lever("legitimacy_home", row.home)
            elif d.is_member:
                d.standing = self._lever("legitimacy_member", row.member)
            elif d.kind == "COM":
                d.standing = max(other, row.communications)
            else:
                d.standing = other

    def _let_the_lead_leave(self) -> None:
        has_lead = self._can(LEAD)
        if has_lead and self.fte > 0 and self.month >= self.vacant_until:
            chance = 0.01 * 1.5 / max(1.0, self.fte)
            if self.levers.get("lead_leaves") or self.luck.lead_leaves(self.month) < chance:
                self.vacant_until = self.month + 3
                self._note("lead_leaves", -1, list(self.forms).index(self.form))
        self.vacant = has_lead and self.month < self.vacant_until
        self.present = 0 if self.vacant and self.fte <= 1.5 else 1
        if self.vacant and self.fte > 1.5:
            self.skill = min(self.skill, 0.45)
        self.eta = 0.25 + 0.75 * self.sponsorship if self._can(SPONSOR) else 1.0

    # E18 - E21

    def _spend_hours(self) -> None:
        central = self.fte
        if self._can(HUBS):
            own = self.forms[self.form].fte * self.levers.get("staff_factor", 1.0)
            central = self.fte * own / (own + self.hubs) if own + self.hubs else 0.0
        self.K = 140 * central * self.present
        if self._can(HOURS):
            self.K += 20 * self.m * max(0.0, 1 - 0.07 * (self.m - 1)) * self.eta
        relief = 1 - 0.5 * min(1.0, self._practice("CS") / 0.4)
        load = 7 * min(self.channels, 20) + 1.5 * max(0.0, self.channels - 20)
        load += 0.05 * self.mentions * relief
        if self.fte > 0:
            for d in self.departments:
                if not d.is_home:
                    load += self.crowds[d.row].users * (1 - min(1.0, d.practice / 0.4))
        if self._can(HUBS):
            load += 10 * self.m
        load += 25 * self.incidents + 120 * self.crises
        self.load = load
        self.free = max(0.15 * self.K, self.K - load)
        self.frac = min(1.0, 0.85 * self.K / load)
        if load < 0.85 * self.K:
            cap = 20 * max(1.0, self.people / 500)
            self.channels = max(self.channels, min(cap, self.channels + min(0.5, self.free / 100)))
        outside = 0.0
        for kind in KINDS:
            here = [d for d in self.departments if d.kind == kind and not d.is_home]
            staff = sum(d.people for d in here)
            if staff:
                outside += sum(self.crowds[d.row].users for d in here) / staff
        self.channels = max(self.channels, min(6.0, 1 + 3 * outside))

    def _write(self) -> None:
        if self._can(PLAN):
            ceiling = {
                "G": self.skill,
                "Q": min(1.0, 0.3 + self.authority),
                "L": 1.0,
                "M": min(1.0, 1.3 * self.skill * (0.45 + 0.55 * self.sponsorship)),
                "X": min(1.0, 0.25 + (self._standing("COM") + self._standing("CS")) / 2),
                "T": min(1.0, 0.25 + self._standing("HR")),
            }
            weight = FIRST_POLICY if self.levers.get("is_policy_first") else FIRST_GOALS
            gap = {k: max(0.0, ceiling[k] - self.artefacts[k]) for k in ARTEFACTS}
            total = sum(weight[k] * gap[k] for k in ARTEFACTS)
            hours = self.free * (1 - self.support)
            if total > 0:
                for k in ARTEFACTS:
                    share = weight[k] * gap[k] / total
                    self.artefacts[k] += min(1.0, hours * share / WORK[k]) * gap[k]
        for k in ARTEFACTS:
            self.artefacts[k] *= 0.99 * (0.97 if self.present == 0 else 1.0)

    # E22 - E25

    def _decide(self) -> None:
        if self._can(MEET):
            interval = max(1, math.floor((1 + 0.25 * self.m) * (1.6 - self.sponsorship) + 0.5))
            if self.month % interval:
                return
            self._plan()
            waiting = [d for d in self.departments if d.discovered and not d.approved]
            open_to_us = [d for d in waiting if d.standing > 0.1]
            if open_to_us:
                first = max(open_to_us, key=lambda d: (d.standing * FIT[d.kind], -d.row))
                for d in waiting:
                    if d.kind == first.kind:
                        self._approve(d)
        elif self._can(PLAN) and self.present:
            self._plan()
            for d in self.departments:
                if d.discovered and not d.approved and (d.endorsement > 0.15 or d.standing > 0.5):
                    self._approve(d)

    def _plan(self) -> None:
        for d in self.departments:
            wanted = d.discovered and d.endorsement > 0.25
            is_in = d.is_home or d.is_member or d.scope_luck < d.affinity or wanted
            is_in = is_in and self.artefacts["G"] >= 0.25
            if is_in != d.planned:
                self._note("plan_widened" if is_in else "plan_narrowed", d.row, 0)
            d.planned = is_in

    def _approve(self, d: Department) -> None:
        d.approved = True
        self._note("use_case_approved", d.row, 0)

    def _endorse(self) -> None:
        s = self.eta if self._can(SPONSOR) else 0.4 + 0.6 * self.sponsorship
        for d in self.departments:
            top = min(1.0, 1.2 * d.standing * self.authority * s * (1.0 if d.planned else 0.4))
            if d.is_home:
                top = max(top, min(1.0, 1.2 * self.authority))
            crowd = self.crowds[d.row]
            seen = crowd.manager_usefulness or 0.0
            if d.people:
                seen *= min(1.0, 2 * crowd.users / d.people)
            target = 1 - (1 - top) * (1 - 0.6 * seen)
            d.endorsement += 0.15 * (target - d.endorsement)

    def _discover(self) -> None:
        for d in self.departments:
            if d.discovered or not d.people:
                continue
            own = 2 * 0.03 * self.crowds[d.row].users / d.people * FIT[d.kind]
            contact = 0.06 * d.standing * min(1.0, self.free / 60) * self.eta * FIT[d.kind]
            hazard = own + (contact if self.K > 0 else 0.0)
            if self.luck.discovery(self.month, d.row) < 1 - math.exp(-hazard):
                d.discovered = True
                self._note("use_case_discovered", d.row, 0)

    def _practise(self) -> None:
        claims = {
            d.row: d.approved * (1 - d.practice) * FIT[d.kind] * d.standing * d.kind_share
            for d in self.departments
            if d.standing > 0.1
        }
        total = sum(claims.values())
        ramp = min(1.0, (self.month - self.appointed) / 12)
        for d in self.departments:
            d.help_hours = self.free * self.support * claims.get(d.row, 0.0) / total if total else 0.0
            if self._can(HUBS) and d.is_member and d.approved:
                d.help_hours += 140 * 0.3 * 0.6 * ramp * self.present * d.kind_share
        for d in self.departments:
            if not d.people:
                continue
            users = self.crowds[d.row].users
            skill = self.crowds[d.row].skill_sum / users if users else 0.0
            own = 0.65 * math.sqrt(users / d.people) * skill * (0.15 + 0.85 * d.endorsement)
            helped = min(1.0, d.help_hours * d.standing * self.eta / (30 * d.kind_share))
            cover = min(1.0, users / max(1.0, 0.05 * d.people))
            may = d.discovered * (1.0 if d.approved else 0.3)
            grown = may * 0.12 * min(1.0, own + helped) * cover * (1 - d.practice)
            lost = 0.02 * d.practice * (1 - d.endorsement)
            was = d.practice
            d.practice = min(1.0, max(0.0, was + grown - lost))
            if was < 0.4 <= d.practice:
                self._note("use_case_operating", d.row, 0)

    # E11 - E16, E26, E27

    def _answer(self) -> None:
        shares = [self._use(kind) for kind in KINDS if self._people_of(kind)]
        presence = min(1.0, self.channels / 12 + sum(shares) / len(shares))
        talk = self.talk * self.consumers * self.people * 1.006**self.month
        self.mentions = talk * (0.4 + 0.6 * presence)
        self.complaints = 0.15 * self.mentions
        agents = self._users("CS")
        skill = self._sum("CS", "skill_sum") / agents if agents else 0.0
        own = self._practice("CS") * agents * 12 * (0.3 + 0.7 * skill)
        capacity = own * self.levers.get("routing_factor", 1.0)
        capacity += self.levers.get("extra_care_agents", 0.0) * 12 * (0.3 + 0.7 * 0.5)
        capacity += 0.2 * 0.05 * self.mentions * self.frac
        demand = 0.35 * self.complaints
        seen = min(0.85, max(0.15, self.artefacts["L"])) * max(0.3, self.frac)
        self.phi = min(1.0, capacity / demand) * seen if demand and capacity else 0.0
        if self.levers.get("care_model") == "call_centre":
            self.phi *= 0.50 / 0.85
        rho = min(demand / capacity, 0.95) if capacity else 0.95
        self.response_hours = 4 + 20 * rho / (1 - rho) + 24 * self.control

    def _suffer(self) -> None:
        weighted = 0.0
        for d in self.departments:
            crowd = self.crowds[d.row]
            is_scripted = self.levers.get("care_model") == "call_centre" and d.kind == "CS"
            weighted += (crowd.users - 0.7 * crowd.training_sum) * (1.5 if is_scripted else 1.0)
        if self._can(ALONE):
            weighted *= 2
        listening = self.artefacts["L"]
        rates = (
            6e-4 * weighted * (1 - 0.5 * self.artefacts["Q"]) * (1 - 0.4 * self.control),
            3e-4 * 0.05 * self.people * (1 - 0.3 * listening),
            0.005,
            6e-4 * self.complaints * (1 - self.phi),
        )
        users = sum(crowd.users for crowd in self.crowds)
        trained = sum(crowd.training_sum for crowd in self.crowds) / users if users else 0.0
        prepared = (listening + self.artefacts["X"] + trained + self.phi) / 4
        chance = 0.35 * (1 - 0.95 * prepared)
        self.by_cause, crises = [], 0
        for cause, rate in enumerate(rates):
            count = inverse_poisson(rate, self.luck.incidents(self.month, cause))
            if count > 1000:
                escalated = int(stats.binom.ppf(self.luck.crisis_count(self.month, cause), count, chance))
            else:
                escalated = sum(self.luck.crisis(self.month, cause, i) < chance for i in range(count))
            self.by_cause.append(count)
            crises += escalated
            if escalated:
                self._note("crisis", -1, cause, escalated)
        self.incidents, self.crises = sum(self.by_cause), crises
        self.fear = 0.8 * self.fear + crises

    def _take_stock(self) -> None:
        aim = 50 + 35 * self.phi + 10 * self._practice("MKT")
        moved = self.reputation + 0.05 * (aim - self.reputation) - 1.5 * self.incidents - 6 * self.crises
        self.reputation = min(100.0, max(0.0, moved))
        worth = sum(WORTH[k] * self._practice(k) * math.sqrt(self._use(k)) for k in KINDS)
        self.v = (0.5 + self.reputation / 100) * worth - 2 * self.crises
        self.convincing = min(1.0, max(0.0, self.v / 3))
        each = 20 * self._can(HOURS) + 10 * self._can(HUBS)
        pushed = math.floor(self.levers.get("training_push_share", 0.0) * self.people + 0.5)
        self.cost = 7 * self.fte * self.present + 0.050 * each * self.m + 0.100 * pushed
        self.cost += 4 * self.levers.get("extra_care_agents", 0.0)
        S, M = self.sponsorship, self.artefacts["M"]
        S += 0.06 * self.visibility * M * self.convincing * (1 - S) - 0.02 * (S - self.levers["tone"])
        S += 0.15 * self.crises * (1 - self.sponsorship)
        self.sponsorship = min(1.0, max(self.levers.get("sponsorship_floor", 0.0), S))
        if self._can(LEAD):
            self.fte += (self._staff_target() - self.fte) / 9

    # what kinds and the firm have

    def _of(self, kind: str) -> list[Department]:
        return [d for d in self.departments if d.kind == kind]

    def _people_of(self, kind: str) -> int:
        return sum(d.people for d in self._of(kind))

    def _mean(self, kind: str, name: str) -> float:
        people = self._people_of(kind)
        return sum(getattr(d, name) * d.people for d in self._of(kind)) / people if people else 0.0

    def _practice(self, kind: str) -> float:
        return self._mean(kind, "practice")

    def _standing(self, kind: str) -> float:
        return self._mean(kind, "standing")

    def _sum(self, kind: str, name: str) -> float:
        return float(sum(getattr(self.crowds[d.row], name) for d in self._of(kind)))

    def _users(self, kind: str) -> int:
        return int(self._sum(kind, "users"))

    def _use(self, kind: str) -> float:
        people = self._people_of(kind)
        return self._users(kind) / people if people else 0.0

    def _note(self, kind: str, department: int, detail: int, count: int = 1) -> None:
        self.events.append((self.month, kind, department, detail, count))

    def _outputs(self, is_ceo_active: bool) -> dict[str, Any]:
        users = sum(crowd.users for crowd in self.crowds)
        users_of = [self.crowds[d.row].users for d in self.departments]
        backed = sum(n for d, n in zip(self.departments, users_of, strict=True) if d.endorsement >= 0.25)
        value = 0.02 * self.people * self.v
        return {
            **self._audited(users, is_ceo_active),
            "active_employees": users,
            "active_share": users / self.people,
            "active_share_of": [self._use(kind) for kind in KINDS],
            "practice_of": [self._practice(kind) for kind in KINDS],
            "endorsement_of": [self._mean(kind, "endorsement") for kind in KINDS],
            "coordination_share": backed / users if users else 0.0,
            "departments_in_plan": sum(d.planned for d in self.departments),
            "departments_operating": sum(d.practice >= 0.4 for d in self.departments),
            "artefact": [self.artefacts[k] for k in ARTEFACTS],
            "capacity_hours": self.K,
            "load_hours": self.load,
            "workload_ratio": self.load / self.K if self.K else math.nan,
            "free_hours": self.free,
            "channels": self.channels,
            "mentions": self.mentions,
            "complaints": self.complaints,
            "response_share": self.phi,
            "response_hours": self.response_hours,
            "incidents": self.incidents,
            "incidents_from": list(self.by_cause),
            "crises": self.crises,
            "fear": self.fear,
            "reputation": self.reputation,
            "sponsorship": self.sponsorship,
            "value_index": self.v,
            "value_keur": value,
            "measured_value_keur": self.artefacts["M"] * value,
            "cost_keur": self.cost,
            "net_value_keur": value - self.cost,
            "staff_fte": self.fte,
            "form": list(self.forms).index(self.form),
            "has_lead": float(self._can(LEAD) and not self.vacant),
        }

    def _audited(self, users: int, is_ceo_active: bool) -> dict[str, Any]:
        kinds = {k: {"P": self._practice(k), "a": self._use(k)} for k in KINDS if self._people_of(k)}
        wide = [self._mean(k, "endorsement") for k in ("MKT", "COM") if k in kinds]
        outside = [d for d in self.departments if not d.is_home]
        facts = {
            "phi": self.phi,
            "L": self.artefacts["L"],
            "G": self.artefacts["G"],
            "M": self.artefacts["M"],
            "N": self.people,
            "C": self.channels,
            "K": self.K,
            "frac": self.frac,
            "R": self.reputation,
            "S": self.sponsorship,
            "E": sum(wide) / len(wide) if wide else 0.0,
            "ceo": float(is_ceo_active),
            "lead": self.present * min(1.0, self.fte) if self._can(PLAN) else 0.0,
            "body": self._can(MEET) * min(1.0, self.eta / 0.9) * self.present,
            "users": users,
            "home": sum(self.crowds[d.row].users for d in self.departments if d.is_home),
            "loose": sum(self.crowds[d.row].users for d in outside if d.endorsement < 0.25),
        }
        return {"indicator": plain_scores(facts, kinds), "sign": plain_signs(facts)}


def inverse_poisson(mean: float, luck: float) -> int:
    """Return the smallest count whose chance of not being exceeded reaches `luck`."""
    if mean > 700:  # the chance of none is no number any more
        return int(stats.poisson.ppf(luck, mean))
    count, chance = 0, math.exp(-mean)
    reached = chance
    while reached < luck:
        count += 1
        chance *= mean / count
        reached += chance
    return count
