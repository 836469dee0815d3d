"""The whole model said a second time, in plain Python from its description.

No rule, engine or parameter of smsim is imported: the numbers are those of the description, so that a slip
in either statement shows. What it takes from smsim are the organisation (people, departments, ties) and the
keyed draws. A month's outputs carry their names in the monthly records. Letters are those of the equations.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple

from smsim.randomness.keys import department_key
from tests.oracles.plain_audit import plain_scores, plain_signs
from tests.oracles.plain_centre import allocate_hours, decide, discover, endorse, practise, write_artefacts
from tests.oracles.plain_luck import BEFORE, Luck
from tests.oracles.plain_numbers import (
    ARTEFACTS,
    FORMS,
    KIND_ROWS,
    KINDS,
    LEAD,
    LEVERS,
    PLAN,
    Artefact,
    Form,
    Kind,
    numbers,
)
from tests.oracles.plain_people import USED, Pairs, People
from tests.oracles.plain_public import answer_public, suffer_incidents, take_stock
from tests.oracles.plain_steering import (
    NOBODY,
    convince,
    has_access,
    head_among,
    in_charge,
    make_ties,
    replace_leavers,
    settle_contact,
    settle_who_is_in_charge,
    take_up_plan,
)


@dataclass
class Department:
    row: int
    key: int
    kind: str
    is_home: bool
    head: int
    scope_luck: float
    discovered: bool = False
    approved: bool = False
    planned: bool = False
    is_member: bool = False
    representative: int = NOBODY
    contact: float = 0.0
    seen: float = 0.0
    practice: float = 0.0
    endorsement: float = 0.0
    help_hours: float = 0.0


class ByHand(NamedTuple):
    """What a hand does to people and ties at the start of a month, all by rows."""

    transfers: Pairs = ()
    drawn: Pairs = ()
    cut: Pairs = ()
    champions: Sequence[int] = ()


@dataclass
class PlainFirm:
    """A firm and its people; `step` advances a month."""

    people: People
    departments: list[Department]
    luck: Luck
    n: SimpleNamespace
    ceo: int = NOBODY
    sponsorship: float = 0.6
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KIND_ROWS)
    documents: Mapping[str, Artefact] = field(default_factory=lambda: ARTEFACTS)
    forms: Mapping[str, Form] = field(default_factory=lambda: FORMS)
    form: str = "grassroots"
    appointed: int = 0
    was_appointed: bool = False
    lead: int = NOBODY
    lead_shift: float = 0.0
    vacant_until: int = 0
    vacant: bool = False
    tone_shift: float = 0.0
    budget: float = 1.0
    unrest: float = 0.0
    fte: float = 0.0
    channels: float = 1.0
    artefacts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ARTEFACTS, 0.0))
    levers: Mapping[str, Any] = field(default_factory=lambda: LEVERS)
    habit: float = 0.0
    convincing: float = 0.0
    mentions: float = 0.0
    incidents: int = 0
    crises: int = 0
    weeks: int = 0
    weeks_left: int = 0
    adoptions: int = 0
    discontinuances: int = 0
    leavers: int = 0
    events: list[tuple[int, str, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.size = len(self.people)
        self.scale = (self.size / 300) ** self.n.staff_exponent
        self.reputation = self.n.initial_reputation
        self.are_ties_living = self.n.are_ties_living and not self.people.is_complete
        self.culture = self.n.culture * math.exp(
            self.n.culture_spread * self.luck.normal("culture", 0, BEFORE)
        )
        for department in self.departments:
            if department.is_home:
                department.discovered = department.approved = True
                department.endorsement = self.n.initial_home_endorsement

    @classmethod
    def of_organisation(
        cls,
        organisation: Any,
        luck: Luck,
        home_kind: str = "MKT",
        tone: float = 0.6,
        kinds: Mapping[str, Kind] = KIND_ROWS,
        forms: Mapping[str, Form] = FORMS,
        **other: Any,
    ) -> PlainFirm:
        """Return a firm before its first month; `other` are numbers that differ from the defaults."""
        n = numbers(**other)
        letters = [KINDS[kind] for kind in organisation.department_kinds]
        fits = [kinds[kind].fit for kind in letters]
        home = _home(organisation, letters, home_kind)
        people = People.of_organisation(organisation, fits, home, luck, n)
        departments = []
        for row, (name, kind) in enumerate(zip(organisation.department_names, letters, strict=True)):
            key = department_key(name)
            scope_luck = luck.share("plan scope", key, BEFORE)
            departments.append(
                Department(row, key, kind, row == home, head_among(people.of(row)), scope_luck)
            )
        return cls(
            people, departments, luck, n, int(organisation.ceo), tone, kinds=kinds, forms=forms
        )  # fmt: skip

    def step(self, month: int, levers: Mapping[str, Any], by_hand: ByHand | None = None) -> dict[str, Any]:
        """Advance a month; `levers` are those of a scenario, kinds by their letters."""
        unknown = levers.keys() - LEVERS.keys()
        if unknown:
            raise KeyError(f"The plain firm has no lever {', '.join(sorted(unknown))}.")
        self.month = month
        self.adoptions = self.discontinuances = self.leavers = 0
        self.people.draw(self.luck, month)
        if by_hand is not None:
            self._rearrange(by_hand)
        self.levers = {**LEVERS, **levers}
        take_up_plan(self)
        settle_who_is_in_charge(self)
        settle_contact(self)
        allocate_hours(self)
        write_artefacts(self)
        decide(self)
        endorse(self)
        discover(self)
        practise(self)
        self._take_up_or_give_up()
        self._learn()
        replace_leavers(self)
        self._convince_ceo()
        make_ties(self)
        answer_public(self)
        suffer_incidents(self)
        take_stock(self)
        return self._outputs()

    def _rearrange(self, by_hand: ByHand) -> None:
        """Move people, draw and cut ties, and name champions, by what holds before the month."""
        for row, number in by_hand.transfers:
            person = self.people.everyone[row]
            person.department, person.fit = number, self.kind(self.departments[number]).fit
            for d in self.departments:
                d.head = head_among(self.people.of(d.row))
                if d.representative == row:
                    d.representative = NOBODY
        if by_hand.drawn or by_hand.cut:
            self.people.rearrange(by_hand.drawn, by_hand.cut, self.n)
        convince(self, [self.people.everyone[row] for row in by_hand.champions])

    # what people do

    def _take_up_or_give_up(self) -> None:
        held = in_charge(self)
        self.people.look_around()
        for person in self.people:
            before = person.change
            directive = self.departments[person.department].endorsement * self.levers["directive_hazard"]
            person.decide(
                self.n,
                has_access=has_access(self, person),
                is_held=person in held,
                workload=self.levers["workload_share"],
                directive=directive,
            )
            if person.change != before:
                self.adoptions += person.change in USED
                self.discontinuances += person.change == "discontinued"

    def _learn(self) -> None:
        n = self.n
        operating = [d for d in self.departments if d.practice > n.operating_practice]
        measured = self.artefacts["M"] * self.mean_of(operating, "practice")
        for person in self.people:
            person.learn(n, self.departments[person.department].practice, measured)
        share = n.training_capacity_share * self.artefacts["T"] + self.levers["training_push_share"]
        self.people.train(n, share)

    def _convince_ceo(self) -> None:
        n = self.n
        if self.ceo == NOBODY or not n.is_ceo_rule_on:
            return
        ceo = self.people.everyone[self.ceo]
        shown = n.ceo_base_share + (1 - n.ceo_base_share) * self.mean("COM", "practice")
        chance = min(1.0, n.ceo_probability * self.sponsorship * shown)
        is_willing = self.luck.share("ceo joins", ceo.key, self.month) < chance
        if is_willing and not ceo.is_active and has_access(self, ceo):
            ceo.is_active, ceo.change = True, "ceo"
            self.adoptions += 1

    # what is in force, and what kinds and the firm have

    def can(self, what: str) -> bool:
        return what in self.forms[self.form].can

    def lever(self, name: str, of_form: Any) -> Any:
        """What somebody in charge was given, or else the form's own."""
        given = self.levers[name]
        return of_form if given is None or not self.can(LEAD) else given

    @property
    def home(self) -> int:
        return next((d.row for d in self.departments if d.is_home), NOBODY)

    def kind(self, d: Department) -> Kind:
        return self.kinds[d.kind]

    def users(self, d: Department) -> int:
        return sum(person.is_active for person in self.people.of(d.row))

    def sum_of_users(self, d: Department, trait: str) -> float:
        return sum(getattr(person, trait) for person in self.people.of(d.row) if person.is_active)

    def training_of_users(self) -> float:
        return sum(self.sum_of_users(d, "training") for d in self.departments)

    def of(self, kind: str) -> list[Department]:
        return [d for d in self.departments if d.kind == kind]

    def people_of(self, kind: str) -> int:
        return sum(len(self.people.of(d.row)) for d in self.of(kind))

    def share_of_kind(self, d: Department) -> float:
        here = len(self.people.of(d.row))
        return here / self.people_of(d.kind) if here else 0.0

    def users_of(self, kind: str) -> int:
        return sum(self.users(d) for d in self.of(kind))

    def use(self, kind: str) -> float:
        people = self.people_of(kind)
        return self.users_of(kind) / people if people else 0.0

    def mean_of(self, departments: list[Department], name: str) -> float:
        people = sum(len(self.people.of(d.row)) for d in departments)
        total = sum(getattr(d, name) * len(self.people.of(d.row)) for d in departments)
        return total / people if people else 0.0

    def mean(self, kind: str, name: str) -> float:
        return self.mean_of(self.of(kind), name)

    def note(self, kind: str, department: int, detail: int, count: int = 1) -> None:
        self.events.append((self.month, kind, department, detail, count))

    # what is recorded

    def _outputs(self) -> dict[str, Any]:
        users = sum(self.users(d) for d in self.departments)
        stands = self.n.coordinated_endorsement
        backed = sum(self.users(d) for d in self.departments if d.endorsement >= stands)
        value = self.n.value_unit_keur * self.size * self.v
        return {
            **self._audited(users),
            "active_employees": users,
            "active_share": users / self.size,
            "active_share_of": [self.use(kind) for kind in KINDS],
            "practice_of": [self.mean(kind, "practice") for kind in KINDS],
            "endorsement_of": [self.mean(kind, "endorsement") for kind in KINDS],
            "contact_of": [self.mean(kind, "contact") for kind in KINDS],
            "coordination_share": backed / users if users else 0.0,
            "trained_share": sum(person.training for person in self.people) / self.size,
            "departments_in_plan": sum(d.planned for d in self.departments),
            "departments_operating": sum(d.practice >= self.n.operating_practice for d in self.departments),
            "artefact": [self.artefacts[k] for k in ARTEFACTS],
            "capacity_hours": self.K,
            "load_hours": self.load,
            "workload_ratio": self.load / self.K if self.K else math.nan,
            "free_hours": self.free,
            "channels": self.channels,
            "mentions": self.mentions,
            "complaints": self.complaints,
            "response_share": self.phi,
            "incidents": self.incidents,
            "incidents_from": list(self.by_cause),
            "crises": self.crises,
            "crisis_weeks": self.weeks,
            "reputation": self.reputation,
            "sponsorship": self.sponsorship,
            "mandate": self.mandate,
            "strategic_skill": self.skill,
            "value_index": self.v,
            "value_keur": value,
            "measured_value_keur": self.artefacts["M"] * value,
            "cost_keur": self.cost,
            "net_value_keur": value - self.cost,
            "staff_fte": self.fte,
            "form": list(self.forms).index(self.form),
            "has_lead": float(self.can(LEAD) and self.lead != NOBODY),
            "adoptions": self.adoptions,
            "discontinuances": self.discontinuances,
            "leavers": self.leavers,
        }

    def by_department(self) -> dict[str, list[float]]:
        """Return what is recorded of each department."""
        return {
            "active_employees": [self.users(d) for d in self.departments],
            "practice": [d.practice for d in self.departments],
            "endorsement": [d.endorsement for d in self.departments],
            "contact": [d.contact for d in self.departments],
            "seen": [d.seen for d in self.departments],
            "is_discovered": [d.discovered for d in self.departments],
            "is_approved": [d.approved for d in self.departments],
            "is_in_plan": [d.planned for d in self.departments],
            "support_hours": [d.help_hours for d in self.departments],
        }

    def _audited(self, users: int) -> dict[str, Any]:
        present = [kind for kind in KINDS if self.people_of(kind)]
        kinds = {k: {"P": self.mean(k, "practice"), "a": self.use(k)} for k in present}
        endorsement = {k: self.mean(k, "endorsement") for k in present}
        wide = [endorsement[k] for k in ("MKT", "COM") if k in kinds]
        home_kind = next((d.kind for d in self.departments if d.is_home), None)
        stands = self.n.coordinated_endorsement
        others = [endorsement[k] >= stands for k in present if k != home_kind]
        outside = [d for d in self.departments if not d.is_home]
        works = self.can(PLAN) and self.present
        leads = works and self.lead != NOBODY and has_access(self, self.people.everyone[self.lead])
        facts = {
            "phi": self.phi,
            "complaints": self.complaints,
            "L": self.artefacts["L"],
            "G": self.artefacts["G"],
            "M": self.artefacts["M"],
            "N": self.size,
            "C": self.channels,
            "K": self.K,
            "scale": self.scale,
            "frac": self.frac,
            "R": self.reputation,
            "S": self.sponsorship,
            "E": sum(wide) / len(wide) if wide else 0.0,
            "ceo": float(self.ceo != NOBODY and self.people.everyone[self.ceo].is_active),
            "lead": min(1.0, self.fte / min(1.0, self.scale)) if leads else 0.0,
            "standing": sum(others) / len(others) * bool(works) if others else None,
            "users": users,
            "home": sum(self.users(d) for d in self.departments if d.is_home),
            "loose": sum(self.users(d) for d in outside if d.endorsement < stands),
        }
        scales = vars(self.n)
        return {"indicator": plain_scores(facts, kinds, scales), "sign": plain_signs(facts, scales)}


def _home(organisation: Any, letters: list[str], home_kind: str) -> int:
    """Return the largest department of the home kind, the first among equals."""
    sizes = organisation.department_sizes.tolist()
    at_home = [row for row, kind in enumerate(letters) if kind == home_kind]
    return max(at_home, key=lambda row: (sizes[row], -row), default=NOBODY)
