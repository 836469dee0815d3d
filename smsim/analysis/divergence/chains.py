"""From a person who went another way back to the decision behind it, as far as the records allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smsim.analysis.divergence.partings import (
    FIRM,
    EventApart,
    Parting,
    RecordedPair,
    department_words,
    events_apart,
)
from smsim.analysis.divergence.people import PersonApart
from smsim.analysis.divergence.twins import Twins, told_name
from smsim.analysis.happened import APPOINTMENTS
from smsim.analysis.nearness import nearness_words
from smsim.engine.processes import STEP_OF
from smsim.vocabulary import EventKind, UseChange

PRECEDING: Mapping[str, tuple[str, ...]] = {
    "has_lead": ("form",),
    "mandate": ("form", "has_lead", "sponsorship"),
    "contact": ("form", "has_lead"),
    "free_hours": ("form", "has_lead", "staff_fte", "channels", "sponsorship", "crisis_weeks"),
    "channels": ("free_hours", "active_employees"),
    "artefact_goals": ("form", "free_hours", "has_lead"),
    "artefact_policy": ("form", "free_hours", "has_lead"),
    "artefact_listening": ("form", "free_hours", "has_lead"),
    "artefact_measurement": ("form", "free_hours", "has_lead", "sponsorship"),
    "artefact_crisis_readiness": ("form", "free_hours", "has_lead", "endorsement"),
    "artefact_training_programme": ("form", "free_hours", "has_lead", "endorsement"),
    "is_in_plan": ("form", "artefact_goals", "is_discovered", "endorsement"),
    "is_approved": ("form", "has_lead", "is_discovered", "endorsement"),
    "endorsement": ("contact", "mandate", "is_in_plan", "seen", "active_employees"),
    "seen": ("practice", "active_employees"),
    "is_discovered": ("contact", "free_hours", "seen", "artefact_listening", "active_employees"),
    "support_hours": ("form", "is_approved", "free_hours"),
    "practice": (
        "is_discovered", "is_approved", "support_hours", "endorsement", "seen", "active_employees",
    ),
    "trained_share": ("artefact_training_programme",),
    "crisis_weeks": (
        "artefact_policy", "artefact_listening", "artefact_crisis_readiness", "active_employees",
    ),
    "sponsorship": ("form", "artefact_measurement", "crisis_weeks"),
    "staff_fte": ("form", "artefact_measurement", "sponsorship"),
}  # fmt: skip
"""What each quantity is worked out from, by the equations of the model description."""

OF_OTHERS = {("seen", "practice"), ("seen", "active_employees")}
"""Pairs of which the second is that of other departments."""

LESSENS = {
    ("channels", "free_hours"),
    ("crisis_weeks", "free_hours"),
    ("artefact_policy", "crisis_weeks"),
    ("artefact_listening", "crisis_weeks"),
    ("artefact_crisis_readiness", "crisis_weeks"),
    ("crisis_weeks", "sponsorship"),
}
"""Pairs of which more of the first means less of the second; in all others it means more."""

RAISED_BY: Mapping[str, tuple[EventKind, ...]] = {
    "contact": (EventKind.SEAT_FILLED, EventKind.LEAD_APPOINTED),
    "sponsorship": (EventKind.EXECUTIVES_CHANGED,),
    "crisis_weeks": (EventKind.CRISIS,),
}
LOWERED_BY: Mapping[str, tuple[EventKind, ...]] = {
    "has_lead": (EventKind.LEAD_LEAVES,),
    "contact": (EventKind.REORGANISED,),
    "channels": (EventKind.PLATFORMS_CHANGED,),
    "endorsement": (EventKind.HEAD_CHANGED,),
    "practice": (EventKind.PLATFORMS_CHANGED,),
    "sponsorship": (EventKind.EXECUTIVES_CHANGED,),
    "staff_fte": (EventKind.BUDGET_CUT,),
}
"""What moves a quantity at once, in the month in which it happens."""

BEHIND_EVENTS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.SEAT_FILLED: ("form",),
    EventKind.LEAD_APPOINTED: ("form",),
}
"""What lies behind an event where that is more than luck."""

CONDITIONS: Mapping[UseChange, tuple[str, ...]] = {
    UseChange.SPONTANEOUS: ("trained_share", "practice"),
    UseChange.PEERS: (),
    UseChange.DIRECTIVE: ("endorsement", "form"),
    UseChange.CEO: ("sponsorship", "form"),
    UseChange.CHAMPION: (),
    UseChange.DISCONTINUED: (),
    UseChange.REPLACED_NON_USER: (),
    UseChange.REPLACED_USER: (),
    UseChange.IN_CHARGE: (),
}
"""What a recorded cause rests on besides colleagues."""

UNRELATED = (UseChange.CHAMPION, UseChange.REPLACED_NON_USER, UseChange.REPLACED_USER)
"""What scenario or luck do to a person, whatever colleagues do."""

OTHER_CONDITIONS = ("endorsement", "practice", "trained_share", "form")
"""What moves a person's chances whatever the recorded cause: a cause is drawn from all that act at once."""

Link = Parting | PersonApart | EventApart


@dataclass(frozen=True)
class ChainStep:
    """One step of a chain: what parted in a month."""

    month: int
    department: int  # -1 for the firm
    words: str


@dataclass(frozen=True)
class Chain:
    """What led to a person's other way, first things first; the last step is the person's own.

    `is_complete` says that it begins with a decision, an accident or an event rather than with something
    whose cause the records do not hold.
    """

    person: PersonApart
    steps: tuple[ChainStep, ...]
    is_complete: bool

    @property
    def words(self) -> str:
        """The chain as one line."""
        return " → ".join(f"month {step.month}: {step.words}" for step in self.steps)


