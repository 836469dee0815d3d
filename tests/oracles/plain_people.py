"""People and their ties said a second time: plain objects, and counts that are made anew whenever asked for.

Rules are those of the model's description on employees and on living ties. Nothing is kept up to date: who is
tied to whom is looked up among all ties, so that a slip in what the engine keeps shows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from smsim.randomness.draws import beta_2_2
from tests.oracles.plain_luck import BEFORE, Luck, share_of

Pairs = Sequence[tuple[int, int]]
TIE = 64
"""The weight of an ordinary tie."""

USED, REPLACED = ("spontaneous", "peers", "directive"), ("replaced_non_user", "replaced_user")


@dataclass(eq=False)
class Person:
    """Somebody's place: who sits there changes, key, department, ties and access stay."""

    row: int
    key: int
    department: int
    manager: int
    is_manager: bool
    fit: float
    access_luck: float = 1.0
    innovativeness: float = 0.5
    threshold: float = 0.2
    is_active: bool = False
    skill: float = 0.0
    training: float = 0.0
    usefulness: float = 0.0
    exposure: float = 0.0
    change: str = "none"
    draws: tuple[float, ...] = ()

    def start_afresh(self, luck: Luck, month: int, n: SimpleNamespace) -> None:
        """Take on the traits of somebody who joins in `month`."""
        one, *two = luck.shares("newcomer", self.key, month)
        self.innovativeness = float(beta_2_2(one))
        deviate = math.sqrt(-2 * math.log(two[0])) * math.cos(2 * math.pi * two[1])
        threshold = n.threshold_mean + n.threshold_spread * deviate
        self.threshold = min(n.threshold_highest, max(n.threshold_lowest, threshold))
        self.is_active, self.skill, self.training = False, n.initial_skill, 0.0
        self.usefulness = self.fit * n.prior_usefulness

    def response(self, n: SimpleNamespace) -> float:
        """Answer to the exposure (E1)."""
        if n.response == "linear" or self.exposure == 0:
            return self.exposure
        try:
            return 1 / (1 + (self.threshold / self.exposure) ** n.threshold_sharpness)
        except OverflowError:
            return 0.0

    def reasons(self, n: SimpleNamespace, workload: float, directive: float) -> dict[str, float]:
        """Hazards of starting, by reason (E2-E4)."""
        facilitation = n.untrained_facilitation + (1 - n.untrained_facilitation) * self.training
        ready = facilitation * (1 - workload) * 2 * self.usefulness
        hazards = (
            2 * self.innovativeness * n.spontaneous_hazard,
            n.peer_hazard * self.response(n),
            2 * (1 - self.innovativeness) * directive,
        )
        return dict(zip(USED, (ready * hazard for hazard in hazards), strict=True))

    def decide(
        self, n: SimpleNamespace, *, has_access: bool, is_held: bool, workload: float, directive: float
    ) -> None:
        """Take up or give up use; who is in charge is held to it (E4, E5)."""
        deciding, cause = self.draws[0], self.draws[3]
        if not self.is_active:
            reasons = self.reasons(n, workload, directive)
            hazard = sum(reasons.values())
            if has_access and deciding < 1 - math.exp(-hazard):
                self.is_active = True
                self.change = _pick(reasons, cause * hazard)
            return
        hazard = n.discontinuance_hazard * 2 * (1 - self.usefulness)
        is_tired = deciding < 1 - math.exp(-hazard) and not is_held
        if is_tired or not has_access:
            self.is_active, self.change = False, "discontinued"

    def learn(self, n: SimpleNamespace, practice: float, measured: float) -> None:
        """Change one's mind, gain skill, let training fade (E6, E7)."""
        if self.is_active:
            seen = practice
        else:
            seen = n.observed_practice_weight * practice * (self.exposure > 0)
            seen = min(1.0, seen + n.measured_practice_weight * measured)
        target = self.fit * (n.prior_usefulness + (1 - n.prior_usefulness) * seen)
        self.usefulness += n.usefulness_learning * (target - self.usefulness)
        if self.is_active:
            speed = n.untrained_learning_share + (1 - n.untrained_learning_share) * self.training
            self.skill += n.skill_learning * (1 - self.skill) * speed
        self.training *= 1 - n.training_fade


