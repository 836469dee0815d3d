"""From a person who went another way back to the decision behind it, as far as the records allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smsim.analysis.divergence.partings import FIRM, Parting, RecordedPair
from smsim.analysis.divergence.people import PersonApart
from smsim.analysis.divergence.twins import Twins
from smsim.engine.processes import STEP_OF
from smsim.vocabulary import UseChange

PRECEDING: Mapping[str, tuple[str, ...]] = {
    "has_lead": ("form",),
    "free_hours": ("form", "has_lead", "staff_fte", "channels"),
    "channels": ("free_hours", "active_employees"),
    "artefact_goals": ("form", "free_hours", "has_lead"),
    "artefact_policy": ("form", "free_hours", "has_lead"),
    "artefact_listening": ("form", "free_hours", "has_lead"),
    "artefact_measurement": ("form", "free_hours", "has_lead", "sponsorship"),
    "artefact_crisis_readiness": ("form", "free_hours", "has_lead"),
    "artefact_training_programme": ("form", "free_hours", "has_lead"),
    "is_in_plan": ("form", "artefact_goals", "is_discovered", "endorsement"),
    "is_approved": ("form", "is_discovered", "endorsement", "sponsorship"),
    "endorsement": ("form", "is_in_plan", "sponsorship", "active_employees"),
    "is_discovered": ("form", "free_hours", "active_employees"),
    "support_hours": ("form", "is_approved", "free_hours"),
    "practice": ("is_discovered", "is_approved", "support_hours", "endorsement", "active_employees"),
    "trained_share": ("artefact_training_programme",),
    "fear": ("artefact_policy", "artefact_listening", "artefact_crisis_readiness", "active_employees"),
    "sponsorship": ("form", "artefact_measurement", "fear"),
    "staff_fte": ("form", "artefact_measurement", "sponsorship"),
}
"""What each quantity is worked out from, by the equations of the model description."""

LESSENS = {
    ("channels", "free_hours"),
    ("artefact_policy", "fear"),
    ("artefact_listening", "fear"),
    ("artefact_crisis_readiness", "fear"),
    ("fear", "sponsorship"),
}
"""Pairs of which more of the first means less of the second; in all others it means more."""

CONDITIONS: Mapping[UseChange, tuple[str, ...]] = {
    UseChange.SPONTANEOUS: ("trained_share", "practice"),
    UseChange.PEERS: (),
    UseChange.DIRECTIVE: ("endorsement", "form"),
    UseChange.CEO: ("sponsorship", "form"),
    UseChange.CHAMPION: (),
    UseChange.DISCONTINUED: ("fear",),
    UseChange.REPLACED_NON_USER: (),
    UseChange.REPLACED_USER: (),
}
"""What a recorded cause rests on besides colleagues."""

UNRELATED = (UseChange.CHAMPION, UseChange.REPLACED_NON_USER, UseChange.REPLACED_USER)
"""What scenario or luck do to a person, whatever colleagues do."""

OTHER_CONDITIONS = ("endorsement", "practice", "trained_share", "form")
"""What moves a person's chances whatever the recorded cause: a cause is drawn from all that act at once."""

Link = Parting | PersonApart


@dataclass(frozen=True)
class ChainStep:
    """One step of a chain: what parted in a month."""

    month: int
    department: int  # -1 for the firm
    words: str


@dataclass(frozen=True)
class Chain:
    """What led to a person's other way, first things first; the last step is the person's own.

    `is_complete` says that it begins with a decision or an accident rather than with something whose
    cause the records do not hold.
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

    A link is led back to that of its possible causes, by the equations, which parted last before it, was
    still apart then, and pulled the right way: the records show what acted, not how much each thing did.
    """

    def __init__(
        self, twins: Twins, people: Sequence[PersonApart], quantities: Iterable[RecordedPair]
    ) -> None:
        self.twins = twins
        self.people = {person.row: person for person in people}
        self.quantities = {(quantity.output, quantity.department): quantity for quantity in quantities}

    def of(self, person: PersonApart) -> Chain:
        """Return the chain that ends with a person."""
        links: list[Link] = [person]
        while (link := self._link_before(links[-1])) is not None:
            links.append(link)
        first = links[-1]
        is_decision = isinstance(first, Parting) and first.output == "form"
        is_accident = isinstance(first, PersonApart) and first.change in UNRELATED
        steps = [self._step(link, *links[place + 1 : place + 2]) for place, link in enumerate(links)]
        return Chain(person, tuple(reversed(steps)), is_decision or is_accident)

    def _link_before(self, link: Link) -> Link | None:
        if isinstance(link, PersonApart):
            return self._before_person(link)
        if link.output == "active_employees":
            return self._first_person(link)
        return self._latest(PRECEDING.get(link.output, ()), link)

    def _before_person(self, person: PersonApart) -> Link | None:
        """Return what the recorded cause rests on, else whatever else could have moved the person."""
        if person.change in UNRELATED:
            return None
        recorded = self._latest(CONDITIONS[person.change], person)
        if recorded is not None:
            return recorded
        for colleague in person.colleagues:
            if self.people[colleague].user_side == person.user_side:
                return self.people[colleague]
        return self._latest(OTHER_CONDITIONS, person)

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
            for department in dict.fromkeys((link.department, FIRM))
            if (parting := self._parting_before(output, department, link)) is not None
        ]
        return max(found, key=lambda parting: parting.order, default=None)

    def _parting_before(self, output: str, department: int, link: Link) -> Parting | None:
        quantity = self.quantities.get((output, department))
        if quantity is None:
            return None
        month, step = link.order
        is_settled = STEP_OF[output] < step
        side = None if output == "form" else _higher_side(output, link)
        return quantity.last_parting(month if is_settled else month - 1, side)

    def _step(self, link: Link, before: Link | None = None) -> ChainStep:
        if isinstance(link, Parting):
            return ChainStep(link.month, link.department, link.words)
        words = f"{link.words} in {self.twins.names[link.side]} only"
        if isinstance(before, PersonApart):
            words += f", after {before.id}" + (" (the own manager)" if before.row == link.manager else "")
        return ChainStep(link.month, link.department, words)


def _higher_side(output: str, link: Link) -> int:
    """Return the run in which there must be more of a quantity for it to explain a link."""
    if isinstance(link, PersonApart):
        lessens = output == "fear"
        return 1 - link.user_side if lessens else link.user_side
    return 1 - link.higher_side if (output, link.output) in LESSENS else link.higher_side