class Chains:
    """Traces people back through what had parted before them.

    A link is led back to what happened to it in its month in one run only, else to that of its possible
    causes, by the equations, which parted last before it, was still apart then, and pulled the right way:
    the records show what acted, not how much each thing did.
    """

    def __init__(
        self, twins: Twins, people: Sequence[PersonApart], quantities: Iterable[RecordedPair]
    ) -> None:
        self.twins = twins
        self.people = {person.row: person for person in people}
        self.events = events_apart(twins)
        self.quantities = {(quantity.output, quantity.department): quantity for quantity in quantities}

    def of(self, person: PersonApart) -> Chain:
        """Return the chain that ends with a person."""
        links: list[Link] = [person]
        while (link := self._link_before(links[-1])) is not None:
            links.append(link)
        first = links[-1]
        is_decision = isinstance(first, Parting) and first.output == "form"
        is_accident = isinstance(first, EventApart) or (
            isinstance(first, PersonApart) and first.change in UNRELATED
        )
        steps = [self._step(link, *links[place + 1 : place + 2]) for place, link in enumerate(links)]
        return Chain(person, tuple(reversed(steps)), is_decision or is_accident)

    def _link_before(self, link: Link) -> Link | None:
        if isinstance(link, PersonApart):
            return self._before_person(link)
        if isinstance(link, EventApart):
            return self._latest(BEHIND_EVENTS.get(link.kind, ()), link)
        if link.output == "active_employees":
            return self._first_person(link)
        return self._event_behind(link) or self._latest(PRECEDING.get(link.output, ()), link)

    def _event_behind(self, parting: Parting) -> EventApart | None:
        """Return what happened in the month in which a quantity parted, and moved it that way."""
        higher = parting.higher_side
        moving = {
            (kind, side)
            for kinds, side in ((RAISED_BY, higher), (LOWERED_BY, 1 - higher))
            for kind in kinds.get(parting.output, ())
        }
        found = (
            event
            for event in self.events
            if event.month == parting.month
            and (event.kind, event.side) in moving
            and event.department in (FIRM, parting.department)
        )
        return next(found, None)

    def _before_person(self, person: PersonApart) -> Link | None:
        """Return what the recorded cause rests on, else whatever else could have moved the person."""
        if person.change in UNRELATED:
            return None
        if person.change is UseChange.IN_CHARGE:
            return self._appointment_of(person)
        recorded = self._latest(CONDITIONS[person.change], person)
        if recorded is not None:
            return recorded
        for colleague in person.colleagues:
            if self.people[colleague].user_side == person.user_side:
                return self.people[colleague]
        return self._latest(OTHER_CONDITIONS, person)

    def _appointment_of(self, person: PersonApart) -> EventApart | None:
        found = (
            event
            for event in self.events
            if event.kind in APPOINTMENTS
            and (event.month, event.side, event.department) == (person.month, person.side, person.department)
        )
        return next(found, None)

    def _first_person(self, parting: Parting) -> PersonApart | None:
        """Return who was first apart of those who make up more users in one run."""
        behind = (
            person
            for person in self.people.values()
            if person.month <= parting.month
            and person.user_side == parting.higher_side
            and parting.department in (FIRM, person.department)
        )
        return min(behind, key=lambda person: person.month, default=None)

    def _latest(self, outputs: Sequence[str], link: Link) -> Parting | None:
        """Return the last of these quantities to have parted, before a link and the way that explains it."""
        found = [
            parting
            for output in outputs
            for department in self._departments_of(output, link)
            if (parting := self._parting_before(output, department, link)) is not None
        ]
        return max(found, key=lambda parting: parting.order, default=None)

    def _departments_of(self, output: str, link: Link) -> Iterable[int]:
        """Return whose quantity may be behind a link: the own department's, the firm's, or the others'."""
        if isinstance(link, Parting) and (link.output, output) in OF_OTHERS:
            return (row for row in range(self.twins.organisation.departments) if row != link.department)
        return dict.fromkeys((link.department, FIRM))

    def _parting_before(self, output: str, department: int, link: Link) -> Parting | None:
        quantity = self.quantities.get((output, department))
        if quantity is None:
            return None
        month, step = link.order
        is_settled = STEP_OF[output] < step
        side = None if output == "form" else _higher_side(output, link)
        return quantity.last_parting(month if is_settled else month - 1, side)

    def _step(self, link: Link, before: Link | None = None) -> ChainStep:
        if not isinstance(link, PersonApart):
            return ChainStep(link.month, link.department, link.words)
        words = f"{link.words} in {self.twins.names[link.side]} only"
        if isinstance(before, PersonApart):
            words += f", after {before.id} ({self._nearness(link, before.row)})"
        elif link.change is UseChange.PEERS and link.nearest >= 0:
            nearest = told_name("person", self.twins.organisation.ids[link.nearest])
            words += f", the nearest of them {nearest} ({self._nearness(link, link.nearest)})"
        return ChainStep(link.month, link.department, words)

    def _nearness(self, person: PersonApart, other: int) -> str:
        where = department_words(self.twins, int(self.twins.organisation.department[other]))
        return nearness_words(self.twins.organisation, person.row, other, where)


def _higher_side(output: str, link: Link) -> int:
    """Return the run in which there must be more of a quantity for it to explain a link."""
    if isinstance(link, PersonApart):
        return link.user_side
    if isinstance(link, EventApart):
        return link.side
    return 1 - link.higher_side if (output, link.output) in LESSENS else link.higher_side