def _pick(reasons: Mapping[str, float], place: float) -> str:
    for reason, hazard in reasons.items():
        if place < hazard:
            return reason
        place -= hazard
    return USED[-1]


@dataclass
class People:
    """Everybody, and who talks to whom.

    `stored` has for each person the others tied to from the start, in row order, with what their use weighs
    for this person; `lost` are those of these pairs that are no more; `made` the pairs tied since, oldest
    first.
    """

    everyone: list[Person]
    stored: list[dict[int, int]]
    is_complete: bool = False
    lost: set[frozenset[int]] = field(default_factory=set)
    made: list[frozenset[int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.everyone)

    def __iter__(self) -> Iterator[Person]:
        return iter(self.everyone)

    def of(self, department: int) -> list[Person]:
        """People of a department, in row order."""
        return [person for person in self.everyone if person.department == department]

    # ties

    def made_by(self, row: int) -> list[int]:
        """Others tied to since the start, newest first."""
        return [other for pair in reversed(self.made) if row in pair for other in pair if other != row]

    def colleagues(self, row: int) -> dict[int, int]:
        """Everybody somebody is tied to now, with what their use weighs."""
        kept = {o: w for o, w in self.stored[row].items() if frozenset((row, o)) not in self.lost}
        return kept | dict.fromkeys(self.made_by(row), TIE)

    def are_tied(self, one: int, other: int) -> bool:
        return other in self.colleagues(one)

    def ties_into(self, row: int, department: int) -> int:
        """Number of ties of somebody to people of a department."""
        return sum(self.everyone[other].department == department for other in self.colleagues(row))

    def ties_elsewhere(self, row: int) -> int:
        """Number of ties of somebody into departments other than the own."""
        own = self.everyone[row].department
        return sum(self.everyone[other].department != own for other in self.colleagues(row))

    def ties_between(self, one: int, other: int) -> int:
        """Number of ties between people of two departments."""
        return self.ties_of(one)[other]

    def ties_of(self, department: int, *, to_users: bool = False) -> Counter[int]:
        """Number of ties of people of a department by the others' departments, all or those to users."""
        colleagues = (
            self.everyone[row] for person in self.of(department) for row in self.colleagues(person.row)
        )
        return Counter(other.department for other in colleagues if other.is_active or not to_users)

    def tie(self, one: int, other: int) -> None:
        """Make a tie, unless there is one, or it would be with oneself, or too many were made already."""
        if one != other and not self.are_tied(one, other) and len(self.made) < len(self.everyone) + 64:
            self.made.append(frozenset((one, other)))

    def untie(self, one: int, other: int) -> None:
        """Lose a tie, both ways."""
        pair = frozenset((one, other))
        if pair in self.made:
            self.made.remove(pair)
        else:
            self.lost.add(pair)

    def numbered(self, row: int, *, is_upwards: bool = False) -> list[tuple[int, int]]:
        """Ties into other departments with their numbers: those of the start in row order, then made ones.

        `is_upwards` leaves out people of lower rows.
        """
        own = self.everyone[row].department
        kept = [other for other in self.stored[row] if frozenset((row, other)) not in self.lost]
        elsewhere = [o for o in kept + self.made_by(row) if self.everyone[o].department != own]
        return list(enumerate(o for o in elsewhere if o > row or not is_upwards))

    def lose_by_chance(
        self, purpose: str, person: Person, ties: list[tuple[int, int]], chance: float, luck: Luck, month: int
    ) -> None:
        """Lose each of some numbered ties of somebody by chance."""
        for number, other in ties:
            if share_of(luck.word_in_a_row(purpose, person.key, month, number)) < chance:
                self.untie(person.row, other)

    def rearrange(self, drawn: Pairs, cut: Pairs, n: SimpleNamespace) -> None:
        """Draw and cut ties by hand; from then on all ties there are count as those of the start."""
        for one, other in cut:
            self.untie(one, other)
        living = [self.colleagues(person.row) for person in self]
        made = [tuple(pair) for pair in self.made]
        for one, other in [*made, *drawn]:
            for row, colleague in ((one, other), (other, one)):
                weight = heard(self.everyone[row], colleague, TIE, n)
                living[row][colleague] = max(weight, living[row].get(colleague, 0))
        self.stored = [dict(sorted(weights.items())) for weights in living]
        self.lost, self.made = set(), []

    # what everyone does in a month

    def draw(self, luck: Luck, month: int) -> None:
        """Draw everybody's numbers of the month, and forget what changed before."""
        for person in self.everyone:
            person.draws, person.change = luck.shares("employee month", person.key, month), "none"

    def look_around(self) -> None:
        """See which part of the own colleagues uses social media (E1)."""
        if self.is_complete:
            active, others = sum(person.is_active for person in self), len(self) - 1
            for person in self:
                person.exposure = (active - person.is_active) / others if others else 0.0
            return
        for person in self.everyone:
            weights = self.colleagues(person.row)
            total = sum(weights.values())
            active = sum(weight for other, weight in weights.items() if self.everyone[other].is_active)
            person.exposure = active / total if total else 0.0

    def train(self, n: SimpleNamespace, share: float) -> None:
        """Give seats to the highest claims (E7)."""
        seats = math.floor(share * len(self.everyone) + 0.5)
        claims = {p.row: p.is_active + n.training_luck_weight * p.draws[2] - p.training for p in self}
        for person in sorted(self.everyone, key=lambda p: (-claims[p.row], p.row))[:seats]:
            person.training = 1.0

    @classmethod
    def of_organisation(
        cls, organisation: Any, fits: list[float], home: int, luck: Luck, n: SimpleNamespace
    ) -> People:
        """Seat everyone of an organisation as they are before the first month; `fits` are by department."""
        everyone = []
        for row, department in enumerate(organisation.department.tolist()):
            person = Person(
                row=row,
                key=int(organisation.person_keys[row]),
                department=department,
                manager=int(organisation.manager[row]),
                is_manager=bool(organisation.is_manager[row]),
                fit=fits[department],
            )
            person.access_luck = luck.share("access", person.key, BEFORE)
            person.start_afresh(luck, BEFORE, n)
            everyone.append(person)
        people = cls(everyone, _stored(organisation, everyone, n), bool(organisation.is_complete))
        at_home = people.of(home)
        if n.has_first_user and at_home:
            first = at_home[min(1, len(at_home) - 1)]
            first.is_active, first.innovativeness = True, n.first_user_innovativeness
        return people


def _stored(organisation: Any, everyone: list[Person], n: SimpleNamespace) -> list[dict[int, int]]:
    rows = range(len(everyone))
    if organisation.is_complete:
        return [{other: TIE for other in rows if other != row} for row in rows]
    stored: list[dict[int, int]] = []
    for person in everyone:
        start, end = organisation.tie_starts[person.row], organisation.tie_starts[person.row + 1]
        weights = {}
        for place in range(start, end):
            other = int(organisation.tie_targets[place])
            weights[other] = heard(person, other, int(organisation.tie_weights[place]), n)
        stored.append(weights)
    return stored


def heard(person: Person, colleague: int, weight: int, n: SimpleNamespace) -> int:
    """Return what a tie of some weight weighs for a person: more if it is to the own manager."""
    return math.floor(weight * n.manager_tie_weight + 0.5) if colleague == person.manager else weight
